"""The fields of a note, beyond what the real Anki shows of them."""

from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.banks.model import BankHeader
from geoquiz.core.kinds import load_question
from geoquiz.core.markdown import to_html, to_inline_html
from geoquiz.interchange.anki.fields import _blocks, _harmless, _inline, note_fields, source_line, stripped
from geoquiz.interchange.anki.notetypes import NOTE_TYPES
from tests.factories import typed

HEADER = BankHeader.model_validate({"format": 1, "id": "b", "title": "A bank", "as_of": "2024-06",
                                    "source": {"title": "An atlas", "collection": "A shelf", "article": 4}})
TEXTS = st.text(st.sampled_from("aZé中 1.,;:?!'\"()/%–-+=*_`<>&[]#~|\\\n\t\xa0\u0301{}$")) | st.text()


@given(TEXTS)
def test_the_short_way_for_plain_lines_leads_where_markdown_leads(text: str) -> None:
    assert _blocks(text) == _harmless(to_html(text).strip())
    assert _inline(text) == _harmless(to_inline_html(text))


def fields(**question: object) -> dict[str, str]:
    loaded = load_question({"id": "q", "explanation": "", **question})
    face = loaded.face(loaded.parts()[0])
    return dict(zip(NOTE_TYPES[face.form].fields, note_fields("b", HEADER, loaded, face), strict=True))


def test_a_number_is_typed_in_plain_digits_and_shown_with_its_unit() -> None:
    found = fields(type="numeric", stem="How long is it?", answer="72000", unit="km")
    assert (found["Question"], found["Answer"]) == ("<p>How long is it? (km)</p>", "72000")
    assert found["Also right"] == load_question(
        {"id": "q", "type": "numeric", "stem": "S", "answer": "72000", "unit": "km"}).face().back


def test_other_right_forms_are_told_and_those_of_gaps_say_of_which() -> None:
    found = fields(type="typed", stem="S", answer="Bosporus", accept=["Bosphorus", "the Strait"])
    assert found["Also right"] == "Bosphorus; the Strait"
    assert fields(type="cloze", text="{{c1::one}}", accept={"c1": ["1"]})["Also right"] == "1"
    found = fields(type="cloze", text="{{c1::one}} {{c2::two}} {{c3::three}}", accept={"c1": ["1", "I"], "c3": ["3"]})
    assert found["Also right"] == "for one: 1, I; for three: 3"


def test_feedback_of_options_follows_the_explanation() -> None:
    options = [{"text": "A", "feedback": "Not *quite*."}, "B"]
    found = fields(type="single", stem="S", options=options, answer="B", explanation="Why.", pin_last="B")
    assert found["Explanation"] == "<p>Why.</p><ul><li>A: Not <em>quite</em>.</li></ul>"
    assert found["Options"] == '<ul><li>A</li><li class="gq-key gq-last">B</li></ul>'


def test_the_pin_of_a_map_stands_at_its_place_and_its_name_inside_the_picture() -> None:
    place = {"type": "map", "stem": "S", "map": "corridor.svg", "within_km": "400",
             "choices": [{"name": "Karachi", "lat": 24.86, "lon": 67}]}
    west = fields(**place, answer={"name": "Kyiv", "lat": 50.45, "lon": 30.5})["Pin"]
    east = fields(**place, answer={"name": "Mumbai", "lat": 19.08, "lon": 72.88})["Pin"]
    assert west == '<div class="gq-pin" style="left:14.0%;top:24.6%"><span>Kyiv</span></div>'
    assert east == '<div class="gq-pin gq-leftward" style="left:70.5%;top:78.5%"><span>Mumbai</span></div>'


def test_the_source_line_names_the_questions_own_article_before_the_banks() -> None:
    assert source_line(HEADER, typed("q")) == "An atlas, A shelf, article 4"
    assert source_line(HEADER, typed("q", source={"paragraph": 3})) == "An atlas, A shelf, article 4, paragraph 3"
    assert source_line(HEADER, typed("q", source={"article": 2, "paragraph": 3})) == "An atlas, A shelf, article 2, paragraph 3"
    assert source_line(BankHeader.model_validate({"format": 1, "id": "b", "title": "B"}), typed("q")) == ""


def test_no_text_can_move_the_fields() -> None:
    assert "\x1f" not in "".join(fields(type="typed", stem="a\x1fb", answer="c\x1fd").values())


def test_what_anki_sorts_by_is_text_and_the_names_of_images() -> None:
    assert stripped('<p>a &lt; <b>b</b>&nbsp;c</p><img src="x.svg" alt="">') == "a < b c x.svg"
