"""A resolution and a provenance go in; where values came from comes out, in a form that may be shown."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import ConfigError, NoSuchItem, Problem
from typedconf.interpolation.answers import Located
from typedconf.provenance import Hidden, Step, read_key
from typedconf.rendering import Suspects, Taint, masked_tree, masked_value
from typedconf.trees import ABSENT, MISSING, find, format_path, is_missing, parse_path, walk
from typedconf.validation import stays_untyped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typedconf.interpolation.resolution import Resolution
    from typedconf.provenance import Provenance
    from typedconf.schema.masking import Secrets
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import KeyPath, Tree


class Explanation:
    """What can be told of one composition: how each value came about, and what it reads. Secrets are ``???``.

    Whoever asks for many keys asks one of these, which finds out once what must not be shown. Paths are those of the
    config with the schema's defaults.
    """

    __slots__ = ("_provenance", "_resolution", "_rules", "_secrets", "_suspects", "_taint")

    def __init__(self, resolution: Resolution, provenance: Provenance, secrets: Secrets | None) -> None:
        """``secrets`` are None where no schema has any."""
        self._resolution: Final = resolution
        self._provenance: Final = provenance
        self._secrets: Final = secrets
        self._rules: Final[Any] = resolution.rules
        self._suspects: Final = Suspects(resolution)
        self._taint: Taint | None = None

    def tree(self) -> Tree:
        """The config as plain data, interpolations as written."""
        return masked_tree(self._resolution)

    def path_of(self, key: str) -> KeyPath:
        """Where the value at ``key`` really stands: there, or behind a reference on the way.

        Raises:
            NoSuchItem: there is no such key, with the nearest.
        """
        try:
            return read_key(key, self._resolution.root, self._rules)
        except NoSuchItem:
            with suppress(ConfigError):
                found = self._resolution.look(self._rules.canonical(parse_path(key)))
                if type(found) is Located:
                    return found.path
            raise

    def key_of(self, path: KeyPath) -> str:
        """The path as one writes it."""
        return format_path(path, self._resolution.root)

    def history(self, path: KeyPath) -> tuple[Step, ...]:
        """What gave the value at ``path``, lowest first; of a node, whatever touched anything below it."""
        steps = self._provenance.history(path, self._resolution.root)
        if self._secrets is None:
            return steps
        without = self._secrets.without
        is_suspected = self._suspects.holds(path)
        return tuple(
            Step(
                _hidden(self._rules, path, step.value, is_suspected=is_suspected),
                step.origin._replace(text=without(step.origin.text), entry=without(step.origin.entry)),
                _hidden(self._rules, path, step.replaced, is_suspected=is_suspected),
            )
            for step in steps
        )

    def value(self, path: KeyPath) -> Any:
        """The value at ``path`` as plain data, everything resolved; ``???`` where it is missing.

        Raises:
            ConfigError: an interpolation gives no value.
        """
        return masked_value(self._resolution, path, self._tainted())

    def reads(self, path: KeyPath) -> tuple[KeyPath, ...]:
        """The keys that the interpolation at ``path`` reads, and those that these read, in order; of a value, none."""
        edges = self._tainted().edges
        found: dict[KeyPath, None] = {}
        waiting = [path]
        while waiting:
            read = edges.get(waiting.pop())
            new = [] if read is None else [key for key in read.keys if key not in found and key not in ((), path)]
            found.update(dict.fromkeys(new))
            waiting += reversed(new)
        return tuple(key for key in found if find(self._resolution.root, key) is not ABSENT)

    def placed(self, problem: Problem) -> Problem:
        """The problem with the place of its key, as far as that is known and it has none."""
        if problem.origin is not None or not problem.key:
            return problem
        try:
            return self._placed_at(self.path_of(problem.key), problem)
        except NoSuchItem:
            return problem

    def exposed(self) -> Iterator[Problem]:
        """A warning for each value that a secret flowed into though its type is no secret's: Pydantic prints it.

        What stays untyped keeps its secrets to itself, however it is printed.
        """
        if self._secrets is None:
            return
        for path, source in dict(self._flows()).items():
            value = find(self._resolution.root, path)
            if value is None or self._rules.spot(path).is_secret or stays_untyped(path, self._rules):
                continue
            what = f"{self.key_of(source)}, a secret," if source != path else "a value from the secrets folder"
            message = f"holds {what} as plain text, which shows wherever this is printed; a SecretStr would hide it"
            yield self._placed_at(path, Problem(message, self.key_of(path), expected="a SecretStr"))

    def _placed_at(self, path: KeyPath, problem: Problem) -> Problem:
        placed = self._provenance.place(problem, path)
        return placed if self._secrets is None else self._secrets.hide(placed)

    def _tainted(self) -> Taint:
        """Which values a secret flowed into, once all are evaluated."""
        if self._taint is None:
            with suppress(ConfigError):  # which is told elsewhere; all that has a value got it
                self._resolution.resolved(missing="keep")
            self._taint = Taint(self._resolution)
        return self._taint

    def _flows(self) -> Iterator[tuple[KeyPath, KeyPath]]:
        """Where secrets flowed, and from where: into texts, behind references, and from a file into plain fields."""
        taint = self._tainted()
        yield from ((path, path) for path in sorted(self._rules.hidden, key=str))
        for path in taint.edges:
            with suppress(ConfigError):
                found = self._resolution.follow(path)
                where, value = found if type(found) is Located else (path, found)
                if where != path and isinstance(value, (dict, list)):
                    below = ((inner, (*where, *inner)) for inner, leaf in walk(value) if leaf is not None)
                    yield from (((*path, *inner), taint.source(at)) for inner, at in below if taint.at(at))
                elif taint.at(path) and value is not None:
                    yield path, taint.source(path)


def _hidden(rules: SchemaRules, path: KeyPath, value: Tree, *, is_suspected: bool = False) -> Tree:
    """``value``, which stands at ``path``, with ``???`` for whatever is secret in it; all of it where that may be."""
    if value is None or is_missing(value):
        return value
    if is_suspected or rules.is_secret(path):
        return Hidden(MISSING)
    if isinstance(value, dict):
        from typedconf.schema.masking import suspected_keys  # noqa: PLC0415  only a schema has any

        suspects = suspected_keys(rules, path, value) if rules.classes_at(path) else ()
        return {
            key: Hidden(MISSING) if key in suspects else _hidden(rules, (*path, key), child)
            for key, child in value.items()
        }
    if isinstance(value, list):
        return [_hidden(rules, (*path, index), child) for index, child in enumerate(value)]
    return value
