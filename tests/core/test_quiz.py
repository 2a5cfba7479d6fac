from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.quiz import GRACE, KINDS_ASKED, Candidate, Score, Spec, choose, ends_at, is_over, neighbours, score
from tests.core.strategies import questions

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
CANDIDATES = st.lists(
    st.builds(Candidate, st.integers(1, 10**6), st.text("abc/", min_size=1, max_size=6),
              st.sampled_from([("main",), ("c1", "c2", "c3")])),
    max_size=12, unique_by=(lambda one: one.question_id, lambda one: one.name))


@given(candidates=CANDIDATES, count=st.integers(0, 15), seed=st.text(max_size=5), data=st.data())
def test_equal_seeds_choose_alike_whatever_comes_in_what_order(candidates: list[Candidate], count: int, seed: str,
                                                              data: st.DataObject) -> None:
    chosen = choose(candidates, count, seed)
    assert choose(data.draw(st.permutations(candidates)), count, seed) == chosen
    assert len(chosen) == min(count, len(candidates)) == len({one.question_id for one in chosen})
    parts = {one.question_id: one.parts for one in candidates}
    assert all(one.part in parts[one.question_id] for one in chosen)


@given(candidates=CANDIDATES, count=st.integers(0, 11), seed=st.text(max_size=5))
def test_a_longer_quiz_of_the_same_seed_begins_with_the_shorter_one(candidates: list[Candidate], count: int, seed: str) -> None:
    assert choose(candidates, count + 1, seed)[:count] == choose(candidates, count, seed)


def test_the_choice_hangs_on_names_and_not_on_numbers_of_a_database() -> None:
    one = [Candidate(number, f"bank/q{number}", ("main",)) for number in range(1, 9)]
    other = [Candidate(100 - number, f"bank/q{number}", ("main",)) for number in range(1, 9)]
    assert [chosen.question_id for chosen in choose(one, 4, "river")] == [
        100 - chosen.question_id for chosen in choose(other, 4, "river")]
    assert choose(one, 8, "river") != choose(one, 8, "sea")


@given(st.lists(st.none() | st.floats(0, 1), max_size=30))
def test_points_are_the_sum_of_the_scores_and_open_questions_are_worth_nothing(scores: list[float | None]) -> None:
    found = score(scores)
    assert found.points == sum(one or 0.0 for one in scores)
    assert 0 <= found.points <= found.possible == len(scores)
    assert 0 <= found.share <= 1
    assert found.right <= found.answered <= found.possible
    assert score([*scores, None]).points == found.points


def test_a_score_of_nothing_is_nothing() -> None:
    assert score([]) == Score(0, 0, 0, 0)
    assert score([]).share == 0.0
    assert score([1.0, 0.5, None, 0.0]) == Score(1.5, 4, 1, 3)


@pytest.mark.parametrize(("minutes", "extra", "closes", "end"), [
    (None, 0, None, None), (30, 0, None, 30), (30, 10, None, 40), (None, 0, 20, 20), (30, 0, 20, 20), (30, 10, 35, 35)])
def test_an_attempt_ends_by_its_limit_or_its_window(minutes: int | None, extra: int, closes: int | None, end: int | None) -> None:
    found = ends_at(AT, minutes, extra, AT + timedelta(minutes=closes) if closes else None)
    assert found == (AT + timedelta(minutes=end) if end else None)


def test_what_was_sent_in_time_may_take_a_moment_to_arrive() -> None:
    assert not is_over(None, AT)
    assert not is_over(AT, AT + GRACE)
    assert is_over(AT, AT + GRACE + timedelta.resolution)


def test_a_spec_comes_back_from_what_is_stored() -> None:
    spec = Spec(("a", "b"), ("trade",), ("typed",), 7, "each", 20, "river")
    assert Spec.of(spec.stored()) == spec


def test_whoever_would_grade_themselves_is_not_asked() -> None:
    assert "card" not in KINDS_ASKED
    assert {"single", "typed", "map", "ordering"} <= set(KINDS_ASKED)


def test_neighbours_are_the_nearest_places() -> None:
    assert [neighbours([1, 2, 5], place) for place in (1, 2, 5)] == [(None, 2), (1, 5), (2, None)]


@pytest.mark.parametrize("kind", sorted(KINDS_ASKED))
@given(data=st.data())
def test_a_saved_answer_fills_the_form_that_gives_it_again(kind: str, data: st.DataObject) -> None:
    question = data.draw(questions(kind))
    for part in question.parts():
        shown = question.shown(part, "a seed")
        response = question.right_response(part)
        form = question.filled(response, shown)
        assert question.read(form, shown) == response
        assert not question.untouched(form, shown)
        assert question.given_up(part).verdict == "wrong"
