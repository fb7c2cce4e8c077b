"""What the program's config holds: the types that every composed value is checked against."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, NonNegativeFloat, PositiveFloat, PositiveInt


class Optimizer(BaseModel):
    """The optimizer to build: its class and that class's arguments."""

    # The classes are listed, so that no override makes the program import something else.
    target: Literal["optimizers.AdamW", "optimizers.Adam"] = Field(alias="_target_")
    lr: PositiveFloat = 1e-3
    weight_decay: NonNegativeFloat = 0.01


class Training(BaseModel):
    """How long and how fast to train."""

    lr: PositiveFloat
    epochs: PositiveInt = 10


class App(BaseModel):
    """The whole config."""

    task: str
    training: Training
    optimizer: Optimizer
