import re

import pytest

from geoquiz import resources
from geoquiz.core.errors import GeoquizError
from geoquiz.core.question import Question
from geoquiz.interchange.bankfile import read_yaml, write_yaml
from geoquiz.interchange.formats import FORMATS, Format, format_of
from geoquiz.interchange.report import Loss, Reading, told
from geoquiz.interchange.table.cells import COLUMNS
from tests.factories import bank_of_all_kinds, make_bank, typed

_ROOT = resources.checkout()
assert _ROOT is not None  # The tests run from a checkout.
_PAGE = (_ROOT / "docs" / "formats.md").read_text("utf-8")


def test_every_format_has_its_heading_and_every_column_its_row() -> None:
    headings = re.findall(r"^## (.+)$", _PAGE, re.MULTILINE)
    assert {format_.title for format_ in FORMATS.values()} <= set(headings)
    section = _PAGE.partition("## Table (CSV)\n")[2].partition("\n## ")[0]
    documented = [name for names in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", names)]
    assert sorted(documented) == sorted(COLUMNS)


@pytest.mark.parametrize("format_", FORMATS.values(), ids=FORMATS)
def test_every_format_is_there_when_it_is_used(format_: Format) -> None:
    bank = bank_of_all_kinds()
    if format_.writer:
        data = format_.write(bank).data
        assert data
        if format_.reader:
            assert len(format_.read(data, Reading()).bank.questions) >= len(bank.questions)
    else:
        assert format_.read(b"a\tb", Reading()).bank.questions


def test_no_two_formats_share_a_suffix() -> None:
    suffixes = [suffix for format_ in FORMATS.values() for suffix in format_.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert format_of(".XML") is FORMATS["moodle"]
    assert format_of(".txt") is None


def test_a_bank_file_keeps_everything_and_takes_another_id_and_title() -> None:
    bank = bank_of_all_kinds()
    assert read_yaml(write_yaml(bank).data, Reading()).bank == bank
    renamed = read_yaml(write_yaml(bank).data, Reading(bank_id="other", title="Other")).bank
    assert (renamed.id, renamed.title) == ("other", "Other")


def test_a_bank_file_that_could_not_be_read_again_is_refused() -> None:
    bank = make_bank([typed(f"q{n}", explanation="word " * 12_000) for n in range(150)])
    sentence = r"^The bank file would have \d,\d{3},\d{3} bytes; the limit is 8,388,608: split the bank\.$"
    with pytest.raises(GeoquizError, match=sentence):
        write_yaml(bank)


def test_losses_that_differ_in_their_question_alone_are_told_together() -> None:
    losses = [Loss(f"q{n}", "the hint", "there is no place") for n in range(10)]
    assert told([*losses, Loss("", "the source", "why"), Loss("a", "x", "y", 3)]) == [
        "10 questions (q0, q1, q2, q3, q4, q5, q6, q7 and 2 more): the hint: there is no place.",
        "the bank: the source: why.", "line 3, a: x: y.",
    ]
    assert told([Loss("a", "x", "y", 3), Loss("b", "x", "y", 5)]) == ["2 questions (a (line 3), b (line 5)): x: y."]


def test_every_field_that_all_kinds_share_can_be_told_as_lost() -> None:
    from geoquiz.interchange.report import _WORDS
    assert set(Question.model_fields) - {"id", "type", "stem", "retired"} <= set(_WORDS)
