"""Stages go in (layers, then overrides of values), one tree comes out; each stage can be replayed by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from typedconf.errors import ConfigError, InterpolationSyntaxError, OverrideError, raise_all
from typedconf.interpolation.answers import Located
from typedconf.interpolation.resolution import Resolution
from typedconf.layers import Layer
from typedconf.merging import Merger
from typedconf.provenance import Provenance, tree_at
from typedconf.settings import misfit_settings, unknown_settings
from typedconf.sources.hydra_tree import DEFAULT_NODE
from typedconf.trees import ABSENT, NO_RULES, Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from typedconf.editing import Editor
    from typedconf.environment import Variable
    from typedconf.errors import Problem
    from typedconf.interpolation.facts import Facts
    from typedconf.interpolation.memo import Templates
    from typedconf.interpolation.resolvers import Resolver
    from typedconf.overrides import Override
    from typedconf.provenance import Stage
    from typedconf.schema.governance import Claim
    from typedconf.schema.rules import SchemaRules
    from typedconf.sources import SearchPath
    from typedconf.trees import KeyPath, Rules, Tree

_Stage = TypeVar("_Stage")


class Assembled(NamedTuple):
    """The composed tree, the ``hydra`` node that stood in it, and what can say where their values came from.

    ``warnings`` are of variables that mean nothing.
    """

    tree: dict[Any, Tree]
    hydra: Tree
    rules: Rules
    provenance: Provenance
    warnings: tuple[Problem, ...]


class Parts(NamedTuple):
    """What a tree is made of, as read, whatever the schema.

    ``layers``, lowest first, then ``variables``, whole ``files`` and ``overrides`` of values. ``groups`` has the
    schemas that the store has for groups.
    """

    layers: tuple[Layer, ...]
    variables: tuple[Variable, ...]
    files: tuple[Layer, ...]
    overrides: tuple[Override, ...]
    groups: Mapping[str, type]


class Assembly:
    """What merging and editing ask of the rest of one composition: the tree as it stands, groups, rules."""

    __slots__ = ("facts", "resolvers", "rules", "search_path", "templates")

    def __init__(
        self,
        facts: Facts,
        resolvers: Mapping[str, Resolver],
        templates: Templates,
        search_path: SearchPath,
        rules: Rules = NO_RULES,
    ) -> None:
        self.facts: Final = facts
        self.resolvers: Final = resolvers
        self.templates: Final = templates
        self.search_path: Final = search_path
        self.rules: Final = rules

    def run(self, parts: Parts, errors: Sequence[ConfigError] = ()) -> Assembled:
        """The tree that ``parts`` make.

        Where no layer brings our own ``hydra/`` tree, its default node lies below everything. ``errors`` are those
        that were met before, to be raised with what is found here.

        Raises:
            ConfigError: with all that can't be merged or applied, and all settings that there are not.
        """
        errors = list(errors)
        layers = self._normalized(parts.layers, errors)
        files = self._normalized(parts.files, errors)
        overrides = self._normalized(parts.overrides, errors)
        has_settings = any(layer.name == "hydra/config" for layer in layers)
        start: dict[Any, Tree] = {} if has_settings else {"hydra": DEFAULT_NODE}
        draft = Draft(start)
        merger = self._merger(draft)
        found: Sequence[Override] = ()
        warnings: Sequence[Problem] = ()
        try:
            merger.fold(layers)
            if parts.variables:
                found, warnings = self._of_variables(parts.variables, draft.root, errors)
                self._editor(draft, merger).apply(found)
            merger.fold(files)
        except ConfigError as error:
            self._raise([*errors, error], draft.root, (*found, *overrides))
        provenance = Provenance((*layers, *found, *files, *overrides), start, self._replay, self.rules)
        errors += _located(unknown_settings(draft.root.get("hydra")), provenance)
        try:
            if overrides:
                self._editor(draft, merger).apply(overrides)
        except ConfigError as error:
            errors.append(error)
        if not errors:
            errors += _located(misfit_settings(draft.root.get("hydra")), provenance)
        self._raise(errors, draft.root, (*found, *overrides))
        tree = draft.own_root()
        hydra = tree.pop("hydra", None)
        return Assembled(tree, hydra, self.rules, provenance, tuple(warnings))

    def _of_variables(
        self, variables: Sequence[Variable], root: Tree, errors: list[ConfigError]
    ) -> tuple[Sequence[Override], Sequence[Problem]]:
        """The overrides that ``variables`` mean for the tree as it stands, and what is odd about the others."""
        from typedconf.environment import value_overrides  # noqa: PLC0415  few programs read variables

        found, warnings = value_overrides(variables, self.rules, root, self.search_path.names)
        errors += check_interpolations(found, self.templates)
        message = "file(…) is for the command line; no variable names a file"
        errors += (OverrideError(one.problem(message)) for one in found if one.merge == "file")
        if self.rules is not NO_RULES:
            self._typed_rules.hidden.update(one.path for one in found if one.origin.kind == "secret")
        return self._normalized(found, errors), warnings

    @property
    def _typed_rules(self) -> SchemaRules:
        return self.rules  # type: ignore[return-value]  # there are no others

    def _raise(self, errors: Sequence[ConfigError], root: Tree, overrides: Sequence[Override]) -> None:
        """Raises what is wrong, where a schema knows secrets without them."""
        if errors and self.rules is not NO_RULES:
            from typedconf.schema.masking import hide_secrets  # noqa: PLC0415  only what is wrong is shown

            rules = self._typed_rules
            trees = [root]
            for override in overrides:
                values = (override.value, rules.default(override.path))
                trees += (tree_at(override.path, value) for value in values if value is not ABSENT)
            errors = [type(error)(*hide_secrets(error.problems, rules, trees)) for error in errors]
        raise_all(errors)

    def _normalized(self, stages: Sequence[_Stage], errors: list[ConfigError]) -> Sequence[_Stage]:
        """The stages as the schema reads them; what is wrong with them is put into ``errors``."""
        if self.rules is NO_RULES or not stages:
            return stages
        from typedconf.normalizing import normalized_layer, normalized_override  # noqa: PLC0415  only a schema does it

        normalized: Any = normalized_layer if isinstance(stages[0], Layer) else normalized_override
        return _kept(lambda stage: normalized(stage, self._typed_rules), stages, errors)

    def _replay(self, stage: Stage, draft: Draft) -> None:
        merger = self._merger(draft)
        if isinstance(stage, Layer):
            merger.fold((stage,))
        else:
            self._editor(draft, merger).apply((stage,))

    def _merger(self, draft: Draft) -> Merger:
        return Merger(draft, self._referred, self.rules)

    def _editor(self, draft: Draft, merger: Merger) -> Editor:
        from typedconf.editing import Editor  # noqa: PLC0415  only overrides edit

        return Editor(draft, merger.merge, self._look, self._evaluate, self.search_path.names, self.rules)

    def _resolution(self, root: Tree) -> Resolution:
        """Answers about a tree that is still being made; nobody keeps them."""
        return Resolution(root, facts=self.facts, resolvers=self.resolvers, rules=self.rules, templates=self.templates)

    def _referred(self, root: Tree, path: KeyPath) -> Tree:
        """The node that the interpolation at ``path`` refers to, as written; ABSENT where it refers to none."""
        try:
            found = self._resolution(root).follow(path)
        except ConfigError:
            return ABSENT
        return found.node if isinstance(found, Located) else found

    def _look(self, root: Tree, path: KeyPath) -> Any:
        return self._resolution(root).look(path)

    def _evaluate(self, root: Tree, path: KeyPath) -> Tree:
        return self._resolution(root).value(path)


def claims(parts: Parts) -> list[Claim]:
    """The classes that the store has for packages: of its nodes, and of the groups of which options are there."""
    found: list[Claim] = []
    for layer in parts.layers:
        named = ((layer.schema, layer.name), (parts.groups.get(group := layer.name.rpartition("/")[0]), f"{group}/"))
        for cls, name in named:
            if cls is not None:
                from typedconf.schema.governance import Claim  # noqa: PLC0415  few programs have a store

                found.append(Claim(layer.package, cls, name, layer))
        for path, cls in getattr(layer.document, "nested", {}).items():
            from typedconf.schema.governance import Claim  # noqa: PLC0415  as above

            found.append(Claim((*layer.package, *path), cls, layer.name, layer))
    return found


def has_secrets(parts: Parts) -> bool:
    """Whether any variable is a secret, whatever a schema says of its key."""
    return any(variable.is_secret for variable in parts.variables)


def check_interpolations(overrides: Iterable[Override], templates: Templates) -> Iterator[ConfigError]:
    """What is wrong with the interpolations in the values of ``overrides``."""
    for override in overrides:
        if "${" in override.text and not override.is_sweep:
            for path, problem in templates.wrong(override.value):
                yield InterpolationSyntaxError(problem._replace(key=override.key, origin=override.origin_of(path)))


def _kept(function: Callable[[_Stage], _Stage], stages: Iterable[_Stage], errors: list[ConfigError]) -> list[_Stage]:
    """What ``function`` makes of each stage; itself where that raises, the error put into ``errors``."""
    made: list[_Stage] = []
    for stage in stages:
        try:
            made.append(function(stage))
        except ConfigError as error:
            errors.append(error)
            made.append(stage)
    return made


def _located(found: Iterable[tuple[KeyPath, Problem]], provenance: Provenance) -> Iterator[ConfigError]:
    for path, problem in found:
        yield OverrideError(provenance.place(problem, path))
