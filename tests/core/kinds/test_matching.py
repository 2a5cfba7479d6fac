import pytest

from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Context, Detail
from tests.core.kinds.examples import faults, make

PAIRS = [{"left": "Iran", "right": "Tehran"}, {"left": "Azerbaijan", "right": "Baku"}, {"left": "Kazakhstan", "right": "Astana"}]
MATCHING = make("matching", pairs=PAIRS, distractors=["Almaty"])


@pytest.mark.parametrize(
    ("response", "score", "verdict"),
    [
        (("Tehran", "Baku", "Astana"), 1, "right"), (("Tehran", "Baku", "Almaty"), 2 / 3, "partly"),
        (("Tehran", "", ""), 1 / 3, "partly"), (("Tehran", "Tehran", "Tehran"), 1 / 3, "partly"),
        (("Baku", "Tehran", "Almaty"), 0, "wrong"),
    ],
)
def test_the_score_is_the_share_of_lefts_matched_rightly(response: tuple[str, ...], score: float, verdict: str) -> None:
    outcome = MATCHING.grade(response, Context())
    assert outcome.score == pytest.approx(score)
    assert outcome.verdict == verdict
    assert outcome.key == "Iran – Tehran; Azerbaijan – Baku; Kazakhstan – Astana"


def test_the_outcome_tells_of_every_pair() -> None:
    assert MATCHING.grade(("Tehran", "", "Almaty"), Context()).detail == (
        Detail("Iran", "Tehran", "Tehran", right=True), Detail("Azerbaijan", "", "Baku", right=False),
        Detail("Kazakhstan", "Almaty", "Astana", right=False),
    )


@pytest.mark.parametrize("response", [(), ("Tehran",), ("", "", ""), ("Tehran", "Baku", "Astana", "Almaty")])
def test_nothing_chosen_and_too_many_are_refused(response: tuple[str, ...]) -> None:
    with pytest.raises(ResponseError) as caught:
        MATCHING.grade(response, Context())
    assert str(caught.value) == "Choose what belongs to at least one of the entries."


def test_a_text_that_is_no_choice_is_refused() -> None:
    with pytest.raises(ResponseError) as caught:
        MATCHING.grade(("Tehran", "Baku", "Moscow"), Context())
    assert str(caught.value) == "That is not one of the choices: choose from those shown."


def test_lefts_stay_and_all_rights_are_shuffled_freely() -> None:
    shown = [MATCHING.shown("main", str(seed)) for seed in range(300)]
    assert {page.lefts for page in shown} == {("Iran", "Azerbaijan", "Kazakhstan")}
    assert len({page.choices for page in shown}) == 24


def test_the_face_lists_both_sides_and_joins_them_on_the_back() -> None:
    face = MATCHING.face()
    assert face.front == "What?\n\n- Iran\n- Azerbaijan\n- Kazakhstan"
    assert face.options == ("Almaty", "Astana", "Baku", "Tehran")
    assert face.back == "- Iran – Tehran\n- Azerbaijan – Baku\n- Kazakhstan – Astana"


def test_more_distractors_and_another_order_of_pairs_are_rewording() -> None:
    assert not make("matching", pairs=[*PAIRS[1:], PAIRS[0]], distractors=["Almaty", "Rasht"]).key_changed_from(MATCHING)
    assert not make("matching", pairs=PAIRS).key_changed_from(MATCHING)


def test_another_pair_is_another_key() -> None:
    assert make("matching", pairs=[*PAIRS[:2], {"left": "Kazakhstan", "right": "Almaty"}]).key_changed_from(MATCHING)
    assert make("matching", pairs=[*PAIRS, {"left": "Russia", "right": "Moscow"}]).key_changed_from(MATCHING)


def test_both_sides_are_known_answers() -> None:
    assert list(MATCHING.known_forms()) == ["Iran", "Azerbaijan", "Kazakhstan", "Tehran", "Baku", "Astana", "Almaty"]


def test_a_matching_has_at_least_three_rights_distractors_counted() -> None:
    pairs = "[{left: a, right: b}, {left: c, right: d}]"
    assert faults("matching", pairs=pairs, distractors="[e]") == []
    assert faults("matching", pairs=pairs) == [
        "8:10: A matching needs at least three rights, distractors counted: add a pair or a distractor.",
    ]
    assert faults("matching", pairs="[{left: a, right: b}]", distractors="[c, d]") == [
        "8:10: pairs has too few entries (1): it needs at least 2.",
    ]


def test_both_sides_must_be_different() -> None:
    assert faults("matching", pairs="[{left: a, right: b}, {left: a, right: d}]", distractors="[e]") == [
        "8:10: 'a' stands twice in the lefts of pairs: every entry needs its own text.",
    ]
    assert faults("matching", pairs="[{left: a, right: b}, {left: c, right: d}]", distractors="[b]") == [
        "8:10: 'b' stands twice in the rights and distractors: every entry needs its own text.",
    ]


def test_a_faulty_pair_does_not_count_as_too_few() -> None:
    assert faults("matching", pairs="[{left: a, right: b}, {left: c, rihgt: d}]") == [
        "8:32: The field `pairs.1.right` is missing.",
        "8:42: There is no field `pairs.1.rihgt` here: the fields are left, right.",
    ]
