"""Problems of texts that nobody could read, without what may be secret in them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from typedconf.errors import Origin, Problem
from typedconf.schema.unread import hide_named


class App(BaseModel):
    """Has a secret, and a list of them."""

    password: SecretStr
    tokens: list[SecretStr] = []
    size: int = 1


def hidden(problem: Problem, *overrides: str, schema: Any = App) -> Problem:
    """The problem as it is shown."""
    (shown,) = hide_named((problem,), overrides, schema, ())
    return shown


def of_override(text: str, column: int, message: str = "wrong", **fields: Any) -> Problem:
    """A problem at a column of an override."""
    return Problem(message, origin=Origin("override", text=text, column=column), **fields)


def of_line(excerpt: str, column: int, message: str = "wrong", **fields: Any) -> Problem:
    """A problem at a column of a file's line."""
    return Problem(message, excerpt=excerpt, origin=Origin("file", "conf/a.yaml", 3, column), **fields)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password=abcd,x", "password=???"),
        ("++a.pasword@b='abcd", "++a.pasword@b=???"),
        ("tokens[0]=[abcd", "tokens[0]=???"),
        ("a={size:1,password:[abcd", "a={size:1,password:???"),
        ("password abcd", "password ???"),
        ("size=[1,password", "size=[1,password"),
        ("size=abcd,x", "size=abcd,x"),
        ("password=", "password="),
        ("password=???", "password=???"),
    ],
)
def test_an_override_is_shown_up_to_a_secret(text: str, shown: str) -> None:
    """From the sign behind a secret's name, be it the key's or one in the value."""
    origin = hidden(of_override(text, 1)).origin
    assert origin is not None
    assert origin.text == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("password: abcd", "password: ???"),
        ("{size: 1, 'password': abcd}", "{size: 1, 'password': ???"),
        ('  "password": "abcd', '  "password": ???'),
        ("a.password = 'abcd", "a.password = ???"),
        ("size: abcd", "size: abcd"),
        ("  size: abcd", "  size: abcd"),
        ("  abcd", "  ???"),
        ("- abcd", "???"),
        ("  other: abcd", "  ???"),
        ("other: abcd", "other: abcd"),
        ("abcd", "abcd"),
    ],
)
def test_a_line_is_shown_up_to_a_secret(line: str, shown: str) -> None:
    """Where it may lie below a secret's name, nothing is; at the margin, and where a known key stands, it can't."""
    assert hidden(of_line(line, 1)).excerpt == shown


def test_what_is_wrong_below_a_secret_shows_no_key() -> None:
    """A secret that looks like a mapping has its text in keys."""
    shown = hidden(of_line("    abcd: 1", 5, "the key abcd stands at 2:5 already", key="password.abcd"))
    assert (shown.key, shown.message, shown.excerpt) == (
        "password.???",
        "the key ??? stands at 2:5 already",
        "    ???",
    )


def test_a_message_repeats_no_word_of_it() -> None:
    """Nor does a hint or a suggestion, but the names of functions stay; what is no text is left out."""
    message = "range('abcd') is wrong\nwrite password=[abcd]\nwrite range(1,2)"
    shown = hidden(of_override("password=range(abcd)", 10, message, value=["abcd"], suggestion="abcd", span=11))
    assert shown == Problem(
        "range('???') is wrong\nwrite range(1,2)",
        value="???",
        origin=Origin("override", text="password=???", column=10),
        span=3,
    )


def test_a_message_repeats_no_other_override() -> None:
    """What is typed for a secret is hidden wherever a problem quotes it."""
    problem = of_override("size=zip(1)", 6, "password=zip(abcd,efgh) has 2, size=zip(1) has 1")
    assert hidden(problem, "password=zip(abcd,efgh)", "size=zip(1)").message == "password=??? has 2, size=zip(1) has 1"


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [("tokens", "[abcd", "???"), ("a", "{password:abcd", "{password:???"), ("size", "[abcd", "[abcd"), ("a", 3, 3)],
)
def test_a_variable_has_no_line(key: str, value: Any, shown: Any) -> None:
    """Its text is the value of the problem, which its key says to be secret, or which names one."""
    origin = Origin("environment", text="APP_X")
    assert hidden(Problem("wrong: abcd", key, value, origin=origin)).value == shown


def test_without_secrets_problems_stay_as_they_are() -> None:
    """Where the schema has none, and where nothing of them is one."""
    problem = of_override("password=abcd,x", 10)
    assert hidden(problem, schema=dict[str, int]) is problem
    problem = of_override("size=1,2", 6, "wrong\nwrite size=[1,2]", value=None)
    assert hidden(problem, "password=abcd") is problem
