"""The grid of sweeps: which jobs, in which order, and what can't be enumerated."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from typedconf.errors import OverrideError
from typedconf.overrides import parse_overrides
from typedconf.overrides.grid import expand_grid

if TYPE_CHECKING:
    from collections.abc import Iterator

OPTIONS = {"db": ["lite", "my", "pg", "more/"]}


def jobs(*texts: str) -> Iterator[str]:
    """The overrides of each job, in one text."""
    grid = expand_grid(parse_overrides(texts), lambda group: OPTIONS.get(group, []))
    return (" ".join(override.text for override in job) for job in grid)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), [""]),
        (("a=1", "b=x"), ["a=1 b=x"]),
        (("a=1,2", "b=x,y"), ["a=1 b=x", "a=1 b=y", "a=2 b=x", "a=2 b=y"]),
        (("a=1,2", "b=0", "+c=3,4"), ["a=1 b=0 +c=3", "a=1 b=0 +c=4", "a=2 b=0 +c=3", "a=2 b=0 +c=4"]),
        (("a=range(2)",), ["a=0", "a=1"]),
        (("a=fold,007,true",), ["a=fold", "a=007", "a=true"]),
        (("db=glob(*)",), ["db=lite", "db=my", "db=pg"]),
        (("db@src=glob([l*,p*],exclude=pg)",), ["db@src=lite"]),
        (("a=zip(1,2)", "c=x,y", "b=zip(range(3,5))"), ["a=1 c=x b=3", "a=1 c=y b=3", "a=2 c=x b=4", "a=2 c=y b=4"]),
        (("a=zip(1,2,name=n)", "b=zip(3,4,name=m)"), ["a=1 b=3", "a=1 b=4", "a=2 b=3", "a=2 b=4"]),
    ],
)
def test_the_last_sweep_varies_fastest(texts: tuple[str, ...], expected: list[str]) -> None:
    """Jobs come in the order of nested loops; zips of a name advance together, in the place of the first."""
    assert list(jobs(*texts)) == expected


def test_a_shuffled_sweep_has_one_order_in_the_whole_grid() -> None:
    """What is drawn without a seed is drawn once, however often its axis goes round."""
    found = [text.split() for text in jobs("a=1,2", "b=shuffle(1,2,3,4,5,6,7,8)")]
    assert [b for a, b in found if a == "a=1"] == [b for a, b in found if a == "a=2"]


def test_nothing_is_enumerated_before_it_is_asked_for() -> None:
    """A grid of a billion billion jobs gives its first ones at once."""
    assert list(islice(jobs("a=range(1000000000)", "b=range(1000000000)"), 2)) == ["a=0 b=0", "a=0 b=1"]


@pytest.mark.parametrize(
    ("texts", "messages"),
    [
        (("a=interval(0,1)",), ["an interval has no elements; range(start,stop,step) has"]),
        (("x=glob(*)",), ["glob(…) ranges over the options of a group, and x is none"]),
        (("db=glob(q*)",), ["no option of db matches; there are lite, my, pg"]),
        (
            ("a=zip(1,2)", "b=zip(1)"),
            ["zips advance together, and are of one length; a=zip(1,2) has 2, b=zip(1) has 1"],
        ),
        (("a=range(0,3,0)",), ["a range with a step of zero has no elements"]),
        (
            ("a=interval(0,1)", "x=glob(*)"),
            [
                "an interval has no elements; range(start,stop,step) has",
                "glob(…) ranges over the options of a group, and x is none",
            ],
        ),
    ],
)
def test_what_cannot_be_enumerated_is_said_before_the_first_job(texts: tuple[str, ...], messages: list[str]) -> None:
    """All sweeps without elements are reported together, when the grid is asked for."""
    with pytest.raises(OverrideError) as caught:
        jobs(*texts)
    assert [problem.message for problem in caught.value.problems] == messages
