import pytest

from geoquiz.core.names import name_fault, name_key


@pytest.mark.parametrize(("name", "fault"), [
    ("", "A user name has 2 to 64 characters."), ("a", "A user name has 2 to 64 characters."),
    ("a" * 65, "A user name has 2 to 64 characters."),
    *((name, "A user name is made of letters, digits, spaces, dots, hyphens and apostrophes, and starts with a letter or digit.")
      for name in ("-ada", "ada!", "ada@home", "a\nb", "ada\0", "__", "<b>", "ada-", "\u202eada", "\N{ZERO WIDTH SPACE}ada")),
    ("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 8,
     "This user name holds characters that stand for several letters each: write it with plain ones."),
])
def test_a_name_that_cannot_be_used_is_told_why(name: str, fault: str) -> None:
    assert name_fault(name) == fault


@pytest.mark.parametrize("name", ["Ada", "Ἀριστοτέλης", "Анна Каренина", "李 雷", "O'Neill", "J. R. R.", "Jean-Luc", "x9",
                                  "ab" * 32])
def test_names_of_all_peoples_can_be_used(name: str) -> None:
    assert name_fault(name) is None
    assert 0 < len(name_key(name)) <= 64


@pytest.mark.parametrize("alike", [
    "ada king", "ADA KING", "Adá King", "Ada  King", "Ada.King", "adaking", "Ada-King", "Ａｄａ King",
    "\N{CYRILLIC CAPITAL LETTER A}da King", "Ada \N{GREEK CAPITAL LETTER KAPPA}ing", "Ada K1ng", "Ada Kıng",
])
def test_names_that_look_alike_have_one_key(alike: str) -> None:
    assert name_key(alike) == name_key("Ada King")


def test_names_that_differ_in_more_than_looks_have_two() -> None:
    assert len({name_key(name) for name in ("Ada King", "Ada Kinga", "The Ada King", "Anna Li", "Li")}) == 5
