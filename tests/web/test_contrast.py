"""Colours are legible: the contrasts that docs/design.md states are those of the style sheet, and high enough."""

import re
from pathlib import Path

import pytest

from geoquiz import resources

ROOT = Path(__file__).parents[2]
GROUNDS = ("page", "panel", "sunken", "accent-soft", "right-soft", "wrong-soft", "almost-soft")
TEXTS = ("text", "muted", "accent", "accent-strong", "right", "wrong", "almost")
LEAST = {**dict.fromkeys(TEXTS, 4.5), "on-accent": 4.5, "control": 3.0}


def _schemes() -> dict[str, dict[str, str]]:
    css = (resources.static_folder() / "css" / "tokens.css").read_text()
    light, dark, _ = re.split(r"@media \((?:prefers-color-scheme: dark)\)|@media print", css)
    colours = re.compile(r"--color-([a-z-]+): (#[0-9a-f]{6});")
    return {"light": dict(colours.findall(light)), "dark": dict(colours.findall(dark))}


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _worst(scheme: dict[str, str], what: str) -> tuple[float, str]:
    """Return the lowest contrast that a colour has on the grounds it is used on, and that ground."""
    grounds = ("accent", "accent-strong") if what == "on-accent" else GROUNDS
    return min((_contrast(scheme[what], scheme[ground]), ground) for ground in grounds)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("what", LEAST)
def test_every_colour_stands_out_from_every_ground_it_is_used_on(name: str, what: str) -> None:
    contrast, ground = _worst(_schemes()[name], what)
    assert contrast >= LEAST[what], f"{what} on {ground} is {contrast:.2f}:1 in the {name} scheme"


def test_black_on_white_is_21_to_1() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


def test_the_design_page_states_the_measured_contrasts() -> None:
    page = (ROOT / "docs" / "design.md").read_text()
    schemes = _schemes()
    for what in LEAST:
        figures = [_worst(schemes[name], what)[0] for name in ("light", "dark")]
        assert f"| `{what}` | {'accent, accent-strong' if what == 'on-accent' else 'every ground'} | " \
               f"{figures[0]:.1f}:1 | {figures[1]:.1f}:1 |" in page


@pytest.mark.parametrize("name", ["base.css", "components.css", "pages.css"])
def test_the_other_style_sheets_bring_no_colours_of_their_own(name: str) -> None:
    found = set(re.findall(r"#[0-9a-f]{3,8}\b", (resources.static_folder() / "css" / name).read_text()))
    # The dot of the mark is the same everywhere, like the icon it belongs to.
    assert found <= {"#ffc24b"}, f"{name} has {found}: use the tokens"
