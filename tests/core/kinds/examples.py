"""Making the question of a test in one line."""

from typing import Any

from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.errors import BankError
from geoquiz.core.kinds import load_question


def make(kind: str, **fields: Any) -> Any:
    """Return a valid question of ``kind`` with the fields given."""
    return load_question({"id": "example", "type": kind, "stem": "What?"} | fields)


def faults(kind: str, **fields: Any) -> list[str]:
    """Return what a bank file with this question would be told, each as ``line:column: sentence``.

    Every field stands on a line of its own from line 7 on, after id, type and stem.
    """
    lines = ["format: 1", "id: b", "title: B", "questions:", "- id: example", f"  type: {kind}"]
    lines += [f"  {name}: {value}" for name, value in ({"stem": "What?"} | fields).items() if value is not None]
    try:
        parse_bank("\n".join(lines).encode(), "b.yaml")
    except BankError as error:
        return [str(fault).removeprefix("b.yaml:") for fault in error.faults]
    return []
