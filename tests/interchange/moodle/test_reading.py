"""Samples are written by hand after https://docs.moodle.org/en/Moodle_XML_format."""

from pathlib import Path
from typing import Any

import pytest

from geoquiz.core.banks.render import question_content
from geoquiz.core.errors import BankError
from geoquiz.interchange.moodle import read_moodle
from geoquiz.interchange.report import Imported, Reading
from tests.interchange.travelling import arrived, sentences

_SAMPLE = Path(__file__).with_name("sample.xml")


def _quiz(*questions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}</quiz>\n'.encode()


def _question(kind: str, body: str, text: str = "What?", name: str = "Q") -> str:
    return (f'<question type="{kind}"><name><text>{name}</text></name>'
            f'<questiontext format="html"><text>{text}</text></questiontext>{body}</question>\n')


def _answers(*shares: int) -> str:
    """Answers a, b, c … with these shares."""
    return "".join(f'<answer fraction="{share}"><text>{text}</text></answer>' for text, share in zip("abc", shares, strict=False))


def _read(*questions: str) -> Imported:
    return arrived(_quiz(*questions), read_moodle, path="quiz.xml", name="quiz")


def _only(*questions: str) -> dict[str, Any]:
    (question,) = _read(*questions).bank.questions
    return question_content(question)


def _faults(*questions: str) -> list[str]:
    with pytest.raises(BankError) as error:
        read_moodle(_quiz(*questions), Reading("quiz.xml"))
    return str(error.value).splitlines()


def test_a_file_as_moodle_writes_it_becomes_a_bank() -> None:
    imported = arrived(_SAMPLE.read_bytes(), read_moodle, path="sample.xml", name="sample")
    bank = imported.bank
    assert (bank.id, bank.title, bank.description) == ("rivers", "Rivers of Africa", "Longer and shorter ones.")
    assert [(question.id, question.kind) for question in bank.questions] == [
        ("longest", "single"), ("through-egypt", "multiple"), ("coast", "true_false"), ("cairo", "typed"), ("length", "numeric"),
        ("mouths", "matching"), ("downstream", "ordering"), ("two-niles", "cloze"),
    ]
    longest = question_content(bank.by_id["longest"])
    assert longest["stem"] == "Which river is the **longest** in Africa?"
    assert longest["options"] == [{"text": "The Nile", "feedback": "Yes, by some way."}, "The Niger", "The *Congo*"]
    assert longest["explanation"] == "About 6650 km."
    assert longest["hint"] == "It flows north."
    assert longest["tags"] == ["africa", "water"]
    length = question_content(bank.by_id["length"])
    assert (str(length["answer"]), length["tolerance"], length["unit"]) == ("6650", "50", "km")
    assert {name: str(factor) for name, factor in length["units"].items()} == {"mi": "1.609344"}
    assert question_content(bank.by_id["two-niles"])["text"] == "The {{c1::Blue}} Nile meets the {{c2::White}} one at Khartoum."
    assert sentences(imported.losses) == [
        "line 11, Read this first: the question: it is a text without a question.",
        "line 78, Why so many?: the question: an essay is graded by a person.",
        "line 83, Two Niles: the feedback to 'Azure': options alone have feedback of their own.",
        "line 83, Two Niles: the answer 'Azure' at 50 per cent: an answer is right or wrong.",
    ]


def test_partly_right_options_and_uneven_weights_are_told() -> None:
    single = _read(_question("multichoice", _answers(100, 50)))
    assert sentences(single.losses) == ["line 3, Q: that some options are partly right: an option is right or wrong."]
    several = _read(_question("multichoice", f"<single>false</single>{_answers(60, 40, 0)}"))
    assert question_content(several.bank.questions[0])["answers"] == ["a", "b"]
    assert sentences(several.losses) == [
        "line 3, Q: the weights of the options: every right option counts alike, and a wrong one takes as much away."]


def test_two_wholly_right_options_of_one_stay_behind() -> None:
    assert sentences(_read(_question("multichoice", _answers(100, 100)), _sound()).losses) == [
        "line 3, Q: the question: several options are wholly right, and it asks for one."]


def _sound(name: str = "sound") -> str:
    answers = '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>'
    return _question("truefalse", answers, name=name)


def test_patterns_and_partial_answers_of_a_short_answer_are_told() -> None:
    body = ('<usecase>1</usecase><answer fraction="100"><text>Nile</text></answer>'
            '<answer fraction="100"><text>a\\*b</text></answer>'
            '<answer fraction="100"><text>the *</text></answer><answer fraction="50"><text>Nil</text></answer>'
            '<answer fraction="0"><text>*</text><feedback><text>No.</text></feedback></answer>')
    imported = _read(_question("shortanswer", body))
    content = question_content(imported.bank.questions[0])
    assert (content["answer"], content["accept"], content["spelling"]) == ("Nile", ["a*b"], "exact")
    assert sentences(imported.losses) == [
        "line 3, Q: the pattern 'the *': answers are compared as they are, without patterns.",
        "line 3, Q: the answer 'Nil' at 50 per cent: an answer is right or wrong.",
        "line 3, Q: the feedback to '*': options alone have feedback of their own.",
    ]


def test_a_short_answer_of_patterns_alone_stays_behind() -> None:
    body = '<answer fraction="100"><text>N*e</text></answer>'
    assert "line 3, Q: the question: it has no answer that is wholly right and no pattern." in sentences(
        _read(_question("shortanswer", body), _sound()).losses)


@pytest.mark.parametrize(("answer", "tolerance", "expected"), [
    ("1.5e3", "0", "1500"), ("2,5", "0,1", "2.5"), ("-7", "1", "-7"), (".5", "", "0.5"), ("7200.000", "0", "7200.000"),
])
def test_numbers_are_read_as_moodle_writes_them(answer: str, tolerance: str, expected: str) -> None:
    body = f'<answer fraction="100"><text>{answer}</text><tolerance>{tolerance}</tolerance></answer>'
    assert str(_only(_question("numerical", body))["answer"]) == expected


def test_units_without_a_unit_of_the_answer_are_told() -> None:
    body = ('<answer fraction="100"><text>7</text></answer><answer fraction="100"><text>8</text></answer>'
            "<units><unit><multiplier>0.5</multiplier><unit_name>mi</unit_name></unit></units>")
    assert sentences(_read(_question("numerical", body)).losses) == [
        "line 3, Q: the answer '8' at 100 per cent: there is one right number.",
        "line 3, Q: its units: none of them has the multiplier 1.",
    ]


def test_what_fits_no_question_of_ours_stays_behind_with_its_reason() -> None:
    two_items = _question("ordering", "<answer><text>a</text></answer><answer><text>b</text></answer>", name="two")
    twice = _question("multichoice", '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>a</text></answer>',
                      name="twice")
    calculated = _question("calculated", "", name="sum")
    assert sentences(_read(two_items, twice, calculated, _sound()).losses) == [
        "line 3, two: the question: it does not fit: items has too few entries (2): it needs at least 3.",
        "line 4, twice: the question: it does not fit: 'a' stands twice in options: every entry needs its own text.",
        "line 5, sum: the question: the type 'calculated' is not known here.",
    ]


def test_gaps_that_cannot_be_typed_are_told() -> None:
    text = "A {1:MULTICHOICE:~no~=yes#good} and {:NM:=7:0.5} and {2:SAC:%100%x\\}y~=it&amp;amp;is}."
    imported = _read(_question("cloze", "", text))
    content = question_content(imported.bank.questions[0])
    assert content["text"] == "A {{c1::yes}} and {{c2::7}} and {{c3::x}y}}."
    assert content["accept"] == {"c3": ["it&is"]}
    assert sentences(imported.losses) == [
        "line 3, Q: the feedback to 'yes': options alone have feedback of their own.",
        "line 3, Q: the choices at 'yes': a gap is typed.",
        "line 3, Q: the tolerance 0.5: what is typed into a gap is compared letter by letter.",
    ]
    several = _question("cloze", "", "Pick {1:MULTIRESPONSE:=a~=b}")
    assert sentences(_read(several, _sound()).losses) == [
        "line 3, Q: the question: a gap of the type MULTIRESPONSE cannot be typed."]


def test_pictures_feedback_weights_and_hidden_questions_are_told_or_kept() -> None:
    body = ('<answer fraction="100"><text>true</text><feedback><text>Good.</text></feedback></answer>'
            "<defaultgrade>2.0</defaultgrade><hidden>1</hidden><hint><text>One</text></hint><hint><text>Two</text></hint>"
            "<correctfeedback><text>Your answer is correct.</text></correctfeedback>"
            "<incorrectfeedback><text>Think again.</text></incorrectfeedback>")
    imported = _read(_question("truefalse", body, "&lt;img src='x/map.png'&gt;A map"))
    assert imported.bank.questions[0].retired
    assert sentences(imported.losses) == [
        "line 3, Q: a picture (map.png): a question holds words alone; what stands there in words is kept.",
        "line 3, Q: the feedback to 'true': options alone have feedback of their own.",
        "line 3, Q: further hints: a question has one hint.",
        "line 3, Q: the feedback 'Think again.': our questions have no place for it.",
        "line 3, Q: its weight of 2.0: all questions count alike.",
    ]


@pytest.mark.parametrize(("text_format", "text", "stem"), [
    ("html", "&lt;p&gt;a &amp;lt; b&lt;/p&gt;", "a < b"), ("markdown", "a *b* &amp;lt;i>", "a *b* <i>"),
    ("plain_text", "a *b*\nc", "a \\*b\\*\\\nc"), ("moodle_auto_format", "a\nb", "a\\\nb"),
    ("moodle_auto_format", "a &lt;b&gt;b&lt;/b&gt;", "a **b**"),
])
def test_each_format_of_text_becomes_markdown(text_format: str, text: str, stem: str) -> None:
    question = _sound().replace('format="html"><text>What?', f'format="{text_format}"><text>{text}')
    assert _only(question)["stem"] == stem


def test_categories_become_the_title_or_tags() -> None:
    rivers = '<question type="category"><category><text>$course$/top/Rivers/In//out</text></category></question>\n'
    seas = '<question type="category"><category><text>$module$/Seas</text></category></question>\n'
    assert _read(rivers, _sound()).bank.title == "Rivers / In/out"
    bank = _read(rivers, _sound("a"), seas, _sound("b")).bank
    assert bank.title == "quiz"
    assert [question.tags for question in bank.questions] == [("Rivers/In/out",), ("Seas",)]


def test_all_faults_are_told_at_once_with_line_and_question() -> None:
    assert _faults(
        _question("multichoice", '<answer fraction="0"><text>a</text></answer>', name="no right"),
        _question("multichoice", '<single>false</single><answer fraction="-5"><text>a</text></answer>', name="none right"),
        _question("multichoice", '<answer fraction="all"><text>a</text></answer>', name="words"),
        _question("truefalse", '<answer fraction="100"><text>perhaps</text></answer>', name="perhaps"),
        _question("numerical", '<answer fraction="100"><text>many</text></answer>', name="many"),
        _question("numerical", '<answer fraction="50"><text>7</text></answer>', name="half"),
        _question("numerical", '<answer fraction="100"><text>7</text></answer><units><unit><multiplier>0</multiplier>'
                  "<unit_name>mi</unit_name></unit></units>", name="unit"),
        _question("cloze", "", "{1:SHORTANSWER:=x", name="open"),
        _question("cloze", "", "no gap", name="no gap"),
    ) == [
        "quiz.xml:3:1: In 'no right': No option has the fraction 100: say which one is right.",
        "quiz.xml:4:1: In 'none right': No option has a fraction above 0: say which ones are right.",
        "quiz.xml:5:1: In 'words': The fraction 'all' is not a number: write 100 for right, 0 for wrong.",
        "quiz.xml:6:1: In 'perhaps': It needs the answers true and false, one of them with the fraction 100.",
        "quiz.xml:7:1: In 'many': 'many' with the tolerance '' is not a number: write digits such as 7200 or 17.5.",
        "quiz.xml:8:1: In 'half': No answer has the fraction 100: say which number is right.",
        "quiz.xml:9:1: In 'unit': The multiplier '0' of 'mi' is not a number above 0.",
        "quiz.xml:10:1: In 'open': The embedded answer '{1:SHORTANSWER:=x' is not closed: end it with }.",
        "quiz.xml:11:1: In 'no gap': It has no embedded answer such as {1:SHORTANSWER:=Nile}: write one.",
    ]
