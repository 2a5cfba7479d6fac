"""By which names this server may be asked, and the address that people know it by."""

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.sansio.utils import host_is_trusted

# Whoever watches the server asks it by its number, and what these say depends on no name.
_ANYBODY = ("home.healthz", "home.readyz")


def init(app: Flask) -> None:
    """Let ``app`` answer no request that names another host, where the settings name its own."""
    if app.config["HOSTS"]:
        app.before_request(_refuse_other_hosts)


def _refuse_other_hosts() -> ResponseReturnValue | None:
    if request.endpoint in _ANYBODY or host_is_trusted(request.host.lower(), current_app.config["HOSTS"]):
        return None
    return render_template("error.html", title="This server has another name", bare=True,
                           text="The address in the browser is none that this server was set up for. Ask for the right one; "
                                "whoever runs the server names it in GEOQUIZ_URL or GEOQUIZ_TRUSTED_HOSTS."), 400


def own_address() -> str:
    """Return scheme and host of this server as people type them: as set, else as this request has it."""
    return str(current_app.config["URL"] or request.host_url.rstrip("/"))
