"""Bringing in what Anki, Moodle and others export: upload, a look at what it becomes, then a bank file or a deck of one's own."""

from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import ValidationError

from geoquiz.core.errors import BankError, Conflict, GeoquizError
from geoquiz.core.question import MAIN, Question
from geoquiz.core.stages import OnStage
from geoquiz.interchange.anki.reading import ImportFault, TooManyQuestions
from geoquiz.interchange.report import told
from geoquiz.services import imports
from geoquiz.services.imports import Taken
from geoquiz.services.works import Made
from geoquiz.storage.db import Database, db
from geoquiz.storage.queries.works import MadeFile
from geoquiz.web import works
from geoquiz.web.access import learner, member_required, who
from geoquiz.web.clock import utc_now

bp = Blueprint("imports", __name__)

# A package at its limit with the form around it, and as much pasted text as a file of it may hold.
MAX_BODY = 101 * 1024 * 1024
MAX_TEXT = 9 * 1024 * 1024
_SHOWN, _MOST_LINES = 5, 30


class UploadForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """A file out of Anki, Moodle or another program, or a list."""

    file = FileField("File", description="Anki (.apkg, .colpkg, up to 100 MiB, or notes in plain text, .txt), Moodle XML (.xml), "
                                         "GIFT (.gift), a table (.csv, .tsv) or a bank file (.yaml).")
    text = TextAreaField("Or paste a list",
                         description="One term a line, a tab or “ - ” before its definition, as Quizlet and Anki export it.")

    def validate_file(self, field: Any) -> None:
        """Ask for one of the two."""
        if not (field.data and field.data.filename) and not (self.text.data or "").strip():
            raise ValidationError("Choose a file, or paste a list.")


@bp.url_value_preprocessor
def _allow_large_bodies(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let members, and nobody else, send a whole package to the upload; this comes before anything reads the form."""
    if endpoint == "imports.upload" and request.method == "POST" and who() == "member":
        request.max_content_length = MAX_BODY
        request.max_form_memory_size = MAX_TEXT


@bp.route("/banks/import", methods=["GET", "POST"])
@member_required
def upload() -> ResponseReturnValue:
    """Take a file, and go on to the look at it."""
    form = UploadForm()
    if form.validate_on_submit():
        sent = form.file.data if form.file.data and form.file.data.filename else None
        file = sent.stream if sent else BytesIO((form.text.data or "").encode())
        try:
            key = imports.keep(db.session, learner().id, file, sent.filename if sent else "notes.txt", now=utc_now())
        except ImportFault as error:
            form.file.errors = [str(error)]
        else:
            return redirect(url_for(".look", key=key), HTTPStatus.SEE_OTHER)
    return render_template("imports/upload.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get("/banks/import/<key>")
@member_required
def look(key: str) -> ResponseReturnValue:
    """Show what a file would become; ``deck`` narrows it to one deck."""
    deck = request.args.get("deck", "")
    try:
        found = imports.look(db.session, learner().id, key, deck=deck, now=utc_now())
    except TooManyQuestions as error:
        return render_template("imports/choose.html", key=key, deck=deck, fault=str(error), decks=error.decks)
    except ImportFault as error:
        return render_template("imports/refused.html", key=key, deck=deck, fault=str(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    lines = told(found.losses)
    return render_template(
        "imports/look.html", key=key, deck=deck, found=found, decks=found.plan.decks, lost=lines[:_MOST_LINES],
        more=max(0, len(lines) - _MOST_LINES), faces=[(question, _face(question)) for question in found.bank.questions[:_SHOWN]])


@bp.post("/banks/import/<key>")
@member_required
def take(key: str) -> ResponseReturnValue:
    """Make a deck of the learner's own, and show it."""
    deck = request.form.get("deck", "")
    if imports.is_large(db.session, learner().id, key, now=utc_now()):
        return works.start("import", {"key": key, "deck": deck})
    try:
        taken = imports.take(db.session, learner().id, key, deck=deck, now=utc_now())
    except (ImportFault, BankError, Conflict) as error:
        fault = error.faults[0].message if isinstance(error, BankError) else str(error)
        return render_template("imports/refused.html", key=key, deck=deck, fault=fault), HTTPStatus.UNPROCESSABLE_ENTITY
    return _taken(taken)


def _taken(taken: Taken) -> ResponseReturnValue:
    flash(_told(taken))
    return redirect(url_for("banks.show", bank=taken.key), HTTPStatus.SEE_OTHER)


def _told(taken: Taken) -> str:
    """Return in a sentence or two what was made."""
    sentences = [f"The deck is yours: {taken.questions:,} question{'s' if taken.questions != 1 else ''}, seen by you alone."]
    if taken.cards:
        sentences.append(f"{taken.cards:,} card{'s' if taken.cards != 1 else ''} came with what you remember, and with "
                         f"{taken.reviews:,} review{'s' if taken.reviews != 1 else ''}.")
    if taken.kept:
        sentences.append(f"Cards that you have studied here stay as they are here ({taken.kept:,}).")
    return " ".join(sentences)


def _face(question: Question) -> object:
    parts = question.parts()
    return question.face(parts[0] if parts else MAIN)


@bp.get("/banks/import/<key>/bank.yaml")
@member_required
def download(key: str) -> ResponseReturnValue:
    """Hand the bank file out."""
    deck = request.args.get("deck", "")
    if imports.is_large(db.session, learner().id, key, now=utc_now()):
        return works.start("bank file", {"key": key, "deck": deck})
    try:
        found = imports.bank_file(db.session, learner().id, key, deck=deck, now=utc_now())
    except GeoquizError as error:
        if not isinstance(error, ImportFault) and type(error) is not GeoquizError:
            raise
        return render_template("imports/refused.html", key=key, deck=deck, fault=str(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    response = Response(found.data, mimetype="application/yaml")
    response.headers.set("Content-Disposition", "attachment", filename=found.filename)
    return response


def _take(session: Database, user_id: int, asked: Mapping[str, Any], on_stage: OnStage) -> Made:
    """Take a large file in, beside the page."""
    return Made(asdict(imports.take(session, user_id, asked["key"], deck=asked["deck"], now=utc_now(), on_stage=on_stage)))


def _write(session: Database, user_id: int, asked: Mapping[str, Any], on_stage: OnStage) -> Made:
    """Write a large bank file, beside the page."""
    found = imports.bank_file(session, user_id, asked["key"], deck=asked["deck"], now=utc_now(), on_stage=on_stage)
    return Made({}, MadeFile(found.filename, "application/yaml", found.data))


def _back(asked: Mapping[str, Any]) -> str:
    return url_for("imports.look", key=asked["key"], deck=asked["deck"] or None)


works.KINDS["import"] = works.Kind("Taking in your deck", _take, _back, lambda result: _taken(Taken(**result)))
works.KINDS["bank file"] = works.Kind("Writing the bank file", _write, _back)
