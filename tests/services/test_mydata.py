"""All that is kept of a user: taken along, restored on another server, deleted."""

import io
import itertools
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core.banks.model import Bank
from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.quiz import Spec
from geoquiz.core.scheduling.arriving import Arriving, PastReview
from geoquiz.core.scheduling.memory import State
from geoquiz.core.scheduling.rating import Rating
from geoquiz.interchange.mydata import FILES
from geoquiz.services import (
    accounts,
    cards,
    corrections,
    flagqueue,
    flags,
    imports,
    mydata,
    practice,
    quiz,
    quiz_answers,
    ready,
    restore,
    results,
)
from geoquiz.services.restore import LeftOut, Restored
from geoquiz.storage.db import Model
from geoquiz.storage.models import (
    Answer,
    Card,
    LoginSession,
    QuestionRevision,
    QuizAttempt,
    QuizQuestion,
    Review,
    StudySession,
    Upload,
    User,
)
from geoquiz.storage.models import Bank as BankModel
from geoquiz.storage.queries import accounts as account_rows
from geoquiz.storage.queries import banks as bank_rows
from geoquiz.storage.queries.accounts import Account
from tests.conftest import TemporaryDatabase, copied_database
from tests.factories import (
    NOW,
    PASSWORD,
    Clock,
    answer_right,
    answer_wrong,
    apply_bank,
    ask,
    bank_of_all_kinds,
    changed,
    make_bank,
    make_learner,
    page,
    right_form,
    typed,
    without,
)
from tests.services.ledger import check, memories

ARRIVING = {("kept", "main"): Arriving(
    State.REVIEW, due_day=NOW.toordinal() + 9, stability=21.5, difficulty=4.25, last_review=NOW - timedelta(days=3), reps=7,
    lapses=1, log=tuple(PastReview(NOW - timedelta(days=days), Rating.GOOD, timedelta(seconds=days)) for days in (40, 20, 3)))}
OF_A_USER = {name: table for name, table in Model.metadata.tables.items() if "user_id" in table.columns}


@pytest.fixture
def elsewhere(database: TemporaryDatabase, request: pytest.FixtureRequest) -> Iterator[Session]:
    """Another server: on PostgreSQL where this one is on SQLite and the other way round, and with other numbers."""
    kind = "postgresql" if database.name == "sqlite" else "sqlite"
    with copied_database(kind, request) as other, Session(other.engine) as session:
        apply_bank(session, make_bank(5, id_="others"))
        for _ in range(3):
            make_learner(session)
        yield session


def edited() -> Bank:
    """Return the bank of all kinds with one question reworded and the key of another changed."""
    return changed(changed(bank_of_all_kinds(), "capital", stem="Name Georgia's capital."), "strait", answer="Dardanelles",
                   accept=[])


def studied(session: Session) -> Account:
    """Return a learner to whom about everything has happened that can."""
    apply_bank(session)
    apply_bank(session, make_bank([typed("city", "Baku"), typed("river", "Ural")], id_="small"))
    learner, clock = make_learner(session, "ada", zone="Asia/Kolkata", new_per_day=30), Clock()
    own, off = make_bank([typed("kept", "yes"), typed("gone", "no"), typed("off")], id_="mine"), typed("off", retired=True)
    imports.take_deck(session, learner.id, own, ARRIVING, now=clock.now)
    imports.take_deck(session, learner.id, make_bank([off, typed("kept", "yes")], id_="mine"), {}, now=clock.tick(minutes=1))
    for day, wrong in enumerate((4, 2, 3)):
        for number in range(9):
            asked = ask(session, learner.id, "all-kinds" if day % 2 else None, now=clock.tick(seconds=30), fresh=True)
            act = answer_wrong if number < wrong else answer_right
            act(session, asked, now=clock.tick(seconds=8))
        clock.tick(days=4 + day)
        accounts.change_settings(session, learner.id, zone="Europe/Berlin", day_start=300, desired_retention=0.8 + day / 50,
                                 new_per_day=20, now=clock.now)
    late = page(session, learner.id, "strait", at=clock.now - timedelta(days=2))
    answer_right(session, late, now=clock.now, answered_at=clock.now - timedelta(days=1), rating=Rating.GOOD)
    corrected = answer_wrong(session, page(session, learner.id, "city", at=clock.now), now=clock.tick(seconds=5))
    corrections.count_as_right(session, learner.id, corrected, now=clock.tick(seconds=5))
    answer_wrong(session, page(session, learner.id, "river", at=clock.now), now=clock.tick(seconds=5))
    corrections.undo(session, learner.id, now=clock.tick(seconds=5))
    for name, act in (("capital", cards.suspend), ("shores", cards.bury), ("landlocked", cards.reset)):
        act(session, learner.id, page(session, learner.id, name).asked.question_id, "main", now=clock.tick(minutes=1))
    cards.set_due(session, learner.id, page(session, learner.id, "length").asked.question_id, "main", 12, now=clock.now)
    practice.begin(session, learner.id, "hard", now=clock.now)
    sat_quizzes(session, learner.id, clock)
    apply_bank(session, edited(), now=clock.tick(days=1))
    exam = (clock.now + timedelta(days=40)).date()
    ready.store(session, learner.id, ["all-kinds", "small"], exam, 90, now=clock.tick(seconds=5))
    answer_right(session, page(session, learner.id, "capital", at=clock.now), now=clock.tick(seconds=5))
    reported(session, learner, clock)
    return learner


def reported(session: Session, learner: Account, clock: Clock) -> None:
    """Report two questions, of which one is answered; that an answer should count is said already."""
    teacher = make_learner(session, "msoran", role="teacher")
    for name, note in (("shores", "Is it all of them?"), ("landlocked", "")):
        subject = flags.subject_of_question(session, learner.id, "all-kinds", name, now=clock.now)
        flags.report(session, learner.id, subject, "unclear", note, now=clock.tick(seconds=5))
    shores = page(session, learner.id, "shores").asked.question_id
    flagqueue.resolve(session, teacher, shores, "replied", "Yes, all.", now=clock.tick(days=1))
    flags.own(session, learner.id, now=clock.tick(minutes=1))


def sat_quizzes(session: Session, user_id: int, clock: Clock) -> None:
    """Take three quizzes: one is handed in, in one each answer is told, and one goes on."""
    for last, feedback in enumerate(("end", "each", "end"), 1):
        spec = Spec(banks=("all-kinds",), count=6, feedback=feedback, minutes=60)  # type: ignore[arg-type]  # They are feedbacks.
        number = quiz.start(session, user_id, spec, key=f"quiz {clock.now.timestamp()}", now=clock.tick(seconds=5))
        for place, gave_up in ((1, True), (1, False), (2, True)) if feedback == "end" else ((1, False), (3, True)):
            found = quiz_answers.page(session, user_id, number, place, now=clock.tick(seconds=5), key=str(clock.now.timestamp()))
            question = bank_rows.question_at(session, found.asked.revision_id)
            quiz_answers.save(session, found.asked, right_form(question, found.asked.part, found.shown), gave_up=gave_up,
                              now=clock.tick(seconds=5))
        if last != 3:
            quiz_answers.mark(session, user_id, number, 4, marked=True)
            quiz.hand_in(session, user_id, number, now=clock.tick(seconds=5))


def prepared(session: Session) -> None:
    """Give a server the banks as they are in the end, and never were before."""
    apply_bank(session, edited())
    apply_bank(session, make_bank([typed("city", "Baku"), typed("river", "Ural")], id_="small"))


def written(session: Session, user_id: int) -> bytes:
    target = io.BytesIO()
    mydata.write(session, user_id, target)
    session.rollback()
    return target.getvalue()


def lines(data: bytes, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in zipfile.ZipFile(io.BytesIO(data)).read(name).splitlines()]


def comparable(data: bytes, name: str) -> list[dict[str, Any]]:
    """Return the lines of a file, without the revision of the bank, of which another server knows its own."""
    return [{field: value for field, value in line.items() if field != "bank_revision"} for line in lines(data, name)]


def restored(session: Session, data: bytes, **options: Any) -> Restored:
    return restore.restore(session, io.BytesIO(data), **{"password": PASSWORD, "now": NOW, **options})


def user_named(session: Session, name: str) -> int:
    return session.scalars(select(User.id).where(User.name == name)).one()


def count(session: Session, model: type[Any], **where: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).filter_by(**where)) or 0


def test_a_user_is_restored_on_another_server_bit_for_bit(session: Session, elsewhere: Session) -> None:
    learner = studied(session)
    check(session, learner.id)
    data = written(session, learner.id)
    prepared(elsewhere)
    found = restored(elsewhere, data)
    assert (found.name, found.former_role, found.left_out) == ("ada", "student", ())
    # The answers of the quiz that goes on come along once it is handed in.
    assert (found.answers, found.reviews) == (count(session, Answer) - 3, count(session, Review))
    assert [count(elsewhere, model, user_id=user_named(elsewhere, "ada")) for model in (QuizAttempt, QuizQuestion)] == [2, 12]
    there = user_named(elsewhere, "ada")
    assert there != learner.id
    check(elsewhere, there)
    # The files hold every stored value under names that both servers share: equal lines are equal users.
    again = written(elsewhere, there)
    assert {name: comparable(again, name) for name in FILES} == {name: comparable(data, name) for name in FILES}
    assert sorted(map(repr, memories(elsewhere, there).values())) == sorted(map(repr, memories(session, learner.id).values()))


def test_whoever_was_restored_goes_on_as_if_nothing_had_been(session: Session, elsewhere: Session) -> None:
    learner = studied(session)
    prepared(elsewhere)
    restored(elsewhere, written(session, learner.id))
    there, then = user_named(elsewhere, "ada"), NOW + timedelta(days=60)
    assert accounts.log_in(elsewhere, "ada", PASSWORD, now=NOW) is not None
    for server, user_id in ((session, learner.id), (elsewhere, there)):
        assert corrections.undo(server, user_id, now=then) is not None
        answer_right(server, page(server, user_id, "capital", at=then), now=then + timedelta(seconds=3), rating=Rating.GOOD)
        check(server, user_id)
    known = [{(line["bank"], line["question"], line["part"]): line for line in lines(written(server, user_id), "cards.jsonl")}
             for server, user_id in ((session, learner.id), (elsewhere, there))]
    assert known[0] == known[1]
    figures = [[(line.bank.key, line.cards, line.progress.seen, line.progress.due_now, line.progress.next_due)
                for line in results.overview(server, user_id, now=then).lines if line.bank.key != "others"]
               for server, user_id in ((session, learner.id), (elsewhere, there))]
    assert figures[0] == figures[1]


def test_old_answers_are_shown_under_the_wording_that_they_were_given_to(session: Session, elsewhere: Session) -> None:
    learner = studied(session)
    before = {line["revision"] for line in lines(written(session, learner.id), "revisions.jsonl") if line["question"] == "capital"}
    assert len(before) == 2
    prepared(elsewhere)
    revisions = count(elsewhere, QuestionRevision)
    restored(elsewhere, written(session, learner.id))
    there = user_named(elsewhere, "ada")
    assert count(elsewhere, QuestionRevision) > revisions
    then = NOW + timedelta(days=90)
    keys = [line["key"] for line in lines(written(session, learner.id), "answers.jsonl") if line["question"] == "capital"]
    stems = [[results.answered(server, user_id, key, now=then).question.stem for key in keys]
             for server, user_id in ((session, learner.id), (elsewhere, there))]
    assert stems[0] == stems[1]
    assert set(stems[0]) == {"What is the capital of Georgia?", "Name Georgia's capital."}
    # The question's own revisions count on undisturbed, and an earlier wording may come back.
    apply_bank(elsewhere, bank_of_all_kinds(), now=then)
    prepared(elsewhere)
    check(elsewhere, there)


def test_what_is_written_fits_its_schema_and_says_nothing_of_others_or_of_passwords(session: Session) -> None:
    other = make_learner(session, "somebody else")
    learner = studied(session)
    answer_right(session, page(session, other.id, "capital"), now=NOW)
    session.rollback()
    data = written(session, learner.id)
    schema = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate({name: lines(data, name) for name in FILES})
    text = b"".join(zipfile.ZipFile(io.BytesIO(data)).read(name) for name in FILES).decode()
    assert "somebody else" not in text
    assert "password" not in text
    assert len(lines(data, "answers.jsonl")) == count(session, Answer, user_id=learner.id) - 3


def test_keys_of_questions_that_were_not_answered_stay_on_the_server(session: Session) -> None:
    apply_bank(session, make_bank([typed("met", "Baku"), typed("unmet", "Tashkent")]))
    learner = make_learner(session)
    answer_right(session, page(session, learner.id, "met"), now=NOW)
    data = written(session, learner.id)
    assert [line["content"]["answer"] for line in lines(data, "revisions.jsonl")] == ["Baku"]
    assert b"Tashkent" not in b"".join(zipfile.ZipFile(io.BytesIO(data)).read(name) for name in FILES)


def test_every_column_of_a_users_tables_goes_along() -> None:
    logins, sums = "logins end with the server", "a sum, made anew from the log"
    left_out = {
        "sessions": logins, "known_devices": logins, "authenticators": logins, "recovery_codes": logins, "reset_links": logins,
        "study_days": sums, "summed_logs": sums,
        "uploads": "files that wait for a decision", "works": "work that is under way, gone after a day",
        "bank_drafts": "what is not saved yet is no version of a bank", "bank_shares": "whoever owns the bank says who sees it",
        "class_members": "a class stays with its server", "calendar_feeds": "the secret address of a server",
        "rounds": "what games came to is no part of what is known",
    }
    renamed = {"question_id": "question", "bank_id": "bank", "question_revision_id": "revision",
               "bank_revision_id": "bank_revision", "session_number": "session", "answer_key": "answer",
               "settings_number": "settings", "assignment_id": "number"}  # An assignment is its server's own.
    files = {"settings_versions": "settings", "study_sessions": "sessions", "answers": "answers", "reviews": "reviews",
             "cards": "cards", "ready_plans": "ready_plans", "quiz_attempts": "attempts", "quiz_questions": "attempt_questions",
             "flags": "flags"}
    assert set(OF_A_USER) == {*files, *left_out}
    for table, file in files.items():
        columns = {renamed.get(column.name, column.name) for column in OF_A_USER[table].columns} - {"user_id"}
        assert columns <= set(FILES[f"{file}.jsonl"].model_fields), table


def test_equal_rows_give_equal_bytes(session: Session) -> None:
    learner = studied(session)
    assert written(session, learner.id) == written(session, learner.id)


def test_what_the_other_server_does_not_have_stays_out_and_the_rest_comes(session: Session, elsewhere: Session) -> None:
    learner = studied(session)
    data = written(session, learner.id)
    apply_bank(elsewhere, without(without(bank_of_all_kinds(), "capital"), "landlocked"))
    found = restored(elsewhere, data)
    there = user_named(elsewhere, "ada")
    reviews = lines(data, "reviews.jsonl")
    lost = {bank: [line for line in reviews if line["bank"] == bank and line["question"] in names]
            for bank, names in (("small", ("city", "river")), ("all-kinds", ("capital", "landlocked")))}
    assert [(one.bank, one.title, one.missing, one.reviews) for one in found.left_out] == [
        ("all-kinds", "One question of each kind", "questions", len(lost["all-kinds"])),
        ("small", "The bank small", "bank", len(lost["small"]))]
    assert found.left_out[0].questions == ("capital", "landlocked")
    assert found.reviews == count(elsewhere, Review, user_id=there) == len(reviews) - sum(map(len, lost.values()))
    check(elsewhere, there)
    kept = [line for line in reviews if line not in itertools.chain(*lost.values())]
    assert [line["answered_at"] for line in lines(written(elsewhere, there), "reviews.jsonl")] == [
        line["answered_at"] for line in kept]


def test_a_question_of_another_type_is_another_question(session: Session, elsewhere: Session) -> None:
    apply_bank(session, make_bank([typed("one"), typed("two")]))
    learner = make_learner(session, "Ada")
    for name in ("one", "two"):
        answer_right(session, page(session, learner.id, name), now=NOW)
    bank = make_bank([typed("two"), bank_of_all_kinds().by_id["landlocked"].model_copy(update={"id": "one"})])
    apply_bank(elsewhere, bank)
    assert restored(elsewhere, written(session, learner.id)).left_out == (
        LeftOut("bank", "The bank bank", "questions", ("one",), 1, 1, 1),)


def test_own_banks_come_along_whole_and_are_asked_there(session: Session, elsewhere: Session) -> None:
    learner = studied(session)
    data = written(session, learner.id)
    handle = lines(data, "account.jsonl")[0]["handle"]
    assert [(line["bank"], line["content"]["id"], line["retired"]) for line in lines(data, "own_questions.jsonl")] == [
        (f"{handle}.mine", "kept", False), (f"{handle}.mine", "off", True), (f"{handle}.mine", "gone", True)]
    restored(elsewhere, data)
    there = user_named(elsewhere, "ada")
    bank = bank_rows.find_bank(elsewhere, f"{handle}.mine", there)
    assert bank is not None
    assert bank.questions == 1
    assert bank_rows.find_bank(elsewhere, f"{handle}.mine", there - 1) is None
    asked = ask(elsewhere, there, f"{handle}.mine", now=NOW + timedelta(days=400))
    answer_right(elsewhere, asked, now=NOW + timedelta(days=400))
    check(elsewhere, there)


def test_nobody_reaches_anothers_own_bank_by_its_key(session: Session, elsewhere: Session) -> None:
    other = make_learner(session)
    key = f"{account_rows.by_id(session, other.id).handle}.mine"  # type: ignore[union-attr]
    imports.take_deck(session, other.id, make_bank([typed("one")], id_="mine"), {}, now=NOW)
    apply_bank(elsewhere, make_bank([typed("one")], id_="mine"))
    learner = make_learner(elsewhere, "ada")
    answer_right(elsewhere, page(elsewhere, learner.id, "one"), now=NOW)
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written(elsewhere, learner.id))) as source, zipfile.ZipFile(data, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'"bank":"mine"', b'"bank":"%s"' % key.encode()))
    assert [one.missing for one in restored(session, data.getvalue()).left_out] == ["bank"]


def test_looking_stores_nothing(session: Session, elsewhere: Session) -> None:
    learner = studied(session)
    prepared(elsewhere)
    before = [count(elsewhere, model) for model in (User, Answer, Review, Card, QuestionRevision)]
    assert restored(elsewhere, written(session, learner.id), only_look=True).answers > 20
    assert [count(elsewhere, model) for model in (User, Answer, Review, Card, QuestionRevision)] == before


def test_a_name_that_is_taken_or_cannot_be_one_is_refused_and_another_can_be_given(session: Session, elsewhere: Session) -> None:
    learner = studied(session)
    prepared(elsewhere)
    data = written(session, learner.id)
    accounts.register(elsewhere, "ada", PASSWORD, now=NOW)
    with pytest.raises(Conflict, match=r"The user name 'ada' is taken: give another with --name\."):
        restored(elsewhere, data)
    with pytest.raises(GeoquizError, match=r"The name '!' cannot be used here: A user name has 2 to 64 characters\."):
        restored(elsewhere, data, name="!")
    assert restored(elsewhere, data, name="Ada 2").name == "Ada 2"
    with pytest.raises(Conflict, match=r"This account is on this server already, as 'Ada 2', and an account cannot be here twice: "
                                       r"delete that one first with `geoquiz user delete`\."):
        restored(elsewhere, data, name="Ada 3")


def test_the_role_does_not_come_along_by_itself(session: Session, elsewhere: Session) -> None:
    learner = make_learner(session, "Ada", role="admin")
    data = written(session, learner.id)
    assert restored(elsewhere, data).former_role == "admin"
    account, _ = account_rows.by_name(elsewhere, "ada") or (None, "")
    assert account is not None
    assert account.role == "student"


def test_an_account_is_deleted_with_all_its_rows_and_no_others(session: Session) -> None:
    learner = studied(session)
    other = make_learner(session)
    answer_right(session, page(session, other.id, "city", at=NOW), now=NOW)
    accounts.start_session(session, learner, now=NOW)
    answers = count(session, Answer, user_id=learner.id)
    kept = {model: count(session, model, user_id=other.id) for model in (Answer, Review, Card, StudySession)}
    assert mydata.delete(session, "ADA", now=NOW) == mydata.Deleted("ada", answers)
    for name, table in OF_A_USER.items():
        assert session.scalar(select(func.count()).select_from(table).where(table.c.user_id == learner.id)) == 0, name
    assert count(session, LoginSession) == count(session, Upload) == 0
    assert not session.scalars(select(BankModel.key).where(BankModel.key.like("%.mine"))).all()
    assert {model: count(session, model, user_id=other.id) for model in kept} == kept
    check(session, other.id)
    with pytest.raises(NotFound, match=r"There is no user 'ada': check the spelling\."):
        mydata.delete(session, "ada", now=NOW)


def test_a_deleted_account_can_be_restored_from_its_file(session: Session) -> None:
    learner = studied(session)
    data = written(session, learner.id)
    mydata.delete(session, "ada", now=NOW)
    restored(session, data)
    assert written(session, user_named(session, "ada")) == data
