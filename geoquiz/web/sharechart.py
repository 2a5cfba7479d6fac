"""Shares with how sure they are, as a picture: a row each, a dot within its interval, drawn on the server as SVG."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDTH, _LEFT, _RIGHT, _TOP, _STEP, _BOTTOM = 320, 104, 12, 6, 26, 20
_FONT_SIZE = 11
_ENOUGH_LINES = 5


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share from 0 to 1 with its interval; ``expected`` is what it should be, and a ``faint`` one rests on too few answers."""

    label: str
    value: float
    low: float
    high: float
    expected: float | None = None
    faint: bool = False


def share_chart(rows: Sequence[ShareRow], *, key: str, title: str, description: str) -> Markup:
    """Return shares as an SVG element that fills its place from 320 px on and takes the colour of the text around it.

    The axis begins below the lowest of them. ``key`` makes its ids unique in the page; the numbers belong into a table beside it
    as well. Raises ValueError without rows.
    """
    if not rows:
        raise ValueError("A chart needs at least one row.")
    lowest = min(min(row.low, row.value if row.expected is None else row.expected) for row in rows)
    floor = max(0, min(90, math.floor(lowest * 10) * 10)) / 100
    height = _TOP + _STEP * len(rows) + _BOTTOM
    parts = [*_axis(floor, height), *(part for place, row in enumerate(rows) for part in _row(row, place, floor))]
    return Markup(  # noqa: S704  # Texts are escaped where they are put in.
        f'<svg class="chart shares" role="img" viewBox="0 0 {_WIDTH} {height}" width="100%" fill="currentColor" '
        f'font-size="{_FONT_SIZE}" aria-labelledby="{escape(key)}-title {escape(key)}-desc">'
        f'<title id="{escape(key)}-title">{escape(title)}</title><desc id="{escape(key)}-desc">{escape(description)}</desc>'
        f"{''.join(parts)}</svg>")


def _x(value: float, floor: float) -> float:
    return _LEFT + (value - floor) / (1 - floor) * (_WIDTH - _LEFT - _RIGHT)


def _axis(floor: float, height: int) -> list[str]:
    step = next(step for step in (2, 5, 10, 20, 50) if (100 - round(floor * 100)) / step <= _ENOUGH_LINES)
    parts = []
    for percent in range(100, round(floor * 100) - 1, -step):
        x = _x(percent / 100, floor)
        place, anchor = (_WIDTH, "end") if percent == 100 else (x, "middle")
        parts.append(f'<path class="chart-line" d="M{x:.1f} {_TOP}V{height - _BOTTOM}" stroke="currentColor" stroke-opacity="0.2"/>'
                     f'<text class="chart-number" x="{place:.1f}" y="{height - 6}" text-anchor="{anchor}">'
                     f"{percent}{' %' if percent == 100 else ''}</text>")
    return parts


def _row(row: ShareRow, place: int, floor: float) -> list[str]:
    y = _TOP + _STEP * (place + 0.5)
    low, high, middle = _x(row.low, floor), _x(row.high, floor), _x(row.value, floor)
    number = f"{100 * row.value:.0f} % ({100 * row.low:.0f} to {100 * row.high:.0f} %)"
    parts = [f'<text class="chart-label" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(row.label)}</text>',
             f'<g class="share{" share-faint" if row.faint else ""}"><title>{escape(row.label)}: {number}</title>'
             f'<path d="M{low:.1f} {y:.1f}H{high:.1f}M{low:.1f} {y - 4:.1f}v8M{high:.1f} {y - 4:.1f}v8" stroke="currentColor" '
             f'stroke-width="1.5" fill="none"/><circle class="share-dot" cx="{middle:.1f}" cy="{y:.1f}" r="5"/></g>']
    if row.expected is not None:
        expected = _x(row.expected, floor)
        parts.append(f'<path class="share-expected" d="M{expected:.1f} {y - 9:.1f}v18" stroke="currentColor" stroke-width="2.5">'
                     f"<title>{escape(row.label)}: predicted {100 * row.expected:.0f} %</title></path>")
    return parts
