"""Which member of a union came nearest, and what is told of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Union

import pytest
from pydantic import BaseModel, Discriminator, Field, Tag, create_model, model_validator

from typedconf.validation import validate


class Sgd(BaseModel):
    """A member."""

    type: Literal["sgd"]
    lr: float
    momentum: float = 0.0


class Adam(BaseModel):
    """Another, whose keys differ."""

    type: Literal["adam"]
    lr: float
    betas: tuple[float, float] = (0.9, 0.999)


class Bare(BaseModel):
    """One without a key that tells it apart."""

    lr: float = 0.0


class Picky(BaseModel):
    """One with a validator of its own."""

    lr: float

    @model_validator(mode="after")
    def check(self) -> Picky:
        """Refuses everything."""
        message = "never"
        raise ValueError(message)


def kind_of(value: Any) -> Any:
    """The tag of a value, by a rule of the program's own."""
    return value.get("kind") if isinstance(value, dict) else None


class Left(BaseModel):
    """Chosen by a function."""

    kind: str = "left"
    x: int


class Right(BaseModel):
    """Also."""

    kind: str = "right"
    y: int


PLAIN = Sgd | Adam
TAGGED = Annotated[Sgd | Adam, Field(discriminator="type")]
CALLED = Annotated[Annotated[Left, Tag("left")] | Annotated[Right, Tag("right")], Discriminator(kind_of)]


def numbered(number: int) -> type[BaseModel]:
    """A model with one key, which has the model's number."""
    fields: dict[str, Any] = {f"a{number}": (int, ...)}
    return create_model(f"M{number}", **fields)


NINE: Any = Union[tuple(numbered(number) for number in range(9))]  # noqa: UP007  it is computed
NAMES = "one of sgd, adam"

TOLD: list[tuple[Any, Any, tuple[Any, ...], str]] = [
    # without a discriminator, by what is wrong
    (PLAIN, {"type": "adam", "lr": "x"}, ("lr",), "not a number: 'x' (Adam comes nearest of Sgd, Adam)"),
    (
        PLAIN,
        {"type": "adam", "lr": 1, "momentum": 1},
        ("momentum",),
        "no such key in Adam (Adam comes nearest of Sgd, Adam)",
    ),
    (PLAIN, {"type": "adm", "lr": 1}, ("type",), f"not {NAMES}: 'adm'; did you mean adam?"),
    (PLAIN, {"type": None, "lr": 1}, ("type",), "no value"),
    (PLAIN, {"lr": 1}, ("type",), "missing; set it with k.type=sgd (Sgd comes nearest of Sgd, Adam)"),
    (
        PLAIN,
        {"lr": 1, "betas": [1, 1]},
        ("type",),
        "missing; set it with k.type=adam (Adam comes nearest of Sgd, Adam)",
    ),
    (PLAIN, [1], (), "not a mapping: [1]"),
    (Bare | int, {"lr": "x"}, ("lr",), "not a number: 'x'"),
    (Bare | int, "x", (), "not a mapping or a whole number: 'x'"),
    (Bare | None, {"lr": "x"}, ("lr",), "not a number: 'x'"),
    (
        Bare | Picky,
        {"lr": 1, "l": 2},
        ("l",),
        "no such key in Bare; did you mean lr? (Bare comes nearest of Bare, Picky)",
    ),
    (list[int] | dict[str, int], [1, "x"], (1,), "not a whole number: 'x'"),
    (list[Bare] | Bare, [{"lr": "x"}], (0, "lr"), "not a number: 'x'"),
    (list[Bare | int] | None, [{"lr": "x"}], (0, "lr"), "not a number: 'x'"),
    (int | Picky, {"lr": 1}, (), "never"),
    (NINE, {"a3": "x"}, ("a3",), "not a whole number: 'x' (M3 comes nearest of M0, M1, M2, M3, M4, M5, …)"),
    # with one, by the tag
    (TAGGED, {"type": "adam", "lr": "x"}, ("lr",), "not a number: 'x'"),
    (TAGGED, {"type": "adm", "lr": "x"}, ("type",), f"not {NAMES}: 'adm'; did you mean adam?"),
    (TAGGED, {"type": 7}, ("type",), f"not {NAMES}: 7"),
    (TAGGED, {"type": None}, ("type",), "no value"),
    (TAGGED, {"lr": 1}, ("type",), "missing; set it with k.type=…, one of sgd, adam"),
    (TAGGED, "adm", ("type",), f"not {NAMES}: 'adm'; did you mean adam?"),
    (TAGGED, "adam", ("lr",), "missing; set it with k.lr=…"),
    (TAGGED, None, (), "no value"),
    (TAGGED | None, {"type": "adm"}, ("type",), f"not {NAMES}: 'adm'; did you mean adam?"),
    (TAGGED | int, {"type": "adm"}, ("type",), f"not {NAMES}: 'adm'; did you mean adam?"),
    (TAGGED | int, "x", (), "not a mapping or a whole number: 'x'"),
    # by a function
    (CALLED, {"kind": "left", "x": "a"}, ("x",), "not a whole number: 'a'"),
    (CALLED, {"kind": "wrong"}, (), "its tag is not one of left, right: 'wrong'"),
    (CALLED, {}, (), "not a mapping: {} (kind_of() tells no member)"),
    (CALLED, None, (), "no value"),
]


@pytest.mark.parametrize(("schema", "value", "path", "message"), TOLD, ids=[str(case[1]) for case in TOLD])
def test_of_a_union_the_nearest_member_is_told(schema: Any, value: Any, path: tuple[Any, ...], message: str) -> None:
    """One fault, of the member that was most likely meant; of the union itself where none takes such a value."""
    faults = validate(dict[str, schema], {"k": value}).faults
    assert [(fault.path, fault.message) for fault in faults] == [(("k", *path), message)]
