"""`/metrics` for Prometheus: requests, their times and stored answers, of all workers together; nothing of any person."""

import os
import time
from typing import Any

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from sqlalchemy import Connection, Engine, event

from geoquiz.storage.db import db
from geoquiz.storage.models import Answer

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_METHODS = ("GET", "HEAD", "POST")
_SLOW = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

bp = Blueprint("metrics", __name__)
# By endpoint and not by path: an address may name a bank or an answer, and there are any number of them.
REQUESTS = Counter("geoquiz_requests", "Requests answered.", ("method", "endpoint", "status"))
SECONDS = Histogram("geoquiz_request_seconds", "Time from a request to its answer.", ("endpoint",), buckets=_SLOW)
ANSWERS = Counter("geoquiz_answers", "Answers of learners that were stored.")


def init(app: Flask) -> None:
    """Let ``app`` count, and show what it has counted."""
    app.before_request(_begin)
    app.after_request(_count)
    app.register_blueprint(bp)
    with app.app_context():
        count_answers(db.engine)


@bp.get("/metrics")
def metrics() -> Response:
    """Show the figures of all workers."""
    registry = REGISTRY
    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # The library has no types here.
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _begin() -> None:
    g.counted_from = time.perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    REQUESTS.labels(request.method if request.method in _METHODS else "other", endpoint, str(response.status_code)).inc()
    if "counted_from" in g:
        SECONDS.labels(endpoint).observe(time.perf_counter() - g.counted_from)
    return response


def count_answers(engine: Engine) -> None:
    """Count the answers that are committed on an engine, by whatever page or program they came."""
    inserting = f"INSERT INTO {Answer.__tablename__} "

    def note(connection: Connection, _cursor: object, statement: str, parameters: Any, _context: object, many: bool) -> None:
        if statement.startswith(inserting):
            connection.info["answers"] = connection.info.get("answers", 0) + (len(parameters) if many else 1)

    def commit(connection: Connection) -> None:
        ANSWERS.inc(connection.info.pop("answers", 0))

    def forget(connection: Connection) -> None:
        connection.info.pop("answers", None)

    event.listen(engine, "after_cursor_execute", note)
    event.listen(engine, "commit", commit)
    event.listen(engine, "rollback", forget)
