"""The forms of Pydantic's core schemas, as tables: the children of each, and how a value lies in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Core: TypeAlias = dict[str, Any]

# The children of each form of core schema, by the names of its entries. Forms without any are leaves.
CHILDREN: Final[Mapping[str, tuple[str, ...]]] = {
    "model": ("schema",),
    "model-fields": ("fields", "extras_schema"),
    "model-field": ("schema",),
    "dataclass": ("schema",),
    "dataclass-args": ("fields",),
    "dataclass-field": ("schema",),
    "typed-dict": ("fields", "extras_schema"),
    "typed-dict-field": ("schema",),
    "list": ("items_schema",),
    "set": ("items_schema",),
    "frozenset": ("items_schema",),
    "deque": ("items_schema",),
    "generator": ("items_schema",),
    "tuple": ("items_schema",),
    "dict": ("keys_schema", "values_schema"),
    "frozendict": ("keys_schema", "values_schema"),
    "ordered-dict": ("keys_schema", "values_schema"),
    "counter": ("keys_schema",),
    "nullable": ("schema",),
    "default": ("schema",),
    "function-before": ("schema",),
    "function-after": ("schema",),
    "function-wrap": ("schema",),
    "custom-error": ("schema",),
    "json": ("schema",),
    "definitions": ("schema", "definitions"),
    "union": ("choices",),
    "tagged-union": ("choices",),
    "chain": ("steps",),
    "lax-or-strict": ("lax_schema", "strict_schema"),
    "json-or-python": ("json_schema", "python_schema"),
    "call": ("arguments_schema",),
    "named-tuple": ("fields",),
    "named-tuple-field": ("schema",),
    "arguments": ("arguments_schema", "var_args_schema", "var_kwargs_schema"),
}
LEAVES: Final = frozenset((
    *("any", "none", "bool", "int", "float", "decimal", "fraction", "complex", "str", "bytes", "date", "time"),
    *("datetime", "timedelta", "literal", "enum", "uuid", "missing-sentinel", "ellipsis", "is-instance"),
    *("is-subclass", "callable", "url", "multi-host-url", "definition-ref", "function-plain", "invalid"),
))  # fmt: skip
# Where a value lies below a form that itself takes no key: the entry to go on with.
INWARD: Final[Mapping[str, str]] = {
    "model": "schema",
    "dataclass": "schema",
    "nullable": "schema",
    "default": "schema",
    "function-before": "schema",
    "function-after": "schema",
    "function-wrap": "schema",
    "custom-error": "schema",
    "json": "schema",
    "definitions": "schema",
    "lax-or-strict": "lax_schema",
    "json-or-python": "python_schema",
    "call": "arguments_schema",
    "model-field": "schema",
    "dataclass-field": "schema",
    "typed-dict-field": "schema",
    "named-tuple-field": "schema",
}
CLASSES: Final = ("model-fields", "typed-dict", "dataclass-args")
FIELDS: Final = (*CLASSES, "named-tuple", "arguments")
ITEMS: Final = ("list", "set", "frozenset", "deque", "generator")
MAPPINGS: Final = ("dict", "frozendict", "ordered-dict", "counter")


def definitions_in(core: Core) -> Iterator[tuple[str, Core]]:
    """Every schema that a reference can mean, by its name: they stand in ``definitions``, or where first used."""
    pending: list[Any] = [core]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if isinstance(node.get("ref"), str) and isinstance(node.get("type"), str):
                yield node["ref"], node
            entries = CHILDREN.get(node.get("type", "")) if isinstance(node.get("type"), str) else None
            pending += node.values() if entries is None else [node[entry] for entry in entries if entry in node]
        elif isinstance(node, (list, tuple)):
            pending += node


def field_keys(fields: Core) -> Iterator[str]:
    """Every key from which a class reads a field."""
    for name, field in named_fields(fields):
        yield from spellings_of(name, field)


def named_fields(core: Core) -> Iterable[tuple[str, Core]]:
    """The fields of a class by name: a mapping of them, or of a dataclass a list."""
    while core["type"] in INWARD:
        core = core[INWARD[core["type"]]]
    fields = core.get("fields") or core.get("arguments_schema") or {}
    return fields.items() if isinstance(fields, dict) else [(field["name"], field) for field in fields]


def spellings_of(name: str, field: Core) -> Iterator[str]:
    """The keys that a field is read from; an alias is a text, a path, or a list of paths."""
    alias = field.get("validation_alias") or []
    paths = alias if isinstance(alias, list) and all(isinstance(path, list) for path in alias) else [alias]
    for path in paths:
        yield path if isinstance(path, str) else path[0]
    yield name
