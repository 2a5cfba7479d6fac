"""The heat map of a year and the chart of shares."""

from datetime import date
from itertools import pairwise

import pytest

from geoquiz.web.heatmap import DAYS, first_day, heat_map, level
from geoquiz.web.sharechart import ShareRow, share_chart
from tests.web.pages import parse

TODAY = date(2026, 11, 25).toordinal()


def test_a_year_has_a_cell_for_each_day_and_none_for_those_to_come() -> None:
    page = parse(heat_map({TODAY: 4, TODAY - 1: 1}, today=TODAY, key="year", title="Answers", description="Five answers."))
    titles = [cell.one("title").text for cell in page.all("rect")]
    assert len(titles) == TODAY - first_day(TODAY) + 1 <= DAYS
    assert date.fromordinal(first_day(TODAY)).weekday() == 0
    assert titles[-2:] == ["24 November 2026: 1", "25 November 2026: 4"]
    assert [cell["class"] for cell in page.all("rect")][-2:] == ["heat-1", "heat-4"]


def test_no_two_names_of_months_touch() -> None:
    for today in range(TODAY, TODAY + 40):
        page = parse(heat_map({}, today=today, key="year", title="Answers", description="None."))
        months = sorted((float(text["y"]), float(text["x"])) for text in page.all("text") if float(text["x"]) > 0)
        assert all(y != other_y or other_x - x >= 24 for (y, x), (other_y, other_x) in pairwise(months))


@pytest.mark.parametrize(("count", "most", "expected"), [
    (0, 0, 0), (0, 9, 0), (1, 1, 1), (1, 40, 1), (10, 40, 1), (40, 40, 4), (21, 40, 3),
])
def test_a_day_is_the_darker_the_more_was_done(count: int, most: int, expected: int) -> None:
    assert level(count, most) == expected


def test_a_row_has_its_share_its_interval_and_what_was_expected() -> None:
    page = parse(share_chart([ShareRow("80 to 90 %", 0.85, 0.8, 0.9, expected=0.87), ShareRow("<few>", 0.5, 0.2, 0.8, faint=True)],
                             key="bins", title="Recall", description="Two rows."))
    assert page.one("svg")["aria-labelledby"] == "bins-title bins-desc"
    groups = page.all("g")
    assert [group.one("title").text for group in groups] == ["80 to 90 %: 85 % (80 to 90 %)", "<few>: 50 % (20 to 80 %)"]
    assert ["share-faint" in group["class"] for group in groups] == [False, True]
    assert len(page.all("path", class_="share-expected")) == 1


def test_a_chart_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="A chart needs at least one row"):
        share_chart([], key="k", title="T", description="D")
