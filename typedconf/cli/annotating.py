"""A tree and a comment for each leaf go in; YAML with these comments, which reads back as the tree, comes out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from typedconf.documents.yaml_index import index_yaml
from typedconf.rendering import to_yaml
from typedconf.reports import cells
from typedconf.trees import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typedconf.documents.places import Node
    from typedconf.trees import Tree

_WIDEST: Final = 44  # columns; comments stand in one column, but behind longer lines
_LONGEST: Final = 160  # characters of a comment
# What ends a line to a reader of YAML, who counts by it; some stand within quotes.
_LINES: Final = re.compile("[^\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029])")


def annotated_yaml(tree: Tree, comments: Iterable[str]) -> str:
    """``tree`` as ``to_yaml`` has it, each leaf followed by its comment where that is not empty.

    ``comments`` are in the order of ``walk``. A text of several lines has its comment behind the last.

    Raises:
        ConfigError: a text can't be written as YAML.
    """
    text = to_yaml(tree)
    root = index_yaml(text, "")
    lines = _LINES.findall(text)
    places = [] if root is None else _leaf_places(root, len(lines))
    noted = [
        # bytes are a block, in which a comment can stand behind its sign alone
        ((start if isinstance(leaf, bytes) else end) - 1, one_line(comment))
        for (start, end), (_, leaf), comment in zip(places, walk(tree), comments, strict=True)
        if comment
    ]
    widths = [cells(lines[number].rstrip("\n")) for number, _ in noted]
    column = max((width for width in widths if width <= _WIDEST), default=0)
    for (number, comment), width in zip(noted, widths, strict=True):
        lines[number] = lines[number].rstrip("\n") + " " * max(2, column + 2 - width) + f"# {comment}\n"
    return "".join(lines)


def one_line(text: str) -> str:
    """``text`` as it may stand in a comment: what would end the line, or is no character of YAML, as an escape."""
    text = without_controls(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def without_controls(text: str) -> str:
    """``text`` in one line, in which whatever a terminal would obey is an escape."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def _leaf_places(root: Node, last: int) -> list[tuple[int, int]]:
    """The lines on which each leaf begins and ends, which is the one before whatever begins next."""
    found: list[tuple[int, int]] = []
    begun: int | None = None  # the line of the leaf whose end is to come
    for line, is_leaf in (*_starts(root), (last + 1, False)):
        if begun is not None:
            found.append((begun, line - 1))
        begun = line if is_leaf else None
    return found


def _starts(node: Node) -> Iterator[tuple[int, bool]]:
    """The lines on which keys and values begin, in order, and whether a leaf does; each key before its value."""
    if node.pairs:
        for key, value in node.pairs:
            yield key.line, False
            yield from _starts(value)
    elif node.items:
        for item in node.items:
            yield from _starts(item)
    else:
        yield node.line, True
