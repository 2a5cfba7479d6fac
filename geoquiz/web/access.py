"""Who is asking: the login session in the cookie, and the guards of views."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, cast
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from geoquiz.services import accounts, second_factor
from geoquiz.services.accounts import Login
from geoquiz.storage.db import db
from geoquiz.storage.queries.accounts import Account
from geoquiz.storage.queries.audit import origin_of, set_origin
from geoquiz.web.clock import utc_now
from geoquiz.web.devices import device_of_request, keep_device

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
    app.before_request(_say_from_where)
    app.before_request(_lead_to_what_must_come_first)


# What somebody may do who has first to choose a password or to set up a second factor.
_ALWAYS = ("static", "accounts.logout", "privacy.show", "reports.policy", "passwords.change", "home.healthz", "home.readyz")
_SETTING_UP = ("second_factor", "passkeys")


def _say_from_where() -> None:
    """Tell the audit log from where this request comes; who it is comes later, in `_load`."""
    if request.endpoint != "static":
        # Who it is may be known by now, since what reads large forms asks early.
        set_origin(db.session, replace(origin_of(db.session), address=request.remote_addr or "", agent=request.user_agent.string,
                                       device=device_of_request()))


def _lead_to_what_must_come_first() -> ResponseReturnValue | None:
    """Send whoever has a temporary password, or lacks a second factor that is asked of them, to where they mend that."""
    if request.endpoint in _ALWAYS or request.endpoint is None or not current_user.is_authenticated:
        return None
    account = learner()
    if account.must_change_password:
        return redirect(url_for("passwords.change"))
    if (current_app.config["SECOND_FACTOR"] == "teachers" and request.blueprint not in _SETTING_UP
            and second_factor.is_missing(db.session, account)):
        return redirect(url_for("second_factor.show"))
    return None


def _load(value: str) -> SignedIn | None:
    user_id, _, token = value.partition(".")
    if not user_id.isdecimal():
        return None
    account = accounts.account_of(db.session, int(user_id), token, now=utc_now())
    if account is None:
        return None
    set_origin(db.session, replace(origin_of(db.session), actor_id=account.id, actor=account.name or ""))
    return SignedIn(account, token)


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
    if not login.account.is_visitor:
        keep_device(origin_of(db.session).device)


# So long the second step of logging in waits for its code.
_HALFWAY_LASTS = timedelta(minutes=10)


def begin_second_step(account: Account) -> None:
    """Remember in this browser that the password was right; nobody is logged in yet."""
    session["halfway"] = {"user": account.id, "until": (utc_now() + _HALFWAY_LASTS).timestamp()}


def halfway() -> Account | None:
    """Return whose password was right in this browser a moment ago."""
    found = session.get("halfway")
    if not found or found["until"] < utc_now().timestamp():
        return None
    return accounts.account_with(db.session, found["user"])


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


def admin_required(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Answer everybody but admins as if the page did not exist."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not (current_user.is_authenticated and learner().role == "admin"):
            abort(404)
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
