import tests.core.conftest  # noqa: F401  # The profiles of hypothesis that it loads hold here too.
