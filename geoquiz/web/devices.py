"""The cookie by which a browser is known from an earlier log-in, and what browsers call themselves, in words."""

from flask import Response, after_this_request, current_app, request

from geoquiz.passwords import new_token

_LASTS = 365 * 24 * 3600
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
            ("Macintosh", "Mac"), ("Linux", "Linux"))
# In this order, since all but Firefox name others beside themselves.
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
             ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def _name() -> str:
    return f"{current_app.config['COOKIE_PREFIX']}geoquiz-device"


def device_of_request() -> str:
    """Return the token of this browser: that of its cookie, or a new one, which is kept only on logging in."""
    found = request.cookies.get(_name(), "")
    return found if 20 <= len(found) <= 64 else new_token()


def keep_device(token: str) -> None:
    """Let this browser keep its token."""

    @after_this_request
    def _set(response: Response) -> Response:
        response.set_cookie(_name(), token, max_age=_LASTS, secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True,
                            samesite="Strict", path="/")
        return response


def device_in_words(agent: str) -> str:
    """Return what a browser is, such as "Firefox on Linux", from what it calls itself."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " on ".join(part for part in (browser or ("A browser" if system else ""), system) if part) or "An unknown browser"
