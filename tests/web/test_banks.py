"""The list of banks and a bank's page: what it holds, without giving answers away."""

import zipfile
from io import BytesIO

import pytest
from sqlalchemy.orm import Session

from geoquiz.core.banks.parse import parse_bank
from geoquiz.web.clock import utc_now
from geoquiz.web.templating import KIND_NAMES
from tests.factories import answer_right, apply_bank, ask, make_bank, make_learner
from tests.web.conftest import Browser

SECRETS = ("Tbilisi", "Turkmenistan", "Bosporus", "Bosphorus", "7200", "Caspian", "Helsinki", "New Delhi", "Islamabad", "Karachi",
           "International North–South", "since the fifth century", "paragraph 3")


def test_every_bank_is_listed_with_its_size_age_and_subjects(browser: Browser, bank: str) -> None:
    browser.visit("/banks")
    assert "11 questions, as of June 2024" in browser.text
    assert "geography" in browser.text
    assert "/banks/all-kinds" in [a["href"] for a in browser.page.all("a")]


def test_a_subject_narrows_the_list(browser: Browser, session: Session, bank: str) -> None:
    apply_bank(session, make_bank(1, id_="sco", tags=("trade",)))
    browser.visit("/banks?tag=trade")
    assert [a.text for a in browser.page.all("a", class_="card-link")] == ["The bank sco"]
    assert [a.text for a in browser.page.all("a", aria_current="true") if "tag" in a["class"]] == ["trade"]
    browser.visit("/banks?tag=<script>")
    assert "There is no bank on the subject “<script>”." in browser.text


def test_a_student_sees_how_far_each_bank_is(student: Browser, session: Session) -> None:
    student.visit("/banks")
    assert "Not started yet" in student.text
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    student.visit("/banks")
    assert "1 of 12 seen" in student.text


def test_a_bank_says_what_it_holds_and_what_it_rests_on(browser: Browser, bank: str) -> None:
    page = browser.visit("/banks/all-kinds")
    assert browser.heading == "One question of each kind"
    assert "11 questions:" in browser.text
    kinds = {row.one("dt").text: row.one("dd").text for row in page.one("dl", class_="kinds").all("div")}
    assert kinds == dict.fromkeys(KIND_NAMES.values(), "1")
    assert "An atlas" in browser.text
    assert "Published June 2024" in browser.text
    assert "True as of June 2024" in browser.text


def test_a_link_in_a_source_says_nothing_of_where_one_comes_from(browser: Browser, session: Session) -> None:
    text = ('format: 1\nid: b\ntitle: B\nsource: {title: T, author: A. U. Thor, url: "https://example.org/a?b=1&c=2"}\n'
            'questions: [{id: q, type: true_false, stem: S, answer: true}]')
    apply_bank(session, parse_bank(text.encode(), "b.yaml"))
    link = browser.visit("/banks/b").one("a", href="https://example.org/a?b=1&c=2")
    assert link["rel"] == "noreferrer"
    assert "Author A. U. Thor" in browser.text


@pytest.mark.parametrize("path", ["/", "/banks", "/banks/all-kinds"])
def test_no_page_gives_answers_away(browser: Browser, student: Browser, path: str) -> None:
    for who in (browser, student):
        who.visit(path)
        assert [secret for secret in SECRETS if secret in who.response.text] == []


def test_a_stranger_can_try_and_a_student_can_study(browser: Browser, session: Session, bank: str) -> None:
    page = browser.visit("/banks/all-kinds")
    assert page.one("form", action="/try/all-kinds").one("button").text.startswith("Try five questions")
    browser.register("ada")
    page = browser.visit("/banks/all-kinds")
    assert not page.all("form", action="/try/all-kinds")
    assert page.one("a", class_="button-primary")["href"] == "/study/all-kinds"


def test_a_bank_in_progress_shows_the_figures_and_when_it_goes_on(student: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    student.visit("/banks/all-kinds")
    assert "1 of 12 seen, 1 right at first sight" in student.text
    assert "Nothing due; the next comes in 10 minutes" in student.text


@pytest.mark.every_database
@pytest.mark.parametrize("key", ["no-such-bank", "ALL-KINDS", "%00", "all-kinds%00", "..", "a" * 3000,
                                 "%F0%9F%97%BA"])
def test_a_bank_that_is_not_there_is_told_in_the_app(browser: Browser, bank: str, key: str) -> None:
    browser.visit(f"/banks/{key}", 404)
    assert browser.heading == "There is no such page"
    assert browser.visit(f"/banks/{key}/anki", 404)


def test_a_bank_without_questions_offers_nothing_to_study(browser: Browser, session: Session) -> None:
    apply_bank(session, make_bank(0))
    browser.visit("/banks/bank")
    assert "There are no questions in this bank yet." in browser.text
    assert not browser.page.one("main").all("form")


def test_a_bank_goes_out_as_an_anki_deck(browser: Browser, bank: str) -> None:
    link = next(a for a in browser.visit("/banks/all-kinds").all("a") if a.text == "Download as Anki deck")
    answer = browser.client.get(link["href"], buffered=True)
    assert answer.headers["Content-Disposition"] == "attachment; filename=geoquiz-all-kinds.apkg"
    assert "collection.anki2" in "".join(zipfile.ZipFile(BytesIO(answer.data)).namelist())


def test_texts_of_a_bank_are_text_and_not_html(browser: Browser, session: Session) -> None:
    make_learner(session)
    apply_bank(session, make_bank(1, title="<script>alert(1)</script>", description="a <b>bold</b> claim"))
    browser.visit("/banks/bank")
    assert browser.heading == "<script>alert(1)</script>"
    assert "a <b>bold</b> claim" in browser.text
