"""Statements that are built once: what a study page asks the database costs little more than the database takes.

Building a statement, and working out under which key its SQL is kept, takes SQLAlchemy some five times as long as SQLite
takes to answer it; see docs/performance.md.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from sqlalchemy import CursorResult, Executable, bindparam

from geoquiz.storage.db import Database

P = ParamSpec("P")


def prepared(build: Callable[P, Executable]) -> Callable[Concatenate[Database, P], CursorResult[*tuple[Any, ...]]]:
    """Return a function that executes the statement of ``build`` with the values it is called with.

    ``build`` is called with a placeholder of the same name for each value, and with None for each that is None, so that it can
    leave a condition out: one statement is built for each set of values that are None. The rows are plain ones, of
    columns, even where a whole model is selected.
    """
    names = tuple(inspect.signature(build).parameters)
    built: dict[frozenset[str], Executable] = {}

    @wraps(build)
    def execute(session: Database, *args: P.args, **kwargs: P.kwargs) -> CursorResult[*tuple[Any, ...]]:
        values: dict[str, Any] = dict(zip(names, args, strict=False)) | kwargs
        given = {name: value for name, value in values.items() if value is not None}
        shape = frozenset(given)
        statement = built.get(shape)
        if statement is None:
            places: dict[str, Any] = {name: bindparam(name) if name in shape else None for name in values}
            statement = built[shape] = build(**places)  # type: ignore[call-arg]  # The names are its own.
        # On the connection: the session would look for objects of its own in the rows.
        return session.connection().execute(statement, given)

    return cast("Callable[Concatenate[Database, P], CursorResult[*tuple[Any, ...]]]", execute)
