"""The short form of the trial of kills; `make trials` runs it a hundred times."""

from pathlib import Path

from tests.trials import kills


def test_answers_survive_kill_9_of_workers_and_master_exactly_once(tmp_path: Path) -> None:
    killed, found = kills.run(tmp_path, kills=8, seed=11)
    assert set(killed) == set(kills.KINDS)
    assert sum(killed.values()) == 8
    assert found.acknowledged >= 8 + 4  # One at least before each kill, and one a learner at the end.
    assert (found.lost, found.doubled, found.unsound) == (0, 0, ())
    # Learners send what was not acknowledged again, so in the end nothing is stored that they do not know of.
    assert found.stored <= found.acknowledged + 4
