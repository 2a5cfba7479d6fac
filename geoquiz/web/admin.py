"""The pages of admins: users, the audit log, and how much room is left. For everybody else they do not exist."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.errors import GeoquizError
from geoquiz.services import admin
from geoquiz.storage.db import db
from geoquiz.storage.queries.audit import Wanted
from geoquiz.web.access import admin_required, learner
from geoquiz.web.clock import utc_now

bp = Blueprint("admin", __name__, url_prefix="/admin")
_HIGHEST = 2**63 - 1
_DONE = {
    "disable": (admin.disable, "The account is disabled, and logged out everywhere."),
    "enable": (admin.enable, "The account can be used again."),
    "second-factors": (admin.remove_second_factors, "The second factors are removed; the password alone is asked for now."),
}


@bp.get("")
@admin_required
def index() -> ResponseReturnValue:
    """Show how many users there are, who may register, and how much room is left."""
    return render_template("admin/index.html", overview=admin.overview(db.session, current_app.config["DATA"]),
                           registration=current_app.config["REGISTRATION"], second_factor=current_app.config["SECOND_FACTOR"])


@bp.get("/users")
@admin_required
def users() -> ResponseReturnValue:
    """Show users by name, those searched for alone where something is searched for."""
    wanted = {name: request.args.get(name, "").strip()[:100] for name in ("search", "role", "after")}
    return render_template("admin/users.html", page=admin.people(db.session, **wanted), wanted=wanted, roles=admin.ROLES)


@bp.get("/users/<int:user>")
@admin_required
def user(user: int) -> ResponseReturnValue:
    """Show one user, and what can be done about them."""
    return render_template("admin/user.html", found=admin.person(db.session, _within(user), now=utc_now()), roles=admin.ROLES)


@bp.post("/users/<int:user>/role")
@admin_required
def change_role(user: int) -> ResponseReturnValue:
    """Give a user another role."""
    admin.change_role(db.session, learner(), _within(user), request.form.get("role", ""), now=utc_now())
    flash("The role is changed.")
    return redirect(url_for(".user", user=user))


@bp.post("/users/<int:user>/<action>")
@admin_required
def act(user: int, action: str) -> ResponseReturnValue:
    """Disable an account, enable it again, or remove its second factors."""
    if action not in _DONE:
        raise GeoquizError("Use the buttons on the page of the user.")
    do, told = _DONE[action]
    do(db.session, learner(), _within(user), now=utc_now())
    flash(told)
    return redirect(url_for(".user", user=user))


@bp.get("/audit")
@admin_required
def audit() -> ResponseReturnValue:
    """Show the audit log, the newest rows first, filtered where asked."""
    wanted = Wanted(**{name: request.args.get(name, "").strip()[:200] for name in ("action", "who", "address")})
    before = request.args.get("before", type=int)
    page = admin.entries(db.session, wanted, before=_within(before) if before is not None else None)
    return render_template("admin/audit.html", page=page, wanted=wanted, actions=sorted(admin.actions), before=before,
                           days=current_app.config["AUDIT_LASTS"].days)


def _within(number: int) -> int:
    """Return a number that both databases take; no row has one as high as this."""
    return min(max(number, 0), _HIGHEST)
