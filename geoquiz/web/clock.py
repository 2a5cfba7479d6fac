"""Where the web reads the clock; everything below is told the time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present instant, aware UTC."""
    return datetime.now(UTC)
