"""What a message shows of a value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typedconf.schema.faults.showing import one_line, shown


class Wide:
    """An object that shows itself on several lines."""

    def __repr__(self) -> str:
        return "Wide(\n    1,\n    2\n)"


class Broken:
    """An object that can't show itself."""

    def __repr__(self) -> str:
        raise KeyError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, "1"),
        (None, "None"),
        ("a\nb", r"'a\nb'"),
        ("a  b", "'a  b'"),
        ("x" * 500, f"'{'x' * 58}…"),
        ([], "[]"),
        ({}, "{}"),
        ([1, "a"], "[1, 'a']"),
        ([[1], {"a": 1}, [], {}], "[[…], {…}, [], {}]"),
        ({"a": 1, "b": [1]}, "{'a': 1, 'b': […]}"),
        ([*range(100)], "[0, 1, 2, 3, 4, 5, …]"),
        ({"a": "x" * 300, "b": 1}, "{'a': …, 'b': 1}"),
        (Wide(), "Wide( 1, 2 )"),
        (Broken(), "<Broken>"),
        ([Broken()], "[<Broken>]"),
        ({Broken: 1}, f"{{{Broken!r}: 1}}"),
    ],
)
def test_a_value_is_shown_on_one_short_line(value: Any, expected: str) -> None:
    """Texts are cut, of containers the first items stand, those below them as marks."""
    assert shown(value) == expected


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_whatever_is_shown_fits(value: Any) -> None:
    """It can be printed, and is never much longer than a line."""
    assert shown(value).isprintable()
    assert len(shown(value)) <= 600


@pytest.mark.parametrize(
    ("text", "keep_lines", "expected"),
    [
        ("plain é", False, "plain é"),
        ("a\nb\tc", False, r"a\nb\tc"),
        ("a\nb\tc", True, "a\nb\\tc"),
        ("\ud800\x1b[0m", False, r"\ud800\x1b[0m"),
    ],
)
def test_what_cannot_be_printed_is_escaped(text: str, *, keep_lines: bool, expected: str) -> None:
    """Nothing in a message can colour a terminal, or fails to be written to one."""
    assert one_line(text, keep_lines=keep_lines) == expected
