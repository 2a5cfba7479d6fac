"""`geoquiz run` in a process of its own, on a free port and an empty data folder."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving import Server, launch

Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start `geoquiz run` with a data folder and settings; whatever still runs afterwards is ended."""
    running: list[Server] = []

    def _start(port: int | None = None, **options: Any) -> Server:
        running.append(launch(tmp_path, port, **options))
        return running[-1]

    yield _start
    for server in running:
        server.end()
