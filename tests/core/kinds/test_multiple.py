import pytest

from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Context, Detail
from tests.core.kinds.examples import faults, make

OPTIONS = ["Russia", "Iran", {"text": "Turkey", "feedback": "Only later."}, "India", "All of these"]
MULTIPLE = make("multiple", options=OPTIONS, answers=["Russia", "Iran", "India"], pin_last="All of these")


@pytest.mark.parametrize(
    ("response", "score", "verdict"),
    [
        (("Russia", "Iran", "India"), 1, "right"),
        (("India", "Russia", "Iran"), 1, "right"),
        (("Russia", "Iran"), 2 / 3, "partly"),
        (("Russia",), 1 / 3, "partly"),
        (("Russia", "Russia"), 1 / 3, "partly"),
        (("Russia", "Iran", "India", "Turkey"), 2 / 3, "partly"),
        (("Russia", "Turkey"), 0, "wrong"),
        (("Turkey", "All of these"), 0, "wrong"),
        (("Russia", "Iran", "Turkey", "India", "All of these"), 1 / 3, "partly"),
    ],
)
def test_the_score_is_right_less_wrong_out_of_right(response: tuple[str, ...], score: float, verdict: str) -> None:
    outcome = MULTIPLE.grade(response, Context())
    assert outcome.score == pytest.approx(score)
    assert outcome.verdict == verdict


def test_the_right_response_is_all_the_keys() -> None:
    assert MULTIPLE.right_response() == ("Russia", "Iran", "India")
    assert MULTIPLE.grade(MULTIPLE.right_response(), Context()).key == "Russia; Iran; India"


def test_the_outcome_tells_of_every_option_with_its_feedback() -> None:
    detail = MULTIPLE.grade(("Russia", "Turkey"), Context()).detail
    assert detail[:3] == (
        Detail("Russia", "chosen", "right", right=True), Detail("Iran", "", "right", right=False),
        Detail("Turkey", "chosen", "", right=False, feedback="Only later."),
    )
    assert detail[4] == Detail("All of these", "", "", right=True)


@pytest.mark.parametrize("response", [(), ("", "")])
def test_choosing_nothing_is_refused(response: tuple[str, ...]) -> None:
    with pytest.raises(ResponseError) as caught:
        MULTIPLE.grade(response, Context())
    assert str(caught.value) == "Choose at least one option."


def test_a_text_that_is_no_option_is_refused() -> None:
    with pytest.raises(ResponseError) as caught:
        MULTIPLE.grade(("Russia", "China"), Context())
    assert str(caught.value) == "That is not one of the options: choose from those shown."


def test_the_pinned_option_stays_last() -> None:
    assert {MULTIPLE.shown("main", str(seed)).choices[-1] for seed in range(30)} == {"All of these"}


def test_the_face_lists_the_keys() -> None:
    face = MULTIPLE.face()
    assert (face.back, face.form) == ("- Russia\n- Iran\n- India", "choice")
    assert (face.keys, face.last) == (("Russia", "Iran", "India"), "All of these")
    assert face.feedback == ("", "", "Only later.", "", "")
    assert face.options == ("Russia", "Iran", "Turkey", "India", "All of these")


def test_another_order_of_the_keys_is_rewording_and_another_key_is_not() -> None:
    turned = make("multiple", options=["iran", "India", "Russia", "x"], answers=["India", "iran", "Russia"])
    assert not turned.key_changed_from(MULTIPLE)
    assert make("multiple", options=OPTIONS, answers=["Russia", "Iran"]).key_changed_from(MULTIPLE)
    assert make("multiple", options=OPTIONS, answers=["Russia", "Iran", "India", "Turkey"]).key_changed_from(MULTIPLE)


def test_answers_must_be_different_options() -> None:
    assert faults("multiple", options="[a, b]", answers="[a, c]") == [
        "9:16: answers: 'c' is not among the options: write one of 'a', 'b'.",
    ]
    assert faults("multiple", options="[a, b]", answers="[a, a]") == [
        "9:12: 'a' stands twice in answers: every entry needs its own text.",
    ]
    assert faults("multiple", options="[a, b]", answers="[]") == ["9:12: answers has too few entries (0): it needs at least 1."]
