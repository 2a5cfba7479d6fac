"""What browsers report of pages that broke the content security policy."""

import json
import time
from threading import Lock
from typing import Any

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

bp = Blueprint("reports", __name__)

_LARGEST = 16 * 1024
# So many lines a minute and process go to the log; whoever wants to fill the disk must find another way.
_PER_MINUTE = 20
_FIELDS = ("document-uri", "documentURL", "effective-directive", "effectiveDirective", "violated-directive", "blocked-uri",
           "blockedURL", "source-file", "sourceFile", "line-number", "lineNumber")


class Budget:
    """How many lines may still be logged in this minute."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute, self._minute, self._left, self._lock = per_minute, -1, 0, Lock()

    def take(self, now: float) -> bool:
        """Return whether one more line may be logged at ``now``, in seconds of a clock that only goes on."""
        with self._lock:
            if self._minute != int(now // 60):
                self._minute, self._left = int(now // 60), self.per_minute
            self._left -= 1
            return self._left >= 0


budget = Budget(_PER_MINUTE)


@bp.url_value_preprocessor
def _keep_short(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Refuse a long report before anything reads it."""
    request.max_content_length = _LARGEST


@bp.post("/reports/policy")
def policy() -> ResponseReturnValue:
    """Log what a browser refused to load, in one short line each; nothing is stored or answered."""
    try:
        sent = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return "", 204
    for report in (sent if isinstance(sent, list) else [sent])[:10]:
        if isinstance(report, dict) and budget.take(time.monotonic()):
            current_app.logger.warning("The policy of a page was broken: %s", _line(report))
    return "", 204


def _line(report: dict[str, Any]) -> str:
    """Return what a report says, whichever of its two formats it has, without anything that could break the line."""
    body = report.get("csp-report") or report.get("body") or {}
    if not isinstance(body, dict):
        return "(nothing readable)"
    facts = {name: str(body[name])[:200] for name in _FIELDS if name in body}
    # As JSON, so that no line break or control character of a stranger's gets into the log; queries may hold secrets.
    return json.dumps({name: value.partition("?")[0] for name, value in facts.items()})
