"""What was measured goes in; the lines of the table come out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.measuring import medians

if TYPE_CHECKING:
    from tests.benchmarks.measuring import Side


class Row(NamedTuple):
    """One line of the table; a ratio is right from its bound upwards, or downwards where ``at_most``.

    A bound that is infinite is none: the ratio is there to be known.
    """

    what: str
    ratio: float
    bound: float
    aim: float
    at_most: bool = False

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        marks = [f"{sign} {limit:g}" if math.isfinite(limit) else "" for limit in (self.bound, self.aim)]
        return f"| {self.what} | {self.ratio:.3g} | {marks[0]} | {marks[1]} | {self._verdict()} |"

    def _verdict(self) -> str:
        for name, limit in (("aim", self.aim), ("yes", self.bound)):
            if self.ratio <= limit if self.at_most else self.ratio >= limit:
                return name
        return "**no**"


class NotMeasured(NamedTuple):
    """A line that says why it has no number."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"| {self.what} | {self.why} | | | |"


def faster(  # noqa: PLR0917  a row of a table
    what: str, ours: Side, theirs: Side, rounds: int, bound: float, aim: float
) -> Row:
    """How many times faster ours is."""
    mine, other = medians(ours, theirs, rounds)
    return Row(f"{what} ({time_text(other)} / {time_text(mine)})", other / mine, bound, aim)


def time_text(seconds: float) -> str:
    """A duration in ms, a long one in seconds, a short one in µs."""
    if seconds >= 1:
        return f"{seconds:.3g} s"
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f} µs"
