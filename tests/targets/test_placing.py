"""Placing: what a validator may have made of a tree, and what of it is told where it stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, NamedTuple, TypeAlias, TypeVar

import pydantic.dataclasses
import pytest
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    field_validator,
    model_validator,
)
from typing_extensions import TypedDict

import typedconf as tc
from typedconf.targets.bases import Target
from typedconf.targets.placing import Placer
from typedconf.targets.standing import Standing, standing_of

if TYPE_CHECKING:
    import builtins

    import m  # type: ignore[import-not-found]

Tree: TypeAlias = Callable[[Mapping[str, str]], Path]
T = TypeVar("T")
NOTHING: dict[str, Any] = {}


class Made(Target["m.Made"]):
    """Something to build, without any field."""


class Outer(Target["m.Outer"]):
    """Something to build that holds another."""

    inner: Made = Field(alias="in")
    size: int = 1


class Frozen(BaseModel):
    """What may be shared as a default, because nobody can change it."""

    model_config = ConfigDict(frozen=True)
    target: str = Field("m.Frozen", alias="_target_")


class Plain(BaseModel):
    """Something without a target, with anything in it."""

    x: Any = None


class Bare(BaseModel):
    """Fields whose annotations name what is built."""

    any: Any = None
    one: Target["m.A"] | None = None
    other: Target["m.B"] | None = None
    many: list[Target["m.A"]] = []
    two: Target["m.A"] | Target["m.B"] | None = None


class Open(BaseModel):
    """Something with extra keys."""

    model_config = ConfigDict(extra="allow")


class Private(BaseModel):
    """A target that no tree sees."""

    _target_: str = "m.Private"


class Slotted(BaseModel):
    """A target that is a key."""

    target: str = Field(alias="_target_")


@dataclasses.dataclass
class Data:
    """A standard dataclass, whose field names a target."""

    _target_: str = "m.Data"
    x: Any = None


@dataclasses.dataclass(slots=True)
class Narrow:
    """A dataclass without a ``__dict__``."""

    x: Any = None


@pydantic.dataclasses.dataclass
class Checked:
    """A dataclass of Pydantic's, a field of which has another name in trees."""

    x: Any = Field(None, alias="y")


@dataclasses.dataclass
class Items(dict[str, Any]):
    """A dataclass that extends a mapping."""

    x: Any = None


class Roots(RootModel[list[Made]]):
    """A root in the place of keys."""


class Box(BaseModel, Generic[T]):
    """A generic model."""

    held: T


class Pair(NamedTuple):
    """What is no tuple of a tree's."""

    x: Any


class Computed(BaseModel):
    """A model whose property answers to the name of a field of the class that it derives from."""

    made: Any = None

    @property
    def other(self) -> Any:
        """What is no field."""
        return self.made


def unused() -> Any:
    """Finds no resolution: only Configs and what is asked later needs one."""
    raise AssertionError


def paths_in(value: Any, *objects: Any) -> list[tuple[Any, ...] | None]:
    """Where ``objects`` stand, once ``value``, which holds them, was placed; None for one that wasn't told."""
    Placer().place(value, unused)
    return [standing.path if (standing := standing_of(one)) is not None else None for one in objects]


@pytest.mark.parametrize(
    ("hold", "path"),
    [
        pytest.param(lambda made: made, (), id="the root"),
        pytest.param(lambda made: {"a": {1: made}}, ("a", 1), id="mappings"),
        pytest.param(lambda made: [0, [made]], (1, 0), id="lists"),
        pytest.param(lambda made: (0, [made]), (1, 0), id="a tuple"),
        pytest.param(lambda made: Outer(**{"in": made}), ("in",), id="a field by its key"),
        pytest.param(lambda made: Plain(x=[Plain(x={"a": made})]), ("x", 0, "x", "a"), id="models without a target"),
        pytest.param(lambda made: Open(y=made), ("y",), id="an extra key"),
        pytest.param(lambda made: Open(y={"z": [made]}), ("y", "z", 0), id="below an extra key"),
        pytest.param(lambda made: Roots([made]), (0,), id="a RootModel"),
        pytest.param(lambda made: Plain(x=Roots([made])), ("x", 0), id="a RootModel in a field"),
        pytest.param(lambda made: Data(x=made), ("x",), id="a dataclass"),
        pytest.param(lambda made: Narrow(x=made), ("x",), id="a dataclass with slots"),
        pytest.param(lambda made: Checked(y=made), ("y",), id="a dataclass of Pydantic's"),
        pytest.param(lambda made: _filled(Items(), made), ("y",), id="a dataclass that is a mapping"),
        pytest.param(lambda made: Box[Made](held=made), ("held",), id="a generic model"),
        pytest.param(lambda made: Plain.model_construct(x=made), ("x",), id="an unchecked model"),
        pytest.param(lambda made: Computed(made=made), ("made",), id="beside a property"),
        pytest.param(Pair, None, id="a named tuple"),
        pytest.param(lambda made: {"a": {made.model_dump_json(), "b"}}, None, id="a set"),
    ],
)
def test_what_is_built_is_told_where_it_stands(hold: Callable[[Any], Any], path: tuple[Any, ...] | None) -> None:
    """Whatever a schema makes of mappings and lists, the path is that of the tree."""
    made = Made()
    assert paths_in(hold(made), made) == [path]


def _filled(items: Any, made: Any) -> Any:
    items["y"] = made
    return items


@pytest.mark.parametrize(
    ("value", "is_told"),
    [
        pytest.param(Made(), True, id="a Target without fields"),
        pytest.param(Target(x=1), True, id="Target itself"),
        pytest.param(Private(), True, id="a private target"),
        pytest.param(Slotted(_target_="m.C"), True, id="a key"),
        pytest.param(Open(_target_="m.C"), True, id="an extra key"),
        pytest.param(_filled(Items(), 1) | {"_target_": "m.C"}, False, id="a plain mapping"),
        pytest.param(Data(), True, id="a field of a dataclass"),
        pytest.param(Frozen(), True, id="a frozen model"),
        pytest.param(Plain(x=1), False, id="no target"),
        pytest.param(Open(y=1), False, id="extra keys without a target"),
        pytest.param(Slotted.model_construct(**NOTHING), False, id="a key that is left out"),
    ],
)
def test_only_what_names_a_target_is_told(value: Any, *, is_told: bool) -> None:
    """The class may name it, or a key of the very object."""
    assert (paths_in({"a": value}, value) == [("a",)]) is is_told


def test_one_object_of_a_class_says_nothing_of_the_next() -> None:
    """What is kept of a class is not what some object of it held."""
    placer, first, second, made = Placer(), Plain(x=1), Plain(), Made()
    second.x = made
    for value in (first, second, Open(y=1), open_ := Open(_target_="m.C"), [1], [made]):
        placer.place(value, unused)
    assert (standing_of(made).path, standing_of(open_).path) == ((0,), ())  # type: ignore[union-attr]


class Sharing(BaseModel):
    """Has an object as a default that no two compositions can tell apart."""

    one: Frozen = Frozen()
    two: Frozen | None = None


def test_default_objects_of_a_class_are_not_told() -> None:
    """All objects of the class have the same one, which stands nowhere."""
    value = Sharing(two=Frozen())
    assert paths_in([value], value.one, value.two) == [None, (0, "two")]


def test_a_default_that_a_validator_moved_is_not_told() -> None:
    """Wherever in its object it is held."""
    moved = Sharing()
    moved.two = moved.one
    held = Open(y=1)
    assert paths_in([moved, held], moved.one, moved.two) == [None, None]


def test_an_object_that_holds_itself_is_told_once() -> None:
    """A validator may let a part know the whole; it stands where it is met first."""
    made, outer = Made(), Plain()
    inner = Plain(x=[made, outer])
    outer.x = {"inner": inner}
    assert paths_in(outer, made) == [("x", "inner", "x", 0)]


@pytest.mark.parametrize(
    ("value", "node", "expected"),
    [
        pytest.param(Bare(one=Target(x=1)), lambda value: value.one, "m.A", id="an annotation"),
        pytest.param(Bare(many=[Target(x=1)]), lambda value: value.many[0], "m.A", id="items"),
        pytest.param(Bare(two=Target(x=1)), lambda value: value.two, None, id="one of two"),
        pytest.param(Bare(any=Target(x=1)), lambda value: value.any, None, id="no annotation"),
    ],
)
def test_what_the_annotation_names_is_told(value: Any, node: Callable[[Any], Any], expected: str | None) -> None:
    """Its brackets say what is built of a node that names nothing; where there are two, neither."""
    Placer().place(value, unused)
    standing = standing_of(node(value))
    assert isinstance(standing, Standing)
    assert standing.expected == expected


def test_two_fields_that_hold_one_object_have_annotations_of_their_own() -> None:
    """The object stands where it is met last, with what is annotated there."""
    value = Bare(one=Target(x=1))
    value.other = value.one
    Placer().place(value, unused)
    standing = standing_of(value.one)
    assert isinstance(standing, Standing)
    assert (standing.path, standing.expected) == (("other",), "m.B")


# -- what a schema makes of a composition ---------------------------------------------------------------------------


class Loose(TypedDict):
    """A mapping with a Config."""

    part: tc.Config


class Views(BaseModel):
    """Configs wherever one can stand."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, tc.Config]
    field: tc.Config
    items: list[tc.Config]
    by_name: dict[str, tc.Config]
    loose: Loose
    twice: Annotated[tc.Config, AfterValidator(lambda _: tc.Config({"_target_": "builtins.dict", "a": 2}))]


VIEWS = """
field: &part {_target_: builtins.dict, a: 1}
items: [*part]
by_name: {k: *part}
loose: {part: *part}
twice: *part
more: *part
"""


@pytest.mark.parametrize(
    "part",
    [
        lambda value: value.field,
        lambda value: value.items[0],
        lambda value: value.by_name["k"],
        lambda value: value.loose["part"],
        lambda value: value.more,
    ],
    ids=["field", "list", "mapping", "TypedDict", "extra key"],
)
def test_a_config_becomes_a_view(tree: Tree, part: Callable[[Views], tc.Config]) -> None:
    """What a file names in it is built, and what an override names is not."""
    folder = tree({"config.yaml": VIEWS})
    assert tc.instantiate(part(tc.Composer(folder).compose("config", schema=Views).value)) == {"a": 1}
    overrides = [f"{key}._target_=os.getcwd" for key in ("field", "items.0", "by_name.k", "loose.part", "more")]
    value = tc.Composer(folder).compose("config", *overrides, schema=Views).value
    with pytest.raises(tc.ConfigError, match=r"may not build 'os\.getcwd'"):
        tc.instantiate(part(value))


class Movers(BaseModel):
    """Validators that put targets where the schema has none, and take objects elsewhere."""

    text: Any
    made: Target["builtins.dict[str, int]"]
    later: Any = None

    @field_validator("text", mode="after")
    @classmethod
    def read(cls, text: Any) -> Any:
        """A text becomes a node that names it."""
        return Target(_target_=text)

    @model_validator(mode="after")
    def move(self) -> Movers:
        """The node stands at another key as well."""
        self.later = [self.made]
        return self


def test_validators_name_nothing_for_others(tree: Tree) -> None:
    """What a validator makes of a value, or takes elsewhere, has no target that anybody wrote there."""
    folder = tree({"config.yaml": "text: os.getcwd\nmade: {_target_: collections.OrderedDict}"})
    value = tc.Composer(folder).compose("config", schema=Movers).value
    assert [standing_of(one).path for one in (value.text, value.made)] == [("text",), ("later", 0)]  # type: ignore[union-attr]
    for node in (value.text, value.later[0]):
        with pytest.raises(tc.ConfigError, match="may not build"):
            tc.instantiate(node)
