"""What Pydantic says of a schema that it can't build goes in; an error with the field and what works comes out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, get_args

from typedconf.errors import Problem, StoreError
from typedconf.schema.classes import declared_at, is_schema, type_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNDEFINED: Final = re.compile(r"should define `([^`]+)`")
_UNKNOWN: Final = re.compile(r"Unable to generate pydantic-core schema for (?:<class '([^']+)'>|(\S+))")


def unusable(schema: Any, error: Exception) -> StoreError:
    """The error for ``schema``, of which Pydantic can make nothing because of ``error``."""
    said = str(error).partition("\n\nFor further information")[0]
    undefined = getattr(error, "name", None) or _first_group(_UNDEFINED, said)
    unknown = _first_group(_UNKNOWN, said)
    if undefined is not None:
        holder, field = _holder(schema, undefined)
        message = f"{field}: {undefined} is not defined when the program runs"
        return _error(holder, f"{message}; import it outside of `if TYPE_CHECKING`, and above the class")
    if unknown is not None:
        name = unknown.rpartition(".")[2]
        if getattr(schema, "__name__", None) == name:
            return _error(schema, f"{name} is no Pydantic model, dataclass or TypedDict, so that it can't be a schema")
        holder, field = _holder(schema, name)
        advice = "make it a model or a dataclass, or set arbitrary_types_allowed=True in the model_config"
        return _error(holder, f"{field}: {name} is no type that Pydantic knows; {advice}")
    name = getattr(schema, "__name__", schema)
    return _error(schema, f"{name} can't be used as a schema: {said[:1].lower()}{said[1:]}")


def _error(cls: Any, message: str) -> StoreError:
    return StoreError(Problem(message, origin=declared_at(cls)))


def _first_group(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return None if found is None else next(filter(None, found.groups()), None)


def _holder(schema: Any, name: str) -> tuple[Any, str]:
    """The class at or below ``schema`` that has ``name`` in an annotation, and the field as ``App.x``."""
    word = re.compile(rf"\b{re.escape(name.rpartition('.')[2])}\b")
    for cls in _classes_below(schema, set()):
        for field, annotation in _annotations(cls):
            if word.search(str(annotation)):
                return cls, f"{cls.__name__}.{field}"
    return schema, type_text(schema)


def _annotations(cls: type) -> Iterator[tuple[str, Any]]:
    """The annotations of a class as they are written, its own first."""
    from typing_extensions import Format, get_annotations  # noqa: PLC0415  only messages need it

    for base in cls.__mro__[:-1]:
        yield from get_annotations(base, format=Format.FORWARDREF).items()


def _classes_below(annotation: Any, seen: set[Any]) -> Iterator[type]:
    """The classes of ``annotation`` that declare keys, and those of their fields."""
    for argument in get_args(annotation):
        yield from _classes_below(argument, seen)
    if not is_schema(annotation) or annotation in seen:
        return
    seen.add(annotation)
    yield annotation
    for info in (getattr(annotation, "__pydantic_fields__", None) or {}).values():
        yield from _classes_below(info.annotation, seen)
    for _, inner in _annotations(annotation):
        yield from _classes_below(inner, seen)
