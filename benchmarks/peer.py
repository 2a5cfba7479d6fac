"""One question asked and answered, in one process: geoquiz's services beside Anki's own scheduler.

Both have so many new cards, in a SQLite file, and are asked for the next card and told "Good", in turn. What each does beyond that,
and leaves out:

- geoquiz: finds the next card among all banks and says why it comes and what each rating leads to; reads and grades a typed
  response; stores the answer and the review, committed with synchronous=FULL
- Anki (`getCard` and `answerCard`, its backend in Rust): renders the card and works out all four buttons; the learner grades it;
  stores the review and what undo needs, and the queue stays in memory between the cards; WAL without a sync at each commit

So this is no race: it says whether an answer costs about as much as people are used to.

Run: python -m benchmarks.peer [--cards 2000] [--rounds 200]

Needs the package anki, which is a development dependency.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from benchmarks.serving import bank
from geoquiz import resources
from geoquiz.core.question import Form
from geoquiz.services import banks, study
from geoquiz.services.study import Ask
from geoquiz.storage import migrate
from geoquiz.storage.db import engine_for
from geoquiz.storage.queries import accounts


def geoquiz(folder: Path, cards: int) -> Callable[[], None]:
    """Return what asks and answers one question."""
    engine = engine_for(f"sqlite:///{folder}/geoquiz.sqlite3")
    migrate.upgrade(engine, resources.migrations_folder())
    session = Session(engine)
    banks.apply(session, bank(cards), now=datetime.now(UTC))
    user = accounts.add_account(session, name="Mira", password_hash=None, role="student", zone="UTC", now=datetime.now(UTC))
    old = accounts.settings_of(session, user)
    accounts.add_settings(session, user, old.number + 1, old.memory, now=datetime.now(UTC), new_per_day=cards)
    session.commit()
    keys = iter(f"{number:036}" for number in range(10**9))

    def once() -> None:
        now = datetime.now(UTC)
        found = study.next_question(session, user, None, now=now, key=next(keys), fresh=True)
        if not isinstance(found, Ask):
            raise SystemExit("There is nothing to ask.")
        number = found.shown.stem.partition("is number ")[2].partition(" ")[0]
        study.answer(session, found.asked, Form((f"Place {number}",)), gave_up=False, rating=None, now=datetime.now(UTC))

    return once


def anki(folder: Path, cards: int) -> Callable[[], None]:
    """Return what asks and answers one card."""
    from anki.collection import Collection  # noqa: PLC0415 (it takes a while)

    collection: Any = Collection(str(folder / "collection.anki2"))
    kind = collection.models.by_name("Basic")
    deck = collection.decks.id("Places")
    for number in range(cards):
        note = collection.new_note(kind)
        note["Front"], note["Back"] = f"Which place is number {number}?", f"Place {number}"
        collection.add_note(note, deck)
    options = collection.decks.config_dict_for_deck_id(deck)
    options["new"]["perDay"] = cards
    collection.decks.update_config(options)
    collection.set_config("fsrs", True)
    collection.decks.select(deck)

    def once() -> None:
        card = collection.sched.getCard()
        if card is None:
            raise SystemExit("Anki has nothing to ask.")
        collection.sched.answerCard(card, 3)

    return once


def main() -> None:
    """Print the table and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        both = {"geoquiz": geoquiz(Path(name), given.cards), "anki": anki(Path(name), given.cards)}
        times: dict[str, list[tuple[float, float]]] = {who: [] for who in both}
        for round_ in range(given.rounds + 10):
            for who, once in both.items():
                clock, cpu = time.perf_counter(), time.process_time()
                once()
                if round_ >= 10:  # Statements and caches warm up.
                    times[who].append((time.perf_counter() - clock, time.process_time() - cpu))
    results = {}
    for who, pairs in times.items():
        clocks = sorted(clock for clock, _ in pairs)
        cpu = statistics.median(cpu for _, cpu in pairs)
        results[who] = {"seconds": statistics.median(clocks), "cpu": cpu}
        print(f"{who:<10}{1000 * statistics.median(clocks):>8.2f} ms   (nine in ten: {1000 * clocks[len(clocks) // 20]:.2f} to "
              f"{1000 * clocks[-len(clocks) // 20]:.2f}){1000 * cpu:>8.2f} ms of CPU")
    print(f"ratio     {results['geoquiz']['seconds'] / results['anki']['seconds']:>8.2f}"
          f"      of CPU {results['geoquiz']['cpu'] / results['anki']['cpu']:.2f}")
    print(json.dumps(results))


if __name__ == "__main__":
    main()
