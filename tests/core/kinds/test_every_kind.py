"""What holds for every kind of question, whatever it asks."""

from collections.abc import Iterator
from typing import ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.banks.model import json_schema
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.banks.render import render_bank
from geoquiz.core.errors import BankError, ResponseError
from geoquiz.core.fields import Text
from geoquiz.core.kinds import KINDS, kind_named, load_question
from geoquiz.core.question import MAIN, Context, Face, Form, Outcome, Question, Response, Shown, one
from tests.core.strategies import CONTENTS, any_question, banks, questions, responses

every_kind = pytest.mark.parametrize("kind", sorted(CONTENTS))
seeds = st.text(max_size=8)
languages = st.sampled_from(["en", "de"])


def test_every_kind_has_a_strategy_of_its_own() -> None:
    assert set(CONTENTS) == set(KINDS)


def test_all_eleven_kinds_of_the_design_are_there() -> None:
    assert set(KINDS) == {
        "card", "single", "multiple", "true_false", "typed", "numeric", "date", "cloze", "ordering", "matching", "map",
    }


@every_kind
@given(data=st.data())
def test_grading_any_response_gives_a_score_or_a_sentence(kind: str, data: st.DataObject) -> None:
    question = data.draw(questions(kind))
    response = data.draw(responses(question))
    context = Context(language=data.draw(languages))
    for part in question.parts():
        graded = _graded(question, response, context, part)
        if isinstance(graded, str):
            assert graded[-1] in ".?"
            continue
        assert 0.0 <= graded.score <= 1.0
        assert (graded.score == 1.0) == graded.is_right
        assert (graded.score == 0.0) == (graded.verdict == "wrong")


def _graded(question: Question, response: Response, context: Context, part: str) -> Outcome | str:
    try:
        return question.grade(response, context, part)
    except ResponseError as error:
        return str(error)


@every_kind
@given(data=st.data())
def test_the_right_response_scores_1_in_whatever_order_it_is_shown(kind: str, data: st.DataObject) -> None:
    question = data.draw(questions(kind))
    context = Context(known=frozenset(data.draw(st.sets(st.text(max_size=5), max_size=3))), language=data.draw(languages))
    for part in question.parts():
        first, second = (question.shown(part, data.draw(seeds)) for _ in range(2))
        assert sorted(first.choices) == sorted(second.choices)
        right = question.right_response(part)
        for shown in (first, second):
            assert question.read(_form(question, right, shown), shown) == right
        outcome = question.grade(right, context, part)
        assert (outcome.score, outcome.verdict) == (1.0, "right")


def _form(question: Question, response: Response, shown: Shown) -> Form:
    """What a browser sends for a response: ranks in the order shown for an ordering, else the texts."""
    if question.kind != "ordering":
        return Form(response)
    return Form(tuple(str(response.index(text) + 1) for text in shown.choices))


@given(question=any_question(), seed=seeds)
def test_the_same_seed_shows_the_same(question: Question, seed: str) -> None:
    for part in question.parts():
        assert question.shown(part, seed) == question.shown(part, seed)


@given(question=any_question())
def test_every_part_has_a_front_and_a_back(question: Question) -> None:
    for part in question.parts():
        face = question.face(part)
        assert face.front.strip()
        assert face.back.strip()


@given(question=any_question())
def test_a_question_survives_storing(question: Question) -> None:
    stored = question.model_dump(mode="json", exclude_defaults=True) | {"type": question.kind}
    assert load_question(stored) == question


@given(question=any_question())
def test_a_question_has_not_changed_its_key_from_itself(question: Question) -> None:
    assert [part for part in question.parts() if question.key_changed_from(question, part)] == []


@given(question=questions("ordering"), seed=seeds)
def test_an_ordering_is_never_shown_in_the_right_order(question: Question, seed: str) -> None:
    assert question.shown(MAIN, seed).choices != question.right_response()
    assert question.face().options != question.right_response()


@given(question=st.one_of(questions("single"), questions("multiple")), seed=seeds, data=st.data())
def test_what_is_pinned_stays_last(question: Question, seed: str, data: st.DataObject) -> None:
    pinned = data.draw(st.sampled_from(question.shown(MAIN, "").choices))
    assert question.model_copy(update={"pin_last": pinned}).shown(MAIN, seed).choices[-1] == pinned


@given(bank=banks())
def test_rendering_parsing_and_grading_agree(bank: Question) -> None:
    again = parse_bank(render_bank(bank).encode(), "bank.yaml")
    assert again == bank
    for question, same in zip(bank.questions, again.questions, strict=True):
        for part in question.parts():
            response = question.right_response(part)
            assert same.grade(response, again.context, part) == question.grade(response, bank.context, part)
            assert same.grade(response, again.context, part).score == 1.0


SECRETS = {
    "typed": ({"answer": "Qzvxw", "accept": ["Wxvzq"]}, ("Qzvxw", "Wxvzq")),
    "numeric": ({"answer": "918273.5", "unit": "km", "tolerance": "0.25", "units": {"mi": "1.609344"}}, ("918273", "0.25", "1.6")),
    "date": ({"answer": "1873-11-29"}, ("1873", "November", "-11", "29")),
    "cloze": ({"text": "A {{c1::Qzvxw}} there", "accept": {"c1": ["Wxvzq"]}}, ("Qzvxw", "Wxvzq")),
    "card": ({"front": "Asks", "back": "Qzvxw"}, ("Qzvxw",)),
    "map": ({
        "map": "corridor.svg", "answer": {"name": "Baku", "lat": 40.41, "lon": 49.87}, "within_km": 77,
        "choices": [{"name": "Tehran", "lat": 35.69, "lon": 51.39}],
    }, ("40.4", "49.8", "77", "35.6", "51.3")),
    "true_false": ({"answer": "false"}, ("answer",)),
}


@pytest.mark.parametrize("kind", sorted(SECRETS))
@given(seed=st.integers(0, 99))
def test_what_is_shown_does_not_tell_the_key(kind: str, seed: int) -> None:
    content, secrets = SECRETS[kind]
    about = {"id": "q", "type": kind, "stem": "What?", "explanation": "Qzvxw", "source": {"paragraph": 77}}
    question = load_question(about | content)
    for part in question.parts():
        assert not [secret for secret in secrets if secret in repr(question.shown(part, f"s{'x' * seed}"))]


def test_what_is_shown_for_options_does_not_tell_which_is_right() -> None:
    options = [{"text": "Baku", "feedback": "Qzvxw"}, "Tehran"]
    first = load_question({"id": "q", "type": "single", "stem": "s", "options": options, "answer": "Baku"})
    second = load_question({"id": "q", "type": "single", "stem": "s", "options": options, "answer": "Tehran"})
    assert first.shown(MAIN, "seed") == second.shown(MAIN, "seed")
    assert "Qzvxw" not in repr(first.shown(MAIN, "seed"))


@pytest.fixture
def kinds() -> Iterator[None]:
    """The registry of kinds, put back as it was after the test."""
    before = dict(KINDS)
    yield
    KINDS.clear()
    KINDS.update(before)


BANK = """\
format: 1
id: toys
title: Toys
questions:
  - id: echo-one
    type: echo
    stem: Say it.
    answer: Yes
"""


def test_a_kind_made_at_run_time_works_everywhere(kinds: None) -> None:
    with pytest.raises(BankError) as caught:
        parse_bank(BANK.encode(), "toys.yaml")
    assert str(caught.value).startswith("toys.yaml:6:11: There is no type 'echo': write one of card, cloze, date, ")

    class Echo(Question):
        order: ClassVar = ("id", "type", "stem", "answer")
        type: Literal["echo"]
        answer: Text

        def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
            right = one(response, "Say something.") == self.answer
            return Outcome(float(right), "right" if right else "wrong", self.answer)

        def right_response(self, part: str = MAIN) -> Response:
            return (self.answer,)

        def face(self, part: str = MAIN) -> Face:
            return Face(self.stem, self.answer)

        def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
            return (self.answer,)

        def shown(self, part: str, seed: str) -> Shown:
            return Shown(self.stem)

    bank = parse_bank(BANK.encode(), "toys.yaml")
    question = bank.questions[0]
    assert kind_named("echo") is Echo
    assert isinstance(question, Echo)
    assert question.grade(("Yes",), bank.context).verdict == "right"
    assert question.grade(("No",), bank.context).verdict == "wrong"
    assert parse_bank(render_bank(bank).encode(), "toys.yaml") == bank
    assert load_question(question.model_dump(mode="json")) == question
    assert "echo" in json_schema()["properties"]["questions"]["items"]["discriminator"]["mapping"]


def test_the_toy_kind_is_gone_again() -> None:
    assert "echo" not in KINDS
    with pytest.raises(KeyError):
        kind_named("echo")


def test_a_kind_without_a_name_fails_when_it_is_defined(kinds: None) -> None:
    with pytest.raises(TypeError) as caught:
        class Nameless(Question):
            pass
    assert str(caught.value) == 'Nameless needs a field `type: Literal["name"]` that names its kind.'


def test_a_kind_of_two_names_fails_when_it_is_defined(kinds: None) -> None:
    with pytest.raises(TypeError, match="Twofold needs a field"):
        class Twofold(Question):
            type: Literal["one", "two"]


def test_a_kind_whose_name_is_taken_fails_when_it_is_defined(kinds: None) -> None:
    with pytest.raises(TypeError) as caught:
        class Single(Question):  # Even one whose class has the same name.
            type: Literal["single"]
    assert str(caught.value) == "The kind 'single' is already taken by Single."
    assert KINDS["single"].__module__ == "geoquiz.core.kinds.single"


def test_an_unfinished_kind_cannot_make_a_question(kinds: None) -> None:
    class Unfinished(Question):
        type: Literal["unfinished"]

        def right_response(self, part: str = MAIN) -> Response:
            return ()

    with pytest.raises(TypeError, match="abstract"):
        load_question({"id": "q", "type": "unfinished", "stem": "s"})
    with pytest.raises(TypeError, match="abstract"):
        Unfinished(id="q", type="unfinished", stem="s")
