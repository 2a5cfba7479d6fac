"""`geoquiz bank plan`, `apply` and `list`: banks and the database."""

import json
from datetime import UTC, datetime
from typing import Any

import click

from geoquiz.cli.faults import tells_faults
from geoquiz.cli.files import read_banks
from geoquiz.cli.session import open_session
from geoquiz.core.banks.plan import Plan
from geoquiz.services import banks

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
_paths = click.argument("paths", nargs=-1, required=True, metavar="PATH...")


@click.command("plan")
@_paths
@_json
@tells_faults
def plan(paths: tuple[str, ...], as_json: bool) -> None:
    """Show what applying bank files would change; nothing is written."""
    found = read_banks(paths)
    with open_session() as session:
        plans = [banks.plan(session, bank, str(path)) for path, bank in found]
    _print_plans(plans, as_json=as_json)


@click.command("apply")
@_paths
@_json
@tells_faults
def apply(paths: tuple[str, ...], as_json: bool) -> None:
    """Apply bank files, each bank in one transaction.

    None is applied when one of the files has a fault.
    """
    found = read_banks(paths)
    with open_session() as session:
        for path, bank in found:
            banks.plan(session, bank, str(path))
        plans = [banks.apply(session, bank, now=datetime.now(UTC), path=str(path))[0] for path, bank in found]
    _print_plans(plans, as_json=as_json)


@click.command("list")
@_json
@tells_faults
def list_banks(as_json: bool) -> None:
    """List the banks on this server."""
    with open_session() as session:
        rows = banks.list_all(session)
    if as_json:
        _print_json([{"key": row.key, "title": row.title, "questions": row.questions} for row in rows])
        return
    if not rows:
        click.echo("There are no banks yet: apply some with `geoquiz bank apply PATH`.")
    width = max((len(row.key) for row in rows), default=0)
    for row in rows:
        click.echo(f"{row.key:<{width}}  {row.questions:>6} questions  {row.title}")


def _print_plans(plans: list[Plan], *, as_json: bool) -> None:
    if as_json:
        _print_json([_as_dict(plan) for plan in plans])
        return
    for plan in plans:
        click.echo(f"{plan.bank_key}: {plan.summary}" + (" (a new bank)" if plan.is_new else ""))
        if plan.is_new:
            continue
        for change in plan.changes:
            parts = f" ({', '.join(change.parts)})" if change.parts and change.parts != ("main",) else ""
            consequence = "; its cards go to relearning" if change.effect == "key changed" else ""
            click.echo(f"  {change.effect:<11}  {change.id}{parts}{consequence}")


def _as_dict(plan: Plan) -> dict[str, Any]:
    return {
        "bank": plan.bank_key, "title": plan.title, "new": plan.is_new, "header_changed": plan.header_changed,
        "order_changed": plan.moved, "empty": plan.is_empty,
        "changes": [{"id": change.id, "effect": change.effect, "parts": list(change.parts)} for change in plan.changes],
    }


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
