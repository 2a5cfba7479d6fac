"""Request ids, and log lines that carry them: as text for people, or as JSON for programs."""

import json
import logging
import re
import time
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

_REQUESTS = logging.getLogger("geoquiz.requests")
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_FIELDS = ("method", "path", "status", "ms")


def init(app: Flask) -> None:
    """Give each request of ``app`` an id, its proxy's where that sends one, and a line in the log where the level asks for it."""
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """Return the id of this request, by which its lines in the log are found."""
    return str(g.get("request_id", "-")) if has_request_context() else "-"


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_id()
    if _REQUESTS.isEnabledFor(logging.INFO):
        # The path alone: what people search for stands behind it, and who they are in none of both.
        values = (request.method, request.path, response.status_code, round(1000 * (time.perf_counter() - g.began)))
        _REQUESTS.info("%s %s answered %d in %d ms", *values, extra=dict(zip(_FIELDS, values, strict=True)))
    return response


class Identified(logging.Filter):
    """Adds the id of the request to every line that is written during one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass."""
        record.request_id = request_id()
        return True


class Text(logging.Formatter):
    """One line for people: time, level, id of the request, message; a traceback below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s [%(request_id)s] %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # The library's name.
        """Return the line without line breaks of others: what a browser sends must not look like a line of its own."""
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")


class Json(logging.Formatter):
    """One line for programs, an object with the same facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object."""
        found: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name, "request": getattr(record, "request_id", "-"), "message": record.getMessage(),
        }
        found |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            found["exception"] = self.formatException(record.exc_info)
        return json.dumps(found, ensure_ascii=False)


def configuration(form: str, level: str) -> dict[str, Any]:
    """Return what `logging.config.dictConfig` takes: everything to standard error, as "text" or "json", from a level on."""
    return {
        "version": 1, "disable_existing_loggers": False,
        "filters": {"request": {"()": Identified}},
        "formatters": {"line": {"()": Json if form == "json" else Text}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
        "root": {"level": level.upper(), "handlers": ["stderr"]},
        # gunicorn gives its own loggers handlers of their own, unless they are named here; its lines on requests hold addresses
        # and what stands behind paths, and ours are there instead.
        "loggers": {"gunicorn.error": {"level": level.upper(), "handlers": ["stderr"], "propagate": False},
                    "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False}},
    }
