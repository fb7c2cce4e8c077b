"""A schema and a composition go in; a row for each key comes out: its type, what it is now, what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.errors import ConfigError
from typedconf.overrides.printing import print_value
from typedconf.rendering import as_written, plain
from typedconf.schema.description import describe_schema
from typedconf.schema.rules import SchemaRules
from typedconf.schema.words import one_of
from typedconf.trees import ABSENT, MISSING, find, parse_path

if TYPE_CHECKING:
    from typedconf.composition import Composition
    from typedconf.schema.description import FieldDescription
    from typedconf.trees import Tree


_LONGEST: Final = 60  # characters of a value; --cfg prints the whole


class Row(NamedTuple):
    """A key: its type as its author wrote it, its value without an override, and its documentation."""

    key: str
    type: str
    value: str
    doc: str


def list_fields(schema: Any, composition: Composition[Any], *, resolve: bool) -> list[Row]:
    """A row for each key that the schema declares, nodes before what is below them.

    Raises:
        ConfigError: with ``resolve``, an interpolation gives no value.
    """
    rules = composition.rules  # it knows the classes that the store adds
    config = composition.config
    tree = plain(config, missing="keep") if resolve else as_written(config)
    described = describe_schema(schema, rules if isinstance(rules, SchemaRules) else None)
    return [_row(field, tree) for field in described.fields if not field.schemas or field.repeats or field.summary]


def _row(field: FieldDescription, tree: Tree) -> Row:
    value = "" if field.schemas else _value(field, tree)
    value = value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
    return Row(field.key, field.type, value, _documentation(field))


def _documentation(field: FieldDescription) -> str:
    """What the key is for; of a union's member, which; of an enum, its values; of one that goes away, that it does."""
    are_shown = all(choice in field.type for choice in field.choices) or field.type == "bool"
    parts = [
        f"({field.member.rpartition('.')[2]})" if field.member else "",
        "" if are_shown else f"[{one_of(field.choices)}]",
        field.summary or "",
        f"Deprecated: {field.deprecated}" if field.deprecated else "",
    ]
    return " ".join(part for part in parts if part)


def _value(field: FieldDescription, tree: Tree) -> str:
    """What the key is without an override, as one would write it there."""
    if field.secret:
        return "(secret)"
    value = ABSENT if "[]" in field.key or "<" in field.key else find(tree, parse_path(field.key))
    if value is ABSENT:
        if field.is_computed:
            return "(computed)"
        value = field.default if field.has_default else MISSING
    if isinstance(value, str) and value == MISSING:
        return "(required)" if field.required else ""
    if isinstance(value, str):
        return value if "${" in value else print_value(value)
    try:
        return print_value(value)
    except ConfigError:
        return "…"
