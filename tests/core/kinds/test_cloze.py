import pytest

from geoquiz.core.errors import ResponseError
from geoquiz.core.question import Context, Shown
from tests.core.kinds.examples import faults, make

TEXT = "The {{c2::Volga}} flows into the {{c1::Caspian Sea::a sea without a coast on any ocean}}."
CLOZE = make("cloze", stem="Rivers", text=TEXT, accept={"c1": ["the Caspian", "Caspian lake"]})


def test_each_gap_is_a_part_in_the_order_of_its_number() -> None:
    assert CLOZE.parts() == ("c1", "c2")
    assert make("cloze", stem="", text="{{c10::a}} {{c9::b}}").parts() == ("c9", "c10")


@pytest.mark.parametrize(
    ("part", "text", "verdict"),
    [
        ("c1", "Caspian Sea", "right"), ("c1", "caspian  sea.", "right"), ("c1", "Caspian", "right"),
        ("c1", "the caspian lake", "right"), ("c1", "Caspain Sea", "almost"), ("c1", "Volga", "wrong"), ("c2", "volga",
        "right"), ("c2", "Caspian", "wrong"),
    ],
)
def test_a_gap_is_graded_as_a_typed_answer(part: str, text: str, verdict: str) -> None:
    outcome = CLOZE.grade((text,), Context(), part)
    assert outcome.verdict == verdict
    assert outcome.key == {"c1": "Caspian Sea", "c2": "Volga"}[part]


@pytest.mark.parametrize("response", [(), ("",), ("a", "b")])
def test_one_text_has_to_be_typed(response: tuple[str, ...]) -> None:
    with pytest.raises(ResponseError) as caught:
        CLOZE.grade(response, Context(), "c1")
    assert str(caught.value) == "Type what belongs in the gap, or choose “I don’t know”."


def test_the_other_gaps_are_filled_and_the_hint_of_the_gap_is_shown() -> None:
    assert CLOZE.shown("c1", "") == Shown(
        stem="Rivers", hint="a sea without a coast on any ocean", before="The Volga flows into the ", after=".",
    )
    assert CLOZE.shown("c2", "") == Shown(stem="Rivers", before="The ", after=" flows into the Caspian Sea.")


def test_the_hint_of_the_question_stands_in_where_a_gap_has_none() -> None:
    cloze = make("cloze", text=TEXT, hint="Think of water.")
    assert [cloze.shown(part, "").hint for part in cloze.parts()] == ["a sea without a coast on any ocean", "Think of water."]


def test_each_part_has_a_face_with_the_gap_open_and_filled() -> None:
    face = CLOZE.face("c1")
    assert face.front == "Rivers\n\nThe Volga flows into the _____ [a sea without a coast on any ocean]."
    assert face.back == "The Volga flows into the **Caspian Sea**."
    assert (face.form, face.cloze) == ("cloze", TEXT)
    assert CLOZE.face("c2").back == "The **Volga** flows into the Caspian Sea."


def test_the_key_changes_part_by_part() -> None:
    accept = {"c1": ["Caspian", "Caspian lake", "Khazar"]}
    changed = make("cloze", text="The {{c2::Ural}} joins the {{c1::Caspian sea}}.", accept=accept)
    assert [changed.key_changed_from(CLOZE, part) for part in CLOZE.parts()] == [False, True]


def test_a_form_that_no_longer_counts_is_another_key_of_its_part_alone() -> None:
    narrower = make("cloze", text=TEXT, accept={"c1": ["the Caspian"]})
    assert [narrower.key_changed_from(CLOZE, part) for part in CLOZE.parts()] == [True, False]


def test_all_forms_are_known_answers() -> None:
    assert list(CLOZE.known_forms()) == ["Volga", "Caspian Sea", "the Caspian", "Caspian lake"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("The {{c1::Volga {{c2::flows}}.",
         "8:13: The gap holds another gap (column 5 of the text): write each as {{c1::text}}, side by side."),
        ("The {{c1::Volga}} {{c2::flows.",
         "8:27: The gap is never closed (column 19 of the text): write each as {{c1::text}}, side by side."),
        ("The {{c1::Volga}} flows}}.", "8:32: These braces close no gap (column 24 of the text): write each gap as {{c1::text}}."),
        ("The {{Volga}} flows.",
         "8:13: The gap is not complete (column 5 of the text): write it as {{c1::text}} or {{c1::text::hint}}."),
        ("'{{c0::Volga}}'",
         "8:10: The gap is not complete (column 1 of the text): write it as {{c1::text}} or {{c1::text::hint}}."),
        ("'  {{c1:: }}'", "8:12: The gap is not complete (column 1 of the text): write it as {{c1::text}} or {{c1::text::hint}}."),
        ("'{{c1::a}} \"and\" {{c1::b}}'", "8:26: The number c1 stands at two gaps: give each gap a number of its own."),
        ("The Volga.", "8:9: The text has no gap: write at least one as {{c1::text}}."),
        ("'{{c1::" + "x" * 501 + "}}'",
         "8:10: The gap has 501 characters; nobody types more than 500 (column 1 of the text): leave out less."),
    ],
)
def test_faulty_braces_are_told_with_their_column(text: str, fault: str) -> None:
    assert faults("cloze", text=text) == [fault]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("|\n    {{c1::a}} first\n    and {{c2::b\n    third", 10, 9),
        (">-\n    {{c1::a}} first\n    and b}} second\n    third", 10, 10),
        ("plain {{c1::a}} text\n    on two }} lines", 9, 12),
        ("\"quoted \\\"text\\\" {{c1::a}}\n    folded {{x}} here\"", 9, 12),
        ("'it''s {{c1::a}} quoted }}'", 8, 33),
        ("\"hidden \\x7b{c1::a\"", 8, 9),
    ],
)
def test_the_column_is_right_in_every_way_of_writing_a_text(text: str, line: int, column: int) -> None:
    assert [fault.split(" ")[0] for fault in faults("cloze", text=text)] == [f"{line}:{column}:"]


def test_accept_names_gaps_that_are_there() -> None:
    assert faults("cloze", text="A {{c1::b}} {{c2::d}} c", accept="{c3: [d]}") == [
        "9:16: accept names 'c3', but the text has no such gap: it has c1, c2.",
    ]
    assert faults("cloze", text="A {{c1::b}} c", accept="{c1: d}") == [
        "9:16: accept.c1 must be a list: write one entry a line, each after `- `.",
    ]


def test_a_stem_is_an_optional_heading() -> None:
    assert faults("cloze", stem=None, text="A {{c1::b}} c") == []
    assert make("cloze", stem="", text="A {{c1::b}} c").face("c1").front == "A _____ c"
