"""Every shipped bank, answered through from its first question to its last as a learner does who knows it all."""

from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.core.asked import Asked
from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.question import Question
from geoquiz.storage.models.banks import Question as QuestionRow
from geoquiz.web import asked as tokens
from geoquiz.web.clock import utc_now
from tests.factories import apply_bank, make_learner
from tests.web.conftest import Browser, be_logged_in
from tests.web.pages import Element

FILES = sorted(resources.questions_folder().glob("*.yaml"))


def _fields(question: Question, asked: Asked) -> dict[str, Any]:
    """Return what a browser sends for the right response to a showing."""
    right = question.right_response(asked.part)
    match question.kind:
        case "card":
            return {"rating": "3"}
        case "ordering":
            return {"response": [str(right.index(text) + 1) for text in question.shown(asked.part, asked.seed).choices]}
        case _:
            return {"response": list(right)}


def _form(browser: Browser, scope: str) -> Element:
    """Return the form that takes the response; a map has one for pointing and one for its list."""
    forms = [form for form in browser.page.all("form") if form.get("action") == scope]
    return next((form for form in forms if any(e.get("type") == "radio" for e in form.all("input"))), forms[0])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_learner_who_knows_a_bank_gets_every_question_right(app: Flask, session: Session, path: Path) -> None:
    bank: Bank = parse_bank(path.read_bytes(), path.name)
    apply_bank(session, bank, now=utc_now() - timedelta(days=1))
    learner = make_learner(session, "ada", new_per_day=500)
    ids = {id_: bank.by_id[local] for id_, local in session.execute(select(QuestionRow.id, QuestionRow.local_id))}
    browser, scope, met = Browser(app), f"/study/{bank.id}", set()
    be_logged_in(browser, session, learner)
    while len(met) < len(bank.questions):
        browser.visit(f"{scope}?more=1")
        form = _form(browser, scope)
        with app.test_request_context():
            asked = tokens.read(form.fields()["asked"], learner.id)
        question = ids[asked.question_id]
        met.add(question.id)
        data = form.fields() | _fields(question, asked)
        data.pop("show", None)
        assert browser.client.post(scope, data=data).status_code == HTTPStatus.SEE_OTHER, question.id
        browser.visit(f"/study/answer/{asked.key}")
        assert browser.heading.startswith("Right"), f"{question.id}: {browser.heading}"
        assert question.explanation.split()[0] in browser.text
    assert met == set(bank.by_id)

