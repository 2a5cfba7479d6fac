"""The short form of the trial of random fields; `make trials` tries ten thousand."""

import pytest

from tests.trials import fuzz_forms
from tests.web.conftest import Browser


def test_random_fields_to_every_address_are_never_a_fault_of_ours() -> None:
    fuzzer = fuzz_forms.run(300, seed=7)
    assert fuzzer.faults == []
    assert sum(fuzzer.statuses.values()) >= 300
    # It comes further than to the pages that refuse.
    assert {200, 302, 303, 404, 422} <= set(fuzzer.statuses)


@pytest.mark.every_database
@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_that_no_column_takes_leads_nowhere(student: Browser, number: int) -> None:
    student.visit(f"/study/session/{number}", 404)
    assert student.heading == "There is no such page"
    assert student.client.get(f"/reset/{number}/token").status_code == 404
