"""What overrides of groups choose: by key, on the command line and by ``override`` entries, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.defaults.entries import GroupEntry, Listing, Option
from typedconf.errors import (
    ConfigError,
    DefaultsListError,
    OverrideError,
    did_you_mean,
    nearest_name,
    raise_all,
)
from typedconf.overrides import Operation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typedconf.errors import Problem
    from typedconf.overrides import Override
    from typedconf.sources import SearchPath


class Choice(NamedTuple):
    """The option that an override, or an ``override`` entry of a config, chooses for a key."""

    option: Option
    source: Override | tuple[Listing, GroupEntry]

    @property
    def text(self) -> str:
        """The override or the entry, as written."""
        return self.source[1].__str__() if isinstance(self.source, tuple) else self.source.text


class Selection:
    """The choices of one composition, filled while its defaults lists are followed.

    Keys are override keys: the absolute group, and ``@package`` where that differs from the group's own.
    """

    __slots__ = (
        "_adding",
        "_by_group",
        "_chosen",
        "_deleted",
        "_overrides",
        "_search_path",
        "_used",
        "added",
        "known",
        "values",
    )

    def __init__(
        self, overrides: Iterable[Override], search_path: SearchPath, adding: tuple[Override, ...] = ()
    ) -> None:
        """Sorts overrides of groups from those of values, which stay in ``values``, in order.

        ``adding`` are those written ``++`` that are known to match no entry.

        Raises:
            OverrideError: with all overrides of groups that can't be meant so.
        """
        self.values: Final[list[Override]] = []
        self.added: Final[list[tuple[GroupEntry, Override]]] = []
        self.known: Final[dict[str, str | None]] = {}
        self._chosen: Final[dict[str, Choice]] = {}
        self._deleted: Final[dict[str, tuple[str | None, Override]]] = {}
        self._overrides: Final = tuple(overrides)
        self._search_path: Final = search_path
        self._adding: Final = adding
        self._used: Final[set[str]] = set()
        self._by_group: Final[dict[str, set[str]]] = {}
        errors: list[ConfigError] = []
        for override in self._overrides:
            try:
                self._sort(override)
            except ConfigError as error:
                errors.append(error)
        raise_all(errors)

    def _sort(self, override: Override) -> None:
        value = override.value
        search_path = self._search_path
        if isinstance(value, dict) or override.merge is not None or not search_path.has_group(override.key):
            if override.package is not None:
                raise OverrideError(self._no_group(override))
            self.values.append(override)
            return
        key = override.key if override.package is None else f"{override.key}@{override.package}"
        option = option_of(override)
        if override.operation is Operation.DELETE:
            if isinstance(option, tuple):
                raise OverrideError(override.problem("~ takes one option of the group, not a list"))
            self._deleted[key] = option, override
        elif override.operation is Operation.ADD or override in self._adding:
            package = "" if override.package == "_here_" else override.package
            self.added.append((GroupEntry(override.key, option, package), override))
        else:
            self._chosen[key] = Choice(option, override)

    def touches(self, prefix: str) -> bool:
        """Whether any override chooses, adds or deletes below ``prefix``."""
        return (
            any(key.startswith(prefix) for key in self._chosen)
            or any(key.startswith(prefix) for key in self._deleted)
            or any(entry.group.startswith(prefix) for entry, _ in self.added)
        )

    def choose(self, key: str, listing: Listing, entry: GroupEntry) -> None:
        """Takes an ``override`` entry's word for ``key``, where nobody with more say has spoken."""
        if key not in self._chosen:
            self._chosen[key] = Choice(entry.option, (listing, entry))

    def chosen(self, key: str) -> Choice | None:
        """What is chosen for ``key``, which so finds its entry."""
        choice = self._chosen.get(key)
        if choice is not None:
            self._used.add(key)
        return choice

    def is_deleted(self, key: str, option: str | None) -> bool:
        """Whether ``~group`` takes the entry ``key`` with this option away."""
        deletion = self._deleted.get(key)
        if deletion is None or (deletion[0] is not None and deletion[0] != option):
            return False
        self._used.add(f"~{key}")
        return True

    def note(self, group: str, key: str, option: str | None) -> tuple[str | None, bool]:
        """Remembers that ``key`` has ``option``. The option it has, and whether that is new: the first one stays."""
        if key in self.known:
            return self.known[key], False
        self.known[key] = option
        self._by_group.setdefault(group, set()).add(key)
        return option, True

    def unmatched_forced(self) -> tuple[Override, ...]:
        """The ``++group=option`` that found no entry."""
        return tuple(
            choice.source
            for key, choice in self._chosen.items()
            if key not in self._used
            and not isinstance(choice.source, tuple)
            and choice.source.operation is Operation.FORCE_ADD
        )

    def adding(self, forced: tuple[Override, ...]) -> Selection:
        """The same selection, before anything is followed, in which ``forced`` add their groups."""
        return Selection(self._overrides, self._search_path, forced)

    def unmatched(self) -> list[ConfigError]:
        """An error for each choice and deletion that no entry answered to."""
        errors: list[ConfigError] = []
        for key, choice in self._chosen.items():
            if key not in self._used:
                errors.append(self._unmatched_choice(key, choice))
        for key, (option, override) in self._deleted.items():
            if f"~{key}" not in self._used:
                there = self.known.get(key)
                why = f"; its option is {there}" if option is not None and there is not None else self._others(key)
                message = f"nothing to delete: no entry {key} in the defaults list{why}"
                is_option_wrong = option is not None and there is not None
                marks = {} if is_option_wrong else _at_group(override)
                errors.append(OverrideError(override.problem(message, **marks)))
        return errors

    def _unmatched_choice(self, key: str, choice: Choice) -> ConfigError:
        message = f"no entry {key} in the defaults list to override{self._others(key)}"
        if isinstance(choice.source, tuple):
            listing, entry = choice.source
            return DefaultsListError(listing.problem(message, entry))
        override = choice.source
        return OverrideError(
            override.problem(message + self._what_works(override, choice.option), **_at_group(override))
        )

    def _what_works(self, override: Override, option: Option) -> str:
        """A line that says what to write instead; nothing where no option of that name is known."""
        text = override.text.lstrip("+")
        package, dot, inner = (override.package or "").rpartition(".")
        if dot and f"{override.key}@{package}" in self.known:
            return f"\nto set the value, write {package}.{inner}={text.partition('=')[2]}"
        names = self._search_path.names(override.key)
        wanted = option if isinstance(option, tuple) else (option,)
        if all(name is None or name in names or "${" in name or "/" in name for name in wanted):
            return f"\nto add the group, write +{text}"
        for group in (f"{override.key}/{name.removesuffix('/')}" for name in names if name.endswith("/")):
            if all(name in self._search_path.names(group) for name in wanted):
                keys = sorted(self._by_group.get(group, ())) or [f"+{group}"]
                return f"\nto choose the option, write {keys[0]}={text.partition('=')[2]}"
        near = nearest_name(wanted[0] or "", names) if len(wanted) == 1 else None
        return "" if near is None else f"\nto add the group, write +{text.partition('=')[0]}={near}"

    def _no_group(self, override: Override) -> Problem:
        """What has a package as only groups have, and is none."""
        names = self._search_path.names("")
        if override.key in names:
            message, near = f"{override.key} is a config, no group", None
        else:
            near = nearest_name(override.key, (name.removesuffix("/") for name in names))
            message = f"no group {override.key}{did_you_mean(near)}"
        return override.problem(message, value=override.key, suggestion=near, **_at_group(override))

    def _others(self, key: str) -> str:
        group = key.partition("@")[0]
        others = sorted(self._by_group.get(group, ()))
        if others:
            return f"; did you mean {' or '.join(others)}?"
        return did_you_mean(nearest_name(key, self.known))


def _at_group(override: Override) -> dict[str, Any]:
    """What marks the group that an override names, with its package."""
    package = "" if override.package is None else f"@{override.package}"
    return {"at": 0, "span": len(override.key + package)}


def option_of(override: Override) -> Option:
    """The option that an override of a group names, as it is written.

    Raises:
        OverrideError: an item of its list is no text.
    """
    value = override.value
    if isinstance(value, list):
        for index, item in enumerate(value):
            if not isinstance(item, str):
                written = override.raw((index,)) or item
                raise OverrideError(override.problem(f"the options of a list are texts; write '{written}' with quotes"))
        return tuple(value)
    if value is None or isinstance(value, str):
        return value
    return override.raw() or str(value)
