"""Values as texts for people."""

from __future__ import annotations

from typing import Any

import pytest

from typedconf.overrides.printing import shown_value

ENDLESS: list[Any] = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a b", "a b"),
        ("a,b", "'a,b'"),
        ("${a}, b", "${a}, b"),
        ([1, None, "1"], "[1,null,'1']"),
        ({"a": True}, "{a:true}"),
        (ENDLESS, "…"),
    ],
    ids=["text", "quotes", "interpolation", "list", "mapping", "endless"],
)
def test_a_value_is_shown_as_an_override_has_it(value: object, text: str) -> None:
    """But for interpolations, which stay as they are, and what has no text."""
    assert shown_value(value) == text
