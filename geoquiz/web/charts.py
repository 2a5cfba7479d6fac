"""Pictures of numbers, drawn on the server: bar charts as SVG, without scripts and styles of their own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDTH, _HEIGHT = 320, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 4, 18, 22  # Room for the numbers of the axis, and for the words below it.
_FEW = 10  # So many bars have their number above them; more have no room for it.
_LETTER = 6.5  # How wide a letter is at the font size below; enough to keep words apart.
_FONT_SIZE = 11


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the words below it, and how high it is, not below nought; ``name`` is the longer form, where there is one."""

    label: str
    value: float
    name: str = ""


def bar_chart(bars: Sequence[Bar], *, key: str, title: str, description: str) -> Markup:
    """Return a bar chart as an SVG element that fills its place from 320 px on and takes the colour of the text around it.

    ``key`` makes its ids unique in the page. ``title`` and ``description`` are what a screen reader says of it; the numbers
    belong into a table beside it as well. Raises ValueError without bars, and when a value is negative or not finite.
    """
    if not bars:
        raise ValueError("A chart needs at least one bar.")
    if any(bar.value < 0 or not math.isfinite(bar.value) for bar in bars):
        raise ValueError("The bars of a chart are finite numbers from 0 up.")
    step = _nice_step(max(bar.value for bar in bars))
    top = step * max(1, math.ceil(max(bar.value for bar in bars) / step - 1e-9))
    parts = [*_axis(step, top), *_bars(bars, top), *_labels(bars)]
    return Markup(  # noqa: S704  # Texts are escaped where they are put in.
        f'<svg class="chart" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="100%" fill="currentColor" '
        f'font-size="{_FONT_SIZE}" aria-labelledby="{escape(key)}-title {escape(key)}-desc">'
        f'<title id="{escape(key)}-title">{escape(title)}</title><desc id="{escape(key)}-desc">{escape(description)}</desc>'
        f"{''.join(parts)}</svg>")


# Smaller numbers are drawn as nothing: a power of ten near the least float cannot be worked out.
_NOTHING = 1e-9


def _nice_step(highest: float) -> float:
    """Return the distance of the lines of the axis: 1, 2 or 5 times a power of ten, at most five of them."""
    if highest < _NOTHING:
        return 1.0
    power = 10.0 ** math.floor(math.log10(highest / 5))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power * 5 >= highest - 1e-9)
    return max(1.0, step) if highest >= 1 else step


def _y(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - value / top * (_HEIGHT - _TOP - _BOTTOM)


def _axis(step: float, top: float) -> list[str]:
    """Return the lines across, each with its number at the left."""
    parts = []
    for index in range(round(top / step) + 1):
        y = _y(index * step, top)
        parts.append(f'<path class="chart-line" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="currentColor" '
                     f'stroke-opacity="{0.6 if index == 0 else 0.2}"/>'
                     f'<text class="chart-number" x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{_number(index * step)}</text>')
    return parts


def _bars(bars: Sequence[Bar], top: float) -> list[str]:
    """Return the bars, each with a title for the mouse, and its number above where there is room."""
    parts = []
    slot = (_WIDTH - _LEFT - _RIGHT) / len(bars)
    width = slot * 0.72
    for index, bar in enumerate(bars):
        x, y = _LEFT + slot * (index + 0.14), _y(bar.value, top)
        number = _number(bar.value)
        parts.append(f'<rect class="chart-bar" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_HEIGHT - _BOTTOM - y:.1f}">'
                     f"<title>{escape(bar.name or bar.label)}: {number}</title></rect>")
        if len(bars) <= _FEW:
            parts.append(f'<text class="chart-number" x="{x + width / 2:.1f}" y="{y - 4:.1f}" text-anchor="middle">{number}</text>')
    return parts


def _labels(bars: Sequence[Bar]) -> list[str]:
    """Return the words below the bars: the first, and then as many as do not touch."""
    parts = []
    slot, free = (_WIDTH - _LEFT - _RIGHT) / len(bars), 0.0
    for index, bar in enumerate(bars):
        half = len(bar.label) * _LETTER / 2
        middle = min(max(_LEFT + slot * (index + 0.5), half), _WIDTH - half)
        if middle - half >= free and bar.label:
            parts.append(f'<text class="chart-label" x="{middle:.1f}" y="{_HEIGHT - 6}" text-anchor="middle">'
                         f"{escape(bar.label)}</text>")
            free = middle + half + _LETTER
    return parts


def _number(value: float) -> str:
    """Return a number as people write it on a chart: whole from ten on, else with at most one decimal."""
    return f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:.1f}".rstrip("0").rstrip(".")
