"""What stands in a tree for models, dataclasses, mappings and leaves of Python."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import uuid
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, ClassVar

import pydantic.dataclasses
import pytest
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, RootModel, computed_field

from typedconf import ConfigError, ref
from typedconf.objects import leaf_data, pairs_of, set_data


class Color(enum.Enum):
    """An enum whose values are no scalars, but for one."""

    RED = "red"
    BLUE = (0, 0, 255)


class Model(BaseModel):
    """A model with every kind of key."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)
    shared: ClassVar[int] = 3
    a: int = 1
    b: int = Field(2, alias="bee")
    c: int = Field(3, validation_alias=AliasChoices("sea", "see"), serialization_alias="no")
    _hidden: int = 4

    @computed_field  # type: ignore[prop-decorator]
    @property
    def twice(self) -> int:
        """Computed, so no key."""
        return self.a * 2


class ByName(BaseModel):
    """A model that takes no alias."""

    model_config = ConfigDict(validate_by_alias=False, validate_by_name=True)
    b: int = Field(2, alias="bee")


class Unequal:
    """What can't be compared."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = object.__hash__


UNEQUAL = Unequal()


@dataclasses.dataclass
class Data:
    """A dataclass with every kind of default."""

    shared: ClassVar[int] = 3
    a: int
    init: dataclasses.InitVar[int] = 5
    b: int = 2
    items: list[int] = dataclasses.field(default_factory=list)
    filled: int = dataclasses.field(default=1, init=False)
    lr: float = ref("training.lr", float)
    odd: Any = UNEQUAL


@pydantic.dataclasses.dataclass
class PydanticData:
    """A dataclass of Pydantic's."""

    x: int = Field(1, alias="ex")
    y: list[int] = Field(default_factory=list)
    z: int = 3


class Root(RootModel[dict[str, Model]]):
    """A model that is what it holds."""


class AnswersAll:
    """Has whatever one asks of it."""

    def __getattr__(self, name: str) -> AnswersAll:
        return AnswersAll()


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Model(), {"a": 1, "bee": 2, "sea": 3}),
        (Model(a=5, more=6), {"a": 5, "bee": 2, "sea": 3, "more": 6}),
        (ByName(b=4), {"b": 4}),
        (Data(1, lr=0.5), {"a": 1, "b": 2, "items": [], "lr": 0.5, "odd": UNEQUAL}),
        (PydanticData(), {"ex": 1, "y": [], "z": 3}),  # type: ignore[call-arg]  # it has a default
        ({"a": 1}, {"a": 1}),
        (AnswersAll(), None),
        (Root({}), None),
        ([1], None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_keys_of_an_object(node: Any, expected: dict[str, Any] | None) -> None:
    """Of a model or a dataclass what a config could set, under the key that it would have in a tree."""
    pairs = pairs_of(node)
    assert (pairs if pairs is None else dict(pairs)) == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Model(), {}),
        (Model(a=1, bee=3, more=6), {"a": 1, "bee": 3, "more": 6}),
        (Data(1, lr=0.5), {"a": 1, "lr": 0.5, "odd": UNEQUAL}),  # a reference is no value, nor equal to one
        (Data(1, b=3, items=[1], lr=0.5, odd=None), {"a": 1, "b": 3, "items": [1], "lr": 0.5, "odd": None}),
        (PydanticData(), {}),  # type: ignore[call-arg]  # as above
        (PydanticData(ex=2, y=[1]), {"ex": 2, "y": [1]}),
        (Root({"x": Model(a=2)}), {"x": {"a": 2}}),
        ({Color.RED: (Model(a=2), PurePosixPath("a"))}, {"red": [{"a": 2}, PurePosixPath("a")]}),
        ({1: 2, False: 3.5}, {1: 2, False: 3.5}),
        (Model.model_construct(a=2), {"a": 2}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_an_object_has_set(node: Any, expected: Any) -> None:
    """Of a model its set fields, of a dataclass what differs from its defaults; leaves stay the objects they are."""
    assert set_data(node) == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Color.RED, "red"),
        (Color.BLUE, "BLUE"),
        (enum.IntEnum("Number", "ONE").ONE, 1),  # type: ignore[attr-defined]
        (type("Text", (str,), {})("x"), "x"),
        (True, True),
        (dt.date(2020, 1, 2), "2020-01-02"),
        (dt.datetime(2020, 1, 2, 3, tzinfo=dt.UTC), "2020-01-02T03:00:00+00:00"),
        (dt.time(3, 4), "03:04:00"),
        (dt.timedelta(days=2, hours=3), "2 days, 3:00:00"),
        (dt.timedelta(hours=-1), "-1:00:00"),
        (dt.timedelta(days=-2, hours=-3), "-2 days, 3:00:00"),
        (PurePosixPath("a/b"), "a/b"),
        (Decimal("1.10"), "1.10"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (dict, "builtins.dict"),
        (len, "builtins.len"),
    ],
    ids=str,
)
def test_the_data_of_a_leaf(node: Any, expected: Any) -> None:
    """A scalar or a text that Pydantic reads back as the same."""
    assert (leaf_data(node), type(leaf_data(node))) == (expected, type(expected))


@pytest.mark.parametrize(
    "duration", [dt.timedelta(hours=-1), dt.timedelta(days=-2, hours=3, microseconds=7), dt.timedelta(days=4)], ids=str
)
def test_a_duration_reads_back_as_itself(duration: dt.timedelta) -> None:
    """Python writes negative ones in a way that says something else to Pydantic."""
    assert pydantic.TypeAdapter(dt.timedelta).validate_python(leaf_data(duration)) == duration


def test_what_has_no_text_is_an_error() -> None:
    """An object that can't be made text has no place in a tree."""
    with pytest.raises(ConfigError, match="a Silent cannot be made text: no words"):
        leaf_data(Silent())


class Silent:
    """Has no text."""

    def __str__(self) -> str:
        message = "no words"
        raise RuntimeError(message)
