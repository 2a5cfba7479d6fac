"""A year of days as a picture: one cell a day, darker the more was done, drawn on the server as SVG."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup, escape

DAYS = 53 * 7
_WEEKS = 27  # In a row: two rows hold a year, and a cell is a dozen pixels wide on the narrowest phone.
_LEFT, _CELL, _GAP, _TOP = 26, 10.8, 1.6, 14
_ROW = _TOP + 7 * _CELL + 8
_FONT_SIZE = 11
_LEVELS = 4
_MONTH = 24  # How wide the name of a month is.
_WEEKDAYS = ((0, "Mo"), (2, "We"), (4, "Fr"))


def heat_map(counts: Mapping[int, int], *, today: int, key: str, title: str, description: str) -> Markup:
    """Return the last year as an SVG element, a column a week from Monday on; ``counts`` are by the number of the day.

    It fills its place from 320 px on. ``key`` makes its ids unique in the page; the numbers belong into a table beside it as well.
    """
    first = first_day(today)
    most = max((count for day, count in counts.items() if first <= day <= today), default=0)
    parts = [_cell(day, first, counts.get(day, 0), most) for day in range(first, today + 1)]
    parts += _labels(first, today)
    weeks = (today - first) // 7 + 1
    height = _ROW * (1 if weeks <= _WEEKS else 2)
    return Markup(  # noqa: S704  # Texts are escaped where they are put in.
        f'<svg class="chart heat" role="img" viewBox="0 0 320 {height:.0f}" width="100%" fill="currentColor" '
        f'font-size="{_FONT_SIZE}" aria-labelledby="{escape(key)}-title {escape(key)}-desc">'
        f'<title id="{escape(key)}-title">{escape(title)}</title><desc id="{escape(key)}-desc">{escape(description)}</desc>'
        f"{''.join(parts)}</svg>")


def first_day(today: int) -> int:
    """Return the Monday with which the picture begins: that of 52 weeks ago."""
    monday = today - date.fromordinal(today).weekday()
    return max(1, monday - 52 * 7)


def level(count: int, most: int) -> int:
    """Return how dark a day is, 0 for none to 4 for the fullest quarter of what was done on one day."""
    return 0 if count == 0 else min(_LEVELS, 1 + (count - 1) * _LEVELS // most)


def _place(day: int, first: int) -> tuple[float, float]:
    week, weekday = divmod(day - first, 7)
    row, column = divmod(week, _WEEKS)
    return _LEFT + column * _CELL, row * _ROW + _TOP + weekday * _CELL


def _cell(day: int, first: int, count: int, most: int) -> str:
    x, y = _place(day, first)
    size = _CELL - _GAP
    on = date.fromordinal(day)
    return (f'<rect class="heat-{level(count, most)}" x="{x:.1f}" y="{y:.1f}" width="{size:.1f}" height="{size:.1f}" rx="2">'
            f"<title>{on.day} {on:%B %Y}: {count}</title></rect>")


def _labels(first: int, today: int) -> list[str]:
    """Return the names of months above the week in which each begins, and of some days of the week."""
    parts = []
    for row in range(1 + ((today - first) // 7 >= _WEEKS)):
        parts += [f'<text class="chart-label" x="0" y="{row * _ROW + _TOP + place * _CELL + 8:.1f}">{name}</text>'
                  for place, name in _WEEKDAYS]
    months: list[tuple[float, float, str]] = []
    month = 0
    for monday in range(first, today + 1, 7):
        on = date.fromordinal(min(monday + 6, today))
        if on.month != month:
            months.append((*_place(monday, first), f"{on:%b}"))
        month = on.month
    for (x, y, name), following in zip(months, [*months[1:], None], strict=True):
        touches = following is not None and following[1] == y and following[0] - x < _MONTH
        if not touches and x < 320 - _MONTH:
            parts.append(f'<text class="chart-label" x="{x:.1f}" y="{y - 4:.1f}">{name}</text>')
    return parts
