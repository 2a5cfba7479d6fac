"""Looking a database through: what is in it, and whether all of it is sound."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from geoquiz.storage.db import Database, begin_read
from geoquiz.storage.queries import health
from geoquiz.storage.queries.health import Sizes

SAMPLE = 200
"""How many cards are compared with their logs, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at every page, link and answer and at some cards has found; nothing in ``faults`` is good."""

    cards: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What a database is and holds. ``clock`` is the time of its machine, None where that is this one."""

    version: str
    sizes: Sizes
    newest_answer_at: datetime | None
    clock: datetime | None


def check(session: Database, *, sample: int | None = SAMPLE) -> Checked:
    """Return what is wrong in a database, page by page, link by link, answer by answer; and in so many cards, drawn at random.

    A database so damaged that it cannot be read is told as a fault too.
    """
    faults: list[str] = []
    cards = 0
    begin_read(session)
    try:
        faults += health.faults_of_pages(session)
        faults += health.faults_of_links(session)
        faults += health.faults_of_answers(session)
        cards, wrong = health.faults_of_memory(session, sample)
        faults += wrong
    except DBAPIError as error:
        faults.append(f"The database cannot be read through: {str(error.orig).strip().splitlines()[0]}.")
    finally:
        session.rollback()
    return Checked(cards, tuple(faults))


def overview(session: Database) -> Overview:
    """Return what a database is and holds."""
    begin_read(session)
    try:
        return Overview(health.server_version(session), health.sizes(session), health.newest_answer_at(session),
                        health.clock_of(session))
    finally:
        session.rollback()
