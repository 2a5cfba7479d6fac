"""Moodle's paths of categories: `$course$/top/Rivers/Europe`, a slash within a name doubled."""

import re

from geoquiz.interchange.report import Loss

_ROOT = re.compile(r"\$[a-z]+\d*\$")
_BETWEEN = re.compile(r"(?<!/)/(?!/)")


def names_of(path: str) -> tuple[str, ...]:
    """Return the names along a path, without the course and the topmost category that everybody has."""
    names = [name.replace("//", "/").strip() for name in _BETWEEN.split(path.strip())]
    if names and _ROOT.fullmatch(names[0]):
        names = names[1:]
    if names and names[0] == "top":
        names = names[1:]
    return tuple(name for name in names if name)


def path_of(title: str) -> str:
    """Return the path of a category that is called ``title``."""
    return f"$course$/top/{' '.join(title.split()).replace('/', '//')}"


def title_losses(title: str) -> list[Loss]:
    """Return a loss when a category cannot be called ``title`` letter by letter."""
    held = names_of(path_of(title)) == (title,)
    return [] if held else [Loss("", "the title as it stands", "Moodle's categories have no such names")]
