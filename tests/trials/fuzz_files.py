"""Damaged files to every importer: each is read, or refused with a sentence, and never anything else.

Right files of every format are made first, then changed at random: cut, doubled, filled with what formats stumble over.

Run: python -m tests.trials.fuzz_files [--tries 10000] [--seed 1]
"""

import argparse
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO

import click

from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.errors import GeoquizError
from geoquiz.interchange.anki import DeckBank, DeckNote, write_apkg
from geoquiz.interchange.formats import FORMATS
from geoquiz.interchange.report import Reading
from geoquiz.services import imports
from tests.factories import ALL_KINDS, bank_of_all_kinds
from tests.interchange.mydata.packages import check, package, small
from tests.trials import odd

Read = Callable[[bytes], object]


def _formats() -> dict[str, tuple[list[bytes], Read]]:
    """Return by name what there is to read: right files, and their reader."""
    bank = bank_of_all_kinds()
    found: dict[str, tuple[list[bytes], Read]] = {
        "bank file": ([ALL_KINDS.encode()], lambda data: parse_bank(data, "bank.yaml")),
        "all my data": ([package(small())], check),
        "anki package": ([_apkg()], lambda data: imports.read_file(BytesIO(data), "deck.apkg")),
        "anki notes": ([b"#separator:tab\n#html:true\nRome\tItaly\nParis\t<b>France</b>\n"],
                       lambda data: imports.read_file(BytesIO(data), "notes.txt")),
        "pasted list": ([b"Rome - Italy\nParis - France\n"], lambda data: imports.read_file(BytesIO(data), "list.txt")),
    }
    for format_ in FORMATS.values():
        if format_.reader and format_.writer:
            found[format_.title] = ([format_.write(bank).data],
                                    lambda data, format_=format_: format_.read(data, Reading(path="file", name="file")))
    return found


def _apkg() -> bytes:
    bank, target = bank_of_all_kinds(), BytesIO()
    notes = [DeckNote(question, 1_700_000_000) for question in bank.questions if question.kind != "map"]
    write_apkg([DeckBank("all-kinds", bank.header(), 1_700_000_000, notes)], target, media=lambda _name: b"")
    return target.getvalue()


def _damaged(draw: random.Random, data: bytes) -> bytes:
    """Return a damaged file; of an archive mostly what is inside it, packed rightly again."""
    if not data.startswith(b"PK") or draw.random() < 0.3:
        return odd.damaged(draw, data)
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(target, "w") as packed:
        chosen = draw.choice(archive.namelist())
        for name in archive.namelist():
            content = archive.read(name)
            packed.writestr(name, odd.damaged(draw, content) if name == chosen else content)
    return target.getvalue()


def run(tries: int, seed: int) -> tuple[Counter[str], Counter[str], list[str]]:
    """Return how many files of each format were read, how many refused, and what went wrong otherwise."""
    draw, formats = random.Random(seed), _formats()
    read: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    faults = []
    names = list(formats)
    for number in range(tries):
        name = names[number % len(names)]
        files, reader = formats[name]
        data = _damaged(draw, draw.choice(files))
        try:
            reader(data)
        except GeoquizError as error:
            refused[name] += 1
            if not str(error).strip():
                faults.append(f"{name}, try {number}: refused without a word")
        except Exception as error:  # Whatever it is, it is a fault of ours.
            faults.append(f"{name}, try {number}: {type(error).__name__}: {str(error)[:300]}")
        else:
            read[name] += 1
    return read, refused, faults


def main() -> int:
    """Print what came of it; the exit code is 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    started = time.monotonic()
    read, refused, faults = run(arguments.tries, arguments.seed)
    for fault in faults[:40]:
        click.echo(fault)
    for name in sorted(read.keys() | refused.keys()):
        click.echo(f"{name:<20}read {read[name]:>6}   refused with a sentence {refused[name]:>6}")
    click.echo(f"damaged files {sum(read.values()) + sum(refused.values()):>7}   faults {len(faults)}")
    click.echo(f"in {time.monotonic() - started:.0f} s, seed {arguments.seed}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
