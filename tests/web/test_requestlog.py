"""Request ids and log lines: one can be found by the other, and nobody writes lines of their own."""

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from flask import Flask

from geoquiz.web import requestlog
from tests.web.conftest import Browser


@pytest.fixture
def written(app: Flask, request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """What the log writes, in the form that the test names; "info" is its level."""
    output, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(output)
    handler.setFormatter({"text": requestlog.Text, "json": requestlog.Json}[request.param]())
    handler.addFilter(requestlog.Identified())
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield output
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_a_line_of_json_has_the_id_that_the_answer_has(app: Flask, browser: Browser, written: StringIO) -> None:
    answer = browser.client.get("/banks?tag=secret")
    line = json.loads(written.getvalue().splitlines()[-1])
    assert {name: line[name] for name in ("level", "logger", "request", "method", "path", "status")} == {
        "level": "info", "logger": "geoquiz.requests", "request": answer.headers["X-Request-Id"], "method": "GET", "path": "/banks",
        "status": 200}
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
    assert "secret" not in written.getvalue()


@pytest.mark.parametrize("written", ["text"], indirect=True)
def test_an_id_of_the_proxy_is_kept_and_a_made_up_one_is_not(app: Flask, browser: Browser, written: StringIO) -> None:
    assert browser.client.get("/healthz", headers={"X-Request-Id": "proxy-17_42.x"}).headers["X-Request-Id"] == "proxy-17_42.x"
    assert "INFO [proxy-17_42.x] GET /healthz answered 200 in" in written.getvalue()
    for made_up in ("short", "x" * 65, "with a space"):
        answer = browser.client.get("/healthz", headers={"X-Request-Id": made_up})
        assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-Id"])


@pytest.mark.parametrize("written", ["text"], indirect=True)
def test_nobody_writes_a_line_of_their_own(app: Flask, browser: Browser, written: StringIO) -> None:
    browser.client.get("/banks/x%0aERROR [-] all is lost")
    lines = written.getvalue().splitlines()
    assert len(lines) == 1
    assert r"GET /banks/x\nERROR [-] all is lost answered 404" in lines[0]


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_a_fault_of_ours_is_found_by_the_number_on_its_page(app: Flask, browser: Browser, written: StringIO) -> None:
    app.testing = False

    @app.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError("inside")

    browser.visit("/broken", 500)
    number = browser.response.headers["X-Request-Id"]
    assert f"Whoever runs this server finds it in the log as {number}." in browser.text
    [line] = [found for found in map(json.loads, written.getvalue().splitlines()) if "exception" in found]
    assert (line["request"], line["level"]) == (number, "error")
    assert line["exception"].endswith("ZeroDivisionError: inside")


def test_outside_of_a_request_there_is_no_id() -> None:
    record = logging.LogRecord("a name", logging.WARNING, "file", 1, "a %s", ("message",), None)
    assert requestlog.Identified().filter(record)
    assert json.loads(requestlog.Json().format(record))["request"] == "-"
    assert requestlog.Text().format(record).endswith("WARNING [-] a message")


def test_the_configuration_names_the_form_and_the_level() -> None:
    for form, formatter in (("text", requestlog.Text), ("json", requestlog.Json)):
        found = requestlog.configuration(form, "error")
        assert found["formatters"]["line"]["()"] is formatter
        assert (found["root"]["level"], found["loggers"]["gunicorn.error"]["level"]) == ("ERROR", "ERROR")
