"""From weeks of study here into the real Anki, by way of the page, and once more after the teacher has edited."""

import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from anki.collection import Collection
from flask import Flask
from sqlalchemy.orm import Session

from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.services import study
from geoquiz.services.study import Ask
from geoquiz.storage.queries import cards as card_rows
from geoquiz.storage.queries.banks import find_bank, questions_of
from tests.factories import answer_right, answer_wrong, apply_bank, changed, make_bank, make_learner, typed
from tests.interchange.anki.real_anki import CLEAN, bring_in, front, note_of
from tests.web.conftest import Browser, be_logged_in

BANK = make_bank([typed(f"q{number}") for number in range(1, 36)], title="Rivers of Asia", id_="rivers")
BEGAN = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
DAYS, NEW_A_DAY = 10, 3


def study_daily(session: Session, learner_id: int) -> int:
    """Study on ten evenings in a row, three new questions in each, every sixth answer wrong; return the count of answers."""
    answers = 0
    for day in range(DAYS):
        now = BEGAN + timedelta(days=day)
        while isinstance(asked := study.next_question(session, learner_id, "rivers", now=now, key=str(uuid.uuid4()),
                                                      fresh=True), Ask):
            act = answer_wrong if answers % 6 == 5 else answer_right
            act(session, asked, now=now + timedelta(seconds=9))
            now += timedelta(minutes=4)
            answers += 1
    return answers


def download(browser: Browser, folder: Path, **choices: str) -> bytes:
    """Press the button of the page and return the deck."""
    form = browser.visit("/export?bank=rivers").one("form", action="/export/anki")
    response = browser.client.post("/export/anki", data=form.fields() | {"banks": "rivers", **choices}, buffered=True)
    assert response.headers["Content-Disposition"] == "attachment; filename=geoquiz-rivers.apkg"
    return response.data


@pytest.mark.every_database
def test_studied_questions_arrive_in_anki_with_their_dates_and_log_and_edits_follow(
        app: Flask, session: Session, collection: Collection, tmp_path: Path) -> None:
    apply_bank(session, BANK, now=BEGAN)
    learner = make_learner(session, "ada", now=BEGAN, new_per_day=NEW_A_DAY)
    answers = study_daily(session, learner.id)
    browser = Browser(app)
    be_logged_in(browser, session, learner)

    assert bring_in(collection, download(browser, tmp_path, with_progress="y"), tmp_path, with_progress=True) == {"new": 35}

    bank = find_bank(session, "rivers")
    assert bank is not None
    today = (datetime.now(tz=UTC).astimezone() - timedelta(hours=4)).date()
    met, in_days = 0, 0
    for row in questions_of(session, bank.id):
        memory = card_rows.memory_of(session, learner.id, row.id, "main")
        (card,) = note_of(collection, "rivers", row.local_id).cards()
        assert card.reps == memory.reps
        if memory.due is None:
            assert (card.type, card.queue) == (0, 0)
            continue
        met += 1
        shown = Calendar().day(memory.due)
        if card.queue == 2:
            in_days += 1
            assert today + timedelta(days=card.due - collection.sched.today) == date.fromordinal(shown)
        else:
            assert card.queue in (1, 3)
    assert met == DAYS * NEW_A_DAY == 30
    assert in_days >= 25
    assert collection.db.scalar("select count() from revlog") == answers
    assert collection.db.scalar("select min(id) from revlog") == (BEGAN + timedelta(seconds=9)).timestamp() * 1000
    before = collection.db.all("select id, queue, due, ivl, reps from cards order by id")

    reworded = changed(changed(BANK, "q3", stem="Which river is the third?"), "q7", explanation="It rises in Tibet.")
    apply_bank(session, reworded, now=BEGAN + timedelta(days=DAYS + 1))
    data = download(browser, tmp_path, with_progress="y")
    assert bring_in(collection, data, tmp_path, with_progress=True) == {"updated": 2, "duplicate": 33}
    assert "Which river is the third?" in front(note_of(collection, "rivers", "q3").cards()[0])
    assert collection.db.all("select id, queue, due, ivl, reps from cards order by id") == before
    assert collection.db.scalar("select count() from revlog") == answers
    assert {deck.name for deck in collection.decks.all_names_and_ids()} >= {"geoquiz", "geoquiz::Rivers of Asia"}
    assert collection.fix_integrity() == CLEAN
