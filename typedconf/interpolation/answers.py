"""What evaluation hands around: where a reference leads, where it ends early, and what an interpolation has read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from typedconf.errors import InterpolationError, MissingValue, Problem
from typedconf.trees import format_path

if TYPE_CHECKING:
    from typedconf.errors import ConfigError
    from typedconf.trees import Key, KeyPath, Tree

Reason: TypeAlias = Literal["absent", "missing", "scalar", "position"]


class Located(NamedTuple):
    """The node that a reference leads to, where it really stands; interpolations below ``node`` are as written."""

    path: KeyPath
    node: Tree


class Edges(NamedTuple):
    """What one interpolated node read itself: the keys, in order of reading, and the names of the resolvers it ran."""

    keys: tuple[KeyPath, ...]
    resolvers: tuple[str, ...]


class DeadEnd:
    """A path that leads nowhere: ``key`` is not to be had from ``node``, which stands at ``path``.

    Of a missing value, ``path`` is its own and ``key`` None.
    """

    __slots__ = ("key", "node", "path", "reason")

    def __init__(self, reason: Reason, path: KeyPath, node: Tree, key: Key = None) -> None:
        self.reason: Final = reason
        self.path: Final = path
        self.node: Final = node
        self.key: Final = key


class Failure:
    """The remembered outcome of an evaluation that raised."""

    __slots__ = ("error",)

    def __init__(self, error: ConfigError) -> None:
        self.error: Final = error


class MissingReference(InterpolationError, MissingValue):
    """An interpolation refers to a value that is still ``???``."""


def lacking_value(path: KeyPath, root: Tree) -> Problem:
    """The problem of a value that is still ``???``, with the override that would set it."""
    key = format_path(path, root)
    return Problem("missing (???)", key=key, suggestion=f"{key}=…")
