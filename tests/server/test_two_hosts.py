"""Several processes and several servers as one: nothing that matters is kept in any of them."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geoquiz.storage.db import engine_for
from geoquiz.storage.models import Answer, StudySession
from tests.browsing import Browser
from tests.server.conftest import Start

SHARED = {"GEOQUIZ_SECRET_KEY": "one secret key for both of the hosts", "GEOQUIZ_WORKERS": "1"}


def test_a_learner_hops_between_two_servers_in_the_middle_of_a_session(
        start: Start, empty_postgresql: str, tmp_path: Path) -> None:
    servers = [start(GEOQUIZ_DATABASE_URL=empty_postgresql, GEOQUIZ_DATA=str(tmp_path / name), **SHARED) for name in ("one", "two")]
    student = Browser(servers[0].address)
    assert student.register("Ada").status == 200
    for number in range(6):
        page = student.get("/study/sco")
        student.address = servers[(number + 1) % 2].address  # Asked here, answered there.
        page.url = page.url.replace(servers[number % 2].address, student.address)
        key, after = student.give_up(page)
        assert after.status == 200
        student.address = servers[number % 2].address
        assert student.get(f"/study/answer/{key}").status == 200
        student.address = servers[(number + 1) % 2].address
    engine = engine_for(empty_postgresql)
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Answer)) == 6
        assert session.scalars(select(StudySession.number)).all() == [1]
    engine.dispose()
    assert not any("Traceback" in line for server in servers for line in server.lines)


@pytest.mark.parametrize("setting", [{"GEOQUIZ_METRICS": "on", "GEOQUIZ_LOG": "json", "GEOQUIZ_LOG_LEVEL": "info"}])
def test_figures_of_all_workers_are_one_and_log_lines_are_json(start: Start, setting: dict[str, str]) -> None:
    server = start(**setting)
    browser = Browser(server.address)
    for _ in range(20):
        browser.get("/healthz")
    counts = {browser.get("/metrics").text.split('endpoint="home.healthz",method="GET",status="200"} ')[1].split()[0]
              for _ in range(6)}
    assert counts == {"20.0"}
    assert server.interrupt() == 0
    server.end()
    lines = [json.loads(line) for line in server.lines if line.startswith("{")]
    requests = [line for line in lines if line["logger"] == "geoquiz.requests"]
    assert len([line for line in requests if line["path"] == "/healthz"]) == 20
    assert len({line["request"] for line in requests}) == len(requests)
    others = [line for line in server.lines if not line.startswith("{")]
    assert others[-1] == f"geoquiz is ready at {server.address} (Ctrl-C stops it)\n"
