"""How much a resolution has put together: what keeps texts and trees that refer to each other finite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typedconf.trees import MOST_NESTED

if TYPE_CHECKING:
    from typedconf.trees import KeyPath, Tree

MOST_TEXT: Final = 10_000_000  # characters, of all texts that one resolution puts together
MOST_GROWN: Final = 1_000_000  # nodes that references to containers may add; the same as for YAML's aliases
TOO_MUCH_TEXT: Final = f"more than {MOST_TEXT:,} characters of resolved text"
TOO_MUCH_GROWN: Final = f"references to containers add more than {MOST_GROWN:,} nodes"
TOO_DEEP: Final = f"nested more than {MOST_NESTED} levels deep"


class Growth:
    """What has been counted so far. Each method gives the bound that is broken now, or None."""

    __slots__ = ("_grown", "_holders", "_measured", "text")

    def __init__(self) -> None:
        self.text = 0  # characters
        self._grown = 0
        self._holders: set[KeyPath] = set()
        self._measured: dict[int, tuple[Tree, int, int]] = {}  # keeps its containers, so that no id comes twice

    def add_text(self, text: str) -> str | None:
        """Counts a text that was put together."""
        self.text += len(text)
        return TOO_MUCH_TEXT if self.text > MOST_TEXT else None

    def add_tree(self, value: Tree, holder: KeyPath) -> str | None:
        """Counts, once, a container that the tree holds at ``holder`` too, by reference or call."""
        if holder in self._holders:
            return None
        self._holders.add(holder)
        nodes, depth = self._measure(value)
        self._grown += nodes
        if self._grown > MOST_GROWN:
            return TOO_MUCH_GROWN
        return TOO_DEEP if depth + len(holder) > MOST_NESTED else None

    def _measure(self, value: Tree) -> tuple[int, int]:
        """How many nodes are below ``value``, counted as often as they appear, and how deep they nest."""
        known = self._measured.get(id(value))
        if known is not None:
            return known[1], known[2]
        nodes, depth = len(value), 0
        for child in value.values() if type(value) is dict else value:
            if type(child) is dict or type(child) is list:
                below, deep = self._measure(child)
                nodes += below
                depth = max(depth, deep)
        self._measured[id(value)] = value, nodes, depth + 1
        return nodes, depth + 1
