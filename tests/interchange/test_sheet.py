from hypothesis import given

from geoquiz.core.banks.model import Bank
from geoquiz.core.markdown import to_html
from geoquiz.interchange.sheet import PAGE_BREAK, make_sheet, write_markdown
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
