"""Ordering with JavaScript: what is moved is announced and kept."""

from playwright.sync_api import expect

from tests.browser.learner import Learner


def test_each_move_is_announced_with_the_whole_order(learner: Learner) -> None:
    learner.ask("an-order")
    texts = learner.page.locator(".order-text").all_inner_texts()
    learner.page.locator(".order-item").first.focus()
    learner.page.keyboard.press("ArrowDown")
    moved = [texts[1], texts[0], *texts[2:]]
    expect(learner.page.locator(".ordering [role=status]")).to_have_text(
        f"{texts[0]}: now 2 of 4. The order is {'; '.join(moved)}.")
    moved_item = learner.page.locator(".order-item").nth(1)
    expect(moved_item).to_be_focused()
    expect(moved_item).to_have_attribute("aria-label", f"{texts[0]}, 2 of 4. The arrow keys move it.")
    learner.page.keyboard.press("End")
    assert learner.page.locator(".order-text").all_inner_texts() == [texts[1], *texts[2:], texts[0]]


def test_the_end_of_the_list_is_the_end(learner: Learner) -> None:
    learner.ask("an-order")
    texts = learner.page.locator(".order-text").all_inner_texts()
    learner.page.locator(".order-item").first.focus()
    learner.page.keyboard.press("ArrowUp")
    learner.page.get_by_role("button", name=f"Move down: {texts[-1]}").click(force=True)
    assert learner.page.locator(".order-text").all_inner_texts() == texts


def test_a_mouse_drags_an_item(learner: Learner) -> None:
    learner.ask("an-order")
    texts = learner.page.locator(".order-text").all_inner_texts()
    start, end = (learner.page.locator(".order-item").nth(place).bounding_box() for place in (0, 2))
    assert start is not None
    assert end is not None
    learner.page.mouse.move(start["x"] + 90, start["y"] + 20)
    learner.page.mouse.down()
    learner.page.mouse.move(end["x"] + 90, end["y"] + 20, steps=8)
    learner.page.mouse.up()
    order = [texts[1], texts[2], texts[0], texts[3]]
    assert learner.page.locator(".order-text").all_inner_texts() == order
    expect(learner.page.locator(".ordering [role=status]")).to_contain_text("now 3 of 4")
    learner.check.click()
    learner.verdict()
    assert learner.answers()[0].response == order


def test_an_order_survives_a_page_that_comes_back_with_a_mistake(learner: Learner) -> None:
    learner.ask("an-order")
    learner.page.locator(".order-item").first.focus()
    learner.page.keyboard.press("End")
    order = learner.page.locator(".order-text").all_inner_texts()
    # Only a broken browser sends two equal ranks from here; the page must give back what it can.
    learner.page.locator(".ranks select").last.evaluate("select => { select.value = ''; }")
    learner.check.click()
    expect(learner.error).to_contain_text("Give each item a different number from 1 to 4.")
    assert sorted(learner.page.locator(".order-text").all_inner_texts()) == sorted(order)
