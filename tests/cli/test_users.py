import re

import pytest

from tests.cli.conftest import Geoquiz


def test_an_account_is_made_with_a_role_and_changed_later(ready: Geoquiz) -> None:
    result = ready("user", "create", "Ada", "--role", "teacher", "--zone", "Europe/London", stdin="correct horse\n")
    assert result.output == "Ada can log in now as teacher.\n"
    assert ready("user", "role", "ada", "admin").output == "Ada is admin now.\n"


def test_what_is_wrong_with_an_account_is_told_and_nothing_is_made(ready: Geoquiz) -> None:
    cases = [
        (("create", "A"), "correct horse", 1, "geoquiz: A user name has 2 to 64 characters.\n"),
        (("create", "Ada"), "short", 1,
         "geoquiz: A password has at least 8 characters; a few words in a row are easy to remember.\n"),
        (("role", "Nobody", "admin"), "", 1, "geoquiz: There is no user 'Nobody': check the spelling.\n"),
    ]
    for args, stdin, code, text in cases:
        result = ready("user", *args, stdin=f"{stdin}\n")
        assert (result.exit_code, result.output) == (code, text)
    assert ready("user", "create", "Ada", stdin="correct horse\n").exit_code == 0


def test_a_taken_name_is_refused_even_in_other_letters(ready: Geoquiz) -> None:
    ready("user", "create", "Ada", stdin="correct horse\n")
    result = ready("user", "create", "ADA", stdin="another horse\n")
    assert result.exit_code == 1
    assert result.output == "geoquiz: The user name 'ADA' is taken: choose another.\n"


def test_roles_and_zones_that_do_not_exist_are_faults_of_use(ready: Geoquiz) -> None:
    assert "'boss' is not one of 'student', 'teacher', 'admin'" in ready("user", "create", "Ada", "--role", "boss").output
    result = ready("user", "create", "Ada", "--zone", "Mars/Base")
    assert result.exit_code == 2
    assert "There is no time zone 'Mars/Base': write one such as Europe/Berlin or UTC." in result.output


def test_a_reset_link_is_printed_with_the_address_where_it_is_known(ready: Geoquiz, monkeypatch: pytest.MonkeyPatch) -> None:
    ready("user", "create", "Ada", stdin="correct horse\n")
    result = ready("user", "reset-link", "ada")
    assert result.exit_code == 0
    assert re.fullmatch(r"/reset/1/[\w-]{43}\n", result.stdout)
    assert re.fullmatch(r"It is for Ada and works once, until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.\n", result.stderr)
    monkeypatch.setenv("GEOQUIZ_URL", "https://quiz.example.org/")
    assert ready("user", "reset-link", "ada", "--drop-second-factors").stdout.startswith("https://quiz.example.org/reset/1/")
    refused = ready("user", "reset-link", "nobody")
    assert (refused.exit_code, refused.output) == (1, "geoquiz: There is no user 'nobody': check the spelling.\n")
