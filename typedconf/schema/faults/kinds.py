"""A kind of error of Pydantic's and its context go in; what would have been right comes out in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.schema.constraints import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

UNION: Final = "union"  # our own kind: no member of a union takes the value
TAGS: Final = ("union_tag_invalid", "union_tag_not_found")
UNKNOWN: Final = ("extra_forbidden", "unexpected_keyword_argument", "invalid_key")

# What a value of another kind would be, where the type itself has no words or says less.
_PHRASES: Final[Mapping[str, str]] = {
    "none_required": "null",
    "greater_than": "a value greater than {gt}",
    "greater_than_equal": "a value of at least {ge}",
    "less_than": "a value less than {lt}",
    "less_than_equal": "a value of at most {le}",
    "multiple_of": "a multiple of {multiple_of}",
    "finite_number": "a finite number",
    "too_short": "a value of at least {min_length} items",
    "too_long": "a value of at most {max_length} items",
    "iterable_type": "a list",
    "iteration_error": "a list",
    "list_type": "a list",
    "deque_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "set_item_not_hashable": "a single value, as the items of a set are",
    "dict_type": "a mapping",
    "frozen_dict_type": "a mapping",
    "ordered_dict_type": "a mapping",
    "counter_type": "a mapping to whole numbers",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dataclass_type": "a mapping",
    "dataclass_exact_type": "a mapping",
    "arguments_type": "a list or a mapping",
    "named_tuple_type": "a list or a mapping",
    "string_type": "a text",
    "string_sub_type": "a text",
    "string_unicode": "a text of Unicode characters",
    "string_not_ascii": "a text of ASCII characters",
    "string_too_short": "a text of at least {min_length} characters",
    "string_too_long": "a text of at most {max_length} characters",
    "string_pattern_mismatch": "a text that matches {pattern}",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number of fewer digits",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bytes_type": "bytes",
    "bytes_too_short": "at least {min_length} bytes",
    "bytes_too_long": "at most {max_length} bytes",
    "bytes_invalid_encoding": "bytes in the encoding {encoding}",
    "missing_sentinel_error": "a value that is left out",
    "ellipsis_error": "an ellipsis",
    "date_type": "a date",
    "date_parsing": "a date",
    "date_from_datetime_parsing": "a date",
    "date_from_datetime_inexact": "a date without a time of day",
    "date_past": "a date in the past",
    "date_future": "a date in the future",
    "time_type": "a time of day",
    "time_parsing": "a time of day",
    "datetime_type": "a date and time",
    "datetime_parsing": "a date and time",
    "datetime_object_invalid": "a date and time",
    "datetime_from_date_parsing": "a date and time",
    "datetime_past": "a date and time in the past",
    "datetime_future": "a date and time in the future",
    "timezone_naive": "a time without a time zone",
    "timezone_aware": "a time with a time zone",
    "timezone_offset": "a time whose zone is {tz_expected} seconds from UTC",
    "time_delta_type": "a duration",
    "time_delta_parsing": "a duration",
    "is_instance_of": "an object of the class {class}",
    "is_subclass_of": "a subclass of {class}",
    "callable_type": "a function or a class",
    "url_type": "a URL",
    "url_parsing": "a URL",
    "url_syntax_violation": "a URL",
    "url_too_long": "a URL of at most {max_length} characters",
    "url_scheme": "a URL whose scheme is {expected_schemes}",
    "uuid_type": "a UUID",
    "uuid_parsing": "a UUID",
    "uuid_version": "a UUID of version {expected_version}",
    "decimal_type": "a decimal number",
    "decimal_parsing": "a decimal number",
    "decimal_max_digits": "a decimal number of at most {max_digits} digits",
    "decimal_max_places": "a decimal number with at most {decimal_places} decimal places",
    "decimal_whole_digits": "a decimal number with at most {whole_digits} digits before the point",
    "fraction_type": "a fraction",
    "fraction_parsing": "a fraction",
    "complex_type": "a complex number",
    "complex_str_parsing": "a complex number",
    "json_type": "JSON text",
    "json_invalid": "JSON text",
    "enum": "one of {expected}",
    "literal_error": "one of {expected}",
    # those that Pydantic makes up for its own types
    "base64_decode": "Base64 text",
    "byte_size": "a size such as 10MB",
    "byte_size_unit": "a size such as 10MB",
    "color_error": "a colour",
    "email": "an email address",
    "import_error": "the dotted path of an object",
    "ip_any_address": "an IP address",
    "ip_any_interface": "an IP interface",
    "ip_any_network": "an IP network",
    "ip_v4_address": "an IPv4 address",
    "ip_v4_interface": "an IPv4 interface",
    "ip_v4_network": "an IPv4 network",
    "ip_v6_address": "an IPv6 address",
    "ip_v6_interface": "an IPv6 interface",
    "ip_v6_network": "an IPv6 network",
    "is_type": "a class",
    "parent_does_not_exist": "a path in a folder that exists",
    "path_exists": "a path where nothing is yet",
    "path_not_directory": "the path of a folder",
    "path_not_file": "the path of a file",
    "path_not_socket": "the path of a socket",
    "path_type": "a path",
    "pattern_bytes_type": "a regular expression for bytes",
    "pattern_regex": "a regular expression",
    "pattern_str_type": "a regular expression for text",
    "pattern_type": "a regular expression",
    "payment_card_number_brand": "a card number",
    "payment_card_number_digits": "a card number",
    "payment_card_number_luhn": "a card number",
    "sequence_str": "a list",
    "zoneinfo_str": "the name of a time zone",
}
# What the words of the type must hold so that they say as much as the kind does.
_SAID_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "greater_than": ("greater than", "after"),
    "greater_than_equal": ("at least", "from", "not before"),
    "less_than": ("less than", "before"),
    "less_than_equal": ("at most", " to ", "not after"),
    "multiple_of": ("multiple",),
    "finite_number": ("finite", "whole", "decimal"),
    "too_short": ("{min_length}",),
    "too_long": ("{max_length}",),
    "string_too_short": ("{min_length}",),
    "string_too_long": ("{max_length}",),
    "string_pattern_mismatch": ("{pattern}",),
    "bytes_too_short": ("{min_length}",),
    "bytes_too_long": ("{max_length}",),
    "date_past": ("past",),
    "date_future": ("future",),
    "datetime_past": ("past",),
    "datetime_future": ("future",),
    "timezone_naive": ("without a time zone",),
    "timezone_aware": ("with a time zone",),
    "url_scheme": ("://",),
    "uuid_version": ("version",),
    "decimal_max_digits": ("{max_digits} digit",),
    "decimal_max_places": ("{decimal_places} decimal",),
    "path_not_directory": ("a folder",),
    "path_not_file": ("a file",),
    "path_not_socket": ("a socket",),
    "path_exists": ("nothing is yet",),
} | dict.fromkeys(
    (
        *("string_not_ascii", "set_item_not_hashable", "int_parsing_size", "url_too_long"),
        *("bytes_invalid_encoding", "date_from_datetime_inexact", "timezone_offset", "is_instance_of"),
        *("is_subclass_of", "callable_type", "decimal_whole_digits", "json_type", "json_invalid", "base64_decode"),
        *("parent_does_not_exist", "pattern_bytes_type", "pattern_str_type", "import_error"),
    ),
    (),
)
# What an error says that is no question of what the value should be.
_SENTENCES: Final[Mapping[str, str]] = {
    "missing": "missing",
    "frozen_field": "frozen: it can't be changed",
    "frozen_instance": "frozen: it can't be changed",
    "recursion_loop": "holds itself",
    "recursion_depth_exceeded": "nested too deeply",
    "multiple_argument_values": "given twice",
    "unexpected_positional_argument": "an item too many",
    "no_such_attribute": "has no attribute {attribute}",
}
PREDICATES: Final[Mapping[str, str]] = {
    "predicate_failed": "fails {name}",
    "not_operation_failed": "passes {name}, which it must not",
}
_QUOTED: Final = ("expected", "expected_schemes")  # alternatives, each in quotes
_MOST_SHOWN: Final = 6  # items of a container in a message
_OBVIOUS: Final = ("relative URL without a base", "input is empty", "input is too short")


def is_pydantic(kind: str) -> bool:
    """Whether an error is one of Pydantic's own; all others are those that the user's validators made up."""
    if kind in _PHRASES or kind in _SENTENCES or kind in PREDICATES or kind == UNION:
        return True
    from typing import get_args  # noqa: PLC0415  beside the import that it is for

    from pydantic_core.core_schema import ErrorType  # noqa: PLC0415  only an error that is new to us needs it

    return kind in get_args(ErrorType) and kind not in ("value_error", "assertion_error")


def phrase(kind: str, context: Mapping[str, Any], words: str | None) -> str | None:
    """What would be right instead: ``words``, those of the type, unless the kind says more; None if neither does."""
    template = _PHRASES.get(kind)
    if template is None:
        return words
    if words is not None:
        marks = _SAID_BY.get(kind)
        if marks is None or any(_filled(mark, context) in words for mark in marks):
            return words
    return _filled(template, context)


def sentence(kind: str, context: Mapping[str, Any], text: str) -> str | None:
    """What an error says of its value in words of its own; None where it says what the value should be."""
    if kind in PREDICATES:
        name = text.partition("'")[2].partition("'")[0]
        return PREDICATES[kind].format(name="its test" if name in ("", "<lambda>") else f"the test {name}")
    if kind in _SENTENCES:
        return _filled(_SENTENCES[kind], context)
    return None if kind in _PHRASES or kind == UNION else in_sentence(text)


def reason(kind: str, context: Mapping[str, Any], text: str, value: Any) -> str:
    """Why a value that may look right is wrong, to stand in brackets; mostly nothing."""
    error = str(context.get("error", ""))
    match kind:
        case "json_invalid" | "import_error":
            return error
        case "url_parsing" | "url_syntax_violation" if error not in _OBVIOUS:
            return error
        case "payment_card_number_brand" | "payment_card_number_digits" | "payment_card_number_luhn":
            return in_sentence(text)
        case "too_short" | "too_long":
            return _length(context)
        case "string_unicode":
            return "not valid Unicode"
        case "int_type" | "float_type" | "bool_type" | "date_type" | "datetime_type" | "decimal_type" | "uuid_type":
            return "it takes no text" if isinstance(value, str) else ""
    return error if "outside" in error else ""


def _length(context: Mapping[str, Any]) -> str:
    """How many items there are, where one doesn't see that."""
    number = context.get("actual_length")
    if not isinstance(number, int):
        return ""
    if context.get("field_type") in ("Set", "Frozenset"):
        return f"{number} different"
    unit = "keys" if context.get("field_type") == "Dictionary" else "items"
    return counted(number, unit) if number > _MOST_SHOWN else ""


def in_sentence(text: str) -> str:
    """A sentence of Pydantic's as the part of one, without what every one of them begins with."""
    for beginning, replacement in (("Input should be ", "not "), ("Input ", "")):
        if text.startswith(beginning):
            return replacement + text.removeprefix(beginning)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _filled(template: str, context: Mapping[str, Any]) -> str:
    """The template with what the context has; without its end where another Pydantic tells less."""
    try:
        return template.format_map(
            {**context, **{name: unquoted(context[name]) for name in _QUOTED if name in context}}
        )
    except KeyError:
        return template.partition(" {")[0]


def unquoted(names: Any) -> str:
    """Pydantic's list of alternatives without the quotes around each."""
    return str(names).replace("'", "")
