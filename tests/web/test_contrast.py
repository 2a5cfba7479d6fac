"""Colours are legible: the contrasts that docs/design.md states are those of the style sheet, and high enough."""

import re
from pathlib import Path

import pytest

from geoquiz import resources

ROOT = Path(__file__).parents[2]
GROUNDS = ("page", "panel", "sunken", "accent-soft", "right-soft", "wrong-soft", "almost-soft")
TEXTS = ("text", "muted", "accent", "accent-strong", "right", "wrong", "almost")
LEAST = {**dict.fromkeys(TEXTS, 4.5), "on-accent": 4.5, "control": 3.0}


def colours_of_tokens() -> dict[str, dict[str, str]]:
    """Return the colours of both schemes by their names."""
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
    contrast, ground = _worst(colours_of_tokens()[name], what)
    assert contrast >= LEAST[what], f"{what} on {ground} is {contrast:.2f}:1 in the {name} scheme"


def test_black_on_white_is_21_to_1() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


def test_the_design_page_states_the_measured_contrasts() -> None:
    page = (ROOT / "docs" / "design.md").read_text()
    schemes = colours_of_tokens()
    for what in LEAST:
        figures = [_worst(schemes[name], what)[0] for name in ("light", "dark")]
        assert f"| `{what}` | {'accent, accent-strong' if what == 'on-accent' else 'every ground'} | " \
               f"{figures[0]:.1f}:1 | {figures[1]:.1f}:1 |" in page


def _sheets() -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted((resources.static_folder() / "css").glob("*.css"))}


# What is drawn on a map is the same in both schemes: a white line goes around it, whatever picture it stands on.
ON_MAPS = {"#ffffff", "#1c1f26", "#3c4250", "#14743f", "#b3123f"}
# The dot of the mark is the same everywhere, like the icon it belongs to; a code for cameras is black on white.
OWN = {"base.css": {"#ffc24b"}, "study-map.css": ON_MAPS, "accounts.css": {"#fff"}, "classes.css": {"#fff"}}


@pytest.mark.parametrize("name", [name for name in _sheets() if name != "tokens.css"])
def test_the_other_style_sheets_bring_no_colours_of_their_own(name: str) -> None:
    found = set(re.findall(r"#[0-9a-f]{3,8}\b", _sheets()[name]))
    assert found <= OWN.get(name, set()), f"{name} has {found}: use the tokens"


@pytest.mark.parametrize("colour", sorted(ON_MAPS - {"#ffffff"}))
def test_marks_and_names_on_a_map_stand_out_from_the_white_line_around_them(colour: str) -> None:
    assert _contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", _sheets())
def test_text_stands_out_from_the_ground_that_its_own_rule_gives_it(name: str, scheme: str) -> None:
    colours = colours_of_tokens()[scheme]
    for selector, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", _sheets()[name]):
        text, ground = (re.search(rf"(?<![a-z-]){key}: var\(--color-([a-z-]+)\)", rule) for key in ("color", "background"))
        if text and ground:
            contrast = _contrast(colours[text[1]], colours[ground[1]])
            assert contrast >= 4.5, f"{selector.strip()} in {name} has {contrast:.2f}:1 in the {scheme} scheme"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("verdict", ["right", "wrong", "almost"])
def test_the_pictures_of_verdicts_stand_out_in_their_circles(verdict: str, scheme: str) -> None:
    colours = colours_of_tokens()[scheme]
    assert _contrast(colours["panel"], colours[verdict]) >= 3.0
