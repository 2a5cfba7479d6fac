"""Makes sure there is a Chromium for the browser tests: finds one, or fetches it the way this machine allows."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def find() -> str | None:
    """Return the path of a Chromium: the system's, or the one that Playwright has fetched."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # It takes a second, and is often not needed.

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def fetch() -> str:
    """Fetch a Chromium and return what was tried, in words."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-q"]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*apt, "update"], check=False, stdout=subprocess.DEVNULL, env=environment)
        subprocess.run([*apt, "install", "-y", "chromium", "fonts-liberation"], check=False, stdout=subprocess.DEVNULL,
                       env=environment)
        return "apt-get install chromium"
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return "playwright install chromium"


def main() -> None:
    """Fetch Chromium where there is none; where that fails say so, and with CI set end in failure."""
    if find():
        return
    print("There is no Chromium yet: fetching one ...")
    tried = fetch()
    if find():
        return
    print(f"The browser tests need Chromium, and `{tried}` did not bring it: install the package chromium by hand. "
          "Until then they are left out.", file=sys.stderr)
    if os.environ.get("CI"):
        sys.exit(1)


if __name__ == "__main__":
    main()
