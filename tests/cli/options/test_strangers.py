"""What is shown of a name that means nothing, and of its value."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, SecretStr

from typedconf import Composer
from typedconf.cli.options.listing import list_options
from typedconf.cli.options.strangers import Strangers


class Login(BaseModel):
    """Has a secret."""

    user: str = "root"
    pass_word: SecretStr | None = None


class App(BaseModel):
    """Has it at two places, of which one has no options."""

    size: int = 1
    db: Login = Login()
    logins: list[Login] = []
    sizes: dict[str, int] = {}


class Plain(BaseModel):
    """Has no secret."""

    size: int = 1


def strangers(schema: type[BaseModel]) -> Strangers:
    """Those of a composition of nothing."""
    composition = Composer().compose(schema=schema)
    return Strangers({option.key: (option,) for option in list_options(schema, composition)}, composition.rules)


SECRET = strangers(App)
PLAIN = strangers(Plain)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("--db.pass_wrd", True),
        ("--db-password", True),
        ("--Db.Pass_Word", True),
        ("--passwrod", True),
        ("--logins[0].pass_word", True),
        ("--pass-word", True),
        ("-p", True),
        ("--" + "a." * 60, True),
        ("--siez", False),
        ("--nothing", False),
    ],
)
def test_which_names_may_be_a_secrets(name: str, *, expected: bool) -> None:
    """Those that are like one, a letter, and what has more parts than are compared; where there is none, no name."""
    assert SECRET.may_be_secret(name) == expected
    assert not PLAIN.may_be_secret(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("--db.pass_wordhunter22", "--db.pass_word…"),
        ("--db-pass-word:hunter22", "--db-pass-word…"),
        ("--PASS_WORDhunter22", "--PASS_WORD…"),
        ("--db.pass_words", "--db.pass_words"),
        ("-phunter22", "-p…"),
        ("-abc", "-abc"),
        ("--anything", "--anything"),
    ],
)
def test_what_is_shown_of_a_name(name: str, shown: str) -> None:
    """What stands behind a secret's name in the same word may be the secret; the whole, where there is none."""
    assert SECRET.shown_name(name) == shown
    assert PLAIN.shown_name(name) == name


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("sizes", "1", "1"),
        ("sizes", "{a:1}", "…"),
        ("logins", "hunter22", "…"),
        ("logins[0].pass_word", "hunter22", "…"),
        ("sizes", None, "…"),
        ("sizes", "x" * 99, f"{'x' * 60}…"),
    ],
)
def test_what_is_shown_of_a_value(key: str, value: str | None, shown: str) -> None:
    """Nothing of one that may be a secret, or hold one."""
    assert SECRET.shown_value(key, value) == shown
