"""`kill -9` at random moments under load: is each acknowledged answer there, exactly once?

Workers, the master, and everything at once are killed while learners answer without a pause. What was sent and not
acknowledged is sent again. Afterwards the database is looked through.

Run: python -m tests.trials.kills [--kills 100] [--seed 1] [--learners 4]
"""

import argparse
import os
import random
import signal
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from geoquiz.storage.db import engine_for
from tests.serving import Server, launch, wait_until_free
from tests.trials.load import Found, answering, compare, database_in, enrol

KINDS = {"one worker": 6, "all workers": 1, "the master": 2, "everything at once": 1}


def run(folder: Path, kills: int, seed: int, learners: int = 4, cwd: Path | None = None) -> tuple[Counter[str], Found]:
    """Kill so often, and return what was killed and what the database holds afterwards."""
    draw = random.Random(seed)
    server = launch(folder, cwd=cwd, own_group=True)
    engine = engine_for(database_in(folder))
    killed: Counter[str] = Counter()
    # The first kills are of every kind, so that a short run leaves none out.
    plan = [*KINDS, *draw.choices(list(KINDS), list(KINDS.values()), k=kills)][:kills]
    draw.shuffle(plan)
    try:
        with answering(server.address, enrol(engine, learners)) as load:
            for kind in plan:
                load.wait_for(1)
                time.sleep(draw.uniform(0.05, 0.6))
                server = _kill(server, kind, draw, folder, cwd=cwd)
                killed[kind] += 1
            load.wait_for(learners)
        return killed, compare(engine, load.acknowledged)
    finally:
        server.end()
        engine.dispose()


def _kill(server: Server, kind: str, draw: random.Random, folder: Path, **options: Any) -> Server:
    """Kill something of a server, and return the one that answers afterwards."""
    if "worker" in kind:
        workers = server.workers()
        while not workers:
            time.sleep(0.02)
            workers = server.workers()
        for worker in workers if kind == "all workers" else [draw.choice(workers)]:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        return server
    if kind == "the master":
        server.process.kill()
        server.process.wait(timeout=30)
    else:
        server.kill_all()
    wait_until_free(server.port)
    server.end()
    return launch(folder, server.port, own_group=True, **options)


def main() -> int:
    """Print what was killed and what was found; the exit code is 1 where an answer was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--learners", type=int, default=4)
    arguments = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="geoquiz-kills-") as folder:
        killed, found = run(Path(folder), arguments.kills, arguments.seed, arguments.learners)
    for kind, count in killed.most_common():
        click.echo(f"killed {kind:<20}{count:>6}")
    click.echo(f"{'acknowledged':<27}{found.acknowledged:>6}\n{'lost':<27}{found.lost:>6}\n{'doubled':<27}{found.doubled:>6}")
    click.echo(f"integrity, links, memory against the log: {'; '.join(found.unsound) or 'sound'}")
    click.echo(f"in {time.monotonic() - started:.0f} s, seed {arguments.seed}")
    return 0 if found.is_sound else 1


if __name__ == "__main__":
    raise SystemExit(main())
