"""`geoquiz run` in a process of its own, on a free port and an empty data folder."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

STARTS_WITHIN = 40.0


@dataclass
class Server:
    """A running `geoquiz run`; ``lines`` holds what it has printed so far, both streams together."""

    process: subprocess.Popen[str]
    address: str
    started: float
    lines: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)
    ready_after: float = 0.0

    def listen(self) -> None:
        """Collect what the server prints, and note when it says that it is ready."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if "is ready at" in line:
                self.ready_after = time.monotonic() - self.started
                self.ready.set()
        self.ready.set()

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start `geoquiz run` with a data folder and settings; whatever still runs afterwards is ended."""
    running: list[tuple[Server, threading.Thread]] = []

    def _start(port: int | None = None, python: str = sys.executable, cwd: Path | None = None, **settings: str) -> Server:
        port = port or free_port()
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GEOQUIZ_")}
        environment = {**clean, "HOME": str(tmp_path), "GEOQUIZ_DATA": str(tmp_path / "data folder"),
                       "GEOQUIZ_PORT": str(port), "PYTHONUNBUFFERED": "1", **settings}
        process = subprocess.Popen([python, "-m", "geoquiz", "run"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   text=True, env=environment, cwd=cwd)
        server = Server(process, f"http://127.0.0.1:{port}", time.monotonic())
        thread = threading.Thread(target=server.listen)
        thread.start()
        running.append((server, thread))
        assert server.ready.wait(STARTS_WITHIN), "".join(server.lines)
        return server

    yield _start
    for server, thread in running:
        if server.process.poll() is None:
            server.process.terminate()
            server.process.wait(timeout=30)
        thread.join()
        assert server.process.stdout is not None
        server.process.stdout.close()
