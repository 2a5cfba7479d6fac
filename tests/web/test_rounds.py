"""Rounds by their pages: played to the end without scripts, a wrong pair, a bank that changed meanwhile, others' tokens."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.storage.models import Round
from tests.factories import apply_bank, make_bank, typed
from tests.web.conftest import Browser

TERMS = {f"Which is number {number}?": f"term {number}" for number in range(6)}


@pytest.fixture
def player(student: Browser, session: Session) -> Browser:
    apply_bank(session, make_bank([typed(f"q{number}", answer, stem=stem)
                                   for number, (stem, answer) in enumerate(TERMS.items())]))
    student.visit("/rounds/bank")
    return student


def begin(player: Browser, game: str) -> None:
    player.submit("/rounds/bank", game=game, button="Play Match" if game == "match" else
                  "Play Speed, 60 seconds" if game == "speed-60" else "Play Speed, 3 minutes")


def tiles(player: Browser, name: str) -> dict[str, str]:
    """Return the values of the tiles by their texts."""
    return {re.sub(r"[A-F1-6]$", "", label.text).strip(): label.one("input")["value"] for label in player.page.all("label")
            if label.one("input")["name"] == name}


def join(player: Browser, definition: str, term: str) -> None:
    player.submit(player.path, term=tiles(player, "term")[term], definition=tiles(player, "definition")[definition])


def test_a_match_is_played_to_its_end_and_its_time_is_kept(player: Browser, session: Session) -> None:
    begin(player, "match")
    assert player.heading == "Match"
    first, second = list(TERMS)[:2]
    join(player, first, TERMS[second])
    assert f"“{TERMS[second]}” does not belong to “{first}”." in player.text
    assert "0 of 6 joined, 1 wrong" in player.text
    for number, (definition, term) in enumerate(TERMS.items(), 1):
        join(player, definition, term)
        if number < 6:
            assert f"{number} of 6 joined" in player.text
            assert term not in tiles(player, "term")
    assert player.heading == "Round over"
    assert "with 1 mistake." in player.text
    assert "Your first round of this game is your best, too." in player.text
    game, score, mistakes = session.execute(select(Round.game, Round.score, Round.mistakes)).one()
    assert (game, mistakes) == ("match", 1)
    assert 5000 <= score < 60_000
    assert "Your best: " in player.visit("/rounds/bank").one("main").text


def test_a_match_goes_on_after_a_reload_and_needs_both_tiles(player: Browser) -> None:
    begin(player, "match")
    join(player, *next(iter(TERMS.items())))
    before = player.text
    player.visit(player.path)
    assert player.text == before
    player.submit(player.path, status=422, term="0")
    assert "Choose one term and one definition." in player.text


def test_a_speed_round_counts_points_until_it_is_stopped(player: Browser, session: Session) -> None:
    begin(player, "speed-60")
    for right in (True, True, False):
        stem = player.page.one("p", id="definition").text
        wrong = next(button["value"] for button in player.page.all("button", name="term") if button["value"] != TERMS[stem])
        player.submit(player.path, term=TERMS[stem] if right else wrong)
    assert "1 point" in player.text
    assert f"No, it was “{TERMS[stem]}”." in player.text
    player.submit(player.path, stop="1")
    assert player.heading == "Round over"
    assert "1 point, with 1 mistake." in player.text
    assert session.execute(select(Round.game, Round.score)).one() == ("speed-60", 1)


def test_the_time_is_the_servers(player: Browser, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(player, "speed-180")
    from geoquiz.web import clock, rounds
    stem = player.page.one("p", id="definition").text
    monkeypatch.setattr(rounds, "utc_now", lambda: clock.utc_now() + timedelta(seconds=190))
    player.submit(player.path, term=TERMS[stem])
    assert player.heading == "Round over"
    assert "0 points, with no mistakes." in player.text
    assert session.execute(select(Round.score)).scalars().all() == [0]


def test_a_bank_that_changed_meanwhile_ends_the_round_in_words(player: Browser, session: Session) -> None:
    begin(player, "match")
    apply_bank(session, make_bank([typed(f"q{number}", answer, stem=stem) for number, (stem, answer) in enumerate(TERMS.items())]
                                  + [typed("new")]))
    player.visit(player.path, status=422)
    assert "The bank bank was changed while you played: begin a new round." in player.text


def test_another_learners_round_and_a_made_up_one_are_not_there(player: Browser, as_role: Callable[[str], Browser]) -> None:
    begin(player, "match")
    other = as_role("student")
    other.visit(player.path, status=404)
    other.visit("/rounds/bank/match/made-up", status=404)
    other.visit("/rounds/bank/speed/" + player.path.rpartition("/")[2], status=404)
    other.visit("/rounds/none", status=404)


def test_an_unknown_game_is_refused_in_words(player: Browser) -> None:
    player.submit("/rounds/bank", status=422, game="chess", button="Play Match")
    assert "Choose one of the games on the page: Match or Speed." in player.text


def test_a_bank_of_too_few_terms_says_what_to_do_instead(student: Browser, session: Session) -> None:
    apply_bank(session, make_bank(2))
    assert "A round needs at least four terms" in student.visit("/rounds/bank").one("main").text
