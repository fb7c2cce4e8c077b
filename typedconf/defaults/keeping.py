"""A primary config and a selection go in; layers come out, those of before while every config is the same as then.

Following defaults lists takes longer than seeing that no file has changed, and the jobs of a sweep over values, or the
compositions of a notebook, follow the same ones again and again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from typedconf.defaults.entries import Library
from typedconf.defaults.expansion import expand
from typedconf.defaults.selection import Selection
from typedconf.errors import ConfigError
from typedconf.sources import SearchPath

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from typedconf.defaults.entries import Listing
    from typedconf.documents import Document
    from typedconf.layers import Layer
    from typedconf.overrides import Override
    from typedconf.sources import Found

    Key: TypeAlias = tuple[str | None, tuple[tuple[str | None, ...], ...]]
    Finds: TypeAlias = Mapping[tuple[str, bool], Found | None]  # by name, and whether as the primary config

_MOST_KEPT: Final = 1_000  # choices; a long sweep over options may meet any number


class Expanded(NamedTuple):
    """What defaults lists come to: the layers, lowest first; the option of each group; the overrides of values."""

    layers: tuple[Layer, ...]
    known: Mapping[str, str | None]
    values: tuple[Override, ...]


class Expansions:
    """What defaults lists have come to so far. Its user holds it; it may be used from many threads."""

    __slots__ = ("_check", "_kept", "_listings")

    def __init__(self, check: Callable[[Document], list[ConfigError]]) -> None:
        """``check`` finds what is wrong with a new document."""
        self._check: Final = check
        self._listings: Final[dict[str, Listing]] = {}
        self._kept: Final[dict[Key, tuple[Finds, Expanded]]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Without what was kept, which another process finds for itself."""
        return Expansions, (self._check,)

    def expand(
        self,
        primary: str | None,
        overrides: Iterable[Override],
        search_path: SearchPath,
        evaluate: Callable[[str], Any],
    ) -> Expanded:
        """The layers of ``primary`` with what ``overrides`` choose.

        Raises:
            ConfigError: as ``Selection`` and ``expand``.
        """
        selection = Selection(overrides, search_path)
        of_values = set(map(id, selection.values))
        key = primary, tuple(_written(one) for one in overrides if id(one) not in of_values)
        kept = self._kept.get(key)
        if kept is not None and _finds_the_same(search_path, kept[0]):
            return kept[1]._replace(values=tuple(selection.values))
        evaluated: list[str] = []

        def noted(text: str) -> Any:
            evaluated.append(text)
            return evaluate(text)

        watched = _Watched(search_path)
        layers, selection = expand(primary, Library(watched, self._check, self._listings), selection, noted)
        expanded = Expanded(tuple(layers), selection.known, tuple(selection.values))
        # A resolver may answer otherwise the next time, and our own hydra/ tree is made anew each time.
        if not evaluated and not selection.touches("hydra/"):
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = watched.found, expanded
        return expanded


class _Watched(SearchPath):
    """A search path that notes what is found on it."""

    __slots__ = ("found",)

    def __init__(self, search_path: SearchPath) -> None:
        super().__init__(search_path.places, search_path.store, search_path.unavailable, search_path.sources)
        self.found: Final[dict[tuple[str, bool], Found | None]] = {}

    def find(self, name: str) -> Found | None:
        """As of any search path."""
        found = self.found[name, False] = super().find(name)
        return found

    def find_primary(self, name: str) -> Found | None:
        """As of any search path."""
        found = self.found[name, True] = super().find_primary(name)
        self.found.pop((name, False), None)  # which it has looked for first
        return found


def _finds_the_same(search_path: SearchPath, finds: Finds) -> bool:
    """Whether ``search_path`` has the very documents and nodes that were found before, under every name."""
    with suppress(ConfigError):  # which following the lists will tell, with its place
        return all(
            _is_same(found, search_path.find_primary(name) if is_primary else search_path.find(name))
            for (name, is_primary), found in finds.items()
        )
    return False


def _is_same(old: Found | None, new: Found | None) -> bool:
    if old is None or new is None:
        return old is new
    return old.document is new.document and old.node is new.node and old.trusted is new.trusted


def _written(override: Override) -> tuple[str | None, ...]:
    return override.operation, override.key, override.package, override.text
