import json
import os
import re
import shutil
import stat
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.core.banks.parse import parse_bank
from geoquiz.services import banks
from geoquiz.storage import migrate
from geoquiz.storage.db import engine_for
from tests.cli.conftest import Geoquiz
from tests.factories import NOW, answer_right, ask, make_learner


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
    *[("GEOQUIZ_URL", url, f"GEOQUIZ_URL is '{url}'; it must be the address that people type, such as https://quiz.example.org, "
                           "without a path.") for url in ("quiz.example.org", "https://a.example/a", "ftp://quiz", "https://a:x")],
    ("GEOQUIZ_TRUSTED_HOSTS", "a.example, http://b", "GEOQUIZ_TRUSTED_HOSTS holds 'http://b'; write names without port or path, "
                                                     "with commas between, such as quiz.example.org,localhost."),
    ("GEOQUIZ_PROXIES", "all", "GEOQUIZ_PROXIES is 'all'; it must be a whole number from 0 to 9."),
    ("GEOQUIZ_SECOND_FACTOR", "yes", "GEOQUIZ_SECOND_FACTOR is 'yes'; it must be one of optional, teachers."),
    ("GEOQUIZ_AUDIT_DAYS", "7", "GEOQUIZ_AUDIT_DAYS is '7'; it must be a whole number from 30 to 3650."),
    ("GEOQUIZ_SESSION_DAYS", "0", "GEOQUIZ_SESSION_DAYS is '0'; it must be a whole number from 1 to 365."),
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


@pytest.fixture
def studied(ready: Geoquiz, bank_file: Path, tmp_path: Path) -> Geoquiz:
    """The same with a bank and a learner who has answered."""
    engine = engine_for(f"sqlite:///{tmp_path / 'data folder' / 'geoquiz.sqlite3'}")
    with Session(engine) as session:
        banks.apply(session, parse_bank(bank_file.read_bytes(), "rivers.yaml"), now=NOW)
        answer_right(session, ask(session, make_learner(session).id))
    engine.dispose()
    return ready


def test_check_says_that_all_is_well_or_what_is_not(studied: Geoquiz, tmp_path: Path) -> None:
    result = studied("db", "check")
    assert (result.exit_code, result.output) == (0, "The database is sound; 1 of its cards were compared with their logs.\n")
    engine = create_engine(f"sqlite:///{tmp_path / 'data folder' / 'geoquiz.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE cards SET reps = 5"))
    engine.dispose()
    result = studied("db", "check", "--all")
    assert result.exit_code == 1
    assert re.fullmatch(r"The card of user 1 for question \d, part main, is not what its log says: reps\.\n1 faults are found\.\n",
                        result.output)
    assert len(json.loads(studied("db", "check", "--json").output)["faults"]) == 1


def test_backups_get_a_name_with_their_time_and_old_ones_go(studied: Geoquiz, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in (1, 2):
        (folder / f"geoquiz-2020-01-0{day}T00-00-00Z.sqlite3").write_text("")
    result = studied("db", "backup", str(folder), "--keep", "2")
    assert result.exit_code == 0
    written, deleted = result.output.splitlines()
    assert re.fullmatch(r".*/geoquiz-20\d\d-\d\d-\d\dT\d\d-\d\d-\d\dZ\.sqlite3 is written \(0\.\d MB\)\.", written)
    assert deleted == f"{folder / 'geoquiz-2020-01-01T00-00-00Z.sqlite3'} is deleted."
    result = studied("db", "backup", str(tmp_path / "one file"), "--keep", "2")
    assert result.exit_code == 2
    assert "--keep needs a folder as DEST: it deletes older backups in it." in result.output


def test_restore_refuses_to_replace_and_keeps_what_it_replaces(studied: Geoquiz, tmp_path: Path) -> None:
    target = tmp_path / "a backup"
    assert studied("db", "backup", str(target)).exit_code == 0
    result = studied("db", "restore", str(target))
    assert result.exit_code == 1
    assert result.output == ("geoquiz: There is a database already: add --force to put the backup in its place; what is there "
                             "is kept.\n")
    result = studied("db", "restore", str(target), "--force")
    assert result.exit_code == 0
    kept, done = result.output.splitlines()
    assert re.fullmatch(r"What was there is kept as .*/geoquiz\.sqlite3\.before-restore-[-0-9TZ]+\.", kept)
    assert done == f"{target} is restored."
    shutil.rmtree(tmp_path / "data folder")
    assert studied("db", "restore", str(target)).output == f"{target} is restored.\n"
    assert studied("db", "check").exit_code == 0


def test_an_upgrade_begins_with_a_backup(studied: Geoquiz, tmp_path: Path) -> None:
    folder = tmp_path / "data folder"
    engine = engine_for(f"sqlite:///{folder / 'geoquiz.sqlite3'}")
    migrate.downgrade(engine, resources.migrations_folder(), "-1")
    engine.dispose()
    kept, done = studied("db", "upgrade").output.splitlines()
    assert done == "The database is brought up to date."
    [backup] = (folder / "backups").iterdir()
    assert kept == f"What was there is kept as {backup}."
    assert backup.name.startswith("before-upgrade-")
    shutil.copy(backup, tmp_path / "older")
    told = studied("db", "restore", str(tmp_path / "older"), "--force").output.splitlines()[-1]
    assert told == (f"{tmp_path / 'older'} is restored; it is of an older version, and the next start or `geoquiz db upgrade` "
                    "brings it up to date.")
    assert studied("db", "upgrade").exit_code == 0
    assert studied("db", "check").exit_code == 0


def test_copy_tells_each_table_and_refuses_the_second_time(studied: Geoquiz, tmp_path: Path) -> None:
    addresses = (f"sqlite:///{tmp_path / 'data folder' / 'geoquiz.sqlite3'}", f"sqlite:///{tmp_path / 'copy.sqlite3'}")
    result = studied("db", "copy", *addresses)
    assert result.exit_code == 0
    assert re.search(r"^answers +1 rows   checksum [0-9a-f]{16}$", result.output, re.MULTILINE)
    assert re.fullmatch(r"\d+ rows are copied, and equal in both databases\.", result.output.splitlines()[-1])
    result = studied("db", "copy", *addresses)
    assert result.exit_code == 1
    assert re.fullmatch(r"geoquiz: The database to copy to holds something already \(in \w+\): name an empty one\.\n",
                        result.output)
    assert studied("db", "copy", addresses[0], addresses[0]).output == "geoquiz: FROM and TO are the same database.\n"
    assert studied("db", "copy", f"sqlite:///{tmp_path / 'nothing'}", addresses[1]).exit_code == 1
