"""Learners who answer without a pause, each sending an answer again until it is acknowledged, as people and phones do."""

import http.client
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from geoquiz.services import health
from geoquiz.storage.models import Answer
from tests.browsing import Browser, Page
from tests.factories import PASSWORD, make_learner

_CONNECTION_FAULTS = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the redirect after an answer is its acknowledgement, whatever becomes of the page after it."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class Learner(threading.Thread):
    """One who answers. ``acknowledged`` holds the keys of answers that the server has taken, ``faults`` what else it said."""

    def __init__(self, address: str, name: str, pause: float) -> None:
        super().__init__(name=name)
        self.acknowledged: list[str] = []
        self.faults: list[str] = []
        self.unreachable = 0
        self.over = threading.Event()
        self._pause = pause
        self._browser = Browser(address)
        page = self._browser.get("/login")
        assert self._browser.send(page, page.form("login"), ("username", name), ("password", PASSWORD)).status == 200
        self._browser._opener = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(self._browser.cookies))

    def run(self) -> None:
        while not self.over.is_set():
            page = self._sent(partial(self._browser.get, "/study?more=1"))
            if page is None:
                return
            form = page.form("/study")
            if self._sent(partial(self._browser.post, "/study", [*form.fields, ("give_up", "1")]), 303) is not None:
                self.acknowledged.append(dict(form.fields)["key"])
            time.sleep(self._pause)

    def _sent(self, send: Callable[[], Page], status: int = 200) -> Page | None:
        """Send until the server answers as it should; None when the trial is over before."""
        while True:
            try:
                page = send()
            except _CONNECTION_FAULTS:
                self.unreachable += 1
            else:
                if page.status == status:
                    return page
                self.faults.append(f"{page.status} {page.url}")
            if self.over.wait(0.1):
                return None


@dataclass
class Load:
    """All learners together."""

    learners: list[Learner] = field(default_factory=list)

    @property
    def acknowledged(self) -> list[str]:
        """The keys of all answers that were acknowledged so far."""
        return [key for learner in self.learners for key in list(learner.acknowledged)]

    @property
    def faults(self) -> list[str]:
        """Whatever the server said that was neither a question nor an acknowledgement."""
        return [fault for learner in self.learners for fault in list(learner.faults)]

    @property
    def unreachable(self) -> int:
        """How often a request got no answer at all."""
        return sum(learner.unreachable for learner in self.learners)

    def wait_for(self, count: int, within: float = 60.0) -> None:
        """Return once so many more answers are acknowledged."""
        wanted, end = len(self.acknowledged) + count, time.monotonic() + within
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < end, f"{len(self.acknowledged)} answers, {self.faults[-3:]}, {self.unreachable} unreachable"
            time.sleep(0.05)


def enrol(engine: Engine, count: int) -> list[str]:
    """Make learners without limits a day, and return their names."""
    names = [f"learner {number}" for number in range(count)]
    with Session(engine) as session:
        for name in names:
            make_learner(session, name, password=PASSWORD, new_per_day=9999, reviews_per_day=9999, now=datetime.now(UTC))
    return names


@contextmanager
def answering(address: str, names: list[str], pause: float = 0.0) -> Iterator[Load]:
    """Let learners answer until the end of the block."""
    load = Load([Learner(address, name, pause) for name in names])
    for learner in load.learners:
        learner.start()
    try:
        yield load
    finally:
        for learner in load.learners:
            learner.over.set()
        for learner in load.learners:
            learner.join()


@dataclass(frozen=True)
class Found:
    """What the database holds of the answers that were acknowledged."""

    acknowledged: int
    lost: int
    doubled: int
    stored: int
    unsound: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        return not self.lost and not self.doubled and not self.unsound


def compare(engine: Engine, acknowledged: list[str]) -> Found:
    """Look the database through: each acknowledged answer once, each page answered once at most, everything sound."""
    with Session(engine) as session:
        stored = session.scalars(select(Answer.key)).all()
        pages = select(func.count()).select_from(Answer).group_by(Answer.user_id, Answer.question_id, Answer.part, Answer.asked_at)
        doubled = sum(count - 1 for count in session.scalars(pages))
        session.rollback()
        checked = health.check(session, sample=None)
    return Found(len(acknowledged), len(set(acknowledged) - set(stored)), doubled, len(stored), checked.faults)


def database_in(folder: Path) -> str:
    """Return the address of the database of a server that was launched in a folder."""
    return f"sqlite:///{folder / 'data folder' / 'geoquiz.sqlite3'}"
