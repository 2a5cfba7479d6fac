from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.errors import ResponseError
from geoquiz.core.numbers import plain_spelling, read_number, split_multiplier

HOW = "Type one number, such as 1500 or 3.5."


def _values(text: str, language: str = "en") -> list[str]:
    return [format(reading.value.normalize(), "f") for reading in read_number(text, language)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7200", "7200"), ("-5", "-5"), ("−5", "-5"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("0.500", "0.5"), ("0,500", "0.5"),
        ("7 200", "7200"), ("7\u00a0200", "7200"), ("7\u202f200", "7200"), ("7'200", "7200"), ("1 234 567", "1234567"),
        ("1,234,567", "1234567"), ("1.234.567", "1234567"), ("1,234.5", "1234.5"), ("1.234,5", "1234.5"), ("1 234,5", "1234.5"),
        ("1'234.5", "1234.5"), ("7,5", "7.5"), ("7.5", "7.5"), ("72,00", "72"), ("1234.567", "1234.567"), ("1e3", "1000"),
        ("1.5E3", "1500"), ("2e-2", "0.02"), ("about 7200", "7200"), ("~7200", "7200"), ("c. 7200", "7200"), ("７２００", "7200"),
        ("٧٢٠٠", "7200"),
    ],
)
def test_a_number_of_one_reading(text: str, value: str) -> None:
    assert _values(text) == _values(text, "de") == [value]


@pytest.mark.parametrize("language", ["en", "en-GB", "zh", "ja", "he"])
def test_a_lone_comma_before_three_digits_parts_thousands_first_where_a_point_is_decimal(language: str) -> None:
    assert _values("7,200", language) == ["7200", "7.2"]
    assert _values("7.200", language) == ["7.2", "7200"]


@pytest.mark.parametrize("language", ["de", "ru", "fr", "es-MX"])
def test_a_lone_point_before_three_digits_parts_thousands_first_elsewhere(language: str) -> None:
    assert _values("7.200", language) == ["7200", "7.2"]
    assert _values("7,200", language) == ["7.2", "7200"]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("7200 km", "7200", "km"), ("7200km.", "7200", "km"), ("17.5 billion US dollars", "17.5", "billion us dollars"),
        ("$17.5bn", "17.5", "bn $"), ("US$ 5", "5", "us$"), ("-€5", "-5", "€"), ("EUR 5", "5", "eur"), ("50 %", "50", "%"),
        ("17 km²", "17", "km2"), ("5 m", "5", "m"), ("seven million km", "7000000", "km"), ("7200,", "7200", ""),
    ],
)
def test_what_stands_behind_a_number_is_its_unit(text: str, value: str, unit: str) -> None:
    (reading,) = read_number(text, "en")
    assert (format(reading.value.normalize(), "f"), reading.unit) == (value, unit)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("zero", "0"), ("seven", "7"), ("Twelve", "12"), ("twenty", "20"), ("twenty-one", "21"), ("ninety nine", "99"),
        ("a hundred", "100"), ("one hundred", "100"), ("one hundred and five", "105"), ("two hundred twenty-two", "222"),
        ("seventy-two hundred", "7200"), ("seven thousand two hundred", "7200"), ("a million", "1000000"),
        ("seven million", "7000000"), ("two billion", "2000000000"), ("two million three thousand and four", "2003004"),
        ("minus seven", "-7"),
        ("nine hundred thousand", "900000"), ("one trillion", "1000000000000"),
    ],
)
def test_numbers_in_words(words: str, value: str) -> None:
    assert _values(words) == [value]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("NaN", f"'NaN' is not a number. {HOW}"),
        ("infinity", f"'infinity' is not a number. {HOW}"),
        ("-inf", f"'-inf' is not a number. {HOW}"),
        ("∞", f"'∞' is not a number. {HOW}"),
        ("many", f"'many' is not a number. {HOW}"),
        ("", f"'' is not a number. {HOW}"),
        ("a", f"'a' is not a number. {HOW}"),
        ("and five", f"'and five' is not a number. {HOW}"),
        ("hundred", f"'hundred' is not a number. {HOW}"),
        ("nineteen ninety-five", f"'nineteen ninety-five' is not a number. {HOW}"),
        ("twenty twenty", f"'twenty twenty' is not a number. {HOW}"),
        ("two thousand three million", f"'two thousand three million' is not a number. {HOW}"),
        ("1e400", f"'1e400' is too large or too small to be meant. {HOW}"),
        ("1e-400", f"'1e-400' is too large or too small to be meant. {HOW}"),
        ("9" * 40, f"That number is too large to be meant. {HOW}"),
        ("9" * 101, f"That is longer than a number with its unit can be. {HOW}"),
        ("1/2", f"'1/2' holds more than one number. {HOW}"),
        ("½", f"'½' holds more than one number. {HOW}"),
        ("10²", f"'10²' holds more than one number. {HOW}"),
        ("7200 or 7300", f"'7200 or 7300' holds more than one number. {HOW}"),
        ("7 20", f"The separators in '7 20' can be read in no way we know. {HOW}"),
        ("7,2,00", f"The separators in '7,2,00' can be read in no way we know. {HOW}"),
        ("1.234,567.8", f"The separators in '1.234,567.8' can be read in no way we know. {HOW}"),
        ("1,234'5", f"The separators in \"1,234'5\" can be read in no way we know. {HOW}"),
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ResponseError) as caught:
        read_number(text, "en")
    assert str(caught.value) == sentence


@given(text=st.one_of(st.text(), st.text(alphabet="0123456789.,' e+-km%²½", max_size=20)), language=st.sampled_from(["en", "de"]))
def test_reading_any_text_ends_in_readings_or_a_sentence(text: str, language: str) -> None:
    try:
        readings = read_number(text, language)
    except ResponseError as error:
        assert str(error).endswith(HOW)  # noqa: PT017  # Both ends are right; the test is that there is no third.
    else:
        assert 1 <= len(readings) <= 2
        assert all(reading.value.is_finite() for reading in readings)


@given(value=st.decimals(min_value=-(10**15), max_value=10**15, places=4), language=st.sampled_from(["en", "de"]))
def test_a_plain_spelling_has_one_reading_in_every_language(value: Decimal, language: str) -> None:
    (reading,) = read_number(plain_spelling(value), language)
    assert reading.value == value


@pytest.mark.parametrize(
    ("value", "plain"),
    [("7200", "7200"), ("7.200", "7.2"), ("7.215", "7.2150"), ("1E+3", "1000"), ("-0.50", "-0.5"), ("5.000", "5")],
)
def test_the_plain_spelling(value: str, plain: str) -> None:
    assert plain_spelling(Decimal(value)) == plain


@pytest.mark.parametrize(
    ("words", "factor", "rest"),
    [("billion US dollars", "1e9", "us dollars"), ("km", "1", "km"), ("thousand", "1e3", ""),
     ("hundred thousand people", "1e5", "people"), ("Millions", "1e6", ""), ("", "1", "")],
)
def test_the_multiplier_before_a_unit(words: str, factor: str, rest: str) -> None:
    assert split_multiplier(words) == (Decimal(factor), rest)
