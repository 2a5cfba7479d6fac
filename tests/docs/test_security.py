"""docs/security.md names code and tests that are there."""

import re

import pytest

from geoquiz import resources

ROOT = resources.checkout()
assert ROOT is not None  # The tests run from a checkout.
ROWS = re.findall(r"^\| [–\d].*\|$", (ROOT / "docs" / "security.md").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("row", ROWS)
def test_each_row_leads_to_code_and_tests(row: str) -> None:
    _, _, code, tests = (cell.strip() for cell in row.strip("|").split("|"))
    for name in re.findall(r"`([^`*]+)`", code):
        if "/" in name or name.endswith(".py"):  # Else it is a library.
            assert any((ROOT / folder / name).exists() for folder in ("", "geoquiz", "geoquiz/web")) or "*" in name, name
    folder = ""
    for name in re.findall(r"`([^`]+)`", tests):
        folder = name.rpartition("/")[0] or folder
        assert (ROOT / folder / name.rpartition("/")[2]).exists(), name


def test_there_are_rows() -> None:
    assert len(ROWS) > 40
