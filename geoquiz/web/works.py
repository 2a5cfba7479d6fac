"""Work that takes longer than a page may: it runs in a thread beside the requests, and a page of its own shows how far it is."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.errors import BankError, GeoquizError
from geoquiz.core.stages import STORING, Cancelled, OnStage
from geoquiz.services import works
from geoquiz.services.works import Made, Telling
from geoquiz.storage.db import Database, db
from geoquiz.storage.queries.works import WorkRow
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("works", __name__)

Asked = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: its title, what does it, where one goes back to, and where its result leads; a file waits on its page."""

    title: str
    run: Callable[[Database, int, Asked, OnStage], Made]
    back: Callable[[Asked], str]
    arrive: Callable[[Mapping[str, Any]], ResponseReturnValue] | None = None


# Each feature puts its own here.
KINDS: dict[str, Kind] = {}

# One piece of work at a time in a process: answers of learners go on beside it.
TURN = threading.Lock()
_WAITS = 1.0
_BROKEN = "Something went wrong on the server, and it is in its log. Nothing of it is stored; try once more."


def start(kind: str, asked: Asked) -> ResponseReturnValue:
    """Begin a piece of work of the member who asks, unless the same is under way, and lead to its page."""
    user_id = learner().id
    begun = works.begin(db.session, user_id, kind, asked, now=utc_now())
    if begun.is_new:
        _run_beside(begun.key, user_id, kind, asked)
    return redirect(url_for("works.show", key=begun.key), HTTPStatus.SEE_OTHER)


def _run_beside(key: str, user_id: int, kind: str, asked: Asked) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    # A server that ends does not wait for it: the work is then shown as interrupted.
    threading.Thread(target=_run, args=(app, key, user_id, kind, asked), name=f"work {key}", daemon=True).start()


def _run(app: Flask, key: str, user_id: int, kind: str, asked: Asked) -> None:
    """Do a piece of work with a database session of its own, and store what came of it."""
    with app.app_context():
        try:
            state, made = "done", _made(key, user_id, kind, asked)
        except Cancelled:
            state, made = "cancelled", Made({})
        except GeoquizError as error:
            state, made = "failed", Made({"why": error.faults[0].message if isinstance(error, BankError) else str(error)})
        except Exception:  # Whatever it is, whoever waits must hear of it.
            app.logger.exception("Work %r of user %s broke off.", kind, user_id)
            state, made = "failed", Made({"why": _BROKEN})
        works.end(db.session, user_id, key, state, made)


def _made(key: str, user_id: int, kind: str, asked: Asked) -> Made:
    on_stage = Telling(db.engine, user_id, key, utc_now)
    while not TURN.acquire(timeout=_WAITS):
        on_stage("Waiting for other work on this server", 0, 0)
    try:
        return KINDS[kind].run(db.session, user_id, asked, on_stage)
    finally:
        db.session.rollback()
        TURN.release()


@bp.get("/work/<key>")
@member_required
def show(key: str) -> ResponseReturnValue:
    """Show how far a piece of work is, or go on to what came of it; asked for JSON, tell a script the same."""
    now = utc_now()
    row = works.show(db.session, learner().id, key, now=now)
    kind, is_over = KINDS[row.kind], row.state != "running" or works.is_interrupted(row, now=now)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(_told(row, is_over=is_over))
    if row.state == "done" and kind.arrive:
        return kind.arrive(row.result)
    page = "over" if is_over else "running"
    return render_template(f"works/{page}.html", work=row, told=_told(row, is_over=is_over), title=kind.title,
                           back=kind.back(row.arguments))


def _told(row: WorkRow, *, is_over: bool) -> dict[str, Any]:
    """Return what the page says, in words and numbers."""
    stage = "Stopping" if row.is_unwanted else row.stage
    count = f"{row.done:,} of {row.total:,}" if row.total and not row.is_unwanted else ""
    return {"over": is_over, "stage": stage, "count": count, "done": row.done, "total": row.total,
            "cancellable": row.stage != STORING and not row.is_unwanted, "stopping": row.is_unwanted}


@bp.post("/work/<key>/cancel")
@member_required
def cancel(key: str) -> ResponseReturnValue:
    """End a piece of work before it stores anything."""
    works.cancel(db.session, learner().id, key, now=utc_now())
    return redirect(url_for(".show", key=key), HTTPStatus.SEE_OTHER)


@bp.post("/work/<key>/again")
@member_required
def again(key: str) -> ResponseReturnValue:
    """Begin a piece of work anew that was interrupted, cancelled or has failed."""
    user_id = learner().id
    begun, row = works.again(db.session, user_id, key, now=utc_now())
    if begun.is_new:
        _run_beside(begun.key, user_id, row.kind, row.arguments)
    return redirect(url_for(".show", key=begun.key), HTTPStatus.SEE_OTHER)


@bp.get("/work/<key>/file")
@member_required
def download(key: str) -> ResponseReturnValue:
    """Hand out the file that a piece of work has made."""
    file = works.file_of(db.session, learner().id, key, now=utc_now())
    response = Response(file.data, mimetype=file.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response
