"""What the service's config holds, and which option of a group is held to which class."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, PositiveFloat, PositiveInt, RedisDsn, SecretStr

import typedconf as tc

store = tc.ConfigStore()

Port = Annotated[int, Field(ge=0, le=65535)]


class Level(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Page(BaseModel):
    """A text at a path."""

    path: Annotated[str, Field(pattern="^/")]
    text: str


class Server(BaseModel):
    """Where the service listens, and what it says."""

    host: str = "127.0.0.1"
    port: Port = 8000
    """0 is any port that is free."""
    token: SecretStr
    """Who sends it may see the settings."""
    timeout: PositiveFloat = 5.0
    """In seconds, of a client as of the cache."""
    requests: PositiveInt | None = None
    """How many are answered before the service ends; it doesn't where this is null."""
    pages: Annotated[list[Page], tc.Merge(by="path")] = [Page(path="/about", text="An example of typedconf.")]


class Database(BaseModel):
    """What every database has."""

    pool: Annotated[int, Field(ge=1, le=100)] = 5

    @property
    def address(self) -> str:
        """Where it is, without its password."""
        raise NotImplementedError


@store.option("db/sqlite")  # db/sqlite.yaml composes onto it
class SQLite(Database):
    """A database in a file."""

    file: Path

    @property
    def address(self) -> str:
        """The file."""
        return f"sqlite:{self.file}"


@store.option("db/postgres")
class Postgres(Database):
    """A database on a server."""

    host: str
    port: Port = 5432
    user: str
    password: SecretStr

    @property
    def address(self) -> str:
        """The server, and the name under which it is used."""
        return f"postgresql://{self.user}@{self.host}:{self.port}"


class Memory(BaseModel):
    """A cache within the process."""

    kind: Literal["memory"]
    entries: PositiveInt


class Redis(BaseModel):
    """A cache that several processes share."""

    kind: Literal["redis"]
    url: RedisDsn
    timeout: PositiveFloat = tc.ref("server.timeout", float)


class App(BaseModel):
    """The whole config."""

    name: str
    log: Level = Level.WARNING
    server: Server
    db: Database  # of the class that the chosen option has
    cache: Annotated[Memory | Redis, Field(discriminator="kind")]


store.group("server", Server)  # every server/*.yaml composes onto it
store.add("db/memory", SQLite(file=Path(":memory:"), pool=1))  # an option without a file
store.add("cache/shared", {"kind": "redis", "url": "redis://cache.internal:6379/1"})
