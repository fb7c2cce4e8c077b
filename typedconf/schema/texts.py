"""The types of a leaf go in; whether it takes only text comes out: what YAML made a number is then text as written."""

from __future__ import annotations

from enum import Enum as AnyEnum
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

from typedconf.schema.annotations import class_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typedconf.schema.annotations import Bare

# By module and name, so that none of these modules need be loaded.
_TEXTS: Final = frozenset({
    *("builtins.str", "builtins.bytes", "pathlib.PurePath", "decimal.Decimal", "datetime.time", "uuid.UUID"),
    *("re.Pattern", "pydantic.types.SecretStr", "pydantic.types.SecretBytes", "pydantic.types.ImportString"),
    *("pydantic.networks.EmailStr", "pydantic.networks.NameEmail", "pydantic.networks._BaseUrl"),
    *("pydantic.networks._BaseMultiHostUrl", "pydantic_core._pydantic_core.Url"),
})  # fmt: skip
# What each plain type takes as it is, beside text: a value of these types is never replaced. A bool is no number.
_STRICT: Final = {
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
    "complex": (int, float),
    "Fraction": (int, float),
    "date": (int, float),
    "datetime": (int, float),
    "timedelta": (int, float),
}


class TextRule(StrEnum):
    """What becomes of a number or bool at a leaf."""

    NEVER = "never"  # it stays
    ALWAYS = "always"  # the leaf takes only text
    UNFIT = "unfit"  # a union: it stays where it fits another member strictly
    COLONS = "colons"  # a duration: it stays, but what was written with colons is text


def text_rule(types: Sequence[Bare]) -> TextRule:
    """The rule of a leaf that may have one of ``types``, None left out."""
    texts = [takes_only_text(member.annotation) for member in types]
    if any(texts):
        return TextRule.ALWAYS if all(texts) else TextRule.UNFIT
    if any(_name(member.annotation) == "datetime.timedelta" for member in types):
        return TextRule.COLONS
    return TextRule.UNFIT if any(_has_text(member.annotation) for member in types) else TextRule.NEVER


def fits_strictly(types: Iterable[Bare], value: Any) -> bool:
    """Whether a member of a union takes the number or bool ``value`` as it is; a bool is taken for no number."""
    return any(_fits(member.annotation, value) for member in types)


def takes_only_text(annotation: Any) -> bool:
    """Whether a type takes nothing but text: strings, paths, secrets, URLs; enums and literals of text."""
    origin = get_origin(annotation)
    if origin is Literal:
        return all(isinstance(_plain(value), str) for value in get_args(annotation))
    cls, _ = class_of(annotation)
    if not isinstance(cls, type):
        return False
    if issubclass(cls, AnyEnum):
        return bool(len(cls)) and all(isinstance(member.value, str) for member in cls)
    if _name(cls) == "pydantic.types.Secret":
        return all(map(takes_only_text, get_args(annotation)))
    return any(_name(base) in _TEXTS for base in cls.__mro__)


def _fits(annotation: Any, value: Any) -> bool:
    kind = type(value)
    if annotation is Any or annotation is object:
        return True
    if get_origin(annotation) is Literal:
        return any(type(_plain(item)) is kind and _plain(item) == value for item in get_args(annotation))
    cls, _ = class_of(annotation)
    if isinstance(cls, type) and issubclass(cls, AnyEnum):
        return any(type(member.value) is kind and member.value == value for member in cls)
    return kind in _STRICT.get(getattr(cls, "__name__", ""), ())


def _has_text(annotation: Any) -> bool:
    """Whether a literal or an enum has texts among other values."""
    if get_origin(annotation) is Literal:
        return any(isinstance(_plain(value), str) for value in get_args(annotation))
    return (
        isinstance(annotation, type)
        and issubclass(annotation, AnyEnum)
        and any(isinstance(member.value, str) for member in annotation)
    )


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, AnyEnum) else value


def _name(cls: Any) -> str:
    return f"{getattr(cls, '__module__', '')}.{getattr(cls, '__qualname__', '')}"
