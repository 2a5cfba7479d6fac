"""All rows of one user, with the names that are the same on every server in place of this database's numbers."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, exists, func, select, union
from sqlalchemy.orm import InstrumentedAttribute

from geoquiz.storage.db import Database
from geoquiz.storage.models import (
    Answer,
    Bank,
    BankRevision,
    Card,
    Flag,
    Question,
    QuestionRevision,
    QuizAttempt,
    QuizQuestion,
    ReadyPlan,
    Review,
    SettingsVersion,
    StudySession,
    User,
)
from geoquiz.storage.queries.log import reviewed

# How many rows are in memory at a time.
_AT_ONCE = 500
Rows = Iterator[Mapping[str, Any]]
_BANK, _QUESTION = Bank.key.label("bank"), Question.local_id.label("question")


def rows_of(session: Database, user_id: int, hidden: Collection[int] = ()) -> dict[str, Rows]:
    """Return everything that is kept of a user, by file, each in an order that is the same on every server.

    Logins are left out, and so is the password; quizzes come along once they are handed in. ``hidden`` are questions that
    are withheld from the user: nothing about them is in it. Rows are read as they are asked for: `begin_read` makes them agree.
    """
    return {
        "account.jsonl": _rows(session, select(User.name, User.role, User.handle, User.created_at).where(User.id == user_id)),
        "settings.jsonl": _settings(session, user_id),
        "own_banks.jsonl": _own_banks(session, user_id),
        "own_questions.jsonl": _own_questions(session, user_id),
        "banks.jsonl": _banks(session, user_id, hidden),
        "questions.jsonl": _questions(session, user_id, hidden),
        "revisions.jsonl": _revisions(session, user_id, hidden),
        "sessions.jsonl": _sessions(session, user_id, hidden),
        "answers.jsonl": _answers(session, user_id, hidden),
        "reviews.jsonl": _reviews(session, user_id, hidden),
        "cards.jsonl": _cards(session, user_id, hidden),
        "ready_plans.jsonl": _ready_plans(session, user_id),
        "attempts.jsonl": _attempts(session, user_id, hidden),
        "attempt_questions.jsonl": _attempt_questions(session, user_id, hidden),
        "flags.jsonl": _flags(session, user_id, hidden),
    }


def _rows(session: Database, statement: Select[*tuple[Any, ...]]) -> Rows:
    result = session.execute(statement, execution_options={"yield_per": _AT_ONCE})
    for row in result.mappings():
        yield dict(row)


def _plain(session: Database, column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """Return a text column in the order of its characters, which is SQLite's own and not every PostgreSQL's."""
    return column.collate("C") if session.get_bind().dialect.name == "postgresql" else column.expression


def _columns(model: type[Any], *without: str) -> list[Any]:
    """Return the columns of a user's table that need no other name elsewhere."""
    hidden = {"user_id", *without}
    return [column for column in model.__table__.columns if column.name not in hidden]


def _settings(session: Database, user_id: int) -> Rows:
    return _rows(session, select(*_columns(SettingsVersion)).where(SettingsVersion.user_id == user_id)
                 .order_by(SettingsVersion.number))


def _own_banks(session: Database, user_id: int) -> Rows:
    return _rows(session, select(_BANK, BankRevision.header).join(BankRevision, BankRevision.id == Bank.revision_id)
                 .where(Bank.owner_id == user_id).order_by(_plain(session, Bank.key)))


def _own_questions(session: Database, user_id: int) -> Rows:
    """Yield the questions of the user's own banks in the order of each; those that left their bank come last."""
    gone = Question.retired_at.is_not(None)
    statement = (
        select(_BANK, gone.label("retired"), QuestionRevision.content)
        .select_from(Question).join(Bank, Bank.id == Question.bank_id)
        .join(QuestionRevision, QuestionRevision.id == Question.revision_id)
        .where(Bank.owner_id == user_id)
        .order_by(_plain(session, Bank.key), gone, Question.position, _plain(session, Question.local_id))
    )
    for row in _rows(session, statement):
        yield {**row, "retired": bool(row["retired"]), "content": json.loads(row["content"])}


def _attempts_out(user_id: int, hidden: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Return the numbers of the attempts that go along: those handed in, and with no question that is withheld."""
    withholding = select(QuizQuestion.number).where(QuizQuestion.user_id == user_id, QuizQuestion.question_id.in_(hidden))
    return select(QuizAttempt.number).where(QuizAttempt.user_id == user_id, QuizAttempt.handed_in_at.is_not(None),
                                            QuizAttempt.number.not_in(withholding))


def _answers_out(user_id: int, hidden: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that an answer goes along: it is settled, or of an attempt that goes along."""
    return (Answer.user_id == user_id) & Answer.question_id.not_in(hidden) & (
        reviewed(Answer.user_id, Answer.key) | Answer.session_number.in_(_attempts_out(user_id, hidden)))


def _question_ids(user_id: int, hidden: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Return the questions that any row of a user is about."""
    tables = [select(model.question_id).where(model.user_id == user_id, model.question_id.not_in(hidden))
              for model in (Review, Card, Flag)]
    in_quizzes = select(QuizQuestion.question_id).where(QuizQuestion.user_id == user_id,
                                                        QuizQuestion.number.in_(_attempts_out(user_id, hidden)))
    return select(union(*tables, select(Answer.question_id).where(_answers_out(user_id, hidden)), in_quizzes).subquery())


def _banks(session: Database, user_id: int, hidden: Collection[int]) -> Rows:
    asked = select(Question.bank_id).where(Question.id.in_(_question_ids(user_id, hidden)))
    sat = select(StudySession.bank_id).where(StudySession.user_id == user_id, StudySession.bank_id.is_not(None))
    planned = select(ReadyPlan.bank_id).where(ReadyPlan.user_id == user_id)
    return _rows(session, select(_BANK, Bank.title).where(Bank.id.in_(asked) | Bank.id.in_(sat) | Bank.id.in_(planned))
                 .order_by(_plain(session, Bank.key)))


def _questions(session: Database, user_id: int, hidden: Collection[int]) -> Rows:
    return _rows(session, select(_BANK, _QUESTION, Question.kind).join(Bank, Bank.id == Question.bank_id)
                 .where(Question.id.in_(_question_ids(user_id, hidden)))
                 .order_by(_plain(session, Bank.key), _plain(session, Question.local_id)))


def _revisions(session: Database, user_id: int, hidden: Collection[int]) -> Rows:
    """Yield the revisions that the user has answered or been told, once each, and no other: keys not asked yet stay here."""
    answered = select(Answer.question_revision_id).where(_answers_out(user_id, hidden))
    told = select(QuizQuestion.question_revision_id).where(QuizQuestion.user_id == user_id,
                                                           QuizQuestion.number.in_(_attempts_out(user_id, hidden)))
    asked = select(union(answered, told).subquery())
    digest = QuestionRevision.content_digest
    statement = (
        select(_BANK, _QUESTION, digest.label("revision"), func.min(QuestionRevision.content).label("content"))
        .select_from(QuestionRevision).join(Question, Question.id == QuestionRevision.question_id)
        .join(Bank, Bank.id == Question.bank_id).where(QuestionRevision.id.in_(asked))
        .group_by(Bank.key, Question.local_id, digest)
        .order_by(_plain(session, Bank.key), _plain(session, Question.local_id), digest)
    )
    for row in _rows(session, statement):
        yield {**row, "content": json.loads(row["content"])}


def _sessions(session: Database, user_id: int, hidden: Collection[int]) -> Rows:
    statement = (select(_BANK, *_columns(StudySession, "bank_id")).join_from(StudySession, Bank, isouter=True)
                 .where(StudySession.user_id == user_id).order_by(StudySession.number))
    known = set(session.scalars(_question_ids(user_id, hidden)))
    for row in _rows(session, statement):
        cards = row["cards"]
        yield {**row, "cards": _named(session, [card for card in cards if card[0] in known]) if cards is not None else None}


def _named(session: Database, cards: Sequence[Sequence[Any]]) -> list[tuple[str, str, str]]:
    ids = {question_id for question_id, _ in cards}
    names = {id_: (bank, question) for id_, bank, question in session.execute(
        select(Question.id, Bank.key, Question.local_id).join(Bank, Bank.id == Question.bank_id).where(Question.id.in_(ids)))}
    return [(*names[question_id], part) for question_id, part in cards if question_id in names]


def _answers(session: Database, user_id: int, hidden: Collection[int]) -> Rows:
    renamed = ("session_number", "bank_id", "question_id", "question_revision_id", "bank_revision_id")
    return _rows(
        session, select(_BANK, _QUESTION, QuestionRevision.content_digest.label("revision"),
                        BankRevision.digest.label("bank_revision"), Answer.session_number.label("session"),
                        *_columns(Answer, *renamed))
        .select_from(Answer).join(Question, Question.id == Answer.question_id).join(Bank, Bank.id == Question.bank_id)
        .join(QuestionRevision, QuestionRevision.id == Answer.question_revision_id)
        .join(BankRevision, BankRevision.id == Answer.bank_revision_id)
        .where(_answers_out(user_id, hidden)).order_by(Answer.received_at, _plain(session, Answer.key)))


def _reviews(session: Database, user_id: int, hidden: Collection[int]) -> Rows:
    return _rows(
        session, select(_BANK, _QUESTION, Review.answer_key.label("answer"), Review.settings_number.label("settings"),
                        *_columns(Review, "question_id", "answer_key", "settings_number"))
        .select_from(Review).join(Question, Question.id == Review.question_id).join(Bank, Bank.id == Question.bank_id)
        .where(Review.user_id == user_id, Review.question_id.not_in(hidden)).order_by(Review.id))


def _cards(session: Database, user_id: int, hidden: Collection[int]) -> Rows:
    return _rows(
        session, select(_BANK, _QUESTION, *_columns(Card, "question_id", "bank_id"))
        .select_from(Card).join(Question, Question.id == Card.question_id).join(Bank, Bank.id == Question.bank_id)
        .where(Card.user_id == user_id, Card.question_id.not_in(hidden))
        .order_by(_plain(session, Bank.key), _plain(session, Question.local_id), _plain(session, Card.part)))


def _ready_plans(session: Database, user_id: int) -> Rows:
    return _rows(session, select(_BANK, *_columns(ReadyPlan, "bank_id")).join_from(ReadyPlan, Bank)
                 .where(ReadyPlan.user_id == user_id).order_by(_plain(session, Bank.key)))


def _attempts(session: Database, user_id: int, hidden: Collection[int]) -> Rows:
    return _rows(session, select(*_columns(QuizAttempt, "assignment_id")).where(
        QuizAttempt.user_id == user_id, QuizAttempt.number.in_(_attempts_out(user_id, hidden))).order_by(QuizAttempt.number))


def _attempt_questions(session: Database, user_id: int, hidden: Collection[int]) -> Rows:
    renamed = ("question_id", "question_revision_id", "bank_revision_id", "answer_key")
    return _rows(
        session, select(_BANK, _QUESTION, QuestionRevision.content_digest.label("revision"),
                        BankRevision.digest.label("bank_revision"), QuizQuestion.answer_key.label("answer"),
                        *_columns(QuizQuestion, *renamed))
        .select_from(QuizQuestion).join(Question, Question.id == QuizQuestion.question_id).join(Bank, Bank.id == Question.bank_id)
        .join(QuestionRevision, QuestionRevision.id == QuizQuestion.question_revision_id)
        .join(BankRevision, BankRevision.id == QuizQuestion.bank_revision_id)
        .where(QuizQuestion.user_id == user_id, QuizQuestion.number.in_(_attempts_out(user_id, hidden)))
        .order_by(QuizQuestion.number, QuizQuestion.place))


def _flags(session: Database, user_id: int, hidden: Collection[int]) -> Rows:
    """Yield the reports; an answer in a quiz that goes on stays here, and so its name does."""
    answer = case((_answers_out(user_id, hidden), Flag.answer_key), else_=None).label("answer")
    return _rows(
        session, select(_BANK, _QUESTION, QuestionRevision.content_digest.label("revision"), answer,
                        *_columns(Flag, "question_id", "question_revision_id", "answer_key"))
        .select_from(Flag).join(Question, Question.id == Flag.question_id).join(Bank, Bank.id == Question.bank_id)
        .outerjoin(QuestionRevision, QuestionRevision.id == Flag.question_revision_id)
        .outerjoin(Answer, (Answer.user_id == Flag.user_id) & (Answer.key == Flag.answer_key))
        .where(Flag.user_id == user_id, Flag.question_id.not_in(hidden)).order_by(Flag.number))


def delete_user(session: Database, user_id: int) -> None:
    """Delete a user; whatever names them as its user goes with them, and so do the banks that nobody but them could see."""
    own = session.scalars(select(Bank.id).where(Bank.owner_id == user_id, Bank.visibility.in_(("private", "retired")))).all()
    session.execute(delete(User).where(User.id == user_id))
    if own:
        # Others who studied one of them while it was shared keep their history; nobody sees that bank any more.
        session.execute(delete(Bank).where(Bank.id.in_(own), ~exists().where(Card.bank_id == Bank.id)))
