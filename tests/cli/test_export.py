"""`geoquiz export anki` and its choices."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from geoquiz.storage.db import engine_for
from tests.cli.conftest import BANK, Geoquiz
from tests.factories import NOW, answer_right, page


@pytest.fixture
def ada(ready: Geoquiz, bank_file: Path, tmp_path: Path) -> Geoquiz:
    """A server with a bank, one question of it tagged, and Ada, who has answered the other one."""
    bank_file.write_text(BANK.replace("    answer: 10\n", "    answer: 10\n    tags: [europe]\n"), "utf-8")
    ready("bank", "apply", bank_file)
    ready("user", "create", "Ada", stdin="correct horse\n")
    engine = engine_for(f"sqlite:///{tmp_path / 'data folder' / 'geoquiz.sqlite3'}")
    with Session(engine) as session:
        answer_right(session, page(session, 1, "longest"), now=NOW)
    engine.dispose()
    return ready


def cards(path: Path) -> list[tuple[str, int]]:
    """Return the ids of the questions in a deck with their cards' reviews."""
    unpacked = path.with_suffix(".collection")
    unpacked.write_bytes(zipfile.ZipFile(path).read("collection.anki21"))
    with closing(sqlite3.connect(unpacked)) as collection:
        rows = collection.execute("SELECT flds, reps FROM cards JOIN notes ON notes.id = nid ORDER BY cards.id").fetchall()
    return [(fields.rsplit("/", 1)[-1], reps) for fields, reps in rows]


@pytest.mark.parametrize(("options", "found"), [
    ((), [("longest", 0), ("count", 0)]),
    (("--learner", "ada"), [("longest", 1), ("count", 0)]),
    (("--learner", "Ada", "--only-met"), [("longest", 1)]),
    (("--tag", "Europe"), [("count", 0)]),
])
def test_the_options_decide_what_is_in_the_deck(ada: Geoquiz, tmp_path: Path, options: tuple[str, ...],
                                               found: list[tuple[str, int]]) -> None:
    path = tmp_path / "deck.apkg"
    result = ada("export", "anki", "rivers", "rivers", "--output", path, *options)
    assert result.output == f"{path} is written: import it in Anki with File → Import.\n"
    assert cards(path) == found


@pytest.mark.parametrize(("options", "code", "sentence"), [
    (("lakes",), 1, "geoquiz: There is no bank 'lakes' here.\n"),
    (("rivers", "--learner", "Eve"), 1, "geoquiz: There is no user 'Eve': check the spelling.\n"),
    (("rivers", "--tag", "europa"), 1, "geoquiz: No question of these banks has the tag 'europa'; did you mean 'europe'?\n"),
    (("rivers", "--learner", "Ada", "--only-met", "--tag", "europe"), 1,
     "geoquiz: No question that fits has been met yet: study some first, or take those not met too.\n"),
    (("rivers", "--only-met"), 2, "Error: --only-met needs --learner NAME: it is about what one user has met.\n"),
])
def test_what_does_not_fit_is_told_and_no_file_is_written(ada: Geoquiz, tmp_path: Path, options: tuple[str, ...], code: int,
                                                         sentence: str) -> None:
    result = ada("export", "anki", *options, "--output", tmp_path / "deck.apkg")
    assert (result.exit_code, result.output.splitlines(keepends=True)[-1]) == (code, sentence)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data folder", "rivers.yaml"]
