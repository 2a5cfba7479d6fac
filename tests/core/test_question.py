from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Outcome, Verdict, one, shuffled, verdict_of


@pytest.mark.parametrize(("score", "verdict"), [(1, "right"), (1.0, "right"), (0.999, "partly"), (0.001, "partly"), (0, "wrong")])
def test_the_verdict_that_a_score_alone_allows(score: float, verdict: str) -> None:
    assert verdict_of(score) == verdict


@pytest.mark.parametrize(("verdict", "is_right"), [("right", True), ("almost", True), ("partly", False), ("wrong", False)])
def test_memory_counts_right_and_almost_as_a_recall(verdict: Verdict, is_right: bool) -> None:
    assert Outcome(0.5, verdict, "").is_right is is_right


def test_one_text_without_the_spaces_around_it() -> None:
    assert one([" Baku\n"], "Type one.") == "Baku"


@pytest.mark.parametrize("response", [[], [""], [" "], ["a", "b"], ["a", ""]])
def test_more_or_less_than_one_text_is_refused_with_the_sentence_given(response: list[str]) -> None:
    with pytest.raises(ResponseError) as caught:
        one(response, "Type one.")
    assert str(caught.value) == "Type one."


@given(texts=st.lists(st.text(max_size=5), min_size=1, unique=True), seed=st.text(max_size=5), data=st.data())
def test_shuffling_keeps_every_text_and_the_last_one_last(texts: list[str], seed: str, data: st.DataObject) -> None:
    last = data.draw(st.one_of(st.none(), st.sampled_from(texts)))
    found = shuffled(texts, seed, last)
    assert Counter(found) == Counter(texts)
    assert last is None or found[-1] == last
    assert found == shuffled(list(reversed(texts)), seed, last)


def test_every_order_comes_up_about_as_often() -> None:
    orders = Counter(shuffled("abc", str(seed)) for seed in range(6000))
    assert len(orders) == 6
    assert all(850 < count < 1150 for count in orders.values())


def test_the_order_of_a_seed_is_the_same_in_every_process() -> None:
    assert shuffled(["Baku", "Tehran", "Moscow", "Delhi"], "7f3a") == ("Baku", "Delhi", "Tehran", "Moscow")
