"""One option goes in; all that is known of its key comes out: documentation, type, choices, default, value, origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.flags import EXPLAIN
from typedconf.cli.layout import Help, Section
from typedconf.cli.option_texts import row_of
from typedconf.cli.options import shown_value
from typedconf.errors import ConfigError
from typedconf.schema.description import describe_schema
from typedconf.schema.rules import SchemaRules
from typedconf.schema.words import one_of
from typedconf.trees import parse_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from typedconf.cli.options import Option
    from typedconf.composition import Composition
    from typedconf.errors import OriginKind
    from typedconf.schema.description import FieldDescription

_VALUE: Final = "VALUE"
# what a place is that its text alone doesn't tell
_PLACES: Final[Mapping[OriginKind, str]] = {
    "environment": "variable {0.text}",
    "dotenv": "{0.file}:{0.line} {0.text}",
    "secret": "{0.text} of the secrets folder",
}


class _Key(NamedTuple):
    """A key with all that its page is made of; ``field`` is None where no class declares it."""

    option: Option
    field: FieldDescription | None
    composition: Composition[Any]


def key_page(option: Option, schema: Any, composition: Composition[Any], below: Sequence[Option] = ()) -> Help:
    """The page of one key; ``below`` are the options of the items of a list, or of the values of a mapping."""
    rules = composition.rules if isinstance(composition.rules, SchemaRules) else None
    fields = describe_schema(schema, rules).fields
    key = _Key(option, next((field for field in fields if field.key == option.key), None), composition)
    found = ((label, text(key)) for label, text in _ROWS.items())
    sections = [Section("", rows=[(label, text) for label, text in found if text])]
    if below:
        sections.append(Section("Below it", rows=[row_of(one) for one in below]))
    doc = option.doc if key.field is None else key.field.doc or ""  # an option's says what the page has a line for
    return Help(option.key, doc, sections, with_usage=False)


def _as_option(key: _Key) -> str:
    names = ", ".join([*sorted(key.option.names, key=len), *key.option.negations])
    is_flag = bool(key.option.negations)
    return f"{names} {_VALUE}" if names and not is_flag else names or "none; it has an override only"


def _as_override(key: _Key) -> str:
    return (
        f"{key.option.key}={_VALUE}"
        if "[]" not in key.option.key
        else f"{key.option.key.replace('[]', '[0]')}={_VALUE}"
    )


def _takes(key: _Key) -> str:
    words = key.field.expected if key.field is not None else None
    return words or ""


def _choices(key: _Key) -> str:
    is_told = not key.option.choices or key.option.type == "bool" or _takes(key).startswith("one of ")
    return "" if is_told else one_of(key.option.choices)


def _member(key: _Key) -> str:
    return f"where {key.option.panel} is {key.option.member}" if key.option.member else ""


def _value(key: _Key) -> str:
    """The composed value, and what an interpolation comes to."""
    shown = key.option.shown
    if "${" not in shown or key.option.secret:
        return shown
    try:
        value = key.composition.explanation().value(parse_path(key.option.key))
    except ConfigError:
        return f"{shown}, which gives no value"
    return f"{shown}, that is {shown_value(value)}"


def _origin(key: _Key) -> str:
    """Where the value was written, and which entry of a defaults list brought the file in."""
    try:
        origin = key.composition.origin(key.option.key)
    except ConfigError:  # an item of a list, or a key that nothing sets
        return ""
    if origin.kind == "default" and key.option.required:
        return ""
    place = _PLACES.get(origin.kind, "{}").format(origin)
    return f"{place} ({origin.entry})" if origin.entry and origin.kind == "file" else place


def _default(key: _Key) -> str:
    """The default that the schema has."""
    if key.field is None or key.option.secret or not key.field.has_default:
        return ""
    return "(computed)" if key.field.is_computed else shown_value(key.field.default)


def _declaration(key: _Key) -> str:
    if key.field is None:
        return ""
    name = parse_path(key.field.key)[-1]
    return f"{key.field.declared_by.rpartition('.')[2]}.{name}: {key.field.type}"


def _examples(key: _Key) -> str:
    return ", ".join(shown_value(value) for value in key.field.examples) if key.field is not None else ""


def _deprecated(key: _Key) -> str:
    return (key.field.deprecated or "") if key.field is not None else ""


def _history(key: _Key) -> str:
    """The flag that tells more of a value that is there."""
    return f"{EXPLAIN} {key.option.key}" if _origin(key) else ""


# what stands before a line of the page -> its text, empty where there is nothing to say
_ROWS: Final[Mapping[str, Callable[[_Key], str]]] = {
    "option": _as_option,
    "override": _as_override,
    "type": lambda key: key.option.type,
    "takes": _takes,
    "choices": _choices,
    "only": _member,
    "value": _value,
    "from": _origin,
    "default": _default,
    "declared as": _declaration,
    "examples": _examples,
    "deprecated": _deprecated,
    "history": _history,
}
