"""Sheets of paper: of a bank and of an assignment."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from geoquiz.core.errors import NotFound
from geoquiz.services import assignments, classes, downloads
from geoquiz.services.assignments import Wanted
from tests.factories import NOW, apply_bank, bank_of_all_kinds, make_bank, make_learner, typed


def test_an_assignment_on_paper_asks_what_is_assigned_of_all_its_banks(session: Session) -> None:
    apply_bank(session, bank_of_all_kinds())
    apply_bank(session, make_bank([typed("far"), typed("near"), typed("gone", retired="true")], id="ways"))
    teacher = make_learner(session, "msoran", role="teacher")
    room = classes.create(session, teacher, "7b", now=NOW)
    key = assignments.assign(session, room, teacher.id, Wanted("Know it", "study", ("ways", "all-kinds"), NOW + timedelta(days=9),
                                                               note="Bring a pen."), now=NOW)
    printed = downloads.assigned_sheet(session, room, teacher.id, key, versions=3)
    for version in printed.versions:
        assert (version.sheet.title, version.sheet.description) == ("Know it", "Bring a pen.")
        assert {question.id for question in version.sheet.questions} == {
            "far", "near", *(question.id for question in bank_of_all_kinds().questions)}
    _, _, listed = assignments.listed(session, room, teacher.id, key)
    assignments.fix_list(session, room, teacher.id, key, [one.id for one in listed if one.local_id in ("near", "capital")])
    (version,) = downloads.assigned_sheet(session, room, teacher.id, key).versions
    assert {question.id for question in version.sheet.questions} == {"near", "capital"}
    (version,) = downloads.assigned_sheet(session, room, teacher.id, key, most=1).versions
    assert len(version.sheet.questions) == 1


def test_only_those_who_teach_the_class_print_what_is_assigned(session: Session) -> None:
    apply_bank(session)
    teacher, other, ada = (make_learner(session, name, role=role) for name, role in (
        ("msoran", "teacher"), ("mslee", "teacher"), ("ada", "student")))
    room = classes.create(session, teacher, "7b", now=NOW)
    classes.join(session, ada, classes.add_link(session, room, teacher.id, None, now=NOW), now=NOW)
    wanted = Wanted("Know it", "study", ("all-kinds",), NOW + timedelta(days=9))
    key = assignments.assign(session, room, teacher.id, wanted, now=NOW)
    for nobody in (other, ada):
        with pytest.raises(NotFound, match="There is no such class"):
            downloads.assigned_sheet(session, room, nobody.id, key)
    with pytest.raises(NotFound, match="There is no such assignment"):
        downloads.assigned_sheet(session, room, teacher.id, "none")
