"""The files of deploy/ say what they should; no container engine, proxy or init system is needed to see that."""

import configparser
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from geoquiz import resources
from geoquiz.cli import main

ROOT = resources.checkout()
assert ROOT is not None  # The tests run from a checkout.
DEPLOY = ROOT / "deploy"
SETTINGS = set(re.findall(r"GEOQUIZ_[A-Z]+(?:_[A-Z]+)*", (ROOT / "geoquiz" / "config.py").read_text("utf-8")))


def unit(name: str) -> dict[str, list[tuple[str, str]]]:
    """Return the sections of a unit file with their settings, in order; what is said twice is there twice."""
    found: dict[str, list[tuple[str, str]]] = {}
    section = ""
    for line in (DEPLOY / name).read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(section, []).append((key, value))
    return found


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_every_file_is_told_of_and_names_no_unknown_setting_or_command(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# "), "the first line says what the file is for"
    assert f"deploy/{path.name}" in (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert set(re.findall(r"GEOQUIZ_[A-Z]+(?:_[A-Z]+)*", text)) <= SETTINGS
    for words in re.findall(r"/bin/geoquiz ([a-z ]+)", text):
        command: Any = main
        for word in words.split():
            command = command.get_command(None, word) or command
        assert command is not main, words


def test_the_service_runs_as_nobody_else_and_writes_its_own_folder_alone() -> None:
    settings = dict(unit("geoquiz.service")["Service"])
    assert settings["DynamicUser"] == settings["NoNewPrivileges"] == "yes"
    assert settings["ProtectSystem"] == "strict"
    assert settings["ExecStart"].endswith("/geoquiz run")
    assert settings["ExecReload"] == "/bin/kill -HUP $MAINPID"
    environment = [value for key, value in unit("geoquiz.service")["Service"] if key == "Environment"]
    assert f"GEOQUIZ_DATA=/var/lib/{settings['StateDirectory']}" in environment


def test_the_backup_has_the_same_user_and_folder_and_a_timer() -> None:
    server, backup = (dict(unit(name)["Service"]) for name in ("geoquiz.service", "geoquiz-backup.service"))
    for key in ("DynamicUser", "User", "StateDirectory", "StateDirectoryMode", "EnvironmentFile"):
        assert backup[key] == server[key], key
    assert backup["Type"] == "oneshot"
    assert "--keep" in backup["ExecStart"]
    timer = dict(unit("geoquiz-backup.timer")["Timer"])
    assert (timer["Persistent"], "OnCalendar" in timer) == ("true", True)
    assert configparser.ConfigParser(interpolation=None).read(DEPLOY / "geoquiz-backup.timer")


def test_the_proxies_say_who_asks_and_keep_the_figures_to_themselves() -> None:
    nginx, caddy = ((DEPLOY / name).read_text("utf-8") for name in ("nginx.conf", "Caddyfile"))
    assert nginx.count("{") == nginx.count("}")
    assert caddy.count("{") == caddy.count("}")
    for line in ("proxy_set_header Host $host;", "proxy_set_header X-Forwarded-For $remote_addr;",
                 "proxy_set_header X-Forwarded-Proto $scheme;", "proxy_set_header X-Request-Id $request_id;", "server_tokens off;"):
        assert line in nginx
    for line in nginx.splitlines():
        code = line.split("#")[0].strip()
        assert not code or code.endswith((";", "{", "}")), line
    assert "/metrics" in nginx
    assert "respond /metrics 404" in caddy
    # As large as the largest body that geoquiz takes, and a little more.
    assert int(re.findall(r"client_max_body_size (\d+)m", nginx)[0]) == int(re.findall(r"max_size (\d+)MB", caddy)[0]) > 101


def test_the_image_is_built_from_the_lock_and_runs_as_a_user_of_its_own() -> None:
    lines = [line for line in (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", "").splitlines()
             if line and not line.startswith("#")]
    instructions = [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines]
    assert {name for name, _ in instructions} <= {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "CMD",
                                                  "HEALTHCHECK"}
    images = [text.split()[0] for name, text in instructions if name == "FROM"]
    assert all(":" in image and not image.endswith(":latest") for image in images)
    runs = " ".join(text for name, text in instructions if name == "RUN")
    for care in ("--require-hashes", "--no-install-recommends", "rm -rf /var/lib/apt/lists/*", "--no-cache-dir"):
        assert care in runs
    names = [name for name, _ in instructions]
    assert dict(instructions)["USER"] == "geoquiz"
    assert names.index("USER") < names.index("CMD")
    assert dict(instructions)["CMD"] == '["geoquiz", "run"]'
    for _, text in (pair for pair in instructions if pair[0] == "COPY"):
        source = text.split()[0]
        assert source.startswith("--from=") or source == "." or (ROOT / source).exists(), source


def test_the_services_fit_together_and_no_secret_is_written_down() -> None:
    services = compose()["services"]
    environment = services["geoquiz"]["environment"]
    assert set(environment) <= SETTINGS
    assert (DEPLOY / ".." / services["geoquiz"]["build"]["dockerfile"]).exists()
    assert "@database/" in environment["GEOQUIZ_DATABASE_URL"]
    assert services["geoquiz"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    for name in ("POSTGRES_PASSWORD", "GEOQUIZ_SECRET_KEY"):
        assert f"${{{name}:?" in text
    used = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())}
    assert used == set(compose()["volumes"])
    # pg_dump refuses a server that is newer than itself.
    assert "postgres:15-bookworm" in text
    assert "python:3.11-slim-bookworm" in (DEPLOY / "Dockerfile").read_text("utf-8")
