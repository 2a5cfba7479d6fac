"""`geoquiz user fit`: weights fitted to one learner."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

import click

from geoquiz.cli.faults import tells_faults
from geoquiz.cli.session import open_session
from geoquiz.core.errors import GeoquizError
from geoquiz.core.scheduling.fitting import Fit
from geoquiz.services import fitting, mydata


@click.command("fit")
@click.argument("name")
@click.option("--undo", is_flag=True, help="Return to the weights before the last fit instead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@tells_faults
def fit(name: str, undo: bool, as_json: bool) -> None:
    """Fit a user's weights to their own reviews, and use them if they predict later reviews better."""
    if undo and as_json:
        raise click.UsageError("There is nothing to print as JSON with --undo: leave one of them out.")
    now = datetime.now(UTC)
    with open_session() as session:
        user_id = mydata.find_user(session, name)
        if undo:
            fitting.undo(session, user_id, now=now)
            click.echo(f"The former weights of {name} are in use again.")
            return
        found = fitting.fit_weights(session, user_id, now=now)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    elif found.before is not None:
        click.echo(_table(found))
    if found.before is None:
        raise GeoquizError(found.why)
    if not as_json:
        click.echo(found.why)


def _table(found: Fit) -> str:
    assert found.before is not None  # Both are there where weights were judged.
    assert found.after is not None
    return (f"Fitted to {found.fitted} reviews, judged by {found.unseen} later ones.\n"
            f"{'':<14}{'before':>8}{'fitted':>8}\n"
            f"{'log loss':<14}{found.before.log_loss:>8.4f}{found.after.log_loss:>8.4f}\n"
            f"{'RMSE in bins':<14}{found.before.rmse_bins:>8.4f}{found.after.rmse_bins:>8.4f}")
