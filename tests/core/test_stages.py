import pytest

from geoquiz.core.stages import Cancelled, counted, unheard


def test_counting_tells_every_hundred_how_many_there_were_and_never_more_than_there_are() -> None:
    told: list[tuple[str, int, int]] = []
    assert list(counted(range(250), "Reading", 150, lambda *stage: told.append(stage))) == list(range(250))
    assert told == [("Reading", 0, 150), ("Reading", 100, 150), ("Reading", 150, 150)]


def test_whoever_is_told_can_end_it() -> None:
    def cancel(_stage: str, done: int, _total: int) -> None:
        if done:
            raise Cancelled("no more")

    taken: list[int] = []
    with pytest.raises(Cancelled, match="no more"):
        taken.extend(counted(range(250), "Reading", 250, cancel))
    assert taken == list(range(100))


def test_short_work_tells_nobody() -> None:
    assert list(counted("abc", "Reading", 3, unheard)) == ["a", "b", "c"]
