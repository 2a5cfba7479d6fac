"""Faults that a person can mend, told as one sentence with the right exit code."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from geoquiz.core.errors import BankError, ConfigError, GeoquizError

FINDINGS, USAGE = 1, 2
P = ParamSpec("P")
R = TypeVar("R")


def tells_faults(command: Callable[P, R]) -> Callable[P, R]:
    """Turn every fault a person can mend into its sentence on standard error: exit 1, or 2 for a setting."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except BankError as error:
            click.echo(str(error), err=True)
            raise click.exceptions.Exit(FINDINGS) from error
        except GeoquizError as error:
            click.echo(f"geoquiz: {error}", err=True)
            raise click.exceptions.Exit(USAGE if isinstance(error, ConfigError) else FINDINGS) from error

    return told
