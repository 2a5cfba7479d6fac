"""The queue: who may answer which reports, what each button does, and that banks are changed as their versions show."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from geoquiz.core.banks.editing import read_layout, with_entry, with_new_entry
from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.question import Form
from geoquiz.services import authoring, corrections, flagqueue, flags, sharing, study, versions
from geoquiz.storage.models import (
    Assignment,
    AssignmentBank,
    AuditRow,
    Bank,
    BankVersion,
    Card,
    Classroom,
    Membership,
    Question,
    Review,
)
from geoquiz.storage.queries.accounts import Account
from tests.factories import NOW, apply_bank, bank_of_all_kinds, changed, make_learner, page

TODAY = NOW.date()
SOON = NOW + timedelta(minutes=5)
NILE = {"id": "nile", "type": "typed", "stem": "Which river flows through Cairo?", "answer": "Nile", "review_by": "2026-02"}
GAP = {"id": "gap", "type": "cloze", "text": "The Nile ends in the {{c1::Mediterranean}}."}


@pytest.fixture
def owner(session: Session) -> Account:
    return make_learner(session, "msowner", role="teacher")


@pytest.fixture
def rivers(session: Session, owner: Account) -> str:
    """A public bank of a teacher's, with a typed question and a gap."""
    key = authoring.create(session, owner.id, {"format": "1", "id": "rivers", "title": "Rivers"}, now=NOW)
    for entry in (NILE, GAP):
        authoring.change(session, owner.id, key, lambda text, entry=entry: with_new_entry(text, entry), now=NOW)
    save(session, owner, key)
    sharing.set_visibility(session, owner.id, key, "public")
    return key


def save(session: Session, who: Account, key: str) -> None:
    desk = versions.propose(session, who.id, key, today=TODAY).desk
    versions.apply(session, who.id, key, seen=desk.seen, base=desk.latest_number, now=NOW)


def wants(session: Session, who: Account, question: str, given: str, part: str = "main") -> None:
    """Answer wrongly, and say that it should count."""
    asked = page(session, who.id, question, part)
    key = study.answer(session, asked.asked, Form((given,)), gave_up=False, rating=None, now=NOW)
    corrections.count_as_right(session, who.id, key, now=NOW)


def reports(session: Session, who: Account, bank: str, question: str, note: str = "") -> int:
    subject = flags.subject_of_question(session, who.id, bank, question, now=NOW)
    flags.report(session, who.id, subject, "wrong", note, now=NOW)
    return subject.question_id


def number_of(session: Session, question: str) -> int:
    return session.scalars(select(Question.id).where(Question.local_id == question)).one()


def seen_by(session: Session, who: Account) -> list[tuple[str, int]]:
    """Return the questions in somebody's queue, with how many reports of each."""
    return [(pile.first.local_id, len(pile.rows)) for pile in flagqueue.queue(session, who, today=TODAY).piles]


def became(session: Session, who: Account) -> list[tuple[str | None, str]]:
    return [(row.resolution, row.reply) for row in flags.own(session, who.id, now=SOON)]


def make_class(session: Session, teacher: Account, *students: Account, role: str = "owner") -> int:
    room = session.execute(insert(Classroom).values(key=f"room {teacher.id}", name="7b", created_at=NOW).returning(Classroom.id)
                           ).scalar_one()
    for who, part in ((teacher, role), *((student, "student") for student in students)):
        session.execute(insert(Membership).values(user_id=who.id, class_id=room, role=part, joined_at=NOW, extra_percent=0,
                                                  from_roster=False))
    session.commit()
    return room


def assign(session: Session, room: int, bank: str) -> None:
    bank_id = session.scalars(select(Bank.id).where(Bank.key == bank)).one()
    task = session.execute(insert(Assignment).values(
        key=f"task {room}", class_id=room, title="Rivers", note="", mode="study", tags=[], due_at=NOW, target=0.9, feedback="end",
        hidden_keys=False, late_percent=0, created_at=NOW).returning(Assignment.id)).scalar_one()
    session.execute(insert(AssignmentBank).values(assignment_id=task, bank_id=bank_id))
    session.commit()


def test_the_queue_is_for_teachers_and_admins(session: Session, rivers: str) -> None:
    ada = make_learner(session, "ada")
    question = reports(session, ada, rivers, "nile")
    with pytest.raises(NotFound, match=r"^There is no such page\.$"):
        flagqueue.queue(session, ada, today=TODAY)
    for act in (lambda: flagqueue.resolve(session, ada, question, "dismissed", "", now=NOW),
                lambda: flagqueue.accept(session, ada, question, "main", "Nil", now=NOW),
                lambda: flagqueue.look_again(session, ada, question, "2030-01-01", now=NOW)):
        with pytest.raises(NotFound):
            act()
    assert [row.is_open for row in flags.own(session, ada.id, now=NOW)] == [True]


def test_a_bank_of_the_browser_is_answered_by_those_who_may_edit_it(session: Session, owner: Account, rivers: str) -> None:
    ada, other, admin = make_learner(session, "ada"), make_learner(session, "msother", role="teacher"), make_learner(
        session, "root", role="admin")
    question = reports(session, ada, rivers, "nile")
    assert [seen_by(session, who) for who in (owner, other, admin)] == [[("nile", 1)], [], []]
    sharing.share_with_teacher(session, owner.id, rivers, "msother", "view")
    assert seen_by(session, other) == []
    with pytest.raises(NotFound, match=r"^There is no open report of this question\.$"):
        flagqueue.resolve(session, other, question, "dismissed", "", now=NOW)
    sharing.share_with_teacher(session, owner.id, rivers, "msother", "edit")
    assert seen_by(session, other) == [("nile", 1)]


def test_banks_of_files_are_answered_by_every_teacher(session: Session) -> None:
    apply_bank(session)
    ada = make_learner(session, "ada")
    reports(session, ada, "all-kinds", "shores")
    assert seen_by(session, make_learner(session, role="teacher")) == [("shores", 1)]
    assert seen_by(session, make_learner(session, role="admin")) == [("shores", 1)]


def test_whoever_teaches_a_class_answers_its_students_alone_on_what_it_studies(session: Session, rivers: str) -> None:
    ada, bob = make_learner(session, "ada"), make_learner(session, "bob")
    teacher, stranger = make_learner(session, "msoran", role="teacher"), make_learner(session, "mseve", role="teacher")
    for who in (ada, bob):
        question = reports(session, who, rivers, "nile")
    room = make_class(session, teacher, ada)
    assert seen_by(session, teacher) == []
    assign(session, room, rivers)
    assert [seen_by(session, who) for who in (teacher, stranger)] == [[("nile", 1)], []]
    assert flags.news(session, teacher).waiting == 1
    [pile] = flagqueue.queue(session, teacher, today=TODAY).piles
    assert not pile.first.is_editable
    with pytest.raises(Conflict, match=r"^This bank cannot be changed here: retire the question in its file\.$"):
        flagqueue.resolve(session, teacher, question, "retired", "", now=NOW)
    assert flagqueue.resolve(session, teacher, question, "replied", "Look at the map.", now=NOW) == 1
    assert (became(session, ada), became(session, bob)) == ([("replied", "Look at the map.")], [(None, "")])


@pytest.mark.parametrize("why", ["archived", "withdrawn", "a student there"])
def test_a_class_that_is_over_or_not_taught_shows_nothing(session: Session, rivers: str, why: str) -> None:
    ada, teacher = make_learner(session, "ada"), make_learner(session, "msoran", role="teacher")
    reports(session, ada, rivers, "nile")
    room = make_class(session, teacher, ada, role="student" if why == "a student there" else "owner")
    assign(session, room, rivers)
    model, column = (Classroom, "archived_at") if why == "archived" else (Assignment, "withdrawn_at")
    if why != "a student there":
        setattr(session.scalars(select(model)).one(), column, NOW)
        session.commit()
    assert seen_by(session, teacher) == []


def test_forms_that_are_typed_alike_are_counted_together_and_notes_stand_apart(session: Session, owner: Account, rivers: str
                                                                               ) -> None:
    for name, given in (("ada", "An-Nil"), ("bob", "an nil"), ("eve", "River of Egypt")):
        wants(session, make_learner(session, name), "nile", given)
    reports(session, make_learner(session, "dan"), rivers, "nile", "Which Cairo?")
    [pile] = flagqueue.queue(session, owner, today=TODAY).piles
    assert [(wish.text, wish.count, wish.is_accepted) for wish in pile.wishes] == [("An-Nil", 2, False),
                                                                                   ("River of Egypt", 1, False)]
    assert [row.note for row in pile.notes] == ["Which Cairo?"]
    assert pile.wishes[0].lines == "accept:\n- An-Nil"


def test_a_form_is_accepted_in_a_version_of_its_own_and_those_who_wanted_it_are_told(session: Session, owner: Account, rivers: str
                                                                                    ) -> None:
    ada, bob, eve = (make_learner(session, name) for name in ("ada", "bob", "eve"))
    for who, given in ((ada, "An-Nil"), (bob, "an nil"), (eve, "Congo")):
        wants(session, who, "nile", given)
    before = [(card.stability, card.due) for card in session.scalars(select(Card).order_by(Card.user_id))]
    session.rollback()
    assert flagqueue.accept(session, owner, number_of(session, "nile"), "main", "an nil", now=SOON) == 2
    assert [became(session, who) for who in (ada, bob, eve)] == [[("accepted", "")], [("accepted", "")], [(None, "")]]
    entry = read_layout(authoring.open_bank(session, owner.id, rivers).desk.saved).entries[0]
    assert entry["accept"] == ["An-Nil"]
    number, summary = session.execute(select(BankVersion.number, BankVersion.summary)
                                      .order_by(BankVersion.number.desc()).limit(1)).one()
    assert (number, summary) == (3, "1 reworded")
    # A wider answer moves nobody's memory.
    assert [(card.stability, card.due) for card in session.scalars(select(Card).order_by(Card.user_id))] == before
    assert session.scalars(select(Review.id).where(Review.cause == "key change")).all() == []
    assert session.scalars(select(AuditRow.subject).where(AuditRow.action == "report resolved")).all() == [f"{rivers}/nile"]
    session.rollback()
    asked = page(session, make_learner(session).id, "nile")
    key = study.answer(session, asked.asked, Form(("an-nil",)), gave_up=False, rating=None, now=SOON)
    assert flags.subject_of_answer(session, asked.asked.user_id, key, now=SOON).can_count is False


def test_a_form_of_a_gap_is_accepted_for_that_gap(session: Session, owner: Account, rivers: str) -> None:
    wants(session, make_learner(session), "gap", "Middle Sea", "c1")
    flagqueue.accept(session, owner, number_of(session, "gap"), "c1", "Middle Sea", now=SOON)
    entry = read_layout(authoring.open_bank(session, owner.id, rivers).desk.saved).entries[1]
    assert entry["accept"] == {"c1": ["Middle Sea"]}


def test_an_unsaved_draft_keeps_its_changes_and_gets_the_form_too(session: Session, owner: Account, rivers: str) -> None:
    wants(session, make_learner(session), "nile", "An-Nil")
    authoring.change(session, owner.id, rivers, lambda text: with_entry(text, "gap", {**GAP, "hint": "A sea."}), now=NOW)
    flagqueue.accept(session, owner, number_of(session, "nile"), "main", "An-Nil", now=SOON)
    desk = authoring.open_bank(session, owner.id, rivers).desk
    entries = read_layout(desk.text).entries
    assert (entries[0]["accept"], entries[1]["hint"], desk.is_behind) == (["An-Nil"], "A sea.", False)
    assert "hint" not in read_layout(desk.saved).entries[1]


def test_a_draft_that_is_no_bank_yet_hinders_nobody(session: Session, owner: Account, rivers: str) -> None:
    wants(session, make_learner(session), "nile", "An-Nil")
    authoring.change(session, owner.id, rivers, lambda _text: "not a bank", now=NOW)
    flagqueue.accept(session, owner, number_of(session, "nile"), "main", "An-Nil", now=SOON)
    desk = authoring.open_bank(session, owner.id, rivers).desk
    assert (desk.text, desk.is_behind) == ("not a bank", True)


def test_a_bank_of_a_file_says_what_to_write_and_tells_once_it_is_there(session: Session) -> None:
    apply_bank(session)
    ada, teacher = make_learner(session, "ada"), make_learner(session, "msoran", role="teacher")
    wants(session, ada, "strait", "Istanbul strait")
    [pile] = flagqueue.queue(session, teacher, today=TODAY).piles
    assert pile.wishes[0].lines == "accept:\n- Bosphorus\n- Istanbul strait"
    question = number_of(session, "strait")
    sentence = r"^This bank cannot be changed here: put the form into its file, apply it, and then tell them\.$"
    with pytest.raises(Conflict, match=sentence):
        flagqueue.accept(session, teacher, question, "main", "Istanbul strait", now=NOW)
    apply_bank(session, changed(bank_of_all_kinds(), "strait", accept=["Bosphorus", "Istanbul strait"]))
    assert flagqueue.queue(session, teacher, today=TODAY).piles[0].wishes[0].is_accepted
    assert flagqueue.accept(session, teacher, question, "main", "Istanbul strait", now=NOW) == 1
    assert became(session, ada) == [("accepted", "")]
    with pytest.raises(NotFound, match=r"^There is no such open report\.$"):
        flagqueue.accept(session, teacher, question, "main", "Istanbul strait", now=NOW)


def test_a_number_has_no_list_of_forms(session: Session, owner: Account, rivers: str) -> None:
    entry = {"id": "long", "type": "numeric", "stem": "How long is it?", "answer": "6650"}
    authoring.change(session, owner.id, rivers, lambda text: with_new_entry(text, entry), now=NOW)
    save(session, owner, rivers)
    wants(session, make_learner(session), "long", "6695")
    assert not flagqueue.queue(session, owner, today=TODAY).piles[0].wishes[0].can_accept
    with pytest.raises(Conflict, match=r"^Questions of this type have no list of accepted forms: edit the question\.$"):
        flagqueue.accept(session, owner, number_of(session, "long"), "main", "6695", now=NOW)


@pytest.mark.parametrize(("what", "reply"), [("replied", "Thank you."), ("edited", ""), ("dismissed", "So it is."),
                                             ("retired", "")])
def test_everybody_who_reported_a_question_is_told(session: Session, owner: Account, rivers: str, what: str, reply: str) -> None:
    ada, bob = make_learner(session, "ada"), make_learner(session, "bob")
    wants(session, ada, "nile", "An-Nil")
    question = reports(session, bob, rivers, "nile")
    assert flagqueue.resolve(session, owner, question, what, reply, now=SOON) == 2
    assert (became(session, ada), became(session, bob)) == ([(what, reply)], [(what, reply)])
    assert seen_by(session, owner) == []
    assert [flags.news(session, who).told for who in (ada, bob)] == [0, 0]
    retired = session.scalars(select(Question.retired_at).where(Question.local_id == "nile")).one()
    assert (retired == SOON) is (what == "retired")


@pytest.mark.parametrize(("what", "reply", "sentence"), [
    ("", "", "Choose what became of it."), ("accepted", "", "Choose what became of it."),
    ("replied", "  ", "Write your reply first; where there is nothing to say, choose “Nothing to do”."),
    ("replied", "x" * 501, "A reply has at most 500 characters, and this has 501: shorten it.")])
def test_an_answer_that_cannot_be_given_says_why(session: Session, owner: Account, rivers: str, what: str, reply: str, sentence: str
                                                 ) -> None:
    question = reports(session, make_learner(session), rivers, "nile")
    with pytest.raises(GeoquizError) as told:
        flagqueue.resolve(session, owner, question, what, reply, now=NOW)
    assert str(told.value) == sentence
    assert seen_by(session, owner) == [("nile", 1)]


def test_two_who_answer_at_once_the_second_finds_nothing_open(session: Session, owner: Account, rivers: str) -> None:
    ada = make_learner(session, "ada")
    question = reports(session, ada, rivers, "nile")
    flagqueue.resolve(session, owner, question, "replied", "First.", now=NOW)
    with pytest.raises(NotFound):
        flagqueue.resolve(session, owner, question, "replied", "Second.", now=NOW)
    assert became(session, ada) == [("replied", "First.")]


def test_questions_past_their_day_are_listed_until_somebody_says_they_are_still_right(session: Session, owner: Account, rivers: str
                                                                                     ) -> None:
    apply_bank(session, changed(bank_of_all_kinds(), "capital", review_by="2026-03-09"))
    late = flagqueue.queue(session, owner, today=TODAY).overdue
    assert [(one.row.local_id, one.row.is_editable, one.line) for one in late] == [
        ("capital", False, "review_by: 2027-03-10"), ("nile", True, "review_by: 2027-03-10")]
    assert [one.row.local_id for one in flagqueue.queue(session, make_learner(session, role="teacher"), today=TODAY).overdue] == [
        "capital"]
    assert flagqueue.queue(session, owner, today=date(2026, 2, 28)).overdue == ()
    assert flagqueue.look_again(session, owner, number_of(session, "nile"), "2027-05-31", now=SOON) == date(2027, 5, 31)
    assert [one.row.local_id for one in flagqueue.queue(session, owner, today=TODAY).overdue] == ["capital"]
    assert read_layout(authoring.open_bank(session, owner.id, rivers).desk.saved).entries[0]["review_by"] == "2027-05-31"


@pytest.mark.parametrize(("again", "sentence"), [
    ("soon", "Write the day as year, month and day, such as 2027-05-31."),
    ("2026-03-10", "The day to look at it again comes after today: 2026-03-10 does not.")])
def test_a_day_that_is_none_or_not_ahead_is_refused(session: Session, owner: Account, rivers: str, again: str, sentence: str
                                                    ) -> None:
    with pytest.raises(GeoquizError) as told:
        flagqueue.look_again(session, owner, number_of(session, "nile"), again, now=NOW)
    assert str(told.value) == sentence
    with pytest.raises(NotFound):
        flagqueue.look_again(session, make_learner(session, role="teacher"), number_of(session, "nile"), "2030-01-01", now=NOW)
