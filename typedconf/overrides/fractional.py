"""Ranges of floats: start, stop and step -> a sequence whose elements are what a person would write."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import overload


class FractionalRange(Sequence[float]):
    """The floats ``start + n * step`` before the stop, each made when it is asked for.

    Counted in decimals as written, not in binary: ``0, 0.1, 0.2, 0.3`` and never ``0.30000000000000004``.
    """

    __slots__ = ("_size", "_start", "_step")

    def __init__(self, start: Fraction, step: Fraction, size: int) -> None:
        self._start = start
        self._step = step
        self._size = size

    @classmethod
    def between(cls, start: float, stop: float, step: float) -> FractionalRange:
        """The range from ``start`` until ``stop``; empty where the step leads away from it."""
        first, last, stride = (Fraction(repr(number)) for number in (start, stop, step))
        return cls(first, stride, max(0, math.ceil((last - first) / stride)))

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> float: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[float]: ...
    def __getitem__(self, index: int | slice) -> float | Sequence[float]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(self._size))]
        if not -self._size <= index < self._size:
            raise IndexError(index)
        return float(self._start + index % self._size * self._step)

    def reversed_bounds(self) -> tuple[float, float, float]:
        """Start, stop and step of the range that gives the same elements from the last to the first."""
        return self[-1], float(self._start - self._step), float(-self._step)
