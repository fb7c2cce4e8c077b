"""Annotations go in; what they say of the values below them comes out, without aliases, ``Annotated`` or variables."""

from __future__ import annotations

import types
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    ForwardRef,
    Literal,
    NamedTuple,
    NotRequired,
    Required,
    Self,
    TypeVar,
    Union,
    get_args,
    get_origin,
)
from typing import Final as AnyFinal

from typing_extensions import ReadOnly, TypeAliasType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typedconf.trees import Key

_WRAPPERS: Final = (Required, NotRequired, ReadOnly, AnyFinal)
_SEQUENCES: Final = (
    "list",
    "set",
    "frozenset",
    "deque",
    "Sequence",
    "MutableSequence",
    "Set",
    "MutableSet",
    "Iterable",
)
_MAPPINGS: Final = ("dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict")
_DEEPEST: Final = 50  # an alias of an alias; nobody nests as many


class Bare(NamedTuple):
    """One annotation without what is wrapped around it, and the constraints that stood there."""

    annotation: Any
    metadata: tuple[Any, ...] = ()


def bare(annotation: Any, metadata: tuple[Any, ...] = ()) -> Bare:
    """The type that ``annotation`` means, without ``Annotated``, aliases, NewTypes, qualifiers; ``Any`` if unknown."""
    for _ in range(_DEEPEST):
        origin = get_origin(annotation)
        if origin is Annotated:
            metadata = (*metadata, *_constraints(annotation.__metadata__))
            annotation = annotation.__origin__
        elif origin in _WRAPPERS:
            (annotation,) = get_args(annotation)
        elif isinstance(annotation, TypeAliasType):
            annotation = annotation.__value__
        elif isinstance(origin, TypeAliasType):
            annotation = substituted(
                origin.__value__, dict(zip(origin.__type_params__, get_args(annotation), strict=False))
            )
        elif hasattr(annotation, "__supertype__"):
            annotation = annotation.__supertype__
        elif isinstance(annotation, TypeVar):
            annotation = annotation.__bound__ or Any
        else:
            break
    return Bare(Any if isinstance(annotation, (str, ForwardRef)) else annotation, metadata)


class Tagged(NamedTuple):
    """That the members of a union are told apart by the value of this field."""

    name: str


def _constraints(metadata: tuple[Any, ...]) -> Iterator[Any]:
    """What ``Annotated`` carries, with that of Pydantic's ``Field(...)`` in its place."""
    for item in metadata:
        inner = getattr(item, "metadata", None)
        if isinstance(inner, list):
            yield from inner
        else:
            yield item
        yield from discriminators(item)


def discriminators(item: Any) -> Iterator[Tagged]:
    """The field that tells members of a union apart, where Pydantic's ``Field`` or ``Discriminator`` names one."""
    name = getattr(item, "discriminator", None)
    name = getattr(name, "discriminator", name)
    if isinstance(name, str):
        yield Tagged(name)


def tag_name(member: Bare) -> str | None:
    """The name of the field that tells the members of the union apart of which ``member`` is one; None without any."""
    return next((item.name for item in member.metadata if isinstance(item, Tagged)), None)


def unqualified(annotation: Any) -> Any:
    """The annotation of a TypedDict's key without Required, NotRequired and ReadOnly."""
    while get_origin(annotation) in _WRAPPERS:
        (annotation,) = get_args(annotation)
    return annotation


def is_union(annotation: Any) -> bool:
    """Whether it is a union, in either spelling; an Optional is one too."""
    return get_origin(annotation) in (Union, types.UnionType)


def members(annotation: Any, metadata: tuple[Any, ...] = ()) -> Iterator[Bare]:
    """The types that a value may have, None left out: those of a union, or the one type itself."""
    annotation, metadata = bare(annotation, metadata)
    if is_union(annotation):
        for member in get_args(annotation):
            yield from members(member, metadata)
    elif annotation is not None and annotation is not type(None):
        yield Bare(annotation, metadata)


def takes_none(annotation: Any) -> bool:
    """Whether None is among the types."""
    annotation = bare(annotation).annotation
    if is_union(annotation):
        return any(map(takes_none, get_args(annotation)))
    return annotation in (None, type(None), Any, object)


def container_name(annotation: Any) -> str | None:
    """``list``, ``dict`` or ``tuple`` for what holds items, whatever its exact class; None for all else."""
    origin = get_origin(annotation) or annotation
    name = getattr(origin, "__name__", "")
    if origin is tuple:
        return "tuple"
    if getattr(origin, "__module__", "") not in ("builtins", "collections", "collections.abc", "typing"):
        return None
    return "list" if name in _SEQUENCES else "dict" if name in _MAPPINGS else None


def item_annotation(annotation: Any, key: Key) -> Any:
    """The annotation of the item under ``key`` of a list, tuple or mapping; None where it has no such items."""
    arguments = get_args(annotation)
    match container_name(annotation):
        case "list" if isinstance(key, int):
            return arguments[0] if arguments else Any
        case "dict":
            return arguments[1] if len(arguments) > 1 else Any
        case "tuple" if isinstance(key, int):
            if not arguments or arguments[-1] is Ellipsis:
                return arguments[0] if arguments else Any
            return arguments[key] if 0 <= key < len(arguments) else None
    return None


def class_of(annotation: Any) -> tuple[Any, Mapping[Any, Any]]:
    """The class of a generic alias such as ``Pair[int]``, and what its type variables stand for."""
    origin = get_origin(annotation)
    if isinstance(origin, type):
        return origin, dict(zip(getattr(origin, "__parameters__", ()), get_args(annotation), strict=False))
    return annotation, {}


def with_self(annotation: Any, owner: Any) -> Any:
    """``annotation``, of a field of ``owner``, with the class in the place of ``Self`` and of what stands for it.

    Pydantic leaves a mark of its own where a generic model refers to itself.
    """
    if annotation is Self or type(annotation).__name__ == "PydanticRecursiveRef":
        return owner
    arguments = get_args(annotation)
    if not arguments or get_origin(annotation) is Literal:
        return annotation
    made = tuple(with_self(argument, owner) for argument in arguments)
    if all(new is old for new, old in zip(made, arguments, strict=True)):
        return annotation
    if is_union(annotation):
        return Union[made]  # noqa: UP007  of any number
    if get_origin(annotation) is Annotated:
        return Annotated[made]
    return get_origin(annotation)[made]


def substituted(annotation: Any, variables: Mapping[Any, Any]) -> Any:
    """``annotation`` with what its type variables stand for."""
    if not variables:
        return annotation
    if isinstance(annotation, TypeVar):
        return variables.get(annotation, annotation)
    parameters = getattr(annotation, "__parameters__", ())
    if parameters:
        return annotation[tuple(variables.get(parameter, Any) for parameter in parameters)]
    return annotation
