"""A code base that uses the package ``schemas``: every type is known, and there is no Any.

Checked by mypy, with Pydantic's plugin and without (then also that no expression has an Any in it), and by pyright.

A test runs it too, so that what is checked is what works.
"""

# pyright: strict

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, assert_never, assert_type

from pydantic import HttpUrl, SecretStr

import typedconf as tc
from tests.typing.schemas import App, store
from tests.typing.schemas.app import Summary
from tests.typing.schemas.composing import composed, grid, part
from tests.typing.schemas.generics import Floats, Named, Range, Retries
from tests.typing.schemas.mappings import Labels, Point
from tests.typing.schemas.merging import Page, Site
from tests.typing.schemas.models import Level, Retry, Server
from tests.typing.schemas.program import serve
from tests.typing.schemas.records import Data, Images, Window
from tests.typing.schemas.registry import Tls, doubled
from tests.typing.schemas.targets import Later, Pool, Processes, Threads
from tests.typing.schemas.unions import Memory, Redis, Step

if TYPE_CHECKING:
    import concurrent.futures
    from typing import TypeVar

    T = TypeVar("T")


def build(node: tc.Target[T]) -> type[T] | None:
    """Stands for what builds a target, and tells checkers what it would be."""
    assert node
    return None


def complete(node: tc.Partial[T]) -> type[T] | None:
    """As ``build``, of a Partial."""
    assert node
    return None


# -- what a part of the config is -----------------------------------------------------------------------------------


def of_models(server: Server) -> str:
    """Fields of a model, optional parts and secrets."""
    assert_type(server.port, int)
    assert_type(server.url, HttpUrl | None)
    assert_type(server.token, SecretStr)
    assert_type(server.token.get_secret_value(), str)
    assert_type(server.root / "x", Path)
    assert_type(server.level, Level)
    assert_type(server.mode, Literal["http", "https"])
    assert_type(server.retry, Retry | None)
    assert_type(server.retry.wait if server.retry else None, timedelta | None)
    assert_type(server.limits, dict[str, int])
    assert_type(server.timeout, float)
    if isinstance(server, Tls):
        assert_type(server.certificate, str)
    return f"{server.host}:{server.port}"


def of_records(data: Data, window: Window) -> int:
    """Fields of dataclasses, of a narrower class too."""
    assert_type(data.sizes, list[int])
    assert_type(data.workers, int)
    assert_type(window.height, int)
    if isinstance(data, Images):
        assert_type(data.width, int)
        return data.width * window.height
    return sum(data.sizes)


def of_mappings(labels: Labels) -> list[float]:
    """Keys of TypedDicts."""
    assert_type(labels["title"], str)
    assert_type(labels.get("note"), str | None)
    assert_type(labels["points"], list[Point])
    return [point["x"] for point in labels["points"]]


def of_targets(app: App) -> int:
    """What a target builds, which is imported nowhere, and the arguments it takes."""
    assert_type(app.pool, Pool["concurrent.futures.Executor"])
    assert_type(build(app.pool), type["concurrent.futures.Executor"] | None)
    assert_type(build(Threads()), type["concurrent.futures.ThreadPoolExecutor"] | None)
    assert_type(build(Processes()), type["concurrent.futures.ProcessPoolExecutor"] | None)
    assert_type(complete(app.later), type["concurrent.futures.ThreadPoolExecutor"] | None)
    assert_type(Later().max_workers, int)
    return app.pool.max_workers


def of_generics(rates: Floats, retries: Retries) -> float:
    """Parameters that are filled in."""
    assert_type(rates, Range[float])
    assert_type(retries.parts, dict[str, Retry])
    assert_type(retries.first, Retry | None)
    assert_type(Named[Page](parts={}).parts, dict[str, Page])
    return rates.high - rates.low


def of_unions(cache: Memory | Redis, step: Step) -> str | int:
    """Members that a tag or a class tells apart, exhaustively."""
    assert_type(step.rate, int | float | Literal["auto"])
    assert_type(step.then[0].then if step.then else [], list[Step])
    match cache:
        case Memory():
            return cache.entries
        case Redis():
            assert_type(cache.port, int)
            return cache.host
        case _:
            assert_never(cache)


def of_merging(site: Site) -> list[str]:
    """A merge rule changes no type."""
    assert_type(site.tags, list[str])
    assert_type(site.pages, list[Page])
    assert_type(site.title, str)
    return [*site.tags, *site.hosts, *(page.path for page in site.pages)]


# -- where it comes from --------------------------------------------------------------------------------------------


def loaded(path: Path) -> App:
    """One line to a validated object."""
    app = tc.load(App, path, "name=x", store=store, env_prefix="APP_")
    assert_type(app, App)
    assert_type(app.cache, Memory | Redis)
    assert_type(app.steps.root, list[Step])
    assert_type(app.extension.options, tc.Config)
    return app


def answered(folder: Path) -> list[str]:
    """A composition and what it answers."""
    composition = composed(folder, "name=x")
    assert_type(composition, tc.Composition[App])
    assert_type(composition.value.server, Server)
    assert_type(part(composition, Summary), Summary)
    assert_type(composition.validate(Summary).server, Server)
    assert_type([job.server for job in grid(folder, "name=x,y")], list[Server])
    return composition.missing()


def served(*overrides: str) -> dict[str, int]:
    """A program's own types."""
    assert_type(serve, tc.Program[App, dict[str, int]])
    assert_type(serve.compose(*overrides).value.data, Data)
    assert_type(serve(App(name="x", data=Data("p", workers=1), pool=Threads())), dict[str, int])
    return serve.run(*overrides)


# -- decorators and registrations keep what they are given -------------------------------------------------------------

assert_type(Tls, type[Tls])
assert_type(Tls(certificate="x").port, int)
assert_type(doubled(2), int)
assert_type(store.add("more/tls", Tls), None)
