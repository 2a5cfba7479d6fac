import re
import tomllib

import pytest

from geoquiz import resources

ROOT = resources.checkout()
assert ROOT is not None  # The tests run from a checkout.
_LINE = re.compile(r"[A-Za-z0-9._\[\]-]+==[^\s;]+(?: ; .+?)? \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?|    # .*")
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_alone(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    assert lines
    for line in lines:
        assert _LINE.fullmatch(line), line
    text = "\n".join(lines)
    for trace in ("://", "index-url", "find-links", "trusted-host", " /", "@"):
        assert trace not in text


def _pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))


def test_both_locks_agree() -> None:
    run, dev = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in run} == run


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = {"requirements.lock": project["dependencies"], "requirements-dev.lock": project["optional-dependencies"]["dev"]}
    for name, wanted in groups.items():
        pins = _pins(name)
        for requirement in wanted:
            assert re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower() in pins, f"{requirement} is not in {name}"  # type: ignore[index]
