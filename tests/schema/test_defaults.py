"""What a schema's defaults add to a tree: for readers all of them, for validation what Pydantic can't fill in."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import pickle
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address, IPv6Network
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, NotRequired
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, HttpUrl, PostgresDsn, RootModel, SecretStr
from typing_extensions import TypedDict

from typedconf import ref
from typedconf.schema.defaults import Defaults, default_at, representation
from typedconf.schema.rules import SchemaRules
from typedconf.trees import ABSENT


class Color(Enum):
    """An enum."""

    RED = "red"


class Leaf(BaseModel):
    """A model that is a default."""

    x: int = 1
    y: int = 2


@dataclasses.dataclass
class Data:
    """A dataclass that is a default."""

    a: int = 1
    b: str = "b"


class Typed(TypedDict):
    """A TypedDict."""

    a: int
    b: NotRequired[int]


class Mid(BaseModel):
    """A model with defaults of every kind."""

    req: int
    leaf: Leaf = Leaf(x=5)
    data: Data = Field(default_factory=lambda: Data(a=7))
    mapping: dict[str, int] = {"p": 1, "q": 2}
    leaves: dict[str, Leaf] = {"k": Leaf(x=3)}
    half: Any = ref("..half")
    copy_of_req: Any = "${.req}"
    taking: int = Field(default_factory=lambda data: data["req"])


class Vit(BaseModel):
    """A member of a union."""

    kind: Literal["vit"] = "vit"
    depth: int = 1


class Cnn(BaseModel):
    """Another."""

    kind: Literal["cnn"] = "cnn"
    width: int = 1


Tagged = Annotated[Vit | Cnn, Field(discriminator="kind")]


class App(BaseModel):
    """The root."""

    mid: Mid | None = None
    mids: list[Mid] = []
    by_name: dict[str, Mid] = {}
    typed: Typed | None = None
    tagged: Tagged = Vit(depth=4)
    plain: Vit | Leaf = Vit(depth=4)
    made: Leaf = Field(default_factory=Leaf)
    half: float = 0.5


MID = {
    "leaf": {"x": 5, "y": 2},
    "data": {"a": 7, "b": "b"},
    "mapping": {"p": 1, "q": 2},
    "leaves": {"k": {"x": 3, "y": 2}},
    "half": "${..half}",
    "copy_of_req": "${.req}",
}
APP: dict[str, Any] = {
    "mid": None,
    "mids": [],
    "by_name": {},
    "typed": None,
    "tagged": {"kind": "vit", "depth": 4},
    "plain": {"kind": "vit", "depth": 4},
    "made": {"x": 1, "y": 2},
    "half": 0.5,
}


def seen(tree: dict[str, Any], schema: Any = App) -> Any:
    """The view of a tree."""
    return Defaults(SchemaRules(schema), tree).view()


@pytest.mark.parametrize(
    ("tree", "added"),
    [
        ({}, {}),
        ({"mid": None}, {"mid": None}),
        ({"mid": {}}, {"mid": {"req": "???", **MID}}),
        ({"mid": {"req": 1, "leaf": {"y": 9}}}, {"mid": {**MID, "req": 1, "leaf": {"x": 5, "y": 9}}}),
        ({"mids": [{"req": 1}]}, {"mids": [{"req": 1, **MID}]}),
        (
            {"by_name": {"n": {"data": {"b": "c"}}}},
            {"by_name": {"n": {"req": "???", **MID, "data": {"a": 7, "b": "c"}}}},
        ),
        ({"typed": {}}, {"typed": {"a": "???"}}),
        ({"tagged": {"kind": "cnn"}}, {"tagged": {"kind": "cnn", "width": 1}}),
        ({"tagged": {"depth": 2}}, {"tagged": {"kind": "vit", "depth": 2}}),
        ({"tagged": {"width": 2}}, {"tagged": {"width": 2}}),  # the default object doesn't count
        ({"tagged": {"kind": "${x}"}}, {"tagged": {"kind": "${x}"}}),
        ({"plain": {"kind": "vit"}}, {"plain": {"kind": "vit", "depth": 4}}),
        ({"plain": {"x": 3}}, {"plain": {"x": 3}}),
        ({"made": {"x": 3}}, {"made": {"x": 3, "y": 2}}),
        ({"half": "???"}, {}),  # which never replaces a default
        ({"half": "${x}"}, {"half": "${x}"}),
        ({"stranger": {"a": 1}}, {"stranger": {"a": 1}}),
        ({"mid": "${mids[0]}"}, {"mid": "${mids[0]}"}),
    ],
    ids=str,
)
def test_readers_see_all_defaults(tree: dict[str, Any], added: dict[str, Any]) -> None:
    """Below whatever is set; of a union, once its tag is known; a required key is ``???``."""
    assert seen(tree) == {**APP, **added}


def test_defaults_follow_what_is_written() -> None:
    """Keys stand where files put them; the schema's stand behind, in the order of the class."""
    assert list(seen({"half": 1.0, "mid": {"leaf": {}, "half": 2}})) == ["half", *(key for key in APP if key != "half")]
    assert list(seen({"mid": {"mapping": {}}})["mid"]) == ["mapping", "req", *(key for key in MID if key != "mapping")]


@pytest.mark.parametrize(
    ("tree", "fed", "added"),
    [
        ({}, {}, []),
        ({"half": 1}, {"half": 1}, []),
        (
            {"mid": {"req": 1}},
            {"mid": {"req": 1, "data": Data(a=7), "half": "${..half}", "copy_of_req": "${.req}"}},
            ["data", "half", "copy_of_req"],
        ),
        (
            {"mid": {"half": "???", "copy_of_req": 1, "data": {"a": 9}, "leaf": {"x": 9}, "mapping": {"p": 9, "n": 9}}},
            {
                "mid": {
                    "half": "${..half}",
                    "copy_of_req": 1,
                    "data": {"a": 9},
                    "leaf": {"x": 9},
                    "mapping": {"p": 9, "n": 9, "q": 2},
                }
            },
            ["half", "mapping.q"],
        ),
    ],
    ids=str,
)
def test_validation_is_fed_what_pydantic_cannot_fill_in(tree: Any, fed: Any, added: list[str]) -> None:
    """References, what factories make, and what a default object has set below what is set; the paths of these."""
    defaults = Defaults(SchemaRules(App), tree)
    assert defaults.fed == fed
    assert sorted(".".join(map(str, path)) for path in defaults.added) == sorted(f"mid.{key}" for key in added)


def test_what_needs_nothing_is_the_very_tree() -> None:
    """Nothing is copied where no default has to be fed."""
    tree: dict[str, Any] = {"half": 1, "mids": [], "made": {}, "tagged": {"kind": "vit", "depth": 3}}
    assert Defaults(SchemaRules(App), tree).fed is tree


class Recursive(BaseModel):
    """Has itself as a default of a default."""

    value: int = 1
    child: Parent = Field(default_factory=lambda: Parent())  # noqa: PLW0108  named below


class Parent(BaseModel):
    """The other half."""

    made: Annotated[Recursive | None, "x"] = None
    ref: int = 3


class OwnClass(BaseModel):
    """Classes as factories that lead to each other."""

    other: OtherClass | None = Field(default_factory=lambda: None)
    x: int = 1


class OtherClass(BaseModel):
    """The other half."""

    own: OwnClass = Field(default_factory=OwnClass)
    lr: Any = ref("lr")


class Cyclic(BaseModel):
    """Its factory is itself, which Pydantic could never call."""

    value: int = ref("value")
    again: Cyclic | None = Field(default_factory=lambda: None)


Cyclic.model_fields["again"].default_factory = Cyclic
Cyclic.model_rebuild(force=True)


def test_recursion_stops() -> None:
    """A class below itself is shown as far as it is set, and once where it is its own default."""
    assert seen({"made": {"child": {}}}, Parent) == {
        "made": {"child": {"made": None, "ref": 3}, "value": 1},
        "ref": 3,
    }
    assert seen({}, OtherClass) == {"own": {"other": None, "x": 1}, "lr": "${lr}"}
    assert seen({}, Cyclic) == {"value": "${value}", "again": {"value": "${value}", "again": {"value": "${value}"}}}


class Narrower(Leaf):
    """Made in the place of its base."""

    z: int = 3


def test_a_class_as_a_factory_need_not_be_the_annotated_one() -> None:
    """What it makes is what is seen, and what goes into validation as it is."""

    class Holder(BaseModel):
        leaf: Leaf = Field(default_factory=Narrower)

    defaults = Defaults(SchemaRules(Holder), {})
    assert defaults.view() == {"leaf": {"x": 1, "y": 2, "z": 3}}
    assert type(defaults.fed["leaf"]) is Narrower


def test_a_required_model_that_nothing_sets_is_missing() -> None:
    """As a required leaf is; nothing is shown below it."""
    schema = type("Schema", (BaseModel,), {"__annotations__": {"mid": Mid, "n": int}})
    assert seen({}, schema) == {"mid": "???", "n": "???"}


class Factories(BaseModel):
    """Defaults that are made."""

    x: Any = Field(default_factory=dict)
    y: list[int] = Field(default_factory=list)


def test_factories_run_once() -> None:
    """For one composition, however often it is looked at."""
    numbers = itertools.count()
    Factories.model_fields["x"].default_factory = lambda: {"n": next(numbers)}
    rules = SchemaRules(Factories)
    defaults = Defaults(rules, {})
    assert [defaults.view()["x"], defaults.view()["x"], defaults.fed["x"]] == [{"n": 0}] * 3
    assert (Defaults(rules, {}).fed["x"], default_at(rules, ("x",))) == ({"n": 0}, {"n": 0})
    assert Defaults(rules.fresh(), {}).fed["x"] == {"n": 1}


def test_what_a_factory_makes_may_hold_itself() -> None:
    """It is handed on as it is: no tree does, and nothing in it is looked for."""
    cyclic: list[Any] = []
    cyclic.append(cyclic)

    class Cyclic(BaseModel):
        x: Any = Field(default_factory=lambda: cyclic)

    assert Defaults(SchemaRules(Cyclic), {}).fed["x"] is cyclic


def test_a_factory_that_raises_is_named() -> None:
    """What it raises passes through with a note, unless something else is set."""

    def fail() -> int:
        raise KeyError

    class Failing(BaseModel):
        x: int = Field(default_factory=fail)

    for ask in (lambda: Defaults(SchemaRules(Failing), {}), lambda: default_at(SchemaRules(Failing), ("x",))):
        with pytest.raises(KeyError) as caught:
            ask()
        assert caught.value.__notes__ == ["raised by the default_factory of Failing.x"]
    assert seen({"x": 1}, Failing) == {"x": 1}


class Opaque:
    """An object that no text stands for, and that can't be compared."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = object.__hash__


HOLDS_ITSELF: list[Any] = []
HOLDS_ITSELF.append(HOLDS_ITSELF)


class AnswersAll:
    """Has whatever one asks of it."""

    def __getattr__(self, name: str) -> AnswersAll:
        if name.startswith("__"):
            raise AttributeError(name)
        return AnswersAll()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1),
        (None, None),
        ("text", "text"),
        (b"text", "text"),
        (b"\xff", ABSENT),
        (Color.RED, "red"),
        (dt.date(2020, 1, 2), "2020-01-02"),
        (dt.timedelta(hours=1), "1:00:00"),
        (dt.timedelta(hours=-1), "-1:00:00"),
        (PurePosixPath("a/b"), "a/b"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Decimal("1.10"), "1.10"),
        (IPv4Address("127.0.0.1"), "127.0.0.1"),
        (IPv6Network("::/64"), "::/64"),
        (HttpUrl("http://x"), "http://x/"),
        (PostgresDsn("postgres://u@h,i/db"), "postgres://u@h,i/db"),
        (SecretStr("text"), "text"),
        (Leaf(x=4), {"x": 4, "y": 2}),
        (Data(), {"a": 1, "b": "b"}),
        (RootModel[list[Leaf]]([Leaf()]), [{"x": 1, "y": 2}]),
        ({Color.RED: (Leaf(), Color.RED)}, {"red": [{"x": 1, "y": 2}, "red"]}),
        ({3, 1, 2}, [1, 2, 3]),
        (Opaque(), ABSENT),
        (AnswersAll(), ABSENT),
        (int, ABSENT),
        (len, ABSENT),
        (1j, ABSENT),
        ([1, Opaque()], ABSENT),
        (HOLDS_ITSELF, ABSENT),
        ({"a": 1, "b": Opaque()}, {"a": 1}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_stands_for_a_default(value: Any, expected: Any) -> None:
    """Plain data, or the text of what a text can stand for; other objects are not shown at all."""
    assert representation(value) == expected or representation(value) is expected


def test_objects_are_fed_and_not_shown() -> None:
    """What no text stands for goes into validation, and readers don't see it; nor an object within a default."""

    @dataclasses.dataclass
    class Holder:
        odd: Any = None
        y: int = 1

    class Odd(BaseModel):
        made: Any = Field(default_factory=Opaque)
        holder: Holder = Holder(odd=Opaque())
        given: Any = Opaque()

    tree = {"holder": {"y": 2}, "given": (written := Opaque())}
    defaults = Defaults(SchemaRules(Odd), tree)
    assert isinstance(defaults.fed["made"], Opaque)
    assert isinstance(defaults.fed["holder"]["odd"], Opaque)
    view = defaults.view()
    assert (view.keys(), view["holder"], view["given"] is written) == ({"holder", "given"}, {"y": 2}, True)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("half", 0.5),
        ("mid", None),
        ("mid.req", ABSENT),
        ("mid.leaf", {"x": 5, "y": 2}),
        ("mid.leaf.x", 5),  # of the object that is the default there, before its class's own
        ("mid.leaf.y", 2),
        ("mid.data.a", 7),
        ("mid.mapping.p", 1),
        ("mid.mapping.n", ABSENT),
        ("mid.leaves.k.x", 3),
        ("mid.leaves.n.x", 1),
        ("mid.half", "${..half}"),
        ("mid.taking", ABSENT),
        ("tagged.depth", 4),
        ("tagged.width", 1),
        ("made.x", 1),
        ("nobody", ABSENT),
        ("", ABSENT),
    ],
)
def test_the_default_at_a_key(key: str, expected: Any) -> None:
    """What is there before anything is set: the nearest object above that has it, else what the class says."""
    path = tuple(key.split(".")) if key else ()
    found = default_at(SchemaRules(App), path)
    assert found == expected or found is expected


def test_defaults_are_handed_out_as_copies() -> None:
    """Whoever changes what he was given changes no default."""
    rules = SchemaRules(App)
    default_at(rules, ("mid", "mapping"))["p"] = 100
    Defaults(rules, {"mid": {}}).view()["mid"]["leaves"]["k"]["x"] = 100
    default_at(rules, ("mids",)).append(100)
    assert (default_at(rules, ("mid", "mapping", "p")), seen({"mid": {}})["mid"], default_at(rules, ("mids",))) == (
        1,
        {"req": "???", **MID},
        [],
    )


def test_defaults_travel() -> None:
    """With what factories made."""
    defaults = Defaults(SchemaRules(App), {"mid": {"req": 1}})
    again = pickle.loads(pickle.dumps(defaults))
    assert (again.fed, again.view()) == (defaults.fed, defaults.view())


def test_many_items_with_factories() -> None:
    """Each item gets an object of its own."""
    view = seen({"mids": [{"req": number} for number in range(2000)]})
    assert all(item["data"] == {"a": 7, "b": "b"} for item in view["mids"])
