import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.errors import GeoquizError
from geoquiz.core.scheduling.steps import read_steps, write_steps


@pytest.mark.parametrize(("text", "minutes"), [
    ("", ()), ("  ", ()), ("1m 10m", (1, 10)), ("1, 10", (1, 10)), ("30s", (0.5,)), ("1H 23h", (60, 1380)), ("90m", (90,)),
])
def test_steps_are_read_as_people_write_them(text: str, minutes: tuple[float, ...]) -> None:
    assert read_steps(text) == minutes


@pytest.mark.parametrize(("text", "sentence"), [
    ("soon", "'soon' is no step: write times from 10s to 23h, such as 1m 10m."),
    ("1m 9s", "'9s' is no step: write times from 10s to 23h, such as 1m 10m."),
    ("24h", "'24h' is no step: write times from 10s to 23h, such as 1m 10m."),
    ("1d", "'1d' is no step: write times from 10s to 23h, such as 1m 10m."),
    ("-1m", "'-1m' is no step: write times from 10s to 23h, such as 1m 10m."),
    ("٣m", "'٣m' is no step: write times from 10s to 23h, such as 1m 10m."),
    ("9" * 5000, f"{'9' * 20!r} is no step: write times from 10s to 23h, such as 1m 10m."),
    ("1m " * 11, "These are 11 steps: 10 are the most."),
])
def test_what_is_no_list_of_steps_is_told(text: str, sentence: str) -> None:
    with pytest.raises(GeoquizError) as error:
        read_steps(text)
    assert str(error.value) == sentence


seconds = st.integers(10, 3600).map(lambda count: count / 60)
hours = st.integers(1, 23).map(lambda count: count * 60.0)


@given(st.lists(st.one_of(seconds, hours), max_size=10).map(tuple))
def test_steps_written_are_read_back(steps: tuple[float, ...]) -> None:
    assert read_steps(write_steps(steps)) == pytest.approx(steps, abs=1e-9)
