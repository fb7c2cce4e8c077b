"""The words of a command line go in; its flags, its overrides and what is wrong with them come out.

A word that begins with a dash is a flag, any other an override; ``--`` ends the flags. A flag's value is the next
word, or follows an ``=``; one that begins with a dash needs the ``=``. What an override says is not looked at here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.cli.flags import BY_NAME, FLAGS, HELP
from typedconf.errors import Problem, did_you_mean, nearest_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typedconf.cli.flags import Flag

_CLOSING: Final = "--"


class CommandLine(NamedTuple):
    """A command line taken apart: its overrides, each flag's values in order (``""`` where it takes none), problems."""

    overrides: tuple[str, ...]
    flags: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()

    def has(self, flag: str) -> bool:
        """Whether ``flag``, by its long name, was given."""
        return flag in self.flags

    def value(self, flag: str) -> str | None:
        """The last value of ``flag``: where one is given twice, the later counts. None where it was not given."""
        return self.flags[flag][-1] if flag in self.flags else None

    def values(self, flag: str) -> tuple[str, ...]:
        """All values of a flag that may be repeated."""
        return self.flags.get(flag, ())


def read_words(words: Sequence[str]) -> CommandLine:
    """Takes a command line apart by the table of flags; never raises, so that all that is wrong can be told."""
    reader = _Reader(words)
    reader.read()
    return CommandLine(tuple(reader.overrides), reader.flags, (*reader.problems, *reader.lacking()))


class _Reader:
    """Where the reading of one command line stands, and what it has found so far."""

    __slots__ = ("flags", "named", "overrides", "position", "problems", "words")

    def __init__(self, words: Sequence[str]) -> None:
        self.words: Final = words
        self.position = 0
        self.overrides: Final[list[str]] = []
        self.flags: Final[dict[str, tuple[str, ...]]] = {}
        self.named: Final[set[str]] = set()  # the flags, those without a good value too
        self.problems: Final[list[Problem]] = []

    def read(self) -> None:
        while self.position < len(self.words):
            word = self.words[self.position]
            self.position += 1
            if word == _CLOSING:
                self.overrides.extend(self.words[self.position :])
                return
            if word.startswith("-") and word != "-":
                self._read_flag(word)
            else:
                self.overrides.append(word)

    def lacking(self) -> list[Problem]:
        """The flags that lack the others they go with; none where help is asked for, which beats them all."""
        if HELP in self.named:
            return []
        return [
            Problem(f"{name} needs {' or '.join(BY_NAME[name].needs)}")
            for name in self.flags
            if BY_NAME[name].needs and self.named.isdisjoint(BY_NAME[name].needs)
        ]

    def _read_flag(self, word: str) -> None:
        name, equals, text = word.partition("=")
        flag = BY_NAME.get(name)
        if flag is None:
            self._complain(_unknown(name, text if equals else self._take_bare()))
            return
        self.named.add(flag.name)
        value = self._value(flag, name, text if equals else None)
        if flag.instead:
            self._complain(f"{name} is not there: {flag.instead}{did_you_mean(_nearest(flag.name))}")
        elif value is not None:
            self.flags[flag.name] = (*self.flags.get(flag.name, ()), value)

    def _value(self, flag: Flag, name: str, given: str | None) -> str | None:
        """The value of ``flag``, of which ``given`` stood behind an ``=``; None where it lacks one, which is told."""
        if flag.part:
            return given if given is not None else self._take_bare() or ""
        if not flag.value:
            if given is not None and not flag.instead:
                self._complain(f"{name} takes no value")
            return ""
        value = given if given is not None else self._take()
        if not value:
            self._complain(f"{name} needs a value: {flag.value}")
            return None
        if flag.choices and value not in flag.choices:
            near = nearest_name(value, flag.choices)
            listed = f"{', '.join(flag.choices[:-1])} or {flag.choices[-1]}"
            self._complain(f"{name} takes {listed}, not {value!r}{did_you_mean(near)}", value, listed, near)
            return None
        return value

    def _take(self) -> str | None:
        """The next word, where there is one that is no flag."""
        if self.position == len(self.words) or self.words[self.position].startswith("-"):
            return None
        self.position += 1
        return self.words[self.position - 1]

    def _take_bare(self) -> str | None:
        """The next word, where it is neither a flag nor an override."""
        word = self.words[self.position] if self.position < len(self.words) else ""
        return self._take() if is_bare(word) else None

    def _complain(
        self, message: str, value: str | None = None, expected: str = "", suggestion: str | None = None
    ) -> None:
        self.problems.append(Problem(message, value=value, expected=expected, suggestion=suggestion))


def is_bare(word: str) -> bool:
    """Whether ``word`` is neither a flag nor the text of an override."""
    return bool(word) and "=" not in word and word[0] not in "+~-"


def _unknown(name: str, value: str | None) -> str:
    """What to say of a flag that there isn't; with a value behind it, it may be an override in another's spelling."""
    near = _nearest(name)
    if near is None and value is not None:
        return f"no such flag {name}; an override has no dashes: {name.lstrip('-')}={value}"
    return f"no such flag {name}{did_you_mean(near)}"


def _nearest(name: str) -> str | None:
    """The flag most like ``name``, among those that are there; a short name is like no other."""
    if not name.startswith(_CLOSING):
        return None
    return nearest_name(name, (flag.name for flag in FLAGS if not flag.instead))


def with_nearest_flags(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems, those of words that are no override with the flag that such a word is like: ``help``."""
    return tuple(map(_with_nearest_flag, problems))


def _with_nearest_flag(problem: Problem) -> Problem:
    word = problem.origin.text if problem.origin is not None and problem.origin.kind == "override" else None
    near = _nearest(f"{_CLOSING}{word}") if word and is_bare(word) and problem.suggestion is None else None
    if near is None:
        return problem
    return problem._replace(message=problem.message + did_you_mean(near), suggestion=near)
