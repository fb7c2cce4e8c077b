"""Composition: what was composed, what it comes to, what is wrong with it and where it all came from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from typedconf.assembly import Assembly, claims, has_secrets
from typedconf.config import Config, issue_warning, to_yaml
from typedconf.documents import Document
from typedconf.errors import ConfigError, Problem, ValidationFailed
from typedconf.interpolation.memo import Templates
from typedconf.interpolation.resolution import Resolution
from typedconf.schema import Schemas
from typedconf.sources.folder import read_document
from typedconf.trees import NO_RULES, copy_tree, find, format_path, is_missing, walk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from typedconf.assembly import Assembled, Parts
    from typedconf.checking import Checked
    from typedconf.defaults.landing import Groups
    from typedconf.errors import Origin
    from typedconf.explanation import Explanation
    from typedconf.interpolation.facts import Facts
    from typedconf.interpolation.resolvers import Resolver
    from typedconf.layers import Layer
    from typedconf.overrides import Override
    from typedconf.provenance import Step
    from typedconf.schema.defaults import Defaults
    from typedconf.schema.masking import Secrets
    from typedconf.schema.rules import SchemaRules
    from typedconf.sources import SearchPath
    from typedconf.targets.policy import Policy
    from typedconf.trees import KeyPath, Rules, Tree

T_co = TypeVar("T_co", covariant=True)
S = TypeVar("S")


class Composition(Generic[T_co]):
    """One composition, frozen: what was composed, what it comes to, and where it came from.

    Nothing is resolved or validated before somebody asks, and nothing twice.
    """

    __slots__ = (
        "_check_targets",
        "_checked",
        "_choices",
        "_defaults",
        "_facts",
        "_hydra",
        "_noted",
        "_overrides",
        "_parts",
        "_policy",
        "_provenance",
        "_resolution",
        "_resolvers",
        "_rules",
        "_schemas",
        "_search_path",
        "_templates",
        "_tree",
    )

    def __init__(
        self,
        *,
        facts: Facts,
        parts: Parts,
        assembled: Assembled,
        hydra: Tree,
        overrides: tuple[Override, ...],
        choices: dict[str, str | None],
        resolvers: Mapping[str, Resolver],
        templates: Templates,
        search_path: SearchPath,
        schemas: Schemas,
        warnings: tuple[Problem, ...],
        policy: Policy | None = None,
        check_targets: bool = False,
    ) -> None:
        self._schemas: Final = schemas
        self._search_path: Final = search_path
        self._rules: Final = assembled.rules
        self._facts: Final = facts
        self._parts: Final = parts
        self._tree: Final = assembled.tree
        self._hydra: Final = hydra
        self._provenance: Final = assembled.provenance
        self._resolvers: Final = resolvers
        self._templates: Final = templates
        self._noted: Final = warnings
        self._policy: Final = policy
        self._check_targets: Final = check_targets
        self._defaults: Defaults | None = None
        self._resolution: Resolution | None = None
        self._checked: Checked | None = None
        self._overrides: Final = overrides
        self._choices: Final = choices

    @property
    def value(self) -> T_co:
        """The validated object: of the schema, or a ``Config`` without one. ``warnings`` are issued as ConfigWarning.

        Raises:
            ValidationFailed: with everything that is wrong with the values.
        """
        problems = self.problems
        if problems:
            raise ValidationFailed(*problems)
        for warning in self.warnings:
            issue_warning(warning)
        if self._checked is None or self._is_untyped:
            return self.config  # type: ignore[return-value]  # T_co is Config then
        return self._checked.value  # type: ignore[no-any-return]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with the values: what keeps ``value`` from being one. Empty without any schema."""
        return () if self._rules is NO_RULES else self._check().problems

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
        read = self._resolution.warnings if self._resolution is not None and not self._is_untyped else ()
        found = self._checked.warnings if self._checked is not None else ()
        if read or found:
            from typedconf.checking import placed  # noqa: PLC0415  few compositions warn of anything

            hide = self._secrets().hide
            found = tuple(map(hide, placed((*read, *found), self._resolve().root, self._provenance)))
        return (*self._noted, *unavailable, *of_files, *found)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What was composed, lowest first, as it was read."""
        return (*self._parts.layers, *self._parts.files)

    @property
    def overrides(self) -> tuple[Override, ...]:
        """All overrides, in order."""
        return self._overrides

    @property
    def choices(self) -> dict[str, str | None]:
        """The option that each group has, None where it was deselected."""
        return dict(self._choices)

    def with_warnings(self, *warnings: Problem) -> Composition[T_co]:
        """The same composition with further warnings."""
        return self._with(noted=(*self._noted, *warnings)) if warnings else self

    def validate(self, schema: type[S]) -> S:
        """The same layers and overrides as an object of another schema.

        Raises:
            ValidationFailed: with everything that is wrong with the values.
        """
        rules = self._schemas.rules(
            schema, claims(self._parts), hides=has_secrets(self._parts) or self._check_targets
        ).fresh()
        assembly = Assembly(self._facts, self._resolvers, self._templates, self._search_path, rules)
        made = assembly.run(self._parts)
        other = self._with(rules=rules, tree=made.tree, provenance=made.provenance, resolution=None, defaults=None)
        value: S = other.value
        return value

    @property
    def tree(self) -> dict[Any, Any]:
        """What layers and overrides set, as plain data, interpolations and ``???`` as written; each access copies."""
        return copy_tree(self._tree)

    @property
    def config(self) -> Config:
        """The tree as an untyped config, with the schema's defaults; interpolations resolve when they are read."""
        return Config.over(self._resolve())

    @property
    def whole_config(self) -> Config:
        """As ``config``, with the ``hydra`` node of run settings in it."""
        return Config.over(self._resolve().with_hydra())

    @property
    def rules(self) -> Rules:
        """What the schema, and the classes of the store, say of the keys."""
        return self._rules

    @property
    def search_path(self) -> SearchPath:
        """Where its configs came from."""
        return self._search_path

    def missing(self) -> list[str]:
        """The keys whose value is ``???`` or that the schema requires and nothing sets, in tree order."""
        view = self._resolve().root
        return [format_path(path, view) for path, leaf in walk(view) if is_missing(leaf)]

    def history(self, key: str) -> tuple[Step, ...]:
        """What gave ``key`` its value, lowest first; of a node, whatever touched anything below it.

        The first is the schema's default, where there is one; a key that a reference brings has the history of what is
        referred to. What is secret is ``???``.

        Raises:
            NoSuchItem: there is no such key.
        """
        explanation = self.explanation()
        return explanation.history(explanation.path_of(key))

    def explanation(self) -> Explanation:
        """Answers for many keys where their values came from, at the cost of one."""
        from typedconf.explanation import Explanation  # noqa: PLC0415  only who asks pays

        return Explanation(self._resolve(), self._provenance, None if self._rules is NO_RULES else self._secrets())

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
        self._templates = Templates()  # type: ignore[misc]
        self._schemas = Schemas()  # type: ignore[misc]
        self._checked = None

    def _with(self, **changes: Any) -> Composition[Any]:
        """The same but for the ``changes``."""
        made = object.__new__(Composition)
        for name in self.__slots__:
            setattr(made, name, getattr(self, name))
        for name, value in changes.items():
            setattr(made, f"_{name}", value)
        if "facts" in changes:
            made._resolution = None
        made._checked = None
        return made

    @property
    def _is_untyped(self) -> bool:
        """Whether the root has no schema, so that ``value`` is a Config."""
        return self._rules is NO_RULES or self._typed_rules().schema is Any

    def _typed_rules(self) -> SchemaRules:
        return self._rules  # type: ignore[return-value]  # there are no others

    def without_secrets(self, data: Any) -> Any:
        """``data``, texts or what holds texts, with ``???`` for each secret text that was composed."""
        return data if self._rules is NO_RULES else self._secrets().without(data)

    def _secrets(self) -> Secrets:
        from typedconf.schema.masking import Secrets  # noqa: PLC0415  only what is shown needs it

        return Secrets(self._typed_rules(), self._resolve().root, self._provenance.trees())

    def _completed(self) -> Defaults:
        """What the schema's defaults add; its factories run once."""
        if self._defaults is None:
            from typedconf.schema.defaults import Defaults  # noqa: PLC0415  only a schema has any

            self._defaults = Defaults(self._typed_rules(), self._tree)
        return self._defaults

    def _resolve(self) -> Resolution:
        if self._resolution is None:
            self._resolution = Resolution(
                self._tree if self._rules is NO_RULES else self._completed().view(),
                facts=self._facts,
                resolvers=self._resolvers,
                rules=self._rules,
                templates=self._templates,
                hydra=self._hydra,
                view=Config.at,
            )
            self._resolution.written = self._provenance.raw
            self._resolution.origin = self._origin_at
            self._resolution.judging = self._judge
            self._resolution.policy = self._policy
            if self._is_untyped:  # whoever reads a Config is told as he reads
                self._resolution.on_warning = issue_warning
        return self._resolution

    def _origin_at(self, path: KeyPath) -> Origin | None:
        """Where the value at ``path`` was written, for messages; None where nobody knows."""
        origin = self._provenance.origin(path)
        return None if origin is None else origin._replace(text=self.without_secrets(origin.text))

    def _judge(self, resolution: Resolution) -> Any:
        from typedconf.trust import Trust  # noqa: PLC0415  only those who build need it

        return Trust(self._provenance, resolution)

    def _has_changed(self, layer: Layer) -> bool:
        if not isinstance(layer.document, Document) or not layer.document.text:
            return False  # a node of the store, or of our own hydra tree
        document = layer.document
        try:
            if layer.name == document.file:  # a whole file
                return read_document(document.file, document.file).text != document.text
            return self._search_path.has_changed(layer.name, document)
        except ConfigError:
            return True

    def _groups(self) -> Groups:
        from typedconf.defaults.landing import Groups  # noqa: PLC0415  only what is wrong needs advice

        return Groups(self._search_path, self._choices)

    def _check(self) -> Checked:
        if self._checked is None:
            from typedconf.checking import check  # noqa: PLC0415  only runs with a schema need Pydantic

            rules = self._typed_rules()
            checked = check(
                rules,
                self._completed(),
                self._schemas,
                self._provenance,
                self._resolve,
                self._groups,
                targets=self._check_targets,
            )
            if self._is_untyped and not checked.problems:
                self._resolve().instances = {path: find(checked.value, path) for path in rules.governing}
            self._checked = checked
        return self._checked
