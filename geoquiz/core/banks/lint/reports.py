"""Findings as text for people, JSON for programs, commands for GitHub's log, and SARIF for code scanning."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from geoquiz.core.banks.lint.catalogue import LINTS
from geoquiz.core.banks.lint.run import Finding
from geoquiz.core.errors import GeoquizError

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def report(findings: Iterable[Finding], form: str = "text") -> str:
    """Return findings (of any number of files) in one of the forms of `REPORTS`, each line ended."""
    if form not in REPORTS:
        raise GeoquizError(f"There is no report format {form!r}: write one of {', '.join(REPORTS)}.")
    return REPORTS[form](sorted(findings))


def explain(code: str) -> str:
    """Return what a lint means, by its code or name; raise GeoquizError when there is none."""
    for lint in LINTS.values():
        if code.upper() == lint.code or code == lint.name:
            return lint.explain()
    raise GeoquizError(f"There is no lint {code!r}: the codes go from {min(LINTS)} to {max(LINTS)}, and docs/lints.md lists them.")


def _text(findings: Sequence[Finding]) -> str:
    lines = []
    for finding in findings:
        lines += [str(finding), f"    {finding.fix}"]
    return "".join(f"{line}\n" for line in (*lines, summary(findings)))


def summary(findings: Sequence[Finding]) -> str:
    """Return the counts in a few words: "2 errors, 1 warning", or "Nothing to mend."."""
    if not findings:
        return "Nothing to mend."
    counts = {level: sum(finding.level == level for finding in findings) for level in ("error", "warning")}
    return ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for level, count in counts.items() if count)


def _json(findings: Sequence[Finding]) -> str:
    return _dump({
        "errors": sum(finding.level == "error" for finding in findings),
        "warnings": sum(finding.level == "warning" for finding in findings),
        "findings": [
            {"path": finding.path, "line": finding.line, "column": finding.column, "code": finding.code, "name": finding.name,
             "level": finding.level, "message": finding.message, "question": finding.question_id or None, "fix": finding.fix}
            for finding in findings
        ],
    })


def _github(findings: Sequence[Finding]) -> str:
    """Return workflow commands, which GitHub shows beside the lines of a pull request."""
    return "".join(
        f"::{finding.level} file={_property(finding.path)},line={finding.line},col={finding.column},"
        f"title={_property(f'{finding.code} {finding.name}')}::{_data(f'{finding.message} {finding.fix}'.strip())}\n"
        for finding in findings
    )


def _data(text: str) -> str:
    """Return a text as a workflow command's message. Source: actions/toolkit, core/src/command.ts."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _sarif(findings: Sequence[Finding]) -> str:
    """Return a SARIF 2.1.0 log with all the rules, so that a viewer can explain each finding."""
    order = {code: index for index, code in enumerate(LINTS)}
    rules = [
        {"id": lint.code, "name": lint.name, "shortDescription": {"text": lint.title}, "fullDescription": {"text": lint.why},
         "help": {"text": lint.fix}, "defaultConfiguration": {"level": lint.level}}
        for lint in LINTS.values()
    ]
    results = [
        {"ruleId": finding.code, "ruleIndex": order[finding.code], "level": finding.level,
         "message": {"text": f"{finding.message} {finding.fix}".strip()},
         "locations": [{"physicalLocation": {
             "artifactLocation": {"uri": _uri(finding.path)},
             "region": {"startLine": finding.line, "startColumn": finding.column}}}]}
        for finding in findings
    ]
    driver = {"name": "geoquiz bank check", "rules": rules}
    return _dump({"$schema": SARIF_SCHEMA, "version": "2.1.0",
                  "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}]})


def _uri(path: str) -> str:
    """Return a path as a relative URI reference, spaces and other special characters escaped."""
    plain = path.replace("\\", "/")
    return "".join(c if c.isascii() and (c.isalnum() or c in "/-._~:@") else "".join(f"%{byte:02X}" for byte in c.encode())
                   for c in plain)


def _dump(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


REPORTS: Mapping[str, Callable[[Sequence[Finding]], str]] = {"text": _text, "json": _json, "github": _github, "sarif": _sarif}
