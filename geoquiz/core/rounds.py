"""Rounds: games with the terms and definitions of a bank. They move no memory; all they leave is a personal best."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from geoquiz.core.question import Question, shuffled
from geoquiz.core.text import normalise

Game = Literal["match", "speed-60", "speed-180"]
GAMES: tuple[Game, ...] = ("match", "speed-60", "speed-180")
# Pairs on the table in a match, and answers to choose from in a speed round.
TABLE, CHOICES = 6, 4
# What a wrong pair costs in a match.
PENALTY = timedelta(seconds=5)
# An answer given in the last moment is still on its way.
GRACE = timedelta(seconds=2)
_LONGEST_TERM, _LONGEST_DEFINITION = 60, 160


@dataclass(frozen=True, slots=True)
class Pair:
    """A term and what it is: texts of one question, whose id it names."""

    term: str
    definition: str
    question: str


def pairs_of(questions: Iterable[Question]) -> tuple[Pair, ...]:
    """Return the pairs that a bank's questions make (see `Question.terms`), each term and each definition once.

    Texts of several lines or too long for a tile are left out.
    """
    found: dict[str, Pair] = {}
    definitions: set[str] = set()
    for question in questions:
        for texts in () if question.retired else question.terms():
            pair = Pair(texts[0].strip(), texts[1].strip(), question.id)
            term, definition = normalise(pair.term), normalise(pair.definition)
            fits = len(pair.term) <= _LONGEST_TERM and len(pair.definition) <= _LONGEST_DEFINITION
            if fits and term and term not in found and definition not in definitions and "\n" not in pair.term + pair.definition:
                found[term] = pair
                definitions.add(definition)
    return tuple(found.values())


def dealt(pairs: Sequence[Pair], seed: str, count: int) -> tuple[Pair, ...]:
    """Return ``count`` of the pairs, or as many as there are, chosen and ordered by ``seed`` alone."""
    by_term = {pair.term: pair for pair in pairs}
    return tuple(by_term[term] for term in shuffled(list(by_term), seed)[:count])


@dataclass(frozen=True, slots=True)
class Match:
    """How a match stands: which pairs of those dealt are still on the table, by their places, and what was chosen last."""

    seed: str
    started_at: datetime
    left: tuple[int, ...]
    mistakes: int = 0
    last: tuple[int, int] | None = None

    @property
    def was_right(self) -> bool:
        """Whether what was chosen last belongs together."""
        return self.last is not None and self.last[0] == self.last[1]

    @property
    def is_over(self) -> bool:
        """Whether all pairs are found."""
        return not self.left


def begin_match(pairs: Sequence[Pair], seed: str, now: datetime) -> Match:
    """Return a match at its beginning."""
    return Match(seed, now, tuple(range(min(TABLE, len(pairs)))))


def choose_pair(match: Match, term: int, definition: int) -> Match:
    """Return how a match stands after two tiles were chosen, each by its pair's place; tiles that are gone change nothing."""
    if term not in match.left or definition not in match.left:
        return match
    if term == definition:
        return replace(match, left=tuple(place for place in match.left if place != term), last=(term, definition))
    return replace(match, mistakes=match.mistakes + 1, last=(term, definition))


def match_time(match: Match, now: datetime) -> timedelta:
    """Return what a match took: the time since its beginning, and five seconds for each mistake."""
    return now - match.started_at + match.mistakes * PENALTY


@dataclass(frozen=True, slots=True)
class Speed:
    """How a speed round stands: how many definitions were shown, right and wrong answers, and the last one's pair and answer."""

    seed: str
    started_at: datetime
    seconds: int
    asked: int = 0
    right: int = 0
    wrong: int = 0
    last: tuple[str, str] | None = None

    @property
    def points(self) -> int:
        """Right answers less wrong ones, not below 0: guessing does not pay."""
        return max(0, self.right - self.wrong)

    @property
    def was_right(self) -> bool:
        """Whether the last answer was right."""
        return self.last is not None and self.last[0] == self.last[1]

    def left(self, now: datetime) -> timedelta:
        """Return how much time is left, not below 0."""
        return max(timedelta(0), self.started_at + timedelta(seconds=self.seconds) - now)

    def is_over(self, now: datetime) -> bool:
        """Whether the time is up, an answer on its way allowed for."""
        return now > self.started_at + timedelta(seconds=self.seconds) + GRACE


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a speed round asks: a definition, and terms to choose from."""

    pair: Pair
    choices: tuple[str, ...]


def prompt(pairs: Sequence[Pair], speed: Speed) -> Prompt:
    """Return what is asked now; every pair comes once before any comes again. Needs at least `CHOICES` pairs."""
    lap, place = divmod(speed.asked, len(pairs))
    pair = dealt(pairs, f"{speed.seed}|{lap}", len(pairs))[place]
    others = [other.term for other in dealt(pairs, f"{speed.seed}|{speed.asked}", CHOICES) if other.term != pair.term]
    return Prompt(pair, shuffled([pair.term, *others[:CHOICES - 1]], f"{speed.seed}|{speed.asked}"))


def answer_prompt(pairs: Sequence[Pair], speed: Speed, term: str) -> Speed:
    """Return how a speed round stands after an answer; a text that was not to choose from changes nothing."""
    asked = prompt(pairs, speed)
    if term not in asked.choices:
        return speed
    is_right = term == asked.pair.term
    return replace(speed, asked=speed.asked + 1, right=speed.right + is_right, wrong=speed.wrong + (not is_right),
                   last=(asked.pair.term, term))
