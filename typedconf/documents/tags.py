"""A tagged YAML node -> its value: YAML's own tags, and the merge operators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.documents.scalars import STANDARD, TAGGED_SCALARS
from typedconf.errors import did_you_mean, nearest_name
from typedconf.trees import MergeKind, Operator, Tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typedconf.documents.events import Events
    from typedconf.documents.scalars import PlainScalars
    from typedconf.errors import DocumentError

_OF_SCHEMAS: Final = (MergeKind.UNIQUE, MergeKind.BY)
OPERATORS: Final[Mapping[str, MergeKind]] = {f"!{kind.value}": kind for kind in MergeKind if kind not in _OF_SCHEMAS}
PAIRS: Final = frozenset({STANDARD + "omap", STANDARD + "pairs"})

_COLLECTIONS: Final[Mapping[str, type]] = {
    STANDARD + "map": dict,
    STANDARD + "seq": list,
    **dict.fromkeys(PAIRS, list),
}
_LONGEST_SHOWN: Final = 100  # characters of a value in a message
_LISTS: Final = frozenset({MergeKind.APPEND, MergeKind.PREPEND, MergeKind.REMOVE})


def construct_scalar(event: Any, scalars: PlainScalars, events: Events) -> Tree:
    """The value of a scalar that has a tag, an anchor or both.

    Raises:
        DocumentError: where the tag is unknown, or the scalar is none of its kind.
    """
    tag, text = event.tag, event.value
    untagged: Tree = text if event.style else scalars[text]
    if tag is None or tag == "!":
        return untagged
    conversion = TAGGED_SCALARS.get(tag)
    if conversion is not None:
        try:
            return conversion(text)
        except ValueError as error:
            message = f"{error}: {text!r}" if len(text) <= _LONGEST_SHOWN else str(error)
            raise events.refusal(message, event.start_mark, value=text) from None
    kind = OPERATORS.get(tag)
    if kind is MergeKind.REPLACE:
        return Operator(kind, untagged)
    if kind is MergeKind.DELETE and not text and not event.style:
        return Operator(kind)
    raise _refusal(tag, kind, event, events)


def construct_collection(event: Any, value: Tree, events: Events) -> Tree:
    """The value of a list or mapping that has a tag.

    Raises:
        DocumentError: where the tag is unknown, or not one of such a node.
    """
    tag = event.tag
    if tag in PAIRS and isinstance(value, list):
        if not all(isinstance(item, dict) and len(item) == 1 for item in value):
            raise events.refusal(f"{_written(tag)} takes a list of mappings of one key", event.start_mark)
        return [list(pair) for item in value for pair in item.items()]
    if isinstance(value, _COLLECTIONS.get(tag, ())):
        return value
    kind = OPERATORS.get(tag)
    if kind is MergeKind.REPLACE or (kind in _LISTS and isinstance(value, list)):
        return Operator(kind, value)
    if kind is MergeKind.ITEMS and isinstance(value, dict) and all(type(key) is int for key in value):
        return Operator(kind, value)
    raise _refusal(tag, kind, event, events)


_TAKES: Final[Mapping[MergeKind, str]] = {
    **dict.fromkeys(_LISTS, "a list"),
    MergeKind.DELETE: "nothing",
    MergeKind.ITEMS: "a mapping from positions to values",
}


def _refusal(tag: str, kind: MergeKind | None, event: Any, events: Events) -> DocumentError:
    written = _written(tag)
    if kind is not None:
        return events.refusal(f"{written} takes {_TAKES[kind]}", event.start_mark)
    if tag in TAGGED_SCALARS or tag in _COLLECTIONS:
        return events.refusal(f"{written} is no tag of such a value", event.start_mark)
    nearest = nearest_name(written, OPERATORS)
    return events.refusal(f"no such tag: {written}{did_you_mean(nearest)}", event.start_mark, suggestion=nearest)


def _written(tag: str) -> str:
    written = "!!" + tag.removeprefix(STANDARD) if tag.startswith(STANDARD) else tag
    return written[:_LONGEST_SHOWN]
