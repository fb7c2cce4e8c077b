"""What is handed on without being built: data as data, and what has a target as something to build later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.config import ConfigList
from typedconf.errors import MissingValue
from typedconf.instantiation.chain import mark_of
from typedconf.instantiation.nodes import Node, node_of
from typedconf.trees import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typedconf.instantiation.chain import Chain
    from typedconf.instantiation.options import Mode

_LEAVES: Final = frozenset({str, int, float, bool, type(None), bytes})


def unbuilt(value: Any, mode: Mode, chain: Chain) -> Any:
    """``value`` as an argument of a target that doesn't want what is in it built.

    Raises:
        ConfigError: a reference in it gives no value, or leads back to it.
    """
    kind = type(value)
    if kind in _LEAVES:
        return value
    if kind is list or kind is ConfigList:
        mark = mark_of(value)
        chain.enter(mark)
        items = [unbuilt(_read(value, index), mode, chain) for index in range(len(value))]
        del chain[mark]
        return items
    if kind is tuple:
        return tuple([unbuilt(item, mode, chain) for item in value])
    node = node_of(value)
    if node is None:
        return value
    if mode.convert != "all" and "_target_" in node.special and kind is not dict:
        return value  # it knows what it may build, as its data does not
    if node.is_object and mode.keeps_objects:
        return value
    return merged(node, {}, mode, chain)


def merged(node: Node, given: Mapping[Any, Any], mode: Mode, chain: Chain) -> dict[Any, Any]:
    """A node with all its keys as a dict, with what the call gives for them, and for theirs.

    Raises:
        ConfigError: as for ``unbuilt``; what the call replaces is not read.
    """
    mark = mark_of(node.value)
    chain.enter(mark)
    data = dict(node.special) if node.is_object else {}
    for key in node.children:
        if key not in given:
            data[key] = unbuilt(_read(node.children, key), mode, chain)
            continue
        below = node_of(_read(node.children, key)) if type(given[key]) is dict else None
        data[key] = given[key] if below is None else merged(below, given[key], mode, chain)
    del chain[mark]
    return {**data, **{key: value for key, value in given.items() if key not in data}}


def _read(holder: Any, key: Any) -> Any:
    """What data has under a key; nothing is built of it, so that it may be missing."""
    try:
        return holder[key]
    except MissingValue:
        return MISSING
