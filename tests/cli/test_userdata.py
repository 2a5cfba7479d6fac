"""Taking a user's data along, restoring and deleting it, from the command line."""

import re
import zipfile
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from geoquiz.storage.db import engine_for
from tests.cli.conftest import Geoquiz
from tests.factories import NOW, answer_right, page


@pytest.fixture
def ada(ready: Geoquiz, bank_file: Path, tmp_path: Path) -> Geoquiz:
    """A server with a bank and Ada, a teacher, who has answered both its questions."""
    ready("bank", "apply", bank_file)
    ready("user", "create", "Ada", "--role", "teacher", stdin="correct horse\n")
    engine = engine_for(f"sqlite:///{tmp_path / 'data folder' / 'geoquiz.sqlite3'}")
    with Session(engine) as session:
        for question in ("longest", "count"):
            answer_right(session, page(session, 1, question), now=NOW)
    engine.dispose()
    return ready


def another_server(geoquiz: Geoquiz, monkeypatch: pytest.MonkeyPatch, folder: Path, *banks: Path) -> None:
    """Go on with another data folder, where these banks are."""
    monkeypatch.setenv("GEOQUIZ_DATA", str(folder / "other data"))
    assert geoquiz("db", "upgrade").exit_code == 0
    for bank in banks:
        assert geoquiz("bank", "apply", bank).exit_code == 0


def test_a_user_goes_to_another_server_and_keeps_everything_but_password_and_role(
        ada: Geoquiz, bank_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ada.zip"
    assert ada("user", "export", "ada", "--output", file).output == (
        f"{file} is written: `geoquiz user import` restores it on another server.\n")
    another_server(ada, monkeypatch, tmp_path, bank_file)
    result = ada("user", "import", file)
    assert result.exit_code == 0
    first, second, third = result.stdout.splitlines()
    assert first == "Ada is restored with 2 answers, 2 reviews and 2 cards."
    assert re.fullmatch(r"A password was made up: [\w-]{16}", second)
    assert third == "The role there was teacher, here it is student: `geoquiz user role` gives another."
    again = tmp_path / "again.zip"
    ada("user", "export", "Ada", "--output", again)
    for name in ("answers.jsonl", "reviews.jsonl", "cards.jsonl", "settings.jsonl"):
        assert zipfile.ZipFile(again).read(name) == zipfile.ZipFile(file).read(name)


def test_a_name_a_role_and_a_password_can_be_given(ada: Geoquiz, bank_file: Path, tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ada.zip"
    ada("user", "export", "Ada", "-o", file)
    another_server(ada, monkeypatch, tmp_path, bank_file)
    result = ada("user", "import", file, "--name", "Grace", "--role", "teacher", "--password", stdin="short\n")
    assert (result.exit_code, result.output) == (
        1, "geoquiz: A password has at least 8 characters; a few words in a row are easy to remember.\n")
    result = ada("user", "import", file, "--name", "Grace", "--role", "teacher", "--password", stdin="correct horse\n")
    assert (result.exit_code, result.output) == (0, "Grace is restored with 2 answers, 2 reviews and 2 cards.\n")


def test_what_stays_out_is_told_and_a_look_changes_nothing(ada: Geoquiz, bank_file: Path, tmp_path: Path,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ada.zip"
    ada("user", "export", "Ada", "-o", file)
    another_server(ada, monkeypatch, tmp_path)
    told = "The bank 'rivers' (Rivers) is not on this server: 2 answers, 2 reviews and 2 cards stay out.\n"
    result = ada("user", "import", file, "--check")
    assert (result.exit_code, result.stderr) == (1, told)
    assert result.stdout == "Ada could be restored with 0 answers, 0 reviews and 0 cards. Nothing was changed.\n"
    one = tmp_path / "one.yaml"
    one.write_text(bank_file.read_text("utf-8").partition("  - id: count")[0], "utf-8")
    ada("bank", "apply", one)
    result = ada("user", "import", file, "--lenient")
    assert result.exit_code == 0
    assert result.stderr == ("The bank 'rivers' is here without count, or with another type of it: "
                             "1 answer, 1 review and 1 card stay out.\n")
    assert "Ada is restored with 1 answer, 1 review and 1 card." in result.stdout


def test_a_file_that_cannot_be_imported_is_told_and_nothing_is_stored(ada: Geoquiz, tmp_path: Path) -> None:
    file = tmp_path / "ada.zip"
    ada("user", "export", "Ada", "-o", file)
    result = ada("user", "import", file)
    assert (result.exit_code, result.stderr) == (1, "geoquiz: The user name 'Ada' is taken: give another with --name.\n")
    result = ada("user", "import", file, "--name", "Grace")
    assert result.stderr == ("geoquiz: This account is on this server already, as 'Ada', and an account cannot be here twice: "
                             "delete that one first with `geoquiz user delete`.\n")
    wrong = tmp_path / "wrong.zip"
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(wrong, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'"cause":"review"', b'"cause":"whim"'))
    result = ada("user", "import", wrong, "--name", "Grace")
    assert result.exit_code == 1
    assert [line.partition(": ")[0] for line in result.stderr.removeprefix("geoquiz: ").splitlines()] == [
        "reviews.jsonl, line 1", "reviews.jsonl, line 2"]
    assert ada("user", "import", tmp_path / "none.zip").exit_code == 2
    assert ada("user", "role", "Grace", "student").exit_code == 1


def test_deleting_needs_a_word_and_takes_everything(ada: Geoquiz, tmp_path: Path) -> None:
    result = ada("user", "delete", "Ada")
    assert (result.exit_code, result.output) == (1, "geoquiz: Nothing was deleted: add --yes to delete without being asked.\n")
    assert ada("user", "delete", "ada", "--yes").output == "Ada is deleted, with 2 answers.\n"
    for command in (("delete", "Ada", "--yes"), ("export", "Ada", "-o", tmp_path / "ada.zip")):
        result = ada("user", *command)
        assert (result.exit_code, result.output) == (1, "geoquiz: There is no user 'Ada': check the spelling.\n")
    assert not (tmp_path / "ada.zip").exists()
