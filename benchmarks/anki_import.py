"""Importing from Anki against Anki itself: the same package, one after the other, each in a process of its own.

The package is made by the real Anki, in its newest form: half its notes are cards, and a quarter each are typed and
cloze. geoquiz reads it into a bank; Anki imports it into an empty collection. Seconds are of CPU time (Anki's include
what its threads do), so that a busy machine favours nobody. Memory is the process's largest resident set, Python and
libraries included ("start" is what they take before any work).

    python -m benchmarks.anki_import [--sizes 1000,10000] [--rounds 3] [--json FILE]

Needs the package anki, which is a development dependency.
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
from collections.abc import Callable
from pathlib import Path
from typing import Any

_TYPES = ("Basic", "Basic (type in the answer)", "Basic", "Cloze")


def make_package(notes: int, folder: Path) -> Path:
    """Write a package of so many notes and return where it lies."""
    from anki.collection import (  # noqa: PLC0415 (it would count in the memory of the other processes)
        AddNoteRequest,
        Collection,
        ExportAnkiPackageOptions,
    )

    collection = Collection(str(folder / "source.anki2"))
    deck = collection.decks.id("Rivers::of the world")
    assert deck is not None
    requests = []
    for number in range(notes):
        note_type = collection.models.by_name(_TYPES[number % len(_TYPES)])
        assert note_type is not None
        note = collection.new_note(note_type)
        first = (f"The {{{{c1::Danube}}}} flows into the <b>{{{{c2::Black Sea}}}}</b> ({number})." if note_type["name"] == "Cloze"
                 else f"Which river of number <b>{number}</b> flows through Vienna &amp; Budapest?")
        note.fields[0], note.fields[1] = first, f"Danube {number}" + ("<br>It is <i>long</i>." if number % 4 == 0 else "")
        note.tags = ["rivers", f"europe::{number % 10}"]
        requests.append(AddNoteRequest(note=note, deck_id=deck))
    collection.add_notes(requests)
    path = folder / "deck.apkg"
    collection.export_anki_package(
        out_path=str(path), limit=None,
        options=ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=False, with_media=False, legacy=False))
    collection.close()
    return path


def read_geoquiz(package: Path) -> int:
    """Read the package into a bank and return how many questions it has."""
    from geoquiz.interchange.anki.reading import read_package  # noqa: PLC0415 (it would count in the memory of Anki's process)
    from geoquiz.interchange.report import Reading  # noqa: PLC0415

    with package.open("rb") as file:
        return len(read_package(file, Reading(name="deck"), deck="Rivers::of the world").bank.questions)


def read_anki(package: Path) -> int:
    """Import the package into an empty collection and return how many notes that has."""
    from anki.collection import (  # noqa: PLC0415 (it would count in the memory of geoquiz's process)
        Collection,
        ImportAnkiPackageOptions,
        ImportAnkiPackageRequest,
    )

    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "target.anki2"))
        options = ImportAnkiPackageOptions(with_scheduling=True)
        collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))
        count = collection.note_count()
        collection.close()
    return count


READERS: dict[str, Callable[[Path], int]] = {"start": lambda package: 0, "geoquiz": read_geoquiz, "anki": read_anki}


def measure_here(reader: str, package: Path) -> dict[str, float]:
    """Do one run in this process and return its CPU seconds and its largest resident set in MB."""
    started = time.process_time()
    READERS[reader](package)
    seconds = time.process_time() - started
    return {"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def measure(reader: str, package: Path) -> dict[str, float]:
    """Do one run in a new process."""
    command = [sys.executable, "-m", "benchmarks.anki_import", "--one", reader, str(package)]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


def compare(sizes: list[int], rounds: int) -> list[dict[str, Any]]:
    """Return the median figures of each reader at each size; the readers take turns."""
    rows = []
    for notes in sizes:
        with tempfile.TemporaryDirectory() as folder:
            package = Path(folder) / "deck.apkg"
            # In a process of its own too: a child's largest resident set begins with that of its parent.
            subprocess.run([sys.executable, "-m", "benchmarks.anki_import", "--make", str(notes), folder], check=True)
            runs: dict[str, list[dict[str, float]]] = {reader: [] for reader in READERS}
            for _ in range(rounds):
                for reader in READERS:
                    runs[reader].append(measure(reader, package))
        for reader, found in runs.items():
            rows.append({"notes": notes, "reader": reader, "runs": rounds,
                         **{name: round(statistics.median(run[name] for run in found), 3) for name in found[0]}})
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    """Return the figures as a Markdown table, with what geoquiz takes of what Anki takes."""
    lines = ["| notes | | CPU seconds | peak MB |", "|---:|---|---:|---:|"]
    for notes in dict.fromkeys(row["notes"] for row in rows):
        of = {row["reader"]: row for row in rows if row["notes"] == notes}
        for reader in READERS:
            lines.append(f"| {notes:,} | {reader} | {of[reader]['seconds']:.2f} | {of[reader]['peak_mb']:.0f} |")
        shares = [f"{of['geoquiz'][name] / of['anki'][name]:.2f}" for name in ("seconds", "peak_mb")]
        lines.append(f"| {notes:,} | geoquiz / anki | {shares[0]} | {shares[1]} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Import from Anki, against Anki itself.")
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", nargs=2, metavar=("READER", "PACKAGE"), help=argparse.SUPPRESS)
    parser.add_argument("--make", nargs=2, metavar=("NOTES", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make_package(int(options.make[0]), Path(options.make[1]))
        return
    if options.one:
        print(json.dumps(measure_here(options.one[0], Path(options.one[1]))))
        return
    rows = compare([int(size) for size in options.sizes.split(",")], options.rounds)
    print(table(rows))
    if options.json:
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        options.json.write_text(json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
