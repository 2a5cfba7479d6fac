"""`geoquiz demo`."""

import json

import pytest

from tests.cli.conftest import Geoquiz


def test_a_class_is_made_and_its_password_told(ready: Geoquiz) -> None:
    result = ready("demo", "--days", "5", "--students", "2")
    assert result.exit_code == 1
    assert result.output == "geoquiz: There is no bank to learn from: apply one first.\n"


def test_a_made_up_time_zone_is_refused(ready: Geoquiz) -> None:
    result = ready("demo", "--zone", "Mars/Olympus")
    assert result.exit_code == 2
    assert "There is no time zone 'Mars/Olympus': write one such as Europe/Berlin or UTC." in result.output


def test_the_class_is_told_as_text_and_as_json(with_bank: Geoquiz) -> None:
    lines = with_bank("demo", "--days", "5", "--students", "2").output.splitlines()
    assert [line.split()[:2] for line in lines[:2]] == [["demo", "Ada"], ["demo", "Ben"]]
    assert lines[-1].startswith("The teacher, 'demo teacher', and the students log in with the password: ")
    assert lines[-2].startswith("Their class is 'Demo class', at /classes/")
    again = with_bank("demo", "--days", "5", "--students", "1", "--json")
    assert (again.exit_code, again.output) == (
        1, "geoquiz: There is a user 'demo Ada' already: delete the learners of the last demo first.\n")


def test_json_names_the_password_and_the_learners(with_bank: Geoquiz) -> None:
    told = json.loads(with_bank("demo", "--days", "5", "--students", "1", "--json").output)
    assert [learner["name"] for learner in told["learners"]] == ["demo Ada"]
    assert told["answers"] == told["learners"][0]["answers"]
    assert told["password"]
    assert [(room["name"], room["teacher"]) for room in told["classes"]] == [("Demo class", "demo teacher")]


def test_a_school_comes_with_banks_classes_and_teachers_of_its_own(ready: Geoquiz) -> None:
    result = ready("demo", "--school", "--classes", "2", "--students", "3", "--banks", "2", "--reviews", "60")
    lines = result.output.splitlines()
    assert [line.split()[:4] for line in lines[:2]] == [["Demo", "5a", "2", "students"], ["Demo", "6a", "1", "students"]]
    assert lines[-1].startswith("Teachers and students log in with the password: ")
    assert "demo-002" in ready("bank", "list").output
    assert ready("db", "check").exit_code == 0


@pytest.mark.parametrize(("given", "told"), [
    (["--reviews", "600"], "--classes, --banks and --reviews say how large a school is: add --school."),
    (["--students", "600"], "A class has at most 499 students: give at most 499."),
    (["--school", "--classes", "1"], "A class has at most 499 students: give at most 499, or more classes."),
    (["--school", "--classes", "9", "--students", "5"], "There are fewer students (5) than classes (9)."),
])
def test_what_no_class_can_hold_is_refused(ready: Geoquiz, given: list[str], told: str) -> None:
    result = ready("demo", *given)
    assert result.exit_code == 2
    assert told in result.output
