"""What stands on a line of each file: the fields, their types and their limits.

Banks, questions and revisions go by the names that are the same on every server; numbers of a database never leave it.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from geoquiz.core.question import Verdict
from geoquiz.core.quiz import Feedback
from geoquiz.core.scheduling.memory import Cause, State

_YEARS = range(1970, 2500)


def _in_range(value: datetime) -> datetime:
    """Return an instant in UTC; ValueError for one so far off that calendars break."""
    if value.year not in _YEARS:
        raise ValueError(f"a time lies in the years {_YEARS[0]} to {_YEARS[-1]}")
    return value.astimezone(UTC)


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("a text holds no character NUL")
    return text


_Storable = AfterValidator(_storable)
Instant = Annotated[AwareDatetime, AfterValidator(_in_range)]
Part = Annotated[str, StringConstraints(max_length=8), _Storable]
Word = Annotated[str, StringConstraints(max_length=16), _Storable]
Kind = Annotated[str, StringConstraints(max_length=32), _Storable]
Seed = Annotated[str, StringConstraints(max_length=32), _Storable]
AnswerKey = Annotated[str, StringConstraints(min_length=1, max_length=36), _Storable]
Name = Annotated[str, StringConstraints(max_length=64), _Storable]
BankKey = Annotated[str, StringConstraints(max_length=96), _Storable]
Title = Annotated[str, StringConstraints(max_length=200), _Storable]
LongText = Annotated[str, StringConstraints(max_length=64 * 1024), _Storable]
Texts = Annotated[list[LongText], Field(max_length=1000)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Handle = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
# Days are numbered by `date.toordinal`.
Day = Annotated[int, Field(ge=1, le=900_000)]
Minutes = Annotated[list[Annotated[float, Field(gt=0, le=1e6)]], Field(max_length=20)]
Retention = Annotated[float, Field(ge=0.01, le=0.999)]
RatingNumber = Annotated[int, Field(ge=1, le=4)]
Stability = Annotated[float, Field(gt=0, le=100_000)]
Difficulty = Annotated[float, Field(ge=1, le=10)]
StateNumber = Annotated[int, Field(ge=min(State), le=max(State))]
CardName = tuple[BankKey, Name, Part]


class Line(BaseModel):
    """One line of a file; nothing is converted and nothing unknown is passed over."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
    most: ClassVar[int] = 500_000


class AccountLine(Line):
    """The account: its password never leaves the server."""

    most: ClassVar[int] = 1
    name: Name
    role: Word
    # Random and permanent; due dates depend on it, so it goes along.
    handle: Handle
    created_at: Instant


class SettingsLine(Line):
    """One version of the settings; reviews name the version that they were computed under."""

    most: ClassVar[int] = 10_000
    number: Id
    weights: Annotated[list[float], Field(min_length=21, max_length=21)]
    learning_steps: Minutes
    relearning_steps: Minutes
    desired_retention: Retention
    maximum_interval: Annotated[int, Field(ge=1, le=36_500)]
    zone: Name
    day_start: Annotated[int, Field(ge=0, lt=24 * 60)]
    new_per_day: Count
    reviews_per_day: Count
    show_intervals: bool
    retentions: Annotated[dict[BankKey, Retention], Field(max_length=10_000)]
    created_at: Instant
    # A file of an older version has neither; a goal of 0 is none.
    asks_confidence: bool = False
    goal_minutes: Count = 0
    goal_questions: Count = 0


class OwnBankLine(Line):
    """A bank that is the user's own: its key, which begins with their handle, and its header as in a bank file."""

    most: ClassVar[int] = 10_000
    bank: BankKey
    header: dict[str, Any]


class OwnQuestionLine(Line):
    """A question of such a bank as it is now, in the order of the bank; a retired one is asked no more."""

    bank: BankKey
    retired: bool
    content: dict[str, Any]


class BankLine(Line):
    """A bank that something below belongs to."""

    most: ClassVar[int] = 10_000
    bank: BankKey
    title: Title


class QuestionLine(Line):
    """A question that was answered or has a card."""

    bank: BankKey
    question: Name
    kind: Kind


class RevisionLine(Line):
    """A question as it stood when it was answered, with its key; ``revision`` is a digest of it."""

    bank: BankKey
    question: Name
    revision: Digest
    content: dict[str, Any]


class SessionLine(Line):
    """A sitting of study, practice or a quiz; without a bank it went over several of them or all."""

    number: Id
    bank: BankKey | None
    mode: Word
    about: Title
    target: Count
    day: Day
    started_at: Instant
    # Of practice: [bank, question, part] in their order.
    cards: Annotated[list[CardName], Field(max_length=100_000)] | None


class QuizFields(BaseModel):
    """What a quiz was made of."""

    model_config = Line.model_config
    banks: Annotated[list[BankKey], Field(max_length=10_000)]
    tags: Annotated[list[Name], Field(max_length=10_000)]
    kinds: Annotated[list[Kind], Field(max_length=100)]
    count: Count
    feedback: Feedback
    minutes: Count | None
    seed: Title
    questions: Annotated[list[Annotated[str, StringConstraints(max_length=200), _Storable]], Field(max_length=100_000)]


class AttemptLine(Line):
    """An attempt at a quiz that is handed in; it is the session of its number."""

    number: Id
    key: AnswerKey
    spec: QuizFields
    extra_minutes: Count
    ends_at: Instant | None
    hidden_keys: bool
    closes_at: Instant | None
    handed_in_at: Instant
    points: Annotated[float, Field(ge=0, le=100_000)]


class AttemptQuestionLine(Line):
    """A question of such an attempt at its place, with the answer that counts."""

    number: Id
    place: Id
    bank: BankKey
    question: Name
    part: Part
    revision: Digest
    bank_revision: Digest
    seed: Seed
    marked: bool
    answer: AnswerKey | None


class AnswerLine(Line):
    """An answer as it was given; ``key`` is its own, and no other answer of this user has it."""

    key: AnswerKey
    mode: Word
    session: Id | None
    bank: BankKey
    question: Name
    part: Part
    revision: Digest
    bank_revision: Digest
    seed: Seed
    shown: Texts
    response: Texts
    gave_up: bool
    rating: RatingNumber | None
    score: Annotated[float, Field(ge=0, le=1)]
    verdict: Verdict
    first_sight: bool
    asked_at: Instant
    answered_at: Instant
    received_at: Instant
    # Of an answer given without a network: when that was by the clock of its device.
    claimed_at: Instant | None = None
    # How sure the learner was before the verdict: 3 sure, 2 think so, 1 guess.
    confidence: Annotated[int, Field(ge=1, le=3)] | None = None


class MemoryFields(BaseModel):
    """What is known of a card."""

    model_config = Line.model_config
    state: StateNumber
    step: Annotated[int, Field(ge=0, le=20)] | None
    stability: Stability | None
    difficulty: Difficulty | None
    due: Instant | None
    due_cause: Word
    last_review: Instant | None
    reps: Count
    lapses: Count
    first_day: Day | None
    suspended: bool = False
    buried_until: Instant | None = None


class Imported(BaseModel):
    """What a row brought along from another program: how long a review took (ms), or the memory of a card."""

    model_config = Line.model_config
    took: Count | None = None
    memory: MemoryFields | None = None


class ReviewLine(Line):
    """Whatever moved a card, in order; the last six fields are the memory after it, as it was computed then."""

    id: Annotated[int, Field(ge=1, le=2**53)]
    bank: BankKey
    question: Name
    part: Part
    cause: Cause
    answer: AnswerKey | None
    voids: Annotated[int, Field(ge=1, le=2**53)] | None
    rating: RatingNumber | None
    moves_memory: bool
    settings: Id
    answered_at: Instant
    received_at: Instant
    local_day: Day
    chosen_due: Instant | None
    imported: Imported | None
    state: StateNumber
    step: Annotated[int, Field(ge=0, le=20)] | None
    stability: Stability | None
    difficulty: Difficulty | None
    due: Instant | None
    due_cause: Word


class CardLine(Line, MemoryFields):
    """What is known of a card: it must be what its reviews amount to."""

    bank: BankKey
    question: Name
    part: Part


class ReadyPlanLine(Line):
    """A bank of the plan for a day to be ready for; all banks of the plan have its numbers."""

    most: ClassVar[int] = 10_000
    bank: BankKey
    made_on: Day
    day: Day
    target: Retention
    retention: Retention
    enough: Retention
    last_days: Annotated[int, Field(ge=1, le=400)]
    weights: Annotated[list[float], Field(min_length=21, max_length=21)]
    new_a_day: Count
    last_new_day: Day
    recall: Annotated[float, Field(ge=0, le=1)]


class FlagLine(Line):
    """What the user reported of a question, and what became of it; ``answer`` is the one it was about."""

    number: Id
    bank: BankKey
    question: Name
    part: Part
    revision: Digest | None
    answer: AnswerKey | None
    reason: Literal["wrong", "outdated", "unclear", "count"]
    note: Annotated[str, StringConstraints(max_length=500), _Storable]
    created_at: Instant
    resolved_at: Instant | None
    resolution: Literal["accepted", "edited", "retired", "replied", "dismissed"] | None
    reply: Annotated[str, StringConstraints(max_length=500), _Storable]
    resolver: Name
    seen_at: Instant | None


FILES: dict[str, type[Line]] = {
    "account.jsonl": AccountLine, "settings.jsonl": SettingsLine, "own_banks.jsonl": OwnBankLine,
    "own_questions.jsonl": OwnQuestionLine, "banks.jsonl": BankLine, "questions.jsonl": QuestionLine,
    "revisions.jsonl": RevisionLine, "sessions.jsonl": SessionLine, "answers.jsonl": AnswerLine, "reviews.jsonl": ReviewLine,
    "cards.jsonl": CardLine, "ready_plans.jsonl": ReadyPlanLine, "attempts.jsonl": AttemptLine,
    "attempt_questions.jsonl": AttemptQuestionLine, "flags.jsonl": FlagLine,
}
