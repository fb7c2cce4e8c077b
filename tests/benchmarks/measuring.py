"""Interleaved rounds of two sides go in; the median time of each comes out."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

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
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for side, seconds in zip((first, second), taken, strict=True):
            measured = seconds_of(side)
            if number:
                seconds.append(measured)
    return statistics.median(taken[0]), statistics.median(taken[1])
