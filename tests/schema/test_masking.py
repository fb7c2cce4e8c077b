"""Secrets are shown nowhere: not where they are wrong, not beside it, not in anybody's words."""

from __future__ import annotations

import dataclasses
from typing import Any, Generic, TypeVar

import pytest
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    Json,
    Secret,
    SecretBytes,
    SecretStr,
    field_validator,
    model_validator,
)

from typedconf.schema.masking import Secrets
from typedconf.schema.rules import SchemaRules
from typedconf.validation import validate

HIDDEN = "geh\"eim'nis\n1"


class Account(BaseModel):
    """Has a secret, and a validator that tells all that it is given."""

    user: str
    password: SecretStr
    limit: int = 0

    @model_validator(mode="before")
    @classmethod
    def check(cls, data: Any) -> Any:
        """Refuses root."""
        if isinstance(data, dict) and data.get("user") == "root":
            message = f"no account for {data} ({data['password']})"
            raise ValueError(message)
        return data

    @field_validator("limit", mode="before")
    @classmethod
    def check_limit(cls, limit: Any) -> Any:
        """Tells what it is given."""
        if isinstance(limit, str):
            message = f"no limit: {limit}"
            raise ValueError(message)  # noqa: TRY004  Pydantic makes no error of a TypeError
        return limit


class Token(BaseModel):
    """Calls a secret of another class by the same name, but doesn't make it one."""

    password: int
    size: int


class App(BaseModel):
    """Has secrets in every place."""

    account: Account | None = None
    accounts: list[Account] = []
    named: dict[str, Account] = {}
    either: Token | Account | None = None
    plain: SecretStr | int | None = None
    raw: SecretBytes | None = None
    many: list[SecretStr] = []
    code: Secret[int] | None = None
    short: SecretStr | None = Field(None, max_length=2)
    line: Json[Account] | None = None
    number: int = 0


SECRET: list[Any] = [
    {"account": {"user": "a", "password": [HIDDEN]}},
    {"account": {"user": "a", "password": {"x": HIDDEN}}},
    {"account": {"user": "a", "passwort": HIDDEN}},
    {"account": {"user": "root", "password": HIDDEN}},
    {"account": {"user": "a", "password": HIDDEN, "limit": f"<{HIDDEN}>"}},
    {"account": {"user": "a", "password": HIDDEN, "limit": [f"<{HIDDEN}>"]}},
    {"account": [{"user": "a", "password": HIDDEN}]},
    {"account": [{"user": "a", "passwrd": HIDDEN}]},
    {"account": HIDDEN},
    {"accounts": {"user": "a", "password": HIDDEN}},
    {"accounts": [{"user": 1, "password": HIDDEN}]},
    {"named": {"user": "a", "password": HIDDEN}},
    {"named": {"a": {"user": "root", "password": HIDDEN}}},
    {"named": {"a": {"password": HIDDEN}}},
    {"either": {"password": HIDDEN, "size": 1}},
    {"either": {"passwort": HIDDEN, "size": 1}},
    {"plain": [HIDDEN]},
    {"raw": [HIDDEN]},
    {"many": HIDDEN},
    {"many": [[HIDDEN]]},
    {"code": HIDDEN},
    {"short": HIDDEN},
    {"line": f'{{"user": "a", "password": "{HIDDEN}"}}'},
    {"line": '{"user": "root", "password": "geheimnis"}'},
    {"number": HIDDEN, "plain": HIDDEN},
    {"number": {HIDDEN: HIDDEN}, "plain": HIDDEN},
    {"password": HIDDEN},
    {"pasword": {"x": HIDDEN}},
]


@pytest.mark.parametrize("tree", SECRET, ids=str)
def test_no_fault_shows_a_secret(tree: Any) -> None:
    """Neither its message nor its value, nor anything else that it has, in no spelling of the text."""
    faults = validate(App, tree).faults
    assert faults
    for text in ("geh", "eim", "geheimnis"):
        assert text not in repr([fault._replace(path=()) for fault in faults])


def masked(tree: Any) -> Secrets:
    """What is masked of a tree of App's."""
    return Secrets(SchemaRules(App), tree)


def test_the_rest_of_the_tree_stays() -> None:
    """Only what is secret is masked; null and ``???`` are no secrets."""
    tree = {"account": {"user": "a", "password": "x", "limit": 3}, "many": ["a", None, "???"], "number": "5"}
    assert masked(tree).tree == {
        "account": {"user": "a", "password": "???", "limit": 3},
        "many": ["???", None, "???"],
        "number": "5",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is abcd here", "is ??? here"),
        ("abc", "abc"),  # too short to be looked for
        ({"abcd": ["xabcdx", 4711]}, {"???": ["x???x", 4711]}),
        ("4711!", "???!"),
        (None, None),
    ],
)
def test_texts_of_secrets_are_found_anywhere(text: Any, expected: Any) -> None:
    """Those of four characters and more, in the texts that a value holds."""
    assert masked({"many": ["abcd", "abc", 4711]}).without(text) == expected


def test_the_longest_secret_is_replaced_first() -> None:
    """One secret may be part of another, also where there are too many to try each."""
    few = masked({"many": ["abcd", "abcdef"]})
    many = masked({"many": ["abcd", "abcdef", *(f"secret{number}" for number in range(200))]})
    assert few.without("an abcdef") == many.without("an abcdef") == "an ???"


def test_a_mapping_of_too_many_unknown_keys_is_masked_whole() -> None:
    """Looking for the nearest name of each would cost more than the report is worth."""
    tree = {"account": {f"key{number}": "x" for number in range(100)}}
    assert set(masked(tree).tree["account"].values()) == {"???"}


def test_without_secrets_nothing_is_masked() -> None:
    """A schema that declares none has none."""
    tree = {"password": 1, "size": "x"}
    secrets = Secrets(SchemaRules(Token), tree)
    assert (secrets.tree, secrets.without("x")) == (tree, "x")


def test_a_schema_that_holds_itself_ends() -> None:
    """Classes are visited once."""

    class Node(BaseModel):
        token: SecretStr | None = None
        children: list[Node] = []

    tree = {"children": [{"children": [{"token": "abcd"}]}]}
    assert Secrets(SchemaRules(Node), tree).tree == {"children": [{"children": [{"token": "???"}]}]}


T = TypeVar("T")


@dataclasses.dataclass
class Pair(Generic[T]):
    """A generic class that may hold secrets."""

    one: T


class Open(BaseModel):
    """Has a secret under any key."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, SecretStr]


class Pairs(BaseModel):
    """Has a secret in the second use of a class."""

    shown: Pair[str] | None = None
    hidden: Pair[SecretStr] | None = None
    open: Open | None = None


@pytest.mark.parametrize(
    ("schema", "tree", "masked"),
    [
        (Pairs, {"shown": {"one": "a"}, "hidden": {"one": "word"}}, {"shown": {"one": "a"}, "hidden": {"one": "???"}}),
        (Pairs, {"open": {"x": "word"}}, {"open": {"x": "???"}}),
        (dict[str, SecretStr], {"x": "word"}, {"x": "???"}),
        (Token, {"password": 1, "more": ["word"]}, {"password": 1, "more": ["word"]}),
    ],
)
def test_every_way_to_a_secret_is_found(schema: Any, tree: Any, masked: Any) -> None:
    """Where a schema has a secret anywhere it is looked for everywhere; where it has none, a tree is copied."""
    secrets = Secrets(SchemaRules(schema), tree)
    assert secrets.tree == masked
    assert secrets.tree is not tree
    assert secrets.without("a word") == ("a ???" if tree != masked else "a word")
