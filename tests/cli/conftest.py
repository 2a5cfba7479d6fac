"""A command line with a data folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geoquiz.cli import main

Geoquiz = Callable[..., Result]

BANK = """\
format: 1
id: rivers
title: Rivers
as_of: 2024
questions:
  - id: longest
    type: typed
    stem: Which river flows through Cairo?
    answer: Nile
    explanation: The Nile runs from the lakes of East Africa to the Mediterranean.
  - id: count
    type: numeric
    stem: How many countries does the Danube touch?
    answer: 10
    unit: countries
    explanation: Ten countries, from Germany in the west to Ukraine in the east, touch its course.
"""


@pytest.fixture
def geoquiz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Geoquiz:
    """Run `geoquiz ARGS...` on an empty data folder and give its result; only exits are expected to be raised."""
    monkeypatch.setenv("GEOQUIZ_DATA", str(tmp_path / "data folder"))
    for name in ("GEOQUIZ_DATABASE_URL", "GEOQUIZ_SECRET_KEY", "GEOQUIZ_PORT", "GEOQUIZ_HOST", "GEOQUIZ_WORKERS",
                 "GEOQUIZ_REGISTRATION", "GEOQUIZ_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(*args: str, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(main, [str(arg) for arg in args], input=stdin, prog_name="geoquiz")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def ready(geoquiz: Geoquiz) -> Geoquiz:
    """The same with a database made."""
    assert geoquiz("db", "upgrade").exit_code == 0
    return geoquiz


@pytest.fixture
def bank_file(tmp_path: Path) -> Path:
    """A small bank that is right."""
    path = tmp_path / "rivers.yaml"
    path.write_text(BANK, "utf-8")
    return path


@pytest.fixture
def with_bank(ready: Geoquiz, bank_file: Path) -> Geoquiz:
    """The same with that bank applied."""
    assert ready("bank", "apply", bank_file).exit_code == 0
    return ready
