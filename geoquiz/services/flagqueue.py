"""The queue of whoever answers reports: open ones by question, and questions whose day to look at them again has passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from geoquiz.core.banks import mending
from geoquiz.core.banks.editing import plain
from geoquiz.core.banks.render import field_lines
from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.text import normalise
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import audit, flags
from geoquiz.storage.queries.accounts import Account
from geoquiz.storage.queries.flags import DatedRow, FlagRow
from geoquiz.storage.queries.rewriting import rewrite_question

MOST = 500
LONGEST_REPLY = 500
RESOLUTIONS = ("edited", "replied", "dismissed", "retired")


@dataclass(frozen=True, slots=True)
class Wish:
    """A response that learners want to count, and how many of them; ``lines`` is what a bank file would say."""

    part: str
    text: str
    count: int
    is_accepted: bool
    can_accept: bool
    lines: str


@dataclass(frozen=True, slots=True)
class Pile:
    """All open reports of one question that somebody may answer."""

    first: FlagRow
    rows: tuple[FlagRow, ...]
    wishes: tuple[Wish, ...]

    @property
    def notes(self) -> tuple[FlagRow, ...]:
        """The reports that say something, beside those which only want a response to count."""
        return tuple(row for row in self.rows if row.note or row.reason != "count")


@dataclass(frozen=True, slots=True)
class Overdue:
    """A question whose day to look at it again has passed; ``line`` is what its file would say after that."""

    row: DatedRow
    again: date
    line: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for somebody; ``is_cut`` says that there are more reports than are shown."""

    piles: tuple[Pile, ...]
    overdue: tuple[Overdue, ...]
    is_cut: bool


def queue(session: Database, account: Account, *, today: date) -> Queue:
    """Return what waits for a teacher or admin; raise NotFound for everybody else."""
    _need_staff(account)
    rows = flags.open_ones(session, account.id, limit=MOST + 1)
    again = _a_year_after(today)
    overdue = tuple(Overdue(row, again, "\n".join(field_lines("review_by", again.isoformat())))
                    for row in flags.dated(session, account.id) if mending.is_overdue(row.question, today))
    return Queue(_piles(rows[:MOST]), overdue, len(rows) > MOST)


def _need_staff(account: Account) -> None:
    if account.role not in ("teacher", "admin"):
        raise NotFound("There is no such page.")


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _piles(rows: Sequence[FlagRow]) -> tuple[Pile, ...]:
    by_question: dict[int, list[FlagRow]] = {}
    for row in rows:
        by_question.setdefault(row.question_id, []).append(row)
    return tuple(Pile(own[0], tuple(own), _wishes(own)) for own in by_question.values())


def _wishes(rows: Sequence[FlagRow]) -> tuple[Wish, ...]:
    """Return the responses that should count, those that are typed alike together, the most wanted first."""
    found: dict[tuple[str, str], list[FlagRow]] = {}
    for row in rows:
        if row.reason == "count" and row.response:
            found.setdefault((row.part, normalise(row.response)), []).append(row)
    wishes = [_wish(part, alike) for (part, _), alike in found.items()]
    return tuple(sorted(wishes, key=lambda wish: -wish.count))


def _wish(part: str, alike: Sequence[FlagRow]) -> Wish:
    question, text = alike[0].question, alike[0].response
    can_accept = mending.can_accept(question.kind) and part in question.parts()
    lines = field_lines("accept", mending.accepting(plain(question), part, text)["accept"]) if can_accept else []
    return Wish(part, text, len(alike), mending.accepts(question, part, text), can_accept, "\n".join(lines))


def accept(session: Database, account: Account, question_id: int, part: str, text: str, *, now: datetime) -> int:
    """Let a response count from now on, and tell everybody who wanted that; return how many they are.

    Where the bank accepts it already, this only tells them. Raises NotFound where no such report is open to this teacher, and
    Conflict where the bank cannot be changed here.
    """
    begin_write(session)
    try:
        rows = [row for row in _open_on(session, account, question_id)
                if row.reason == "count" and row.part == part and normalise(row.response) == normalise(text)]
        if not rows:
            raise NotFound("There is no such open report.")
        first = rows[0]
        if not mending.accepts(first.question, part, text):
            if not first.is_editable:
                raise Conflict("This bank cannot be changed here: put the form into its file, apply it, and then tell them.")
            if not mending.can_accept(first.question.kind) or part not in first.question.parts():
                raise Conflict("Questions of this type have no list of accepted forms: edit the question.")
            rewrite_question(session, account.id, first.bank_key, first.local_id,
                             lambda entry: mending.accepting(entry, part, first.response), now=now)
        _tell(session, account, rows, "accepted", "", now)
        session.commit()
    finally:
        session.rollback()
    return len(rows)


def resolve(session: Database, account: Account, question_id: int, resolution: str, reply: str, *, now: datetime) -> int:
    """Resolve all open reports of a question that this teacher may answer, and return how many they are.

    "retired" retires the question first. Raises NotFound where none is open to them, GeoquizError for a reply that is missing or
    too long, and Conflict where the bank cannot be changed here.
    """
    reply = reply.replace("\r\n", "\n").strip()
    if resolution not in RESOLUTIONS:
        raise GeoquizError("Choose what became of it.")
    if "\0" in reply or len(reply) > LONGEST_REPLY:
        raise GeoquizError(f"A reply has at most {LONGEST_REPLY} characters, and this has {len(reply)}: shorten it.")
    if resolution == "replied" and not reply:
        raise GeoquizError("Write your reply first; where there is nothing to say, choose “Nothing to do”.")
    begin_write(session)
    try:
        rows = _open_on(session, account, question_id)
        if not rows:
            raise NotFound("There is no open report of this question.")
        first = rows[0]
        if resolution == "retired" and not first.is_retired:
            if not first.is_editable:
                raise Conflict("This bank cannot be changed here: retire the question in its file.")
            rewrite_question(session, account.id, first.bank_key, first.local_id, mending.retired, now=now)
        _tell(session, account, rows, resolution, reply, now)
        session.commit()
    finally:
        session.rollback()
    return len(rows)


def look_again(session: Database, account: Account, question_id: int, again: str, *, now: datetime) -> date:
    """Store that a question is still right and when it is to be looked at again, and return that day.

    Raises NotFound where there is no such question with a day to look at it in a bank that they may edit, and GeoquizError for
    a day that is none or not after today.
    """
    _need_staff(account)
    try:
        day = date.fromisoformat(again.strip())
    except ValueError:
        raise GeoquizError("Write the day as year, month and day, such as 2027-05-31.") from None
    if day <= now.date():
        raise GeoquizError(f"The day to look at it again comes after today: {day} does not.")
    begin_write(session)
    try:
        row = next((row for row in flags.dated(session, account.id) if row.question_id == question_id and row.is_editable), None)
        if row is None:
            raise NotFound("There is no such question.")
        rewrite_question(session, account.id, row.bank_key, row.local_id, lambda entry: mending.looked_at(entry, day), now=now)
        session.commit()
    finally:
        session.rollback()
    return day


def _open_on(session: Database, account: Account, question_id: int) -> list[FlagRow]:
    _need_staff(account)
    return flags.open_on(session, account.id, question_id) if question_id < 2**31 else []


def _tell(session: Database, account: Account, rows: Sequence[FlagRow], resolution: str, reply: str, now: datetime) -> None:
    """Resolve reports: their learners read it on their home page and among their reports."""
    flags.resolve(session, rows, resolution, reply=reply, resolver=account.name or "", now=now)
    audit.record(session, "report resolved", f"{rows[0].bank_key}/{rows[0].local_id}", now=now)
