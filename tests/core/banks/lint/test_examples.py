"""Every lint has an example that it passes, one on which it alone fires, and a section in docs/lints.md."""

import re
from datetime import date
from pathlib import Path

import pytest

from geoquiz.core.banks.lint import LINTS, check_file

EXAMPLES = Path(__file__).parent / "examples"
DOCS = (Path(__file__).parents[4] / "docs" / "lints.md").read_text(encoding="utf-8")
TODAY = date(2025, 6, 1)
# What the failing example of each code yields: line, column, question and message.
EXPECTED = {
    "GQ001": [
        (9, 13, '', "answer: 'three' is not a plain number: write digits with a decimal point, such as 7200 or 17.5."),
    ],
    "GQ101": [
        (11, 9, 'cork', 'The key has 41 characters, the longest wrong option 13: its length gives it away.'),
    ],
    "GQ102": [
        (6, 3, '', 'The key is the longest option in 10 of 10 `single` questions; chance would give about 5.'),
    ],
    "GQ103": [
        (6, 3, '', 'The key stands in place 1 in 10 of 10 `single` questions; an even spread would give about 5 '
                   '(chi-squared 10.0).'),
    ],
    "GQ104": [
        (9, 33, 'summit', "'4806' reads the same as '4,806'."),
    ],
    "GQ105": [
        (9, 46, 'green', "'Yellow and blue' means the same as 'Blue and yellow'."),
    ],
    "GQ106": [
        (9, 15, 'bees', "The stem has all the words of the key 'The insect of beehives' and of no wrong option."),
        (14, 11, 'smith', "The stem names the answer 'gold'."),
        (21, 11, 'moon', "The hint names the answer 'the Moon'."),
        (25, 11, 'tides', "The text outside the gap c1 names its answer 'High tide'."),
        (29, 11, 'dozen', 'The stem names the answer 12.'),
        (34, 11, 'armistice', 'The stem names the answer 1918.'),
    ],
    "GQ107": [
        (8, 11, 'vehicle', "The stem ends in 'an', which does not fit 'tram'."),
        (14, 11, 'plural', "The stem ends in 'were', which does not fit 'a horse'."),
    ],
    "GQ108": [
        (9, 28, 'citrus', "The option 'All of the above' speaks of the other options."),
    ],
    "GQ109": [
        (9, 15, 'cats', "2 of 2 wrong options use absolute words ('always', 'never'), the right ones none."),
    ],
    "GQ110": [
        (12, 9, 'whale', "1 of 2 wrong options have feedback; 'A reptile' has none."),
    ],
    "GQ201": [
        (8, 11, 'planets', "The stem asks what is 'not' so: a word that is easily missed."),
        (14, 11, 'birds', "The stem asks what is 'except' so: a word that is easily missed."),
    ],
    "GQ202": [
        (8, 11, 'glass', "The stem denies twice ('not unusual')."),
        (13, 11, 'bat', "The statement says 'is not' and is false: the learner has to deny a denial."),
        (18, 11, 'snow', "The stem denies twice ('never … no')."),
        (24, 21, 'owl', "The stem asks for what is not so, and the option 'Never sing' denies again."),
    ],
    "GQ203": [
        (13, 11, 'squid', "This asks the same as 'ink'."),
    ],
    "GQ204": [
        (13, 11, 'red-wax', "This asks nearly the same as 'cheese'."),
    ],
    "GQ205": [
        (13, 11, 'height', "The stem gives the answer of 'lighthouse'."),
        (23, 18, 'keeper', "The explanation gives the answer of 'lighthouse'."),
    ],
    "GQ301": [
        (6, 5, 'knight', 'There is no explanation.'),
    ],
    "GQ302": [
        (10, 18, 'knight', 'The explanation has 4 words; fewer than 6 explain nothing.'),
    ],
    "GQ303": [
        (10, 18, 'inventor', "The explanation does not mention the answer 'Isaac Newton'."),
        (15, 18, 'year', "The explanation does not mention the answer '20 July 1969'."),
        (20, 18, 'sides', "The explanation does not mention the answer '6'."),
        (24, 18, 'elements', "The explanation does not mention the answer 'hydrogen'."),
    ],
    "GQ401": [
        (7, 11, 'mayor', "'Who is the mayor' changes with time, and the question says nowhere as of when."),
        (12, 11, 'stadium', '"world\'s largest" changes with time, and the question says nowhere as of when.'),
        (17, 11, 'coin', "'currently' changes with time, and the question says nowhere as of when."),
    ],
    "GQ402": [
        (1, 1, '', "The bank has no `as_of`, and 1 of its questions has none either (the first is 'knight')."),
    ],
    "GQ403": [
        (9, 12, 'knight', 'as_of 2025-06-02 lies in the future (today is 2025-06-01).'),
    ],
    "GQ404": [
        (11, 16, 'knight', 'review_by 2025-05 has passed (today is 2025-06-01).'),
    ],
    "GQ501": [
        (9, 13, 'proverb', 'The answer has 8 words and 35 characters; up to 6 and 60 can be asked for.'),
        (13, 11, 'saying', 'The gap c1 has 8 words and 42 characters; up to 6 and 60 can be asked for.'),
    ],
    "GQ502": [
        (9, 13, 'cathedral', "'Köln' holds a diacritic and has no other accepted form."),
        (14, 13, 'flower', "'forget-me-not' holds a hyphen and has no other accepted form."),
        (18, 11, 'club', "'UN' holds an abbreviation and has no other accepted form."),
    ],
    "GQ503": [
        (9, 13, 'whale', 'The answer 30 has no unit, and the stem does not count anything.'),
    ],
    "GQ504": [
        (11, 16, 'mumbai', 'Pune lies 125 km from Mumbai and counts as right within 200 km.'),
    ],
    "GQ601": [
        (6, 3, '', 'All 12 questions are of one type (typed); a bank of 12 or more should have at least 3.'),
    ],
    "GQ901": [
        (6, 17, 'knight', "'# lint: disable GQ302' cannot be read: write `# lint: ignore CODE the reason`."),
        (11, 5, 'knight', 'There is no lint GQ999: write one of the codes of docs/lints.md.'),
        (12, 5, 'knight', 'Nothing can ignore GQ902: write one of the codes of docs/lints.md.'),
    ],
    "GQ902": [
        (10, 37, 'knight', 'The comment ignores GQ302 and does not say why.'),
    ],
    "GQ903": [
        (5, 1, '', 'GQ502 finds nothing in this bank: the comment can go.'),
        (16, 65, 'bishop', 'GQ302 finds nothing on this question: the comment can go.'),
    ],
}


def _section(code: str) -> str:
    found = re.search(rf"^### {code} (.*?)(?=^##|\Z)", DOCS, re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/lints.md has no section for {code}."
    return found[1]


def test_the_examples_are_those_of_the_lints_and_no_others() -> None:
    wanted = {f"{code}-{end}.yaml" for code in LINTS for end in ("fail", "pass")}
    assert {path.name for path in EXAMPLES.iterdir()} == wanted
    assert set(EXPECTED) == set(LINTS)


@pytest.mark.parametrize("code", sorted(LINTS))
def test_the_failing_example_yields_this_code_alone_where_it_is_wrong(code: str) -> None:
    found = check_file((EXAMPLES / f"{code}-fail.yaml").read_bytes(), "fail.yaml", today=TODAY)
    assert {finding.code for finding in found} == {code}
    assert [(finding.line, finding.column, finding.question_id, finding.message) for finding in found] == EXPECTED[code]
    assert {(finding.level, finding.fix, finding.path) for finding in found} == {(LINTS[code].level, LINTS[code].fix, "fail.yaml")}


@pytest.mark.parametrize("code", sorted(LINTS))
def test_the_passing_example_is_clean_although_it_comes_near(code: str) -> None:
    assert check_file((EXAMPLES / f"{code}-pass.yaml").read_bytes(), "pass.yaml", today=TODAY) == []


@pytest.mark.parametrize("code", sorted(LINTS))
def test_every_lint_says_why_it_matters_and_how_to_mend_it(code: str) -> None:
    lint = LINTS[code]
    assert lint.code == code
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", lint.name)
    assert lint.level in ("error", "warning")
    for sentence in (lint.title, lint.why, lint.fix):
        assert sentence[0].isupper() or sentence[0] == "`"
        assert sentence.endswith((".", ".)"))
        assert "\n" not in sentence


@pytest.mark.parametrize("code", sorted(LINTS))
def test_the_docs_have_a_section_that_names_the_lint_and_shows_what_it_finds(code: str) -> None:
    lint, section = LINTS[code], _section(code)
    heading = section.split("\n", 1)[0]
    assert heading == f"`{lint.name}` ({lint.level})"
    assert "```yaml\n" in section
    for label in ("**Why.** ", "**Mend it.** "):
        assert label in section


def test_the_docs_speak_of_no_lint_that_does_not_exist() -> None:
    # GQ999 is shown as a code that does not exist.
    assert set(re.findall(r"GQ\d{3}", DOCS)) - {"GQ999"} == set(LINTS)


def test_the_catalogue_is_in_the_order_of_the_codes() -> None:
    assert list(LINTS) == sorted(LINTS)
    assert len(LINTS) >= 22


@pytest.mark.parametrize("code", sorted(LINTS))
def test_the_example_in_the_docs_is_found(code: str) -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", _section(code), re.MULTILINE | re.DOTALL)
    head = "" if "format: 1" in example else "format: 1\nid: example\ntitle: An example\n"
    if code not in ("GQ401", "GQ402"):
        head += "as_of: 2024-05\n"
    if "questions:" not in example:
        head += "questions:\n"
    assert {finding.code for finding in check_file((head + example).encode(), "docs.yaml", today=TODAY)} == {code}


@pytest.mark.parametrize("code", sorted(LINTS))
def test_the_docs_say_what_explain_says(code: str) -> None:
    section = " ".join(_section(code).split())
    for sentence in (LINTS[code].title, LINTS[code].why, LINTS[code].fix):
        assert sentence in section
