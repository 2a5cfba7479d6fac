"""The short form of the trial of damaged files; `make trials` tries ten thousand."""

from tests.trials import fuzz_files


def test_damaged_files_of_every_format_are_read_or_refused_with_a_sentence() -> None:
    read, refused, faults = fuzz_files.run(400, seed=7)
    assert faults == []
    assert {"bank file", "all my data", "anki package", "anki notes", "pasted list", "Moodle XML", "GIFT"} <= {*refused, *read}
    assert sum(refused.values()) > 40
    assert sum(read.values()) > 40
