"""The rules of a composition and a path go in; whether keys may stand below comes out. Asked once something is odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typedconf.schema.annotations import container_name
from typedconf.schema.rules import SchemaRules, is_untyped
from typedconf.schema.words import words_of

if TYPE_CHECKING:
    from typedconf.trees import KeyPath, Rules


def leaf_words(rules: Rules, path: KeyPath) -> str | None:
    """What the value at ``path`` is, in words, where the schema lets no key stand below it; None anywhere else."""
    if not isinstance(rules, SchemaRules):
        return None
    types = rules.types_at(path)
    for annotation, _ in types:
        takes_items = container_name(annotation) is not None or rules.facts_of(annotation) is not None
        if takes_items or is_untyped(annotation):
            return None
    return words_of(types)


def takes_fields(rules: Rules, path: KeyPath) -> bool:
    """Whether the schema has nothing but classes at ``path``."""
    return isinstance(rules, SchemaRules) and 0 < len(rules.classes_at(path)) == len(rules.types_at(path))
