"""Writing a bank in the browser, as a teacher meets it; strangers find nothing."""

import io
from http import HTTPStatus

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from geoquiz.core.kinds import KINDS
from geoquiz.services import banks
from tests.factories import make_learner
from tests.web.conftest import Browser, be_logged_in


@pytest.fixture
def teacher(browser: Browser, session: Session, bank: str) -> Browser:
    """The browser of grace, a teacher."""
    be_logged_in(browser, session, make_learner(session, "grace", role="teacher"))
    return browser


@pytest.fixture
def other(another_browser: Browser, session: Session, bank: str) -> Browser:
    """The browser of heidi, another teacher."""
    be_logged_in(another_browser, session, make_learner(session, "heidi", role="teacher"))
    return another_browser


@pytest.fixture
def rivers(teacher: Browser) -> str:
    """The address of grace's new bank; she is at the list of its questions."""
    teacher.visit("/banks/new")
    teacher.submit("/banks/new", title="Rivers")
    assert teacher.heading == "Edit Rivers"
    return teacher.path.removesuffix("/edit")


def add(browser: Browser, rivers: str, kind: str, **fields: str) -> None:
    browser.visit(f"{rivers}/edit")
    browser.submit(f"{rivers}/edit/add", kind=kind)
    browser.submit(browser.path, do="keep", **fields)


def save(browser: Browser, rivers: str) -> None:
    browser.visit(f"{rivers}/edit/plan")
    browser.submit(f"{rivers}/edit/plan")


def test_a_bank_needs_a_title(teacher: Browser) -> None:
    teacher.visit("/banks/new")
    teacher.submit("/banks/new", HTTPStatus.UNPROCESSABLE_ENTITY, title=" ", as_of="soon")
    assert teacher.mistakes == ["The field `title` is missing.",
                                "as_of: 'soon' is not a date: write 2024, 2024-07 or 2024-07-15."]


def test_an_id_made_of_many_words_ends_with_a_whole_one(teacher: Browser, rivers: str) -> None:
    add(teacher, rivers, "typed", stem="Which of these is a capital on the Danube?", answer="Vienna")
    assert "which-of-these-is-a-capital-on-the New" in teacher.text


def test_a_question_is_written_planned_and_saved(teacher: Browser, rivers: str) -> None:
    assert "There is no question yet." in teacher.text
    add(teacher, rivers, "typed", stem="Which river flows through Cairo?", answer="Nile", **{"accept[]": "Nil\nAn-Nil"})
    assert teacher.path == f"{rivers}/edit"
    assert "1. Which river flows through Cairo?" in teacher.text
    assert "which-river-flows-through-cairo" in teacher.text, "the id is made of the question's words"
    assert "Unsaved draft" in teacher.text
    teacher.visit("/banks")
    assert "Unsaved drafts: Rivers" in teacher.text
    teacher.visit(f"{rivers}/edit/plan")
    assert "1 added" in teacher.text
    assert "no learners have met it" in teacher.text
    teacher.submit(f"{rivers}/edit/plan")
    assert "Saved: 1 added." in teacher.text
    teacher.visit(rivers)
    assert "1 question" in teacher.text


def test_every_kind_has_a_form_and_an_empty_one_says_what_it_needs(teacher: Browser, rivers: str) -> None:
    for kind in KINDS:
        teacher.visit(f"{rivers}/edit")
        teacher.submit(f"{rivers}/edit/add", kind=kind)
        assert "This type has no form yet" not in teacher.text
        teacher.submit(teacher.path, HTTPStatus.UNPROCESSABLE_ENTITY, do="keep")
        assert "Kept in your draft. Before the bank can be saved, this has to be mended." in teacher.text, kind
        assert teacher.mistakes, kind
    teacher.visit(f"{rivers}/edit")
    assert teacher.text.count("To be mended") == len(KINDS)


def test_the_preview_shows_the_question_as_it_is_asked(teacher: Browser, rivers: str) -> None:
    teacher.submit(f"{rivers}/edit/add", kind="single")
    teacher.submit(teacher.path, do="preview", stem="Which is a river?")
    assert "Before it can be shown: The field `options` is missing. The field `answer` is missing." in teacher.text
    options = {f"options[{number}].text": text for number, text in enumerate(("Nile", "Alps", "Sahara"))}
    teacher.submit(teacher.path, do="preview", **options, **{"answer@options": "0"}, explanation="It is long.")
    preview = teacher.page.one("section", class_="preview")
    assert sorted(field["value"] for field in preview.all("input", name="response")) == ["Alps", "Nile", "Sahara"]
    assert "The answer Nile It is long." in preview.text
    assert "disabled" in preview.one("fieldset", class_="preview-asked").attributes


def test_more_rows_keep_what_is_there(teacher: Browser, rivers: str) -> None:
    teacher.submit(f"{rivers}/edit/add", kind="ordering")
    before = len(teacher.page.all("li", class_="row"))
    teacher.submit(teacher.path, do="rows", **{"items[0].text": "Oslo", "items[1].text": "Rome", "items[1].label": "south"})
    fields = teacher.page.one("form", id="question-form").fields()
    assert (fields["items[0].text"], fields["items[1].label"]) == ("Oslo", "south")
    assert len(teacher.page.all("li", class_="row")) > before


def test_questions_move_and_retire(teacher: Browser, rivers: str) -> None:
    for name in ("one", "two"):
        add(teacher, rivers, "card", front=name, back="x", id=name)
    teacher.submit(f"{rivers}/edit/question/two/move", to="up")
    assert teacher.text.index("1. two") < teacher.text.index("2. one")
    save(teacher, rivers)
    teacher.submit(f"{rivers}/edit/question/one/retire")
    teacher.visit(f"{rivers}/edit/plan")
    assert "1 retired" in teacher.text
    teacher.visit(f"{rivers}/edit")
    teacher.submit(f"{rivers}/edit/question/one/retire")
    assert "Unsaved draft" not in teacher.text, "taking it back leaves the bank as it was"
    add(teacher, rivers, "card", front="three", back="x", id="three")
    teacher.submit(f"{rivers}/edit/question/three/retire")
    assert "three" not in teacher.text


def test_the_text_shows_every_fault_at_its_line(teacher: Browser, rivers: str) -> None:
    add(teacher, rivers, "typed", stem="What?", answer="x", id="one")
    teacher.visit(f"{rivers}/edit/text")
    text = "".join(child for child in teacher.page.one("textarea").children if isinstance(child, str)).lstrip("\n")
    faulty = text.replace("answer: x", "answr: x").replace("title: Rivers", "# by me\ntitle: Rivers")
    teacher.submit(f"{rivers}/edit/text", text=faulty, do="check")
    assert "2 to mend before it can be saved" in teacher.text
    number = faulty.splitlines().index("    answr: x") + 1
    assert f"Line {number}, column 5 Fault There is no field `answr` here" in teacher.text
    assert f"{number}>     answr: x".replace("     ", " ") in teacher.text
    assert "Kept in your draft." in teacher.text
    teacher.submit(f"{rivers}/edit/text", text=faulty.replace("answr", "answer"), do="plan")
    teacher.submit(f"{rivers}/edit/plan")
    teacher.visit(f"{rivers}/edit/text")
    assert "# by me" in teacher.text


def test_a_text_that_is_no_yaml_is_kept_and_sends_to_the_text_view(teacher: Browser, rivers: str) -> None:
    teacher.visit(f"{rivers}/edit/text")
    teacher.submit(f"{rivers}/edit/text", text="title: [", do="check")
    assert "This is not YAML" in teacher.text
    teacher.visit(f"{rivers}/edit")
    assert "cannot be read as a bank, so its questions cannot be listed" in teacher.text
    for path in ("/edit/plan", "/versions", "/images", "/sharing"):
        teacher.visit(rivers + path)
    teacher.visit(f"{rivers}/edit/header", HTTPStatus.UNPROCESSABLE_ENTITY)
    assert "The text cannot be read as a bank: mend it in the text view first." in teacher.text


def test_an_old_window_overwrites_nothing(teacher: Browser, rivers: str) -> None:
    add(teacher, rivers, "card", front="one", back="x", id="one")
    form = f"{rivers}/edit/question/one"
    teacher.visit(form)
    old = teacher.page
    teacher.submit(form, do="preview", front="newer")
    teacher.page = old
    teacher.submit(form, HTTPStatus.UNPROCESSABLE_ENTITY, do="keep", front="older")
    assert "This question has changed since its form was opened" in teacher.text
    assert teacher.page.one("form", id="question-form").fields()["front"] == "older"
    teacher.submit(form, do="keep")
    assert "1. older" in teacher.text
    teacher.visit(f"{rivers}/edit/text")
    old = teacher.page
    add(teacher, rivers, "card", front="two", back="x", id="two")
    teacher.page = old
    teacher.submit(f"{rivers}/edit/text", HTTPStatus.CONFLICT, text="# mine\n", do="check")
    assert "The text has changed in another window Nothing is overwritten" in teacher.text


def test_two_teachers_at_once_see_each_others_changes(teacher: Browser, other: Browser, rivers: str) -> None:
    for name in ("one", "two"):
        add(teacher, rivers, "card", front=name, back="x", id=name)
    save(teacher, rivers)
    teacher.visit(f"{rivers}/sharing")
    teacher.submit(f"{rivers}/sharing", button="Share", name="heidi", right="edit")
    for browser, name in ((teacher, "one"), (other, "two")):
        browser.visit(f"{rivers}/edit/question/{name}")
        browser.submit(browser.path, do="keep", front=f"{name} anew")
    other.visit(f"{rivers}/edit/plan")
    save(teacher, rivers)
    other.submit(f"{rivers}/edit/plan", HTTPStatus.CONFLICT)
    assert "Somebody else has saved this bank meanwhile, so nothing is saved" in other.text
    assert "Version 3, grace" in other.text
    assert "front: one anew" in other.text
    other.submit(f"{rivers}/edit/merge")
    assert "Your draft now has their changes too." in other.text
    other.submit(f"{rivers}/edit/plan")
    assert "Saved: 1 reworded." in other.text
    other.visit(f"{rivers}/versions")
    assert "heidi: 1 reworded" in other.text


def test_versions_are_compared_and_brought_back(teacher: Browser, rivers: str) -> None:
    add(teacher, rivers, "card", front="one", back="x", id="one")
    save(teacher, rivers)
    teacher.visit(f"{rivers}/edit/question/one")
    teacher.submit(f"{rivers}/edit/question/one", do="keep", front="changed")
    save(teacher, rivers)
    teacher.visit(f"{rivers}/versions/2?beside=3")
    assert "front: changed" in teacher.page.one("div", class_="difference").text
    teacher.submit(f"{rivers}/versions/2/restore")
    assert teacher.heading == "What saving changes"
    teacher.submit(f"{rivers}/edit/plan")
    teacher.visit(f"{rivers}/edit")
    assert "1. one" in teacher.text
    teacher.visit(f"{rivers}/versions/77", HTTPStatus.NOT_FOUND)


def test_sharing_with_nobody_is_told_at_its_field(teacher: Browser, rivers: str) -> None:
    teacher.visit(f"{rivers}/sharing")
    teacher.submit(f"{rivers}/sharing", HTTPStatus.UNPROCESSABLE_ENTITY, button="Share", name="nobody")
    assert "Mistake: There is no other teacher called 'nobody' here: write the user name." in teacher.text
    teacher.submit(f"{rivers}/sharing", button="Save", visibility="public")
    assert "Saved." in teacher.text


def test_a_student_keeps_their_bank_to_themselves(student: Browser) -> None:
    student.visit("/banks/new")
    student.submit("/banks/new", title="Mine")
    student.visit(student.path.replace("/edit", "/sharing"))
    assert "Sharing banks is for teachers" in student.text


def test_a_folder_bank_is_copied_to_be_edited(teacher: Browser) -> None:
    teacher.visit("/banks/all-kinds/edit", HTTPStatus.NOT_FOUND)
    teacher.visit("/banks/all-kinds")
    teacher.submit("/banks/all-kinds/copy")
    assert "A copy of all-kinds" in teacher.text
    assert "11 questions" in teacher.text
    for local_id, fields in (("capital", {"answer@options": "0"}), ("sea", {}), ("port", {}), ("length", {})):
        teacher.visit(f"{teacher.path.partition('/edit')[0]}/edit/question/{local_id}")
        teacher.submit(teacher.path, do="preview", **fields)
        assert "The answer" in teacher.page.one("section", class_="preview").text
    teacher.visit(f"{teacher.path.partition('/edit')[0]}/edit")
    assert "Unsaved draft" not in teacher.text, "a form sent as it stands changes nothing"


def test_a_bank_is_put_away_taken_back_and_deleted(teacher: Browser, rivers: str) -> None:
    away = f"{rivers}/away"
    teacher.submit(away, do="away")
    assert "1 put away" in teacher.text
    teacher.visit(rivers, HTTPStatus.NOT_FOUND)
    teacher.visit(f"{rivers}/edit")
    teacher.submit(away, do="back")
    teacher.submit(away, do="delete")
    teacher.visit(f"{rivers}/edit", HTTPStatus.NOT_FOUND)


def picture(size: tuple[int, int] = (20, 10), kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    target = io.BytesIO()
    Image.new("RGB", size, "red").save(target, kind, exif=exif)
    return target.getvalue()


def send_picture(browser: Browser, rivers: str, data: bytes, alt: str, status: int = HTTPStatus.OK) -> None:
    browser.visit(f"{rivers}/images")
    token = browser.page.one("form", action=f"{rivers}/images").fields()["csrf_token"]
    answer = browser.client.post(f"{rivers}/images", data={"csrf_token": token, "alt": alt, "file": (io.BytesIO(data), "a.jpg")},
                                 content_type="multipart/form-data")
    browser._arrive(answer, status)


def test_a_picture_is_drawn_anew_and_seen_by_those_who_see_the_bank(teacher: Browser, other: Browser, rivers: str) -> None:
    send_picture(teacher, rivers, picture(), "A red [field]")
    line = teacher.page.one("input", class_="code-line")["value"]
    assert line.startswith("![A red (field)](/banks/")
    address = line.partition("](")[2].rstrip(")")
    answer = teacher.client.get(address)
    assert (answer.mimetype, b"secret" in answer.data) == ("image/jpeg", False)
    assert other.client.get(address).status_code == HTTPStatus.NOT_FOUND
    teacher.visit(f"{rivers}/edit")
    add(teacher, rivers, "card", front=f"What is this? {line}", back="A field", id="field")
    teacher.visit(f"{rivers}/edit/question/field")
    teacher.submit(teacher.path, do="preview")
    assert teacher.page.one("section", class_="preview").one("img")["alt"] == "A red (field)"
    save(teacher, rivers)
    teacher.visit(rivers)
    teacher.submit(f"{rivers}/copy")
    copied = f"{teacher.path.removesuffix('/edit')}/images/{address.rpartition('/')[2]}"
    assert teacher.client.get(copied).status_code == HTTPStatus.OK


@pytest.mark.parametrize(("data", "alt", "sentence"), [
    (picture(), " ", "Say in words what the picture shows, in at most 500 characters"),
    (b"GIF89a nothing", "x", "This is no picture of a kind that is taken: send a PNG, JPEG or WebP file."),
    (picture()[:300], "x", "The picture cannot be read to its end: save it anew, and send it again."),
    (picture((7000, 7000), "PNG"), "x", "The picture has 7,000 × 7,000 pixels: at most 40,000,000 in all are taken."),
])
def test_what_is_no_picture_is_refused_with_a_sentence(teacher: Browser, rivers: str, data: bytes, alt: str, sentence: str) -> None:
    send_picture(teacher, rivers, data, alt, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert sentence in teacher.text


PAGES = ("edit", "edit/header", "edit/text", "edit/plan", "edit/question/one", "versions", "versions/1", "sharing", "images")


def test_what_is_anothers_is_not_there(app: Flask, teacher: Browser, other: Browser, rivers: str) -> None:
    add(teacher, rivers, "card", front="one", back="x", id="one")
    save(teacher, rivers)
    for path in PAGES:
        teacher.visit(f"{rivers}/{path}")
        other.visit(f"{rivers}/{path}", HTTPStatus.NOT_FOUND)
    other.visit("/banks/new")
    token = other.page.one("form", action="/banks/new").fields()["csrf_token"]
    for path in ("edit/header", "edit/add", "edit/question/one", "edit/question/one/move", "edit/question/one/retire", "edit/text",
                 "edit/plan", "edit/merge", "edit/discard", "versions/1/restore", "sharing", "images", "copy", "away"):
        fields = {"csrf_token": token, "kind": "card", "visibility": "public", "alt": "x"}
        answer = other.client.post(f"{rivers}/{path}", data=fields)
        assert answer.status_code == HTTPStatus.NOT_FOUND, path


def test_a_shared_bank_is_edited_but_not_shared_on(teacher: Browser, other: Browser, rivers: str, session: Session) -> None:
    teacher.visit(f"{rivers}/sharing")
    teacher.submit(f"{rivers}/sharing", button="Share", name="heidi", right="edit")
    other.visit(f"{rivers}/edit")
    assert "Sharing" not in other.text
    other.visit(f"{rivers}/sharing", HTTPStatus.NOT_FOUND)
    assert [row.title for row in banks.list_all(session)] == ["One question of each kind"]
