"""A text and a path into its tree -> where the value there was written, and its characters.

An index of nodes is built from a second reading of the text, when somebody first asks: reports do, composing doesn't.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.documents.scalars import MERGE
from typedconf.trees import ABSENT, list_index, real_key

if TYPE_CHECKING:
    from typedconf.trees import Key, KeyPath


class Node:
    """A scalar, list or mapping as written. ``line`` and ``column`` count from 1.

    ``raw`` is a scalar's characters, of a quoted one those between the quotes, with escapes undone; None of a list
    or mapping. ``value`` is what a scalar means. ``items`` are a list's, ``pairs`` a mapping's keys and values as they
    are written, so with twins and merge keys.
    """

    __slots__ = ("_children", "column", "items", "line", "pairs", "raw", "value")

    def __init__(self, line: int, column: int, *, raw: str | None = None, value: Any = None) -> None:
        self.line: Final = line
        self.column: Final = column
        self.raw: Final = raw
        self.value: Final = value
        self.items: list[Node] | None = None
        self.pairs: list[tuple[Node, Node]] | None = None
        self._children: dict[Key, Entry] | None = None

    @property
    def is_scalar(self) -> bool:
        """Whether this is neither a list nor a mapping."""
        return self.items is None and self.pairs is None

    def child(self, key: Key) -> Entry | None:
        """What stands under ``key``: of a mapping with the key's node, what merge keys bring included."""
        if self.items is not None:
            index = list_index(self.items, key)
            return None if index is None else Entry(None, self.items[index])
        children = self.children()
        real = real_key(children, key)
        return None if real is ABSENT else children[real]

    def children(self) -> dict[Key, Entry]:
        """A mapping's entries by key, as its tree has them. Made once."""
        if self._children is None:
            merged: dict[Key, Entry] = {}
            own: dict[Key, Entry] = {}
            for key, value in self.pairs or ():
                if key.value is MERGE:
                    for source in reversed(value.items) if value.items is not None else (value,):
                        merged.update(source.children())
                elif key.is_scalar:
                    own[key.value] = Entry(key, value)
            self._children = {**merged, **own}
        return self._children


class Entry(NamedTuple):
    """A value and, in a mapping, the key that it stands at."""

    key: Node | None
    value: Node


def find_entry(root: Node, path: KeyPath) -> Entry | None:
    """The entry at ``path``, or None where the text has nothing there."""
    entry = Entry(None, root)
    for key in path:
        below = entry.value.child(key)
        if below is None:
            return None
        entry = below
    return entry


def bare_root(scalar: Node) -> Node:
    """The root of a document that is one text and so means ``{text: null}``; of nothing, an empty mapping."""
    root = Node(scalar.line, scalar.column)
    root.pairs = [] if scalar.value is None else [(scalar, Node(scalar.line, scalar.column, raw=""))]
    return root
