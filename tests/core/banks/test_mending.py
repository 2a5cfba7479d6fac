from datetime import date

import pytest

from geoquiz.core.banks import mending
from geoquiz.core.banks.editing import plain, read_question
from geoquiz.core.kinds import load_question
from tests.factories import bank_of_all_kinds, typed

BANK = bank_of_all_kinds()


@pytest.mark.parametrize(("question", "part", "given"), [("strait", "main", "Istanbul strait"), ("sea", "c1", "Khazar"),
                                                         ("sea", "c2", "Euxine")])
def test_a_form_that_is_accepted_counts_and_nothing_else_changes(question: str, part: str, given: str) -> None:
    before = BANK.by_id[question]
    after = read_question(mending.accepting(plain(before), part, given))
    assert after is not None
    assert not mending.accepts(before, part, given)
    assert mending.accepts(after, part, given.upper())
    assert not any(after.key_changed_from(before, name) for name in before.parts())
    assert after.model_copy(update={"accept": before.model_dump()["accept"]}).model_dump() == before.model_dump()


def test_two_forms_of_one_gap_stand_beside_each_other() -> None:
    entry = mending.accepting(mending.accepting(plain(BANK.by_id["sea"]), "c1", "Khazar"), "c1", "Hyrcanian")
    assert entry["accept"] == {"c1": ["Khazar", "Hyrcanian"]}


@pytest.mark.parametrize(("given", "counts"), [("bosphorus", True), ("The Bosporus", True), ("Bosporuss", False), ("", False)])
def test_a_slip_is_not_what_a_question_accepts(given: str, counts: bool) -> None:
    assert mending.accepts(BANK.by_id["strait"], "main", given) is counts


def test_what_cannot_be_read_or_asked_is_not_accepted() -> None:
    assert not mending.accepts(BANK.by_id["length"], "main", "long")
    assert mending.accepts(BANK.by_id["length"], "main", "7200")
    assert not mending.accepts(BANK.by_id["sea"], "c9", "Caspian")


@pytest.mark.parametrize(("review_by", "today", "overdue"), [
    (None, date(2030, 1, 1), False), ("2026-02", date(2026, 2, 28), False), ("2026-02", date(2026, 3, 1), True),
    ("2026", date(2026, 12, 31), False), ("2026", date(2027, 1, 1), True), ("2026-03-10", date(2026, 3, 10), False),
    ("2026-03-10", date(2026, 3, 11), True)])
def test_a_question_is_overdue_after_the_last_day_that_its_date_names(review_by: str | None, today: date, overdue: bool) -> None:
    fields = {"review_by": review_by} if review_by else {}
    assert mending.is_overdue(typed("q", **fields), today) is overdue


def test_a_question_that_is_still_right_has_another_day_and_a_retired_one_is_asked_no_more() -> None:
    entry = plain(typed("q", "Baku", review_by="2026-02"))
    again = load_question(mending.looked_at(entry, date(2027, 5, 31)))
    assert str(again.review_by) == "2027-05-31"
    assert load_question(mending.retired(entry)).retired
