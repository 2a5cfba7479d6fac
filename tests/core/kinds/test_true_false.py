import pytest

from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Context
from tests.core.kinds.examples import faults, make

FALSE = make("true_false", stem="The corridor ends in Delhi.", answer="false")


def test_the_key_scores_1_and_the_other_0() -> None:
    assert FALSE.right_response() == ("false",)
    assert (FALSE.grade(("false",), Context()).score, FALSE.grade(("true",), Context()).score) == (1, 0)
    assert FALSE.grade(("true",), Context()).key == "False"
    assert make("true_false", answer="true").grade(("true",), Context()).key == "True"


@pytest.mark.parametrize("response", [(), ("",), ("yes",), ("true", "false")])
def test_anything_else_is_refused(response: tuple[str, ...]) -> None:
    with pytest.raises(ResponseError) as caught:
        FALSE.grade(response, Context())
    assert str(caught.value) == "Choose true or false."


def test_true_always_stands_before_false() -> None:
    assert {FALSE.shown("main", str(seed)).choices for seed in range(9)} == {("true", "false")}


def test_the_face_offers_both() -> None:
    face = FALSE.face()
    assert (face.front, face.back, face.form) == ("The corridor ends in Delhi.", "False", "choice")
    assert (face.options, face.keys, face.last) == (("True", "False"), ("False",), "False")


def test_the_other_answer_is_another_key() -> None:
    assert make("true_false", answer="true").key_changed_from(FALSE)
    assert not make("true_false", stem="It ends in Delhi.", answer="false").key_changed_from(FALSE)


@pytest.mark.parametrize("word", ["no", "False", "0", "''"])
def test_only_true_and_false_are_answers(word: str) -> None:
    text = word.strip("'")
    assert faults("true_false", answer=word) == [f"8:11: answer: {text!r} is neither true nor false: write true or false."]
