"""An entry that cannot be followed, and why, go in; the error at its place is kept: at its group or at its option.

Where an override or an ``override`` entry chose the option, it stands there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typedconf.errors import ConfigError, ConfigNotFound, DefaultsListError, OverrideError, did_you_mean, nearest_name
from typedconf.trees import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typedconf.defaults.entries import Library, Listing
    from typedconf.defaults.placing import Placed
    from typedconf.defaults.selection import Choice
    from typedconf.errors import Problem
    from typedconf.overrides import Override


class Complaints:
    """All that is wrong along the lists of one expansion, in the order in which it was met.

    ``added`` are the overrides that add a group, and ``taken`` the entries that were followed, by their keys.
    """

    __slots__ = ("_library", "added", "errors", "taken")

    def __init__(self, library: Library) -> None:
        self._library: Final = library
        self.errors: Final[list[ConfigError]] = []
        self.added: Final[dict[str, Override]] = {}
        self.taken: Final[dict[str, tuple[Placed, Listing]]] = {}

    def wrong(
        self, placed: Placed, choice: Choice | None, listing: Listing, message: str, option: str | None = None
    ) -> None:
        """``message`` is wrong with an entry; with its ``option``, where one is given."""
        self.errors.append(DefaultsListError(_problem(placed, choice, listing, message, option)))

    def misnamed(self, placed: Placed, choice: Choice | None, listing: Listing, message: str) -> None:
        """What the entry names is no name of a config."""
        self.errors.append(ConfigNotFound(_problem(placed, choice, listing, message, "")))

    def no_option(self, placed: Placed, option: str, choice: Choice | None, listing: Listing) -> None:
        """The group has no such option, or there is no such group."""
        is_group = bool(self._library.search_path.names(placed.group))
        of = f"no option {option!r} in the group {placed.group}"
        self._absent(placed, f"{placed.group}/{option}", of, choice, listing, option if is_group else None)

    def no_config(self, placed: Placed, path: str, choice: Choice | None, listing: Listing) -> None:
        """There is no such config."""
        self._absent(placed, path, f"no config {path!r}", choice, listing, path.rpartition("/")[2])

    def _absent(  # noqa: PLR0917  an entry, what it names, who chose, where it stands, what is wrong with it
        self, placed: Placed, name: str, of: str, choice: Choice | None, listing: Listing, option: str | None
    ) -> None:
        found = self._library.search_path.not_found(name, of=of)
        problem = _problem(placed, choice, listing, found.message, option)
        self.errors.append(
            ConfigNotFound(
                problem._replace(
                    key=placed.key, value=found.value, expected=found.expected, suggestion=found.suggestion
                )
            )
        )

    def unchosen(self, placed: Placed, listing: Listing) -> None:
        """The option is ``???``."""
        options = [name for name in self._library.search_path.names(placed.group) if not name.endswith("/")]
        message = f"{placed.key} must be chosen: {placed.key}=…, one of {', '.join(options) or 'none that exists'}"
        problem = listing.problem(
            message, placed.entry, option=MISSING, key=placed.key, value=MISSING, suggestion=f"{placed.key}=…"
        )
        self.errors.append(DefaultsListError(problem))

    def contradictory(self, placed: Placed, option: str | None, other: str | None, listing: Listing) -> None:
        """A key has two options; where the command line added one of them, that is what is wrong.

        Lists are followed from their end: ``other`` is that of the entry that a reader meets last.
        """
        key = placed.key
        addition = self.added.get(key)
        if addition is None:
            message = f"{key} has two options, {_shown(option)} and {_shown(other)}"
            self._second(placed, listing, f"{message}; to replace one, write override {key}: …")
        else:
            there = other if addition.value == option else option
            message = (
                f"{key} has the option {_shown(there)} already; to choose another, write {addition.text.lstrip('+')}"
            )
            self.errors.append(OverrideError(addition.problem(message)))

    def repeated(self, placed: Placed, option: str, listing: Listing) -> None:
        """A key is listed twice with the same option: the second is told, with the place of the first."""
        message = f"{placed.key} is listed twice with the option {option}"
        second, other = self.taken.get(placed.key, (placed, listing))
        first = listing.place(placed.entry)
        if first is not None and second is not placed:
            same = other.place(second.entry)
            is_near = same is not None and same.file == first.file and first.line is not None
            message += f"; it stands at {f'{first.line}:{first.column}' if is_near else first} already"
        self._second(placed, listing, message)

    def _second(self, placed: Placed, listing: Listing, message: str) -> None:
        """``message`` at the one of two entries that a reader meets last, which was followed first."""
        addition = self.added.get(placed.key)
        if addition is not None:
            self.errors.append(OverrideError(addition.problem(message)))
            return
        second, other = self.taken.get(placed.key, (placed, listing))
        self.wrong(second, None, other, message)

    def unknown_choice(  # noqa: PLR0917  as above
        self,
        placed: Placed,
        choice: Choice | None,
        listing: Listing,
        template: str,
        unknown: str,
        known: Mapping[str, str | None],
    ) -> None:
        """An interpolated option names a key that no entry has."""
        message = f"no choice {unknown} for {template}{did_you_mean(nearest_name(unknown, known))}"
        if known:
            message += f"\nchoices: {', '.join(sorted(known))}"
        self.wrong(placed, choice, listing, message, template)


def _problem(
    placed: Placed, choice: Choice | None, listing: Listing, message: str, option: str | None = None
) -> Problem:
    """``message`` at the override or the entry that chose, else at the entry itself."""
    source = choice.source if choice is not None else (listing, placed.entry)
    if isinstance(source, tuple):
        chooser, entry = source
        return chooser.problem(message, entry, option=option, key=placed.key)
    return source.problem(message)


def _shown(option: str | None) -> str:
    return "null" if option is None else option
