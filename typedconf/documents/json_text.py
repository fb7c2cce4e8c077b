"""JSON text -> a plain tree, and the index of its nodes.

The standard library reads the values; the scanner here knows where each of them stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from typedconf.documents.faults import find_faults
from typedconf.documents.lines import excerpt_at, line_starts, place_of, split_lines
from typedconf.documents.places import Node
from typedconf.documents.scalars import MOST_DIGITS
from typedconf.errors import BoundExceeded, DocumentError, Origin, Problem
from typedconf.trees import MOST_NESTED, Tree

# The tokens that matter here, of a text that may yet turn out to be no JSON: an unclosed string runs to the end.
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\(?:.|\Z))*+"?|[\[\]{}:]|[^\s"\[\]{}:,]+', re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def read_json(text: str, file: str) -> Tree:
    """The tree of ``text``.

    Raises:
        DocumentError: where it is no strict JSON (NaN and Infinity are none), a key stands twice in one object, or an
            escape is half of a character.
        BoundExceeded: where it is nested too deep.
    """
    import json  # noqa: PLC0415  most configs are YAML

    _check_nesting(text, file)
    odd: list[str] = []

    def mapping(pairs: list[tuple[str, Tree]]) -> dict[str, Tree]:
        made = dict(pairs)
        if len(made) != len(pairs):
            odd.append("a twin")
        return made

    try:
        tree = json.loads(text, object_pairs_hook=mapping, parse_constant=odd.append, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise DocumentError(_problem(_MESSAGES.get(error.msg, error.msg.lower()), text, file, error.pos)) from error
    if odd or "\\u" in text:
        _refuse_oddities(text, file)
    return tree


_MESSAGES: Final = {
    "Expecting value": "no value",
    "Extra data": "text behind the end of the document",
    "Expecting property name enclosed in double quotes": "no key in double quotes",
    "Illegal trailing comma before end of object": "a comma before the closing brace",
    "Illegal trailing comma before end of array": "a comma before the closing bracket",
    "Expecting ':' delimiter": "no ':' behind the key",
    "Expecting ',' delimiter": "no comma, or no closing bracket",
    "Unterminated string starting at": "no closing quote",
    "Invalid control character at": "a control character in a string",
    "Invalid \\escape": "no such escape",
}


def _integer(digits: str) -> int | str:
    """The number, or the text of one that Python takes too long to convert."""
    if len(digits) > MOST_DIGITS:
        return digits
    try:
        return int(digits)
    except ValueError:  # this interpreter has a lower limit
        return digits


def _check_nesting(text: str, file: str) -> None:
    depth = 0
    for token in _TOKEN.finditer(text):
        char = text[token.start()]
        if char in "[{":
            depth += 1
            if depth > MOST_NESTED:
                message = f"nested more than {MOST_NESTED} levels deep"
                raise BoundExceeded(_problem(message, text, file, token.start()))
        elif char in "]}":
            depth -= 1


def _problem(message: str, text: str, file: str, position: int) -> Problem:
    line, column = place_of(text, position)
    return Problem(message, origin=Origin("file", file, line, column), excerpt=excerpt_at(text, line))


def _refuse_oddities(text: str, file: str) -> None:
    """Raises for what the standard library reads and we don't, at its place."""
    root = index_json(text)
    lines = split_lines(text)
    problems = find_faults(root, file, lines)
    for token in _TOKEN.finditer(text):
        if token[0] in {"NaN", "Infinity", "-Infinity"}:
            problems.append(_problem(f"{token[0]} is no JSON; a YAML file can hold it", text, file, token.start()))
        elif token[0][0] == '"' and "\\u" in token[0] and _SURROGATE.search(_unquoted(token[0])):
            problems.append(_problem("an escape that is half of a character", text, file, token.start()))
        if len(problems) >= _MOST_PROBLEMS:
            break
    if problems:
        raise DocumentError(*problems)


_MOST_PROBLEMS: Final = 20  # each looks for its line in the text


def _unquoted(token: str) -> str:
    import json  # noqa: PLC0415  most configs are YAML

    text: str = json.loads(token, strict=False)
    return text


# -- places -----------------------------------------------------------------------------------------------------


def index_json(text: str) -> Node:
    """The root of the nodes of ``text``, which has been read as a tree before."""
    starts = line_starts(text)
    stack: list[tuple[Node, Node | None]] = []
    for token in _TOKEN.finditer(text):
        position = token.start()
        char = text[position]
        if char == ":":
            continue
        if char in "]}":
            node, _ = stack.pop()
        else:
            line = bisect_right(starts, position)
            node = _node(token[0], line, position - starts[line - 1] + 1)
            if char in "[{":
                stack.append((node, None))
                continue
        if not stack:
            return node
        stack[-1] = _added(*stack[-1], node)
    raise AssertionError("no end of a JSON text that was read")


def _node(token: str, line: int, column: int) -> Node:
    if token[0] == '"':
        text = _unquoted(token)
        return Node(line, column, raw=text, value=text)
    if token[0] not in "[{":
        return Node(line, column, raw=token, value=token)
    node = Node(line, column)
    if token[0] == "[":
        node.items = []
    else:
        node.pairs = []
    return node


def _added(parent: Node, key: Node | None, child: Node) -> tuple[Node, Node | None]:
    """``parent`` and the key whose value comes next, once ``child`` has been read."""
    if parent.items is not None:
        parent.items.append(child)
    elif key is None:
        return parent, child
    elif parent.pairs is not None:
        parent.pairs.append((key, child))
    return parent, None
