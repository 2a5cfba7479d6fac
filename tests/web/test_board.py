"""The board of a class in the browser: off, on, joined and left."""

from http import HTTPStatus

from tests.web.test_assignments import class_of_two
from tests.web.test_classes import People, people

__all__ = ["people"]  # A fixture; named, so that it is not taken for an import that nobody uses.


def test_a_board_is_off_until_the_teacher_turns_it_on_and_empty_until_students_join(people: People) -> None:
    teacher, ada, bob, room = class_of_two(people)
    assert "Board" not in [link.text for link in ada.visit(room).all("a", class_="tag")]
    ada.visit(f"{room}/board", HTTPStatus.NOT_FOUND)
    teacher.visit(f"{room}/settings")
    teacher.visit(next(link["href"] for link in teacher.page.all("a") if link.text == "More, and turning it on"))
    assert "The board is off" in teacher.text
    teacher.submit(f"{room}/board/switch", on="yes")
    assert "Nobody has joined the board yet." in teacher.text
    assert "Board" in [link.text for link in ada.visit(room).all("a", class_="tag")]
    ada.visit(f"{room}/board")
    assert "nobody sees anything of you there" in ada.text
    assert "under the name “ada”" in ada.text
    ada.submit(f"{room}/board/join", on="yes")
    assert "You are on the board." in ada.text
    assert "0 of 7" in ada.text
    assert "ada" not in bob.visit(f"{room}/board").one("main").text
    assert "ada" in teacher.visit(f"{room}/board").one("main").text
    assert "bob" not in teacher.text


def test_one_leaves_the_board_at_any_time_and_the_teacher_turns_it_off(people: People) -> None:
    teacher, ada, bob, room = class_of_two(people)
    teacher.visit(f"{room}/board")
    teacher.submit(f"{room}/board/switch", on="yes")
    for student in (ada, bob):
        student.visit(f"{room}/board")
        student.submit(f"{room}/board/join", on="yes")
    assert "ada" in bob.text
    ada.visit(f"{room}/board")
    ada.submit(f"{room}/board/join", on="no")
    assert "You are off the board: nobody sees you there any more." in ada.text
    assert "ada" not in bob.visit(f"{room}/board").one("main").text
    teacher.visit(f"{room}/board")
    teacher.submit(f"{room}/board/switch", on="no")
    assert "The board is off, and nobody is on it any more." in teacher.text
    bob.visit(f"{room}/board", HTTPStatus.NOT_FOUND)


def test_strangers_find_no_board_and_students_do_not_switch_it(people: People) -> None:
    teacher, ada, _, room = class_of_two(people)
    teacher.visit(f"{room}/board")
    teacher.submit(f"{room}/board/switch", on="yes")
    token = ada.visit(f"{room}/board").one("form", action=f"{room}/board/join").fields()["csrf_token"]
    assert ada.client.post(f"{room}/board/switch", data={"csrf_token": token, "on": "no"}).status_code == HTTPStatus.NOT_FOUND
    stranger = people("eve")
    stranger.visit(f"{room}/board", HTTPStatus.NOT_FOUND)
    token = stranger.visit("/settings").all("form")[0].fields()["csrf_token"]
    for path in ("switch", "join"):
        answer = stranger.client.post(f"{room}/board/{path}", data={"csrf_token": token, "on": "yes"})
        assert answer.status_code == HTTPStatus.NOT_FOUND
