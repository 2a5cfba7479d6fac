"""Study without a network: the installable app, what a device takes along, and the answers that it brings back."""

import base64
import gzip
import json
import secrets
import uuid
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from pydantic import AfterValidator, BaseModel, Field, ValidationError

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.core.offline.sealing import NONCE_BYTES, seal
from geoquiz.core.question import Form
from geoquiz.core.scheduling.rating import Rating
from geoquiz.services import accounts, offline, study
from geoquiz.services.offline import Packed
from geoquiz.services.results import Revealed
from geoquiz.storage.db import db
from geoquiz.web import asked as tokens
from geoquiz.web.access import learner, who
from geoquiz.web.clock import utc_now

bp = Blueprint("offline", __name__)

MOST_AT_ONCE = 50
# What the shell is made of; everything else of a page comes with the pack.
SHELL = ("css/tokens.css", "css/base.css", "css/components.css", "css/study*.css", "css/offline.css", "js/offline/*.js",
         *(f"js/{name}.js" for name in ("shell", "menu", "once", "keys", "keyswitch", "swipes", "help", "map", "ordering")),
         "icons/favicon.svg", "maps/*.svg")
# Times that any database and calendar can hold; the claims of broken clocks beyond are brought back to them.
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2400, 1, 1, tzinfo=UTC)
_OF_ANOTHER = "These answers belong to somebody else: they are sent when their learner is logged in."
_HAS_TO_WAIT = "A quiz that is still open asks this question: the answer waits until then."
_TOO_MANY = f"Send at most {MOST_AT_ONCE} answers at a time, each as the page of /offline sends it."


@bp.get("/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    """Tell a device how to install the site as an app."""
    icons = [{"src": url_for("static", filename=f"icons/{name}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png",
              "purpose": purpose} for name, purpose, size in (("icon", "any", 192), ("icon", "any", 512),
                                                              ("maskable", "maskable", 192), ("maskable", "maskable", 512))]
    answer = jsonify({
        "id": "/", "name": "geoquiz", "short_name": "geoquiz", "start_url": "/", "scope": "/", "lang": "en",
        "display": "standalone", "categories": ["education"],
        "description": "Questions that come back just before you would forget them.",
        "theme_color": "#ffffff", "background_color": "#f7f5f0", "icons": icons,
        "shortcuts": [{"name": "Study", "url": "/study"}, {"name": "Without a network", "url": "/offline"}],
    })
    answer.mimetype = "application/manifest+json"
    return answer


@bp.get("/sw.js")
def worker() -> ResponseReturnValue:
    """Return the service worker, which begins with the addresses of the files that it keeps."""
    folder = Path(current_app.static_folder or "")
    files = sorted({path.relative_to(folder).as_posix() for pattern in SHELL for path in folder.glob(pattern)})
    kept = {"files": current_app.static_url_path, "shell": url_for(".page"),
            "names": files, "version": (current_app.static_url_path or "").rsplit("/", 1)[-1]}
    text = f"const KEPT = {json.dumps(kept)};\n{(folder / 'sw.js').read_text('utf-8')}"
    return Response(text, mimetype="text/javascript", headers={"Service-Worker-Allowed": "/"})


@bp.get("/offline")
def page() -> ResponseReturnValue:
    """Return the page that studies what a device keeps. It is the same for everybody, since devices keep the page itself."""
    return render_template("offline/page.html", bare=True)


@bp.get("/offline/learner")
def whose() -> ResponseReturnValue:
    """Tell a page whose session this is, and the token that sending takes; nobody's handle where no member is logged in."""
    return jsonify(learner=learner().handle if who() == "member" else None, csrf=generate_csrf())


@bp.get("/offline/pack")
def pack() -> ResponseReturnValue:
    """Return the learner's next questions for a device to keep."""
    if who() != "member":
        return _stranger()
    now, nonce = utc_now(), secrets.token_bytes(NONCE_BYTES)
    found = offline.pack(db.session, learner().id, now=now, new_key=lambda: str(uuid.uuid4()))
    show_intervals = accounts.settings_of(db.session, learner().id).show_intervals
    return _compressed({
        "learner": learner().handle, "issued": now.isoformat(), "nonce": base64.b64encode(nonce).decode(),
        "questions": [_packed(question, nonce, show_intervals=show_intervals) for question in found],
    })


def _packed(packed: Packed, nonce: bytes, *, show_intervals: bool) -> dict[str, Any]:
    """Return one question as its device keeps it; what tells its answer is sealed."""
    sealed = {"key": packed.device_key, "told": _drawn("offline/_told.html", packed, answered=packed)}
    if packed.question.self_graded:
        back = Revealed(packed.question, packed.part, packed.outcome.key, packed.source, packed.as_of)
        sealed["back"] = _drawn("offline/_question.html", packed, ask=packed, revealed=back, show_intervals=show_intervals)
    return {
        "key": packed.asked.key, "asked": tokens.sign(packed.asked), "due": packed.due.isoformat() if packed.due else None,
        "kind": packed.kind, "bank": packed.bank.title, "isNew": packed.is_new,
        "html": _drawn("offline/_question.html", packed, ask=packed, revealed=None, show_intervals=False),
        "sealed": seal(json.dumps(sealed), nonce),
    }


def _drawn(around: str, packed: Packed, **values: object) -> str:
    return render_template(f"kinds/{packed.kind}.html", page=around, shown=packed.shown, token="", error=None, given=Form(),
                           **values)


def _compressed(content: dict[str, Any]) -> Response:
    """Return JSON, compressed where the browser takes it: a hundred questions are half a megabyte, and a tenth of that so."""
    answer = jsonify(content)
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings.best_match(["gzip"]):
        answer.set_data(gzip.compress(answer.get_data(), compresslevel=5, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("a character that cannot be stored")
    return text


_Text = Annotated[str, Field(max_length=10_000), AfterValidator(_storable)]


class _Sent(BaseModel):
    """One answer as a device kept it: the fields of its form, when it was given, and what the device made of it."""

    key: _Text
    asked: _Text
    response: Annotated[list[_Text], Field(max_length=200)] = []
    x: Annotated[int, Field(ge=0, lt=100_000)] | None = None
    y: Annotated[int, Field(ge=0, lt=100_000)] | None = None
    gave_up: bool = False
    rating: Rating | None = None
    answered_at: _Text = ""
    verdict: _Text = ""

    def claim(self, now: datetime) -> datetime:
        """Return when the answer was given, as the device says; a time that cannot be read is now."""
        try:
            claimed = datetime.fromisoformat(self.answered_at)
        except ValueError:
            return now
        aware = claimed if claimed.tzinfo else claimed.replace(tzinfo=UTC)
        return min(max(aware, _FIRST), _LAST)


class _Outbox(BaseModel):
    """What a device sends at once: answers of one learner."""

    learner: _Text
    answers: Annotated[list[dict[str, Any]], Field(max_length=MOST_AT_ONCE)]


@bp.post("/offline/answers")
def receive() -> ResponseReturnValue:
    """Grade and store the answers that a device kept, in the order they were given, and say of each what became of it.

    Each has a status of its own: 200 stored (now or before), 409 the key has another answer or is undone, 404 the question is
    gone, 422 it cannot be read, 423 it has to wait for the end of a quiz. That of the whole is 409 where any is.
    """
    if who() != "member":
        return _stranger()
    try:
        outbox = _Outbox.model_validate(request.get_json(silent=True))
    except ValidationError:
        return jsonify(error=_TOO_MANY), HTTPStatus.UNPROCESSABLE_ENTITY
    if outbox.learner != learner().handle:
        return jsonify(error=_OF_ANOTHER), HTTPStatus.FORBIDDEN
    now = utc_now()
    found = [_received(sent, now) for sent in sorted(outbox.answers, key=lambda sent: str(sent.get("answered_at", "")))]
    has_conflict = any(answer["status"] == HTTPStatus.CONFLICT for answer in found)
    return jsonify(answers=found), HTTPStatus.CONFLICT if has_conflict else HTTPStatus.OK


def _received(fields: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Store one answer and return what became of it."""
    key = str(fields.get("key", ""))[:36]
    try:
        sent = _Sent.model_validate(fields)
        asked = tokens.read(sent.asked, learner().id)
        if sent.key != asked.key:
            raise GeoquizError("The key is not the one of the question.")
        if offline.has_to_wait(db.session, asked, now=now):
            return {"key": key, "status": HTTPStatus.LOCKED, "error": _HAS_TO_WAIT}
        was_there = bool(offline.known_answers(db.session, learner().id, [key]))
        form = Form(tuple(text.replace("\r\n", "\n") for text in sent.response), sent.x, sent.y)
        study.answer(db.session, asked, form, gave_up=sent.gave_up, rating=sent.rating, now=now, answered_at=sent.claim(now))
    except (ValidationError, GeoquizError) as error:
        return {"key": key, "status": _status(error), "error": _sentence(error)}
    stored = offline.known_answers(db.session, learner().id, [key])[key]
    return {"key": key, "status": HTTPStatus.OK, "already": was_there, "verdict": stored.verdict, "score": stored.score,
            "differs": bool(sent.verdict) and sent.verdict != stored.verdict, "answered_at": stored.answered_at.isoformat()}


def _status(error: Exception) -> HTTPStatus:
    if isinstance(error, Conflict):
        return HTTPStatus.CONFLICT
    return HTTPStatus.NOT_FOUND if isinstance(error, NotFound) else HTTPStatus.UNPROCESSABLE_ENTITY


def _sentence(error: Exception) -> str:
    return "The answer is not in the form that a page sends." if isinstance(error, ValidationError) else str(error)


def _stranger() -> ResponseReturnValue:
    return jsonify(error="Log in first: questions are kept on a device for somebody with an account."), HTTPStatus.UNAUTHORIZED
