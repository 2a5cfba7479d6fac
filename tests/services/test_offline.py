import io
import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict
from geoquiz.core.question import KINDS
from geoquiz.core.quiz import Given, Spec
from geoquiz.core.scheduling.rating import Rating
from geoquiz.services import mydata, offline, restore, study
from geoquiz.services.offline import Packed
from geoquiz.storage.models import Answer, Review
from geoquiz.storage.queries import cards
from tests.factories import (
    NOW,
    Clock,
    answer_right,
    answer_wrong,
    apply_bank,
    ask,
    make_bank,
    make_learner,
    page,
    right_form,
    wrong_form,
)
from tests.services.ledger import check
from tests.services.test_quiz import begin


def pack(session: Session, user_id: int, **when: object) -> list[Packed]:
    return offline.pack(session, user_id, new_key=lambda: str(uuid.uuid4()), **{"now": NOW, **when})  # type: ignore[arg-type]  # A shortcut.


def send(session: Session, packed: Packed, *, at: object, now: object, right: bool = True) -> str:
    """Send the answer that a device kept, and return its key."""
    form = (right_form if right else wrong_form)(packed.question, packed.part, packed.shown)
    return study.answer(session, packed.asked, form, gave_up=False, rating=Rating.GOOD if right else Rating.AGAIN,
                        now=now, answered_at=at)  # type: ignore[arg-type]  # Times.


def test_a_pack_holds_one_part_of_every_question_that_may_be_met_today(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    found = pack(session, learner.id)
    assert {packed.kind for packed in found} == set(KINDS)
    assert len({packed.asked.question_id for packed in found}) == len(found) == 11
    assert len({packed.asked.key for packed in found}) == 11
    assert all(packed.is_new and packed.asked.session == 0 and packed.asked.at == NOW for packed in found)


def test_a_pack_begins_with_what_is_due_and_goes_on_with_what_comes_next(session: Session) -> None:
    apply_bank(session, make_bank(6))
    learner, clock = make_learner(session, new_per_day=0), Clock()
    for name in ("q1", "q2", "q3", "q4", "q3", "q4"):
        asked = page(session, learner.id, name, at=clock.tick(minutes=15))
        answer_right(session, asked, now=clock.now)
    found = pack(session, learner.id, now=clock.tick(hours=1))
    stems = [packed.question.id for packed in found]
    assert stems[:2] == ["q1", "q2"]
    assert set(stems) == {"q1", "q2", "q3", "q4"}
    assert all(packed.due is not None for packed in found)
    assert found[2].due > clock.now + timedelta(days=1)  # type: ignore[operator]  # Asserted above.


def test_every_packed_question_can_be_answered_later_and_once(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    found, later = pack(session, learner.id), NOW + timedelta(days=2)
    for number, packed in enumerate(found):
        given = NOW + timedelta(hours=1, minutes=number)
        key = send(session, packed, at=given, now=later)
        assert send(session, packed, at=given, now=later + timedelta(hours=1)) == key
    answers = session.scalars(select(Answer).where(Answer.user_id == learner.id).order_by(Answer.answered_at)).all()
    assert [answer.answered_at for answer in answers] == [NOW + timedelta(hours=1, minutes=n) for n in range(11)]
    assert {answer.received_at for answer in answers} == {later}
    assert {answer.session_number for answer in answers} == {None}
    assert {answer.verdict for answer in answers} == {"right"}
    with pytest.raises(Conflict, match="already answered, and with another response: the first one counts"):
        send(session, found[0], at=NOW, now=later, right=False)
    assert len(offline.known_answers(session, learner.id, [packed.asked.key for packed in found])) == 11
    assert offline.known_answers(session, make_learner(session).id, [packed.asked.key for packed in found]) == {}
    check(session, learner.id)


@pytest.mark.parametrize(("claim", "counts"), [(-5, 0), (3, 3), (99, 48)])
def test_what_a_device_claims_is_kept_beside_what_can_be_true(session: Session, claim: int, counts: int) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    packed, = pack(session, learner.id)
    send(session, packed, at=NOW + timedelta(hours=claim), now=NOW + timedelta(hours=48))
    answer = session.scalars(select(Answer)).one()
    assert answer.claimed_at == NOW + timedelta(hours=claim)
    assert answer.answered_at == NOW + timedelta(hours=counts)


def test_an_answer_given_with_a_network_claims_nothing(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    answer_right(session, ask(session, learner.id))
    assert session.scalars(select(Answer.claimed_at)).one() is None


def test_both_answers_of_a_conflict_are_in_the_log_and_move_memory(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session)
    packed, = pack(session, learner.id)
    hour = timedelta(hours=1)
    answer_wrong(session, page(session, learner.id, "q1", at=NOW + 2 * hour), now=NOW + 2 * hour)
    send(session, packed, at=NOW + 3 * hour, now=NOW + 9 * hour)
    rows = session.execute(select(Review.answered_at, Review.rating, Review.moves_memory).order_by(Review.answered_at)).all()
    assert [tuple(row) for row in rows] == [(NOW + 2 * hour, Rating.AGAIN, True), (NOW + 3 * hour, Rating.GOOD, True)]
    assert cards.memory_of(session, learner.id, packed.asked.question_id, "main").last_review == NOW + 3 * hour
    check(session, learner.id)


@pytest.mark.only_on("sqlite")
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.lists(st.tuples(st.integers(1, 400), st.booleans()), min_size=2, max_size=4, unique_by=lambda one: one[0]),
       order=st.randoms(use_true_random=False))
def test_memory_is_the_same_in_whatever_order_answers_arrive(session: Session, given: list[tuple[int, bool]],
                                                             order: object) -> None:
    apply_bank(session, make_bank(1))
    one, other = make_learner(session), make_learner(session)
    sent = [(NOW + timedelta(hours=hours), right) for hours, right in given]
    arriving = list(sent)
    order.shuffle(arriving)  # type: ignore[attr-defined]  # hypothesis gives a random.Random.
    late = NOW + timedelta(days=30)
    for learner, answers in ((one, sorted(sent)), (other, arriving)):
        packs = [pack(session, learner.id)[0] for _ in answers]
        for number, (packed, (at, right)) in enumerate(zip(packs, answers, strict=True)):
            send(session, packed, at=at, now=late + timedelta(minutes=number), right=right)
    known, found = (cards.memory_of(session, learner.id, packs[0].asked.question_id, "main") for learner in (one, other))
    assert (known.state, known.stability, known.difficulty, known.reps, known.lapses, known.last_review) == (
        found.state, found.stability, found.difficulty, found.reps, found.lapses, found.last_review)
    check(session, one.id, other.id)


def test_the_claim_of_a_device_goes_along_with_all_my_data(session: Session) -> None:
    apply_bank(session, make_bank(1))
    learner = make_learner(session, "ada")
    packed, = pack(session, learner.id)
    send(session, packed, at=NOW + timedelta(hours=99), now=NOW + timedelta(hours=2))
    file = io.BytesIO()
    mydata.write(session, learner.id, file)
    mydata.delete(session, "ada", now=NOW)
    restore.restore(session, file, password="correct horse battery", now=NOW)
    answer = session.scalars(select(Answer)).one()
    assert (answer.claimed_at, answer.answered_at) == (NOW + timedelta(hours=99), NOW + timedelta(hours=2))


def test_nobody_else_s_bank_is_in_a_pack(session: Session) -> None:
    learner = make_learner(session)
    assert pack(session, learner.id) == []


def test_questions_of_an_open_quiz_with_hidden_keys_are_never_packed_and_their_answers_wait(session: Session) -> None:
    apply_bank(session, make_bank(1, id_="exam"))
    apply_bank(session, make_bank(1, id_="free"))
    learner = make_learner(session)
    before = {packed.bank.key: packed for packed in pack(session, learner.id)}
    exam = Given("Exam", closes_at=NOW + timedelta(hours=2), hidden_keys=True, assignment_id=7)
    begin(session, learner.id, Spec(banks=("exam",)), exam, now=NOW)
    assert [packed.bank.key for packed in pack(session, learner.id)] == ["free"]
    assert offline.has_to_wait(session, before["exam"].asked, now=NOW)
    assert not offline.has_to_wait(session, before["free"].asked, now=NOW)
    closed = NOW + timedelta(hours=3)
    assert not offline.has_to_wait(session, before["exam"].asked, now=closed)
    assert {packed.bank.key for packed in pack(session, learner.id, now=closed)} == {"exam", "free"}
