import subprocess
import sys

import click
import pytest

from geoquiz.cli import main
from geoquiz.cli.bank import command as bank
from geoquiz.cli.lazy import LazyGroup
from tests.cli.conftest import Geoquiz


@pytest.mark.parametrize("group", [main, bank])
def test_help_names_every_command_in_the_words_of_the_command_itself(group: LazyGroup) -> None:
    context = click.Context(group)
    text = " ".join(group.get_help(context).split())
    for name, (_, words) in group.lazy.items():
        command = group.get_command(context, name)
        assert command is not None
        assert f"{name} {words}" in text
        assert (command.help or "").splitlines()[0] == words


def test_help_imports_neither_flask_nor_sqlalchemy() -> None:
    code = ("import sys; from geoquiz.cli import main; main(['--help'], standalone_mode=False); "
            "print(sorted({'flask', 'sqlalchemy', 'pydantic', 'yaml'} & set(sys.modules)))")
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout.splitlines()[-1] == "[]"


def test_checking_a_bank_imports_neither_flask_nor_sqlalchemy(tmp_path: object) -> None:
    code = ("import sys; from geoquiz.cli import main; main(['bank', 'check', '--explain', 'GQ101'], standalone_mode=False); "
            "print(sorted({'flask', 'sqlalchemy'} & set(sys.modules)))")
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout.splitlines()[-1] == "[]"


def test_the_version_is_the_one_of_the_package(geoquiz: Geoquiz) -> None:
    result = geoquiz("--version")
    assert result.exit_code == 0
    assert result.output == "geoquiz 0.1.0\n"


def test_an_unknown_command_is_a_fault_of_use(geoquiz: Geoquiz) -> None:
    for command in (("banks",), ("bank", "paint")):
        result = geoquiz(*command)
        assert result.exit_code == 2
        assert f"No such command '{command[-1]}'" in result.output
