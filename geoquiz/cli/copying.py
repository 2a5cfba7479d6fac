"""`geoquiz db copy`: from one database to another, such as from SQLite to PostgreSQL."""

import json
import logging
from dataclasses import asdict

import click

from geoquiz import resources
from geoquiz.cli.faults import tells_faults
from geoquiz.cli.session import check_version, open_engine, refuse_missing
from geoquiz.config import database_url
from geoquiz.core.errors import GeoquizError
from geoquiz.storage import copying, migrate


@click.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@tells_faults
def copy(source: str, target: str, as_json: bool) -> None:
    """Copy everything from one database to another, and compare both row by row.

    FROM and TO are addresses as in GEOQUIZ_DATABASE_URL. TO must be empty; its tables are made. Stop the server first: what
    is answered meanwhile stays in FROM.
    """
    logging.getLogger("alembic").setLevel(logging.WARNING)
    origin, copy_ = (database_url({"GEOQUIZ_DATABASE_URL": address}) for address in (source, target))
    if origin == copy_:
        raise GeoquizError("FROM and TO are the same database.")
    refuse_missing(origin)
    folder = resources.migrations_folder()
    with open_engine(origin) as reading, open_engine(copy_) as writing:
        check_version(migrate.status(reading, folder))
        if migrate.status(writing, folder) == "empty":
            migrate.upgrade(writing, folder)
        check_version(migrate.status(writing, folder))
        copied = copying.copy(reading, writing)
    if as_json:
        click.echo(json.dumps([asdict(table) for table in copied], indent=2))
        return
    for table in copied:
        click.echo(f"{table.table:<24}{table.rows:>10} rows   checksum {table.checksum}")
    click.echo(f"{sum(table.rows for table in copied)} rows are copied, and equal in both databases.")
