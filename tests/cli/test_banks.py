import json
from pathlib import Path

import pytest

from geoquiz import resources
from tests.cli.conftest import BANK, Geoquiz


def test_apply_then_list_then_apply_again_changes_nothing(ready: Geoquiz, bank_file: Path) -> None:
    assert ready("bank", "list").output == "There are no banks yet: apply some with `geoquiz bank apply PATH`.\n"
    assert ready("bank", "plan", bank_file).output == "rivers: 2 added (a new bank)\n"
    assert ready("bank", "list").output.startswith("There are no banks yet")
    assert ready("bank", "apply", bank_file).output == "rivers: 2 added (a new bank)\n"
    assert ready("bank", "list").output == "rivers       2 questions  Rivers\n"
    assert ready("bank", "apply", bank_file).output == "rivers: nothing to do\n"


def test_the_plan_tells_rewordings_from_key_changes_and_retirements(ready: Geoquiz, bank_file: Path) -> None:
    ready("bank", "apply", bank_file)
    bank_file.write_text(BANK.replace("flows through Cairo", "runs through Cairo").replace("answer: 10", "answer: 11"), "utf-8")
    expected = ("rivers: 1 reworded, 1 key changed\n"
                "  reworded     longest\n"
                "  key changed  count; its cards go to relearning\n")
    assert ready("bank", "plan", bank_file).output == expected
    assert ready("bank", "apply", bank_file).output == expected
    bank_file.write_text(BANK[:BANK.index("  - id: count")].replace("flows through", "runs through"), "utf-8")
    assert ready("bank", "plan", bank_file).output == "rivers: 1 retired\n  retired      count\n"


def test_plans_and_lists_come_as_json(ready: Geoquiz, bank_file: Path) -> None:
    (plan,) = json.loads(ready("bank", "apply", bank_file, "--json").output)
    assert plan["bank"] == "rivers"
    assert plan["new"]
    assert plan["changes"] == [{"id": "longest", "effect": "added", "parts": []}, {"id": "count", "effect": "added", "parts": []}]
    assert json.loads(ready("bank", "list", "--json").output) == [{"key": "rivers", "title": "Rivers", "questions": 2}]


def test_one_faulty_file_keeps_all_others_back(ready: Geoquiz, bank_file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(BANK.replace("id: rivers", "id: seas").replace("    answer: Nile\n", ""), "utf-8")
    result = ready("bank", "apply", bank_file, broken)
    assert result.exit_code == 1
    assert result.output == f"{broken}:6:5: The field `answer` is missing.\n"
    assert ready("bank", "list").output.startswith("There are no banks yet")


def test_two_files_with_one_id_are_a_fault(ready: Geoquiz, bank_file: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.yaml"
    twin.write_text(BANK, "utf-8")
    result = ready("bank", "plan", bank_file, twin)
    assert result.exit_code == 1
    assert result.output == f"{twin}:1:1: The bank id 'rivers' is already taken by {bank_file}: choose another.\n"


def test_paths_that_lead_nowhere_are_faults_of_use(ready: Geoquiz, tmp_path: Path) -> None:
    missing = ready("bank", "plan", tmp_path / "missing.yaml")
    assert missing.exit_code == 2
    assert f"There is no file {tmp_path / 'missing.yaml'}." in missing.output
    (tmp_path / "empty").mkdir()
    empty = ready("bank", "plan", tmp_path / "empty")
    assert empty.exit_code == 2
    assert f"There is no .yaml file in the folder {tmp_path / 'empty'}." in empty.output


def test_a_changed_type_is_refused_and_nothing_of_the_file_is_applied(ready: Geoquiz, bank_file: Path) -> None:
    ready("bank", "apply", bank_file)
    changed = BANK.replace("type: typed", "type: date").replace("answer: Nile", "answer: 1999").replace("Ten,", "It is ten,")
    bank_file.write_text(changed, "utf-8")
    result = ready("bank", "apply", bank_file)
    assert result.exit_code == 1
    assert "The question 'longest' was of type typed and is now date: a type is permanent" in result.output
    bank_file.write_text(BANK, "utf-8")
    assert ready("bank", "plan", bank_file).output == "rivers: nothing to do\n"


def test_the_schema_in_the_checkout_is_the_one_of_the_code(geoquiz: Geoquiz) -> None:
    assert geoquiz("bank", "schema").output == (resources.questions_folder() / "bank.schema.json").read_text("utf-8")


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_a_path_is_asked_for(geoquiz: Geoquiz, command: str) -> None:
    result = geoquiz("bank", command)
    assert result.exit_code == 2
    assert "Missing argument 'PATH...'." in result.output
