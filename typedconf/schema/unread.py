"""Problems of texts that could not be read or applied go in; they come out without what may be secret, judged by names.

No schema has read such a text, so that nobody knows which value in it is whose. What is known is how secrets are
called, and where in a line a value begins.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import Problem
from typedconf.schema.masking import TYPED, marked_line, masked_lines
from typedconf.schema.rules import SchemaRules
from typedconf.schema.secret_names import SecretNames
from typedconf.trees import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SHORTEST: Final = 4  # characters; a shorter text stands in too many others
_MOST_KEYS: Final = 50  # of one line that are compared with the names of secrets; with more it is hidden
_BEHIND_KEY: Final = re.compile(r"[\s:=(]")
_EQUALS: Final = re.compile("=")
_OF_KEY: Final = re.compile(r"[.\[\]/@\"']+")
# What may be a key before its value in YAML, JSON, TOML and the override grammar: a run of characters, none of which
# is looked at twice, and what follows it.
_RUN: Final = re.compile(r"[^\s,:={}\[\]\"']+")
_BEFORE_NAME: Final = "#?*&!|>%`-"
_BEHIND_NAME: Final = re.compile(r"[\"']?[ \t]*[:=][ \t]*")
_WORD: Final = re.compile(r"[^\s\"'\\]+")
_PIECE: Final = re.compile(r"[^\s,:;=(){}\[\]\"'\\$*&!|>@%#]+")


def hide_named(
    problems: Iterable[Problem], overrides: Iterable[str], schema: Any, classes: Iterable[type]
) -> tuple[Problem, ...]:
    """The problems without what stands behind the name of a secret, which may be misspelt.

    The name is one that ``schema`` or one of ``classes`` declares. Of an override, that is the rest of the text behind
    the ``=``; of a file's line, what follows the name. No problem tells of it either, nor of what the other
    ``overrides`` have there.
    """
    names = SecretNames.of(SchemaRules(schema, {(number,): cls for number, cls in enumerate(classes)}))
    if not names.has_any:
        return tuple(problems)
    finder = _Finder(names)
    typed = [word for text in overrides for word in _words(_tail(text, finder.start_in_override(text)))]
    return tuple(_without(one, finder, typed) if isinstance(one, Problem) else one for one in problems)


class _Finder:
    """Where in a line begins what must not be shown."""

    __slots__ = ("_names",)

    def __init__(self, names: SecretNames) -> None:
        self._names: Final = names

    def start_in_override(self, text: str) -> int | None:
        """Where in an override begins what must not be shown."""
        for end in filter(None, (_BEHIND_KEY.search(text), _EQUALS.search(text))):
            if self._are_any_secret(_keys(text[: end.start()])):
                return end.end()
        return self._start_in_value(text)

    def start_in_line(self, text: str, key: str = "") -> int | None:
        """Where in a line of a file begins what follows a secret's name; the whole line where it may lie below one.

        So it may where ``key``, which is wrong, does, and where an indented line names no key that is known.
        """
        names = self._names_in(text)
        found = next((end for end, keys in names if self._are_any_secret(keys)), None)
        margin = len(text) - len(text.lstrip())
        if self.is_below_secret(key):
            return margin
        if found is None and (margin or text.startswith(("-", '"', "'"))):
            is_known = any(map(self._names.are_plain, (keys for _, keys in names)))
            return None if is_known else margin
        return found

    def is_below_secret(self, key: str) -> bool:
        """Whether ``key`` lies below what a secret has as its name."""
        return self._are_any_secret(_keys(key)[:-1])

    def tail_of_value(self, problem: Problem) -> str:
        """What must not be shown of the text of a variable, which has no line to show."""
        text = problem.value if isinstance(problem.value, str) else ""
        return _tail(text, 0 if self._are_any_secret(_keys(problem.key)) else self._start_in_value(text))

    def _start_in_value(self, text: str) -> int | None:
        return next((end for end, keys in self._names_in(text) if self._are_any_secret(keys)), None)

    def _names_in(self, text: str) -> list[tuple[int, list[str]]]:
        """What may be keys in a text: where the value of each begins, and its parts."""
        return [(end, [name, *_keys(name)]) for end, name in islice(_names(text), _MOST_KEYS)]

    def _are_any_secret(self, keys: Sequence[str]) -> bool:
        """Whether one of ``keys`` is the name of a secret, or looks like one that is misspelt."""
        return len(keys) > _MOST_KEYS or any(map(self._names.may_name, keys))


def _names(text: str) -> Iterator[tuple[int, str]]:
    """Where a value begins behind a name, and the name."""
    for run in _RUN.finditer(text):
        behind = _BEHIND_NAME.match(text, run.end())
        name = run[0].lstrip(_BEFORE_NAME)
        if behind is not None and name:
            yield behind.end(), name


def _keys(written: str) -> list[str]:
    """The parts of a key as it is written, with its package, in whatever notation."""
    return [part for part in _OF_KEY.split(written.lstrip("+~")) if part]


def _without(problem: Problem, finder: _Finder, typed: Sequence[str]) -> Problem:
    """The problem without what is hidden of its line, and without the words of secrets that were ``typed``."""
    line, start = marked_line(problem), None
    if line is not None and problem.origin is not None:
        is_typed = problem.origin.kind in TYPED
        start = finder.start_in_override(line) if is_typed else finder.start_in_line(line, problem.key)
    hidden = finder.tail_of_value(problem) if line is None else _tail(line, start)
    words = sorted({*_words(hidden), *typed}, key=len, reverse=True)
    first, *hints = problem.message.split("\n")
    hints = [hint for hint in hints if not _has_word(hint, [hidden, *words] if hidden else words)]
    suggestion = problem.suggestion
    told = problem._replace(
        message="\n".join([_without_words(first, words), *hints]),
        value=_value_without(problem.value, hidden, words),
        suggestion=None if suggestion is not None and _has_word(suggestion, words) else suggestion,
    )
    if hidden and line is not None and start is not None:
        spans = [(start, len(line))]
        if finder.is_below_secret(problem.key):
            head, dot, last = problem.key.rpartition(".")
            told = told._replace(key=head + dot + _without_words(last, words))
        return masked_lines(told, lambda text: spans if text == line else [])
    is_same = (told.message, told.suggestion) == (problem.message, suggestion) and told.value is problem.value
    return problem if is_same else told


def _tail(text: str, start: int | None) -> str:
    """What of ``text`` must not be shown; nothing where it is hidden already."""
    tail = "" if start is None else text[start:].rstrip()
    return "" if tail == MISSING else tail


def _words(hidden: str) -> list[str]:
    """What a message must not repeat of a ``hidden`` text: the whole and its parts, but no names of functions."""
    from typedconf.overrides.functions import FUNCTIONS  # noqa: PLC0415  most overrides call none

    words = [hidden, *_WORD.findall(hidden), *_PIECE.findall(hidden)]
    return [word for word in words if len(word) >= _SHORTEST and word not in FUNCTIONS]


def _has_word(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _without_words(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(word, MISSING)
    return text


def _value_without(value: Any, hidden: str, words: Sequence[str]) -> Any:
    """The value of a problem without ``words``; what is no text is left out where anything of it may be ``hidden``."""
    if isinstance(value, str):
        return _without_words(value.replace(hidden, MISSING) if hidden else value, words)
    return MISSING if value is not None and (hidden or _has_word(str(value), words)) else value
