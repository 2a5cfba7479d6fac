"""Item analysis: what the answers of a class say of the questions of a bank, and which of them to look at."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geoquiz.core.errors import NotFound
from geoquiz.core.question import Question
from geoquiz.core.statistics.calibration import Prediction
from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.itemflags import Flag, flags, missing
from geoquiz.core.statistics.items import Facility, facility, lapse_rate
from geoquiz.core.statistics.itemtable import (
    GAVE_UP,
    POINTED,
    Consistency,
    First,
    ItemFigures,
    Later,
    Mistake,
    Options,
    consistency,
    figures,
    mistakes,
)
from geoquiz.core.statistics.learner import time_spent
from geoquiz.core.statistics.recalls import Recall
from geoquiz.storage.db import Database, begin_read
from geoquiz.storage.queries import assignments, banks, classes, items, recalls
from geoquiz.storage.queries.assignments import Assigned
from geoquiz.storage.queries.banks import QuestionRow
from geoquiz.storage.queries.classes import Class
from geoquiz.storage.queries.items import FirstRow, Gone, Rows, StudiedBank

_CHOOSING = ("single", "multiple", "true_false", "map")


@dataclass(frozen=True, slots=True)
class BankLine:
    """A bank that a class studies, how many of its students have answered something there, and how often."""

    bank: StudiedBank
    learners: int
    answers: int


@dataclass(frozen=True, slots=True)
class Banks:
    """The banks that a class studies."""

    room: Class
    lines: tuple[BankLine, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One question with its figures, reasons to look at it and what cannot be told yet.

    ``parts`` has the facility of each part where there are several, ``mistakes`` what several typed wrongly at first sight;
    ``gone`` are first answers of deleted accounts.
    """

    row: QuestionRow
    figures: ItemFigures
    flags: tuple[Flag, ...]
    missing: tuple[str, ...]
    parts: Mapping[str, Facility]
    mistakes: tuple[Mistake, ...]
    gone: Gone

    @property
    def question(self) -> Question:
        """The question as it is asked now."""
        return self.row.question

    @property
    def is_grave(self) -> bool:
        """Whether its key may be wrong."""
        return any(flag.is_grave for flag in self.flags)


@dataclass(frozen=True, slots=True)
class QuizLine:
    """A quiz of the class that takes questions from the bank, with how consistent it is."""

    assigned: Assigned
    consistency: Consistency


@dataclass(frozen=True, slots=True)
class Analysis:
    """Every question of a bank as a class has answered it, in the order of the bank.

    ``learners`` of ``students`` have answered something; ``superseded`` first answers were to a key that holds no more and are
    left out; ``gone`` are those of deleted accounts on the whole server, which are in no other figure.
    """

    room: Class
    bank: StudiedBank
    items: tuple[Item, ...]
    quizzes: tuple[QuizLine, ...]
    students: int
    learners: int
    superseded: int
    gone: Gone

    @property
    def flagged(self) -> tuple[Item, ...]:
        """The questions there is a reason to look at."""
        return tuple(item for item in self.items if item.flags)

    def place_of(self, local_id: str) -> int:
        """Return which of the items a question is; raise NotFound where it is none of them."""
        for place, item in enumerate(self.items):
            if item.row.local_id == local_id:
                return place
        raise NotFound("There is no such question in the bank.")


def of_class(session: Database, key: str, user_id: int) -> Banks:
    """Return the banks that a class studies; raise NotFound for whoever does not teach it."""
    begin_read(session)
    room = classes.taught_by(session, key, user_id)
    found = items.banks_of(session, room.id, user_id)
    counts = items.answered(session, items.students_of(room.id), [bank.id for bank in found])
    return Banks(room, tuple(BankLine(bank, *counts.get(bank.id, (0, 0))) for bank in found))


def of_bank(session: Database, key: str, user_id: int, bank_key: str) -> Analysis:
    """Return the analysis of a bank by the students of a class; quizzes left open beyond their end have to be closed first.

    Raises NotFound for whoever does not teach the class, and for a bank that it does not study or that they may not see.
    """
    begin_read(session)
    room = classes.taught_by(session, key, user_id)
    bank = next(iter(items.banks_of(session, room.id, user_id, bank_key)), None)
    if bank is None:
        raise NotFound("This class studies no such bank.")
    people = items.students_of(room.id)
    rows = {row.id: row for row in banks.questions_of(session, bank.id)}
    given = items.firsts(session, people, bank.id)
    current = _current(session, given, rows)
    firsts = [First(row.user_id, row.question_id, row.part, row.score, _chosen(row, rows[row.question_id].question),
                    time_spent(row.asked_at, row.answered_at)) for row in current]
    found = figures(firsts, {id_: _options(row.question) for id_, row in rows.items()}, _later(session, people, bank.id))
    gone, parts, wrong = items.gone(session, bank.id), _parts(firsts, rows), _mistakes(current, rows)
    lines = tuple(Item(row, found[id_], flags(found[id_]), missing(found[id_]), parts.get(id_, {}), wrong.get(id_, ()),
                       gone.get(id_, Gone()))
                  for id_, row in rows.items() if not row.retired or found[id_].learners)
    students = sum(member.role == "student" for member in classes.members_of(session, room.id))
    return Analysis(room, bank, lines, _quizzes(session, room, people, bank), students, len({row.user_id for row in given}),
                    len(given) - len(firsts), Gone(sum(one.answers for one in gone.values()),
                                                   sum(one.score for one in gone.values())))


def _current(session: Database, given: Sequence[FirstRow], rows: Mapping[int, QuestionRow]) -> list[FirstRow]:
    """Return the first answers to today's keys: what was right under another key says nothing of the question as it is."""
    old = items.questions_at(session, {row.revision_id for row in given} - {row.revision_id for row in rows.values()})

    def holds(row: FirstRow) -> bool:
        now, then = rows[row.question_id].question, old.get(row.revision_id)
        return then is None or (row.part in now.parts() and not now.key_changed_from(then, row.part))

    return [row for row in given if holds(row)]


def _chosen(row: FirstRow, question: Question) -> tuple[str, ...]:
    if question.kind not in _CHOOSING:
        return ()
    if row.gave_up or not row.response:
        return (GAVE_UP,)
    if question.kind == "map" and row.response[0] not in question.shown(row.part, "").choices:
        return (POINTED,)
    return tuple(row.response)


def _options(question: Question) -> Options:
    """Return what a question offers in the order of its author, with the texts that responses hold."""
    match question.kind:
        case "single" | "multiple":
            return Options(question.face().options, frozenset(question.right_response()), question.kind == "single")
        case "true_false":
            return Options(("true", "false"), frozenset(question.right_response()), is_one=True)
        case "map":
            return Options(question.face().options, frozenset(question.right_response()))
    return Options()


def _parts(firsts: Iterable[First], rows: Mapping[int, QuestionRow]) -> dict[int, dict[str, Facility]]:
    scores: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for first in firsts:
        scores[first.question][first.part].append(first.score)
    return {id_: {part: facility(scores[id_][part]) for part in row.question.parts() if scores[id_][part]}
            for id_, row in rows.items() if len(row.question.parts()) > 1}


def _mistakes(given: Iterable[FirstRow], rows: Mapping[int, QuestionRow]) -> dict[int, tuple[Mistake, ...]]:
    typed: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in given:
        if rows[row.question_id].question.is_typed and row.score == 0 and not row.gave_up and row.response:
            typed[row.question_id].append((row.part, row.response[0]))
    return {id_: mistakes(texts) for id_, texts in typed.items()}


def _later(session: Database, people: Rows, bank_id: int) -> dict[int, Later]:
    """Return what came of each question after its first answers."""
    predictions: dict[int, list[Prediction]] = defaultdict(list)
    lapses: dict[int, Share] = defaultdict(lambda: Share(0, 0))
    for question_id, found in recalls.recalls_among(session, people, items.questions_in([bank_id])):
        predictions[question_id] += (Prediction(one.predicted, one.right) for one in found if one.predicted is not None)
        lapses[question_id] += lapse_rate(_rated(found))
    counts = items.attempts(session, people, bank_id)
    return {id_: Later(counts.get(id_, 0), tuple(predictions[id_]), lapses[id_]) for id_ in counts.keys() | predictions.keys()}


def _rated(found: Iterable[Recall]) -> Iterable[tuple[bool, int]]:
    return ((one.interval is not None, one.rating) for one in found)


def _quizzes(session: Database, room: Class, people: Rows, bank: StudiedBank) -> tuple[QuizLine, ...]:
    """Return the quizzes of the class that take questions from a bank, with how consistent their first attempts are."""
    every = [one for one in assignments.of_class(session, room.id) if one.mode == "quiz"]
    of = assignments.banks_of(session, [one.id for one in every])
    wanted = [one for one in every if any(other.id == bank.id for other in of.get(one.id, ()))]
    scores: dict[int, dict[int, dict[int, list[float]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    asked: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in items.sittings(session, people, [one.id for one in wanted]):
        asked[row.assignment_id][row.user_id].add(row.question_id)
        scores[row.assignment_id][row.question_id][row.user_id].append(row.score or 0.0)
    return tuple(QuizLine(one, consistency(
        {id_: {user: sum(points) / len(points) for user, points in by.items()} for id_, by in scores[one.id].items()},
        asked[one.id])) for one in wanted)
