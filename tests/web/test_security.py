"""What holds for every address: headers, tokens in forms, and who may go where."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.web.conftest import Browser

ROLES = ("stranger", "visitor", "student")
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
VALUES = {"bank": "all-kinds", "number": 1, "key": "6f1c", "filename": "css/base.css", "name": "yaml", "question": 1,
          "part": "main", "action": "disable", "place": 1, "state": "made-up", "local_id": "capital", "digest": "0" * 64,
          "room": "5eed", "user": 1, "code": "k7pq2mxa", "upload": "6f1c", "assignment": "6f1c", "form": "csv", "token": "made-up"}


# Pages that a stranger is sent to log in from, and a student may see.
FOR_MEMBERS = ("/flags/mine", "/classes", "/quiz", "/quiz/all-kinds", "/cards", "/practice", "/progress/ahead",
               "/progress/calibration", "/progress/week", "/ready", "/export", "/banks/import", "/banks/new", "/welcome",
               "/welcome/bank", "/rounds/all-kinds")

# Pages of an account and of admins; tests/web/test_passwords.py, test_second_factor.py and test_admin.py go there.
ACCOUNT = {"/settings/password", "/settings/sessions", "/settings/delete", "/settings/second-factor", "/settings/second-factor/app",
           "/settings/second-factor/app.svg", "/privacy", "/reset/1/made-up", "/login/second"}
ADMIN = {"/admin", "/admin/users", "/admin/users/1", "/admin/audit"}

# Pages about a bank of one's own; tests/web/test_authoring.py goes there as its writer and as somebody else.
AUTHORING = {f"/banks/all-kinds/{page}" for page in (
    "edit", "edit/header", "edit/question/capital", "edit/text", "edit/plan", "versions", "versions/1", "sharing", "images",
    "images/" + "0" * 64)}

# Reports of questions; tests/web/test_flags.py goes there.
FLAGS = {"/flags", "/flags/new"}

# Pages of a class, codes and calendars; tests/web/test_classes.py goes there as its people and as strangers.
CLASSES = {"/join", "/join/k7pq2mxa", "/calendar/made-up.ics", "/classes/5eed", *(f"/classes/5eed/{page}" for page in ("people",
    "people/1", "students/1", "links/k7pq2mxa", "links/k7pq2mxa/qr.svg", "settings", "roster", "roster/6f1c", "assign",
    "assignments/6f1c", "assignments/6f1c/change", "assignments/6f1c/questions", "assignments/6f1c/study",
    "assignments/6f1c/print", "board", "gradebook", "gradebook.csv", "items", "items/all-kinds", "items/all-kinds/capital",
    "items/all-kinds/items.csv", "items/all-kinds/options.csv"))}


def addresses(app: Flask, methods: set[str]) -> Iterator[tuple[str, str]]:
    """Every address of the app with each of its methods that is among these."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) & methods:
            yield method, adapter.build(rule.endpoint, {name: VALUES[name] for name in rule.arguments}, method)


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_carries_the_policy(app: Flask, as_role: Callable[[str], Browser], role: str) -> None:
    client = as_role(role).client
    for _, path in addresses(app, {"GET"}):
        with client.get(path) as answer:  # A file stays open otherwise.
            headers = answer.headers
        policy = dict(part.partition(" ")[::2] for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'", path
        assert policy.pop("report-uri") == "/reports/policy"
        assert policy.pop("report-to") == "policy"
        assert headers["Reporting-Endpoints"] == 'policy="/reports/policy"'
        assert all(value in ("'none'", "'self'") for value in policy.values()), path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("role", ROLES)
def test_no_page_is_kept_by_a_cache_that_others_share(app: Flask, as_role: Callable[[str], Browser], role: str) -> None:
    client = as_role(role).client
    for _, path in addresses(app, {"GET"}):
        if not path.startswith("/static/"):
            with client.get(path) as answer:
                assert answer.headers["Cache-Control"] == ("private, no-cache" if role == "stranger" else "no-store"), path


def test_static_files_are_kept_for_good_under_an_address_that_changes_with_them(browser: Browser) -> None:
    href = browser.visit("/login").all("link", rel="stylesheet")[0]["href"]
    assert re.fullmatch("/static/[0-9a-f]{10}/css/tokens.css", href)
    with browser.client.get(href) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_nothing_unsafe_happens_without_the_token_of_a_page(app: Flask, as_role: Callable[[str], Browser], role: str,
                                                          token: str | None) -> None:
    browser = as_role(role)
    # Browsers report by themselves, without a token; tests/web/test_hosts.py shows that nothing comes of it but a line.
    unsafe = [(method, path) for method, path in addresses(app, UNSAFE) if path != "/reports/policy"]
    assert {"/login", "/register", "/logout", "/settings", "/study", "/study/all-kinds", "/study/undo",
            "/try/all-kinds"} <= {path for _, path in unsafe}
    for method, path in unsafe:
        answer = browser.client.open(path, method=method, data={} if token is None else {"csrf_token": token})
        assert answer.status_code == 400, f"{method} {path} answered {answer.status}"
        assert "The page was open for too long, or cookies are off." in answer.text


def test_the_token_of_somebody_else_is_worth_nothing(student: Browser, another_browser: Browser) -> None:
    another_browser.visit("/login")
    token = another_browser.page.one("form", action="/login").fields()["csrf_token"]
    assert student.client.post("/logout", data={"csrf_token": token}).status_code == 400


@pytest.mark.parametrize(("role", "path", "end"), [
    *[("stranger", path, "/login") for path in ("/study", "/study/all-kinds", "/study/session/1", "/study/answer/6f1c", "/progress",
                                                "/settings", *FOR_MEMBERS)],
    *[("stranger", path, path) for path in ("/", "/banks", "/banks/all-kinds", "/login", "/register")],
    *[("visitor", path, path) for path in ("/", "/banks", "/banks/all-kinds", "/study", "/study/all-kinds", "/progress", "/login",
                                           "/register")],
    *[("visitor", path, "/login") for path in ("/settings", "/export", "/banks/import", "/ready")],
    *[("student", path, path) for path in ("/", "/banks", "/banks/all-kinds", "/study", "/study/all-kinds", "/progress",
                                           "/settings", *FOR_MEMBERS)],
    *[("student", path, "/") for path in ("/login", "/register")],
])
def test_each_role_comes_where_it_may_go(as_role: Callable[[str], Browser], role: str, path: str, end: str) -> None:
    browser = as_role(role)
    browser.visit(path)
    assert browser.path == end


def test_every_page_has_a_role_that_was_there(app: Flask) -> None:
    visited = {"/", "/banks", "/banks/all-kinds", "/login", "/register", "/study", "/study/all-kinds", "/progress", "/settings",
               "/study/session/1", "/study/answer/6f1c", *FOR_MEMBERS}
    elsewhere = {"/progress/days.csv", "/progress/reviews.csv", "/progress/cards.csv", "/manifest.webmanifest", "/sw.js",
                 "/offline", "/offline/learner", "/offline/pack", "/quiz/attempts/1", "/quiz/attempts/1/1", "/healthz", "/readyz",
                 "/banks/all-kinds/anki", f"{app.static_url_path}/css/base.css", "/banks/all-kinds/download",
                 "/banks/all-kinds/download/yaml", "/banks/all-kinds/print", "/banks/import/6f1c", "/banks/import/6f1c/bank.yaml",
                 "/practice/1", "/settings/data", "/work/6f1c", "/work/6f1c/file",
                 *(f"/rounds/all-kinds/{page}/made-up" for page in ("match", "speed", "over"))}
    assert {path for _, path in addresses(app, {"GET"})} == visited | elsewhere | ACCOUNT | ADMIN | CLASSES | AUTHORING | FLAGS


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(student: Browser, browser: Browser) -> None:
    browser.client.delete_cookie("geoquiz")
    cookie = browser.client.get("/login").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
