"""Models: nested, optional, constrained, with secrets, enums and validators."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, HttpUrl, PositiveInt, SecretStr, field_validator


class Level(Enum):
    """How much is logged."""

    QUIET = "quiet"
    LOUD = "loud"


class Retry(BaseModel):
    """A part that may be left out."""

    times: PositiveInt = 3
    wait: timedelta = timedelta(seconds=1)


class Server(BaseModel):
    """A part with fields of many types."""

    host: str = "localhost"
    port: Annotated[int, Field(ge=0, le=65535)] = 80
    url: HttpUrl | None = None
    token: SecretStr = SecretStr("")
    root: Path = Path("/srv")
    level: Level = Level.QUIET
    mode: Literal["http", "https"] = "http"
    retry: Retry | None = None
    limits: dict[str, int] = {}
    timeout: float = 30

    @field_validator("host")
    @classmethod
    def lowered(cls, host: str) -> str:
        """The host, in lower case."""
        return host.lower()
