"""Exports to Anki out of the database: with and without a learner's progress."""

import hashlib
import itertools
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from anki.collection import Collection
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.errors import NotFound
from geoquiz.core.scheduling.rating import Rating
from geoquiz.services import cards, corrections, export, study
from geoquiz.services.study import Ask
from geoquiz.storage.models import Question
from geoquiz.storage.queries import accounts as account_rows
from tests.factories import (
    NOW,
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
    typed,
    without,
)
from tests.interchange.anki.real_anki import CLEAN, bring_in, cards_of, front, note_of


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """An empty collection of the real Anki."""
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()


def exported(session: Session, *keys: str, **options: object) -> bytes:
    target = BytesIO()
    export.write_anki(session, keys, target, **options)  # type: ignore[arg-type]
    session.rollback()
    return target.getvalue()


def study_all(session: Session, learner_id: int, clock: Clock, *, wrong: int = 0) -> int:
    """Answer what comes until nothing more comes, the first few wrongly; return how many answers that took."""
    for answers in itertools.count():
        asked = study.next_question(session, learner_id, None, now=clock.tick(seconds=2), key=str(uuid.uuid4()),
                                    fresh=True)
        if not isinstance(asked, Ask):
            return answers
        act = answer_wrong if answers < wrong else answer_right
        act(session, asked, now=clock.tick(seconds=8))
    raise AssertionError("Counting never ends.")


def test_a_bank_on_the_server_becomes_a_deck_and_its_edits_arrive(session: Session, collection: Collection, tmp_path: Path) -> None:
    bank = bank_of_all_kinds()
    apply_bank(session, bank)
    assert bring_in(collection, exported(session, "all-kinds"), tmp_path) == {"new": 11}
    assert bring_in(collection, exported(session, "all-kinds"), tmp_path) == {"duplicate": 11}
    bank = changed(changed(bank, "capital", stem="Name Georgia's capital."), "port", stem="Mark Mumbai.")
    apply_bank(session, bank, now=NOW + timedelta(days=1))
    assert bring_in(collection, exported(session, "all-kinds"), tmp_path) == {"updated": 2, "duplicate": 9}
    assert "Name Georgia's capital." in front(cards_of(collection, "all-kinds", "capital")[0])
    apply_bank(session, without(bank, "word"), now=NOW + timedelta(days=2))
    assert bring_in(collection, exported(session, "all-kinds"), tmp_path) == {"duplicate": 10}
    assert collection.note_count() == 11
    assert collection.fix_integrity() == CLEAN


@pytest.mark.parametrize("header", [{"title": "Another"}, {"tags": ["new-tag"]}, {"as_of": "2025-01"},
                                    {"source": {"title": "Another atlas"}}])
def test_what_a_note_shows_of_its_banks_header_is_updated_too(header: dict[str, object], session: Session,
                                                              collection: Collection, tmp_path: Path) -> None:
    apply_bank(session, make_bank())
    bring_in(collection, exported(session, "bank"), tmp_path)
    apply_bank(session, make_bank(**header), now=NOW + timedelta(days=1))
    assert bring_in(collection, exported(session, "bank"), tmp_path) == {"updated": 3}


def test_studied_cards_arrive_with_the_due_dates_that_the_server_shows(session: Session, collection: Collection,
                                                                      tmp_path: Path) -> None:
    apply_bank(session, make_bank(12))
    learner, clock = make_learner(session, zone="Asia/Kolkata", new_per_day=30), Clock(datetime(2026, 3, 10, 20, 0, tzinfo=UTC))
    answers = study_all(session, learner.id, clock, wrong=5)
    clock.tick(days=4)
    answers += study_all(session, learner.id, clock, wrong=3)
    bring_in(collection, exported(session, "bank", learner=learner.id), tmp_path, with_progress=True)
    assert collection.db.scalar("select count() from revlog") == answers
    assert collection.db.scalar("select sum(reps) from cards") == answers
    calendar = account_rows.settings_of(session, learner.id).memory.calendar
    memories = export.exports.memories_of(session, learner.id, range(1, 13))
    assert len(memories) == 12
    shown = sorted(date.fromordinal(calendar.day(memory.due)) for memory in memories.values() if memory.due)
    today = (datetime.now(tz=UTC).astimezone() - timedelta(hours=4)).date()
    dues = collection.db.list("select due from cards where queue = 2")
    assert sorted(today + timedelta(days=due - collection.sched.today) for due in dues) == shown
    assert collection.fix_integrity() == CLEAN


def test_memory_is_what_is_stored_and_the_log_ends_in_it(session: Session) -> None:
    apply_bank(session)
    learner, clock = make_learner(session), Clock()
    for _ in range(2):
        study_all(session, learner.id, clock, wrong=2)
        clock.tick(days=9)
    account = account_rows.by_id(session, learner.id)
    assert account is not None
    progress = export._progress(session, account, "all-kinds")
    names = dict(session.execute(select(Question.id, Question.local_id)).all())
    known = export._learned(session, progress, names)
    assert len(known) >= 11  # The second gap of a text comes on another day than the first.
    for learned in known.values():
        assert learned.log[-1].after == learned.memory


def test_answers_taken_back_or_corrected_are_exported_as_they_count(session: Session, collection: Collection,
                                                                    tmp_path: Path) -> None:
    apply_bank(session, make_bank([typed("one"), typed("two")]))
    learner, clock = make_learner(session), Clock()
    corrected = answer_wrong(session, ask(session, learner.id, now=clock.tick(seconds=5)), now=clock.tick(seconds=5))
    corrections.count_as_right(session, learner.id, corrected, now=clock.tick(seconds=5))
    answer_wrong(session, ask(session, learner.id, now=clock.tick(seconds=5)), now=clock.tick(seconds=5))
    corrections.undo(session, learner.id, now=clock.tick(seconds=5))
    bring_in(collection, exported(session, "bank", learner=learner.id), tmp_path, with_progress=True)
    first, second = cards_of(collection, "bank", "one")[0], cards_of(collection, "bank", "two")[0]
    assert collection.db.all("select cid, ease, time from revlog") == [[first.id, int(Rating.GOOD), 5000]]
    assert (first.type, first.reps, second.type, second.reps) == (1, 1, 0, 0)


def test_a_changed_key_arrives_as_relearning(session: Session, collection: Collection, tmp_path: Path) -> None:
    bank = make_bank([typed("one")])
    apply_bank(session, bank)
    learner, clock = make_learner(session), Clock()
    study_all(session, learner.id, clock)
    apply_bank(session, changed(bank, "one", answer="quite another"), now=clock.tick(days=1))
    bring_in(collection, exported(session, "bank", learner=learner.id), tmp_path, with_progress=True)
    (card,) = cards_of(collection, "bank", "one")
    assert card.type == 3
    assert collection.fix_integrity() == CLEAN


def test_a_suspended_card_is_suspended_in_anki_too_and_keeps_its_date(session: Session, collection: Collection,
                                                                          tmp_path: Path) -> None:
    apply_bank(session, make_bank([typed("one"), typed("two"), typed("three")]))
    learner, clock = make_learner(session, learning_steps=()), Clock()
    answered = page(session, learner.id, "one", at=clock.now)
    answer_right(session, answered, now=clock.tick(seconds=5))
    for name in ("one", "two"):
        cards.suspend(session, learner.id, page(session, learner.id, name).asked.question_id, "main", now=clock.tick(seconds=5))
    bring_in(collection, exported(session, "bank", learner=learner.id), tmp_path, with_progress=True)
    found = [cards_of(collection, "bank", name)[0] for name in ("one", "two", "three")]
    assert [(card.type, card.queue) for card in found] == [(2, -1), (0, -1), (0, 0)]
    memory = export.exports.memories_of(session, learner.id, [answered.asked.question_id])[answered.asked.question_id, "main"]
    assert memory.due is not None
    assert found[0].ivl == (memory.due.date() - NOW.date()).days
    assert collection.db.scalar("select count() from revlog") == 1
    assert collection.fix_integrity() == CLEAN


def test_nobody_elses_progress_goes_along(session: Session, collection: Collection, tmp_path: Path) -> None:
    apply_bank(session, make_bank())
    learner, other = make_learner(session), make_learner(session)
    study_all(session, other.id, Clock())
    bring_in(collection, exported(session, "bank", learner=learner.id), tmp_path, with_progress=True)
    assert collection.db.list("select distinct type from cards") == [0]
    assert collection.db.scalar("select count() from revlog") == 0


def test_equal_content_gives_equal_bytes_with_progress_too(session: Session) -> None:
    apply_bank(session)
    learner = make_learner(session)
    study_all(session, learner.id, Clock(), wrong=3)
    packages = {hashlib.sha256(exported(session, "all-kinds", learner=learner.id)).hexdigest() for _ in range(2)}
    assert len(packages) == 1
    assert exported(session, "all-kinds", "all-kinds") == exported(session, "all-kinds")
    assert exported(session, "all-kinds") != exported(session, "all-kinds", learner=learner.id)


def test_an_export_can_be_kept_to_what_was_met_and_to_tags(session: Session, collection: Collection, tmp_path: Path) -> None:
    apply_bank(session, make_bank([typed("one", tags=["rail"]), typed("two", tags=["road"]), typed("three")]))
    apply_bank(session, make_bank([typed("four")], id_="tagged", tags=["rail"]))
    learner, clock = make_learner(session), Clock()
    answer_right(session, ask(session, learner.id, "bank", now=clock.tick(seconds=5)), now=clock.tick(seconds=5))
    data = exported(session, "bank", "tagged", met_by=learner.id)
    assert bring_in(collection, data, tmp_path) == {"new": 1}
    assert note_of(collection, "bank", "one")
    data = exported(session, "bank", "tagged", tags=["rail"])
    assert bring_in(collection, data, tmp_path) == {"new": 1, "duplicate": 1}
    assert note_of(collection, "tagged", "four")


def test_more_questions_than_a_page_all_arrive_once(session: Session, collection: Collection, tmp_path: Path) -> None:
    apply_bank(session, make_bank(450))
    assert bring_in(collection, exported(session, "bank"), tmp_path) == {"new": 450}


def test_an_unknown_bank_is_named(session: Session) -> None:
    apply_bank(session, make_bank())
    with pytest.raises(NotFound, match=r"There is no bank 'banks' here\."):
        exported(session, "bank", "banks")


def test_an_unknown_learner_is_refused(session: Session) -> None:
    apply_bank(session, make_bank())
    with pytest.raises(NotFound, match=r"There is no such learner here\."):
        exported(session, "bank", learner=12345)
