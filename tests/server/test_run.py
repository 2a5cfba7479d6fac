import re
import socket
import sqlite3
from pathlib import Path

from tests.browsing import Browser
from tests.server.conftest import Start

TEN = 10


def _study(browser: Browser, bank: str, count: int) -> list[str]:
    """Answer questions of a bank one after the other and return the keys of the answers."""
    keys = []
    for _ in range(count):
        key, after = browser.give_up(browser.get(f"/study/{bank}"))
        assert after.status == 200
        keys.append(key)
    return keys


def test_from_nothing_to_ten_studied_questions_with_a_score(start: Start, tmp_path: Path) -> None:
    server = start()
    assert server.lines[-1] == f"geoquiz is ready at {server.address} (Ctrl-C stops it)\n"
    student = Browser(server.address)
    assert student.register("Ada").status == 200
    keys = _study(student, "sco", TEN)
    assert "Shanghai Cooperation" in student.get("/progress").text
    with sqlite3.connect(tmp_path / "data folder" / "geoquiz.sqlite3") as database:
        assert {key for (key,) in database.execute("SELECT key FROM answers")} == set(keys)
        assert database.execute("SELECT count(*) FROM reviews").fetchone() == (TEN,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_the_shipped_banks_are_served(start: Start) -> None:
    page = Browser(start().address).get("/banks")
    for key in ("sco", "instc", "eagle-partner"):
        assert f'/banks/{key}"' in page.text


def test_a_second_start_does_no_work_twice_and_keeps_everything(start: Start) -> None:
    first = start()
    student = Browser(first.address)
    student.register("Ada")
    _study(student, "instc", 2)
    assert first.interrupt() == 0
    assert not any("Traceback" in line for line in first.lines)
    second = start(port=int(first.address.rsplit(":", 1)[1]))
    assert second.lines == [f"geoquiz is ready at {second.address} (Ctrl-C stops it)\n"]
    # The cookie still holds, since secret key and session row lie on disk.
    assert "Ada" in student.get("/").text


def test_a_taken_port_is_one_sentence(start: Start) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        server = start(port=port)
        assert server.process.wait(timeout=30) == 1
    assert server.lines[-1] == (f"geoquiz: Port {port} on 127.0.0.1 cannot be had (Address already in use): stop what uses it, "
                                "or set GEOQUIZ_PORT to another.\n")
    assert not any("Traceback" in line for line in server.lines)


def test_a_host_that_is_none_is_one_sentence(start: Start) -> None:
    server = start(GEOQUIZ_HOST="nowhere.invalid")
    assert server.process.wait(timeout=30) == 2
    assert server.lines[-1] == "geoquiz: GEOQUIZ_HOST is 'nowhere.invalid', which is no address of this machine.\n"


def test_health_and_readiness_are_told_without_a_login(start: Start) -> None:
    browser = Browser(start().address)
    assert browser.get("/healthz").status == 200
    assert browser.get("/readyz").status == 200


def test_the_server_does_not_tell_its_version(start: Start) -> None:
    server = start()
    with socket.create_connection(("127.0.0.1", int(server.address.rsplit(":", 1)[1])), timeout=10) as connection:
        connection.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        head = connection.recv(4096).decode()
    assert not re.search(r"(?i)gunicorn/|werkzeug/|python/", head)
