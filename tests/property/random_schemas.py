"""Shapes of random schemas, what is built of them, and data that fits them, mostly.

A shape is built twice: as its author writes it, where classes say nothing of unknown keys, and as Pydantic alone has to
be told, where the same classes say forbid. What the shapes leave out, because typedconf differs there by design, has
a test of its own: enums by a member's name, tags as plain texts, ``???``, defaults that are data or made wrongly.
"""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple, NotRequired, Union

from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model, with_config
from pydantic.dataclasses import dataclass as pydantic_dataclass
from typing_extensions import TypedDict

if TYPE_CHECKING:
    from collections.abc import Sequence

KEYS: Final = ("a", "b", "c")
KINDS: Final = ("model", "model", "aliased", "dataclass", "pydantic dataclass", "typed dict")
EXTRAS: Final = (None, None, "forbid", "allow", "ignore")
NOTHING: Final[Any] = object()  # a field without a default


class Colour(Enum):
    """An enum whose values are no names of its members."""

    RED = 1
    BLUE = "b"


class Leaf(NamedTuple):
    """A type without parts, and values that it takes."""

    annotation: Any
    values: tuple[Any, ...]


class Holder(NamedTuple):
    """A list, mapping, tuple, Optional, union or root model of other shapes."""

    kind: str
    parts: tuple[Any, ...]


class Entry(NamedTuple):
    """A field; ``default`` is NOTHING where it is required."""

    name: str
    shape: Any
    default: Any = NOTHING


class Class(NamedTuple):
    """A class with fields, and the tag by which a union knows it."""

    kind: str
    extra: Any
    entries: tuple[Entry, ...]
    tag: str | None = None


LEAVES: Final = (
    Leaf(int, (0, 1, -3)),
    Leaf(float, (0.5, 2, -1.0)),
    Leaf(str, ("x", "1", "")),
    Leaf(bool, (True, False, "yes")),
    Leaf(Any, (None, "x", 3, [1, {"a": []}])),
    Leaf(Colour, (1, "b")),
    Leaf(dict, ({}, {"a": [1]})),
    Leaf(list, ([], [{"a": 1}])),
    Leaf(Literal["u", 2], ("u", 2)),
    Leaf(Annotated[int, Field(gt=0, le=9)], (1, 9)),
    Leaf(Annotated[str, Field(min_length=2, pattern="^x")], ("xy",)),
    Leaf(Annotated[float, Field(strict=True)], (1.5,)),
)


# -- what is built ----------------------------------------------------------------------------------------------


def built(shape: Any, *, closed: bool) -> Any:
    """The annotation that a shape stands for; ``closed`` says forbid wherever the shape says nothing."""
    if isinstance(shape, Leaf):
        return shape.annotation
    if isinstance(shape, Class):
        return _class(shape, closed=closed)
    parts = tuple(built(part, closed=closed) for part in shape.parts)
    match shape.kind:
        case "list":
            return list[parts[0]]  # type: ignore[valid-type]
        case "short list":
            return Annotated[list[parts[0]], Field(min_length=1, max_length=2)]  # type: ignore[valid-type]
        case "dict":
            return dict[str, parts[0]]  # type: ignore[valid-type]
        case "numbered":
            return dict[int, parts[0]]  # type: ignore[valid-type]
        case "tuple":
            return tuple[parts]  # type: ignore[valid-type]
        case "optional":
            return Union[parts[0], None]  # noqa: UP007  it is computed
        case "union":
            return Union[parts]  # noqa: UP007  it is computed
        case "root":
            return RootModel[parts[0]]  # type: ignore[valid-type]
    assert shape.kind == "tagged"
    return Annotated[Union[parts], Field(discriminator="type")]  # noqa: UP007  it is computed


def _class(shape: Class, *, closed: bool) -> Any:
    extra: Any = shape.extra or ("forbid" if closed else None)
    config = ConfigDict(extra=extra) if extra else ConfigDict()
    fields = {entry.name: (built(entry.shape, closed=closed), entry.default) for entry in shape.entries}
    if shape.tag is not None:
        fields["type"] = (Literal[shape.tag], NOTHING)
    match shape.kind:
        case "model":
            return _model("Model", config, {name: (kind, _info(default)) for name, (kind, default) in fields.items()})
        case "aliased":
            aliased = {
                name: (kind, _info(default) if name == "type" else _info(default, alias=f"{name}-x"))
                for name, (kind, default) in fields.items()
            }
            return _model("Aliased", config | ConfigDict(validate_by_name=True), aliased)
        case "typed dict":
            types = {
                name: kind if default is NOTHING else NotRequired[kind] for name, (kind, default) in fields.items()
            }
            return with_config(config)(TypedDict("Typed", types))  # type: ignore[operator]
    decorate = pydantic_dataclass(config=config) if shape.kind == "pydantic dataclass" else with_config(config)
    items = sorted(fields.items(), key=lambda item: item[1][1] is not NOTHING)  # those without a default come first
    specs: Any = [
        (name, kind) if default is NOTHING else (name, kind, _spec(default)) for name, (kind, default) in items
    ]
    return decorate(dataclasses.make_dataclass("Data", specs))


def _model(name: str, config: ConfigDict, fields: dict[str, Any]) -> type[BaseModel]:
    return create_model(name, __config__=config, **fields)


def _info(default: Any, **options: Any) -> Any:
    if default is NOTHING:
        return Field(**options)
    return Field(default_factory=default.copy, **options) if default == [] else Field(default, **options)


def _spec(default: Any) -> Any:
    return dataclasses.field(default_factory=list) if default == [] else dataclasses.field(default=default)


# -- strategies -------------------------------------------------------------------------------------------------


@st.composite
def _entries(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> tuple[Entry, ...]:
    names = draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1, max_size=3))
    shapes_of = [(name, draw(inner)) for name in names]
    return tuple(Entry(name, shape, draw(_defaults(shape))) for name, shape in shapes_of)


def _defaults(shape: Any) -> st.SearchStrategy[Any]:
    """Whatever, since Pydantic looks at no default; but a list, which is made anew, only where it fits."""
    takes_lists = shape.annotation in (Any, list) if isinstance(shape, Leaf) else shape.kind == "list"
    return st.sampled_from([NOTHING, NOTHING, None, 7, *([[]] if takes_lists else [])])


def _classes(inner: st.SearchStrategy[Any], tag: str | None = None) -> st.SearchStrategy[Any]:
    return st.builds(Class, st.sampled_from(KINDS), st.sampled_from(EXTRAS), _entries(inner), st.just(tag))


def _tagged(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(_classes(inner, "t0"), _classes(inner, "t1")).map(lambda parts: Holder("tagged", parts))


def _wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Whatever can be made of ``inner``."""
    single = st.sampled_from(["list", "short list", "dict", "numbered", "optional", "root"])
    return st.one_of(
        _classes(inner),
        _classes(inner),
        _tagged(inner),
        st.builds(lambda kind, part: Holder(kind, (part,)), single, inner),
        st.builds(lambda kind, *parts: Holder(kind, parts), st.sampled_from(["tuple", "union"]), inner, inner),
    )


def shapes_of(leaves: Sequence[Leaf]) -> st.SearchStrategy[Any]:
    """Shapes whose leaves are some of these."""
    return st.recursive(st.sampled_from(leaves), _wider, max_leaves=7)


shapes: Final = shapes_of(LEAVES)

_scalars: Final = st.sampled_from([None, 0, 1, -1, 1.5, "a", "xy", "1", "b", True])
anything: Final = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*KEYS, "d", "a-x"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@st.composite
def data(draw: st.DrawFn, shape: Any) -> Any:
    """Data that fits ``shape``, but for a slip here and there."""
    if draw(st.integers(0, 14)) == 0:
        return draw(anything)
    if isinstance(shape, Leaf):
        return draw(st.sampled_from(shape.values))
    if isinstance(shape, Class):
        return draw(_mapping(shape))
    one = data(shape.parts[0])
    match shape.kind:
        case "list" | "short list":
            return draw(st.lists(one, max_size=3))
        case "dict":
            return draw(st.dictionaries(st.sampled_from(KEYS), one, max_size=2))
        case "numbered":
            return draw(st.dictionaries(st.sampled_from([0, 1, "2", "x"]), one, max_size=2))
        case "tuple":
            return [draw(data(part)) for part in shape.parts]
        case "optional":
            return draw(st.none() | one)
    return draw(data(draw(st.sampled_from(shape.parts))))


@st.composite
def _mapping(draw: st.DrawFn, shape: Class) -> Any:
    made: dict[str, Any] = {}
    for entry in shape.entries:
        if entry.default is NOTHING or draw(st.booleans()):
            spelling = f"{entry.name}-x" if shape.kind == "aliased" and draw(st.booleans()) else entry.name
            made[spelling] = draw(data(entry.shape))
    if shape.tag is not None:
        made["type"] = shape.tag
    if draw(st.integers(0, 9)) == 0:
        made["d"] = draw(anything)
    return made
