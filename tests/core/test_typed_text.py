import pytest

from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Context, Outcome
from geoquiz.core.text import forms
from geoquiz.core.typed_text import LONGEST_RESPONSE, grade_text

ACCEPTED = forms(["Kazakhstan", "Qazaqstan"])


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ("qazaqstan", Outcome(1.0, "right", "Kazakhstan")),
        ("Kazahkstan", Outcome(1.0, "almost", "Kazakhstan", note="Counted as right; the spelling is Kazakhstan.")),
        ("Kyrgyzstan", Outcome(0.0, "wrong", "Kazakhstan")),
    ],
)
def test_a_typed_text_is_right_almost_or_wrong(given: str, outcome: Outcome) -> None:
    assert grade_text(given, "Kazakhstan", ACCEPTED, Context()) == outcome


def test_a_known_answer_and_exact_spelling_leave_no_almost() -> None:
    assert grade_text("Kazahkstan", "Kazakhstan", ACCEPTED, Context(known=frozenset({"kazahkstan"}))).verdict == "wrong"
    assert grade_text("Kazahkstan", "Kazakhstan", ACCEPTED, Context(), exact=True).verdict == "wrong"


def test_a_text_longer_than_any_answer_is_not_compared() -> None:
    with pytest.raises(ResponseError) as caught:
        grade_text("x" * (LONGEST_RESPONSE + 1), "Kazakhstan", ACCEPTED, Context())
    assert str(caught.value) == "That is longer than any answer here: type at most 1,000 characters."
