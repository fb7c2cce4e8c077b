"""Laws of the override grammar, over random values and texts, and beside Hydra's own parser."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from typedconf.errors import ConfigError
from typedconf.overrides import Choice, Override, parse_override
from typedconf.overrides.keys import read_head
from typedconf.overrides.parsing import _MOST
from typedconf.overrides.printing import print_value
from typedconf.overrides.reading import OverrideReader
from typedconf.overrides.sweeps import SWEEPS

TOKENS = [
    *("a", "b1", "_x", "a-b", "1", "0", "01", "1_0", "1.5", ".5", "1e3", "-", "+", "true", "null", "inf"),
    *("x", ".", "/", "*", "|", "?", "%", "@", "$"),
    *(" ", "\t", "  ", ",", ":", "[", "]", "{", "}", "(", ")", "'", '"', "\\", "\\\\", "\\,", "\\:", "\\ ", "\\'"),
    *("${a}", "${f:x, y}", "${", "'q'", '"q r"', "choice(", "range(", "sort(", "int(", "tag(", "[1,2]", "{a:1}", "a:b"),
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
KEYS = st.text() | st.integers() | st.floats(allow_nan=False) | st.none() | st.booleans()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
TEXTS = st.lists(st.sampled_from(TOKENS), max_size=8).map("".join)


@given(VALUES)
@example("a: ")
@example("\\")
@example("a\\'b\\")
@example("${a.${b}}")
@example({"1": 1, 1: "1", "true": True})
def test_what_is_printed_parses_back(value: Any) -> None:
    """Every plain value has a text, and the text the same value, types and order included."""
    assert repr(parse_override(f"a={print_value(value)}").value) == repr(value)


@given(VALUES)
def test_an_override_of_a_value_parses_back_from_its_text(value: Any) -> None:
    """``Override.of`` and ``parse_override`` make the same override."""
    made = Override.of("a.b@c", value)
    assert repr(parse_override(made.text).value) == repr(made.value)


@given(st.lists(VALUES, min_size=2, max_size=5))
def test_the_choices_of_a_sweep_parse_back_to_its_values(values: list[Any]) -> None:
    """Each element of a sweep is an override of its own."""
    override = parse_override("+a=" + ",".join(map(print_value, values)))
    assert isinstance(override.sweep, Choice)
    parsed = [parse_override(choice) for choice in override.choices()]
    assert repr([choice.value for choice in parsed]) == repr(list(override.sweep.values)) == repr(values)
    assert {choice.operation for choice in parsed} == {override.operation}


@given(st.text() | TEXTS | TEXTS.map("a={}".format))
def test_any_text_is_an_override_or_a_config_error(text: str) -> None:
    """No text ends in another exception; what is read knows its places."""
    try:
        override = parse_override(text)
    except ConfigError as error:
        for problem in error.problems:
            assert problem.origin is not None
            assert 1 <= (problem.origin.column or 0) <= len(text) + 1
        return
    assert override.text == text
    if override.has_value:
        column = override.place()
        assert column is not None
        assert 1 <= column <= len(text) + 1


@given(st.from_regex(_MOST, fullmatch=True))
def test_the_short_way_reads_what_the_long_way_reads(text: str) -> None:
    """Most overrides are read by one pattern, which agrees with the grammar."""
    override = parse_override(text)
    head = read_head(text)
    assert (head.key, head.package) == (override.key, override.package)
    assert repr(OverrideReader(text, head.end).value()) == repr(override.value)


@given(TEXTS)
def test_hydra_reads_the_same(text: str) -> None:
    """What Hydra reads is read as the same value, but for sweeps within values, which are refused."""
    theirs = read_by_hydra(f"k={text}")
    if theirs is NOTHING:
        return
    assert repr(parse_override(f"k={text}").value) == repr(theirs)


NOTHING = object()


def read_by_hydra(text: str) -> Any:
    """Hydra's value of an override without sweeps, quotes dropped; NOTHING where there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from hydra.core.override_parser.overrides_parser import OverridesParser
        from hydra.core.override_parser.types import QuotedString, Sweep
        from hydra.errors import HydraException

    def plain(value: Any) -> Any:
        if isinstance(value, Sweep):
            raise LookupError  # noqa: TRY004  a sweep is no wrong type, but nothing to compare
        if isinstance(value, QuotedString):
            return value.text
        if isinstance(value, list):
            return [plain(item) for item in value]
        return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value

    try:
        return plain(OverridesParser.create().parse_override(text)._value)
    except (HydraException, LookupError):
        return NOTHING


@pytest.mark.parametrize("text", ["a=1,2", "a=range(3)", "a=choice(x)", "a=interval(0,1)", "a=glob(*)", "a=zip(1)"])
def test_sweeps_are_of_the_closed_union(text: str) -> None:
    """Every sweep that is read is one of the five kinds."""
    assert isinstance(parse_override(text).sweep, SWEEPS)


LONG = [
    "a=" + "x" * 1_000_000,
    "a=" + "é" * 1_000_000,
    "a=" + "\\" * 1_000_000,
    "a='" + "\\" * 1_000_000,
    "a=" + "1," * 200_000 + "1",
    "a=" + "${a}" * 200_000,
    "a=" + "${" * 500_000,
    "a=x" + " " * 1_000_000 + "[",
    "a=" + ": " * 500_000,
    "a." * 500_000,
    "a[0]" * 250_000 + "=1",
    "\\." * 500_000 + "=1",
    "+" * 1_000_000,
    "a=int('" + "9" * 1_000_000 + "')",
    "a=choice(" + "1," * 200_000 + "1)",
    "a={" + "a: b," * 100_000 + "c: d}",
    "a=é," + "x\t," * 200_000 + "x",
]


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:8])
def test_a_million_characters_are_read_in_linear_time(text: str) -> None:
    """A quadratic reader would not end; this one reads or refuses within the test's patience."""
    try:
        parse_override(text)
    except ConfigError as error:
        assert len(error.problems[0].message) < 300  # noqa: PT017  either outcome is right
