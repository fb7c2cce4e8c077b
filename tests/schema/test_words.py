"""What a type takes, in words."""

from __future__ import annotations

import datetime as dt
import decimal
import pathlib
import uuid
from enum import Enum
from typing import Annotated, Any, Literal, NewType, Optional

import pytest
from pydantic import BaseModel, Field, HttpUrl, PositiveFloat, PositiveInt, RootModel, SecretStr, conlist
from typing_extensions import TypeAliasType

from typedconf.schema.words import expected_words


class Mode(Enum):
    """Two modes."""

    FAST = "fast"
    SLOW = 2


class Inner(BaseModel):
    """A model."""

    a: int


WORDS: list[tuple[Any, str | None]] = [
    (bool, "true or false"),
    (int, "a whole number"),
    (PositiveFloat, "a number greater than 0"),
    (Annotated[int, Field(ge=1, le=9)], "a whole number of at least 1 and of at most 9"),
    (Annotated[int, Field(multiple_of=8)], "a whole number that is a multiple of 8"),
    (str, "a text"),
    (SecretStr, "a text"),
    (Annotated[str, Field(min_length=1)], "a text of at least 1 character"),
    (Annotated[str, Field(max_length=3, pattern="^a")], "a text of at most 3 characters and that matches ^a"),
    (Mode, "one of fast, 2"),
    (Literal["a", 1, None], "one of a, 1, null"),  # noqa: PYI061  as people write it
    (Literal[Mode.FAST], "one of fast"),
    (Optional[int], "a whole number"),  # noqa: UP045  both spellings are read
    (float | str, "a number or a text"),
    (bool | float | str, "true or false, a number or a text"),
    (list, "a list"),
    (list[Any], "a list"),
    (list[int], "a list of whole numbers"),
    (list[PositiveInt], "a list of whole numbers greater than 0"),
    (conlist(int, min_length=2), "a list of whole numbers of at least 2 items"),
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
    (HttpUrl, "a URL"),
    (NewType("Count", int), "a whole number"),
    (TypeAliasType("Alias", list[int]), "a list of whole numbers"),
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
