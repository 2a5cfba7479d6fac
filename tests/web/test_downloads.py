from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from geoquiz.interchange.formats import FORMATS, Format
from geoquiz.interchange.report import Reading
from tests.factories import bank_of_all_kinds
from tests.web.conftest import Browser

_WRITTEN = [format_ for format_ in FORMATS.values() if format_.writer]


def test_the_page_offers_every_format_and_says_what_it_cannot_hold(browser: Browser, bank: str) -> None:
    page = browser.visit(f"/banks/{bank}/download")
    assert browser.heading == "Download One question of each kind"
    links = [link["href"] for link in page.all("a", class_="button") if "/download/" in link["href"]]
    assert links == [f"/banks/{bank}/download/{format_.name}" for format_ in _WRITTEN]
    gift = page.one("section", aria_labelledby="gift")
    assert "port: the map: GIFT has no maps of ours" in gift.one("details").text
    assert page.one("section", aria_labelledby="yaml").all("details") == []


@pytest.mark.parametrize("format_", _WRITTEN, ids=lambda format_: format_.name)
def test_each_file_comes_with_its_name_and_type(client: FlaskClient, bank: str, format_: Format) -> None:
    response = client.get(f"/banks/{bank}/download/{format_.name}")
    assert response.status_code == HTTPStatus.OK
    assert response.mimetype == format_.mimetype
    assert response.headers["Content-Disposition"] == f"attachment; filename=geoquiz-{bank}{format_.suffixes[0]}"


def test_the_bank_file_is_the_bank(client: FlaskClient, bank: str) -> None:
    data = client.get(f"/banks/{bank}/download/yaml").data
    assert FORMATS["yaml"].read(data, Reading()).bank == bank_of_all_kinds()


@pytest.mark.parametrize("path", [
    "/banks/none/download", "/banks/none/download/yaml", "/banks/none/print", "/banks/{bank}/download/paste",
    "/banks/{bank}/download/none",
])
def test_banks_and_formats_that_are_not_there_are_not_found(browser: Browser, bank: str, path: str) -> None:
    browser.visit(path.format(bank=bank), HTTPStatus.NOT_FOUND)


def test_the_sheet_has_its_questions_and_then_the_key(browser: Browser, bank: str) -> None:
    page = browser.visit(f"/banks/{bank}/print")
    assert browser.heading == "One question of each kind"
    assert len(page.one("ol", class_="sheet-questions").all("li", value="11")) == 1
    assert "Bosporus" not in page.one("ol", class_="sheet-questions").text
    key = page.one("section", class_="sheet-key")
    assert "Bosporus / Bosphorus" in key.text
    assert page.one("img", class_="sheet-map")["src"] == "/static/maps/corridor.svg"


def test_a_word_gives_an_order_of_its_own(browser: Browser, bank: str) -> None:
    def options(path: str) -> list[str]:
        return [entry.text for entry in browser.visit(path).all("ul", class_="sheet-choices")[0].all("li")]

    orders = {tuple(options(f"/banks/{bank}/print?order={word}")) for word in "ABCDEFGH"}
    assert len(orders) > 1
    assert options(f"/banks/{bank}/print?order=A") == options(f"/banks/{bank}/print?order=A")
    page = browser.visit(f"/banks/{bank}/print?order=%22%3E%3Cb%3E")
    assert page.one("input", id="order")["value"] == '"><b>'
