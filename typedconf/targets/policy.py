"""Policy: which code may be named by somebody else than the program. Patterns go in, permissions or refusals come out.

A text is judged before anything is imported. What its path leads to is judged again under its own name, so that a
package that may be named gives away nothing but itself: ``logging.os.system`` is not below ``logging``.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import ConfigError, Problem, TargetRefused
from typedconf.targets.locating import OURS, check_path, locate, own_name, walk
from typedconf.trees import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typedconf.errors import Origin
    from typedconf.trees import KeyPath, Tree

UNTRUSTED: Final = "neither a file of the program nor its code names it"
_EXTERNAL: Final = "ext://"
# "queue" and "listener" are those of a QueueHandler, since Python 3.12.
_IMPORTING: Final = frozenset({"class", "()", "factory", "queue", "listener"})


class Policy:
    """What ``allow=`` permits: ``torch.optim.AdamW`` is this object alone, ``torch.optim.*`` everything below.

    Patterns are anchored and case-sensitive; a text by itself is one. Frozen.

    Raises:
        ConfigError: a pattern that is none, such as ``*``, which would permit everything.
    """

    __slots__ = ("_below", "_exact", "patterns")

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        self.patterns: Final = (patterns,) if isinstance(patterns, str) else tuple(patterns)
        for pattern in self.patterns:
            _check_pattern(pattern)
        self._exact: Final = frozenset(pattern for pattern in self.patterns if not pattern.endswith(".*"))
        self._below: Final = tuple(pattern[:-1] for pattern in self.patterns if pattern.endswith(".*"))

    def adding(self, patterns: Iterable[str]) -> Policy:
        """The policy that permits what ``patterns`` permit as well."""
        more = (patterns,) if isinstance(patterns, str) else tuple(patterns)
        return Policy((*self.patterns, *more)) if more else self

    def permits(self, name: str) -> bool:
        """Whether a pattern matches ``name``."""
        return name in self._exact or (bool(self._below) and name.startswith(self._below))

    def check(
        self, text: str, *, trusted: bool, key: str = "", origin: Origin | None = None, reason: str = UNTRUSTED
    ) -> None:
        """Does nothing where ``text`` may be the target at ``key``; imports nothing.

        ``reason`` says why it is not trusted where it isn't, as the end of a sentence, and ``origin`` who wrote it.

        Raises:
            TargetRefused: no pattern matches it, or a part of it begins with two underscores.
            TargetNotFound: it is no dotted path.
        """
        problem = Problem("", key, text, origin=origin, span=_span(text, origin))
        try:
            check_path(text)
        except ConfigError as error:
            raise type(error)(problem._replace(message=error.problems[0].message)) from None
        if not trusted and not self.permits(text):
            raise _refusal(problem, f"may not build {text!r}: {reason}")

    def find(
        self, text: str, *, trusted: bool, key: str = "", origin: Origin | None = None, reason: str = UNTRUSTED
    ) -> Any:
        """What ``text`` names, where it may be the target at ``key``.

        Raises:
            TargetRefused: as for ``check``; or the path leads to something whose own name no pattern matches.
            TargetNotFound: the path leads nowhere.
        """
        self.check(text, trusted=trusted, key=key, origin=origin, reason=reason)
        problem = Problem("", key, text, origin=origin, span=_span(text, origin))
        try:
            return locate(text) if trusted or text in self._exact or text in OURS else self._walked(text, problem)
        except ConfigError as error:
            if not key or error.problems[0].key:
                raise
            wrong = error.problems[0]
            found = problem._replace(message=wrong.message, suggestion=wrong.suggestion, expected=wrong.expected)
            raise type(error)(found) from error.__cause__

    def _walked(self, text: str, problem: Problem) -> Any:
        """What ``text`` names; every module on the way, and what is found at its end, must match by its own name."""
        name, found = "", None
        for so_far, found in walk(text):
            name = own_name(found, name, so_far.rpartition(".")[2])
            if name == so_far or self.permits(name):
                continue
            what = "" if so_far == text else f"leads through {so_far}, which "
            if not what or (isinstance(found, ModuleType) and not self._leads_on(name)):
                message = f"may not build {text!r}: it {what}is {name}, not in what is allowed"
                raise _refusal(problem, f"{message} ({', '.join(self.patterns)})")
        return found

    def _leads_on(self, name: str) -> bool:
        """Whether something below ``name`` may match."""
        return any(pattern.startswith(f"{name}.") for pattern in self.patterns)

    def __repr__(self) -> str:
        return f"Policy({list(self.patterns)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and self.patterns == other.patterns

    def __hash__(self) -> int:
        return hash(self.patterns)

    def __reduce__(self) -> tuple[Any, ...]:
        return Policy, (self.patterns,)


def targets_of_logging(tree: Tree, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """The texts in a config for ``logging.config.dictConfig`` that import by themselves, with their paths.

    They are what ``class``, ``()`` and their like name, and the rest of every text that begins with ``ext://``.
    """
    pairs = enumerate(tree) if isinstance(tree, (list, tuple)) else tree.items() if hasattr(tree, "items") else ()
    for key, child in pairs:
        where = (*path, key)
        if not isinstance(child, str):
            yield from targets_of_logging(child, where)
        elif child.startswith(_EXTERNAL):
            yield where, child.removeprefix(_EXTERNAL)
        elif key in _IMPORTING:
            yield where, child


def _check_pattern(pattern: Any) -> None:
    if not isinstance(pattern, str):
        raise ConfigError(Problem(f"allow takes texts such as 'torch.optim.*', not {type(pattern).__name__}"))
    name = pattern.removesuffix(".*")
    if pattern.strip() in {"*", ".*"}:
        raise ConfigError(
            Problem(f"allow={pattern!r} would let anybody build anything; name packages, as 'torch.optim.*'")
        )
    try:
        check_path(name)
    except ConfigError as error:
        message = f"allow takes dotted paths, and 'pkg.*' for all below one, not {pattern!r}"
        raise ConfigError(Problem(message, value=pattern)) from error


def _refusal(problem: Problem, message: str) -> TargetRefused:
    if problem.origin is not None and problem.origin.kind == "secret":
        return TargetRefused(problem._replace(message=message.replace(repr(problem.value), "a secret"), value=MISSING))
    line = f'allow=["{problem.value}"]'
    text = f"{message}\nthe program would permit it with {line}"
    return TargetRefused(problem._replace(message=text, suggestion=line))


def _span(text: Any, origin: Origin | None) -> int:
    """How many characters of what ``origin`` shows are the target's."""
    if origin is None or origin.column is None or not isinstance(text, str):
        return 1
    is_there = origin.text is None or origin.text.startswith(text, origin.column - 1)
    return len(text) or 1 if is_there else 1
