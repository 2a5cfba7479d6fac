from hypothesis import given

from geoquiz.core.banks.model import Bank
from geoquiz.core.markdown import to_html
from geoquiz.interchange.sheet import PAGE_BREAK, make_sheet, make_versions, write_markdown
from tests.core.strategies import banks
from tests.factories import bank_of_all_kinds, make_bank, typed
from tests.interchange.travelling import sentences


def test_questions_are_numbered_and_the_key_stands_behind_a_page_break() -> None:
    text = write_markdown(bank_of_all_kinds()).data.decode()
    questions, _, key = text.partition(f"\n{PAGE_BREAK}\n")
    assert questions.startswith("# One question of each kind\n\n1. What is the capital of Georgia?\n\n   - a) ")
    assert "\n4. Which strait joins the Black Sea to the Sea of Marmara?\n\n   ……" in questions
    assert "\n5. How long is the corridor in kilometres?\n\n   …………………… km\n" in questions
    assert "\n6. In which month was the summit?\n\n   …………………… (month and year)\n" in questions
    assert "\n7. The (1) …………………… Sea has no outlet; the (2) …………………… Sea has one.\n" in questions
    assert "Bosporus" not in questions
    assert key.startswith("\n# Key: One question of each kind\n\n1. ")
    assert "\n3. False\n" in key
    assert "\n4. Bosporus / Bosphorus\n" in key
    assert "\n5. 7200 km ± 2%\n" in key
    assert "\n7. (1) Caspian\\\n   (2) Black\n" in key
    assert "\n8. Helsinki → Kyiv → Athens\n" in key
    assert "\n\n   Tbilisi has been it since the fifth century.\n" in key


@given(banks(4))
def test_a_sheet_has_every_question_that_is_asked_and_letters_that_agree(bank: Bank) -> None:
    sheet = make_sheet(bank, "A")
    assert [line.id for line in sheet.questions] == [question.id for question in bank.questions if not question.retired]
    assert sheet == make_sheet(bank, "A")
    for line in sheet.questions:
        question = bank.by_id[line.id]
        assert line.key
        if question.kind in ("single", "map"):
            (right,) = [choice for choice in line.choices if choice.text == question.right_response()[0]]
            assert line.key[0] == f"{right.letter}) {right.text}"
        if question.kind not in ("ordering", "true_false"):
            assert sorted(choice.text for choice in line.choices) == sorted(question.shown("main", "x").choices)
    assert to_html(write_markdown(bank).data.decode())


def test_the_key_names_letters_in_the_order_of_the_sheet() -> None:
    bank = bank_of_all_kinds()
    (question,) = [question for question in bank.questions if question.kind == "multiple"]
    right = question.right_response()
    assert len(right) > 1
    for seed in "ABCDEFGH":
        (line,) = [line for line in make_sheet(bank, seed).questions if line.id == question.id]
        assert line.key[0] == ", ".join(f"{choice.letter}) {choice.text}" for choice in line.choices if choice.text in right)


def test_another_seed_is_another_order() -> None:
    orders = {tuple(choice.text for choice in make_sheet(bank_of_all_kinds(), seed).questions[0].choices) for seed in "ABCDEFGH"}
    assert len(orders) > 1


def test_letters_go_on_after_z() -> None:
    options = [f"option {n}" for n in range(30)]
    bank = make_bank([bank_of_all_kinds().questions[0].model_validate(
        {"id": "q", "type": "single", "stem": "Which?", "options": options, "answer": options[0]})])
    letters = [choice.letter for choice in make_sheet(bank).questions[0].choices]
    assert letters[:2] + letters[25:28] == ["a", "b", "z", "aa", "ab"]


def test_what_is_not_on_the_sheet_is_told() -> None:
    questions = [typed("q", hint="h", tags=["t"], as_of="2024"), typed("gone", retired="true")]
    exported = write_markdown(make_bank(questions, as_of="2024"))
    assert sentences(exported.losses) == [
        "the bank: the date it is true as of: a sheet of questions has no place for it.",
        "gone: the question: it is retired, and other programs would still ask it.",
        "q: the date it is true as of: a sheet of questions has no place for it.",
        "q: the hint: a sheet of questions has no place for it.",
        "q: the tags: a sheet of questions has no place for it.",
    ]
    assert "port: the map: the place is chosen from the list of names." in sentences(write_markdown(bank_of_all_kinds()).losses)
    assert not [loss for loss in make_sheet(bank_of_all_kinds(), with_maps=True).losses if loss.what == "the map"]


def test_versions_ask_the_same_questions_each_in_an_order_of_its_own() -> None:
    bank = bank_of_all_kinds()
    versions = make_versions(bank, 3, "test")
    assert [version.name for version in versions] == ["A", "B", "C"]
    orders = [[question.id for question in version.sheet.questions] for version in versions]
    assert len({tuple(order) for order in orders}) == 3
    assert {frozenset(order) for order in orders} == {frozenset(question.id for question in bank.questions)}
    assert [question.number for question in versions[1].sheet.questions] == list(range(1, len(bank.questions) + 1))
    assert versions == make_versions(bank, 3, "test") != make_versions(bank, 3, "another")


def test_each_version_has_the_letters_of_its_own_options_in_its_key() -> None:
    found = set()
    for version in make_versions(bank_of_all_kinds(), 6):
        (capital,) = [question for question in version.sheet.questions if question.id == "capital"]
        (right,) = [choice for choice in capital.choices if choice.text == "Tbilisi"]
        assert capital.key == (f"{right.letter}) Tbilisi",)
        found.add(right.letter)
    assert len(found) > 1


def test_one_version_keeps_the_order_of_the_bank_and_has_no_name() -> None:
    (version,) = make_versions(bank_of_all_kinds(), 1)
    assert version.name == ""
    assert version.sheet == make_sheet(bank_of_all_kinds(), with_maps=True)


def test_all_versions_ask_what_was_drawn_and_never_what_is_retired() -> None:
    bank = make_bank([*(typed(f"q{number}") for number in range(9)), typed("gone", retired="true")])
    versions = make_versions(bank, 9, "test", most=4)
    assert len(versions) == 6
    assert len({frozenset(question.id for question in version.sheet.questions) for version in versions}) == 1
    assert all(len(version.sheet.questions) == 4 for version in versions)
    (alone,) = make_versions(bank, 1, most=4)
    assert [question.id for question in alone.sheet.questions] == sorted(question.id for question in alone.sheet.questions)
    assert "gone" not in {question.id for version in make_versions(bank, 6) for question in version.sheet.questions}
