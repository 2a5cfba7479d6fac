"""A small package that agrees with itself, to be broken in every way."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from geoquiz.core.scheduling.memory import LogRow, Memory, Settings, fold, fuzz_seed
from geoquiz.core.scheduling.rating import Rating
from geoquiz.interchange.mydata import FILES, check_data, open_data

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
HANDLE, DIGEST = "0123456789ab", "0" * 64
Rows = dict[str, list[Any]]


def _memory(memory: Memory) -> dict[str, Any]:
    return json.loads(json.dumps(asdict(memory), default=lambda at: at.isoformat()))


def small() -> Rows:
    """Return the lines of a user who answered one question rightly and, a day later, wrongly."""
    at, later = "2026-03-10T12:00:00Z", "2026-03-11T12:00:00Z"
    log = [LogRow(1, "main", "review", AT, AT, 1, Rating.GOOD),
           LogRow(2, "main", "review", AT.replace(day=11), AT.replace(day=11), 1, Rating.AGAIN)]
    folded = fold(log, {1: Settings()}, fuzz_seed(HANDLE, "rivers", "longest", "main"))
    card = {"bank": "rivers", "question": "longest", "part": "main"}
    answer = {**card, "key": "a1", "mode": "study", "session": 1, "revision": DIGEST, "bank_revision": DIGEST, "seed": "s",
              "shown": [], "response": ["Nile"], "gave_up": False, "rating": 3, "score": 1.0, "verdict": "right",
              "first_sight": True, "asked_at": at, "answered_at": at, "received_at": at, "claimed_at": None}
    review = {**card, "id": 1, "cause": "review", "answer": "a1", "voids": None, "rating": 3, "moves_memory": True, "settings": 1,
              "answered_at": at, "received_at": at, "local_day": AT.toordinal(), "chosen_due": None, "imported": None, "state": 1,
              "step": 1, "stability": 2.3, "difficulty": 2.1, "due": at, "due_cause": "step"}
    settings = asdict(Settings()) | {"number": 1, "new_per_day": 20, "reviews_per_day": 200, "show_intervals": False,
                                     "retentions": {}, "created_at": at}
    rows = {
        "account.jsonl": [{"name": "Ada", "role": "student", "handle": HANDLE, "created_at": at}],
        "settings.jsonl": [settings],
        "own_banks.jsonl": [{"bank": f"{HANDLE}.mine", "header": {"format": 1, "id": "mine", "title": "Mine"}}],
        "own_questions.jsonl": [{"bank": f"{HANDLE}.mine", "retired": False, "content": {
            "id": "one", "type": "card", "front": "One?", "back": "One."}}],
        "banks.jsonl": [{"bank": "rivers", "title": "Rivers"}],
        "questions.jsonl": [{"bank": "rivers", "question": "longest", "kind": "typed"}],
        "revisions.jsonl": [{"bank": "rivers", "question": "longest", "revision": DIGEST, "content": {
            "id": "longest", "type": "typed", "stem": "Which river flows through Cairo?", "answer": "Nile"}}],
        "sessions.jsonl": [{"number": 1, "bank": None, "mode": "study", "about": "", "target": 20, "day": 1, "started_at": at,
                            "cards": None}],
        "answers.jsonl": [answer, {**answer, "key": "a2", "response": ["Rhine"], "rating": 1, "score": 0.0, "verdict": "wrong",
                                   "answered_at": later, "received_at": later}],
        "reviews.jsonl": [review, {**review, "id": 2, "answer": "a2", "rating": 1, "answered_at": later, "received_at": later}],
        "cards.jsonl": [{**card, **_memory(folded)}],
        "ready_plans.jsonl": [{"bank": "rivers", "made_on": AT.toordinal(), "day": AT.toordinal() + 30, "target": 0.9,
                               "retention": 0.7, "enough": 0.85, "last_days": 4, "weights": list(Settings().weights),
                               "new_a_day": 2, "last_new_day": AT.toordinal() + 20, "recall": 0.91}],
        "attempts.jsonl": [{"number": 1, "key": "k", "extra_minutes": 0, "ends_at": None, "hidden_keys": False, "closes_at": None,
                            "handed_in_at": later, "points": 1.0, "spec": {
                                "banks": ["rivers"], "tags": [], "kinds": [], "count": 1, "feedback": "end", "minutes": None,
                                "seed": "s", "questions": []}}],
        "attempt_questions.jsonl": [{**card, "number": 1, "place": 1, "revision": DIGEST, "bank_revision": DIGEST, "seed": "s",
                                     "marked": False, "answer": "a1"}],
        "flags.jsonl": [{**card, "number": 1, "revision": DIGEST, "answer": "a2", "reason": "count", "note": "It is one too.",
                         "created_at": later, "resolved_at": later, "resolution": "replied", "reply": "It is not.",
                         "resolver": "msoran", "seen_at": None},
                        {**card, "number": 2, "revision": None, "answer": None, "reason": "unclear", "note": "",
                         "created_at": later, "resolved_at": None, "resolution": None, "reply": "", "resolver": "",
                         "seen_at": None}],
    }
    return deepcopy(rows)


ABOUT = b'{"format": "geoquiz my data", "version": 1}'


def package(rows: Mapping[str, Sequence[Any]], *, about: bytes | None = ABOUT, more: Mapping[str, bytes] | None = None,
            method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these lines; one that is bytes stands there as it is."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        if about is not None:
            archive.writestr("geoquiz.json", about)
        for name, lines in rows.items():
            archive.writestr(name, b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n"
                                            for line in lines))
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return target.getvalue()


def check(data: bytes) -> None:
    """Check a package as an import does."""
    with open_data(io.BytesIO(data)) as opened:
        check_data(opened)


assert list(small()) == list(FILES)
