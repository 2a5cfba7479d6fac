"""Two versions of a bank's text that grew from one: what changed on one side alone is taken from there."""

from dataclasses import dataclass
from typing import Any

from geoquiz.core.banks.editing import Entry, Layout, read_layout, with_entry, with_header, with_new_entry, without_entry

_NONE: Entry = {}


@dataclass(frozen=True, slots=True)
class Merged:
    """The text that came of two, and what both had changed in different ways: ids of questions, and fields of the header.

    There the text has what the second one had.
    """

    text: str
    conflicts: tuple[str, ...]


def merge_texts(base: str, theirs: str, mine: str) -> Merged:
    """Return ``mine`` with what ``theirs`` changed in ``base`` where ``mine`` did not; the order is that of ``mine``.

    Raises Unreadable when one of them is no bank.
    """
    before, other, own = (read_layout(text) for text in (base, theirs, mine))
    old, new, kept = (_by_id(layout) for layout in (before, other, own))
    text, conflicts = mine, []
    for id_ in dict.fromkeys((*new, *old)):
        entry = new.get(id_, _NONE)
        if entry == old.get(id_, _NONE) or entry == kept.get(id_, _NONE):
            continue
        if kept.get(id_, _NONE) != old.get(id_, _NONE):
            conflicts.append(id_)
        elif not entry:
            text = without_entry(text, id_)
        else:
            text = with_entry(text, id_, entry) if id_ in kept else with_new_entry(text, entry)
    header, clashes = _merged_header(before.header, other.header, own.header)
    if header != own.header:
        text = with_header(text, header)
    return Merged(text, (*clashes, *conflicts))


def _by_id(layout: Layout) -> dict[str, Entry]:
    return {str(entry.get("id")): entry for entry in layout.entries}


def _merged_header(old: Entry, new: Entry, kept: Entry) -> tuple[Entry, list[str]]:
    header: dict[str, Any] = dict(kept)
    clashes = []
    for name in dict.fromkeys((*new, *old)):
        if new.get(name) in (old.get(name), kept.get(name)):
            continue
        if kept.get(name) != old.get(name):
            clashes.append(name)
        elif name in new:
            header[name] = new[name]
        else:
            header.pop(name, None)
    return header, clashes
