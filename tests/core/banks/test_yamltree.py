import time

import pytest

from geoquiz.core.banks.yamltree import MAX_BYTES, MAX_DEPTH, MAX_ENTRIES, MAX_SCALAR, read_tree


def _faults(data: bytes | str) -> list[str]:
    tree = read_tree(data if isinstance(data, bytes) else data.encode(), "b.yaml")
    return [str(fault) for fault in tree.faults]


def test_scalars_stay_the_texts_they_are() -> None:
    text = "a: no\nb: 12:30\nc: 1_000\nd: 2024-02-30\ne: ~\nf: null\ng: 0x1F\nh: 'it''s'\ni: \"x\\ty\"\nj:\n"
    text += "k: |\n  one\n  two\nl: 1e3\n"
    tree = read_tree(text.encode(), "b.yaml")
    assert tree.faults == []
    assert tree.value == {
        "a": "no", "b": "12:30", "c": "1_000", "d": "2024-02-30", "e": "~", "f": "null", "g": "0x1F", "h": "it's", "i": "x\ty",
        "j": "", "k": "one\ntwo\n", "l": "1e3",
    }


def test_every_value_and_key_has_its_place() -> None:
    marks = read_tree(b"a:\n  - b: c\n    dd: [e, ff]\n", "b.yaml").marks
    item = marks.entries["a"].entries[0]
    assert item.keys == {"b": (1, 4), "dd": (2, 4)}
    assert [(item.entries["dd"].entries[n].line, item.entries["dd"].entries[n].column) for n in (0, 1)] == [(2, 9), (2, 12)]


def test_places_are_counted_in_characters() -> None:
    assert _faults("a: [é, 😀, *x]") == ["b.yaml:1:11: Aliases are not allowed (*x): write the value out."]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a: *b\n", ["b.yaml:1:4: Aliases are not allowed (*b): write the value out."]),
        ("*b : a\n", ["b.yaml:1:1: Aliases are not allowed (*b): write the value out."]),
        ("a: &b c\n", ["b.yaml:1:4: Anchors are not allowed (&b): write the value out where it is needed."]),
        ("&b a: c\n", ["b.yaml:1:1: Anchors are not allowed (&b): write the value out where it is needed."]),
        ("a: !!str c\n", ["b.yaml:1:4: Tags are not allowed (tag:yaml.org,2002:str): write the plain value."]),
        ("a: !!python/object:os.system x\n",
         ["b.yaml:1:4: Tags are not allowed (tag:yaml.org,2002:python/object:os.system): write the plain value."]),
        ("a: !x [b]\n", ["b.yaml:1:4: Tags are not allowed (!x): write the plain value."]),
        ("a: ! [b]\n", ["b.yaml:1:4: Tags are not allowed (!): write the plain value."]),
        ("a: {<<: {b: c}}\n", ["b.yaml:1:5: Merge keys are not allowed (<<): write the fields out."]),
        ("a: 1\nb: 2\na: 3\n", ["b.yaml:3:1: The field 'a' stands twice (first on line 1): keep one of them."]),
        ("a: {b: 1, b: 2}\n", ["b.yaml:1:11: The field 'b' stands twice (first on line 1): keep one of them."]),
        ("? [a]\n: b\n", ["b.yaml:1:3: A field name must be a plain word, not a list or a mapping."]),
        ("? {a: b}\n: c\n", ["b.yaml:1:3: A field name must be a plain word, not a list or a mapping."]),
        ("a: b\n---\nc: d\n", ["b.yaml:2:1: A second document starts here: keep one bank in one file."]),
        ("", ["b.yaml:1:1: The file is empty: a bank starts with the line `format: 1`."]),
        ("\n# nothing\n", ["b.yaml:1:1: The file is empty: a bank starts with the line `format: 1`."]),
        ("\ufeff", ["b.yaml:1:1: The file is empty: a bank starts with the line `format: 1`."]),
        ("a: b: c\n", ["b.yaml:1:5: This is not YAML: mapping values are not allowed in this context."]),
        ("a: 'b\n", ["b.yaml:2:1: This is not YAML: found unexpected end of stream."]),
        ("a:\n\tb: c\n", ["b.yaml:2:1: This is not YAML: found character that cannot start any token."]),
        ("a: [b\n", ["b.yaml:2:1: This is not YAML: did not find expected ',' or ']'."]),
        ("a: @b\n", ["b.yaml:1:4: This is not YAML: found character that cannot start any token."]),
    ],
)
def test_what_a_bank_does_not_need_is_refused_where_it_stands(text: str, faults: list[str]) -> None:
    assert _faults(text) == faults


def test_all_faults_of_a_file_are_told_in_one_run() -> None:
    assert _faults("a: *x\nb: &y 1\nb: 2\nc: !t 3\n") == [
        "b.yaml:1:4: Aliases are not allowed (*x): write the value out.",
        "b.yaml:2:4: Anchors are not allowed (&y): write the value out where it is needed.",
        "b.yaml:3:1: The field 'b' stands twice (first on line 2): keep one of them.",
        "b.yaml:4:4: Tags are not allowed (!t): write the plain value.",
    ]


def test_a_byte_order_mark_is_fine() -> None:
    assert read_tree("\ufeffa: b\n".encode(), "b.yaml").value == {"a": "b"}


@pytest.mark.parametrize(
    ("data", "line", "column"), [(b"\xff\xfea\x00", 1, 1), (b"a: b\nc: d\xe9\n", 2, 5), ("a: é\n".encode("latin-1"), 1, 4)],
)
def test_only_utf8_is_read(data: bytes, line: int, column: int) -> None:
    assert _faults(data) == [f"b.yaml:{line}:{column}: This is not UTF-8: save the file in UTF-8."]


@pytest.mark.parametrize("code", [0x00, 0x07, 0x1B, 0x7F, 0x85, 0x2028, 0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF, 0xFFFE])
def test_control_and_direction_characters_are_refused(code: int) -> None:
    sentence = f"The character U+{code:04X} is invisible or changes direction: delete it."
    assert _faults(f"a: b\nc: d{chr(code)}e\n") == [f"b.yaml:2:5: {sentence}"]
    assert _faults(f'a: b\nc: "d\\u{code:04x}e"\n') == [f"b.yaml:2:4: {sentence}"]


def test_a_carriage_return_ends_a_line_but_stands_in_no_text() -> None:
    assert read_tree(b"a: b\r\nc: d\r\n", "b.yaml").value == {"a": "b", "c": "d"}
    assert _faults('a: "b\\rc"\n') == ["b.yaml:1:4: The character U+000D is invisible or changes direction: delete it."]


def test_no_more_than_twenty_such_characters_are_told() -> None:
    assert len(_faults("a: \u202e" * 500)) == 20


def test_text_from_right_to_left_and_joined_emoji_are_fine() -> None:
    assert read_tree("a: مرحبا\nb: 👩\u200d🔬\n".encode(), "b.yaml").faults == []


def test_the_size_of_a_file_is_limited() -> None:
    assert _faults(b"#" * MAX_BYTES) == ["b.yaml:1:1: The file is empty: a bank starts with the line `format: 1`."]
    assert _faults(b"#" * (MAX_BYTES + 1)) == ["b.yaml:1:1: The file has 8,388,609 bytes; the limit is 8,388,608: split it."]


def test_the_size_of_a_text_is_limited_in_bytes() -> None:
    assert _faults("a: " + "x" * MAX_SCALAR) == []
    assert _faults("a: " + "x" * (MAX_SCALAR + 1)) == ["b.yaml:1:4: This text has 65,537 bytes; the limit is 65,536."]
    assert _faults("a: " + "é" * (MAX_SCALAR // 2 + 1)) == ["b.yaml:1:4: This text has 65,538 bytes; the limit is 65,536."]


def _nested(depth: int) -> str:
    """A mapping whose innermost text lies ``depth`` deep."""
    return "{a: " * (depth - 1) + "b" + "}" * (depth - 1)


def test_the_depth_is_limited() -> None:
    assert _faults(_nested(MAX_DEPTH)) == []
    assert _faults(_nested(MAX_DEPTH + 1)) == ["b.yaml:1:126: This is nested more than 32 deep: no bank needs that."]


def test_the_entries_of_a_list_and_of_a_mapping_are_limited() -> None:
    assert _faults("- a\n" * MAX_ENTRIES) == []
    assert _faults("- a\n" * (MAX_ENTRIES + 1)) == [
        "b.yaml:10001:3: This list has more than 10,000 entries, the most that is allowed: split the bank.",
    ]
    assert _faults("".join(f"k{n}: a\n" for n in range(MAX_ENTRIES + 1))) == [
        "b.yaml:10001:1: This mapping has more than 10,000 fields: no bank needs that.",
    ]


def test_the_values_of_a_file_are_limited_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoquiz.core.banks.yamltree.MAX_VALUES", 50)  # A million would take seconds.
    assert _faults("[[a, a, a, a, a, a, a, a, a],\n" * 6 + "x" + "]" * 6) == [
        "b.yaml:5:15: The file holds more than 50 values: split it.",
    ]


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000, "a: [" + "a," * 1_000_000, "[" + "{}," * 500_000],
    ids=["lists", "mappings", "dashes", "question marks", "a wide list", "a wide list of mappings"],
)
def test_what_was_made_to_hang_a_parser_is_refused_quickly(text: str) -> None:
    start = time.perf_counter()
    assert len(_faults(text)) == 1
    assert time.perf_counter() - start < 5  # It takes a tenth of a second, on a machine with nothing else to do.
