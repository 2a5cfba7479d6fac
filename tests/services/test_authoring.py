"""Writing in the browser: drafts, plans, two editors, versions, sharing rights, copies."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from geoquiz.core.banks.editing import read_layout, with_entry, with_new_entry, without_entry
from geoquiz.core.errors import Conflict, GeoquizError, NotFound
from geoquiz.services import accounts, authoring, banks, imports, sharing, versions
from geoquiz.storage.db import begin_write
from geoquiz.storage.models import Bank, BankDraft, BankVersion, Classroom, Membership, User
from geoquiz.storage.queries.accounts import Account
from geoquiz.storage.queries.mydata import delete_user
from geoquiz.storage.queries.visibility import visible_to
from tests.conftest import TemporaryDatabase
from tests.factories import NOW, answer_right, apply_bank, ask, bank_of_all_kinds, make_bank, make_learner

TODAY = NOW.date()
FIRST = {"id": "nile", "type": "typed", "stem": "Which river flows through Cairo?", "answer": "Nile"}
SECOND = {"id": "danube", "type": "numeric", "stem": "How many countries does the Danube touch?", "answer": "10"}


@pytest.fixture
def ada(session: Session) -> Account:
    return make_learner(session, "ada", role="teacher")


@pytest.fixture
def bob(session: Session) -> Account:
    return make_learner(session, "bob", role="teacher")


def add(session: Session, who: Account, key: str, *entries: dict[str, str]) -> None:
    for entry in entries:
        authoring.change(session, who.id, key, lambda text, entry=entry: with_new_entry(text, entry), now=NOW)


def save(session: Session, who: Account, key: str) -> str:
    found = versions.propose(session, who.id, key, today=TODAY)
    assert found.faults == ()
    return versions.apply(session, who.id, key, seen=found.desk.seen, base=found.desk.latest_number, now=NOW).summary


@pytest.fixture
def rivers(session: Session, ada: Account) -> str:
    """A saved bank of ada's with two questions."""
    key = authoring.create(session, ada.id, {"format": "1", "id": "rivers", "title": "Rivers"}, now=NOW)
    add(session, ada, key, FIRST, SECOND)
    assert save(session, ada, key) == "2 added"
    return key


def text_of(session: Session, who: Account, key: str) -> str:
    return authoring.open_bank(session, who.id, key).desk.text


def test_a_new_bank_is_empty_private_and_named_by_its_owners_handle(session: Session, ada: Account, bob: Account) -> None:
    keys = [authoring.create(session, ada.id, {"format": "1", "id": "rivers", "title": "Rivers"}, now=NOW) for _ in range(2)]
    handle = session.scalars(select(User.handle).where(User.id == ada.id)).one()
    assert keys == [f"{handle}.rivers", f"{handle}.rivers-2"]
    assert banks.show(session, keys[0], ada.id).questions == ()
    with pytest.raises(NotFound, match="There is no bank"):
        banks.show(session, keys[0], bob.id)
    with pytest.raises(NotFound, match="There is no bank"):
        authoring.open_bank(session, bob.id, keys[0])


def test_nothing_of_a_draft_is_seen_before_it_is_saved(session: Session, ada: Account, rivers: str) -> None:
    reworded = {**FIRST, "stem": "Which one?"}
    authoring.change(session, ada.id, rivers, lambda text: "# mine\n" + with_entry(text, "nile", reworded), now=NOW)
    assert authoring.drafted(session, ada.id) == [(rivers, "Rivers", NOW)]
    assert banks.show(session, rivers, ada.id).questions[0].question.stem == FIRST["stem"]
    assert save(session, ada, rivers) == "1 reworded"
    assert banks.show(session, rivers, ada.id).questions[0].question.stem == "Which one?"
    assert authoring.drafted(session, ada.id) == []
    assert text_of(session, ada, rivers).startswith("# mine\n"), "comments survive"


def test_a_faulty_draft_is_kept_and_refused(session: Session, ada: Account, rivers: str) -> None:
    authoring.change(session, ada.id, rivers, lambda text: text.replace("answer: Nile", "answr: Nile"), now=NOW)
    found = versions.propose(session, ada.id, rivers, today=TODAY)
    assert found.plan is None
    assert found.faults[0].message.startswith("The field `answer` is missing.")
    authoring.change(session, ada.id, rivers, lambda text: text + "  - [", now=NOW)
    assert versions.propose(session, ada.id, rivers, today=TODAY).faults
    authoring.discard(session, ada.id, rivers)
    assert "answer: Nile" in text_of(session, ada, rivers)


def test_a_draft_that_says_what_is_saved_is_none(session: Session, ada: Account, rivers: str) -> None:
    before = text_of(session, ada, rivers)
    authoring.change(session, ada.id, rivers, lambda text: text + "# x\n", now=NOW)
    authoring.change(session, ada.id, rivers, lambda _text: before, now=NOW)
    assert session.scalar(select(func.count()).select_from(BankDraft)) == 0


def test_the_plan_says_how_many_learners_a_change_touches(session: Session, ada: Account, rivers: str) -> None:
    learners = [ada, make_learner(session)]
    sharing.set_visibility(session, ada.id, rivers, "public")
    for learner in learners:
        answer_right(session, ask(session, learner.id, rivers))
    changed = {**FIRST, "answer": "Congo"}
    authoring.change(session, ada.id, rivers, lambda text: without_entry(with_entry(text, "nile", changed), "danube"), now=NOW)
    found = versions.propose(session, ada.id, rivers, today=TODAY)
    assert [(step.id, step.effect, step.learners) for step in found.steps] == [("nile", "key changed", 2), ("danube", "retired", 0)]
    left, right = next((pair.left, pair.right) for group in found.steps[0].difference for pair in group if pair.change)
    assert left == (4, "  answer: Nile")
    assert right == (4, "  answer: Congo")


def test_the_id_of_a_bank_and_the_types_of_its_questions_are_permanent(session: Session, ada: Account, rivers: str) -> None:
    authoring.change(session, ada.id, rivers, lambda text: text.replace("id: rivers", "id: seas"), now=NOW)
    (fault,) = versions.propose(session, ada.id, rivers, today=TODAY).faults
    assert fault.message == "The id of a bank is permanent: write `id: rivers`."
    authoring.discard(session, ada.id, rivers)
    authoring.change(session, ada.id, rivers, lambda text: text.replace("type: typed", "type: date").replace("Nile", "2024"),
                     now=NOW)
    (fault,) = versions.propose(session, ada.id, rivers, today=TODAY).faults
    assert fault.message.startswith("The question 'nile' was of type typed and is now date")


def test_the_second_of_two_editors_sees_the_difference_and_overwrites_nothing(session: Session, ada: Account, bob: Account,
                                                                             rivers: str) -> None:
    sharing.share_with_teacher(session, ada.id, rivers, "Bob", "edit")
    for who, entry in ((ada, {**FIRST, "stem": "Ada's words"}), (bob, {**SECOND, "stem": "Bob's words"})):
        authoring.change(session, who.id, rivers, lambda text, entry=entry: with_entry(text, entry["id"], entry), now=NOW)
    shown_to_bob = versions.propose(session, bob.id, rivers, today=TODAY)
    assert save(session, ada, rivers) == "1 reworded"
    with pytest.raises(Conflict, match=r"Somebody else has saved this bank meanwhile, so nothing is saved"):
        versions.apply(session, bob.id, rivers, seen=shown_to_bob.desk.seen, base=shown_to_bob.desk.latest_number, now=NOW)
    with pytest.raises(Conflict):  # Not even by naming the newest version.
        versions.apply(session, bob.id, rivers, seen=shown_to_bob.desk.seen, base=shown_to_bob.desk.latest_number + 1, now=NOW)
    found = versions.propose(session, bob.id, rivers, today=TODAY)
    assert found.desk.is_behind
    assert [row.author for row in found.theirs] == ["ada"]
    _, theirs, mine = versions.theirs_and_mine(session, bob.id, rivers)
    assert ["Ada's words" in str(side) for side in (theirs, mine)] == [True, False]
    assert versions.merge(session, bob.id, rivers, now=NOW) == ()
    assert save(session, bob, rivers) == "1 reworded"
    assert [row.question.stem for row in banks.show(session, rivers, ada.id).questions] == ["Ada's words", "Bob's words"]


def test_where_both_changed_the_same_the_draft_keeps_its_words_and_says_so(session: Session, ada: Account, bob: Account,
                                                                           rivers: str) -> None:
    sharing.share_with_teacher(session, ada.id, rivers, "bob", "edit")
    for who, stem in ((ada, "Ada's words"), (bob, "Bob's words")):
        reworded = {**FIRST, "stem": stem}
        authoring.change(session, who.id, rivers, lambda text, entry=reworded: with_entry(text, "nile", entry), now=NOW)
    save(session, ada, rivers)
    assert versions.merge(session, bob.id, rivers, now=NOW) == ("nile",)
    assert "Bob's words" in text_of(session, bob, rivers)


def test_a_plan_that_another_window_has_changed_is_not_saved(session: Session, ada: Account, rivers: str) -> None:
    add(session, ada, rivers, {"id": "rhine", "type": "card", "front": "a", "back": "b"})
    shown = versions.propose(session, ada.id, rivers, today=TODAY)
    add(session, ada, rivers, {"id": "seine", "type": "card", "front": "a", "back": "b"})
    with pytest.raises(Conflict, match=r"The text has changed since this plan was shown"):
        versions.apply(session, ada.id, rivers, seen=shown.desk.seen, base=shown.desk.latest_number, now=NOW)


def test_two_windows_do_not_overwrite_each_other(session: Session, ada: Account, rivers: str) -> None:
    seen = authoring.digest_of(read_layout(text_of(session, ada, rivers)).entries[0])
    authoring.write_entry(session, ada.id, rivers, "nile", {**FIRST, "stem": "one"}, seen=seen, now=NOW)
    with pytest.raises(authoring.Stale, match=r"This question has changed since its form was opened") as stale:
        authoring.write_entry(session, ada.id, rivers, "nile", {**FIRST, "stem": "two"}, seen=seen, now=NOW)
    assert stale.value.entry["stem"] == "one"
    with pytest.raises(authoring.Outdated, match=r"The text has changed since this page was opened"):
        authoring.change(session, ada.id, rivers, lambda _text: "x", now=NOW, seen="0" * 16)
    with pytest.raises(Conflict, match=r"The id 'danube' is taken by another question of this bank: choose another\."):
        authoring.write_entry(session, ada.id, rivers, "nile", {**FIRST, "id": "danube"}, now=NOW,
                              seen=authoring.digest_of({**FIRST, "stem": "one"}))


def test_versions_are_kept_compared_and_brought_back(session: Session, ada: Account, bob: Account, rivers: str) -> None:
    authoring.change(session, ada.id, rivers, lambda text: without_entry(text, "danube"), now=NOW)
    assert save(session, ada, rivers) == "1 retired"
    rows = versions.list_all(session, ada.id, rivers)[1]
    assert [(row.number, row.summary, row.author) for row in rows] == [(3, "1 retired", "ada"), (2, "2 added", "ada"),
                                                                       (1, "first version", "ada")]
    removed = versions.compare(session, ada.id, rivers, 3).difference[0]
    assert {"danube" in str(pair.left) for pair in removed if pair.change == "removed"} == {True, False}
    versions.restore(session, ada.id, rivers, 2, now=NOW)
    assert save(session, ada, rivers) == "1 revived"
    assert len(banks.show(session, rivers, ada.id).questions) == 2
    for number in (0, 9):
        with pytest.raises(NotFound, match=r"There is no such version\."):
            versions.compare(session, ada.id, rivers, number)
    with pytest.raises(NotFound):
        versions.compare(session, bob.id, rivers, 1)


def test_bringing_a_version_back_spares_a_draft(session: Session, ada: Account, rivers: str) -> None:
    authoring.change(session, ada.id, rivers, lambda text: text + "# my notes\n", now=NOW)
    with pytest.raises(Conflict, match=r"You have an unsaved draft of this bank: save it or throw it away"):
        versions.restore(session, ada.id, rivers, 1, now=NOW)
    assert "# my notes" in text_of(session, ada, rivers)


def test_what_was_imported_is_a_version_too(session: Session, ada: Account) -> None:
    taken = imports.take_deck(session, ada.id, make_bank(2, id_="deck"), {}, now=NOW)
    assert [row.summary for row in versions.list_all(session, ada.id, taken.key)[1]] == ["first version"]
    imports.take_deck(session, ada.id, make_bank(3, id_="deck"), {}, now=NOW)
    assert [row.summary for row in versions.list_all(session, ada.id, taken.key)[1]] == ["1 added", "first version"]
    assert "q3" in text_of(session, ada, taken.key)


def test_a_bank_from_before_there_were_versions_keeps_what_it_was(session: Session, ada: Account) -> None:
    key = imports.take_deck(session, ada.id, make_bank(2, id_="deck"), {}, now=NOW).key
    session.query(BankVersion).delete()
    session.commit()
    assert authoring.open_bank(session, ada.id, key).desk.latest_number == 0
    authoring.change(session, ada.id, key, lambda text: without_entry(text, "q1"), now=NOW)
    save(session, ada, key)
    rows = versions.list_all(session, ada.id, key)[1]
    assert [(row.number, row.summary) for row in rows] == [(2, "1 retired"), (1, "as it was before")]
    assert "q1" in versions.compare(session, ada.id, key, 1).text


def test_a_copy_has_its_own_life_and_says_where_it_comes_from(session: Session, ada: Account) -> None:
    apply_bank(session)
    key = authoring.copy(session, ada.id, "all-kinds", now=NOW)
    copied = authoring.open_bank(session, ada.id, key)
    assert copied.desk.bank.copied_from == "all-kinds"
    assert [row.question for row in banks.show(session, key, ada.id).questions] == list(bank_of_all_kinds().questions)
    with pytest.raises(NotFound):  # A folder's bank is read here, and never written.
        authoring.open_bank(session, ada.id, "all-kinds")
    with pytest.raises(NotFound):
        authoring.copy(session, ada.id, "nothing", now=NOW)


def make_class(session: Session, **members: Account) -> str:
    begin_write(session)
    group = Classroom(key="class-key", name="7b", created_at=NOW)
    session.add(group)
    session.flush()
    for role, account in members.items():
        session.add(Membership(user_id=account.id, class_id=group.id, role=role.rstrip("2"), joined_at=NOW))
    session.commit()
    return group.key


def test_a_class_studies_what_is_shared_with_it_and_strangers_see_nothing(session: Session, ada: Account, bob: Account,
                                                                          rivers: str) -> None:
    student, stranger = make_learner(session, "student"), make_learner(session, "stranger")
    key = make_class(session, owner=ada, teacher=bob, student=student)
    sharing.share_with_class(session, ada.id, rivers, key, "view")
    assert [banks.show(session, rivers, who.id).bank.key for who in (ada, bob, student)] == [rivers] * 3
    assert ask(session, student.id, rivers).bank.key == rivers
    for outsider in (stranger.id, None):
        with pytest.raises(NotFound):
            banks.show(session, rivers, outsider)
        assert banks.list_all(session, outsider) == []
    for reader in (bob, student):
        assert not authoring.may_edit(session, reader.id, rivers)
    sharing.share_with_class(session, ada.id, rivers, key, "edit")
    assert [authoring.may_edit(session, who.id, rivers) for who in (bob, student)] == [True, False]
    sharing.share_with_class(session, ada.id, rivers, key, "")
    with pytest.raises(NotFound):
        banks.show(session, rivers, student.id)


def test_a_chosen_teacher_sees_or_edits_until_it_is_taken_back(session: Session, ada: Account, bob: Account, rivers: str) -> None:
    sharing.share_with_teacher(session, ada.id, rivers, " BOB ", "view")
    assert banks.show(session, rivers, bob.id)
    assert not authoring.may_edit(session, bob.id, rivers)
    sharing.share_with_teacher(session, ada.id, rivers, "bob", "edit")
    assert authoring.may_edit(session, bob.id, rivers)
    with pytest.raises(NotFound):  # Sharing stays with the owner.
        sharing.show(session, bob.id, rivers)
    sharing.set_visibility(session, ada.id, rivers, "private")
    assert not authoring.may_edit(session, bob.id, rivers)
    sharing.set_visibility(session, ada.id, rivers, "shared")
    sharing.unshare(session, ada.id, rivers, bob.id)
    with pytest.raises(NotFound):
        banks.show(session, rivers, bob.id)
    assert sharing.show(session, ada.id, rivers).bank.visibility == "private"


def test_sharing_says_what_it_cannot_do(session: Session, ada: Account, bob: Account, rivers: str) -> None:
    make_learner(session, "carol")
    for name in ("carol", "nobody", "ada"):
        with pytest.raises(GeoquizError, match=f"There is no other teacher called '{name}' here: write the user name."):
            sharing.share_with_teacher(session, ada.id, rivers, name, "view")
    with pytest.raises(GeoquizError, match=r"Choose what they may do"):
        sharing.share_with_teacher(session, ada.id, rivers, "bob", "own")
    with pytest.raises(NotFound, match=r"There is no such class\."):
        sharing.share_with_class(session, ada.id, rivers, make_class(session, owner=bob), "view")
    student = make_learner(session, "student")
    own = authoring.create(session, student.id, {"format": "1", "id": "own", "title": "Own"}, now=NOW)
    with pytest.raises(sharing.NotAllowed, match=r"Sharing a bank is for teachers"):
        sharing.set_visibility(session, student.id, own, "public")


def test_a_bank_put_away_is_asked_no_more_and_comes_back(session: Session, ada: Account, bob: Account, rivers: str) -> None:
    sharing.set_visibility(session, ada.id, rivers, "public")
    answer_right(session, ask(session, bob.id, rivers))
    with pytest.raises(Conflict, match=r"Somebody has studied this bank, and their history stays: put it away instead\."):
        authoring.delete_bank(session, ada.id, rivers)
    authoring.retire_bank(session, ada.id, rivers)
    for who in (ada, bob):
        with pytest.raises(NotFound):
            banks.show(session, rivers, who.id)
    assert authoring.put_away(session, ada.id) == [(rivers, "Rivers")]
    with pytest.raises(NotFound):
        authoring.revive_bank(session, bob.id, rivers)
    authoring.revive_bank(session, ada.id, rivers)
    assert banks.show(session, rivers, ada.id)


def test_a_bank_that_nobody_has_studied_can_be_deleted(session: Session, ada: Account, rivers: str) -> None:
    authoring.delete_bank(session, ada.id, rivers)
    assert session.scalar(select(func.count()).select_from(BankVersion)) == 0
    with pytest.raises(NotFound):
        authoring.open_bank(session, ada.id, rivers)


def test_a_teacher_can_be_deleted_whose_bank_others_have_studied(session: Session, ada: Account, bob: Account, rivers: str) -> None:
    sharing.share_with_teacher(session, ada.id, rivers, "bob", "view")
    answer_right(session, ask(session, bob.id, rivers))
    sharing.set_visibility(session, ada.id, rivers, "private")
    begin_write(session)
    delete_user(session, ada.id)
    session.commit()
    assert accounts.settings_of(session, bob.id)
    with pytest.raises(NotFound):
        banks.show(session, rivers, bob.id)


def test_a_question_moves_through_time(session: Session, ada: Account, rivers: str) -> None:
    """Answers given to an old version stay graded as they were: saving writes through the same door as the command line."""
    answer_right(session, ask(session, ada.id, rivers))
    authoring.change(session, ada.id, rivers, lambda text: with_entry(text, "nile", {**FIRST, "accept": ["Nil"]}), now=NOW)
    found = versions.propose(session, ada.id, rivers, today=TODAY)
    assert [(step.effect, step.learners) for step in found.steps] == [("reworded", 1)]
    versions.apply(session, ada.id, rivers, seen=found.desk.seen, base=found.desk.latest_number, now=NOW + timedelta(minutes=1))
    assert not ask(session, ada.id, rivers).asked.reps


def test_of_two_who_save_at_the_same_moment_one_is_told_to_look(database: TemporaryDatabase, session: Session, ada: Account,
                                                                bob: Account, rivers: str) -> None:
    sharing.share_with_teacher(session, ada.id, rivers, "bob", "edit")
    for who, stem in ((ada, "Ada's words"), (bob, "Bob's words")):
        entry = {**FIRST, "stem": stem}
        authoring.change(session, who.id, rivers, lambda text, entry=entry: with_entry(text, "nile", entry), now=NOW)
    shown = {who.name: versions.propose(session, who.id, rivers, today=TODAY).desk for who in (ada, bob)}
    session.rollback()

    def save_now(who: Account) -> str:
        desk = shown[who.name]
        with Session(database.engine) as own:
            try:
                return versions.apply(own, who.id, rivers, seen=desk.seen, base=desk.latest_number, now=NOW).summary
            except Conflict as error:
                return str(error)

    with ThreadPoolExecutor() as pool:
        told = sorted(pool.map(save_now, (ada, bob)))
    assert told[0] == "1 reworded"
    assert told[1].startswith("Somebody else has saved this bank meanwhile, so nothing is saved")
    assert len(authoring.drafted(session, ada.id)) + len(authoring.drafted(session, bob.id)) == 1, "the other draft is kept"


def test_shares_are_found_by_their_keys(database: TemporaryDatabase, session: Session) -> None:
    """What a learner may see is asked with every question: no table is read through for it."""
    if database.name == "sqlite":
        statement = str(select(Bank.id).where(visible_to(7)).compile(database.engine, compile_kwargs={"literal_binds": True}))
        plan = "\n".join(str(row) for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}")))
        assert "SCAN bank_shares" not in plan
        assert "SCAN bank_class_shares" not in plan
        assert "SCAN class_members" not in plan
    found = inspect(database.engine)
    indexes = {index["name"] for name in ("bank_shares", "bank_class_shares") for index in found.get_indexes(name)}
    assert indexes >= {"ix_bank_shares_bank", "ix_bank_class_shares_bank"}
