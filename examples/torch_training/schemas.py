"""What the program's config holds; torch is not imported here, but type checkers know what the target builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, PositiveFloat, PositiveInt

import typedconf as tc

if TYPE_CHECKING:
    import torch  # noqa: F401  the path in the brackets is for type checkers a reference to it


class AdamW(tc.Target["torch.optim.AdamW"]):
    """torch's own AdamW, with the arguments that a config may set."""

    lr: PositiveFloat = 1e-3
    weight_decay: float = 0.01


class Linear(tc.Target["torch.nn.Linear"]):
    """The model: a line between the two clouds."""

    in_features: PositiveInt = 2
    out_features: PositiveInt = 1


class StepLR(tc.Target["torch.optim.lr_scheduler.StepLR"]):
    """The learning rate is multiplied by gamma every few epochs."""

    step_size: PositiveInt = 5
    gamma: PositiveFloat = 0.5


class Training(BaseModel):
    """How long and how fast to train."""

    lr: PositiveFloat
    epochs: PositiveInt = 10


class App(BaseModel):
    """The whole config."""

    task: str
    training: Training
    optimizer: AdamW
    model: Linear = Linear()
    scheduler: StepLR = StepLR()


store = tc.ConfigStore()
store.add("optimizer/adam_series/adamw", AdamW)  # adamw.yaml composes onto AdamW
store.group("training", Training)  # every training/*.yaml composes onto Training
