"""What a learner does in a browser, in the words of the tests."""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from playwright.sync_api import Locator, Page
from sqlalchemy import select

from geoquiz.storage.db import db
from geoquiz.storage.models.accounts import User
from geoquiz.storage.models.learning import Answer
from geoquiz.storage.queries.banks import QuestionRow

_NUMBERS = itertools.count(1)
PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Site:
    """The server under test and what stands in its bank, by the questions' own ids."""

    address: str
    app: Flask
    bank: str
    questions: dict[str, QuestionRow]


class Learner:
    """A person in front of a page."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site
        self.name = f"learner {next(_NUMBERS)}"

    def register(self) -> None:
        """Make an account in this browser without drawing its pages; the keyboard test does it by hand."""
        page = self.page.request.get("/register").text()
        token = re.search('name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        form = {"csrf_token": token[1], "username": self.name, "password": PASSWORD, "zone": "UTC"}
        assert self.page.request.post("/register", form=form, max_redirects=0).status in (302, 303)

    def ask(self, question: str, part: str = "main") -> None:
        """Open one question of the bank."""
        self.page.goto(f"/study/{self.site.bank}?again={self.site.questions[question].id}-{part}")

    @property
    def check(self) -> Locator:
        return self.page.get_by_role("button", name="Check", exact=True)

    @property
    def error(self) -> Locator:
        return self.page.locator("main [role=alert]")

    def verdict(self) -> str:
        """Wait for the verdict and return its heading."""
        self.page.wait_for_url("**/study/answer/*")
        return self.page.get_by_role("heading", level=1).inner_text()

    def goes_on(self, act: Callable[[], object]) -> None:
        """Do something that leads to another page, and wait for it."""
        with self.page.expect_navigation():
            act()

    def answers(self) -> list[Answer]:
        """Return what the server has stored of this learner, oldest first."""
        with self.site.app.app_context():
            statement = (select(Answer).join(User, User.id == Answer.user_id).where(User.name == self.name)
                         .order_by(Answer.answered_at))
            return list(db.session.scalars(statement))

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
