"""Dates by which something is due, as a calendar that phones and programs can follow (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Date:
    """One entry; ``key`` is permanent, so that a changed date moves the entry and makes no second one."""

    key: str
    title: str
    about: str
    address: str
    due_at: datetime
    made_at: datetime


def write_calendar(name: str, dates: Iterable[Date]) -> bytes:
    """Return a calendar of these dates; every time in it is stored, none taken from a clock."""
    # Imported here: few servers need it, and all would wait for it when they start.
    from icalendar import Calendar, Event  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", "-//geoquiz//due//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    # How often programs should look again.
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for date in dates:
        event = Event()
        event.add("uid", f"{date.key}@geoquiz")
        event.add("dtstamp", date.made_at)
        event.add("dtstart", date.due_at)
        event.add("dtend", date.due_at)
        event.add("summary", date.title)
        event.add("description", date.about)
        event.add("url", date.address)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
