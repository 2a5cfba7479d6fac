from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from geoquiz.core.banks.model import Bank
from geoquiz.core.errors import BankError, NotFound
from geoquiz.core.kinds import load_question
from geoquiz.core.scheduling.memory import State
from geoquiz.services import banks, results
from geoquiz.storage.models import Bank as BankModel
from geoquiz.storage.models import BankRevision, Part, Question, QuestionRevision, Review
from geoquiz.storage.queries import banks as bank_rows
from geoquiz.storage.queries import cards
from tests.factories import (
    NOW,
    answer_right,
    apply_bank,
    bank_of_all_kinds,
    changed,
    make_bank,
    make_learner,
    page,
    typed,
    with_questions,
    without,
)
from tests.services.ledger import check

LATER = NOW + timedelta(hours=1)


def counts(session: Session) -> tuple[int, ...]:
    """Return how many rows of banks and questions there are."""
    models: tuple[type[Any], ...] = (BankModel, BankRevision, Question, QuestionRevision, Part)
    return tuple(session.scalar(select(func.count()).select_from(model)) or 0 for model in models)


def effects(session: Session, bank: Bank) -> dict[str, str]:
    """Apply a bank and return what happened to which question."""
    return {change.id: change.effect for change in apply_bank(session, bank, now=LATER).changes}


def stored(session: Session, local_id: str) -> bank_rows.QuestionRow:
    return next(row for bank_id in session.scalars(select(BankModel.id)) for row in bank_rows.questions_of(session, bank_id)
                if row.local_id == local_id)


def test_a_bank_is_stored_as_it_is_and_shown_in_its_order(session: Session) -> None:
    bank = bank_of_all_kinds()
    found, applied = banks.apply(session, bank, now=NOW)
    assert (applied, found.is_new, found.count("added")) == (True, True, 11)
    shown = banks.show(session, "all-kinds")
    assert [row.question for row in shown.questions] == list(bank.questions)
    assert shown.bank.header == bank.header()
    assert (shown.bank.questions, shown.kinds["cloze"]) == (11, 1)
    assert [row.key for row in banks.list_all(session)] == ["all-kinds"]
    assert counts(session) == (1, 1, 11, 11, 12)
    showing = bank_rows.current_showing(session, stored(session, "capital").id)
    assert showing is not None
    for _ in range(2):
        assert bank_rows.context_of(session, showing) == bank.context


def test_applying_twice_changes_nothing(session: Session) -> None:
    apply_bank(session)
    before = counts(session)
    found, applied = banks.apply(session, bank_of_all_kinds(), now=LATER)
    assert (applied, found.is_empty) == (False, True)
    assert counts(session) == before


def test_a_plan_writes_nothing(session: Session) -> None:
    assert banks.plan(session, make_bank(3)).count("added") == 3
    session.rollback()
    assert counts(session) == (0, 0, 0, 0, 0)


def test_each_change_is_done_as_the_plan_said(session: Session) -> None:
    bank = make_bank([typed(name) for name in ("same", "reworded", "wider", "changed", "dropped", "retiring", "moved")])
    apply_bank(session, bank)
    new = changed(changed(changed(changed(bank, "reworded", stem="Otherwise?"), "wider", accept=["b"]), "changed", answer="x"),
                  "retiring", retired=True)
    new = with_questions(new, [*[q for q in reversed(new.questions) if q.id != "dropped"], typed("added")])
    assert effects(session, new) == {"reworded": "reworded", "wider": "reworded", "changed": "key changed",
                                     "dropped": "retired", "retiring": "retired", "added": "added"}
    shown = banks.show(session, "bank").questions
    assert [row.local_id for row in shown] == ["moved", "changed", "wider", "reworded", "same", "added"]
    assert {row.local_id: session.scalar(select(func.count()).where(QuestionRevision.question_id == row.id)) for row in shown} == {
        "moved": 1, "changed": 2, "wider": 2, "reworded": 2, "same": 1, "added": 1}
    assert banks.apply(session, new, now=LATER)[0].is_empty


def test_what_would_make_learners_relearn_waits_for_a_person(session: Session) -> None:
    bank = make_bank(3)
    apply_bank(session, bank)
    for rough in (changed(bank, "q1", answer="x"), without(bank, "q2"), changed(bank, "q3", retired=True)):
        before = counts(session)
        found, applied = banks.apply(session, rough, now=LATER, only_gentle=True)
        assert (applied, found.is_gentle, found.is_empty) == (False, False, False)
        assert counts(session) == before
    gentle = changed(bank, "q1", stem="Otherwise?")
    assert banks.apply(session, gentle, now=LATER, only_gentle=True)[1]
    assert banks.apply(session, changed(gentle, "q1", answer="x"), now=LATER)[1]


def test_a_type_is_permanent(session: Session) -> None:
    apply_bank(session, make_bank(2))
    other = load_question({"id": "q2", "type": "true_false", "stem": "Is it?", "answer": "true"})
    with pytest.raises(BankError, match="The question 'q2' was of type typed and is now true_false: a type is permanent"):
        apply_bank(session, with_questions(make_bank(2), [typed("q1", "x"), other]))
    assert stored(session, "q1").question == make_bank(2).questions[0]


def test_a_changed_key_sends_its_cards_to_relearning_and_no_others(session: Session) -> None:
    bank = make_bank([typed("city", "Baku"), load_question(
        {"id": "sea", "type": "cloze", "text": "The {{c1::Caspian}} is no {{c2::sea}}."})])
    apply_bank(session, bank)
    ada, bob, new = make_learner(session, learning_steps=()), make_learner(session), make_learner(session)
    for learner in (ada, bob):
        for local_id, part in (("city", "main"), ("sea", "c1"), ("sea", "c2")):
            answer_right(session, page(session, learner.id, local_id, part))
    apply_bank(session, changed(bank, "sea", text="The {{c1::Caspian}} is no {{c2::lake}}."), now=LATER)
    sea, city = stored(session, "sea").id, stored(session, "city").id
    for learner, state in ((ada, State.RELEARNING), (bob, State.LEARNING)):
        changed_card = cards.memory_of(session, learner.id, sea, "c2")
        assert (changed_card.state, changed_card.due, changed_card.due_cause) == (state, LATER, "key change")
        for question_id, part in ((sea, "c1"), (city, "main")):
            assert cards.memory_of(session, learner.id, question_id, part).due_cause != "key change"
    assert session.scalars(select(Review.user_id).where(Review.cause == "key change").order_by(Review.user_id)).all() == [
        ada.id, bob.id]
    check(session, ada.id, bob.id, new.id)


def test_rewording_keeps_memory_and_a_return_brings_its_history_back(session: Session) -> None:
    bank = make_bank([typed("city", "Baku"), typed("river")])
    apply_bank(session, bank)
    learner = make_learner(session)
    answer_right(session, page(session, learner.id, "city"))
    city = stored(session, "city").id
    before = cards.memory_of(session, learner.id, city, "main")
    bank = changed(bank, "city", stem="Where?", accept=["Bakou"])
    for version in (bank, without(bank, "city"), bank):
        apply_bank(session, version, now=LATER)
        assert cards.memory_of(session, learner.id, city, "main") == before
    assert effects(session, without(bank, "city")) == {"city": "retired"}
    assert stored(session, "city").retired
    assert effects(session, bank) == {"city": "revived"}
    assert not stored(session, "city").retired
    assert results.overview(session, learner.id, now=NOW).lines[0].progress.seen == 1


def test_a_question_that_returns_with_another_key_relearns(session: Session) -> None:
    bank = make_bank([typed("city", "Baku"), typed("river")])
    apply_bank(session, bank)
    learner = make_learner(session)
    answer_right(session, page(session, learner.id, "city"))
    apply_bank(session, without(bank, "city"))
    assert effects(session, changed(bank, "city", answer="Tbilisi")) == {"city": "key changed"}
    assert not stored(session, "city").retired
    assert cards.memory_of(session, learner.id, stored(session, "city").id, "main").due_cause == "key change"


def test_modified_rises_with_what_exports_show_and_with_nothing_else(session: Session) -> None:
    bank = make_bank([typed("city", "Baku"), typed("river")], tags=["caucasus"])
    apply_bank(session, bank)
    first = int(NOW.timestamp())
    assert stored(session, "city").modified == first
    reworded = changed(bank, "city", stem="Where?")
    apply_bank(session, reworded, now=NOW)  # Within the same second.
    assert (stored(session, "city").modified, stored(session, "river").modified) == (first + 1, first)
    apply_bank(session, changed(reworded, "city", review_by="2027-01"), now=LATER)
    assert stored(session, "city").modified == first + 1
    assert stored(session, "city").question.review_by == "2027-01"
    apply_bank(session, bank, now=NOW - timedelta(days=9))  # By a clock set back.
    assert stored(session, "city").modified == first + 2


@pytest.mark.parametrize(("header", "shown"), [
    ({"tags": ["asia"]}, True), ({"as_of": "2025"}, True), ({"source": {"title": "A map"}}, True), ({"title": "Anew"}, True),
    ({"language": "de"}, True), ({"description": "All of it."}, False), ({"license": "CC0"}, False),
])
def test_a_changed_header_writes_revisions_where_exports_show_it(session: Session, header: dict[str, Any], shown: bool) -> None:
    apply_bank(session, make_bank(2))
    found = apply_bank(session, make_bank(2, **header), now=LATER)
    assert (found.header_changed, found.changes) == (True, ())
    assert counts(session)[1:4] == (2, 2, 4 if shown else 2)
    assert stored(session, "q1").modified == int((LATER if shown else NOW).timestamp())
    assert banks.show(session, "bank").bank.header == make_bank(2, **header).header()
    assert banks.apply(session, make_bank(2, **header), now=LATER)[0].is_empty


def test_a_fault_in_the_middle_leaves_nothing_half_applied(session: Session) -> None:
    def fail(*arguments: Any) -> None:
        if "INTO parts" in arguments[2]:
            raise RuntimeError("the disk is full")

    event.listen(session.get_bind(), "before_cursor_execute", fail)
    with pytest.raises(RuntimeError, match="the disk is full"):
        apply_bank(session, make_bank(2))
    event.remove(session.get_bind(), "before_cursor_execute", fail)
    assert counts(session) == (0, 0, 0, 0, 0)
    apply_bank(session, make_bank(2))
    assert counts(session) == (1, 1, 2, 2, 2)


@pytest.mark.parametrize("key", ["nothing", "bank\0", "BANK"])
def test_a_bank_that_is_not_there_is_told_so(session: Session, key: str) -> None:
    apply_bank(session, make_bank(1))
    with pytest.raises(NotFound) as error:
        banks.show(session, key)
    assert str(error.value) == f"There is no bank {key!r} here."


def test_a_bank_that_is_hidden_is_not_there_and_can_still_be_applied(session: Session) -> None:
    apply_bank(session, make_bank(1))
    session.execute(update(BankModel).values(visibility="hidden"))
    session.commit()
    assert banks.list_all(session) == []
    with pytest.raises(NotFound):
        banks.show(session, "bank")
    assert effects(session, make_bank(2)) == {"q2": "added"}


@pytest.mark.only_on("postgresql")
def test_many_questions_of_many_kinds_are_applied_with_few_statements(session: Session) -> None:
    statements: list[str] = []
    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    apply_bank(session, make_bank(900))
    assert len(statements) < 40
    statements.clear()
    apply_bank(session, changed(make_bank(900), "q7", stem="Otherwise?"), now=LATER)
    assert len(statements) < 40
