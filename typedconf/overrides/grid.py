"""Overrides with sweeps -> the overrides of each job of the grid, lazily, the last sweep varying fastest."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from typedconf.errors import OverrideError, raise_all
from typedconf.overrides.override import PREFIXES
from typedconf.overrides.parsing import parse_override
from typedconf.overrides.printing import print_value
from typedconf.overrides.sweeps import Glob, Interval, Zip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from typedconf.errors import ConfigError
    from typedconf.overrides.override import Override


class Dimension:
    """One axis of a grid: the overrides that advance together along it, each by its place on the command line."""

    __slots__ = ("overrides", "places")

    def __init__(self) -> None:
        self.places: Final[list[int]] = []
        self.overrides: Final[list[Override]] = []


def expand_grid(
    overrides: Sequence[Override], options: Callable[[str], Iterable[str]]
) -> Iterator[tuple[Override, ...]]:
    """The overrides of each job; one job where nothing is swept. ``options`` lists the options of a group.

    A range of a billion elements is never held; what is shuffled without a seed is drawn once for the whole grid.

    Raises:
        OverrideError: at once, with all sweeps that cannot be enumerated and all zips of unequal length.
    """
    dimensions = _dimensions(overrides)
    errors: list[ConfigError] = []
    axes: list[Callable[[], Iterator[tuple[Override, ...]]]] = []
    for dimension in dimensions:
        try:
            axes.append(_axis(dimension, options))
        except OverrideError as error:
            errors.append(error)
    raise_all(errors)
    return _jobs(list(overrides), dimensions, axes)


def _dimensions(overrides: Sequence[Override]) -> list[Dimension]:
    """The axes in order: each sweep is one of its own, zips of one name share that of their first."""
    dimensions: list[Dimension] = []
    zips: dict[str | None, Dimension] = {}
    for place, override in enumerate(overrides):
        if override.sweep is None:
            continue
        dimension = zips.get(override.sweep.name) if isinstance(override.sweep, Zip) else None
        if dimension is None:
            dimension = Dimension()
            dimensions.append(dimension)
            if isinstance(override.sweep, Zip):
                zips[override.sweep.name] = dimension
        dimension.places.append(place)
        dimension.overrides.append(override)
    return dimensions


def _axis(
    dimension: Dimension, options: Callable[[str], Iterable[str]]
) -> Callable[[], Iterator[tuple[Override, ...]]]:
    """What goes along the axis again, each time that it is called."""
    texts = [_texts(override, options) for override in dimension.overrides]
    if len(texts) > 1:
        sizes = {override.text: _size(override) for override in dimension.overrides}
        if len(set(sizes.values())) > 1:
            told = ", ".join(f"{text} has {size}" for text, size in sizes.items())
            raise OverrideError(
                dimension.overrides[-1].problem(f"zips advance together, and are of one length; {told}")
            )
    return lambda: (tuple(map(parse_override, row)) for row in zip(*(again() for again in texts), strict=True))


def _texts(override: Override, options: Callable[[str], Iterable[str]]) -> Callable[[], Iterable[str]]:
    sweep = override.sweep
    if isinstance(sweep, Interval):
        raise OverrideError(override.problem("an interval has no elements; range(start,stop,step) has"))
    if isinstance(sweep, Glob):
        names = _matching(override, sweep, options)
        head = PREFIXES[override.operation] + override.key
        head += f"@{override.package}=" if override.package is not None else "="
        return lambda: [head + print_value(name) for name in names]
    if sweep is not None and sweep.shuffle:
        drawn = list(override.choices())
        return lambda: drawn
    override.choices()  # so that what can't be enumerated is said before the first job
    return override.choices


def _matching(override: Override, glob: Glob, options: Callable[[str], Iterable[str]]) -> list[str]:
    there = [name for name in options(override.key) if not name.endswith("/")]
    if not there:
        message = f"glob(…) ranges over the options of a group, and {override.key} is none"
        raise OverrideError(override.problem(message))
    names = [
        name
        for name in there
        if any(fnmatchcase(name, pattern) for pattern in glob.include)
        and not any(fnmatchcase(name, pattern) for pattern in glob.exclude)
    ]
    if not names:
        raise OverrideError(override.problem(f"no option of {override.key} matches; there are {', '.join(there)}"))
    return names


def _size(override: Override) -> int:
    return len(override.sweep.values) if isinstance(override.sweep, Zip) else 0


def _jobs(
    current: list[Override],
    dimensions: list[Dimension],
    axes: list[Callable[[], Iterator[tuple[Override, ...]]]],
) -> Iterator[tuple[Override, ...]]:
    """An odometer: the last axis turns for every job, each other when those behind it have gone round."""
    if not axes:
        yield tuple(current)
        return
    running = [axis() for axis in axes[:1]]
    while running:
        row = next(running[-1], None)
        if row is None:
            running.pop()
            continue
        for place, override in zip(dimensions[len(running) - 1].places, row, strict=True):
            current[place] = override
        if len(running) == len(axes):
            yield tuple(current)
        else:
            running.append(axes[len(running)]())
