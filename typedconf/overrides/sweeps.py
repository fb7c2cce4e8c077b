"""What a sweep ranges over: the ``Sweep`` of an override, its elements as values and as the texts of values.

All are immutable and hold no more than was written: a range of a billion elements costs as much as one of two.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from typedconf.errors import BoundExceeded, OverrideError, Problem
from typedconf.overrides.printing import print_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_SHUFFLED: Final = 1_000_000  # a shuffle must hold all positions; some tens of MB are enough


class Choice(NamedTuple):
    """One of several values: ``a,b``, ``choice(a,b)``. ``texts`` are the values as written, or as they would be.

    ``seed`` makes a shuffled order the same each time. ``simple``: written without ``choice(…)``.
    """

    values: tuple[Any, ...]
    texts: tuple[str, ...]
    tags: frozenset[str] = frozenset()
    shuffle: bool = False
    seed: int | None = None
    simple: bool = False


class Range(NamedTuple):
    """``range(start,stop,step)``: the stop is no element; all are ints where all three are, else all floats."""

    start: float
    stop: float
    step: float = 1
    tags: frozenset[str] = frozenset()
    shuffle: bool = False
    seed: int | None = None

    @property
    def values(self) -> Sequence[int | float]:
        """The elements, made when they are asked for.

        Raises:
            OverrideError: the step is zero, or there is no last element.
        """
        start, stop, step = self.start, self.stop, self.step
        if step == 0:
            raise OverrideError(Problem("a range with a step of zero has no elements", value=0, expected="a step"))
        if isinstance(start, int) and isinstance(stop, int) and isinstance(step, int):
            return range(start, stop, step)
        if not all(map(math.isfinite, (start, stop, step))):
            raise OverrideError(Problem("a range without an end cannot be enumerated", expected="finite numbers"))
        from typedconf.overrides.fractional import FractionalRange  # noqa: PLC0415  loads decimal, rarely needed

        return FractionalRange.between(start, stop, step)


class Interval(NamedTuple):
    """``interval(start,end)``: any number from ``start`` up to ``end``, for sweepers that draw their own."""

    start: float
    end: float
    tags: frozenset[str] = frozenset()

    @property
    def shuffle(self) -> bool:
        """False: an interval has no order."""
        return False


class Glob(NamedTuple):
    """``glob(include,exclude)``: the options of a group whose names match a pattern."""

    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()

    @property
    def tags(self) -> frozenset[str]:
        """None: a glob takes no tags."""
        return frozenset()

    @property
    def shuffle(self) -> bool:
        """False: options come in the order of their names."""
        return False


class Zip(NamedTuple):
    """``zip(a,b)``: values that advance together with those of the other zips of the same ``name``."""

    items: Choice | Range
    name: str | None = None

    @property
    def values(self) -> Sequence[Any]:
        """The elements; a range's are made when they are asked for."""
        return self.items.values

    @property
    def tags(self) -> frozenset[str]:
        """The tags of what is zipped."""
        return self.items.tags

    @property
    def shuffle(self) -> bool:
        """Whether what is zipped is shuffled, each zip for itself."""
        return self.items.shuffle


Sweep: TypeAlias = Choice | Range | Interval | Glob | Zip
SWEEPS: Final = (Choice, Range, Interval, Glob, Zip)


def element_texts(sweep: Choice | Range | Zip) -> Iterator[str]:
    """The elements of a finite sweep as texts of values, in order, or in a random one where it is shuffled.

    Raises:
        OverrideError: a range whose step is zero, or that has no end.
        BoundExceeded: more than a million elements to shuffle.
    """
    if isinstance(sweep, Zip):
        sweep = sweep.items
    if isinstance(sweep, Choice):
        texts = sweep.texts
        return iter(texts) if not sweep.shuffle else (texts[n] for n in _shuffled(len(texts), sweep.seed))
    values = sweep.values
    if not sweep.shuffle:
        return map(print_value, values)
    return (print_value(values[n]) for n in _shuffled(len(values), sweep.seed))


def print_sweep(sweep: Sweep) -> str:
    """A sweep as the text that parses back to it."""
    match sweep:
        case Choice(texts=texts):
            commas = sweep.simple and len(texts) > 1 and not sweep.shuffle and not sweep.tags
            written = ",".join(texts) if commas else f"choice({','.join(texts)})"
            if sweep.shuffle and not texts:
                written = ""
        case Range():
            written = f"range({','.join(map(print_value, sweep[:3]))})"
        case Interval():
            written = f"interval({','.join(map(print_value, sweep[:2]))})"
        case Glob():
            return f"glob({','.join(print_value(list(patterns)) for patterns in sweep)})"
        case Zip(items=items, name=name):
            named = f",name={print_value(name)}" if name is not None else ""
            zipped = items.texts if isinstance(items, Choice) and _is_plain(items) else (print_sweep(items),)
            return f"zip({','.join(zipped)}{named})"
    if sweep.shuffle:
        seed = getattr(sweep, "seed", None)
        written = f"shuffle({written}{'' if seed is None else f',seed={seed}'})"
    return f"tag({','.join(map(print_value, sorted(sweep.tags)))},{written})" if sweep.tags else written


def _is_plain(choice: Choice) -> bool:
    """Whether a choice is no more than its values, so that a zip need not name it."""
    return choice.simple and not choice.shuffle and not choice.tags


def _shuffled(size: int, seed: int | None) -> list[int]:
    """All positions below ``size``, in the order that ``seed`` gives."""
    if size > _MOST_SHUFFLED:
        raise BoundExceeded(Problem(f"more than {_MOST_SHUFFLED:,} elements cannot be shuffled", value=size))
    from random import Random  # noqa: PLC0415  few overrides are shuffled, and loading it seeds a generator

    return Random(seed).sample(range(size), size)  # noqa: S311  an order, no secret
