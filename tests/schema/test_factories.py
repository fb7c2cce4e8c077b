"""Default factories that take validated data, and what is said where they raise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import BaseModel, Field
from pydantic.dataclasses import dataclass as pydantic_dataclass

from typedconf.schema.derived import Derived


class App(BaseModel):
    """One field is made of another."""

    x: int
    y: int = Field(default_factory=lambda data: 6 // data["x"])


@pydantic_dataclass
class Data:
    """As a dataclass."""

    x: int
    z: int = Field(default_factory=lambda data: 6 // data["x"])


@dataclass
class Outer:
    """Holds the model."""

    app: list[App]


@pytest.mark.parametrize(
    ("schema", "tree", "field"),
    [(App, {"x": 0}, "App.y"), (Data, {"x": 0}, "Data.z"), (Outer, {"app": [{"x": 2}, {"x": 0}]}, "App.y")],
)
def test_a_factory_that_raises_is_named(schema: Any, tree: Any, field: str) -> None:
    """Its exception passes with a note of the field."""
    with pytest.raises(ZeroDivisionError) as caught:
        Derived(schema).validator.validate_python(tree)
    assert caught.value.__notes__ == [f"raised by the default_factory of {field}"]


def test_a_factory_makes_what_it_always_made() -> None:
    """From the data that was validated before it."""
    assert Derived(App).validator.validate_python({"x": "3"}) == App(x=3, y=2)


def test_a_default_that_holds_itself_is_handed_on() -> None:
    """No copy of it can be made."""
    cyclic: list[Any] = []
    cyclic.append(cyclic)

    class Holder(BaseModel):
        value: Any = None

    assert Derived(Holder).validator.validate_python({"value": cyclic}).value is cyclic
