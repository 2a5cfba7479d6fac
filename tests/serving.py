"""`geoquiz run` in a process of its own: started on a free port, killed in every way, and ended for sure."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

STARTS_WITHIN = 60.0


@dataclass
class Server:
    """A running `geoquiz run`; ``lines`` holds what it has printed so far, both streams together."""

    process: subprocess.Popen[str]
    address: str
    started: float
    lines: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)
    ready_after: float = 0.0
    listener: threading.Thread | None = None

    def listen(self) -> None:
        """Collect what the server prints, and note when it says that it is ready."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if "is ready at" in line:
                self.ready_after = time.monotonic() - self.started
                self.ready.set()
        self.ready.set()

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1])

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def workers(self) -> list[int]:
        """Return the processes that answer requests."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(text) for text in children.read_text().split()]

    def kill_all(self) -> None:
        """End everything at once, as a power cut does; only for servers that lead a group of their own."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def end(self) -> None:
        """Stop whatever still runs of it."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)
        assert self.listener is not None
        self.listener.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def launch(folder: Path, port: int | None = None, *, python: str = sys.executable, cwd: Path | None = None, own_group: bool = False,
           before: Callable[[], None] | None = None, **settings: str) -> Server:
    """Start a server that keeps its data beneath a folder, and return it once it is ready, or has given up.

    ``before`` is run in the new process before the program; ``own_group`` lets `kill_all` end it with its workers.
    """
    port = port or free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GEOQUIZ_")}
    environment = {**clean, "HOME": str(folder), "GEOQUIZ_DATA": str(folder / "data folder"), "GEOQUIZ_PORT": str(port),
                   "PYTHONUNBUFFERED": "1", **settings}
    process = subprocess.Popen([python, "-m", "geoquiz", "run"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env=environment, cwd=cwd, start_new_session=own_group, preexec_fn=before)  # noqa: PLW1509  # Before any thread.
    server = Server(process, f"http://127.0.0.1:{port}", time.monotonic())
    server.listener = threading.Thread(target=server.listen)
    server.listener.start()
    if not server.ready.wait(STARTS_WITHIN):
        server.end()
        raise AssertionError("The server did not start:\n" + "".join(server.lines))
    return server


def wait_until_free(port: int) -> None:
    """Wait for orphaned workers to notice that their master is gone."""
    for _ in range(300):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                time.sleep(0.1)
            else:
                return
    raise AssertionError("the workers outlived their master")
