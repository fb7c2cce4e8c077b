"""What a schema makes of a composed tree: the object, or every problem at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from typedconf.errors import KeyNotFound, Problem
from typedconf.interpolation.answers import MissingReference
from typedconf.provenance import existing_path, read_key
from typedconf.rendering import tainted_values
from typedconf.trees import find, format_path, is_missing, may_hold, parse_path, walk
from typedconf.validation import stays_untyped, validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from typedconf.defaults.landing import Groups
    from typedconf.errors import ConfigError
    from typedconf.interpolation.answers import Edges
    from typedconf.interpolation.resolution import Resolution
    from typedconf.provenance import Provenance
    from typedconf.schema import Schemas
    from typedconf.schema.defaults import Defaults
    from typedconf.schema.faults import Fault
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import KeyPath, Tree
    from typedconf.validation import Validated


class Checked(NamedTuple):
    """What came of validating a composition."""

    value: Any
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check(  # noqa: PLR0917  what one composition has
    rules: SchemaRules,
    defaults: Defaults,
    schemas: Schemas,
    provenance: Provenance,
    resolve: Callable[[], Resolution],
    groups: Callable[[], Groups],
    *,
    targets: bool = False,
) -> Checked:
    """The object that the tree comes to, or all that is wrong with its values.

    ``resolve`` gives the resolution, which is not needed where nothing is interpolated and nothing wrong;
    ``groups`` give advice. With ``targets``, what a ``_target_`` names is imported and checked too.
    """
    tree = defaults.fed
    unresolved: tuple[Problem, ...] = ()
    failures: Mapping[KeyPath, ConfigError] = {}
    if may_hold(tree, "${"):
        resolution = resolve()
        tree, unresolved = resolution.gather(tree, is_lazy=lambda path: stays_untyped(path, rules))
        failures = resolution.failures
    derived = schemas.derived(rules.schema, rules.narrower)
    refused = _refused_imports(tree, rules, resolve) if derived.imports else ()
    if refused:
        return Checked(None, refused, ())
    validated = validate(rules.schema, tree, schemas=schemas, rules=rules, failed=failures, added=defaults.added)
    if derived.placer is not None:
        derived.placer.place(validated.value, resolve)
    if targets:
        from typedconf.target_checks import check_targets  # noqa: PLC0415  few runs import what they name

        found = check_targets(resolve(), rules, validated.value)
        validated = validated._replace(faults=(*validated.faults, *found))
    warnings = (*validated.warnings, *_deprecated(rules, defaults, provenance))
    if not unresolved and not validated.faults and not failures:
        return Checked(validated.value, (), warnings)
    unresolved += tuple(_missing(validated, resolve(), rules))
    problems = _problems(unresolved, validated, resolve(), provenance, groups())
    from typedconf.schema.masking import hide_secrets  # noqa: PLC0415  only what is wrong is shown

    trees = (tree, resolve().root, *provenance.trees())
    return Checked(validated.value, hide_secrets(problems, rules, trees, tainted_values(resolve())), warnings)


def _deprecated(rules: SchemaRules, defaults: Defaults, provenance: Provenance) -> Iterator[Problem]:
    """A warning for each deprecated key that something set, at the place of the key."""
    from typedconf.schema.deprecation import deprecated_keys  # noqa: PLC0415  beside its one use

    added = set(defaults.added)
    for path, message in deprecated_keys(rules, defaults.fed):
        if not any(path[:length] in added for length in range(1, len(path) + 1)):
            problem = Problem(message, format_path(path, defaults.fed))
            yield provenance.place(problem, path, at_key=True)


def _refused_imports(tree: Tree, rules: SchemaRules, resolve: Callable[[], Resolution]) -> tuple[Problem, ...]:
    """What validation would import for somebody who may not name code: nothing is validated then."""
    from typedconf.importing import refused_imports  # noqa: PLC0415  few schemas import anything

    resolution = resolve()
    return tuple(problem for _, problem in refused_imports(tree, rules, resolution.trust, resolution.policy))


def placed(problems: Iterable[Problem], view: Tree, provenance: Provenance) -> Iterator[Problem]:
    """The problems with the places of the values at their keys, where there are any."""
    for problem in problems:
        if problem.origin is not None:
            yield problem
            continue
        try:
            yield provenance.place(problem, read_key(problem.key, view))
        except KeyNotFound:
            yield problem


def _problems(
    unresolved: Sequence[Problem],
    validated: Validated,
    resolution: Resolution,
    provenance: Provenance,
    groups: Groups,
) -> list[Problem]:
    """All problems with their places, in tree order, without those that only follow from what is told already."""
    edges, failures, view = resolution.edges, resolution.failures, resolution.root
    wrong = {fault.path for fault in validated.faults}
    found: list[tuple[KeyPath, Problem]] = []
    for problem in unresolved:
        path = existing_path(view, parse_path(problem.key))
        if not _refers(edges.get(path), wrong) and not _refers_below(edges.get(path), wrong, view):
            found.append((path, provenance.place(problem, path)))
    for fault in validated.faults:
        if fault.is_key or (fault.path not in failures and not _refers(edges.get(fault.path), wrong)):
            key = format_path(fault.path, view)
            told = _with_options(fault, groups)
            problem = Problem(told.message, key, told.value, told.expected, told.suggestion, declared=told.declared)
            problem = provenance.place(problem, fault.path, at_key=fault.is_key)
            found.append((fault.path, _with_choice(problem, fault.path, groups)))
    if len(found) > 1:
        order = _order_in(view)
        found.sort(key=lambda entry: order(entry[0]))
    return [problem for _, problem in found]


def _with_options(fault: Fault, groups: Groups) -> Fault:
    """A missing part, with the options of groups that would fill it."""
    if not is_missing(fault.value) or not fault.message.startswith("missing"):
        return fault
    options = groups.options_at(fault.path)
    if not options:
        return fault
    from typedconf.schema.faults.setters import with_choices  # noqa: PLC0415  only what is wrong loads it

    return fault._replace(message=with_choices(fault.message, options), suggestion=options[0])


def _with_choice(problem: Problem, path: KeyPath, groups: Groups) -> Problem:
    """What an override set wrongly, with the option of a group that its value names."""
    if problem.origin is None or problem.origin.kind != "override":
        return problem
    choice = groups.choice_of(path, problem.value)
    hint = f"{problem.message}\nto choose the option, write {choice}"
    return problem if choice is None else problem._replace(message=hint)


def _missing(validated: Validated, resolution: Resolution, rules: SchemaRules) -> Iterator[Problem]:
    """The references to a missing value that nothing else tells of: it lies where it may be missing."""
    failures, edges = resolution.failures, resolution.edges
    eager = {path: error for path, error in failures.items() if not stays_untyped(path, rules)}
    told = {*eager, *(fault.path for fault in validated.faults)}
    for path, error in eager.items():
        if isinstance(error, MissingReference) and not _refers(edges.get(path), told):
            yield from error.problems


def _order_in(view: Tree) -> Callable[[KeyPath], tuple[int, bool]]:
    """Sorts paths as a reader meets their keys; what is not there comes last in its node."""
    ends: dict[KeyPath, int] = {}  # of a node, the number of the last leaf below it
    for index, (path, _) in enumerate(walk(view)):
        for length in range(len(path) + 1):
            ends[path[:length]] = index

    def place(path: KeyPath) -> tuple[int, bool]:
        found = path
        while found not in ends:
            found = found[:-1]
        return ends[found], found != path

    return place


def _refers(edges: Edges | None, wrong: set[KeyPath]) -> bool:
    """Whether a reference reads something that is wrong itself, and so is reported already."""
    return edges is not None and any(key in wrong for key in edges.keys)


def _refers_below(edges: Edges | None, wrong: set[KeyPath], view: Tree) -> bool:
    """Whether a reference leads through something that is wrong because it has no keys at all."""
    if edges is None:
        return False
    above = (key[:length] for key in edges.keys for length in range(1, len(key)))
    return any(path in wrong and not isinstance(find(view, path), (dict, list)) for path in above)
