"""The words of a command line go in; its flags, the other words and what is wrong with the flags come out.

A flag is what the table names; all other words are overrides or options of the config, and not looked at here. ``--``
ends both. A flag's value is the next word, or follows an ``=``; one that begins with a dash needs the ``=``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.cli.flags import BY_NAME, HELP, RUN, VERSION, free_flags
from typedconf.errors import Problem, did_you_mean, listed, nearest_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typedconf.cli.flags import Flag
    from typedconf.cli.own_parameters import OwnParameters

_CLOSING: Final = "--"


class CommandLine(NamedTuple):
    """A command line taken apart: its words, each flag's values in order (``""`` where it takes none), problems.

    ``words`` are overrides and options of the config, as they were written; those behind ``--`` are ``closed``, and
    no options. ``breaks`` are the positions in ``words`` before which a flag stood, so that an option there has no
    value. ``own`` are a command's own options with what belongs to them.
    """

    words: tuple[str, ...]
    flags: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()
    closed: tuple[str, ...] = ()
    breaks: frozenset[int] = frozenset()
    own: tuple[str, ...] = ()

    @property
    def has_options(self) -> bool:
        """Whether a word is an option, or looks like one."""
        return any(word.startswith("-") for word in self.words)

    @property
    def mode(self) -> str | None:
        """The flag that says what is done, by its long name; None where the task is to run."""
        first = next((flag for flag in (HELP, VERSION) if flag in self.flags), None)
        return first or next((name for name in self.flags if BY_NAME[name].is_mode and name != RUN), None)

    def has(self, flag: str) -> bool:
        """Whether ``flag``, by its long name, was given."""
        return flag in self.flags

    def value(self, flag: str) -> str | None:
        """The last value of ``flag``: where one is given twice, the later counts. None where it was not given."""
        return self.flags[flag][-1] if flag in self.flags else None

    def values(self, flag: str) -> tuple[str, ...]:
        """All values of a flag that may be repeated."""
        return self.flags.get(flag, ())


def read_words(words: Sequence[str], own: OwnParameters | None = None) -> CommandLine:
    """Takes a command line apart by the table of flags; never raises, so that all that is wrong can be told.

    The options of a command's ``own`` are taken out first, with the words that belong to them.
    """
    reader = _Reader(words, own)
    reader.read()
    return CommandLine(
        words=tuple(reader.left),
        flags=reader.flags,
        problems=(*reader.problems, *reader.lacking(), *reader.contradicting()),
        closed=tuple(reader.closed),
        breaks=frozenset(reader.breaks),
        own=tuple(reader.taken),
    )


class _Reader:
    """Where the reading of one command line stands, and what it has found so far."""

    __slots__ = ("breaks", "closed", "flags", "left", "named", "own", "position", "problems", "taken", "words")

    def __init__(self, words: Sequence[str], own: OwnParameters | None) -> None:
        self.words: Final = words
        self.own: Final = own
        self.position = 0
        self.left: Final[list[str]] = []
        self.closed: Final[list[str]] = []
        self.breaks: Final[set[int]] = set()
        self.taken: Final[list[str]] = []
        self.flags: Final[dict[str, tuple[str, ...]]] = {}
        self.named: Final[set[str]] = set()  # the flags, those without a good value too
        self.problems: Final[list[Problem]] = []

    def read(self) -> None:
        while self.position < len(self.words):
            word = self.words[self.position]
            self.position += 1
            if word == _CLOSING:
                self.closed.extend(self.words[self.position :])
                return
            count = None if self.own is None else self.own.words_behind(word)
            name, equals, text = word.partition("=")
            flag = BY_NAME.get(name)
            if count is None and flag is None:
                self.left.append(word)
                continue
            if self.left and self.left[-1].startswith("-"):
                self.breaks.add(len(self.left))
            if count is not None:
                self._take_own(word, count)
            elif flag is not None:
                self._read_flag(flag, name, text if equals else None)

    def lacking(self) -> list[Problem]:
        """The flags that lack the others they go with; none where help is asked for, which beats them all."""
        if HELP in self.named or VERSION in self.named:
            return []
        return [
            Problem(f"{name} needs {' or '.join(BY_NAME[name].needs)}")
            for name in self.flags
            if BY_NAME[name].needs and self.named.isdisjoint(BY_NAME[name].needs)
        ]

    def contradicting(self) -> list[Problem]:
        """The flags of which a command line has one; help and the version beat them all."""
        modes = [name for name in self.flags if BY_NAME[name].is_mode]
        if HELP in self.named or VERSION in self.named or len(modes) < 2:  # noqa: PLR2004  one is right
            return []
        return [Problem(f"{listed(modes)} can't be used together")]

    def _take_own(self, word: str, count: int) -> None:
        """Takes one of the command's own options, whose words may look like anything."""
        end = self.position + count
        if end > len(self.words):
            self._complain(f"{word} needs {'a value' if count == 1 else f'{count} values'}")
        self.taken.extend((word, *self.words[self.position : end]))
        self.position = end

    def _read_flag(self, flag: Flag, name: str, given: str | None) -> None:
        self.named.add(flag.name)
        value = self._value(flag, name, given)
        if flag.instead:
            self._complain(f"{name} is not there: {flag.instead}")
        elif value is not None:
            self.flags[flag.name] = (*self.flags.get(flag.name, ()), value)

    def _value(self, flag: Flag, name: str, given: str | None) -> str | None:
        """The value of ``flag``, of which ``given`` stood behind an ``=``; None where it lacks one, which is told."""
        if flag.part:
            word = given if given is not None else self._take_bare() or ""
            return word if not word or self._is_choice(flag, name, word) else None
        if not flag.value:
            if given is not None and not flag.instead:
                self._complain(f"{name} takes no value")
            return ""
        value = given if given is not None else self._take()
        if not value:
            self._complain(f"{name} needs a value: {flag.value}")
            return None
        return value if self._is_choice(flag, name, value) else None

    def _is_choice(self, flag: Flag, name: str, value: str) -> bool:
        """Whether ``value`` is one that ``flag`` takes; that it isn't, is told."""
        if not flag.choices or value in flag.choices:
            return True
        near = nearest_name(value, flag.choices)
        choices = listed(flag.choices, "or")
        self._complain(f"{name} takes {choices}, not {value!r}{did_you_mean(near)}", value, choices, near)
        return False

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


def is_override(word: str) -> bool:
    """Whether ``word`` is an override by its key, ``key=…``, ``+key=…`` or ``~key``, whatever value it has."""
    from typedconf.overrides.keys import read_head  # noqa: PLC0415  where other words have a meaning too
    from typedconf.scanning import GrammarError  # noqa: PLC0415  as above

    try:
        head = read_head(word)
    except GrammarError:
        return False
    return word[head.end - 1] == "=" or head.prefix == "~"


def _nearest(word: str) -> str | None:
    """The flag most like a ``word`` without dashes, among those that are there; dashes would make short words alike."""
    near = nearest_name(word, (flag.name.removeprefix(_CLOSING) for flag in free_flags()))
    return near and _CLOSING + near


def with_nearest_flags(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems, those of words that are no override with the flag that such a word is like: ``help``."""
    return tuple(map(_with_nearest_flag, problems))


def _with_nearest_flag(problem: Problem) -> Problem:
    word = problem.origin.text if problem.origin is not None and problem.origin.kind == "override" else None
    near = _nearest(word) if word and is_bare(word) and problem.suggestion is None else None
    if near is None:
        return problem
    return problem._replace(message=problem.message + did_you_mean(near), suggestion=near)
