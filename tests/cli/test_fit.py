import json
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from geoquiz.storage.db import engine_for
from geoquiz.storage.models import User
from tests.cli.conftest import Geoquiz
from tests.core.scheduling.test_fitting import FORGETFUL
from tests.long_logs import be_long_at_it


def study_for_long(tmp_path: Path) -> None:
    engine = engine_for(f"sqlite:///{tmp_path / 'data folder' / 'geoquiz.sqlite3'}")
    with Session(engine) as session:
        be_long_at_it(session, session.scalars(select(User.id)).one(), FORGETFUL)
    engine.dispose()


def test_weights_are_fitted_and_taken_back(ready: Geoquiz, tmp_path: Path) -> None:
    ready("user", "create", "Ada", stdin="correct horse\n")
    study_for_long(tmp_path)
    result = ready("user", "fit", "ada")
    assert result.exit_code == 0
    first, head, loss, rmse, last = result.output.splitlines()
    assert first.startswith("Fitted to 9")
    assert head.split() == ["before", "fitted"]
    for line in (loss, rmse):
        *_, before, fitted = line.split()
        assert float(fitted) < float(before)
    assert last == "The new weights predict your later reviews better."
    again = json.loads(ready("user", "fit", "Ada", "--json").output)
    assert (again["reviews"], again["adopted"], again["weights"]) == (1400, False, None)
    assert again["before"]["log_loss"] > 0
    assert ready("user", "fit", "Ada", "--undo").output == "The former weights of Ada are in use again.\n"
    undone = ready("user", "fit", "Ada", "--undo")
    assert (undone.exit_code, undone.output) == (
        1, "geoquiz: There are no fitted weights to take back: the usual ones are in use.\n")
    fitted_anew = json.loads(ready("user", "fit", "Ada", "--json").output)
    assert (fitted_anew["adopted"], len(fitted_anew["weights"])) == (True, 21)


def test_what_cannot_be_fitted_is_told(ready: Geoquiz) -> None:
    ready("user", "create", "Ada", stdin="correct horse\n")
    sentence = "geoquiz: Fitting needs 400 reviews, and there are 0 so far.\n"
    few = ready("user", "fit", "Ada")
    assert (few.exit_code, few.output) == (1, sentence)
    as_json = ready("user", "fit", "Ada", "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["why"] == "Fitting needs 400 reviews, and there are 0 so far."
    nobody = ready("user", "fit", "Eve")
    assert (nobody.exit_code, nobody.output) == (1, "geoquiz: There is no user 'Eve': check the spelling.\n")
    both = ready("user", "fit", "Ada", "--undo", "--json")
    assert both.exit_code == 2
    assert "There is nothing to print as JSON with --undo: leave one of them out." in both.output
