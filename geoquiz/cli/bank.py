"""`geoquiz bank …`: the group; each command is imported when it is called."""

import click

from geoquiz.cli.lazy import LazyGroup

COMMANDS = {
    "apply": ("banks:apply", "Apply bank files, each bank in one transaction."),
    "check": ("check:command", "Check bank files: their format, and what makes a question unfair or guessable."),
    "convert": ("convert:command", "Convert a bank into another format, or a file of another format into a bank."),
    "list": ("banks:list_banks", "List the banks on this server."),
    "plan": ("banks:plan", "Show what applying bank files would change; nothing is written."),
    "schema": ("check:schema", "Print the JSON Schema of bank files, for completion in editors."),
    "sync": ("sync:command", "Plan and apply every bank file of a folder or git checkout, with a report."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def command() -> None:
    """Check, plan, apply and convert question banks."""
