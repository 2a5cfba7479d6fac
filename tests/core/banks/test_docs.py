"""docs/banks.md says what is true: every example is parsed, and everything there is has its place in it."""

import re
from pathlib import Path

import pytest

from geoquiz.core.banks.model import BankHeader
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.geo import FRAMES
from geoquiz.core.kinds import KINDS
from geoquiz.core.question import Question

TEXT = (Path(__file__).parents[3] / "docs" / "banks.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
SECTIONS = {part.split("\n", 1)[0]: part for part in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]}
WRAPPER = "format: 1\nid: wrapper\ntitle: Wrapper\nquestions:\n"


def _parsed(example: str) -> tuple[Question, ...]:
    whole = example if "format: 1" in example else WRAPPER + example
    return parse_bank(whole.encode(), "docs/banks.md").questions


@pytest.mark.parametrize("example", EXAMPLES, ids=[re.search(r"id: (\S+)", example)[1] for example in EXAMPLES])  # type: ignore[index]
def test_every_example_is_a_bank_or_a_question_of_one(example: str) -> None:
    for question in _parsed(example):
        for part in question.parts():
            assert question.face(part).back


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_heading_with_an_example_that_names_all_its_fields(kind: str) -> None:
    section = SECTIONS[kind]
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert [question.kind for question in _parsed(example)] == [kind]
    own = set(KINDS[kind].model_fields) - set(Question.model_fields)
    assert not {field for field in own if f"`{field}`" not in section and f"{field}:" not in section}


def test_every_field_common_to_all_questions_and_of_the_head_is_in_its_table() -> None:
    common, head = SECTIONS["Fields that every question may have"], SECTIONS["The head of a bank"]
    assert not {field for field in Question.model_fields if not re.search(rf"^\| `{field}` \|", common, re.MULTILINE)}
    assert not {field for field in (*BankHeader.model_fields, "questions") if f"`{field}`" not in head}


def test_every_map_is_named() -> None:
    assert not {name for name in FRAMES if f"`{name}`" not in SECTIONS["map"]}


def test_the_page_has_a_whole_bank_and_the_chapters_a_writer_looks_for() -> None:
    assert len(_parsed(EXAMPLES[0])) == 3
    assert {"How typed answers are compared", "Ids, and what may change", "Checking a bank", "Limits"} <= set(SECTIONS)


@pytest.mark.parametrize("limit", ["8 MiB", "10,000 questions", "64 KiB", "32 levels"])
def test_the_limits_are_told(limit: str) -> None:
    assert limit in SECTIONS["Limits"]
