"""What the program's config holds: the types that every composed value is checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel, NonNegativeFloat, PositiveFloat, PositiveInt

import typedconf as tc

if TYPE_CHECKING:
    import optimizers

O_co = TypeVar("O_co", covariant=True)


class Optimizer(tc.Target[O_co], Generic[O_co]):
    """What every optimizer takes."""

    lr: PositiveFloat = 1e-3
    weight_decay: NonNegativeFloat = 0.01


class Adam(Optimizer["optimizers.Adam"]):
    """The arguments of optimizers.Adam, which is not imported for that."""


class AdamW(Optimizer["optimizers.AdamW"]):
    """The arguments of optimizers.AdamW."""


class Training(BaseModel):
    """How long and how fast to train."""

    lr: PositiveFloat
    epochs: PositiveInt = 10


class App(BaseModel):
    """The whole config."""

    task: str
    training: Training
    optimizer: Optimizer["optimizers.Adam"]


store = tc.ConfigStore()
store.add("optimizer/adam_series/adam", Adam)  # adam.yaml composes onto Adam
store.add("optimizer/adam_series/adamw", AdamW)
store.group("training", Training)  # every training/*.yaml composes onto Training
