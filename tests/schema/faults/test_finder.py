"""What Pydantic says goes in, Faults come out: their words, whatever type, value and kind of error."""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import fractions
import ipaddress
import re
import uuid
import zoneinfo
from collections.abc import Callable, Hashable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Union

import annotated_types
import pytest
from pydantic import (
    UUID4,
    AllowInfNan,
    AnyUrl,
    AwareDatetime,
    BaseModel,
    ByteSize,
    ConfigDict,
    DirectoryPath,
    Field,
    FilePath,
    HttpUrl,
    ImportString,
    InstanceOf,
    IPvAnyAddress,
    Json,
    NaiveDatetime,
    NewPath,
    PastDate,
    PostgresDsn,
    StrictBool,
    StringConstraints,
    condecimal,
    field_validator,
    model_validator,
)
from typing_extensions import TypedDict

from typedconf import Target
from typedconf.validation import validate


class Colour(Enum):
    """An enum whose values are no names of its members."""

    RED = "red"
    GREEN = "green"


class Point(NamedTuple):
    """A named tuple."""

    x: int
    y: int = 0


class Typed(TypedDict):
    """A TypedDict."""

    x: int


class Short(BaseModel):
    """A model whose config says what its types don't."""

    model_config = ConfigDict(str_max_length=3, allow_inf_nan=False)
    text: str = ""
    number: float = 0.0
    natural: int = Field(0, ge=0)


def is_even(number: int) -> bool:
    """A test of a value."""
    return number % 2 == 0


class Silent:
    """An object that can't be shown."""

    def __repr__(self) -> str:
        raise RuntimeError


def faults_of(schema: Any, value: Any) -> list[Any]:
    """The faults of ``value`` under one key."""
    return list(validate(dict[str, schema], {"k": value}).faults)


LITERAL = Literal["adam", "sgd"]
MISSPELT: list[tuple[Any, Any, str, str | None]] = [
    (LITERAL, "adm", "not one of adam, sgd: 'adm'; did you mean adam?", "adam"),
    (LITERAL | None, "adm", "not one of adam, sgd: 'adm'; did you mean adam?", "adam"),
    (LITERAL | int, "adm", "not one of adam, sgd or a whole number: 'adm'; did you mean adam?", "adam"),
    (LITERAL | Colour, "gren", "not one of adam, sgd, red, green: 'gren'; did you mean green?", "green"),
    (Colour, "GREEEN", "not one of red, green: 'GREEEN'; did you mean green?", "green"),
    (bool, "tru", "not true or false: 'tru'; did you mean true?", "true"),
    (bool, "of", "not true or false: 'of'; did you mean off?", "off"),
    (StrictBool, "yes", "not true or false: 'yes' (it takes no text)", None),
    (LITERAL, "lion", "not one of adam, sgd: 'lion'", None),
    (LITERAL, 3, "not one of adam, sgd: 3", None),
    (Literal["sgd"], "sdg", "not sgd: 'sdg'; did you mean sgd?", "sgd"),
]


@pytest.mark.parametrize(("schema", "value", "message", "suggestion"), MISSPELT)
def test_a_misspelt_name_has_its_nearest(schema: Any, value: Any, message: str, suggestion: str | None) -> None:
    """Of literals, enums and bools, alone and in unions; of nothing that is no text, and never the value itself."""
    (fault,) = faults_of(schema, value)
    assert (fault.message, fault.suggestion) == (message, suggestion)


@pytest.mark.parametrize("container", [lambda value: [value], lambda value: {"a": value}])
def test_a_misspelt_name_inside_of_a_container_has_its_nearest(container: Callable[[Any], Any]) -> None:
    """In lists and mappings as anywhere."""
    (fault,) = faults_of(list[LITERAL] | dict[str, LITERAL], container("adm"))
    assert (fault.message, fault.suggestion) == ("not one of adam, sgd: 'adm'; did you mean adam?", "adam")


SAID: list[tuple[Any, Any, str]] = [
    # numbers
    (int, 1.5, "not a whole number: 1.5"),
    (int, float("inf"), "not a whole number: inf"),
    (Annotated[int, Field(strict=True)], "1", "not a whole number: '1' (it takes no text)"),
    (Annotated[float, AllowInfNan(False)], float("nan"), "not a finite number: nan"),  # noqa: FBT003  as it is made
    (Annotated[int, annotated_types.Interval(ge=1, le=3)], 9, "not a whole number from 1 to 3: 9"),
    (Annotated[int, annotated_types.MultipleOf(3)], 2, "not a whole number that is a multiple of 3: 2"),
    (Annotated[int, annotated_types.Predicate(is_even)], 3, "fails the test is_even: 3"),
    (Annotated[int, annotated_types.Predicate(lambda number: number > 3)], 3, "fails its test: 3"),
    (decimal.Decimal, "x", "not a decimal number: 'x'"),
    (
        condecimal(max_digits=3, decimal_places=1),
        "1.234",
        "not a decimal number of at most 3 digits with at most 1 decimal place: '1.234'",
    ),
    (fractions.Fraction, "x", "not a fraction: 'x'"),
    (complex, "x", "not a complex number: 'x'"),
    (ByteSize, "x", "not a size such as 10MB: 'x'"),
    # texts
    (str, 3, "not a text: 3"),
    (Annotated[str, Field(pattern="^a's+$")], "bbb", "not a text that matches ^a's+$: 'bbb'"),
    (Annotated[str, StringConstraints(max_length=2)], "abc", "not a text of at most 2 characters: 'abc'"),
    (Annotated[str, annotated_types.Len(2, 3)], "a", "not a text of 2 to 3 characters: 'a'"),
    (bytes, 3, "not bytes: 3"),
    (Annotated[bytes, Field(max_length=2)], "abc", "not at most 2 bytes: 'abc'"),
    (re.Pattern, "(", "not a regular expression: '('"),
    (uuid.UUID, "x", "not a UUID: 'x'"),
    (
        UUID4,
        "00000000-0000-1000-8000-000000000000",
        "not a UUID of version 4: '00000000-0000-1000-8000-000000000000'",
    ),
    # addresses and paths
    (HttpUrl, "ftp://x.de", "not a URL that begins with http:// or https://: 'ftp://x.de'"),
    (AnyUrl, "http://x:y", "not a URL: 'http://x:y' (invalid port number)"),
    (
        PostgresDsn,
        "http://x",
        "not a URL that begins with postgres://, postgresql://, postgresql+asyncpg:// or …: 'http://x'",
    ),
    (ipaddress.IPv4Address, "x", "not an IPv4 address: 'x'"),
    (ipaddress.IPv6Network, "x", "not an IPv6 network: 'x'"),
    (IPvAnyAddress, "x", "not an IP address: 'x'"),
    (Path, 3, "not a path: 3"),
    (FilePath, "/no", "not the path of a file: '/no'"),
    (DirectoryPath, "/no", "not the path of a folder: '/no'"),
    (NewPath, "/", "not a path where nothing is yet: '/'"),
    (NewPath, "/no/x", "not a path in a folder that exists: '/no/x'"),
    # times
    (dt.date, "2020-13-01", "not a date: '2020-13-01' (month value is outside expected range of 1-12)"),
    (dt.date, "2020-01-01T01:00:00", "not a date without a time of day: '2020-01-01T01:00:00'"),
    (dt.datetime, "soon", "not a date and time: 'soon'"),
    (dt.time, "25:00", "not a time of day: '25:00' (hour value is outside expected range of 0-23)"),
    (dt.timedelta, "x", "not a duration: 'x'"),
    (PastDate, "2999-01-01", "not a date in the past: '2999-01-01'"),
    (AwareDatetime, "2020-01-01T00:00", "not a date and time with a time zone: '2020-01-01T00:00'"),
    (NaiveDatetime, "2020-01-01T00:00Z", "not a date and time without a time zone: '2020-01-01T00:00Z'"),
    (Annotated[dt.date, Field(gt=dt.date(2020, 1, 1))], "2019-01-01", "not a date after 2020-01-01: '2019-01-01'"),
    (zoneinfo.ZoneInfo, "Mars/X", "not the name of a time zone: 'Mars/X'"),
    # containers
    (list[int], "ab", "not a list of whole numbers: 'ab'"),
    (Sequence[int], "ab", "not a list of whole numbers: 'ab'"),
    (Annotated[list[int], Field(min_length=2)], [1], "not a list of at least 2 whole numbers: [1]"),
    (
        Annotated[list[str], Field(max_length=1)],
        [*"abcdefgh"],
        "not a list of at most 1 text: ['a', 'b', 'c', 'd', 'e', 'f', …] (8 items)",
    ),
    (
        Annotated[set[int], Field(min_length=2)],
        [1, 1],
        "not a list of at least 2 different whole numbers: [1, 1] (1 different)",
    ),
    (
        Annotated[dict[str, int], Field(min_length=2)],
        {"a": 1},
        "not a mapping of at least 2 keys to whole numbers: {'a': 1}",
    ),
    (Mapping[str, int], 3, "not a mapping to whole numbers: 3"),
    (tuple[int, str], [1], "not a list of 2 items: [1]"),
    (tuple[int, str], [1, "a", 3], "not a list of 2 items: [1, 'a', 3]"),
    (Point, [], "not a list of 1 to 2 items (x, y): []"),
    (Typed, 3, "not a mapping: 3"),
    (set[Any], [[1]], "not a single value, as the items of a set are: [1]"),
    # objects
    (type[int], 3, "not a subclass of int: 3"),
    (type, 3, "not a class: 3"),
    (Callable[[int], int], "x", "not a function or a class: 'x'"),
    (InstanceOf[Colour], "red", "not an object of the class Colour: 'red'"),
    (Hashable, [1], "not hashable"),
    (None, 3, "not null: 3"),
    (ImportString, "nope.x", "not the dotted path of an object: 'nope.x' (No module named 'nope')"),
    # text that is taken apart
    (Json[list[int]], "{", "not JSON text: '{' (EOF while parsing an object at line 1 column 1)"),
    (Json[list[int]], "[1, 2, false, {}]", "not a whole number (at [3] within it)"),
    (Json[list[Typed]], "[{}]", "missing (at [0].x within it)"),
    # what a model's config adds to its types
    (Short, {"text": "long"}, "not a text of at most 3 characters: 'long'"),
    (Short, {"number": float("inf")}, "not a finite number: inf"),
    (Short, {"natural": -1}, "not a whole number of at least 0: -1"),
]


@pytest.mark.parametrize(("schema", "value", "message"), SAID, ids=[str(case[2]) for case in SAID])
def test_a_wrong_value_is_told_in_words(schema: Any, value: Any, message: str) -> None:
    """Each is part of an English sentence: what the value is not, what it is, and why where one doesn't see it."""
    (fault,) = faults_of(schema, value)
    assert fault.message == message


@pytest.mark.parametrize(("schema", "value", "message"), SAID, ids=[str(case[2]) for case in SAID])
def test_what_is_expected_is_in_the_message(schema: Any, value: Any, message: str) -> None:  # noqa: ARG001
    """``expected`` is what the message says the value is not, or what its type takes."""
    (fault,) = faults_of(schema, value)
    if fault.message.startswith("not ") and schema not in (Hashable, Json[list[int]]):
        assert fault.expected
        assert fault.message.startswith(f"not {fault.expected}: ")


NO_VALUE: list[tuple[Any, Any, tuple[Any, ...], str]] = [
    (int, None, (), "a whole number"),
    (list[int], [1, None], (1,), "a whole number"),
    (dict[str, int], {"a": None}, ("a",), "a whole number"),
    (tuple[int, str], [1, None], (1,), "a text"),
    (int | list[str], None, (), "a whole number or a list of texts"),
    (list[int] | None, [None], (0,), "a whole number"),
    (Colour, None, (), "one of red, green"),
    (list[LITERAL], [None], (0,), "one of adam, sgd"),
    (LITERAL | bool, None, (), "one of adam, sgd or true or false"),
    (Typed, {"x": None}, ("x",), "a whole number"),
    (collections.Counter[str], {"a": None}, ("a",), "a whole number"),
]


@pytest.mark.parametrize(("schema", "value", "path", "expected"), NO_VALUE)
def test_null_is_no_value(schema: Any, value: Any, path: tuple[Any, ...], expected: str) -> None:
    """Wherever the type takes no None, whatever that type is."""
    (fault,) = faults_of(schema, value)
    assert (fault.path, fault.message, fault.value, fault.expected) == (("k", *path), "no value", None, expected)


KEYS: list[tuple[Any, Any, str, str, str | None]] = [
    (dict[int, int], "x", "the key is not a whole number: 'x'", "a whole number", None),
    (dict[str, int], 3, "the key is not a text: 3", "a text", None),
    (dict[str, int], None, "the key has no value", "a text", None),
    (
        dict[LITERAL, int],
        "adm",
        "the key is not one of adam, sgd: 'adm'; did you mean adam?",
        "one of adam, sgd",
        "adam",
    ),
    (
        dict[Annotated[str, Field(max_length=1)], int],
        "ab",
        "the key is not a text of at most 1 character: 'ab'",
        "a text of at most 1 character",
        None,
    ),
]


@pytest.mark.parametrize(("schema", "key", "message", "expected", "suggestion"), KEYS)
def test_a_wrong_key_is_told_as_one(schema: Any, key: Any, message: str, expected: str, suggestion: str | None) -> None:
    """The fault stands at the key itself, and its words are those of the type of the keys."""
    (fault,) = faults_of(schema, {key: 1})
    assert (fault.path, fault.message, fault.expected) == (("k", key), message, expected)
    assert (fault.is_key, fault.suggestion) == (True, suggestion)


@pytest.mark.parametrize("value", [Silent(), [Silent()], {"a": Silent()}])
def test_a_value_that_cannot_be_shown_is_told_by_its_class(value: Any) -> None:
    """An object of a resolver's or a store's may fail when it is asked to show itself."""
    (fault,) = faults_of(int, value)
    assert fault.message.startswith("not a whole number: ")
    assert "<Silent>" in fault.message


def test_a_lone_surrogate_is_escaped() -> None:
    """A message can be written to any terminal."""
    assert [fault.message for fault in faults_of(int, "\ud800")] == [
        r"not a whole number: '\ud800' (not valid Unicode)"
    ]


class Checked(BaseModel):
    """Its validators raise what the value says."""

    value: str

    @field_validator("value")
    @classmethod
    def check(cls, value: str) -> str:
        """Refuses everything."""
        raise ValueError(*([value] if value else []))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Two\nlines", "Two\n  lines"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("", "refused by Checked.check: ''"),
        ("Value error, twice", "Value error, twice"),
        ("x" * 9999, "x" * 499 + "…"),
    ],
)
def test_a_validator_speaks_in_its_own_words(text: str, message: str) -> None:
    """Its lines are kept, but nothing that would colour a terminal; one that says nothing is named."""
    (fault,) = faults_of(Checked, {"value": text})
    assert (fault.path, fault.message, fault.is_rejection) == (("k", "value"), message, True)


class Strict(BaseModel):
    """A model that asserts."""

    value: int = 1

    @model_validator(mode="after")
    def agree(self) -> Strict:
        """Speaks where the value is 2."""
        if self.value == 2:
            raise ValueError("not two")
        if self.value == 3:
            raise AssertionError  # as assert does, when nothing rewrites it
        return self


@pytest.mark.parametrize(
    ("value", "message"), [(2, "Strict: not two"), (3, "refused by Strict.agree")], ids=["speaks", "asserts"]
)
def test_a_rejection_of_the_whole_config_names_its_class(value: int, message: str) -> None:
    """At the root there is no key to stand at; one that says nothing is named and shows no whole model."""
    assert [fault.message for fault in validate(Strict, {"value": value}).faults] == [message]


def test_what_follows_from_a_fault_is_not_told() -> None:
    """A default that is made from what is wrong can't be made, which is no second problem."""

    class Derived(BaseModel):
        a: int
        b: int = Field(default_factory=lambda data: data["a"] + 1)

    assert [fault.path for fault in validate(Derived, {"a": "x"}).faults] == [("a",)]


class Sgd(BaseModel):
    """A member of a union."""

    type: Literal["sgd"]
    lr: float


class Needs(BaseModel):
    """Requires one of each kind."""

    plain: int
    literal: Literal["x"]
    optional: int | None
    items: list[int]
    pair: tuple[int, int]
    mapping: dict[str, int]
    either: int | str
    tagged: Annotated[Union[Sgd], Field(discriminator="type")] | None  # noqa: UP007  as people write it
    inner: Sgd
    aliased: int = Field(alias="with a blank")


MISSING: list[tuple[str, str, str]] = [
    ("plain", "k.plain=…", "a whole number"),
    ("literal", "k.literal=x", "x"),
    ("optional", "k.optional=…", "a whole number"),
    ("items", "k.items=…", "a list of whole numbers"),
    ("pair", "k.pair=…", "a list of 2 items"),
    ("mapping", "k.mapping=…", "a mapping to whole numbers"),
    ("either", "k.either=…", "a whole number or a text"),
    ("tagged", "k.tagged.type=sgd k.tagged.lr=…", "a mapping"),
    ("inner", "k.inner.type=sgd k.inner.lr=…", "a mapping"),
    ("with a blank", "k[with a blank]=…", "a whole number"),
]


@pytest.mark.parametrize("mark", [{}, dict.fromkeys([key for key, *_ in MISSING], "???")])
def test_what_is_missing_has_its_setter(mark: dict[str, str]) -> None:
    """Each with the override that would set it and what it takes, whether it is absent or ``???``."""
    faults = faults_of(Needs, mark)
    assert [(fault.path[-1], fault.message, fault.expected) for fault in faults] == [
        (key, f"missing; set it with {setter}", expected) for key, setter, expected in MISSING
    ]
    assert [fault.suggestion for fault in faults] == [setter.split(" k.")[0] for _, setter, _ in MISSING]


@pytest.mark.parametrize(
    ("schema", "value", "path", "setter"),
    [
        (list[int], [1, "???"], (1,), "k[1]=…"),
        (tuple[int, Sgd], [1, "???"], (1,), "k[1].type=sgd k[1].lr=…"),
        (dict[str, int], {"a.b": "???"}, ("a.b",), r"k.a\.b=…"),
        (dict[int, int], {1: "???"}, (1,), "k.1=…"),
        (list[Sgd] | int, ["???"], (0,), "k[0].type=sgd k[0].lr=…"),
    ],
)
def test_a_missing_item_has_its_setter(schema: Any, value: Any, path: tuple[Any, ...], setter: str) -> None:
    """In lists, tuples and mappings, by its position or key as an override writes it."""
    (fault,) = faults_of(schema, value)
    assert (fault.path, fault.message) == (("k", *path), f"missing; set it with {setter}")


def test_a_missing_value_that_no_override_can_name_has_no_setter() -> None:
    """A key of the root that the grammar of overrides has no place for."""

    class Odd(BaseModel):
        odd: int = Field(alias="a=b c")

    (fault,) = validate(Odd, {}).faults
    assert (fault.message, fault.suggestion, fault.expected) == ("missing", None, "a whole number")


def test_many_setters_are_cut() -> None:
    """Of a model with many required fields the first three are shown."""

    class Many(BaseModel):
        a: int
        b: int
        c: int
        d: int

    assert [fault.message for fault in faults_of(dict[str, Many], {"m": "???"})] == [
        "missing; set it with k.m.a=… k.m.b=… k.m.c=… …"
    ]


def test_a_message_of_a_validator_before_is_told_once() -> None:
    """A validator before the fields stands at the model's key."""

    class Before(BaseModel):
        a: int

        @model_validator(mode="before")
        @classmethod
        def check(cls, data: Any) -> Any:  # noqa: ARG003  a validator takes it
            message = "never"
            raise ValueError(message)

    assert [(fault.path, fault.message) for fault in faults_of(Before, {})] == [(("k",), "never")]


class Vit(BaseModel):
    """A member of a union."""

    kind: Literal["vit"]
    depth: int = 1


class Cnn(BaseModel):
    """Another."""

    kind: Literal["cnn"]
    width: int = 1


class OfKinds(BaseModel):
    """Holds the union."""

    model: Annotated[Vit | Cnn, Field(discriminator="kind")]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("width", "no such key in Vit, but in Cnn; !replace drops what another kind has left"),
        ("dept", "no such key in Vit; did you mean depth?"),
    ],
)
def test_a_key_of_another_member_is_told_as_such(key: str, message: str) -> None:
    """What a layer with another tag has left is no misspelt key."""
    (fault,) = validate(OfKinds, {"model": {"kind": "vit", key: 1}}).faults
    assert (fault.path, fault.message) == (("model", key), message)


@pytest.mark.parametrize(
    ("key", "path", "message"),
    [
        ("widt", ("model", "widt"), "no such key in Vit or Cnn; did you mean width?"),
        ("width", ("model", "kind"), "missing; set it with k.model.kind=…, one of vit, cnn"),
    ],
)
def test_a_key_that_no_member_has_is_wrong_without_a_tag_too(key: str, path: tuple[str, ...], message: str) -> None:
    """Whichever member is chosen, it stays wrong; the tag is asked for where a member has the key."""
    (fault,) = faults_of(OfKinds, {"model": {key: 1}})
    assert (fault.path, fault.message) == (("k", *path), message)


class Optimizer(Target[Any]):
    """What two classes have in common."""

    lr: float = 0.1


class AdamTarget(Optimizer, target="m.Adam"):
    """One with a key of its own."""

    beta: float = 0.9


class SgdTarget(Optimizer, target="m.SGD"):
    """One without."""


class Sides(BaseModel):
    """Several classes with targets, as a union and one alone."""

    either: AdamTarget | SgdTarget | None = None
    one: SgdTarget | None = None


@pytest.mark.parametrize("key", ["either", "one"])
def test_a_key_that_another_target_has_left(key: str) -> None:
    """Names the class that has it, a member of the union or one that has a base in common, and the way out."""
    (fault,) = validate(Sides, {key: {"_target_": "m.SGD", "beta": 1}}).faults
    assert fault.path == (key, "beta")
    assert fault.message.startswith(
        "no such key in SgdTarget, but in AdamTarget; !replace drops what another _target_ has left"
    )
