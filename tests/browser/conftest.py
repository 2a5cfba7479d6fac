"""A real server with one question of every kind, and real browsers that visit it."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright
from werkzeug.serving import make_server

from geoquiz import resources
from geoquiz.config import Config
from geoquiz.core.banks.parse import parse_bank
from geoquiz.services import banks
from geoquiz.storage import migrate
from geoquiz.storage.db import db
from geoquiz.web import create_app
from tests.browser.learner import Learner, Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# A loaded machine may take its time; what never comes fails all the same.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
BANK = Path(__file__).with_name("all-kinds.yaml")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on a port of its own, with the bank of every kind and nothing else in it."""
    folder = tmp_path_factory.mktemp("browser data")
    app = create_app(Config(folder, f"sqlite:///{folder / 'geoquiz.sqlite3'}", "a key for browser tests alone"))
    with app.app_context():
        migrate.upgrade(db.engine, resources.migrations_folder())
        bank = parse_bank(BANK.read_bytes(), BANK.name)
        banks.apply(db.session, bank, now=datetime.now(UTC))
        page = banks.show(db.session, bank.id)
        questions = {row.local_id: row for row in page.questions}
        db.session.remove()
    with served(app) as address:
        yield Site(address, app, bank.id, questions)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a port of its own, and give the address."""

    def whole(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        # Werkzeug's server may leave a response unclosed whose browser went away meanwhile; so it is read whole and closed here.
        response = app(environ, start_response)
        try:
            return [b"".join(response)]
        finally:
            if hasattr(response, "close"):
                response.close()

    server = make_server("127.0.0.1", 0, whole, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the machine, or the one that Playwright installed."""
    with sync_playwright() as playwright:
        path = _browser_path(playwright)
        if path is None:
            reason = "There is no Chromium: install it (Debian: apt install chromium), or run `playwright install chromium`."
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _browser_path(playwright: Playwright) -> str | None:
    own = playwright.chromium.executable_path
    return shutil.which("chromium") or (own if Path(own).exists() else None)


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Callable[..., Learner]]:
    """Open the site in a new browser window; arguments are Playwright's own for a context."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_window(**settings: Any) -> Learner:
        context = chromium.new_context(base_url=site.address, **settings)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        # A 4xx page is a console message too; every other one is a fault of ours (a script, the policy, a missing file).
        page.on("console", lambda said: faults.append(said.text)
                if said.type in ("error", "warning") and "responded with a status of 4" not in said.text else None)
        return Learner(page, site)

    yield open_window
    for context in contexts:
        context.close()
    assert not faults, f"The browser complained: {faults}"


@pytest.fixture
def learner(visit: Callable[..., Learner]) -> Learner:
    """Somebody with an account, in a window as on a desk."""
    someone = visit(viewport={"width": 1366, "height": 768})
    someone.register()
    return someone
