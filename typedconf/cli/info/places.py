"""A program's composer goes in; its search path and the plugins come out, as text and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.flags import CONFIG_DIR, CONFIG_PATH
from typedconf.cli.info.shown import Note, Rows
from typedconf.errors import ConfigError
from typedconf.sources import open_entry
from typedconf.sources.plugins import GROUP, Plugin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.metadata import EntryPoint

    from typedconf.cli.info.asked import Asked
    from typedconf.cli.info.shown import Block
    from typedconf.store import ConfigStore

_OWN: Final = "hydra/"
_CONFIG_PATH: Final = "config_path"
_PLUGINS: Final = "plugins"
_PLACES: Final = "search_path"
_SETTING: Final = "hydra.searchpath"
_FLAGS: Final = {_CONFIG_PATH: CONFIG_PATH, _PLACES: CONFIG_DIR}  # which take the place of parameters


class Named(NamedTuple):
    """A place that is looked into for configs: how messages write it, who named it, whether it is there."""

    place: str
    by: str
    available: bool


class Installed(NamedTuple):
    """A plugin of an installed package, and what it adds, which is known where a program asks for plugins."""

    name: str
    package: str
    value: str
    plugin: Plugin | None


# -- the search path --------------------------------------------------------------------------------------------------


def path_data(asked: Asked) -> Any:
    """The search path as ``--json`` has it, the first place first."""
    return [one._asdict() for one in _places(asked)]


def path_blocks(asked: Asked) -> Sequence[Block]:
    """The search path as a table, the first place first."""
    rows = [(one.place, "" if one.available else "NOT THERE", one.by) for one in _places(asked)]
    return [Rows(rows, heads=("PLACE", "", "NAMED BY"))]


def _places(asked: Asked) -> Iterator[Named]:
    """All places, in the order in which a config is looked for."""
    yield Named(_OWN, "typedconf", available=True)
    first = [named for parameter, named in _own_places(asked) if parameter == _CONFIG_PATH]
    others = [named for parameter, named in _own_places(asked) if parameter != _CONFIG_PATH]
    yield from (*first, *_settings_places(asked), *others)
    if _has_store(asked):
        yield Named("the store", "store", available=True)


def _own_places(asked: Asked) -> Iterator[tuple[str, Named]]:
    """The places that the program and its command line name, each with the parameter that it was given by."""
    owners = {_shown(entry): one for one in _installed(asked) for entry in _additions(one.plugin).get(_PLACES, ())}
    for parameter, place in asked.composer.places:
        shown = repr(place.source)
        flag = _FLAGS.get(parameter, "")
        owner = owners.get(shown) if parameter == _PLUGINS else None
        by = flag if asked.line.has(flag) else parameter
        by = by if owner is None else f"the plugin {owner.name} of {owner.package}"
        yield parameter, Named(shown, by, place.source.is_available())


def _shown(entry: str) -> str:
    """How messages write the place that an entry of a search path names."""
    try:
        return repr(open_entry(entry, trusted=True).source)
    except ConfigError:  # its scheme is a plugin's own
        return entry


def _has_store(asked: Asked) -> bool:
    """Whether the program or a plugin has a store; nobody knows where a folder is missing."""
    try:
        return asked.search_path.store is not None
    except ConfigError:
        return False


def _settings_places(asked: Asked) -> Iterator[Named]:
    """The places that ``hydra.searchpath`` adds, which is known where something composes."""
    if asked.error is not None:
        return
    search_path = asked.composition.search_path
    own = [repr(place.source) for _, place in asked.composer.places]
    for place in search_path.places:
        if repr(place.source) in own:
            own.remove(repr(place.source))
        else:
            yield Named(repr(place.source), _SETTING, available=True)
    for entry in search_path.unavailable:
        yield Named(entry, _SETTING, available=False)


# -- plugins ----------------------------------------------------------------------------------------------------------


def plugin_data(asked: Asked) -> Any:
    """The plugins as ``--json`` has them, and whether the program asks for them."""
    return {
        "enabled": asked.composer.plugins,
        "installed": [
            {"name": one.name, "package": one.package, "value": one.value, "adds": _additions(one.plugin)}
            for one in _installed(asked)
        ],
    }


def plugin_blocks(asked: Asked) -> Sequence[Block]:
    """The plugins as a table, with what they add."""
    installed = list(_installed(asked))
    rows = [
        (
            one.name,
            one.package,
            "; ".join(f"{kind}: {', '.join(names)}" for kind, names in _additions(one.plugin).items() if names)
            or one.value,
        )
        for one in installed
    ]
    if not asked.composer.plugins:
        note = "The program doesn't ask for plugins (plugins=True would)"
        return [Note(f"{note}." if not rows else f"{note}; these are installed:"), *([Rows(rows)] if rows else [])]
    return [Rows(rows, heads=("PLUGIN", "PACKAGE", "ADDS"))] if rows else [Note("No plugin is installed.")]


def _installed(asked: Asked) -> Iterator[Installed]:
    """The plugins of installed packages; loaded where the program has loaded them anyway."""
    from importlib.metadata import entry_points  # noqa: PLC0415  slow to load, and most words don't need it

    for point in sorted(entry_points(group=GROUP), key=lambda point: (_package(point), point.name)):
        plugin = _loaded(point) if asked.composer.plugins else None
        yield Installed(point.name, _package(point), point.value, plugin)


def _package(point: EntryPoint) -> str:
    return (point.dist.name if point.dist is not None else None) or "an unnamed package"


def _loaded(point: EntryPoint) -> Plugin | None:
    """The plugin, which a composer was made with, so that there is nothing wrong with it."""
    found = point.load()
    found = found if isinstance(found, Plugin) else found()
    return found if isinstance(found, Plugin) else None


def _additions(plugin: Plugin | None) -> Mapping[str, list[str]]:
    """What a plugin adds, by kind; nothing is known of one that wasn't loaded."""
    if plugin is None:
        return {}
    store: ConfigStore | None = plugin.store
    return {
        _PLACES: list(plugin.search_path),
        "configs": list(store.nodes) if store is not None else [],
        "groups": list(store.groups) if store is not None else [],
        "resolvers": list(store.resolvers) if store is not None else [],
        "schemes": list(plugin.sources),
    }
