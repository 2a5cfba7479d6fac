"""What templates can use beside their values: filters and globals."""

from datetime import datetime, timedelta

from flask import Flask, current_app
from markupsafe import Markup

from geoquiz.core.dates import Partial
from geoquiz.core.geo import FRAMES
from geoquiz.core.markdown import to_inline_html, to_page_html
from geoquiz.core.scheduling.calendar import zone_named
from geoquiz.web.access import who
from geoquiz.web.clock import utc_now
from geoquiz.web.devices import device_in_words

KIND_NAMES = {
    "card": "Flashcard", "single": "Single choice", "multiple": "Multiple choice", "true_false": "True or false",
    "typed": "Typed answer", "numeric": "Number", "date": "Date", "cloze": "Fill the gap", "ordering": "Put in order",
    "matching": "Matching", "map": "Map",
}


def init(app: Flask) -> None:
    """Give the templates of ``app`` their filters."""
    # Both functions return HTML cleaned by an allowlist; see geoquiz.core.markdown.
    app.jinja_env.filters["markdown"] = lambda text: Markup(to_page_html(text))  # noqa: S704  # Cleaned, see above.
    app.jinja_env.filters["inline_markdown"] = lambda text: Markup(to_inline_html(text))  # noqa: S704  # Cleaned, see above.
    app.jinja_env.filters["kind_name"] = lambda kind: KIND_NAMES.get(kind, kind.replace("_", " ").capitalize())
    app.jinja_env.filters["partial_date"] = lambda text: str(Partial.parse(text))
    app.jinja_env.filters["in_words"] = in_words
    app.jinja_env.filters["ago_in_words"] = ago_in_words
    app.jinja_env.filters["counted"] = counted
    app.jinja_env.filters["device"] = device_in_words
    app.jinja_env.filters["local_day"] = local_day
    app.jinja_env.globals.update(now=utc_now, who=who, frames=FRAMES,
                                   can_register=can_register)


def can_register() -> bool:
    """Return whether anybody may make an account of their own here."""
    return bool(current_app.config["REGISTRATION"] == "open")


def in_words(due: datetime, now: datetime) -> str:
    """Return how far off an instant is: "now", "in 10 minutes", "in 3 days"."""
    left = due - now
    if left <= timedelta(seconds=30):
        return "now"
    for unit, size in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        if left >= 0.95 * size:
            count = max(1, round(left / size))
            return f"in {count} {unit}{'s' if count != 1 else ''}"
    return "in less than a minute"


def ago_in_words(then: datetime, now: datetime) -> str:
    """Return how long ago an instant was: "just now", "10 minutes ago", "3 days ago"."""
    words = in_words(now, then)
    return "just now" if words in ("now", "in less than a minute") else f"{words.removeprefix('in ')} ago"


def counted(count: int) -> str:
    """Return a count in words of a page: exact to a thousand, then "1000+"."""
    return str(count) if count <= 1000 else "1000+"


def local_day(at: datetime, zone: str) -> str:
    """Return the date of an instant in a zone, as in "Tuesday, 24 November 2026"."""
    local = at.astimezone(zone_named(zone))
    return f"{local:%A}, {local.day} {local:%B %Y}"
