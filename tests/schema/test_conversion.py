"""What a reference to a typed leaf gives: what Pydantic would make of its value, as plain data."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from typedconf.schema.annotations import members
from typedconf.schema.conversion import converter_of
from typedconf.trees import same

VALUES: list[Any] = [
    *(0, 1, 7, -3, 10**400, 0.0, 1.0, 1.5, 1e300, math.inf, True, False, None, [], {}, ""),
    *("7", "+7", "-0.0", "7.0", "7.", "1.50", "1_000", "1e3", "inf", "x", "0x10", " 7 ", "\u0667", "1" * 5000),
    *("yes", "No", "on", "T", "1", "0", "2", "true", "1.0"),
]


@pytest.mark.parametrize("kind", [int, float, bool])
@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
def test_a_reference_gives_what_pydantic_makes_of_the_leaf(kind: type, value: Any) -> None:
    """Of what Pydantic takes; what it refuses stays as it is, and is reported where it stands."""
    expected: Any
    try:
        expected = TypeAdapter(kind).validate_python(value)
    except ValidationError:
        expected = value
    convert = converter_of(tuple(members(kind)))
    assert convert is not None
    assert same(convert(value), expected)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (dt.date, "2020-01-02", "2020-01-02"),
        (dt.date, 1577923200, "2020-01-02"),
        (dt.date, "soon", "soon"),
        (dt.date, None, None),
        (dt.datetime, "2020-01-02 03:04", "2020-01-02T03:04:00"),
        (dt.datetime, "2020-01-02", "2020-01-02T00:00:00"),
        (dt.datetime, [], []),
    ],
)
def test_dates_are_iso(kind: type, value: Any, expected: Any) -> None:
    """However they were written; what is no date stays."""
    convert = converter_of(tuple(members(kind)))
    assert convert is not None
    assert convert(value) == expected


@pytest.mark.parametrize("annotation", [str, Path, int | str, Any, list[int], dict[str, int]], ids=str)
def test_what_stays_as_it_is(annotation: Any) -> None:
    """Texts, unions, what is untyped, and containers, whose leaves are converted by themselves."""
    assert converter_of(tuple(members(annotation))) is None


def test_the_types_alone_convert() -> None:
    """Constraints and validators of the user's have no say; an Optional converts as its type."""
    annotation = Annotated[int | None, Field(gt=10), AfterValidator(lambda value: value * 2)]
    convert = converter_of(tuple(members(annotation)))
    assert convert is not None
    assert convert("7") == 7
