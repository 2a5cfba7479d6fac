"""`geoquiz import`: what Anki exports, as a bank file."""

import json
from pathlib import Path
from typing import Any

import click

from geoquiz.cli.faults import tells_faults
from geoquiz.cli.output import whole_file
from geoquiz.core.errors import GeoquizError
from geoquiz.interchange.anki.reading import AnkiImport, Plan
from geoquiz.interchange.bankfile import write_yaml
from geoquiz.interchange.naming import is_id
from geoquiz.interchange.report import told
from geoquiz.services import imports


@click.command("import")
@click.argument("source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", "-o", "target", type=click.Path(dir_okay=False, path_type=Path),
              help="The bank file to write; without it nothing is written.")
@click.option("--deck", default="", metavar="NAME", help="This deck and those below it alone, such as Languages::Spanish.")
@click.option("--id", "bank_id", default="", help="The id of the bank, instead of one made of the deck's name.")
@click.option("--title", default="", help="The title of the bank, instead of the deck's name.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@tells_faults
def command(source: Path, target: Path | None, deck: str, bank_id: str, title: str, as_json: bool) -> None:
    """Turn what Anki exports into a bank file, and say what becomes of what.

    FILE is a package (.apkg, .colpkg) or notes in plain text (.txt).
    """
    if bank_id and not is_id(bank_id):
        raise click.UsageError(f"{bank_id!r} is not an id: use a-z, 0-9 and single hyphens, 64 of them at the most.")
    try:
        with source.open("rb") as file:
            found = imports.read_file(file, source.name, deck=deck, bank_id=bank_id, title=" ".join(title.split()))
    except OSError as error:
        raise GeoquizError(f"{source} cannot be read ({error.strerror}): check its rights.") from error
    if target is not None:
        data = write_yaml(found.bank).data
        with whole_file(target) as file:
            file.write(data)
    if as_json:
        click.echo(json.dumps(_as_dict(found), ensure_ascii=False, indent=2))
    else:
        for line in _lines(found, target):
            click.echo(line)


def _lines(found: AnkiImport, target: Path | None) -> list[str]:
    plan, count = found.plan, len(found.bank.questions)
    lines = [f"{row.note_type}: {_number(row.notes, 'note')}, giving {_becomes(row.becomes)}" for row in plan.rows]
    lines += [f"  left out: {number:,}, because {reason}" for reason, number in plan.skipped]
    lines += told(found.losses)
    if plan.media:
        lines.append(f"{_number(plan.media, 'file')} of media {'are' if plan.media != 1 else 'is'} left out: banks hold none.")
    if target is None:
        return [*lines, f"The bank {found.bank.id} would hold {_number(count, 'question')}: write it with --output."]
    return [*lines, f"{target} holds {_number(count, 'question')} now. Check it with `geoquiz bank check {target}`."]


def _becomes(becomes: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in becomes) or "no questions"


def _number(count: int, name: str) -> str:
    return f"{count:,} {name}{'s' if count != 1 else ''}"


def _as_dict(found: AnkiImport) -> dict[str, Any]:
    return {
        "bank": found.bank.id, "title": found.bank.title, "questions": len(found.bank.questions), **_plan_as_dict(found.plan),
        "losses": [{"question": loss.question, "what": loss.what, "why": loss.why} for loss in found.losses],
    }


def _plan_as_dict(plan: Plan) -> dict[str, Any]:
    return {
        "note_types": [{"name": row.note_type, "notes": row.notes, "becomes": dict(row.becomes), "skipped": dict(row.skipped)}
                       for row in plan.rows],
        "decks": [{"name": deck.name, "notes": deck.notes, "questions": deck.questions} for deck in plan.decks],
        "media": plan.media, "reviewed": plan.reviewed, "reviews": plan.reviews,
    }
