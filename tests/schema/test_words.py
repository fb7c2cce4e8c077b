"""What a type takes, in words."""

from __future__ import annotations

import datetime as dt
import decimal
import pathlib
import uuid
from enum import Enum
from typing import Annotated, Any, Literal, NamedTuple, NewType, Optional

import pytest
from pydantic import (
    BaseModel,
    DirectoryPath,
    Field,
    FilePath,
    HttpUrl,
    Json,
    PositiveFloat,
    PositiveInt,
    RootModel,
    Secret,
    SecretStr,
    conlist,
)
from typing_extensions import TypeAliasType

from typedconf.schema.words import expected_words


class Mode(Enum):
    """Two modes."""

    FAST = "fast"
    SLOW = 2


class Empty(Enum):
    """An enum whose value no config can write, so that its name is what one writes."""

    PAIR = (1, 2)


class Point(NamedTuple):
    """A named tuple."""

    x: int
    y: int


class Nested(RootModel[list["Nested"]]):
    """A type that holds itself."""


class Inner(BaseModel):
    """A model."""

    a: int


WORDS: list[tuple[Any, str | None]] = [
    (bool, "true or false"),
    (int, "a whole number"),
    (PositiveFloat, "a number greater than 0"),
    (Annotated[int, Field(ge=1, le=9)], "a whole number from 1 to 9"),
    (Annotated[int, Field(multiple_of=8)], "a whole number that is a multiple of 8"),
    (str, "a text"),
    (SecretStr, "a text"),
    (Annotated[str, Field(min_length=1)], "a text of at least 1 character"),
    (Annotated[str, Field(max_length=3, pattern="^a")], "a text of at most 3 characters that matches ^a"),
    (Mode, "one of fast, 2"),
    (Literal["a", 1, None], "one of a, 1, null"),  # noqa: PYI061  as people write it
    (Literal[Mode.FAST], "fast"),
    (Optional[int], "a whole number"),  # noqa: UP045  both spellings are read
    (float | str, "a number or a text"),
    (bool | float | str, "true or false, a number or a text"),
    (list, "a list"),
    (list[Any], "a list"),
    (list[int], "a list of whole numbers"),
    (list[PositiveInt], "a list of whole numbers greater than 0"),
    (conlist(int, min_length=2), "a list of at least 2 whole numbers"),
    (list[list[str]], "a list of lists of texts"),
    (list[Inner], "a list of mappings"),
    (tuple[int, str], "a list of 2 items"),
    (tuple[int, ...], "a list of whole numbers"),
    (set[dt.date], "a list of dates"),
    (dict, "a mapping"),
    (dict[str, bool], "a mapping to true or false"),
    (dict[str, float], "a mapping to numbers"),
    (Inner, "a mapping"),
    (RootModel[list[int]], "a list of whole numbers"),
    (dt.datetime, "a date and time"),
    (dt.timedelta, "a duration"),
    (dt.time, "a time of day"),
    (pathlib.Path, "a path"),
    (uuid.UUID, "a UUID"),
    (decimal.Decimal, "a decimal number"),
    (HttpUrl, "a URL that begins with http:// or https://"),
    (NewType("Count", int), "a whole number"),
    (TypeAliasType("Alias", list[int]), "a list of whole numbers"),
    (Annotated[int, Field(ge=1, lt=9)], "a whole number of at least 1 and less than 9"),
    (Annotated[int, Field(gt=3, multiple_of=2)], "a whole number greater than 3 that is a multiple of 2"),
    (Annotated[dt.date, Field(ge=dt.date(2020, 1, 1))], "a date not before 2020-01-01"),
    (Annotated[list[int], Field(min_length=2, max_length=2)], "a list of 2 whole numbers"),
    (Annotated[list[Any], Field(min_length=1)], "a list of at least 1 item"),
    (Annotated[list[int], Field(min_length=1)], "a list of at least 1 whole number"),
    (Annotated[list[int | str], Field(max_length=1)], "a list of at most 1 item"),
    (Annotated[set[str], Field(min_length=2)], "a list of at least 2 different texts"),
    (Annotated[dict[str, int], Field(min_length=1)], "a mapping of at least 1 key to whole numbers"),
    (Annotated[bytes, Field(min_length=4)], "at least 4 bytes"),
    (list[int | str | None], "a list of whole numbers or texts"),
    (list[Literal["a", "b"]], "a list of any of a, b"),
    (dict[int, float], "a mapping from whole numbers to numbers"),
    (Literal["a"] | Literal["b"], "one of a, b"),  # noqa: PYI030  as unions of schemas have them
    (Literal["", "a, b"], "one of '', 'a, b'"),
    (Literal[True, 1.5], "one of true, 1.5"),
    (Empty | Literal["x"], "one of PAIR, x"),
    (RootModel[list[RootModel[int]]], "a list of whole numbers"),
    (Nested, "a list of lists of lists of lists"),
    (RootModel[int | str], "a whole number or a text"),
    (Secret[int], "a whole number"),
    (Json[int], "JSON text of a whole number"),
    (Json[Any], "JSON text"),  # type: ignore[misc]
    (FilePath, "the path of a file"),
    (list[DirectoryPath], "a list of paths of folders"),
    (list[HttpUrl], "a list of URLs that begin with http:// or https://"),
    (list[Annotated[int, Field(multiple_of=2)]], "a list of whole numbers that are multiples of 2"),
    (list[Annotated[str, Field(pattern="^a")]], "a list of texts that match ^a"),
    (Point, "a list of 2 items (x, y)"),
    (None, "null"),
    (Any, None),
    (int | Any, None),
    (object, None),
]


@pytest.mark.parametrize(("annotation", "words"), WORDS, ids=[str(annotation) for annotation, _ in WORDS])
def test_types_have_words(annotation: Any, words: str | None) -> None:
    """Each type is described as one would say it; what nobody has words for has none."""
    assert expected_words(annotation) == words


def test_many_alternatives_are_cut() -> None:
    """Of a long list of names the first twelve are shown."""
    many = Enum("Many", {f"m{number}": number for number in range(40)})  # type: ignore[misc]
    assert expected_words(many) == "one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …"
