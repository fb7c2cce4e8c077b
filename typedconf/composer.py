"""Composer: the name of a config and overrides go in, a Composition comes out. The whole pipeline is in ``compose``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from typedconf.assembly import Assembly, Parts, check_interpolations, claims, has_secrets
from typedconf.composition import Composition
from typedconf.defaults.keeping import Expansions
from typedconf.errors import (
    ConfigError,
    ConfigNotFound,
    DefaultsListError,
    DocumentError,
    InterpolationSyntaxError,
    OverrideError,
    Problem,
    raise_all,
)
from typedconf.interpolation.facts import Facts
from typedconf.interpolation.memo import Templates
from typedconf.interpolation.resolution import Resolution
from typedconf.layers import Layer
from typedconf.objects import is_view
from typedconf.opening import (
    aliases_of,
    placed_by,
    placed_in,
    primary_document,
    refuse_search_paths,
    sweep_problem,
    swept_twice,
)
from typedconf.overrides import parse_overrides
from typedconf.schema import Schemas
from typedconf.settings import completed_settings, idle_settings, recorded_choices
from typedconf.sources import SearchPath, open_entry, open_extensions
from typedconf.sources.folder import read_document
from typedconf.trees import MISSING, check_nesting, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from typedconf.config import Config
    from typedconf.defaults.tracing import Branch
    from typedconf.documents import Document
    from typedconf.environment import Variable
    from typedconf.interpolation.resolvers import Resolver
    from typedconf.overrides import Override
    from typedconf.sources import Place
    from typedconf.sources.source import Opener
    from typedconf.store import ConfigStore
    from typedconf.targets.policy import Policy
    from typedconf.trees import Tree

S = TypeVar("S")


class Composer:
    """Composes configs from one search path.

    Holds no state but what it has read, which it keeps while the files stay the same; many may live in one process,
    and one may be used from many threads.
    """

    __slots__ = (
        "_environment",
        "_expansions",
        "_main",
        "_places",
        "_plugged",
        "_policy",
        "_schemas",
        "_sources",
        "_store",
        "_templates",
        "job_name",
        "plugins",
    )

    def __init__(
        self,
        config_path: str | os.PathLike[str] | None = None,
        *,
        store: ConfigStore | None = None,
        search_path: Iterable[str | os.PathLike[str]] = (),
        sources: Mapping[str, Opener] | None = None,
        env_prefix: str | None = None,
        env_file: str | os.PathLike[str] | None = None,
        secrets_dir: str | os.PathLike[str] | None = None,
        allow: str | Iterable[str] = (),
        plugins: bool = False,
    ) -> None:
        """``config_path`` is a folder, relative to the working folder of this moment, or an address.

        ``search_path`` are further places to look in, behind it and behind ``hydra.searchpath``. ``sources`` open
        addresses of further schemes than ``pkg://``; with ``plugins``, installed packages add to all of these.

        Between files and overrides come, lowest first, the values in the folder ``secrets_dir`` (one a file), those of
        ``env_file``, and the environment's variables that begin with ``env_prefix``. ``APP_DB__HOST`` sets ``db.host``,
        and the name of a group selects its option.

        Raises:
            ConfigNotFound: an address names no package, or no known scheme.
            ConfigError: a source cannot be opened, or a plugin is wrong.
        """
        store, self._sources, self._plugged = open_extensions(store, sources or {}, plugins=plugins)
        self.plugins: Final = plugins  # whether installed packages add to it
        self.job_name = "app"  # what ``hydra.job.name`` is where nothing sets it; a Program's is its file's
        self._main: Final = () if config_path is None else (self._opened_place(config_path),)
        self._places: Final = (*map(self._opened_place, search_path), *self._plugged)
        self._environment: Final = env_prefix, _absolute(env_file), _absolute(secrets_dir)
        self._store: Final = store
        self._policy: Final = _policy(allow)
        self._templates: Final = Templates()
        self._schemas: Final = Schemas()
        self._expansions: Final = Expansions(self._check)

    @overload
    def compose(
        self,
        config_name: str | None = None,
        *overrides: str | Override,
        schema: type[S],
        files: Iterable[str | os.PathLike[str]] = (),
        check_targets: bool = False,
    ) -> Composition[S]: ...
    @overload
    def compose(
        self,
        config_name: str | None = None,
        *overrides: str | Override,
        schema: None = None,
        files: Iterable[str | os.PathLike[str]] = (),
        check_targets: bool = False,
    ) -> Composition[Config]: ...
    def compose(
        self,
        config_name: str | None = None,
        *overrides: str | Override,
        schema: Any = None,
        files: Iterable[str | os.PathLike[str]] = (),
        check_targets: bool = False,
    ) -> Composition[Any]:
        """Composes ``config_name`` (None: only what overrides add) with ``overrides``, the later ones stronger.

        ``files`` are whole files, merged in order above the composed tree and below the overrides of values. With
        ``check_targets``, whatever a ``_target_`` names is imported, and arguments that it doesn't take are problems.

        Raises:
            ConfigError: for what prevents a tree, all independent problems together. What is wrong with values is
                not raised here but gathered in ``Composition.problems``.
        """
        return self._shown(
            schema,
            overrides,
            lambda: self._composed(config_name, overrides, schema, files, check_targets=check_targets),
        )

    def _composed(
        self,
        config_name: str | None,
        overrides: tuple[str | Override, ...],
        schema: Any,
        files: Iterable[str | os.PathLike[str]],
        *,
        check_targets: bool,
    ) -> Composition[Any]:
        facts = Facts.capture()
        base, primary, parsed = self._opened(config_name, overrides)
        self._check_overrides(parsed)
        search_path = self._search_path(base, primary, parsed, facts)
        chosen, variables, warnings = self._variables(facts, parsed, search_path)
        expanded = self._expansions.expand(config_name, (*chosen, *parsed), search_path, self._evaluator(facts))
        refuse_search_paths(expanded.layers)
        values, errors = self._with_files(expanded.values)
        groups = self._store.groups if self._store is not None else {}
        parts = Parts(expanded.layers, variables, tuple(map(self._whole_file, files)), tuple(values), groups)
        brought = claims(parts) if self._store is not None else ()  # of what a store has, and nothing else
        rules = self._schemas.rules(schema, brought, hides=has_secrets(parts) or check_targets).fresh()
        assembled = Assembly(facts, self._resolvers, self._templates, search_path, rules).run(parts, errors)
        choices = recorded_choices(expanded.known)
        idle = (assembled.provenance.place(problem, path) for path, problem in idle_settings(assembled.hydra))
        return Composition(
            facts=facts,
            parts=parts,
            assembled=assembled,
            hydra=completed_settings(assembled.hydra, self.job_name, config_name, parsed, choices),
            overrides=parsed,
            choices={key: option for key, option in choices.items() if not key.startswith("hydra/")},
            resolvers=self._resolvers,
            templates=self._templates,
            search_path=search_path,
            schemas=self._schemas,
            policy=self._policy,
            check_targets=check_targets,
            warnings=(*warnings, *assembled.warnings, *idle),
        )

    @overload
    def expand(
        self, config_name: str | None = None, *overrides: str | Override, schema: type[S]
    ) -> Iterator[Composition[S]]: ...
    @overload
    def expand(
        self, config_name: str | None = None, *overrides: str | Override, schema: None = None
    ) -> Iterator[Composition[Config]]: ...
    def expand(
        self, config_name: str | None = None, *overrides: str | Override, schema: Any = None
    ) -> Iterator[Composition[Any]]:
        """The grid that the sweeps in ``overrides`` span, job by job, the last sweep varying fastest.

        Each job is composed when it is reached; without a sweep there is one.

        Raises:
            ConfigError: at once for what keeps the grid from being enumerated, and at a job for what prevents its tree.
        """
        from typedconf.overrides.grid import expand_grid  # noqa: PLC0415  an ordinary run sweeps nothing

        def opened() -> tuple[Iterator[tuple[Override, ...]], tuple[Problem, ...]]:
            base, primary, parsed = self._opened(config_name, overrides)
            search_path = self._search_path(base, primary, parsed, Facts.capture())
            return expand_grid(parsed, search_path.names), tuple(swept_twice(parsed))

        jobs, twice = self._shown(schema, overrides, opened)
        twice = self._without_secrets(schema, overrides, twice)
        return (self.compose(config_name, *job, schema=schema).with_warnings(*twice) for job in jobs)

    def trace(self, config_name: str | None = None, *overrides: str | Override) -> tuple[Branch, ...]:
        """How the defaults lists of a composition are followed, for whoever wants to see it: what came of each entry.

        Raises:
            ConfigError: as ``compose``, for what is wrong in the lists and with the overrides of groups.
        """
        from typedconf.defaults.tracing import trace  # noqa: PLC0415  only what is printed needs it

        facts = Facts.capture()
        base, primary, parsed = self._opened(config_name, overrides)
        search_path = self._search_path(base, primary, parsed, facts)
        chosen, _, _ = self._variables(facts, parsed, search_path)
        return trace(config_name, (*chosen, *parsed), search_path, self._check, self._evaluator(facts))

    @property
    def places(self) -> tuple[tuple[str, Place], ...]:
        """What it looks into, there or not, each with the parameter that named it: ``config_path``, ``plugins``."""
        further = (("plugins" if place in self._plugged else "search_path", place) for place in self._places)
        return (*(("config_path", place) for place in self._main), *further)

    def search_path(self) -> SearchPath:
        """Where it looks for configs, without what a primary config's ``hydra.searchpath`` adds.

        Raises:
            ConfigNotFound: a folder does not exist.
        """
        return self._base(None)

    def _shown(self, schema: Any, overrides: Iterable[str | Override], make: Callable[[], S]) -> S:
        """What ``make`` gives.

        Raises:
            ConfigError: what ``make`` raises, without any value of a secret that ``schema`` or the store declares.
        """
        try:
            return make()
        except ConfigError as error:
            wrong = error
        # no longer within the except, whose error may show one
        problems = self._without_secrets(schema, overrides, wrong.problems)
        is_same = all(shown is problem for shown, problem in zip(problems, wrong.problems, strict=True))
        raise wrong if is_same else type(wrong)(*problems)

    def _without_secrets(
        self, schema: Any, overrides: Iterable[str | Override], problems: tuple[Problem, ...]
    ) -> tuple[Problem, ...]:
        """The problems of what is read before anybody asks a schema, by the names of the secrets that there are."""
        classes = list(_classes_in(self._store))
        is_typed = schema is not None and not is_view(schema)
        if not problems or not (classes or is_typed):
            return problems
        from typedconf.schema.unread import hide_named  # noqa: PLC0415  only what is wrong is shown

        return hide_named(problems, map(str, overrides), schema if is_typed else Any, classes)

    def _opened_place(self, entry: str | os.PathLike[str]) -> Place:
        return open_entry(os.fspath(entry), trusted=True, sources=self._sources)

    def _variables(
        self, facts: Facts, overrides: tuple[Override, ...], search_path: SearchPath
    ) -> tuple[tuple[Override, ...], tuple[Variable, ...], tuple[Problem, ...]]:
        """What variables choose in groups, below the command line; the other variables, and what is odd about any."""
        if self._environment == (None, None, None):
            return (), (), ()
        from typedconf.environment import choices, read_variables  # noqa: PLC0415  few programs read variables

        prefix, env_file, secrets_dir = self._environment
        chosen = choices(read_variables(prefix, facts.environment, env_file, secrets_dir), search_path.names)
        raise_all([*check_interpolations(chosen.overrides, self._templates)])
        settled = {override.key for override in overrides if override.operation in ("add", "delete")}
        taken = tuple(override for override in chosen.overrides if override.key not in settled)
        return taken, chosen.rest, chosen.warnings

    def _opened(
        self, config_name: str | None, overrides: tuple[str | Override, ...]
    ) -> tuple[SearchPath, Document | None, tuple[Override, ...]]:
        """What is read before anything is composed: the base, the primary config, the overrides by its aliases."""
        base = self._base(config_name)
        primary = primary_document(config_name, base)
        with placed_in(primary):
            return base, primary, parse_overrides(overrides, aliases=aliases_of(primary))

    def _base(self, config_name: str | None) -> SearchPath:
        """The search path without ``hydra.searchpath``: the primary config must be on it."""
        if config_name is not None and "=" in config_name:
            message = f"{config_name!r} is no name of a config; overrides follow the name (None where there is none)"
            raise ConfigNotFound(Problem(message, value=config_name))
        for place in (*self._main, *self._places):
            if not place.source.is_available():
                raise ConfigNotFound(
                    Problem(f"the config folder {place.source} does not exist", value=str(place.source))
                )
        return SearchPath((*self._main, *self._places), self._store, sources=self._sources)

    def _check_overrides(self, overrides: tuple[Override, ...]) -> None:
        """One composition takes no sweep, and every interpolation in a value must be one."""
        for override in overrides:
            check_nesting(override.path)
        errors: list[ConfigError] = [OverrideError(sweep_problem(one)) for one in overrides if one.is_sweep]
        raise_all([*errors, *check_interpolations(overrides, self._templates)])

    def _check(self, document: Document) -> list[ConfigError]:
        """What is wrong with the interpolations of a document, also those that nothing reads."""
        if self._templates.can_read(document.interpolations):
            return []
        errors: list[ConfigError] = []
        for path, problem in self._templates.wrong(document.tree):
            origin = document.origin(path)
            errors.append(InterpolationSyntaxError(problem._replace(origin=origin, excerpt=document.excerpt(origin))))
        return errors

    def _search_path(
        self, base: SearchPath, primary: Document | None, overrides: tuple[Override, ...], facts: Facts
    ) -> SearchPath:
        """The base with the places of ``hydra.searchpath``: of the first override that sets it, else of the primary."""
        override = next((one for one in overrides if one.key == "hydra.searchpath" and one.operation == "change"), None)
        if override is not None:
            entries, trusted = override.value, False
        elif primary is not None and isinstance(primary.tree, dict) and "hydra" in primary.tree:
            with placed_in(primary):
                entries, trusted = self._from_primary(primary.tree, facts)
        else:
            return base
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            message = f"hydra.searchpath must be a list of texts, not {entries!r}"
            if override is not None:
                raise OverrideError(override.problem(message))
            with placed_in(primary):
                raise DefaultsListError(Problem(message, "hydra.searchpath", entries))
        with placed_in(primary) if override is None else placed_by(override):
            return base.extended(entries, after=len(self._main), trusted=trusted)

    def _from_primary(self, tree: Tree, facts: Facts) -> tuple[Any, bool]:
        """The places that the primary config names, and whether it does so by itself."""
        written = find(tree, ("hydra", "searchpath"))
        if not written or written == MISSING:
            return [], True
        resolution = self._resolution(tree, facts)
        entries = resolution.value(("hydra", "searchpath"))
        from typedconf.trust import calls_outside  # noqa: PLC0415  few configs name places

        return entries, not calls_outside(resolution)

    @property
    def _resolvers(self) -> Mapping[str, Resolver]:
        return self._store.resolvers if self._store is not None else {}

    def _resolution(self, tree: Tree, facts: Facts) -> Resolution:
        return Resolution(tree, facts=facts, resolvers=self._resolvers, templates=self._templates)

    def _evaluator(self, facts: Facts) -> Callable[[str], Any]:
        """Evaluates a text that calls a resolver and refers to nothing."""
        return lambda text: self._resolution({"": text}, facts).value(("",))

    def _whole_file(self, path: str | os.PathLike[str]) -> Layer:
        """A file of ``files=``, as a layer at the root."""
        shown = os.fspath(path)
        document = read_document(shown, shown)
        if isinstance(document.tree, dict) and "defaults" in document.tree:
            origin = document.origin(("defaults",), key=True)
            raise DocumentError(Problem("a whole file is merged as it is: it takes no defaults list", origin=origin))
        raise_all(self._check(document))
        return Layer(shown, (), document.tree, None, document, None, trusted=True, has_operators=document.has_operators)

    def _with_files(self, overrides: Iterable[Override]) -> tuple[list[Override], list[ConfigError]]:
        """The overrides, those that say ``file(…)`` with the file's tree as their value; and those that can't."""
        taken: list[Override] = []
        errors: list[ConfigError] = []
        for override in overrides:
            try:
                taken.append(self._with_file(override) if override.merge == "file" else override)
            except ConfigError as error:
                errors.append(error)
        return taken, errors

    def _with_file(self, override: Override) -> Override:
        try:
            document = read_document(override.value, override.value)
        except ConfigNotFound as error:  # the override is wrong, not what it names
            raise ConfigNotFound(*(override.problem(problem.message) for problem in error.problems)) from error
        raise_all(self._check(document))
        return override.with_document(document)


def load(
    schema: type[S],
    path: str | os.PathLike[str],
    *overrides: str | Override,
    store: ConfigStore | None = None,
    env_prefix: str | None = None,
    env_file: str | os.PathLike[str] | None = None,
    secrets_dir: str | os.PathLike[str] | None = None,
) -> S:
    """The validated object of ``schema`` that the config file at ``path`` comes to; of ``Config``, an untyped one.

    The file's folder is the search path, its name (the suffix may be left out) that of the primary config. ``store``
    and what else is named are as for a Composer.

    Raises:
        ConfigError: with all that is wrong.
    """
    folder, name = os.path.split(os.fspath(path))
    composer = Composer(folder or ".", store=store, env_prefix=env_prefix, env_file=env_file, secrets_dir=secrets_dir)
    return composer.compose(name, *overrides, schema=schema).value


def _classes_in(store: ConfigStore | None) -> Iterator[type]:
    """All classes that a store has, of whatever node."""
    if store is not None:
        yield from store.groups.values()
        for node in store.nodes.values():
            yield from (cls for cls in (node.schema, *node.nested.values()) if cls is not None)


def _policy(allow: str | Iterable[str]) -> Policy | None:
    if not allow:
        return None
    from typedconf.targets.policy import Policy  # noqa: PLC0415  few programs let others name code

    return Policy(allow)


def _absolute(path: str | os.PathLike[str] | None) -> str | None:
    return None if path is None else os.path.abspath(path)
