"""YAML events -> a plain tree, in one pass without recursion.

Only what the tree needs is done here; whether keys are twins, null or lists is found by ``faults`` in a second
reading of the text, and only of a document that looks as if one were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from typedconf.documents.events import FAILURES, Events
from typedconf.documents.scalars import MERGE, PlainScalars
from typedconf.documents.tags import PAIRS, construct_collection, construct_scalar
from typedconf.trees import MOST_NESTED, Operator, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_GROWN: Final = 1_000_000  # nodes that aliases and merge keys may add to a document


class Construction(NamedTuple):
    """A tree, and what was met on the way."""

    tree: Tree
    interpolations: tuple[str, ...]
    has_operators: bool
    is_suspicious: bool  # a key may be a twin, null or no scalar, or a merge key stand where none can


class _Open:
    """A collection whose end has not been read: its items so far, of a mapping keys and values by turns."""

    __slots__ = ("holds_keys", "items", "start")

    def __init__(self, start: Any, *, holds_keys: bool) -> None:
        self.start: Final = start
        self.holds_keys: Final = holds_keys
        self.items: Final[list[Any]] = []


class _Anchored(NamedTuple):
    """What an alias stands for, ``_UNFINISHED`` while its collection is open, and where the anchor stands."""

    value: Tree
    mark: Any


_UNFINISHED: Final = object()


def construct(events: Events) -> Construction:
    """Builds the tree of the one document that ``events`` hold; without a document it is None.

    Raises:
        DocumentError: where the text is no YAML, or has a tag, alias or scalar that means nothing here.
        BoundExceeded: where it is nested too deep, or grows too much by its aliases.
    """
    return _Builder(events).build()


class _Builder:
    """The state of one construction."""

    __slots__ = (
        "anchors",
        "events",
        "grown",
        "has_operators",
        "interpolations",
        "may_merge",
        "scalars",
        "stack",
        "suspicious",
    )

    def __init__(self, events: Events) -> None:
        self.events = events
        self.scalars = PlainScalars()
        self.stack: list[_Open] = []
        self.anchors: dict[str, _Anchored] = {}
        self.interpolations: dict[str, None] = {}
        self.grown = 0
        self.has_operators = False
        self.suspicious = False
        self.may_merge = "<<" in events.text

    def build(self) -> Construction:
        following = self.events.next
        try:
            following()  # the start of the stream
            start = following()
            tree: Tree = None
            if start.__class__ is DocumentStartEvent:
                self.events.check_version(start)
                tree = self._read()
                behind = following()
                if behind.__class__ is DocumentStartEvent:
                    raise self.events.refusal("a second document; a config file holds one", behind.start_mark)
        except FAILURES as error:
            raise self.events.translated(error) from error
        return Construction(tree, tuple(self.interpolations), self.has_operators, self.suspicious)

    def _read(self) -> Tree:
        """The loop over all events of the document, with as little as can be done for a plain scalar."""
        following, scalars, stack = self.events.next, self.scalars, self.stack
        watch = "${" in self.events.text or "\\" in self.events.text  # a quoted text may write it with escapes
        root: list[Tree] = []
        items = root
        while True:
            event = following()
            kind = event.__class__
            if kind is ScalarEvent:
                value = event.value
                if event.tag is None and event.anchor is None:
                    items.append(value if event.style else scalars[value])
                else:
                    self._scalar(event, items)
                if watch and "${" in value and not (stack and stack[-1].holds_keys and len(items) % 2):
                    self.interpolations[value] = None
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                items = self._start(event, holds_keys=kind is MappingStartEvent)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                ended = stack.pop()
                items = stack[-1].items if stack else root
                items.append(self._collection(ended))
            elif kind is AliasEvent:
                items.append(self._alias(event))
            elif kind is DocumentEndEvent:
                return root[0]

    def _start(self, event: Any, *, holds_keys: bool) -> list[Tree]:
        if len(self.stack) == MOST_NESTED:
            raise self.events.excess(f"nested more than {MOST_NESTED} levels deep", event.start_mark)
        if event.anchor is not None:
            self._anchor(event, _UNFINISHED)
        opened = _Open(event, holds_keys=holds_keys)
        self.stack.append(opened)
        return opened.items

    def _anchor(self, event: Any, value: Tree) -> None:
        first = self.anchors.get(event.anchor)
        if first is not None:
            line, column = first.mark.line + 1, first.mark.column + 1
            raise self.events.refusal(f"the anchor &{event.anchor} stands at {line}:{column} already", event.start_mark)
        self.anchors[event.anchor] = _Anchored(value, event.start_mark)

    def _scalar(self, event: Any, items: list[Tree]) -> None:
        """A scalar with a tag or an anchor."""
        value = construct_scalar(event, self.scalars, self.events)
        if type(value) is Operator:
            self._operator(event)
        if event.anchor is not None:
            self._anchor(event, value)
        items.append(value)

    def _operator(self, event: Any) -> None:
        """An operator is the value of a key: it acts on what other layers have there."""
        self.has_operators = True
        if not (self.stack and self.stack[-1].holds_keys and len(self.stack[-1].items) % 2):
            raise self.events.refusal("a merge operator that is not the value of a key", event.start_mark)

    def _collection(self, ended: _Open) -> Tree:
        start = ended.start
        value: Tree = self._mapping(ended) if ended.holds_keys else ended.items
        if self.may_merge and any(child is MERGE for child in (value.values() if ended.holds_keys else value)):
            self.suspicious = True
        if start.tag is not None and start.tag != "!":
            value = construct_collection(start, value, self.events)
            if type(value) is Operator:
                self._operator(start)
            elif start.tag in PAIRS:
                self._check_depth(value, start)  # each item has become a list in the list
        if start.anchor is not None:
            self.anchors[start.anchor] = self.anchors[start.anchor]._replace(value=value)
        return value

    def _mapping(self, ended: _Open) -> dict[Any, Tree]:
        keys = ended.items[::2]
        try:
            made = dict(zip(keys, ended.items[1::2], strict=True))
        except TypeError:  # a list or mapping as key
            self.suspicious = True
            return {}
        if len(made) != len(keys) or None in made:
            self.suspicious = True
        if self.may_merge and MERGE in made:
            return self._merged(ended)
        return made

    def _merged(self, ended: _Open) -> dict[Any, Tree]:
        """A mapping with merge keys: what they bring comes first, and gives way to the mapping's own keys.

        In a list of mappings the first wins, of two merge keys the later (https://yaml.org/type/merge.html).
        """
        pairs = list(zip(ended.items[::2], ended.items[1::2], strict=True))
        made: dict[Any, Tree] = {}
        for key, value in pairs:
            if key is MERGE:
                for source in reversed(value) if isinstance(value, list) else (value,):
                    if isinstance(source, dict):
                        self._grow(len(source), ended.start)
                        made.update(source)
                    else:
                        self.suspicious = True
        own = [(key, value) for key, value in pairs if key is not MERGE]
        if len(dict(own)) != len(own):
            self.suspicious = True
        made.update(own)
        return made

    def _alias(self, event: Any) -> Tree:
        anchored = self.anchors.get(event.anchor)
        if anchored is None:
            raise self.events.refusal(f"no anchor &{event.anchor} stands above", event.start_mark)
        value = anchored.value
        if value is _UNFINISHED:
            raise self.events.refusal(f"the alias *{event.anchor} stands in what it stands for", event.start_mark)
        if type(value) is Operator:
            self._operator(event)
        elif type(value) is str and "${" in value:
            self.interpolations[value] = None
        self._check_depth(value, event)
        return value

    def _check_depth(self, value: Tree, event: Any) -> None:
        """Counts what stands at an alias as if it had been written out there: its nodes and its nesting."""
        level = [value]
        for depth in range(len(self.stack), MOST_NESTED + 1):
            level = [child for node in level for child in children_of(node)]
            if not level:
                return
            self._grow(len(level), event)
            if depth == MOST_NESTED:
                break
        raise self.events.excess(f"nested more than {MOST_NESTED} levels deep by an alias", event.start_mark)

    def _grow(self, nodes: int, event: Any) -> None:
        self.grown += nodes
        if self.grown > MOST_GROWN:
            raise self.events.excess(f"grown by aliases by more than {MOST_GROWN:,} nodes", event.start_mark)


def children_of(node: Tree) -> Iterable[Tree]:
    """What stands directly below ``node``, through an operator."""
    if type(node) is Operator:
        node = node.value
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()
