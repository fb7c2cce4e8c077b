"""The derived core schema: what it closes, what it leaves alone, what it adds."""

from __future__ import annotations

import copy
import dataclasses
import functools
import warnings
from collections import OrderedDict, deque
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Generic, Literal, NamedTuple, TypeVar

import pytest
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    InstanceOf,
    RootModel,
    Tag,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError, SchemaValidator
from typing_extensions import TypedDict

from typedconf.schema.derived import Derived
from typedconf.targets.bases import Partial, Target
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

UNKNOWN_KEY = "Extra inputs are not permitted"
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
    """Containers in ``Any``, in bare ones, in abstract ones and in what an open model takes are copies."""

    class Loose(BaseModel):
        model_config = ConfigDict(extra="allow")
        a: Any
        b: list  # type: ignore[type-arg]
        c: dict  # type: ignore[type-arg]
        e: Sequence  # type: ignore[type-arg]
        f: InstanceOf[dict]  # type: ignore[type-arg]
        g: deque  # type: ignore[type-arg]

    tree: Any = {"a": [[1]], "b": [[1]], "c": {"k": [1]}, "d": [[1]], "e": [[1]], "f": {"k": [1]}, "g": [[1]]}
    before = copy.deepcopy(tree)
    made = validate(Loose, tree).value
    for got in (made.a[0], made.b[0], made.c["k"], made.d[0], made.e[0], made.f["k"], made.g[0]):
        got.append(2)
    assert tree == before


def test_only_a_trees_own_containers_are_copied() -> None:
    """What a validator of the user's has made of them is left as it is."""

    class Ordered(BaseModel):
        a: Annotated[Any, BeforeValidator(OrderedDict)]
        b: Annotated[InstanceOf[dict], BeforeValidator(OrderedDict)]  # type: ignore[type-arg]

    made = validate(Ordered, {"a": {"k": 1}, "b": {"k": 1}}).value
    assert (type(made.a), type(made.b)) == (OrderedDict, OrderedDict)


def test_a_hand_written_schema_is_left_to_pydantic() -> None:
    """A class that writes its own core schema is validated as Pydantic would, and one warning says so."""

    class Own(BaseModel):
        x: int = 0

        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
            return handler(source)

    made = validate(tuple[Own, Own], [{"y": 1}, {}])
    assert made.value == (Own(), Own())
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


# -- classes with constructors of their own ----------------------------------------------------------------------


class Shouting(BaseModel):
    """Has a constructor, and all that may lie below it."""

    calls: ClassVar[list[str]] = []
    leaf: Leaf = Leaf()
    pet: Tagged = Dog(type="dog")
    again: Shouting | None = None
    loose: Any = None
    x: int = 0

    def __init__(self, *, loud: bool = False, **rest: Any) -> None:
        super().__init__(**rest)
        if loud:
            self.x += 1

    @model_validator(mode="after")
    def after(self) -> Any:
        """Counts."""
        self.calls.append("after")
        return self


class Sparse(BaseModel):
    """Its constructor names all that it takes."""

    x: int = 0

    def __init__(self, x: int = 0, *, twice: bool = False) -> None:
        super().__init__(x=2 * x if twice else x)


class Decorated(BaseModel):
    """Its constructor is within another function."""

    x: int = 0

    @functools.wraps(Sparse.__init__)  # type: ignore[misc]  # it takes another self
    def __init__(self, *args: Any, **rest: Any) -> None:
        rest.pop("twice", None)
        super().__init__(*args, **rest)


class OpenInit(BaseModel):
    """Takes any key."""

    model_config = ConfigDict(extra="allow")
    leaf: Leaf = Leaf()

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest, more=1)


class Interned(BaseModel):
    """Its objects are made elsewhere."""

    x: int = 0

    def __new__(cls, **rest: Any) -> Any:
        """Anything but one of these."""
        return rest

    def __init__(self, **rest: Any) -> None:
        raise NotImplementedError


CONSTRUCTED: list[tuple[Any, Any, Any]] = [
    (Shouting, {"x": 1, "loud": True}, Shouting(x=2)),
    (list[Shouting], [{"pet": "dog", "again": {"loud": True}}], [Shouting(again=Shouting(x=1))]),
    (Sparse, {"x": 2, "twice": True}, Sparse(x=4)),
    (Decorated, {"x": 2, "twice": True}, Decorated(x=2)),
    (OpenInit, {"a": 1}, OpenInit(a=1)),
    (dict[str, Interned], {"k": {"x": "1"}}, {"k": {"x": "1"}}),
]


@pytest.mark.parametrize(("schema", "tree", "made"), CONSTRUCTED)
def test_a_constructor_is_called(schema: Any, tree: Any, made: Any) -> None:
    """A class with its own ``__init__`` is made by calling it, with all that the derived schema adds below."""
    got = Derived(schema).validator.validate_python(tree)
    assert got == made
    assert "__pydantic_validator__" not in getattr(got, "__dict__", {})


BELOW_CONSTRUCTORS: list[tuple[Any, Any, list[tuple[tuple[Any, ...], str]]]] = [
    (Shouting, {"leaf": {"y": 1}}, [(("leaf", "y"), UNKNOWN_KEY)]),
    (Shouting, {"y": 1, "again": {"leaf": {"y": 1}}}, [(("y",), UNKNOWN_KEY), (("again", "leaf", "y"), UNKNOWN_KEY)]),
    (Shouting, {7: 1, None: 2}, [((7,), UNKNOWN_KEY), ((None,), UNKNOWN_KEY)]),
    (Sparse, {"y": 1}, [(("y",), UNKNOWN_KEY)]),
    (OpenInit, {"leaf": {"y": 1}}, [(("leaf", "y"), UNKNOWN_KEY)]),
]


@pytest.mark.parametrize(("schema", "tree", "errors"), BELOW_CONSTRUCTORS)
def test_classes_below_a_constructor_are_closed(schema: Any, tree: Any, errors: list[Any]) -> None:
    """What its fields hold is as closed as elsewhere, and what it takes itself are fields and named parameters."""
    assert told(Derived(schema), tree) == errors


def test_a_constructor_takes_objects_too() -> None:
    """An object of the class is taken as it is, and what is neither is refused as ever."""
    node = Shouting()
    assert Derived(Shouting).validator.validate_python(node) is node
    assert len(told(Derived(Shouting), 3)) == 1


def test_validators_run_as_often_as_pydantic_has_it() -> None:
    """A validator of the class runs in the constructor and after it."""
    Shouting.calls.clear()
    SchemaValidator(TypeAdapter(list[Shouting]).core_schema, _use_prebuilt=False).validate_python([{}])
    alone = list(Shouting.calls)
    Shouting.calls.clear()
    Derived(list[Shouting]).validator.validate_python([{}])
    assert Shouting.calls == alone


def test_nothing_is_shared_below_a_constructor() -> None:
    """Untyped parts are copied there too."""
    tree: Any = {"loose": [[1]]}
    Derived(Shouting).validator.validate_python(tree).loose[0].append(2)
    assert tree == {"loose": [[1]]}


# -- special keys of what is built --------------------------------------------------------------------------------


class AdamW(Target["torch.optim.AdamW"]):  # type: ignore[name-defined]
    """Something to build."""

    lr: float = 0.1


class Later(Partial["torch.optim.AdamW"]):  # type: ignore[name-defined]
    """Something to build later."""

    lr: float = 0.1


class Named(BaseModel):
    """A model that names its target in private."""

    _target_: str = "m.C"
    x: int = 0


class Base(Target[T], Generic[T]):
    """A common base, which fixes nothing."""

    lr: float = 0.1


class OpenTarget(Target["m.C"]):  # type: ignore[name-defined]
    """Takes any argument."""

    model_config = ConfigDict(extra="allow")


class HasField(BaseModel):
    """Declares such a key itself."""

    target: str = Field("m.C", alias="_target_")


class WrappedTarget(Target["m.C"]):  # type: ignore[name-defined]
    """Has a validator around it."""

    x: int = 0

    @model_validator(mode="wrap")
    @classmethod
    def wrap(cls, data: Any, handler: Any) -> Any:
        """Sees the fields alone."""
        assert set(data) <= {"x"}
        return handler(data)


OTHERS = {"_recursive_": False, "_convert_": "all", "_args_": [1], "_shared_": True}
TAKEN: list[tuple[Any, dict[str, Any], Any]] = [
    (AdamW, {"_target_": "torch.optim.AdamW", "lr": 1, **OTHERS}, AdamW(lr=1)),
    (AdamW, {"_partial_": False}, AdamW()),
    (AdamW | None, OTHERS, AdamW()),
    (Leaf | AdamW, {"_convert_": "all"}, AdamW()),
    (Later, {"_partial_": True, "_target_": "torch.optim.AdamW"}, Later()),
    (Named, {"_target_": "m.C", "x": 1, **OTHERS}, Named(x=1)),
    (Base, OTHERS, Base()),
    (OpenTarget, {"_target_": "m.C", "a": 1}, OpenTarget(a=1)),
    (WrappedTarget, {"_target_": "m.C", "x": 1}, WrappedTarget(x=1)),
    (HasField, {"_target_": "n.D"}, HasField(_target_="n.D")),
    (Target["m.C"], {"a": [1]}, Target["m.C"](a=[1])),  # type: ignore[name-defined]
    (Target["m.C"], {"_target_": "n.D", **OTHERS}, Target(_target_="n.D", **OTHERS)),  # type: ignore[name-defined]
]


@pytest.mark.parametrize(("schema", "tree", "made"), TAKEN)
def test_special_keys_are_no_fields(schema: Any, tree: dict[str, Any], made: Any) -> None:
    """What says how a class is built is taken away before its fields are looked at; Target itself keeps it."""
    before = dict(tree)
    result = Derived(schema).validator.validate_python(tree)
    assert result == made
    assert result.model_fields_set == made.model_fields_set
    assert tree == before


AT_ONCE = "AdamW is built at once; what leaves arguments to a call is derived from Partial"
CALLED = "Later is a Partial, which leaves arguments to a call; without _partial_ it would be derived from Target"
REFUSED: list[tuple[Any, Any, list[tuple[tuple[Any, ...], str]]]] = [
    (
        AdamW,
        {"_target_": "torch.optim.SGD"},
        [(("_target_",), "the target of AdamW is torch.optim.AdamW, not torch.optim.SGD")],
    ),
    (list[AdamW], [{}, {"_target_": 3}], [((1, "_target_"), "the target of AdamW is torch.optim.AdamW, not 3")]),
    (Named, {"_target_": "{target}"}, [(("_target_",), "the target of Named is m.C, not {target}")]),
    (AdamW, {"_partial_": True}, [(("_partial_",), AT_ONCE)]),
    (Named, {"_partial_": "no"}, [(("_partial_",), AT_ONCE.replace("AdamW", "Named"))]),
    (Later, {"_partial_": False}, [(("_partial_",), CALLED)]),
    (Leaf, {"_target_": "m.C"}, [(("_target_",), UNKNOWN_KEY)]),
    (Leaf, {"_args_": []}, [(("_args_",), UNKNOWN_KEY)]),
    (Base, {"_target_": "m.C"}, [(("_target_",), UNKNOWN_KEY)]),
]


@pytest.mark.parametrize(("schema", "tree", "errors"), REFUSED)
def test_special_keys_that_are_wrong(schema: Any, tree: Any, errors: list[Any]) -> None:
    """A target that isn't the class's own is an error at its key, as is a ``_partial_`` that contradicts the class."""
    assert told(Derived(schema), tree) == errors


def told(derived: Derived, tree: Any) -> list[tuple[tuple[Any, ...], str]]:
    """The places and texts of what is wrong."""
    with pytest.raises(ValidationError) as caught:
        derived.validator.validate_python(tree)
    return [(derived.locate(error["loc"], tree).path, error["msg"]) for error in caught.value.errors()]


def test_beside_a_wrong_target_all_else_is_told() -> None:
    """The errors of the fields come with it, those of a user's own kind too, with their contexts."""

    class Checked(Target["m.C"]):  # type: ignore[name-defined]
        n: Annotated[int, Field(gt=0)]
        u: Tagged
        own: int = 0
        plain: int = 0

        @field_validator("own")
        @classmethod
        def check(cls, _: int) -> int:
            raise PydanticCustomError("mine", "never {what}", {"what": "so"})

        @field_validator("plain")
        @classmethod
        def check_plain(cls, _: int) -> int:
            raise ValueError("not so")

    tree = {"_target_": "n.D", "n": 0, "u": {"type": "cow"}, "own": 1, "plain": 1, "q": 1}
    with pytest.raises(ValidationError) as caught:
        Derived(Checked).validator.validate_python(tree)
    with pytest.raises(ValidationError) as alone:
        Derived(Checked).validator.validate_python({key: item for key, item in tree.items() if key != "_target_"})
    first, *others = caught.value.errors(include_url=False)
    assert (first["type"], first["input"], first["ctx"]["target"]) == ("wrong_target", "n.D", "m.C")
    assert str(others) == str(alone.value.errors(include_url=False))
    assert {error["type"] for error in others} >= {"greater_than", "mine", "value_error", "extra_forbidden"}


def test_pydantic_is_not_changed() -> None:
    """Deriving leaves the class as it was."""
    validate(Leaf, {})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Leaf.model_validate({"y": 1}) == Leaf()
