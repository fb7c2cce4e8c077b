"""What classes declare, as plain data, and what is refused."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any, Generic, NotRequired, Optional, TypeVar, Union

import pydantic.dataclasses
import pytest
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, PositiveFloat, RootModel
from typing_extensions import TypedDict

from typedconf.errors import StoreError
from typedconf.objects import pairs_of
from typedconf.schema.classes import declaration, declared_at, describe
from typedconf.schema.rules import SchemaRules

T = TypeVar("T")


class Plain(BaseModel):
    """Fields of every kind of spelling."""

    a: int
    b: float = Field(1.0, alias="bee")
    c: float = Field(1.0, validation_alias=AliasChoices("sea", "see"))
    _hidden: int = 0

    @pydantic.computed_field  # type: ignore[prop-decorator]
    @property
    def twice(self) -> int:
        """Computed, so no key."""
        return self.a * 2


class ByName(BaseModel):
    """Takes names beside aliases."""

    model_config = ConfigDict(populate_by_name=True, extra="ignore")
    b: float = Field(1.0, alias="bee")


class NamesOnly(BaseModel):
    """Takes no alias at all."""

    model_config = ConfigDict(validate_by_alias=False, validate_by_name=True, extra="allow")
    b: float = Field(1.0, alias="bee")


@dataclasses.dataclass
class Data:
    """A stdlib dataclass."""

    x: int
    y: PositiveFloat = 1.0
    made: int = dataclasses.field(default=1, init=False)


@pydantic.dataclasses.dataclass
class PydanticData:
    """A dataclass of Pydantic's."""

    x: int = Field(alias="ex")


class Typed(TypedDict):
    """A TypedDict."""

    x: int
    y: NotRequired[float]


class Pair(BaseModel, Generic[T]):
    """A generic model."""

    first: T


class Node(BaseModel):
    """A recursive model."""

    child: Optional[Node] = None  # noqa: UP045  both spellings are read
    children: list[Node] = []
    by_name: dict[str, Node] = {}
    value: Plain | Data | None = None


@pytest.mark.parametrize(
    ("cls", "keys", "extra"),
    [
        (Plain, {"a": "a", "bee": "b", "sea": "c", "see": "c"}, "forbid"),
        (ByName, {"bee": "b", "b": "b"}, "ignore"),
        (NamesOnly, {"b": "b"}, "allow"),
        (Data, {"x": "x", "y": "y"}, "forbid"),
        (PydanticData, {"ex": "x"}, "forbid"),
        (Typed, {"x": "x", "y": "y"}, "forbid"),
        (Pair[int], {"first": "first"}, "forbid"),
    ],
)
def test_keys_of_a_class(cls: type, keys: dict[str, str], extra: str) -> None:
    """Every spelling that Pydantic would take is a key, in the order in which it would look."""
    facts = describe(cls)
    assert (facts.keys, facts.extra) == (keys, extra)


def test_what_is_required() -> None:
    """A field without a default is required, and a key of a TypedDict that isn't said not to be."""
    required = {cls.__name__: [f.key for f in describe(cls).fields.values() if f.required] for cls in (Data, Typed)}
    assert required == {"Data": ["x"], "Typed": ["x"]}


def test_a_declaration_is_as_written() -> None:
    """A declaration names the class and the type as its author wrote it; of a generic, what its variables stand for."""
    assert declaration(Data, describe(Data).fields["y"]) == "Data.y: PositiveFloat"
    assert declaration(Pair[int], describe(Pair[int]).fields["first"]) == "Pair[int].first: int"


DEEP: dict[str, Any] = {"child": {"child": {"children": [{"by_name": {"x": {}}}]}}}


@pytest.mark.parametrize(
    ("path", "known"),
    [
        (("child",), True),
        (("child", "child", "children", "0", "by_name", "x", "children"), True),
        (("child", "child", "children", "1", "by_name"), False),  # an item that isn't there
        (("by_name", "new"), False),  # a new key of a mapping needs a plus
        (("chid",), True),  # a closed class refuses it, which validation tells better
        (("chid", "child"), True),  # likewise
        (("value", "a"), True),
        (("value", "y"), True),  # declared by one member of a union
        (("value", "nobody"), True),
    ],
)
def test_which_keys_need_no_plus(path: tuple[str, ...], *, known: bool) -> None:
    """A key that a class declares may be set, also below a union; an item and a mapping's key must be there."""
    assert SchemaRules(Node).declares(path, DEEP) is known


def test_an_open_class_takes_new_keys_with_a_plus_only() -> None:
    """What allows further keys doesn't declare them."""
    assert not SchemaRules(NamesOnly).declares(("new",), {})


def test_a_root_model_has_no_key_of_its_own() -> None:
    """What it holds stands in its place."""
    assert SchemaRules(RootModel[list[Plain]]).declares(("0", "bee"), [{}])


@pydantic.dataclasses.dataclass(config=ConfigDict(validate_by_alias=False, validate_by_name=True))
class NamedData:
    """A dataclass of Pydantic's that takes no alias."""

    b: float = Field(1.0, alias="bee")


@pytest.mark.parametrize("cls", [NamedData, NamesOnly, ByName])
def test_objects_have_the_keys_of_their_classes(cls: Any) -> None:
    """What an object stands for in a tree has the first spelling of each field."""
    assert [key for key, _ in pairs_of(cls()) or ()] == [field.key for field in describe(cls).fields.values()]


def test_an_alias_path_is_refused() -> None:
    """An AliasPath would give a key two places; the message says what to write."""

    class Deep(BaseModel):
        x: int = Field(validation_alias=AliasPath("a", 0))

    with pytest.raises(StoreError) as caught:
        describe(Deep)
    assert caught.value.problems[0].message == (
        "Deep.x: an AliasPath reaches past its own key, so that the key would have two places; "
        "write a model with the field where the path leads"
    )


def test_settings_are_refused() -> None:
    """A class that reads its own environment would see past the config."""
    settings: Any = type("BaseSettings", (BaseModel,), {})
    with pytest.raises(StoreError, match=r"App reads its own environment.*derive it from pydantic\.BaseModel"):
        describe(type("App", (settings,), {}))


def test_a_long_type_is_shortened() -> None:
    """Of a union of many the first members are shown."""
    members = [pydantic.create_model(f"Member{number}") for number in range(200)]
    many: Any = Union[tuple(members)]  # noqa: UP007  it is computed
    made = pydantic.create_model("Made", x=(many, ...))
    text = declaration(made, describe(made).fields["x"])
    assert text.startswith("Made.x: Member0 | Member1 | ")
    assert text.endswith(" | …")
    assert len(text) < 140


def test_a_class_that_is_refused_has_its_place() -> None:
    """The file and the line of the class; of one that no file holds, none."""
    with pytest.raises(StoreError) as caught:
        describe(Reaching)
    (problem,) = caught.value.problems
    assert problem.origin is not None
    assert problem.origin.file is not None
    assert (problem.origin.kind, problem.origin.file.endswith("test_classes.py")) == ("file", True)
    assert problem.origin.line == inspect.getsourcelines(Reaching)[1]
    assert declared_at(pydantic.create_model("Made")) is None


class Reaching(BaseModel):
    """Its alias leads through the tree."""

    x: int = Field(validation_alias=AliasPath("a", "b"))
