"""Plain data and YAML text of anything that holds a config: a view, a model, a dataclass, a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from typedconf.errors import ConfigError, MissingValue, Problem
from typedconf.interpolation.answers import Located, MissingReference, lacking_value
from typedconf.interpolation.resolution import Resolution, find_missing
from typedconf.objects import is_root_model, is_view, leaf_data, pairs_of
from typedconf.trees import MISSING, NO_RULES, copy_tree, find

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from typedconf.interpolation.answers import Edges
    from typedconf.trees import KeyPath, Tree

_WIDE: Final = 1_000_000  # columns; a long text is not folded
_SCALARS: Final = (str, int, float, bool, type(None), bytes)


def plain(node: Any, *, missing: Literal["error", "keep"] = "error", secrets: bool = False) -> Any:
    """``node`` as dicts, lists and scalars of the caller's own, everything resolved.

    What is secret, or was made with something secret, is ``???``, unless ``secrets`` is true. Objects become what
    stands for them in a config: enums their values, paths, dates, UUIDs and Decimals their text.

    Raises:
        MissingValue: a value is ``???``, unless ``missing`` is ``"keep"``.
        ConfigError: an interpolation gives no value.
    """
    if is_view(type(node)):
        return _plain_view(node, missing, secrets=secrets)
    masked: list[bool] = []
    tree = _plain_object(node, masked, secrets=secrets)
    if not isinstance(tree, (dict, list)):
        return tree
    if not isinstance(node, (dict, list, tuple)) and not hasattr(node, "keys"):
        return tree  # an object's text is no interpolation, and its ??? stands for a secret
    from typedconf.config import Config  # noqa: PLC0415  the two make up one room

    return _plain_view(Config(tree), "keep" if masked else missing, secrets=secrets)  # type: ignore[arg-type]


def to_yaml(node: Any, *, resolve: bool = False) -> str:
    """``node`` as YAML text, which reads back as the same values; secrets are ``???``.

    Interpolations stay as written, unless ``resolve`` is true; ``???`` stays.

    Raises:
        ConfigError: with ``resolve``, an interpolation that gives no value; a text with half a surrogate pair.
    """
    if resolve:
        tree = plain(node, missing="keep")
    elif is_view(type(node)):
        tree = as_written(node)
    else:
        tree = _plain_object(node, [], secrets=False)
    return _write_yaml(tree)


def as_written(view: Any) -> Tree:
    """The tree of a Config or ConfigList as plain data, interpolations as written, secrets as ``???``."""
    resolution, path, node, live = view._place  # noqa: SLF001  one room
    if not live or resolution.rules is NO_RULES:
        return copy_tree(node)
    return _masked(resolution, path, node, lambda _, text: text)


def masked_tree(resolution: Resolution) -> Tree:
    """The whole tree of a resolution as plain data, interpolations as written, secrets as ``???``."""
    return _masked(resolution, (), resolution.root, lambda _, text: text)


def masked_value(resolution: Resolution, path: KeyPath, taint: Taint) -> Any:
    """What stands at ``path`` as plain data, resolved; what is secret, by ``taint`` too, or missing is ``???``.

    Raises:
        ConfigError: an interpolation there or below gives no value.
    """
    node = find(resolution.root, path)
    if node is not None and taint.suspects.holds(path):
        return MISSING
    try:
        if isinstance(node, (dict, list)):
            _resolved(resolution, path, node, "keep")
        else:
            _guarded(resolution, lambda: resolution.look(path))
    except MissingReference:
        return MISSING
    return _masked(resolution, path, node, _without_taint(resolution, taint))


def _plain_view(view: Any, missing: Literal["error", "keep"], *, secrets: bool) -> Any:
    resolution, path, node, live = view._place  # noqa: SLF001  one room
    if not live:
        lacking = list(find_missing(node, path)) if missing == "error" else []
        if lacking:
            raise MissingValue(*(lacking_value(where, resolution.root) for where in lacking))
        return copy_tree(node)
    resolved = _resolved(resolution, path, node, missing)
    if secrets or resolution.rules is NO_RULES:
        return copy_tree(resolved)
    return _masked(resolution, path, node, _without_taint(resolution, Taint(resolution)))


def _without_taint(resolution: Resolution, taint: Taint) -> Callable[[KeyPath, str], Any]:
    """Gives the value of an interpolated text, which has one; ``???`` where it is missing, or a secret flowed in."""

    def value(where: KeyPath, text: str) -> Any:
        if taint.at(where):
            return MISSING
        try:
            found = resolution.answer(where, text)
        except MissingReference:
            return MISSING
        if type(found) is not Located:
            return copy_tree(found)
        return _masked(resolution, found.path, found.node, value)

    return value


def _resolved(resolution: Resolution, path: KeyPath, node: Tree, missing: Literal["error", "keep"]) -> Tree:
    """The node with everything resolved.

    Raises:
        ConfigError: something gives no value; of a resolver that failed, without the secrets that it told.
    """
    return _guarded(resolution, lambda: resolution.resolve(path, node, missing=missing))


def _guarded(resolution: Resolution, resolve: Callable[[], Any]) -> Any:
    """What ``resolve`` gives; what it raises is raised without the secrets that a resolver told."""
    try:
        return resolve()
    except ConfigError as error:
        wrong = error
    raise _without_secrets(wrong, resolution)  # no longer within the except, whose error may show one


def _without_secrets(error: ConfigError, resolution: Resolution) -> ConfigError:
    """The error without what a resolver may have told; itself where nobody knows of any secret."""
    if resolution.rules is NO_RULES:
        return error
    from typedconf.schema.rules import SchemaRules  # noqa: PLC0415  Pydantic comes only with a schema

    if not isinstance(resolution.rules, SchemaRules):
        return error
    from typedconf.schema.masking import hide_secrets  # noqa: PLC0415  only what is wrong is shown

    shown = type(error)(*hide_secrets(error.problems, resolution.rules, (resolution.root,), tainted_values(resolution)))
    is_told = str(shown) != str(error)
    shown.__cause__ = None if is_told or isinstance(error.__cause__, ConfigError) else error.__cause__
    return shown


def tainted_values(resolution: Resolution) -> Iterator[Any]:
    """The values that a secret flowed into, of those that were evaluated so far, whatever a resolver made of it."""
    taint = Taint(resolution)
    for path in resolution.edges:
        try:
            value = resolution.follow(path)
        except ConfigError:
            continue
        if type(value) is not Located and taint.at(path):
            yield value


def _masked(resolution: Resolution, path: KeyPath, node: Tree, leaf: Callable[[KeyPath, str], Any]) -> Any:
    """A copy of ``node`` with secrets as ``???`` and each interpolated text as ``leaf`` has it."""
    if resolution.rules.is_secret(path) and node is not None:
        return MISSING
    if isinstance(node, dict):
        suspects = _suspected_keys(resolution, path, node)
        return {
            key: MISSING if key in suspects and child is not None else _masked(resolution, (*path, key), child, leaf)
            for key, child in node.items()
        }
    if isinstance(node, list):
        return [_masked(resolution, (*path, index), child, leaf) for index, child in enumerate(node)]
    return leaf(path, node) if isinstance(node, str) and "${" in node else node


def _suspected_keys(resolution: Resolution, path: KeyPath, node: dict[Any, Tree]) -> Collection[Any]:
    """The keys of a class's node that look like the name of a secret that is misspelt."""
    from typedconf.schema.rules import SchemaRules  # noqa: PLC0415  Pydantic comes only with a schema

    rules = resolution.rules
    if not isinstance(rules, SchemaRules) or not rules.classes_at(path):
        return ()
    from typedconf.schema.masking import suspected_keys  # noqa: PLC0415  as above

    return suspected_keys(rules, path, node)


class Suspects:
    """Which keys of one tree look like the name of a secret that is misspelt, so that what stands there is hidden."""

    __slots__ = ("_found", "_resolution")

    def __init__(self, resolution: Resolution) -> None:
        self._resolution = resolution
        self._found: dict[KeyPath, Collection[Any]] = {}  # by the path of the node

    def holds(self, path: KeyPath) -> bool:
        """Whether ``path`` is one of these keys, or below one."""
        node: Tree = self._resolution.root
        for depth, key in enumerate(path):
            if isinstance(node, dict):
                above = path[:depth]
                if above not in self._found:
                    self._found[above] = _suspected_keys(self._resolution, above, node)
                if key in self._found[above]:
                    return True
            node = find(node, (key,))
        return False


class Taint:
    """Which interpolated nodes a secret flowed into, as text or through a resolver, of those evaluated so far.

    ``edges`` are what each of them has read.
    """

    __slots__ = ("_known", "_resolution", "edges", "suspects")

    def __init__(self, resolution: Resolution) -> None:
        self._resolution = resolution
        self.edges: Final = resolution.edges
        self.suspects: Final = Suspects(resolution)
        self._known: dict[KeyPath, bool] = {}

    def at(self, path: KeyPath) -> bool:
        """Whether what stands at ``path`` holds a secret; a reference to a node with some below holds none itself."""
        if path not in self._known:
            self._known[path] = False  # what is on the way here adds nothing
            edges = self.edges.get(path)
            self._known[path] = (
                self._resolution.rules.is_secret(path)
                or self.suspects.holds(path)
                or (edges is not None and self._holds(path, edges))
            )
        return self._known[path]

    def source(self, path: KeyPath) -> KeyPath:
        """The secret that flowed into what stands at ``path``, the nearest of several."""
        waiting = [path]
        seen: set[KeyPath] = set()
        while waiting:
            place = waiting.pop(0)
            if any(self._resolution.rules.is_secret(place[:length]) for length in range(len(place) + 1)):
                return place
            seen.add(place)
            edges = self.edges.get(place)
            waiting += [key for key in (edges.keys if edges is not None else ()) if key not in seen]
        return path

    def _holds(self, path: KeyPath, edges: Edges) -> bool:
        """Whether what was read became part of a value of its own, or is a reference that stands for a node."""
        try:
            whole = not edges.resolvers and type(self._resolution.follow(path)) is Located
        except ConfigError:
            whole = False
        return any(self._reads(key, whole=whole) for key in edges.keys)

    def _reads(self, path: KeyPath, *, whole: bool) -> bool:
        if self.at(path) or any(self._resolution.rules.is_secret(path[:length]) for length in range(len(path))):
            return True
        return not whole and self._below(path)

    def _below(self, path: KeyPath) -> bool:
        found = self._resolution.look(path)
        if type(found) is not Located or not isinstance(found.node, (dict, list)):
            return False
        children = found.node if isinstance(found.node, dict) else range(len(found.node))
        return any(self.at((*found.path, key)) or self._below((*found.path, key)) for key in children)


# -- objects ------------------------------------------------------------------------------------------------------


def _plain_object(node: Any, masked: list[bool], *, secrets: bool) -> Any:
    """Any value as dicts, lists and scalars; something is put into ``masked`` where a secret was left out."""
    kind = type(node)
    if kind in _SCALARS:
        return node
    if is_view(type(node)):
        return _plain_view(node, "keep", secrets=secrets)
    if hasattr(kind, "get_secret_value"):  # Pydantic's secrets, without importing it
        if not secrets:
            masked.append(True)
            return MISSING
        return _plain_object(node.get_secret_value(), masked, secrets=secrets)
    pairs = pairs_of(node)
    if pairs is not None:
        return {
            _plain_object(key, masked, secrets=secrets): _plain_object(child, masked, secrets=secrets)
            for key, child in pairs
        }
    if isinstance(node, (list, tuple, set, frozenset)):
        return [_plain_object(child, masked, secrets=secrets) for child in node]
    if is_root_model(kind):
        return _plain_object(node.root, masked, secrets=secrets)
    return leaf_data(node)


# -- YAML ---------------------------------------------------------------------------------------------------------


def _write_yaml(tree: Tree) -> str:
    """``tree`` as YAML text, its keys in their order."""
    import yaml  # noqa: PLC0415  whoever asks for plain data needs no YAML

    dumper = _dumper()
    try:
        text: str = yaml.dump(
            tree, Dumper=dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=_WIDE
        )
    except (UnicodeError, yaml.YAMLError, ValueError) as error:
        raise ConfigError(Problem(f"this cannot be written as YAML: {error}")) from error
    return text.removesuffix("...\n") if not isinstance(tree, (dict, list)) else text


def _dumper() -> type[Any]:
    """PyYAML's dumper (libyaml's where it is there) for trees: no anchors, and objects as their text."""
    import re  # noqa: PLC0415  as yaml, which has loaded it

    import yaml  # noqa: PLC0415

    base: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    dumper: Any = type("TreeDumper", (base,), {"ignore_aliases": lambda *_: True})
    # Any text that some reader of YAML takes for a number, a time or a word is quoted. These rules come after PyYAML's
    # own, so that numbers stay numbers.
    number = re.compile(r"[-+.0-9][-+.0-9_:eExXoa-fA-F]*\Z")
    dumper.add_implicit_resolver("tag:yaml.org,2002:float", number, list("-+.0123456789"))
    dumper.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"[yYnN]\Z"), list("yYnN"))
    dumper.add_multi_representer(object, lambda writer, data: writer.represent_str(str(data)))
    return dumper  # type: ignore[no-any-return]
