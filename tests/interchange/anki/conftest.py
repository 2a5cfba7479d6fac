"""A collection of the real Anki for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """An empty collection, as a new user of Anki has it."""
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()
