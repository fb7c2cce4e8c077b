"""The words of a command line and the names of options go in; overrides in their order come out, and what is wrong.

An option's value is the next word, or follows an ``=``; one that begins with a dash and is no number needs the ``=``. A
boolean has none: its name says it. What follows an option that nobody knows may be its value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.cli.options.values import Given, override_of
from typedconf.cli.words import is_override
from typedconf.errors import ConfigError, Problem
from typedconf.schema.words import one_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from typedconf.cli.options.names import Meaning, Names
    from typedconf.overrides import Override
    from typedconf.trees import Rules

_NUMBER: Final = re.compile(r"-(?:\.?\d|\.?inf\b|\.?nan\b)", re.IGNORECASE)
_BOOLEANS: Final = frozenset({"true", "false", "yes", "no", "on", "off"})
_MOST_SOUGHT: Final = 20  # options that mean nothing and whose nearest name is looked for


class Reading(NamedTuple):
    """What words come to: overrides in order, words that are neither, options that nobody knows, problems.

    ``uncertain`` are the positions in ``overrides`` of words that may be the values of unknown options, ``fields``
    those of options that set values, and so bring no others.
    """

    overrides: tuple[str | Override, ...]
    left: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str | None], ...] = ()
    problems: tuple[Problem, ...] = ()
    uncertain: frozenset[int] = frozenset()
    fields: frozenset[int] = frozenset()

    def certain(self) -> tuple[str | Override, ...]:
        """The overrides that are none's value."""
        return self._without(self.uncertain)

    def choosing(self) -> tuple[str | Override, ...]:
        """The overrides that options depend on: those that were typed, and the options of groups."""
        return self._without(self.uncertain | self.fields)

    def _without(self, positions: Collection[int]) -> tuple[str | Override, ...]:
        return tuple(one for position, one in enumerate(self.overrides) if position not in positions)

    def all_problems(self, names: Names) -> tuple[Problem, ...]:
        """What is wrong, the options that nobody knows by the ``names`` that there are."""
        strangers = (
            names.unknown(name, value, seeks_nearest=count < _MOST_SOUGHT)
            for count, (name, value) in enumerate(self.unknown)
        )
        return (*strangers, *self.problems)


def is_option(word: str) -> bool:
    """Whether ``word`` is an option, known or not: a dash alone and a negative number are none."""
    return len(word) > 1 and word[0] == "-" and not _NUMBER.match(word)


def read_options(
    words: Sequence[str],
    names: Names,
    rules: Rules,
    *,
    breaks: Collection[int] = (),
    takes_words: bool = False,
) -> Reading:
    """The overrides that ``words`` are, and those that options in them mean, each at the place of its last one.

    ``breaks`` are the positions before which something else stood. With ``takes_words``, words that are no override are
    left over; without it they stay among the overrides, where parsing refuses them.
    """
    reader = _Reader(words, names, breaks, takes_words=takes_words)
    reader.read()
    return reader.reading(rules)


class _Reader:
    """Where the reading of one command line stands, and what it has found so far."""

    __slots__ = (
        "_breaks",
        "_entries",
        "_left",
        "_names",
        "_position",
        "_problems",
        "_takes_words",
        "_unknown",
        "_words",
    )

    def __init__(self, words: Sequence[str], names: Names, breaks: Collection[int], *, takes_words: bool) -> None:
        self._words: Final = words
        self._names: Final = names
        self._breaks: Final = breaks
        self._takes_words: Final = takes_words
        self._position = 0
        self._entries: Final[list[tuple[str | Given, bool]]] = []  # with whether it may be an option's value
        self._left: Final[list[str]] = []
        self._unknown: Final[list[tuple[str, str | None]]] = []
        self._problems: Final[list[Problem]] = []

    def read(self) -> None:
        while self._position < len(self._words):
            word = self._words[self._position]
            self._position += 1
            if not is_option(word):
                self._add_word(word)
                continue
            name, equals, text = word.partition("=")
            meaning = self._names.find(name)
            if isinstance(meaning, Problem):
                self._problems.append(meaning)
                if not equals:
                    self._take_bare()
            elif meaning is not None:
                self._read_option(meaning, name, text if equals else None)
            elif not self._read_short(word):
                self._read_unknown(name, text if equals else None)

    def reading(self, rules: Rules) -> Reading:
        """All that was found; the options of one key are one override, at the place of the last."""
        given: dict[str, list[Given]] = {}
        for entry, _ in self._entries:
            if isinstance(entry, Given):
                given.setdefault(entry.key, []).append(entry)
        overrides: list[str | Override] = []
        uncertain: set[int] = set()
        fields: set[int] = set()
        for entry, may_be_value in self._entries:
            if isinstance(entry, Given):
                if entry is not given[entry.key][-1]:
                    continue
                try:
                    overrides.append(override_of(given[entry.key], rules))
                except ConfigError as error:
                    self._problems.extend(error.problems)
                    continue
                if not entry.is_group:
                    fields.add(len(overrides) - 1)
                continue
            if may_be_value:
                uncertain.add(len(overrides))
            overrides.append(entry)
        unknown, problems = tuple(self._unknown), tuple(self._problems)
        return Reading(tuple(overrides), tuple(self._left), unknown, problems, frozenset(uncertain), frozenset(fields))

    def _add_word(self, word: str, *, may_be_value: bool = False) -> None:
        if self._takes_words and not is_override(word):
            self._left.append(word)
        else:
            self._entries.append((word, may_be_value))

    # -- options --

    def _read_option(self, meaning: Meaning, name: str, text: str | None, between: str = "=") -> None:
        """Reads the option ``name``, behind which ``text`` stood in the same word, after what is ``between``."""
        if meaning.is_boolean:
            if text is not None and not meaning.gives:
                self._complain(f"{name} takes no value; write {meaning.options[0].names[0]}={text}", name)
            else:
                self._entries.append((Given(meaning, name, text, between), False))
                self._refuse_boolean(meaning, name)
        elif text is not None:
            self._entries.append((Given(meaning, name, text, between), False))
        elif (value := self._take_value()) is not None:
            self._entries.append((Given(meaning, name, value), False))
        else:
            self._lacks_value(meaning, name)

    def _refuse_boolean(self, meaning: Meaning, name: str) -> None:
        """Tells whoever writes ``--amp false`` that a boolean takes its value behind an ``=`` alone."""
        word = self._next()
        if word is not None and word.lower() in _BOOLEANS:
            self._position += 1
            self._complain(f"{name} takes a value behind an = only; write {meaning.options[0].names[0]}={word}", name)

    def _lacks_value(self, meaning: Meaning, name: str) -> None:
        option = meaning.options[0]
        types = " or ".join(dict.fromkeys(option.type for option in meaning.options if option.type))
        types = one_of(option.choices) if option.choices and len(meaning.options) == 1 else types
        message = f"{name} needs a value{f': {types}' if types else ''}"
        word = self._next()
        if word is not None and word.startswith("-") and self._names.find(word.partition("=")[0]) is None:
            self._position += 1
            self._take_bare()  # which belongs to that word, if to anything
            written = "…" if option.secret or self._names.may_be_secret(name) else word
            message += f"; one that begins with a dash follows an =: {name}={written}"
        self._complain(message, name)

    def _read_short(self, word: str) -> bool:
        """Reads short names in one word, the last with its value: ``-b8``, ``-vb8``; whether all of it is known."""
        if word.startswith("--"):
            return False
        found: list[tuple[Meaning, str, str]] = []
        for index in range(1, len(word)):
            name = f"-{word[index]}"
            meaning = self._names.find(name)
            if meaning is None or isinstance(meaning, Problem):
                return False
            rest = "" if meaning.is_boolean else word[index + 1 :]
            found.append((meaning, name, rest))
            if not meaning.is_boolean:
                break
        for meaning, name, rest in found:
            text = rest.removeprefix("=")
            self._read_option(meaning, name, text if rest else None, "=" if text != rest else "")
        return True

    def _read_unknown(self, name: str, text: str | None) -> None:
        """Notes an option that nobody knows, and takes the word behind it, which may be its value.

        Where that may be a secret, it is not told what it is otherwise.
        """
        is_first = text is None
        if text is None:
            text = self._take_bare()
            word = self._next()
            if text is None and word is not None and not is_option(word):
                self._position += 1
                self._add_word(word, may_be_value=True)
        self._unknown.append((name, text))
        if is_first and text is None and len(self._unknown) <= _MOST_SOUGHT and self._names.may_be_secret(name):
            self._take_unknown()

    def _take_unknown(self) -> None:
        """Takes the next word where it looks like an option that nobody knows, and what may be the value of that."""
        word = self._next()
        if word is None or not is_option(word) or self._names.find(word.partition("=")[0]) is not None:
            return
        self._position += 1
        self._take_bare()

    # -- the next word --

    def _next(self) -> str | None:
        """The next word, where nothing else stood before it."""
        if self._position == len(self._words) or self._position in self._breaks:
            return None
        return self._words[self._position]

    def _take_value(self) -> str | None:
        """The next word, where it is no option."""
        word = self._next()
        if word is None or is_option(word):
            return None
        self._position += 1
        return word

    def _take_bare(self) -> str | None:
        """The next word, where it is neither an option nor an override."""
        word = self._next()
        return self._take_value() if word is not None and _is_bare(word) else None

    def _complain(self, message: str, name: str) -> None:
        self._problems.append(Problem(message, value=name))


def _is_bare(word: str) -> bool:
    """Whether ``word`` is neither an option nor the text of an override."""
    return not is_option(word) and "=" not in word and word[:1] not in ("+", "~")
