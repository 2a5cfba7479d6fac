"""One way to answer each kind by pointing (mouse, finger, or without scripts), and what to expect of it."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class Way:
    """How a question is answered on its page, up to the button; and the verdict that must follow.

    ``mistake`` is what the page says when nothing is given, and "" where something always is.
    """

    question: str
    part: str
    act: Callable[[Page], None]
    verdict: str
    mistake: str
    response: list[str]


def _choose(*names: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        for name in names:
            page.get_by_text(name, exact=True).click()
    return act


def _type(text: str) -> Callable[[Page], None]:
    return lambda page: page.locator("#response").fill(text)


def _match(page: Page) -> None:
    for left, right in (("Mumbai", "Arabian Sea"), ("Bandar Abbas", "Red Sea")):
        page.get_by_label(left).select_option(right)


WAYS = {
    way.question: way for way in (
        Way("a-single", "main", _choose("Chabahar"), "Not right", "Choose one of the options.", ["Chabahar"]),
        Way("a-multiple", "main", _choose("Iran", "Azerbaijan"), "Partly right", "Choose at least one option.",
            ["Azerbaijan", "Iran"]),
        Way("a-truth", "main", _choose("True"), "Right", "Choose true or false.", ["true"]),
        Way("a-word", "main", _type("Astrakan"), "Almost right", "Type an answer", ["Astrakan"]),
        Way("a-number", "main", _type("7250"), "Right", "Type one number", ["7250"]),
        Way("a-day", "main", _type("12 Sept 2000"), "Right", "Type a day, a month and a year", ["12 Sept 2000"]),
        Way("a-gap", "c1", _type("Minsk"), "Not right", "Type what belongs in the gap", ["Minsk"]),
        Way("a-match", "main", _match, "Partly right", "Choose what belongs to at least one", ["Arabian Sea", "Red Sea", ""]),
        Way("a-place", "main", _choose("Tehran"), "Not right", "Point at a place on the map", ["Tehran"]),
    )
}
KINDS = ["a-card", "a-single", "a-multiple", "a-truth", "a-word", "a-number", "a-day", "a-gap", "an-order", "a-match", "a-place"]
RIGHT_ORDER = [
    "Russia, Iran and India sign the agreement", "The first trial run reaches Bandar Abbas, Baku and Astrakhan",
    "The first train from Russia to India by the eastern branch leaves",
    "Russia and Iran agree to build the railway from Rasht to Astara",
]
