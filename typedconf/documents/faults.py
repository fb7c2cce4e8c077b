"""The index of a text -> what is wrong with the keys of its mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.documents.lines import clip
from typedconf.documents.scalars import MERGE
from typedconf.errors import Origin, Problem
from typedconf.trees import format_key, format_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typedconf.documents.places import Node
    from typedconf.trees import KeyPath

_MOST_PROBLEMS: Final = 100  # nobody reads more at a time


def find_faults(root: Node, file: str, lines: Sequence[str]) -> list[Problem]:
    """Keys that are twins, null, or no scalars, and merge keys that merge nothing: the first hundred of the text.

    Twins are equal and of one type: ``1`` and ``0x1``, but not ``1`` and ``1.0``, of which the later wins (as in
    Python, and in the reference).
    """
    problems: list[Problem] = []
    seen: set[int] = set()
    stack: list[tuple[KeyPath, Node]] = [((), root)]
    while stack and len(problems) < _MOST_PROBLEMS:
        path, node = stack.pop()
        if id(node) in seen:  # an alias: what is wrong there was said where it is written
            continue
        seen.add(id(node))
        for key, message, at in _faults_of(node):
            where = (*path, key.value) if key is not None and key.is_scalar and key.value is not None else path
            problems.append(_problem(message, where, at, file, lines))
        below: list[tuple[KeyPath, Node]] = []
        if node.items is not None:
            below = [((*path, index), item) for index, item in enumerate(node.items)]
        elif node.pairs is not None:
            below = [((*path, _name(key)), value) for key, value in node.pairs]
        stack.extend(entry for entry in reversed(below) if not entry[1].is_scalar)
    return problems[:_MOST_PROBLEMS]


def _name(key: Node) -> Any:
    return key.value if key.value is not MERGE else "<<"


def _faults_of(node: Node) -> Iterator[tuple[Node | None, str, Node]]:
    """(the key or None, what is wrong, where) of one list or mapping."""
    misplaced = "'<<' merges mappings as a key, and is no value; quote it to mean the text"
    for item in node.items or ():
        if item.value is MERGE:
            yield None, misplaced, item
    first: dict[tuple[type, Any], Node] = {}
    for key, value in node.pairs or ():
        if value.value is MERGE:
            yield None, misplaced, value
        if not key.is_scalar:
            yield None, f"a {'list' if key.items is not None else 'mapping'} cannot be a key", key
        elif key.value is None:
            yield None, "null cannot be a key; quote it to mean the text" if key.raw else "a key is missing here", key
        elif key.value is MERGE:
            if any(source.pairs is None for source in (value.items if value.items is not None else (value,))):
                yield None, "'<<' takes a mapping or a list of mappings", value
        else:
            twin = first.setdefault((type(key.value), key.value), key)
            if twin is not key:
                yield key, f"the key {_written(key)} stands at {twin.line}:{twin.column} already", key


def _written(key: Node) -> str:
    return key.raw or repr(format_key(key.value))


def _problem(message: str, path: KeyPath, at: Node, file: str, lines: Sequence[str]) -> Problem:
    origin = Origin("file", file, at.line, at.column)
    excerpt = clip(lines[at.line - 1]) if at.line <= len(lines) else None
    text = format_path(tuple("<<" if key is MERGE else key for key in path))
    return Problem(message, text, origin=origin, excerpt=excerpt, span=max(len(at.raw or ""), 1))
