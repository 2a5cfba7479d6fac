"""Samples are written by hand after https://docs.moodle.org/en/GIFT_format."""

from typing import Any

import pytest

from geoquiz.core.banks.render import question_content
from geoquiz.core.errors import BankError
from geoquiz.interchange.gift import read_gift
from geoquiz.interchange.report import Imported, Reading
from tests.interchange.travelling import arrived, sentences


def _read(text: str) -> Imported:
    return arrived(text.encode(), read_gift, path="x.gift", name="x")


def _only(text: str) -> dict[str, Any]:
    (question,) = _read(text).bank.questions
    return {name: value for name, value in question_content(question).items() if name != "id"}


def _faults(text: str) -> list[str]:
    with pytest.raises(BankError) as error:
        read_gift(text.encode(), Reading("x.gift"))
    return str(error.value).splitlines()


@pytest.mark.parametrize(("text", "content"), [
    ("Which river flows through Cairo?{~Don =Nile#Yes. ~Volga}",
     {"type": "single", "stem": "Which river flows through Cairo?",
      "options": ["Don", {"text": "Nile", "feedback": "Yes."}, "Volga"], "answer": "Nile"}),
    ("Which flow north? {\n ~%50%Nile\n ~%50%Don # no\n ~%-50%Volga\n}",
     {"type": "multiple", "stem": "Which flow north?", "options": ["Nile", {"text": "Don", "feedback": "no"}, "Volga"],
      "answers": ["Nile", "Don"]}),
    ("The Nile flows north.{TRUE}", {"type": "true_false", "stem": "The Nile flows north.", "answer": True}),
    ("The Nile flows south.{f}", {"type": "true_false", "stem": "The Nile flows south.", "answer": False}),
    ("Which river?{=Nile =the Nile =%100%An Nil}",
     {"type": "typed", "stem": "Which river?", "answer": "Nile", "accept": ["the Nile", "An Nil"]}),
    ("Which river?{Nile}", {"type": "typed", "stem": "Which river?", "answer": "Nile"}),
    ("The {=Nile =Nil} flows north.", {"type": "cloze", "text": "The {{c1::Nile}} flows north.", "accept": {"c1": ["Nil"]}}),
    ("The {~Don =Nile} flows north.",
     {"type": "single", "stem": "The _____ flows north.", "options": ["Don", "Nile"], "answer": "Nile"}),
    ("Match.{=Nile -> Cairo =Don->Rostov = -> Bonn}",
     {"type": "matching", "stem": "Match.", "pairs": [{"left": "Nile", "right": "Cairo"}, {"left": "Don", "right": "Rostov"}],
      "distractors": ["Bonn"]}),
    ("::A name::What is \\{x\\} \\= 1\\~2 \\# a\\:b \\\\ c\\nd?{T####Because\\: yes}",
     {"type": "true_false", "stem": "What is {x} = 1~2 # a:b \\ c\\\nd?", "answer": True, "explanation": "Because: yes"}),
    ("[html]<p>Is it <b>so</b>?</p>{T}", {"type": "true_false", "stem": "Is it **so**?", "answer": True}),
    ("[markdown]Is it *so* &lt;b>?{T}", {"type": "true_false", "stem": "Is it *so* <b>?", "answer": True}),
    ("[plain]Is it *so*?{T}", {"type": "true_false", "stem": "Is it \\*so\\*?", "answer": True}),
    ("Is it <b>so</b>?{T}", {"type": "true_false", "stem": "Is it **so**?", "answer": True}),
])
def test_each_kind_of_answer_is_read(text: str, content: dict[str, Any]) -> None:
    assert _only(text) == content


@pytest.mark.parametrize(("answers", "answer", "tolerance"), [
    ("{#6650}", "6650", None), ("{#6650:50}", "6650", "50"), ("{#6600..6700}", "6650", "50"), ("{#=6650:0.5#good}", "6650", "0.5"),
    ("{#-1.5:.1}", "-1.5", "0.1"), ("{#\n=%100%1e3:0\n}", "1000", None),
])
def test_numbers_and_their_ranges_are_read(answers: str, answer: str, tolerance: str | None) -> None:
    content = _only(f"How long?{answers}")
    assert (str(content["answer"]), content.get("tolerance")) == (answer, tolerance)


def test_comments_names_ids_tags_and_categories() -> None:
    bank = _read("""// [bank:rivers]
$CATEGORY: $course$/top/Rivers of Africa

// A comment. [id:longest] [tag:water] [tag:a\\]b]
::The longest::Which is longest?{=Nile
// a comment between
~Congo}

$CATEGORY: $course$/top/Seas
::The largest::Which is largest?{Caspian}


::The largest::Which is largest?{Black}
""").bank
    assert (bank.id, bank.title) == ("rivers", "x")
    assert [(question.id, question.tags) for question in bank.questions] == [
        ("longest", ("water", "a]b", "Rivers of Africa")), ("the-largest", ("Seas",)), ("the-largest-2", ("Seas",))]


def test_what_cannot_be_carried_is_told_with_line_and_question() -> None:
    imported = _read("""Say why the Nile floods.{}

An introduction without a question.

::weights::Which?{~%60%a ~%40%b ~c}

::partly::Which?{=a ~%50%b ~c}

::short::Which?{=Nile#good =%50%Nil}

::number::How many?{#=7:1#good =%50%8 ~#bad}

::truth::So?{T#no#yes}

::two::Which?{=a =b ~c}

::shares::Which?{=%50%a}

::picture::[html]<img src="map.png">What?{T}
""")
    assert [question.id for question in imported.bank.questions] == ["weights", "partly", "short", "number", "truth", "picture"]
    assert sentences(imported.losses) == [
        "line 1, Say why the Nile floods.: the question: an essay is graded by a person.",
        "line 3, An introduction without a question.: the question: it is a text without a question.",
        "line 5, weights: the weights of the options: every right option counts alike, and a wrong one takes as much away.",
        "line 7, partly: that some options are partly right: an option is right or wrong.",
        "line 9, short: the feedback to 'Nile': options alone have feedback of their own.",
        "line 9, short: the answer 'Nil' at 50 per cent: an answer is right or wrong.",
        "line 11, number: the feedback to wrong numbers: options alone have feedback of their own.",
        "line 11, number: the feedback to '7:1': options alone have feedback of their own.",
        "line 11, number: the answer '8' at 50 per cent: there is one right number.",
        "line 13, truth: the feedback 'no': options alone have feedback of their own.",
        "line 13, truth: the feedback 'yes': options alone have feedback of their own.",
        "line 15, two: the question: several options are wholly right, and it asks for one.",
        "line 17, shares: the answer 'a' at 50 per cent: an answer is right or wrong.",
        "line 17, shares: the question: it has no answer that is wholly right.",
        "line 19, picture: a picture (map.png): a question holds words alone; what stands there in words is kept.",
    ]


def test_all_faults_are_told_at_once_with_line_and_question() -> None:
    assert _faults("""::open::Which?{=Nile

::closed::Which?=Nile}

::unnamed Which?{=Nile}

::twice::Which {=a} and {=b}?

::none::Which?{~a ~b}

::number::How many?{#many}

::empty::How many?{#%50%7}

::pairs::Match.{=a -> b =c}
""") == [
        "x.gift:1:1: In '::open::Which?{=Nile': The { of its answers is never closed: end them with }.",
        "x.gift:3:1: In '::closed::Which?=Nile}': A } stands before any {: write braces of the text itself as \\{ and \\}.",
        "x.gift:5:1: In '::unnamed Which?{=Nile}': Its name begins with :: and does not end: write ::name:: before the question.",
        "x.gift:7:1: In '::twice::Which {=a} and {=b}?': There are braces after those of its answers: write braces of the text "
        "itself as \\{ and \\}.",
        "x.gift:9:1: In 'none': None of its answers is right: write = before the right one, or weights such as ~%50%.",
        "x.gift:11:1: In 'number': 'many' is not a number: write {#7200}, {#7200:50} or {#7150..7250}.",
        "x.gift:13:1: In 'empty': It has no number that is wholly right: write {#7200}, {#7200:50} or {#7150..7250}.",
        "x.gift:15:1: In 'pairs': 'c' has no -> in it: write pairs as =left -> right.",
    ]


@pytest.mark.parametrize(("encoding", "notes"), [("utf-8-sig", ()), ("utf-16", ("The file was read as UTF-16.",))])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_do_not_matter(encoding: str, notes: tuple[str, ...], end: str) -> None:
    imported = read_gift(end.join(("::a::Zürich?{T}", "", "::b::Bern?{", "F", "}")).encode(encoding), Reading())
    assert [question.id for question in imported.bank.questions] == ["a", "b"]
    assert imported.notes == notes


def test_a_block_that_never_ends_is_refused() -> None:
    assert _faults("x\n" * 200_000) == [
        "x.gift:1:1: A question of more than 262,144 characters: is a blank line missing behind it?"]


def test_more_answers_than_anybody_reads_are_refused() -> None:
    assert _faults(f"::q::Which?{{={'~a' * 1_000}}}") == [
        "x.gift:1:1: In 'q': It has more than 1,000 answers: leave some out, or write = and ~ of texts as \\= and \\~."]


def test_html_of_too_many_tags_is_refused() -> None:
    assert _faults(f"::q::[html]{'<ol>' * 3_000}{{T}}") == [
        "x.gift:1:1: In 'q': A text of more than 65,536 characters or 1,000 tags: shorten it."]


def test_an_empty_file_is_refused() -> None:
    assert _faults("\n\n// a comment\n") == ["x.gift:1:1: There is no question in it that a bank could hold."]
