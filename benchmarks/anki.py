"""Exporting to Anki against genanki: the same notes, one after the other, each in a process of its own.

The notes are the shipped banks' over and over, each with a number in its texts. Both sides turn the same questions into
the same fields; what differs is who writes the package.
"fields" is that shared part alone. Seconds are of CPU time, so that a busy machine favours nobody. Memory is the
process's largest resident set, Python and libraries included ("start" is what they take before any work).

    python -m benchmarks.anki [--sizes 1000,10000,100000] [--rounds 3] [--json FILE]

Needs genanki, which is a development dependency.
"""

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

from geoquiz import resources
from geoquiz.core.banks.model import Bank, BankHeader
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.question import Question
from geoquiz.interchange.anki import DeckBank, DeckNote, write_apkg
from geoquiz.interchange.anki.fields import note_fields
from geoquiz.interchange.anki.notetypes import NOTE_TYPES, NoteType

CREATED = 1_750_000_000
BANK_SIZE = 10_000


def banks(notes: int) -> Iterator[tuple[BankHeader, Iterator[Question]]]:
    """Yield (header, questions) of as many banks as that many questions fill."""
    shipped = [parse_bank(path.read_bytes(), path.name) for path in sorted(resources.questions_folder().glob("*.yaml"))]
    for number, start in enumerate(range(0, notes, BANK_SIZE)):
        bank = shipped[number % len(shipped)]
        header = bank.header().model_copy(update={"id": f"bank-{number}", "title": f"{bank.title} {number}"})
        yield header, islice(questions(shipped, start), min(BANK_SIZE, notes - start))


def questions(shipped: list[Bank], start: int) -> Iterator[Question]:
    """Yield the questions of the shipped banks over and over, those with maps left out, each with a number of its own."""
    originals = [question for bank in shipped for question in bank.questions if question.kind != "map"]
    for number in count(start):
        question = originals[number % len(originals)]
        changed = {name: f"{getattr(question, name)} ({number})" for name in ("stem", "explanation", "front", "text")
                   if getattr(question, name, "")}
        yield question.model_copy(update={"id": f"q{number}", **changed})


def write_fields(notes: int, _target: Path) -> None:
    """Make the fields of all notes and write nothing."""
    for head, found in banks(notes):
        for question in found:
            note_fields(head.id, head, question, question.face(question.parts()[0]))


def write_geoquiz(notes: int, target: Path) -> None:
    """Write the package as geoquiz does."""
    decks = (DeckBank(head.id, head, CREATED, (DeckNote(question, CREATED) for question in found)) for head, found in banks(notes))
    with target.open("wb") as file:
        write_apkg(decks, file, media=lambda name: b"")


def write_genanki(notes: int, target: Path) -> None:
    """Write the package as users of genanki do: notes into decks, decks into a package."""
    import genanki  # noqa: PLC0415 (it would count in the memory of the other processes)

    models = {form: _genanki_model(genanki, kind) for form, kind in NOTE_TYPES.items()}
    decks = []
    for number, (head, found) in enumerate(banks(notes)):
        deck = genanki.Deck(1_700_000_000 + number, f"geoquiz::{head.title}")
        for question in found:
            face = question.face(question.parts()[0])
            deck.add_note(genanki.Note(
                models[face.form], list(note_fields(head.id, head, question, face)), guid=f"{head.id}/{question.id}",
                tags=[f"geoquiz::{head.id}::{tag}" for tag in head.tags]))
        decks.append(deck)
    genanki.Package(decks).write_to_file(str(target))


def _genanki_model(genanki: Any, kind: NoteType) -> Any:
    return genanki.Model(
        kind.id, kind.name, fields=[{"name": name} for name in kind.fields],
        templates=[{"name": kind.name, "qfmt": kind.front, "afmt": kind.back}],
        model_type=genanki.Model.CLOZE if kind.is_cloze else genanki.Model.FRONT_BACK)


WRITERS: dict[str, Callable[[int, Path], None]] = {
    "start": lambda notes, target: None, "fields": write_fields, "geoquiz": write_geoquiz, "genanki": write_genanki,
}


def measure_here(writer: str, notes: int) -> dict[str, float]:
    """Do one run in this process and return its CPU seconds, its largest resident set in MB and the file's size in MB."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "deck.apkg"
        started = time.process_time()
        WRITERS[writer](notes, target)
        seconds = time.process_time() - started
        size = target.stat().st_size if target.exists() else 0
    return {"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "file_mb": size / 1e6}


def measure(writer: str, notes: int) -> dict[str, float]:
    """Do one run in a new process."""
    command = [sys.executable, "-m", "benchmarks.anki", "--one", writer, str(notes)]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


def compare(sizes: list[int], rounds: int) -> list[dict[str, Any]]:
    """Return the median figures of each writer at each size; the writers take turns."""
    rows = []
    for notes in sizes:
        runs: dict[str, list[dict[str, float]]] = {writer: [] for writer in WRITERS}
        for _ in range(rounds):
            for writer in WRITERS:
                runs[writer].append(measure(writer, notes))
        for writer, found in runs.items():
            rows.append({"notes": notes, "writer": writer, "runs": rounds,
                         **{name: round(statistics.median(run[name] for run in found), 3) for name in found[0]}})
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    """Return the figures as a Markdown table, with what geoquiz takes of what genanki takes."""
    lines = ["| notes | | CPU seconds | peak MB | file MB |", "|---:|---|---:|---:|---:|"]
    for notes in dict.fromkeys(row["notes"] for row in rows):
        of = {row["writer"]: row for row in rows if row["notes"] == notes}
        for writer in WRITERS:
            row = of[writer]
            lines.append(f"| {notes:,} | {writer} | {row['seconds']:.2f} | {row['peak_mb']:.0f} | {row['file_mb']:.2f} |")
        ours, theirs, start = of["geoquiz"], of["genanki"], of["start"]["peak_mb"]
        shares = [f"{ours[name] / theirs[name]:.2f}" for name in ("seconds", "peak_mb", "file_mb")]
        above = (ours["peak_mb"] - start) / (theirs["peak_mb"] - start)
        lines.append(f"| {notes:,} | geoquiz / genanki | {shares[0]} | {shares[1]} ({above:.2f} above start) | {shares[2]} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Export to Anki, against genanki.")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", nargs=2, metavar=("WRITER", "NOTES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure_here(options.one[0], int(options.one[1]))))
        return
    rows = compare([int(size) for size in options.sizes.split(",")], options.rounds)
    print(table(rows))
    if options.json:
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        options.json.write_text(json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
