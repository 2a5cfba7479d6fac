"""Whether a database is sound: its pages, the links between its rows, and its answers with what became of them."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, inspect, select, text

from geoquiz.core.scheduling.memory import fold
from geoquiz.storage.db import Database
from geoquiz.storage.models import Answer, Bank, Card, Question, Review, User
from geoquiz.storage.queries import accounts
from geoquiz.storage.queries.cards import memory_of
from geoquiz.storage.queries.log import log_of
from geoquiz.storage.queries.memory import bank_key_of, seed_of

_MOST_TOLD = 20
# Of these each answer has its one review; the answers of an exam may wait for theirs.
_SETTLED_AT_ONCE = ("study", "practice")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is."""

    users: int
    banks: int
    questions: int
    answers: int
    cards: int


def sizes(session: Database) -> Sizes:
    """Return how many users, banks, questions, answers and cards there are; visitors are no users."""
    counts = [session.execute(statement).scalar_one() for statement in (
        select(func.count()).select_from(User).where(User.role != "visitor"),
        *(select(func.count()).select_from(model) for model in (Bank, Question, Answer, Card)))]
    return Sizes(*counts)


def newest_answer_at(session: Database) -> datetime | None:
    """Return when the newest answer of all came in."""
    at: datetime | None = session.execute(select(func.max(Answer.received_at))).scalar_one()
    return at


def server_version(session: Database) -> str:
    """Return the name and the version of the database program."""
    if session.get_bind().dialect.name == "sqlite":
        return f"SQLite {session.execute(text('SELECT sqlite_version()')).scalar_one()}"
    return f"PostgreSQL {session.execute(text('SHOW server_version')).scalar_one()}"


def clock_of(session: Database) -> datetime | None:
    """Return the time of the database's own machine; None where that is this machine."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    at: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return at


def faults_of_pages(session: Database) -> list[str]:
    """Return what is wrong with the file or the pages of the database, by reading all of it."""
    if session.get_bind().dialect.name == "sqlite":
        rows = session.execute(text(f"PRAGMA integrity_check({_MOST_TOLD})")).scalars().all()
        return [line for row in rows if row != "ok" for line in str(row).splitlines() if not line.startswith("***")]
    # PostgreSQL tells damage when it reads a page; so every row of every table is read.
    for table in inspect(session.connection()).get_table_names():
        session.execute(text(f'SELECT sum(length(whole::text)) FROM "{table}" AS whole'))  # noqa: S608  # A name out of the catalogue.
    return []


def faults_of_links(session: Database) -> list[str]:
    """Return which rows name rows that are not there."""
    if session.get_bind().dialect.name == "sqlite":
        rows = session.execute(text("PRAGMA foreign_key_check")).fetchmany(_MOST_TOLD)
        return [f"A row of {row[0]} names a missing one of {row[2]}." for row in rows]
    names = session.execute(text("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' "
                                 "AND NOT convalidated AND connamespace = 'public'::regnamespace")).all()
    return [f"The constraint {name} of {table} has not been checked for the rows that were there." for table, name in names]


def faults_of_answers(session: Database) -> list[str]:
    """Return whose answers have no review, or more than one."""
    reviews = (select(func.count()).select_from(Review).where(
        Review.user_id == Answer.user_id, Review.answer_key == Answer.key, Review.cause == "review").scalar_subquery())
    rows = session.execute(select(Answer.user_id, Answer.key, reviews).where(
        Answer.mode.in_(_SETTLED_AT_ONCE), reviews != 1).limit(_MOST_TOLD)).all()
    return [f"The answer {key} of user {user_id} has {count} reviews instead of one." for user_id, key, count in rows]


def faults_of_memory(session: Database, sample: int | None) -> tuple[int, list[str]]:
    """Return how many cards were looked at, and which are not what their log says; ``sample`` None looks at all."""
    statement = select(Card.user_id, Card.question_id, Card.part)
    if sample is not None:
        statement = statement.order_by(func.random()).limit(sample)
    cards, found = session.execute(statement).all(), []
    for user_id, question_id, part in cards:
        versions = accounts.all_settings_of(session, user_id, bank_key_of(session, question_id))
        folded = fold(log_of(session, user_id, question_id, part), versions, seed_of(session, user_id, question_id, part))
        kept = asdict(memory_of(session, user_id, question_id, part))
        wrong = [name for name, value in asdict(folded).items() if kept[name] != value]
        if wrong:
            found.append(f"The card of user {user_id} for question {question_id}, part {part}, is not what its log says: "
                         f"{', '.join(wrong)}.")
    return len(cards), found[:_MOST_TOLD]
