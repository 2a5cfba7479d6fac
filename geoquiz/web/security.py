"""What every response says to the browser about itself."""

from flask import Flask, Response, abort, current_app, request
from flask_login import current_user

CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'", "form-action 'self'", "base-uri 'none'",
    "frame-ancestors 'none'", "report-uri /reports/policy", "report-to policy",
))

# No number in an address is higher, and not every column of the database takes one that is.
_HIGHEST = 2**31 - 1

# Of every response, files included.
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Reporting-Endpoints": 'policy="/reports/policy"',
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# Of a server that people reach over https: for a year, the browser asks for it in no other way.
STRICT_TRANSPORT = "max-age=31536000"


def init(app: Flask) -> None:
    """Add the headers to every response of ``app``, and refuse what no database can store."""
    app.before_request(_refuse_nul)
    app.after_request(_add_headers)


def _refuse_nul() -> None:
    """PostgreSQL stores every character but this one; nobody types it, so it is refused before anything is asked of it."""
    values = (request.view_args or {}).values()
    if any("\0" in str(value) or (isinstance(value, int) and value > _HIGHEST) for value in values):
        abort(404)
    if any("\0" in text for texts in (*request.args.listvalues(), *request.form.listvalues()) for text in texts):
        abort(400, "The form holds a character (NUL) that cannot be stored. Go back, type it again and send it.")


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    if request.endpoint != "static":
        # What a learner saw must not be on the screen of the next one who presses "back", nor a form in a shared cache.
        response.headers["Cache-Control"] = "no-store" if current_user.is_authenticated else "private, no-cache"
    return response
