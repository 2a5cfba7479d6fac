"""What tests of several formats share: questions that a format may hold, and files on their way through it."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.banks.render import render_bank
from geoquiz.core.clozetext import read_gaps
from geoquiz.core.kinds import load_question
from geoquiz.core.kinds.numeric import Numeric
from geoquiz.core.question import Question, QuestionSource
from geoquiz.interchange.report import Exported, Imported, Reading
from tests.core.strategies import contents

Reader = Callable[[bytes, Reading], Imported]
Writer = Callable[[Bank], Exported]
BARE = ("source", "as_of", "review_by", "retired", "replaces")


@st.composite
def bare(draw: st.DrawFn, kind: str, *without: str) -> Question:
    """Questions of a kind without what few programs know, and without the fields named."""
    content: dict[str, Any] = draw(contents(kind))
    kept = {name: value for name, value in content.items() if name not in (*BARE, *without)}
    if kind == "cloze":
        kept = _numbered(kept)
    if kind == "ordering":
        kept["items"] = [item if isinstance(item, str) else item["text"] for item in kept["items"]]
    return load_question(kept)


def _numbered(content: dict[str, Any]) -> dict[str, Any]:
    """Return a cloze without heading and hints whose gaps are numbered as they stand."""
    text, accept, position = "", {}, 0
    for number, gap in enumerate(read_gaps(content["text"]), 1):
        text += f"{content['text'][position:gap.start]}{{{{c{number}::{gap.text}}}}}"
        position = gap.end
        if gap.part in content.get("accept", {}):
            accept[f"c{number}"] = content["accept"][gap.part]
    kept = {name: value for name, value in content.items() if name not in ("stem", "accept")}
    return {**kept, "text": text + content["text"][position:], **({"accept": accept} if accept else {})}


def meant(question: Question) -> Question:
    """Return a question without what says nothing: an empty source, the order of right options, a share of nothing."""
    changes: dict[str, Any] = {"source": None} if question.source == QuestionSource() else {}
    if question.kind == "multiple":
        content = question.model_dump()
        texts = [option if isinstance(option, str) else option["text"] for option in content["options"]]
        changes["answers"] = tuple(text for text in texts if text in content["answers"])
    if isinstance(question, Numeric) and question.tolerance.endswith("%") and not question.margin:
        changes["tolerance"] = "0"
    return question.model_copy(update=changes)


def arrived(data: bytes, read: Reader, **reading: Any) -> Imported:
    """Return what a file holds, having made sure that a bank file can hold it too."""
    imported = read(data, Reading(**reading))
    assert parse_bank(render_bank(imported.bank).encode(), "bank.yaml") == imported.bank
    return imported


def sentences(losses: Any) -> list[str]:
    """Return losses as their sentences."""
    return [str(loss) for loss in losses]
