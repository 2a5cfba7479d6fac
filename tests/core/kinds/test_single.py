import pytest

from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Context, Detail
from tests.core.kinds.examples import faults, make

OPTIONS = ["Baku", {"text": "Tehran", "feedback": "That is Iran's."}, "Moscow", "None of these"]
SINGLE = make("single", options=OPTIONS, answer="Baku", pin_last="None of these")


def test_the_key_scores_1_and_any_other_option_0() -> None:
    assert SINGLE.right_response() == ("Baku",)
    assert [SINGLE.grade((text,), Context()).score for text in ("Baku", "Tehran", "Moscow", "None of these")] == [1, 0, 0, 0]
    assert SINGLE.grade(("Moscow",), Context()).verdict == "wrong"
    assert SINGLE.grade(("Moscow",), Context()).key == "Baku"


def test_the_outcome_tells_of_the_key_and_of_the_option_chosen_with_its_feedback() -> None:
    assert SINGLE.grade(("Tehran",), Context()).detail == (
        Detail("Baku", "", "right", right=True), Detail("Tehran", "chosen", "", right=False, feedback="That is Iran's."),
    )


@pytest.mark.parametrize("response", [(), ("",), ("Baku", "Tehran")])
def test_one_option_has_to_be_chosen(response: tuple[str, ...]) -> None:
    with pytest.raises(ResponseError) as caught:
        SINGLE.grade(response, Context())
    assert str(caught.value) == "Choose one of the options."


@pytest.mark.parametrize("text", ["baku", "Astana", "1"])
def test_a_text_that_is_no_option_is_refused(text: str) -> None:
    with pytest.raises(ResponseError) as caught:
        SINGLE.grade((text,), Context())
    assert str(caught.value) == "That is not one of the options: choose one of those shown."


def test_options_are_shuffled_and_the_pinned_one_stays_last() -> None:
    orders = {SINGLE.shown("main", str(seed)).choices for seed in range(40)}
    assert len(orders) == 6
    assert {order[-1] for order in orders} == {"None of these"}


def test_the_face_has_the_options_as_written() -> None:
    face = SINGLE.face()
    assert (face.front, face.back, face.form) == ("What?", "Baku", "choice")
    assert (face.keys, face.last) == (("Baku",), "None of these")
    assert face.feedback == ("", "That is Iran's.", "", "")
    assert face.options == ("Baku", "Tehran", "Moscow", "None of these")


def test_only_another_answer_is_another_key() -> None:
    assert not make("single", stem="Which?", options=["BAKU!", "Rasht"], answer="BAKU!").key_changed_from(SINGLE)
    assert make("single", options=OPTIONS, answer="Tehran").key_changed_from(SINGLE)


def test_every_option_is_a_known_answer() -> None:
    assert list(SINGLE.known_forms()) == ["Baku", "Tehran", "Moscow", "None of these"]


def test_answer_and_pinned_option_must_be_options() -> None:
    assert faults("single", options="[a, b]", answer="c") == ["9:11: answer: 'c' is not among the options: write one of 'a', 'b'."]
    assert faults("single", options="[a, b]", answer="a", pin_last="d") == [
        "10:13: pin_last: 'd' is not among the options: write one of 'a', 'b'.",
    ]


def test_options_must_be_at_least_two_and_different() -> None:
    assert faults("single", options="[a]", answer="a") == ["8:12: options has too few entries (1): it needs at least 2."]
    assert faults("single", options="[a, b, a]", answer="a") == [
        "8:12: 'a' stands twice in options: every entry needs its own text.",
    ]


def test_options_are_texts_or_texts_with_feedback() -> None:
    assert faults("single", options="[a, {text: b, feedbak: c}]", answer="a") == [
        "8:26: There is no field `options.1.feedbak` here: the fields are text, feedback.",
    ]
    assert faults("single", options="a", answer="a") == [
        "8:12: options must be a list: write one entry a line, each after `- `.",
    ]
