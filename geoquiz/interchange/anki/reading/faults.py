"""What is said when a file of Anki's cannot be brought in."""

from geoquiz.core.errors import GeoquizError


class ImportFault(GeoquizError):
    """A file cannot be brought in; ``str()`` of it is one sentence: what is wrong, and what would be right."""
