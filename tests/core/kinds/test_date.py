import pytest

from geoquiz.core.errors import Ambiguous, ResponseError
from geoquiz.core.question import Context
from tests.core.kinds.examples import faults, make

DAY, MONTH, YEAR = (make("date", answer=answer) for answer in ("2024-07-15", "2024-07", "2024"))


@pytest.mark.parametrize(
    "text", ["15 July 2024", "15.7.2024", "July 15, 2024", "2024-07-15", "15/07/2024", "the 15th of July 2024"],
)
def test_the_right_day_in_the_forms_people_type(text: str) -> None:
    outcome = DAY.grade((text,), Context())
    assert (outcome.score, outcome.verdict, outcome.key) == (1, "right", "15 July 2024")


@pytest.mark.parametrize(("text", "note"), [("2024-07-15", ""), ("15 July 2024", ""), ("15/7/2024", "Read as 15 July 2024.")])
def test_the_reading_is_told_unless_it_is_plain(text: str, note: str) -> None:
    assert DAY.grade((text,), Context()).note == note


def test_another_day_is_wrong() -> None:
    outcome = DAY.grade(("16 July 2024",), Context())
    assert (outcome.score, outcome.verdict, outcome.key) == (0, "wrong", "15 July 2024")


@pytest.mark.parametrize("answer", ["2024-04-03", "2024-03-04", "1999-01-01"])
def test_a_date_of_two_readings_is_asked_back_in_the_same_words_whatever_the_key(answer: str) -> None:
    with pytest.raises(Ambiguous) as caught:
        make("date", answer=answer).grade(("03/04/2024",), Context())
    assert str(caught.value) == (
        "'03/04/2024' can be 4 March 2024 or 3 April 2024: type the one you mean with the month's name."
    )
    assert caught.value.readings == ("4 March 2024", "3 April 2024")


def test_each_reading_offered_can_be_typed() -> None:
    question = make("date", answer="2024-04-03")
    assert question.grade(("3 April 2024",), Context()).verdict == "right"
    assert question.grade(("4 March 2024",), Context()).verdict == "wrong"


def test_readings_that_differ_only_beyond_the_precision_asked_are_not_asked_back() -> None:
    assert YEAR.grade(("03/04/2024",), Context()).verdict == "right"


def test_only_the_year_counts_where_only_the_year_is_asked() -> None:
    assert [YEAR.grade((text,), Context()).verdict for text in ("2024", "in 2024", "July 2024", "2024-07-15", "2023")] == [
        "right", "right", "right", "right", "wrong",
    ]
    assert [MONTH.grade((text,), Context()).verdict for text in ("July 2024", "2024-07", "7/2024", "15 July 2024", "May 2024")] == [
        "right", "right", "right", "right", "wrong",
    ]


@pytest.mark.parametrize(
    ("question", "text", "sentence"),
    [
        (DAY, "2024", "'2024' is not precise enough. Type a day, a month and a year, such as 9 May 1995 or 1995-05-09."),
        (MONTH, "2024", "'2024' is not precise enough. Type a month and a year, such as May 1995 or 1995-05."),
        (YEAR, "last year", "'last year' cannot be read as a date. Type a year, such as 1995."),
        (DAY, "15.7.24", "'15.7.24' cannot be read as a date. Write the year with four digits."),
        (DAY, "30 February 2024",
         "'30 February 2024' is not in the calendar. Type a day, a month and a year, such as 9 May 1995 or 1995-05-09."),
    ],
)
def test_what_cannot_be_read_is_refused(question: object, text: str, sentence: str) -> None:
    with pytest.raises(ResponseError) as caught:
        question.grade((text,), Context())  # type: ignore[attr-defined]  # The table holds questions.
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (DAY, "Type a day, a month and a year, such as 9 May 1995 or 1995-05-09."),
        (MONTH, "Type a month and a year, such as May 1995 or 1995-05."),
        (YEAR, "Type a year, such as 1995."),
    ],
)
@pytest.mark.parametrize("response", [(), (" ",), ("2024", "2025")])
def test_one_date_has_to_be_typed(question: object, response: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ResponseError) as caught:
        question.grade(response, Context())  # type: ignore[attr-defined]  # The table holds questions.
    assert str(caught.value) == sentence


def test_the_page_is_told_the_precision_and_no_more() -> None:
    assert [question.shown("main", "").precision for question in (DAY, MONTH, YEAR)] == ["day", "month", "year"]


def test_the_face_has_the_date_in_words() -> None:
    assert [question.face().back for question in (DAY, MONTH, YEAR)] == ["15 July 2024", "July 2024", "2024"]
    assert DAY.face().form == "typed"


def test_another_date_or_precision_is_another_key() -> None:
    assert not make("date", stem="On which day?", answer="2024-07-15").key_changed_from(DAY)
    assert make("date", answer="2024-07-16").key_changed_from(DAY)
    assert MONTH.key_changed_from(DAY)


def test_the_answer_must_be_in_the_calendar() -> None:
    assert faults("date", answer="2024-02-30") == ["8:11: answer: '2024-02-30' is not in the calendar: check its month and day."]
    assert faults("date", answer="15.7.2024") == ["8:11: answer: '15.7.2024' is not a date: write 2024, 2024-07 or 2024-07-15."]
    assert faults("date", answer="2024-7") == ["8:11: answer: '2024-7' is not a date: write 2024, 2024-07 or 2024-07-15."]
