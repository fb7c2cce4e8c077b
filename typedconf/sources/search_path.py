"""SearchPath: the places in which configs are looked for, in order; the first that has one is taken whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.errors import ConfigError, ConfigNotFound, Problem, did_you_mean, nearest_name
from typedconf.sources.folder import SUFFIX, FolderSource
from typedconf.sources.hydra_tree import has_hydra_group, hydra_names, read_hydra
from typedconf.sources.package import find_package_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from typedconf.documents import Document
    from typedconf.sources.schemes import OpenedSource, Schemes
    from typedconf.sources.source import Opener
    from typedconf.store import ConfigStore, StoreNode

_MOST_LISTED = 40  # options in a message; a group of thousands is better looked at in its folder

PRIMARY_SUFFIXES: Final = (".json", ".toml")  # beside YAML's; options of groups are YAML alone


class Found(NamedTuple):
    """A config: its document, its node of the store (merged directly below the document), or both."""

    document: Document | None
    node: StoreNode | None
    trusted: bool


class Place(NamedTuple):
    """One entry of the search path: its source, and whether the program itself named it."""

    source: FolderSource | OpenedSource
    trusted: bool


class SearchPath:
    """Where configs come from. Immutable; ``extended`` gives one with more places."""

    __slots__ = ("places", "sources", "store", "unavailable")

    def __init__(
        self,
        places: Iterable[Place],
        store: ConfigStore | None,
        unavailable: tuple[str, ...] = (),
        sources: Schemes | None = None,
    ) -> None:
        self.places: Final = tuple(places)
        self.store: Final = store
        self.sources: Final = sources  # what opens the addresses of the program's own schemes
        self.unavailable: Final = unavailable  # entries that name no place on this machine

    def __reduce__(self) -> tuple[Any, ...]:
        """Without the store and the schemes, which may not pickle; a file is found again all the same."""
        return SearchPath, (self.places, None, self.unavailable)

    def extended(self, entries: Iterable[str], after: int, *, trusted: bool) -> SearchPath:
        """The same with the places of ``entries``, those of ``hydra.searchpath``, behind the first ``after`` ones.

        A search path may name folders and packages that only other machines have: these are passed over, and kept as
        ``unavailable``.

        Raises:
            ConfigNotFound: an entry's scheme is unknown. The problem's key is the entry's, as of all of these.
            ConfigError: a source cannot be opened, or is none.
        """
        places: list[Place] = []
        unavailable: list[str] = []
        for index, entry in enumerate(entries):
            try:
                place = _find_place(entry, trusted=trusted, sources=self.sources)
            except ConfigError as error:
                raise type(error)(*(_keyed(problem, index) for problem in error.problems)) from error.__cause__
            if place is None:
                unavailable.append(entry)
            else:
                places.append(place)
        return SearchPath(
            (*self.places[:after], *places, *self.places[after:]), self.store, tuple(unavailable), self.sources
        )

    def find(self, name: str) -> Found | None:
        """The config ``name``, with or without its suffix; None where no place has it.

        Raises:
            ConfigNotFound: the name leads out of the search path.
            DocumentError: the config is there and cannot be read.
        """
        name = name.removesuffix(SUFFIX)
        if ".." in name or "\\" in name or "\0" in name:
            check_name(name)
        if name.startswith("hydra/"):
            document = read_hydra(name)
            if document is not None:
                return Found(document, None, trusted=True)
        node = self.store.nodes.get(name) if self.store is not None else None
        for place in self.places:
            document = place.source.read(name)
            if document is not None:
                return Found(document, node, place.trusted)
        return Found(None, node, trusted=True) if node is not None else None

    def find_primary(self, name: str) -> Found | None:
        """As ``find``, for a primary config, which may be JSON or TOML as well.

        Raises:
            ConfigNotFound: the name leads out of the search path.
            DocumentError: the config is there and cannot be read.
        """
        found = self.find(name)
        for suffix in PRIMARY_SUFFIXES:
            for place in self.places:
                if found is None:
                    document = place.source.read(name.removesuffix(suffix), suffix)
                    found = Found(document, None, place.trusted) if document is not None else None
        return found

    def has_changed(self, name: str, document: Document) -> bool:
        """Whether another text is found for ``name`` now than that of ``document``, which was found before.

        What a source was asked for once and for all is not asked for again, so that it never has changed.

        Raises:
            ConfigError: what is found now cannot be read.
        """
        suffix = document.file[document.file.rfind(".") :]
        for place in self.places:
            if place.source.keeps(name, document):
                return False
            found = place.source.read(name, suffix)
            if found is not None:
                return found.text != document.text
        return True

    def has_group(self, group: str) -> bool:
        """Whether any place knows ``group``."""
        if ".." in group or not group:
            return False
        return (
            has_hydra_group(group)
            or any(place.source.has_group(group) for place in self.places)
            or (self.store is not None and self.store.has_group(group))
        )

    def names(self, group: str) -> list[str]:
        """All options of ``group``, sorted; sub-groups end in ``/``."""
        found = set(hydra_names(group)) if group == "hydra" or group.startswith("hydra/") else set()
        for place in self.places:
            found.update(place.source.names(group))
        if self.store is not None:
            found.update(self.store.names(group))
        return sorted(found)

    def not_found(self, name: str, *, of: str, key: str = "") -> Problem:
        """What to say of a config that no place has: the options there are, and the nearest name.

        ``of`` begins the message, such as ``in config: no option 'x' in the group db``; ``key`` is the override that
        would choose another.
        """
        group, _, option = name.rpartition("/")
        names = self.names(group)
        options = [other for other in names if not other.endswith("/")]
        message = of + next(filter(None, (place.source.oddity(name) for place in self.places)), "")
        near = nearest_name(option, (other for other in options if other != option))
        message += did_you_mean(near)
        if options:
            listed = ", ".join(options[:_MOST_LISTED]) + (", …" if len(options) > _MOST_LISTED else "")
            message += "\n" + _wrapped(f"{'options' if group else 'configs'}: {listed}")
        elif names:
            message += f"\nthere are only groups: {', '.join(names)}"
        else:
            message += (
                f"\nsearch path: {', '.join(repr(place.source) for place in self.places) or 'empty'}"
                if not group
                else f"\nthere is no group {group}"
            )
        return Problem(
            message, key=key, value=option, expected="one of " + ", ".join(options[:_MOST_LISTED]), suggestion=near
        )


def check_name(name: str) -> None:
    """Does nothing for a name that cannot lead out of the search path.

    Raises:
        ConfigNotFound: it can, or holds what no name of a config does.
    """
    if "\\" in name:
        raise ConfigNotFound(Problem(f"a config's name has / between its parts, no backslash: {name!r}", value=name))
    if "\0" in name:
        raise ConfigNotFound(Problem(f"no name of a config: {name!r}", value=name))
    if ".." in name.split("/"):
        raise ConfigNotFound(Problem(f"{name!r} leads out of its folder; no config is looked for there", value=name))


def open_entry(text: str, *, trusted: bool, shown: str | None = None, sources: Schemes | None = None) -> Place:
    """The place that an entry of the search path names: a folder, ``file://…``, ``pkg://…`` or one of ``sources``.

    Relative folders start at the working folder.

    Raises:
        ConfigNotFound: the scheme is unknown, or the package does not exist.
        ConfigError: a source cannot be opened, or is none.
    """
    scheme, separator, rest = text.partition("://")
    if not separator or scheme == "file":
        folder = rest if separator else text
        return Place(FolderSource(os.path.abspath(folder), shown or show_folder(folder)), trusted)
    if scheme == "pkg":
        found = find_package_folder(rest)
        if found is None:
            raise ConfigNotFound(Problem(f"no package {rest!r} with configs for {text}", value=text))
        return Place(FolderSource(found, shown or show_folder(found)), trusted)
    if sources is not None:
        return Place(sources.open(text), trusted)
    from typedconf.sources.schemes import unknown_scheme  # noqa: PLC0415  most programs have folders alone

    raise unknown_scheme(text)


def open_extensions(
    store: ConfigStore | None, sources: Mapping[str, Opener], *, plugins: bool
) -> tuple[ConfigStore | None, Schemes | None, tuple[Place, ...]]:
    """A program's store, what opens its schemes, and no places; with ``plugins``, what these add to all three.

    Raises:
        ConfigError: a scheme or what opens it is none, or a plugin is wrong.
    """
    if plugins:
        from typedconf.sources.plugins import read_plugins  # noqa: PLC0415  most programs have none

        return read_plugins(store, sources)
    if not sources:
        return store, None, ()
    from typedconf.sources.schemes import Schemes  # noqa: PLC0415  most programs have folders alone

    return store, Schemes(sources), ()


def _wrapped(text: str) -> str:
    from textwrap import fill  # noqa: PLC0415  only to make a report

    return fill(text, 76, subsequent_indent="  ", break_on_hyphens=False)


def _find_place(entry: str, *, trusted: bool, sources: Schemes | None) -> Place | None:
    """As ``open_entry``, but None for a folder or a package that isn't there."""
    try:
        place = open_entry(entry, trusted=trusted, sources=sources)
    except ConfigNotFound:
        if entry.startswith("pkg://"):
            return None
        raise
    return place if place.source.is_available() else None


def _keyed(problem: Problem, index: int) -> Problem:
    return problem._replace(key=f"hydra.searchpath[{index}]")


def show_folder(folder: str) -> str:
    """How messages write a folder: relative to the working folder where it lies below, else absolute."""
    full = os.path.abspath(folder)
    try:
        here = os.getcwd()
    except OSError:
        return full
    return full[len(here) + 1 :] if full.startswith(here + os.sep) else full
