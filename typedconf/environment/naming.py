"""The parts of a variable's name go in, the group or the path in the tree that they mean comes out.

A part is the key that is spelled exactly so, else the one that is so but for the case, else but for the case and
``-`` in the place of ``_``, which no shell has in a name. All spellings of a key count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.environment.reading import SEPARATOR
from typedconf.errors import OverrideError, Problem, nearest_name
from typedconf.trees import ABSENT, MISSING, MOST_NESTED, NO_RULES, find, format_key, format_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from typedconf.environment.reading import Variable
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import Key, KeyPath, Rules, Tree

    Names = Callable[[str], Iterable[str]]

_LONGEST_INDEX: Final = 20  # digits; no list is as long


def _folded(name: str) -> str:
    return name.casefold().replace("-", "_")


_FOLDS: Final[tuple[Callable[[str], str], ...]] = (str, str.casefold, _folded)


class Spellings:
    """Names that a part may mean, by how it may be spelled."""

    __slots__ = ("_tables", "names")

    def __init__(self, spellings: Mapping[str, str]) -> None:
        """``spellings`` maps each to the name that it is one of."""
        self.names: Final = tuple(dict.fromkeys(spellings.values()))
        self._tables: Final[tuple[dict[str, dict[str, None]], ...]] = tuple({} for _ in _FOLDS)
        for fold, table in zip(_FOLDS, self._tables, strict=True):
            for spelling, name in spellings.items():
                table.setdefault(fold(spelling), {})[name] = None

    def meant(self, part: str) -> tuple[str, ...]:
        """The names that ``part`` may mean: one, none, or several that only their case tells apart."""
        for fold, table in zip(_FOLDS, self._tables, strict=True):
            if found := table.get(fold(part)):
                return tuple(found)
        return ()


class Groups:
    """The config groups, by the names of variables. ``names`` lists a group: options, and sub-groups with ``/``."""

    __slots__ = ("_kept", "_names")

    def __init__(self, names: Names) -> None:
        self._names: Final = names
        self._kept: Final[dict[str, Spellings]] = {}

    def find(self, variable: Variable) -> str | None:
        """The group that ``variable`` names, as overrides write it.

        Raises:
            OverrideError: there are several, which only their case tells apart.
        """
        group = ""
        if len(variable.keys) > MOST_NESTED:
            return None
        for part in variable.keys:
            found = self.below(group).meant(part) if part else ()
            if not found:
                return None
            group = f"{group}/{_only(variable, found)}" if group else _only(variable, found)
        return group

    def below(self, group: str) -> Spellings:
        """The sub-groups of ``group``; of the empty one, all groups at the top."""
        known = self._kept.get(group)
        if known is None:
            found = [name.removesuffix("/") for name in self._names(group) if name.endswith("/")]
            if not group and "hydra" not in found:
                found.append("hydra")  # our own, which no folder holds
            known = self._kept[group] = Spellings(dict(zip(found, found, strict=True)))
        return known


class Named(NamedTuple):
    """The path that a variable means, each key as a text, and whether its last keys are new to an open node."""

    path: KeyPath
    is_new: bool


class Stranger(NamedTuple):
    """That a variable means nothing, and the name that comes nearest."""

    nearest: str | None


class _Node(NamedTuple):
    """A node of the tree: the keys that there are, how many items it has if it is a list, what else it takes."""

    keys: Spellings
    length: int | None
    is_open: bool


class Keys:
    """The keys of one tree and its schema, by the names of variables."""

    __slots__ = ("_groups", "_nodes", "_rules", "_schema", "_tree")

    def __init__(self, rules: Rules, tree: Tree, groups: Groups) -> None:
        """``groups`` are named to who misspells one."""
        self._rules: Final = rules
        self._schema: Final[SchemaRules | None] = None if rules is NO_RULES else rules  # type: ignore[assignment]  # there are no others
        self._tree: Final = tree
        self._groups: Final = groups
        self._nodes: Final[dict[KeyPath, _Node]] = {}

    def find(self, variable: Variable, *, seeks_nearest: bool = True) -> Named | Stranger:
        """What ``variable`` means; ``seeks_nearest``: of one that means nothing, the nearest name too.

        Raises:
            OverrideError: there are several such keys, which only their case tells apart, or no such item.
        """
        path: KeyPath = ()
        is_new = False
        if len(variable.keys) > MOST_NESTED:
            return Stranger(None)
        for part in variable.keys:
            node = self._node(path)
            found = node.keys.meant(part) if part else ()
            if found:
                key = _only(variable, found)
            elif node.length is not None and _is_index(part):
                key = _item(variable, part, path, node.length)
            elif part and node.is_open:
                key, is_new = part.lower(), True
            else:
                return Stranger(self._nearest(variable, path) if seeks_nearest else None)
            path = (*path, key)
        return Named(path, is_new)

    def _node(self, path: KeyPath) -> _Node:
        known = self._nodes.get(path)
        if known is None:
            known = self._nodes[path] = self._look(path)
        return known

    def _look(self, path: KeyPath) -> _Node:
        node = find(self._tree, path)
        if node is ABSENT:
            node = self._rules.default(path)
        return _Node(self._spellings(path, node), self._length(path, node), is_open=self._is_open(path, node))

    def _spellings(self, path: KeyPath, node: Tree) -> Spellings:
        """The keys that ``node`` has, and those that its schema declares."""
        found = {text: text for text in map(_as_text, node)} if isinstance(node, dict) else {}
        if self._schema is not None:
            for facts in self._schema.classes_at(path):
                found.update((spelling, self._schema.key(path, spelling)) for spelling in facts.keys)
        return Spellings(found)

    def _length(self, path: KeyPath, node: Tree) -> int | None:
        """How many items the list at ``path`` has; none where the schema alone says that there is one."""
        if isinstance(node, list) or self._schema is None:
            return len(node) if isinstance(node, list) else None
        from typedconf.schema.annotations import container_name  # noqa: PLC0415  Pydantic comes only with a schema

        types = self._schema.types_at(path)
        is_list = any(container_name(member.annotation) in ("list", "tuple") for member in types)
        return 0 if is_list and not isinstance(node, dict) else None

    def _is_open(self, path: KeyPath, node: Tree) -> bool:
        """Whether keys that nobody declares may be added: at the root they are what a cluster injects."""
        schema = self._schema
        is_there = node is not ABSENT and node is not None and not (isinstance(node, str) and node == MISSING)
        if schema is None or not path or (is_there and not isinstance(node, dict)):
            return False
        return any(self._takes_keys(member.annotation, path) for member in schema.types_at(path))

    def _takes_keys(self, annotation: Any, path: KeyPath) -> bool:
        from typedconf.schema.annotations import container_name  # noqa: PLC0415  as _length
        from typedconf.schema.rules import is_untyped  # noqa: PLC0415  as _length

        schema: SchemaRules = self._schema  # type: ignore[assignment]  # only asked where there is one
        facts = schema.facts_of(annotation)
        if facts is not None:
            return facts.extra == "allow"
        if container_name(annotation) == "dict":
            return True
        # what a schema leaves untyped is open, but not the rest of a tree that has schemas in a few places
        above = (member for length in range(len(path)) for member in schema.types_at(path[:length]))
        return is_untyped(annotation) and any(not is_untyped(member.annotation) for member in above)

    def _nearest(self, variable: Variable, path: KeyPath) -> str | None:
        """The name of a variable that means something, and is most like this one from ``path`` on."""
        near = nearest_name(SEPARATOR.join(variable.keys[len(path) :]), self._candidates(path))
        return None if near is None else variable.spelled((*path, near))

    def _candidates(self, path: KeyPath) -> Iterator[str]:
        """The keys and groups at ``path`` and one level below, where one ``_`` too few may have led."""
        group = "/".join(path)
        here = self._names_at(path, group)
        yield from here
        for name in here:
            below = self._names_at((*path, name), f"{group}/{name}" if group else name)
            yield from (f"{name}{SEPARATOR}{key}" for key in below)

    def _names_at(self, path: KeyPath, group: str) -> tuple[str, ...]:
        """The keys and groups at ``path``; without defaults, for which factories of the user's would run."""
        return (*self._spellings(path, find(self._tree, path)).names, *self._groups.below(group).names)


def _only(variable: Variable, found: tuple[str, ...]) -> str:
    if len(found) > 1:
        message = f"{variable.name} may mean {' or '.join(found)}; spell the one that is meant as it is"
        raise OverrideError(Problem(message, origin=variable.origin))
    return found[0]


def _item(variable: Variable, part: str, path: KeyPath, length: int) -> str:
    """The position that ``part`` means, from the end where it is negative."""
    index = int(part) if len(part) <= _LONGEST_INDEX else length
    if not -length <= index < length:
        key = format_path(path)
        whole = variable.spelled(path)
        message = f"{variable.name}: no item {part} in {key}, a list of {length}; {whole} sets the whole list"
        raise OverrideError(Problem(message, key, origin=variable.origin))
    return str(index % length)


def _is_index(part: str) -> bool:
    return part.isascii() and part.removeprefix("-").isdigit()


def _as_text(key: Key) -> str:
    return key if isinstance(key, str) else format_key(key)
