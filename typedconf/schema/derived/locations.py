"""The location of an error of Pydantic's goes in; its place in the tree comes out, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.schema.derived.forms import (
    CLASSES,
    FIELDS,
    INWARD,
    ITEMS,
    MAPPINGS,
    UNMARKED,
    is_by_mark,
    named_fields,
    spellings_of,
)
from typedconf.trees import ABSENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typedconf.schema.derived.forms import Core
    from typedconf.trees import Key, KeyPath, Tree


class Choice(NamedTuple):
    """That an error lies in one choice of a union which stands at a place; ``tagged`` where the tag chose it.

    ``names`` are those of the classes among all choices, None for what is no class.
    """

    path: KeyPath
    number: int
    tagged: bool
    names: tuple[str | None, ...] = ()


class Place(NamedTuple):
    """Where an error of Pydantic's lies in the tree, exactly.

    ``owner`` is the class and the name of the innermost field around it, ``inner`` the keys between that field and the
    error. ``tag`` is the key of the discriminator, where the error is one of a union's tag.
    """

    path: KeyPath
    owner: tuple[type, str] | None
    inner: KeyPath
    choices: tuple[Choice, ...]
    governing: type | None
    tag: str | None
    at_key: bool


class Locator:
    """Follows one location through the derived schema and the tree at once."""

    __slots__ = (
        "_as_written",
        "_at_key",
        "_choices",
        "_definitions",
        "_governing",
        "_inner",
        "_known",
        "_owner",
        "_path",
        "_rest",
        "_tree",
    )

    def __init__(self, definitions: Mapping[str, Core], tree: Tree, known: dict[int, Any], *, as_written: bool) -> None:
        """``known`` is what former locations found out of the schema's nodes, by their ids; it is filled here."""
        self._as_written: Final = as_written
        self._definitions: Final = definitions
        self._known: Final = known
        self._tree = tree
        self._path: list[Key] = []
        self._inner: list[Key] = []
        self._owner: tuple[type, str] | None = None
        self._governing: type | None = None
        self._choices: list[Choice] = []
        self._rest: list[int | str] = []
        self._at_key = False

    def locate(self, core: Core, loc: tuple[int | str, ...]) -> Place:
        """The place that ``loc`` means, from the root of ``core`` on."""
        self._rest = list(reversed(loc))
        node: Core | None = self._inward(core)
        while self._rest and node is not None:
            below = self._step(node)
            node = None if below is None else self._inward(below)
        while self._rest:  # below something that the schema doesn't describe
            self._take(self._rest.pop())
        tag = node.get("discriminator") if node is not None and node["type"] == "tagged-union" else None
        return Place(
            tuple(self._path),
            self._owner,
            tuple(self._inner),
            tuple(self._choices),
            self._governing,
            tag if isinstance(tag, str) else None,
            self._at_key,
        )

    def _inward(self, node: Core) -> Core:
        """The form that takes the next part of the location."""
        while True:
            form = node["type"]
            if form in ("model", "dataclass", "typed-dict"):
                self._governing = node.get("cls")
            if form == "definition-ref":
                node = self._definitions[node["schema_ref"]]
            elif form == "chain":
                node = node["steps"][0]
            elif INWARD.get(form) in node:
                node = node[INWARD[form]]
            else:
                return node

    def _step(self, node: Core) -> Core | None:
        form = node["type"]
        part = self._rest.pop()
        if form == "union":
            return self._choose(node["choices"], part)
        if is_by_mark(node):
            return node["choices"].get(part)  # type: ignore[no-any-return]
        if form == "tagged-union":
            return self._choose_tagged(node["choices"], part)
        if form in FIELDS:
            return self._field(node, part)
        self._take(part)
        if form in ITEMS:
            return node.get("items_schema")
        if form == "tuple" and isinstance(part, int):
            items = node["items_schema"]
            return items[min(part, len(items) - 1)] if items else None
        if form in MAPPINGS:
            return self._mapping_value(node)
        return None

    def _choose(self, choices: list[Any], label: int | str) -> Core | None:
        if not str(label).isdecimal() or int(label) >= len(choices):
            return None
        names = self._known.get(id(choices))
        if names is None:
            names = self._known[id(choices)] = tuple(self._name_of(choice[0]) for choice in choices)
        self._choices.append(Choice(tuple(self._path), int(label), tagged=False, names=names))
        chosen: Core = choices[int(label)][0]
        return chosen

    def _name_of(self, node: Core) -> str | None:
        """The name of the class that a choice builds, if it builds one."""
        while "cls" not in node or node["type"] not in ("model", "dataclass", "typed-dict"):
            if node["type"] == "definition-ref":
                node = self._definitions[node["schema_ref"]]
            elif INWARD.get(node["type"]) in node:
                node = node[INWARD[node["type"]]]
            elif is_by_mark(node):
                node = node["choices"][UNMARKED]
            else:
                return None
        return str(node["cls"].__name__)

    def _choose_tagged(self, choices: Mapping[Any, Any], tag: int | str) -> Core | None:
        for number, (name, chosen) in enumerate(choices.items()):
            if str(getattr(name, "value", name)) == str(tag):
                self._choices.append(Choice(tuple(self._path), number, tagged=True))
                return chosen if isinstance(chosen, dict) else choices.get(chosen)
        return None

    def _field(self, node: Core, part: int | str) -> Core | None:
        """A key of a class: the spelling that the tree has, where the location names another of the same field."""
        fields = list(named_fields(node))
        if isinstance(part, int) and node["type"] not in CLASSES and part < len(fields):  # given as a list
            self._take(part)
            return fields[part][1]["schema"]  # type: ignore[no-any-return]
        is_last = self._as_written and not self._rest
        found = None if is_last else self._spelt(node, fields).get(part)
        if found is None:
            self._take(part)
            return node.get("extras_schema")
        name, field = found
        spellings = list(spellings_of(name, field))
        present = [key for key in spellings if isinstance(self._tree, dict) and key in self._tree]
        if self._governing is not None and node["type"] in CLASSES:
            self._owner = (self._governing, name)
        self._take(present[0] if present else spellings[0])
        if node["type"] in CLASSES:
            self._inner = []
        field_schema: Core = field["schema"]
        return field_schema

    def _spelt(self, node: Core, fields: list[tuple[str, Core]]) -> Mapping[Any, tuple[str, Core]]:
        """The fields of a class by each of their spellings, the first of two fields that share one."""
        known = self._known.get(id(node))
        if known is None:
            known = {key: (name, field) for name, field in reversed(fields) for key in spellings_of(name, field)}
            self._known[id(node)] = known
        return known

    def _mapping_value(self, node: Core) -> Core | None:
        """The value under a key, unless the location ends in the mark of the key itself."""
        if self._rest == ["[key]"] and not (isinstance(self._tree, dict) and "[key]" in self._tree):
            self._rest.clear()
            self._at_key = True
            return node.get("keys_schema")
        return node.get("values_schema")

    def _take(self, part: Key) -> None:
        """One step down the tree, by its own key: Pydantic writes keys that are no texts or ints as text."""
        if isinstance(self._tree, dict):
            is_own = part in self._tree
            if not is_own or type(part) is not str:  # 1 may stand for true, and a text for whatever is written so
                part = next((key for key in self._tree if key == part or (not is_own and str(key) == part)), part)
            self._tree = self._tree.get(part, ABSENT)
        elif isinstance(self._tree, list) and isinstance(part, int) and part < len(self._tree):
            self._tree = self._tree[part]
        else:
            self._tree = ABSENT
        self._path.append(part)
        self._inner.append(part)
