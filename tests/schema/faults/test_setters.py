"""What is missing goes in, the overrides that would fill it come out in one message."""

from __future__ import annotations

import pytest

from typedconf.schema.faults.setters import missing_message, with_choices


@pytest.mark.parametrize(
    ("setters", "words", "message"),
    [
        ((), None, "missing"),
        (("a=…",), "a number", "missing; set it with a=…"),
        (("a=…",), "one of x, y", "missing; set it with a=…, one of x, y"),
        (("a=x",), "one of x, y", "missing; set it with a=x"),
        (("a.b=…", "a.c=…"), "one of x, y", "missing; set it with a.b=… a.c=…"),
        (("a=…", "b=…", "c=…", "d=…"), None, "missing; set it with a=… b=… c=… …"),
    ],
)
def test_the_message_names_the_first_setters(setters: tuple[str, ...], words: str | None, message: str) -> None:
    """Three of them; where there is one to be completed, also what to choose from."""
    assert missing_message(setters, words) == message


@pytest.mark.parametrize(
    ("message", "choices", "expected"),
    [
        ("missing", (), "missing"),
        ("missing", ("+a=x",), "missing; choose +a=x"),
        ("missing; set it with a.b=…", ("+a=x", "+a=y"), "missing; choose +a=x or +a=y, or set it with a.b=…"),
        ("missing", ("+a=w", "+a=x", "+a=y", "+a=z"), "missing; choose +a=w or +a=x or +a=y or …"),
    ],
)
def test_options_come_before_setters(message: str, choices: tuple[str, ...], expected: str) -> None:
    """Where a group would fill it, its options are the better advice."""
    assert with_choices(message, choices) == expected
