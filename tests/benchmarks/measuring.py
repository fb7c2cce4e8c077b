"""Interleaved rounds of sides go in; the median time of each comes out."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Act = Callable[[], object]


class Side(NamedTuple):
    """What is timed: ``act``, ``times`` in a row, so that a round is long enough for the clock."""

    act: Act
    times: int = 1


def seconds_of(side: Side) -> float:
    """How long one act takes, by one round; what former rounds left behind is collected before."""
    gc.collect()
    start = time.perf_counter()
    for _ in range(side.times):
        side.act()
    return (time.perf_counter() - start) / side.times


def medians(first: Side, second: Side, rounds: int) -> tuple[float, float]:
    """The median seconds of each side over ``rounds``, A and B in turn, after one round that isn't counted."""
    mine, other = medians_of((first, second), rounds)
    return mine, other


def medians_of(sides: Sequence[Side], rounds: int) -> list[float]:
    """The median seconds of each of any number of sides, in their order; otherwise as ``medians``."""
    taken: list[list[float]] = [[] for _ in sides]
    for number in range(rounds + 1):
        for side, seconds in zip(sides, taken, strict=True):
            measured = seconds_of(side)
            if number:
                seconds.append(measured)
    return [statistics.median(seconds) for seconds in taken]
