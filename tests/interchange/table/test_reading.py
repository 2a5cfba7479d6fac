from typing import Any

import pytest

from geoquiz.core.banks.render import question_content
from geoquiz.core.errors import BankError
from geoquiz.interchange.report import Imported, Reading
from geoquiz.interchange.table import read_csv, read_tsv
from tests.interchange.travelling import arrived

_NO_HEADER = "x.csv:1:1: The first row names the columns, among them stem, front or text: see docs/formats.md for all of them."


def _read(text: str, encoding: str = "utf-8", **reading: Any) -> Imported:
    return arrived(text.encode(encoding), read_csv, path="x.csv", name="Rivers", **reading)


def _contents(text: str) -> list[dict[str, Any]]:
    return [question_content(question) for question in _read(text).bank.questions]


def _faults(text: str) -> list[str]:
    with pytest.raises(BankError) as error:
        read_csv(text.encode(), Reading("x.csv"))
    return str(error.value).splitlines()


def test_a_teachers_small_table_becomes_a_bank() -> None:
    bank = _read("stem,answer\nWhich river flows through Cairo?,Nile\nThe Nile flows north.,TRUE\n").bank
    assert (bank.id, bank.title) == ("rivers", "Rivers")
    assert [(question.id, question.kind) for question in bank.questions] == [
        ("which-river-flows-through-cairo", "typed"), ("the-nile-flows-north", "true_false")]


@pytest.mark.parametrize(("row", "kind"), [
    ("stem,options,answer\nS,a | b,a", "single"), ("stem,options,answer\nS,a | b | c,a | b", "multiple"),
    ("front,back\nF,B", "card"), ("text\n{{c1::a}} b", "cloze"), ("stem,items\nS,a | b | c", "ordering"),
    ("stem,lefts,rights\nS,a | b | c,1 | 2 | 3", "matching"),
    ("stem,map,answer,lat,lon,within_km,choices\nS,corridor.svg,Mumbai,19.08,72.88,400,\"Karachi (24.86, 67)\"", "map"),
])
def test_the_kind_follows_from_the_columns(row: str, kind: str) -> None:
    assert [content["type"] for content in _contents(row)] == [kind]


def test_every_column_is_understood() -> None:
    (numeric, single, cloze, ordering) = _contents(
        "id;type;stem;text;answer;accept;unit;tolerance;units;options;feedback;items;labels;tags;paragraph;article;as_of;retired\n"
        "n;numeric;How long?;;-7;;km;2%;mi=1.609344 | m=0.001;;;;;a | b;3;4;2024-07;TRUE\n"
        "s;single;Which?;;x|y;;;;;x\\|y | z; | no;;;;;;;\n"
        "c;cloze;;{{c1::a}} {{c2::b}};;c1=A | c1=AA | c2=B;;;;;;;;;;;;\n"
        "o;ordering;Order.;;;;;;;;;a | b | c;1 | | 3;;;;;\n")
    assert (str(numeric["answer"]), numeric["unit"], numeric["tolerance"]) == ("-7", "km", "2%")
    assert {name: str(value) for name, value in numeric["units"].items()} == {"mi": "1.609344", "m": "0.001"}
    assert (numeric["tags"], numeric["source"], numeric["as_of"]) == (["a", "b"], {"paragraph": 3, "article": 4}, "2024-07")
    assert numeric["retired"] is True
    assert (single["options"], single["answer"]) == (["x|y", {"text": "z", "feedback": "no"}], "x|y")
    assert cloze["accept"] == {"c1": ["A", "AA"], "c2": ["B"]}
    assert ordering["items"] == [{"text": "a", "label": "1"}, "b", {"text": "c", "label": "3"}]


@pytest.mark.parametrize(("separator", "named"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs")])
def test_the_separator_is_found_out_and_told(separator: str, named: str) -> None:
    stem = "Which, in short; and why?".replace(separator, "")
    imported = _read(f"stem{separator}answer\n{stem}{separator}Nile")
    assert imported.notes == (f"Its cells are parted by {named}.",)
    assert imported.bank.questions[0].right_response() == ("Nile",)


def test_the_encoding_is_found_out_and_told() -> None:
    imported = _read("stem;answer\r\nWo liegt Zürich – genau?;Schweiz\r\n", "cp1252")
    assert imported.notes == ("The file was read as Windows-1252.", "Its cells are parted by semicolons.")
    assert imported.bank.questions[0].stem == "Wo liegt Zürich – genau?"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter_and_stay_within_cells(end: str) -> None:
    content = _contents(end.join(("front,back", '"one', 'two",B', "", "F,B")))
    assert [card["front"] for card in content] == ["one\ntwo", "F"]


def test_a_separator_that_is_named_is_used() -> None:
    assert [q.stem for q in _read("stem|answer\na, b|c\n", separator="|").bank.questions] == ["a, b"]
    assert read_tsv(b"stem\tanswer\na, b\tc\n", Reading()).notes == ()


def test_all_faults_are_told_at_once_with_line_and_question() -> None:
    assert _faults(
        "id,type,stem,answer,options,feedback,units,lefts,rights,accept,text,choices,map,unit\n"
        "a,essay,Why?,x\n"
        "b,typed,What?\n"
        "c,typed,What?,x,o1 | o2\n"
        "d,single,Which?,z,x | y\n"
        "e,single,Which?,x,x | y,1 | 2 | 3\n"
        "f,numeric,How?,many\n"
        "g,numeric,How?,7,,,mi 1.6,,,,,,,km\n"
        '"h\nh",matching,Match.,,,,,a | b,1\n'
        "i,cloze,,,,,,,,A,{{c1::a}}\n"
        "j,map,Where?,x,,,,,,,,Karachi,corridor.svg\n"
        "k,typed,What?,x,,,,,,,,,,,too many\n"
    ) == [
        "x.csv:2:1: In 'a': There is no type 'essay': write one of card, cloze, date, map, matching, multiple, numeric, ordering, "
        "single, true_false, typed.",
        "x.csv:3:1: In 'b': The field `answer` is missing.",
        "x.csv:4:1: In 'c': A question of type typed has no options: empty the cell.",
        "x.csv:5:1: In 'd': answer: 'z' is not among the options: write one of 'x', 'y'.",
        "x.csv:6:1: In 'e': There are 3 entries in feedback for 2 to stand beside: leave some out.",
        "x.csv:7:1: In 'f': answer: 'many' is not a plain number: write digits with a decimal point, such as 7200 or 17.5.",
        "x.csv:8:1: In 'g': 'mi 1.6' in units has no = in it: write mi=1.609344.",
        "x.csv:9:1: In 'h h': There are 2 lefts and 1 rights: each left needs its right.",
        "x.csv:11:1: In 'i': 'A' in accept has no = in it: write c1=another right form.",
        "x.csv:12:1: In 'j': 'Karachi' in choices is no place: write Name (lat, lon), such as Karachi (24.86, 67).",
        "x.csv:13:1: In 'k': The row has 15 cells, and there are 14 columns.",
    ]


@pytest.mark.parametrize(("text", "faults"), [
    ("", [_NO_HEADER]),
    ("What?,Nile\n", [_NO_HEADER]),
    ("stem,answer,stem,weight\na,b\n", [
        "x.csv:1:1: The column 'stem' stands twice: keep one of them.",
        "x.csv:1:1: There is no column 'weight': the columns are id, type, stem, front, back, text, answer, accept, spelling, "
        "options, feedback, pin_last, unit, tolerance, units, items, labels, lefts, rights, distractors, map, lat, lon, within_km, "
        "choices, explanation, hint, tags, paragraph, article, as_of, review_by, retired, replaces."]),
    ('stem,answer\na,b\n"c,d\n', [
        "x.csv:3:1: This row is no table's: unexpected end of data; a cell with quotation marks or line "
        "ends stands in quotation marks."]),
    ("stem,answer\n", ["x.csv:1:1: There is no question in it that a bank could hold."]),
])
def test_what_is_no_table_of_ours_is_refused(text: str, faults: list[str]) -> None:
    assert _faults(text) == faults
