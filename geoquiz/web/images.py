"""The pictures of a bank: sent by those who write it, seen by those who see the bank."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.services import images
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required, viewer
from geoquiz.web.clock import utc_now

bp = Blueprint("images", __name__)


@bp.url_value_preprocessor
def _allow_large_bodies(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a picture be sent; this comes before anything reads the form."""
    if request.method == "POST":
        request.max_content_length = images.MAX_BYTES + 64 * 1024


@bp.get("/banks/<bank>/images")
@member_required
def index(bank: str) -> ResponseReturnValue:
    """Show the pictures of a bank, each with the line that puts it into a text."""
    return _page(bank)


def _page(bank: str, fault: str = "", alt: str = "", new: str = "") -> ResponseReturnValue:
    own, pictures = images.show(db.session, learner().id, bank)
    page = render_template("authoring/images.html", bank=own, images=pictures, fault=fault, alt=alt, new=new)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK


@bp.post("/banks/<bank>/images")
@member_required
def add(bank: str) -> ResponseReturnValue:
    """Take a picture with what it shows in words."""
    file, alt = request.files.get("file"), request.form.get("alt", "")
    try:
        if file is None or not file.filename:
            raise GeoquizError("Choose a picture.")
        found = images.add(db.session, learner().id, bank, file.stream.read(images.MAX_BYTES + 1), alt, now=utc_now())
    except NotFound:
        raise
    except GeoquizError as error:
        return _page(bank, str(error), alt)
    return _page(bank, new=found.digest)


@bp.get("/banks/<bank>/images/<digest>")
def image(bank: str, digest: str) -> ResponseReturnValue:
    """Hand a picture out to whoever may see its bank."""
    found = images.image(db.session, bank, digest, viewer())
    response = Response(found.data, mimetype=found.mimetype)
    response.set_etag(found.digest)
    return response.make_conditional(request)
