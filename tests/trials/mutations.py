"""Do the trials notice when a guard is gone? Each guard is taken out of a copy of the program, and its trial must fail there.

Run: python -m tests.trials.mutations
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click

from geoquiz import resources

_COPIED = ("geoquiz", "migrations", "questions", "static", "tests", "pyproject.toml", "gunicorn.conf.py")
_LATER = '''

def _promised(asked, form, **options):
    import threading
    import time

    from flask import current_app

    app = current_app._get_current_object()

    def later():
        time.sleep(0.3)
        with app.app_context():
            study.answer(db.session, asked, form, **options)

    threading.Thread(target=later).start()
    return asked.key
'''


@dataclass(frozen=True)
class Mutation:
    """A guard, how it is taken away (file, what stands there, what stands there instead), and the trial that must notice.

    ``noticed`` is a pattern of what the trial says then: one that fails for another reason has noticed nothing.
    """

    guard: str
    file: str
    before: str
    after: str
    trial: tuple[str, ...]
    noticed: str
    appended: str = ""


MUTATIONS = (
    Mutation("commit before acknowledging", "geoquiz/web/study.py",
             "key = study.answer(db.session, asked, form, ", "key = _promised(asked, form, ",
             ("tests.trials.kills", "--kills", "8", "--seed", "11"), r"^lost +[1-9]", _LATER),
    Mutation("the unique key, in kills", "geoquiz/services/study.py",
             "stored = log.answer_of(session, asked.user_id, asked.key)",
             "stored, asked = None, replace(asked, key=str(__import__('uuid').uuid4()))",
             ("tests.trials.kills", "--kills", "8", "--seed", "11"), r"^lost +[1-9]"),
    Mutation("the unique key, in races", "geoquiz/services/study.py",
             "stored = log.answer_of(session, asked.user_id, asked.key)",
             "stored, asked = None, replace(asked, key=str(__import__('uuid').uuid4()))",
             ("pytest", "-q", "--no-header", "--tb=no", "tests/services/test_races.py", "-k", "one_key"),
             r"^FAILED .*one_key_sent_twenty_times"),
    Mutation("BEGIN IMMEDIATE, in races", "geoquiz/storage/db.py",
             '"BEGIN IMMEDIATE" if writer else "BEGIN"', '"BEGIN"',
             ("pytest", "-q", "--no-header", "--tb=no", "tests/services/test_races.py", "-k", "sqlite"), r"^FAILED .*sqlite"),
    Mutation("the online backup", "geoquiz/storage/backup.py", "origin.backup(copy)", "shutil.copyfile(source, target)",
             ("tests.trials.backups", "--rounds", "3"), r"^(answers missing in a backup|backups that are not sound) +[1-9]"),
)


def run(mutation: Mutation, root: Path) -> tuple[bool, list[str]]:
    """Return whether a trial notices that its guard is gone, and the last lines that it prints."""
    with tempfile.TemporaryDirectory(prefix="geoquiz-mutation-") as folder:
        for name in _COPIED:
            source, target = root / name, Path(folder) / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
            else:
                shutil.copy(source, target)
        path = Path(folder) / mutation.file
        text = path.read_text("utf-8")
        if text.count(mutation.before) != 1:
            raise click.ClickException(f"{mutation.file} does not hold {mutation.before!r} once: the guard has moved.")
        path.write_text(text.replace(mutation.before, mutation.after) + mutation.appended, "utf-8")
        done = subprocess.run([sys.executable, "-m", *mutation.trial], cwd=folder, capture_output=True, text=True, check=False)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return done.returncode == 1 and any(re.search(mutation.noticed, line) for line in lines), lines[-9:]


def main() -> int:
    """Print what each trial said without its guard; the exit code is 1 where one did not notice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    root = resources.checkout()
    assert root is not None
    unnoticed = 0
    for mutation in MUTATIONS:
        noticed, lines = run(mutation, root)
        unnoticed += not noticed
        click.echo(f"without {mutation.guard}: {' '.join(mutation.trial)} "
                   f"{'fails, as it should' if noticed else 'DOES NOT NOTICE'}")
        for line in lines:
            click.echo(f"    {line}")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    raise SystemExit(main())
