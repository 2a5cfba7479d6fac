"""`geoquiz run`: from nothing, or from what is there, to a server that answers."""

import gc
import logging
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from geoquiz import assets, resources
from geoquiz.cli import backups
from geoquiz.cli.faults import tells_faults
from geoquiz.cli.session import check_version, open_engine
from geoquiz.config import Config
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.errors import BankError, ConfigError, GeoquizError
from geoquiz.services import banks
from geoquiz.storage import migrate


@click.command()
@tells_faults
def command() -> None:
    """Start the server and keep it running.

    Makes the data folder, the secret key and the database where they are missing, brings the database
    up to date, applies what is new in the shipped banks, then listens on GEOQUIZ_HOST and GEOQUIZ_PORT.
    """
    config = Config.from_environ(os.environ)
    prepare(config)
    assets.prepare(config.data, resources.static_folder())
    listener = _bind(config)
    # What is loaded now stays: to look for garbage among it would take a fifth of the start, and cost the workers memory later.
    gc.disable()
    # Imported here: the checks above must answer before the web is loaded.
    from geoquiz.cli.server import serve  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    serve(config, listener)


def prepare(config: Config) -> None:
    """Bring the database up to date and apply the shipped banks; raise GeoquizError where that cannot be."""
    # Alembic tells every step; one line at the end of start-up is enough.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    folder = resources.migrations_folder()
    with open_engine(config.database_url) as engine:
        status = migrate.status(engine, folder)
        if status in ("empty", "behind"):
            if status == "behind":
                backups.before_upgrade(config)
            migrate.upgrade(engine, folder)
            click.echo("The database is new." if status == "empty" else "The database is brought up to date.")
        else:
            check_version(status)
        with Session(engine) as session:
            apply_folder(session, resources.questions_folder())


def apply_folder(session: Session, folder: Path) -> None:
    """Apply additions and rewordings of a folder's banks; print the plan of what waits for a person."""
    for path in sorted(folder.glob("*.yaml")):
        try:
            data = path.read_bytes()
            plan, applied = banks.apply(session, parse_bank(data, str(path)), now=datetime.now(UTC), path=str(path),
                                        only_gentle=True)
        except (BankError, OSError) as error:
            click.echo(f"{error}\n{path.name} is left as it was.", err=True)
            continue
        if applied:
            click.echo(f"{plan.bank_key}: {plan.summary}.")
        elif not plan.is_empty:
            click.echo(f"{plan.bank_key}: {plan.summary}. This changes what learners know or see: look with "
                       f"`geoquiz bank plan {path}`, then run `geoquiz bank apply {path}`.", err=True)


def _bind(config: Config) -> socket.socket:
    """Return a socket bound to the configured address; raise GeoquizError when it is taken."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise ConfigError(f"GEOQUIZ_HOST is {config.host!r}, which is no address of this machine.") from error
    listener = socket.socket(family, kind, proto)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        raise GeoquizError(f"Port {config.port} on {config.host} cannot be had ({error.strerror}): stop what uses it, "
                           "or set GEOQUIZ_PORT to another.") from error
    return listener
