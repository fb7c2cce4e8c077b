"""Targets: a common base of a group's options, its options, and a Partial."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import PositiveInt  # noqa: TC002  Pydantic reads the annotation when the program runs

import typedconf as tc

if TYPE_CHECKING:
    import concurrent.futures  # noqa: F401  a linter sees no use in the brackets of a base

E_co = TypeVar("E_co", covariant=True)


class Pool(tc.Target[E_co], Generic[E_co]):
    """What every pool takes."""

    max_workers: PositiveInt = 1


class Threads(Pool["concurrent.futures.ThreadPoolExecutor"]):
    """One option."""

    thread_name_prefix: str = ""


class Processes(Pool["concurrent.futures.ProcessPoolExecutor"]):
    """Another option."""

    max_tasks_per_child: PositiveInt | None = None


class Later(tc.Partial["concurrent.futures.ThreadPoolExecutor"]):
    """What a call completes."""

    max_workers: PositiveInt = 1
