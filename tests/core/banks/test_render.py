from hypothesis import given, settings

from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.banks.render import question_content, render_bank
from tests.core.kinds.examples import make
from tests.core.strategies import NASTY, banks

BANK = """\
# yaml-language-server: $schema=bank.schema.json
format: 1
id: instc
title: The North–South Transport Corridor
tags:
- trade
source:
  title: How the North–South Corridor is Saving Russia?
  article: 4
  published: 2024-06
as_of: 2024-06
questions:
- id: route-length
  type: numeric
  stem: How long is the corridor?
  answer: 7200
  unit: km
  tolerance: 2%
  units:
    mi: 1.609344
  explanation: |-
    From Saint Petersburg
    to Mumbai.
  source:
    paragraph: 3
  retired: true
- id: ports
  type: single
  stem: Which port lies on the Caspian?
  options:
  - Baku
  - text: Mumbai
    feedback: That is India's.
  answer: Baku
"""


def test_a_bank_is_written_in_the_order_a_person_would_write_it() -> None:
    assert render_bank(parse_bank(BANK.encode(), "instc.yaml")) == BANK


@given(bank=banks(max_questions=3))
def test_what_is_written_is_read_back_as_the_same_bank(bank: Bank) -> None:
    text = render_bank(bank)
    again = parse_bank(text.encode(), "bank.yaml")
    assert again == bank
    assert render_bank(again) == text


@settings(max_examples=1)
@given(bank=banks())
def test_every_nasty_text_survives_in_every_place(bank: Bank) -> None:
    questions = [
        make("typed", id=f"q{index}", stem=text, answer=text, accept=[text, "x"], explanation=text, hint=text)
        for index, text in enumerate(NASTY)
    ]
    whole = bank.model_copy(update={"questions": tuple(questions), "title": "12:30", "description": "no"})
    assert parse_bank(render_bank(whole).encode(), "bank.yaml") == whole


def test_spaces_around_a_text_are_no_part_of_it() -> None:
    assert make("typed", answer="  Baku \n").answer == "Baku"


def test_degrees_are_written_without_exponents() -> None:
    spot = {"name": "Null", "lat": 0.000001, "lon": 20}
    question = make("map", map="eurasia.svg", answer=spot, within_km=100, choices=[{"name": "B", "lat": 1, "lon": 100}])
    bank = parse_bank(BANK.encode(), "b.yaml").model_copy(update={"questions": (question,)})
    assert "lat: 0.000001\n" in render_bank(bank)
    assert parse_bank(render_bank(bank).encode(), "b.yaml") == bank


def test_defaults_are_left_out_of_a_question() -> None:
    assert question_content(make("true_false", answer="false")) == {
        "id": "example", "type": "true_false", "stem": "What?", "answer": False,
    }
