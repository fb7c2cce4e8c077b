"""What the commands' configs hold: each command has a schema of its own, and they share the parts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field, PositiveFloat, PositiveInt

import typedconf as tc


class Data(BaseModel):
    """The lines that a model learns from, and is judged by."""

    lines: list[str]
    held_out: Annotated[float, Field(gt=0, lt=1)] = 0.25
    """The part of the lines, from the end, that training doesn't see."""


class Model(BaseModel):
    """A model that tells each character from those before it."""

    order: Annotated[int, Field(ge=1, le=5)]
    """How many characters count, the one that is told among them."""
    smoothing: PositiveFloat = 1.0
    """What is added to each count, so that nothing is impossible."""


class Train(BaseModel):
    """The config of train."""

    data: Data
    model: Model


class Evaluate(BaseModel):
    """The config of eval."""

    data: Data
    part: Literal["seen", "held-out", "all"] = "held-out"
    """Which of the lines are measured."""


class Format(StrEnum):
    """How counts are written."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


class Export(BaseModel):
    """The config of export."""

    format: Format
    top: PositiveInt | None = 10
    """How many counts, the highest first; all of them where this is null."""


store = tc.ConfigStore()
store.group("data", Data)  # every data/*.yaml composes onto Data
store.group("model", Model)
