"""Sweeps: their elements as texts, in order or shuffled, and the sweep itself as text."""

from __future__ import annotations

from itertools import islice

import pytest

from typedconf.errors import BoundExceeded
from typedconf.overrides import Zip, parse_override
from typedconf.overrides.sweeps import print_sweep

ELEMENTS = [
    ("fold=1,007,true", ["fold=1", "fold=007", "fold=true"]),
    ("~db@src=a,'b'", ["~db@src=a", "~db@src='b'"]),
    ("a=choice(int(2.5),str(1),[1, x])", ["a=2", "a='1'", "a=[1, x]"]),
    ("a=range(3)", ["a=0", "a=1", "a=2"]),
    ("a=range(0,0.4,0.1)", ["a=0.0", "a=0.1", "a=0.2", "a=0.3"]),
    ("a=range(2,0,-0.5)", ["a=2.0", "a=1.5", "a=1.0", "a=0.5"]),
    ("a=range(3,1)", []),
    ("a=sort(range(0,0.4,0.1),reverse=true)", ["a=0.3", "a=0.2", "a=0.1", "a=0.0"]),
    ("a=sort(range(5.0,2,-1))", ["a=3.0", "a=4.0", "a=5.0"]),
    ("a=zip(x,1)", ["a=x", "a=1"]),
    ("a=zip(range(1,3))", ["a=1", "a=2"]),
]


@pytest.mark.parametrize(("text", "choices"), ELEMENTS)
def test_elements_keep_their_text(text: str, choices: list[str]) -> None:
    """What was written is handed on; only what a function made is printed anew."""
    assert list(parse_override(text).choices()) == choices


def test_a_range_of_any_size_is_enumerated_lazily() -> None:
    """The first elements of many cost what they cost of few."""
    huge = parse_override("a=range(0,1e300,0.5)")
    assert list(islice(huge.choices(), 3)) == ["a=0.0", "a=0.5", "a=1.0"]


@pytest.mark.parametrize("text", ["a=shuffle(range(100),seed=1)", "a=shuffle(1,2,3,4,5,6,7,8,seed=1)"])
def test_a_seed_fixes_the_order(text: str) -> None:
    """A shuffled sweep with a seed gives all its elements, in the same order each time."""
    choices = list(parse_override(text).choices())
    assert choices == list(parse_override(text).choices())
    assert choices != sorted(choices, key=lambda choice: int(choice[2:]))
    assert len(set(choices)) == len(choices)


def test_a_shuffle_without_end_is_a_bound() -> None:
    """All positions must be held at once, so that their number is bounded."""
    with pytest.raises(BoundExceeded, match="more than 1,000,000 elements cannot be shuffled"):
        parse_override("a=shuffle(range(1000000000))").choices()


def test_a_zip_answers_for_what_it_zips() -> None:
    """Values, tags and order are those of the sweep within."""
    override = parse_override("a=zip(tag(t,shuffle(range(3))))")
    assert isinstance(override.sweep, Zip)
    assert list(override.sweep.values) == [0, 1, 2]
    assert (override.sweep.tags, override.sweep.shuffle) == (frozenset({"t"}), True)


PRINTED = [
    "a,b",
    "choice(a)",
    "choice(a,'1')",
    "range(1,10,2)",
    "range(0.5,1,0.1)",
    "interval(0.0,1.0)",
    "glob([a*],[])",
    "tag(t,u,range(0,3,1))",
    "shuffle(choice(a,b),seed=3)",
    "zip(a,b)",
    "zip(a,b,name=n)",
    "zip(range(0,3,1))",
    "tag(t,shuffle(choice(a,b)))",
    "shuffle()",
]


@pytest.mark.parametrize("text", PRINTED)
def test_a_sweep_prints_as_text_that_parses_back(text: str) -> None:
    """Printing and parsing are each other's way back."""
    sweep = parse_override(f"a={text}").sweep
    assert sweep is not None
    assert print_sweep(sweep) == text
