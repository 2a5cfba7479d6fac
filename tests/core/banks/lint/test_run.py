"""Running the lints over a bank: which ones, in what order, on which questions."""

from datetime import date

import pytest

from geoquiz.core.banks.lint import LINTS, Finding, check_file, chosen, explain, findings_of, lint_bank
from geoquiz.core.banks.lint.catalogue import Lint, declare
from geoquiz.core.banks.parse import read_bank
from geoquiz.core.errors import Fault, GeoquizError

TODAY = date(2025, 6, 1)
BANK = """\
format: 1
id: example
title: An example
questions:
  - id: knight
    type: typed
    stem: Which chess piece jumps over others?
    answer: knight
  - id: planets
    type: single
    stem: Which of these is not a planet?
    options: [Ceres, Neptune, Saturn]
    answer: Ceres
    explanation: It is Ceres.
"""


def _codes(text: str = BANK, **options: list[str]) -> list[str]:
    return [finding.code for finding in check_file(text.encode(), "b.yaml", today=TODAY, **options)]


def test_findings_come_in_the_order_of_the_file() -> None:
    found = check_file(BANK.encode(), "b.yaml", today=TODAY)
    assert [(f.line, f.column, f.code, f.question_id) for f in found] == [
        (1, 1, "GQ402", ""), (5, 5, "GQ301", "knight"), (11, 11, "GQ201", "planets"), (14, 18, "GQ302", "planets")]
    assert found == sorted(found)


def test_a_finding_reads_as_editors_and_terminals_follow_it() -> None:
    finding = check_file(BANK.encode(), "b.yaml", today=TODAY)[1]
    assert str(finding) == "b.yaml:5:5: GQ301 warning There is no explanation."
    assert finding.name == "missing-explanation"


def test_select_limits_to_codes_beginnings_and_names() -> None:
    assert _codes(select=["GQ301"]) == ["GQ301"]
    assert _codes(select=["gq3"]) == ["GQ301", "GQ302"]
    assert _codes(select=["negative-stem", "GQ402"]) == ["GQ402", "GQ201"]


def test_ignore_leaves_out_and_goes_before_select() -> None:
    assert _codes(ignore=["GQ3"]) == ["GQ402", "GQ201"]
    assert _codes(select=["GQ3"], ignore=["short-explanation"]) == ["GQ301"]


def test_all_lints_run_when_none_is_chosen() -> None:
    assert chosen([], []) == frozenset(LINTS)


@pytest.mark.parametrize("word", ["GQ999", "longest", "", "GQ 1"])
def test_a_code_that_does_not_exist_is_refused(word: str) -> None:
    with pytest.raises(GeoquizError) as caught:
        chosen([word], [])
    assert str(caught.value) == f"There is no lint {word!r}: write a code such as GQ101, its name, or a beginning such as GQ1."


def test_retired_questions_are_not_looked_at() -> None:
    assert _codes(BANK.replace("    answer: knight\n", "    answer: knight\n    retired: true\n"), select=["GQ3"]) == ["GQ302"]


def test_lints_of_english_wording_leave_other_languages_alone() -> None:
    assert _codes(BANK.replace("title:", "language: de\ntitle:")) == ["GQ402", "GQ301", "GQ302"]
    assert _codes(BANK.replace("title:", "language: en-GB\ntitle:")) == ["GQ402", "GQ301", "GQ201", "GQ302"]


def test_a_file_that_is_no_bank_gives_its_faults_whatever_is_selected() -> None:
    text = BANK.replace("id: planets", "id: No Id").replace("answer: knight", "answr: knight")
    found = check_file(text.encode(), "b.yaml", today=TODAY, select=["GQ1"])
    assert [(f.line, f.code, f.level) for f in found] == [(5, "GQ001", "error"), (8, "GQ001", "error"), (9, "GQ001", "error")]
    assert found[2].message == "id 'No Id' is not an id: use a-z, 0-9 and single hyphens."


def test_faults_become_findings_with_their_place() -> None:
    (finding,) = findings_of([Fault("b.yaml", 3, 4, "Something is wrong.")])
    assert finding == Finding("b.yaml", 3, 4, "GQ001", "error", "Something is wrong.", fix=LINTS["GQ001"].fix)


def test_a_lint_can_be_explained_by_its_code_or_its_name() -> None:
    text = explain("GQ201")
    assert text == explain("gq201") == explain("negative-stem")
    lint = LINTS["GQ201"]
    assert text == (f"GQ201 negative-stem (warning)\n\n{lint.title}\nIt looks at banks in English only.\n\nWhy: {lint.why}\n\n"
                    f"Fix: {lint.fix}\n\nWhere a finding is not right, say so in the file: # lint: ignore GQ201 the reason\n")
    assert "# lint: ignore" not in explain("GQ001")


def test_an_unknown_lint_cannot_be_explained() -> None:
    with pytest.raises(GeoquizError) as caught:
        explain("GQ999")
    assert str(caught.value) == "There is no lint 'GQ999': the codes go from GQ001 to GQ903, and docs/lints.md lists them."


@pytest.mark.parametrize(("code", "name"), [("GQ101", "another-name"), ("GQ999", "longest-key")])
def test_a_code_or_a_name_cannot_be_taken_twice(code: str, name: str) -> None:
    with pytest.raises(ValueError, match=f"The lint {code} {name} is already declared."):
        declare(Lint(code, name, "error", title="T.", why="W.", fix="F."))


def test_findings_on_the_same_bank_are_the_same_every_time() -> None:
    parsed = read_bank(BANK.encode(), "b.yaml")
    assert lint_bank(parsed, "b.yaml", today=TODAY) == lint_bank(parsed, "b.yaml", today=TODAY)
