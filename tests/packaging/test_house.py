import subprocess
import sys

from geoquiz import resources

ROOT = resources.checkout()
assert ROOT is not None  # The tests run from a checkout.


def test_the_import_contracts_hold() -> None:
    done = subprocess.run([sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
                          cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_folders_its_owner_asked_for_are_there() -> None:
    for name in ("pyproject.toml", "README.md", "geoquiz", "questions", "migrations", "tests", "static"):
        assert (ROOT / name).exists()


def test_no_anki_code_is_in_the_product() -> None:
    """The anki package is AGPL: the tests may use it, the product may not."""
    for path in (ROOT / "geoquiz").rglob("*.py"):
        for line in path.read_text("utf-8").splitlines():
            assert not line.strip().startswith(("import anki", "from anki")), path
    assert "anki" not in {line.split("==")[0] for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines()}
