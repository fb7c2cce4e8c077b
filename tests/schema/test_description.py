"""What a schema says of its keys, as data."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import json
import pathlib
import typing
import uuid
from collections.abc import Mapping, Sequence
from enum import Enum, IntEnum
from typing import Annotated, Any, Generic, Literal, NewType, NotRequired, Optional, TypeVar

import pydantic.dataclasses
import pytest
from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PositiveInt,
    RootModel,
    SecretStr,
    Tag,
    computed_field,
    create_model,
)
from typing_extensions import Doc, ReadOnly, TypeAliasType, TypedDict, deprecated

from typedconf import Config
from typedconf.errors import StoreError
from typedconf.schema.description import FieldDescription, describe_schema
from typedconf.schema.references import ref
from typedconf.schema.rules import SchemaRules
from typedconf.targets.bases import Target
from typedconf.trees import MISSING

T = TypeVar("T")
HERE = __name__


class Color(Enum):
    """Two colours."""

    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    """Two levels."""

    LOW = 1
    HIGH = 2


class Vit(BaseModel):
    """A transformer.

    Of the usual kind.
    """

    kind: Literal["vit"] = "vit"
    """Which model it is."""
    depth: PositiveInt = 12


class Cnn(BaseModel):
    """A convolutional network."""

    kind: Literal["cnn", "conv"] = "cnn"
    width: int


class Training(BaseModel):
    """A required key and one with a default."""

    lr: float
    epochs: int = 10


class Node(BaseModel):
    """A tree."""

    value: int = 0
    child: Optional[Node] = None  # noqa: UP045  both spellings are read
    children: list[Node] = []
    named: dict[str, Node] = {}


class Pair(BaseModel, Generic[T]):
    """A generic class."""

    first: T
    second: list[T] = Field(default_factory=list)
    third: int = 3


class Explosive(BaseModel):
    """A model that nobody may make an object of."""

    field: int = 1

    def model_post_init(self, context: Any) -> None:  # noqa: ARG002  as Pydantic calls it
        """Tells that one was made."""
        raise AssertionError("it was made")


def explode(*_: Any) -> Any:
    """A factory that nobody may call."""
    raise AssertionError("it was called")


class Opaque:
    """An object that no text stands for."""


def model(**fields: Any) -> Any:
    """A model with these fields: a type, or a type and its default."""
    return create_model("App", **fields)


def described(schema: Any, rules: SchemaRules | None = None) -> dict[str, FieldDescription]:
    """The descriptions by key; of a key that several members of a union have, ``KEY of MEMBER``."""
    found: dict[str, FieldDescription] = {}
    for field in describe_schema(schema, rules).fields:
        key = field.key if field.member is None else f"{field.key} of {field.member}"
        assert key not in found
        found[key] = field
    return found


def only(schema: Any) -> FieldDescription:
    """The description of the only key."""
    (field,) = describe_schema(schema).fields
    return field


class Everything(BaseModel):
    """All that one field can say."""

    model_config = ConfigDict(extra="allow", title="All of it")

    lr: Annotated[int, Field(gt=0)] = Field(
        3,
        validation_alias=AliasChoices("rate", "learning_rate"),
        title="Learning rate",
        description="How fast.\nIt is.\n\nToo fast.",
        examples=[1, Color.RED],
        deprecated="use momentum",
    )


def test_all_that_is_said_of_a_key() -> None:
    """A description has everything that a field says."""
    assert only(Everything) == FieldDescription(
        key="rate",
        spellings=("rate", "learning_rate"),
        type="int",
        expected="a whole number greater than 0",
        doc="How fast.\nIt is.\n\nToo fast.",
        summary="How fast. It is.",
        title="Learning rate",
        deprecated="use momentum",
        examples=(1, "red"),
        secret=False,
        text=False,
        owner=f"{HERE}.Everything",
        declared_by=f"{HERE}.Everything",
        panel="Everything",
        member=None,
        required=False,
        default=3,
        has_default=True,
        is_computed=False,
        choices=(),
        multiple=False,
        schemas=(),
        tag=None,
        repeats=False,
    )


def test_all_that_is_said_of_a_class() -> None:
    """A class says what it is for, what becomes of other keys, and what it builds."""

    class AdamW(Target["torch.optim.AdamW"]):  # type: ignore[name-defined]  # it is never imported
        lr: float = 1e-3

    found = describe_schema(model(everything=Everything, vit=Vit, adam=AdamW)).to_data()["classes"]
    names = {"name", "doc", "summary", "extra", "title", "target"}
    assert found[f"{HERE}.Everything"] == {
        "name": "Everything",
        "doc": "All that one field can say.",
        "summary": "All that one field can say.",
        "extra": "allow",
        "title": "All of it",
        "target": None,
    }
    assert found[f"{HERE}.Vit"]["doc"] == "A transformer.\n\nOf the usual kind."
    assert found[f"{HERE}.Vit"]["summary"] == "A transformer."
    assert found[f"{HERE}.Vit"]["extra"] == "forbid"
    assert found[f"{HERE}.{AdamW.__qualname__}"]["target"] == "torch.optim.AdamW"
    assert all(set(data) == names for data in found.values())


TYPES: list[tuple[Any, dict[str, Any]]] = [
    (int, {"type": "int", "required": True, "has_default": False}),
    (bool, {"choices": ("true", "false")}),
    (bool | None, {"type": "bool | None", "choices": ("true", "false")}),
    (
        Literal["a", 1, True, None],  # noqa: PYI061  as people write it
        {
            "choices": ("a", "1", "true", "null"),
            "type": "Literal['a', 1, True, None]",
        },
    ),
    (Color, {"choices": ("red", "blue"), "text": True}),
    (Level | None, {"choices": ("1", "2"), "text": False}),
    (Literal["auto"] | Color, {"choices": ("auto", "red", "blue")}),
    (Literal["auto"] | int, {"choices": ()}),
    (list[Color], {"choices": ("red", "blue"), "multiple": True}),
    (list[int] | None, {"multiple": True, "choices": (), "type": "list[int] | None"}),
    (tuple[int, ...], {"multiple": True}),
    (Sequence[str], {"multiple": True}),
    (set[int], {"multiple": True}),
    (list[int] | int, {"multiple": False}),
    (list, {"multiple": True, "expected": "a list"}),
    (dict[str, int], {"multiple": False, "expected": "a mapping to whole numbers"}),
    (str, {"text": True}),
    (pathlib.Path, {"text": True, "type": "Path"}),
    (str | int, {"text": False}),
    (SecretStr, {"secret": True, "text": True}),
    (SecretStr | None, {"secret": True}),
    (list[SecretStr], {"secret": False, "multiple": True}),
    (Annotated[int, Doc("It.")], {"type": "int", "doc": "It."}),
    (TypeAliasType("Alias", list[int]), {"type": "Alias", "multiple": True}),
    (Any, {"type": "Any", "expected": None}),
    (object, {"type": "object"}),
]


@pytest.mark.parametrize(("annotation", "expected"), TYPES, ids=range(len(TYPES)))
def test_types(annotation: Any, expected: dict[str, Any]) -> None:
    """A type tells the choices, whether there may be several, whether it is secret, and whether it takes text."""
    found = only(model(field=annotation))._asdict()
    assert {name: found[name] for name in expected} == expected


@dataclasses.dataclass
class Point:
    """A dataclass with defaults."""

    x: int = 1
    y: int = 2


class SecretText(BaseModel):
    """A secret within a class."""

    password: SecretStr = SecretStr("hunter2")


DEFAULTS: list[tuple[Any, Any, Any]] = [
    (int, 3, 3),
    (int | None, None, None),
    (str, "a", "a"),
    (float, float("inf"), ".inf"),
    (float, float("-inf"), "-.inf"),
    (float, float("nan"), ".nan"),
    (bytes, b"ab", "ab"),
    (Color, Color.RED, "red"),
    (Level, Level.HIGH, 2),
    (pathlib.Path, pathlib.PurePosixPath("a/b"), "a/b"),
    (dt.date, dt.date(2026, 1, 2), "2026-01-02"),
    (dt.timedelta, dt.timedelta(hours=1), "1:00:00"),
    (uuid.UUID, uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    (decimal.Decimal, decimal.Decimal("1.10"), "1.10"),
    (SecretStr, SecretStr("hunter2"), MISSING),
    (SecretStr, "hunter2", MISSING),
    (SecretStr | None, None, None),
    (Any, [SecretStr("hunter2")], [MISSING]),
    (list[SecretStr], ["hunter2"], [MISSING]),
    (dict[str, SecretStr], {"a": "hunter2"}, {"a": MISSING}),
    (list[SecretText], [{"password": "hunter2"}], [{"password": MISSING}]),
    (list[int], [1, 2], [1, 2]),
    (tuple[int, ...], (1, 2), [1, 2]),
    (set[str], set("hgfedcba"), list("abcdefgh")),
    (dict[Any, int], {None: 1, Color.RED: 2, "3.5": 4, True: 5}, {"null": 1, "red": 2, "3.5": 4, "true": 5}),
    (list[Point], [Point(3)], [{"x": 3, "y": 2}]),
    (RootModel[list[int]], RootModel[list[int]]([1]), [1]),
    (RootModel[list[SecretStr]], RootModel[list[SecretStr]]([SecretStr("hunter2")]), [MISSING]),
    (list[int], Field(default_factory=list), []),
    (dict[str, int], Field(default_factory=dict), {}),
    (set[int], Field(default_factory=set), []),
    (float, ref("training.lr"), "${training.lr}"),
    (float, "${training.lr}", "${training.lr}"),
]


@pytest.mark.parametrize(("annotation", "default", "expected"), DEFAULTS, ids=range(len(DEFAULTS)))
def test_defaults_are_as_they_would_be_printed(annotation: Any, default: Any, expected: Any) -> None:
    """What stands for a default in a config describes it; secrets never do."""
    found = describe_schema(model(field=(annotation, default))).fields[0]
    assert (found.default, found.has_default, found.is_computed, found.required) == (expected, True, False, False)


@pytest.mark.parametrize(
    "default",
    [
        Field(default_factory=explode),
        Field(default_factory=lambda data: explode(data)),  # noqa: PLW0108  by its parameter it takes data
        Field(default_factory=Opaque),
        Field(default_factory=int),
        explode,
        Opaque(),
        [Opaque()],
        b"\xff",
        {"a": Opaque()},
    ],
)
def test_defaults_that_only_a_run_knows(default: Any) -> None:
    """What a factory makes, and what no text stands for, is said to be computed; nothing is called to find out."""
    found = only(model(field=(Any, default)))
    assert (found.default, found.has_default, found.is_computed, found.required) == (None, True, True, False)


def test_a_default_that_holds_itself() -> None:
    """What has no end has no text."""
    endless: list[Any] = []
    endless.append(endless)
    Open = model(inner=(Any, 1))  # noqa: N806  a class
    assert described(model(field=(Open, Open(inner=endless))))["field.inner"].is_computed


def test_the_missing_marker_is_no_default() -> None:
    """A field whose default is ``???`` is required, of a class and of a default object."""
    Half = model(a=(str, MISSING), b=(int, 1))  # noqa: N806  a class
    found = described(model(node=(Half, Half())))
    assert (found["node.a"].required, found["node.a"].has_default) == (True, False)
    assert (found["node.b"].required, found["node.b"].default) == (False, 1)


class Holder(BaseModel):
    """A class at keys of every kind."""

    plain: Training
    filled: Training = Training(lr=0.1)
    mapped: Training = {"lr": 0.2}  # type: ignore[assignment]  # as people write it
    by_class: Vit = Field(default_factory=Vit)
    explosive: Explosive = Field(default_factory=Explosive)
    maybe: Training | None = None


def test_keys_come_in_order_and_depth_first() -> None:
    """Each node comes before what is below it, in the order in which the fields stand."""
    assert [(field.key, field.panel) for field in describe_schema(Holder).fields][:8] == [
        ("plain", "Holder"),
        ("plain.lr", "plain"),
        ("plain.epochs", "plain"),
        ("filled", "Holder"),
        ("filled.lr", "filled"),
        ("filled.epochs", "filled"),
        ("mapped", "Holder"),
        ("mapped.lr", "mapped"),
    ]


@pytest.mark.parametrize(
    ("key", "required", "default"),
    [
        ("plain", True, None),
        ("plain.lr", True, None),
        ("plain.epochs", False, 10),
        ("filled", False, {"lr": 0.1, "epochs": 10}),
        ("filled.lr", False, 0.1),
        ("filled.epochs", False, 10),
        ("mapped", False, {"lr": 0.2}),
        ("mapped.lr", False, 0.2),
        ("mapped.epochs", False, 10),
        ("by_class", False, {}),
        ("by_class.depth", False, 12),
        ("explosive.field", False, 1),
        ("maybe", False, None),
        ("maybe.lr", True, None),
    ],
)
def test_defaults_of_nodes(key: str, required: bool, default: Any) -> None:  # noqa: FBT001  a column of the table
    """What a default object has counts for the keys below it, a class used as a factory for itself, unmade."""
    found = described(Holder)[key]
    assert (found.required, found.default) == (required, default)


class Zoo(BaseModel):
    """Discriminated unions."""

    one: Vit | Cnn = Field(discriminator="kind")
    maybe: Annotated[Vit | Cnn, Field(discriminator="kind")] | None = None
    filled: Vit | Cnn = Field(Vit(depth=3), discriminator="kind")
    made: Vit | Cnn = Field(default_factory=Vit, discriminator="kind")
    mapped: Vit | Cnn = Field({"kind": "cnn", "width": 3}, discriminator="kind")  # type: ignore[assignment]
    many: list[Annotated[Vit | Cnn, Field(discriminator="kind")]] = []


@pytest.mark.parametrize(
    ("key", "required", "default"),
    [
        ("one", True, None),
        ("maybe", True, None),
        ("filled", False, "vit"),
        ("made", False, None),
        ("mapped", False, "cnn"),
        ("many[]", True, None),
    ],
)
def test_a_discriminated_union(key: str, required: bool, default: Any) -> None:  # noqa: FBT001  a column of the table
    """The tag comes first, with the values of all members; then the keys of each, with its name."""
    found = described(Zoo)
    node, tag = found[key.removesuffix("[]")], found[f"{key}.kind"]
    assert (node.schemas, node.tag) == ((f"{HERE}.Vit", f"{HERE}.Cnn"), "kind")
    assert (tag.choices, tag.type) == (("vit", "cnn", "conv"), "Literal['vit', 'cnn', 'conv']")
    assert (tag.expected, tag.doc, tag.member) == ("one of vit, cnn, conv", "Which model it is.", None)
    assert (tag.required, tag.default) == (required, default)
    assert [name for name in found if name.startswith(f"{key}.")] == [
        f"{key}.kind",
        f"{key}.depth of Vit",
        f"{key}.width of Cnn",
    ]


def test_a_default_object_counts_for_its_own_member() -> None:
    """Of a union, only the member that the default object is of has its values."""
    found = described(Zoo)
    assert found["filled.depth of Vit"].default == 3
    assert found["filled.width of Cnn"].required
    assert found["mapped.width of Cnn"].required


def test_a_tag_has_its_own_spelling() -> None:
    """A tag with an alias is described under it."""

    class Left(BaseModel):
        kind: Literal["left"] = Field(alias="side")

    class Right(BaseModel):
        kind: Literal["right"] = Field(alias="side")

    found = described(model(field=(Left | Right, Field(discriminator="kind"))))
    assert (found["field"].tag, found["field.side"].choices) == ("side", ("left", "right"))


def test_a_tag_that_is_an_enum() -> None:
    """The values of an enum are the tags."""

    class Left(BaseModel):
        kind: Literal[Color.RED]

    class Right(BaseModel):
        kind: Literal[Color.BLUE]

    assert described(model(field=(Left | Right, Field(discriminator="kind"))))["field.kind"].choices == ("red", "blue")


def test_a_plain_union_of_classes() -> None:
    """Each member's keys come with its name, those of a scalar or a list among them without one."""
    found = described(model(field=Vit | Cnn | int, other=Training | int, more=Training | list[Training]))
    assert list(found) == [
        "field",
        "field.kind of Vit",
        "field.depth of Vit",
        "field.kind of Cnn",
        "field.width of Cnn",
        "other",
        "other.lr",
        "other.epochs",
        "more",
        "more.lr",
        "more.epochs",
        "more[].lr",
        "more[].epochs",
    ]
    assert found["field"].tag is None
    assert found["field.kind of Cnn"].choices == ("cnn", "conv")


def test_a_tag_within_a_union() -> None:
    """A tag that not all members have is a key like others."""
    found = described(model(field=Annotated[Vit | Cnn, Field(discriminator="kind")] | Training))
    assert found["field"].tag is None
    assert "field.kind of Vit" in found
    assert "field.lr of Training" in found


def test_members_that_a_function_tells_apart() -> None:
    """A union without a field for its tag is described as a plain one."""
    kind = Annotated[Annotated[Vit, Tag("v")] | Annotated[Cnn, Tag("c")], Discriminator(explode)]
    found = described(model(field=kind))
    assert found["field"].tag is None
    assert found["field.kind of Vit"].choices == ("vit",)


def test_unions_at_the_root() -> None:
    """A schema may be a union itself."""
    assert list(described(Annotated[Vit | Cnn, Field(discriminator="kind")])) == [
        "kind",
        "depth of Vit",
        "width of Cnn",
    ]


def test_recursion_stops_at_the_first_repeat() -> None:
    """A class within itself is marked, and its keys are not described again, through lists and mappings neither."""
    found = described(model(node=Node, nodes=list[Node]))
    assert list(found) == [
        "node",
        "node.value",
        "node.child",
        "node.children",
        "node.named",
        "nodes",
        "nodes[].value",
        "nodes[].child",
        "nodes[].children",
        "nodes[].named",
    ]
    assert [key for key, field in found.items() if field.repeats] == [
        "node.child",
        "node.children",
        "node.named",
        "nodes[].child",
        "nodes[].children",
        "nodes[].named",
    ]
    assert found["node.child"].schemas == (f"{HERE}.Node",)


class Link(BaseModel):
    """A member of a union that holds itself alone."""

    after: Link | None = None


def test_a_member_that_holds_itself() -> None:
    """A class within itself is marked also where it is one of several."""
    found = described(model(field=Link | Training))
    assert [key for key, field in found.items() if field.repeats] == ["field.after of Link"]


class Add(BaseModel):
    """A member of a union that holds itself."""

    op: Literal["add"]
    left: Expression
    right: Expression


class Negate(BaseModel):
    """Another."""

    op: Literal["negate"]
    inner: Expression
    sure: Add | None = None


Expression = Annotated[Add | Negate, Field(discriminator="op")]


def test_recursive_unions_stop_too() -> None:
    """A union within its own members is marked; a member alone is another thing."""
    Add.model_rebuild()
    Negate.model_rebuild()
    found = described(model(root=Expression))
    assert list(found) == [
        "root",
        "root.op",
        "root.left of Add",
        "root.right of Add",
        "root.inner of Negate",
        "root.sure of Negate",
        "root.sure.op of Negate",
        "root.sure.left of Negate",
        "root.sure.right of Negate",
    ]
    assert found["root.left of Add"].repeats
    assert not found["root.sure of Negate"].repeats


def test_classes_that_hold_each_other_in_every_order() -> None:
    """What nobody could read is cut, and said to be."""
    names = [f"C{number}" for number in range(8)]
    namespace: dict[str, Any] = {}
    for name in names:
        fields: Any = {other.lower(): (f"{other} | None", None) for other in names}
        namespace[name] = create_model(name, __module__=HERE, **fields)
    for cls in namespace.values():
        cls.model_rebuild(_types_namespace=namespace)
    found = describe_schema(namespace["C0"])
    assert (len(found.fields), found.is_complete) == (20_000, False)
    assert found.to_data()["complete"] is False


def test_a_generic_class_that_grows() -> None:
    """A class within itself with ever other arguments is left at some depth."""

    @dataclasses.dataclass
    class Growing(Generic[T]):
        value: T
        inner: Growing[list[T]] | None = None

    Growing.__annotations__["inner"] = Growing[list[T]] | None  # type: ignore[valid-type]  # it is local
    found = describe_schema(Growing[int]).fields
    assert found[-1].repeats
    assert found[2].type == "list[int]"


Json = TypeAliasType("Json", "dict[str, Json] | list[Json] | Training | int")
Tree = TypeAliasType("Tree", dict[str, Any])


def test_an_alias_that_holds_itself() -> None:
    """An alias is looked through; where it is not known yet, as a text, it says nothing."""
    assert list(described(model(field=Json))) == ["field"]
    assert list(described(model(field=Tree))) == ["field"]
    endless = NewType("endless", list[Any])
    endless.__supertype__ = list[endless]  # type: ignore[attr-defined]  # as an alias of Python 3.12 may be
    assert describe_schema(endless).fields == ()


@pytest.mark.parametrize(
    ("annotation", "keys"),
    [
        (list[Training], ["[].lr", "[].epochs"]),
        (dict[str, Training], [".<key>.lr", ".<key>.epochs"]),
        (Mapping[str, list[Training]], [".<key>[].lr", ".<key>[].epochs"]),
        (list[list[Training]], ["[][].lr", "[][].epochs"]),
        (tuple[Training, ...], ["[].lr", "[].epochs"]),
        (tuple[int, Training], ["[1].lr", "[1].epochs"]),
        (RootModel[Training], [".lr", ".epochs"]),
        (RootModel[dict[str, Training]], [".<key>.lr", ".<key>.epochs"]),
        (list[RootModel[Training]] | None, ["[].lr", "[].epochs"]),
        (
            Pair[Training],
            [".first", ".first.lr", ".first.epochs", ".second", ".second[].lr", ".second[].epochs", ".third"],
        ),
        (list[int], []),
        (dict[str, Any], []),
        (Config, []),
    ],
)
def test_what_is_below_containers(annotation: Any, keys: list[str]) -> None:
    """The keys of items are described once, with a mark for the position or the key; a root has none of its own."""
    assert list(described(model(field=annotation))) == ["field", *(f"field{key}" for key in keys)]


@pytest.mark.parametrize(
    ("schema", "keys"),
    [
        (RootModel[Training], ["lr", "epochs"]),
        (RootModel[list[Training]], ["[].lr", "[].epochs"]),
        (dict[str, Training], ["<key>.lr", "<key>.epochs"]),
        (int, []),
        (Any, []),
        (None, []),
        (Config, []),
    ],
)
def test_roots(schema: Any, keys: list[str]) -> None:
    """Whatever may be a schema is described; a Config says nothing."""
    assert list(described(schema)) == keys


def test_generic_arguments_stand_in_their_places() -> None:
    """The types of a generic class are those of its arguments, in Pydantic's and in Python's own classes."""

    @dataclasses.dataclass
    class Box(Generic[T]):
        item: T
        items: dict[str, T]

    class Sub(Pair[str]):
        own: int = 1

    found = described(model(pair=Pair[int], box=Box[float], sub=Sub, bare=Pair))
    types = ("pair.first", "pair.second", "pair.third", "box.item", "box.items", "sub.first", "bare.first")
    assert [found[key].type for key in types] == ["int", "list[int]", "int", "float", "dict[str, float]", "str", "T"]
    assert found["pair.first"].owner == f"{HERE}.Pair[int]"
    assert found["pair.first"].declared_by == f"{HERE}.Pair"
    assert found["sub.first"].declared_by == f"{HERE}.Pair"
    assert found["box.item"].owner == f"{HERE}.Box[float]"
    assert found["box.item"].expected == "a number"


class Written(BaseModel):
    """Annotations as authors write them, all of them text to Python."""

    positive: PositiveInt
    annotated: Annotated[PositiveInt, Field(description="It.")]
    nested: list[Annotated[int, Field(gt=0)]] | None
    dotted: pathlib.Path
    wrapped: typing.Annotated[typing.Optional[int], Doc("It.")]  # noqa: UP045  as above


def test_types_are_as_their_author_wrote_them() -> None:
    """A type keeps its author's words, without what ``Annotated`` adds."""
    types = [field.type for field in describe_schema(Written).fields]
    assert types == ["PositiveInt", "PositiveInt", "list[int] | None", "pathlib.Path", "typing.Optional[int]"]


class Keys(TypedDict, Generic[T], extra_items=int):  # type: ignore[call-arg]  # newer than mypy's
    """Keys of every kind."""

    a: T
    b: NotRequired[Annotated[str, Field(description="The b.")]]
    c: ReadOnly[Literal["x"]]


class MoreKeys(Keys[int], total=False):
    """Keys that may be left out."""

    d: Annotated[int, Doc("The d.")]


def test_typed_dicts() -> None:
    """A TypedDict's keys have no defaults, whether they are required or not."""
    found = described(MoreKeys)
    assert {key: (field.required, field.has_default) for key, field in found.items()} == {
        "a": (True, False),
        "b": (False, False),
        "c": (True, False),
        "d": (False, False),
    }
    assert (found["b"].doc, found["d"].doc) == ("The b.", "The d.")
    assert found["c"].choices == ("x",)
    assert [field.type for field in found.values()] == ["T", "str", "Literal['x']", "int"]
    functional = TypedDict("functional", {"a": NotRequired[list[int]], "b": Literal["b"]})  # noqa: UP013  no texts
    assert [field.type for field in describe_schema(functional).fields] == ["list[int]", "Literal['b']"]
    assert describe_schema(Keys).classes[f"{HERE}.Keys"].extra == "allow"


@dataclasses.dataclass
class Data:
    """A dataclass of Python's."""

    x: PositiveInt
    given: dataclasses.InitVar[int]
    y: list[int] = dataclasses.field(default_factory=list)
    made: int = dataclasses.field(default=1, init=False)


@pydantic.dataclasses.dataclass
class PydanticData:
    """A dataclass of Pydantic's."""

    x: int = Field(alias="ex")
    made: int = dataclasses.field(default=1, init=False)
    y: Color = Color.RED


def test_dataclasses() -> None:
    """What a dataclass takes is described, what it makes itself is not; Python's and Pydantic's alike."""
    assert list(described(Data)) == ["x", "given", "y"]
    found = described(PydanticData)
    assert list(found) == ["ex", "y"]
    assert (found["ex"].required, found["y"].default) == (True, "red")


class Hidden(BaseModel):
    """What is no key, beside one."""

    seen: int = Field(1, exclude=True)
    _private: int = 2

    @computed_field  # type: ignore[prop-decorator]
    @property
    def computed(self) -> int:
        """Made of others."""
        return 1


def test_what_is_no_key() -> None:
    """Private attributes and computed fields are no keys; what is left out when it is written down is one."""
    assert list(described(Hidden)) == ["seen"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("use b", "use b"),
        (True, "deprecated"),
        (False, None),
        (deprecated("by a decorator"), "by a decorator"),
    ],
)
def test_deprecated_keys(value: Any, expected: str | None) -> None:
    """A deprecated field says what its author says of that, or that it is."""
    assert only(model(field=(int, Field(1, deprecated=value)))).deprecated == expected


def test_inherited_keys_tell_who_declares_them() -> None:
    """The owner is the class that governs; the declaring one may be above it."""

    class Child(Training):
        epochs: int = 20

    found = described(Child)
    assert [(field.owner.rpartition(".")[2], field.declared_by.rpartition(".")[2]) for field in found.values()] == [
        ("Child", "Training"),
        ("Child", "Child"),
    ]
    assert found["epochs"].default == 20


class Narrow(Vit):
    """A narrower class."""

    heads: int = 4


def test_governing_classes_count() -> None:
    """A class that a composition found to be narrower is described in its place, with the keys that it adds."""
    schema = model(field=Vit | None, items=list[Vit], free=Any)
    found = described(schema, SchemaRules(schema, {("field",): Narrow, ("free",): Training}))
    assert found["field"].schemas == (f"{HERE}.Narrow",)
    assert "field.heads" in found
    assert "free.lr" in found
    assert "items[].heads" not in found


def test_governing_classes_below_an_untyped_root() -> None:
    """Where nothing is annotated, the nodes that a composition governs are described."""
    found = described(Config, SchemaRules(Config, {("training",): Training, ("models", "a.b"): Narrow}))
    assert [key for key in found if "." in key] == list(found)
    assert {"training.lr", "models.a\\.b.heads"} <= set(found)
    assert found["training.lr"].panel == "training"


class Twice(BaseModel):
    """One class in two places."""

    left: Training
    right: Training


def test_a_class_in_several_places() -> None:
    """A class that is no part of itself is described wherever it stands."""
    assert [key for key in described(Twice) if "." in key] == ["left.lr", "left.epochs", "right.lr", "right.epochs"]


class Refused(BaseModel):
    """A class that can't be a schema."""

    a: int = Field(validation_alias=AliasPath("b", "c"))


def test_classes_that_are_refused() -> None:
    """A class that can't be a schema is named, wherever it stands."""
    with pytest.raises(StoreError, match=r"Refused\.a: an AliasPath"):
        describe_schema(model(field=list[Refused]))


class Weird(BaseModel):
    """Annotations that nobody should write."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    opaque: Opaque
    variable: T  # type: ignore[valid-type]
    lists: list[Annotated[int, {}]] = []
    boxes: dict[str, Annotated[Training, []]] = {}


@dataclasses.dataclass
class Unknown:
    """Annotations that lead nowhere."""

    a: NoSuchName  # type: ignore[name-defined]  # noqa: F821
    b: list[NoSuchName] = dataclasses.field(default_factory=list)  # type: ignore[name-defined]  # noqa: F821


def test_weird_annotations() -> None:
    """What can't be understood is named as it was written, and nothing more is said of it."""
    found = described(model(weird=(Weird, ...), unknown=(Any, ...)))
    assert found["weird.opaque"].type == "Opaque"
    assert found["weird.variable"].type == "T"
    assert "weird.boxes.<key>.lr" in found
    assert [field.type for field in describe_schema(Unknown).fields] == ["NoSuchName", "list[NoSuchName]"]


def test_a_model_that_is_not_built_yet() -> None:
    """A model whose building was put off is described like any other."""

    class Later(BaseModel):
        model_config = ConfigDict(defer_build=True)

        inner: Training

    assert list(described(Later)) == ["inner", "inner.lr", "inner.epochs"]


@pytest.mark.parametrize("schema", [Holder, Zoo, Node, MoreKeys, Data, Everything, Weird, Explosive])
def test_descriptions_are_strict_json(schema: Any) -> None:
    """A description is data that JSON holds, and that comes back as it was."""
    data = describe_schema(schema).to_data()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert set(data) == {"fields", "classes", "complete"}
    assert all(set(field) == set(FieldDescription._fields) for field in data["fields"])
    assert {field["owner"] for field in data["fields"]} <= set(data["classes"])
