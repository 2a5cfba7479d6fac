import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.cli.conftest import Geoquiz


def test_upgrade_makes_a_database_once(geoquiz: Geoquiz) -> None:
    assert geoquiz("db", "upgrade").output == "The database is made.\n"
    assert geoquiz("db", "upgrade").output == "The database is up to date.\n"


def test_a_database_of_a_newer_version_is_left_alone(ready: Geoquiz, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'data folder' / 'geoquiz.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for command in (("db", "upgrade"), ("bank", "list"), ("run",)):
        result = ready(*command)
        assert result.exit_code == 1
        assert result.output == ("geoquiz: The database was made by a newer version of geoquiz: install that version, "
                                 "or restore a backup.\n")


def test_commands_before_the_first_upgrade_say_what_to_do_and_make_nothing(geoquiz: Geoquiz, tmp_path: Path) -> None:
    result = geoquiz("bank", "list")
    assert result.exit_code == 1
    assert result.output == (f"geoquiz: There is no database at {tmp_path / 'data folder' / 'geoquiz.sqlite3'}: "
                             "run `geoquiz db upgrade` to make one.\n")
    assert not (tmp_path / "data folder").exists()


def test_the_secret_key_and_the_data_folder_are_for_their_owner_alone(ready: Geoquiz, tmp_path: Path) -> None:
    folder = tmp_path / "data folder"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    first = (folder / "secret_key").read_text()
    assert len(first.strip()) == 64
    ready("db", "upgrade")
    assert (folder / "secret_key").read_text() == first


@pytest.mark.parametrize(("name", "value", "sentence"), [
    ("GEOQUIZ_PORT", "eighty", "GEOQUIZ_PORT is 'eighty'; it must be a whole number from 1 to 65535."),
    ("GEOQUIZ_PORT", "70000", "GEOQUIZ_PORT is '70000'; it must be a whole number from 1 to 65535."),
    ("GEOQUIZ_WORKERS", "0", "GEOQUIZ_WORKERS is '0'; it must be a whole number from 1 to 64."),
    ("GEOQUIZ_REGISTRATION", "maybe", "GEOQUIZ_REGISTRATION is 'maybe'; it must be one of open, invite, closed."),
    ("GEOQUIZ_SECRET_KEY", "short", "GEOQUIZ_SECRET_KEY has 5 characters; it needs at least 16 random ones, or leave it unset "
                                    "and one is made."),
    ("GEOQUIZ_DATABASE_URL", "mysql://host/name", "GEOQUIZ_DATABASE_URL names the database 'mysql': it must be postgresql "
                                                  "or sqlite."),
    ("GEOQUIZ_DATABASE_URL", "nonsense", "GEOQUIZ_DATABASE_URL is no database address: write "
                                         "postgresql://user:password@host/name or sqlite:////folder/file.sqlite3."),
])
def test_a_wrong_setting_is_named(geoquiz: Geoquiz, monkeypatch: pytest.MonkeyPatch, name: str, value: str,
                                  sentence: str) -> None:
    monkeypatch.setenv(name, value)
    for command in (("run",), ("db", "upgrade")):
        result = geoquiz(*command)
        assert result.exit_code == 2
        assert result.output == f"geoquiz: {sentence}\n"


def test_a_data_folder_that_cannot_be_made_is_named(geoquiz: Geoquiz, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GEOQUIZ_DATA", str(tmp_path / "file" / "inside"))
    result = geoquiz("run")
    assert result.exit_code == 2
    assert result.output == (f"geoquiz: The data folder {tmp_path / 'file' / 'inside'} cannot be written (Not a directory): "
                             "set GEOQUIZ_DATA to a folder that can.\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere, so no folder is closed to it")
def test_a_data_folder_without_the_right_to_write_is_named(geoquiz: Geoquiz, monkeypatch: pytest.MonkeyPatch,
                                                           tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    monkeypatch.setenv("GEOQUIZ_DATA", str(closed))
    result = geoquiz("run")
    assert result.exit_code == 2
    assert f"The data folder {closed} cannot be written (Permission denied)" in result.output


def test_a_database_that_does_not_answer_is_one_sentence(geoquiz: Geoquiz, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOQUIZ_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    for command in (("bank", "list"), ("db", "upgrade"), ("run",)):
        result = geoquiz(*command)
        assert result.exit_code == 1
        assert result.output.startswith("geoquiz: The database did not do it (")
        assert result.output.count("\n") == 1
