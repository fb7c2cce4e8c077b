"""A found config goes in, a Listing comes out: its defaults list as entries, and its own content without it.

    list    = { entry } ;
    entry   = name [ "@" package ]                                      (* a config, or "_self_" *)
            | [ "optional" | "override" ] group [ "@" package ] ":" option ;
    option  = NAME | "null" | "???" | "[" { NAME } "]" ;                (* a scalar is taken as it is written *)

Source: Hydra's "The Defaults List".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from typedconf.errors import ConfigError, DefaultsListError, Problem, did_you_mean, nearest_name, raise_all
from typedconf.sources.folder import SUFFIX
from typedconf.sources.search_path import PRIMARY_SUFFIXES
from typedconf.trees import MISSING, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typedconf.documents import Document
    from typedconf.errors import Origin
    from typedconf.sources import Found, SearchPath
    from typedconf.store import StoreNode
    from typedconf.trees import KeyPath, Tree

SELF: Final = "_self_"
_KEYWORDS: Final = ("optional", "override")


class ConfigEntry(NamedTuple):
    """``- name`` or ``- name@package``: a config that is always there. ``_self_`` is one too."""

    path: str
    package: str | None = None
    optional: bool = False
    position: int = 0

    def __str__(self) -> str:
        return self.path if self.package is None else f"{self.path}@{self.package}"

    @property
    def is_override(self) -> bool:
        """No config can be chosen by another list."""
        return False


Option: TypeAlias = str | tuple[str, ...] | None


class GroupEntry(NamedTuple):
    """``- group: option``, whose option overrides can choose."""

    group: str
    option: Option
    package: str | None = None
    optional: bool = False
    is_override: bool = False
    position: int = 0

    def __str__(self) -> str:
        keyword = "optional " if self.optional else "override " if self.is_override else ""
        package = "" if self.package is None else f"@{self.package}"
        option = "null" if self.option is None else self.option
        if isinstance(option, tuple):
            option = f"[{', '.join(option)}]"
        return f"{keyword}{self.group}{package}: {option}"


Entry: TypeAlias = ConfigEntry | GroupEntry


class Listing:
    """One config: the entries of its defaults list, and what it contributes itself, the store's node below the file.

    The list is the file's, and the node's where the file has none.
    """

    __slots__ = ("_lister", "bodies", "document", "entries", "header", "is_trusted", "name", "node", "plans")

    def __init__(self, name: str, found: Found | None, entries: tuple[Entry, ...]) -> None:
        self.name: Final = name
        self.document: Final = found.document if found is not None else None
        self.node: Final = found.node if found is not None else None
        self.is_trusted: Final = found is None or found.trusted
        self.entries: Final = entries
        self._lister: Final = _lister(found)
        self.header: Final = header_of(self.document, self.node)
        self.bodies: Final = _bodies(self.document, self.node)
        # How the list is followed, by where this config is placed; filled and read by the expansion alone.
        self.plans: Final[dict[tuple[str, str], Any]] = {}

    def problem(self, message: str, entry: Entry | None = None, *, option: str | None = None, **fields: Any) -> Problem:
        """A problem of this config, at ``entry`` where one is given: at its group, or at the wrong ``option``."""
        source = self._lister
        if source is None:
            return Problem(f"in {self.name}: {message}", **fields)
        path: KeyPath = ("defaults",)
        written = None
        if entry is not None:
            path = (*path, entry.position)
            written = _group_as_written(source.tree, path)
            if written is not None and option is not None:
                path = _option_path(source, (*path, written), option)
                written = None
            written = source.raw(path) if written is None else written
        origin = source.origin(path)
        excerpt, span = source.excerpt(origin), len(written or " ")
        return Problem(f"in {self.name}: {message}", origin=origin, excerpt=excerpt, span=span, **fields)

    def place(self, entry: Entry) -> Origin | None:
        """Where ``entry`` stands; None of a config without a list of its own."""
        return None if self._lister is None else self._lister.origin(("defaults", entry.position))


class Library:
    """The listings of a search path. Keeps each as long as the config it was made from is the same."""

    __slots__ = ("_check", "_known", "errors", "search_path")

    def __init__(
        self, search_path: SearchPath, check: Callable[[Document], list[ConfigError]], known: dict[str, Listing]
    ) -> None:
        """``check`` finds what is wrong with a new document; ``known`` outlives this library and is filled by it.

        What is wrong with a document's values is kept in ``errors``: its defaults list can be followed all the same.
        """
        self.search_path: Final = search_path
        self.errors: Final[list[ConfigError]] = []
        self._check: Final = check
        self._known: Final = known

    def find(self, name: str) -> Listing | None:
        """The config ``name``, or None where no place has it.

        Raises:
            ConfigError: it is there, but no config or with a malformed defaults list.
        """
        found = self.search_path.find(name)
        return None if found is None else self._listing(name, found)

    def find_primary(self, name: str) -> Listing | None:
        """As ``find``, for the primary config.

        Raises:
            ConfigError: as ``find``.
        """
        found = self.search_path.find_primary(name)
        return None if found is None else self._listing(name, found)

    def _listing(self, name: str, found: Found) -> Listing:
        known = self._known.get(name)
        if (
            known is not None
            and known.document is found.document
            and known.node is found.node
            and known.is_trusted is found.trusted
        ):
            return known
        errors = self._check(found.document) if found.document is not None else []
        stem = name
        for suffix in (SUFFIX, *PRIMARY_SUFFIXES):
            stem = stem.removesuffix(suffix)
        listing = Listing(stem, found, parse_entries(name, found))
        if errors:
            self.errors.extend(errors)
        else:
            self._known[name] = listing
        return listing


def parse_entries(name: str, found: Found) -> tuple[Entry, ...]:
    """The defaults list of a config as entries, in order; empty where it has none.

    Raises:
        DefaultsListError: with all entries that are malformed.
    """
    source = _lister(found)
    if source is None or not _has_list(source.tree):
        return ()
    raw = source.tree["defaults"]
    if raw == MISSING or (isinstance(raw, str) and raw.startswith("${")):
        return ()  # the reference takes both as no list
    listing = Listing(name, found, ())
    if not isinstance(raw, list):
        kind = "null" if raw is None else "a mapping" if isinstance(raw, dict) else f"{raw!r}"
        raise DefaultsListError(listing.problem(f"defaults must be a list, not {kind}", key="defaults"))
    entries: list[Entry] = []
    errors: list[ConfigError] = []
    for position, item in enumerate(raw):
        try:
            entries.append(_parse_entry(item, position, source))
        except _EntryError as error:
            problem = listing.problem(str(error), ConfigEntry("", position=position), key=f"defaults[{position}]")
            errors.append(DefaultsListError(problem))
    errors.extend(_misplaced(entries, listing))
    raise_all(errors)
    return tuple(entries)


def _lister(found: Found | None) -> Document | StoreNode | None:
    """What has the defaults list of a config: its file, but the store's node where only that has one."""
    if found is None or found.node is None:
        return found.document if found is not None else None
    return found.node if found.document is None or not _has_list(found.document.tree) else found.document


def _group_as_written(tree: Tree, path: KeyPath) -> str | None:
    """The key of an entry that is a mapping: its keywords, its group and its package."""
    item = find(tree, path)
    key = next(iter(item), None) if isinstance(item, dict) else None
    return key if isinstance(key, str) else None


def _option_path(source: Document | StoreNode, path: KeyPath, option: str) -> KeyPath:
    """Where ``option`` stands among the options at ``path``."""
    options = find(source.tree, path)
    for index, item in enumerate(options if isinstance(options, list) else ()):
        if option in (item, source.raw((*path, index))):
            return (*path, index)
    return path


def _has_list(tree: Tree) -> bool:
    return isinstance(tree, dict) and "defaults" in tree


def _misplaced(entries: list[Entry], listing: Listing) -> Iterator[ConfigError]:
    """``_self_`` stands at most once, and overrides close their list."""
    selves = 0
    override: Entry | None = None
    for entry in entries:
        if isinstance(entry, ConfigEntry) and entry.path == SELF:
            selves += 1
            if selves == 2:  # noqa: PLR2004  once is right, twice is said, thrice adds nothing
                yield DefaultsListError(listing.problem("_self_ stands twice in the defaults list", entry))
        elif entry.is_override:
            override = entry
        elif override is not None:
            message = f"{str(entry)!r} stands behind {str(override)!r}; overrides close their list"
            yield DefaultsListError(listing.problem(message, entry))
            return


class _EntryError(Exception):
    """What is wrong with one entry; becomes a problem at its place."""


def _parse_entry(item: Tree, position: int, source: Document | StoreNode) -> Entry:
    if isinstance(item, str):
        path, at, package = item.partition("@")
        if path == SELF and at:
            raise _EntryError("_self_ takes no package")
        return ConfigEntry(path, _package(package) if at else None, position=position)
    if not isinstance(item, dict):
        raise _EntryError(f"an entry is a config's name or group: option, not {'null' if item is None else repr(item)}")
    if len(item) != 1:
        what = "no group" if not item else f"{len(item)} groups ({', '.join(map(str, item))})"
        raise _EntryError(f"an entry names one group, this one {what}")
    ((key, value),) = item.items()
    if not isinstance(key, str):
        raise _EntryError(f"the name of a group is text, not {key!r}")
    name, at, package = key.partition("@")
    *words, group = name.split(" ")
    _check_keywords(words, group)
    if not group.removeprefix("/"):
        raise _EntryError(f"no group in {key!r}")
    return GroupEntry(
        group,
        _option(value, ("defaults", position, key), source),
        _package(package) if at else None,
        optional="optional" in words,
        is_override="override" in words,
        position=position,
    )


def _check_keywords(words: list[str], group: str) -> None:
    for word in words:
        if word not in _KEYWORDS:
            near = nearest_name(word, _KEYWORDS)
            raise _EntryError(f"{word!r} before the group {group!r} is no keyword{did_you_mean(near)}")
    if len(words) > 1:
        raise _EntryError(f"{' and '.join(words)} can't be combined")


def _package(text: str) -> str:
    # "@old:new", a rename of Hydra 1.0, still parses in files; what follows the colon has no meaning any more
    package = text.partition(":")[0]
    return "" if package == "_here_" else package


def _option(value: Tree, path: KeyPath, source: Document | StoreNode) -> Option:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return tuple(_scalar_option(item, (*path, index), source) for index, item in enumerate(value))
    return _scalar_option(value, path, source)


def _scalar_option(value: Tree, path: KeyPath, source: Document | StoreNode) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float)):
        return source.raw(path) or str(value)
    kind = "null" if value is None else "a mapping" if isinstance(value, dict) else "a list"
    raise _EntryError(f"an option is a name, not {kind}")


def header_of(document: Document | None, node: StoreNode | None) -> str | None:
    """The package that the file's header or the registration gives; a header is absolute."""
    package = document.package if document is not None else None
    if package is None and node is not None:
        package = node.package
    if package is None or package == "_global_" or package.startswith("_global_."):
        return package
    return f"_global_.{package}" if package else "_global_"


def _bodies(
    document: Document | None, node: StoreNode | None
) -> tuple[tuple[Tree, type | None, Document | StoreNode], ...]:
    """What a config contributes itself, highest first: the file, then the store's node below it."""
    bodies: list[tuple[Tree, type | None, Document | StoreNode]] = []
    if document is not None:
        bodies.append((_without_defaults(document.tree), None, document))
    if node is not None:
        bodies.append((_without_defaults(node.tree), node.schema, node))
    return tuple(bodies)


def _without_defaults(tree: Tree) -> Tree:
    if _has_list(tree):
        return {key: value for key, value in tree.items() if key != "defaults"}
    return tree
