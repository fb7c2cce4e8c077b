"""Composition: what was composed, what it comes to, what is wrong with it and where it all came from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from typedconf.config import Config, issue_warning, to_yaml
from typedconf.documents import Document
from typedconf.errors import (
    ConfigError,
    KeyNotFound,
    Origin,
    Problem,
    ValidationFailed,
)
from typedconf.interpolation.resolution import Resolution
from typedconf.provenance import read_key
from typedconf.schema import Schemas
from typedconf.sources.folder import read_document
from typedconf.trees import MISSING, copy_tree, format_path, walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from typedconf.assembly import Assembled
    from typedconf.interpolation.answers import Edges
    from typedconf.interpolation.facts import Facts
    from typedconf.interpolation.resolvers import Resolver
    from typedconf.interpolation.templates import Template
    from typedconf.layers import Layer
    from typedconf.overrides import Override
    from typedconf.provenance import Step
    from typedconf.sources import SearchPath
    from typedconf.trees import KeyPath, Tree
    from typedconf.validation import Fault

T_co = TypeVar("T_co", covariant=True)
S = TypeVar("S")


class Composition(Generic[T_co]):
    """One composition, frozen: what was composed, what it comes to, and where it came from.

    Nothing is resolved or validated before somebody asks, and nothing twice.
    """

    __slots__ = (
        "_checked",
        "_facts",
        "_hydra",
        "_noted",
        "_provenance",
        "_resolution",
        "_resolvers",
        "_schema",
        "_schemas",
        "_search_path",
        "_templates",
        "_tree",
        "choices",
        "layers",
        "overrides",
    )

    def __init__(
        self,
        *,
        schema: Any,
        facts: Facts,
        assembled: Assembled,
        hydra: Tree,
        overrides: tuple[Override, ...],
        choices: dict[str, str | None],
        resolvers: Mapping[str, Resolver],
        templates: dict[str, Template | str],
        search_path: SearchPath,
        schemas: Schemas,
    ) -> None:
        self._schemas: Final = schemas
        self._search_path: Final = search_path
        self._schema: Final = schema
        self._facts: Final = facts
        self._tree: Final = assembled.tree
        self._hydra: Final = hydra
        self._provenance: Final = assembled.provenance
        self._resolvers: Final = resolvers
        self._templates: Final = templates
        self._noted: Final[tuple[Problem, ...]] = ()
        self._resolution: Resolution | None = None
        self._checked: Checked | None = None
        self.overrides: Final = overrides
        self.layers: Final = assembled.layers
        self.choices: Final[Mapping[str, str | None]] = choices

    @property
    def value(self) -> T_co:
        """The validated object: of the schema, or a ``Config`` without one. ``warnings`` are issued as ConfigWarning.

        Raises:
            ValidationFailed: with everything that is wrong with the values.
        """
        checked = None if self._schema is None else self._check()
        if checked is not None and checked.problems:
            raise ValidationFailed(*checked.problems)
        for warning in self.warnings:
            issue_warning(warning)
        if checked is None:
            return self.config  # type: ignore[return-value]  # T_co is Config then
        return checked.value  # type: ignore[no-any-return]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with the values: what keeps ``value`` from being one. Empty without a schema."""
        return () if self._schema is None else self._check().problems

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What deserves a look but prevents nothing.

        Headers that mean nothing, places that aren't there, keys swept twice, and deprecated keys, of those that were
        read so far.
        """
        unavailable = (
            Problem(f"{entry} on the search path is not there", "hydra.searchpath", entry)
            for entry in self._search_path.unavailable
        )
        of_files = (
            warning
            for layer in self.layers
            if isinstance(layer.document, Document)
            for warning in layer.document.warnings
        )
        read = self._resolution.warnings if self._resolution is not None and self._schema is not None else ()
        return (*self._noted, *unavailable, *of_files, *map(self._placed, read))

    def with_warnings(self, *warnings: Problem) -> Composition[T_co]:
        """The same composition with further warnings."""
        return self._with(noted=(*self._noted, *warnings)) if warnings else self

    def validate(self, schema: type[S]) -> S:
        """The same layers and overrides as an object of another schema.

        Raises:
            ValidationFailed: with everything that is wrong with the values.
        """
        value: S = self._with(schema=schema).value
        return value

    @property
    def tree(self) -> dict[Any, Any]:
        """What layers and overrides set, as plain data, interpolations and ``???`` as written; each access copies."""
        return copy_tree(self._tree)

    @property
    def config(self) -> Config:
        """The tree as an untyped config, whose interpolations resolve when they are read."""
        return Config.over(self._resolve())

    def missing(self) -> list[str]:
        """The keys whose value is ``???``, in tree order."""
        return [format_path(path, self._tree) for path, leaf in walk(self._tree) if leaf == MISSING]

    def history(self, key: str) -> tuple[Step, ...]:
        """What gave ``key`` its value, lowest first; of a node, whatever touched anything below it.

        Raises:
            NoSuchItem: there is no such key.
        """
        return self._provenance.history(read_key(key, self._tree))

    def origin(self, key: str) -> Origin:
        """Where the value of ``key`` was written.

        Raises:
            NoSuchItem: there is no such key.
        """
        return self.history(key)[-1].origin

    def to_yaml(self, *, resolve: bool = False) -> str:
        """The tree as YAML text that reads back as the same; with ``resolve``, interpolations as their values.

        Raises:
            ConfigError: with ``resolve``, for interpolations that give no value.
        """
        return to_yaml(self.config, resolve=resolve)

    def with_facts(
        self,
        *,
        now: datetime | None = None,
        environment: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        job: Mapping[str, Any] | None = None,
        runtime: Mapping[str, Any] | None = None,
    ) -> Composition[T_co]:
        """The same composition, resolved again with the facts that are given.

        ``job`` and ``runtime`` are laid over ``hydra.job`` and ``hydra.runtime``.
        """
        given = {
            "now": now,
            "environment": environment,
            "cwd": None if cwd is None else os.fspath(cwd),
            "job": job,
            "runtime": runtime,
        }
        facts = self._facts.replace(**{name: fact for name, fact in given.items() if fact is not None})
        return self._with(facts=facts)

    def stale(self) -> bool:
        """Whether a file that was read has changed since, so that composing again may give something else."""
        return any(self._has_changed(layer) for layer in self.layers)

    def __repr__(self) -> str:
        return (
            f"<Composition of {', '.join(layer.name for layer in self.layers if layer.entry is None) or 'overrides'}>"
        )

    def __deepcopy__(self, memo: object) -> Composition[T_co]:
        return self  # frozen, and what it hands out is a copy or read-only

    def __getstate__(self) -> dict[str, Any]:
        """What travels: the answers of resolvers, which may not pickle themselves, and no object made from a schema."""
        self._resolve().gather()
        left = ("_checked", "_resolvers", "_schemas", "_templates")
        return {name: getattr(self, name) for name in self.__slots__ if name not in left}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self._resolvers = self._resolve().resolvers  # type: ignore[misc]  # the one other place where one is made
        self._templates = {}  # type: ignore[misc]
        self._schemas = Schemas()  # type: ignore[misc]
        self._checked = None

    def _with(self, **changes: Any) -> Composition[Any]:
        """The same but for the ``changes``."""
        made = object.__new__(Composition)
        for name in self.__slots__:
            setattr(made, name, getattr(self, name))
        for name, value in changes.items():
            setattr(made, f"_{name}", value)
        made._resolution = self._resolution if "facts" not in changes else None
        made._checked = None
        return made

    def _resolve(self) -> Resolution:
        if self._resolution is None:
            self._resolution = Resolution(
                self._tree,
                facts=self._facts,
                resolvers=self._resolvers,
                templates=self._templates,
                hydra=self._hydra,
                view=Config.at,
            )
            if self._schema is None:  # whoever reads a Config is told as he reads
                self._resolution.on_warning = issue_warning
        return self._resolution

    def _has_changed(self, layer: Layer) -> bool:
        if not isinstance(layer.document, Document) or not layer.document.text:
            return False  # a node of the store, or of our own hydra tree
        try:
            found = self._search_path.find(layer.name)
            now = found.document if found is not None else read_document(layer.name, layer.name)
        except ConfigError:
            return True
        return now is None or now.text != layer.document.text

    def _check(self) -> Checked:
        if self._checked is None:
            from typedconf.validation import validate  # noqa: PLC0415  only runs with a schema need Pydantic

            resolution = self._resolve()
            tree, unresolved = resolution.gather()
            validated = validate(self._schema, tree, schemas=self._schemas)
            wrong = {fault.path for fault in validated.faults}
            problems = [self._placed(problem) for problem in unresolved]
            problems += [
                self._problem(fault)
                for fault in _in_tree_order(validated.faults, self._tree)
                if fault.is_key
                or (fault.path not in resolution.failures and not _refers(resolution.edges.get(fault.path), wrong))
            ]
            self._checked = Checked(validated.value, tuple(problems))
        return self._checked

    def _placed(self, problem: Problem) -> Problem:
        try:
            path = read_key(problem.key, self._tree)
        except KeyNotFound:
            return problem
        return self._provenance.place(problem, path)

    def _problem(self, fault: Fault) -> Problem:
        problem = Problem(
            fault.message,
            format_path(fault.path, self._tree),
            fault.value,
            fault.expected,
            fault.suggestion,
            declared=fault.declared,
        )
        return self._provenance.place(problem, fault.path, at_key=fault.is_key)


def _in_tree_order(faults: Sequence[Fault], tree: Tree) -> list[Fault]:
    """The faults in the order in which a reader meets their keys; what has none yet comes last in its node."""
    if not faults:
        return []
    ends: dict[KeyPath, int] = {}  # of a node, the number of the last leaf below it
    for index, (path, _) in enumerate(walk(tree)):
        for length in range(len(path) + 1):
            ends[path[:length]] = index

    def place(fault: Fault) -> tuple[int, bool]:
        path = fault.path
        while path not in ends:
            path = path[:-1]
        return ends[path], path != fault.path

    return sorted(faults, key=place)


def _refers(edges: Edges | None, wrong: set[KeyPath]) -> bool:
    """Whether a reference reads something that is wrong itself, and so is reported already."""
    return edges is not None and any(key in wrong for key in edges.keys)


class Checked(NamedTuple):
    """What came of validating a composition."""

    value: Any
    problems: tuple[Problem, ...]
