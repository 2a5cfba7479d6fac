"""Every key that the list on the study screen names is on a control, shown there, and told apart by page."""

from sqlalchemy.orm import Session

from tests.factories import make_learner
from tests.web.conftest import Browser, be_logged_in


def _keys(browser: Browser) -> set[str]:
    named = [element["aria-keyshortcuts"] for element in browser.page.walk() if element.get("aria-keyshortcuts")]
    shown = {cap.text for cap in browser.page.one("main").all("kbd", class_="key-hint")}
    keys = {key for names in named for key in names.split()}
    assert {key.upper() for key in keys if len(key) == 1} <= shown
    return keys


def _answer_capital(browser: Browser, bank: str) -> None:
    browser.visit(f"/study/{bank}")
    browser.submit(f"/study/{bank}", response="Tbilisi")


def test_asking_a_choice_names_its_digits(student: Browser) -> None:
    student.visit("/study/all-kinds")
    assert _keys(student) == {"1", "2", "3", "Enter", "u", "?"}


def test_a_verdict_names_what_rates_it_and_goes_on(student: Browser) -> None:
    _answer_capital(student, "all-kinds")
    assert student.heading == "Right"
    assert _keys(student) >= {"1", "2", "3", "4", "Enter", "u", "?"}
    assert "e" not in _keys(student)


def test_whoever_may_edit_the_bank_has_a_key_for_it(browser: Browser, session: Session, bank: str) -> None:
    be_logged_in(browser, session, make_learner(session, "grace", role="teacher"))
    browser.visit("/banks/all-kinds")
    browser.submit("/banks/all-kinds/copy")
    own = browser.path.split("/")[2]
    _answer_capital(browser, own)
    [link] = [a for a in browser.page.one("main").all("a") if a.get("aria-keyshortcuts") == "e"]
    browser.visit(link["href"])
    assert browser.path == f"/banks/{own}/edit/question/capital"
