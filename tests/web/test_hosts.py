"""Names, proxies and https by setting, and what browsers report."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.config import Config
from geoquiz.storage.db import db
from geoquiz.storage.models import LoginSession
from geoquiz.web import create_app
from geoquiz.web.reports import Budget
from tests.web.conftest import Browser
from tests.web.pages import check, parse

URL = "https://quiz.example.org"
pytestmark = pytest.mark.only_on("sqlite")  # Nothing here depends on the database.


@pytest.fixture
def served(config: Config) -> Iterator[Callable[..., Flask]]:
    """Make apps with other settings."""
    made: list[Flask] = []

    def make(**settings: object) -> Flask:
        made.append(create_app(replace(config, **settings)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_over_https_cookies_are_of_this_host_alone_and_the_browser_stays_there(served: Callable[..., Flask]) -> None:
    client = served(url=URL).test_client()
    answer = client.get("/login", base_url=URL)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-geoquiz=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert "Path=/" in cookie


def test_over_http_there_is_no_promise_of_https(served: Callable[..., Flask]) -> None:
    answer = served().test_client().get("/login")
    assert "Strict-Transport-Security" not in answer.headers
    assert "Secure" not in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(("host", "status"), [
    ("quiz.example.org", 200), ("QUIZ.example.org:8000", 200), ("localhost", 200), ("a.school.example", 200),
    ("evil.example", 400), ("quiz.example.org.evil.example", 400), ("school.example.evil", 400),
])
def test_only_the_names_of_the_settings_are_answered(served: Callable[..., Flask], host: str, status: int) -> None:
    client = served(url="http://quiz.example.org", trusted_hosts=("localhost", ".school.example")).test_client()
    answer = client.get("/login", headers={"Host": host})
    assert answer.status_code == status
    if status == 400:
        page = parse(answer.text)
        check(page)
        assert page.one("h1").text == "This server has another name"
        assert "evil" not in answer.text
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "198.51.100.2"), (2, "203.0.113.9")])
def test_what_proxies_say_is_believed_as_often_as_the_setting_says(served: Callable[..., Flask], session: Session, bank: str,
                                                                  proxies: int, address: str) -> None:
    browser = Browser(served(proxies=proxies))
    browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = "203.0.113.9, 198.51.100.2"
    browser.visit(f"/banks/{bank}")
    browser.submit(f"/try/{bank}")
    session.rollback()
    assert session.scalars(select(LoginSession.address)).all() == [address]


@pytest.mark.parametrize("sent", [
    b'{"csp-report": {"document-uri": "http://localhost/reset/1?secret=x", "blocked-uri": "https://evil.example/\\nx"}}',
    b'[{"type": "csp-violation", "body": {"documentURL": "http://localhost/", "blockedURL": "inline"}}]',
])
def test_a_report_becomes_one_line_without_secrets(client: Browser, caplog: pytest.LogCaptureFixture, sent: bytes) -> None:
    answer = client.post("/reports/policy", data=sent, content_type="application/csp-report")
    assert (answer.status_code, answer.text) == (204, "")
    lines = [record.getMessage() for record in caplog.records if "policy of a page" in record.getMessage()]
    assert len(lines) == 1
    assert "\n" not in lines[0]
    assert "secret" not in lines[0]


@pytest.mark.parametrize("sent", [b"", b"no json", b"[" * 5000, b"[1, null]", b'{"csp-report": 5}', b"\xff\xfe"])
def test_a_report_that_is_none_is_answered_like_one(client: Browser, sent: bytes) -> None:
    assert client.post("/reports/policy", data=sent).status_code == 204


def test_reports_do_not_fill_the_log() -> None:
    budget = Budget(3)
    assert [budget.take(0.0) for _ in range(5)] == [True, True, True, False, False]
    assert budget.take(60.0)


def test_a_large_report_is_refused_unread(client: Browser) -> None:
    assert client.post("/reports/policy", data=b"x" * 20_000).status_code == 413
