"""Restoring on this server what a user took along from another."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Literal

from argon2 import PasswordHasher

from geoquiz.core.banks.model import Bank, BankHeader
from geoquiz.core.errors import Conflict, GeoquizError
from geoquiz.core.kinds import load_question
from geoquiz.core.names import name_fault, name_key
from geoquiz.core.question import Question
from geoquiz.interchange.mydata import DataPackage, check_data, open_data
from geoquiz.interchange.mydata.checking import memory_of
from geoquiz.interchange.mydata.lines import (
    AccountLine,
    AnswerLine,
    AttemptLine,
    AttemptQuestionLine,
    BankLine,
    CardLine,
    FlagLine,
    OwnBankLine,
    OwnQuestionLine,
    QuestionLine,
    ReadyPlanLine,
    ReviewLine,
    RevisionLine,
    SessionLine,
    SettingsLine,
)
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, applying, bank_versions, restoring
from geoquiz.storage.queries.log import brought_along

_BATCH = 500
Missing = Literal["bank", "questions"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What stays out because this server has no such bank, or (``missing`` "questions") not these of its questions."""

    bank: str
    title: str
    missing: Missing
    questions: tuple[str, ...]
    answers: int
    reviews: int
    cards: int


@dataclass(frozen=True, slots=True)
class Restored:
    """An account that was restored: its name, its role where it came from, and how much came along and did not."""

    name: str
    former_role: str
    answers: int
    reviews: int
    cards: int
    left_out: tuple[LeftOut, ...]


def restore(session: Database, file: BinaryIO, *, name: str = "", password: str, role: str = "student", now: datetime,
            only_look: bool = False) -> Restored:
    """Make a new account of a zip that `services.mydata` wrote, in one transaction, and return what came of it.

    Without ``name`` the account gets the name it had. With ``only_look`` nothing is stored. Raises DataFault for a file
    that is none of ours or does not agree with itself, GeoquizError for a name that cannot be one, and Conflict when
    the name is taken or the account is on this server already.
    """
    with open_data(file) as package:
        # Before the database is locked, since it takes its time.
        check_data(package)
        (_, account), = package.lines(AccountLine)
        name = (name or account.name).strip()
        if fault := name_fault(name):
            raise GeoquizError(f"The name {name!r} cannot be used here: {fault}")
        password_hash = PasswordHasher().hash(password)
        begin_write(session)
        try:
            _refuse_taken(session, name, account.handle)
            applying.lock_banks(session)
            user_id = restoring.add_user(session, name=name, password_hash=password_hash, role=role, handle=account.handle,
                                         created_at=account.created_at)
            found = _store(session, user_id, package, now)
            if not only_look:
                session.commit()
        finally:
            session.rollback()
    counts = found.stored
    return Restored(name, account.role, counts["answers"], counts["reviews"], counts["cards"], tuple(found.left_out()))


def random_password() -> str:
    """Return a password that nobody guesses."""
    return secrets.token_urlsafe(12)


def _refuse_taken(session: Database, name: str, handle: str) -> None:
    if accounts.by_name(session, name_key(name)) is not None:
        raise Conflict(f"The user name {name!r} is taken: give another with --name.")
    owner = restoring.name_of_handle(session, handle)
    if owner is not None:
        raise Conflict(f"This account is on this server already, as {owner!r}, and an account cannot be here twice: "
                       "delete that one first with `geoquiz user delete`.")


@dataclass(slots=True)
class _Here:
    """What this server has of what the package names, and how much was stored and left out."""

    user_id: int
    titles: dict[str, str] = field(default_factory=dict)
    banks: dict[str, tuple[int, int]] = field(default_factory=dict)
    # By bank and name; what is missing here is missing there too.
    questions: dict[tuple[str, str], int] = field(default_factory=dict)
    revisions: dict[tuple[str, str, str], int] = field(default_factory=dict)
    bank_revisions: dict[tuple[int, str], int] = field(default_factory=dict)
    sessions: set[int] = field(default_factory=set)
    reviews: dict[int, int] = field(default_factory=dict)
    stored: Counter[str] = field(default_factory=Counter)
    missing: dict[str, set[str]] = field(default_factory=dict)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)

    def has(self, line: AnswerLine | ReviewLine | CardLine, table: str) -> bool:
        """Tell whether the question of a line is here; where it is not, its row is counted as left out."""
        if (line.bank, line.question) in self.questions:
            self.stored[table] += 1
            return True
        self.lost[line.bank, table] += 1
        return False

    def left_out(self) -> Iterable[LeftOut]:
        """Yield what stays out, by bank."""
        for bank, names in sorted(self.missing.items()):
            counts = (self.lost[bank, table] for table in ("answers", "reviews", "cards"))
            yield LeftOut(bank, self.titles[bank], "questions" if bank in self.banks else "bank", tuple(sorted(names)), *counts)


def _store(session: Database, user_id: int, package: DataPackage, now: datetime) -> _Here:
    """Store all rows whose questions are here; the order is the one in which they name each other."""
    here = _Here(user_id)
    _store_settings(session, here, package)
    _store_own_banks(session, here, package, now)
    _find_questions(session, here, package)
    _find_revisions(session, here, package, now)
    _add(session, "sessions", (_session_row(here, line) for _, line in package.lines(SessionLine)
                               if line.bank is None or line.bank in here.banks))
    _find_bank_revisions(session, here, package)
    _add(session, "answers", (_answer_row(here, line) for _, line in package.lines(AnswerLine) if here.has(line, "answers")))
    _add(session, "reviews", (_review_row(here, line) for _, line in package.lines(ReviewLine) if here.has(line, "reviews")))
    _add(session, "cards", (_card_row(here, line) for _, line in package.lines(CardLine) if here.has(line, "cards")))
    _add(session, "ready plans", ({"user_id": user_id, **line.model_dump(exclude={"bank"}), "bank_id": here.banks[line.bank][0]}
                                  for _, line in package.lines(ReadyPlanLine) if line.bank in here.banks))
    _add(session, "attempts", ({"user_id": user_id, "assignment_id": None, **line.model_dump()}
                               for _, line in package.lines(AttemptLine) if line.number in here.sessions))
    _add(session, "attempt questions", (_attempt_question_row(here, line) for _, line in package.lines(AttemptQuestionLine)
                                        if line.number in here.sessions and (line.bank, line.question) in here.questions))
    _add(session, "flags", (_flag_row(here, line) for _, line in package.lines(FlagLine)
                            if (line.bank, line.question) in here.questions))
    return here


def _add(session: Database, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    batch: list[Mapping[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            restoring.add_rows(session, table, batch)
            batch = []
    restoring.add_rows(session, table, batch)


def _store_settings(session: Database, here: _Here, package: DataPackage) -> None:
    lines = [line.model_dump() for _, line in package.lines(SettingsLine)]
    _add(session, "settings", ({"user_id": here.user_id, **line} for line in lines))
    restoring.use_settings(session, here.user_id, lines[-1]["number"])


def _store_own_banks(session: Database, here: _Here, package: DataPackage, now: datetime) -> None:
    """Store the user's own banks under the keys they had; a question that had left its bank leaves it here too."""
    questions: dict[str, list[tuple[Question, bool]]] = {}
    for _, line in package.lines(OwnQuestionLine):
        question = load_question(line.content)
        questions.setdefault(line.bank, []).append((question, line.retired and not question.retired))
    for _, own in package.lines(OwnBankLine):
        header, all_ = dict(BankHeader.model_validate(own.header)), questions.get(own.bank, [])
        for kept in ([question for question, _ in all_], [question for question, gone in all_ if not gone]):
            bank = Bank.model_construct(**{**header, "questions": tuple(kept)})
            bank_versions.write(session, bank, bank_versions.compare(session, bank, key=own.bank), now, owner_id=here.user_id)


def _find_questions(session: Database, here: _Here, package: DataPackage) -> None:
    """Match questions by bank, name and kind: of another kind it is another question."""
    here.titles = {line.bank: line.title for _, line in package.lines(BankLine)}
    here.banks = restoring.banks_named(session, here.titles, here.user_id)
    lines = [line for _, line in package.lines(QuestionLine)]
    wanted = [(here.banks[line.bank][0], line.question) for line in lines if line.bank in here.banks]
    found = restoring.questions_named(session, wanted)
    for line in lines:
        question = found.get((here.banks[line.bank][0], line.question)) if line.bank in here.banks else None
        if question is not None and question[1] == line.kind:
            here.questions[line.bank, line.question] = question[0]
        else:
            here.missing.setdefault(line.bank, set()).add(line.question)
    for bank in here.titles:
        if bank not in here.banks:
            here.missing.setdefault(bank, set())


def _find_revisions(session: Database, here: _Here, package: DataPackage, now: datetime) -> None:
    """Match revisions by content; one that this server never had is kept for the answers that were given to it."""
    lines = [line for _, line in package.lines(RevisionLine) if (line.bank, line.question) in here.questions]
    contents = {(line.bank, line.question, line.revision): load_question(line.content).model_dump_json(exclude_defaults=True)
                for line in lines}
    wanted = {(here.questions[name[:2]], digest) for name, content in contents.items() for digest in (name[2], _digest(content))}
    found = restoring.question_revisions(session, wanted)
    for name, content in contents.items():
        question_id, digest = here.questions[name[:2]], _digest(content)
        known = found.get((question_id, name[2])) or found.get((question_id, digest))
        if known is None:
            known = found[question_id, digest] = restoring.add_past_revision(session, question_id, content, digest, now)
        here.revisions[name] = known


def _find_bank_revisions(session: Database, here: _Here, package: DataPackage) -> None:
    wanted = {(here.banks[line.bank][0], line.bank_revision) for _, line in package.lines(AnswerLine) if line.bank in here.banks}
    here.bank_revisions = restoring.bank_revisions(session, wanted)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _session_row(here: _Here, line: SessionLine) -> dict[str, Any]:
    here.sessions.add(line.number)
    cards = [[here.questions[bank, question], part] for bank, question, part in line.cards or ()
             if (bank, question) in here.questions]
    return {"user_id": here.user_id, **line.model_dump(exclude={"bank", "cards"}),
            "bank_id": here.banks[line.bank][0] if line.bank is not None else None,
            "cards": cards if line.cards is not None else None}


def _answer_row(here: _Here, line: AnswerLine) -> dict[str, Any]:
    bank_id, bank_revision = here.banks[line.bank]
    return {
        "user_id": here.user_id, **line.model_dump(exclude={"bank", "question", "revision", "bank_revision", "session"}),
        "bank_id": bank_id, "question_id": here.questions[line.bank, line.question],
        "question_revision_id": here.revisions[line.bank, line.question, line.revision],
        "bank_revision_id": here.bank_revisions.get((bank_id, line.bank_revision), bank_revision),
        "session_number": line.session if line.session in here.sessions else None,
    }


def _attempt_question_row(here: _Here, line: AttemptQuestionLine) -> dict[str, Any]:
    bank_id, bank_revision = here.banks[line.bank]
    return {
        "user_id": here.user_id, **line.model_dump(exclude={"bank", "question", "revision", "bank_revision", "answer"}),
        "question_id": here.questions[line.bank, line.question], "answer_key": line.answer,
        "question_revision_id": here.revisions[line.bank, line.question, line.revision],
        "bank_revision_id": here.bank_revisions.get((bank_id, line.bank_revision), bank_revision),
    }


def _flag_row(here: _Here, line: FlagLine) -> dict[str, Any]:
    return {
        "user_id": here.user_id, **line.model_dump(exclude={"bank", "question", "revision", "answer"}), "answer_key": line.answer,
        "question_id": here.questions[line.bank, line.question],
        "question_revision_id": here.revisions.get((line.bank, line.question, line.revision or "")),
    }


def _review_row(here: _Here, line: ReviewLine) -> dict[str, Any]:
    """Return a review as a row; where others stay out, the ids close up and the order stays."""
    here.reviews[line.id] = len(here.reviews) + 1
    arrived = line.imported.memory if line.imported else None
    return {
        "user_id": here.user_id, **line.model_dump(exclude={"bank", "question", "answer", "settings", "imported"}),
        "id": here.reviews[line.id], "voids": here.reviews[line.voids] if line.voids is not None else None,
        "question_id": here.questions[line.bank, line.question], "answer_key": line.answer, "settings_number": line.settings,
        "imported": {**(line.imported.model_dump(exclude_unset=True, exclude={"memory"}) if line.imported else {}),
                     **(brought_along(memory_of(arrived)) if arrived else {})} if line.imported else None,
    }


def _card_row(here: _Here, line: CardLine) -> dict[str, Any]:
    return {"user_id": here.user_id, **line.model_dump(exclude={"bank", "question"}), "bank_id": here.banks[line.bank][0],
            "question_id": here.questions[line.bank, line.question]}


