"""What the type checkers know of what is built; checked by mypy and pyright, never run.

With Pydantic's plugin, mypy takes any value for a model's argument; there its ignores may be unused.
"""

# pyright: strict

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, assert_type

from pydantic import BaseModel

from typedconf.config import Config
from typedconf.instantiation import instantiate, locate
from typedconf.targets.bases import Partial, Target

if TYPE_CHECKING:
    import collections  # noqa: F401  a linter sees no use in the brackets of a base
    import concurrent.futures
    from collections.abc import Callable  # noqa: F401  as above

E_co = TypeVar("E_co", covariant=True)


class Threads(Target["concurrent.futures.ThreadPoolExecutor"]):
    """A target that is imported for type checkers alone."""

    max_workers: int = 1


class Counter(Target["collections.Counter[str]"], target="collections.Counter"):
    """A generic target, built by something that is named beside it."""


class Later(Partial["concurrent.futures.ThreadPoolExecutor"]):
    """A target that a call completes."""

    max_workers: int = 1


class Pool(Target[E_co], Generic[E_co]):
    """What the options of a group have in common."""

    max_workers: int = 1


class ThreadPool(Pool["concurrent.futures.ThreadPoolExecutor"]):
    """One option."""

    thread_name_prefix: str = ""


class Narrower(ThreadPool):
    """A narrower schema of the same option."""


class LaterPool(Partial[E_co], Generic[E_co]):
    """A common base of calls."""


class LaterThreads(LaterPool["concurrent.futures.ThreadPoolExecutor"]):
    """One of them."""


class Plain(BaseModel):
    """A model without a target."""

    x: int = 1


class App(BaseModel):
    """A root schema."""

    threads: Threads
    optional: Threads | None = None
    perhaps: Later | None = None
    pool: Pool["concurrent.futures.Executor"]
    executor: Target["concurrent.futures.Executor"]
    several: list[ThreadPool]
    later: Later
    untyped: Config


def of_app(cfg: App) -> None:
    """Every part of a schema gives what its target is."""
    assert_type(instantiate(cfg.threads), "concurrent.futures.ThreadPoolExecutor")
    assert_type(instantiate(cfg.threads, 1, max_workers=2), "concurrent.futures.ThreadPoolExecutor")
    assert_type(instantiate(cfg.threads, allow="x.*", share=True), "concurrent.futures.ThreadPoolExecutor")
    assert_type(instantiate(cfg.optional), "concurrent.futures.ThreadPoolExecutor | None")
    assert_type(instantiate(cfg.perhaps), "Callable[..., concurrent.futures.ThreadPoolExecutor] | None")
    assert_type(instantiate(None), None)
    assert_type(instantiate(cfg.pool), "concurrent.futures.Executor")
    assert_type(instantiate(cfg.executor), "concurrent.futures.Executor")
    assert_type([instantiate(node) for node in cfg.several], "list[concurrent.futures.ThreadPoolExecutor]")
    assert_type(instantiate(cfg.later), "Callable[..., concurrent.futures.ThreadPoolExecutor]")
    assert_type(instantiate(cfg.later)(max_workers=3), "concurrent.futures.ThreadPoolExecutor")


assert_type(instantiate(Counter()), "collections.Counter[str]")
assert_type(instantiate(ThreadPool()), "concurrent.futures.ThreadPoolExecutor")
assert_type(instantiate(Narrower()), "concurrent.futures.ThreadPoolExecutor")
assert_type(instantiate(LaterThreads()), "Callable[..., concurrent.futures.ThreadPoolExecutor]")
assert_type(
    instantiate(Target["concurrent.futures.ThreadPoolExecutor"](max_workers=2)),
    "concurrent.futures.ThreadPoolExecutor",
)


def anything_else(cfg: App, config: Config, mapping: dict[str, Any], anything: Any) -> None:
    """What isn't typed gives anything."""
    assert_type(instantiate(cfg.untyped), Any)
    assert_type(instantiate(config), Any)
    assert_type(instantiate(config.optimizer), Any)
    assert_type(instantiate(mapping), Any)
    assert_type(instantiate([mapping, config]), Any)
    assert_type(instantiate(Plain()), Any)
    assert_type(instantiate(cfg), Any)
    assert_type(instantiate(anything), Any)
    assert_type(locate("torch.nn.Linear"), Any)


def wrong_uses(cfg: App) -> None:
    """What a checker refuses."""
    instantiate()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    instantiate(cfg.threads, share="yes")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    instantiate(cfg.threads, allow=3)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    instantiate(cfg.threads).no_such_method()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    _: str = instantiate(cfg.pool)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
