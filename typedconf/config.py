"""Config and ConfigList: a tree and its resolution -> what a program reads.

Both are views: nothing is copied, and nothing is evaluated before it is read. ``rendering`` makes plain data and YAML
text of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, overload

from typedconf.errors import (
    BoundExceeded,
    ConfigError,
    ConfigWarning,
    MissingValue,
    NoSuchAttribute,
    NoSuchIndex,
    NoSuchItem,
    Problem,
    ReadOnly,
    did_you_mean,
    nearest_name,
    raise_all,
)
from typedconf.interpolation.answers import DeadEnd, Located, lacking_value
from typedconf.interpolation.facts import Facts
from typedconf.interpolation.resolution import Resolution
from typedconf.interpolation.templates import parse_template
from typedconf.rendering import plain, to_yaml
from typedconf.trees import ABSENT, MISSING, MOST_NESTED, format_key, format_path, parse_path, step

if TYPE_CHECKING:
    from typing import Protocol, Self

    from typedconf.interpolation.resolvers import Resolver
    from typedconf.interpolation.templates import Template
    from typedconf.trees import Key, KeyPath, Tree

    class HasResolvers(Protocol):
        """What a config asks of a store: its resolvers, by name."""

        @property
        def resolvers(self) -> Mapping[str, Resolver]: ...


__all__ = ["Config", "ConfigList", "plain", "to_yaml"]

# The resolution, the node's path in it, the node, and whether texts below are interpolations: not in what a resolver
# gave.
Place: TypeAlias = tuple[Resolution, "KeyPath", "Tree", bool]


class _View:
    """What Config and ConfigList share: a place in a resolution, and how a child is read."""

    __slots__ = ("_place",)
    _place: Place

    def select(self, path: str, default: Any = ABSENT) -> Any:
        """The value at a dotted path below this node: ``a.b[0]``.

        A ``default`` is given where the path leads nowhere, and for ``???``; null is a value.

        Raises:
            MissingValue: the value is ``???``, and there is no default.
            KeyNotFound: the path leads nowhere, and there is no default.
            InterpolationError: an interpolation on the way gives no value.
        """
        resolution, start, node, live = self._place
        keys = parse_path(path)
        found = resolution.look(start + keys) if live else _look(node, start, keys)
        if type(found) is not DeadEnd:
            if type(found) is Located:
                return _show(resolution, found.path, found.node, live=live)
            return _show(resolution, start + keys, found, live=False)
        if default is not ABSENT:
            return default
        from typedconf.interpolation.complaints import unread  # noqa: PLC0415  only once something is wrong

        raise unread(found, start + keys, resolution.root)

    def _child(self, key: Key, node: Tree) -> Any:
        """What is read for the child ``node`` under ``key``."""
        kind = type(node)
        if kind is not str and kind is not dict and kind is not list:
            return node
        resolution, path, _, live = self._place
        where = (*path, key)
        if kind is not str or not live or "${" not in node:
            return _show(resolution, where, node, live=live)
        found = resolution.answer(where, node)
        if type(found) is Located:
            return _show(resolution, found.path, found.node, live=True)
        return _show(resolution, where, found, live=False)

    @classmethod
    def _at(cls, place: Place) -> Self:
        made = object.__new__(cls)
        object.__setattr__(made, "_place", place)
        return made

    def __typedconf_data__(self) -> Tree:
        """Everything below, resolved, as plain data of the reader's own."""
        return plain(self, missing="keep", secrets=True)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        self._refuse(name)

    def __delattr__(self, name: str) -> NoReturn:
        self._refuse(name)

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        self._refuse(key)

    def __delitem__(self, key: Any) -> NoReturn:
        self._refuse(key)

    def _refuse(self, key: Any) -> NoReturn:
        resolution, path, _, _ = self._place
        message = "a config is read-only; plain(config) is a copy that can be changed"
        raise ReadOnly(Problem(message, key=format_path((*path, key), resolution.root)))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self  # nobody can change it

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._at, (self._place,)  # noqa: SLF001  pickle calls it

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """As the annotation of a field: takes one of these, or plain data; stays untyped; serialises as plain data."""
        from pydantic_core import core_schema  # noqa: PLC0415  it is Pydantic that asks

        def validate(value: Any) -> Any:
            if isinstance(value, cls):
                return value
            if not isinstance(value, Mapping if cls is Config else (list, tuple)):
                raise ValueError("not a mapping" if cls is Config else "not a list")  # noqa: TRY004  Pydantic's way
            return cls._at(_root(value, None))

        return core_schema.no_info_plain_validator_function(
            validate,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda view: view.__typedconf_data__()),
            metadata={
                "typedconf_view": True,
                "pydantic_js_functions": [lambda *_: {"type": "object" if cls is Config else "array"}],
            },
        )


class Config(_View, Mapping[str, Any]):
    """An untyped config: a read-only mapping whose text keys also read as attributes, its own methods first.

    Interpolations resolve when they are read, each once; a ``???``, or an interpolation that gives no value, raises
    when it is read. A list as ``tree`` makes a ConfigList.

    Raises:
        ConfigError: ``tree`` holds a text whose ``${`` cannot be read, or is nested deeper than 200 levels.
    """

    __slots__ = ()

    def __new__(cls, tree: Mapping[Any, Any], *, store: HasResolvers | None = None) -> Self:
        """``store`` brings the resolvers that interpolations may call."""
        if isinstance(tree, (list, tuple)):
            return ConfigList(tree, store=store)  # type: ignore[return-value]
        if not isinstance(tree, Mapping):
            raise ConfigError(Problem(f"a config is made of a mapping, not of {type(tree).__name__}"))
        return cls._at(_root(tree, store))

    @staticmethod
    def over(resolution: Resolution) -> Config:
        """The whole tree of ``resolution`` as a config.

        Raises:
            ConfigError: its root is no mapping.
        """
        view = Config.at(resolution, ())
        if not isinstance(view, Config):
            raise ConfigError(Problem("the root of this config is no mapping"))
        return view

    @staticmethod
    def at(resolution: Resolution, path: KeyPath) -> Any:
        """What a reader of the config sees at ``path``: a Config, a ConfigList or a leaf."""
        if not path:
            return _show(resolution, path, resolution.root, live=True)
        found = resolution.follow(path)
        if type(found) is Located:
            return _show(resolution, found.path, found.node, live=True)
        return _show(resolution, path, found, live=False)

    def __getitem__(self, key: Any) -> Any:
        node = self._place[2]
        if key not in node:
            raise NoSuchItem(_no_such_key(self._place, key))
        return self._child(key, node[key])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # Python asking for a protocol
        node = self._place[2]
        if name not in node:
            raise NoSuchAttribute(_no_such_key(self._place, name))
        return self._child(name, node[name])

    def get(self, key: Any, default: Any = None) -> Any:
        """The value under ``key``, or ``default`` where there is no such key."""
        node = self._place[2]
        return self._child(key, node[key]) if key in node else default

    def __contains__(self, key: object) -> bool:
        return key in self._place[2]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._place[2])

    def __len__(self) -> int:
        return len(self._place[2])

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(key for key in self._place[2] if isinstance(key, str) and key.isidentifier())]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        theirs = other.__typedconf_data__() if isinstance(other, Config) else other
        return bool(self.__typedconf_data__() == theirs)

    __hash__ = None  # type: ignore[assignment]  # its values may be lists and mappings

    def __repr__(self) -> str:
        return f"Config({_shown(self)})"


class ConfigList(_View, Sequence[Any]):
    """A list in a config: a read-only sequence, whose items resolve when they are read.

    Raises:
        ConfigError: as for Config.
    """

    __slots__ = ()

    def __new__(cls, items: Sequence[Any], *, store: HasResolvers | None = None) -> Self:
        """``store`` brings the resolvers that interpolations may call."""
        if isinstance(items, (str, bytes)) or not isinstance(items, Sequence):
            raise ConfigError(Problem(f"a config list is made of a list, not of {type(items).__name__}"))
        return cls._at(_root(items, store))

    @overload
    def __getitem__(self, position: int) -> Any: ...
    @overload
    def __getitem__(self, position: slice) -> list[Any]: ...
    def __getitem__(self, position: int | slice) -> Any:
        node = self._place[2]
        if isinstance(position, slice):
            return [self._child(index, node[index]) for index in range(*position.indices(len(node)))]
        if not -len(node) <= position < len(node):
            resolution, path, _, _ = self._place
            message = f"no position {position} in a list of {len(node)}"
            raise NoSuchIndex(Problem(message, key=format_path((*path, position), resolution.root)))
        index = position % len(node)
        return self._child(index, node[index])

    def __len__(self) -> int:
        return len(self._place[2])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (ConfigList, list, tuple)):
            return NotImplemented
        theirs = other.__typedconf_data__() if isinstance(other, ConfigList) else list(other)
        return bool(self.__typedconf_data__() == theirs)

    __hash__ = None  # type: ignore[assignment]  # its items may be lists and mappings

    def __repr__(self) -> str:
        return f"ConfigList({_shown(self)})"


def _show(resolution: Resolution, path: KeyPath, node: Tree, *, live: bool) -> Any:
    """A node as its reader sees it."""
    kind = type(node)
    if kind is dict or kind is list:
        if live and path in resolution.instances:
            return resolution.instances[path]
        place = resolution, path, node, live
        return Config._at(place) if kind is dict else ConfigList._at(place)  # noqa: SLF001  one module
    if kind is str and node == MISSING:
        raise MissingValue(lacking_value(path, resolution.root))
    return node


def _look(node: Tree, path: KeyPath, keys: KeyPath) -> Any:
    """Goes along ``keys`` in what a resolver gave, where nothing is interpolated."""
    for key in keys:
        child = step(node, key)
        if child is ABSENT:
            return DeadEnd("absent" if isinstance(node, (dict, list)) else "scalar", path, node, key)
        path, node = (*path, key), child
    return DeadEnd("missing", path, node) if type(node) is str and node == MISSING else node


def _no_such_key(place: Place, key: Key) -> Problem:
    resolution, path, node, _ = place
    where = format_path(path, resolution.root)
    near = nearest_name(str(key), (format_key(name) for name in node))
    message = f"no such key{f' in {where}' if where else ''}{did_you_mean(near)}"
    return Problem(message, key=f"{where}.{format_key(key)}" if where else format_key(key), suggestion=near)


def _shown(view: _View) -> str:
    """The tree as written, with secrets masked: a repr evaluates nothing."""
    from typedconf.rendering import as_written  # noqa: PLC0415  a repr is rare

    return repr(as_written(view))


def _root(tree: Any, store: HasResolvers | None) -> Place:
    """The place of a new root: a copy of ``tree`` as plain data, every interpolation of which can be read."""
    templates: dict[str, Template | str] = {}
    errors: list[ConfigError] = []
    root = _taken(tree, (), templates, errors)
    raise_all(errors)
    resolution = Resolution(
        root,
        facts=Facts.capture(),
        resolvers=store.resolvers if store is not None else {},
        templates=templates,
        view=Config.at,
    )
    resolution.on_warning = issue_warning
    return resolution, (), root, True


def issue_warning(problem: Problem) -> None:
    """Issues ``problem`` as a ConfigWarning."""
    import warnings  # noqa: PLC0415  few configs deprecate anything

    warnings.warn(str(problem), ConfigWarning, stacklevel=2)


def _taken(node: Any, path: KeyPath, templates: dict[str, Template | str], errors: list[ConfigError]) -> Tree:
    """A copy of ``node`` in plain dicts and lists, its interpolations parsed into ``templates``."""
    if isinstance(node, str):
        if "${" in node and node not in templates:
            try:
                templates[node] = parse_template(node)
            except ConfigError as error:
                from typedconf.interpolation.complaints import with_key  # noqa: PLC0415  only once something is wrong

                errors.append(with_key(error, format_path(path)))
        return node
    if isinstance(node, _View):
        return node.__typedconf_data__()
    if not isinstance(node, (Mapping, list, tuple)):
        return node
    if len(path) > MOST_NESTED:
        raise BoundExceeded(Problem(f"nested more than {MOST_NESTED} levels deep", key=format_path(path[:3])))
    if isinstance(node, Mapping):
        return {key: _taken(child, (*path, key), templates, errors) for key, child in node.items()}
    return [_taken(child, (*path, index), templates, errors) for index, child in enumerate(node)]
