import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from geoquiz import resources
from tests.browsing import Browser
from tests.server.conftest import Start, start  # noqa: F401  # A fixture is used by its name.

ROOT = resources.checkout()
assert ROOT is not None  # The tests run from a checkout.


def _run(*command: object, cwd: Path) -> None:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel house")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_ships_banks_migrations_static_files_and_templates(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("questions", "migrations", "static"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert f"geoquiz/_data/{file.relative_to(ROOT).as_posix()}" in names
    assert "geoquiz/_data/gunicorn.conf.py" in names
    for template in (ROOT / "geoquiz").rglob("*.html"):
        assert template.relative_to(ROOT).as_posix() in names
    assert not [name for name in names if name.startswith("tests/") or "node_modules" in name]


def test_an_installed_wheel_serves_and_studies_outside_the_checkout(wheel: Path, tmp_path: Path, start: Start) -> None:  # noqa: F811
    venv = tmp_path / "a new venv"
    _run(sys.executable, "-m", "venv", venv, cwd=tmp_path)
    python = venv / "bin" / "python"
    _run(python, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--require-hashes", "-r",
         ROOT / "requirements.lock", cwd=tmp_path)
    _run(python, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-deps", wheel, cwd=tmp_path)
    found = subprocess.run([python, "-c", "import geoquiz; print(geoquiz.__file__)"], cwd=tmp_path, capture_output=True,
                           text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(venv)
    server = start(python=str(python), cwd=tmp_path)
    student = Browser(server.address)
    student.register("Ada")
    key, _ = student.give_up(student.get("/study/instc"))
    assert student.get(f"/study/answer/{key}").status == 200
    style = re.search(r'href="(/static/[0-9a-f]{10}/css/base\.css)"', student.get("/").text)
    assert style is not None
    assert student.get(style[1]).status == 200
