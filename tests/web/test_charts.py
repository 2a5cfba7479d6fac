from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.web.charts import Bar, bar_chart


def drawn(bars: list[Bar], title: str = "Reviews a day", description: str = "At most 9.") -> Element:
    return fromstring(bar_chart(bars, key="work", title=title, description=description))


def found(chart: Element, name: str) -> list[Element]:
    return [part for part in chart.iter() if part.get("class") == name]


def test_a_chart_says_what_it_is_to_those_who_do_not_see_it() -> None:
    chart = drawn([Bar("Mon", 3), Bar("Tue", 9)])
    assert chart.get("role") == "img"
    assert chart.get("aria-labelledby") == "work-title work-desc"
    assert [(part.get("id"), part.text) for part in chart[:2]] == [("work-title", "Reviews a day"), ("work-desc", "At most 9.")]


def test_bars_are_as_high_as_their_numbers_and_say_them() -> None:
    bars = found(drawn([Bar("0", 0), Bar("Mon", 2, "Monday"), Bar("Tue", 8)]), "chart-bar")
    heights = [float(bar.get("height", "")) for bar in bars]
    assert heights[0] == 0
    assert heights[2] == pytest.approx(4 * heights[1], abs=0.2)
    assert [bar[0].text for bar in bars] == ["0: 0", "Monday: 2", "Tue: 8"]


def test_few_bars_have_their_number_above_them_and_many_have_not() -> None:
    assert [part.text for part in found(drawn([Bar("a", 70.2), Bar("b", 7.25)]), "chart-number")] == [
        "0", "20", "40", "60", "80", "70", "7.2"]
    assert len(found(drawn([Bar(str(day), 1) for day in range(30)]), "chart-number")) == 2


def test_the_axis_ends_above_the_highest_bar() -> None:
    assert [part.text for part in found(drawn([Bar(str(day), 1234) for day in range(30)]), "chart-number")] == [
        "0", "500", "1,000", "1,500"]
    assert [part.text for part in found(drawn([Bar(str(day), 0) for day in range(30)]), "chart-number")] == ["0", "1"]


@given(st.lists(st.tuples(st.text("abcdefgh0123456789", min_size=0, max_size=8), st.floats(0, 1e6)), min_size=1, max_size=60))
def test_everything_lies_within_the_picture_and_words_do_not_touch(values: list[tuple[str, float]]) -> None:
    chart = drawn([Bar(label, value) for label, value in values])
    for bar in found(chart, "chart-bar"):
        assert 0 <= float(bar.get("x", "")) <= 320 - float(bar.get("width", ""))
        assert 0 <= float(bar.get("y", "")) <= 180
    free = 0.0
    for label in found(chart, "chart-label"):
        half = len(label.text or "") * 6.5 / 2
        assert float(label.get("x", "")) - half >= free - 0.1
        free = float(label.get("x", "")) + half
    assert free <= 320.1


def test_a_chart_needs_no_style_and_takes_the_colour_of_its_text() -> None:
    text = str(bar_chart([Bar("Mon", 3)], key="work", title="T", description="D"))
    assert "style" not in text
    assert 'fill="currentColor"' in text
    assert 'viewBox="0 0 320 180"' in text


def test_texts_are_escaped() -> None:
    evil = '<script>alert("1")</script>'
    text = str(bar_chart([Bar(evil, 3, evil)], key='a"b', title=evil, description=evil))
    assert "<script" not in text
    assert 'id="a"b' not in text
    assert fromstring(text)[0].text == evil


@pytest.mark.parametrize(("bars", "why"), [
    ([], "A chart needs at least one bar."),
    ([Bar("a", -1)], "The bars of a chart are finite numbers from 0 up."),
    ([Bar("a", float("nan"))], "The bars of a chart are finite numbers from 0 up."),
])
def test_what_cannot_be_drawn_is_refused(bars: list[Bar], why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}$"):
        bar_chart(bars, key="work", title="T", description="D")
