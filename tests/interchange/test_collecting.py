import pytest

from geoquiz.core.errors import BankError
from geoquiz.interchange.collecting import Collector, Source
from geoquiz.interchange.report import Reading
from tests.interchange.travelling import sentences

_QUESTION = {"type": "typed", "stem": "What?", "answer": "That"}


def _collector(**reading: str) -> Collector:
    return Collector(Reading(path="x.gift", name="My file", **reading))


def test_ids_come_from_ids_then_names_then_texts() -> None:
    collector = _collector()
    for source in (Source(1, "A name", "own-id", "text"), Source(2, "A name"), Source(3, text="The text of it"), Source(4)):
        collector.add(source, _QUESTION)
    assert [question.id for question in collector.finish().bank.questions] == ["own-id", "a-name", "the-text-of-it", "q-1271cf25"]


def test_an_id_that_is_none_or_taken_is_told() -> None:
    collector = _collector()
    collector.add(Source(1, id="own"), _QUESTION)
    collector.add(Source(2, id="own"), _QUESTION)
    collector.add(Source(3, id="Frage 7"), _QUESTION)
    imported = collector.finish()
    assert list(imported.bank.by_id) == ["own", "own-2", "frage-7"]
    assert sentences(imported.losses) == [
        "line 2, own: its id 'own': another question has it, so it is own-2 now.",
        "line 3, Frage 7: its id 'Frage 7': an id has a-z, 0-9 and single hyphens, so it is frage-7 now.",
    ]


def test_what_the_reader_was_told_wins_over_the_file_and_that_over_its_name() -> None:
    for reading, given, expected in (
        ({}, {}, ("my-file", "My file")),
        ({}, {"bank_id": "own", "title": "Own title"}, ("own", "Own title")),
        ({"bank_id": "told", "title": "Told"}, {"bank_id": "own", "title": "Own"}, ("told", "Told")),
    ):
        collector = _collector(**reading)
        collector.add(Source(1), _QUESTION)
        bank = collector.finish(**given).bank
        assert (bank.id, bank.title) == expected


def test_one_category_is_the_title_and_several_are_tags() -> None:
    collector = _collector()
    collector.add(Source(1, "a", category=("Rivers", "Europe")), _QUESTION)
    assert collector.finish().bank.title == "Rivers / Europe"
    collector = _collector()
    collector.add(Source(1, "a", category=("Rivers", "Europe")), {**_QUESTION, "tags": ["own"]})
    collector.add(Source(2, "b", category=("Seas",)), _QUESTION)
    bank = collector.finish().bank
    assert bank.title == "My file"
    assert [question.tags for question in bank.questions] == [("own", "Rivers/Europe"), ("Seas",)]


def test_what_our_banks_refuse_stays_behind_or_is_a_fault() -> None:
    collector = _collector()
    collector.add(Source(3, "short"), {"type": "ordering", "stem": "Order.", "items": ["a", "b"]})
    collector.add(Source(9), _QUESTION)
    assert sentences(collector.finish().losses) == [
        "line 3, short: the question: it does not fit: items has too few entries (2): it needs at least 3."]
    strict = _collector()
    strict.add(Source(3, "short"), {"type": "ordering", "stem": "Order.", "items": ["a", "b"]}, strictly=True)
    strict.add(Source(4, "empty"), {"type": "typed", "stem": "What?"}, strictly=True)
    with pytest.raises(BankError) as error:
        strict.finish()
    assert str(error.value).splitlines() == [
        "x.gift:3:1: In 'short': items has too few entries (2): it needs at least 3.",
        "x.gift:4:1: In 'empty': The field `answer` is missing.",
    ]


def test_a_file_of_which_nothing_is_left_says_why() -> None:
    collector = _collector()
    collector.skip(Source(7, "Why?"), "an essay is graded by a person")
    with pytest.raises(BankError) as error:
        collector.finish()
    assert str(error.value).splitlines() == [
        "x.gift:1:1: There is no question in it that a bank could hold.",
        "x.gift:7:1: In 'Why?': the question cannot be carried: an essay is graded by a person.",
    ]


def test_tags_and_texts_beyond_the_limits_are_told() -> None:
    collector = _collector()
    collector.add(Source(1, "a"), {**_QUESTION, "tags": [" x ", "x", "y" * 65], "explanation": "in\u200evisible\x07"})
    (question,) = (imported := collector.finish()).bank.questions
    assert question.tags == ("x",)
    assert question.explanation == "in\u200evisible"
    assert sentences(imported.losses) == [
        f"line 1, a: the tag {'y' * 40!r}: a question has up to 50 tags of 64 characters.",
        "line 1, a: characters that nobody sees: they are left out (U+0007).",
    ]
    collector.add(Source(5, "long"), {**_QUESTION, "explanation": "x" * 70_000})
    with pytest.raises(BankError) as error:
        collector.finish()
    assert str(error.value) == "x.gift:5:1: In 'long': A text of it has more than 65,536 bytes: shorten it."


@pytest.mark.parametrize("skipped", [False, True])
def test_more_questions_than_a_bank_holds_are_refused_as_soon_as_they_come(skipped: bool) -> None:
    collector = _collector()

    def take(number: int) -> None:
        if skipped:
            collector.skip(Source(number), "why not")
        else:
            collector.add(Source(number), _QUESTION)

    for number in range(1, 10_001):
        take(number)
    with pytest.raises(BankError) as error:
        take(10_001)
    assert str(error.value) == "x.gift:10001:1: More than 10,000 questions, the most a bank may hold: split the file."


def test_no_more_faults_are_told_than_anybody_mends() -> None:
    collector = _collector()
    for number in range(1, 200):
        collector.fault(number, "Wrong.")
    with pytest.raises(BankError) as error:
        collector.fault(200, "Wrong.")
    lines = str(error.value).splitlines()
    assert len(lines) == 201
    assert lines[-1] == "x.gift:200:1: There is more that is wrong: mend what is told so far first."
