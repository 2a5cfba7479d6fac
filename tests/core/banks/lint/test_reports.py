"""Findings as text, JSON, GitHub commands and SARIF."""

import json
from typing import Any

import pytest

from geoquiz.core.banks.lint import LINTS, REPORTS, Finding, findings_of, report
from geoquiz.core.errors import Fault, GeoquizError

FINDINGS = [
    Finding("b c/bank.yaml", 9, 13, "GQ201", "warning", "100% odd:\nso, it is.", "planets", "Mend it."),
    Finding("a.yaml", 5, 5, "GQ403", "error", "as_of 2030 lies in the future (today is 2025-06-01).", "knight", "Write the day."),
    *findings_of([Fault("a.yaml", 1, 1, "The field `title` is missing.")]),
]


def _parsed(form: str) -> Any:
    return json.loads(report(FINDINGS, form))


def test_text_names_place_code_level_message_and_fix_and_counts_at_the_end() -> None:
    assert report(FINDINGS[1:], "text") == (
        "a.yaml:1:1: GQ001 error The field `title` is missing.\n"
        f"    {LINTS['GQ001'].fix}\n"
        "a.yaml:5:5: GQ403 error as_of 2030 lies in the future (today is 2025-06-01).\n"
        "    Write the day.\n"
        "2 errors\n")


@pytest.mark.parametrize(("findings", "words"), [
    ([], "Nothing to mend.\n"), (FINDINGS[:1], "1 warning\n"), (FINDINGS[:2], "1 error, 1 warning\n"),
])
def test_text_ends_with_the_counts(findings: list[Finding], words: str) -> None:
    assert report(findings).endswith(words)


def test_json_has_every_field_of_a_finding_and_the_counts() -> None:
    value = _parsed("json")
    assert (value["errors"], value["warnings"]) == (2, 1)
    assert value["findings"][1] == {
        "path": "a.yaml", "line": 5, "column": 5, "code": "GQ403", "name": "as-of-future", "level": "error",
        "message": "as_of 2030 lies in the future (today is 2025-06-01).", "question": "knight", "fix": "Write the day."}
    assert value["findings"][0]["question"] is None


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads(report([], "json")) == {"errors": 0, "warnings": 0, "findings": []}


def test_github_commands_escape_what_would_end_them() -> None:
    assert report(FINDINGS[:1], "github") == (
        "::warning file=b c/bank.yaml,line=9,col=13,title=GQ201 negative-stem::100%25 odd:%0Aso, it is. Mend it.\n")
    commas = Finding("a,b:c.yaml", 1, 1, "GQ301", "warning", "There is no explanation.")
    assert report([commas], "github") == (
        "::warning file=a%2Cb%3Ac.yaml,line=1,col=1,title=GQ301 missing-explanation::There is no explanation.\n")


def test_github_has_nothing_to_say_of_nothing() -> None:
    assert report([], "github") == ""


def test_sarif_has_the_shape_that_code_scanning_reads() -> None:
    value = _parsed("sarif")
    assert (value["version"], value["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (run,) = value["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(LINTS)
    assert {rule["defaultConfiguration"]["level"] for rule in rules} == {"error", "warning"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == LINTS[result["ruleId"]].level
        assert result["message"]["text"]
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
    assert run["results"][2]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "b%20c/bank.yaml"}, "region": {"startLine": 9, "startColumn": 13}}
    assert run["columnKind"] == "unicodeCodePoints"


def test_reports_are_in_the_order_of_the_files_and_end_their_lines() -> None:
    for form in REPORTS:
        text = report(FINDINGS, form)
        assert text.endswith("\n")
        assert text == report(list(reversed(FINDINGS)), form)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(GeoquizError) as caught:
        report([], "xml")
    assert str(caught.value) == "There is no report format 'xml': write one of text, json, github, sarif."
