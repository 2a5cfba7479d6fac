"""geoquiz/passwords.py: what may be a password."""

import pytest

from geoquiz import passwords, resources

COMMON = "This password is among the first that anybody would try: choose another, such as a few words in a row."


@pytest.mark.parametrize(("password", "name", "fault"), [
    ("1234567", "", "A password has at least 8 characters; a few words in a row are easy to remember."),
    ("x" * 1025, "", "A password has at most 1024 characters."),
    ("password", "", COMMON), ("Password1", "", COMMON), ("12345678", "", COMMON), ("QWERTYUIOP", "", COMMON),
    ("ada.lovelace", "Ada Lovelace", "The password is the same as the user name: choose another, such as a few words in a row."),
    ("correct horse battery", "", None), ("x" * 1024, "", None), ("пароль на русском 🗝", "", None), ("x1y2z3w4", "ada", None),
])
def test_a_password_is_long_enough_and_none_that_everybody_tries(password: str, name: str, fault: str | None) -> None:
    assert passwords.fault(password, name=name) == fault


def test_the_list_of_common_passwords_holds_thousands_and_each_could_be_typed() -> None:
    root = resources.checkout()
    assert root is not None
    found = (root / "geoquiz" / "common-passwords.txt").read_text("ascii").splitlines()
    assert len(found) > 8000
    assert all(len(word) >= passwords.SHORTEST and word == word.lower() for word in found)
    assert "Django Software Foundation" in (root / "geoquiz" / "common-passwords.LICENSE").read_text("utf-8")


def test_temporary_passwords_differ_can_be_read_from_paper_and_may_be_used() -> None:
    made = {passwords.temporary() for _ in range(100)}
    assert len(made) == 100
    for password in made:
        assert passwords.fault(password) is None
        assert not set(password) & set("il1o0")
