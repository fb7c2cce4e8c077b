"""An entry, and where the config that lists it stands -> the absolute group, package and override key of the entry.

Source: Hydra's "Packages", and its override keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.defaults.entries import SELF, ConfigEntry, Entry, GroupEntry, Listing

if TYPE_CHECKING:
    from collections.abc import Iterable

GLOBAL: Final = "_global_"  # the package that is the whole config


class Placed(NamedTuple):
    """An entry, and what it comes to where it stands."""

    entry: Entry
    group: str  # absolute; of a config, the folder it lies in
    package: str | None  # as the entry says it, relative to the listing config's; None leaves it to the header
    relative: str  # the group as written, with dots: the package where neither entry nor header gives one
    key: str  # the override key; of a config, its absolute path
    text: str


class Plan(NamedTuple):
    """A defaults list as it is followed: from its end, None in the place of the config's own content."""

    steps: tuple[Placed | None, ...]
    overrides: tuple[Placed, ...]


def plan(listing: Listing, folder: str, package: str) -> Plan:
    """How the list of ``listing`` is followed where it lies in ``folder`` and is placed at ``package``; made once."""
    known: Plan | None = listing.plans.get((folder, package))
    if known is None:
        known = listing.plans[folder, package] = _make_plan(listing.entries, folder, package)
    return known


def _make_plan(entries: Iterable[Entry], folder: str, package: str) -> Plan:
    steps: list[Placed | None] = []
    overrides: list[Placed] = []
    for entry in entries:
        if isinstance(entry, ConfigEntry) and entry.path == SELF:
            steps.append(None)
        elif isinstance(entry, GroupEntry) and entry.is_override:
            overrides.append(place(entry, folder, package))
        else:
            steps.append(place(entry, folder, package))
    if None not in steps:
        steps.append(None)
    return Plan(tuple(reversed(steps)), tuple(overrides))


def place(entry: Entry, folder: str, package: str) -> Placed:
    """What ``entry`` comes to in a config in ``folder`` that is placed at ``package``."""
    is_group = isinstance(entry, GroupEntry)
    written = entry.group if isinstance(entry, GroupEntry) else entry.path
    path = written[1:] if written.startswith("/") else f"{folder}/{written}" if folder else written
    group = path if is_group else path.rpartition("/")[0]
    relative = (written if is_group else written.rpartition("/")[0]).removeprefix("/").replace("/", ".")
    default = group.replace("/", ".")
    own = entry.package
    if own is not None and "_group_" in own:
        own = f"{GLOBAL}.{own.replace('_group_', default)}"
    key = path
    if is_group:
        final = final_package(package, relative if own is None else own)
        if final != default:
            key = f"{group}@{final or GLOBAL}"
    return Placed(entry, group, own, relative, key, str(entry))


def final_package(parent: str, package: str) -> str:
    """``package`` below ``parent``; what follows the last ``_global_`` is absolute."""
    joined = f"{parent}.{package}" if parent and package else parent or package
    last = joined.rfind(GLOBAL)
    return joined if last < 0 else joined[last + len(GLOBAL) + 1 :]
