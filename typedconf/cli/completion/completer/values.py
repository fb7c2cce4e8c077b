"""A value up to the cursor goes in; where in it the cursor stands comes out, and the files that it may name."""

from __future__ import annotations

import os

from .documents import names_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    Candidate: TypeAlias = tuple[str, str, bool]

_MOST_LISTED = 2000
_ADDING = ("append", "prepend", "remove")  # functions whose arguments are items of a list


class Place:
    """Where in a value the cursor stands.

    ``head`` is what stays, ``partial`` what is completed; ``below`` is where that lies, as a key writes it
    (``[].size``); ``is_key`` says that it is the key of a mapping, ``is_open`` that a bracket is. ``used`` are the
    items before it in the same list or sweep, the keys before it in the same mapping.
    """

    __slots__ = ("below", "head", "is_key", "is_open", "partial", "used")

    def __init__(self, head: str, partial: str, nodes: Sequence[_Node], *, has_key: bool) -> None:
        inner = nodes[-1]
        self.head = head
        self.partial = partial
        self.used = inner.items
        self.is_open = len(nodes) > 1
        self.is_key = inner.bracket == "{" and not has_key
        self.below = "".join(node.below for node in (nodes[:-1] if self.is_key else nodes))


class _Node:
    """A bracket that is open: what it adds to the key of what is in it, and the items or keys that were read."""

    __slots__ = ("below", "bracket", "items")

    def __init__(self, bracket: str, below: str) -> None:
        self.bracket = bracket
        self.below = below
        self.items: list[str] = []


def locate(text: str) -> Place:
    """Finds the place at the end of ``text``, a value as overrides write it: sweeps, lists, mappings, calls."""
    nodes = [_Node("", "")]
    start, quote, has_key = 0, "", False
    for position, char in enumerate(text):
        if quote or char in "'\"":
            quote = "" if char == quote else quote or char
            continue
        if char in "[{(":
            is_list = char == "[" or text[start:position].strip() in _ADDING
            nodes.append(_Node(char, "[]" if is_list else ""))
        elif char in "]})" and len(nodes) > 1:
            nodes.pop()
        elif char == ":" and nodes[-1].bracket == "{" and not has_key:
            nodes[-1].items.append(text[start:position].strip())
            nodes[-1].below = f".{nodes[-1].items[-1]}"
        elif char == ",":
            nodes[-1].items += [text[start:position].strip()] if nodes[-1].bracket != "{" else ()
        else:
            continue
        start, has_key = position + 1, char == ":" or (char in "]})" and nodes[-1].below.startswith("."))
    while text[start : start + 1] == " ":
        start += 1
    return Place(text[:start], text[start:], nodes, has_key=has_key)


def list_files(text: str, *, folders_alone: bool = False) -> Iterator[Candidate]:
    """The files and folders whose path begins with ``text``; hidden ones only where a dot was typed."""
    folder = text[: text.rfind("/") + 1]
    start = text[len(folder) :]
    real = os.path.expanduser(folder)
    count = 0
    for name in names_in(real):
        if name.startswith(start) and (start.startswith(".") or not name.startswith(".")):
            is_folder = os.path.isdir(real + name)
            if is_folder or not folders_alone:
                yield f"{folder}{name}{'/' if is_folder else ''}", "", not is_folder
                count += 1
        if count == _MOST_LISTED:
            return
