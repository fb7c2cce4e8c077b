"""What help says of one option."""

from __future__ import annotations

from typing import Any

import pytest

from typedconf.cli.columns import JOINER
from typedconf.cli.options.listing import Option
from typedconf.cli.options.texts import default_of, default_tag, is_remark, row_of

PLAIN: dict[str, Any] = {
    "names": ("--a.rate",),
    "key": "a.rate",
    "kind": "field",
    "type": "float",
    "default": 0.1,
    "has_default": True,
    "shown": "0.1",
    "choices": (),
    "required": False,
    "multiple": False,
    "secret": False,
    "doc": "",
    "summary": "How fast.",
    "panel": "a",
}


def option(**changes: Any) -> Option:
    """An option that is like most others, but for the ``changes``."""
    return Option(**(PLAIN | changes))


LONG = tuple(f"choice-number-{number}" for number in range(3))


@pytest.mark.parametrize(
    ("changes", "row"),
    [
        ({}, ("--a.rate", "float", "How fast. [default: 0.1]")),
        ({"names": ("--a.rate", "-r", "--rate")}, ("-r, --rate, --a.rate", "float", "How fast. [default: 0.1]")),
        (
            {"names": ("--amp", "-a"), "negations": ("--no-amp",), "type": "bool", "choices": ("true", "false")},
            ("-a, --[no-]amp", "bool", "How fast. [default: 0.1]"),
        ),
        ({"names": (), "negations": ("--no-x",), "type": "bool"}, ("--no-x", "bool", "How fast. [default: 0.1]")),
        ({"has_option": False}, ("a.rate=VALUE", "float", "How fast. [default: 0.1]")),
        (
            {"type": "bool | None", "choices": ("true", "false")},
            ("--a.rate", "bool | None", "How fast. [default: 0.1]"),
        ),
        ({"has_option": False, "kind": "group"}, ("a.rate=OPTION", "float", "How fast. [default: 0.1]")),
        (
            {"has_option": False, "kind": "group", "has_default": False, "shown": ""},
            ("+a.rate=OPTION", "float", "How fast."),
        ),
        ({"has_option": False, "key": "l[].x"}, ("l[].x", "float", "How fast. [default: 0.1]")),
        ({"choices": ("x", "y")}, ("--a.rate", "x|y", "How fast. [default: 0.1]")),
        ({"choices": ("x", "y"), "multiple": True}, ("--a.rate", "x|y...", "How fast. [default: 0.1]")),
        ({"choices": LONG}, ("--a.rate", "float", f"(one of {', '.join(LONG)}) How fast. [default: 0.1]")),
        ({"choices": LONG, "type": str(LONG)}, ("--a.rate", str(LONG), "How fast. [default: 0.1]")),
        ({"member": "Redis"}, ("--a.rate", "float", "(Redis) How fast. [default: 0.1]")),
        ({"summary": "", "shown": ""}, ("--a.rate", "float", "")),
        ({"required": True, "shown": "(required)"}, ("--a.rate", "float", "How fast. [required]")),
        ({"shown": "(secret)"}, ("--a.rate", "float", "How fast. [secret]")),
        ({"type": "a\x1bb", "summary": "c\x07d"}, ("--a.rate", "a�b", "c�d [default: 0.1]")),
    ],
    ids=[
        "plain",
        "names",
        "boolean",
        "negation",
        "override",
        "boolean or none",
        "group",
        "group that is not composed",
        "item",
        "choices",
        "list",
        "many choices",
        "choices in its type",
        "member",
        "nothing",
        "required",
        "secret",
        "control characters",
    ],
)
def test_an_option_is_a_row(changes: dict[str, Any], row: tuple[str, str, str]) -> None:
    """Its names, its type, and what it is for with its default."""
    names, kind, purpose = row_of(option(**changes))
    assert (names, kind, purpose.replace(JOINER, " ")) == row


@pytest.mark.parametrize(
    ("shown", "default"),
    [("x" * 60, "x" * 60), ("x" * 61, "x" * 59 + "…"), ("'a\nb'", "'a b'"), ("a\x1b[31m", "a�[31m")],
    ids=["short", "long", "lines", "escape"],
)
def test_a_default_is_a_short_line(shown: str, default: str) -> None:
    """Without what would move a terminal's cursor."""
    assert default_of(option(shown=shown)) == default


def test_what_is_no_value_is_a_remark() -> None:
    """It stands in brackets by itself."""
    assert is_remark("(computed)")
    assert not is_remark("'(computed)'")
    assert default_tag(option(shown="(computed)")) == "[computed]"
