"""Banks as an Anki deck, with the choices that the learner makes."""

from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO
from typing import Any, BinaryIO

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, StringField, ValidationError

from geoquiz.core.errors import NotFound
from geoquiz.core.stages import OnStage, unheard
from geoquiz.services import audit, banks, export
from geoquiz.services.export import NothingFits, UnknownTag
from geoquiz.services.works import Made
from geoquiz.storage.db import Database, db
from geoquiz.storage.queries.banks import BankRow
from geoquiz.storage.queries.works import MadeFile
from geoquiz.web import works
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now
from geoquiz.web.files import send_written

bp = Blueprint("export", __name__)

# More than anybody writes into a line; each is compared with every tag there is.
_MOST_TAGS = 50
_TYPE = "application/octet-stream"


class AnkiForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """What of the banks goes into a deck."""

    banks = SelectMultipleField("Banks", validate_choice=False)
    tags = StringField("Only questions with one of these tags",
                       description="Leave it empty for all. Several are parted by commas, such as: trade, russia.")
    only_met = BooleanField("Only what I have met",
                            description="Questions that you have answered here at least once.")
    with_progress = BooleanField("With my progress",
                                 description="Due dates, what FSRS knows of your memory, and every review. "
                                             "Without it all cards are new in Anki.")

    def validate_banks(self, field: SelectMultipleField) -> None:
        """Ask for a bank, and for one that is here."""
        if not field.data:
            raise ValidationError("Choose at least one bank.")
        if missing := set(field.data) - {row.key for row in banks.list_all(db.session, learner().id)}:
            raise ValidationError(f"There is no bank {min(missing)!r} here any more: choose from the list.")

    def validate_tags(self, field: StringField) -> None:
        """Refuse more tags than anybody means."""
        if len(self.wanted_tags) > _MOST_TAGS:
            raise ValidationError(f"These are more than {_MOST_TAGS} tags: leave some out.")

    @property
    def wanted_tags(self) -> list[str]:
        """The tags, one by one."""
        return list(dict.fromkeys(tag for text in (self.tags.data or "").split(",") if (tag := text.strip())))


@bp.get("/export")
@member_required
def choose() -> ResponseReturnValue:
    """Show what can go into a deck, and what Anki makes of it; ``bank`` in the address ticks one, else all are."""
    rows = banks.list_all(db.session, learner().id)
    asked = request.args.getlist("bank")
    return _page(rows, AnkiForm(formdata=None, banks=asked or [row.key for row in rows]))


@bp.post("/export/anki")
@member_required
def anki() -> ResponseReturnValue:
    """Hand the chosen banks out as one deck, or show the choices again with what is wrong with them."""
    form = AnkiForm()
    if form.validate_on_submit():
        try:
            return _deck(form)
        except UnknownTag as error:
            form.tags.errors = [str(error)]
        except NothingFits as error:
            (form.only_met if form.only_met.data else form.tags).errors = [str(error)]
        except NotFound as error:  # The bank has just gone.
            form.banks.errors = [str(error)]
    return _page(banks.list_all(db.session, learner().id), form), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(rows: list[BankRow], form: AnkiForm) -> str:
    tags = sorted({tag for row in rows for tag in row.header.tags})
    return render_template("export/anki.html", banks=rows, form=form, tags=tags)


def _deck(form: AnkiForm) -> ResponseReturnValue:
    user_id, keys = learner().id, form.banks.data or []
    asked = {"keys": keys, "tags": form.wanted_tags, "only_met": form.only_met.data, "with_progress": form.with_progress.data}
    if export.is_large(db.session, keys, learner=user_id if asked["with_progress"] else None, viewer=user_id):
        audit.note(db.session, "deck exported", " ".join(keys), now=utc_now())
        return works.start("deck", asked)
    response = send_written(lambda target: _write(db.session, user_id, asked, target), _name(keys), _TYPE)
    audit.note(db.session, "deck exported", " ".join(keys), now=utc_now())
    return response


def _name(keys: list[str]) -> str:
    return f"geoquiz-{keys[0]}.apkg" if len(keys) == 1 else "geoquiz.apkg"


def _write(session: Database, user_id: int, asked: Mapping[str, Any], target: BinaryIO, on_stage: OnStage = unheard) -> None:
    export.write_anki(session, asked["keys"], target, learner=user_id if asked["with_progress"] else None,
                      met_by=user_id if asked["only_met"] else None, tags=asked["tags"], viewer=user_id, now=utc_now(),
                      on_stage=on_stage)


def _make(session: Database, user_id: int, asked: Mapping[str, Any], on_stage: OnStage) -> Made:
    """Write a large deck, beside the page."""
    target = BytesIO()
    _write(session, user_id, asked, target, on_stage)
    return Made({}, MadeFile(_name(asked["keys"]), _TYPE, target.getvalue()))


works.KINDS["deck"] = works.Kind("Writing your deck", _make, lambda asked: url_for("export.choose", bank=asked["keys"]))
