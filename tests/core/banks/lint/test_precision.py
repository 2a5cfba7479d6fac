"""What the lints leave alone: a teacher who sees false alarms turns them off. And the near misses that they do find."""

import json
from datetime import date
from typing import Any

import pytest

from geoquiz.core.banks.lint import check_file
from geoquiz.core.banks.lint.whole import critical

TODAY = date(2025, 6, 1)


def _found(*questions: dict[str, Any], code: str = "GQ", **header: Any) -> list[str]:
    """Return the messages of the lints whose code begins with ``code``, for a bank of these questions."""
    entries = [{"id": f"q{number}", "stem": "Which?", **question} for number, question in enumerate(questions)]
    bank = {"format": "1", "id": "b", "title": "B", **header, "questions": entries}
    found = check_file(json.dumps(bank).encode(), "b.yaml", today=TODAY, select=[code, "GQ001"])
    assert not [finding for finding in found if finding.code == "GQ001"], found
    return [finding.message for finding in found]


def _single(stem: str, key: str, *wrong: str) -> dict[str, Any]:
    return {"type": "single", "stem": stem, "options": [key, *wrong], "answer": key}


def _typed(stem: str, answer: str, explanation: str = "", **fields: Any) -> dict[str, Any]:
    return {"type": "typed", "stem": stem, "answer": answer, "explanation": explanation, **fields}


def _true_false(stem: str, *, answer: bool) -> dict[str, Any]:
    return {"type": "true_false", "stem": stem, "answer": str(answer).lower()}


@pytest.mark.parametrize(("key", "wrong"), [
    ("China", "Iran"), ("The United Kingdom of Britain", "Iran"), ("A river that is in the far north", "A lake of the far south"),
])
def test_a_key_that_is_a_little_longer_is_no_clue(key: str, wrong: str) -> None:
    assert _found(_single("Which?", key, wrong), code="GQ101") == []


def test_multiple_keys_are_a_clue_only_when_the_shortest_is_long() -> None:
    long, longer = "A very long and right option indeed", "Another one that is very long indeed"
    question = {"type": "multiple", "options": [long, "Short key", "Wrong one"], "answers": [long, "Short key"]}
    assert _found(question, code="GQ101") == []
    question |= {"options": [long, longer, "Wrong one"], "answers": [long, longer]}
    assert _found(question, code="GQ101") == [
        "Every key has at least 35 characters, the longest wrong option 9: its length gives it away."]


@pytest.mark.parametrize("options", [
    ("C", "C++"), ("+5", "-5"), ("Iran", "Iraq"), ("A before B", "B before A"), ("été", "ete"), ("1.5", "15"), ("affect", "effect"),
])
def test_options_that_a_reader_can_tell_apart_are_not_equal(options: tuple[str, str]) -> None:
    assert _found(_single("Which?", *options), code="GQ104") == _found(_single("Which?", *options), code="GQ105") == []


@pytest.mark.parametrize(("first", "second"), [("The Hague", "Hague"), ("North-South", "north south"), ("A & B", "B and A")])
def test_options_that_mean_the_same_are_found(first: str, second: str) -> None:
    assert _found(_single("Which?", first, second), code="GQ105") == [f"{second!r} means the same as {first!r}."]


@pytest.mark.parametrize(("question", "message"), [
    ({"type": "ordering", "items": ["One", "Two", "One."]}, "'One.' reads the same as 'One'."),
    ({"type": "matching", "pairs": [{"left": "a", "right": "x"}, {"left": "b", "right": "y"}], "distractors": ["y."]},
     "'y.' reads the same as 'y'."),
    ({"type": "map", "map": "corridor.svg", "answer": {"name": "Baku", "lat": "40.4", "lon": "49.9"}, "within_km": "100",
      "choices": [{"name": "Baku.", "lat": "30", "lon": "60"}]}, "'Baku.' reads the same as 'Baku'."),
])
def test_items_pairs_and_places_are_compared_too(question: dict[str, Any], message: str) -> None:
    assert _found(question, code="GQ104") == [message]


@pytest.mark.parametrize("question", [
    _single("Which river crosses Vienna?", "The Danube", "The Rhine"),
    _single("Which bank of the Danube is higher, left or right?", "The left bank", "The right bank"),
    _typed("Which is larger, Iran or Iraq?", "Iran"),
    _typed("What do goldsmiths work with?", "gold"),
    _typed("Which gas burns?", "gas"),
    {"type": "cloze", "text": "The {{c1::Volga}} joins no {{c2::ocean}}."},
    {"type": "numeric", "stem": "How many days did the 2 presidents talk?", "answer": "2", "unit": "days"},
    {"type": "numeric", "stem": "In 2014, how many of the 28 states voted?", "answer": "14", "unit": "states"},
    {"type": "date", "stem": "In which month of 2024 was it?", "answer": "2024-05"},
    {"type": "map", "stem": "Where is Mumbai?", "map": "corridor.svg", "answer": {"name": "Mumbai", "lat": "19.1", "lon": "72.9"},
     "within_km": "100", "choices": [{"name": "Karachi", "lat": "24.9", "lon": "67"}]},
])
def test_a_stem_that_gives_nothing_away_is_left_alone(question: dict[str, Any]) -> None:
    assert _found(question, code="GQ106") == []


def test_a_gap_is_named_by_another_gap_or_by_its_own_hint() -> None:
    message = "The text outside the gap {} names its answer 'Volga'."
    assert _found({"type": "cloze", "text": "The {{c1::Volga}} is the {{c2::Volga}}."}, code="GQ106") == [
        message.format("c1"), message.format("c2")]
    assert _found({"type": "cloze", "text": "The {{c1::Volga::the Volga}} flows."}, code="GQ106") == [message.format("c1")]


@pytest.mark.parametrize(("stem", "key", "wrong"), [
    ("It is a:", "unicorn", "horse"), ("It is an:", "hour", "apple"), ("It is an", "MP", "ox"), ("It is a", "European", "lion"),
    ("It is a/an:", "ox", "lion"), ("Which of these is it?", "ox", "lion"), ("They are:", "lists of rivers", "a river and a lake"),
    ("They are", "oxen", "lions"), ("It is", "a list of rivers", "a set of lakes"), ("It is", "news", "physics"),
])
def test_grammar_that_excludes_nothing_is_left_alone(stem: str, key: str, wrong: str) -> None:
    assert _found(_single(stem, key, wrong), code="GQ107") == []


@pytest.mark.parametrize(("stem", "key", "wrong", "misfit"), [
    ("It is an", "ox", "unicorn", "unicorn"), ("It is a …", "lion", "hour", "hour"), ("These were ___", "oars", "a sail", "a sail"),
    ("This is", "an oar", "sails", "sails"),
])
def test_grammar_that_excludes_an_option_is_found(stem: str, key: str, wrong: str, misfit: str) -> None:
    cue = stem.rstrip(" …_").rsplit(" ", maxsplit=1)[-1]
    assert _found(_single(stem, key, wrong), code="GQ107") == [f"The stem ends in {cue!r}, which does not fit {misfit!r}."]


@pytest.mark.parametrize("option", ["None of the above.", "all of these", "Both of the above", "Neither of these",
                                    "All the above", "None of the other options"])
def test_options_that_speak_of_the_others_are_found(option: str) -> None:
    assert _found(_single("Which?", "Red", option), code="GQ108") == [f"The option {option!r} speaks of the other options."]


@pytest.mark.parametrize("option", ["Oldest of them all", "All of Asia", "None", "Any of the above group", "Both of his sons"])
def test_options_that_have_such_words_by_themselves_are_left_alone(option: str) -> None:
    assert _found(_single("Which?", "Red", option), code="GQ108") == []


@pytest.mark.parametrize(("key", "wrong"), [
    ("Some do", ("All do", "Few do", "Many do")), ("It never rains", ("It always snows", "It never snows")),
    ("Some do", ("Allies do", "Everest does")),
])
def test_a_single_absolute_word_or_one_in_the_key_is_left_alone(key: str, wrong: tuple[str, ...]) -> None:
    assert _found(_single("Which?", key, *wrong), code="GQ109") == []


@pytest.mark.parametrize("feedback", [("", "", ""), ("x", "", ""), ("", "x", "x"), ("x", "x", "x")])
def test_feedback_on_all_wrong_options_or_none_is_left_alone(feedback: tuple[str, ...]) -> None:
    options = [{"text": text, "feedback": says} for text, says in zip(("key", "one", "two"), feedback, strict=True)]
    assert _found({"type": "single", "options": options, "answer": "key"}, code="GQ110") == []


@pytest.mark.parametrize("stem", [
    "The ostrich does not fly. What does it do?",
    "Three countries had not taken a side. How would each move?",
    "Which states, though they are not members, sent troops?",
    "What did he do when the train did not come?",
    "Which of these is NOT a planet?",
    "All of these EXCEPT which one fly?",
    "What is the notation called?",
    "Why does ice float and not sink?",
    "The three states, which have not joined, met. Where was it?",
    "Why did three states, which had not joined, meet?",
])
def test_a_not_outside_the_question_is_left_alone(stem: str) -> None:
    assert _found(_single(stem, "a", "b"), code="GQ201") == []


@pytest.mark.parametrize(("stem", "word"), [
    ("Which state has not joined?", "not"), ("Who isn't a member?", "n't"), ("Which of these does the owl not eat?", "not"),
    ("All of these fly except:", "except"), ("In which of the four did he not fight?", "not"),
    ("According to the article, which state is not a member?", "not"),
])
def test_a_question_that_turns_on_a_small_not_is_found(stem: str, word: str) -> None:
    assert _found(_single(stem, "a", "b"), code="GQ201") == [f"The stem asks what is {word!r} so: a word that is easily missed."]


@pytest.mark.parametrize("question", [
    _true_false("Not only rivers but also lakes have no salt.", answer=True),
    _true_false("It no longer had any army, and it did not fight.", answer=True),
    _true_false("Neither Iran nor Iraq has a coast on the Black Sea.", answer=True),
    _true_false("While it did not fight, nobody knew why.", answer=True),
    _true_false("The lake does not freeze.", answer=True),
    _true_false("The lake, which does not freeze, is salt.", answer=False),
    _single("Which is NOT a planet?", "Ceres", "Venus, with no moon"),
    _typed("Which river has no outlet?", "Volga"),
])
def test_one_negation_is_left_alone(question: dict[str, Any]) -> None:
    assert _found(question, code="GQ202") == []


@pytest.mark.parametrize(("first", "second"), [
    ("When did the king meet the emperor in Vienna?", "Where did the king meet the emperor in Vienna?"),
    ("Which river flows through the old capital of France?", "Which river flows through the old capital of Spain?"),
    ("What had the king done before the war of 1618?", "What had the king done before the war of 1701?"),
    ("Who comes?", "Who came?"),
])
def test_parallel_questions_are_two_questions(first: str, second: str) -> None:
    assert _found(_typed(first, "Danube"), _typed(second, "Seine"), code="GQ20") == []


def test_a_stem_of_the_same_words_in_another_order_is_found() -> None:
    first, second = "Which river flows through Vienna in Austria?", "Through Vienna in Austria, which river flows?"
    assert _found(_typed(first, "Danube"), _typed(second, "Donau"), code="GQ204") == ["This asks nearly the same as 'q0'."]


def test_the_answer_alone_or_the_stem_alone_tells_nothing_of_another_question() -> None:
    asked = _typed("Which river flows through the old capital of Austria?", "Danube")
    for text in ("The Danube rises in the Black Forest, says the old book.", "A river flows through the old capital of Austria.",
                 "It flows through Austria. The Danube has locks. The old capital has a river."):
        assert _found(asked, {"type": "card", "front": "A front", "back": "A back", "explanation": text}, code="GQ205") == []


def test_an_answer_that_many_questions_share_is_told_by_none() -> None:
    stems = [f"Which river flows through the old capital {letter}{letter} of Austria?" for letter in "abcdefghijklmnopqrstuvwxyz"]
    told = "The river Danube flows through the old capital aa of Austria."
    card = {"type": "card", "front": "A front", "back": "A back", "explanation": told}
    few = [_typed(stem, "Danube") for stem in stems[:25]]
    assert _found(card, *few, code="GQ205") == ["The explanation gives the answer of 'q1'."]
    assert _found(card, *[_typed(stem, "Danube") for stem in stems], code="GQ205") == []


@pytest.mark.parametrize("question", [
    _typed("Which?", "Volodymyr Zelenskyy", "It was Zelenskyy, who wrote it."),
    _typed("Which?", "annexation", "It was annexed in March."),
    _typed("Which?", "United Nations", "The UN did.", accept=["UN"]),
    {"type": "numeric", "answer": "11000", "unit": "km", "explanation": "Some 11,000 of them."},
    {"type": "numeric", "answer": "21", "unit": "km", "explanation": "It has twenty-one."},
    {"type": "numeric", "answer": "1.4", "unit": "km", "explanation": "It has 1.4 of them."},
    {"type": "date", "answer": "2024-05-08", "explanation": "On May 8 of that year."},
    {"type": "date", "answer": "2024-05", "explanation": "It was in the first days of May."},
    {"type": "date", "answer": "1949", "explanation": "In 1949, that is."},
    {"type": "date", "answer": "2024-05-03", "explanation": "On the 3rd of that month."},
    _single("Which?", "A border in the east", "Gold") | {"explanation": "It wants the eastern border to be quiet."},
    _true_false("It is so.", answer=True) | {"explanation": "Because of the law of 1900."},
])
def test_an_answer_that_is_in_its_explanation_in_some_form_is_found_there(question: dict[str, Any]) -> None:
    assert _found(question, code="GQ303") == []


@pytest.mark.parametrize(("question", "answer"), [
    ({"type": "numeric", "answer": "18", "unit": "km", "explanation": "It has 180 of them."}, "18 km"),
    ({"type": "date", "answer": "2024-05-08", "explanation": "In May 2024."}, "8 May 2024"),
    ({"type": "multiple", "options": ["Gold", "Iron", "Tin"], "answers": ["Gold", "Tin"], "explanation": "Gold is."}, "Tin"),
])
def test_an_answer_that_is_only_nearly_there_is_not(question: dict[str, Any], answer: str) -> None:
    assert _found(question, code="GQ303") == [f"The explanation does not mention the answer {answer!r}."]


@pytest.mark.parametrize("stem", [
    "Who was the first president of the republic?", "Which president signed the treaty?", "Who was king in 1789?",
    "Which is the largest planet of the solar system?", "What is the largest lake of the country called?",
    "Which was the largest army in 1914?", "What did the prime minister say?",
])
def test_what_does_not_change_needs_no_date(stem: str) -> None:
    assert _found(_typed(stem, "x"), code="GQ401") == []


@pytest.mark.parametrize(("stem", "words"), [
    ("Who is the president of France?", "'Who is the president'"), ("Which party governs under the present chancellor?",
     "'Which party governs under the present chancellor'"), ("What is the richest country in Asia?", "'the richest'"),
    ("How many members does it have today?", "'today'"),
    ("Which is the world's most populous country?", '"world\'s most populous"'),
])
def test_what_changes_needs_a_date(stem: str, words: str) -> None:
    assert _found(_typed(stem, "x"), code="GQ401") == [f"{words} changes with time, and the question says nowhere as of when."]
    assert _found(_typed(stem, "x"), code="GQ401", as_of="2024") == []


def test_the_bank_as_a_whole_can_be_dated_in_the_future_too() -> None:
    message = "as_of 2025-07 lies in the future (today is 2025-06-01)."
    assert _found(_typed("Which?", "x"), code="GQ403", as_of="2025-07") == [message]


@pytest.mark.parametrize("answer", ["2023-24", "10-12"])
def test_a_hyphen_between_digits_needs_no_other_form(answer: str) -> None:
    assert _found(_typed("Which?", answer), code="GQ502") == []


@pytest.mark.parametrize(("answer", "reason"), [
    ("Łódź", "a diacritic"), ("Smørrebrød", "a diacritic"), ("all-weather", "a hyphen"), ("BYD", "an abbreviation"),
    ("U.S.", "an abbreviation"), ("St. Gallen", "an abbreviation"),
])
def test_an_answer_with_likely_other_forms_needs_them(answer: str, reason: str) -> None:
    message = f"{answer!r} holds {reason} and has no other accepted form."
    assert _found(_typed("Which?", answer), code="GQ502") == [message]
    assert _found(_typed("Which?", answer, accept=["another form"]), code="GQ502") == []


@pytest.mark.parametrize("stem", ["How many are there?", "In which year was it?", "What is 3 + 4?", "What is the number of seats?"])
def test_a_count_needs_no_unit(stem: str) -> None:
    assert _found({"type": "numeric", "stem": stem, "answer": "7"}, code="GQ503") == []


def _map(name: str, lat: float, lon: float, *choices: tuple[str, float, float], within: int = 100,
         on: str = "corridor.svg") -> dict[str, Any]:
    spots = [{"name": other, "lat": str(y), "lon": str(x)} for other, y, x in choices]
    answer = {"name": name, "lat": str(lat), "lon": str(lon)}
    return {"type": "map", "map": on, "answer": answer, "within_km": str(within), "choices": spots}


def test_places_of_other_questions_count_and_the_nearest_is_named() -> None:
    first = _map("Baku", 40.4, 49.9, ("Tehran", 35.7, 51.4), within=600)
    second = _map("Rasht", 37.3, 49.6, ("Delhi", 28.6, 77.2))
    assert _found(first, second, code="GQ504") == ["Rasht lies 346 km from Baku and counts as right within 600 km."]


def test_the_same_place_under_the_same_name_is_no_neighbour() -> None:
    first, second = _map("Baku", 40.4, 49.9, ("Delhi", 28.6, 77.2)), _map("Delhi", 28.6, 77.2, ("baku", 40.5, 49.8))
    assert _found(first, second, code="GQ504") == []


def test_a_radius_is_never_smaller_than_a_finger() -> None:
    near = _map("Paris", 48.9, 2.4, ("Brussels", 50.9, 4.4), within=10, on="eurasia.svg")
    (message,) = _found(near, code="GQ504")
    assert message.startswith("Brussels lies 265 km from Paris and counts as right within 2")


def test_places_on_both_sides_of_a_square_and_near_the_pole_are_compared() -> None:
    assert len(_found(_map("North", 77.5, 179.9, ("South", 77.4, 175.1), within=200, on="eurasia.svg"), code="GQ504")) == 1


def test_a_small_bank_or_a_varied_one_may_have_few_types() -> None:
    assert _found(*[_typed(f"Which letter is number {n}?", "x") for n in range(11)], code="GQ601") == []


@pytest.mark.parametrize(("freedom", "value"), [(1, 6.635), (2, 9.210), (3, 11.345), (4, 13.277), (9, 21.666)])
def test_critical_values_agree_with_the_tables(freedom: int, value: float) -> None:
    assert critical(freedom) == pytest.approx(value, rel=0.01)
