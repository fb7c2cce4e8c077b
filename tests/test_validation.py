"""Validation: a resolved tree to the schema's object, or every fault, at its key and in words."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    Json,
    PositiveFloat,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from typedconf.config import Config
from typedconf.errors import StoreError
from typedconf.schema import Schemas
from typedconf.schema.faults import Fault
from typedconf.validation import validate


class Mode(Enum):
    """Two modes."""

    FAST = "f"
    SLOW = "s"


class Training(BaseModel):
    """What the README's example has."""

    lr: PositiveFloat
    epochs: int = 10


class Sgd(BaseModel):
    """A member of a union."""

    type: Literal["sgd"]
    lr: float
    momentum: float = 0.0


class Adam(BaseModel):
    """Another."""

    type: Literal["adam"]
    lr: float
    betas: tuple[float, float] = (0.9, 0.999)


class App(BaseModel):
    """The root."""

    name: str = "x"
    mode: Mode = Mode.FAST
    training: Training | None = None
    optimizer: Annotated[Sgd | Adam, Field(discriminator="type")] | None = None
    plain: Sgd | Adam | None = None
    many: list[Training] = []
    by_name: dict[str, Training] = {}
    numbers: dict[int, float] = {}
    either: int | list[int] = 0
    day: dt.date | None = None
    password: SecretStr | None = None
    spelt: float = Field(1.0, validation_alias=AliasChoices("first", "second"))


# each is the tree, and the path, message and suggestion of its one fault
FAULTS: list[tuple[Any, tuple[Any, ...], str, str | None]] = [
    ({"training": {"lr": "fast"}}, ("training", "lr"), "not a number greater than 0: 'fast'", None),
    ({"training": {"lr": -1}}, ("training", "lr"), "not a number greater than 0: -1", None),
    ({"training": {}}, ("training", "lr"), "missing; set it with training.lr=…", "training.lr=…"),
    ({"training": {"lr": "???"}}, ("training", "lr"), "missing; set it with training.lr=…", "training.lr=…"),
    ({"training": {"lr": None}}, ("training", "lr"), "no value", None),
    (
        {"training": {"lr": 1, "epoch": 2}},
        ("training", "epoch"),
        "no such key in Training; did you mean epochs?",
        "epochs",
    ),
    ({"training": 3}, ("training",), "not a mapping: 3", None),
    ({"zzzz": 3}, ("zzzz",), "no such key in App", None),
    ({"mode": "quick"}, ("mode",), "not one of f, s: 'quick'", None),
    ({"day": "soon"}, ("day",), "not a date: 'soon'", None),
    ({"many": [{"lr": 1}, {"lr": "x"}]}, ("many", 1, "lr"), "not a number greater than 0: 'x'", None),
    ({"many": {}}, ("many",), "not a list of mappings: {}", None),
    ({"by_name": {"lr": {"lr": "x"}}}, ("by_name", "lr", "lr"), "not a number greater than 0: 'x'", None),
    ({"by_name": {"k": "???"}}, ("by_name", "k"), "missing; set it with by_name.k.lr=…", "by_name.k.lr=…"),
    ({"many": ["???"]}, ("many", 0), "missing; set it with many[0].lr=…", "many[0].lr=…"),
    ({"numbers": {1: "x"}}, ("numbers", 1), "not a number: 'x'", None),
    ({"numbers": {"k": 1}}, ("numbers", "k"), "the key is not a whole number: 'k'", None),
    ({"either": "x"}, ("either",), "not a whole number or a list of whole numbers: 'x'", None),
    ({"either": [1, "x"]}, ("either", 1), "not a whole number: 'x'", None),
    ({"optimizer": {"type": "sdg"}}, ("optimizer", "type"), "not one of sgd, adam: 'sdg'; did you mean sgd?", "sgd"),
    (
        {"optimizer": {"lr": 1}},
        ("optimizer", "type"),
        "missing; set it with optimizer.type=…, one of sgd, adam",
        "optimizer.type=…",
    ),
    ({"optimizer": "sdg"}, ("optimizer", "type"), "not one of sgd, adam: 'sdg'; did you mean sgd?", "sgd"),
    ({"optimizer": {"type": "sgd", "lr": "x"}}, ("optimizer", "lr"), "not a number: 'x'", None),
    ({"optimizer": {"type": "sgd", "lr": 1, "sgd": 2}}, ("optimizer", "sgd"), "no such key in Sgd", None),
    (
        {"optimizer": {"type": "adam", "lr": 1, "betas": [1]}},
        ("optimizer", "betas"),
        "not a list of 2 items: [1]",
        None,
    ),
    (
        {"plain": {"type": "adam", "lr": "x", "betas": [1, 2]}},
        ("plain", "lr"),
        "not a number: 'x' (Adam comes nearest of Sgd, Adam)",
        None,
    ),
    ({"plain": 7}, ("plain",), "not a mapping: 7", None),
    ({"first": "x"}, ("first",), "not a number: 'x'", None),
    ({"second": "x"}, ("second",), "not a number: 'x'", None),
    ({"passwort": "geheim"}, ("passwort",), "no such key in App; did you mean password?", "password"),
    ({"password": [1]}, ("password",), "not a text", None),
]


@pytest.mark.parametrize(("tree", "path", "message", "suggestion"), FAULTS, ids=[str(case[0]) for case in FAULTS])
def test_one_thing_wrong_is_one_fault(tree: Any, path: tuple[Any, ...], message: str, suggestion: str | None) -> None:
    """Each mistake is told once, at its exact path, with what was expected."""
    made = validate(App, tree)
    assert [(fault.path, fault.message, fault.suggestion) for fault in made.faults] == [(path, message, suggestion)]
    assert made.value is None


class Aliased(BaseModel):
    """Takes a name beside its alias, and JSON."""

    model_config = ConfigDict(populate_by_name=True)
    foo: int = Field(1, alias="bar")
    lines: Json[list[int]] = []


@pytest.mark.parametrize(
    ("tree", "path", "message"),
    [
        ({"foo": "x"}, ("foo",), "not a whole number: 'x'"),
        ({"bar": "x"}, ("bar",), "not a whole number: 'x'"),
        ({"foo": 1, "bar": 2}, ("foo",), "another spelling of bar, which is set too"),
        ({"lines": '[1, "x"]'}, ("lines",), "not a whole number (at [1] within it)"),
        ({1: 2}, (1,), "no such key in Aliased"),
        ({"a.b": 2}, ("a.b",), "no such key in Aliased"),
        (None, (), "no value"),
        ([1], (), "not a mapping: [1]"),
    ],
)
def test_a_key_is_told_as_the_tree_spells_it(tree: Any, path: tuple[Any, ...], message: str) -> None:
    """Whatever name Pydantic has for it, and whatever type it has; what lies in a text is told of the text."""
    assert [(fault.path, fault.message) for fault in validate(Aliased, tree).faults] == [(path, message)]


def test_a_fault_has_all_that_a_report_needs() -> None:
    """The value, what was expected and where the field is declared."""
    assert validate(App, {"training": {"lr": "fast"}}).faults == (
        Fault(
            ("training", "lr"),
            "not a number greater than 0: 'fast'",
            "fast",
            "a number greater than 0",
            None,
            "Training.lr: PositiveFloat",
        ),
    )


def test_a_required_model_that_nothing_sets_is_one_fault() -> None:
    """Its message names the overrides that would do."""

    class Needs(BaseModel):
        training: Training
        sgd: Sgd

    faults = validate(Needs, {}).faults
    assert [(fault.path, fault.message) for fault in faults] == [
        (("training",), "missing; set it with training.lr=…"),
        (("sgd",), "missing; set it with sgd.type=sgd sgd.lr=…"),
    ]


def test_secrets_are_never_shown() -> None:
    """Neither where the secret is wrong, nor where its key is misspelt, nor in what a validator above it saw."""

    class Account(BaseModel):
        user: str
        password: SecretStr

        @model_validator(mode="before")
        @classmethod
        def check(cls, data: Any) -> Any:
            if isinstance(data, dict) and data.get("user") == "root":
                message = "root has no account"
                raise ValueError(message)
            return data

    trees: list[Any] = [
        {"user": "a", "password": ["geheim"]},
        {"user": "a", "passwort": "geheim"},
        {"user": "root", "password": "geheim"},
    ]
    faults = [fault for tree in trees for fault in validate(Account, tree).faults]
    assert len(faults) == 4
    assert "geheim" not in repr(faults)


def test_what_validators_say_is_told_in_their_words() -> None:
    """A ValueError, an assertion and Pydantic's custom error, each at the key of what was validated."""

    class Fussy(BaseModel):
        a: int = 0
        b: int = 0
        c: int = 0

        @field_validator("a")
        @classmethod
        def check_a(cls, value: int) -> int:  # noqa: ARG003  a validator takes it
            message = "No odd numbers"
            raise ValueError(message)

        @field_validator("b")
        @classmethod
        def check_b(cls, value: int) -> int:  # noqa: ARG003  a validator takes it
            raise AssertionError("never")

        @field_validator("c")
        @classmethod
        def check_c(cls, value: int) -> int:
            raise PydanticCustomError("my_error", "mine: {value}", {"value": value})

    faults = validate(dict[str, Fussy], {"k": {"a": 1, "b": 1, "c": 1}}).faults
    assert [(fault.path, fault.message) for fault in faults] == [
        (("k", "a"), "No odd numbers"),
        (("k", "b"), "never"),
        (("k", "c"), "mine: 1"),
    ]


def test_other_exceptions_pass_with_a_note() -> None:
    """A validator that fails is a bug of the program's: its exception is kept, and says at which key."""

    class Buggy(BaseModel):
        x: int = 0

        @field_validator("x")
        @classmethod
        def check(cls, value: int) -> int:
            return {0: 0}[value]

    class Holder(BaseModel):
        first: int
        items: dict[str, Buggy]

    with pytest.raises(KeyError) as caught:
        validate(Holder, {"first": 1, "items": {"a": {}, "b": {"x": 1}}})
    assert caught.value.__notes__ == ["raised while the schema checked items.b.x"]


def test_consequences_are_dropped() -> None:
    """What is wrong already is not told again, nor what a validator above it makes of it."""

    class Range(BaseModel):
        low: float
        high: float

        @model_validator(mode="before")
        @classmethod
        def check(cls, data: Any) -> Any:
            if str(data["low"]) > str(data["high"]):
                message = "low is above high"
                raise ValueError(message)
            return data

    tree = {"low": "b", "high": "a"}
    assert [fault.path for fault in validate(Range, tree).faults] == [()]
    assert validate(Range, tree, failed=[("low",)]).faults == ()


def test_missing_values_leave_defaults() -> None:
    """``???`` onto a default is that default, and is not counted as set."""
    made = validate(App, {"name": "???", "mode": "s"}).value
    assert (made.name, made.model_fields_set) == ("x", {"mode"})


def test_a_config_keeps_its_missing_values() -> None:
    """What stays untyped raises when it is read, and not before."""

    class Holder(BaseModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        rest: Config

    made = validate(Holder, {"rest": {"a": "???", "b": 1}})
    assert made.faults == ()
    assert (made.value.rest.b, "a" in made.value.rest) == (1, True)


@pytest.mark.parametrize(
    ("schema", "tree", "expected"),
    [
        (App, {"mode": "SLOW"}, App(mode=Mode.SLOW)),  # an enum takes a member's name
        (dict[str, Annotated[Sgd | Adam, Field(discriminator="type")]], {}, {}),
        (App, {"plain": {"type": "sgd", "lr": 1}}, App(plain=Sgd(type="sgd", lr=1))),
    ],
)
def test_what_is_right_gives_the_object(schema: Any, tree: Any, expected: Any) -> None:
    """A tree without a fault gives what the schema would build."""
    assert validate(schema, tree) == (expected, (), ())


def test_a_text_is_the_tag_of_a_union() -> None:
    """A string in the place of a discriminated union chooses its member."""

    class Pick(BaseModel):
        model: Annotated[Sgd | Adam, Field(discriminator="type")]

    faults = validate(Pick, {"model": "adam"}).faults
    assert [fault.path for fault in faults] == [("model", "lr")]


def test_a_schema_that_cannot_be_built_is_refused() -> None:
    """A name in an annotation that nothing defines is the program's mistake."""

    class Broken(BaseModel):
        x: Nowhere  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(StoreError, match=r"Broken\.x: Nowhere is not defined"):
        validate(Broken, {})


def test_what_is_derived_is_kept_by_its_holder() -> None:
    """A second validation with the same Schemas derives nothing."""
    schemas = Schemas()
    validate(App, {}, schemas=schemas)
    assert schemas.derived(App) is schemas.derived(App)
    assert schemas.rules(App) is schemas.rules(App)
