"""The page of progress: what is known, done, retained and due, every picture with its table, and the same in the files."""

import csv
import io
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from geoquiz.core.scheduling.calendar import Calendar
from geoquiz.web.clock import utc_now
from tests.factories import answer_right, answer_wrong, apply_bank, ask, make_bank, page
from tests.web.conftest import Browser
from tests.web.pages import Element

LEARNER = 1


def figures(page: Element) -> dict[str, str]:
    return {group.one("dt").text: group.one("dd").text for group in page.all("dl", class_="figures")[0].all("div")}


def rows(page: Element, caption: str) -> dict[str, list[str]]:
    """The rows of the table of this caption: their cells by what stands in front."""
    table = next(t for t in page.all("table") if t.one("caption").text == caption)
    return {row.one("th").text: [cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")}


def study_for_weeks(session: Session) -> None:
    """Let the learner study three questions for some weeks: one is kept, one is forgotten now and then, one is met late."""
    now = utc_now()
    for back, name, right in ((60, "q1", True), (60, "q2", True), (58, "q1", True), (57, "q2", False), (57, "q2", True),
                              (40, "q1", True), (30, "q2", True), (9, "q1", True), (8, "q2", False), (3, "q3", True)):
        at = now - timedelta(days=back)
        shown = page(session, LEARNER, name, at=at - timedelta(seconds=20))
        (answer_right if right else answer_wrong)(session, shown, now=at, answered_at=None)


def test_before_the_first_answer_the_page_says_what_to_do(student: Browser) -> None:
    student.visit("/progress")
    assert "There is nothing to show yet." in student.text
    assert student.page.one("main").one("a", class_="button-primary")["href"] == "/study"


def test_answers_are_counted_bank_by_bank(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(2, id_="sco"))
    answer_right(session, ask(session, LEARNER, "all-kinds", now=utc_now()), now=utc_now())
    answer_right(session, ask(session, LEARNER, "all-kinds", now=utc_now()), now=utc_now())
    answer_wrong(session, ask(session, LEARNER, "all-kinds", now=utc_now()), now=utc_now())
    found = student.visit("/progress")
    assert rows(found, "What you know in each bank") == {
        "One question of each kind": ["3 of 12", "3", "0", "9", "0"], "The bank sco": ["0 of 2", "0", "0", "2", "0"]}
    assert rows(found, "What you know of each subject") == {"geography": ["3 of 12", "3", "0", "9"]}
    shown = figures(found)
    assert shown["known now, of 14 in all banks"] == "3"
    assert shown["answered today, 2 of them right"] == "3"
    assert shown["due now"] == "0"


def test_headings_of_the_tables_and_labels_of_the_cells_agree(student: Browser, session: Session) -> None:
    answer_right(session, ask(session, LEARNER, now=utc_now()), now=utc_now())
    tables = [table for table in student.visit("/progress").all("table") if "table-stack" in table["class"]]
    assert len(tables) == 3
    for table in tables:
        for row in table.one("tbody").all("tr"):
            assert [th.text for th in table.one("thead").all("th")][1:] == [td["data-label"] for td in row.all("td")]


def test_every_picture_has_its_table_beside_it(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(3))
    study_for_weeks(session)
    found = student.visit("/progress")
    pictures = found.all("svg", class_="chart")
    assert [picture.all("title")[0].text for picture in pictures] == [
        "Retention of young and mature cards", "Answers on each day of the last year", "Cards due on each of the next 30 days"]
    assert rows(found, "Retention of young and mature cards").keys() == {"7 days", "30 days", "365 days"}
    assert rows(found, "What each month held")
    due = sum(int(cells[0]) for cells in rows(found, "Cards due on each day").values())
    assert str(due) == figures(found)["due within 30 days"]
    assert sum(int(cells[0]) for cells in rows(found, "What each day held").values()) == 10


def test_the_page_says_what_counts(student: Browser, session: Session) -> None:
    answer_right(session, ask(session, LEARNER, now=utc_now()), now=utc_now())
    student.visit("/progress")
    assert "Retention rests only on reviews that moved a card’s memory" in student.text
    assert "Answers that you took back count nowhere." in student.text
    assert "60 seconds at the most" in student.text


def test_a_visitor_has_progress_too(visitor: Browser) -> None:
    visitor.visit("/progress")
    assert visitor.heading == "Progress"


def test_another_learners_answers_do_not_count(student: Browser, another_browser: Browser, session: Session) -> None:
    answer_right(session, ask(session, LEARNER, now=utc_now()), now=utc_now())
    another_browser.register("bob")
    another_browser.visit("/progress")
    assert "There is nothing to show yet." in another_browser.text
    assert table(another_browser, "/progress/reviews.csv") == []


def table(browser: Browser, path: str) -> list[dict[str, str]]:
    """Return the rows of a file by the names of its columns."""
    answer = browser.client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def percent(known: list[dict[str, Any]]) -> str:
    return f"{round(100 * sum(row['right'] == '1' for row in known) / len(known))} %" if known else "–"


def test_the_numbers_on_the_page_are_those_of_the_files(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(3))
    study_for_weeks(session)
    found = student.visit("/progress")
    reviews, days, cards = (table(student, f"/progress/{name}.csv") for name in ("reviews", "days", "cards"))
    today = date.fromordinal(Calendar().day(utc_now()))
    retention = rows(found, "Retention of young and mature cards")
    for window in (7, 30, 365):
        for place, maturity in enumerate(("young", "mature")):
            inside = [row for row in reviews if row["maturity"] == maturity
                      and (today - timedelta(days=window)).isoformat() < row["day"]]
            cell = retention[f"{window} days"][place]
            assert cell.split(" (")[0].startswith(percent(inside)), (window, maturity)
            assert cell.endswith(f"{sum(row['right'] == '1' for row in inside)} of {len(inside)}")
    by_bank: dict[str, list[dict[str, str]]] = defaultdict(list)
    for card in cards:
        by_bank[card["bank"]].append(card)
    [line] = [cells for name, cells in rows(found, "What you know in each bank").items() if name == "The bank bank"]
    known = sum(card["known"] == "1" for card in by_bank["bank"])
    assert line == [f"{len(by_bank['bank'])} of 3", str(known), str(len(by_bank["bank"]) - known), str(3 - len(by_bank["bank"])),
                    str(sum(card["due_now"] == "1" for card in by_bank["bank"]))]
    months: dict[str, int] = defaultdict(int)
    for row in days:
        months[f"{date.fromisoformat(row['day']):%b %Y}"] += int(row["answered"])
    assert {name: cells[0].split(" on")[0] for name, cells in rows(found, "What each month held").items()} == {
        name: str(count) for name, count in months.items()}
    assert sum(int(row["answered"]) for row in days) == len([row for row in reviews if row["counts"] == "1"]) == 10
    soon = [row for row in cards if row["due"] and row["due"] < (today + timedelta(days=30)).isoformat()]
    assert figures(found)["due within 30 days"] == str(len(soon))


def test_predictions_on_the_page_are_those_of_the_file(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(3))
    study_for_weeks(session)
    found = student.visit("/progress/calibration")
    tested = [(float(row["predicted"]), row["right"] == "1") for row in table(student, "/progress/reviews.csv") if row["predicted"]]
    shown = figures(found)
    assert shown["predictions tested"] == str(len(tested))
    assert shown["Brier score"] == f"{sum((p - right) ** 2 for p, right in tested) / len(tested):.3f}"
    assert shown["predicted on average"] == f"{100 * sum(p for p, _ in tested) / len(tested):.1f} %"
    bins = rows(found, "Measured recall by predicted recall").values()
    assert sum(int(cells[0].split(" of ")[1]) for cells in bins) == len(tested)
    assert "Pale rows rest on fewer than 30 answers" in student.text


def test_a_page_of_calibration_says_what_is_missing(student: Browser) -> None:
    student.visit("/progress/calibration")
    assert "No prediction has been tested yet." in student.text
    assert "It can be turned on in the settings." in student.text
