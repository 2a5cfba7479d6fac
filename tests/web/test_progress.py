"""Progress by bank: totals on top, a row a bank."""

from sqlalchemy.orm import Session

from geoquiz.web.clock import utc_now
from tests.factories import answer_right, answer_wrong, apply_bank, ask, make_bank
from tests.web.conftest import Browser
from tests.web.pages import Element


def figures(page: Element) -> dict[str, str]:
    return {group.one("dt").text: group.one("dd").text for group in page.one("dl", class_="figures").all("div")}


def test_before_the_first_answer_the_page_says_what_to_do(student: Browser) -> None:
    student.visit("/progress")
    assert "There is nothing to show yet." in student.text
    assert student.page.one("main").one("a", class_="button-primary")["href"] == "/study"


def test_answers_are_counted_bank_by_bank(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(2, id_="sco"))
    answer_right(session, ask(session, 1, "all-kinds", now=utc_now()), now=utc_now())
    answer_right(session, ask(session, 1, "all-kinds", now=utc_now()), now=utc_now())
    answer_wrong(session, ask(session, 1, "all-kinds", now=utc_now()), now=utc_now())
    page = student.visit("/progress")
    [row] = page.one("tbody").all("tr")
    assert row.one("a").text == "One question of each kind"
    cells = {cell["data-label"]: cell.text for cell in row.all("td")}
    assert cells["Seen"] == "3 of 12"
    assert cells["Right at first sight"] == "67 %"
    assert cells["Due now"] == "0"
    assert cells["Next due"].startswith("in ")
    assert figures(page) == {"seen, of 14 in all banks": "3", "right at first sight": "67 %", "due now": "0",
                             "answered today, 2 of them right": "3"}
    assert [a.text for a in page.one("section", aria_labelledby="others").all("a")] == ["The bank sco"]


def test_headings_of_the_table_and_labels_of_the_cells_agree(student: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    table = student.visit("/progress").one("table")
    assert [th.text for th in table.one("thead").all("th")][1:] == [td["data-label"] for td in table.one("tbody").all("td")]


def test_a_visitor_has_progress_too(visitor: Browser) -> None:
    visitor.visit("/progress")
    assert visitor.heading == "Progress"


def test_another_learners_answers_do_not_count(student: Browser, another_browser: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    another_browser.register("bob")
    another_browser.visit("/progress")
    assert "There is nothing to show yet." in another_browser.text
