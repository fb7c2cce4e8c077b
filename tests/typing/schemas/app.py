"""The root schema, of parts from every other module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from tests.typing.schemas.generics import Floats, Named, Range
from tests.typing.schemas.mappings import Labels
from tests.typing.schemas.merging import Site
from tests.typing.schemas.models import Retry, Server
from tests.typing.schemas.records import Data, Window
from tests.typing.schemas.targets import Later, Pool
from tests.typing.schemas.unions import Cache, Memory, Steps
from tests.typing.schemas.untyped import Extension

if TYPE_CHECKING:
    import concurrent.futures


class Summary(BaseModel, extra="ignore"):
    """What some part of the code base needs of it."""

    name: str
    server: Server


class App(BaseModel):
    """The whole config."""

    name: str
    server: Server = Server()
    data: Data
    window: Window = Window(width=20)
    labels: Labels = {"title": "", "points": []}
    pool: Pool["concurrent.futures.Executor"]
    later: Later = Later()
    rates: Floats = Range[float](low=0, high=1)
    retries: Named[Retry] | None = None
    cache: Cache = Memory()
    steps: Steps = Steps([])
    site: Site = Site()
    extension: Extension = Extension()
