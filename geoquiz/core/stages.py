"""What long work says of itself while it goes on: its stage in words, how much is done, and how much there is."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from geoquiz.core.errors import GeoquizError

T = TypeVar("T")

# Called with the stage, what is done and how much there is, 0 where nobody knows; raises Cancelled to end the work there.
OnStage = Callable[[str, int, int], None]

# The stage in which the work's own transaction writes: nothing is told while it lasts, and it cannot be cancelled.
STORING = "Storing"
_EVERY = 100


class Cancelled(GeoquizError):
    """Whoever had asked for a piece of work does not want it any more; nothing of it is stored."""


def unheard(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody: for work that is short, or that nobody watches."""


def counted(items: Iterable[T], stage: str, total: int, on_stage: OnStage) -> Iterator[T]:
    """Yield the items, saying every so often how many there were."""
    for number, item in enumerate(items):
        if number % _EVERY == 0:
            on_stage(stage, min(number, total), total)
        yield item
