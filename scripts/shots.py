"""Makes the screenshots of README and docs from the running app: `make shots`."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import find
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"


@contextmanager
def running_server() -> Iterator[None]:
    """Start geoquiz on an empty data folder, and stop it afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "GEOQUIZ_DATA": folder, "GEOQUIZ_PORT": str(PORT)}
        server = subprocess.Popen([sys.executable, "-m", "geoquiz", "run"], env=environment, stdout=subprocess.DEVNULL)
        try:
            for _ in range(100):
                time.sleep(0.2)
                try:
                    urllib.request.urlopen(f"{ADDRESS}/readyz", timeout=2).close()
                    break
                except OSError:
                    continue
            yield
        finally:
            server.terminate()
            server.wait(timeout=30)


def register(page: Page, name: str = "Mira") -> None:
    """Make an account in the browser of a page."""
    page.goto(f"{ADDRESS}/register")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill("a few words in a row")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"{ADDRESS}/welcome")
    page.goto(f"{ADDRESS}/settings")
    page.get_by_label("New questions per day").fill("200")
    page.get_by_role("button", name="Save").click()


def _answer_until(page: Page, bank: str, kind: str, most: int = 40) -> None:
    """Pass questions by until a question of a kind is asked."""
    for _ in range(most):
        page.goto(f"{ADDRESS}/study/{bank}?more=1")
        if page.locator(".study-badges").get_by_text(kind, exact=True).count():
            return
        if page.locator("button[name=show]").count():
            page.locator("button[name=show]").click()
            page.locator("button[name=rating][value='3']").click()
        else:
            page.locator("button[name=give_up]").click()
        page.wait_for_load_state()
    raise SystemExit(f"{bank} has asked no {kind} in {most} questions.")


def _picture(browser: Browser, name: str, *, width: int, height: int, scheme: str = "light") -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme,  # type: ignore[arg-type]
                                  device_scale_factor=2)
    page = context.new_page()
    register(page)
    _answer_until(page, "instc", "Map")
    page.screenshot(path=IMAGES / f"{name}.png")
    context.close()


def main() -> None:
    """Write every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with running_server(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"] if os.geteuid() == 0 else [])
        _picture(browser, "study", width=1100, height=760)
        browser.close()


if __name__ == "__main__":
    main()
