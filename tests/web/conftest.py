"""A browser that walks through the site as a person does, and checks every page it is shown."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geoquiz.services import accounts
from geoquiz.storage.queries.accounts import Account
from geoquiz.web.clock import utc_now
from tests.factories import PASSWORD, apply_bank, make_learner
from tests.web.pages import Element, check, parse


class Browser:
    """A browser with its cookies. ``page`` is what it shows, ``path`` where it is, ``response`` what came last."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.path = "/"
        self.response: TestResponse
        self.page: Element

    def visit(self, path: str, status: int = HTTPStatus.OK) -> Element:
        """Go to an address, through redirects, and return the page there."""
        return self._arrive(self.client.get(path, follow_redirects=True), status)

    def submit(self, action: str, status: int = HTTPStatus.OK, *, button: str = "", **fields: Any) -> Element:
        """Send the form to ``action`` that is on the page, with these fields changed, and return the page after it."""
        form = self._form(action, button)
        return self._arrive(self.client.post(form["action"], data=form.fields() | fields, follow_redirects=True), status)

    def _form(self, action: str, button: str) -> Element:
        forms = [form for form in self.page.all("form") if form.get("action").partition("?")[0] == action
                 and (not button or any(b.text == button for b in form.all("button")))]
        assert len(forms) == 1, f"{len(forms)} forms to {action} on {self.path}, not one"
        return forms[0]

    def _arrive(self, response: TestResponse, status: int) -> Element:
        assert response.status_code == status, f"{response.request.path} answered {response.status}: {response.text[:2000]}"
        assert response.mimetype == "text/html"
        self.response, self.path, self.page = response, response.request.path, parse(response.text)
        check(self.page)
        return self.page

    @property
    def heading(self) -> str:
        return self.page.one("h1").text

    @property
    def text(self) -> str:
        return self.page.one("main").text

    @property
    def mistakes(self) -> list[str]:
        """The sentences of the summary of errors, each asserted to stand at its field too."""
        summaries = self.page.all("div", class_="error-summary")
        links = [link for summary in summaries for link in summary.all("a")]
        for link in links:
            control = next(e for e in self.page.walk() if e.get("id") == link["href"][1:])
            assert control["aria-invalid"] == "true"
            described = [e.text for e in self.page.walk() if e.get("id") in control["aria-describedby"].split()]
            assert f"Mistake: {link.text}" in described
        return [link.text for link in links]

    def log_in(self, name: str, password: str = PASSWORD) -> Element:
        """Log in through the page."""
        self.visit("/login")
        return self.submit("/login", username=name, password=password)

    def register(self, name: str, password: str = PASSWORD, **fields: str) -> Element:
        """Register through the page."""
        self.visit("/register")
        return self.submit("/register", username=name, password=password, **fields)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """The browser of a stranger; no bank is there yet."""
    return Browser(app)


@pytest.fixture
def another_browser(app: Flask) -> Browser:
    """The browser of somebody else."""
    return Browser(app)


@pytest.fixture
def bank(session: Session) -> str:
    """The key of a bank with a question of each kind."""
    apply_bank(session)
    return "all-kinds"


@pytest.fixture
def student(browser: Browser, session: Session, bank: str) -> Browser:
    """The browser of ada, a student who is logged in and has answered nothing yet."""
    be_logged_in(browser, session, make_learner(session, "ada"))
    return browser


def be_logged_in(browser: Browser, session: Session, account: Account) -> None:
    """Give a browser the cookie of a new login session; passing by the login page would cost two slow password hashes."""
    login = accounts.start_session(session, account, now=utc_now())
    with browser.client.session_transaction() as cookie:
        cookie["_user_id"] = f"{account.id}.{login.token}"
    browser.visit("/")


@pytest.fixture
def visitor(browser: Browser, bank: str) -> Browser:
    """The browser of somebody who has begun to try the bank without an account, on the start page again."""
    begin(browser, bank)
    browser.visit("/")
    return browser


def begin(browser: Browser, bank: str) -> Element:
    """Start trying a bank from its page."""
    browser.visit(f"/banks/{bank}")
    return browser.submit(f"/try/{bank}")


@pytest.fixture
def as_role(app: Flask, session: Session, bank: str) -> Callable[[str], Browser]:
    """Return browsers by role: "stranger", "visitor" or "student"."""

    def make(role: str) -> Browser:
        browser = Browser(app)
        if role == "visitor":
            begin(browser, bank)
        elif role != "stranger":
            be_logged_in(browser, session, make_learner(session, f"a {role}", role=role))
        return browser

    return make
