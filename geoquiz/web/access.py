"""Who is asking: the login session in the cookie, and the guards of views."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from geoquiz.services import accounts
from geoquiz.services.accounts import Login
from geoquiz.storage.db import db
from geoquiz.storage.queries.accounts import Account
from geoquiz.web.clock import utc_now

P = ParamSpec("P")


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types.
    """The user of a request: an account with the token of its login session."""

    def __init__(self, account: Account, token: str) -> None:
        self.account = account
        self.token = token

    @property
    def is_member(self) -> bool:
        """Whether this is somebody with an account, and not a visitor."""
        return not self.account.is_visitor

    def get_id(self) -> str:
        """Return what the cookie holds: user and token."""
        return f"{self.account.id}.{self.token}"


def init(app: Flask) -> None:
    """Let ``app`` recognise its users."""
    manager = LoginManager(app)
    manager.user_loader(_load)


def _load(value: str) -> SignedIn | None:
    user_id, _, token = value.partition(".")
    if not user_id.isdecimal():
        return None
    account = accounts.account_of(db.session, int(user_id), token, now=utc_now())
    return SignedIn(account, token) if account else None


def learner() -> Account:
    """Return who is asking; only for views behind a guard."""
    return cast("SignedIn", current_user).account


def viewer() -> int | None:
    """Return the number of who is asking, None for a stranger: what decides which banks there are."""
    return learner().id if current_user.is_authenticated else None


def forget_who() -> None:
    """Treat the rest of this request as a stranger's: the database cannot be asked who it is."""
    g._login_user = AnonymousUserMixin()  # Where flask-login keeps the user of a request.


def who() -> str:
    """Return what kind of person is asking: "member" (has an account), "visitor" (tries without one) or "stranger"."""
    if not current_user.is_authenticated:
        return "stranger"
    return "member" if current_user.is_member else "visitor"


def sign_in(login: Login) -> None:
    """Begin a session in this browser; whatever it held before is dropped, and an earlier session ends on the server."""
    if current_user.is_authenticated:
        accounts.log_out(db.session, current_user.account.id, current_user.token)
    session.clear()
    session.permanent = True
    login_user(SignedIn(login.account, login.token))


def sign_out() -> None:
    """End the session, on the server first."""
    if current_user.is_authenticated:
        accounts.log_out(db.session, current_user.account.id, current_user.token)
    logout_user()
    session.clear()


def learner_required(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Send whoever is not known to the log-in page; visitors may pass."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return _to_log_in()
        return view(*args, **kwargs)

    return guarded


def member_required(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Send whoever has no account to the log-in page."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not (current_user.is_authenticated and current_user.is_member):
            return _to_log_in()
        return view(*args, **kwargs)

    return guarded


def _to_log_in() -> ResponseReturnValue:
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.login", next=here))


def own_path(target: str | None) -> str | None:
    """Return ``target`` when it is the path of a page of ours, else None: nobody is sent elsewhere, or to a dead end."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or any(ord(c) < 33 for c in target):
        return None
    try:
        current_app.url_map.bind("").match(urlsplit(target).path, "GET")
    except RequestRedirect:
        return target
    except (HTTPException, ValueError):
        return None
    return target
