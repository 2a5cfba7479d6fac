"""Pages turn without waiting: one request from the answer to its verdict, none from there to the next question."""

from playwright.sync_api import Response, expect
from sqlalchemy import delete, select

from geoquiz.storage.db import db
from geoquiz.storage.models import LoginSession, User
from tests.browser.learner import Learner

KEYS = ("Astrakhan", "7200", "7,200", "12 September 2000", "2000-09-12", "Moscow")


def _requests(learner: Learner) -> list[str]:
    """Return a list that fills with what the page asks for from now on; the mark in the browser's tab is no part of it."""
    asked: list[str] = []
    learner.page.on("request", lambda request: None if "favicon" in request.url
                    else asked.append(f"{request.method} {request.resource_type}"))
    return asked


def _is_ahead(answer: Response) -> bool:
    return answer.request.resource_type == "fetch" and answer.request.method == "GET"


def _answer_truth(learner: Learner) -> None:
    """Answer the true-or-false question by keyboard; at its verdict, wait until the question after it is fetched."""
    learner.ask("a-truth")
    learner.page.keyboard.press("1")
    with learner.page.expect_response(_is_ahead) as after:
        learner.page.keyboard.press("Enter")
    assert learner.verdict() == "Right"
    after.value.finished()
    learner.page.wait_for_load_state("networkidle")


def test_enter_on_a_verdict_shows_the_next_question_even_without_a_network(learner: Learner) -> None:
    _answer_truth(learner)
    asked = _requests(learner)
    learner.page.context.set_offline(True)
    learner.page.keyboard.press("Enter")
    expect(learner.page.get_by_role("heading", level=1)).to_have_text("Question 2 of 20")
    assert asked == []
    assert learner.page.url.endswith(f"/study/{learner.site.bank}")
    assert learner.page.title() == "Question 2 of 20 – geoquiz"
    learner.page.context.set_offline(False)


def test_an_answer_and_the_rating_of_a_card_take_one_request(learner: Learner) -> None:
    sent = _requests(learner)
    _answer_truth(learner)
    assert sent[-2:] == ["POST fetch", "GET fetch"]  # The answer with its verdict; then, at leisure, the question after it.
    learner.ask("a-card")
    learner.page.keyboard.press("Space")
    expect(learner.page.get_by_role("heading", name="The answer")).to_be_focused()
    sent.clear()
    learner.page.keyboard.press("3")
    expect(learner.page.get_by_role("heading", level=1)).to_have_text("Question 3 of 20")
    assert sent == ["POST fetch"]
    assert len(learner.answers()) == 2


def test_what_is_fetched_ahead_holds_no_key_and_stores_nothing(learner: Learner) -> None:
    for question in ("a-multiple", "a-truth", "a-word", "a-number", "a-day"):
        learner.ask(question)
        with learner.page.expect_response(_is_ahead) as after:
            learner.page.get_by_role("button", name="I don’t know").click()
        text = after.value.text()
        assert 'name="asked"' in text
        assert [key for key in KEYS if key in text] == []
    assert len(learner.answers()) == 5


def test_the_next_question_is_read_out_with_its_heading(learner: Learner) -> None:
    _answer_truth(learner)
    learner.page.keyboard.press("Enter")
    heading = learner.page.get_by_role("heading", name="Question 2 of 20")
    expect(heading).to_be_focused()
    assert learner.page.locator(f"#{heading.get_attribute('aria-describedby')}").inner_text()


def test_going_back_shows_the_verdict_again_and_reloading_the_same_question(learner: Learner) -> None:
    _answer_truth(learner)
    learner.page.keyboard.press("Enter")
    expect(learner.page.get_by_role("heading", level=1)).to_have_text("Question 2 of 20")
    asked = learner.page.get_by_role("main").inner_text()
    learner.page.reload()
    assert learner.page.get_by_role("main").inner_text() == asked
    learner.page.go_back()
    expect(learner.page.get_by_role("heading", level=1)).to_have_text("Right")
    assert "/study/answer/" in learner.page.url


def test_a_jump_within_a_page_loads_nothing(learner: Learner) -> None:
    learner.ask("a-word")
    learner.page.keyboard.press("Enter")  # Nothing is typed: the mistake takes the focus, with a link to the box.
    expect(learner.error).to_be_focused()
    loads = _requests(learner)
    learner.page.get_by_role("link", name="Go to your answer").click()
    expect(learner.page.locator("#response")).to_be_focused()
    learner.page.wait_for_timeout(100)
    assert loads == []


def test_what_fails_on_the_way_goes_as_it_does_without_scripts_and_counts_once(learner: Learner) -> None:
    learner.page.route("**/study/**", lambda route: route.fulfill(status=404, body="") if route.request.resource_type == "fetch"
                       else route.continue_())
    learner.ask("a-truth")
    learner.page.keyboard.press("1")
    learner.goes_on(lambda: learner.page.keyboard.press("Enter"))
    assert learner.verdict() == "Right"
    learner.goes_on(lambda: learner.page.keyboard.press("Enter"))
    expect(learner.page.get_by_role("heading", level=1)).to_have_text("Question 2 of 20")
    assert len(learner.answers()) == 1


def test_a_session_that_has_ended_leads_to_the_log_in_page(learner: Learner) -> None:
    learner.ask("a-truth")
    with learner.site.app.app_context():  # As if it had been ended on another device.
        user_id = select(User.id).where(User.name == learner.name).scalar_subquery()
        db.session.execute(delete(LoginSession).where(LoginSession.user_id == user_id))
        db.session.commit()
    learner.page.keyboard.press("1")
    learner.goes_on(lambda: learner.page.keyboard.press("Enter"))
    expect(learner.page.get_by_role("heading", level=1)).to_have_text("Log in")
    assert learner.answers() == []


def test_the_styles_and_the_script_of_a_kind_come_with_its_question(learner: Learner) -> None:
    for question in ("a-card", "a-single", "a-multiple", "a-truth", "a-word", "a-number", "a-day"):
        learner.ask(question)
        learner.goes_on(learner.page.locator("[name=give_up], [name=show]").click)
        if question == "a-card":
            learner.goes_on(lambda: learner.page.keyboard.press("1"))
    learner.ask("a-gap", "c1")
    assert learner.page.locator("link[href$='study-order.css']").count() == 0
    learner.goes_on(learner.page.locator("[name=give_up]").click)
    learner.goes_on(lambda: learner.page.keyboard.press("Enter"))
    expect(learner.page.locator(".order li")).to_have_count(4)
    assert learner.page.locator(".order").evaluate("list => getComputedStyle(list).listStyleType") == "none"
