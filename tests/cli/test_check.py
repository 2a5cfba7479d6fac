import json
from pathlib import Path

from tests.cli.conftest import BANK, Geoquiz

GUESSABLE = """\
format: 1
id: seas
title: Seas
as_of: 2024
questions:
  - id: largest
    type: single
    stem: In 2024, which body of water lay between Iran and Russia?
    options: [Aral Sea, Caspian Sea, Black Sea, all of the above]
    answer: Caspian Sea
    explanation: The Caspian Sea lies between them; it has no outlet to the ocean.
"""


def test_a_bank_without_faults_or_flaws_passes(geoquiz: Geoquiz, bank_file: Path) -> None:
    result = geoquiz("bank", "check", bank_file, "--ignore", "few-types")
    assert (result.exit_code, result.output) == (0, "Nothing to mend.\n")


def test_a_flaw_is_told_with_its_code_its_line_and_its_remedy(geoquiz: Geoquiz, tmp_path: Path) -> None:
    path = tmp_path / "seas.yaml"
    path.write_text(GUESSABLE, "utf-8")
    result = geoquiz("bank", "check", path, "--select", "of-the-above")
    assert result.exit_code == 1
    first, remedy, counts = result.output.splitlines()
    assert first.startswith(f"{path}:9:")
    assert "all of the above" in first
    assert remedy.startswith("    ")
    assert counts in ("1 error", "1 warning")


def test_faults_of_the_format_and_flaws_of_another_file_come_in_one_report(geoquiz: Geoquiz, tmp_path: Path) -> None:
    (tmp_path / "seas.yaml").write_text(GUESSABLE, "utf-8")
    (tmp_path / "broken.yaml").write_text(BANK.replace("    answer: Nile\n", ""), "utf-8")
    (tmp_path / "text.yaml").write_bytes(b"\xff\xfe\x00")
    result = geoquiz("bank", "check", tmp_path, "--json")
    assert result.exit_code == 1
    found = json.loads(result.output)["findings"]
    assert {Path(finding["path"]).name for finding in found} == {"seas.yaml", "broken.yaml", "text.yaml"}
    broken = next(finding for finding in found if finding["path"].endswith("broken.yaml"))
    assert (broken["code"], broken["line"], broken["message"]) == ("GQ001", 6, "The field `answer` is missing.")


def test_a_lint_explains_itself(geoquiz: Geoquiz) -> None:
    result = geoquiz("bank", "check", "--explain", "gq101")
    assert result.exit_code == 0
    assert result.output.startswith("GQ101 ")
    assert "Why: " in result.output
    assert "Fix: " in result.output


def test_words_that_fit_no_lint_are_refused(geoquiz: Geoquiz, bank_file: Path) -> None:
    for args in (("--select", "GQ7"), ("--ignore", "spelling")):
        result = geoquiz("bank", "check", bank_file, *args)
        assert result.exit_code == 1
        assert result.output == (f"geoquiz: There is no lint {args[1]!r}: write a code such as GQ101, its name, "
                                 "or a beginning such as GQ1.\n")


def test_a_path_is_asked_for(geoquiz: Geoquiz) -> None:
    result = geoquiz("bank", "check")
    assert result.exit_code == 2
    assert "Missing argument 'PATH...'." in result.output
