from pathlib import Path

import pytest
from click.testing import CliRunner

from geoquiz.cli import main
from geoquiz.core.banks.parse import parse_bank
from tests.cli.conftest import BANK, Geoquiz
from tests.factories import ALL_KINDS

_SAYS_NOT = "does not say what it holds"
_LIST = "Georgia - Tbilisi\nIran - Tehran\n"


def test_a_bank_goes_to_moodle_and_back(geoquiz: Geoquiz, bank_file: Path, tmp_path: Path) -> None:
    result = geoquiz("bank", "convert", bank_file, tmp_path / "rivers.xml")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "the bank: the date it is true as of: a category of Moodle has no place for it.",
        f"{tmp_path / 'rivers.xml'} holds 2 questions now; what could not be carried is told above (1).",
    ]
    back = geoquiz("bank", "convert", tmp_path / "rivers.xml", tmp_path / "back.yaml")
    assert back.exit_code == 0
    found = parse_bank((tmp_path / "back.yaml").read_bytes(), "back.yaml")
    original = parse_bank(BANK.encode(), "rivers.yaml")
    assert found.questions == original.questions
    assert (found.id, found.title) == ("rivers", "Rivers")


@pytest.mark.parametrize("suffix", [".xml", ".gift", ".csv", ".tsv", ".md", ".yml"])
def test_the_suffix_says_the_format(geoquiz: Geoquiz, bank_file: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"out{suffix}"
    assert geoquiz("bank", "convert", bank_file, target, "--lenient").exit_code == 0
    starts = {".xml": "<?xml", ".gift": "// [bank:rivers]", ".csv": '\ufeff"id","type"', ".tsv": '\ufeff"id"\t"type"',
              ".md": "# Rivers", ".yml": "# yaml-language-server"}
    assert target.read_bytes().decode().startswith(starts[suffix])
    assert target.stat().st_mode & 0o777 == 0o644


def test_losses_are_told_and_exit_with_1_unless_one_is_lenient(geoquiz: Geoquiz, tmp_path: Path) -> None:
    source, target = tmp_path / "all.yaml", tmp_path / "all.gift"
    source.write_text(ALL_KINDS, "utf-8")
    strict, lenient = (geoquiz("bank", "convert", source, target, *more) for more in ((), ("--lenient",)))
    assert (strict.exit_code, lenient.exit_code) == (1, 0)
    assert "port: the map: GIFT has no maps of ours: the place is chosen from the list of names." in strict.stderr.splitlines()
    assert strict.stderr == lenient.stderr


def test_standard_input_and_output_are_pipes(geoquiz: Geoquiz) -> None:
    result = geoquiz("bank", "convert", "-", "-", "--from", "paste", "--to", "yaml", "--id", "capitals", "--title", "Capitals",
                     stdin=_LIST)
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "Term and definition are parted by a dash between spaces.", "Standard output holds 2 questions now."]
    bank = parse_bank(result.stdout.encode(), "-")
    assert (bank.id, bank.title, [question.kind for question in bank.questions]) == ("capitals", "Capitals", ["card", "card"])


def test_bytes_that_are_no_utf_8_come_through_the_pipe(geoquiz: Geoquiz) -> None:
    result = CliRunner().invoke(main, ["bank", "convert", "-", "-", "--from", "csv", "--to", "yaml"],
                                input="stem;answer\nWo liegt Zürich – genau?;Schweiz\n".encode("cp1252"))
    assert result.exit_code == 0
    assert "Zürich" in result.stdout
    assert "The file was read as Windows-1252." in result.stderr


def test_pairs_become_typed_questions_parted_as_one_says(geoquiz: Geoquiz) -> None:
    result = geoquiz("bank", "convert", "-", "-", "--from", "paste", "--to", "yaml", "--as", "typed", "--separator", "tab",
                     stdin="Georgia\tTbilisi\n")
    assert "type: typed" in result.stdout
    assert "answer: Tbilisi" in result.stdout


def test_faults_are_told_all_at_once_and_nothing_is_written(geoquiz: Geoquiz, tmp_path: Path) -> None:
    source, target = tmp_path / "list.txt", tmp_path / "list.yaml"
    source.write_text("a\nb\n", "utf-8")
    target.write_text("what was there", "utf-8")
    result = geoquiz("bank", "convert", source, target, "--from", "paste")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{source}:1:1: 'a' has no definition: write both on the line, parted by a dash between spaces.",
        f"{source}:2:1: 'b' has no definition: write both on the line, parted by a dash between spaces.",
    ]
    assert target.read_text("utf-8") == "what was there"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.txt", "list.yaml"]


@pytest.mark.parametrize(("args", "sentence"), [
    (("missing.xml", "x.yaml"), "There is no file missing.xml."),
    (("list.txt", "x.yaml"), f"The name 'list.txt' {_SAYS_NOT}: add --from with one of yaml, moodle, gift, csv, tsv, paste."),
    (("sheet.md", "x.yaml"), f"The name 'sheet.md' {_SAYS_NOT}: add --from with one of yaml, moodle, gift, csv, tsv, paste."),
    (("-", "x.yaml"), f"The name '-' {_SAYS_NOT}: add --from with one of yaml, moodle, gift, csv, tsv, paste."),
    (("x.yaml", "-"), f"The name '-' {_SAYS_NOT}: add --to with one of yaml, moodle, gift, csv, tsv, markdown."),
    (("x.csv", "x.yaml", "--id", "My Bank"), "'My Bank' is not an id: use a-z, 0-9 and single hyphens, 64 of them at the most."),
    (("x.csv", "x.yaml", "--separator", "ab"), "'ab' cannot part the cells of a table: use one sign such as , or ;."),
])
def test_what_is_used_wrongly_is_told_with_exit_2(geoquiz: Geoquiz, args: tuple[str, ...], sentence: str) -> None:
    result = geoquiz("bank", "convert", *args)
    assert result.exit_code == 2
    assert sentence in " ".join(result.stderr.split())


def test_a_folder_or_a_place_that_cannot_be_written_is_told(geoquiz: Geoquiz, bank_file: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    folder = geoquiz("bank", "convert", bank_file, tmp_path / "folder", "--to", "yaml")
    assert folder.exit_code == 2
    assert f"{tmp_path / 'folder'} is a folder: name a file in it." in folder.stderr
    target = tmp_path / "none" / "x.yaml"
    nowhere = geoquiz("bank", "convert", bank_file, target)
    assert nowhere.exit_code == 1
    assert nowhere.stderr == f"geoquiz: {target} cannot be written (No such file or directory): choose another place.\n"
