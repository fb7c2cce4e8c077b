"""Dataclasses: Python's own, one as Hydra's users have it, and Pydantic's."""

from __future__ import annotations

import dataclasses

import pydantic

import typedconf as tc


@dataclasses.dataclass
class Data:
    """A dataclass with nested values and a reference."""

    path: str
    sizes: list[int] = dataclasses.field(default_factory=lambda: [1, 2])
    workers: int = tc.ref("server.port", int)


@dataclasses.dataclass
class Images(Data):
    """A narrower one, which has a defaults list and a value that must be given."""

    defaults: list[str | dict[str, str]] = dataclasses.field(default_factory=lambda: ["_self_"])
    width: int = tc.MISSING


@pydantic.dataclasses.dataclass
class Window:
    """A dataclass of Pydantic's."""

    width: pydantic.PositiveInt
    height: pydantic.PositiveInt = 10
