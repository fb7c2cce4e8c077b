"""Fields that import what their text names, such as Pydantic's ImportString: targets that validation itself would find.

A resolved tree and its rules go in; what somebody names who may not comes out as problems, before anything is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from typedconf.errors import ConfigError
from typedconf.schema.annotations import bare, container_name
from typedconf.targets.policy import Policy
from typedconf.trees import format_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typedconf.errors import Problem
    from typedconf.schema.annotations import Bare
    from typedconf.schema.rules import SchemaRules, Spot
    from typedconf.trees import KeyPath, Tree
    from typedconf.trust import Trust


def refused_imports(
    tree: Tree, rules: SchemaRules, trust: Trust, policy: Policy | None
) -> Iterator[tuple[KeyPath, Problem]]:
    """A problem, with its path, for each text in ``tree`` that would be imported and that nobody permits."""
    policy = Policy() if policy is None else policy
    for path, text in imported_texts(tree, rules):
        doubt = trust.why(path)
        if doubt is None:
            continue
        key = format_path(path, tree)
        try:  # Pydantic takes a colon before the last name as well
            policy.find(text.replace(":", ".", 1), trusted=False, key=key, origin=doubt.origin, reason=doubt.reason)
        except ConfigError as error:
            for problem in error.problems:
                yield path, problem._replace(value=text, excerpt=doubt.excerpt)


def imported_texts(tree: Tree, rules: SchemaRules) -> Iterator[tuple[KeyPath, str]]:
    """The texts in ``tree`` where the schema imports what they name, with their paths; a mapping's keys too."""
    yield from _below(tree, rules.spot(()), ())


def _below(node: Tree, spot: Spot, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(node, str):
        if any(map(_imports, spot.types)):
            yield path, node
    elif spot.is_untyped:
        return
    elif isinstance(node, dict):
        by_key = any(_imports(key) for member in spot.types for key in _keys_of(member))
        for key, child in node.items():
            if by_key and isinstance(key, str):
                yield (*path, key), key
            yield from _below(child, spot.below(key), (*path, key))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _below(child, spot.below(index), (*path, index))


def _imports(member: Bare) -> bool:
    from pydantic import ImportString  # noqa: PLC0415  Pydantic comes only with a schema

    return member.annotation is ImportString or any(
        isinstance(item, _class_of(ImportString)) for item in member.metadata
    )


def _class_of(kind: Any) -> type:
    """The class, which type checkers take for another type."""
    return kind  # type: ignore[no-any-return]


def _keys_of(member: Bare) -> Iterator[Bare]:
    """The type of the keys of a mapping."""
    arguments = get_args(member.annotation)
    if container_name(member.annotation) == "dict" and arguments:
        yield bare(arguments[0])
