import pytest

from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Context, Face
from tests.core.kinds.examples import faults, make

CARD = make("card", stem="", front="Capital of **Azerbaijan**?", back="Baku")


def test_the_only_response_is_the_empty_one_and_the_learner_rates() -> None:
    assert CARD.right_response() == ()
    outcome = CARD.grade((), Context())
    assert (outcome.score, outcome.verdict, outcome.key) == (1.0, "right", "Baku")


def test_empty_texts_are_the_empty_response() -> None:
    assert CARD.grade(("", " "), Context()).verdict == "right"


def test_typed_text_is_refused() -> None:
    with pytest.raises(ResponseError) as caught:
        CARD.grade(("Baku",), Context())
    assert str(caught.value) == "A card takes no text: look at the back and rate yourself."


def test_the_face_is_the_card() -> None:
    assert CARD.face() == Face("Capital of **Azerbaijan**?", "Baku")


def test_a_heading_stands_above_the_front() -> None:
    card = make("card", stem="Capitals", front="Azerbaijan?", back="Baku")
    assert card.face().front == "Capitals\n\nAzerbaijan?"
    assert card.shown("main", "seed").stem == "Capitals\n\nAzerbaijan?"


def test_the_key_is_the_back_whatever_its_punctuation() -> None:
    assert not make("card", front="Which city?", back="**Baku**.").key_changed_from(CARD)
    assert make("card", front="Which city?", back="Tehran").key_changed_from(CARD)


def test_the_back_counts_as_a_known_answer() -> None:
    assert list(CARD.known_forms()) == ["Baku"]


def test_front_and_back_are_required_and_a_stem_is_not() -> None:
    assert faults("card", stem=None) == ["5:3: The field `back` is missing.", "5:3: The field `front` is missing."]
    assert faults("card", stem=None, front="a", back="b") == []
    assert faults("card", front="a", back="''") == ["9:9: back must be a text that is not empty."]
