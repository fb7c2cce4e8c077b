"""The forms of Pydantic's core schemas, as tables: the children of each, and how a value lies in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Core: TypeAlias = dict[str, Any]

# The children of each form of core schema, by the names of its entries. Forms without any are leaves.
CHILDREN: Final[Mapping[str, tuple[str, ...]]] = {
    "model": ("schema",),
    "model-fields": ("fields", "extras_schema", "extras_keys_schema"),
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
    "counter": ("keys_schema", "values_schema"),
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
UNIONS: Final = ("union", "tagged-union")
# How a union of ours is known, which chooses by a mark. Its choices are labelled, and in no place of an error.
_OURS: Final = "typedconf"
_AFTERWARDS: Final = ("function-after", "function-wrap")
UNMARKED: Final = ""  # the label of what Pydantic has there


def by_mark(choices: Mapping[str, Core], choose: Callable[[Any], str]) -> Core:
    """A union of ours: ``choose`` looks at the value for its mark and gives the label of one of ``choices``."""
    return {"type": "tagged-union", "choices": choices, "discriminator": choose, "metadata": {_OURS: True}}


def is_by_mark(core: Core) -> bool:
    """Whether it is a union of ours."""
    return core["type"] == "tagged-union" and _OURS in (core.get("metadata") or ())


def reference(name: str) -> Core:
    """What stands for the definition of that name."""
    return {"type": "definition-ref", "schema_ref": name}


def around(core: Core, form: str, function: Callable[..., Any]) -> Core:
    """``core`` within a function of that form. What refers to it by name gets both."""
    outer = {"type": form, "schema": unnamed(core), "function": {"type": "no-info", "function": function}}
    return named(outer, core)


def named(outer: Core, core: Core) -> Core:
    """``outer`` under the name of ``core``, which it takes the place of."""
    return {**outer, "ref": core["ref"]} if "ref" in core else outer


def unnamed(core: Core) -> Core:
    """``core`` without its name, for use within what takes its place."""
    return {entry: value for entry, value in core.items() if entry != "ref"} if "ref" in core else core


def built_class(core: Core) -> type | None:
    """The model or dataclass that ``core`` is the whole schema of, with all its own validators and none of a field's.

    Its validators of modes ``after`` and ``wrap`` stand around its form, as those of an annotation would.
    """
    count = 0
    while core["type"] in _AFTERWARDS:
        core = core["schema"]
        count += 1
    if core["type"] not in ("model", "dataclass"):
        return None
    cls: type = core["cls"]
    return cls if count == _validators_around(cls) else None


def innermost(core: Core) -> Core:
    """What stands within the validators of modes ``after`` and ``wrap``."""
    while core["type"] in _AFTERWARDS:
        core = core["schema"]
    return core


def _validators_around(cls: type) -> int:
    decorators = getattr(cls, "__pydantic_decorators__", None)
    if decorators is not None:
        return sum(validator.info.mode != "before" for validator in decorators.model_validators.values())
    # a plain dataclass, on which Pydantic leaves nothing: what its decorators have put into it
    written = {name: value for base in reversed(cls.__mro__) for name, value in vars(base).items()}
    infos = (getattr(value, "decorator_info", None) for value in written.values())
    of_models = [info for info in infos if getattr(info, "decorator_repr", "") == "@model_validator"]
    return sum(getattr(info, "mode", "before") != "before" for info in of_models)


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
