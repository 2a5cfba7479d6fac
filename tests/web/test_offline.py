"""The pack, the answers that come back, and the files of the installable app, as a device meets them."""

import base64
import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.core.offline.sealing import unseal
from geoquiz.core.question import KINDS
from geoquiz.core.quiz import Given, Spec
from geoquiz.services import accounts, quiz
from geoquiz.storage.models import Answer, Card, User
from tests.factories import make_learner
from tests.web.conftest import Browser, be_logged_in
from tests.web.pages import parse

WRONG_KINDS = {"single": ["Baku"], "typed": ["Minsk"], "numeric": ["1"]}


def pack_of(browser: Browser) -> dict[str, Any]:
    answer = browser.client.get("/offline/pack")
    assert answer.status_code == 200
    return answer.get_json()  # type: ignore[no-any-return]  # Werkzeug says Any.


def opened(pack: dict[str, Any], kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the packed question of a kind, and what is sealed in it."""
    question = next(question for question in pack["questions"] if question["kind"] == kind)
    return question, json.loads(unseal(question["sealed"], base64.b64decode(pack["nonce"])))


def send(browser: Browser, pack: dict[str, Any], *answers: dict[str, Any], learner: str = "") -> Any:
    token = browser.client.get("/offline/learner").get_json()["csrf"]
    return browser.client.post("/offline/answers", json={"learner": learner or pack["learner"], "answers": list(answers)},
                               headers={"X-CSRFToken": token})


def answer_to(question: dict[str, Any], response: list[str], **more: Any) -> dict[str, Any]:
    return {"key": question["key"], "asked": question["asked"], "response": response, "verdict": "right",
            "answered_at": datetime.now(UTC).isoformat(), **more}


@pytest.fixture
def learner(student: Browser) -> Browser:
    return student


def test_a_pack_asks_every_kind_as_its_page_does(learner: Browser) -> None:
    pack = pack_of(learner)
    assert {question["kind"] for question in pack["questions"]} == set(KINDS)
    for question in pack["questions"]:
        page = parse(question["html"])
        form = page.all("form")[0]
        assert form.get("method") == "post"
        assert not [field for field in page.all("input") if field.get("name") in ("csrf_token", "asked", "key")]
        _, sealed = opened(pack, question["kind"])
        assert sealed["key"]["kind"] == question["kind"]
        assert parse(sealed["told"]).text
    _, card = opened(pack, "card")
    assert "International North–South Transport Corridor" in parse(card["back"]).text
    assert [button.text[:5] for button in parse(card["back"]).all("button")][:2] == ["Again", "Good "]


def test_the_buttons_of_a_card_show_intervals_on_a_device_too(learner: Browser, session: Session) -> None:
    user_id = session.scalars(select(User.id).where(User.name == "ada")).one()
    accounts.change_settings(session, user_id, show_intervals=True, now=datetime.now(UTC))
    _, card = opened(pack_of(learner), "card")
    assert "in 10 minutes" in parse(card["back"]).one("button", value="3").text


def test_the_right_answer_and_why_are_sealed_with_the_question(learner: Browser) -> None:
    pack = pack_of(learner)
    question, sealed = opened(pack, "single")
    assert "since the fifth century" in sealed["told"]
    assert "since the fifth century" not in json.dumps(pack)
    assert "Right answer" not in question["html"]
    assert sealed["key"]["answer"] == "Tbilisi"


def test_a_pack_is_small_where_the_browser_takes_it_compressed(learner: Browser) -> None:
    answer = learner.client.get("/offline/pack", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.data))["questions"]) == 11
    assert answer.headers["Cache-Control"] == "no-store"


def test_answers_are_graded_again_and_stored_once(learner: Browser, session: Session) -> None:
    pack = pack_of(learner)
    question, _ = opened(pack, "single")
    for already in (False, True):
        answer = send(learner, pack, answer_to(question, ["Baku"]))
        assert answer.status_code == 200
        (told,) = answer.get_json()["answers"]
        assert (told["status"], told["already"], told["verdict"], told["differs"]) == (200, already, "wrong", True)
    assert session.scalars(select(Answer.response)).all() == [["Baku"]]
    assert session.scalars(select(Card.reps)).one() == 1
    learner.visit(f"/study/answer/{question['key']}")  # It belongs to no session, and shows like any other.
    assert learner.heading == "Not right"


def test_the_same_key_with_another_response_is_a_conflict_and_the_first_counts(learner: Browser, session: Session) -> None:
    pack = pack_of(learner)
    question, _ = opened(pack, "single")
    other, _ = opened(pack, "typed")
    send(learner, pack, answer_to(question, ["Baku"]))
    answer = send(learner, pack, answer_to(question, ["Tbilisi"]), answer_to(other, ["Bosporus"]))
    assert answer.status_code == 409
    first, second = answer.get_json()["answers"]
    assert (first["status"], second["status"]) == (409, 200)
    assert first["error"] == "This question is already answered, and with another response: the first one counts."
    assert session.scalars(select(Answer.response).order_by(Answer.answered_at)).all() == [["Baku"], ["Bosporus"]]


def test_answers_are_taken_in_the_order_they_were_given(learner: Browser) -> None:
    pack = pack_of(learner)
    late, soon = (datetime.now(UTC) + timedelta(minutes=minutes) for minutes in (9, 3))
    one, two = opened(pack, "single")[0], opened(pack, "typed")[0]
    answer = send(learner, pack, answer_to(one, ["Baku"], answered_at=late.isoformat()),
                  answer_to(two, ["Baku"], answered_at=soon.isoformat()))
    assert [told["key"] for told in answer.get_json()["answers"]] == [two["key"], one["key"]]


@pytest.mark.parametrize(("change", "status", "error"), [
    ({"asked": "made up"}, 404, "There is no such question."),
    ({"key": "another"}, 422, "The key is not the one of the question."),
    ({"response": ["Kars"]}, 422, "That is not one of the options: choose one of those shown."),
    ({"response": "Tbilisi"}, 422, "The answer is not in the form that a page sends."),
    ({"response": ["a\0"]}, 422, "The answer is not in the form that a page sends."),
])
def test_an_answer_that_cannot_be_taken_says_why_and_keeps_none_of_the_others(learner: Browser, change: dict[str, Any], status: int,
                                                                             error: str) -> None:
    pack = pack_of(learner)
    question, other = opened(pack, "single")[0], opened(pack, "typed")[0]
    answer = send(learner, pack, answer_to(question, ["Tbilisi"]) | change, answer_to(other, ["Bosporus"]))
    told = {one["status"]: one for one in answer.get_json()["answers"]}
    assert told[status]["error"] == error
    assert told[200]["verdict"] == "right"


@pytest.mark.parametrize("claim", ["", "yesterday", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59Z", "2026-01-01T00:00:00"])
def test_a_clock_that_is_wrong_costs_no_answer(learner: Browser, session: Session, claim: str) -> None:
    pack = pack_of(learner)
    (told,) = send(learner, pack, answer_to(opened(pack, "single")[0], ["Tbilisi"], answered_at=claim)).get_json()["answers"]
    assert told["status"] == 200
    answer = session.scalars(select(Answer)).one()
    assert answer.asked_at <= answer.answered_at <= answer.received_at
    assert answer.claimed_at is not None
    assert 1970 <= answer.claimed_at.year <= 2400


def test_an_answer_to_a_question_of_an_open_quiz_waits_for_its_end(learner: Browser, session: Session) -> None:
    pack = pack_of(learner)
    user_id = session.scalars(select(User.id).where(User.name == "ada")).one()
    exam = Given("Exam", closes_at=datetime.now(UTC) + timedelta(hours=2), hidden_keys=True, assignment_id=7)
    quiz.start(session, user_id, Spec(banks=("all-kinds",), count=11), key="k", now=datetime.now(UTC), given=exam)
    (told,) = send(learner, pack, answer_to(opened(pack, "single")[0], ["Tbilisi"])).get_json()["answers"]
    assert told["status"] == 423
    assert told["error"] == "A quiz that is still open asks this question: the answer waits until then."
    assert session.scalars(select(Answer.key)).all() == []


def test_too_much_at_once_is_refused_with_what_would_be_right(learner: Browser) -> None:
    pack = pack_of(learner)
    answer = send(learner, pack, *[answer_to(opened(pack, "single")[0], ["Tbilisi"])] * 51)
    assert answer.status_code == 422
    assert answer.get_json()["error"] == "Send at most 50 answers at a time, each as the page of /offline sends it."


def test_nobody_sends_the_answers_of_another(learner: Browser, another_browser: Browser, session: Session) -> None:
    pack = pack_of(learner)
    be_logged_in(another_browser, session, make_learner(session, "bob"))
    question, _ = opened(pack, "single")
    answer = send(another_browser, pack, answer_to(question, ["Tbilisi"]))
    assert answer.status_code == 403
    assert answer.get_json()["error"].startswith("These answers belong to somebody else")
    own = pack_of(another_browser)["learner"]
    (told,) = send(another_browser, pack, answer_to(question, ["Tbilisi"]), learner=own).get_json()["answers"]
    assert told["status"] == 404
    assert session.scalars(select(Answer.key)).all() == []


def test_a_stranger_and_a_visitor_get_no_pack(browser: Browser, visitor: Browser) -> None:
    for somebody in (browser, visitor):
        answer = somebody.client.get("/offline/pack")
        assert answer.status_code == 401
        assert answer.get_json()["error"] == "Log in first: questions are kept on a device for somebody with an account."
        assert send(somebody, {"learner": "x"}).status_code == 401
        assert somebody.client.get("/offline/learner").get_json()["learner"] is None


def test_the_page_that_devices_keep_is_the_same_for_everybody(learner: Browser, another_browser: Browser) -> None:
    own, strange = (somebody.client.get("/offline").data for somebody in (learner, another_browser))
    assert own == strange
    assert b"csrf" not in own
    assert b"ada" not in own


def test_pages_say_whose_device_this_is(learner: Browser, another_browser: Browser) -> None:
    def said(browser: Browser) -> str:
        return browser.visit("/banks").one("meta", name="geoquiz-learner")["content"]

    assert said(learner) == pack_of(learner)["learner"]
    assert said(another_browser) == ""


def test_the_app_can_be_installed(browser: Browser) -> None:
    href = browser.visit("/").one("link", rel="manifest")["href"]
    answer = browser.client.get(href)
    manifest = json.loads(answer.data)
    assert answer.mimetype == "application/manifest+json"
    assert manifest["display"] == "standalone"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        with browser.client.get(icon["src"]) as picture:
            width = int.from_bytes(picture.data[16:20])
            assert f"{width}x{width}" == icon["sizes"]


def test_the_worker_serves_the_whole_site_and_keeps_files_that_are_there(browser: Browser) -> None:
    answer = browser.client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    first, _, rest = answer.text.partition("\n")
    kept = json.loads(first.removeprefix("const KEPT = ").removesuffix(";"))
    assert "caches.open" in rest
    assert {"js/offline/page.js", "js/offline/kinds.js", "css/offline.css", "maps/corridor.svg"} <= set(kept["names"])
    page = browser.client.get(kept["shell"]).text
    for name in kept["names"]:
        with browser.client.get(f"{kept['files']}/{name}") as file:
            assert file.status_code == 200, name
    for link in parse(page).all("link", rel="stylesheet"):
        assert link["href"].removeprefix(f"{kept['files']}/") in kept["names"]
