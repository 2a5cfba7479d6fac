"""What a page that asks sends: its signed token, which only the server can make, and the fields of the answer."""

from dataclasses import astuple
from datetime import UTC, datetime

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from geoquiz.core.asked import Asked
from geoquiz.core.errors import NotFound
from geoquiz.core.question import Form


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="asked")


def sign(asked: Asked) -> str:
    """Return the token of a showing."""
    *values, at, mode = astuple(asked)
    return str(_serializer().dumps((*values, at.timestamp(), mode)))


def read(token: str, user_id: int) -> Asked:
    """Return the showing that a token names; raise NotFound when it is not ours or another learner's."""
    try:
        *values, at, mode = _serializer().loads(token)
        asked = Asked(*[*values, datetime.fromtimestamp(at, UTC), mode])
    except (BadSignature, TypeError, ValueError) as error:
        raise NotFound("There is no such question.") from error
    if asked.user_id != user_id:
        raise NotFound("There is no such question.")
    return asked


def posted_form() -> Form:
    """Return the fields of the answer that was posted."""
    def pixel(name: str) -> int | None:
        text = request.form.get(name, "")
        return int(text) if text.isdecimal() and len(text) < 6 else None

    texts = tuple(text.replace("\r\n", "\n") for text in request.form.getlist("response"))
    return Form(texts, pixel("response.x"), pixel("response.y"))
