import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.dates import HOW, PRECISIONS, Partial, read_date
from geoquiz.core.errors import ResponseError

DAY = "Type a day, a month and a year, such as 9 May 1995 or 1995-05-09."


@pytest.mark.parametrize(
    "text",
    [
        "15 July 2024", "15 july 2024", "15 Jul 2024", "15 Jul. 2024", "15. July 2024", "15.July 2024", "15th July 2024",
        "15th of July, 2024", "the 15th of July 2024", "on 15 July 2024", "July 15, 2024", "July 15th 2024", "Jul 15 2024",
        "15-Jul-2024", "2024 July 15",
        "Monday, 15 July 2024", "Mon. 15 July 2024", "2024-07-15", "2024-7-15", "2024/07/15", "2024.07.15", "15.7.2024",
        "15.07.2024",
        "15. 7. 2024", "15.7.2024.", "15/7/2024", "15-07-2024", "7/15/2024", "１５ July ２０２４", " 15  July  2024 ",
    ],
)
def test_a_day_of_one_reading(text: str) -> None:
    assert read_date(text, "day") == (Partial(2024, 7, 15),)


@pytest.mark.parametrize("text", ["March 4, 2024", "4 Sept 2024", "4 September 2024", "29 February 2024"])
def test_months_by_name_and_leap_days(text: str) -> None:
    (found,) = read_date(text, "day")
    assert str(found) in ("4 March 2024", "4 September 2024", "29 February 2024")


@pytest.mark.parametrize("text", ["03/04/2024", "3/4/2024", "03-04-2024"])
def test_slashes_and_hyphens_may_be_read_in_two_ways(text: str) -> None:
    assert set(read_date(text, "day")) == {Partial(2024, 4, 3), Partial(2024, 3, 4)}


@pytest.mark.parametrize(
    ("text", "reading"),
    [("03.04.2024", "3 April 2024"), ("07/07/2024", "7 July 2024"), ("13/04/2024", "13 April 2024"), ("04/13/2024",
    "13 April 2024"),
     ("2024/03/04", "4 March 2024")],
)
def test_dots_equal_numbers_and_numbers_above_twelve_have_one_reading(text: str, reading: str) -> None:
    assert [str(found) for found in read_date(text, "day")] == [reading]


@pytest.mark.parametrize(
    ("text", "precision", "reading"),
    [
        ("2024", "year", "2024"), ("in 2024", "year", "2024"), ("July 2024", "year", "July 2024"),
        ("15 July 2024", "year", "15 July 2024"),
        ("July 2024", "month", "July 2024"), ("July, 2024", "month", "July 2024"), ("2024-07", "month", "July 2024"),
        ("07/2024", "month", "July 2024"), ("7.2024", "month", "July 2024"), ("15 July 2024", "month", "15 July 2024"),
    ],
)
def test_a_date_may_be_more_precise_than_asked(text: str, precision: str, reading: str) -> None:
    assert [str(found) for found in read_date(text, precision)] == [reading]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("July 2024", f"'July 2024' is not precise enough. {DAY}"),
        ("2024", f"'2024' is not precise enough. {DAY}"),
        ("30 February 2024", f"'30 February 2024' is not in the calendar. {DAY}"),
        ("29 February 2023", f"'29 February 2023' is not in the calendar. {DAY}"),
        ("31.04.2024", f"'31.04.2024' is not in the calendar. {DAY}"),
        ("2024-13-01", f"'2024-13-01' is not in the calendar. {DAY}"),
        ("13/13/2024", f"'13/13/2024' is not in the calendar. {DAY}"),
        ("0 July 2024", f"'0 July 2024' is not in the calendar. {DAY}"),
        ("0000-01-01", f"'0000-01-01' is not in the calendar. {DAY}"),
        ("15.7.24", "'15.7.24' cannot be read as a date. Write the year with four digits."),
        ("15/7/24", "'15/7/24' cannot be read as a date. Write the year with four digits."),
        ("15 July '24", "\"15 July '24\" cannot be read as a date. Write the year with four digits."),
        ("July 15, 24", "'July 15, 24' cannot be read as a date. Write the year with four digits."),
        ("15 July", f"'15 July' cannot be read as a date. {DAY}"),
        ("yesterday", f"'yesterday' cannot be read as a date. {DAY}"),
        ("1994/1995", f"'1994/1995' cannot be read as a date. {DAY}"),
        ("15 July August 2024", f"'15 July August 2024' cannot be read as a date. {DAY}"),
        ("15 16 July 2024", f"'15 16 July 2024' cannot be read as a date. {DAY}"),
        ("15 July 2024 2025", f"'15 July 2024 2025' cannot be read as a date. {DAY}"),
        ("about 15 July 2024", f"'about 15 July 2024' cannot be read as a date. {DAY}"),
        ("15 July 12024", f"'15 July 12024' cannot be read as a date. {DAY}"),
        ("", f"'' cannot be read as a date. {DAY}"),
        ("1" * 101, f"That is longer than a date can be. {DAY}"),
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ResponseError) as caught:
        read_date(text, "day")
    assert str(caught.value) == sentence


_likely = st.text(alphabet="0123456789./- julyJULYmay,", max_size=16)


@given(text=st.one_of(st.text(), _likely), precision=st.sampled_from(PRECISIONS))
def test_reading_any_text_ends_in_readings_or_a_sentence(text: str, precision: str) -> None:
    try:
        readings = read_date(text, precision)
    except ResponseError as error:
        assert str(error).endswith((HOW[precision], "Write the year with four digits."))  # noqa: PT017  # There is no third end.
    else:
        assert 1 <= len(readings) <= 2


@given(day=st.dates())
def test_a_date_is_read_back_from_its_own_words_and_from_iso(day: object) -> None:
    partial = Partial.parse(str(day))
    assert read_date(str(partial), "day") == read_date(str(day), "day") == (partial,)


def test_a_partial_date_knows_its_precision_and_can_be_cut_to_less() -> None:
    day = Partial.parse("2024-07-15")
    assert [day.cut(precision) for precision in PRECISIONS] == [Partial(2024), Partial(2024, 7), day]
    assert [day.cut(precision).precision for precision in PRECISIONS] == ["year", "month", "day"]
    texts = [str(Partial.parse(text)) for text in ("2024", "2024-07", "2024-07-05", "0987")]
    assert texts == ["2024", "July 2024", "5 July 2024", "0987"]
