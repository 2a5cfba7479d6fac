"""The keyboard alone is enough, and its single keys do no harm."""

from playwright.sync_api import expect

from tests.browser.learner import PASSWORD, Learner


def _tab_to(learner: Learner, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    for _ in range(60):
        learner.page.keyboard.press("Tab")
        focused = learner.page.locator(":focus")
        if focused.count() and name in (focused.get_attribute("aria-label") or focused.inner_text()):
            return
    raise AssertionError(f"Tab never reaches {name!r}.")


def test_the_main_job_from_registering_to_the_summary(visit) -> None:
    learner = visit(viewport={"width": 1366, "height": 768})
    page, keys = learner.page, learner.page.keyboard
    page.goto("/register")
    for label, text in (("User name", learner.name), ("Password", PASSWORD)):
        while not page.get_by_label(label, exact=True).evaluate("field => field === document.activeElement"):
            keys.press("Tab")
        keys.type(text)
    learner.goes_on(lambda: keys.press("Enter"))
    _tab_to(learner, "Study")
    learner.goes_on(lambda: keys.press("Enter"))

    answers = {
        "a-single": ["2"], "a-multiple": ["1", "2"], "a-truth": ["1"],
        "a-word": ["type:Astrakhan"], "a-number": ["type:7200"], "a-day": ["type:12 September 2000"], "a-gap": ["type:Moscow"],
    }
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 20")
    learner.goes_on(lambda: keys.press("Space"))  # The card shows its back,
    learner.goes_on(lambda: keys.press("3"))  # and Good leads to the next question.
    for number, pressed in enumerate(answers.values(), 2):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {number} of 20")
        for key in pressed:
            if key.startswith("type:"):
                keys.type(key.removeprefix("type:"))  # The box has the focus already.
            else:
                keys.press(key)
        learner.goes_on(lambda: keys.press("Enter"))
        learner.verdict()
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        learner.goes_on(lambda: keys.press("Enter"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Question 9 of 20")
    while not page.locator(".order-item").first.evaluate("item => item === document.activeElement"):
        keys.press("Tab")
    keys.press("ArrowDown")
    learner.goes_on(lambda: keys.press("Enter"))
    learner.verdict()
    learner.goes_on(lambda: keys.press("Enter"))

    _focus_first_select(learner)
    for key in ("A", "Tab", "S", "Tab", "C"):  # A letter chooses in a list of choices, whatever the page's own keys are.
        keys.press(key)
    _tab_to(learner, "Check")  # Enter opens the list of a select, as everywhere.
    learner.goes_on(lambda: keys.press("Enter"))
    assert learner.verdict() == "Right"
    learner.goes_on(lambda: keys.press("Enter"))

    _tab_to(learner, "Map")
    for key in ("ArrowLeft", *3 * ["Shift+ArrowLeft"], *2 * ["Shift+ArrowUp"]):  # The first one brings the crosshair.
        keys.press(key)
    learner.goes_on(lambda: keys.press("Enter"))
    assert learner.verdict() == "Right"
    _tab_to(learner, "Stop here")
    learner.goes_on(lambda: keys.press("Enter"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("of 11 right")
    assert len(learner.answers()) == 11


def _focus_first_select(learner: Learner) -> None:
    while not learner.page.locator("select").first.evaluate("field => field === document.activeElement"):
        learner.page.keyboard.press("Tab")


def test_u_takes_the_last_answer_back(learner: Learner) -> None:
    learner.ask("a-truth")
    learner.page.keyboard.press("1")
    learner.goes_on(lambda: learner.page.keyboard.press("Enter"))
    learner.verdict()
    learner.goes_on(lambda: learner.page.keyboard.press("u"))
    assert "taken back" in learner.page.locator("[role=status]").first.inner_text()
    assert "The corridor avoids the Suez Canal" in learner.page.get_by_role("main").inner_text()


def test_single_keys_are_text_inside_a_box(learner: Learner) -> None:
    learner.ask("a-truth")
    learner.page.keyboard.press("1")
    learner.goes_on(lambda: learner.page.keyboard.press("Enter"))
    learner.ask("a-word")
    learner.page.keyboard.type("u1?")
    assert learner.page.locator("#response").input_value() == "u1?"
    expect(learner.page.get_by_role("dialog")).to_be_hidden()
    assert len(learner.answers()) == 1


def test_the_list_of_keys_opens_closes_and_switches_them_off(learner: Learner) -> None:
    keys = learner.page.keyboard
    learner.ask("a-truth")
    keys.press("?")
    dialog = learner.page.get_by_role("dialog", name="Keys on this screen")
    expect(dialog).to_be_visible()
    keys.press("1")
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    assert learner.page.get_by_role("radio", checked=True).count() == 0

    keys.press("?")
    dialog.get_by_role("checkbox").uncheck()
    keys.press("Escape")
    learner.ask("a-truth")
    keys.press("1")
    assert learner.page.get_by_role("radio", checked=True).count() == 0
    expect(learner.page.locator(".key-hint").first).to_be_hidden()


def test_the_focus_goes_to_what_is_wrong_and_from_there_to_the_answer(learner: Learner) -> None:
    learner.ask("a-number")
    learner.goes_on(lambda: learner.page.keyboard.press("Enter"))
    expect(learner.error).to_be_focused()
    box = learner.page.locator("#response")
    expect(box).to_have_attribute("aria-invalid", "true")
    assert learner.error.get_attribute("id") in (box.get_attribute("aria-describedby") or "").split()
    learner.page.keyboard.press("Tab")
    learner.page.keyboard.press("Enter")
    expect(box).to_be_focused()


def test_pressing_enter_twice_stores_one_answer(learner: Learner) -> None:
    learner.ask("a-word")
    learner.page.keyboard.type("Astrakhan")
    learner.page.locator("form.ask").evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    assert learner.verdict() == "Right"
    assert len(learner.answers()) == 1
