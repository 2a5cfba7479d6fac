"""A date to be ready for, from choosing to giving up."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.services import ready
from geoquiz.storage.queries.ready import plan_of
from geoquiz.web.clock import utc_now
from tests.factories import answer_right, apply_bank, ask, make_bank
from tests.long_logs import have_cards
from tests.web.conftest import Browser
from tests.web.pages import Element


def in_days(days: int) -> date:
    return date.fromordinal(Calendar().day(utc_now()) + days)


def figures(page: Element) -> dict[str, str]:
    return {group.one("dt").text: group.one("dd").text for group in page.one("dl", class_="figures").all("div")}


def ticked(page: Element) -> list[str]:
    return [box["value"] for box in page.all("input", type="checkbox") if "checked" in box.attributes]


def test_the_ways_to_it(student: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    for path, target in (("/", "/ready"), ("/progress", "/ready"), ("/banks/all-kinds", "/ready?bank=all-kinds")):
        assert target in [a["href"] for a in student.visit(path).one("main").all("a")]
    page = student.visit("/ready?bank=all-kinds")
    assert ticked(page) == ["all-kinds"]
    assert "you will know less of them than usual, on purpose" in student.text


def test_a_plan_is_looked_at_followed_changed_and_given_up(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(20))
    page = student.visit("/ready")
    assert ticked(page) == []
    assert page.one("input", name="target")["value"] == "90"
    day = in_days(40)
    page = student.visit(f"/ready?bank=bank&day={day}&target=85")
    assert "The bank bank: 85 % by" in student.text
    assert figures(page)["wanted"] == "85 %"
    assert plan_of(session, 1) is None
    session.rollback()
    assert len(page.one("table").one("tbody").all("tr")) == 40
    assert page.one("svg", class_="chart").one("title", id="plan-title").text == "Expected reviews on each day until then"
    student.submit("/ready", button="Follow this plan")
    assert "The plan is yours" in student.text
    assert "As things stand today, the plan holds." in student.text
    assert f"{day:%A}, {day.day} {day:%B %Y}" in student.text
    page = student.visit("/ready")
    assert ticked(page) == ["bank"]
    assert page.one("input", id="day")["value"] == day.isoformat()
    assert page.one("input", id="target")["value"] == "85"
    stored = plan_of(session, 1)
    assert stored is not None
    assert stored.plan.day == in_days(40).toordinal()
    session.rollback()
    student.visit(f"/ready?bank=bank&bank=all-kinds&day={in_days(50)}&target=90")
    assert "It takes the place of the plan that you have." in student.text
    assert [hidden["value"] for hidden in student.page.all("input", type="hidden", name="bank")] == ["bank", "all-kinds"]
    student.submit("/ready", button="Follow this plan", bank=["bank", "all-kinds"])
    assert sorted(ticked(student.page)) == ["all-kinds", "bank"]
    student.submit("/ready/drop")
    assert "The plan is given up" in student.text
    assert plan_of(session, 1) is None
    session.rollback()


def test_what_cannot_be_reached_says_what_can(student: Browser, session: Session) -> None:
    have_cards(session, 1, 200, now=utc_now())
    apply_bank(session, make_bank(400, id_="huge"))
    student.visit(f"/ready?bank=huge&day={in_days(2)}&target=97")
    assert "This cannot be reached." in student.text
    assert "is the best that can be had" in student.text


def test_every_mistake_is_told_at_its_field(student: Browser) -> None:
    after = "Choose a day after today and within the next 365 days."
    for day in (in_days(0), in_days(-3), in_days(400), "soon", ""):
        student.visit(f"/ready?bank=all-kinds&day={day}&target=90", 422)
        assert student.mistakes == [after]
    student.visit("/ready?day=x&target=99", 422)
    assert student.mistakes == ["Choose at least one bank.", after, "Target is a whole number from 80 to 97 per cent."]
    assert student.page.one("input", id="target")["value"] == "99"


def test_a_bank_without_questions_and_one_that_is_not_there(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(0, id_="empty"))
    student.visit(f"/ready?bank=empty&day={in_days(9)}&target=90", 422)
    assert student.mistakes == ["There are no questions in these banks: choose another one."]
    student.visit(f"/ready?bank=nowhere&day={in_days(9)}&target=90", 404)


def test_giving_up_twice_says_that_there_is_nothing(student: Browser) -> None:
    student.visit(f"/ready?bank=all-kinds&day={in_days(30)}&target=90")
    student.submit("/ready", button="Follow this plan")
    before = student.page
    student.submit("/ready/drop")
    student.page = before
    student.submit("/ready/drop", 409)
    assert "There is no plan to give up." in student.text


def test_a_plan_of_which_the_day_has_come_says_so(student: Browser, session: Session) -> None:
    then = utc_now() - timedelta(days=30)
    ready.store(session, 1, ["all-kinds"], in_days(-5), 90, now=then)
    student.visit("/ready")
    assert "The day has come" in student.text


def test_a_plan_that_was_left_alone_can_be_brought_up_to_date(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(60))
    ready.store(session, 1, ["bank"], in_days(20), 90, now=utc_now() - timedelta(days=30))
    student.visit("/ready")
    student.submit("/ready", button="Bring the plan up to date")
    assert not [button for button in student.page.all("button") if button.text == "Bring the plan up to date"]


def test_a_visitor_makes_no_plans(visitor: Browser) -> None:
    visitor.visit("/ready")
    assert visitor.path == "/login"
