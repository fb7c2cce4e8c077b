"""The nodes that are being built, outermost first: one that is met again needs itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf.config import Config, ConfigList
from typedconf.errors import InterpolationCycle, Problem
from typedconf.trees import format_path

if TYPE_CHECKING:
    from collections.abc import Hashable


def mark_of(value: Any) -> Hashable:
    """What tells a node from all others that are being built: a view by its place, an object by being itself.

    Objects hold no references, but each other.
    """
    kind = type(value)
    if kind is Config or kind is ConfigList:  # a view knows where its node really stands
        resolution, path, _, _ = value._place  # noqa: SLF001  the place is there for who must know it
        return id(resolution), path
    return id(value)


class Chain(dict["Hashable", None]):
    """The marks of the nodes around the one that is built."""

    __slots__ = ()

    def enter(self, mark: Hashable) -> None:
        """Adds a node; whoever adds it takes it out again.

        Raises:
            InterpolationCycle: it is in the chain already.
        """
        if mark in self:
            marks = list(self)
            names = [_name_of(place) for place in (*marks[marks.index(mark) :], mark)]
            raise InterpolationCycle(Problem(f"this needs itself to be built: {' → '.join(names)}", key=names[0]))
        self[mark] = None


def _name_of(mark: Any) -> str:
    """The key of a view; of an object, which stands nowhere, that it is one."""
    return format_path(mark[1]) or "the root" if isinstance(mark, tuple) else "an object"
