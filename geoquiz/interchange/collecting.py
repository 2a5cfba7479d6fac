"""Gathering the questions of an imported file: ids, limits, and everything that is wrong with any of them at once."""

from dataclasses import dataclass, field
from typing import Any, NoReturn

from pydantic import ValidationError

from geoquiz.core.banks.model import FORMAT, MAX_QUESTIONS, Bank, BankHeader
from geoquiz.core.banks.parse import sentence_of
from geoquiz.core.banks.yamltree import MAX_SCALAR, REFUSED_IN_TEXTS
from geoquiz.core.errors import BankError, Fault
from geoquiz.core.kinds import KINDS
from geoquiz.core.question import Question
from geoquiz.interchange.naming import is_id, slug, slug_of_text, unique_ids
from geoquiz.interchange.report import Imported, Loss, Reading

Content = dict[str, Any]
_LONGEST_NAME, _LONGEST_TITLE, _LONGEST_TAG, _MOST_TAGS = 60, 200, 64, 50
_PLACEHOLDER = "imported"
# Nobody mends more in one go, and what has more wrong with it is no file of questions.
_MOST_FAULTS, _MOST_SENTENCES = 200, 10


@dataclass(frozen=True, slots=True)
class Source:
    """Where a question stands in the file, and what it is called there.

    ``id`` is what the file gives as its id, ``text`` the beginning of an id where it has neither that nor a name.
    """

    line: int
    name: str = ""
    id: str = ""
    text: str = ""
    category: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return what to call the question in a sentence."""
        called = " ".join((self.name or self.id or self.text).split())
        return f"{called[:_LONGEST_NAME]}…" if len(called) > _LONGEST_NAME else called or "a question without a name"


@dataclass(slots=True)
class Collector:
    """The questions, losses and faults of one file; ``finish`` makes a bank of them or raises all faults."""

    reading: Reading
    faults: list[Fault] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _found: list[tuple[Source, Question]] = field(default_factory=list)
    _seen: int = 0

    def fault(self, line: int, message: str, source: Source | None = None, column: int = 1) -> None:
        """Note something that has to be mended before the file can be read."""
        called = f"In {str(source)!r}: " if source else ""
        self.faults.append(Fault(self.reading.path, line, column, f"{called}{message}"))
        if len(self.faults) == _MOST_FAULTS:
            self._stop(line, "There is more that is wrong: mend what is told so far first.")

    def _stop(self, line: int, message: str) -> NoReturn:
        """Read no further: more would only cost time."""
        raise BankError([*sorted(set(self.faults)), Fault(self.reading.path, line, 1, message)])

    def _count(self, source: Source) -> None:
        self._seen += 1
        if self._seen > MAX_QUESTIONS:
            self._stop(source.line, f"More than {MAX_QUESTIONS:,} questions, the most a bank may hold: split the file.")

    def lose(self, source: Source, what: str, why: str) -> None:
        """Note something that our banks cannot hold."""
        self.losses.append(Loss(str(source), what, why, source.line))

    def skip(self, source: Source, why: str) -> None:
        """Note a question that stays behind as a whole."""
        self._count(source)
        self.lose(source, "the question", why)

    def add(self, source: Source, content: Content, *, strictly: bool = False) -> None:
        """Take a question; ``content`` is what a bank file would hold, without its id.

        What our banks refuse stays behind as a loss, and in a format of our own, read ``strictly``, is a fault.
        """
        self._count(source)
        cleaned = self._cleaned(source, content)
        try:
            kind = KINDS[str(cleaned["type"])]
            question = kind.model_validate({**cleaned, "id": _PLACEHOLDER})
        except ValidationError as error:
            sentences = [sentence_of(detail, kind) for detail in error.errors(include_url=False)[:_MOST_SENTENCES]]
            for sentence in sentences if strictly else ():
                self.fault(source.line, sentence, source)
            if not strictly:
                self.lose(source, "the question", "it does not fit: " + " ".join(sentences).rstrip("."))
            return
        self._found.append((source, question))

    def _cleaned(self, source: Source, content: Content) -> Content:
        """Return the content without characters that no bank may hold, and without empty fields."""
        removed: set[str] = set()

        def clean(value: Any) -> Any:
            if isinstance(value, str):
                if len(value) < MAX_SCALAR // 4 and value.isprintable():  # So it is with most: no line end, and nothing refused.
                    return value
                removed.update(REFUSED_IN_TEXTS.findall(value))
                text = REFUSED_IN_TEXTS.sub("", value.replace("\r\n", "\n"))
                if len(text.encode()) > MAX_SCALAR:
                    self.fault(source.line, f"A text of it has more than {MAX_SCALAR:,} bytes: shorten it.", source)
                    return text[:1]
                return text
            if isinstance(value, list):
                return [clean(entry) for entry in value]
            return {clean(key): clean(entry) for key, entry in value.items()} if isinstance(value, dict) else value

        cleaned = {name: clean(value) for name, value in content.items() if value not in ("", [], {}, None)}
        if "tags" in cleaned:
            cleaned["tags"] = self._tags(source, cleaned["tags"])
        if removed:
            codes = ", ".join(f"U+{ord(c):04X}" for c in sorted(removed))
            self.lose(source, "characters that nobody sees", f"they are left out ({codes})")
        return cleaned

    def _tags(self, source: Source, tags: list[str]) -> list[str]:
        named = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
        kept = [tag for tag in named if len(tag) <= _LONGEST_TAG][:_MOST_TAGS]
        for tag in named:
            if tag not in kept:
                self.lose(source, f"the tag {tag[:40]!r}", f"a question has up to {_MOST_TAGS} tags of {_LONGEST_TAG} characters")
        return kept

    def finish(self, *, bank_id: str = "", title: str = "", description: str = "") -> Imported:
        """Return the bank; what the file says of its id and title gives way to what the reader was told.

        The only category of a file is its title; where there are several, they become tags. Raises BankError with
        all faults; a file of which no question could be carried is one too.
        """
        if not self._found and not self.faults:
            for loss in dict.fromkeys(self.losses):
                self.fault(loss.line or 1, f"In {loss.question!r}: {loss.what} cannot be carried: {loss.why}.")
            self.fault(1, "There is no question in it that a bank could hold.")
        categories = {source.category for source, _ in self._found}
        only = next(iter(categories)) if len(categories) == 1 else ()
        header = None if self.faults else self._header(bank_id, title or " / ".join(only), description)
        if header is None:
            raise BankError(sorted(set(self.faults)))
        questions = [question.model_copy(update={"id": id_} | self._tagged(source, question, tagged=not only))
                     for (source, question), id_ in zip(self._found, self._ids(), strict=True)]
        bank = Bank.model_construct(**dict(header), questions=tuple(questions))
        return Imported(bank, tuple(dict.fromkeys(self.losses)), tuple(self.notes))

    def _tagged(self, source: Source, question: Question, *, tagged: bool) -> Content:
        if not (tagged and source.category):
            return {}
        return {"tags": tuple(self._tags(source, [*question.tags, "/".join(source.category)]))}

    def _ids(self) -> list[str]:
        sources = [source for source, _ in self._found]
        wanted = [source.id if is_id(source.id) else slug(source.id or source.name) if source.id or source.name
                  else slug_of_text(source.text) for source in sources]
        exact = [index for index, source in enumerate(sources) if is_id(source.id)]
        ids = unique_ids(wanted, exact)
        for source, id_ in zip(sources, ids, strict=True):
            if source.id and source.id != id_:
                why = "another question has it" if is_id(source.id) else "an id has a-z, 0-9 and single hyphens"
                self.lose(source, f"its id {source.id!r}", f"{why}, so it is {id_} now")
        return ids

    def _header(self, bank_id: str, title: str, description: str) -> BankHeader | None:
        wanted = {
            "format": FORMAT,
            "id": self.reading.bank_id or (bank_id if is_id(bank_id) else slug(bank_id or title or self.reading.name)),
            "title": self.reading.title or _line(title) or self.reading.name,
        }
        cleaned = self._cleaned(Source(1, "the bank"), {**wanted, "description": description})
        cleaned["title"] = cleaned["title"][:_LONGEST_TITLE]
        try:
            return BankHeader.model_validate(cleaned)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self.fault(1, sentence_of(detail, BankHeader))
            return None


def _line(text: str) -> str:
    return " ".join(text.split())
