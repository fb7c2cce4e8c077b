"""Marks on a tree: a mapping that carries the class which governs it, for the derived schema to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from typedconf.trees import ABSENT, list_index, real_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from typedconf.trees import Key, KeyPath, Tree

_T = TypeVar("_T")


class Mark:
    """The class that governs one mapping, and whether the derived schema has seen it. Copies of it are itself."""

    __slots__ = ("schema", "used")

    def __init__(self, schema: Any) -> None:
        self.schema: Final = schema
        self.used = False

    def __deepcopy__(self, memo: object) -> Mark:
        return self


class Spine(dict[Any, Any]):
    """A mapping on the way to a mark, so that what is untyped around it need not be searched for marks."""

    __slots__ = ()


class Items(list[Any]):
    """A list on the way to a mark."""

    __slots__ = ()


class Governed(Spine):
    """A mapping with its mark. What the usual ways of copying a mapping make of it keeps the mark."""

    __slots__ = ("mark",)

    def __init__(self, items: Mapping[Key, Tree], mark: Mark) -> None:
        super().__init__(items)
        self.mark: Final = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Governed, (dict(self), self.mark)

    def copy(self) -> Governed:
        """As a dict's, which would lose the mark."""
        return Governed(self, self.mark)

    __copy__ = copy

    def __or__(self, other: Any) -> Any:
        merged = super().__or__(other)
        return merged if merged is NotImplemented else Governed(merged, self.mark)


MAPPINGS: Final = (dict, Spine, Governed)  # the types of what a tree with marks consists of
LISTS: Final = (list, Items)


def marked(tree: Tree, governing: Iterable[tuple[KeyPath, Any]]) -> Tree:
    """A copy of the spine of ``tree`` with a mark at each path of ``governing`` where a mapping stands; else as it is.

    What lies beside the spine is shared with ``tree``.
    """
    below: dict[Key, list[tuple[KeyPath, Any]]] = {}
    mark: Mark | None = None
    for path, schema in governing:
        if path:
            below.setdefault(path[0], []).append((path[1:], schema))
        else:
            mark = Mark(schema)
    if isinstance(tree, dict):
        changed = {key: child for key, child in _children(tree, below) if child is not tree[key]}
        if mark is not None:
            return Governed({**tree, **changed}, mark)
        return Spine({**tree, **changed}) if changed else tree
    if isinstance(tree, list):
        changed = {key: child for key, child in _children(tree, below) if child is not tree[key]}
        return Items(changed.get(index, child) for index, child in enumerate(tree)) if changed else tree
    return tree


def _children(tree: Any, below: Mapping[Key, list[tuple[KeyPath, Any]]]) -> Iterator[tuple[Key, Tree]]:
    """The marked children of a mapping or list, by its own keys."""
    for key, governing in below.items():
        real = real_key(tree, key) if isinstance(tree, dict) else _position(tree, key)
        if real is not ABSENT:
            yield real, marked(tree[real], governing)


def _position(items: list[Tree], key: Key) -> Key:
    index = list_index(items, key)
    return ABSENT if index is None else index


def without(value: dict[_T, Any], keys: Collection[Any]) -> dict[_T, Any]:
    """A copy of ``value`` that lacks ``keys``, with its mark if it has one."""
    rest = {key: item for key, item in value.items() if key not in keys}
    return Governed(rest, value.mark) if isinstance(value, Governed) else rest


def marks_in(tree: Tree, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Mark]]:
    """The marks in a tree that was ``marked``, with their paths, from above."""
    if isinstance(tree, Governed):
        yield path, tree.mark
    if isinstance(tree, (Spine, Items)):
        for key, child in tree.items() if isinstance(tree, Spine) else enumerate(tree):
            yield from marks_in(child, (*path, key))
