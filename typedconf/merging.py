"""Layers go in, lowest first; one tree comes out: a left fold in which mappings merge and all else replaces.

- Mappings merge deeply; a key that exists keeps its place, a new one goes to the end.
- A list or scalar replaces what is there; a list and a mapping at one key are an error.
- ``???`` never replaces a value.
- A mapping onto an interpolation that refers to a mapping merges onto a copy of that; other interpolations it replaces.
- A merge operator acts on the list that is there; an absent key counts as empty.

``{}`` is the identity, a tree merged with itself is itself, and merging is associative where kinds stay.

Source: OmegaConf's "Merging configurations", as Hydra composes with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import BoundExceeded, ConfigError, MergeError, Problem, raise_all
from typedconf.trees import (
    ABSENT,
    MISSING,
    NO_RULES,
    Draft,
    MergeKind,
    Operator,
    check_nesting,
    copy_tree,
    format_path,
    is_missing,
    list_index,
    same,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from typedconf.layers import Layer
    from typedconf.trees import Key, KeyPath, Rules, Tree


class Merger:
    """Merges trees into one draft.

    ``refer(root, path)`` gives what the interpolation at ``path`` refers to in the tree as it stands, or ABSENT.
    """

    __slots__ = ("_conflicts", "_has_operators", "_refer", "_rules", "draft")

    def __init__(self, draft: Draft, refer: Callable[[Tree, KeyPath], Tree], rules: Rules = NO_RULES) -> None:
        self.draft: Final = draft
        self._refer: Final = refer
        self._rules: Final = rules
        self._has_operators = True
        self._conflicts: list[tuple[KeyPath, Problem]] = []

    def fold(self, layers: Iterable[Layer]) -> None:
        """Merges ``layers``, lowest first.

        Raises:
            MergeError: with every key at which two layers contradict each other.
        """
        errors: list[ConfigError] = []
        for layer in layers:
            self._has_operators = layer.has_operators
            try:
                self._merge_at(layer.package, layer.tree)
            except BoundExceeded as error:
                errors.append(error)
            for path, problem in self._conflicts:
                origin = layer.origin(path[len(layer.package) :])
                errors.append(MergeError(problem._replace(origin=origin, excerpt=layer.document.excerpt(origin))))
            self._conflicts = []
        raise_all(errors)

    def merge_at(self, path: KeyPath, tree: Tree) -> None:
        """Merges ``tree`` at ``path``, whose parents are made where they are no mappings.

        Raises:
            MergeError: with every key below at which the two contradict each other.
        """
        self._has_operators = True
        self._merge_at(path, tree)
        self._raise_conflicts()

    def merge(self, base: dict[Key, Tree], new: dict[Key, Tree], path: KeyPath) -> None:
        """Merges ``new`` into ``base``, a mapping at ``path`` that is the draft's own.

        Raises:
            MergeError: as ``merge_at``.
        """
        self._has_operators = True
        self._merge(base, new, path)
        self._raise_conflicts()

    def _raise_conflicts(self) -> None:
        if self._conflicts:
            conflicts, self._conflicts = self._conflicts, []
            raise MergeError(*(problem for _, problem in conflicts))

    def _merge_at(self, path: KeyPath, tree: Tree) -> None:
        check_nesting(path, tree)
        for key in reversed(path):
            tree = {key: tree}
        if isinstance(tree, dict):
            self._merge(self.draft.own_root(), tree, ())
        else:
            problem = Problem("the root of a config is a mapping, not a list", value=tree, expected="a mapping")
            self._conflicts.append(((), problem))

    def _merge(self, base: dict[Key, Tree], new: dict[Key, Tree], path: KeyPath) -> None:
        for key, value in new.items():
            kind = type(value)
            if kind is dict:
                old = base.get(key, ABSENT)
                if type(old) is dict:
                    if value and old is not value:
                        self._merge(self.draft.own_child(base, key), value, (*path, key))
                else:
                    self._put_mapping(base, key, old, value, (*path, key))
            elif kind is list:
                if type(base.get(key)) is dict:
                    self._contradiction((*path, key), "a list", "a mapping", value)
                else:
                    base[key] = self._settled(value, (*path, key))
            elif kind is Operator:
                self._operate(base, key, value, (*path, key))
            elif kind is not str or value != MISSING or key not in base:
                base[key] = value

    def _put_mapping(self, base: dict[Key, Tree], key: Key, old: Tree, value: dict[Key, Tree], path: KeyPath) -> None:
        """A mapping where there is none: it replaces, but for a list it contradicts and a reference it extends."""
        check_nesting(path, value)
        if type(old) is list:
            self._contradiction(path, "a mapping", "a list", value)
            return
        if type(old) is str and "${" in old:
            target = self._refer(self.draft.root, path)
            if type(target) is dict:
                base[key] = self.draft.own(copy_tree(target))
                self._merge(base[key], value, path)
                return
        base[key] = self._settled(value, path)

    def _settled(self, tree: Tree, path: KeyPath) -> Tree:
        """``tree`` as it is where nothing was before: its operators act on nothing."""
        if not self._has_operators or not _holds_operators(tree):
            return tree
        if isinstance(tree, dict):
            settled = self.draft.new()
            self._merge(settled, tree, path)
            return settled
        items: list[Tree] = []
        for index, item in enumerate(tree):
            holder = self.draft.new()
            self._merge(holder, {index: item}, path)
            items.extend(holder.values())
        return items

    def _operate(self, base: dict[Key, Tree], key: Key, operator: Operator, path: KeyPath) -> None:
        """Puts what ``operator`` makes of the value at ``key`` there."""
        kind = operator.kind
        old = base.get(key, ABSENT)
        if kind is MergeKind.DELETE:
            base.pop(key, None)
            return
        if kind is MergeKind.REPLACE:
            base.pop(key, None) if old is ABSENT else base.__setitem__(key, None)
            self._merge(base, {key: operator.value}, path[:-1])
            return
        if old is ABSENT:
            old = self._rules.default(path)
        if old is ABSENT or old is None or is_missing(old):
            old = []
        if type(old) is list:
            base[key] = self._operated(operator, old, path)
        else:
            what = "a list" if kind in (MergeKind.UNIQUE, MergeKind.BY) else f"!{kind.value}"
            self._contradiction(path, what, _described(old), old)

    def _operated(self, operator: Operator, old: list[Tree], path: KeyPath) -> list[Tree]:
        value = operator.value
        if operator.kind is MergeKind.ITEMS:
            return self._items_merged(old, value, path)
        if operator.kind is MergeKind.REMOVE:
            return [item for item in old if not _holds(value, item)]
        items = self._settled(value, path)
        if operator.kind is MergeKind.BY:
            return self._merged_by(operator.by, old, items, path)
        if operator.kind is MergeKind.UNIQUE:
            made = list(old)
            for item in items:
                if not _holds(made, item):
                    made.append(item)
            return made
        return [*old, *items] if operator.kind is MergeKind.APPEND else [*items, *old]

    def _merged_by(self, by: Key, old: list[Tree], new: list[Tree], path: KeyPath) -> list[Tree]:
        """Items of which the key ``by`` is the same merge in place, the others are appended."""
        items = self.draft.new()
        items.update(enumerate(old))
        for item in new:
            place = next((index for index, other in items.items() if _are_one(item, other, by)), len(items))
            self._merge(items, {place: item}, path)
        return list(items.values())

    def _items_merged(self, old: list[Tree], by_position: dict[Key, Tree], path: KeyPath) -> list[Tree]:
        """``!items``: the list with each of the given positions merged with what it is given."""
        items = self.draft.new()
        items.update(enumerate(old))
        for key, value in by_position.items():
            index = list_index(old, key)
            if index is None:
                self._conflict(path, f"no item {key} in a list of {len(old)}", value=key)
            else:
                self._merge(items, {index: value}, path)
        return list(items.values())

    def _contradiction(self, path: KeyPath, new: str, old: str, value: Tree) -> None:
        self._conflict(path, f"{new} cannot be merged with {old}", value=value, expected=old)

    def _conflict(self, path: KeyPath, message: str, **fields: Any) -> None:
        self._conflicts.append((path, Problem(message, key=format_path(path, self.draft.root), **fields)))


def merge(*trees: Tree) -> Tree:
    """The language's merge for plain trees, lowest first; none of them is changed, and the result shares nothing.

    Interpolations are kept as they are written; a mapping onto one replaces it, because what it refers to would need
    a composition. Merge operators that YAML tags made act as in a composition.

    Raises:
        MergeError: two trees contradict each other, or one is no mapping.
    """
    merger = Merger(Draft(), lambda _root, _path: ABSENT)
    for tree in trees:
        merger.merge_at((), tree)
    return copy_tree(merger.draft.root)


def _holds_operators(tree: Tree) -> bool:
    kind = type(tree)
    if kind is dict:
        return any(map(_holds_operators, tree.values()))
    if kind is list:
        return any(map(_holds_operators, tree))
    return kind is Operator


def _holds(items: list[Tree], item: Tree) -> bool:
    return any(same(item, other) for other in items)


def _are_one(left: Tree, right: Tree, by: Key) -> bool:
    """Whether two items are mappings that have the same value under the key ``by``."""
    both = isinstance(left, dict) and isinstance(right, dict) and by in left and by in right
    return both and same(left[by], right[by])


def _described(value: Tree) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return f"the interpolation {value}" if isinstance(value, str) and "${" in value else f"the scalar {value!r}"
