"""Ready-made things for tests: banks, learners, and answers that are right or wrong."""

import hashlib
import itertools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core.asked import Asked
from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.banks.plan import Plan
from geoquiz.core.kinds import load_question
from geoquiz.core.question import MAIN, Form, Question, Shown
from geoquiz.core.scheduling.memory import Settings
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.scheduling.reasons import reasons_for
from geoquiz.services import accounts, banks, study
from geoquiz.services.study import Ask
from geoquiz.storage.db import begin_write
from geoquiz.storage.models import Question as QuestionModel
from geoquiz.storage.models import User
from geoquiz.storage.queries import accounts as account_rows
from geoquiz.storage.queries import banks as bank_rows
from geoquiz.storage.queries import cards
from geoquiz.storage.queries.accounts import Account

# A Tuesday at noon; the zones of tests are far from any change of clocks then.
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
_NUMBERS = itertools.count(1)

ALL_KINDS = """
format: 1
id: all-kinds
title: One question of each kind
tags: [geography]
source: {title: An atlas, article: 1, published: 2024-06}
as_of: 2024-06
questions:
  - {id: capital, type: single, stem: What is the capital of Georgia?, options: [Tbilisi, Baku, Yerevan], answer: Tbilisi,
     explanation: Tbilisi has been it since the fifth century., source: {paragraph: 3}}
  - {id: shores, type: multiple, stem: Which of these lie on the Caspian Sea?, options: [Iran, Turkmenistan, Georgia, Armenia],
     answers: [Iran, Turkmenistan]}
  - {id: landlocked, type: true_false, stem: Armenia has a coast., answer: false}
  - {id: strait, type: typed, stem: Which strait joins the Black Sea to the Sea of Marmara?, answer: Bosporus, accept: [Bosphorus]}
  - {id: length, type: numeric, stem: How long is the corridor in kilometres?, answer: 7200, unit: km, tolerance: 2%}
  - {id: summit, type: date, stem: In which month was the summit?, answer: 2024-07}
  - {id: sea, type: cloze, text: "The {{c1::Caspian}} Sea has no outlet; the {{c2::Black}} Sea has one."}
  - {id: north-to-south, type: ordering, stem: Order these cities from north to south., items: [Helsinki, Kyiv, Athens]}
  - {id: capitals, type: matching, stem: Match each country with its capital.,
     pairs: [{left: Iran, right: Tehran}, {left: India, right: New Delhi}], distractors: [Islamabad]}
  - {id: port, type: map, stem: Where is Mumbai?, map: corridor.svg, answer: {name: Mumbai, lat: 19.08, lon: 72.88}, within_km: 400,
     choices: [{name: Karachi, lat: 24.86, lon: 67.0}, {name: Chabahar, lat: 25.29, lon: 60.64}]}
  - {id: word, type: card, front: What does INSTC stand for?, back: International North–South Transport Corridor}
"""


def bank_of_all_kinds() -> Bank:
    """Return a bank with one question of each kind, twelve parts in all."""
    return parse_bank(ALL_KINDS.encode(), "all-kinds.yaml")


def typed(id_: str, answer: str = "", **fields: Any) -> Question:
    """Return a typed question, of which a test needs nothing but that it is there."""
    return load_question({"id": id_, "type": "typed", "stem": f"What is {id_}?", "answer": answer or f"answer {id_}", **fields})


def make_bank(questions: Iterable[Question] | int = 3, *, id_: str = "bank", **header: Any) -> Bank:
    """Return a bank of these questions, or of so many typed ones, q1, q2 …"""
    if isinstance(questions, int):
        questions = [typed(f"q{number}") for number in range(1, questions + 1)]
    fields = {"format": 1, "id": id_, "title": f"The bank {id_}", **header}
    return Bank.model_validate({**fields, "questions": tuple(questions)})


def changed(bank: Bank, id_: str, **fields: Any) -> Bank:
    """Return the bank with other fields in one of its questions."""
    new = [load_question({**q.model_dump(mode="json", exclude_defaults=True), "type": q.kind, **fields}) if q.id == id_ else q
           for q in bank.questions]
    return with_questions(bank, new)


def without(bank: Bank, id_: str) -> Bank:
    """Return the bank without one of its questions."""
    return with_questions(bank, [q for q in bank.questions if q.id != id_])


def with_questions(bank: Bank, questions: Iterable[Question]) -> Bank:
    """Return the bank with other questions."""
    return Bank.model_construct(**{**dict(bank.header()), "questions": tuple(questions)})


def apply_bank(session: Session, bank: Bank | None = None, *, now: datetime = NOW) -> Plan:
    """Apply a bank (of all kinds, unless another is given) and return what changed."""
    return banks.apply(session, bank or bank_of_all_kinds(), now=now)[0]


def make_learner(session: Session, name: str | None = None, *, password: str | None = None, role: str = "student",
                 zone: str = "UTC", new_per_day: int = 20, reviews_per_day: int = 200, now: datetime = NOW, **settings: Any
                 ) -> Account:
    """Return a new account; without a password it is quick to make and nobody can log in to it."""
    # Dates are fuzzed by the handle, so it is the same in every run.
    who = name or f"number {session.scalar(select(func.count()).select_from(User))}"
    handle = hashlib.sha256(who.encode()).hexdigest()[:12]
    name = name or f"learner {next(_NUMBERS)}"
    if password is not None:
        account = accounts.register(session, name, password, role=role, zone=zone, now=now)
        begin_write(session)
        account_rows.add_settings(session, account.id, 2, Settings(zone=zone, **settings), new_per_day=new_per_day,
                                  reviews_per_day=reviews_per_day, now=now)
        session.commit()
        return account
    begin_write(session)
    user_id = account_rows.add_user(session, name=name, name_key=name, password_hash="", role=role, handle=handle,
                                    now=now)
    account_rows.add_settings(session, user_id, 1, Settings(zone=zone, **settings), new_per_day=new_per_day,
                                  reviews_per_day=reviews_per_day, now=now)
    session.commit()
    return Account(user_id, name, role, "")


def ask(session: Session, user_id: int, bank: str | None = None, *, now: datetime = NOW, **options: Any) -> Ask:
    """Return the question that comes next; a test that gets a pause instead fails here."""
    found = study.next_question(session, user_id, bank, now=now, key=str(uuid.uuid4()), **options)
    assert isinstance(found, Ask), found
    return found


def page(session: Session, user_id: int, local_id: str, part: str = MAIN, *, at: datetime = NOW, number: int = 1) -> Ask:
    """Return a page that asks this question, due or not; ``number`` is the session it belongs to."""
    question_id = session.scalars(select(QuestionModel.id).where(QuestionModel.local_id == local_id)).one()
    showing = bank_rows.current_showing(session, question_id)
    assert showing is not None
    known = cards.memory_of(session, user_id, question_id, part)
    seed, key = uuid.uuid4().hex[:16], str(uuid.uuid4())
    asked = Asked(user_id, question_id, showing.revision_id, showing.bank.revision_id, part, seed, key, number, None, known.reps,
                  at)
    return Ask(asked, showing.question.kind, showing.question.shown(part, seed), showing.bank, 0, 20, not known.reps,
               reasons_for(known, at=at, settings=Settings(), seed="seed"))


def right_form(question: Question, part: str, shown: Shown) -> Form:
    """Return the fields that a browser sends for the right answer."""
    response = question.right_response(part)
    if question.kind == "ordering":
        return Form(tuple(str(response.index(text) + 1) for text in shown.choices))
    if question.kind == "map":
        return Form((question.model_dump()["answer"]["name"],))
    return Form(response)


def wrong_form(question: Question, part: str, shown: Shown) -> Form:
    """Return the fields that a browser sends for a wrong answer."""
    right = right_form(question, part, shown).response
    other = next((text for text in shown.choices if text not in right), "")
    return Form({
        "single": (other,), "multiple": (other,), "map": (other,), "card": (), "numeric": ("1",), "date": ("18 June 1815",),
        "true_false": ("true" if right == ("false",) else "false",), "ordering": right[::-1], "matching": right[1:] + right[:1],
    }.get(question.kind, ("something else",)))


def answer_right(session: Session, asked: Ask, *, now: datetime = NOW, rating: Rating = Rating.GOOD,
                 answered_at: datetime | None = None) -> str:
    """Answer a question rightly and return the answer's key."""
    question = bank_rows.question_at(session, asked.asked.revision_id)
    form = right_form(question, asked.asked.part, asked.shown)
    return study.answer(session, asked.asked, form, gave_up=False, rating=rating, now=now, answered_at=answered_at)


def answer_wrong(session: Session, asked: Ask, *, now: datetime = NOW, answered_at: datetime | None = None) -> str:
    """Answer a question wrongly and return the answer's key."""
    question = bank_rows.question_at(session, asked.asked.revision_id)
    form = wrong_form(question, asked.asked.part, asked.shown)
    return study.answer(session, asked.asked, form, gave_up=False, rating=Rating.AGAIN, now=now, answered_at=answered_at)


def asked_again(asked: Ask, *, at: datetime) -> Ask:
    """Return the same question as another page asks it, later or in another tab."""
    return replace(asked, asked=replace(asked.asked, at=at, key=str(uuid.uuid4())))


@dataclass
class Clock:
    """A clock that a test moves by hand."""

    now: datetime = NOW

    def tick(self, **delta: float) -> datetime:
        """Move the clock and return the new time."""
        self.now += timedelta(**delta)
        return self.now
