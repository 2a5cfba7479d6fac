"""A day of study: resumed on another device, the learner's own word, cards set aside, practice; by keys and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner
from tests.browser.test_accessibility import findings


def know(learner: Learner) -> None:
    """Answer the true-or-false question rightly by keyboard, and wait for the verdict."""
    learner.ask("a-truth")
    learner.page.keyboard.press("1")
    learner.goes_on(lambda: learner.page.keyboard.press("Enter"))
    assert learner.verdict() == "Right"


def test_single_keys_say_how_well_a_right_answer_was_known_and_take_that_back(learner: Learner) -> None:
    know(learner)
    for key, heading in (("1", "Counted as a guess"), ("4", "Right"), ("2", "Right")):
        learner.goes_on(lambda key=key: learner.page.keyboard.press(key))
        expect(learner.page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(learner.page.locator("[aria-pressed=true]")).to_have_attribute("value", key)
    learner.goes_on(lambda: learner.page.keyboard.press("u"))
    expect(learner.page.get_by_role("heading", level=1)).to_contain_text("Question 1 of")


def test_another_device_shows_the_question_that_was_left_in_the_same_order(visit: Callable[..., Learner], learner: Learner) -> None:
    know(learner)
    learner.page.goto(f"/study/{learner.site.bank}")
    while not learner.page.locator("input[type=radio]").count():
        if learner.page.get_by_role("button", name="Show the answer").count():
            learner.goes_on(learner.page.get_by_role("button", name="Show the answer").click)
            learner.goes_on(learner.page.get_by_role("button", name="Good").click)
        else:
            learner.goes_on(learner.page.get_by_role("button", name="I don’t know").click)
            learner.page.goto(f"/study/{learner.site.bank}")
    phone = visit(viewport={"width": 360, "height": 740}, storage_state=learner.page.context.storage_state())
    phone.page.goto(f"/study/{phone.site.bank}")
    shown = [[page.get_by_role("heading", level=1).inner_text(), *page.locator(".choice-text").all_inner_texts()]
             for page in (learner.page, phone.page)]
    assert len(shown[0]) > 2
    assert shown[0] == shown[1]


def test_a_card_is_suspended_and_wanted_again_by_keyboard_alone(learner: Learner) -> None:
    know(learner)
    keys = learner.page.keyboard
    learner.page.get_by_text("This card …").focus()
    keys.press("Enter")
    keys.press("Tab")
    expect(learner.page.get_by_role("button", name="Suspend")).to_be_focused()
    learner.goes_on(lambda: keys.press("Enter"))
    expect(learner.page.locator("[role=status]").first).to_contain_text("The card is suspended")
    learner.goes_on(lambda: keys.press("u"))
    expect(learner.page.locator("[role=status]").first).to_contain_text("The card is no longer suspended.")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_menu_of_a_card_the_list_and_practice_work(visit: Callable[..., Learner], scripts: bool) -> None:
    someone = visit(java_script_enabled=scripts, viewport={"width": 360, "height": 740})
    someone.register()
    page = someone.page
    someone.ask("a-word")
    someone.goes_on(page.get_by_role("button", name="I don’t know").click)
    page.get_by_text("This card …").click()
    page.get_by_label("Days until it comes again").fill("12")
    someone.goes_on(page.get_by_role("button", name="Set the date").click)
    assert "The card is due in 12 days." in page.locator("[role=status]").first.inner_text()
    page.goto("/practice")
    someone.goes_on(page.get_by_role("button", name="My misses").click)
    assert "Question 1 of 1" in page.get_by_role("heading", level=1).inner_text()
    page.locator("#response").fill("Astrakhan")
    someone.goes_on(someone.check.click)
    assert someone.verdict() == "Right"
    someone.goes_on(page.get_by_role("link", name="See how it went").click)
    assert page.get_by_role("heading", level=1).inner_text() == "1 of 1 right"
    page.goto("/cards")
    assert "No card is suspended." in page.get_by_role("main").inner_text()


def test_axe_finds_nothing_on_what_a_day_brings_and_nothing_is_wider_than_a_phone(learner: Learner) -> None:
    page = learner.page
    page.goto("/settings")
    page.get_by_label("Show on the buttons").check()
    learner.goes_on(page.get_by_role("button", name="Save").click)
    know(learner)
    for text in ("Why this card?", "This card …"):
        page.get_by_text(text).click()
    page.set_viewport_size({"width": 320, "height": 640})
    assert not learner.scrolls_sideways()
    assert findings(learner) == []
    learner.goes_on(page.get_by_role("button", name="Suspend").click)
    for path in ("/cards", "/practice", f"/banks/{learner.site.bank}", "/settings", "/study", "/progress", "/"):
        page.goto(path)
        for summary in page.locator("main summary").all():
            summary.click()
        assert not learner.scrolls_sideways(), path
        assert findings(learner) == [], path
