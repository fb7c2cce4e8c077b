"""Stages go in (layers, then overrides of values), one tree comes out; each stage can be replayed by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.editing import Editor
from typedconf.errors import ConfigError, OverrideError, raise_all
from typedconf.interpolation.answers import Located
from typedconf.interpolation.resolution import Resolution
from typedconf.layers import Layer
from typedconf.merging import Merger
from typedconf.provenance import Provenance
from typedconf.settings import misfit_settings, unknown_settings
from typedconf.sources.hydra_tree import DEFAULT_NODE
from typedconf.trees import ABSENT, NO_RULES, Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from typedconf.errors import Problem
    from typedconf.interpolation.facts import Facts
    from typedconf.interpolation.resolvers import Resolver
    from typedconf.interpolation.templates import Template
    from typedconf.overrides import Override
    from typedconf.provenance import Stage
    from typedconf.sources import SearchPath
    from typedconf.store import ConfigStore
    from typedconf.trees import KeyPath, Rules, Tree


class Assembled(NamedTuple):
    """The composed tree, the ``hydra`` node that stood in it, and what can say where their values came from."""

    tree: dict[Any, Tree]
    hydra: Tree
    layers: tuple[Layer, ...]
    provenance: Provenance


class Assembly:
    """What merging and editing ask of the rest of one composition: the tree as it stands, groups, rules."""

    __slots__ = ("facts", "resolvers", "rules", "search_path", "templates")

    def __init__(
        self,
        facts: Facts,
        store: ConfigStore | None,
        templates: dict[str, Template | str],
        search_path: SearchPath,
        rules: Rules = NO_RULES,
    ) -> None:
        self.facts: Final = facts
        self.resolvers: Final[Mapping[str, Resolver]] = store.resolvers if store is not None else {}
        self.templates: Final = templates
        self.search_path: Final = search_path
        self.rules: Final = rules

    def run(
        self, layers: Sequence[Layer], overrides: Sequence[Override], errors: Sequence[ConfigError] = ()
    ) -> Assembled:
        """The tree that ``layers``, lowest first, and then ``overrides`` of values make.

        Where no layer brings our own ``hydra/`` tree, its default node lies below everything. ``errors`` are those
        that were met before, to be raised with what is found here.

        Raises:
            ConfigError: with all that can't be merged or applied, and all settings that there are not.
        """
        has_settings = any(layer.name == "hydra/config" for layer in layers)
        start: dict[Any, Tree] = {} if has_settings else {"hydra": DEFAULT_NODE}
        draft = Draft(start)
        provenance = Provenance((*layers, *overrides), start, self._replay)
        merger = self._merger(draft)
        merger.fold(layers)
        errors = [*errors, *_located(unknown_settings(draft.root.get("hydra")), provenance)]
        try:
            self._editor(draft, merger).apply(overrides)
        except ConfigError as error:
            errors.append(error)
        if not errors:
            errors += _located(misfit_settings(draft.root.get("hydra")), provenance)
        raise_all(errors)
        tree = draft.own_root()
        hydra = tree.pop("hydra", None)
        return Assembled(tree, hydra, tuple(layers), provenance)

    def _replay(self, stage: Stage, draft: Draft) -> None:
        merger = self._merger(draft)
        if isinstance(stage, Layer):
            merger.fold((stage,))
        else:
            self._editor(draft, merger).apply((stage,))

    def _merger(self, draft: Draft) -> Merger:
        return Merger(draft, self._referred, self.rules)

    def _editor(self, draft: Draft, merger: Merger) -> Editor:
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


def _located(found: Iterable[tuple[KeyPath, Problem]], provenance: Provenance) -> Iterator[ConfigError]:
    for path, problem in found:
        yield OverrideError(provenance.place(problem, path))
