"""Plain trees: how a key is written, and how values are found, put and removed.

A tree is a dict, list or scalar, as YAML gives it. What composing adds to that is here too: the marks of values
that are not there (``MISSING``, ``ABSENT``), merge operators, and the rules that a schema gives by path.
"""

from __future__ import annotations

import marshal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from typedconf.errors import BoundExceeded, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

Tree: TypeAlias = Any
Key: TypeAlias = Any  # a mapping's key is any YAML scalar, a list's an int
KeyPath: TypeAlias = tuple[Key, ...]

MISSING: Final[Any] = "???"
MOST_NESTED: Final = 200
_SHALLOW: Final = 8

_T = TypeVar("_T")


class _Absent:
    """The one value that stands for no value at all; None is a value."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "ABSENT"


ABSENT: Final[Any] = _Absent()


class LiteralText(str):
    """A text that stands for itself, though ``???`` may be what it says."""

    __slots__ = ()


class MergeKind(StrEnum):
    """What a merge operator does with what is there. The last two come from the merge rules of a schema alone."""

    APPEND = "append"
    PREPEND = "prepend"
    REMOVE = "remove"
    REPLACE = "replace"
    DELETE = "delete"
    ITEMS = "items"
    UNIQUE = "unique"
    BY = "by"


class Operator:
    """A merge operator in a tree: the YAML tags ``!append``, ``!replace``, … and the functions of the same names.

    ``value`` is the list of items for append, prepend, remove, unique and by, any tree for replace, None for delete,
    and a mapping from positions to trees for items. ``by`` is the key by which items are the same.
    """

    __slots__ = ("by", "kind", "value")

    def __init__(self, kind: MergeKind, value: Tree = None, *, by: str | None = None) -> None:
        self.kind: Final = kind
        self.value: Final = value
        self.by: Final = by

    def __repr__(self) -> str:
        return f"Operator({self.kind.value!r}, {self.value!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Operator):
            return NotImplemented
        return self.kind is other.kind and self.by == other.by and bool(self.value == other.value)

    __hash__ = None  # type: ignore[assignment]  # its value is mutable data


class Rules:
    """What a schema says of a tree, by path. This class is the answer where there is no schema: nothing."""

    __slots__ = ()

    def __reduce__(self) -> Any:
        return "NO_RULES"

    def fresh(self) -> Rules:
        """The same rules for another composition, in which no factory of a default has run yet."""
        return self

    def canonical(self, path: KeyPath) -> KeyPath:
        """``path`` with each key as a tree has it, whatever its spelling."""
        return path

    def declares(self, path: KeyPath, tree: Tree) -> bool:  # noqa: ARG002
        """Whether an override may name the key at ``path``, which ``tree`` lacks, without adding it."""
        return False

    def default(self, path: KeyPath) -> Any:  # noqa: ARG002
        """The default seen at ``path``, or ABSENT."""
        return ABSENT

    def declaring(self, path: KeyPath) -> str | None:  # noqa: ARG002
        """Which field of which class declares the key at ``path``, as ``AdamW.lr``, or None."""
        return None

    def takes_text(self, path: KeyPath, value: Any, raw: str | None) -> bool:  # noqa: ARG002
        """Whether the number or bool ``value`` at ``path`` is to be ``raw``, its text as written."""
        return False

    def is_secret(self, path: KeyPath) -> bool:  # noqa: ARG002
        """Whether the leaf at ``path`` must never be shown."""
        return False

    def convert(self, path: KeyPath, value: Any) -> Any:  # noqa: ARG002
        """What a reference to ``path`` gives for ``value``."""
        return value


NO_RULES: Final = Rules()


# -- how a key is written ---------------------------------------------------------------------------------------


def key_text(key: Key) -> str:
    """One key as text: YAML's word for null and bools."""
    if key is None:
        return "null"
    if key is True or key is False:
        return "true" if key else "false"
    return str(key)


def format_key(key: Key) -> str:
    """One key as it stands in a dotted path: as ``key_text`` has it, dots and brackets escaped."""
    text = key_text(key)
    if "\\" in text or "." in text or "[" in text:
        text = text.replace("\\", "\\\\").replace(".", "\\.").replace("[", "\\[")
    return text


def format_path(path: KeyPath, tree: Tree = ABSENT) -> str:
    """``a.b[1].c``. An int is a position, but where ``tree`` is given and holds a mapping there, a key."""
    parts: list[str] = []
    for key in path:
        in_mapping = isinstance(tree, dict)
        if type(key) is int and not in_mapping:
            parts.append(f"[{key}]")
        else:
            parts.append(f".{format_key(key)}" if parts else format_key(key))
        tree = step(tree, key) if in_mapping or isinstance(tree, list) else ABSENT
    return "".join(parts)


def parse_path(text: str) -> KeyPath:
    r"""The keys of a dotted path: ``a.b[0]`` and ``a.b.0`` give ``("a", "b", "0")``, ``a\.b`` one key, ``""`` none.

    All keys are strings; ``step`` finds positions and keys of other types by them.
    """
    if not text:
        return ()
    if "[" not in text and "\\" not in text:
        return tuple(text.split("."))
    keys: list[str] = []
    current: list[str] = []
    opened = False  # directly behind a closing bracket, so that "a[0].b" has no empty key
    position = 0
    while position < len(text):
        char = text[position]
        closing = text.find("]", position) if char == "[" else -1
        if char == "\\" and position + 1 < len(text):
            position += 1
            current.append(text[position])
        elif char == "." or closing > position:
            if current or not opened:
                if current or char == "." or keys:
                    keys.append("".join(current))
                current = []
            opened = False
            if closing > position:
                keys.append(text[position + 1 : closing])
                position, opened = closing, True
        else:
            current.append(char)
        position += 1
    if current or not opened:
        keys.append("".join(current))
    return tuple(keys)


# -- reading ----------------------------------------------------------------------------------------------------


def step(node: Tree, key: Key) -> Tree:
    """The child of ``node`` under ``key``, or ABSENT; a text also finds a position, and a key of another type."""
    if isinstance(node, dict):
        real = real_key(node, key)
        return ABSENT if real is ABSENT else node[real]
    if isinstance(node, list):
        index = list_index(node, key)
        return ABSENT if index is None else node[index]
    return ABSENT


def real_key(node: dict[Key, Tree], key: Key) -> Key:
    """The key of ``node`` that ``key`` names, itself or as text (``"1"`` finds 1), or ABSENT."""
    if key in node:
        return key
    if type(key) is str:
        for other in node:
            if type(other) is not str and key in (key_text(other), format_key(other)):
                return other
    return ABSENT


def list_index(node: list[Tree], key: Key) -> int | None:
    """The position that ``key`` names in ``node``, counted from its end where negative; None where there is none."""
    if type(key) is str:
        if len(key) > 20:  # noqa: PLR2004  no list is as long, and int() of a long text is slow
            return None
        try:
            key = int(key)
        except ValueError:
            return None
    if type(key) is not int or not -len(node) <= key < len(node):
        return None
    return key % len(node)


def find(tree: Tree, path: KeyPath) -> Tree:
    """The value at ``path``, interpolations as written, or ABSENT."""
    for key in path:
        tree = step(tree, key)
        if tree is ABSENT:
            return ABSENT
    return tree


def is_missing(value: Any) -> bool:
    """Whether it is the mark ``???``; asked of texts alone, since an object's own ``==`` may do anything."""
    return isinstance(value, str) and value == MISSING and type(value) is not LiteralText


def walk(tree: Tree, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Tree]]:
    """All leaves with their paths, in tree order: scalars, empty containers, and whatever is no dict or list."""
    if isinstance(tree, dict) and tree:
        for key, child in tree.items():
            yield from walk(child, (*path, key))
    elif isinstance(tree, list) and tree:
        for index, child in enumerate(tree):
            yield from walk(child, (*path, index))
    else:
        yield path, tree


def may_hold(tree: Tree, text: str) -> bool:
    """Whether ``text`` may stand in a text of ``tree``: False is certain. It costs a tenth of a walk."""
    try:
        return text.encode() in marshal.dumps(tree)
    except ValueError:  # it holds an object that is no plain data
        return True


def copy_tree(tree: _T) -> _T:
    """A copy that shares no container with ``tree``; leaves are shared."""
    if isinstance(tree, dict):
        return {key: copy_tree(child) if isinstance(child, (dict, list)) else child for key, child in tree.items()}  # type: ignore[return-value]
    if isinstance(tree, list):
        return [copy_tree(child) if isinstance(child, (dict, list)) else child for child in tree]  # type: ignore[return-value]
    return tree


def same(left: Tree, right: Tree) -> bool:
    """Whether two values are equal and of one type: to a reader of a config, 1 is neither true nor 1.0."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and bool(left == right)


# -- writing ----------------------------------------------------------------------------------------------------


class Draft:
    """A tree in the making, that shares with the documents it came from whatever nobody has written to.

    The one place where trees change: containers are copied, one level each, when something is first put into
    them. What it hands out as ``root`` must not be changed by anyone else.
    """

    __slots__ = ("_owned", "root")

    def __init__(self, root: Tree = None) -> None:
        self.root: Tree = {} if root is None else root
        # Kept alive as long as the draft, so that no other container can get the id of one of them.
        self._owned: dict[int, Tree] = {} if root is not None else {id(self.root): self.root}

    def new(self) -> dict[Key, Tree]:
        """An empty mapping that may be written to."""
        made: dict[Key, Tree] = {}
        self._owned[id(made)] = made
        return made

    def own(self, node: Tree) -> Tree:
        """``node`` itself where it may be written to, else a copy of its one level that may."""
        if id(node) in self._owned:
            return node
        made = node.copy()
        self._owned[id(made)] = made
        return made

    def own_root(self) -> Tree:
        """The root, fit to be written to."""
        self.root = self.own(self.root)
        return self.root

    def own_child(self, parent: Tree, key: Key) -> Tree:
        """The container at ``key`` of an owned ``parent``, fit to be written to."""
        child = parent[key]
        if id(child) in self._owned:
            return child
        parent[key] = made = self.own(child)
        return made


def check_nesting(path: KeyPath, tree: Tree = None) -> None:
    """Does nothing where ``path``, with ``tree`` at its end, is no deeper than a config may be.

    Documents and values keep to the bound themselves, so that near the root there is nothing to measure.

    Raises:
        BoundExceeded: it is deeper.
    """
    if len(path) > MOST_NESTED or (len(path) > _SHALLOW and len(path) + _height(tree) > MOST_NESTED):
        key = format_path(path[:3])
        raise BoundExceeded(Problem(f"nested more than {MOST_NESTED} levels deep, below {key}", key=key))


def _height(tree: Tree) -> int:
    if isinstance(tree, dict):
        return 1 + max(map(_height, tree.values()), default=0)
    return 1 + max(map(_height, tree), default=0) if isinstance(tree, list) else 0
