"""The script that turns pages: with its header an answer is answered by the page itself, else by the way there."""

from http import HTTPStatus

import pytest

from tests.web.conftest import Browser
from tests.web.pages import check, parse


@pytest.mark.parametrize("turn", [True, False])
def test_the_verdict_comes_at_once_with_its_address_or_by_a_redirect(student: Browser, turn: bool) -> None:
    student.visit("/study/all-kinds")
    form = student.page.one("form", action="/study/all-kinds").fields()
    answer = student.client.post("/study/all-kinds", data=form | {"give_up": "1"}, headers={"Turn": "page"} if turn else {})
    address = f"/study/answer/{form['key']}"
    if turn:
        assert (answer.status_code, answer.headers["Content-Location"]) == (HTTPStatus.OK, address)
        page = parse(answer.text)
        check(page)
        assert page.one("h1").text == "Here is the answer"
    else:
        assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.SEE_OTHER, address)
    assert student.visit(address).one("h1").text == "Here is the answer"


def test_a_response_that_cannot_be_read_is_asked_again_at_once(student: Browser) -> None:
    student.visit("/study/all-kinds")
    form = student.page.one("form", action="/study/all-kinds").fields()
    answer = student.client.post("/study/all-kinds", data={name: form[name] for name in ("csrf_token", "asked", "key")},
                                 headers={"Turn": "page"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Content-Location" not in answer.headers
