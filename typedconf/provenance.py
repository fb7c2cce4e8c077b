"""Which layers, files and overrides gave a key its value: a query over what was composed, asked only when needed.

Nothing records origins while a composition is made. Here its stages are applied once more, one by one, and the trees
after each are kept; they share all that a stage didn't touch, so that any number of keys can be asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from typedconf.errors import NoSuchItem, Origin, Problem, did_you_mean, nearest_name
from typedconf.layers import Layer
from typedconf.trees import (
    ABSENT,
    MISSING,
    NO_RULES,
    Draft,
    MergeKind,
    Operator,
    copy_tree,
    find,
    format_path,
    is_missing,
    key_text,
    list_index,
    parse_path,
    real_key,
    step,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from typedconf.overrides import Override
    from typedconf.trees import KeyPath, Rules, Tree

    Stage: TypeAlias = Layer | Override


class Step(NamedTuple):
    """One change of a key: its value afterwards, where that was written, and the value before.

    ``MISSING`` stands for no value: as ``replaced`` of a first step, as ``value`` of a deletion.
    """

    value: Any
    origin: Origin
    replaced: Any

    def __str__(self) -> str:
        is_deleted = is_missing(self.value) and not isinstance(self.value, Hidden)
        return f"{'deleted' if is_deleted else repr(self.value)}  ({self.origin})"


class Hidden(str):
    """``???`` in the place of a secret, which a deletion's ``MISSING`` is not."""

    __slots__ = ()


class Provenance:
    """Answers for one composition. ``replay(stage, draft)`` applies a stage as composing did."""

    __slots__ = ("_index", "_replay", "_rules", "_snapshots", "_stages")

    def __init__(
        self,
        stages: Sequence[Stage],
        start: Tree,
        replay: Callable[[Stage, Draft], None],
        rules: Rules = NO_RULES,
    ) -> None:
        self._stages: Final = tuple(stages)
        self._index: _Index | None = None
        self._rules: Final = rules
        self._replay: Callable[[Stage, Draft], None] | None = replay
        self._snapshots: list[Tree] = [start]

    def history(self, path: KeyPath, view: Tree = None) -> tuple[Step, ...]:
        """Every stage that changed the value at ``path`` or, of a node, anything below it; lowest first.

        A stage that says ``???`` changes nothing, unless nobody says anything else. The first step is the schema's
        default, where there is one; ``view`` is the tree with all defaults.
        """
        snapshots = self.snapshots()
        steps: list[Step] = []
        marks: list[Step] = []
        where = path
        numbers = self._around(path)
        while numbers:
            number = numbers.pop(0)
            stage, before, after = self._stages[number], snapshots[number], snapshots[number + 1]
            item = _item_of(stage, where, after)
            if item is not None and not item.is_new:
                where = item.path
                numbers = [other for other in self._around(where) if other < number]
                continue
            old, new = find(before, where), find(after, where)
            if item is not None:
                steps.append(_step(new, origin_in(stage, item.path), MISSING))
                break
            if new is ABSENT:
                if old is not ABSENT:
                    steps.append(_step(MISSING, origin_in(stage, where), old))
            elif _touches(stage, where) or (old is ABSENT and not is_missing(new)):  # or onto what it referred to
                steps.append(_step(new, origin_in(stage, where), MISSING if old is ABSENT else old))
            elif old is ABSENT:
                marks.append(_step(MISSING, origin_in(stage, where), MISSING))
        return self._with_default(where, tuple(reversed(steps or marks[-1:])), view)

    def _with_default(self, path: KeyPath, steps: tuple[Step, ...], view: Tree) -> tuple[Step, ...]:
        declared = self._rules.declaring(path)
        default = ABSENT if declared is None else self._rules.default(path)
        if declared is None or (default is ABSENT and steps):
            return steps
        first = _step(find(view, path) if default is ABSENT else default, Origin("default", text=declared), MISSING)
        return (first, *(step._replace(replaced=first.value) for step in steps[:1]), *steps[1:])

    def origin(self, path: KeyPath) -> Origin | None:
        """Where the value at ``path`` was written last; None where nothing of the composition wrote it."""
        steps = self.history(path)
        return steps[-1].origin if steps else None

    def place(self, problem: Problem, path: KeyPath, *, at_key: bool = False) -> Problem:
        """``problem`` with the place of the value at ``path`` (of the key itself, with ``at_key``), as far as known.

        What no stage wrote has the place of the default that it is.
        """
        stage, path = self._last(path)
        if stage is None and is_missing(problem.value):
            stage = self._marking(path)
        if stage is None:
            declared = None if is_missing(problem.value) else self._rules.declaring(path)
            return problem if declared is None else problem._replace(origin=Origin("default", text=declared))
        origin = origin_in(stage, path, key=at_key)
        if isinstance(stage, Layer):
            inner = existing_path(stage.tree, path[len(stage.package) :])
            written = stage.written(inner)
            text = str(written[-1]) if at_key and written else stage.raw(inner)
            return problem._replace(origin=origin, excerpt=stage.document.excerpt(origin), span=len(text or " "))
        if origin.kind == "file" and stage.document is not None:
            return problem._replace(origin=origin, excerpt=stage.document.excerpt(origin))
        inner = path[len(stage.path) :]
        if not stage.has_value:
            return problem._replace(origin=origin, span=len(str(stage.path[-1])))
        is_typed = origin.kind == "override"
        marked = stage.place_of_inner_key(inner) if at_key and inner and is_typed else None
        if marked is not None:
            return problem._replace(origin=origin._replace(column=marked[0]), span=marked[1])
        text = str(path[-1]) if at_key and not inner else (stage.raw(inner) if inner else None)
        return problem._replace(origin=origin, span=len(stage.text if text is None else text))

    def raw(self, path: KeyPath) -> str | None:
        """The characters of the scalar at ``path``, as whoever set it last has written them, or None."""
        stage, path = self._last(path)
        if isinstance(stage, Layer):
            return stage.raw(path[len(stage.package) :])
        return None if stage is None else stage.raw(path[len(stage.path) :])

    def _last(self, path: KeyPath) -> tuple[Stage | None, KeyPath]:
        """The last stage that wrote the value at ``path``, and the path of it there, as ``origin_in`` takes it."""
        for number in self._around(path):
            stage = self._stages[number]
            if not _touches(stage, path):
                continue
            item = _item_of(stage, path, None)
            if item is not None:  # only now is it worth the replay
                item = _item_of(stage, path, self.snapshots()[number + 1])
            if item is None:
                return stage, path
            if item.is_new:
                return stage, item.path
            path = item.path
        return None, path

    def _around(self, path: KeyPath) -> list[int]:
        """The numbers of the stages that may say something at ``path``, above or below it, the last one first."""
        if self._index is None:
            self._index = _Index(self._stages)
        return self._index.around(path)

    def _marking(self, path: KeyPath) -> Stage | None:
        """The last layer that has ``???`` at ``path``."""
        for stage in reversed(self._stages):
            if isinstance(stage, Layer) and is_missing(find(tree_at(stage.package, stage.tree), path)):
                return stage
        return None

    def trees(self) -> Iterator[Tree]:
        """What each stage says, as a tree of its own."""
        for stage in self._stages:
            if isinstance(stage, Layer):
                yield tree_at(stage.package, stage.tree)
            else:
                yield tree_at(stage.path, stage.value)

    def snapshots(self) -> list[Tree]:
        """The tree before all stages, and after each."""
        if self._replay is not None:
            snapshots = list(self._snapshots)
            for stage in self._stages:
                draft = Draft(snapshots[-1])
                self._replay(stage, draft)
                snapshots.append(draft.root)
            self._snapshots = [_without_settings(snapshot) for snapshot in snapshots]
            self._replay = None
        return self._snapshots

    def __getstate__(self) -> tuple[Any, ...]:
        return self._stages, self.snapshots(), self._rules

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        stages, self._snapshots, rules = state
        self._stages = stages  # type: ignore[misc]  # the one other place where an object is made
        self._rules = rules  # type: ignore[misc]
        self._index = None
        self._replay = None


class _Index:
    """Finds the stages that stand at, above or below a path, so that thousands of problems cost little."""

    __slots__ = ("_at", "_below")

    def __init__(self, stages: Sequence[Stage]) -> None:
        self._at: Final[dict[tuple[str, ...], list[int]]] = {}
        self._below: Final[dict[tuple[str, ...], list[int]]] = {}  # strictly below
        for number, stage in enumerate(stages):
            own = tuple(map(str, stage.package if isinstance(stage, Layer) else stage.path))
            self._at.setdefault(own, []).append(number)
            for length in range(len(own)):
                self._below.setdefault(own[:length], []).append(number)

    def around(self, path: KeyPath) -> list[int]:
        """The numbers of the stages on the way to or through ``path``, the last one first."""
        texts = tuple(map(str, path))
        above = [number for length in range(len(path) + 1) for number in self._at.get(texts[:length], ())]
        return sorted((*above, *self._below.get(texts, ())), reverse=True)


def _step(value: Tree, origin: Origin, replaced: Tree) -> Step:
    """A step of the caller's own: the trees are shared with documents that a Composer keeps."""
    return Step(copy_tree(value), origin, copy_tree(replaced))


class _Item(NamedTuple):
    """Where a list's item was before an operator acted on the list; or, where it is new, in the operator's items."""

    path: KeyPath
    is_new: bool


def _item_of(stage: Stage, path: KeyPath, after: Tree) -> _Item | None:
    """What an operator of ``stage`` did with the item at or above ``path``; None where no operator acts there.

    Without the tree ``after`` the stage, it only tells whether one does.
    """
    operator, depth = _operator_on(stage, path)
    if operator is None or len(path) <= depth or operator.kind not in _MOVES:
        return None
    items, index = find(after, path[:depth]), _position(path[depth])
    if not isinstance(items, list) or index is None:
        return _Item(path, is_new=True)
    position, is_new = _MOVES[operator.kind](index, len(items), len(operator.value))
    return _Item((*path[:depth], position, *path[depth + 1 :]), is_new)


def _operator_on(stage: Stage, path: KeyPath) -> tuple[Operator | None, int]:
    """The operator that ``stage`` has on the way along ``path``, and at which depth."""
    if not isinstance(stage, Layer):
        own = stage.path
        if tuple(map(str, path[: len(own)])) != tuple(map(str, own)):
            return None, 0
        if isinstance(stage.value, Operator):
            return stage.value, len(own)
        return (Operator(MergeKind(stage.merge), stage.value), len(own)) if stage.merge in _LIST_EDITS else (None, 0)
    depth = len(stage.package)
    if path[:depth] != stage.package:
        return None, 0
    node = stage.tree
    for key in path[depth:]:
        if isinstance(node, Operator):
            return node, depth
        node = step(node, key)
        depth += 1
    return (node, depth) if isinstance(node, Operator) else (None, 0)


def _position(key: Any) -> int | None:
    return key if isinstance(key, int) else int(key) if key.isdecimal() else None


def _appended(index: int, length: int, count: int) -> tuple[int, bool]:
    old = length - count
    return (index, False) if index < old else (index - old, True)


def _prepended(index: int, _length: int, count: int) -> tuple[int, bool]:
    return (index, True) if index < count else (index - count, False)


# Where an item at a position of the list was before the operator, or that it is one of the operator's own items.
_MOVES: Final[Mapping[MergeKind, Callable[[int, int, int], tuple[int, bool]]]] = {
    MergeKind.APPEND: _appended,
    MergeKind.PREPEND: _prepended,
}
_LIST_EDITS: Final = ("append", "prepend")


def _touches(stage: Stage, path: KeyPath) -> bool:
    """Whether ``stage`` says anything at ``path``, above it in the place of its parents, or below it."""
    own = stage.package if isinstance(stage, Layer) else stage.path
    if not path and own[:1] == ("hydra",):
        return False  # settings are no part of the tree
    shared = min(len(own), len(path))
    if tuple(map(str, own[:shared])) != tuple(map(str, path[:shared])):
        return False
    if len(path) <= len(own):
        return True
    if not isinstance(stage, Layer) and not isinstance(stage.value, dict):
        return True  # whatever was below is gone
    value = _deepest(stage.tree if isinstance(stage, Layer) else stage.value, path[len(own) :])
    return value is not ABSENT and not is_missing(value)


def _deepest(tree: Tree, path: KeyPath) -> Tree:
    """The value at ``path``, or the scalar or operator that ends the way to it; ABSENT where a mapping lacks a key."""
    for key in path:
        if not isinstance(tree, (dict, list)):
            return tree
        tree = find(tree, (key,))
        if tree is ABSENT:
            return ABSENT
    return tree


def origin_in(stage: Stage, path: KeyPath, *, key: bool = False) -> Origin:
    """Where ``stage`` writes the value at ``path``, or the closest thing around it that it writes."""
    if isinstance(stage, Layer):
        return stage.origin(existing_path(stage.tree, path[len(stage.package) :]), key=key)
    if stage.origin.kind not in ("override", "option"):
        return stage.origin  # a variable, within which nobody looks
    inner = path[len(stage.path) :]
    if stage.document is not None and len(path) > len(stage.path):
        return stage.origin_of(existing_path(stage.value, inner))
    if stage.origin.kind == "option":
        return stage.origin if stage.document is not None else stage.origin_of(inner)
    is_at_key = not stage.has_value or (key and not inner)
    column = stage.place_of_key(len(path) - 1) if is_at_key else stage.place(inner)
    return Origin("override", text=stage.text, column=column if column is not None else stage.place(()))


def tree_at(path: KeyPath, value: Tree) -> Tree:
    """A tree that holds nothing but ``value``."""
    for key in reversed(path):
        value = {key: value}
    return value


def existing_path(tree: Tree, path: KeyPath) -> KeyPath:
    """The longest part of ``path`` that ``tree`` has, in its own keys."""
    found: list[Any] = []
    for name in path:
        key: Any = ABSENT
        if isinstance(tree, Operator):
            tree = tree.value
        if isinstance(tree, dict):
            key = real_key(tree, name)
        elif isinstance(tree, list):
            index = list_index(tree, name)
            key = ABSENT if index is None else index
        if key is ABSENT:
            break
        found.append(key)
        tree = tree[key]
    return tuple(found)


def read_key(text: str, tree: Tree, rules: Rules = NO_RULES) -> KeyPath:
    """The path of the key ``text`` in ``tree``, in the tree's own keys; ``rules`` know their other spellings.

    Raises:
        NoSuchItem: there is none, with the nearest name.
    """
    path = rules.canonical(parse_path(text))
    found = existing_path(tree, path)
    if len(found) < len(path):
        parent = find(tree, found)
        near = nearest_name(str(path[len(found)]), map(key_text, parent)) if isinstance(parent, dict) else None
        suggestion = None if near is None else format_path((*found, near), tree)
        raise NoSuchItem(Problem(f"no such key{did_you_mean(suggestion)}", key=text, suggestion=suggestion))
    return found


def _without_settings(tree: Tree) -> Tree:
    return {key: value for key, value in tree.items() if key != "hydra"}
