"""Pydantic alone and typedconf take and refuse the same data and give equal objects, but for the named differences."""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, RootModel, TypeAdapter, ValidationError, create_model, with_config
from typing_extensions import TypedDict

from typedconf.schema import Schemas
from typedconf.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("a", "b", "c", "0", "type")


class Colour(Enum):
    """Values that no member is named for, so that the difference in names never shows."""

    RED = 1
    BLUE = "b"


SCALARS: tuple[Any, ...] = (
    int,
    float,
    str,
    bool,
    Any,
    Colour,
    dict,
    list,
    Literal["a", 1],
    Annotated[int, Field(gt=0)],
    Annotated[str, Field(min_length=2)],
)


def forbidding(**fields: Any) -> type[BaseModel]:
    """A model that says forbid, as typedconf reads one that says nothing."""
    return create_model("Closed", __config__=ConfigDict(extra="forbid"), **fields)


@st.composite
def models(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> Any:
    """A model, dataclass or TypedDict that says of ``extra`` one of the three things."""
    names = draw(st.lists(st.sampled_from(NAMES[:3]), unique=True, min_size=1))
    types = {name: draw(inner) for name in names}
    optional = {name for name in names if draw(st.booleans())}
    extra: Any = draw(st.sampled_from(["forbid", "allow", "ignore"]))
    match draw(st.sampled_from(["model", "dataclass", "typed-dict", "aliased"])):
        case "model":
            fields: dict[str, Any] = {name: (kind, None if name in optional else ...) for name, kind in types.items()}
            return create_model("Model", __config__=ConfigDict(extra=extra), **fields)
        case "aliased":
            fields = {f"{name}_": (kind, Field(..., alias=name)) for name, kind in types.items()}
            return create_model("Aliased", __config__=ConfigDict(extra=extra, validate_by_name=True), **fields)
        case "dataclass":
            items = sorted(types.items(), key=lambda item: item[0] in optional)
            made = dataclasses.make_dataclass(
                "Data",
                [
                    (name, kind, dataclasses.field(default=None)) if name in optional else (name, kind)
                    for name, kind in items
                ],
            )
            return with_config(ConfigDict(extra=extra))(made)
        case _:
            return with_config(ConfigDict(extra=extra))(TypedDict("Typed", types))  # type: ignore[operator]


def wrapped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Containers, unions and models of ``inner``."""
    return st.one_of(
        models(inner),
        models(inner),
        inner.map(lambda kind: list[kind]),  # type: ignore[valid-type]
        inner.map(lambda kind: dict[str, kind]),  # type: ignore[valid-type]
        inner.map(lambda kind: kind | None if kind is not Any else Any),
        st.tuples(inner, inner).map(lambda kinds: tuple[kinds]),  # type: ignore[valid-type]
        st.tuples(inner, inner).map(_union),
        inner.map(lambda kind: RootModel[kind]),  # type: ignore[valid-type]
    )


def _union(kinds: tuple[Any, Any]) -> Any:
    return Union[kinds]  # noqa: UP007  it is computed


schemas = st.recursive(st.sampled_from(SCALARS), wrapped, max_leaves=6)
leaves = st.sampled_from([None, 0, 1, -1, 1.5, "a", "ab", "1", "b", True, "???x", Colour.RED])
data = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


def outcome(ask: Callable[[], Any]) -> Any:
    """The value, or None inside a mark of refusal."""
    try:
        return ("value", ask())
    except ValidationError:
        return "refused"


def fields_set(value: Any) -> Any:
    """What each model in ``value`` says was configured, in one walk."""
    if isinstance(value, BaseModel):
        return (value.model_fields_set, [fields_set(item) for item in vars(value).values()])
    if dataclasses.is_dataclass(value):
        return [fields_set(item) for item in vars(value).values()]
    if isinstance(value, dict):
        return [fields_set(item) for item in value.values()]
    return [fields_set(item) for item in value] if isinstance(value, (list, tuple)) else None


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(schemas, data)
def test_both_decide_alike(schema: Any, tree: Any) -> None:
    """Where every class says what it makes of unknown keys, there is no difference at all."""
    alone = outcome(lambda: TypeAdapter(schema).validate_python(tree))
    made = validate(schema, tree)
    assert (made.faults != ()) == (alone == "refused"), (schema, tree, alone, made)
    if alone != "refused":
        assert ("value", made.value) == alone
        assert type(made.value) is type(alone[1])
        assert fields_set(made.value) == fields_set(alone[1])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(schemas, data)
def test_every_fault_has_a_place(schema: Any, tree: Any) -> None:
    """A fault lies at a path of the tree, or at a key that is missing in a container of it."""
    for fault in validate(schema, tree, schemas=Schemas()).faults:
        node = tree
        for key in fault.path[:-1]:
            assert isinstance(node, (dict, list)), (schema, tree, fault)
            node = node[key]
        if fault.path and not isinstance(node, dict):
            assert isinstance(node, list), (schema, tree, fault)
            assert 0 <= fault.path[-1] < len(node)
        assert fault.message
        assert "\n" not in fault.message


@pytest.mark.parametrize("tree", [{"a": 1}, {"a": 1, "b": 2}, {}, {"a": "x"}])
def test_unset_means_forbid(tree: dict[str, Any]) -> None:
    """A model that says nothing of unknown keys is one that forbids them: the first named difference."""
    unset = create_model("Unset", a=(int, ...))
    closed = forbidding(a=(int, ...))
    alone = outcome(lambda: closed.model_validate(tree))
    assert (validate(unset, tree).faults != ()) == (alone == "refused")
