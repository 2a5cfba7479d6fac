from itertools import permutations

import pytest

from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Context, Detail, Form
from tests.core.kinds.examples import faults, make

ITEMS = [{"text": "USSR ends", "label": "1991"}, {"text": "SCO founded", "label": "2001"}, "Iran joins", "Belarus joins"]
ORDERING = make("ordering", items=ITEMS)
A, B, C, D = "USSR ends", "SCO founded", "Iran joins", "Belarus joins"


@pytest.mark.parametrize(
    ("response", "score", "verdict"),
    [
        ((A, B, C, D), 1, "right"),
        ((A, B, D, C), 2 / 3, "partly"),  # 5 of 6 pairs
        ((B, A, D, C), 1 / 3, "partly"),  # 4 of 6
        ((D, A, B, C), 0, "wrong"),  # 3 of 6
        ((D, C, B, A), 0, "wrong"),
    ],
)
def test_the_score_is_twice_the_share_of_ordered_pairs_less_1(response: tuple[str, ...], score: float, verdict: str) -> None:
    outcome = ORDERING.grade(response, Context())
    assert outcome.score == pytest.approx(score)
    assert outcome.verdict == verdict
    assert outcome.key == "USSR ends → SCO founded → Iran joins → Belarus joins"


def test_the_outcome_has_the_labels_and_the_places_given() -> None:
    assert ORDERING.grade((A, C, B, D), Context()).detail == (
        Detail("1991", "1", A, right=True), Detail("2001", "3", B, right=False), Detail("", "2", C, right=False),
        Detail("", "4", D, right=True),
    )


@pytest.mark.parametrize("response", [(), (A, B, C), (A, A, B, C), (A, B, C, "Nothing"), (A, B, C, D, "")])
def test_a_response_without_every_item_is_refused(response: tuple[str, ...]) -> None:
    with pytest.raises(ResponseError) as caught:
        ORDERING.grade(response, Context())
    assert str(caught.value) == "Give each item a place of its own, from 1 to 4."


def test_the_items_are_shown_in_every_order_but_the_right_one_and_without_labels() -> None:
    shown = [ORDERING.shown("main", str(seed)) for seed in range(400)]
    assert {page.choices for page in shown} == set(permutations((A, B, C, D))) - {(A, B, C, D)}
    assert not [page for page in shown if "1991" in repr(page)]


def test_ranks_become_the_items_in_the_order_chosen() -> None:
    shown = ORDERING.shown("main", "seed")
    assert ORDERING.read(Form(("2", "1", " 4 ", "3")), shown) == tuple(shown.choices[i] for i in (1, 0, 3, 2))


@pytest.mark.parametrize(
    "ranks", [(), ("1", "2", "3"), ("1", "1", "2", "3"), ("0", "1", "2", "3"), ("a", "b", "c", "d"), ("", "", "", "")],
)
def test_ranks_must_be_different_numbers(ranks: tuple[str, ...]) -> None:
    with pytest.raises(ResponseError) as caught:
        ORDERING.read(Form(ranks), ORDERING.shown("main", "seed"))
    assert str(caught.value) == "Give each item a different number from 1 to 4."


def test_the_face_offers_the_items_and_has_the_order_with_its_labels() -> None:
    face = ORDERING.face()
    assert face.options == (D, C, B, A)
    assert face.back == "1. USSR ends (1991)\n2. SCO founded (2001)\n3. Iran joins\n4. Belarus joins"


def test_the_face_does_not_give_away_an_alphabetical_order() -> None:
    assert make("ordering", items=["a", "b", "c"]).face().options == ("b", "c", "a")


def test_other_labels_are_rewording_and_another_order_is_not() -> None:
    assert not make("ordering", items=[{"text": "ussr ends!", "label": "December 1991"}, B, C, D]).key_changed_from(ORDERING)
    assert make("ordering", items=[B, A, C, D]).key_changed_from(ORDERING)
    assert make("ordering", items=[A, B, C]).key_changed_from(ORDERING)


def test_items_are_known_answers() -> None:
    assert list(ORDERING.known_forms()) == [A, B, C, D]


def test_items_must_be_at_least_three_and_different() -> None:
    assert faults("ordering", items="[a, b]") == ["8:10: items has too few entries (2): it needs at least 3."]
    assert faults("ordering", items="[a, b, a]") == ["8:10: 'a' stands twice in items: every entry needs its own text."]
    assert faults("ordering", items="[a, b, {text: c, date: d}]") == [
        "8:27: There is no field `items.2.date` here: the fields are text, label.",
    ]
