"""The derived core schema: what it closes, what it leaves alone, and what it needs of Pydantic."""

from __future__ import annotations

import dataclasses
import warnings
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar, get_args

import pytest
from pydantic import BaseModel, ConfigDict, Discriminator, Field, RootModel, Tag, TypeAdapter, field_validator
from pydantic_core import SchemaValidator, core_schema
from typing_extensions import TypedDict

from typedconf.schema.derived import Derived
from typedconf.schema.derived.forms import CHILDREN, INWARD, LEAVES
from typedconf.validation import validate

T = TypeVar("T")


class Leaf(BaseModel):
    """Says nothing of unknown keys."""

    x: int = 0


class Open(BaseModel):
    """Takes any."""

    model_config = ConfigDict(extra="allow")
    x: int = 0


class Deaf(BaseModel):
    """Ignores them."""

    model_config = ConfigDict(extra="ignore")
    x: int = 0


@dataclasses.dataclass
class Data:
    """A stdlib dataclass."""

    x: int = 0


class Typed(TypedDict, total=False):
    """A TypedDict."""

    x: int


class DeafTyped(TypedDict, total=False):
    """A TypedDict that ignores."""

    __pydantic_config__ = ConfigDict(extra="ignore")  # type: ignore[misc]
    x: int


class Box(BaseModel, Generic[T]):
    """A generic model."""

    x: T


class Cat(BaseModel):
    """A member of a tagged union."""

    type: Literal["cat"]
    x: int = 0


class Dog(BaseModel):
    """Another."""

    type: Literal["dog"]


class OpenLeaf(BaseModel):
    """A member that a function recognises."""

    kind: str


class Tree(BaseModel):
    """A recursive model."""

    x: int = 0
    tree: Tree | None = None


class Deferred(BaseModel):
    """Built when it is first used."""

    model_config = ConfigDict(defer_build=True)
    leaf: Leaf


class OwnInit(BaseModel):
    """Has its own constructor."""

    x: int = 0

    def __init__(self, *, named: int = 1, **rest: Any) -> None:  # noqa: ARG002  its name is the point
        super().__init__(**rest)


class Pair(NamedTuple):
    """A named tuple, which takes no other keys anyway."""

    first: int


class Chosen(BaseModel):
    """A union whose member a function chooses."""

    model: Annotated[
        Annotated[OpenLeaf, Tag("leaf")] | Annotated[Dog, Tag("dog")], Discriminator(lambda data: data.get("kind"))
    ]


Tagged = Annotated[Cat | Dog, Field(discriminator="type")]

CLOSED: list[tuple[Any, Any, tuple[Any, ...]]] = [
    (Leaf, {"y": 1}, ("y",)),
    (Data, {"y": 1}, ("y",)),
    (Typed, {"y": 1}, ("y",)),
    (Box[Leaf], {"x": {"y": 1}}, ("x", "y")),
    (list[Leaf], [{}, {"y": 1}], (1, "y")),
    (dict[str, Data], {"k": {"y": 1}}, ("k", "y")),
    (dict[int, Data], {7: {"y": 1}}, (7, "y")),
    (tuple[int, Typed], [1, {"y": 1}], (1, "y")),
    (RootModel[list[Leaf]], [{"y": 1}], (0, "y")),
    (Tagged, {"type": "cat", "y": 1}, ("y",)),
    (dict[str, Tagged], {"cat": {"type": "cat", "cat": 1}}, ("cat", "cat")),
    (int | Leaf | Box[int], {"x": 1, "y": 2}, ("y",)),
    (Tree, {"tree": {"tree": {"y": 1}}}, ("tree", "tree", "y")),
    (Deferred, {"leaf": {"y": 1}}, ("leaf", "y")),
    (OwnInit, {"y": 1}, ("y",)),
    (dict[str, Pair], {"k": {"first": 1, "y": 1}}, ("k", "y")),
    (Chosen, {"model": {"kind": "leaf", "y": 1}}, ("model", "y")),
]


@pytest.mark.parametrize(("schema", "tree", "path"), CLOSED, ids=[str(case[0]) for case in CLOSED])
def test_unset_is_closed_everywhere(schema: Any, tree: Any, path: tuple[Any, ...]) -> None:
    """A class that says nothing of unknown keys refuses them at any depth, and the fault has the key's exact path."""
    faults = validate(schema, tree).faults
    assert [(fault.path, fault.is_key) for fault in faults] == [(path, True)]


@pytest.mark.parametrize("schema", [Open, Deaf, DeafTyped])
def test_a_class_that_says_so_is_obeyed(schema: Any) -> None:
    """``allow`` and ``ignore`` mean what Pydantic means by them."""
    tree = {"x": 1, "y": 2}
    assert validate(schema, tree).value == TypeAdapter(schema).validate_python(tree)


def test_nothing_is_shared_below_untyped_fields() -> None:
    """Containers in ``Any``, in bare ones and in what an open model takes are copies."""

    class Loose(BaseModel):
        model_config = ConfigDict(extra="allow")
        a: Any
        b: list  # type: ignore[type-arg]
        c: dict  # type: ignore[type-arg]

    tree: Any = {"a": [[1]], "b": [[1]], "c": {"k": [1]}, "d": [[1]]}
    made = validate(Loose, tree).value
    for got in (made.a[0], made.b[0], made.c["k"], made.d[0]):
        got.append(2)
    assert tree == {"a": [[1]], "b": [[1]], "c": {"k": [1]}, "d": [[1]]}


def test_a_hand_written_schema_is_left_to_pydantic() -> None:
    """A class that writes its own core schema is validated as Pydantic would, and a warning says so."""

    class Own(BaseModel):
        x: int = 0

        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
            return handler(source)

    made = validate(Own, {"y": 1})
    assert made.value == Own()
    assert [str(warning) for warning in made.warnings] == [
        "Own writes its own core schema, so that keys it doesn't know are left to Pydantic"
    ]


def test_validators_run_as_ever() -> None:
    """What the user wrote is untouched, and runs once."""
    calls = []

    class Checked(BaseModel):
        x: int

        @field_validator("x")
        @classmethod
        def check(cls, value: int) -> int:
            calls.append(value)
            return value + 1

    assert validate(Checked, {"x": 1}).value.x == 2
    assert calls == [1]


# -- what it needs of Pydantic: where one of these fails, a release of Pydantic has changed what is private to it ----


def test_every_form_is_known() -> None:
    """Each form that this Pydantic has is either a leaf or has its children named."""
    forms = set(get_args(core_schema.CoreSchemaType))
    known = {*CHILDREN, *LEAVES, "arguments-v3"}
    assert forms - known == set()
    assert set(INWARD) <= set(CHILDREN)


def test_prebuilt_validators_can_be_refused() -> None:
    """Without ``_use_prebuilt=False`` nested models would be validated by what their own classes have."""

    class Outer(BaseModel):
        leaf: Leaf

    derived = Derived(Outer)
    assert SchemaValidator(derived._core, _use_prebuilt=False).isinstance_python({"leaf": {"y": 1}}) is False


@pytest.mark.parametrize(
    ("schema", "form"),
    [(Leaf, "model"), (Data, "dataclass"), (Typed, "typed-dict")],
)
def test_the_forms_of_classes(schema: Any, form: str) -> None:
    """A class is a form with its class and its config, which says of ``extra`` only what the class says."""
    core: Any = TypeAdapter(schema).core_schema
    assert (core["type"], core["cls"]) == (form, schema)
    assert "extra_fields_behavior" not in core["config"]


def test_pydantic_is_not_changed() -> None:
    """Deriving leaves the class as it was."""
    validate(Leaf, {})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Leaf.model_validate({"y": 1}) == Leaf()
