"""The board of a class: looking at it, joining and leaving it, and for teachers turning it on and off."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.services import board
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("board", __name__)


@bp.get("/classes/<room>/board")
@member_required
def show(room: str) -> ResponseReturnValue:
    """Show the board to those who are on it or teach the class, and to other students how to join it."""
    return render_template("classes/board.html", board=board.show(db.session, room, learner().id, now=utc_now()),
                           fewest=board.FEWEST)


@bp.post("/classes/<room>/board/switch")
@member_required
def switch(room: str) -> ResponseReturnValue:
    """Turn the board on or off."""
    on = request.form.get("on") == "yes"
    board.switch(db.session, room, learner().id, on=on)
    flash("The class has a board: each student decides whether to be on it." if on else
          "The board is off, and nobody is on it any more.")
    return redirect(url_for(".show", room=room), HTTPStatus.SEE_OTHER)


@bp.post("/classes/<room>/board/join")
@member_required
def join(room: str) -> ResponseReturnValue:
    """Put oneself on the board, or off it."""
    on = request.form.get("on") == "yes"
    board.join(db.session, room, learner().id, on=on)
    flash("You are on the board." if on else "You are off the board: nobody sees you there any more.")
    return redirect(url_for(".show", room=room), HTTPStatus.SEE_OTHER)
