"""Which layers, files and overrides gave a key its value: a query over what was composed, asked only when needed.

Nothing records origins while a composition is made. Here its stages are applied once more, one by one, and the trees
after each are kept; they share all that a stage didn't touch, so that any number of keys can be asked for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from typedconf.errors import NoSuchItem, Origin, Problem, did_you_mean, nearest_name
from typedconf.layers import Layer
from typedconf.trees import (
    ABSENT,
    MISSING,
    NO_RULES,
    Draft,
    copy_tree,
    find,
    format_key,
    format_path,
    list_index,
    parse_path,
    real_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
        value = "deleted" if self.value == MISSING else repr(self.value)
        return f"{value}  ({self.origin})"


class Provenance:
    """Answers for one composition. ``replay(stage, draft)`` applies a stage as composing did."""

    __slots__ = ("_replay", "_snapshots", "_stages")

    def __init__(self, stages: Sequence[Stage], start: Tree, replay: Callable[[Stage, Draft], None]) -> None:
        self._stages: Final = tuple(stages)
        self._replay: Callable[[Stage, Draft], None] | None = replay
        self._snapshots: list[Tree] = [start]

    def history(self, path: KeyPath) -> tuple[Step, ...]:
        """Every stage that changed the value at ``path`` or, of a node, anything below it; lowest first.

        A stage that says ``???`` changes nothing, unless nobody says anything else.
        """
        snapshots = self.snapshots()
        steps: list[Step] = []
        marks: list[Step] = []
        for stage, before, after in zip(self._stages, snapshots[:-1], snapshots[1:], strict=True):
            old, new = find(before, path), find(after, path)
            if new is ABSENT:
                if old is not ABSENT:
                    steps.append(_step(MISSING, origin_in(stage, path), old))
            elif _touches(stage, path):
                steps.append(_step(new, origin_in(stage, path), MISSING if old is ABSENT else old))
            elif old is ABSENT and new == MISSING:
                marks.append(_step(MISSING, origin_in(stage, path), MISSING))
        return tuple(steps or marks[:1])

    def origin(self, path: KeyPath) -> Origin | None:
        """Where the value at ``path`` was written last; None where nothing of the composition wrote it."""
        steps = self.history(path)
        return steps[-1].origin if steps else None

    def place(self, problem: Problem, path: KeyPath, *, at_key: bool = False) -> Problem:
        """``problem`` with the place of the value at ``path`` (of the key itself, with ``at_key``), as far as known."""
        stage = next((stage for stage in reversed(self._stages) if _touches(stage, path)), None)
        if stage is None:
            return problem
        origin = origin_in(stage, path, key=at_key)
        if not isinstance(stage, Layer):
            if origin.kind == "file" and stage.document is not None:
                return replace(problem, origin=origin, excerpt=stage.document.excerpt(origin))
            span = len(str(path[-1])) if at_key and len(path) <= len(stage.path) else len(stage.text)
            return replace(problem, origin=origin, span=span)
        inner = existing_path(stage.tree, path[len(stage.package) :])
        text = str(stage.written(inner)[-1]) if at_key and stage.written(inner) else stage.raw(inner)
        return replace(problem, origin=origin, excerpt=stage.document.excerpt(origin), span=len(text or " "))

    def raw(self, path: KeyPath) -> str | None:
        """The characters of the scalar at ``path``, as whoever set it last has written them, or None."""
        stage = next((stage for stage in reversed(self._stages) if _touches(stage, path)), None)
        if isinstance(stage, Layer):
            return stage.raw(path[len(stage.package) :])
        return None if stage is None else stage.raw(path[len(stage.path) :])

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
        return self._stages, self.snapshots()

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        stages, self._snapshots = state
        self._stages = stages  # type: ignore[misc]  # the one other place where an object is made
        self._replay = None


def _step(value: Tree, origin: Origin, replaced: Tree) -> Step:
    """A step of the caller's own: the trees are shared with documents that a Composer keeps."""
    return Step(copy_tree(value), origin, copy_tree(replaced))


def _touches(stage: Stage, path: KeyPath) -> bool:
    """Whether ``stage`` says anything at ``path``, above it in the place of its parents, or below it."""
    own = stage.package if isinstance(stage, Layer) else stage.path
    if not path and own[:1] == ("hydra",):
        return False  # settings are no part of the tree
    shared = min(len(own), len(path))
    if tuple(map(str, own[:shared])) != tuple(map(str, path[:shared])):
        return False
    if not isinstance(stage, Layer) or len(path) <= len(own):
        return True
    value = _deepest(stage.tree, path[len(own) :])
    return value is not ABSENT and value != MISSING


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
    inner = path[len(stage.path) :]
    if stage.document is not None and len(path) > len(stage.path):
        return stage.origin_of(existing_path(stage.value, inner))
    column = stage.place_of_key(len(path) - 1) if key and not inner else stage.place(inner)
    return Origin("override", text=stage.text, column=column if column is not None else stage.place(()))


def existing_path(tree: Tree, path: KeyPath) -> KeyPath:
    """The longest part of ``path`` that ``tree`` has, in its own keys."""
    found: list[Any] = []
    for name in path:
        key: Any = ABSENT
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
        near = nearest_name(str(path[len(found)]), map(format_key, parent)) if isinstance(parent, dict) else None
        suggestion = None if near is None else format_path((*found, near), tree)
        raise NoSuchItem(Problem(f"no such key{did_you_mean(suggestion)}", key=text, suggestion=suggestion))
    return found


def _without_settings(tree: Tree) -> Tree:
    return {key: value for key, value in tree.items() if key != "hydra"}
