"""What a schema says of a tree, by path."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Annotated, Any, Generic, Literal, NewType, NotRequired, Optional, TypeVar

import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel, Secret, SecretBytes, SecretStr
from typing_extensions import TypeAliasType, TypedDict

from typedconf import Config, Merge, ref
from typedconf.schema.rules import SchemaRules
from typedconf.trees import parse_path

T = TypeVar("T")
Name = NewType("Name", str)
Names = TypeAliasType("Names", list[str])
Listed = TypeAliasType("Listed", list[T], type_params=(T,))


class Leaf(BaseModel):
    """A leaf with aliases."""

    model_config = ConfigDict(populate_by_name=True)
    lr: float = Field(0.1, alias="rate")
    word: SecretStr = SecretStr("")


class Box(BaseModel, Generic[T]):
    """A generic model."""

    item: T
    items: list[T] = []
    boxed: Optional[Box[T]] = None  # noqa: UP045  both spellings are read


class Typed(TypedDict):
    """A TypedDict."""

    x: int
    y: NotRequired[bytes]


@dataclasses.dataclass
class Data:
    """A dataclass."""

    a: int = 1
    made: int = dataclasses.field(default=0, init=False)


class Narrower(Leaf):
    """Derives from a leaf."""

    extra: bool = True


class Vit(BaseModel):
    """A member of a union."""

    kind: Literal["vit"] = Field("vit", alias="type")
    depth: int = 1


class Cnn(BaseModel):
    """Another."""

    kind: Literal["cnn"] = Field("cnn", alias="type")
    tokens: list[SecretStr] = []


class Open(BaseModel):
    """Takes other keys."""

    model_config = ConfigDict(extra="allow")
    a: int = 0


class App(BaseModel):
    """The root."""

    leaf: Leaf = Leaf()
    optional: Leaf | None = None
    leaves: list[Leaf] = []
    by_name: dict[str, Leaf] = {}
    fixed: tuple[int, Leaf] = (1, Leaf())
    repeated: tuple[Leaf, ...] = ()
    names: Names = []
    listed: Listed[int] = []
    name: Name = Name("")
    nested: Annotated[Annotated[list[str], Merge("append")], Field(description="x")] = []
    box: Box[int] | None = None
    boxes: Box[Box[str]] | None = None
    raw: Box | None = None  # type: ignore[type-arg]
    typed: Typed | None = None
    data: Data = Data()
    root: RootModel[list[Leaf]] | None = None
    either: Leaf | Data | int = 0
    tagged: Annotated[Vit | Cnn, Field(discriminator="kind")] = Vit()
    any: Any = None
    config: Config | None = None
    unknown: "Literal['a'] | None" = None
    secret: Secret[int] | None = None
    secrets: dict[str, SecretBytes] = {}
    open: Open = Open()
    half: Any = ref("leaf.rate")


RULES = SchemaRules(App, {("by_name", "n"): Narrower, ("any", "a"): Leaf})


@pytest.mark.parametrize(
    ("key", "types"),
    [
        ("", [App]),
        ("leaf.lr", [float]),
        ("leaf.rate", [float]),
        ("optional.rate", [float]),
        ("leaves[0].rate", [float]),
        ("leaves.x", []),
        ("by_name.x.rate", [float]),
        ("by_name.x.extra", []),
        ("by_name.n.extra", [bool]),
        ("fixed[0]", [int]),
        ("fixed[1].rate", [float]),
        ("fixed[2]", []),
        ("repeated[7].rate", [float]),
        ("names[0]", [str]),
        ("listed[0]", [int]),
        ("name", [str]),
        ("box.item", [int]),
        ("box.items[0]", [int]),
        ("boxes.item.item", [str]),
        ("raw.item", [Any]),
        ("raw.item.below", [Any]),
        ("typed.x", [int]),
        ("typed.y", [bytes]),
        ("data.a", [int]),
        ("data.made", []),  # no config can set it
        ("root[0].rate", [float]),
        ("either", [Leaf, Data, int]),
        ("either.a", [int]),
        ("tagged.depth", [int]),
        ("any.x[0].y", [Any]),
        ("any.a.rate", [float]),
        ("config.x", [Any]),
        ("unknown", [Literal["a"]]),
        ("nobody", []),
        ("nobody.below", []),
        ("leaf.lr.below", []),
    ],
)
def test_the_types_at_a_key(key: str, types: list[Any]) -> None:
    """Through unions, containers, generics, aliases, roots and the classes that govern."""
    assert [member.annotation for member in RULES.types_at(parse_path(key))] == types


@pytest.mark.parametrize(
    ("key", "canonical"),
    [
        ("leaf.lr", ("leaf", "rate")),
        ("leaf.rate", ("leaf", "rate")),
        ("leaves[0].lr", ("leaves", "0", "rate")),
        ("by_name.lr.lr", ("by_name", "lr", "rate")),
        ("tagged.kind", ("tagged", "kind")),  # below a union keys stay
        ("any.lr", ("any", "lr")),
        ("any.a.lr", ("any", "a", "rate")),
        ("nobody.lr", ("nobody", "lr")),
    ],
)
def test_keys_in_the_tree_s_spelling(key: str, canonical: tuple[str, ...]) -> None:
    """The first of a field's spellings, wherever one class stands."""
    assert RULES.canonical(parse_path(key)) == canonical


@pytest.mark.parametrize(
    ("key", "tree", "declared"),
    [
        ("leaf.lr", {}, True),
        ("optional.lr", {}, True),
        ("either.a", {}, True),
        ("either.b", {}, False),  # no class may refuse it: an int is no class
        ("tagged.width", {}, True),
        ("leaf.nobody", {}, True),  # a closed class refuses it, which validation tells better
        ("by_name.x", {}, False),
        ("by_name.x.lr", {}, False),
        ("by_name.x.lr", {"by_name": {"x": {}}}, True),
        ("open.a", {}, True),
        ("open.b", {}, False),
        ("open.b", {"open": {"b": 1}}, True),
        ("any.x", {}, False),
        ("leaves[0].lr", {}, False),
        ("leaves[0].lr", {"leaves": [{}]}, True),
        ("leaves[1].lr", {"leaves": [{}]}, False),
    ],
)
def test_what_an_override_may_name_without_a_plus(key: str, tree: Any, *, declared: bool) -> None:
    """What a class declares; keys of mappings and open classes, and items, have to be there."""
    assert RULES.declares(parse_path(key), tree) is declared


@pytest.mark.parametrize(
    ("key", "is_secret"),
    [
        ("leaf.word", True),
        ("optional.word", True),
        ("either.word", True),  # of a union, any member says so
        ("leaves[3].word", True),
        ("tagged.tokens[0]", True),
        ("secret", True),
        ("secrets.x", True),
        ("secrets", False),
        ("leaf", False),
        ("leaf.lr", False),
        ("any.a.word", True),
    ],
)
def test_which_leaves_are_secret(key: str, *, is_secret: bool) -> None:
    """Those of Pydantic's secret types."""
    assert RULES.is_secret(parse_path(key)) is is_secret


def test_the_merge_rule_of_a_list() -> None:
    """However deep in ``Annotated`` it stands."""
    assert (RULES.merge(("nested",)), RULES.merge(("names",)), RULES.merge(("nobody",))) == (
        Merge("append"),
        None,
        None,
    )


def test_the_tag_of_a_union() -> None:
    """The key of the field by which its members are told apart."""
    assert [RULES.tag((key,)) for key in ("tagged", "either", "leaf", "nobody")] == ["type", None, None, None]


@pytest.mark.parametrize(
    ("key", "declaring"),
    [
        ("leaf.lr", "Leaf.lr"),
        ("by_name.n.extra", "Narrower.extra"),
        ("either.a", "Data.a"),
        ("nobody", None),
        ("", None),
    ],
)
def test_the_field_that_declares_a_key(key: str, declaring: str | None) -> None:
    """By its class and its name in Python."""
    assert RULES.declaring(parse_path(key)) == declaring


@pytest.mark.parametrize(
    ("key", "brings"),
    [("", True), ("leaf", False), ("leaves", False), ("data", False), ("half", False), ("any", False)],
)
def test_where_defaults_may_bring_something(key: str, *, brings: bool) -> None:
    """At a class with references, factories and default objects, or above one."""
    assert RULES.brings(parse_path(key)) is brings


def test_a_governing_class_brings_its_own() -> None:
    """Also below what is untyped."""

    class Bringing(BaseModel):
        half: Any = ref("leaf.rate")

    rules = SchemaRules(Any, {("a", "b"): Bringing})
    assert [rules.brings(path) for path in ((), ("a",), ("a", "b"), ("c",))] == [True, True, True, False]


def test_what_items_share() -> None:
    """One spot stands for all items and all values, but for those of a tuple and the way to a governing class."""
    same = [(("leaves", 0), ("leaves", 9)), (("by_name", "a"), ("by_name", "b")), (("repeated", 0), ("repeated", 5))]
    other = [(("fixed", 0), ("fixed", 1)), (("by_name", "a"), ("by_name", "n"))]
    assert [RULES.spot(one) is RULES.spot(two) for one, two in [*same, *other]] == [True] * 3 + [False] * 2


def test_rules_travel() -> None:
    """With the schema and the classes that govern."""
    again = pickle.loads(pickle.dumps(RULES))
    assert [member.annotation for member in again.types_at(("by_name", "n", "extra"))] == [bool]


def test_any_number_of_keys_may_be_asked_for() -> None:
    """What is kept is bounded."""
    rules = SchemaRules(App)
    for number in range(100_500):
        rules.types_at(("any", number))
    assert rules.types_at(("leaf", "rate"))[0].annotation is float
