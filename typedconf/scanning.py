"""A position in a text: what the hand-written grammars read with, and how they say that they cannot go on.

A grammar is a class over ``Scanner`` whose methods each read one rule. It raises ``GrammarError`` with a place in the
text; whoever called the grammar knows where the text came from, and turns that into a ``ConfigError`` once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from typedconf.errors import BoundExceeded, Problem
from typedconf.trees import MOST_NESTED

if TYPE_CHECKING:
    from typedconf.errors import ConfigError, Origin

_BLANKS: Final = re.compile(r"[ \t]*+")
_MOST_SHOWN: Final = 60  # characters of a text that a message quotes; a line of a terminal has room for no more


class GrammarError(Exception):
    """A text breaks a grammar's rule at ``position``, counted from 0; ``span`` characters are to blame.

    Never leaves the package: the caller of a grammar translates it with ``error_from``. ``bound`` says that the rule
    broken is a bound on size.
    """

    def __init__(self, message: str, position: int, span: int = 1, *, bound: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.span = span
        self.bound = bound


class Scanner:
    """A text and how far it has been read; ``position`` counts characters from 0."""

    __slots__ = ("depth", "position", "text")

    def __init__(self, text: str, position: int = 0) -> None:
        self.text = text
        self.position = position
        self.depth = 0

    def peek(self) -> str:
        """The next character, not read; empty at the end."""
        return self.text[self.position : self.position + 1]

    def accept(self, literal: str) -> bool:
        """Reads ``literal`` where it is next; says whether it was."""
        if not self.text.startswith(literal, self.position):
            return False
        self.position += len(literal)
        return True

    def take(self, pattern: re.Pattern[str]) -> str:
        """Reads and returns what ``pattern`` matches here; empty where it matches nothing."""
        found = pattern.match(self.text, self.position)
        if found is None:
            return ""
        self.position = found.end()
        return found[0]

    def skip_blanks(self) -> None:
        """Reads spaces and tabs, the only white space of the grammars."""
        self.take(_BLANKS)

    def enter(self) -> None:
        """Goes one level deeper. Each level costs a few of Python's frames, so that they must have an end.

        Raises:
            GrammarError: more levels than a config may have.
        """
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise GrammarError(f"nested more than {MOST_NESTED} levels deep", self.position, bound=True)

    def leave(self) -> None:
        """Comes one level up again."""
        self.depth -= 1

    def unexpected(self, hint: str = "") -> GrammarError:
        """The error for a next character that no rule takes; ``hint`` says what would help."""
        char = self.peek()
        message = f"unexpected {describe(char)}" if char else "unexpected end"
        return GrammarError(message + hint, self.position)


def describe(char: str) -> str:
    """A character as a message shows it: itself in quotes, or a name where it cannot be seen."""
    if char == "\n":
        return "line break"
    if char.isprintable():
        return f'"{char}"' if char == "'" else f"'{char}'"
    return f"character U+{ord(char):04X}"


def shorten(text: str) -> str:
    """``text`` as a message quotes it: cut where it is long."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def error_from(
    error: GrammarError, kind: type[ConfigError], *, value: str, origin: Origin | None, excerpt: str | None = None
) -> ConfigError:
    """The ``kind`` of error that a user sees for ``error``, or BoundExceeded where a bound was broken."""
    problem = Problem(error.message, value=shorten(value), origin=origin, excerpt=excerpt, span=max(error.span, 1))
    return (BoundExceeded if error.bound else kind)(problem)
