"""A call as it was read, before any function has seen it: what ``reading`` hands to ``functions``."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from typedconf.errors import did_you_mean, nearest_name
from typedconf.scanning import GrammarError, shorten

ITEM_EDITS: Final = frozenset(("append", "prepend", "remove"))  # an argument of theirs is an item of the value


class Argument(NamedTuple):
    """One argument: its value, the text that parses to it, and where it stands in the override."""

    value: Any
    text: str
    position: int
    span: int

    def error(self, message: str) -> GrammarError:
        """The error that blames this argument."""
        return GrammarError(message, self.position, self.span)


class Call(NamedTuple):
    """A call as written: the function's name, its arguments, and where the name stands."""

    name: str
    position: int
    positional: list[Argument]
    named: dict[str, Argument]

    def error(self, message: str) -> GrammarError:
        """The error that blames the call as a whole."""
        return GrammarError(f"{self.name}() {message}", self.position, len(self.name))

    def keywords(self, *names: str) -> list[Argument | None]:
        """The arguments given by these names, None for those that are not; no others may be given."""
        for name, argument in self.named.items():
            if name not in names:
                hint = did_you_mean(nearest_name(name, names))
                raise argument.error(f"{self.name}() has no argument '{shorten(name)}'{hint}")
        return [self.named.get(name) for name in names]

    def only_positional(self, at_least: str) -> list[Argument]:
        """The arguments of a function that takes none by name; ``at_least`` says what there must be."""
        self.keywords()
        if not self.positional:
            raise self.error(f"needs at least one {at_least}")
        return self.positional

    def bind(self, *names: str, required: int) -> list[Argument | None]:
        """The arguments by position or name, in the order of ``names``; the first ``required`` must be there."""
        bound = self.keywords(*names)
        if len(self.positional) > len(names):
            extra = self.positional[len(names)]
            most = "one argument" if len(names) == 1 else f"{len(names)} arguments"
            raise extra.error(f"{self.name}() takes at most {most}")
        for index, argument in enumerate(self.positional):
            if (twin := bound[index]) is not None:
                raise twin.error(f"{self.name}() is given '{names[index]}' twice")
            bound[index] = argument
        for name, given in zip(names[:required], bound, strict=False):
            if given is None:
                raise self.error(f"needs the argument '{name}'")
        return bound


class Edit(NamedTuple):
    """What ``append(…)``, ``prepend(…)``, ``remove(…)``, ``replace(…)`` and ``file(…)`` give; ``kind`` is their name.

    ``value`` is the list of items of the first three, the value of ``replace``, the file's name.
    """

    kind: str
    value: Any
