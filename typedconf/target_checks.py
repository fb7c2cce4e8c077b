"""A resolved tree goes in; what is wrong between its targets and their arguments comes out, without building anything.

Only who asks for it pays: the targets are imported, each once the policy has permitted it. Told are targets that
aren't there or may not be named, arguments that they don't take, values of other types than they say, what they lack
where another target builds them (a call may still give it elsewhere), and targets that build something else than the
schema has there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_origin

from typedconf.errors import ConfigError, did_you_mean, nearest_name
from typedconf.interpolation.answers import Located
from typedconf.objects import is_root_model, is_view, pairs_of
from typedconf.schema.annotations import members
from typedconf.schema.classes import declaration
from typedconf.schema.faults import Fault
from typedconf.schema.faults.setters import missing_message
from typedconf.schema.faults.showing import shown
from typedconf.schema.rules import SchemaRules
from typedconf.schema.schemas import Schemas
from typedconf.targets import SPECIAL_KEYS, accepts_any, fixed_target, is_partial
from typedconf.targets.brackets import Bracketed, TargetPath, path_of
from typedconf.targets.locating import get_class, get_method, get_object, locate, own_name
from typedconf.targets.parameters import parameters_of, result_of
from typedconf.targets.policy import Policy
from typedconf.targets.signatures import argument_model
from typedconf.targets.standing import Standing, special_keys_of
from typedconf.trees import ABSENT, MISSING, find, format_path
from typedconf.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typedconf.interpolation.resolution import Resolution
    from typedconf.targets.parameters import Parameter, Parameters
    from typedconf.trees import Key, KeyPath, Rules, Tree

_LOCATORS: Final = (locate, get_class, get_method, get_object)
_UNKNOWN_TYPE: Final = ("builtins", "typing", "collections", "collections.abc", "numbers")


def check_targets(resolution: Resolution, rules: Rules, value: Any = None) -> Iterator[Fault]:
    """What is wrong with the targets in the resolved tree, from the top down.

    ``resolution`` knows the tree with all defaults, the policy and whom to trust; ``value`` is the validated object,
    None where there is none, whose fields count as they arrive at a target. What lies behind an interpolation is
    told where it really stands. Nothing is built, and what the schema tells already is not told again.
    """
    failures = resolution.failures
    tree, _ = resolution.gather()
    resolution.failures = failures  # which are those of what validation wants
    yield from _Checker(resolution, rules, tree).check((), tree, value, built=False)


class _Node(NamedTuple):
    """One node with a target, its special keys and what it gives to the target."""

    path: KeyPath
    target: Any
    special: Mapping[str, Any]
    arguments: Mapping[Key, Any]
    cls: type | None
    unvalidated: bool  # whether the schema has still to convert its values, so that their types are not known


class _Known(NamedTuple):
    """What is known of one target."""

    found: Any
    takes: Parameters | None
    model: Any

    @property
    def named(self) -> Mapping[Any, Parameter]:
        """Its parameters by name; none where it doesn't tell."""
        return {} if self.takes is None else self.takes.named


class _Checker:
    """Walks one tree, and asks each target once."""

    __slots__ = ("_known", "_policy", "_resolution", "_rules", "_schemas", "_tree")

    def __init__(self, resolution: Resolution, rules: Rules, tree: Tree) -> None:
        self._resolution: Final = resolution
        self._rules: Final = rules if isinstance(rules, SchemaRules) else None
        self._tree: Final = tree
        self._policy: Final[Policy] = getattr(resolution, "policy", None) or Policy()
        self._schemas: Final = Schemas()
        self._known: Final[dict[int, _Known]] = {}

    def check(self, path: KeyPath, tree: Tree, value: Any, *, built: bool) -> Iterator[Fault]:
        """The faults at and below ``path``; ``built`` says that a target above takes what is built here."""
        inside = _inside(value)
        if isinstance(tree, dict):
            node = self._node(path, tree, value)
            if node is not None:
                yield from self._of_node(node, built=built, again=self._stands_elsewhere(path))
                built = node.special.get("_recursive_") is not False
        elif not isinstance(tree, list):
            return
        if self._stands_elsewhere(path):
            return
        for key, child in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from self.check((*path, key), child, inside.get(key), built=built)

    def _stands_elsewhere(self, path: KeyPath) -> bool:
        """Whether the node at ``path`` is referred to there, so that what is wrong with it is told where it stands."""
        if not isinstance(find(self._resolution.root, path), str):
            return False
        located = self._resolution.follow(path)
        return isinstance(located, Located) and located.path != path

    # -- nodes --

    def _node(self, path: KeyPath, tree: Mapping[Key, Any], value: Any) -> _Node | None:
        """The node at ``path`` as a target gets it; None where there is none, or nothing is known of it yet."""
        cls = self._class_at(path, value)
        given = dict(pairs_of(value) or ()) if cls is not None and isinstance(value, cls) else dict(tree)
        special = {key: given.pop(key) for key in SPECIAL_KEYS if key in given}
        special = {**{key: tree[key] for key in SPECIAL_KEYS if key in tree}, **special_keys_of(value), **special}
        target = fixed_target(cls) or special.get("_target_")
        if target is None or _is_open(target):
            return None
        unvalidated = cls is not None and not isinstance(value, cls) and not accepts_any(cls)
        return _Node(path, target, special, given, cls, unvalidated)

    def _of_annotation(self, path: KeyPath) -> set[str | None]:
        """The targets that bare annotations of the place itself name."""
        types = () if self._rules is None else self._rules.types_at(path)
        return {path_of(one) for member in types for one in getattr(member.annotation, "__args__", ())}

    def _class_at(self, path: KeyPath, value: Any) -> type | None:
        """The class of the node: of the object that was made of it, else the only one that may govern it."""
        if hasattr(type(value), "__pydantic_fields__") or hasattr(type(value), "__dataclass_fields__"):
            return type(value)
        if value is not None or self._rules is None:
            return None
        classes = self._rules.classes_at(path)
        return classes[0].cls if len(classes) == 1 and len(self._rules.types_at(path)) == 1 else None

    def _of_node(self, node: _Node, *, built: bool, again: bool) -> Iterator[Fault]:
        """``again`` says that it is told of elsewhere, but for what it lacks."""
        try:
            known = self._found(node)
        except ConfigError as error:
            if not again:
                yield from (_at(_target_path(node), problem) for problem in error.problems)
            return
        if not callable(known.found):
            if not again:
                what = f"{_name(node)} can't be called: it is of type {type(known.found).__name__}"
                yield Fault(_target_path(node), what, _name(node), "something that can be called")
            return
        if not again:
            yield from self._of_base(node, known)
            yield from self._of_locator(node, known)
            yield from self._of_arguments(node, known)
        if built and not (node.special.get("_partial_") or is_partial(node.cls)):
            yield from self._missing(node, known)

    def _found(self, node: _Node) -> _Known:
        """What the target of a node is.

        Raises:
            ConfigError: it may not be named, or isn't there.
        """
        found = node.target
        if isinstance(found, str):
            standing = Standing(lambda: self._resolution, node.path)
            bare = found in self._of_annotation(node.path) and not standing.has("_target_")
            trusted = fixed_target(node.cls) is not None or bare or standing.trusts("_target_")
            doubt = None if trusted else standing.doubt("_target_")
            because: dict[str, Any] = {} if doubt is None else {"reason": doubt.reason}
            found = self._policy.find(found, trusted=trusted, **because)
        known = self._known.get(id(found))
        if known is None:
            takes = parameters_of(found) if callable(found) else None
            model = None if takes is None else argument_model(_name(node), takes)
            known = self._known[id(found)] = _Known(found, takes, model)
        return known

    # -- what may be wrong with one --

    def _of_arguments(self, node: _Node, known: _Known) -> Iterator[Fault]:
        takes = known.takes
        if takes is None:
            return
        args = node.special.get("_args_")
        given = dict(node.arguments)
        by_position: dict[Key, KeyPath] = {}
        if isinstance(args, (list, tuple)):
            names = [parameter.name for parameter in takes.by_position]
            if len(args) > len(names) and takes.items is ABSENT:
                count = f"{len(names)} argument{'s' if len(names) != 1 else ''} by position"
                yield Fault((*node.path, "_args_"), f"{_name(node)} takes {count}, not {len(args)}", list(args))
            for index, (name, value) in enumerate(zip(names, args, strict=False)):
                if name in given:
                    message = f"another value for {name} of {_name(node)}, which _args_ has already"
                    yield Fault((*node.path, name), message, given[name], is_key=True)
                given[name], by_position[name] = value, (*node.path, "_args_", index)
        if takes.others is ABSENT:
            unknown = (key for key in given if key not in takes.named and not self._is_told(node, key))
            yield from (self._unknown(node, takes, key) for key in unknown)
        if known.model is not None and not node.unvalidated:
            yield from self._wrong_types(node, known, given, by_position)

    def _is_told(self, node: _Node, key: Key) -> bool:
        """Whether the class of the node refuses a key itself."""
        facts = self._rules.facts_of(node.cls) if self._rules is not None and node.unvalidated else None
        return facts is not None and facts.extra != "allow" and key not in facts.keys

    def _unknown(self, node: _Node, takes: Parameters, key: Key) -> Fault:
        near = nearest_name(str(key), takes.named)
        message = f"no such argument of {_name(node)}{did_you_mean(near)}"
        path = (*node.path, key)
        value, declared = find(self._tree, path), self._declared(node.cls, key)
        shown_value = None if value is ABSENT else value
        return Fault(path, message, shown_value, suggestion=near, declared=declared, is_key=True)

    def _wrong_types(
        self, node: _Node, known: _Known, given: Mapping[Key, Any], by_position: Mapping[Key, KeyPath]
    ) -> Iterator[Fault]:
        """Values that are none of what the target's annotations say, and objects of other classes."""
        data: dict[Any, Any] = {}
        recursive = node.special.get("_recursive_") is not False
        for key, value in given.items():
            path = by_position.get(key, (*node.path, key))
            if recursive and _may_be_built(value):
                yield from self._wrong_object(node, known, key, value, path)
            elif key in known.named and not _is_open(value):
                data[key] = value
        for fault in validate(known.model, data, schemas=self._schemas).faults if data else ():
            key, *rest = fault.path
            yield fault._replace(path=(*by_position.get(key, (*node.path, key)), *rest), is_rejection=False)

    def _wrong_object(self, node: _Node, known: _Known, key: Key, value: Any, path: KeyPath) -> Iterator[Fault]:
        """That a node is built to something else than the argument takes, where both are known to be classes."""
        parameter = known.named.get(key)
        tree = find(self._tree, path)
        made = None if isinstance(value, dict) else value
        inner = self._node(path, tree, made) if isinstance(tree, dict) else None
        if parameter is None or inner is None or inner.special.get("_partial_") or is_partial(inner.cls):
            return
        wanted = [get_origin(member.annotation) or member.annotation for member in members(parameter.annotation)]
        try:
            found = self._found(inner).found
        except ConfigError:
            return  # which is told there
        if wanted and all(map(_is_own_class, wanted)) and not _may_give(found, wanted):
            names = " or ".join(one.__name__ for one in wanted)
            message = f"{_name(inner)} is no {names}, which {_name(node)} takes as {key}"
            yield Fault(_target_path(inner), message, _name(inner), names)

    def _missing(self, node: _Node, known: _Known) -> Iterator[Fault]:
        """The arguments without a default that a nested node does not give."""
        args = node.special.get("_args_")
        count = len(args) if isinstance(args, (list, tuple)) else 0
        by_position = known.takes.by_position[:count] if known.takes is not None else []
        given = {*node.arguments, *(parameter.name for parameter in by_position)}
        for name, parameter in known.named.items():
            if parameter.default is ABSENT and name not in given:
                message, setter = self._to_set(node, name)
                yield Fault((*node.path, name), f"{message} ({_name(node)} needs it)", MISSING, "a value", setter)

    def _to_set(self, node: _Node, name: str) -> tuple[str, str | None]:
        """What to say of a missing argument, and the override that would set it, where one can."""
        facts = self._rules.facts_of(node.cls) if self._rules is not None and node.cls is not None else None
        is_declared = facts is not None and name in facts.keys
        if facts is not None and facts.extra == "forbid" and not is_declared:
            return f"missing, and {facts.name} declares no such key", None
        located = self._resolution.follow(node.path)
        path = located.path if isinstance(located, Located) else node.path
        setter = f"{'' if is_declared else '+'}{format_path((*path, name), self._tree)}=…"
        return missing_message([setter]), setter

    def _of_locator(self, node: _Node, known: _Known) -> Iterator[Fault]:
        """What is wrong with the path that ``locate`` or one of its like is to find: it names code as a target does."""
        if not any(known.found is locator for locator in _LOCATORS):
            return
        args = node.special.get("_args_")
        where: KeyPath = ("_args_", 0) if args else ("path",)
        path = args[0] if isinstance(args, (list, tuple)) and args else node.arguments.get("path")
        if not isinstance(path, str) or _is_open(path):
            return
        standing = Standing(lambda: self._resolution, node.path)
        doubt = standing.doubt(*where)
        because: dict[str, Any] = {} if doubt is None else {"reason": doubt.reason}
        try:
            self._policy.find(path, trusted=standing.trusts(*where), **because)
        except ConfigError as error:
            yield from (_at((*node.path, *where), problem) for problem in error.problems)

    def _of_base(self, node: _Node, known: _Known) -> Iterator[Fault]:
        """That the target builds nothing that the schema has in brackets there: ``Target["torch.optim.Optimizer"]``."""
        bases = [_product(annotation) for annotation in self._annotated(node.path)]
        if not bases or any(base is None for base in bases):
            return
        try:
            wanted = [locate(base.text) if isinstance(base, TargetPath) else base for base in bases]
        except ConfigError as error:
            yield from (_at(node.path, problem) for problem in error.problems)
            return
        if not _may_give(known.found, wanted):
            names = " or ".join(own_name(one, "", "") for one in wanted)
            message = f"{_name(node)} is no {names}, which the schema has here"
            declared = self._declared_at(node.path)
            yield Fault(_target_path(node), message, _name(node), names, declared=declared)

    # -- what the schema says --

    def _annotated(self, path: KeyPath) -> Iterator[Any]:
        """The annotations at ``path``, whatever governs there more narrowly."""
        if self._rules is not None and path:
            for outer in self._rules.types_at(path[:-1]):
                yield from (inner.annotation for inner in self._rules.below(outer, path[-1]))

    def _declared_at(self, path: KeyPath) -> str | None:
        classes = self._rules.classes_at(path[:-1]) if self._rules is not None and path else []
        return next((text for facts in classes if (text := self._declared(facts.cls, path[-1]))), None)

    def _declared(self, cls: type | None, key: Key) -> str | None:
        facts = self._rules.facts_of(cls) if self._rules is not None and cls is not None else None
        name = facts.keys.get(key) if facts is not None else None
        return declaration(facts.cls, facts.fields[name]) if facts is not None and name is not None else None


def _at(path: KeyPath, problem: Any) -> Fault:
    return Fault(path, problem.message, problem.value, problem.expected, problem.suggestion)


def _target_path(node: _Node) -> KeyPath:
    """Where the target of a node is written: under its own key, or nowhere but in its class."""
    return node.path if fixed_target(node.cls) is not None else (*node.path, "_target_")


def _name(node: _Node) -> str:
    """The target as a message names it."""
    return node.target if isinstance(node.target, str) else own_name(node.target, "", shown(node.target))


def _product(annotation: Any) -> Any:
    """What stands in the brackets of a Target: a TargetPath or a class; None where anything may be built."""
    if not isinstance(annotation, Bracketed):
        return None
    origin: Any = annotation.__origin__
    product = annotation.__args__[origin.__target_position__]
    product = get_origin(product) or product
    known = isinstance(product, TargetPath) or (isinstance(product, type) and product is not Any)
    return product if known else None


def _inside(value: Any) -> Mapping[Any, Any]:
    """What a validated value holds, by the keys of the tree."""
    if is_root_model(type(value)):
        return _inside(value.root)
    if isinstance(value, (list, tuple)):
        return dict(enumerate(value))
    return {} if is_view(type(value)) else dict(pairs_of(value) or ())


def _is_open(value: Any) -> bool:
    """Whether it is missing, or holds what could not be resolved, which is told already."""
    if isinstance(value, dict):
        return any(map(_is_open, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_is_open, value))
    return isinstance(value, str) and (value == MISSING or "${" in value)


def _may_be_built(value: Any) -> bool:
    """Whether ``instantiate`` may make something else of a value, here or below: a node, a model, a view of one."""
    if isinstance(value, dict):
        return "_target_" in value or any(map(_may_be_built, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_may_be_built, value))
    kind = type(value)
    return is_view(kind) or hasattr(kind, "__pydantic_fields__") or hasattr(kind, "__dataclass_fields__")


def _is_own_class(wanted: Any) -> bool:
    """Whether it is a class of which an object can't be anything else, as it could be with numbers and protocols."""
    return isinstance(wanted, type) and wanted.__module__ not in _UNKNOWN_TYPE and wanted is not Any


def _may_give(target: Any, wanted: list[Any]) -> bool:
    """Whether what ``target`` gives may be of one of these classes; a function may give less than it promises."""
    made = result_of(target)
    try:
        return (
            made is None
            or issubclass(made, tuple(wanted))
            or (not isinstance(target, type) and any(issubclass(one, made) for one in wanted))
        )
    except Exception:  # noqa: BLE001  a protocol that doesn't tell, a base that is no class
        return True
