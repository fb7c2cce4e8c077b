"""The models of the training tree, which every program here validates against."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat, PositiveFloat, PositiveInt


class Closed(BaseModel):
    """Takes no keys but its own."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())


class Run(Closed):
    """The values of the whole run."""

    lr: PositiveFloat
    epochs: PositiveInt
    batch_size: PositiveInt
    warmup_steps: int = Field(ge=0)
    label_smoothing: float = Field(ge=0, lt=1)


class Crop(Closed):
    """A random crop."""

    size: PositiveInt
    scale: tuple[float, float]


class ColorJitter(Closed):
    """How far colours are moved."""

    brightness: NonNegativeFloat
    contrast: NonNegativeFloat
    saturation: NonNegativeFloat
    hue: NonNegativeFloat


class Augmentation(Closed):
    """What is done to an image before it is seen."""

    crop: Crop
    flip: float = Field(ge=0, le=1)
    color_jitter: ColorJitter
    mixup: NonNegativeFloat
    cutmix: NonNegativeFloat


class Data(Closed):
    """The images and how they are read."""

    augmentation: Augmentation
    root: Path
    train_split: str
    test_split: str
    image_size: PositiveInt
    batch_size: PositiveInt
    workers: int
    pin_memory: bool
    mean: list[float]
    std: list[float]


class Head(Closed):
    """What turns features into classes."""

    target: str = Field(alias="_target_")
    classes: PositiveInt
    dropout: float
    bias: bool


class Model(Closed):
    """A vision transformer."""

    target: str = Field(alias="_target_")
    head: Head
    image_size: PositiveInt
    patch_size: PositiveInt
    width: PositiveInt
    depth: PositiveInt
    heads: PositiveInt
    mlp_ratio: PositiveFloat
    dropout: float
    drop_path: float


class Optimizer(Closed):
    """AdamW."""

    target: str = Field(alias="_target_")
    lr: PositiveFloat
    betas: tuple[float, float]
    eps: PositiveFloat
    weight_decay: NonNegativeFloat
    no_decay: list[str]


class Scheduler(Closed):
    """A cosine with a warm-up."""

    target: str = Field(alias="_target_")
    warmup_steps: int
    epochs: PositiveInt
    min_lr: NonNegativeFloat


class Trainer(Closed):
    """The loop and its hardware."""

    accelerator: Literal["cpu", "gpu"]
    devices: PositiveInt
    precision: str
    max_epochs: PositiveInt
    gradient_clip: NonNegativeFloat | None
    accumulate: PositiveInt
    deterministic: bool
    log_every: PositiveInt
    output: Path


class Checkpoint(Closed):
    """When a checkpoint is kept."""

    folder: Path
    monitor: str
    mode: Literal["min", "max"]
    keep: int
    save_last: bool


class EarlyStopping(Closed):
    """When there is no hope."""

    monitor: str
    patience: PositiveInt
    mode: Literal["min", "max"]


class LrMonitor(Closed):
    """How often the learning rate is logged."""

    interval: Literal["step", "epoch"]


class Callbacks(Closed):
    """What looks on."""

    checkpoint: Checkpoint
    early_stopping: EarlyStopping
    lr_monitor: LrMonitor


class Logger(Closed):
    """Where the numbers go."""

    folder: Path
    name: str
    flush_every: PositiveInt


class Paths(Closed):
    """The folders of the project."""

    root: Path
    data: Path
    output: Path


class Training(Closed):
    """The whole training tree."""

    name: str
    seed: int
    task: str
    classes: PositiveInt
    tags: list[str]
    training: Run
    data: Data
    model: Model
    optimizer: Optimizer
    scheduler: Scheduler
    trainer: Trainer
    callbacks: Callbacks
    logger: Logger
    paths: Paths
