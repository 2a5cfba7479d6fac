"""A teacher writes a bank with every type in the browser, mends a fault at its line and saves it; with and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings
from tests.browser.test_every_page import AUTHORING

# What is typed into the form of each kind, by the names of its fields; a name with "#" is ticked.
FORMS: dict[str, dict[str, str]] = {
    "card": {"front": "What does NSR stand for?", "back": "Northern Sea Route"},
    "single": {"stem": "Which is a river?", "options[0].text": "Nile", "options[1].text": "Alps", "options[2].text": "Sahara",
               "answer@options": "#0"},
    "multiple": {"stem": "Which are rivers?", "options[0].text": "Nile", "options[1].text": "Rhine", "options[2].text": "Sahara",
                 "answers@options[]": "#1"},
    "true_false": {"stem": "The Nile flows north.", "answer": "#true"},
    "typed": {"stem": "Which river flows through Cairo?", "answer": "Nile", "accept[]": "An-Nil"},
    "numeric": {"stem": "How long is it?", "answer": "6650", "unit": "km", "units{0}.name": "mi", "units{0}.value": "1.609344"},
    "date": {"stem": "When was the dam finished?", "answer": "1970-07"},
    "cloze": {"text": "The Nile ends in the {{c1::Mediterranean}}."},
    "ordering": {"stem": "From south to north.", "items[0].text": "Khartoum", "items[1].text": "Aswan", "items[2].text": "Cairo"},
    "matching": {"stem": "Which city lies on which river?", "pairs[0].left": "Cairo", "pairs[0].right": "Nile",
                 "pairs[1].left": "Cologne", "pairs[1].right": "Rhine", "distractors[]": "Danube"},
    "map": {"stem": "Where is Baku?", "answer.name": "Baku", "answer.lat": "40.4", "answer.lon": "49.87", "within_km": "120",
            "choices[0].name": "Tehran", "choices[0].lat": "35.69", "choices[0].lon": "51.42"},
}


def fill(page: Page, fields: dict[str, str]) -> None:
    for name, text in fields.items():
        form = page.locator("#question-form")
        if text.startswith("#"):
            form.locator(f'input[name="{name}"][value="{text[1:]}"]:not([type=hidden])').check()
        else:
            form.locator(f'[name="{name}"]').fill(text)


def begin(writer: Learner) -> str:
    """Make an empty bank and return its address; the list of its questions is on the screen."""
    writer.page.goto("/banks/new")
    writer.page.get_by_label("Title", exact=True).fill("Rivers")
    writer.goes_on(writer.page.get_by_role("button", name="Make the bank").click)
    return re.sub("/edit$", "", writer.page.url)


def write_every_kind(writer: Learner) -> None:
    for kind, fields in FORMS.items():
        writer.page.locator("#kind").select_option(kind)
        writer.goes_on(writer.page.get_by_role("button", name="Add", exact=True).click)
        fill(writer.page, fields)
        writer.goes_on(writer.page.get_by_role("button", name="Keep in the draft").click)
        expect(writer.page.get_by_text("Kept in your draft. Students see it")).to_be_visible()


def break_a_line(text: str) -> tuple[str, int]:
    """Return a bank's text with a misspelled field, and the number of its line."""
    broken = text.replace("unit: km", "unitt: km")
    return broken, broken.splitlines().index(next(line for line in broken.splitlines() if "unitt" in line)) + 1


def test_a_bank_of_every_kind_is_written_mended_at_its_line_and_saved(visit: Callable[..., Learner]) -> None:
    writer = visit(viewport={"width": 1366, "height": 900})
    writer.register()
    page, bank = writer.page, begin(writer)
    write_every_kind(writer)
    page.goto(f"{bank}/edit/text")
    box = page.get_by_label("The bank’s text")
    broken, number = break_a_line(box.input_value())
    box.fill(broken)
    link = page.get_by_role("link", name=f"Line {number}, column 5")
    expect(link).to_be_visible()
    expect(page.locator(".code-lines .is-faulty")).to_have_text([str(number)])
    expect(page.get_by_text("Kept in your draft.")).to_be_visible()
    link.focus()
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    start = page.evaluate("document.activeElement.selectionStart")
    assert broken[start:].startswith("unitt: km"), "the cursor is at the fault"
    for key in ("ArrowRight",) * 5:
        page.keyboard.press(key)
    page.keyboard.press("Backspace")
    expect(page.get_by_role("heading", name=re.compile("^It can be saved"))).to_be_visible()
    expect(page.locator("[data-status]")).to_have_text("Kept in your draft.")
    page.reload()
    kept = [line.strip() for line in box.input_value().splitlines() if "unit" in line]
    assert kept == ["unit: km", "units:"], "a reload loses nothing"
    writer.goes_on(page.get_by_role("button", name="Look at the plan, then save").click)
    expect(page.get_by_role("heading", name="11 added")).to_be_visible()
    writer.goes_on(page.get_by_role("button", name="Save the bank").click)
    expect(page.get_by_text("Saved: 11 added.")).to_be_visible()
    writer.goes_on(page.get_by_role("link", name="As students see it").click)
    writer.goes_on(page.get_by_role("link", name="Study this bank").click)
    expect(page.get_by_role("heading", name="Question 1 of")).to_be_visible()


def test_the_preview_follows_and_a_closed_tab_loses_nothing(visit: Callable[..., Learner]) -> None:
    writer = visit(viewport={"width": 1366, "height": 900})
    writer.register()
    page = writer.page
    begin(writer)
    page.locator("#kind").select_option("single")
    writer.goes_on(page.get_by_role("button", name="Add", exact=True).click)
    form = page.url
    fill(page, {"stem": "Which is a river?"})
    expect(page.locator("#preview")).to_contain_text("The field `options` is missing.")
    fill(page, FORMS["single"])
    expect(page.locator("#preview .choice")).to_have_count(3)
    fill(page, {"explanation": "It is the longest."})
    expect(page.locator("[data-status]")).to_have_text("Kept in your draft.")
    page.goto("about:blank")
    page.goto(form)
    expect(page.get_by_label("Explanation")).to_have_value("It is the longest.")


def test_all_of_it_works_without_scripts(visit: Callable[..., Learner]) -> None:
    writer = visit(java_script_enabled=False, viewport={"width": 360, "height": 740})
    writer.register()
    page, bank = writer.page, begin(writer)
    write_every_kind(writer)
    page.goto(f"{bank}/edit/text")
    box = page.get_by_label("The bank’s text")
    broken, number = break_a_line(box.input_value())
    box.fill(broken)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("link", name=f"Line {number}, column 5")).to_be_visible()
    box.fill(broken.replace("unitt", "unit"))
    page.get_by_role("button", name="Look at the plan, then save").click()
    page.get_by_role("button", name="Save the bank").click()
    expect(page.get_by_text("Saved: 11 added.")).to_be_visible()


@pytest.fixture
def saved(visit: Callable[..., Learner]) -> tuple[Learner, str]:
    """Somebody on a small phone with a saved bank of one question, and a draft that changes it; the bank's address."""
    writer = visit(viewport={"width": 320, "height": 640})
    writer.register()
    bank = begin(writer)
    for front in ("first", "second"):
        if front == "first":
            writer.page.locator("#kind").select_option("card")
            writer.goes_on(writer.page.get_by_role("button", name="Add", exact=True).click)
        else:
            writer.page.goto(f"{bank}/edit/question/one")
        fill(writer.page, {"front": front, "back": "back", **({"id": "one"} if front == "first" else {})})
        writer.goes_on(writer.page.get_by_role("button", name="Keep in the draft").click)
        if front == "first":
            writer.page.goto(f"{bank}/edit/plan")
            writer.goes_on(writer.page.get_by_role("button", name="Save the bank").click)
    return writer, bank


def test_every_page_about_a_bank_of_ones_own_is_clean_and_fits_a_small_phone(saved: tuple[Learner, str]) -> None:
    writer, bank = saved
    for path in sorted(AUTHORING):
        path = path.replace("/banks/<bank>", bank).replace("<local_id>", "one").replace("<int:number>", "2")  # noqa: PLW2901  # Its address.
        writer.page.goto(path)
        for summary in writer.page.locator("main summary").all():
            summary.click()
        assert findings(writer) == [], path
        assert not writer.scrolls_sideways(), path
