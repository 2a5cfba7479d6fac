import pytest

from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Context
from tests.core.kinds.examples import faults, make

TYPED = make("typed", answer="Saint Petersburg", accept=["St. Petersburg", "Leningrad"])


@pytest.mark.parametrize("text", ["Saint Petersburg", "  saint   PETERSBURG. ", "st petersburg", "LENINGRAD"])
def test_every_right_form_scores_1(text: str) -> None:
    outcome = TYPED.grade((text,), Context())
    assert (outcome.score, outcome.verdict, outcome.key, outcome.note) == (1, "right", "Saint Petersburg", "")


def test_a_slip_counts_as_right_and_shows_the_spelling() -> None:
    outcome = TYPED.grade(("Saint Petresburg",), Context())
    assert (outcome.score, outcome.verdict) == (1, "almost")
    assert outcome.is_right
    assert outcome.note == "Counted as right; the spelling is Saint Petersburg."


def test_a_slip_that_is_another_answer_of_the_bank_is_wrong() -> None:
    burma = make("typed", answer="Burma")
    assert burma.grade(("Bursa",), Context()).verdict == "almost"
    assert burma.grade(("Bursa",), Context(known=frozenset({"bursa", "burma"}))).verdict == "wrong"


def test_exact_spelling_forgives_no_slip() -> None:
    exact = make("typed", answer="Kazakhstan", spelling="exact")
    assert exact.grade(("Kazahkstan",), Context()).verdict == "wrong"
    assert exact.grade(("kazakhstan",), Context()).verdict == "right"


def test_another_text_is_wrong_and_told_the_answer() -> None:
    outcome = TYPED.grade(("Moscow",), Context())
    assert (outcome.score, outcome.verdict, outcome.key) == (0, "wrong", "Saint Petersburg")


@pytest.mark.parametrize("response", [(), ("",), (" \n",), ("Saint", "Petersburg")])
def test_one_text_has_to_be_typed(response: tuple[str, ...]) -> None:
    with pytest.raises(ResponseError) as caught:
        TYPED.grade(response, Context())
    assert str(caught.value) == "Type an answer, or choose “I don’t know”."


def test_a_text_longer_than_any_answer_is_refused() -> None:
    assert TYPED.grade(("x" * 1000,), Context()).verdict == "wrong"
    with pytest.raises(ResponseError) as caught:
        TYPED.grade(("x" * 1001,), Context())
    assert str(caught.value) == "That is longer than any answer here: type at most 1,000 characters."


def test_the_face_is_typed() -> None:
    face = TYPED.face()
    assert (face.front, face.back, face.form) == ("What?", "Saint Petersburg", "typed")
    assert face.also == ("St. Petersburg", "Leningrad")


def test_wider_accept_and_other_spelling_rules_are_rewording() -> None:
    wider = make("typed", answer="Saint-Petersburg", accept=["St Petersburg", "leningrad", "Petrograd"])
    stricter = make("typed", answer="saint petersburg", accept=["St. Petersburg", "Leningrad"], spelling="exact")
    assert not wider.key_changed_from(TYPED)
    assert not stricter.key_changed_from(TYPED)


def test_a_form_that_no_longer_counts_is_another_key() -> None:
    assert make("typed", answer="Saint Petersburg", accept=["St. Petersburg"]).key_changed_from(TYPED)
    assert make("typed", answer="Leningrad", accept=["St. Petersburg", "Saint Petersburg"]).key_changed_from(TYPED)


def test_all_forms_are_known_answers() -> None:
    assert list(TYPED.known_forms()) == ["Saint Petersburg", "St. Petersburg", "Leningrad"]


def test_faults_of_a_typed_question_are_told() -> None:
    assert faults("typed") == ["5:3: The field `answer` is missing."]
    assert faults("typed", answer="a", accept="b") == ["9:11: accept must be a list: write one entry a line, each after `- `."]
    assert faults("typed", answer="a", accept="[b, '']") == ["9:15: accept.1 must be a text that is not empty."]
    assert faults("typed", answer="a", spelling="loose") == ["9:13: spelling is 'loose'; it must be 'exact'."]
    assert faults("typed", answer="a" * 501) == ["8:11: answer is too long: it may have at most 500 characters."]
