from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from geoquiz.core.errors import NotFound
from geoquiz.core.question import Form
from geoquiz.core.scheduling.rating import Rating
from geoquiz.services import corrections, results, study
from geoquiz.services.results import ProgressLine
from tests.factories import (
    NOW,
    Clock,
    answer_right,
    answer_wrong,
    apply_bank,
    ask,
    changed,
    make_bank,
    make_learner,
    page,
    typed,
    without,
)

BANK = make_bank([typed("city", "Baku"), typed("river", "Volga"), typed("sea", "Caspian")], source={"title": "An atlas"},
                 as_of="2024-06")


def figures(session: Session, user_id: int, **later: float) -> tuple[int, int, int]:
    """Return (seen, right at first sight, due now) of the only bank."""
    line = results.overview(session, user_id, now=NOW + timedelta(**later)).lines[0].progress
    return line.seen, line.right_at_first_sight, line.due_now


def test_an_answer_comes_with_everything_that_may_be_shown_now(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    key = answer_wrong(session, page(session, learner.id, "capital"))
    answered = results.answered(session, learner.id, key, now=NOW)
    assert (answered.outcome.score, answered.outcome.verdict, answered.outcome.key) == (0.0, "wrong", "Tbilisi")
    assert answered.source == "“An atlas”, article 1, paragraph 3"
    assert answered.as_of == "June 2024"
    assert (answered.due, answered.done, answered.target, answered.scope) == (NOW + timedelta(minutes=1), 1, 20, None)
    assert (answered.rating, answered.moved_memory, answered.key_changed) == (Rating.AGAIN, True, False)
    assert answered.bank.key == "all-kinds"


@pytest.mark.parametrize("key", ["unknown", "", "nul\0", "x" * 500])
def test_an_answer_that_is_not_there_is_told_so(session: Session, key: str) -> None:
    with pytest.raises(NotFound, match=r"^There is no such answer\.$"):
        results.answered(session, make_learner(session).id, key, now=NOW)


@pytest.mark.parametrize("number", [0, 7, 2**31, 10**17])
def test_a_session_that_is_not_there_is_told_so(session: Session, number: int) -> None:
    with pytest.raises(NotFound, match=r"^There is no such session\.$"):
        results.summary(session, make_learner(session).id, number, now=NOW)


def test_only_the_back_of_a_card_is_revealed_before_the_answer(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    revealed = results.revealed(session, page(session, learner.id, "word").asked)
    assert (revealed.back, revealed.as_of) == ("International North–South Transport Corridor", "June 2024")
    with pytest.raises(NotFound, match=r"^There is no such card\.$"):
        results.revealed(session, page(session, learner.id, "capital").asked)


def test_a_partial_score_is_kept_and_counts_as_wrong_for_memory(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    asked = page(session, learner.id, "shores")
    key = study.answer(session, asked.asked, Form(("Iran",)), gave_up=False, rating=Rating.EASY, now=NOW)
    answered = results.answered(session, learner.id, key, now=NOW)
    assert (answered.outcome.score, answered.outcome.verdict, answered.rating) == (0.5, "partly", Rating.AGAIN)


def test_the_stored_verdict_stands_when_the_bank_accepts_more_since(session: Session) -> None:
    bank = make_bank([typed("city", "Baku")])
    apply_bank(session, bank)
    learner = make_learner(session)
    asked = page(session, learner.id, "city")
    key = study.answer(session, asked.asked, Form(("Bakou city",)), gave_up=False, rating=None, now=NOW)
    apply_bank(session, changed(bank, "city", accept=["Bakou city"]))
    assert results.answered(session, learner.id, key, now=NOW).outcome.verdict == "wrong"


def test_progress_counts_what_was_right_at_first_sight(session: Session) -> None:
    apply_bank(session, BANK)
    learner, clock = make_learner(session), Clock()
    assert figures(session, learner.id) == (0, 0, 0)
    answer_wrong(session, page(session, learner.id, "city"))
    answer_right(session, page(session, learner.id, "river"))
    answer_right(session, page(session, learner.id, "city", at=clock.tick(minutes=2)), now=clock.now)
    assert figures(session, learner.id) == (2, 1, 0)
    assert figures(session, learner.id, minutes=10) == (2, 1, 1)
    assert figures(session, learner.id, days=1) == (2, 1, 2)
    line = results.overview(session, learner.id, now=NOW).lines[0]
    assert isinstance(line, ProgressLine)
    assert (line.cards, line.progress.next_due) == (3, NOW + timedelta(minutes=10))


def test_first_sight_forgets_answers_taken_back_and_believes_corrections(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    answer_wrong(session, page(session, learner.id, "city"))
    corrections.undo(session, learner.id, now=NOW)
    assert figures(session, learner.id) == (0, 0, 0)
    answer_right(session, page(session, learner.id, "city", at=NOW + timedelta(seconds=1)), now=NOW + timedelta(seconds=1))
    assert figures(session, learner.id) == (1, 1, 0)
    key = answer_wrong(session, page(session, learner.id, "river"))
    assert figures(session, learner.id) == (2, 1, 0)
    corrections.count_as_right(session, learner.id, key, now=NOW)
    assert figures(session, learner.id) == (2, 2, 0)


def test_a_day_counts_its_answers_and_the_right_ones_corrected_too(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session, new_per_day=2)
    key = answer_wrong(session, page(session, learner.id, "city"))
    answer_right(session, page(session, learner.id, "river"))
    overview = results.overview(session, learner.id, now=NOW)
    assert (overview.answered_today, overview.right_today, overview.new_left) == (2, 1, 0)
    corrections.count_as_right(session, learner.id, key, now=NOW + timedelta(days=1))
    assert results.overview(session, learner.id, now=NOW).right_today == 2
    tomorrow = results.overview(session, learner.id, now=NOW + timedelta(days=1))
    assert (tomorrow.answered_today, tomorrow.new_left) == (0, 1)


def test_retired_questions_count_no_longer(session: Session) -> None:
    apply_bank(session, BANK)
    learner = make_learner(session)
    for local_id in ("city", "river"):
        answer_right(session, page(session, learner.id, local_id))
    apply_bank(session, without(BANK, "city"))
    line = results.overview(session, learner.id, now=NOW + timedelta(days=1)).lines[0]
    assert (line.cards, line.progress.seen, line.progress.due_now) == (2, 1, 1)


def test_a_summary_tells_what_was_right_and_what_was_missed_each_part_once(session: Session) -> None:
    apply_bank(session, BANK)
    learner, clock = make_learner(session), Clock()
    for minutes in (0, 2):
        clock.tick(minutes=minutes)
        answer_wrong(session, page(session, learner.id, "city", at=clock.now), now=clock.now)
    wrong = answer_wrong(session, page(session, learner.id, "river", at=clock.tick(seconds=9)), now=clock.now)
    answer_right(session, page(session, learner.id, "sea", at=clock.tick(seconds=9)), now=clock.now)
    corrections.count_as_right(session, learner.id, wrong, now=clock.now)
    summary = results.summary(session, learner.id, 1, now=NOW)
    assert (summary.right, len(summary.lines), summary.is_over, summary.scope) == (2, 4, False, None)
    assert [(line.stem, line.response, line.right_answer, line.bank_key) for line in summary.missed] == [
        ("What is city?", "something else", "Baku", "bank")]
    assert summary.next_due == NOW + timedelta(minutes=3)
    corrections.undo(session, learner.id, now=clock.now)
    assert len(results.summary(session, learner.id, 1, now=NOW).lines) == 3


def test_a_summary_of_one_bank_names_it_and_shows_each_kind(session: Session) -> None:
    apply_bank(session)
    learner, clock = make_learner(session), Clock()
    for _ in range(11):
        answer_wrong(session, ask(session, learner.id, "all-kinds", now=clock.now), now=clock.now)
    summary = results.summary(session, learner.id, 1, now=NOW)
    assert (summary.scope, summary.scope_title, summary.right) == ("all-kinds", "One question of each kind", 0)
    assert all(line.stem and line.right_answer for line in summary.lines)
    assert "The _____ Sea has no outlet; the Black Sea has one." in {line.stem for line in summary.lines}
