"""The JSON Schema that editors check with says what the parser says, as far as a schema can.

Every file of `corpus/` is wrong. Its first line says who sees it: the schema and the parser, or the parser
alone and why no schema could; the comments below it are the parser's faults, word by word.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from geoquiz.core.banks.model import json_schema
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.banks.schema import sharpened
from geoquiz.core.errors import BankError
from tests.factories import ALL_KINDS

ROOT = Path(__file__).parents[3]
BANKS = sorted((ROOT / "questions").glob("*.yaml"))
CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.yaml"))
VALIDATOR = Draft202012Validator(json_schema())
BOTH, ALONE = "# schema and parser", "# parser alone: "


class _Core(yaml.CSafeLoader):
    """Types scalars by the core schema of YAML 1.2, as editors do: no dates, no yes and no, no octal 012."""


_Core.yaml_implicit_resolvers = {}
_SPECIAL = {".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}
_TYPES = {
    "null": (r"~|null|Null|NULL|", lambda text: None),
    "bool": (r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    "int": (r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", lambda text: int(text, 0 if text[:2] in ("0o", "0x") else 10)),
    "float": (r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
              lambda text: _SPECIAL[text.lower()] if text.lower() in _SPECIAL else float(text)),
}


def _constructor(read: Callable[[str], Any]) -> Callable[[yaml.CSafeLoader, yaml.ScalarNode], Any]:
    return lambda loader, node: read(str(loader.construct_scalar(node)))


for _name, (_form, _read) in _TYPES.items():
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(rf"(?:{_form})\Z"), None)
    _Core.add_constructor(f"tag:yaml.org,2002:{_name}", _constructor(_read))


def _as_an_editor_sees(text: str) -> Any:
    return yaml.load(text, Loader=_Core)


def _errors(text: str) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(_as_an_editor_sees(text))]


@pytest.mark.parametrize(("text", "value"), [
    ("no", "no"), ("2024-02-30", "2024-02-30"), ("12:30", "12:30"), ("1_000", "1_000"), ("012", 12), ("0x1F", 31), ("true", True),
    ("~", None), ("1.5", 1.5), ("1e3", 1000.0), ("'7'", "7"), (".inf", float("inf")),
])
def test_the_tests_type_scalars_as_editors_do(text: str, value: object) -> None:
    found = _as_an_editor_sees(text)
    assert (found, type(found)) == (value, type(value))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_the_file_beside_the_banks_is_the_schema() -> None:
    written = json.loads((ROOT / "questions" / "bank.schema.json").read_text(encoding="utf-8"))
    assert written == json_schema(), "write it anew with `geoquiz bank schema > questions/bank.schema.json`"


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_the_schema_accepts_every_shipped_bank(path: Path) -> None:
    assert _errors(path.read_text(encoding="utf-8")) == []


def test_the_schema_accepts_every_kind() -> None:
    assert _errors(ALL_KINDS) == []


@pytest.mark.parametrize("text", [
    "type: single, stem: In which year?, options: [1949, 1950, '1951'], answer: 1949",
    "type: typed, stem: 42, answer: 42, accept: [forty-two, true]",
    "type: numeric, stem: How many?, answer: '7', tolerance: 2%, units: {dozen: '12'}",
    "type: numeric, stem: How many?, answer: -7.5, tolerance: 0",
    "type: date, stem: When?, answer: 1949",
    "type: date, stem: When?, answer: '0476', as_of: 2024-07, review_by: 2027",
    "type: map, stem: Where?, map: corridor.svg, answer: {name: A, lat: '30', lon: 50}, within_km: 12.5, "
    "choices: [{name: B, lat: 31, lon: 51}]",
    "type: matching, stem: Match., pairs: [{left: 1, right: 2}, {left: 3, right: 4}], distractors: [5]",
    "type: ordering, stem: Order., items: [1, {text: 2, label: 1949}, three]",
    "type: cloze, text: 'In {{c1::1949}}.', accept: {c1: [49]}",
    "type: true_false, stem: 'Yes?', answer: true, retired: false",
])
def test_the_schema_accepts_numbers_and_words_where_the_parser_reads_texts(text: str) -> None:
    bank = f"format: 1\nid: good\ntitle: 1984\nquestions:\n  - {{id: q, {text}}}\n"
    parse_bank(bank.encode(), "good.yaml")
    assert _errors(bank) == []


def test_the_corpus_is_large_and_mostly_seen_by_both() -> None:
    alone = [path for path in CORPUS if path.read_text(encoding="utf-8").startswith(ALONE)]
    assert len(CORPUS) >= 40
    assert len(alone) <= len(CORPUS) / 3


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_parser_refuses_every_bad_bank_in_these_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    with pytest.raises(BankError) as caught:
        parse_bank(text.encode(), "bad.yaml")
    faults = [f"# {str(fault).removeprefix('bad.yaml:')}" for fault in caught.value.faults]
    assert text.splitlines()[1:1 + len(faults)] == faults


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_schema_refuses_what_the_parser_refuses_where_it_can(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    if first == BOTH:
        assert _errors(text) != []
    else:
        assert first.startswith(ALONE)
        assert len(first) > len(ALONE) + 20
        assert _is_accepted(text) or "not YAML" in first


def _is_accepted(text: str) -> bool:
    """Tell whether the schema accepts a bank, which shows that the reason for "parser alone" is still true."""
    try:
        return not _errors(text)
    except yaml.YAMLError:
        return False


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-10, 3000), st.floats(-200, 200, allow_nan=False), st.sampled_from(
    ["", " ", "a", "c1", "{{c1::x}}", "2024", "2024-07", "2024-13", "5%", "-5", "corridor.svg", "en", "exact", "true", "x" * 600]))
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(["text", "left", "right", "name", "lat", "lon", "c1", "km", "paragraph"]), inner, max_size=3), max_leaves=6)


@given(data=st.data())
def test_a_value_that_the_parser_refuses_in_a_field_is_refused_by_the_schema_too(data: st.DataObject) -> None:
    """Put any value into any field: where the parser refuses it and no other field is concerned, so does the schema."""
    bank = _as_an_editor_sees(ALL_KINDS)
    question = data.draw(st.sampled_from(bank["questions"]))
    field = data.draw(st.sampled_from(sorted(set(question) - {"type"})))
    question[field] = data.draw(VALUES)
    text = json.dumps(bank, ensure_ascii=False)
    try:
        parse_bank(text.encode(), "any.yaml")
    except BankError as error:
        message = error.faults[0].message
        assert _errors(text) or re.search(_CROSS_FIELD, message), (field, question[field], message)


# Faults that compare fields, or that look into a text further than a pattern can; and numbers in quotation marks.
_CROSS_FIELD = (r"is not among the options|stands twice|is already taken|has no such gap|lies outside|which is the unit itself"
                r"|is not in the calendar|The gap |These braces|at two gaps|is not a plain number"
                r"|must be (?:more than|at (?:least|most))")


def test_limits_that_pydantic_names_itself_become_those_of_json_schema() -> None:
    node = {"anyOf": [{"type": "integer", "ge": 1, "lt": 9}, {"type": "null"}], "default": None, "title": "N"}
    assert sharpened(node) == {"title": "N", "type": "integer", "minimum": 1, "exclusiveMaximum": 9}
