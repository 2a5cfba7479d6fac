"""A quiz by its pages: set up, taken back and forth, reviewed, handed in, and what it tells when."""

import re
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from geoquiz.core.question import Form
from geoquiz.storage.models import Answer, QuizAttempt, Review, User
from geoquiz.storage.queries.quizzes import Place, places_of
from geoquiz.web.clock import utc_now
from tests.factories import apply_bank, make_bank, right_form, wrong_form
from tests.web.conftest import Browser


def start(browser: Browser, bank: str = "all-kinds", **fields: object) -> None:
    """Set a quiz up over a bank and begin it."""
    browser.visit(f"/quiz/{bank}")
    browser.submit(f"/quiz/{bank}", feedback=fields.pop("feedback", "end"), **fields)


def asked(session: Session, name: str = "ada", number: int = 1) -> list[Place]:
    session.rollback()
    return places_of(session, session.scalars(select(User.id).where(User.name == name)).one(), number)


def post(browser: Browser, place: int, form: Form | None, go: str | None = None, *, number: int = 1, **more: str) -> int:
    """Send the form of a question with these fields and a button; return the status, and follow where it leads."""
    path = f"/quiz/attempts/{number}/{place}"
    browser.visit(path)
    hidden = {name: browser.page.all("input", name=name)[0]["value"] for name in ("csrf_token", "asked", "key")}
    data = {**hidden, **({"response": list(form.response)} if form else {}), **({"go": go} if go else {}), **more}
    answer = browser.client.post(path, data=data)
    if answer.status_code == 303:
        browser.visit(answer.location)
    return answer.status_code


def fill_in(browser: Browser, session: Session, *wrong: int) -> None:
    """Answer every question of the first quiz, these places wrongly."""
    for place in asked(session):
        shown = place.question.shown(place.part, place.seed)
        form = (wrong_form if place.place in wrong else right_form)(place.question, place.part, shown)
        assert post(browser, place.place, form) == 303


def test_a_quiz_from_the_bank_to_its_result(student: Browser, session: Session) -> None:
    student.visit("/banks/all-kinds")
    student.visit(next(link["href"] for link in student.page.all("a") if link.text == "Take a quiz"))
    assert student.heading == "Quiz: One question of each kind"
    student.submit("/quiz/all-kinds", feedback="end")
    assert (student.path, student.heading) == ("/quiz/attempts/1/1", "Question 1 of 10")
    assert {place.question.kind for place in asked(session)} >= {"single", "cloze", "map"}
    fill_in(student, session, 1, 2)
    assert (student.path, student.heading) == ("/quiz/attempts/1", "Before you hand in")
    assert "10 of 10 answered" in student.text
    student.submit("/quiz/attempts/1/hand-in")
    assert re.fullmatch(r"8(\.\d+)? of 10 points", student.heading)
    assert student.text.count("From “An atlas”") == 10
    assert "Practise what was not right" in student.text
    points = student.heading.removesuffix(" points")
    student.visit("/quiz")
    assert [[cell.text for cell in row.all("td")][1:] for row in student.page.one("tbody").all("tr")] == [
        [points, f"{10 * float(points.split()[0]):.0f} %"]]


def test_no_key_leaves_before_a_quiz_is_handed_in(student: Browser, session: Session) -> None:
    start(student)
    for place in asked(session):
        student.visit(f"/quiz/attempts/1/{place.place}")
        if place.question.kind in ("typed", "numeric", "date", "cloze"):
            assert place.question.right_response(place.part)[0] not in student.response.text.replace(place.question.stem, "")
        assert "Tbilisi has been it" not in student.response.text
    student.visit("/quiz/attempts/1")
    assert "7200" not in student.response.text
    # Nor by the study screen, which would show the verdict to the token of a quiz.
    student.visit("/quiz/attempts/1/1")
    form = student.page.one("form", id="ask-form").fields()
    assert student.client.post("/study", data=form | {"give_up": "1"}).status_code == 404


def test_buttons_that_leave_save_what_is_filled_in_and_nothing_else(student: Browser, session: Session) -> None:
    start(student, kind="typed")
    session.rollback()
    assert student.heading == "Question 1 of 1"
    assert post(student, 1, Form(("",)), "review") == 303
    assert (student.path, session.scalars(select(Answer)).all()) == ("/quiz/attempts/1", [])
    assert "Question 1 is still open" in student.text
    session.rollback()
    assert post(student, 1, Form(("Dardanelles",)), "review") == 303
    assert "1 of 1 answered" in student.text
    student.visit("/quiz/attempts/1/1")
    assert student.page.one("input", id="response")["value"] == "Dardanelles"
    assert post(student, 1, Form(("Dardanelles",)), "mark") == 303
    assert "Marked for later" in student.text
    session.rollback()
    assert len(session.scalars(select(Answer)).all()) == 1  # The same response is no other answer.


def test_what_cannot_be_read_is_said_and_holds_nobody_up(student: Browser, session: Session) -> None:
    start(student, kind="numeric")
    assert post(student, 1, Form(("many",)), "review") == 303
    assert "Question 1 was left as it was before: " in student.text
    assert post(student, 1, Form(("many",))) == 422
    assert session.scalars(select(Answer)).all() == []
    assert post(student, 1, Form(("7.200",))) == 422
    assert post(student, 1, Form(("7200",))) == 303


def test_feedback_after_each_shows_the_verdict_and_locks_the_answer(student: Browser, session: Session) -> None:
    start(student, kind="typed", feedback="each")
    student.visit("/quiz/attempts/1/1")
    form = student.page.one("form", id="ask-form").fields()
    assert post(student, 1, Form(("Volga",))) == 303
    assert (student.path, student.heading) == ("/quiz/attempts/1/1", "Not right")
    assert "Bosporus" in student.text
    late = student.client.post("/quiz/attempts/1/1", data=form | {"response": "Bosporus"})
    assert late.status_code == 409
    assert "its answer was shown: it can no longer be changed." in late.text
    session.rollback()
    assert session.scalars(select(Review.moves_memory)).all() == [True]


def test_a_key_that_comes_again_is_one_answer_or_a_conflict(student: Browser, session: Session) -> None:
    start(student, kind="typed")
    student.visit("/quiz/attempts/1/1")
    form = student.page.one("form", id="ask-form").fields()
    for response, status in (("Volga", 303), ("Volga", 303), ("Ural", 409)):
        assert student.client.post("/quiz/attempts/1/1", data=form | {"response": response}).status_code == status
    session.rollback()
    assert session.scalars(select(Answer.response)).all() == [["Volga"]]
    assert student.client.post("/quiz/attempts/1/1", data=form | {"key": "another"}).status_code == 400
    assert student.client.post("/quiz/attempts/2/1", data=form).status_code == 400


def test_the_first_page_after_the_end_hands_in_and_a_late_answer_is_refused_in_words(student: Browser, session: Session) -> None:
    start(student, kind="typed", minutes="5")
    assert "Time is up in 5 minutes, at " in student.text
    assert post(student, 1, Form(("Bosporus",)), "review") == 303
    student.visit("/quiz/attempts/1/1")
    form = student.page.one("form", id="ask-form").fields()
    _let_end(session)
    late = student.client.post("/quiz/attempts/1/1", data=form | {"response": "Dardanelles"})
    assert late.status_code == 409
    assert "The time was up before this answer came, so it does not count." in late.text
    student.visit("/quiz/attempts/1/1")
    assert (student.path, student.heading) == ("/quiz/attempts/1", "1 of 1 point")
    assert "The time was up, so it was handed in with all that was saved." in student.text
    start(student, kind="numeric", minutes="5")
    _let_end(session)
    student.visit("/quiz")
    assert "Not handed in yet" not in student.text


def _let_end(session: Session) -> None:
    session.execute(update(QuizAttempt).where(QuizAttempt.handed_in_at.is_(None)).values(ends_at=utc_now() - timedelta(minutes=1)))
    session.commit()


def test_a_closed_tab_resumes_and_handing_in_twice_is_one_attempt(student: Browser, session: Session) -> None:
    start(student, count="3")
    post(student, 1, None, give_up="1")
    student.visit("/quiz")
    assert "1 of 3 answered" in student.text
    student.visit(next(link["href"] for link in student.page.all("a") if link.text.startswith("Go on")))
    token = student.page.one("form", action="/quiz/attempts/1/hand-in").fields()
    for _ in range(2):
        assert student.client.post("/quiz/attempts/1/hand-in", data=token).status_code == 303
    session.rollback()
    assert len(session.scalars(select(Review)).all()) == 1
    assert student.client.get("/quiz/attempts/1/2").location == "/quiz/attempts/1"


def test_the_form_says_what_is_wrong_and_starts_one_attempt_however_often_it_is_sent(student: Browser, session: Session) -> None:
    start_ = {"feedback": "end", "status": 422}
    student.visit("/quiz")
    student.submit("/quiz", count="0", minutes="soon", **start_)
    assert student.mistakes == ["Number of questions is a whole number from 1 to 100.",
                                "Time limit is a whole number of minutes from 1 to 1440, or empty."]
    student.submit("/quiz", count="10", minutes="", tag="no such subject", **start_)
    assert student.mistakes == ["No question fits these choices: take more banks, subjects or types."]
    form = student.page.one("form", action="/quiz").fields() | {"count": "4", "feedback": "end"}
    assert {student.client.post("/quiz", data=form).location for _ in range(2)} == {"/quiz/attempts/1/1"}
    assert student.client.post("/quiz", data=form | {"bank": "nothing", "start_key": ""}).status_code == 422
    assert student.client.get("/quiz/nothing").status_code == 404


def test_the_same_word_selects_the_same_questions(student: Browser, session: Session) -> None:
    for _ in range(2):
        start(student, count="4", seed="river")
    chosen = [[place.question.id for place in asked(session, number=number)] for number in (1, 2)]
    assert chosen[0] == chosen[1]


def test_attempts_of_others_answer_like_none(student: Browser, another_browser: Browser) -> None:
    start(student)
    another_browser.register("bob")
    for path in ("/quiz/attempts/1", "/quiz/attempts/1/1", "/quiz/attempts/99999999999"):
        assert another_browser.client.get(path).status_code == 404
    token = another_browser.visit("/quiz").all("input", name="csrf_token")[0]["value"]
    assert another_browser.client.post("/quiz/attempts/1/hand-in", data={"csrf_token": token}).status_code == 404
    assert student.client.get("/quiz/attempts/1/11").status_code == 404


def test_two_scores_make_a_chart_and_what_was_missed_can_be_practised(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(2))
    for number in (1, 2):
        start(student, "bank")
        student.visit(f"/quiz/attempts/{number}")
        student.submit(f"/quiz/attempts/{number}/hand-in")
        assert student.heading == "0 of 2 points"
        assert student.text.count("You left it open.") == 2
    student.submit("/practice", about="quiz:2")
    assert student.heading == "Question 1 of 2"
    student.visit("/quiz/bank")
    assert student.page.one("svg", class_="chart")
    assert len(student.page.one("tbody").all("tr")) == 2
    assert student.client.get("/study/session/1").status_code == 404
