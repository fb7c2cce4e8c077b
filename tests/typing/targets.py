"""What the type checkers know of targets, references and merge rules; checked by mypy and pyright, never run.

With Pydantic's plugin, mypy takes any value for a model's argument; there its ignores may be unused.
"""

# pyright: strict

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, assert_type

from pydantic import BaseModel, Field, PositiveFloat

from typedconf.schema.merge_rules import Merge
from typedconf.schema.references import ref
from typedconf.targets.bases import Partial, Target

if TYPE_CHECKING:
    import collections  # noqa: F401  a linter sees no use in the brackets of a base
    import concurrent.futures
    from collections.abc import Callable

T = TypeVar("T")
E_co = TypeVar("E_co", covariant=True)


def build(node: Target[T]) -> T:
    """What instantiating does, to a type checker."""
    raise NotImplementedError(node)


def prepare(node: Partial[T]) -> Callable[..., T]:
    """As ``build``, of a Partial."""
    raise NotImplementedError(node)


# -- a target of its own ------------------------------------------------------------------------------------------


class Threads(Target["concurrent.futures.ThreadPoolExecutor"]):
    """A target that is imported for type checkers alone."""

    max_workers: int = 1


class Waiting(Threads):
    """A narrower schema of the same target."""

    thread_name_prefix: str = ""


class Counter(Target["collections.Counter[str]"], target="collections.Counter"):
    """A generic target, built by something that is named beside it."""


class Later(Partial["concurrent.futures.ThreadPoolExecutor"]):
    """A target that a call completes."""

    max_workers: int = 1


assert_type(build(Threads(max_workers=2)), "concurrent.futures.ThreadPoolExecutor")
assert_type(build(Waiting()), "concurrent.futures.ThreadPoolExecutor")
assert_type(build(Counter()), "collections.Counter[str]")
assert_type(prepare(Later()), "Callable[..., concurrent.futures.ThreadPoolExecutor]")
assert_type(Threads().max_workers, int)

Threads(max_workers="two")  # type: ignore[arg-type, unused-ignore]  # pyright: ignore[reportArgumentType]
build(Later())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
prepare(Threads())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
build(Target)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


class Wrong(Target["collections.Cuonter"]):  # type: ignore[name-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    """A target that does not exist."""


# -- covariance ---------------------------------------------------------------------------------------------------


class App(BaseModel):
    """A schema with a part that is any Executor."""

    executor: Target["concurrent.futures.Executor"]
    optional: Target["concurrent.futures.Executor"] | None = None
    several: list[Target["concurrent.futures.Executor"]] = []


app = App(executor=Threads(), optional=Waiting(), several=[Threads(), Waiting()])
assert_type(build(app.executor), "concurrent.futures.Executor")


def widened(node: Target[concurrent.futures.ThreadPoolExecutor]) -> Target[concurrent.futures.Executor]:
    """A narrower target stands for a wider one."""
    return node


def narrowed(node: Target[concurrent.futures.Executor]) -> Target[concurrent.futures.ThreadPoolExecutor]:
    """A wider target doesn't stand for a narrower one."""
    return node  # type: ignore[return-value]  # pyright: ignore[reportReturnType]


def called(node: Partial[concurrent.futures.ThreadPoolExecutor]) -> Partial[concurrent.futures.Executor]:
    """As with a Target, so with a Partial."""
    return node


assert_type(build(widened(Threads())), "concurrent.futures.Executor")
App(executor=Counter())  # type: ignore[arg-type, unused-ignore]  # pyright: ignore[reportArgumentType]


# -- a common base of a group's options ---------------------------------------------------------------------------


class Pool(Target[E_co], Generic[E_co]):
    """What the options have in common."""

    max_workers: int = 1


class ThreadPool(Pool["concurrent.futures.ThreadPoolExecutor"]):
    """One option."""

    thread_name_prefix: str = ""


class ProcessPool(Pool["concurrent.futures.ProcessPoolExecutor"]):
    """Another option."""


class Pools(BaseModel):
    """A schema that takes any of the options."""

    pool: Pool["concurrent.futures.Executor"]


assert_type(build(ThreadPool(max_workers=2, thread_name_prefix="x")), "concurrent.futures.ThreadPoolExecutor")
assert_type(build(ProcessPool()), "concurrent.futures.ProcessPoolExecutor")
assert_type(build(Pools(pool=ThreadPool()).pool), "concurrent.futures.Executor")
assert_type(Pools(pool=ProcessPool()).pool.max_workers, int)
Pools(pool=Threads())  # type: ignore[arg-type, unused-ignore]  # pyright: ignore[reportArgumentType]


# -- without a class of its own -----------------------------------------------------------------------------------

bare = Target["concurrent.futures.ThreadPoolExecutor"](max_workers=2)
assert_type(build(bare), "concurrent.futures.ThreadPoolExecutor")


# -- references and merge rules -----------------------------------------------------------------------------------


class Training(BaseModel):
    """Defaults that are references, typed and not."""

    lr: float = ref("training.lr")
    momentum: PositiveFloat = ref("training.momentum", float)
    decay: Annotated[float, Field(gt=0)] = ref(".lr", float)
    names: Annotated[list[str], Merge("append")] = []
    parts: Annotated[list[Training], Merge(by="lr")] = []


@dataclasses.dataclass
class Plain:
    """A dataclass of Python's own."""

    lr: float = ref("training.lr", float)


assert_type(ref("a"), Any)
assert_type(ref("a", int), int)
assert_type(ref("a", list[int]), list[int])
assert_type(Training().lr, float)
assert_type(Plain().lr, float)

name: str = ref("a", int)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
ref(3)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
Merge("apend")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
Merge()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
Merge("append", by="name")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
