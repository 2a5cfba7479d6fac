from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from geoquiz.core.fields import (
    Degrees,
    ItemId,
    Number,
    OptionalText,
    PartialDate,
    ShortText,
    Tag,
    Text,
    TrueFalse,
    WholeNumber,
    check_partial_date,
    fault,
)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Text, "  Baku\n", "Baku"), (Text, "no", "no"), (Text, "12:30", "12:30"), (OptionalText, "  ", ""), (ShortText, " a ", "a"),
        (ItemId, "route-length-2", "route-length-2"), (ItemId, "2024", "2024"), (Tag, " trade ", "trade"),
        (TrueFalse, "true", True), (TrueFalse, "false", False), (TrueFalse, True, True),
        (Number, "7200", Decimal(7200)), (Number, " -17.5 ", Decimal("-17.5")), (Number, "+007", Decimal(7)),
        (Number, 100, Decimal(100)),
        (WholeNumber, "3", 3), (WholeNumber, 3, 3), (PartialDate, "2024", "2024"), (PartialDate, " 2024-07 ", "2024-07"),
        (PartialDate, "2024-02-29", "2024-02-29"), (Degrees, "55.75", 55.75), (Degrees, "-0.1234567", -0.123457),
        (Degrees, 12, 12.0),
    ],
)
def test_a_text_of_a_bank_becomes_a_value(field: Any, text: object, value: object) -> None:
    assert TypeAdapter(field).validate_python(text) == value


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        (TrueFalse, "yes", "'yes' is neither true nor false: write true or false."),
        (TrueFalse, "True", "'True' is neither true nor false: write true or false."),
        (Number, "7,200", "'7,200' is not a plain number: write digits with a decimal point, such as 7200 or 17.5."),
        (Number, "1_000", "'1_000' is not a plain number: write digits with a decimal point, such as 7200 or 17.5."),
        (Number, "1e3", "'1e3' is not a plain number: write digits with a decimal point, such as 7200 or 17.5."),
        (Number, "nan", "'nan' is not a plain number: write digits with a decimal point, such as 7200 or 17.5."),
        (Number, "٣", "'٣' is not a plain number: write digits with a decimal point, such as 7200 or 17.5."),
        (Number, True, "True is not a plain number: write digits with a decimal point, such as 7200 or 17.5."),
        (WholeNumber, "3.0", "'3.0' is not a whole number: write digits alone, such as 3."),
        (WholeNumber, "-3", "'-3' is not a whole number: write digits alone, such as 3."),
        (PartialDate, "2024-02-30", "'2024-02-30' is not in the calendar: check its month and day."),
        (PartialDate, "2024-13", "'2024-13' is not in the calendar: check its month and day."),
        (PartialDate, "0000", "'0000' is not in the calendar: check its month and day."),
        (PartialDate, "24-07-15", "'24-07-15' is not a date: write 2024, 2024-07 or 2024-07-15."),
        (PartialDate, ["2024"], "['2024'] is not a date: write 2024, 2024-07 or 2024-07-15."),
        (Degrees, "north", "'north' is not a plain number: write digits with a decimal point, such as 7200 or 17.5."),
    ],
)
def test_a_text_that_means_nothing_is_refused_with_a_sentence(field: Any, text: object, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(field).validate_python(text)
    assert [error["msg"] for error in caught.value.errors()] == [message]


@pytest.mark.parametrize("text", ["", "Q", "a_b", "a--b", "-a", "a-", "a b", "ä", "a" * 65])
def test_an_id_is_small_letters_digits_and_single_hyphens(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(ItemId).validate_python(text)


@pytest.mark.parametrize(("field", "text"), [(Text, " "), (ShortText, "x" * 501), (Tag, "x" * 65), (Degrees, float("nan"))])
def test_empty_and_overlong_texts_are_refused(field: Any, text: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(field).validate_python(text)


def test_a_number_is_stored_as_its_digits() -> None:
    assert TypeAdapter(Number).dump_python(Decimal("1E+3"), mode="json") == "1000"


def test_a_checked_date_is_returned_as_written() -> None:
    assert check_partial_date("2024-07") == "2024-07"


def test_a_fault_carries_its_place_for_the_parser() -> None:
    error = fault("It is {odd}.", at=("options", 1), offset=0)
    assert (error.message(), error.context) == ("It is {odd}.", {"at": ("options", 1), "offset": 0})
    assert fault("It is odd.").context in (None, {})
