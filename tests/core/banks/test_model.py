import pytest

from geoquiz.core.banks.model import Bank, json_schema
from geoquiz.core.kinds import KINDS
from geoquiz.core.question import Question
from tests.core.kinds.examples import make


def _bank(*questions: Question, **header: object) -> Bank:
    fields = {"format": "1", "id": "b", "title": "B", "questions": ()} | header
    return Bank.model_validate(fields).model_copy(update={"questions": questions})


def test_the_context_knows_the_answers_options_and_places_of_the_whole_bank() -> None:
    bank = _bank(
        make("typed", id="a", answer="The Volga", accept=["Itil"]),
        make("single", id="b", options=["Iran", "Iraq"], answer="Iran"),
        make("ordering", id="c", items=["Astana", "Astrakhan", "Aktau"]),
        make("cloze", id="d", text="The {{c1::North-South}} corridor"),
        make("card", id="e", front="Austria?", back="Vienna"),
        make("numeric", id="f", answer="7200"),
        language="de",
    )
    assert bank.context.known == {
        "volga", "itil", "iran", "iraq", "astana", "astrakhan", "aktau", "north south", "northsouth", "vienna",
    }
    assert bank.context.language == "de"


def test_a_slip_into_an_answer_elsewhere_in_the_bank_is_wrong() -> None:
    ankara = make("typed", id="a", answer="Ankara")
    alone, together = _bank(ankara), _bank(ankara, make("typed", id="b", answer="Angara"))
    assert ankara.grade(("Angara",), alone.context).verdict == "almost"
    assert ankara.grade(("Angara",), together.context).verdict == "wrong"


def test_the_header_is_the_bank_without_its_questions() -> None:
    header = _bank(make("typed", id="a", answer="x"), tags=["trade"], as_of="2024").header()
    assert (header.id, header.title, header.tags, header.as_of) == ("b", "B", ("trade",), "2024")
    assert header == _bank(tags=["trade"], as_of="2024").header()
    assert not hasattr(header, "questions")


def test_the_places_of_questions_are_no_part_of_a_bank() -> None:
    first, second = _bank(make("typed", id="a", answer="x")), _bank(make("typed", id="a", answer="x"))
    first.places["a"] = (3, 4)
    assert first == second
    assert second.places == {}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_schema_has_every_kind_with_all_its_fields(kind: str) -> None:
    schema = json_schema()
    reference = schema["properties"]["questions"]["items"]["discriminator"]["mapping"][kind]
    described = schema["$defs"][reference.removeprefix("#/$defs/")]
    assert set(described["properties"]) == set(KINDS[kind].model_fields)
    assert described["additionalProperties"] is False
    assert described["properties"]["type"] == {"const": kind, "title": "Type", "type": "string"}
