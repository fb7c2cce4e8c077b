"""YAML text -> the index of its nodes."""

from __future__ import annotations

from typing import Any, Final

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from typedconf.documents.events import Events
from typedconf.documents.places import Node
from typedconf.documents.scalars import PlainScalars
from typedconf.documents.tags import PAIRS, construct_scalar


class _Open:
    """A list or mapping whose end has not been read; ``key`` is the one whose value comes next."""

    __slots__ = ("key", "node", "tag")

    def __init__(self, node: Node, tag: str | None) -> None:
        self.node: Final = node
        self.tag: Final = tag
        self.key: Node | None = None

    def add(self, child: Node) -> None:
        if self.node.items is not None:
            self.node.items.append(child)
        elif self.node.pairs is not None:
            if self.key is None:
                self.key = child
            else:
                self.node.pairs.append((self.key, child))
                self.key = None


def index_yaml(text: str, file: str, *, pure: bool = False) -> Node | None:
    """The root of the nodes of ``text``, which has been read as a tree before; None where it holds nothing."""
    events = Events(text, file, pure=pure)
    scalars = PlainScalars()
    anchors: dict[str, Node] = {}
    stack: list[_Open] = []
    while (event := events.next()) is not None:
        kind = event.__class__
        if kind is DocumentStartEvent or not hasattr(event, "start_mark"):
            continue
        if kind is ScalarEvent or kind is MappingStartEvent or kind is SequenceStartEvent:
            node = _node(event, scalars, events)
            if event.anchor is not None:
                anchors[event.anchor] = node
        elif kind is AliasEvent:
            node = anchors[event.anchor]
        elif not stack:
            continue
        else:
            node = _ended(stack.pop())
            if not stack:
                return node
            stack[-1].add(node)
            continue
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            stack.append(_Open(node, event.tag))
        elif stack:
            stack[-1].add(node)
        else:
            return node
    return None


def _node(event: Any, scalars: PlainScalars, events: Events) -> Node:
    mark = event.start_mark
    if event.__class__ is ScalarEvent:
        value = construct_scalar(event, scalars, events)
        return Node(mark.line + 1, mark.column + 1, raw=event.value, value=value)
    node = Node(mark.line + 1, mark.column + 1)
    if event.__class__ is MappingStartEvent:
        node.pairs = []
    else:
        node.items = []
    return node


def _ended(opened: _Open) -> Node:
    """The node; of ordered pairs, each item becomes a list of its key and value, as in the tree."""
    node = opened.node
    if opened.tag in PAIRS and node.items is not None:
        node.items = [_pair(item) for item in node.items]
    return node


def _pair(item: Node) -> Node:
    pair = Node(item.line, item.column)
    pair.items = [child for entry in item.pairs or () for child in entry]
    return pair
