import pytest
from pydantic import TypeAdapter
from pydantic_core import PydanticCustomError

from geoquiz.core.options import Option, Options, check_distinct, check_listed


def test_an_option_is_a_text_or_a_text_with_feedback_and_is_written_as_it_was_read() -> None:
    adapter: TypeAdapter[tuple[Option, ...]] = TypeAdapter(Options)
    options = adapter.validate_python(["Baku", {"text": " Tehran ", "feedback": "No."}])
    assert options == (Option(text="Baku"), Option(text="Tehran", feedback="No."))
    assert adapter.dump_python(options) == ("Baku", {"text": "Tehran", "feedback": "No."})


def test_a_doubled_text_is_told_with_its_field() -> None:
    check_distinct(["a", "A"], "options", "options")
    with pytest.raises(PydanticCustomError) as caught:
        check_distinct(["a", "b", "a"], "options", "options")
    assert caught.value.message() == "'a' stands twice in options: every entry needs its own text."
    assert caught.value.context == {"at": ("options",)}


def test_a_text_that_is_no_option_is_told_with_its_field_and_what_is_offered() -> None:
    check_listed("a", ["a", "b"], "answer")
    with pytest.raises(PydanticCustomError) as caught:
        check_listed("A", ["a", "b"], "answers", 1)
    assert caught.value.message() == "answers: 'A' is not among the options: write one of 'a', 'b'."
    assert caught.value.context == {"at": ("answers", 1)}
