"""A path where something is missing or wrong goes in; the overrides of groups that would set it right come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.defaults.entries import header_of
from typedconf.defaults.placing import final_package
from typedconf.errors import ConfigError
from typedconf.trees import parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typedconf.sources import SearchPath
    from typedconf.trees import KeyPath

_MOST_READ: Final = 50  # options; advice must not cost more than what it is about


class Groups(NamedTuple):
    """The groups of one composition, asked for advice; ``choices`` are the options that they have, by their keys."""

    search_path: SearchPath
    choices: Mapping[str, str | None]

    def options_at(self, path: KeyPath) -> list[str]:
        """The overrides that fill ``path`` by an option of the group of its name, or of a group below that.

        A group that has its option already would only be changed, and is left out.
        """
        if not path or not all(isinstance(key, str) for key in path):
            return []
        found: list[str] = []
        for count, (group, option) in enumerate(_options("/".join(map(str, path)), self.search_path)):
            if count == _MOST_READ:
                break
            if self.choices.get(group) is None and _package(group, option, self.search_path) == path:
                found.append(f"{'' if group in self.choices else '+'}{group}={option}")
        return found

    def choice_of(self, path: KeyPath, value: object) -> str | None:
        """The override that chooses the option ``value`` of a group which fills a part around ``path``, or None.

        Whoever writes ``db.name=mysql`` may mean ``db=mysql``.
        """
        if not isinstance(value, str):
            return None
        above = [".".join(map(str, path[:length])) for length in range(1, len(path))]
        for key in self.choices:
            group, _, package = key.partition("@")
            if (package or group.replace("/", ".")) in above and value in self.search_path.names(group):
                return f"{key}={value}"
        return None


def _options(group: str, search_path: SearchPath, depth: int = 0) -> Iterator[tuple[str, str]]:
    """The options of ``group``, then those of the groups in it."""
    try:
        names = search_path.names(group)
    except ConfigError:  # a key that is no name of a group
        return
    yield from ((group, name) for name in names if not name.endswith("/"))
    for name in names:
        if name.endswith("/") and depth < 2:  # noqa: PLR2004  deeper ones are named by nobody who asks for the outermost
            yield from _options(f"{group}/{name[:-1]}", search_path, depth + 1)


def _package(group: str, option: str, search_path: SearchPath) -> KeyPath | None:
    """Where an option lands when its group is added; None where it can't be read."""
    try:
        found = search_path.find(f"{group}/{option}")
    except ConfigError:
        return None
    if found is None:
        return None
    header = header_of(found.document, found.node)
    return parse_path(final_package("", group.replace("/", ".") if header is None else header))
