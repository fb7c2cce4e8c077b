"""Value overrides go in, one after the other; the tree is edited, each by what was asked and what is there.

Source: Hydra's "Basic Override syntax", and how it applies overrides to the composed config.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import (
    ConfigError,
    InterpolationError,
    MergeError,
    OverrideError,
    did_you_mean,
    nearest_name,
    raise_all,
)
from typedconf.interpolation.answers import DeadEnd, Located
from typedconf.overrides import Operation
from typedconf.trees import (
    ABSENT,
    MISSING,
    NO_RULES,
    MergeKind,
    Operator,
    check_nesting,
    find,
    format_key,
    is_missing,
    list_index,
    real_key,
    same,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from typedconf.errors import Problem
    from typedconf.overrides import Override
    from typedconf.trees import Draft, Key, KeyPath, Rules, Tree


class Found(Enum):
    """What stands at the key of an override."""

    NOTHING = auto()  # no such key
    EMPTY = auto()  # null or ???
    CONTAINER = auto()
    SCALAR = auto()


class Effect(Enum):
    """What an override does."""

    PUT = auto()  # the value takes the place of what is there; a mapping merges with a mapping
    NO_SUCH_KEY = auto()
    KEY_EXISTS = auto()
    REMOVE = auto()
    NOTHING_TO_REMOVE = auto()


# (what was asked, what is there) -> what happens
EFFECTS: Final[Mapping[tuple[Operation, Found], Effect]] = {
    (Operation.CHANGE, Found.NOTHING): Effect.NO_SUCH_KEY,
    (Operation.CHANGE, Found.EMPTY): Effect.PUT,
    (Operation.CHANGE, Found.CONTAINER): Effect.PUT,
    (Operation.CHANGE, Found.SCALAR): Effect.PUT,
    (Operation.ADD, Found.NOTHING): Effect.PUT,
    (Operation.ADD, Found.EMPTY): Effect.PUT,
    (Operation.ADD, Found.CONTAINER): Effect.KEY_EXISTS,  # but a container may be put onto it
    (Operation.ADD, Found.SCALAR): Effect.KEY_EXISTS,
    (Operation.FORCE_ADD, Found.NOTHING): Effect.PUT,
    (Operation.FORCE_ADD, Found.EMPTY): Effect.PUT,
    (Operation.FORCE_ADD, Found.CONTAINER): Effect.PUT,
    (Operation.FORCE_ADD, Found.SCALAR): Effect.PUT,
    (Operation.DELETE, Found.NOTHING): Effect.NOTHING_TO_REMOVE,
    (Operation.DELETE, Found.EMPTY): Effect.NOTHING_TO_REMOVE,
    (Operation.DELETE, Found.CONTAINER): Effect.REMOVE,
    (Operation.DELETE, Found.SCALAR): Effect.REMOVE,
}


class Editor:
    """Applies value overrides to one draft.

    ``merge(base, new, path)`` merges a mapping into an owned one. ``look(root, path)`` and ``evaluate(root, path)``
    are resolution's ``look`` and ``value`` for the tree as it stands; ``options(group)`` lists the options of a group.
    """

    __slots__ = ("_draft", "_evaluate", "_look", "_merge", "_options", "_rules")

    def __init__(  # noqa: PLR0917  what editing needs of the steps beside it
        self,
        draft: Draft,
        merge: Callable[[dict[Key, Tree], dict[Key, Tree], KeyPath], None],
        look: Callable[[Tree, KeyPath], Any],
        evaluate: Callable[[Tree, KeyPath], Tree],
        options: Callable[[str], Iterable[str]],
        rules: Rules = NO_RULES,
    ) -> None:
        self._draft: Final = draft
        self._merge: Final = merge
        self._look: Final = look
        self._evaluate: Final = evaluate
        self._options: Final = options
        self._rules: Final = rules

    def apply(self, overrides: Iterable[Override]) -> None:
        """Applies ``overrides`` in order.

        Raises:
            OverrideError: with all that cannot be applied.
            MergeError: with all whose value contradicts what is there.
        """
        errors: list[ConfigError] = []
        for override in overrides:
            try:
                self._apply(override)
            except (MergeError, InterpolationError) as error:
                errors.append(type(error)(*(override.problem(problem.message) for problem in error.problems)))
            except ConfigError as error:
                errors.append(error)
        raise_all(errors)

    def _apply(self, override: Override) -> None:
        path = override.path
        check_nesting(path, override.value)
        if isinstance(override.value, (dict, list)) and _has_null_key(override.value):
            raise OverrideError(override.problem("null can't be the key of a mapping"))
        there = find(self._draft.root, path)
        effect = EFFECTS[override.operation, self._found(override, path, there)]
        if effect is Effect.KEY_EXISTS and (
            override.merge is not None or isinstance(override.value, (dict, list, Operator))
        ):
            effect = Effect.PUT  # a container is put onto what is there
        if effect is Effect.NO_SUCH_KEY and self._rules.declares(path, self._draft.root):
            effect = Effect.PUT
        match effect:
            case Effect.PUT:
                self._put(override, path, there)
            case Effect.REMOVE:
                self._remove(override, path)
            case Effect.NO_SUCH_KEY:
                raise OverrideError(self._no_such_key(override, path))
            case Effect.KEY_EXISTS:
                text = override.text.removeprefix("+")
                message = f"{override.key} is set already; write {text} to change it, ++{text} to set it in any case"
                raise OverrideError(override.problem(message))
            case Effect.NOTHING_TO_REMOVE:
                raise OverrideError(self._nothing_to_remove(override, path, there))

    def _found(self, override: Override, path: KeyPath, there: Tree) -> Found:
        """What is at the key. To add or delete, references are followed; to change, the tree is taken as written."""
        is_open = there is ABSENT or (isinstance(there, str) and "${" in there)
        if is_open and override.operation in (Operation.ADD, Operation.DELETE):
            there = self._look(self._draft.root, path)
            if isinstance(there, DeadEnd):
                there = MISSING if there.reason == "missing" and there.path == path else ABSENT
            elif isinstance(there, Located):
                there = there.node
        if there is ABSENT:
            return Found.NOTHING
        if there is None or is_missing(there):
            return Found.EMPTY
        return Found.CONTAINER if isinstance(there, (dict, list)) else Found.SCALAR

    def _put(self, override: Override, path: KeyPath, there: Tree) -> None:
        parent = self._own_parent(override, path)
        key = self._key_in(parent, path[-1], override)
        value = override.value
        if override.merge is not None and override.merge != "file":
            if override.merge == "remove":
                self._check_items(override, there)
            value = Operator(MergeKind(override.merge), value)
        elif not _merges(value, there):
            if isinstance(value, dict) and self._rules is not NO_RULES:  # where a list may have a merge rule
                there = ABSENT
            else:
                parent[key] = value
                return
        elif override.operation is Operation.CHANGE and override.merge is None and isinstance(value, dict):
            self._check_keys(override, value, there, path)
        holder = self._draft.new()
        if there is not ABSENT:
            holder[key] = there
        self._merge(holder, {key: value}, path[:-1])
        parent[key] = holder[key]

    def _own_parent(self, override: Override, path: KeyPath) -> Tree:
        """The container of the key, fit to be written to; what is no container on the way becomes a mapping."""
        node = self._draft.own_root()
        for index, name in enumerate(path[:-1]):
            key = self._key_in(node, name, override, index)
            child = node.get(key, ABSENT) if isinstance(node, dict) else node[key]
            if child is ABSENT and isinstance(default := self._rules.default(path[: index + 1]), list):
                node[key] = child = default  # an item of it is set, and the others stay
            if isinstance(child, (dict, list)):
                node = self._draft.own_child(node, key)
            elif is_missing(child) and not self._takes_fields(path[: index + 1]):
                raise OverrideError(_below_missing(override, path, index))
            else:
                node[key] = made = self._draft.new()
                node = made
        return node

    def _takes_fields(self, path: KeyPath) -> bool:
        if self._rules is NO_RULES:
            return False
        from typedconf.schema.standing import takes_fields  # noqa: PLC0415  few overrides set what lies below ???

        return takes_fields(self._rules, path)

    def _key_in(self, node: Tree, name: Key, override: Override, at: int = -1) -> Key:
        """The key that ``name`` is in ``node``: an existing one, of whatever type, else a new one in a mapping."""
        if isinstance(node, dict):
            real = real_key(node, name)
            return name if real is ABSENT else real
        index = list_index(node, name)
        if index is None:
            message = f"no item {name} in a list of {len(node)}; append(…) adds to its end"
            raise OverrideError(override.problem(message, at=at))
        return index

    def _remove(self, override: Override, path: KeyPath) -> None:
        """Takes the key away where it really stands: ``~ref.a`` with ``ref: ${d}`` deletes ``d.a``."""
        if override.has_value:
            there = self._evaluate(self._draft.root, path)
            if there != override.value:
                raise OverrideError(override.problem(f"not deleted: {override.key} is {there!r}"))
        holder = self._look(self._draft.root, path[:-1])
        if isinstance(holder, Located):
            path = (*holder.path, path[-1])
        parent = self._own_parent(override, path)
        del parent[self._key_in(parent, path[-1], override)]

    def _check_keys(self, override: Override, value: dict[Key, Tree], there: Tree, path: KeyPath) -> None:
        """A mapping changes keys that exist; with + it may add some."""
        if not isinstance(there, dict):
            return
        for key, item in value.items():
            place = (*path, key)
            if key not in there:
                if not self._rules.declares(place, self._draft.root):
                    near = nearest_name(format_key(key), map(format_key, there))
                    message = f"no key {format_key(key)} in {override.key}{did_you_mean(near)}"
                    message += f"\nto add it, write +{override.text.lstrip('+')}"
                    problem = override.problem(message, suggestion=near)
                    marked = override.place_of_inner_key(place[len(override.path) :])
                    if marked is not None and problem.origin is not None and problem.origin.kind == "override":
                        column, span = marked
                        problem = problem._replace(origin=problem.origin._replace(column=column), span=span)
                    raise OverrideError(problem)
            elif isinstance(item, dict):
                self._check_keys(override, item, there[key], place)

    def _check_items(self, override: Override, there: Tree) -> None:
        """An override that removes what isn't there is a mistake; in files, which serve many trees, it is not."""
        there = self._rules.default(override.path) if there is ABSENT else there
        for item in override.value:
            if isinstance(there, list) and not any(same(item, other) for other in there):
                raise OverrideError(override.problem(f"no item {item!r} to remove from {override.key}"))

    # -- what is wrong --

    def _no_such_key(self, override: Override, path: KeyPath) -> Problem:
        problem = self._below_leaf(override, path)
        if problem is not None:
            return problem
        node = self._draft.root
        depth = 0
        while isinstance(node, (dict, list)) and depth < len(path) - 1:
            child = find(node, (path[depth],))
            if child is ABSENT:  # as a schema's default is, until something below it is set
                child = self._rules.default(path[: depth + 1])
                if not isinstance(child, (dict, list)):
                    break
            node, depth = child, depth + 1
        near = None
        if isinstance(node, dict):
            near = nearest_name(path[depth], map(format_key, node))
            message = "no such key"
        elif isinstance(node, list):
            message = f"no item {path[depth]} in a list of {len(node)}"
        else:
            message = f"no such key: {'.'.join(path[:depth])} is {'null' if node is None else repr(node)}"
        message += did_you_mean(near)
        for length in range(1, len(path)):
            group = "/".join(path[:length])
            if isinstance(override.value, str) and override.value in self._options(group):
                message += f"\nto choose the option, write {group}={override.value}"
        if not isinstance(node, list):
            message += f"\nto add it, write +{override.text}"
        return override.problem(message, at=depth, suggestion=near)

    def _below_leaf(self, override: Override, path: KeyPath) -> Problem | None:
        """That the schema has a value on the way that takes no keys, whatever is put there."""
        if self._rules is NO_RULES:
            return None
        from typedconf.schema.standing import leaf_words  # noqa: PLC0415  only once something is wrong

        for length in range(1, len(path)):
            words = leaf_words(self._rules, path[:length])
            if words is not None:
                key = ".".join(map(str, path[:length]))
                return override.problem(f"no such key: {key} is {words} and has no keys", at=length)
        return None

    def _nothing_to_remove(self, override: Override, path: KeyPath, there: Tree) -> Problem:
        if there is not ABSENT:
            what = "null" if there is None else there
            return override.problem(f"nothing to delete: {override.key} is {what}")
        if self._rules.default(path) is not ABSENT:
            message = f"nothing to delete: {override.key} has only its schema's default, which can't be deleted"
            return override.problem(message, at=len(path) - 1)
        parent = find(self._draft.root, path[:-1])
        near = nearest_name(path[-1], map(format_key, parent)) if isinstance(parent, dict) else None
        return override.problem(
            f"nothing to delete: no such key{did_you_mean(near)}", at=len(path) - 1, suggestion=near
        )


def _below_missing(override: Override, path: KeyPath, index: int) -> Problem:
    """That there is ``???`` at the key's segment ``index``, and how to set the whole."""
    key = ".".join(map(str, path[: index + 1]))
    whole = "…"
    for name in reversed(path[index + 1 :]):
        whole = f"{{{name}:{whole}}}"
    return override.problem(f"{key} is ???, so nothing can be set below it; set the whole: {key}={whole}", at=index)


def _merges(value: Tree, there: Tree) -> bool:
    """Whether the two meet as containers, so that merging has to judge; anything else simply replaces."""
    if isinstance(value, Operator):
        return True
    containers = isinstance(there, (dict, list)) and isinstance(value, (dict, list))
    return containers and dict in {type(value), type(there)}


def _has_null_key(tree: Tree) -> bool:
    if isinstance(tree, dict):
        return None in tree or any(map(_has_null_key, tree.values()))
    return isinstance(tree, list) and any(map(_has_null_key, tree))
