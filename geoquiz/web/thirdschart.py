"""How often options were chosen, as a picture: a row each, a dot for the lower third, one for the upper, and one for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from geoquiz.core.statistics.intervals import Share
from geoquiz.core.statistics.items import Chosen

_WIDTH, _LEFT, _RIGHT, _TOP, _STEP, _BOTTOM = 320, 46, 14, 6, 26, 20
_FONT_SIZE = 11


@dataclass(frozen=True, slots=True)
class Choice:
    """One option under its letter, and whether it is right."""

    letter: str
    chosen: Chosen
    is_key: bool


def thirds_chart(choices: Sequence[Choice], *, key: str) -> Markup:
    """Return the shares of options as an SVG element that fills its place from 320 px on.

    The lower third is a ring, the upper one a filled dot, all learners a short stroke; a line leads from ring to dot. ``key``
    makes its ids unique in the page; the numbers belong into a table beside it. Raises ValueError without options.
    """
    if not choices:
        raise ValueError("A chart needs at least one option.")
    height = _TOP + _STEP * len(choices) + _BOTTOM
    parts = [*_axis(height), *(part for place, one in enumerate(choices) for part in _row(one, place))]
    with_thirds = any(one.chosen.upper.whole for one in choices)
    title = "How often each option was chosen" + (", by the lower and the upper third" if with_thirds else "")
    told = ". ".join(f"{one.letter}{', right' if one.is_key else ''}: {_told(one.chosen)}" for one in choices)
    return Markup(  # noqa: S704  # Texts are escaped where they are put in.
        f'<svg class="chart thirds" role="img" viewBox="0 0 {_WIDTH} {height}" width="100%" fill="currentColor" '
        f'font-size="{_FONT_SIZE}" aria-labelledby="{escape(key)}-title {escape(key)}-desc">'
        f'<title id="{escape(key)}-title">{title}</title><desc id="{escape(key)}-desc">{escape(told)}.</desc>'
        f"{''.join(parts)}</svg>")


def _told(chosen: Chosen) -> str:
    thirds = f", lower third {_percent(chosen.lower)}, upper third {_percent(chosen.upper)}" if chosen.upper.whole else ""
    return f"{_percent(chosen.all)}{thirds}"


def _percent(share: Share) -> str:
    return f"{100 * (share.value or 0):.0f} %"


def _x(share: Share) -> float:
    return _LEFT + (share.value or 0) * (_WIDTH - _LEFT - _RIGHT)


def _axis(height: int) -> list[str]:
    parts = []
    for percent in (0, 25, 50, 75, 100):
        x = _x(Share(percent, 100))
        place, anchor = (_WIDTH, "end") if percent == 100 else (x, "middle")
        parts.append(f'<path class="chart-line" d="M{x:.1f} {_TOP}V{height - _BOTTOM}" stroke="currentColor" stroke-opacity="0.2"/>'
                     f'<text class="chart-number" x="{place:.1f}" y="{height - 6}" text-anchor="{anchor}">'
                     f"{percent}{' %' if percent == 100 else ''}</text>")
    return parts


def _row(one: Choice, place: int) -> list[str]:
    y, (_, all_, lower, upper) = _TOP + _STEP * (place + 0.5), one.chosen
    parts = [f'<text class="chart-label" x="{_LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">'
             f"{'✓ ' if one.is_key else ''}{escape(one.letter)}</text>",
             f'<path class="thirds-all" d="M{_x(all_):.1f} {y - 9:.1f}v18" stroke="currentColor" stroke-width="2.5">'
             f"<title>all: {_percent(all_)}</title></path>"]
    if upper.whole:
        parts.append(f'<path d="M{_x(lower):.1f} {y:.1f}H{_x(upper):.1f}" stroke="currentColor" stroke-width="1.5"/>'
                     f'<circle class="thirds-lower" cx="{_x(lower):.1f}" cy="{y:.1f}" r="5" stroke="currentColor" '
                     f'stroke-width="1.5"><title>lower third: {_percent(lower)}</title></circle>'
                     f'<circle class="thirds-upper" cx="{_x(upper):.1f}" cy="{y:.1f}" r="5">'
                     f"<title>upper third: {_percent(upper)}</title></circle>")
    return parts
