"""Which types take only text, and what of a union takes a number as it is."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from fractions import Fraction
from pathlib import Path, PurePosixPath
from re import Pattern
from typing import Any, Literal

import pytest
from pydantic import AnyUrl, BaseModel, EmailStr, HttpUrl, PostgresDsn, Secret, SecretBytes, SecretStr

from typedconf.schema.annotations import Bare, members
from typedconf.schema.texts import TextRule, fits_strictly, text_rule


class Color(Enum):
    """An enum of texts."""

    RED = "red"


class Named(StrEnum):
    """Another."""

    A = "a"


class Number(IntEnum):
    """An enum of numbers."""

    ONE = 1


class Mixed(Enum):
    """An enum of both."""

    ONE = 1
    TWO = "two"


class Empty(Enum):
    """An enum without members."""


class Text(str):
    """A text of the user's own."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("annotation", "rule"),
    [
        *[
            (annotation, TextRule.ALWAYS)
            for annotation in (
                *(str, bytes, Path, PurePosixPath, Decimal, dt.time, uuid.UUID, Pattern[str], Text),
                *(SecretStr, SecretBytes, Secret[str], AnyUrl, HttpUrl, PostgresDsn, EmailStr),
                *(Color, Named, Literal["a", "b"], Literal[Color.RED], str | Path, str | None, Color | Literal["x"]),
            )
        ],
        *[
            (annotation, TextRule.NEVER)
            for annotation in (
                *(int, float, bool, Number, Literal[1, True], Literal[Number.ONE], dt.date, dt.datetime, Any, object),
                *(list[str], dict[str, str], BaseModel, Secret[int], None, int | None, int | float, Empty, Fraction),
            )
        ],
        (dt.timedelta, TextRule.COLONS),
        (dt.timedelta | None, TextRule.COLONS),
        *[
            (annotation, TextRule.UNFIT)
            for annotation in (int | str, bool | str, Mixed, Literal[1, "a"], dt.timedelta | str, list[str] | str)
        ],
    ],
    ids=str,
)
def test_the_rule_of_a_type(annotation: Any, rule: TextRule) -> None:
    """Text alone makes it text; beside other types, only what fits none of them; an Optional is no union."""
    assert text_rule(tuple(members(annotation))) is rule


@pytest.mark.parametrize(
    ("annotation", "fitting"),
    [
        (int | str, [7]),
        (float | str, [7, 1.5]),
        (bool | str, [True]),
        (complex | str, [7, 1.5]),
        (dt.datetime | str, [7, 1.5]),
        (Literal[7, "a"], [7]),
        (Literal[True, "a"], [True]),
        (Mixed, []),
        (Number | str, []),
        (Any | str, [7, 1.5, True]),
        (str | Path, []),
    ],
    ids=str,
)
def test_what_fits_a_union_as_it_is(annotation: Any, fitting: list[Any]) -> None:
    """A number fits where a member takes it, and a bool only where a member is bool: it is no number."""
    values: tuple[Any, ...] = (7, 1.5, True)
    assert [value for value in values if fits_strictly(tuple(members(annotation)), value)] == fitting


def test_a_member_of_an_enum_fits_by_its_value() -> None:
    """What equals it only to Python does not: True is no 1."""
    types = (Bare(Mixed),)
    assert [value for value in (1, 1.0, True) if fits_strictly(types, value)] == [1]
