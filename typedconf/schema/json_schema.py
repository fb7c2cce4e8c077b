"""The rules of a composition go in; the JSON Schema (2020-12) of its config comes out, for other programs.

It describes the config that is composed, resolved, as plain data: an editor or an agent that keeps to it writes what
validates. ``${…}`` and ``???`` stand for values, and are none. Numbers are numbers there, although a text of digits
would be taken for one; what validators of the user's say, no schema can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.reports import json_data
from typedconf.schema.derived.derivation import core_schema_of
from typedconf.schema.json_forms import Hiding, JsonForms
from typedconf.schema.rules import SchemaRules, is_untyped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typedconf.trees import Key, KeyPath, Rules

    Json = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_UNIONS: Final = ("anyOf", "oneOf")
_KEPT: Final = ("description", "deprecated")  # what a key says of itself, whatever class governs it
_NULL: Final = {"type": "null"}


def json_schema(rules: Rules) -> Json:
    """The JSON Schema of what ``rules`` take, in which narrower classes stand where they govern.

    Keys are spelt as in a tree; classes stand below ``$defs``, each once. Defaults are the classes';
    those of secrets are left out.

    Raises:
        StoreError: Pydantic can't make anything of a class.
    """
    if not isinstance(rules, SchemaRules):
        return {"$schema": DIALECT, "type": "object"}
    roots = [Any if is_untyped(rules.schema) else rules.schema, *rules.narrower]
    inputs: list[Any] = [(number, "validation", core_schema_of(root)) for number, root in enumerate(roots)]
    made, named = JsonForms().generate_definitions(inputs)
    definitions = {str(name): definition for name, definition in named.items()}
    by_class = {id(root): made[number, "validation"] for number, root in enumerate(roots)}
    placing = _Placing(definitions)
    whole = placing.opened(by_class[id(roots[0])])
    for path in sorted(rules.governing, key=len):  # what governs a node decides what stands below it
        whole = placing.placed(whole, path, by_class[id(rules.governing[path])])
    hiding = Hiding(definitions)
    used = {name: hiding.hidden(definitions[name]) for name in _used(whole, definitions)}
    whole = hiding.hidden(whole)
    typed = {} if "type" in whole else {"type": "object"}
    finished: Json = json_data({"$schema": DIALECT, **typed, **whole, **({"$defs": used} if used else {})})
    return finished


class _Placing:
    """Puts the schema of a class at a path; what is on the way is opened there and nowhere else."""

    __slots__ = ("_definitions",)

    def __init__(self, definitions: Mapping[str, Json]) -> None:
        self._definitions: Final = definitions

    def opened(self, node: Json) -> Json:
        """``node`` with what it refers to in its own place."""
        while "$ref" in node:
            others = {key: value for key, value in node.items() if key != "$ref"}
            node = {**self._definitions[_name(node["$ref"])], **others}
        return node

    def placed(self, node: Json, path: KeyPath, put: Json) -> Json:
        """``node`` with ``put`` at ``path`` below it; itself where nothing can stand there."""
        if not path:
            return _replaced(node, put)
        node = self.opened(node)
        for word in _UNIONS:
            if word in node:
                members = [self.placed(one, path, put) if self._takes(one, path[0]) else one for one in node[word]]
                return {**node, word: members}
        if node.get("type", "object") != "object":
            return node
        key, others = str(path[0]), node.get("additionalProperties")
        properties = node.get("properties", {})
        below = properties.get(key, others if isinstance(others, dict) else {})
        return {**node, "properties": {**properties, key: self.placed(below, path[1:], put)}}

    def _takes(self, node: Json, key: Key) -> bool:
        """Whether a key may stand in what ``node`` describes."""
        node = self.opened(node)
        if any(word in node for word in _UNIONS):
            return any(self._takes(one, key) for word in _UNIONS for one in node.get(word, ()))
        is_mapping = node.get("type") == "object"
        return is_mapping and (str(key) in node.get("properties", {}) or node.get("additionalProperties") is not False)


def _replaced(node: Json, put: Json) -> Json:
    """``put`` in the place of ``node``, with what that says of the key; null is taken where it was before."""
    kept: Json = {word: node[word] for word in _KEPT if word in node}
    is_optional = any(_NULL in node.get(word, ()) for word in _UNIONS)
    return {"anyOf": [put, _NULL], **kept} if is_optional else {**put, **kept}


def _used(node: Any, definitions: Mapping[str, Json]) -> list[str]:
    """The definitions that ``node`` needs, also for each other, in their order."""
    used: set[str] = set()
    waiting = [node]
    while waiting:
        names = set(_references(waiting.pop())) - used
        used |= names
        waiting += (definitions[name] for name in names)
    return [name for name in definitions if name in used]


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield _name(node["$ref"])
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]
