"""A bank as the text of its file, with every fault of `geoquiz bank check` at its line."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.banks.differences import side_by_side
from geoquiz.core.banks.lint import Finding
from geoquiz.core.errors import GeoquizError
from geoquiz.services import authoring
from geoquiz.services.authoring import Outdated
from geoquiz.storage.db import db
from geoquiz.storage.queries.authoring import Desk
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now

bp = Blueprint("banktext", __name__)

MAX_BODY = 9 * 1024 * 1024
_MOST_SHOWN = 100
_AROUND = 1


@dataclass(frozen=True, slots=True)
class Marked:
    """A finding with the lines around it, as (number, text)."""

    finding: Finding
    lines: tuple[tuple[int, str], ...]


@bp.url_value_preprocessor
def _allow_large_bodies(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a bank be as large as a file of one may be; this comes before anything reads the form."""
    if request.method == "POST":
        request.max_content_length = request.max_form_memory_size = MAX_BODY


@bp.get("/banks/<bank>/edit/text")
@member_required
def edit(bank: str) -> ResponseReturnValue:
    """Show the text of the learner's draft, with what is to be mended."""
    desk = authoring.open_bank(db.session, learner().id, bank).desk
    return _page(desk, desk.text, desk.seen)


@bp.post("/banks/<bank>/edit/text")
@member_required
def write(bank: str) -> ResponseReturnValue:
    """Keep the text as it is, faulty or not, and check it."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    do = request.form.get("do", "check")
    try:
        desk = authoring.change(db.session, learner().id, bank, lambda _old: text, now=utc_now(), seen=request.form.get("seen", ""))
    except Outdated as error:
        if do == "auto":
            return _fragment(text, error.desk.seen, stale=True)
        return _page(error.desk, text, error.desk.seen, stale=True)
    except GeoquizError as error:
        flash(str(error))
        return _page(authoring.open_bank(db.session, learner().id, bank).desk, text, request.form.get("seen", ""))
    if do == "auto":
        return _fragment(text, desk.seen)
    if do == "plan":
        return redirect(url_for("versions.plan", bank=bank), HTTPStatus.SEE_OTHER)
    return _page(desk, text, desk.seen, checked=True)


def _page(desk: Desk, text: str, seen: str, *, stale: bool = False, checked: bool = False) -> ResponseReturnValue:
    difference = side_by_side(desk.text, text) if stale else []
    page = render_template("authoring/text.html", desk=desk, text=text, seen=seen, stale=stale, checked=checked,
                           difference=difference, **_marked(text))
    return page, HTTPStatus.CONFLICT if stale else HTTPStatus.OK


def _fragment(text: str, seen: str, *, stale: bool = False) -> ResponseReturnValue:
    return render_template("authoring/_faults.html", seen=seen, stale=stale, **_marked(text))


def _marked(text: str) -> dict[str, Any]:
    """Return what there is to mend in a text, each with the lines around it."""
    findings = authoring.check(text, utc_now().date())
    lines = text.splitlines()
    marked = [Marked(found, _around(lines, found.line)) for found in findings[:_MOST_SHOWN]]
    return {"marked": marked, "errors": sum(found.level == "error" for found in findings), "count": len(findings)}


def _around(lines: list[str], line: int) -> tuple[tuple[int, str], ...]:
    first, last = max(1, line - _AROUND), min(len(lines), line + _AROUND)
    return tuple((number, lines[number - 1]) for number in range(first, last + 1))
