"""A resolved tree goes in; the schema's object comes out, or the Faults that keep it from being one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from typedconf.errors import Problem
from typedconf.objects import is_root_model, is_view
from typedconf.schema.schemas import Schemas
from typedconf.trees import MISSING, copy_tree, find, format_path, is_missing, may_hold, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from typedconf.schema.derived import Derived
    from typedconf.schema.faults import Fault
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import Key, KeyPath, Tree


class Validated(NamedTuple):
    """What came of validating: the object, or what is wrong; and what typedconf had to leave to Pydantic."""

    value: Any
    faults: tuple[Fault, ...]
    warnings: tuple[Problem, ...] = ()


def validate(
    schema: Any,
    tree: Tree,
    *,
    schemas: Schemas | None = None,
    rules: SchemaRules | None = None,
    failed: Iterable[KeyPath] = (),
    added: Iterable[KeyPath] = (),
) -> Validated:
    """``tree`` as an object of ``schema``, or all that is wrong with it.

    Missing values (``???``) are left out, so that the schema says what it makes of their absence. ``rules`` are those
    of the schema, with the classes that govern below it; ``schemas`` keeps what is derived for the next time. What is
    wrong at the paths in ``failed`` is known already, and what a validator says of a node above them may come from
    there: neither is told. The keys at the paths in ``added`` come from defaults, so that models count them as unset.

    Raises:
        StoreError: the schema itself can't be used.
        Exception: whatever a validator of the schema raises, except what Pydantic makes an error of; with a note of
            the key.
    """
    from pydantic import ValidationError  # noqa: PLC0415  only runs with a schema need it

    schemas = Schemas() if schemas is None else schemas
    rules = schemas.typed_rules(schema) if rules is None else rules
    derived = schemas.derived(rules.schema, rules.narrower)
    unset: list[KeyPath] = []
    given = tree
    if may_hold(tree, MISSING):
        unset = [path for path, leaf in walk(tree) if is_missing(leaf)]
        unset = [path for path in unset if not stays_untyped(path, rules)]
        given = _without(tree, unset)
    if rules.governing:
        given = derived.marked(given, rules.governing)
    errors: list[Any] = []
    value: Any = None
    try:
        value = derived.validator.validate_python(given)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
    except Exception as error:
        key = _culprit(derived, given)
        error.add_note(f"raised while the schema checked {key}" if key else "raised while the schema checked the root")
        raise
    if not errors and not unset:
        return _validated(value, derived, given, rules, added)
    from typedconf.schema.faults import FaultFinder  # noqa: PLC0415  only once something is wrong

    finder = FaultFinder(derived, rules, tree)
    faults = finder.faults(errors)
    known = {fault.path for fault in faults}
    faults += [fault for path in unset if path not in known and (fault := finder.unset(path)) is not None]
    faults = _without_consequences(faults, tuple(failed))
    if faults or errors:
        return Validated(None, tuple(faults), derived.warnings)
    return _validated(value, derived, given, rules, added)


def _validated(value: Any, derived: Derived, given: Tree, rules: SchemaRules, added: Iterable[KeyPath]) -> Validated:
    _forget(value, added, rules)
    unused = _unused(derived, given, rules) if rules.governing else ()
    return Validated(value, (), (*derived.warnings, *unused))


def _unused(derived: Derived, given: Tree, rules: SchemaRules) -> Iterator[Problem]:
    """A warning for each node whose class nobody asked for: a validator made another mapping of it."""
    for path in derived.unused(given):
        name = rules.governing[path].__name__
        message = f"a validator replaced this mapping, so that {name}, which the store has for it, was not looked at"
        yield Problem(message, format_path(path, given))


def _forget(value: Any, added: Iterable[KeyPath], rules: SchemaRules) -> None:
    """Takes the fields at the paths in ``added`` out of what their models count as set."""
    for path in added:
        node = value
        for key in path[:-1]:
            node = _child(node, key, rules)
        chosen = getattr(node, "__pydantic_fields_set__", None)
        facts = rules.facts_of(type(node)) if chosen is not None else None
        if chosen is not None and facts is not None:
            chosen.discard(facts.keys.get(path[-1]))


def _child(node: Any, key: Key, rules: SchemaRules) -> Any:
    """What a validated object has under a key of its tree; None where it made something else of that."""
    if is_root_model(type(node)):
        return _child(node.root, key, rules)
    facts = rules.facts_of(type(node))
    if facts is not None:
        return getattr(node, facts.keys.get(key, ""), None)
    try:
        return node[key]
    except (TypeError, LookupError):
        return None


def stays_untyped(path: KeyPath, rules: SchemaRules) -> bool:
    """Whether the node at ``path`` lies in a Config, which raises when it is read, and not before."""
    above = [path[:length] for length in range(len(path))]
    if rules.schema is Any and rules.governing.keys().isdisjoint(above):
        return True  # the root is one, and the store governs nothing around it
    return any(is_view(member.annotation) for place in above for member in rules.types_at(place))


def _without(tree: Tree, unset: Iterable[KeyPath]) -> Tree:
    """A copy of ``tree`` that lacks the keys at these paths; items of lists stay, whose positions matter."""
    made = copy_tree(tree)
    for path in unset:
        parent = find(made, path[:-1])
        if isinstance(parent, dict):
            del parent[path[-1]]
    return made


def _without_consequences(faults: list[Fault], failed: tuple[KeyPath, ...]) -> list[Fault]:
    """Without what is known already, and what validators say of nodes whose children are wrong themselves."""
    if not failed:
        return faults
    known = set(failed)
    above = {path[:length] for path in failed for length in range(len(path))}
    return [fault for fault in faults if fault.path not in known and not (fault.path in above and fault.is_rejection)]


# -- who raised what Pydantic doesn't expect --------------------------------------------------------------------


def _culprit(derived: Derived, tree: Tree) -> str:
    """The key whose validator raises, found by validating once more and following each field."""
    tracer = _Tracer(tree)
    try:
        derived.traced(tracer).validate_python(tree)
    except Exception:  # noqa: BLE001  the same again, which the caller lets pass
        return format_path(tracer.found or (), tree)
    return ""


class _Tracer:
    """Keeps the path of the field that is being validated, and of the first from which an exception came."""

    __slots__ = ("_stack", "found")

    def __init__(self, tree: Tree) -> None:
        self._stack: list[tuple[KeyPath, Any]] = [((), tree)]
        self.found: KeyPath | None = None

    def __call__(self, key: Key, value: Any, handler: Callable[[Any], Any]) -> Any:
        above, holder = self._stack[-1]
        path = next(_paths_of(value, key, holder, above), (*above, key))
        self._stack.append((path, value))
        try:
            return handler(value)
        except Exception as error:
            if self.found is None and not isinstance(error, (ValueError, AssertionError)):
                self.found = path
            raise
        finally:
            self._stack.pop()


def _paths_of(value: Any, key: Key, holder: Tree, above: KeyPath) -> Iterator[KeyPath]:
    """Where this very value stands under ``key`` below ``holder``, the nearest first."""
    if isinstance(holder, dict):
        if holder.get(key) is value:
            yield (*above, key)
        for name, child in holder.items():
            yield from _paths_of(value, key, child, (*above, name))
    elif isinstance(holder, list):
        for index, child in enumerate(holder):
            yield from _paths_of(value, key, child, (*above, index))
