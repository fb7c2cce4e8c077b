"""A field's type goes in, what it takes comes out in words: ``a number greater than 0``, ``one of sgd, adam``."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

from typedconf.schema.annotations import bare, container_name, is_union, members
from typedconf.schema.classes import is_schema, root_annotation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# By module and name, so that none of these modules need be loaded.
_NOUNS: Final[Mapping[str, str]] = {
    "builtins.bool": "true or false",
    "builtins.int": "a whole number",
    "builtins.float": "a number",
    "builtins.complex": "a complex number",
    "builtins.str": "a text",
    "builtins.bytes": "bytes",
    "decimal.Decimal": "a decimal number",
    "fractions.Fraction": "a fraction",
    "datetime.date": "a date",
    "datetime.datetime": "a date and time",
    "datetime.time": "a time of day",
    "datetime.timedelta": "a duration",
    "uuid.UUID": "a UUID",
    "pathlib.Path": "a path",
    "re.Pattern": "a regular expression",
    "ipaddress.IPv4Address": "an IPv4 address",
    "ipaddress.IPv6Address": "an IPv6 address",
    "pydantic.types.SecretStr": "a text",
    "pydantic.types.SecretBytes": "bytes",
}
_PLURALS: Final[Mapping[str, str]] = {
    "true or false": "true or false",
    "bytes": "bytes",
    "a mapping": "mappings",
    "a date and time": "dates and times",
    "a time of day": "times of day",
}
# What a constraint of annotated-types adds, by the name of its one attribute.
_BOUNDS: Final[Mapping[str, str]] = {
    "gt": "greater than",
    "ge": "of at least",
    "lt": "less than",
    "le": "of at most",
    "multiple_of": "that is a multiple of",
}
_TEXTS: Final = ("a text", "bytes")
_MOST_NAMED: Final = 12


def expected_words(annotation: Any, metadata: Iterable[Any] = ()) -> str | None:
    """What a field of this type takes, in words; None where there are no better ones than Pydantic's own."""
    annotation, constraints = bare(annotation, tuple(metadata))
    if is_union(annotation):
        return _any_of(annotation, constraints)
    origin = get_origin(annotation)
    if origin is Literal:
        return _one_of(value.value if isinstance(value, Enum) else value for value in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _one_of(member.value for member in annotation)
    if is_schema(origin or annotation):
        root = root_annotation(annotation)
        return "a mapping" if root is None else expected_words(root.annotation, root.metadata)
    kind = container_name(annotation)
    if kind is not None:
        return _container(annotation, kind, constraints)
    return _scalar(origin or annotation, constraints)


def _scalar(cls: Any, constraints: tuple[Any, ...]) -> str | None:
    noun = _NOUNS.get(f"{getattr(cls, '__module__', '')}.{getattr(cls, '__qualname__', '')}")
    if noun is None:
        return "a URL" if getattr(cls, "__name__", "").endswith("Url") else None
    words = (
        _sizes(constraints, "characters" if noun == "a text" else "bytes") if noun in _TEXTS else _bounds(constraints)
    )
    pattern = next((item.pattern for item in constraints if getattr(item, "pattern", None) is not None), None)
    if pattern is not None:
        words.append(f"that matches {getattr(pattern, 'pattern', pattern)}")
    return " ".join([noun, " and ".join(words)]).rstrip()


def _bounds(constraints: Iterable[Any]) -> list[str]:
    found = ((words, getattr(item, name, None)) for item in constraints for name, words in _BOUNDS.items())
    return [f"{words} {bound}" for words, bound in found if bound is not None]


def _sizes(constraints: Iterable[Any], unit: str) -> list[str]:
    """How long a text or list may be: ``of at least 3 characters``."""
    words = []
    for item in constraints:
        least, most = getattr(item, "min_length", None), getattr(item, "max_length", None)
        if least:
            words.append(f"of at least {_counted(least, unit)}")
        if most is not None:
            words.append(f"of at most {_counted(most, unit)}")
    return words


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit.removesuffix('s') if number == 1 else unit}"


def _container(annotation: Any, kind: str, constraints: tuple[Any, ...]) -> str:
    arguments = get_args(annotation)
    sizes = _sizes(constraints, "entries" if kind == "dict" else "items")
    if kind == "dict":
        item = expected_words(arguments[1]) if len(arguments) > 1 else None
        words = "a mapping" if item is None else f"a mapping to {_plural(item)}"
    elif kind == "tuple" and arguments and arguments[-1] is not Ellipsis:
        words = f"a list of {_counted(len(arguments), 'items')}"
    else:
        item = expected_words(arguments[0]) if arguments else None
        words = "a list" if item is None else f"a list of {_plural(item)}"
    return " ".join([words, " and ".join(sizes)]).rstrip()


def _plural(words: str) -> str:
    """``a whole number of at least 1`` as one says it of many; what is no noun stays."""
    for noun, plural in _PLURALS.items():
        if words == noun or words.startswith(f"{noun} "):
            return plural + words[len(noun) :]
    for article in ("a ", "an "):
        if words.startswith(article) and " or " not in words:
            head = next((noun for noun in _NOUNS.values() if words == noun or words.startswith(f"{noun} ")), None)
            if head is not None:
                return f"{head[len(article) :]}s{words[len(head) :]}"
            if words.startswith("a list"):
                return f"lists{words[len('a list') :]}"
            if words.startswith("a mapping"):
                return f"mappings{words[len('a mapping') :]}"
    return words


def _any_of(annotation: Any, constraints: tuple[Any, ...]) -> str | None:
    found = dict.fromkeys(
        expected_words(member.annotation, member.metadata) for member in members(annotation, constraints)
    )
    words = [word for word in found if word is not None]
    if len(words) < len(found) or not words:
        return None
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _one_of(values: Iterable[Any]) -> str:
    texts = ["null" if value is None else str(value) for value in values]
    shown = texts if len(texts) <= _MOST_NAMED else [*texts[:_MOST_NAMED], "…"]
    return f"one of {', '.join(shown)}"
