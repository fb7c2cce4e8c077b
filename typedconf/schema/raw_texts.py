"""Rules and a path go in; whether a text there is the value as it is, of a variable or an option, comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typedconf.schema.annotations import class_of, item_annotation, substituted, takes_none
from typedconf.schema.rules import is_untyped
from typedconf.schema.texts import TextRule
from typedconf.values import parse_scalar

if TYPE_CHECKING:
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import Key, KeyPath

_WITH_TEXT: Final = (TextRule.ALWAYS, TextRule.UNFIT)


def is_raw_text(rules: SchemaRules, path: KeyPath, text: str) -> bool:
    """Whether ``text`` is the value as it is: where only text fits, but for ``null`` where null is a value."""
    if rules.text_rule(path) is not TextRule.ALWAYS:
        return False
    return parse_scalar(text) is not None or not allows_none(rules, path)


def is_text_not_null(rules: SchemaRules, path: KeyPath) -> bool:
    """Whether what is written as null is a text: it is among what fits, and null is not."""
    return rules.text_rule(path) in _WITH_TEXT and not allows_none(rules, path)


def says_no_type(rules: SchemaRules, path: KeyPath) -> bool:
    """Whether nobody says a type."""
    return all(is_untyped(member.annotation) for member in rules.types_at(path))


def allows_none(rules: SchemaRules, path: KeyPath) -> bool:
    """Whether null is among what fits, by what the node above says of the key."""
    for outer in rules.types_at(path[:-1]):
        facts = rules.facts_of(outer.annotation)
        if facts is not None:
            name = facts.keys.get(path[-1])
            variables = class_of(outer.annotation)[1]
            annotation = None if name is None else substituted(facts.fields[name].annotation, variables)
        else:
            annotation = item_annotation(outer.annotation, _position(path[-1]))
        if annotation is not None and takes_none(annotation):
            return True
    return False


def _position(key: Key) -> Key:
    return int(key) if isinstance(key, str) and key.isdecimal() else key
