"""The walk over a node: its arguments are built first, then its target is found, judged and called."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from typedconf.config import Config, ConfigList
from typedconf.errors import ConfigError, MissingValue, Problem
from typedconf.instantiation.calling import Signatures, by_position, call
from typedconf.instantiation.chain import Chain, mark_of
from typedconf.instantiation.finding import Finder, configures_logging, is_building, takes_path
from typedconf.instantiation.nodes import NOTHING, Given, Node, changed_object, node_of
from typedconf.instantiation.options import Mode, below, flag, wrong
from typedconf.instantiation.products import check_class, check_product
from typedconf.instantiation.unbuilt import merged, unbuilt
from typedconf.objects import is_root_model
from typedconf.trees import MISSING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

_LEAVES: Final = frozenset({str, int, float, bool, type(None), bytes})
_ABSENT: Final[Any] = object()
_MODES: Final = frozenset({"_convert_", "_recursive_", "_shared_"})  # no data, also where there is no target


class Builder:
    """One call of ``instantiate``: what it may build, and what it has built of what is shared."""

    __slots__ = ("_chain", "_finder", "_made", "_share", "_signatures")

    def __init__(self, allow: str | Iterable[str], *, share: bool) -> None:
        self._finder: Final = Finder(allow)
        self._share: Final = share
        self._signatures: Final = Signatures()
        self._made: Final[dict[Hashable, tuple[Any, Any]]] = {}  # by identity, with the node, so that it stays its own
        self._chain: Final = Chain()

    def start(self, value: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Builds the top node with what the call gives.

        Raises:
            ConfigError: it is no node, or cannot be built.
        """
        node = node_of(value)
        if node is not None and type(value) is not dict:
            return self._node(node, Mode(), Given.of(kwargs, args))
        kind = type(value)
        if kind is ConfigList:
            return self._list(value, Given.of(kwargs, args))
        if is_root_model(kind):
            return self.start(value.root, args, kwargs)
        if isinstance(value, type) and hasattr(value, "__dataclass_fields__"):
            return self.start(_filled(value), args, kwargs)
        if isinstance(value, (list, tuple)) or (hasattr(kind, "keys") and hasattr(kind, "items")):
            return self.start(Config(value), args, kwargs)  # a list makes a ConfigList
        message = f"there is nothing to build in {_described(value)}; a node is a model, a mapping or a list"
        raise ConfigError(Problem(message, value=value))

    def _list(self, value: ConfigList, given: Given) -> Any:
        """A list at the top, for which a call may say how it is built."""
        odd = [*given.values, *(key for key in given.special if key not in _MODES)]
        if odd or given.args:
            what = odd[0] if odd else "a positional argument"
            raise ConfigError(Problem(f"{what} is for one node, and this is a list of them"))
        return self._build(value, Mode().within(Node(value, {}, {}), dict(given.special)))

    # -- values -----------------------------------------------------------------------------------------------

    def _build(self, value: Any, mode: Mode) -> Any:
        """What ``value`` arrives as: a node built, a list with its items built, anything else as it is."""
        kind = type(value)
        if kind in _LEAVES:
            return value
        if kind is list:
            return [self._build(item, mode) for item in value]
        if kind is ConfigList:
            mark = mark_of(value)
            self._chain.enter(mark)
            items = [self._build(value[index], mode) for index in range(len(value))]
            del self._chain[mark]
            return items
        if kind is tuple:
            return tuple([self._build(item, mode) for item in value])
        node = node_of(value)
        if node is not None:
            return self._node(node, mode, NOTHING)
        return self._build(value.root, mode) if is_root_model(kind) else value

    def _node(self, node: Node, mode: Mode, given: Given) -> Any:
        special = {**node.special, **given.special} if given.special else node.special
        mode = mode.within(node, special)
        has_target = "_target_" in special
        is_shared = "_shared_" in special and flag(node, special, "_shared_", default=False)
        is_shared = (is_shared or (self._share and has_target)) and given is NOTHING
        identity = node.identity if is_shared else None
        if is_shared and identity in self._made:
            return self._made[identity][1]
        mark = mark_of(node.value)
        self._chain.enter(mark)
        make = self._target if has_target else self._data
        made = make(node, special, mode, given)
        del self._chain[mark]
        if is_shared:
            self._made[identity] = node.value, made
        return made

    def _data(self, node: Node, special: dict[str, Any], mode: Mode, given: Given) -> Any:
        """A node without a target: a mapping with what is in it built, or the very model."""
        if given.args:
            raise ConfigError(Problem("there is no _target_ that would take positional arguments", key=node.key))
        built = self._children(node, mode, given, partial=False)
        if node.is_object and mode.keeps_objects:
            return changed_object(node.value, built)
        for key in ("_partial_", "_args_"):  # they mean nothing here, and so are data
            if key in special:
                built[key] = self._build(special[key], mode)
        return built

    def _children(self, node: Node, mode: Mode, given: Given, *, partial: bool) -> dict[Any, Any]:
        """The keys of a node with their values built; what a ``partial`` lacks is left out."""
        made: dict[Any, Any] = {}
        values = given.values
        special = node.special
        children = node.children
        for key in children:
            if key in special:
                continue
            if key in values:
                made[key] = self._overridden(node, key, mode, values[key])
                continue
            try:
                child = children[key]
            except MissingValue:
                if partial:
                    continue
                raise
            if partial and type(child) is str and child == MISSING:
                continue
            made[key] = child if type(child) in _LEAVES else self._argument(child, mode)
        for key, value in values.items():
            if key not in made:
                made[key] = self._given(value, mode)
        return made

    # -- what the call gives ----------------------------------------------------------------------------------

    def _overridden(self, node: Node, key: Any, mode: Mode, value: Any) -> Any:
        """A call's ``value`` for a key that the node has: a mapping merges onto a node, all else replaces."""
        if type(value) is not dict:
            return self._given(value, mode)
        try:
            child = node_of(node.children[key])
        except MissingValue:
            child = None
        if child is None:
            return self._given(value, mode)
        if mode.recursive:
            return self._node(child, mode, Given.of(value))
        return merged(child, value, mode, self._chain)

    def _given(self, value: Any, mode: Mode) -> Any:
        """A value from the call: nodes are built, the program's own objects stay themselves."""
        kind = type(value)
        if not mode.recursive or kind in _LEAVES:
            return value
        if kind is Config or kind is ConfigList or hasattr(kind, "__target_kind__"):
            return self._build(value, mode)
        if kind is dict:
            if "_target_" in value:
                return self._build(value, mode)
            mapped = {key: self._given(item, mode) for key, item in value.items()}
            return value if all(mapped[key] is item for key, item in value.items()) else mapped
        if kind is list or kind is tuple:
            items = [self._given(item, mode) for item in value]
            return value if all(map(_is, items, value)) else kind(items)
        return value

    # -- targets ----------------------------------------------------------------------------------------------

    def _target(self, node: Node, special: dict[str, Any], mode: Mode, given: Given) -> Any:
        is_partial = flag(node, special, "_partial_", default=False)
        target = self._finder.find(node, special["_target_"], by_call="_target_" in given.special)
        if is_building(target):
            return self._built_by_name(node, special, mode, given)
        if given.args:
            args = tuple([self._given(value, mode) for value in given.args])
        else:
            raw = self._raw_args(node, special)
            args = tuple([self._argument(raw[index], mode) for index in range(len(raw))])
        kwargs = self._children(node, mode, given, partial=is_partial)
        for key in kwargs:
            if type(key) is not str:
                message = f"an argument has a name, and {key!r} is none"
                raise ConfigError(Problem(message, key=below(node, str(key)), value=key))
        names = self._signatures.positional(target)
        if names:
            args = by_position(names, args, kwargs, replaces=bool(given.args))
        if takes_path(target):
            self._finder.check_path(node, args, kwargs, given)
        if configures_logging(target):
            self._finder.check_logging(node, args, kwargs, given)
        check_class(node, target)
        if is_partial:
            return call(node, functools.partial, (target, *args), kwargs)
        made = call(node, target, args, kwargs)
        check_product(node, target, made)
        return made

    def _argument(self, value: Any, mode: Mode) -> Any:
        return self._build(value, mode) if mode.recursive else unbuilt(value, mode, self._chain)

    def _raw_args(self, node: Node, special: dict[str, Any]) -> Sequence[Any]:
        args = special.get("_args_", ())
        if isinstance(args, (list, tuple, ConfigList)):
            return args
        raise wrong(node, "_args_", f"is a list of positional arguments, not {_described(args)}", args)

    def _built_by_name(self, node: Node, special: dict[str, Any], mode: Mode, given: Given) -> Any:
        """A node whose target is ``instantiate`` itself: what it is given as its node is built, by its other keys."""
        args = list(given.args or self._raw_args(node, special))
        kwargs = {key: node.children[key] for key in node.children if key not in node.special} | dict(given.values)
        inner = args.pop(0) if args else kwargs.pop("config", kwargs.pop("node", _ABSENT))
        if inner is _ABSENT:
            raise ConfigError(Problem("instantiate is not told what to build, as config", key=node.key))
        found = node_of(inner)
        if found is None:
            return self._build(inner, mode)
        arguments = tuple([self._argument(value, mode) for value in args])
        return self._node(found, mode, Given.of({key: self._build(kwargs[key], mode) for key in kwargs}, arguments))


def _is(left: Any, right: Any) -> bool:
    return left is right


def _filled(cls: Any) -> Any:
    """A dataclass's own defaults as an object.

    Raises:
        ConfigError: a field of it has none.
    """
    try:
        return cls()
    except TypeError as error:
        message = f"{cls.__name__} is a class whose fields have no defaults; build an object of it: {error}"
        raise ConfigError(Problem(message)) from error


def _described(value: Any) -> str:
    """A value for a message: a scalar itself, of all else what it is."""
    if isinstance(value, (str, int, float)):
        return repr(value)
    return f"the class {value.__name__}" if isinstance(value, type) else f"a {type(value).__name__}"
