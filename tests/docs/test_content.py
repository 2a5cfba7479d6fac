import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from geoquiz import resources
from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.kinds.map import Map
from geoquiz.core.kinds.ordering import Ordering

ROOT = resources.checkout()
assert ROOT is not None  # The tests run from a checkout.
PAGE = (ROOT / "docs" / "content.md").read_text("utf-8")
SCRIPT = ROOT / "scripts" / "content.py"
ACROSS = "across"


def _bank(path: Path) -> Bank:
    return parse_bank(path.read_bytes(), path.name)


BANKS = [_bank(path) for path in sorted((ROOT / "questions").glob("*.yaml"))]
every_bank = pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.id)


def test_the_table_in_the_page_is_what_the_script_prints() -> None:
    printed = subprocess.run([sys.executable, str(SCRIPT)], check=True, capture_output=True, encoding="utf-8", cwd=ROOT).stdout
    assert printed.count("\n") == len(BANKS) + 3
    assert f"\n\n{printed}\n" in PAGE


def test_the_script_draws_neighbouring_paragraphs_together_and_shows_gaps() -> None:
    runs = runpy.run_path(str(SCRIPT))["_runs"]
    assert [runs(numbers) for numbers in ([], [4], [1, 2, 3], [1, 3, 4, 9])] == ["", "4", "1–3", "1, 3–4, 9"]


def test_articles_one_to_ten_and_the_whole_have_a_bank_each() -> None:
    articles = {bank.source.article: bank.id for bank in BANKS if bank.source}
    assert sorted(number for number in articles if number) == list(range(1, 12)) == sorted(range(1, len(BANKS) + 1))
    assert articles[11] == ACROSS


@every_bank
def test_a_bank_is_large_and_varied_enough(bank: Bank) -> None:
    assert len(bank.questions) >= (24 if bank.id == ACROSS else 28)
    assert len({question.kind for question in bank.questions}) >= 7
    maps = [question for question in bank.questions if isinstance(question, Map)]
    timelines = [question for question in bank.questions
                 if isinstance(question, Ordering) and all(item.label for item in question.items)]
    assert len(maps) + len(timelines) >= 2


@every_bank
def test_every_question_names_its_paragraph_and_explains_its_answer(bank: Bank) -> None:
    assert not [question.id for question in bank.questions if question.source is None or question.source.paragraph is None]
    assert not [question.id for question in bank.questions if not question.explanation]
    if bank.id == ACROSS:
        assert not [question.id for question in bank.questions if question.source and question.source.article not in range(1, 11)]


@every_bank
def test_the_page_lists_the_corrections_that_the_bank_makes(bank: Bank) -> None:
    section = PAGE.split(f"\n### {bank.id}\n")[1].split("\n#")[0]
    listed = [name for line in section.splitlines() if line.startswith("- ") for name in re.findall(r"`([a-z0-9-]+)`",
                                                                                                    line.partition(":")[0])]
    assert sorted(listed) == sorted(question.id for question in bank.questions if "correction" in question.tags)


@every_bank
def test_the_page_says_how_the_bank_was_dated(bank: Bank) -> None:
    dating = PAGE.split("## How the dates were inferred")[1].split("\n## ")[0]
    assert f"\n| {bank.id} | " in dating
