"""A field's type goes in, what it takes comes out in words: ``a number greater than 0``, ``one of sgd, adam``."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, Union, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NOUNS: Final[Mapping[Any, str]] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a mapping",
}
# What a constraint of annotated-types adds, by the name of its one attribute.
_BOUNDS: Final[Mapping[str, str]] = {
    "gt": "greater than",
    "ge": "of at least",
    "lt": "less than",
    "le": "of at most",
}


def expected_words(annotation: Any, metadata: Iterable[Any] = ()) -> str | None:
    """What a field of this type takes, in words; None where there are no better ones than Pydantic's own."""
    origin = get_origin(annotation)
    if origin is Literal:
        return f"one of {', '.join(map(str, get_args(annotation)))}"
    if origin is Union or type(annotation).__name__ == "UnionType":
        members = [member for member in get_args(annotation) if member is not type(None)]
        return expected_words(members[0], metadata) if len(members) == 1 else None
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return f"one of {', '.join(str(member.value) for member in annotation)}"
    noun = _NOUNS.get(origin or annotation)
    bounds = [
        f"{words} {getattr(item, name)}" for item in metadata for name, words in _BOUNDS.items() if hasattr(item, name)
    ]
    return None if noun is None else " ".join([noun, " and ".join(bounds)]).rstrip()
