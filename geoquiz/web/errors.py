"""Error pages: what happened and where to go from here, never a traceback."""

from contextlib import suppress
from http import HTTPStatus

from flask import Flask, current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.storage.db import db
from geoquiz.storage.trouble import Trouble, trouble_of
from geoquiz.web.access import forget_who
from geoquiz.web.requestlog import request_id

_TITLES = {
    400: "That request could not be read",
    403: "Not allowed",
    404: "There is no such page",
    405: "That cannot be done here",
    409: "That does not fit with what is stored",
    413: "That is too large",
    422: "That does not work so",
    500: "Something went wrong on our side",
    503: "The server is busy",
}
_TEXTS = {
    404: "The address may be mistyped, or what was here is gone.",
    405: "Go back and use the buttons on the page.",
    413: "The form holds more than the server takes. Shorten it and send it again.",
    500: "Nothing you had sent before is lost. Try again in a moment.",
    503: "Nothing is lost: go back and send it once more in a moment.",
}


def init(app: Flask) -> None:
    """Give ``app`` its error pages."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(NotFound, lambda error: _page(HTTPStatus.NOT_FOUND))
    app.register_error_handler(Conflict, lambda error: _page(HTTPStatus.CONFLICT, str(error)))
    app.register_error_handler(GeoquizError, lambda error: _page(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)))
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(DBAPIError, _database_error)


def _page(status: int, text: str = "", *, title: str = "", bare: bool = False) -> ResponseReturnValue:
    """Return an error page; a ``bare`` one says nothing of the learner, since nothing about them can be read."""
    title = title or _TITLES.get(status, "That did not work")
    return render_template("error.html", title=title, text=text or _TEXTS.get(status, ""), bare=bare,
                           request_id=request_id() if bare else ""), status


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if error.code == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _broken(HTTPStatus.INTERNAL_SERVER_ERROR)
    told = error.description if error.code == HTTPStatus.BAD_REQUEST and type(error).description != error.description else None
    response = make_response(_page(error.code, told or ""))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _broken(status: HTTPStatus, trouble: Trouble | None = None) -> ResponseReturnValue:
    """Return an error page that asks nothing of the database."""
    with suppress(SQLAlchemyError):
        db.session.rollback()
    forget_who()
    return _page(status, trouble.told if trouble else "", title=trouble.title if trouble else "", bare=True)


def _csrf_error(error: CSRFError) -> ResponseReturnValue:
    return _page(HTTPStatus.BAD_REQUEST, "The page was open for too long, or cookies are off. "
                 "Go back, reload the page and send it again; what you typed before that is not stored.")


def _database_error(error: DBAPIError) -> ResponseReturnValue:
    trouble = trouble_of(error)
    if trouble is None:
        raise error
    current_app.logger.error("The database did not do it: %s. %s", str(error.orig).strip(), trouble.remedy)
    return _broken(HTTPStatus.SERVICE_UNAVAILABLE, trouble)
