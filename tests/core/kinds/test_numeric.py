from decimal import Decimal

import pytest

from geoquiz.core.errors import Ambiguous, ResponseError
from geoquiz.core.question import Context
from tests.core.kinds.examples import faults, make

ENGLISH, GERMAN = Context(language="en"), Context(language="de")
ROUTE = make("numeric", stem="How long is the corridor?", answer="7200", unit="km", units={"mi": "1.609344"}, tolerance="2%")
COUNT = make("numeric", answer="7200")


@pytest.mark.parametrize(
    "text",
    [
        "7200", " 7200 ", "7200.0", "+7200", "7 200", "7\u202f200", "7'200", "7’200", "7,200.0", "7.200,0", "7200 km", "7200km",
        "7200 kilometres", "7200 Kilometers.", "about 7200 km", "7.2 thousand", "7.2k km", "7.2e3", "７２００", "٧٢٠٠",
        "seven thousand two hundred", "seventy-two hundred km", "4473.87 miles", "4473.87 mi",
    ],
)
def test_7200_km_in_the_forms_people_type(text: str) -> None:
    assert ROUTE.grade((text,), ENGLISH).verdict == "right"


@pytest.mark.parametrize("language", [ENGLISH, GERMAN])
@pytest.mark.parametrize("text", ["7,200", "7.200", "7,200 km", "7.200 km"])
def test_a_lone_separator_is_asked_back_where_the_readings_differ_in_verdict(text: str, language: Context) -> None:
    with pytest.raises(Ambiguous) as caught:
        ROUTE.grade((text,), language)
    unit = text[5:]
    assert str(caught.value) == f"Do you mean 7.2{unit} or 7200{unit}? Type it just as it stands here."
    assert caught.value.readings == (f"7.2{unit}", f"7200{unit}")


def test_the_question_back_is_the_same_whatever_the_key() -> None:
    sentences = set()
    for answer in ("7200", "7.2"):
        with pytest.raises(Ambiguous) as caught:
            make("numeric", answer=answer).grade(("7,200",), ENGLISH)
        sentences.add(str(caught.value))
    assert sentences == {"Do you mean 7.2 or 7200? Type it just as it stands here."}


@pytest.mark.parametrize("answer", ["7.215", "7215"])
def test_each_reading_offered_can_be_typed_and_is_not_asked_back_again(answer: str) -> None:
    question = make("numeric", answer=answer)
    with pytest.raises(Ambiguous) as caught:
        question.grade(("7.215",), ENGLISH)
    assert caught.value.readings == ("7.2150", "7215")
    verdicts = [question.grade((reading,), language).verdict for language in (ENGLISH, GERMAN) for reading in caught.value.readings]
    assert sorted(verdicts) == ["right", "right", "wrong", "wrong"]


@pytest.mark.parametrize(
    ("text", "language", "note"),
    [("1,500", ENGLISH, "Read as 1500."), ("1,500", GERMAN, "Read as 1.5."), ("1.500", ENGLISH, "Read as 1.5."),
     ("1.500", GERMAN, "Read as 1500.")],
)
def test_a_lone_separator_is_read_by_the_language_where_both_readings_are_wrong(text: str, language: Context, note: str) -> None:
    outcome = COUNT.grade((text,), language)
    assert (outcome.verdict, outcome.note) == ("wrong", note)


@pytest.mark.parametrize(
    ("answer", "tolerance", "given", "verdict"),
    [
        ("0.3", "0.1", "0.4", "right"), ("0.3", "0.1", "0.2", "right"), ("0.3", "0.1", "0.41", "wrong"),
        ("0.3", "0.1", "0.19", "wrong"),
        ("7200", "2%", "7344", "right"), ("7200", "2%", "7056", "right"), ("7200", "2%", "7345", "wrong"),
        ("7200", "2 %", "7056", "right"), ("-50", "10%", "-55", "right"), ("-50", "10%", "-45", "right"),
        ("-50", "10%", "50", "wrong"),
        ("0", "5%", "0", "right"), ("0", "5%", "0.01", "wrong"), ("12", "0", "12.0", "right"), ("12", "0", "12.0001", "wrong"),
    ],
)
def test_both_ends_of_the_tolerance_are_right(answer: str, tolerance: str, given: str, verdict: str) -> None:
    assert make("numeric", answer=answer, tolerance=tolerance).grade((given,), ENGLISH).verdict == verdict


@pytest.mark.parametrize(
    "text",
    ["17.5", "17,5", "17.5 billion", "17.5 bn", "$17.5bn", "17.5 billion dollars", "17.5 billion US dollars", "17500000000",
     "17,500,000,000", "17 500 million USD", "USD 17.5 billion", "17500 million"],
)
def test_a_multiplied_unit_may_be_written_out(text: str) -> None:
    trade = make("numeric", answer="17.5", unit="billion USD")
    assert trade.grade((text,), ENGLISH).verdict == "right"


@pytest.mark.parametrize(
    ("unit", "text", "verdict"),
    [
        ("m", "5 m", "right"), ("m", "5 metres", "right"), ("m", "5", "right"), ("m", "5000000", "wrong"), ("", "5", "right"),
        ("", "0.005 k", "right"), ("km²", "5 km²", "right"), ("km²", "5 km2", "right"), ("km²", "5 square kilometres", "right"),
        ("%", "5%", "right"), ("%", "5 per cent", "right"), ("%", "5 percent", "right"), ("per cent", "5%", "right"),
        ("million people", "5 million", "right"), ("million people", "5 million people", "right"), ("million people", "5", "right"),
        ("million people", "5000000 people", "right"), ("million people", "5 people", "wrong"), ("people", "5 people", "right"),
        ("hours", "5 h", "right"), ("hours", "five hours", "right"), ("US$", "$5", "right"), ("tonnes", "5 t", "right"),
        ("countries", "five countries", "right"), ("country", "5 countries", "right"), ("years", "5 yrs", "right"),
    ],
)
def test_units_are_understood_in_full_and_by_symbol(unit: str, text: str, verdict: str) -> None:
    assert make("numeric", answer="5", unit=unit).grade((text,), ENGLISH).verdict == verdict


def test_a_letter_is_a_multiplier_only_where_no_unit_is_meant() -> None:
    assert make("numeric", answer="5000000").grade(("5m",), ENGLISH).verdict == "right"
    assert make("numeric", answer="5", unit="km", units={"m": "0.001"}).grade(("5000 m",), ENGLISH).verdict == "right"
    with pytest.raises(ResponseError) as caught:
        ROUTE.grade(("7200 m",), ENGLISH)
    assert str(caught.value) == "'m' is not a unit known here: answer in 'km' or 'mi'."


@pytest.mark.parametrize(
    ("question", "text", "sentence"),
    [
        (ROUTE, "7200 versts", "'versts' is not a unit known here: answer in 'km' or 'mi'."),
        (ROUTE, "€7200", "'€' is not a unit known here: answer in 'km' or 'mi'."),
        (ROUTE, "7.2 thousand versts", "'thousand versts' is not a unit known here: answer in 'km' or 'mi'."),
        (COUNT, "7200 km", "'km' is not a unit known here: answer in a plain number."),
        (COUNT, "two and a half", "'and a half' is not a unit known here: answer in a plain number."),
    ],
)
def test_an_unknown_unit_is_refused(question: object, text: str, sentence: str) -> None:
    with pytest.raises(ResponseError) as caught:
        question.grade((text,), ENGLISH)  # type: ignore[attr-defined]  # The table holds questions.
    assert str(caught.value) == sentence


@pytest.mark.parametrize("response", [(), ("",), ("  ",), ("1", "2")])
def test_one_number_has_to_be_typed(response: tuple[str, ...]) -> None:
    with pytest.raises(ResponseError) as caught:
        ROUTE.grade(response, ENGLISH)
    assert str(caught.value) == "Type one number, such as 1500 or 3.5."


@pytest.mark.parametrize(
    ("answer", "unit", "text"),
    [("7200", "km", "7200 km"), ("17098246", "km²", "17\u202f098\u202f246 km²"), ("-12345.678", "", "-12\u202f345.678"),
     ("0.5", "%", "0.5 %"), ("1991", "", "1991")],
)
def test_the_key_is_shown_so_that_it_means_the_same_in_every_language(answer: str, unit: str, text: str) -> None:
    question = make("numeric", answer=answer, unit=unit)
    assert question.grade(("1",), ENGLISH).key == text
    assert question.grade((text,), ENGLISH).verdict == question.grade((text,), GERMAN).verdict == "right"


def test_the_face_asks_for_the_unit_unless_the_stem_names_it() -> None:
    assert ROUTE.face().front == "How long is the corridor? (km)"
    assert make("numeric", stem="How many km?", answer="7200", unit="km").face().front == "How many km?"
    assert (ROUTE.face().back, ROUTE.face().form, ROUTE.face().typed) == ("7200 km", "typed", "7200")


def test_the_margin_is_in_the_unit() -> None:
    assert (ROUTE.margin, make("numeric", answer="5", tolerance="0.25").margin) == (Decimal(144), Decimal("0.25"))


def test_wider_tolerance_and_more_units_are_rewording() -> None:
    wider = {"answer": "7200.0", "unit": "kilometres", "tolerance": "150", "units": {"miles": "1.609344", "verst": "1.0668"}}
    assert not make("numeric", **wider).key_changed_from(ROUTE)


@pytest.mark.parametrize(
    "change",
    [{"answer": "7000"}, {"tolerance": "1%"}, {"tolerance": "0"}, {"units": {}}, {"units": {"mi": "1.852"}},
     {"unit": "mi", "units": {}}],
)
def test_narrower_or_another_number_is_another_key(change: dict[str, object]) -> None:
    fields = {"answer": "7200", "unit": "km", "units": {"mi": "1.609344"}, "tolerance": "2%"}
    assert make("numeric", **(fields | change)).key_changed_from(ROUTE)


def test_faults_of_a_numeric_question_are_told() -> None:
    plain = "is not a plain number: write digits with a decimal point, such as 7200 or 17.5."
    assert faults("numeric", answer="7,200") == [f"8:11: answer: '7,200' {plain}"]
    assert faults("numeric", answer="1_000") == [f"8:11: answer: '1_000' {plain}"]
    assert faults("numeric", answer=".inf") == [f"8:11: answer: '.inf' {plain}"]
    assert faults("numeric", answer="5", tolerance="-1") == [
        "9:14: tolerance: '-1' is not a tolerance: write a number such as 5, or a share such as 2%.",
    ]
    assert faults("numeric", answer="5", units="{mi: 0}") == [
        "9:15: units.mi: 0 cannot convert a unit: write how many of `unit` one of it is, such as 1.609344.",
    ]
    assert faults("numeric", answer="5", unit="km", units="{kilometre: 1}") == [
        "10:22: units names 'kilometre', which is the unit itself: list other units alone.",
    ]


@pytest.mark.parametrize("text", ["17.5", "$17.5", "USD 17.5", "17.5 usd", "$17.5 billion", "17.5bn", "17.5b", "$17500000000"])
def test_a_unit_with_a_multiplier_is_met_by_every_way_to_write_the_money(text: str) -> None:
    question = make("numeric", stem="How much?", answer="17.5", unit="billion US dollars")
    assert question.grade((text,), Context()).verdict == "right"
