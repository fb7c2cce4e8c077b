"""The classes of a schema, and which of the keys that they declare are secrets'."""

from __future__ import annotations

import dataclasses
from typing import Any, Generic, TypeAlias, TypeVar

import pytest
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, Secret, SecretBytes, SecretStr

from typedconf.schema.rules import SchemaRules
from typedconf.schema.secret_names import SecretNames

T = TypeVar("T")
Deep: TypeAlias = "list[Deep] | dict[str, Deep] | int"


class Pair(BaseModel, Generic[T]):
    """A generic class that may hold secrets."""

    first: T
    second: int = 0


@dataclasses.dataclass
class Account:
    """Has one of each type, one with another name."""

    user: str
    password: SecretStr
    key: SecretBytes | None = None
    pin: Secret[int] | None = None


class Token(BaseModel):
    """Has a secret of two names."""

    token: SecretStr = Field(validation_alias=AliasChoices("token", "accessToken"))


class Open(BaseModel):
    """Has a secret under any key."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, SecretStr]
    size: int = 1


class Held(BaseModel):
    """Has lists and mappings of secrets."""

    many: list[SecretStr] = []
    deep: dict[str, list[tuple[int, SecretStr]]] = {}
    sizes: dict[str, list[int]] = {}
    accounts: list[Account] = []


@pytest.mark.parametrize(
    ("schema", "secret"),
    [
        (Account, {"password", "key", "pin"}),
        (dict[str, Account], {"password", "key", "pin"}),
        (Held, {"many", "deep", "password", "key", "pin"}),
        (Pair[SecretStr], {"first"}),
        (Pair[Pair[SecretStr]], {"first"}),
        (Pair[int], set()),
        (Token, {"token", "accessToken"}),
        (Open, set()),
        (dict[str, SecretStr], set()),
        (Any, set()),
        (Deep, set()),
    ],
)
def test_the_names_of_secrets(schema: Any, secret: set[str]) -> None:
    """Of fields, of lists and mappings of secrets, of each argument of a generic class, in each spelling."""
    assert SecretNames(SchemaRules(schema)).secret == secret


@pytest.mark.parametrize(
    ("schema", "has_any"), [(Held, True), (Open, True), (dict[str, SecretStr], True), (Pair[int], False), (Any, False)]
)
def test_a_secret_may_have_no_name(schema: Any, *, has_any: bool) -> None:
    """Whether there is any at all is told nevertheless."""
    assert SecretNames(SchemaRules(schema)).has_any is has_any


@pytest.mark.parametrize(
    ("schema", "key", "expected"),
    [
        (Account, "password", True),
        (Account, "pasword", True),
        (Account, "db_password", True),
        (Account, "user", False),
        (Account, "usr", False),
        (Account, "region", False),
        (Open, "region", True),
        (Open, "size", False),
        (dict[str, SecretStr], "region", True),
    ],
)
def test_a_key_may_be_the_name_of_a_secret(schema: Any, key: str, *, expected: bool) -> None:
    """As it is written, misspelt, or where secrets stand under any key; another field's name is nearer to that."""
    assert SecretNames(SchemaRules(schema)).may_name(key) is expected


def test_classes_that_govern_parts_have_names_too() -> None:
    """Those of the store, which the root schema doesn't know; found once."""
    rules = SchemaRules(Any, {("db",): Account})
    assert SecretNames.of(rules).secret == {"password", "key", "pin"}
    assert SecretNames.of(rules) is SecretNames.of(rules)
