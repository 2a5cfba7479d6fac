"""A server under load that is reloaded, backed up, or out of room."""

import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geoquiz.storage.db import engine_for
from tests.server.conftest import Start
from tests.serving import Server
from tests.trials import backups
from tests.trials.load import answering, compare, database_in, enrol


def test_a_graceful_reload_under_load_loses_no_request(start: Start, tmp_path: Path) -> None:
    server = start()
    engine = engine_for(database_in(tmp_path))
    with answering(server.address, enrol(engine, 3)) as load:
        for _ in range(2):
            load.wait_for(5)
            before = set(server.workers())
            server.process.send_signal(signal.SIGHUP)
            end = time.monotonic() + 60
            while before & set(server.workers()) or len(server.workers()) < 2:
                assert time.monotonic() < end, "the workers were not replaced"
                time.sleep(0.05)
        load.wait_for(5)
    assert (load.faults, load.unreachable) == ([], 0)
    assert compare(engine, load.acknowledged).is_sound
    engine.dispose()


def test_backups_under_load_hold_everything_that_was_acknowledged(tmp_path: Path) -> None:
    figures = backups.run(tmp_path, rounds=3, learners=3)
    assert figures == backups.Figures(made=3, acknowledged=figures.acknowledged)
    assert figures.acknowledged >= 15


def test_a_full_disk_under_load_is_told_and_nothing_acknowledged_is_lost(start: Start, tmp_path: Path) -> None:
    server = start()
    engine = engine_for(database_in(tmp_path))
    with answering(server.address, enrol(engine, 3)) as load:
        load.wait_for(5)
        with _no_file_may_grow(server, Path(tmp_path / "data folder")):
            end = time.monotonic() + 60
            while len(load.faults) < 5:
                assert time.monotonic() < end, "the disk did not fill up"
                time.sleep(0.05)
            full = len(load.acknowledged)
        load.wait_for(10)
    assert {fault.split()[0] for fault in load.faults} == {"503"}
    assert any("Make room on the disk of the database" in line for line in server.lines)
    assert not any("Traceback" in line for line in server.lines)
    assert len(load.acknowledged) > full
    assert compare(engine, load.acknowledged).is_sound
    engine.dispose()


@contextmanager
def _no_file_may_grow(server: Server, folder: Path) -> Iterator[None]:
    """Let no file of the workers grow further, as on a full disk."""
    most = max(path.stat().st_size for path in folder.glob("geoquiz.sqlite3*"))
    for worker in server.workers():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    yield
    for worker in server.workers():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
