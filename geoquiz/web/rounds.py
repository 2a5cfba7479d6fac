"""Rounds: match and speed games with a bank's terms. How a round stands travels in a signed token; the server keeps the time."""

import secrets
import uuid
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from geoquiz.core import rounds as games
from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.core.question import shuffled
from geoquiz.core.rounds import Match, Speed
from geoquiz.services import rounds
from geoquiz.services.rounds import Table
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("rounds", __name__)
NAMES = {"match": "Match", "speed-60": "Speed, 60 seconds", "speed-180": "Speed, 3 minutes"}


@bp.get("/rounds/<bank>")
@member_required
def index(bank: str) -> ResponseReturnValue:
    """Show the rounds that a bank allows, with the learner's own bests."""
    return render_template("rounds/index.html", table=_table(bank), names=NAMES)


@bp.post("/rounds/<bank>")
@member_required
def begin(bank: str) -> ResponseReturnValue:
    """Begin a round of a game."""
    table, game = _table(bank), request.form.get("game", "")
    if game not in games.GAMES:
        raise GeoquizError("Choose one of the games on the page: Match or Speed.")
    if not table.is_enough:
        raise GeoquizError(f"{table.bank.title} has too few terms for a round.")
    seed, now = secrets.token_hex(8), utc_now()
    if game == "match":
        return _to_match(table, games.begin_match(table.pairs, seed, now), str(uuid.uuid4()))
    return _to_speed(table, Speed(seed, now, int(game.partition("-")[2])), str(uuid.uuid4()))


@bp.get("/rounds/<bank>/match/<state>")
@member_required
def match(bank: str, state: str) -> ResponseReturnValue:
    """Show the tiles that are left of a match."""
    table = _table(bank)
    found, _ = _read_match(table, state)
    pairs = games.dealt(table.pairs, found.seed, games.TABLE)
    places = [str(place) for place in found.left]
    return render_template("rounds/match.html", table=table, match=found, pairs=pairs, state=state,
                           definitions=[int(place) for place in shuffled(places, f"{found.seed} definitions")])


@bp.post("/rounds/<bank>/match/<state>")
@member_required
def choose(bank: str, state: str) -> ResponseReturnValue:
    """Take the two chosen tiles off the table where they belong together; the last two end the match."""
    table, now = _table(bank), utc_now()
    found, key = _read_match(table, state)
    chosen = [request.form.get(name, "") for name in ("term", "definition")]
    if not all(text.isdecimal() and len(text) < 3 for text in chosen):
        raise GeoquizError("Choose one term and one definition.")
    found = games.choose_pair(found, int(chosen[0]), int(chosen[1]))
    if not found.is_over:
        return _to_match(table, found, key)
    took = games.match_time(found, now)
    return _over(table, "match", key, round(took / timedelta(milliseconds=1)), found.mistakes, now)


@bp.get("/rounds/<bank>/speed/<state>")
@member_required
def speed(bank: str, state: str) -> ResponseReturnValue:
    """Ask the next term of a speed round."""
    table, now = _table(bank), utc_now()
    found, _ = _read_speed(table, state)
    return render_template("rounds/speed.html", table=table, speed=found, prompt=games.prompt(table.pairs, found), state=state,
                           left=-(-found.left(now) // timedelta(seconds=1)))


@bp.post("/rounds/<bank>/speed/<state>")
@member_required
def answer(bank: str, state: str) -> ResponseReturnValue:
    """Count an answer of a speed round and ask the next, until the time is up."""
    table, now = _table(bank), utc_now()
    found, key = _read_speed(table, state)
    if "term" in request.form and not found.is_over(now):
        found = games.answer_prompt(table.pairs, found, request.form["term"])
    if found.left(now) and "stop" not in request.form:
        return _to_speed(table, found, key)
    return _over(table, f"speed-{found.seconds}", key, found.points, found.wrong, now)


@bp.get("/rounds/<bank>/over/<state>")
@member_required
def over(bank: str, state: str) -> ResponseReturnValue:
    """Show how a round went, beside the learner's best."""
    table = _table(bank)
    game, score, mistakes = _read(state, "over", table)
    return render_template("rounds/over.html", table=table, game=game, score=score, mistakes=mistakes, names=NAMES,
                           best=table.bests.get(game, (0, score)))


def _table(bank: str) -> Table:
    return rounds.table(db.session, learner().id, bank, now=utc_now())


def _over(table: Table, game: str, key: str, score: int, mistakes: int, now: datetime) -> ResponseReturnValue:
    rounds.keep(db.session, learner().id, key, table.bank.id, game, score, mistakes, now=now)
    return _go(".over", table, "over", [game, score, mistakes])


def _to_match(table: Table, found: Match, key: str) -> ResponseReturnValue:
    return _go(".match", table, "match", [key, found.seed, found.started_at.timestamp(), found.left, found.mistakes, found.last])


def _to_speed(table: Table, found: Speed, key: str) -> ResponseReturnValue:
    return _go(".speed", table, "speed", [key, found.seed, found.started_at.timestamp(), found.seconds, found.asked, found.right,
                                          found.wrong, found.last])


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="round")


def _go(endpoint: str, table: Table, what: str, values: list[Any]) -> ResponseReturnValue:
    # The revision of the bank goes along: another one deals other pairs.
    token = _serializer().dumps([what, learner().id, table.bank.revision_id, len(table.pairs), *values])
    return redirect(url_for(endpoint, bank=table.bank.key, state=token), HTTPStatus.SEE_OTHER)


def _read(state: str, what: str, table: Table) -> list[Any]:
    """Return what a token of ours holds; raise NotFound for another's, and GeoquizError where the bank has changed."""
    try:
        kind, user_id, revision, count, *values = _serializer().loads(state)
    except (BadSignature, TypeError, ValueError) as error:
        raise NotFound("There is no such round.") from error
    if (kind, user_id) != (what, learner().id):
        raise NotFound("There is no such round.")
    if what != "over" and (revision, count) != (table.bank.revision_id, len(table.pairs)):
        raise GeoquizError(f"{table.bank.title} was changed while you played: begin a new round.")
    return list(values)


def _read_match(table: Table, state: str) -> tuple[Match, str]:
    key, seed, started, left, mistakes, last = _read(state, "match", table)
    return Match(seed, datetime.fromtimestamp(started, UTC), tuple(left), mistakes, tuple(last) if last else None), key


def _read_speed(table: Table, state: str) -> tuple[Speed, str]:
    key, seed, started, seconds, asked, right, wrong, last = _read(state, "speed", table)
    return Speed(seed, datetime.fromtimestamp(started, UTC), seconds, asked, right, wrong, tuple(last) if last else None), key
