"""A folder of banks is applied with a report, and again whenever a file changes."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import BANK, Geoquiz


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout with one bank in it, and something in .git that only looks like one."""
    folder = tmp_path / "checkout"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "config.yaml").write_text("no bank", "utf-8")
    (folder / "rivers.yaml").write_text(BANK, "utf-8")
    return folder


def test_a_folder_is_applied_once(ready: Geoquiz, folder: Path) -> None:
    result = ready("bank", "sync", folder)
    assert (result.output, result.exit_code) == ("rivers: 2 added (a new bank)\n", 0)
    assert ready("bank", "sync", folder).output == "rivers: nothing to do\n"


def test_a_faulty_file_holds_no_other_back(ready: Geoquiz, folder: Path) -> None:
    (folder / "broken.yaml").write_text(BANK.replace("    answer: Nile\n", ""), "utf-8")
    (folder / "twin.yml").write_text(BANK, "utf-8")
    result = ready("bank", "sync", folder)
    assert result.exit_code == 1
    assert result.output == (
        f"{folder}/broken.yaml: not applied\n  6:5: The field `answer` is missing.\n"
        "rivers: 2 added (a new bank)\n"
        f"{folder}/twin.yml: not applied\n  1:1: The bank id 'rivers' is already taken by {folder}/rivers.yaml: choose another.\n")


def test_gently_holds_back_what_makes_learners_relearn(ready: Geoquiz, folder: Path) -> None:
    ready("bank", "sync", folder)
    (folder / "rivers.yaml").write_text(BANK.replace("answer: 10", "answer: 11"), "utf-8")
    result = ready("bank", "sync", folder, "--gentle")
    assert result.exit_code == 1
    assert result.output == ("rivers: 1 key changed; held back: apply it with `geoquiz bank apply`\n  key changed  count\n")
    assert ready("bank", "sync", folder).output == "rivers: 1 key changed\n  key changed  count\n"


def test_the_report_comes_as_json(ready: Geoquiz, folder: Path) -> None:
    (folder / "broken.yaml").write_text("format: 1\n", "utf-8")
    broken, rivers = json.loads(ready("bank", "sync", folder, "--json").output)
    assert (broken["state"], broken["bank"], broken["faults"][0]["line"]) == ("faulty", None, 1)
    assert (rivers["state"], rivers["bank"], rivers["summary"]) == ("applied", "rivers", "2 added")
    assert [change["effect"] for change in rivers["changes"]] == ["added", "added"]


def test_an_empty_folder_and_none_at_all(ready: Geoquiz, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert ready("bank", "sync", tmp_path / "empty").output == "There is no .yaml file in the folder.\n"
    assert ready("bank", "sync", tmp_path / "nowhere").exit_code == 2


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let Ctrl-C reach what is started here, also where these tests run in the background of a script, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_watching_applies_what_changes_until_it_is_interrupted(ready: Geoquiz, folder: Path) -> None:
    process = subprocess.Popen([sys.executable, "-m", "geoquiz", "bank", "sync", str(folder), "--watch"], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        assert process.stdout.readline() == "rivers: 2 added (a new bank)\n"
        assert process.stderr.readline() == f"Watching {folder}; Ctrl-C ends it.\n"
        # The watch begins a moment after it is told: the file is written until it is seen.
        for number in range(60):
            (folder / "rivers.yaml").write_text(BANK.replace("title: Rivers", f"title: Great rivers {number}"), "utf-8")
            if select.select([process.stdout], [], [], 1)[0]:
                break
        assert process.stdout.readline() == "rivers: header changed\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()
