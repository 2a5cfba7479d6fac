"""Faults that are told to a person, each as one sentence."""

from dataclasses import dataclass
from datetime import timedelta


class GeoquizError(Exception):
    """Something a person can mend; ``str()`` of it is the sentence to show."""


class ConfigError(GeoquizError):
    """A GEOQUIZ_* setting is missing or wrong; the message names the variable."""


class ResponseError(GeoquizError):
    """A response cannot be read; nothing is graded and nothing is stored."""


class Ambiguous(ResponseError):
    """A response has two readings; ``readings`` are unambiguous ways to type each of them."""

    def __init__(self, message: str, readings: tuple[str, ...]) -> None:
        super().__init__(message)
        self.readings = readings


class NotFound(GeoquizError):
    """The object does not exist, or is another user's: both answer alike."""


class Conflict(GeoquizError):
    """The request contradicts what is already stored, such as one key with two responses."""


class TooManyTries(GeoquizError):
    """Somebody has tried passwords or codes too often, and waits for ``wait`` before the next try."""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, -(-wait // timedelta(seconds=1)))  # Rounded up, so that after it there is no wait left.
        minutes = -(-self.seconds // 60)
        words = f"{self.seconds} second{'s' if self.seconds != 1 else ''}" if self.seconds < 60 else (
            f"{minutes} minute{'s' if minutes != 1 else ''}")
        super().__init__(f"There were too many tries in a row: wait {words}, then try again.")


class TooLate(Conflict):
    """An answer comes after its quiz was handed in, or its time was up."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a bank file; lines and columns count from 1."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """Return ``file:line:column: message``, the form editors and terminals can follow."""
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class BankError(GeoquizError):
    """A bank cannot be used; ``faults`` lists everything that is wrong with it, in file order."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
