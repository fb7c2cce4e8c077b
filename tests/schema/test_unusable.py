"""Schemas that Pydantic can't build: what is said of them, and where."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel

from typedconf.errors import StoreError
from typedconf.schema.derived import Derived

if TYPE_CHECKING:
    from elsewhere import Bar  # type: ignore[import-not-found]  # noqa: TC004  it is what goes wrong


class Unknown:
    """A class that declares nothing to Pydantic."""


class Late(BaseModel):
    """Its field's type is there for checkers alone."""

    y: int
    x: list[Bar]


class Outer(BaseModel):
    """Holds one that can't be built."""

    inner: dict[str, Late]


@dataclasses.dataclass
class LateData:
    """As a dataclass."""

    x: Bar


@dataclasses.dataclass
class Holder:
    """Holds what Pydantic doesn't know."""

    x: Unknown


LATE = "Bar is not defined when the program runs; import it outside of `if TYPE_CHECKING`, and above the class"
ADVICE = "make it a model or a dataclass, or set arbitrary_types_allowed=True in the model_config"


@pytest.mark.parametrize(
    ("schema", "message", "cls"),
    [
        (Late, f"Late.x: {LATE}", "class Late"),
        (Outer, f"Late.x: {LATE}", "class Late"),
        (LateData, f"LateData.x: {LATE}", "@dataclasses.dataclass"),
        (Holder, f"Holder.x: Unknown is no type that Pydantic knows; {ADVICE}", "@dataclasses.dataclass"),
        (
            Unknown,
            "Unknown is no Pydantic model, dataclass or TypedDict, so that it can't be a schema",
            "class Unknown",
        ),
        (list[Unknown], f"list[Unknown]: Unknown is no type that Pydantic knows; {ADVICE}", None),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_schema_that_cannot_be_built(schema: Any, message: str, cls: str | None) -> None:
    """The field is named, with what works, at the class that declares it."""
    with pytest.raises(StoreError) as caught:
        Derived(schema)
    (problem,) = caught.value.problems
    assert problem.message == message
    if cls is None:
        assert problem.origin is None
        return
    assert problem.origin is not None
    assert problem.origin.line is not None
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert lines[problem.origin.line - 1].startswith(cls)
