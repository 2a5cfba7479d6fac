"""What a question rests on and as of when it is true, as a reader is told."""

from geoquiz.core.banks.model import BankHeader
from geoquiz.core.dates import Partial
from geoquiz.core.question import Question


def source_line(header: BankHeader, question: Question) -> str:
    """Return what a question rests on, as one line: title, collection, article and paragraph."""
    source, spot = header.source, question.source
    if source is None:
        return ""
    article = (spot.article if spot else None) or source.article
    pieces = [f"“{source.title}”", source.collection, f"article {article}" if article else "",
              f"paragraph {spot.paragraph}" if spot and spot.paragraph else ""]
    return ", ".join(piece for piece in pieces if piece)


def as_of_line(header: BankHeader, question: Question) -> str:
    """Return as of when the question is true, in words; empty when nobody said."""
    as_of = question.as_of or header.as_of
    return str(Partial.parse(as_of)) if as_of else ""
