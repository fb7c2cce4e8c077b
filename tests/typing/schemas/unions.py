"""Unions: with a tag, of models and scalars, and recursive."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field, RootModel

import typedconf as tc


class Memory(BaseModel):
    """A cache in the process."""

    kind: Literal["memory"] = "memory"
    entries: int = 100


class Redis(BaseModel):
    """A cache on a server."""

    kind: Literal["redis"] = "redis"
    host: str
    port: int = tc.ref("server.port", int)


Cache: TypeAlias = Annotated[Memory | Redis, Field(discriminator="kind")]


class Step(BaseModel):
    """A step, and those that follow."""

    name: str
    rate: int | float | Literal["auto"] = "auto"
    then: list[Step] = []


class Steps(RootModel[list[Step]]):
    """A list as a part of its own."""
