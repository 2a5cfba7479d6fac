"""What a user sends is kept for a while, seen by nobody else, and becomes a bank file."""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.errors import BankError, Conflict, NotFound
from geoquiz.core.scheduling.memory import Settings, State
from geoquiz.interchange.anki.reading import ImportFault
from geoquiz.services import banks, export, imports, results, study
from geoquiz.services.imports import Taken
from geoquiz.services.study import Pause
from geoquiz.storage.models import Review, Upload, User
from tests.factories import NOW, answer_right, ask, make_learner
from tests.interchange.anki.reading.crafted import CREATED, TYPED, collection, package, read
from tests.services import ledger

TEXT = "Nile\tEgypt\nRhine\tGermany\n"


def keep(session: Session, user_id: int, data: bytes | str = TEXT, name: str = "my rivers.txt", *, after: timedelta = timedelta(0)
         ) -> str:
    return imports.keep(session, user_id, BytesIO(data.encode() if isinstance(data, str) else data), name, now=NOW + after)


def test_a_file_becomes_a_bank_file_named_after_it(session: Session) -> None:
    ada = make_learner(session)
    key = keep(session, ada.id)
    found = imports.bank_file(session, ada.id, key, now=NOW)
    assert found.filename == "my-rivers.yaml"
    bank = parse_bank(found.data, "b.yaml")
    assert (bank.title, len(bank.questions)) == ("my rivers", 2)
    assert bank == imports.look(session, ada.id, key, now=NOW).bank


def test_a_package_is_kept_without_its_media(session: Session) -> None:
    ada = make_learner(session)
    key = keep(session, ada.id, package(others={"0": b"\0" * 100_000, "media": b'{"0": "a.png"}'}), "deck.apkg")
    assert len(session.scalars(select(Upload.data)).one()) < 10_000
    assert imports.look(session, ada.id, key, now=NOW).plan.media == 1


def test_another_users_file_is_not_there(session: Session) -> None:
    ada, bob = make_learner(session), make_learner(session)
    key = keep(session, ada.id)
    for user_id, name in ((bob.id, key), (ada.id, "0" * 32)):
        with pytest.raises(NotFound, match=r"There is no such file\."):
            imports.look(session, user_id, name, now=NOW)
        with pytest.raises(NotFound, match=r"There is no such file\."):
            imports.bank_file(session, user_id, name, now=NOW)


def test_files_wait_a_day_and_three_of_them_at_once(session: Session) -> None:
    ada, bob = make_learner(session), make_learner(session)
    old = keep(session, bob.id)
    keys = [keep(session, ada.id, after=timedelta(hours=hours)) for hours in range(4)]
    with pytest.raises(NotFound):
        imports.look(session, ada.id, keys[0], now=NOW)
    assert len(imports.look(session, ada.id, keys[1], now=NOW + timedelta(hours=25)).bank.questions) == 2
    with pytest.raises(NotFound):
        imports.look(session, ada.id, keys[1], now=NOW + timedelta(hours=26))
    with pytest.raises(NotFound):
        imports.look(session, bob.id, old, now=NOW + timedelta(hours=25))
    keep(session, ada.id, after=timedelta(hours=25))
    assert session.scalar(select(func.count()).select_from(Upload)) == 3


def test_what_cannot_be_brought_in_is_not_kept(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = make_learner(session)
    with pytest.raises(ImportFault, match="This is no package of Anki's"):
        keep(session, ada.id, b"PK and nothing more", "deck.apkg")
    monkeypatch.setattr(imports, "MAX_WAITING_BYTES", 1000)
    too_large = ("Without its media the file still has more than 0 MiB: export fewer decks, or use `geoquiz import` on the server.")
    for data in (b"x" * 1001, package(collection([(f"a river {n}", "x") for n in range(500)]))):
        with pytest.raises(ImportFault) as caught:
            keep(session, ada.id, data)
        assert str(caught.value) == too_large
    assert session.scalar(select(func.count()).select_from(Upload)) == 0


def test_a_name_is_a_title_whatever_it_is() -> None:
    names = {"../../etc/my_rivers.apkg.txt": "my rivers.apkg", "": "imported", ".txt": ".txt", "x" * 300: "x" * 200}
    for name, title in names.items():
        assert imports.read_file(BytesIO(TEXT.encode()), name).bank.title == title


def deck(notes: Iterable[tuple[str, str]] = (("a river", "the Nile"), ("a lake", "Baikal")), *, memory: bool = True,
         ballast: int = 0) -> bytes:
    """Return a package of these notes; with ``memory`` each was reviewed twice and is due in ten days.

    ``ballast`` are bytes beside them that no zip makes smaller.
    """
    def change(database: sqlite3.Connection) -> None:
        if ballast:
            database.execute("CREATE TABLE ballast (data BLOB)")
            database.execute("INSERT INTO ballast VALUES (randomblob(?))", (ballast,))
        if memory:
            database.execute("INSERT INTO revlog SELECT (1772000000000 + id), id, -1, 3, 1, 0, 0, 5000, 0 FROM cards")
            database.execute("INSERT INTO revlog SELECT (1773000000000 + id), id, -1, 4, 1, 0, 0, 7000, 1 FROM cards")

    days = (NOW.date() - datetime.fromtimestamp(CREATED, UTC).date()).days
    reviewed = (2, 2, days + 10, 12, 2500, 2, 1, 0) if memory else (0,) * 8
    return package(collection(notes, change=change, card=reviewed, data='{"s":12.5,"d":4.5,"lrt":1773000000}' if memory else ""))


def handle_of(session: Session, user_id: int) -> str:
    return session.scalars(select(User.handle).where(User.id == user_id)).one()


def take(session: Session, user_id: int, data: bytes, *, after: timedelta = timedelta(0)) -> Taken:
    return imports.take(session, user_id, keep(session, user_id, data, "deck.apkg", after=after), now=NOW + after)


def test_a_deck_of_ones_own_comes_with_memory_and_log(session: Session) -> None:
    ada = make_learner(session, zone="Europe/Berlin")
    taken = take(session, ada.id, deck())
    assert taken == Taken(f"{handle_of(session, ada.id)}.rivers", 2, 2, 4, 0)
    ledger.check(session, ada.id)
    for memory in ledger.memories(session, ada.id).values():
        assert (memory.state, memory.stability, memory.difficulty, memory.reps, memory.lapses) == (State.REVIEW, 12.5, 4.5, 2, 1)
        calendar = Settings(zone="Europe/Berlin").calendar
        assert memory.due == calendar.start(calendar.day(NOW) + 10)
        assert memory.last_review == datetime.fromtimestamp(1773000000, UTC)
    rows = session.execute(select(Review.cause, Review.rating, Review.answered_at).where(Review.user_id == ada.id)
                           .order_by(Review.id)).all()
    assert [(cause, rating) for cause, rating, _ in rows] == [("import", 3), ("import", 4), ("import", None)] * 2
    assert rows[0].answered_at == datetime.fromtimestamp(1772000000.1, UTC)
    assert [line.bank.title for line in results.overview(session, ada.id, now=NOW).lines] == ["Rivers"]


def test_the_export_gives_memory_and_log_back(session: Session) -> None:
    ada = make_learner(session)
    key = take(session, ada.id, deck()).key
    target = BytesIO()
    export.write_anki(session, [key], target, learner=ada.id, viewer=ada.id)
    before, after = read(deck()), read(target.getvalue())
    assert [question.model_dump(exclude={"tags"}) for question in after.bank.questions] == [
        question.model_dump(exclude={"tags"}) for question in before.bank.questions]
    for name, came in after.progress.items():
        was = before.progress[name]
        assert replace(came, reps=0, interval=0, ease=0, log=()) == replace(was, reps=0, interval=0, ease=0, log=())
        assert [(past.at, past.rating, past.took) for past in came.log] == [(past.at, past.rating, past.took) for past in was.log]


def test_the_same_deck_again_changes_nothing_and_a_newer_one_adds(session: Session) -> None:
    ada = make_learner(session)
    first = take(session, ada.id, deck())
    memories = ledger.memories(session, ada.id)
    again = take(session, ada.id, deck(), after=timedelta(hours=1))
    assert again == Taken(first.key, 2, 0, 0, 2)
    assert ledger.memories(session, ada.id) == memories
    more = deck([("a river!", "the Nile"), ("a lake", "Baikal"), ("a sea", "Aral")])
    newer = take(session, ada.id, more, after=timedelta(hours=2))
    assert newer == Taken(first.key, 3, 1, 2, 2)
    assert len(ledger.memories(session, ada.id)) == 3
    ledger.check(session, ada.id)


def test_what_was_studied_here_keeps_its_memory(session: Session) -> None:
    ada = make_learner(session)
    key = take(session, ada.id, deck(memory=False)).key
    answer_right(session, ask(session, ada.id, key))
    (before,) = ledger.memories(session, ada.id).values()
    taken = take(session, ada.id, deck(), after=timedelta(minutes=5))
    assert (taken.cards, taken.kept) == (1, 1)
    assert before in ledger.memories(session, ada.id).values()
    ledger.check(session, ada.id)


def test_another_deck_of_the_same_name_is_another_bank(session: Session) -> None:
    ada = make_learner(session)
    first = take(session, ada.id, deck(memory=False))
    rename = "UPDATE notes SET guid = guid || 'x'"
    other = take(session, ada.id, package(collection(change=lambda database: database.execute(rename))))
    handle = handle_of(session, ada.id)
    assert (first.key, other.key) == (f"{handle}.rivers", f"{handle}.rivers-2")
    assert [bank.key for bank in banks.list_all(session, ada.id)] == [first.key, other.key]


def test_a_deck_of_ones_own_is_ones_own_alone(session: Session) -> None:
    ada, bob = make_learner(session), make_learner(session)
    key = take(session, ada.id, deck()).key
    assert [bank.key for bank in banks.list_all(session, ada.id)] == [key]
    for viewer in (bob.id, None):
        assert banks.list_all(session, viewer) == []
        with pytest.raises(NotFound):
            banks.show(session, key, viewer)
        with pytest.raises(NotFound):
            export.write_anki(session, [key], BytesIO(), viewer=viewer)
    assert results.overview(session, bob.id, now=NOW).lines == ()
    assert isinstance(study.next_question(session, bob.id, None, now=NOW, key="k"), Pause)
    with pytest.raises(NotFound):
        study.next_question(session, bob.id, key, now=NOW, key="k")


def test_there_is_an_end_to_decks_of_one_name(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = make_learner(session)
    take(session, ada.id, deck(memory=False))
    monkeypatch.setattr(imports, "_MOST_OF_ONE_NAME", 2)
    rename = "UPDATE notes SET guid = guid || 'x'"
    with pytest.raises(Conflict) as caught:
        take(session, ada.id, package(collection(change=lambda database: database.execute(rename))))
    assert str(caught.value) == "You have 1 decks of the name 'Rivers': give this one another title."


def test_a_note_that_became_another_kind_is_refused_and_nothing_is_written(session: Session) -> None:
    ada = make_learner(session)
    take(session, ada.id, deck(memory=False))
    typed = package(collection([("a river", "the Nile"), ("a lake", "Baikal")], model=TYPED, card=(2, 2, 9, 9, 2500, 1, 0, 0)))
    with pytest.raises(BankError, match="was of type card and is now typed"):
        take(session, ada.id, typed)
    assert ledger.memories(session, ada.id) == {}
