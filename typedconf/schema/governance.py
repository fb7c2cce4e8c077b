"""A root schema and the classes that the store has for packages go in; which class governs which path comes out.

Of the classes on one node the most derived one governs, whatever their order: the root schema's annotation is one of
them. Two classes of which neither derives from the other contradict each other.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from typing_extensions import is_typeddict

from typedconf.errors import DefaultsListError, Problem, raise_all
from typedconf.objects import is_view
from typedconf.schema.annotations import class_of, container_name
from typedconf.schema.rules import SchemaRules, is_untyped
from typedconf.trees import format_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from typedconf.errors import ConfigError, Origin
    from typedconf.trees import KeyPath


class Claim(NamedTuple):
    """That a class is to govern a path; ``name`` is what says so, and ``source`` knows where that stands."""

    path: KeyPath
    cls: type
    name: str
    source: Source


class Source(Protocol):
    """What brought a class in, such as a layer."""

    def origin(self, path: KeyPath) -> Origin:
        """Where the value at ``path`` within it was written."""


def govern(schema: Any, claims: Iterable[Claim]) -> Mapping[KeyPath, type]:
    """The classes that govern nodes more narrowly than the annotations of ``schema`` (None: there are none).

    Raises:
        DefaultsListError: with every node on which two classes contradict each other.
    """
    root = Any if schema is None else schema
    governing: dict[KeyPath, type] = {}
    errors: list[ConfigError] = []
    by_depth: dict[int, list[Claim]] = {}
    for claim in claims:
        by_depth.setdefault(len(claim.path), []).append(claim)
    for _, level in sorted(by_depth.items()):  # what governs a node decides what is annotated below it
        rules = SchemaRules(governing.get((), root), governing)
        by_path: dict[KeyPath, list[Claim]] = {}
        for claim in level:
            by_path.setdefault(rules.canonical(claim.path), []).append(claim)
        for path, rivals in by_path.items():
            try:
                lowest = _most_derived(rivals)
                if _narrows(lowest, rules, path):
                    governing[path] = lowest.cls
            except DefaultsListError as error:
                errors.append(error)
    raise_all(errors)
    return governing


def derives(cls: Any, base: Any) -> bool:
    """Whether ``cls`` is ``base`` or a narrower class.

    Generic models compare by origin and arguments, where ``Any`` and no argument lie below every argument; TypedDicts
    form no chains; a bare ``Target[…]`` is the base of every Target.
    """
    if cls is base:
        return True
    if not isinstance(cls, type) or not isinstance(base, type) or is_typeddict(cls) or is_typeddict(base):
        return False
    return any(one is base or _specialises(one, base) for one in cls.__mro__)


def _specialises(cls: type, base: type) -> bool:
    """Whether both are of one generic model, and the arguments of ``base`` take those of ``cls``."""
    ours, theirs = (getattr(one, "__pydantic_generic_metadata__", None) or {} for one in (cls, base))
    if ours.get("origin") is None or ours.get("origin") is not (theirs.get("origin") or base):
        return False
    pairs = zip(ours["args"], theirs.get("args") or (Any,) * len(ours["args"]), strict=False)
    return all(theirs is Any or hasattr(theirs, "__bound__") or derives(own, theirs) for own, theirs in pairs)


def _most_derived(rivals: Sequence[Claim]) -> Claim:
    """The claim of the class that derives from all others.

    Raises:
        DefaultsListError: there is none, naming two that contradict each other.
    """
    for claim in rivals:
        if all(derives(claim.cls, other.cls) for other in rivals):
            return claim
    first, second = next(pair for pair in combinations(rivals, 2) if _contradict(*pair))
    message = f"{_brought(second)}, but {_brought(first)}, and neither is derived from the other"
    raise DefaultsListError(_contradiction(second, message, first.cls.__name__))


def _contradict(first: Claim, second: Claim) -> bool:
    return not derives(first.cls, second.cls) and not derives(second.cls, first.cls)


def _narrows(claim: Claim, rules: SchemaRules, path: KeyPath) -> bool:
    """Whether a class governs the node at ``path`` more narrowly than its annotation."""
    types = rules.types_at(path)
    if not types or any(container_name(member.annotation) is not None for member in types):
        return False  # no such key, which validation reports; or a part that stays untyped
    if any(is_view(member.annotation) for length in range(len(path) + 1) for member in rules.types_at(path[:length])):
        return False
    annotated = [class_of(member.annotation)[0] for member in types]
    if any(cls is claim.cls or derives(cls, claim.cls) for cls in annotated):
        return len(types) > 1 and claim.cls in annotated
    if any(is_untyped(cls) or derives(claim.cls, cls) for cls in annotated):
        return True
    if all(rules.facts_of(cls) is None for cls in annotated):
        return False  # a leaf, onto which validation finds that no mapping fits
    names = " | ".join(getattr(cls, "__name__", str(cls)) for cls in annotated)
    declared = f"{_declaring(rules, path)} is declared {names}" if path else f"the whole config is declared {names}"
    message = f"{_brought(claim)}, but {declared}, and {claim.cls.__name__} is not derived from {_any_of(names)}"
    raise DefaultsListError(_contradiction(claim, message, names))


def _any_of(names: str) -> str:
    return f"any of {names}" if " | " in names else names


def _brought(claim: Claim) -> str:
    """Which class a claim brings: ``db/my brings B``; of all options of a group, ``the group db is declared B``."""
    name = claim.cls.__name__
    return (
        f"the group {claim.name[:-1]} is declared {name}" if claim.name.endswith("/") else f"{claim.name} brings {name}"
    )


def _declaring(rules: SchemaRules, path: KeyPath) -> str:
    """The field at ``path`` as ``App.db``; of an item or a key that no class names, the path."""
    for facts in rules.classes_at(path[:-1]):
        if path[-1] in facts.keys:
            return f"{facts.name}.{facts.keys[path[-1]]}"
    return format_path(path)


def _contradiction(claim: Claim, message: str, expected: str) -> Problem:
    return Problem(message, format_path(claim.path), expected=expected, origin=claim.source.origin(()))
