"""The entry points of installed packages go in; what they add to a program's search path, store and schemes comes out.

A package declares ``[project.entry-points."typedconf.plugins"]`` with ``name = "its_module:plugin"``, which is a
``Plugin`` or a function without arguments that makes one. Entry points are read where a program asks for plugins.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from typedconf.errors import ConfigError, Problem, raise_all
from typedconf.sources.schemes import Schemes
from typedconf.sources.search_path import open_entry
from typedconf.store import ConfigStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.metadata import EntryPoint

    from typedconf.sources.search_path import Place
    from typedconf.sources.source import Opener

T = TypeVar("T")

GROUP: Final = "typedconf.plugins"
_PROGRAM: Final = "the program"


class Plugin:
    """What an installed package adds to the programs that ask for plugins.

    ``search_path`` are addresses and whole paths of folders, looked into behind all of the program's own; ``store``
    has nodes, schemas of groups and resolvers; ``sources`` opens further schemes, as a Composer's.
    """

    __slots__ = ("search_path", "sources", "store")

    def __init__(
        self,
        *,
        search_path: Iterable[str | os.PathLike[str]] = (),
        store: ConfigStore | None = None,
        sources: Mapping[str, Opener] | None = None,
    ) -> None:
        """Keeps copies of all but the store.

        Raises:
            ConfigError: the search path is one text, or an entry of it is none; the store or the sources are none.
        """
        if isinstance(search_path, (str, os.PathLike)):
            raise ConfigError(Problem(f"search_path= takes a list of places, not one: {os.fspath(search_path)!r}"))
        try:
            self.search_path: Final = tuple(os.fspath(entry) for entry in search_path)
        except TypeError as error:
            raise ConfigError(Problem(f"search_path= takes a list of texts and paths: {error}")) from error
        if store is not None and not isinstance(store, ConfigStore):
            raise ConfigError(Problem(f"store= takes a ConfigStore, not an object of the class {type(store).__name__}"))
        self.store: Final = store
        self.sources: Final = Schemes({} if sources is None else sources).openers


class Plugged(NamedTuple):
    """A program with its plugins: its store, what opens its schemes, and the places behind its own."""

    store: ConfigStore | None
    sources: Schemes | None
    places: tuple[Place, ...]


class _Installed(NamedTuple):
    """A plugin, and how messages name it."""

    whose: str
    plugin: Plugin


def read_plugins(store: ConfigStore | None, sources: Mapping[str, Opener]) -> Plugged:
    """A program's ``store`` and ``sources`` with what the installed plugins add, in the order of the packages' names.

    The store is a new one where a plugin has any, so that the program's own stays as it is.

    Raises:
        ConfigError: with everything that is wrong with the plugins, and the package that each thing is from: what
            cannot be imported, is no Plugin, is there twice, or names a place that isn't there.
    """
    errors: list[ConfigError] = []
    installed: list[_Installed] = []
    for point in _entry_points():
        try:
            installed.append(_load(point))
        except ConfigError as error:
            errors.append(error)
    raise_all(errors)
    owners = [_Installed(_PROGRAM, Plugin(store=store, sources=sources)), *installed]
    openers = _joined("the scheme", [(one.whose, one.plugin.sources) for one in owners], errors)
    joined = _joined_store([(one.whose, one.plugin.store) for one in owners if one.plugin.store is not None], errors)
    raise_all(errors)
    schemes = Schemes(openers) if openers else None
    places: list[Place] = []
    for one in installed:
        try:
            places.extend(_places(one, schemes))
        except ConfigError as error:
            errors.append(error)
    raise_all(errors)
    return Plugged(joined, schemes, tuple(places))


def _entry_points() -> list[EntryPoint]:
    """Those of our group, in an order that doesn't depend on where packages are installed."""
    from importlib.metadata import entry_points  # noqa: PLC0415  costs as much as composing

    return sorted(entry_points(group=GROUP), key=lambda point: (_package(point), point.name, point.value))


def _package(point: EntryPoint) -> str:
    return (point.dist.name if point.dist is not None else None) or "an unnamed package"


def _load(point: EntryPoint) -> _Installed:
    whose = f"the plugin {point.name} of {_package(point)}"
    try:
        loaded = point.load()
    except (Exception, SystemExit) as error:  # a module that ends the process would do so without a word
        raise ConfigError(
            Problem(f"{whose} cannot be imported from {point.value!r}: {_reason(error)}", value=point.value)
        ) from error
    if callable(loaded) and not isinstance(loaded, Plugin):
        try:
            loaded = loaded()
        except (Exception, SystemExit) as error:
            raise ConfigError(
                Problem(f"{whose} fails in {point.value}: {_reason(error)}", value=point.value)
            ) from error
    if not isinstance(loaded, Plugin):
        message = f"{whose}: {point.value} gives no Plugin, but an object of the class {type(loaded).__name__}"
        raise ConfigError(Problem(message, value=point.value))
    return _Installed(whose, loaded)


def _reason(error: BaseException) -> str:
    return str(error) if isinstance(error, ConfigError) else f"{type(error).__name__}: {error}".removesuffix(": ")


def _joined(kind: str, owners: Iterable[tuple[str, Mapping[str, T]]], errors: list[ConfigError]) -> dict[str, T]:
    """All that the owners have, by name; notes an error for each name that two have."""
    joined: dict[str, T] = {}
    first: dict[str, str] = {}
    for whose, things in owners:
        for name, thing in things.items():
            if name in joined:
                message = f"{whose} adds {kind} {name!r}, which {first[name]} has already"
                errors.append(ConfigError(Problem(message, value=name)))
            else:
                joined[name], first[name] = thing, whose
    return joined


def _joined_store(owners: list[tuple[str, ConfigStore]], errors: list[ConfigError]) -> ConfigStore | None:
    """One store with all that the owners' have; the only one itself, and None without any."""
    if len(owners) < 2:  # noqa: PLR2004
        return owners[0][1] if owners else None
    made = ConfigStore()
    made.nodes.update(_joined("the node", [(whose, store.nodes) for whose, store in owners], errors))
    made.groups.update(_joined("the schema of", [(whose, store.groups) for whose, store in owners], errors))
    made.resolvers.update(_joined("the resolver", [(whose, store.resolvers) for whose, store in owners], errors))
    return made


def _places(one: _Installed, schemes: Schemes | None) -> Iterator[Place]:
    """The opened entries of a plugin's search path.

    Raises:
        ConfigError: an entry is a relative folder, which would begin wherever the program is run, or isn't there.
    """
    for entry in one.plugin.search_path:
        if not os.path.isabs(entry.removeprefix("file://")) and ("://" not in entry or entry.startswith("file://")):
            message = f"{one.whose} has the relative folder {entry!r} in its search path; write pkg://… or a whole path"
            raise ConfigError(Problem(message, value=entry))
        try:
            place = open_entry(entry, trusted=True, sources=schemes)
        except ConfigError as error:
            found = error.problems[0]
            raise type(error)(Problem(f"{one.whose}: {found.message}", value=entry)) from error
        if not place.source.is_available():
            raise ConfigError(Problem(f"{one.whose}: the folder {place.source} does not exist", value=entry))
        yield place
