"""Questions out of notes, bound to a bank: its header, its tags, its limits, and what is told of it."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geoquiz.core.banks.model import MAX_QUESTIONS, Bank
from geoquiz.core.errors import BankError
from geoquiz.core.scheduling.arriving import Arriving
from geoquiz.interchange.anki.reading.becoming import Made
from geoquiz.interchange.anki.reading.faults import ImportFault
from geoquiz.interchange.anki.reading.own import Origin
from geoquiz.interchange.anki.reading.plan import AnkiImport, Plan, TooManyQuestions
from geoquiz.interchange.anki.reading.values import NoteCard
from geoquiz.interchange.collecting import Collector, Source
from geoquiz.interchange.report import Loss, Reading

_NAMED = 12
_WHY_LOST = {
    "a formula": "banks show no formulas, so its source stands there as text",
    "a link": "banks hold no links, so its words alone stay",
    "a map": "the fields of the note hold its picture alone",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A question before its bank: its id, its content, tags and deck, and each of Anki's cards with the part it is."""

    id: str
    made: Made
    tags: tuple[str, ...]
    deck: str
    cards: Mapping[int, tuple[NoteCard, str]] = field(default_factory=dict)
    origin: Origin | None = None


def bind(drafts: Sequence[Draft], plan: Plan, reading: Reading, progress: Mapping[tuple[str, str], Arriving]) -> AnkiImport:
    """Return the bank of all drafts; raise ImportFault when there is none, or when they are too many for one bank."""
    if not drafts:
        raise ImportFault(_nothing(plan))
    if len(drafts) > MAX_QUESTIONS:
        raise TooManyQuestions(_too_many(len(drafts), plan), plan.decks)
    header = _Header(drafts)
    collector = Collector(reading)
    several = len({draft.deck for draft in drafts if draft.deck}) > 1
    for draft in drafts:
        content = draft.made.content
        source = Source(0, str(content.get("stem") or content.get("front") or content.get("text")), draft.id)
        own_deck = (draft.deck,) if several and draft.origin is None and draft.deck else ()
        collector.add(source, {**header.without_shared(draft), "tags": [*header.own_tags(draft), *own_deck]})
        for what in draft.made.lost:
            collector.lose(source, what, _WHY_LOST.get(what, "banks hold no media, so it is left out"))
        for change in draft.made.changes:
            what, _, why = change.partition(": ")
            collector.lose(source, what, why)
    try:
        imported = collector.finish(bank_id=header.id, title=header.title or _common(draft.deck for draft in drafts))
    except BankError as error:
        raise ImportFault(f"No question in the file fits into a bank: {error.faults[0].message}") from error
    bank = _with_header(imported.bank, header)
    losses = tuple(Loss(loss.question, loss.what, loss.why) for loss in imported.losses)
    kept = {key: card for key, card in progress.items() if key[0] in bank.by_id and key[1] in bank.by_id[key[0]].parts()}
    return AnkiImport(bank, plan, losses, imported.notes, kept)


def stable_id(guid: str, ord_: int) -> str:
    """Return the id of a question of another's note: made of its GUID and the card's number, so that it stays the same."""
    name = f"anki-{hashlib.blake2b(guid.encode('utf-8', 'replace'), digest_size=6).hexdigest()}"
    return f"{name}-{ord_ + 1}" if ord_ else name


def _nothing(plan: Plan) -> str:
    if not plan.notes:
        return "There is no note in the file: export a deck that holds some."
    reasons = "; ".join(f"{count:,} because {reason}" for reason, count in plan.skipped[:_NAMED])
    return f"None of the {plan.notes:,} notes in the file can become a question: {reasons}."


def _too_many(count: int, plan: Plan) -> str:
    largest = sorted(plan.decks, key=lambda deck: -deck.questions)[:_NAMED]
    named = ", ".join(f"{deck.name} ({deck.questions:,})" for deck in largest)
    return f"The file makes {count:,} questions, and a bank holds up to {MAX_QUESTIONS:,}: choose one of its decks: {named}."


def _common(names: Any) -> str:
    """Return the deck that all these are or lie in, or ""."""
    levels = [name.split("::") for name in set(names) if name]
    shared: list[str] = []
    for at_level in zip(*levels, strict=False):
        if len(set(at_level)) > 1:
            break
        shared.append(at_level[0])
    return shared[-1] if shared and shared != ["Default"] else ""


class _Header:
    """What all questions of our own share, since it came from the header of their bank."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        origins = [draft.origin for draft in drafts if draft.origin is not None]
        all_own = len(origins) == len(drafts)
        banks = {origin.bank for origin in origins}
        self.id = next(iter(banks)).rpartition(".")[2] if all_own and len(banks) == 1 else ""
        self.title = origins[0].title if self.id else ""
        self.tags = set.intersection(*(set(draft.tags) for draft in drafts)) if self.id else set[str]()
        self.tag_order = [tag for tag in drafts[0].tags if tag in self.tags]
        self.source = _most(origin.source for origin in origins) if self.id else ""
        self.article = _most(origin.article for origin in origins) if self.id else None
        self.as_of = _most(draft.made.content.get("as_of") for draft in drafts) if self.id else None

    def own_tags(self, draft: Draft) -> list[str]:
        """Return the tags that are a question's own."""
        return [tag for tag in draft.tags if tag not in self.tags]

    def without_shared(self, draft: Draft) -> dict[str, Any]:
        """Return a question's content without what the bank says for it, and with what it says otherwise."""
        content = dict(draft.made.content)
        if self.as_of and content.get("as_of") == self.as_of:
            del content["as_of"]
        if self.id and draft.origin and draft.origin.article and draft.origin.article != self.article:
            content["source"] = {**content.get("source", {}), "article": draft.origin.article}
        return content


def _most(values: Any) -> Any:
    """Return the value that comes most often, None and "" included."""
    counts = Counter(values).most_common(1)
    return counts[0][0] if counts else None


def _with_header(bank: Bank, header: _Header) -> Bank:
    values: dict[str, Any] = {**{name: getattr(bank, name) for name in type(bank.header()).model_fields}, "tags": header.tag_order}
    if header.source:
        values["source"] = {"title": header.source, **({"article": header.article} if header.article else {})}
    if header.as_of:
        values["as_of"] = header.as_of
    shared = type(bank.header()).model_validate(values)
    return Bank.model_construct(**dict(shared), questions=bank.questions)
