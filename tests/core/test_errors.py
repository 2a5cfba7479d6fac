import pytest

from geoquiz.core.errors import Ambiguous, BankError, ConfigError, Conflict, Fault, GeoquizError, NotFound, ResponseError


@pytest.mark.parametrize("error", [ConfigError, Conflict, NotFound, ResponseError, GeoquizError])
def test_the_text_of_an_error_is_its_sentence(error: type[GeoquizError]) -> None:
    assert issubclass(error, GeoquizError)
    assert str(error("There is no bank 'x' here.")) == "There is no bank 'x' here."


def test_an_ambiguous_response_is_one_that_cannot_be_read_and_knows_its_readings() -> None:
    error = Ambiguous("Do you mean 7.2 or 7200?", ("7.2", "7200"))
    assert isinstance(error, ResponseError)
    assert (str(error), error.readings) == ("Do you mean 7.2 or 7200?", ("7.2", "7200"))


def test_a_fault_reads_as_editors_and_terminals_can_follow() -> None:
    assert str(Fault("questions/sco.yaml", 12, 5, "The field `answer` is missing.")) == (
        "questions/sco.yaml:12:5: The field `answer` is missing."
    )


def test_faults_stand_in_the_order_of_the_file() -> None:
    faults = [Fault("a", 10, 1, "x"), Fault("a", 2, 9, "x"), Fault("a", 2, 1, "z"), Fault("a", 2, 1, "y")]
    assert [(fault.line, fault.column, fault.message) for fault in sorted(faults)] == [
        (2, 1, "y"), (2, 1, "z"), (2, 9, "x"), (10, 1, "x"),
    ]


def test_the_error_of_a_bank_lists_its_faults_one_a_line() -> None:
    error = BankError([Fault("a", 1, 2, "One."), Fault("a", 3, 4, "Two.")])
    assert str(error) == "a:1:2: One.\na:3:4: Two."
    assert len(error.faults) == 2
