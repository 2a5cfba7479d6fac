from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime

import pytest

from geoquiz.core.asked import Asked


def _asked() -> Asked:
    values: dict[str, object] = {"part": "main", "seed": "7f3a", "key": "k", "at": datetime(2024, 7, 15, tzinfo=UTC)}
    return Asked(**{field.name: values.get(field.name, 1) for field in fields(Asked)})  # type: ignore[arg-type]  # Numbers, else.


def test_what_was_asked_cannot_be_changed_afterwards() -> None:
    asked = _asked()
    with pytest.raises(FrozenInstanceError):
        asked.seed = "other"  # type: ignore[misc]  # That is the test.


def test_two_showings_are_equal_only_where_everything_is() -> None:
    assert _asked() == _asked()
    assert _asked() != replace(_asked(), seed="other")
    assert _asked() != replace(_asked(), part="c2")
