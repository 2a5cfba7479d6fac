"""The JSON Schema of bank files, made as strict as the parser and as tolerant as YAML.

pydantic describes the values that a model takes. An editor sees something else: typed YAML, in which
`1949` is a number where the parser reads a text, and in which an empty field is null.
"""

from typing import Any

Node = dict[str, Any]
# Constraints that pydantic leaves under its own names where a field has a JSON Schema of its own.
_CONSTRAINTS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}


def sharpened(schema: Node) -> Node:
    """Return the schema with texts as editors see them, without null, and with every limit in JSON Schema's words."""
    return _node(schema)


def _node(node: Node) -> Node:
    found: Node = {}
    for name, value in node.items():
        if name in ("properties", "patternProperties", "$defs"):
            found[name] = {key: _node(inner) for key, inner in value.items()}
        elif isinstance(value, dict) and name not in ("discriminator", "default"):
            found[name] = _node(value)
        elif name in ("anyOf", "oneOf"):
            found[name] = [_node(inner) for inner in value if inner != {"type": "null"}]
        elif not (name == "default" and value is None):
            found[_CONSTRAINTS.get(name, name)] = value
    if len(found.get("anyOf", ())) == 1:
        found |= found.pop("anyOf")[0]
    if "patternProperties" in found:
        found["additionalProperties"] = False
    return _text(found) if found.get("type") == "string" else found


def _text(node: Node) -> Node:
    """Return the schema of a text: any scalar, unless its form is prescribed, and never a blank one where it is needed."""
    if "const" in node or "enum" in node or "pattern" in node:
        return node
    if "minLength" in node:
        node = {name: value for name, value in node.items() if name != "minLength"} | {"pattern": r"\S"}
    return node | {"type": ["string", "number", "boolean"]}
