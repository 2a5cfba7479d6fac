"""What every question can do, whatever its kind, and the values that pass through grading."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field

from geoquiz.core.errors import ResponseError
from geoquiz.core.fields import ItemId, OptionalText, PartialDate, Tag, Text, TrueFalse, WholeNumber

Response = tuple[str, ...]
Verdict = Literal["right", "almost", "partly", "wrong"]
MAIN = "main"


@dataclass(frozen=True, slots=True)
class Context:
    """What grading may know beside the question: made once for each bank revision.

    ``known`` holds the normalised answers, options and places of the whole bank, so that "almost"
    never accepts another real answer. ``language`` decides how a lone separator in a number is read.
    """

    known: frozenset[str] = frozenset()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of an outcome that has several: a pair, an item, an option."""

    label: str
    given: str
    key: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A named point on a map, in degrees."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one response was worth: ``score`` 0..1, the verdict, and what to show with it.

    ``key`` is the right answer as text; ``note`` says how the response was read, where that is not
    plain; ``places`` are the points to draw on a map, the key first, then the learner's own.
    """

    score: float
    verdict: Verdict
    key: str
    note: str = ""
    detail: tuple[Detail, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether memory counts this as a recall: a partial score does not."""
        return self.verdict in ("right", "almost")


@dataclass(frozen=True, slots=True)
class Face:
    """The flashcard form of a part, which every exchange format can carry; texts are markdown.

    ``options`` are shown with the front (choices, items, rights): of choices, ``keys`` are the right ones,
    ``last`` stays last when they are shuffled, and ``feedback`` says something of each, in their order.
    ``typed`` is what to type where that is less than the back, and ``also`` are other right forms. ``cloze`` is the
    text with ``{{c1::…}}`` gaps. ``map`` names a file under static/maps; ``places`` are points on it for the back,
    the key first.
    """

    front: str
    back: str
    form: Literal["card", "typed", "cloze", "choice", "map"] = "card"
    options: tuple[str, ...] = ()
    cloze: str = ""
    map: str = ""
    keys: tuple[str, ...] = ()
    last: str | None = None
    feedback: tuple[str, ...] = ()
    typed: str = ""
    also: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page needs to ask a part, and nothing that tells its key.

    ``choices`` are in the order shown; ``lefts`` are the fixed side of a matching; ``before`` and
    ``after`` surround the gap of a cloze; ``precision`` is what a date asks for.
    """

    stem: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    lefts: tuple[str, ...] = ()
    unit: str = ""
    precision: str = ""
    before: str = ""
    after: str = ""
    map: str = ""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of an answer as the browser sent them; ``x`` and ``y`` are pixels of a map."""

    response: tuple[str, ...] = ()
    x: int | None = None
    y: int | None = None


class QuestionSource(BaseModel):
    """Where in the bank's source a question rests."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paragraph: Annotated[WholeNumber, Field(ge=1, le=10_000)] | None = None
    article: Annotated[WholeNumber, Field(ge=1, le=10_000)] | None = None


KINDS: dict[str, type["Question"]] = {}


class Question(BaseModel, ABC):
    """One entry of a bank. A kind is a subclass in a file of its own that says how it grades.

    A subclass declares ``type: Literal["name"]`` and is thereby registered in `KINDS`; a missing or
    doubled name fails at import. An unfinished kind cannot be instantiated, so it grades nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    # Whether the learner looks at the key and rates their own recall, since there is nothing to compare.
    self_graded: ClassVar[bool] = False
    # Whether the learner types the response, so that a right one may be refused and "my answer should count" has its place.
    is_typed: ClassVar[bool] = False
    order: ClassVar[tuple[str, ...]] = ("id", "type", "stem")

    id: ItemId
    type: str
    stem: Text
    explanation: OptionalText = ""
    source: QuestionSource | None = None
    as_of: PartialDate | None = None
    review_by: PartialDate | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=50)] = ()
    hint: OptionalText = ""
    retired: TrueFalse = False
    replaces: ItemId | None = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Register the kind under the name in its ``type`` field."""
        super().__pydantic_init_subclass__(**kwargs)
        names = get_args(cls.model_fields["type"].annotation)
        if len(names) != 1:
            raise TypeError(f'{cls.__name__} needs a field `type: Literal["name"]` that names its kind.')
        (cls.kind,) = names
        if cls.kind in KINDS:
            raise TypeError(f"The kind {cls.kind!r} is already taken by {KINDS[cls.kind].__name__}.")
        KINDS[cls.kind] = cls

    def parts(self) -> tuple[str, ...]:
        """Return the names of the separately scheduled pieces, in order."""
        return (MAIN,)

    @abstractmethod
    def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
        """Return the outcome of a canonical response; raise ResponseError when it cannot be read."""

    @abstractmethod
    def right_response(self, part: str = MAIN) -> Response:
        """Return a canonical response that scores 1."""

    @abstractmethod
    def face(self, part: str = MAIN) -> Face:
        """Return the flashcard form of a part."""

    @abstractmethod
    def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
        """Return the right answer alone, in a form that rewording leaves as it is."""

    def terms(self) -> tuple[tuple[str, str], ...]:
        """Return what games may be played with: terms, each with its definition. Most kinds have none."""
        return ()

    @abstractmethod
    def shown(self, part: str, seed: str) -> Shown:
        """Return what is shown when asking; the same seed gives the same order."""

    def read(self, form: Form, shown: Shown) -> Response:
        """Return the canonical response for a submitted form; raise ResponseError when there is none."""
        return form.response

    def filled(self, response: Response, shown: Shown) -> Form:
        """Return a form that holds a canonical response, so that `read` gives it back."""
        return Form(response)

    def untouched(self, form: Form, shown: Shown) -> bool:
        """Tell whether a form is as it was before anything was given."""
        return form.x is None and not any(text.strip() for text in form.response)

    def given_up(self, part: str = MAIN) -> Outcome:
        """Return the outcome of "I don't know": wrong, with the key."""
        return Outcome(score=0.0, verdict="wrong", key=self.grade(self.right_response(part), Context(), part).key)

    def known_forms(self) -> Iterable[str]:
        """Return the texts of this question that are real answers, options or places."""
        return ()

    def accepts_all_of(self, old: Self, part: str = MAIN) -> bool:
        """Tell whether every response that ``old`` accepted is still accepted."""
        return True

    def key_changed_from(self, old: Self, part: str = MAIN) -> bool:
        """Tell whether a part's key changed: another right answer, or one that no longer counts."""
        return self.grading_key(part) != old.grading_key(part) or not self.accepts_all_of(old, part)


def one(response: Sequence[str], sentence: str) -> str:
    """Return the single, non-empty text of a response; raise ResponseError with ``sentence`` otherwise."""
    texts = [text.strip() for text in response]
    if len(texts) != 1 or not texts[0]:
        raise ResponseError(sentence)
    return texts[0]


def shuffled(texts: Sequence[str], seed: str, last: str | None = None) -> tuple[str, ...]:
    """Return ``texts`` in an order that depends on ``seed`` alone, with ``last`` kept at the end.

    Sorted by a digest instead of drawn at random: the order shown can be made again from the token.
    """

    def rank(text: str) -> tuple[bool, bytes]:
        return text == last, hashlib.blake2b(f"{seed}\0{text}".encode(), digest_size=16).digest()

    return tuple(sorted(texts, key=rank))


def verdict_of(score: float) -> Verdict:
    """Return the verdict that a score alone allows: right, partly or wrong."""
    return "right" if score >= 1 else "wrong" if score <= 0 else "partly"


