"""Banks about lands that do not exist."""

import pytest

from geoquiz.core import madeup
from geoquiz.core.banks.parse import parse_bank


@pytest.mark.parametrize("number", [0, 1, 13, 99, 250, 998])
def test_every_file_is_a_bank_of_twenty_questions_of_many_kinds(number: int) -> None:
    bank = parse_bank(madeup.bank_file(number), "made.yaml")
    assert (bank.id, len(bank.questions)) == (madeup.key_of(number), 20)
    assert len({question.kind for question in bank.questions}) == 9


def test_the_same_number_is_the_same_file_and_lands_differ() -> None:
    assert madeup.bank_file(7) == madeup.bank_file(7)
    assert len({parse_bank(madeup.bank_file(number), "made.yaml").title for number in range(150)}) == 150
