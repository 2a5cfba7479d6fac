"""Anki is AGPL: it may test us, and must never be part of us."""

import ast
import tomllib

from geoquiz import resources

ROOT = resources.checkout()
ANKI = ("anki", "aqt", "genanki")


def test_the_product_depends_on_no_anki() -> None:
    assert ROOT is not None
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [line.split("[")[0].split(">")[0].split("=")[0].strip().lower() for line in project["dependencies"]]
    assert "flask" in names
    assert not set(ANKI) & set(names)


def test_nothing_of_ours_imports_anki() -> None:
    assert ROOT is not None
    imported: set[str] = set()
    for path in (ROOT / "geoquiz").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    assert "sqlite3" in imported
    assert not set(ANKI) & imported
