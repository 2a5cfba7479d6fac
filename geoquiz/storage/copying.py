"""Moving everything from one database to another, whatever each of them is."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Engine, Integer, Row, Table, func, insert, select, text

from geoquiz.core.errors import GeoquizError
from geoquiz.storage import models  # noqa: F401  # Importing the models fills the metadata.
from geoquiz.storage.db import Model

_AT_ONCE = 500
_MODULUS = 2**256


@dataclass(frozen=True, slots=True)
class Copied:
    """A table with how many rows were copied, and the checksum that both databases have of them."""

    table: str
    rows: int
    checksum: str


def copy(source: Engine, target: Engine) -> list[Copied]:
    """Copy every row into an empty database of the same version, in one transaction, and compare both afterwards.

    Raises GeoquizError where the target holds something already, or where the
    two differ in the end; then nothing is written. Rows pass through a few at a time, however many there are.
    """
    tables = Model.metadata.sorted_tables
    with _snapshot(source) as reading, target.connect().execution_options(geoquiz_writer=True) as writing, writing.begin():
        _refuse_filled(writing, tables)
        copied = []
        for table in tables:
            _copy_rows(reading, writing, table)
            copied.append(_compared(reading, writing, table))
        if target.dialect.name == "postgresql":
            _set_counters(writing, tables)
    return copied


def _snapshot(source: Engine) -> Connection:
    """Return a connection to which the database stands still."""
    if source.dialect.name == "postgresql":
        return source.connect().execution_options(isolation_level="REPEATABLE READ")
    return source.connect()


def _refuse_filled(connection: Connection, tables: list[Table]) -> None:
    for table in tables:
        if connection.execute(select(func.count()).select_from(select(table).limit(1).subquery())).scalar_one():
            raise GeoquizError(f"The database to copy to holds something already (in {table.name}): name an empty one.")


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    # In the order of their keys, since a row may name an earlier one of its own table.
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_AT_ONCE)
    with connection.execute(statement) as found:
        yield from found


def _copy_rows(reading: Connection, writing: Connection, table: Table) -> None:
    batch = []
    for row in _rows(reading, table):
        batch.append(dict(row._mapping))
        if len(batch) == _AT_ONCE:
            writing.execute(insert(table), batch)
            batch = []
    if batch:
        writing.execute(insert(table), batch)


def _compared(reading: Connection, writing: Connection, table: Table) -> Copied:
    there, here = checksum(reading, table), checksum(writing, table)
    if there != here:
        raise GeoquizError(f"{table.name} came over differently ({there[0]} rows with the checksum {there[1]}, then {here[0]} rows "
                           f"with {here[1]}): nothing was written.")
    return Copied(table.name, *here)


def checksum(connection: Connection, table: Table) -> tuple[int, str]:
    """Return how many rows a table has and a checksum of them, the same on every database and in any order of the rows."""
    count, total = 0, 0
    for row in _rows(connection, table):
        count += 1
        total += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).digest(), "big")
    return count, f"{total % _MODULUS:064x}"[:16]


def _set_counters(connection: Connection, tables: list[Table]) -> None:
    """Let PostgreSQL count on after the highest number of each table."""
    for table in tables:
        column = table.autoincrement_column
        if column is None or not isinstance(column.type, (BigInteger, Integer)):
            continue
        sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:name, :column)"),
                                     {"name": table.name, "column": column.name})
        highest = connection.scalar(select(func.max(column)))
        if sequence and highest:
            connection.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})
