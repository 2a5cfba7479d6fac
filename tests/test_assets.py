"""The static files that a server prepares."""

import gzip
from pathlib import Path

import brotli
import pytest
from flask import Flask

from geoquiz import assets, resources
from geoquiz.config import Config
from geoquiz.web import create_app
from tests.conftest import TemporaryDatabase


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "a.css").write_text("a { color: red }\n" * 50)
    (folder / "b.png").write_bytes(bytes(range(256)))
    return folder


def changed(folder: Path) -> str:
    assets.digest.cache_clear()
    return assets.digest(folder)


def test_the_digest_changes_with_a_files_content_its_name_and_nothing_else(folder: Path) -> None:
    first, style = changed(folder), folder / "css" / "a.css"
    text = style.read_text()
    style.write_text(text + " ")
    assert changed(folder) != first
    style.write_text(text)
    assert changed(folder) == first
    style.rename(folder / "css" / "c.css")
    assert changed(folder) != first


def test_prepared_files_have_compressed_forms_beside_them_where_these_are_smaller(folder: Path, tmp_path: Path) -> None:
    target = assets.prepare(tmp_path / "data", folder)
    style = (folder / "css" / "a.css").read_bytes()
    assert (target / "css" / "a.css").read_bytes() == style
    assert gzip.decompress((target / "css" / "a.css.gz").read_bytes()) == style
    assert brotli.decompress((target / "css" / "a.css.br").read_bytes()) == style
    assert [path.name for path in target.glob("b.png*")] == ["b.png"]
    assert [path.name for path in folder.iterdir()] != [], "the originals stay"


def test_a_new_version_takes_the_place_of_the_one_before_and_the_same_one_is_not_made_again(folder: Path, tmp_path: Path) -> None:
    first = assets.prepare(tmp_path / "data", folder)
    stamp = (first / "b.png").stat().st_ctime_ns
    assert assets.prepare(tmp_path / "data", folder) == first
    assert (first / "b.png").stat().st_ctime_ns == stamp
    (folder / "b.png").write_bytes(b"")
    changed(folder)
    second = assets.prepare(tmp_path / "data", folder)
    assert [path.name for path in (tmp_path / "data" / "static").iterdir()] == [second.name]


@pytest.fixture
def prepared_app(database: TemporaryDatabase, tmp_path: Path) -> Flask:
    assets.prepare(tmp_path, resources.static_folder())
    return create_app(Config(data=tmp_path, database_url=database.url, secret_key="a key for tests alone"))


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)])
def test_a_browser_gets_the_form_that_it_takes_and_keeps_it(prepared_app: Flask, accepted: str, encoding: str | None) -> None:
    address = f"/static/{assets.digest(resources.static_folder())}"
    for name, kind in (("css/base.css", "text/css"), ("js/study.js", "text/javascript"), ("icons/favicon.svg", "image/svg+xml")):
        with prepared_app.test_client().get(f"{address}/{name}", headers={"Accept-Encoding": accepted}) as answer:
            assert answer.status_code == 200
            assert answer.headers.get("Content-Encoding") == encoding
            assert answer.content_type.startswith(kind)
            assert "immutable" in answer.headers["Cache-Control"]
            assert "max-age=31536000" in answer.headers["Cache-Control"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.only_on("sqlite")
def test_a_file_that_is_not_there_is_a_page_that_says_so(prepared_app: Flask) -> None:
    for path in ("/static/0123456789/css/base.css", f"/static/{assets.digest(resources.static_folder())}/css/none.css"):
        assert prepared_app.test_client().get(path).status_code == 404
