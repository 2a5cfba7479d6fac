"""The names of a form's fields say where a text belongs; whatever is empty is left out."""

import pytest

from geoquiz.core.banks.editing import Entry
from geoquiz.core.banks.entryform import faults_of, read_entry
from geoquiz.core.kinds import KINDS


@pytest.mark.parametrize(("kind", "fields", "entry"), [
    ("typed", [("stem", " a\r\nb "), ("accept[]", "x\n\n y \n")], {"stem": "a\nb", "accept": ["x", "y"]}),
    ("typed", [("source.paragraph", "3"), ("source.article", "")], {"source": {"paragraph": "3"}}),
    ("single", [("options[0].text", "A"), ("options[0].feedback", ""), ("options[2].text", "B"), ("options[2].feedback", "f"),
                ("answer@options", ""), ("answer@options", "2")],
     {"options": ["A", {"text": "B", "feedback": "f"}], "answer": "B"}),
    ("multiple", [("options[0].text", "A"), ("options[1].text", "B"), ("answers@options[]", ""), ("answers@options[]", "0"),
                  ("answers@options[]", "1"), ("answers@options[]", "7")],
     {"options": [{"text": "A"}, {"text": "B"}], "answers": ["A", "B"]}),
    ("numeric", [("units{0}.name", "mi"), ("units{0}.value", "1.6"), ("units{1}.name", ""), ("units{1}.value", "2")],
     {"units": {"mi": "1.6"}}),
    ("cloze", [("accept.c1[]", "x"), ("accept.c2[]", "")], {"accept": {"c1": ["x"]}}),
    ("matching", [("pairs[0].left", "a"), ("pairs[0].right", "b"), ("pairs[1].left", ""), ("pairs[1].right", "")],
     {"pairs": [{"left": "a", "right": "b"}]}),
    ("map", [("answer.name", "Baku"), ("answer.lat", "40.4")], {"answer": {"name": "Baku", "lat": "40.4"}}),
    ("card", [("csrf_token", "t"), ("seen", "s"), ("front", "f"), ("answer", "no field of it")], {"front": "f"}),
])
def test_fields_become_the_entry_that_they_name(kind: str, fields: list[tuple[str, str]], entry: Entry) -> None:
    assert read_entry(KINDS[kind].model_fields, fields, {}) == entry


def test_what_the_form_does_not_have_stays_and_what_is_emptied_goes() -> None:
    before = {"id": "q", "review_by": "2030", "hint": "h", "stem": "text\n", "tags": ["a"]}
    fields = [("hint", ""), ("stem", "text"), ("tags[]", "")]
    assert read_entry(KINDS["typed"].model_fields, fields, before) == {"id": "q", "review_by": "2030", "stem": "text\n"}


def test_no_option_ticked_takes_the_answer_away() -> None:
    fields = [("options[0].text", "A"), ("answer@options", "")]
    assert "answer" not in read_entry(KINDS["single"].model_fields, fields, {"answer": "A"})


@pytest.mark.parametrize(("kind", "entry", "names"), [
    ("typed", {}, {"stem", "answer"}),
    ("map", {"stem": "s", "map": "corridor.svg", "answer": {"name": "B", "lat": "x", "lon": "1"}, "within_km": "1"},
     {"answer.lat", "choices"}),
    ("single", {"stem": "s", "options": ["A", "B"], "answer": "C"}, {"answer"}),
    ("typed", {"stem": "s", "answer": "a", "source": {"paragraph": "0"}}, {"source.paragraph"}),
])
def test_each_fault_is_told_at_its_field(kind: str, entry: Entry, names: set[str]) -> None:
    found = faults_of(KINDS[kind], {"id": "q", "type": kind, **entry})
    assert set(found) == names
    assert all(sentence.endswith(".") for sentence in found.values())
