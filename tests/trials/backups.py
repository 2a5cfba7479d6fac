"""Backups of a server under load: is everything in each that was acknowledged before it began, and is it sound?

Run: python -m tests.trials.backups [--rounds 20] [--learners 4]
"""

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click

from geoquiz.storage import backup
from geoquiz.storage.db import engine_for
from tests.serving import launch
from tests.trials.load import answering, compare, database_in, enrol


@dataclass
class Figures:
    """What came of some backups."""

    made: int = 0
    acknowledged: int = 0
    lost: int = 0
    unsound: int = 0
    faults: int = 0


def run(folder: Path, rounds: int, learners: int = 4) -> Figures:
    """Make backups while learners answer, and look each of them through."""
    server = launch(folder)
    url, figures = database_in(folder), Figures()
    engine = engine_for(url)
    try:
        with answering(server.address, enrol(engine, learners)) as load:
            for number in range(rounds):
                load.wait_for(5)
                before, target = load.acknowledged, folder / f"backup {number}.sqlite3"
                backup.make(url, target)
                copy = engine_for(f"sqlite:///{target}")
                found = compare(copy, before)
                copy.dispose()
                figures.made += 1
                figures.acknowledged = found.acknowledged
                figures.lost += found.lost
                figures.unsound += bool(found.unsound)
            figures.faults = len(load.faults)
        return figures
    finally:
        engine.dispose()
        server.end()


def main() -> int:
    """Print the figures; the exit code is 1 where a backup lacked an answer or was not sound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--learners", type=int, default=4)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="geoquiz-backups-") as folder:
        figures = run(Path(folder), arguments.rounds, arguments.learners)
    click.echo(f"backups made under load        {figures.made:>6}\nacknowledged before the last   {figures.acknowledged:>6}\n"
               f"answers missing in a backup    {figures.lost:>6}\nbackups that are not sound     {figures.unsound:>6}\n"
               f"requests that went wrong       {figures.faults:>6}")
    return 1 if figures.lost or figures.unsound or figures.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
