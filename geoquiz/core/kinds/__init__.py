"""The plug-in folder of question types: every module here defines one kind.

Adding a type is a file here, a template under web/templates/kinds/ and a test; nothing else.
"""

import importlib
import pkgutil

from geoquiz.core.question import KINDS, Question

__all__ = ["KINDS", "kind_named", "load_question"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def kind_named(name: str) -> type[Question]:
    """Return the class of the kind called ``name``; raise KeyError when there is none."""
    return KINDS[name]


def load_question(content: dict[str, object]) -> Question:
    """Return the question that ``content`` (made by ``model_dump(mode="json")``) describes."""
    return kind_named(str(content["type"])).model_validate(content)
