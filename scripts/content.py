"""Prints the table of docs/content.md: what each bank in questions/ holds, counted from the files."""

from pathlib import Path

from geoquiz.core.banks.model import Bank
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.kinds.map import Map
from geoquiz.core.kinds.ordering import Ordering

QUESTIONS = Path(__file__).resolve().parents[1] / "questions"
# The tag of a question that sets right, or sets in its time, what its article says.
CORRECTION = "correction"
HEAD = ("Bank", "Article", "Questions", "Types", "Maps and timelines", "Paragraphs covered", "Corrections")


def banks() -> list[Bank]:
    """Return the shipped banks in the order of their articles."""
    found = [parse_bank(path.read_bytes(), path.name) for path in sorted(QUESTIONS.glob("*.yaml"))]
    return sorted(found, key=article)


def article(bank: Bank) -> int:
    """Return the number of the article that a bank rests on; one without sorts first."""
    return bank.source.article or 0 if bank.source else 0


def corrections(bank: Bank) -> list[str]:
    """Return the ids of the questions that correct the article, in the order of the file."""
    return [question.id for question in bank.questions if CORRECTION in question.tags]


def maps_and_timelines(bank: Bank) -> int:
    """Return how many questions ask for a place on a map, or for an order whose items carry labels such as dates."""
    return sum(isinstance(question, Map) or (isinstance(question, Ordering) and any(item.label for item in question.items))
               for question in bank.questions)


def paragraphs(bank: Bank) -> str:
    """Return the paragraphs that a bank's questions name: "1–9", or "30 in 10 articles" where they name articles too."""
    sources = {(question.source.article, question.source.paragraph) for question in bank.questions
               if question.source and question.source.paragraph}
    articles = {number for number, _ in sources if number}
    if articles:
        return f"{len(sources)} in {len(articles)} articles"
    return _runs(sorted(paragraph for _, paragraph in sources if paragraph))


def _runs(numbers: list[int]) -> str:
    """Return ascending numbers with neighbours drawn together: "1–3, 5"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def table() -> str:
    """Return the table in markdown, with a last line of sums."""
    rows = [(bank.id, str(article(bank)), str(len(bank.questions)), str(len({question.kind for question in bank.questions})),
             str(maps_and_timelines(bank)), paragraphs(bank), str(len(corrections(bank)))) for bank in banks()]
    sums = [str(sum(int(row[column]) for row in rows)) for column in (2, 4, 6)]
    lines = [HEAD, ("---",) * len(HEAD), *rows, ("all", "", sums[0], "", sums[1], "", sums[2])]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


if __name__ == "__main__":
    print(table())
