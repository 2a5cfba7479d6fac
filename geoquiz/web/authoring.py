"""Writing a bank in the browser: making one, the list of its questions, and a form for each of them with a preview."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.banks import editing
from geoquiz.core.banks.editing import Entry, Layout, Unreadable, read_layout, read_question
from geoquiz.core.banks.entryform import faults_of, read_entry
from geoquiz.core.banks.model import BankHeader
from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.kinds import KINDS
from geoquiz.core.question import Question
from geoquiz.interchange.naming import slug_of_text
from geoquiz.services import authoring
from geoquiz.services.authoring import Stale, Workbench
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required, viewer
from geoquiz.web.clock import utc_now

bp = Blueprint("authoring", __name__)

# A bank's whole text in one form, with what stands around it.
MAX_BODY = 9 * 1024 * 1024
A_PAGE = 100
_HEADER = frozenset(BankHeader.model_fields) - {"format", "id"}


@dataclass(frozen=True, slots=True)
class Row:
    """A question in the list of those that a text has: ``state`` is "new", "changed", "faulty" or nothing."""

    number: int
    id: str
    kind: str
    words: str
    state: str
    retired: bool
    saved: bool


@bp.url_value_preprocessor
def _allow_large_bodies(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a question have texts as long as a bank file's may be; this comes before anything reads the form."""
    if request.method == "POST":
        request.max_content_length = request.max_form_memory_size = MAX_BODY
        request.max_form_parts = 2000


@bp.route("/banks/new", methods=["GET", "POST"])
@member_required
def new() -> ResponseReturnValue:
    """Make an empty bank of the learner's own."""
    if request.method == "GET":
        return render_template("authoring/new.html", entry={"language": "en"}, faults={})
    entry = read_entry(_HEADER, request.form.items(multi=True), {"language": "en"})
    header = {"format": "1", "id": slug_of_text(str(entry.get("title", ""))), **entry}
    if faults := faults_of(BankHeader, header):
        return render_template("authoring/new.html", entry=entry, faults=faults), HTTPStatus.UNPROCESSABLE_ENTITY
    key = authoring.create(db.session, learner().id, header, now=utc_now())
    flash("The bank is made; you alone see it. Now write its first question.")
    return redirect(url_for(".edit", bank=key), HTTPStatus.SEE_OTHER)


@bp.get("/banks/<bank>/edit")
@member_required
def edit(bank: str) -> ResponseReturnValue:
    """Show the questions of a bank as the learner's draft has them, to be edited, moved, retired and added to."""
    bench = authoring.open_bank(db.session, learner().id, bank)
    try:
        layout = read_layout(bench.desk.text)
    except Unreadable:
        return render_template("authoring/unreadable.html", desk=bench.desk)
    rows = _rows(bench, layout)
    page = max(1, min(request.args.get("page", 1, int), -(-len(rows) // A_PAGE) or 1))
    return render_template("authoring/edit.html", desk=bench.desk, header=layout.header, page=page, count=len(rows),
                           pages=-(-len(rows) // A_PAGE), rows=rows[(page - 1) * A_PAGE:page * A_PAGE], kinds=tuple(KINDS),
                           is_studied=authoring.is_studied(db.session, bench.desk.bank))


def _rows(bench: Workbench, layout: Layout) -> list[Row]:
    before = {str(entry.get("id")): entry for entry in read_layout(bench.desk.saved).entries}
    return [_row(number, entry, before, bench) for number, entry in enumerate(layout.entries, 1)]


def _row(number: int, entry: Entry, before: dict[str, Entry], bench: Workbench) -> Row:
    id_ = str(entry.get("id", ""))
    words = next((str(entry[name]) for name in ("stem", "front", "text") if entry.get(name)), "")
    changed = "" if before.get(id_) == entry else "changed" if id_ in bench.saved_ids else "new"
    state = "faulty" if read_question(entry) is None else changed
    return Row(number, id_, str(entry.get("type", "")), words, state, entry.get("retired") == "true", id_ in bench.saved_ids)


@bp.route("/banks/<bank>/edit/header", methods=["GET", "POST"])
@member_required
def header(bank: str) -> ResponseReturnValue:
    """Edit a bank's title, subjects, language and source."""
    bench = authoring.open_bank(db.session, learner().id, bank)
    before = read_layout(bench.desk.text).header
    if request.method == "GET":
        return render_template("authoring/header.html", desk=bench.desk, entry=before, faults={})
    entry = read_entry(_HEADER, request.form.items(multi=True), before)
    if faults := faults_of(BankHeader, entry):
        page = render_template("authoring/header.html", desk=bench.desk, entry=entry, faults=faults)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    authoring.change(db.session, learner().id, bank, lambda text: editing.with_header(text, entry), now=utc_now())
    return redirect(url_for(".edit", bank=bank), HTTPStatus.SEE_OTHER)


@bp.post("/banks/<bank>/edit/add")
@member_required
def add(bank: str) -> ResponseReturnValue:
    """Put a new, empty question at the end of the draft, and open its form."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise NotFound("There is no such type.")
    id_ = ""

    def edit_text(text: str) -> str:
        nonlocal id_
        id_ = editing.free_id(read_layout(text), "new-question")
        return editing.with_new_entry(text, {"id": id_, "type": kind})

    authoring.change(db.session, learner().id, bank, edit_text, now=utc_now())
    return redirect(url_for(".question", bank=bank, local_id=id_), HTTPStatus.SEE_OTHER)


@bp.get("/banks/<bank>/edit/question/<local_id>")
@member_required
def question(bank: str, local_id: str) -> ResponseReturnValue:
    """Show the form of a question."""
    bench = authoring.open_bank(db.session, learner().id, bank)
    layout = read_layout(bench.desk.text)
    entry = layout.entries[layout.index_of(local_id)]
    return _form(bench, local_id, entry, seen=authoring.digest_of(entry), preview=len(entry) > len(("id", "type")))


def _form(bench: Workbench, local_id: str, entry: Entry, *, seen: str, faults: dict[str, str] | None = None, notice: str = "",
          rows: int = 2, preview: bool = False) -> ResponseReturnValue:
    kind = str(entry.get("type", ""))
    if kind not in KINDS:
        raise NotFound("This question has no type that there is: mend it in the text view.")
    page = render_template(
        "authoring/question.html", desk=bench.desk, entry=entry, kind=kind, local_id=local_id, seen=seen, faults=faults or {},
        notice=notice, blank=rows, saved=local_id in bench.saved_ids, draft_id=local_id.startswith("new-question"),
        **(_previewed(entry) if preview else {"previewed": None}))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK


def _previewed(entry: Entry) -> dict[str, Any]:
    """Return what the preview of a question shows; what is wrong with it, where it is faulty."""
    found = read_question(entry)
    if found is None:
        kind = KINDS[str(entry["type"])]
        return {"previewed": "faults", "preview_faults": list(faults_of(kind, entry).values())}
    part = found.parts()[0]
    # As asking names them: the templates of the kinds show a question that nobody answers.
    return {"previewed": "question", "shown": found.shown(part, "preview"), "question": found, "token": "preview",
            "given": {"response": ()}, "ask": {"asked": {"key": ""}, "kind": found.kind}, "readings": (), "error": None,
            "revealed": None,
            "action": url_for(".new"), "backs": [found.face(name).back for name in found.parts()],
            "source": None, "as_of": None, "page": "authoring/_asked.html"}


@bp.post("/banks/<bank>/edit/question/<local_id>")
@member_required
def write(bank: str, local_id: str) -> ResponseReturnValue:
    """Keep what the form says in the draft, faulty or not; then go on to the list, or show the form again."""
    do = request.form.get("do", "keep")
    bench = authoring.open_bank(db.session, learner().id, bank)
    layout = read_layout(bench.desk.text)
    current = layout.entries[layout.index_of(local_id)]
    kind = KINDS.get(str(current.get("type")))
    if kind is None:
        raise NotFound("This question has no type that there is: mend it in the text view.")
    entry = read_entry(kind.model_fields, request.form.items(multi=True), current)
    is_fixed = local_id in bench.saved_ids or do != "keep"
    entry |= {"id": local_id if is_fixed else _id(entry, local_id, layout), "type": kind.kind}
    try:
        authoring.write_entry(db.session, learner().id, bank, local_id, entry, seen=request.form.get("seen", ""), now=utc_now())
    except Stale as error:
        if do == "auto":
            return _fragment(entry, authoring.digest_of(error.entry), stale=True)
        stale = f"{error} Nothing is kept yet: what you see are your words; keep them to put them in the place of the others."
        return _form(bench, local_id, entry, seen=authoring.digest_of(error.entry), faults={"": stale})
    except Conflict as error:
        return _form(bench, local_id, entry, seen=request.form.get("seen", ""), faults={"id": str(error)})
    return _kept(bench, bank, local_id, entry, kind, do)


def _kept(bench: Workbench, bank: str, local_id: str, entry: Entry, kind: type[Question], do: str) -> ResponseReturnValue:
    """Answer a form that was kept: the preview alone for a script, the form again, or the list."""
    seen = authoring.digest_of(entry)
    if do == "auto":
        return _fragment(entry, seen)
    if do == "rows":
        return _form(bench, local_id, entry, seen=seen, rows=8)
    faults = faults_of(kind, entry)
    if do == "preview":
        return _form(bench, local_id, entry, seen=seen, preview=True)
    if faults:
        return _faulty(bench, entry, seen, faults)
    flash("Kept in your draft. Students see it once you have saved the bank.")
    return redirect(url_for(".edit", bank=bank) + f"#q-{entry['id']}", HTTPStatus.SEE_OTHER)


def _faulty(bench: Workbench, entry: Entry, seen: str, faults: dict[str, str]) -> ResponseReturnValue:
    """Show the form with its faults; what was typed is in the draft."""
    return _form(bench, str(entry["id"]), entry, seen=seen, faults=faults,
                 notice="Kept in your draft. Before the bank can be saved, this has to be mended.")


def _fragment(entry: Entry, seen: str, *, stale: bool = False) -> ResponseReturnValue:
    return render_template("authoring/_preview.html", seen=seen, stale=stale, **_previewed(entry))


def _id(entry: Entry, local_id: str, layout: Layout) -> str:
    """Return the id that a question gets: the one typed, or one made of its words."""
    typed = str(entry.get("id") or "").strip()
    if typed and not (typed == local_id and local_id.startswith("new-question")):
        return typed
    words = next((slug_of_text(str(entry[name])) for name in ("stem", "front", "text") if entry.get(name)), "")
    return editing.free_id(layout, words) if words else local_id


@bp.post("/banks/<bank>/edit/question/<local_id>/move")
@member_required
def move(bank: str, local_id: str) -> ResponseReturnValue:
    """Move a question up, down, or to a place."""
    to = request.form.get("to", "")

    def edit_text(text: str) -> str:
        index = read_layout(text).index_of(local_id)
        place = index + {"up": -1, "down": 1}.get(to, 0) if not to.isdecimal() else int(to[:6]) - 1
        return editing.with_entry_moved(text, local_id, place)

    authoring.change(db.session, learner().id, bank, edit_text, now=utc_now())
    return redirect(url_for(".edit", bank=bank) + f"#q-{local_id}", HTTPStatus.SEE_OTHER)


@bp.post("/banks/<bank>/edit/question/<local_id>/retire")
@member_required
def retire(bank: str, local_id: str) -> ResponseReturnValue:
    """Retire a question in the draft, or take that back; one that was never saved goes altogether."""
    bench = authoring.open_bank(db.session, learner().id, bank)

    def edit_text(text: str) -> str:
        layout = read_layout(text)
        entry = layout.entries[layout.index_of(local_id)]
        if local_id not in bench.saved_ids:
            return editing.without_entry(text, local_id)
        if entry.get("retired") == "true":
            return editing.with_entry(text, local_id, {name: value for name, value in entry.items() if name != "retired"})
        return editing.with_entry(text, local_id, {**entry, "retired": "true"})

    authoring.change(db.session, learner().id, bank, edit_text, now=utc_now())
    return redirect(url_for(".edit", bank=bank), HTTPStatus.SEE_OTHER)


@bp.post("/banks/<bank>/edit/discard")
@member_required
def discard(bank: str) -> ResponseReturnValue:
    """Throw the draft away."""
    authoring.discard(db.session, learner().id, bank)
    flash("The draft is thrown away: this is the bank as it was saved.")
    return redirect(url_for(".edit", bank=bank), HTTPStatus.SEE_OTHER)


@bp.post("/banks/<bank>/copy")
@member_required
def copy(bank: str) -> ResponseReturnValue:
    """Make a copy of the learner's own, to be edited."""
    key = authoring.copy(db.session, learner().id, bank, now=utc_now())
    flash("This copy is yours: you alone see it, and nothing you change in it changes the original.")
    return redirect(url_for(".edit", bank=key), HTTPStatus.SEE_OTHER)


@bp.post("/banks/<bank>/away")
@member_required
def away(bank: str) -> ResponseReturnValue:
    """Put a bank of the learner's own away, take it back, or delete it where nobody has studied it."""
    do = request.form.get("do", "")
    if do == "delete":
        authoring.delete_bank(db.session, learner().id, bank)
        flash("The bank is deleted.")
        return redirect(url_for("banks.index"), HTTPStatus.SEE_OTHER)
    if do == "back":
        authoring.revive_bank(db.session, learner().id, bank)
        flash("The bank is back; you alone see it.")
        return redirect(url_for(".edit", bank=bank), HTTPStatus.SEE_OTHER)
    authoring.retire_bank(db.session, learner().id, bank)
    flash("The bank is put away: nobody is asked its questions any more, and all progress stays.")
    return redirect(url_for("banks.index"), HTTPStatus.SEE_OTHER)


@bp.app_template_global()
def may_edit(key: str) -> bool:
    """Return whether the person who asks may edit a bank in the browser."""
    return authoring.may_edit(db.session, viewer(), key)


@bp.app_template_global()
def banks_at_work() -> dict[str, Any]:
    """Return what a member has begun to write and what they have put away."""
    return {"drafts": authoring.drafted(db.session, learner().id), "away": authoring.put_away(db.session, learner().id)}
