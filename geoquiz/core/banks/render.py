"""`Bank` values to YAML text that `parse_bank` reads back as the same bank."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import yaml

from geoquiz.core.banks.model import Bank, BankHeader
from geoquiz.core.question import Question

_MODELINE = "# yaml-language-server: $schema=bank.schema.json\n"
_LAST = ("explanation", "hint", "source", "as_of", "review_by", "tags", "retired", "replaces")


class _Dumper(yaml.CSafeDumper):
    """Writes texts plainly where YAML allows, and never an anchor."""

    def ignore_aliases(self, data: object) -> bool:
        """Return True: equal values are written out each time."""
        return True


def _decimal(dumper: yaml.CSafeDumper, value: Decimal) -> Any:
    digits = format(value, "f")
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in digits else 'int'}", digits)


def _float(dumper: yaml.CSafeDumper, value: float) -> Any:
    digits = format(Decimal(repr(value)), "f")  # Banks know no exponents.
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in digits else 'int'}", digits)


def _text(dumper: yaml.CSafeDumper, value: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(Decimal, _decimal)
_Dumper.add_representer(float, _float)
_Dumper.add_representer(str, _text)


class _TextDumper(_Dumper):
    """Writes what is text already: in a bank file a scalar is text, so that no number needs quotes."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # The base class declares it as an instance's, and reads it here.


def render_bank(bank: Bank) -> str:
    """Return the bank as YAML, in the order of fields that docs/banks.md shows."""
    questions = [question_content(question) for question in bank.questions]
    return _MODELINE + _dumped({**header_content(bank), "questions": questions}, _Dumper)


def render_tree(header: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]) -> str:
    """Return the file of a header and of questions, in texts, lists and mappings that need not be valid."""
    return _MODELINE + _dumped({**header, "questions": list(questions)})


def entry_lines(content: Mapping[str, Any]) -> list[str]:
    """Return the lines of one question in a list, its dash first; its scalars are texts."""
    return _dumped([dict(content)]).splitlines()


def field_lines(name: str, value: Any) -> list[str]:
    """Return the lines of one field whose scalars are texts."""
    return _dumped({name: value}).splitlines()


def _dumped(content: Any, dumper: type[yaml.CSafeDumper] = _TextDumper) -> str:
    return yaml.dump(content, Dumper=dumper, sort_keys=False, allow_unicode=True, width=110)


def header_content(header: BankHeader) -> dict[str, Any]:
    """Return a header, or a bank's, as the mapping its file holds, defaults left out."""
    values = header.model_dump(exclude_defaults=True, exclude={"questions"}, mode="python")
    return {name: _plain(values[name]) for name in BankHeader.model_fields if name in values}


def question_content(question: Question) -> dict[str, Any]:
    """Return a question as the mapping its file holds, defaults left out."""
    values = question.model_dump(exclude_defaults=True, mode="python")
    names = (*question.order, *(name for name in type(question).model_fields if name not in (*question.order, *_LAST)), *_LAST)
    return {name: _plain(values[name]) for name in names if name in values}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value
