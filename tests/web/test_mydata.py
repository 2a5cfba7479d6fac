"""Downloading all that is kept of oneself from the settings."""

import json
import zipfile
from io import BytesIO

import pytest
from sqlalchemy.orm import Session

from geoquiz.interchange.mydata import check_data, open_data
from geoquiz.web.clock import utc_now
from tests.factories import answer_right, ask
from tests.web.conftest import Browser


@pytest.mark.every_database
def test_a_member_downloads_everything_from_the_settings(student: Browser, session: Session) -> None:
    answer_right(session, ask(session, 1, now=utc_now()), now=utc_now())
    link = next(a for a in student.visit("/settings").all("a") if a.text == "Download all my data")
    response = student.client.get(link["href"], buffered=True)
    assert response.mimetype == "application/zip"
    assert response.headers["Content-Disposition"] == "attachment; filename=geoquiz-my-data.zip"
    assert response.headers["Cache-Control"] == "no-store"
    with open_data(BytesIO(response.data)) as package:
        check_data(package)
    archive = zipfile.ZipFile(BytesIO(response.data))
    assert json.loads(archive.read("account.jsonl"))["name"] == "ada"
    assert len(archive.read("answers.jsonl").splitlines()) == 1


def test_the_settings_say_what_is_in_the_file_and_lead_to_anki(student: Browser) -> None:
    student.visit("/settings")
    assert "Your password is not in it." in student.text
    assert "/export" in [a["href"] for a in student.page.one("main").all("a")]


def test_strangers_and_visitors_have_no_data_to_take(browser: Browser, visitor: Browser) -> None:
    for who in (browser, visitor):
        who.visit("/settings/data")
        assert who.path == "/login"
