"""`make run` as somebody does who has just cloned the repository, from a path with a space and with an empty HOME."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geoquiz import resources
from tests.browsing import Browser
from tests.serving import free_port

ROOT = resources.checkout()
assert ROOT is not None  # The tests run from a checkout.
INSTALLS_WITHIN = 300.0


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files that git has or would take, in a folder with a space in its name."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, check=True)
    folder = tmp_path / "a new clone"
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def _environment(tmp_path: Path, **settings: str) -> dict[str, str]:
    (tmp_path / "home").mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("GEOQUIZ_", "VIRTUAL_ENV", "PYTEST_", "MAKE"))}
    return {**kept, "HOME": str(tmp_path / "home"), **settings}


def test_make_run_serves_the_banks_from_a_path_with_a_space(clone: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(["make", f"PYTHON={sys.executable}", "run"], cwd=clone, stdout=output,
                                   stderr=subprocess.STDOUT, env=_environment(tmp_path, GEOQUIZ_PORT=str(port)),
                                   start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + INSTALLS_WITHIN
        while "is ready at" not in log.read_text() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.3)
        assert f"geoquiz is ready at {address} (Ctrl-C stops it)" in log.read_text()
        student = Browser(address)
        student.register("Ada")
        key, _ = student.give_up(student.get("/study/sco"))
        assert student.get(f"/study/answer/{key}").status == 200
        assert (clone / "instance" / "geoquiz.sqlite3").is_file()
    finally:
        # Ctrl-C in a terminal reaches make and the server alike.
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)
    assert "Traceback" not in log.read_text()
    assert not _answers(port)
    assert not [path for path in (tmp_path / "home").rglob("*") if "geoquiz" in path.name]


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_python_that_is_too_old_is_told_so_in_one_sentence() -> None:
    script = ROOT / "scripts" / "python_version.py"
    code = f"import sys; sys.version_info = (3, 9, 2); exec(compile(open({str(script)!r}).read(), 'check', 'exec'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == ("geoquiz needs Python 3.11 or newer; this is 3.9. Install one, then run "
                           "`make PYTHON=python3.11 run`.\n")
    assert subprocess.run([sys.executable, script], check=False).returncode == 0


def test_the_command_of_ci_is_the_one_of_the_readme() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
    assert "\nmake test\n" in (ROOT / "README.md").read_text("utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
