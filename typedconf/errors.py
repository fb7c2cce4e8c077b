"""What can be wrong with a config: problems, where they stand, and the exceptions that carry them.

ConfigError                     every error that a user can cause; itself where kinds are mixed
├── OverrideSyntaxError         a text that is no override
├── OverrideError               an override that cannot be applied to the tree
├── DocumentError               a file that cannot be read as a config
├── ConfigNotFound              no such config, group, option, folder or package
├── DefaultsListError           an entry of a defaults list that cannot be followed
├── MergeError                  two values at one key that cannot be merged
├── InterpolationError          a reference or call that gives no value
│   ├── InterpolationSyntaxError
│   ├── InterpolationCycle
│   └── ResolverError           a resolver that is unknown, is called wrongly or fails
├── KeyNotFound                 no such key in a config that is read
│   ├── NoSuchItem              also a KeyError
│   ├── NoSuchAttribute         also an AttributeError
│   └── NoSuchIndex             also an IndexError
├── MissingValue                a ``???`` that is read
├── ReadOnly                    a config that is written to; also a TypeError
├── ValidationFailed            values that the schema does not take
├── StoreError                  a registration that the store refuses
├── TargetNotFound              a path of a target that leads to nothing
├── TargetRefused               a target named by what may not name code
└── BoundExceeded               nested, chained or grown beyond the bounds
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OriginKind: TypeAlias = Literal[
    "file", "override", "option", "environment", "dotenv", "secret", "store", "default", "resolver"
]

_NEAR = 0.6  # difflib's own cutoff: one slip in a short word, two in a long one
_LONGEST = 200
_MOST_CANDIDATES = 2_000  # a nearest name is a courtesy; it must not cost more than the error itself


class Origin(NamedTuple):
    """Where a value was written: a place in a file, an override, a variable, a schema's default.

    ``line`` and ``column`` count from 1, columns in characters; of an override, ``column`` counts in ``text``.
    ``text`` is the override or option as typed, the variable's or secret file's name, the store node's name, or
    ``AdamW.lr`` of a default. ``entry`` is the defaults entry (or the override) that brought the file in.
    """

    kind: OriginKind
    file: str | None = None
    line: int | None = None
    column: int | None = None
    text: str | None = None
    entry: str | None = None

    def __str__(self) -> str:
        match self.kind:
            case "file":
                return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
            case "override" | "option" | "resolver":
                return f"{self.kind} {self.text}"
            case "default":
                return f"default of {self.text}"
            case "store":
                return f"store node {self.text}"
            case _:
                return str(self.text)


class Problem(NamedTuple):
    r"""One thing that is wrong: at which key, with which value, what was expected, where it was written.

    ``key`` is written ``a.b[1].c`` with a dot inside a key as ``\.``, the root as ``""``. ``suggestion`` is the
    nearest valid name, or the override that would set a missing value. ``excerpt`` is the line of the file that
    ``origin`` points into and ``span`` the number of characters to mark there; ``declared`` says where a schema
    declares the key.
    """

    message: str
    key: str = ""
    value: object = None
    expected: str = ""
    suggestion: str | None = None
    origin: Origin | None = None
    excerpt: str | None = None
    span: int = 1
    declared: str | None = None

    def __str__(self) -> str:
        return f"{self.key}: {self.message}" if self.key else self.message


class ConfigError(Exception):
    """Everything that a user can get wrong; ``problems`` says what, one by one.

    Made from problems alone (``ConfigError(problem, …)``), so that it pickles as every exception does.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The independent problems, in the order in which they were found; a text raised by hand is one, too."""
        return tuple(given if isinstance(given, Problem) else Problem(str(given)) for given in self.args)

    def __str__(self) -> str:
        from typedconf.reports import render_problems  # noqa: PLC0415  an ordinary run makes no report

        return render_problems(self.problems)

    def to_json(self) -> str:
        """The problems as JSON text: a list of objects with key, value, expected, suggestion, origin and message."""
        import json  # noqa: PLC0415  an ordinary run makes no report

        from typedconf.reports import problems_data  # noqa: PLC0415  as above

        return json.dumps(problems_data(self.problems), ensure_ascii=False, allow_nan=False)


class OverrideSyntaxError(ConfigError):
    """A text is no override, or no value of the override grammar."""


class OverrideError(ConfigError):
    """An override cannot be applied: its key is absent, exists already, or takes no such value."""


class DocumentError(ConfigError):
    """A file cannot be read as a config: its syntax, its encoding, its kind."""


class ConfigNotFound(ConfigError):
    """A config, group, option, folder or package does not exist on the search path."""


class DefaultsListError(ConfigError):
    """An entry of a defaults list is malformed, contradicts another, or matches nothing."""


class MergeError(ConfigError):
    """Two values at one key cannot be merged."""


class InterpolationError(ConfigError):
    """An interpolation gives no value: its key is absent or missing, or lies below something without keys."""


class InterpolationSyntaxError(InterpolationError):
    """A text holds ``${`` but no interpolation that could be read."""


class InterpolationCycle(InterpolationError):
    """An interpolation needs its own value."""


class ResolverError(InterpolationError):
    """A resolver is unknown, is called with wrong arguments, or fails."""


class KeyNotFound(ConfigError):
    """A key that is read does not exist."""


class NoSuchItem(KeyNotFound, KeyError):
    """No such key in a mapping."""

    __str__ = ConfigError.__str__  # KeyError would show the repr of its argument


class NoSuchAttribute(KeyNotFound, AttributeError):
    """No such key, read as an attribute."""


class NoSuchIndex(KeyNotFound, IndexError):
    """No such position in a list."""


class MissingValue(ConfigError):
    """A value that is read is still ``???``."""


class ReadOnly(ConfigError, TypeError):
    """A config is written to."""


class ValidationFailed(ConfigError):
    """The composed values are not what the schema takes."""


class StoreError(ConfigError):
    """A registration in a store is refused."""


class TargetNotFound(ConfigError):
    """The path of a target leads to nothing: a part of it is no name, is not there, or cannot be imported."""


class TargetRefused(ConfigError):
    """A target is named by something that may not name code, and no ``allow`` permits it."""


class BoundExceeded(ConfigError):
    """Something is nested, chained or grown beyond the bounds that keep every input finite."""


class ConfigWarning(UserWarning):
    """Something about a config that deserves a look but prevents nothing."""


def raise_all(errors: Sequence[ConfigError]) -> None:
    """Raises one error for all of ``errors``, of their own kind where they agree; does nothing without any.

    Raises:
        ConfigError: with the problems of all, in order.
    """
    if len(errors) == 1:
        raise errors[0]
    if errors:
        kinds = {type(error) for error in errors}
        kind = kinds.pop() if len(kinds) == 1 else ConfigError
        raise kind(*(problem for error in errors for problem in error.problems)) from errors[0]


def nearest_name(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like ``name``, by the fewest slips of a typist; None where none is near."""
    from difflib import SequenceMatcher, get_close_matches  # noqa: PLC0415  needed only once something is wrong

    known = [candidate for candidate, _ in zip(candidates, range(_MOST_CANDIDATES), strict=False)]
    folded = {candidate.casefold(): candidate for candidate in reversed(known)}
    word = name.casefold()[:_LONGEST]
    near = get_close_matches(word, folded, n=3, cutoff=_NEAR)
    if not near:
        return None
    # one letter that is wrong, or two the wrong way round, cost difflib more than one that is missing, though people
    # slip alike
    likeness = {match: SequenceMatcher(None, word, match).ratio() + _is_one_slip(word, match) * 0.15 for match in near}
    return folded[max(near, key=likeness.__getitem__)]


def _is_one_slip(word: str, match: str) -> bool:
    """Whether two words of one length differ in a letter, or in two that have changed places."""
    wrong = [pair for pair in zip(word, match, strict=False) if pair[0] != pair[1]]
    is_swap = len(wrong) == 2 and wrong[0] == wrong[1][::-1]  # noqa: PLR2004
    return len(word) == len(match) and (len(wrong) == 1 or is_swap)


def listed(names: Sequence[str], word: str = "and") -> str:
    """The names as a sentence has them: ``a``, ``a and b``, ``a, b and c``."""
    *others, last = names
    return f"{', '.join(others)} {word} {last}" if others else last


def did_you_mean(suggestion: str | None) -> str:
    """The end of a message that names the nearest: ``; did you mean x?``, or nothing."""
    return f"; did you mean {suggestion}?" if suggestion is not None else ""
