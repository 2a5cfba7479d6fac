"""One page that tells whether all is well, and what is not."""

import json
import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from geoquiz import resources
from tests.cli.conftest import Geoquiz


def lines(output: str) -> dict[str, tuple[str, str]]:
    """Return state and text of each line by its name, the last where there are several."""
    return {line[9:21].strip(): (line[:9].strip(), line[21:]) for line in output.splitlines()}


def test_all_is_well_after_the_first_start(ready: Geoquiz, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOQUIZ_SECRET_KEY", "a secret that is not to be told")
    (tmp_path / "data folder" / "backups").mkdir(exist_ok=True)
    ready("bank", "apply", str(resources.questions_folder()))
    ready("db", "backup", str(tmp_path / "data folder" / "backups"))
    result = ready("doctor")
    found = lines(result.output)
    assert (result.exit_code, {state for state, _ in found.values()}) == (0, {"ok"})
    assert set(found) == {"versions", "settings", "secret key", "disk", "migrations", "database", "clock", "integrity", "banks",
                          "backups"}
    assert "SQLite" in found["database"][1]
    assert "All shipped banks are applied." in found["banks"][1]
    assert "not to be told" not in result.output
    assert {line["state"] for line in json.loads(ready("doctor", "--json").output)} == {"ok"}


def test_a_server_that_was_never_started_says_what_to_do(geoquiz: Geoquiz, tmp_path: Path) -> None:
    result = geoquiz("doctor")
    assert result.exit_code == 1
    assert lines(result.output)["data"] == (
        "trouble", f"There is no folder {tmp_path / 'data folder'}: `geoquiz run` makes it, or set GEOQUIZ_DATA.")
    assert not (tmp_path / "data folder").exists()


def test_a_password_in_the_address_of_the_database_is_not_told(ready: Geoquiz, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOQUIZ_DATABASE_URL", "postgresql://geoquiz:hush@127.0.0.1:1/geoquiz")
    result = ready("doctor")
    assert result.exit_code == 1
    assert "hush" not in result.output
    assert lines(result.output)["database"][0] == "trouble"


def test_each_trouble_is_told_with_its_remedy(ready: Geoquiz, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data folder"
    (folder / "secret_key").chmod(0o644)
    engine = create_engine(f"sqlite:///{folder / 'geoquiz.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9, 2 * 10**6))
    found = lines(ready("doctor").output)
    assert found["secret key"] == ("trouble", f"Others may read {folder / 'secret_key'} (mode 644): run `chmod 600` on it.")
    assert found["disk"] == ("trouble", f"2 MB are free in {folder}: make room, at least 500 MB.")
    assert found["migrations"] == ("trouble", "The database was made by a newer version of geoquiz: install that version, "
                                              "or restore a backup.")
    assert found["backups"][0] == "note"
    monkeypatch.setenv("GEOQUIZ_PORT", "x")
    assert lines(ready("doctor").output)["settings"] == (
        "trouble", "GEOQUIZ_PORT is 'x'; it must be a whole number from 1 to 65535.")


def test_a_clock_behind_the_newest_answer_is_trouble(ready: Geoquiz, tmp_path: Path) -> None:
    path = tmp_path / "data folder" / "geoquiz.sqlite3"
    connection = sqlite3.connect(path)  # Without checking links: one answer from the future is enough.
    names = [row[1] for row in connection.execute("PRAGMA table_info(answers)")]
    values = {name: "2099-01-01 00:00:00.000000" if name.endswith("_at") else "[]" if name in ("shown", "response") else 1
              for name in names}
    connection.execute(f"INSERT INTO answers ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values()))
    connection.commit()
    connection.close()
    result = ready("doctor")
    state, told = lines(result.output)["clock"]
    assert (result.exit_code, state) == (1, "trouble")
    assert told.endswith("but the newest answer is of 2099-01-01 00:00: set the clock.")


def test_a_damaged_database_is_trouble(ready: Geoquiz, tmp_path: Path) -> None:
    path = tmp_path / "data folder" / "geoquiz.sqlite3"
    data = bytearray(path.read_bytes())
    data[20 * 4096:] = b"\x5a" * (len(data) - 20 * 4096)
    path.write_bytes(data)
    result = ready("doctor")
    assert result.exit_code == 1
    assert "trouble" in result.output
    assert "Traceback" not in result.output
    assert ready("db", "check").exit_code == 1
