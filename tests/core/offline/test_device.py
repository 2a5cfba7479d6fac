import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz.core.offline.device import device_key
from geoquiz.core.question import KINDS, Context
from geoquiz.core.text import almost, forms, near, normalise
from tests.core.offline.corpus import corpus
from tests.factories import bank_of_all_kinds

QUESTIONS = {question.kind: question for question in bank_of_all_kinds().questions}
WORDS = st.text("aeinrst ", min_size=4, max_size=12)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_says_what_a_device_needs_in_plain_json(kind: str) -> None:
    question = QUESTIONS[kind]
    part = question.parts()[0]
    key = device_key(question, part, Context(), question.shown(part, "seed"))
    assert json.loads(json.dumps(key))["kind"] == kind


def test_a_kind_that_no_device_knows_is_said_to_be_none() -> None:
    class Riddle:
        kind = "riddle"

    with pytest.raises(TypeError, match=r"No device can judge a riddle: say here what it takes\."):
        device_key(Riddle(), "main", Context(), QUESTIONS["card"].shown("main", ""))  # type: ignore[arg-type]  # Not yet a kind.


def test_the_corpus_is_the_same_every_time_and_covers_every_kind_and_verdict() -> None:
    cases = corpus()
    assert cases == corpus()
    met = {(case.key["kind"], case.verdict) for case in cases}
    for kind in KINDS:
        wanted = {"right", "wrong", "malformed"} | ({"almost"} if kind in ("typed", "cloze") else set())
        wanted |= {"partly"} if kind in ("multiple", "ordering", "matching", "map") else set()
        assert wanted <= {verdict for name, verdict in met if name == kind}, kind
    assert sum(len(case.readings) == 2 for case in cases) > 20
    assert len(cases) > 5000


@given(st.lists(WORDS, min_size=1, max_size=3), st.lists(WORDS, max_size=8), st.data())
def test_the_known_forms_that_are_near_are_enough_to_say_what_is_almost_right(answers: list[str], others: list[str],
                                                                             data: st.DataObject) -> None:
    accepted, known = forms(answers), frozenset(map(normalise, [*answers, *others]))
    given = data.draw(st.sampled_from([*answers, *others]).flatmap(lambda word: st.sampled_from(
        [word, word[1:], word[:-1], word + "t", word[:2] + word[3:], word[:2] + word[3:4] + word[2:3] + word[4:]])))
    assert almost(given, accepted, known) == almost(given, accepted, near(accepted, known))


def test_known_forms_that_are_far_do_not_travel() -> None:
    known = frozenset({"latvia", "latvian", "estonia", "the latvian coast"})
    assert near(forms(["Latvia"]), known) == {"latvia", "latvian"}

