"""The signed token of a page that asks: the browser carries it, only the server can make it."""

from dataclasses import astuple
from datetime import UTC, datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from geoquiz.core.asked import Asked
from geoquiz.core.errors import NotFound


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
