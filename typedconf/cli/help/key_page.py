"""One option goes in; all that is known of its key comes out: documentation, type, choices, default, value, origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.flags import EXPLAIN
from typedconf.cli.help.layout import Help, Section
from typedconf.cli.options.texts import is_boolean, row_of
from typedconf.errors import ConfigError
from typedconf.overrides.printing import shown_value
from typedconf.reports import place_text
from typedconf.schema.description import describe_schema
from typedconf.schema.rules import SchemaRules
from typedconf.schema.words import one_of
from typedconf.trees import parse_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from typedconf.cli.options.listing import Option
    from typedconf.composition import Composition
    from typedconf.schema.description import FieldDescription

_VALUE: Final = "VALUE"


class _Key(NamedTuple):
    """A key with all that its page is made of; ``fields`` are those of classes that declare it, members of a union."""

    option: Option
    fields: Sequence[FieldDescription]
    composition: Composition[Any]

    def of_each(self, text: Callable[[FieldDescription], str | None], between: str = " or ") -> str:
        """What there is to say of the fields, each thing once."""
        return between.join(dict.fromkeys(filter(None, map(text, self.fields))))


def key_page(option: Option, schema: Any, composition: Composition[Any], below: Sequence[Option] = ()) -> Help:
    """The page of one key; ``below`` are the options of the items of a list, or of the values of a mapping."""
    rules = composition.rules if isinstance(composition.rules, SchemaRules) else None
    fields = [field for field in describe_schema(schema, rules).fields if field.key == option.key]
    key = _Key(option, fields, composition)
    found = ((label, text(key)) for label, text in _ROWS.items())
    sections = [Section("", rows=[(label, text) for label, text in found if text])]
    if below:
        sections.append(Section("Below it", rows=[row_of(one) for one in below]))
    # an option's documentation also says what the page has a line for
    doc = key.of_each(lambda field: field.doc, between="\n\n") if fields else option.doc
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
    return key.of_each(lambda field: field.expected)


def _choices(key: _Key) -> str:
    takes = _takes(key)
    is_told = is_boolean(key.option) or takes.startswith("one of ") or takes == " or ".join(key.option.choices)
    return "" if is_told or not key.option.choices else one_of(key.option.choices)


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
    place = place_text(origin)
    return f"{place} ({origin.entry})" if origin.entry and origin.kind == "file" else place


def _default(key: _Key) -> str:
    """The default that the schema has."""
    return key.of_each(_default_of)


def _default_of(field: FieldDescription) -> str:
    if field.secret or not field.has_default:
        return ""
    return "(computed)" if field.is_computed else shown_value(field.default)


def _declaration(key: _Key) -> str:
    name = parse_path(key.option.key)[-1]
    return key.of_each(lambda field: f"{field.declared_by.rpartition('.')[2]}.{name}: {field.type}")


def _examples(key: _Key) -> str:
    return key.of_each(lambda field: ", ".join(map(shown_value, field.examples)), between=", ")


def _deprecated(key: _Key) -> str:
    return key.of_each(lambda field: field.deprecated)


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
