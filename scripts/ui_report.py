"""Prints what the pages weigh and what Lighthouse and axe say of them: `make ui-report`. Lighthouse comes by npx where node is."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from browser import find
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from shots import ADDRESS, register, running_server

LIGHTHOUSE = "lighthouse@12.8.2"  # The newest that runs on node 20.
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FOR_ALL = ("/", "/banks", "/banks/sco", "/login", "/register", "/privacy")
FOR_MEMBERS = ("/", "/banks", "/banks/sco", "/study/sco", "/quiz/sco", "/progress", "/progress/ahead", "/settings", "/classes")
KIB = 1024


def _weight(page: Page, path: str) -> tuple[int, int]:
    """Return the gzipped bytes that a page brings, and the number of its requests; what the browser keeps costs nothing."""
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(ADDRESS + path, wait_until="networkidle")
    page.remove_listener("response", keep)
    sent = [answer for answer in answers if not answer.from_service_worker and not _was_kept(page, answer)]
    return sum(_gzipped(answer) for answer in sent), len(sent)


def _was_kept(page: Page, answer: Response) -> bool:
    """Say whether the browser took a file from its own cache."""
    timing = page.evaluate("(url) => performance.getEntriesByName(url)[0]?.transferSize ?? -1", answer.url)
    return bool(timing == 0)


def _gzipped(answer: Response) -> int:
    if answer.status in (204, 301, 302, 303, 304):
        return 0
    length = answer.headers.get("content-length")
    if answer.headers.get("content-encoding") and length:
        return int(length)
    return len(gzip.compress(answer.body(), 6))


def _weigh(browser: Browser) -> None:
    print(f"{'page':<18}{'first load':>12}{'later':>9}   gzipped, with styles and scripts; requests in brackets")
    for number, path in enumerate(("/study/sco", "/", "/banks", "/progress")):
        context = _logged_in(browser, f"Weighed{number}", viewport={"width": 360, "height": 740})
        page = context.new_page()
        first, later = _weight(page, path), _weight(page, path)
        print(f"{path:<18}{first[0] / KIB:>8.1f} KiB{later[0] / KIB:>5.1f} KiB   [{first[1]}, {later[1]}]")
        context.close()


def _logged_in(browser: Browser, name: str, **settings: Any) -> BrowserContext:
    """Return a new window of somebody who is logged in and whose browser keeps no file yet."""
    first = browser.new_context()
    register(first.new_page(), name)
    state = first.storage_state()
    first.close()
    # The worker of the app for no network would fetch the pages, and hide what they weigh.
    return browser.new_context(storage_state=state, service_workers="block", **settings)


def _axe(browser: Browser) -> None:
    findings = visited = 0
    for scheme in ("light", "dark"):
        for width in (360, 1366):
            settings: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
            member = _logged_in(browser, f"Axe{scheme}{width}", **settings)
            for paths, context in ((FOR_ALL, browser.new_context(**settings)), (FOR_MEMBERS, member)):
                page = context.new_page()
                for path in paths:
                    page.goto(ADDRESS + path)
                    visited += 1
                    for rule in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
                        findings += 1
                        print(f"axe: {path} at {width} px, {scheme}: {rule['id']}")
                context.close()
    print(f"axe: {findings} findings on {visited} visits ({len(FOR_ALL) + len(FOR_MEMBERS)} pages, two widths, two schemes)")


def _lighthouse(browser: Browser, chromium: str) -> None:
    if shutil.which("npx") is None:
        print("Lighthouse: left out, there is no npx.")
        return
    context = _logged_in(browser, "Lighthouse")
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
    print(f"{'Lighthouse (mobile)':<26}" + "".join(f"{name:>16}" for name in CATEGORIES))
    for path, headers in [(path, {}) for path in FOR_ALL] + [(path, {"Cookie": cookie}) for path in FOR_MEMBERS]:
        scores = _run_lighthouse(path, headers, chromium)
        who = "member" if headers else "stranger"
        print(f"{path + ' (' + who + ')':<26}" + "".join(f"{scores[name]:>16}" for name in CATEGORIES), flush=True)


def _run_lighthouse(path: str, headers: dict[str, str], chromium: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        subprocess.run(["npx", "--yes", LIGHTHOUSE, ADDRESS + path, "--output=json", f"--output-path={report}", "--quiet",
                        f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={json.dumps(headers)}",
                        "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-background-networking"],
                       check=False, env={**os.environ, "CHROME_PATH": chromium}, stdout=subprocess.DEVNULL)
        categories = json.loads(report.read_text())["categories"] if report.exists() else {}
        if any(categories.get(name, {}).get("score") is None for name in CATEGORIES):
            return dict.fromkeys(CATEGORIES, "failed")
        return {name: f"{categories[name]['score'] * 100:.0f}" for name in CATEGORIES}


def main() -> None:
    """Print the three tables."""
    chromium = find()
    if chromium is None:
        sys.exit("There is no Chromium: install the package chromium.")
    with running_server(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        _weigh(browser)
        _axe(browser)
        _lighthouse(browser, chromium)
        browser.close()


if __name__ == "__main__":
    main()
