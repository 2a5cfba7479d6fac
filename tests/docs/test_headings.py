import re

import click

from geoquiz import resources
from geoquiz.cli import main
from geoquiz.core.kinds import KINDS

ROOT = resources.checkout()
assert ROOT is not None  # The tests run from a checkout.


def _headings(page: str) -> set[str]:
    return set(re.findall(r"^#+ (.+?)\s*$", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE))


def _commands(group: click.Group = main, path: str = "geoquiz") -> list[str]:
    context, found = click.Context(group), []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found += _commands(command, f"{path} {name}") if isinstance(command, click.Group) else [f"{path} {name}"]
    return found


def test_every_command_has_its_heading() -> None:
    commands = _commands()
    assert "geoquiz bank apply" in commands
    assert set(commands) <= _headings("operations.md")
    documented = {heading for heading in _headings("operations.md") if heading.startswith("geoquiz ")}
    assert documented <= set(commands), "documented, but no longer there"


def test_every_setting_has_its_row_and_no_other_is_named() -> None:
    code = (ROOT / "geoquiz" / "config.py").read_text("utf-8")
    table = set(re.findall(r"^\| `(GEOQUIZ_[A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text("utf-8"), re.MULTILINE))
    assert table == set(re.findall(r"GEOQUIZ_[A-Z]+(?:_[A-Z]+)*", code))


def test_every_kind_has_its_heading() -> None:
    assert set(KINDS) <= _headings("banks.md")


def test_links_between_the_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"
