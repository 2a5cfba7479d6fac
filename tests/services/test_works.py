"""Long work tells how far it is, is cancelled before it stores anything, and is seen by its user alone."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.stages import STORING, Cancelled
from geoquiz.interchange.anki.reading import ImportFault
from geoquiz.services import export, fitting, imports, mydata, works
from geoquiz.services.works import KEPT, MOST_RUNNING, SILENCE, SILENCE_STORING, Begun, Made, Telling, is_interrupted
from geoquiz.storage.models import Bank, Card, Review, Work
from geoquiz.storage.queries.works import MadeFile
from tests.conftest import TemporaryDatabase
from tests.core.scheduling.test_fitting import FORGETFUL
from tests.factories import NOW, Clock, answer_right, apply_bank, ask, make_bank, make_learner
from tests.long_logs import be_long_at_it
from tests.services.test_imports import deck

SECOND = timedelta(seconds=1)
FILE = MadeFile("deck.apkg", "application/octet-stream", b"PK\0\xff")


class Watched:
    """A piece of work that is under way, looked at from another session whenever it tells something."""

    def __init__(self, database: TemporaryDatabase, user_id: int, *, cancel_at: str = "") -> None:
        self.clock, self.user_id, self.cancel_at = Clock(), user_id, cancel_at
        self.database, self.seen = database, list[tuple[str, int, int]]()
        with Session(database.engine) as session:
            self.key = works.begin(session, user_id, "import", {}, now=NOW).key
        self.telling = Telling(database.engine, user_id, self.key, self._now)

    def _now(self) -> datetime:
        return self.clock.tick(seconds=1)

    def __call__(self, stage: str, done: int, total: int) -> None:
        self.telling(stage, done, total)
        if stage == STORING and self.database.name == "sqlite" and self.seen[-1][0] == STORING:
            return
        with Session(self.database.engine) as session:
            row = works.show(session, self.user_id, self.key, now=NOW)
            self.seen.append((row.stage, row.done, row.total))
            if self.cancel_at == stage:
                works.cancel(session, self.user_id, self.key, now=NOW)


def keep(session: Session, user_id: int, notes: int) -> str:
    data = deck([(f"term {number}", "meaning") for number in range(notes)])
    return imports.keep(session, user_id, BytesIO(data), "terms.apkg", now=NOW)


def test_a_large_import_is_seen_rising_through_its_stages(database: TemporaryDatabase, session: Session) -> None:
    ada = make_learner(session)
    watched = Watched(database, ada.id)
    taken = imports.take(session, ada.id, keep(session, ada.id, 250), now=NOW, on_stage=watched)
    assert (taken.questions, taken.cards, taken.reviews) == (250, 250, 500)
    stages = ("Reading notes", "Reading the review log", "Working out what you remember")
    assert watched.seen == [("Reading the file", 0, 0), *((stage, done, 250) for stage in stages for done in (0, 100, 200)),
                            (STORING, 0, 0)]


def test_what_is_cancelled_stores_nothing(database: TemporaryDatabase, session: Session) -> None:
    ada = make_learner(session)
    watched = Watched(database, ada.id, cancel_at="Working out what you remember")
    key = keep(session, ada.id, 250)
    with pytest.raises(Cancelled, match=r"^This was cancelled; nothing of it is stored\.$"):
        imports.take(session, ada.id, key, now=NOW, on_stage=watched)
    session.rollback()
    assert [session.scalar(select(func.count()).select_from(model)) for model in (Bank, Card, Review)] == [0, 0, 0]
    assert imports.look(session, ada.id, key, now=NOW).plan.notes == 250, "the file waits on"


def test_what_is_storing_can_no_longer_be_cancelled(database: TemporaryDatabase, session: Session) -> None:
    ada = make_learner(session)
    watched = Watched(database, ada.id, cancel_at=STORING)
    assert imports.take(session, ada.id, keep(session, ada.id, 3), now=NOW, on_stage=watched).cards == 3
    assert not works.show(session, ada.id, watched.key, now=NOW).is_unwanted


def test_a_cancelled_deck_and_cancelled_data_end_too(database: TemporaryDatabase, session: Session) -> None:
    ada = make_learner(session)
    apply_bank(session, make_bank(450, id_="many"))
    answer_right(session, ask(session, ada.id))
    watched = Watched(database, ada.id)
    export.write_anki(session, ["many"], BytesIO(), learner=ada.id, on_stage=watched)
    assert watched.seen == [("Writing questions", done, 450) for done in (0, 200, 400)]
    for write in (lambda seen: export.write_anki(session, ["many"], BytesIO(), on_stage=seen),
                  lambda seen: mydata.write(session, ada.id, BytesIO(), on_stage=seen)):
        cancelled = Watched(database, ada.id)
        works.cancel(session, ada.id, cancelled.key, now=NOW)
        with pytest.raises(Cancelled):
            write(cancelled)
        works.end(session, ada.id, cancelled.key, "cancelled", Made({}))


def test_fitting_says_what_it_does_and_a_cancelled_fit_adopts_nothing(database: TemporaryDatabase, session: Session) -> None:
    ada = make_learner(session)
    assert not fitting.is_large(session, ada.id)
    be_long_at_it(session, ada.id, FORGETFUL, cards=300)
    assert fitting.is_large(session, ada.id)
    assert mydata.is_large(session, ada.id)
    cancelled = Watched(database, ada.id, cancel_at="Fitting the weights")
    with pytest.raises(Cancelled):
        fitting.fit_weights(session, ada.id, now=NOW, on_stage=cancelled)
    session.rollback()
    assert fitting.own_memory(session, ada.id).fitted_since is None
    watched = Watched(database, ada.id)
    assert fitting.fit_weights(session, ada.id, now=NOW, on_stage=watched).adopted
    assert [stage for stage, done, _ in watched.seen if not done] == [
        "Reading your reviews", "Sorting your reviews by card", "Fitting the weights", STORING]


def test_the_size_of_what_is_asked_for_decides(session: Session) -> None:
    ada = make_learner(session)
    apply_bank(session, make_bank(3, id_="few"))
    assert not export.is_large(session, ["few", "few"], learner=ada.id, viewer=ada.id)
    be_long_at_it(session, ada.id, cards=286)
    assert export.is_large(session, ["few"], learner=ada.id, viewer=ada.id)
    assert not export.is_large(session, ["few"], viewer=ada.id)
    with pytest.raises(NotFound, match="There is no bank 'none' here"):
        export.is_large(session, ["few", "none"], viewer=ada.id)
    small = imports.keep(session, ada.id, BytesIO(b"Nile\tEgypt\n"), "a.txt", now=NOW)
    large = imports.keep(session, ada.id, BytesIO(b"Nile\tEgypt\n" * 100_000), "a.txt", now=NOW)
    assert [imports.is_large(session, ada.id, key, now=NOW) for key in (small, large)] == [False, True]
    with pytest.raises(NotFound, match=r"There is no such file\."):
        imports.is_large(session, make_learner(session).id, large, now=NOW)


def test_the_same_asked_for_twice_is_one_piece_of_work(session: Session) -> None:
    ada, bob = make_learner(session), make_learner(session)
    first = works.begin(session, ada.id, "deck", {"keys": ["a"]}, now=NOW)
    assert first.is_new
    assert works.begin(session, ada.id, "deck", {"keys": ["a"]}, now=NOW) == Begun(first.key, is_new=False)
    others = [works.begin(session, user, "deck", {"keys": [key]}, now=NOW) for user, key in ((ada.id, "b"), (bob.id, "a"))]
    assert all(other.is_new for other in others)
    works.end(session, ada.id, first.key, "done", Made({}, FILE))
    assert works.begin(session, ada.id, "deck", {"keys": ["a"]}, now=NOW).is_new, "what is done is done anew"


def test_nobody_has_more_under_way_than_three(session: Session) -> None:
    ada = make_learner(session)
    for number in range(MOST_RUNNING):
        works.begin(session, ada.id, "deck", {"keys": [number]}, now=NOW)
    with pytest.raises(Conflict, match=r"^3 pieces of work are under way for you already: wait until one is done, or .*\.$"):
        works.begin(session, ada.id, "deck", {"keys": ["more"]}, now=NOW)
    assert works.begin(session, ada.id, "deck", {"keys": ["more"]}, now=NOW + SILENCE + SECOND).is_new, "these were interrupted"


def test_another_users_work_is_not_there(session: Session) -> None:
    ada, bob = make_learner(session), make_learner(session)
    key = works.begin(session, ada.id, "deck", {}, now=NOW).key
    works.end(session, ada.id, key, "done", Made({}, FILE))
    assert works.file_of(session, ada.id, key, now=NOW) == FILE
    for user_id, name in ((bob.id, key), (ada.id, "0" * 32)):
        for act in (works.show, works.cancel, works.again):
            with pytest.raises(NotFound, match=r"There is no such work\."):
                act(session, user_id, name, now=NOW)
        with pytest.raises(NotFound, match=r"There is no such file\."):
            works.file_of(session, user_id, name, now=NOW)


def test_work_that_is_silent_for_a_minute_was_interrupted_and_begins_again(database: TemporaryDatabase, session: Session) -> None:
    ada = make_learner(session)
    watched = Watched(database, ada.id)
    watched("Reading notes", 5, 10)
    row, told = works.show(session, ada.id, watched.key, now=NOW), watched.clock.now
    assert not is_interrupted(row, now=told + SILENCE)
    later = told + SILENCE + SECOND
    assert is_interrupted(row, now=later)
    begun, before = works.again(session, ada.id, watched.key, now=later)
    assert begun.is_new
    assert (before.kind, begun.key != watched.key) == ("import", True)
    with pytest.raises(Cancelled):  # Had it only been slow, it ends here.
        watched.telling("Reading notes", 6, 10)
    with pytest.raises(NotFound):
        works.show(session, ada.id, watched.key, now=later)


def test_storing_may_be_silent_for_longer(database: TemporaryDatabase, session: Session) -> None:
    ada = make_learner(session)
    watched = Watched(database, ada.id)
    watched.telling(STORING, 0, 0)
    watched.telling(STORING, 1, 2)
    row = works.show(session, ada.id, watched.key, now=NOW)
    assert row.done == 0, "while it stores nothing is told"
    assert row.heard_until == NOW + SECOND + SILENCE_STORING


def test_counts_are_told_twice_a_second_and_stages_at_once(database: TemporaryDatabase, session: Session) -> None:
    ada, at = make_learner(session), NOW
    key = works.begin(session, ada.id, "deck", {}, now=NOW).key
    telling = Telling(database.engine, ada.id, key, lambda: at)
    seen = []
    for stage, done, after in (("a", 0, 0), ("a", 1, 0.4), ("b", 2, 0.4), ("b", 3, 0.8), ("b", 4, 0.9)):
        at = NOW + timedelta(seconds=after)
        telling(stage, done, 9)
        session.rollback()
        row = works.show(session, ada.id, key, now=NOW)
        seen.append((row.stage, row.done))
    assert seen == [("a", 0), ("a", 0), ("b", 2), ("b", 2), ("b", 4)]


def test_interrupted_work_is_cancelled_at_once_and_running_work_is_not_begun_again(session: Session) -> None:
    ada = make_learner(session)
    key = works.begin(session, ada.id, "deck", {}, now=NOW).key
    assert works.again(session, ada.id, key, now=NOW)[0] == Begun(key, is_new=False)
    later = NOW + SILENCE + SECOND
    works.cancel(session, ada.id, key, now=later)
    assert works.show(session, ada.id, key, now=later).state == "cancelled"


def test_work_and_its_file_go_away_after_a_day_and_five_of_them_stay(session: Session) -> None:
    ada, bob = make_learner(session), make_learner(session)
    for number in range(8):
        key = works.begin(session, ada.id, "deck", {"keys": [number]}, now=NOW + number * SECOND).key
        works.end(session, ada.id, key, "done", Made({}, FILE))
    assert session.scalar(select(func.count()).select_from(Work)) == 5
    tomorrow = NOW + KEPT + timedelta(minutes=1)
    with pytest.raises(NotFound):
        works.file_of(session, ada.id, key, now=tomorrow)
    works.begin(session, bob.id, "deck", {}, now=tomorrow)
    assert session.scalars(select(Work.user_id)).all() == [bob.id]


def test_work_of_an_account_that_is_deleted_ends(database: TemporaryDatabase, session: Session) -> None:
    ada = make_learner(session, "ada")
    watched = Watched(database, ada.id)
    mydata.delete(session, "ada", now=NOW)
    with pytest.raises(Cancelled):
        watched.telling("Reading notes", 0, 0)
    with pytest.raises(NotFound, match=r"This account is no longer here\."):
        works.begin(session, ada.id, "deck", {}, now=NOW)


def test_a_file_that_cannot_be_taken_says_why(database: TemporaryDatabase, session: Session) -> None:
    ada = make_learner(session)
    key = keep(session, ada.id, 2)
    with pytest.raises(ImportFault, match="There is no deck 'Lakes' in the file"):
        imports.take(session, ada.id, key, deck="Lakes", now=NOW, on_stage=Watched(database, ada.id))
