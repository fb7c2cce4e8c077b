"""A field's type goes in, what it takes comes out in words: ``a number greater than 0``, ``one of sgd, adam``."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

from typedconf.schema.annotations import Bare, container_name, members
from typedconf.schema.classes import is_schema, root_annotation
from typedconf.schema.constraints import Constraints, counted
from typedconf.schema.notation import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# By package and name, so that none of these modules need be loaded.
_NOUNS: Final[Mapping[str, str]] = {
    "builtins.bool": "true or false",
    "builtins.int": "a whole number",
    "builtins.float": "a number",
    "builtins.complex": "a complex number",
    "builtins.str": "a text",
    "builtins.bytes": "bytes",
    "builtins.type": "a class",
    "builtins.NoneType": "null",
    "collections.Callable": "a function",
    "collections.Counter": "a mapping to whole numbers",
    "datetime.date": "a date",
    "datetime.datetime": "a date and time",
    "datetime.time": "a time of day",
    "datetime.timedelta": "a duration",
    "decimal.Decimal": "a decimal number",
    "fractions.Fraction": "a fraction",
    "ipaddress.IPv4Address": "an IPv4 address",
    "ipaddress.IPv4Interface": "an IPv4 interface",
    "ipaddress.IPv4Network": "an IPv4 network",
    "ipaddress.IPv6Address": "an IPv6 address",
    "ipaddress.IPv6Interface": "an IPv6 interface",
    "ipaddress.IPv6Network": "an IPv6 network",
    "pathlib.Path": "a path",
    "pathlib.PurePath": "a path",
    "pydantic.AwareDatetime": "a date and time with a time zone",
    "pydantic.ByteSize": "a size such as 10MB",
    "pydantic.EmailStr": "an email address",
    "pydantic.FutureDate": "a date in the future",
    "pydantic.FutureDatetime": "a date and time in the future",
    "pydantic.IPvAnyAddress": "an IP address",
    "pydantic.IPvAnyInterface": "an IP interface",
    "pydantic.IPvAnyNetwork": "an IP network",
    "pydantic.ImportString": "the dotted path of an object",
    "pydantic.Json": "JSON text",
    "pydantic.NaiveDatetime": "a date and time without a time zone",
    "pydantic.NameEmail": "an email address",
    "pydantic.PastDate": "a date in the past",
    "pydantic.PastDatetime": "a date and time in the past",
    "pydantic.PaymentCardNumber": "a card number",
    "pydantic.SecretBytes": "bytes",
    "pydantic.SecretStr": "a text",
    "re.Pattern": "a regular expression",
    "uuid.UUID": "a UUID",
    "zoneinfo.ZoneInfo": "the name of a time zone",
}
_PATHS: Final[Mapping[str, str]] = {
    "file": "the path of a file",
    "dir": "the path of a folder",
    "new": "a path where nothing is yet",
    "socket": "the path of a socket",
}
# What one says of many, where an s behind the noun won't do; by the noun that words begin with.
_PLURALS: Final[Mapping[str, str]] = {
    "true or false": "true or false",
    "bytes": "bytes",
    "null": "null",
    "one of": "any of",
    "JSON text": "JSON texts",
    "a size such": "sizes such",
    "a mapping": "mappings",
    "a list": "lists",
    "a finite number": "finite numbers",
    "a date and time": "dates and times",
    "a time of day": "times of day",
    "a class": "classes",
    "a path where": "paths where",
    "a URL": "URLs",
    "the path of a file": "paths of files",
    "the path of a folder": "paths of folders",
    "the path of a socket": "paths of sockets",
    "the dotted path of an object": "dotted paths of objects",
    "the name of a time zone": "names of time zones",
} | {
    noun: f"{noun.partition(' ')[2]}s{'es' if noun.endswith('ss') else ''}"
    for noun in _NOUNS.values()
    if noun.startswith(("a ", "an ")) and " and " not in noun and " of " not in noun
}
_CLAUSES: Final[Mapping[str, str]] = {
    " that begins with ": " that begin with ",
    " that is a multiple of ": " that are multiples of ",
    " that matches ": " that match ",
}
_SETS: Final = ("set", "frozenset", "Set", "MutableSet")
_BOOLEANS: Final = ("true", "false", "yes", "no", "on", "off")
_MOST_NAMED: Final = 12
_MOST_SCHEMES: Final = 3
_DEEPEST: Final = 3  # lists of lists of lists say enough, and a type may hold itself


def expected_words(annotation: Any, metadata: Iterable[Any] = ()) -> str | None:
    """What a field of this type takes, in words; None where there are no better ones than Pydantic's own."""
    return words_of(members(annotation, tuple(metadata)) if annotation is not None else [Bare(type(None))])


def words_of(types: Iterable[Bare]) -> str | None:
    """What any of these types takes, in words: ``a whole number or a text``."""
    alternatives = _alternatives(types, 0)
    return _joined(alternatives) or None if alternatives is not None else None


def named_values(types: Iterable[Bare]) -> list[str]:
    """The words among which a text must be one for these types: of literals, enums and true or false."""
    names: list[str] = []
    for annotation, _ in _flat(types, 0):
        names += _choices(annotation) or (_BOOLEANS if annotation is bool else ())
        if _is_enum(annotation):
            names += annotation.__members__
    return list(dict.fromkeys(names))


def one_of(names: Iterable[str]) -> str:
    """``one of a, b``, the first dozen of them; of one alone, itself."""
    texts = [name if name and ", " not in name and name.isprintable() else repr(name) for name in dict.fromkeys(names)]
    if len(texts) == 1:
        return texts[0]
    shown = texts if len(texts) <= _MOST_NAMED else [*texts[:_MOST_NAMED], "…"]
    return f"one of {', '.join(shown)}"


def _flat(types: Iterable[Bare], depth: int) -> Iterator[Bare]:
    """The types, with what a RootModel holds in its place."""
    for member in types:
        root = root_annotation(member.annotation)
        if root is None or depth > _DEEPEST:
            yield member
        else:
            yield from _flat(members(*root), depth + 1)


def _alternatives(types: Iterable[Bare], depth: int) -> list[str] | None:
    """The words of each type, the values that literals and enums name in one; None where a type has no words."""
    names: list[str] = []
    found: list[str] = []
    for annotation, constraints in _flat(types, depth):
        choices = _choices(annotation)
        words = None if choices is not None else _words(annotation, constraints, depth)
        if choices is not None:
            names += choices
        elif words is not None:
            found.append(words)
        else:
            return None
    return list(dict.fromkeys([one_of(names), *found] if names else found))


def _joined(alternatives: Sequence[str]) -> str:
    return (
        " or ".join([", ".join(alternatives[:-1]), *alternatives[-1:]]) if alternatives[1:] else "".join(alternatives)
    )


def _is_enum(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Enum)


def _choices(annotation: Any) -> list[str] | None:
    """The values that a literal or an enum names, as a config writes them."""
    if get_origin(annotation) is Literal:
        return [text_of(value) for value in get_args(annotation)]
    return [text_of(member) for member in annotation] if _is_enum(annotation) else None


def _words(annotation: Any, constraints: tuple[Any, ...], depth: int) -> str | None:
    """The words of one type that is no union, literal or enum."""
    if any(getattr(item, "__name__", type(item).__name__) == "Json" for item in constraints):
        inner = _words(annotation, (), depth)
        return "JSON text" if inner is None else f"JSON text of {inner}"
    cls = get_origin(annotation) or annotation
    if is_schema(cls):
        return "a mapping"
    if container_name(annotation) is not None:
        return _container(annotation, constraints, depth)
    if isinstance(cls, type) and issubclass(cls, tuple) and hasattr(cls, "_fields"):
        return _named_tuple(cls)
    if _identity(cls) == "pydantic.Secret" and get_args(annotation):
        return _joined(_alternatives(members(get_args(annotation)[0]), depth) or ()) or None
    return _scalar(cls, constraints)


def _identity(cls: Any) -> str:
    return f"{getattr(cls, '__module__', '').partition('.')[0]}.{getattr(cls, '__qualname__', '')}"


def _scalar(cls: Any, constraints: tuple[Any, ...]) -> str | None:
    noun = _NOUNS.get(_identity(cls)) or _url(cls, constraints)
    return None if noun is None else Constraints(constraints).applied(_sharper(noun, constraints))


def _sharper(noun: str, constraints: Iterable[Any]) -> str:
    """The noun for a type that one of Pydantic's own marks makes narrower."""
    for item in constraints:
        if noun == "a path":
            noun = _PATHS.get(getattr(item, "path_type", ""), noun)
        elif noun == "a UUID" and hasattr(item, "uuid_version"):
            noun = f"a UUID of version {item.uuid_version}"
        elif noun == "a number" and getattr(item, "allow_inf_nan", None) is False:
            noun = "a finite number"
    return noun


def _url(cls: Any, constraints: tuple[Any, ...]) -> str | None:
    if not getattr(cls, "__name__", "").endswith(("Url", "Dsn")):
        return None
    rules = (getattr(item, "allowed_schemes", None) for item in (*constraints, getattr(cls, "_constraints", None)))
    schemes = next((found for found in rules if found), None)
    if schemes is None:
        return "a URL"
    shown = [f"{name}://" for name in schemes]
    return f"a URL that begins with {_joined(shown if len(shown) <= _MOST_SCHEMES else [*shown[:_MOST_SCHEMES], '…'])}"


def _named_tuple(cls: Any) -> str:
    names = cls._fields
    least = len(names) - len(cls._field_defaults)
    count = counted(len(names), "items") if least == len(names) else f"{least} to {counted(len(names), 'items')}"
    return f"a list of {count} ({', '.join(names)})"


def _container(annotation: Any, constraints: tuple[Any, ...], depth: int) -> str:
    arguments = get_args(annotation) if depth < _DEEPEST else ()
    rules = Constraints(constraints)
    match container_name(annotation):
        case "dict":
            (_, keys), (_, values) = (_counted(argument, depth) for argument in arguments or (Any, Any))
            source = "" if keys in ("items", "texts") else f" from {keys}"
            size = rules.sizes("keys")
            return f"a mapping{f' of {size}' if size else ''}{source}{f' to {values}' if values != 'items' else ''}"
        case "tuple" if arguments and arguments[-1] is not Ellipsis:
            return f"a list of {counted(len(arguments), 'items')}"
    one, many = _counted(arguments[0] if arguments else Any, depth)
    different = "different " if getattr(get_origin(annotation) or annotation, "__name__", "") in _SETS else ""
    size = rules.sizes(different + many, singular=different + one)
    return f"a list of {size or many}" if size or many != "items" else "a list"


def _counted(annotation: Any, depth: int) -> tuple[str, str]:
    """What one value of this type is called behind a number, and what many are: ``whole number``, ``whole numbers``."""
    alternatives = _alternatives(members(annotation), depth + 1)
    if not alternatives:
        return "item", "items"
    many = _joined([_plural(words) for words in alternatives])
    article, _, rest = alternatives[0].partition(" ")
    return rest if article in ("a", "an") and len(alternatives) == 1 else "item", many


def _plural(words: str) -> str:
    """``a whole number of at least 1`` as one says it of many; what is no noun stays."""
    heads = [noun for noun in _PLURALS if words == noun or words.startswith(f"{noun} ")]
    if not heads:
        return words
    head = max(heads, key=len)
    tail = words[len(head) :]
    for one, many in _CLAUSES.items():
        tail = tail.replace(one, many, 1)
    return _PLURALS[head] + tail
