"""The rules of a schema and a tree go in; the deprecated keys that the tree sets come out, with what to say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typedconf.schema.classes import ClassFacts, Field
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import KeyPath, Tree


_LEAVES: Final = (float, int, str, bool)  # what most fields are, so that nobody looks below them


def deprecated_keys(rules: SchemaRules, tree: Tree) -> Iterator[tuple[KeyPath, str]]:
    """The keys of ``tree``, without defaults, whose field every class there marks as deprecated, in tree order.

    The message is the author's: the text of ``Field(deprecated="…")``, of the ``deprecated`` decorator in the
    annotation, or that it is deprecated.
    """
    if type(tree) is dict and may_deprecate(rules):
        yield from _below(rules, tree, ())


def may_deprecate(rules: SchemaRules) -> bool:
    """Whether any class that a tree may hold marks a field as deprecated; asked once."""
    known = rules.kept.get("deprecated")
    if known is None:
        known = rules.kept["deprecated"] = _any_deprecates(rules)
    return bool(known)


def _any_deprecates(rules: SchemaRules) -> bool:
    left: list[Any] = [member for path in ((), *rules.governing) for member in rules.types_at(path)]
    seen: set[Any] = set()
    while left:
        outer = left.pop()
        facts = rules.facts_of(outer.annotation)
        if facts is None:
            left += [inner for key in (0, "") for inner in _items(rules, outer, key, seen)]
        elif facts.cls not in seen:
            seen.add(facts.cls)
            for field in facts.fields.values():
                if field.info.deprecated is not None and _message(field) is not None:
                    return True
                if field.annotation not in _LEAVES:
                    left += rules.below(outer, field.key)
    return False


def _items(rules: SchemaRules, outer: Any, key: Any, seen: set[Any]) -> Iterator[Any]:
    """The types of the items of a container, each container looked into once."""
    place = (repr(outer.annotation), key)
    if place not in seen:
        seen.add(place)
        yield from rules.below(outer, key)


def _below(rules: SchemaRules, node: Tree, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    classes = rules.classes_at(path)
    for key, child in node.items() if type(node) is dict else enumerate(node):
        place = (*path, key)
        message = _of_all(classes, key)
        if message is not None:
            yield place, message
        if type(child) is dict or type(child) is list:
            yield from _below(rules, child, place)


def _of_all(classes: Any, key: Any) -> str | None:
    """The message where all classes that declare ``key`` have one; in a union, one that doesn't may be meant."""
    fields: list[tuple[ClassFacts, Field]] = [
        (facts, facts.fields[facts.keys[key]]) for facts in classes if key in facts.keys
    ]
    messages = [_message(field) for _, field in fields]
    return messages[0] if messages and None not in messages else None


def _message(field: Field) -> str | None:
    """What a field's author says of its end; None where it isn't deprecated."""
    if field.info.deprecated is None or field.info.deprecated is False:
        return None
    text = field.info.deprecation_message
    return f"deprecated: {text}" if text and text != "deprecated" else "deprecated"
