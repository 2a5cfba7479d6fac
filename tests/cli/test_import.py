"""`geoquiz import`: what Anki exports, as a bank file."""

import json
import zipfile
from pathlib import Path

import pytest

from geoquiz.core.banks.parse import parse_bank
from tests.cli.conftest import Geoquiz
from tests.interchange.anki.reading.crafted import CLOZE, collection, package


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A package of three notes, one of them with a picture and one empty."""
    path = tmp_path / "rivers.apkg"
    notes = [("Nile?", 'Egypt<img src="a.png">'), ("Rhine?", "Germany"), ("", "")]
    path.write_bytes(package(collection(notes), others={"0": b"x", "media": b'{"0": "a.png"}'}))
    return path


def test_a_deck_becomes_a_bank_file_and_says_how(geoquiz: Geoquiz, deck: Path, tmp_path: Path) -> None:
    target = tmp_path / "bank.yaml"
    result = geoquiz("import", str(deck), "--output", str(target))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Basic: 3 notes, giving 2 card",
        "  left out: 1, because it is empty",
        "Nile?: a picture: banks hold no media, so it is left out.",
        "1 file of media is left out: banks hold none.",
        f"{target} holds 2 questions now. Check it with `geoquiz bank check {target}`.",
    ]
    bank = parse_bank(target.read_bytes(), "bank.yaml")
    assert (bank.id, bank.title, len(bank.questions)) == ("rivers", "Rivers", 2)


def test_without_an_output_nothing_is_written(geoquiz: Geoquiz, deck: Path, tmp_path: Path) -> None:
    result = geoquiz("import", str(deck))
    assert result.stdout.splitlines()[-1] == "The bank rivers would hold 2 questions: write it with --output."
    assert [path.name for path in tmp_path.iterdir()] == ["rivers.apkg"]


def test_id_title_and_deck_can_be_said(geoquiz: Geoquiz, tmp_path: Path) -> None:
    source, target = tmp_path / "notes.txt", tmp_path / "bank.yaml"
    source.write_text("#deck column:1\nA\tq\ta\nB\tr\tb\nA::x\ts\tc\n", "utf-8")
    result = geoquiz("import", str(source), "-o", str(target), "--deck", "A", "--id", "my-bank", "--title", "My  bank")
    assert result.exit_code == 0
    bank = parse_bank(target.read_bytes(), "bank.yaml")
    assert (bank.id, bank.title, len(bank.questions)) == ("my-bank", "My bank", 2)


def test_json_holds_the_plan(geoquiz: Geoquiz, deck: Path) -> None:
    found = json.loads(geoquiz("import", str(deck), "--json").stdout)
    assert found == {
        "bank": "rivers", "title": "Rivers", "questions": 2,
        "note_types": [{"name": "Basic", "notes": 3, "becomes": {"card": 2}, "skipped": {"it is empty": 1}}],
        "decks": [{"name": "Rivers", "notes": 3, "questions": 2}], "media": 1, "reviewed": 0, "reviews": 0,
        "losses": [{"question": "Nile?", "what": "a picture", "why": "banks hold no media, so it is left out"}],
    }


def test_what_cannot_be_brought_in_is_one_sentence_and_leaves_no_file(geoquiz: Geoquiz, tmp_path: Path) -> None:
    source, target = tmp_path / "deck.apkg", tmp_path / "bank.yaml"
    source.write_bytes(package(collection([("no gap", "")], model=CLOZE)))
    result = geoquiz("import", str(source), "-o", str(target))
    assert result.exit_code == 1
    assert result.stderr == "geoquiz: None of the 1 notes in the file can become a question: 1 because it has no gap.\n"
    assert not target.exists()


def test_a_bank_too_large_for_a_file_is_refused_before_anything_is_written(geoquiz: Geoquiz, tmp_path: Path) -> None:
    source, target = tmp_path / "deck.apkg", tmp_path / "bank.yaml"
    source.write_bytes(package(collection([(f"q{n}", f"{n} " + "long " * 12_000) for n in range(150)]), method=zipfile.ZIP_STORED))
    result = geoquiz("import", str(source), "-o", str(target))
    assert result.exit_code == 1
    assert "the limit is 8,388,608: split the bank." in result.stderr
    assert not target.exists()


@pytest.mark.parametrize(("args", "sentence"), [
    (["no.apkg"], "'no.apkg' does not exist."), (["{deck}", "--id", "A b"], "'A b' is not an id: use a-z, 0-9 and single hyphens"),
    ([], "Missing argument 'FILE'."),
])
def test_wrong_use_is_told(geoquiz: Geoquiz, deck: Path, args: list[str], sentence: str) -> None:
    result = geoquiz("import", *(arg.format(deck=deck) for arg in args))
    assert result.exit_code == 2
    assert sentence in result.stderr
