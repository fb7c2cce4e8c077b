"""Texts that are values themselves, and texts that values are written as."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typedconf import Composer, Origin, parse_override
from typedconf.overrides import Operation
from typedconf.overrides.literals import is_utf8, literal, read_override, value_override
from typedconf.scanning import GrammarError

ORIGIN = Origin("option", text="--name x", column=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text("?${}\\a:'\"") | st.just("???")


def made(value: Any, **options: Any) -> Any:
    """The override that gives ``name`` a value."""
    return value_override("name", None, Operation.CHANGE, value, origin=ORIGIN, **options)


@given(TEXTS)
def test_a_literal_is_its_text_whatever_it_looks_like(text: str) -> None:
    """In a composed tree, and read again from the override's own text."""
    override = made(literal(text))
    composer = Composer()
    first = composer.compose(None, "+name=x", override)
    assert first.config["name"] == text
    again = parse_override(override.text)
    assert again.value == override.value
    assert composer.compose(None, "+name=x", again).config["name"] == text


def test_a_literal_mark_is_no_missing_value() -> None:
    """``???`` is a text that is there."""
    composition = Composer().compose(None, "+name=x", made(literal("???")))
    assert composition.missing() == []
    assert composition.config["name"] == "???"


def test_a_value_may_hide() -> None:
    """Its text shows a mark, its value is what it is."""
    override = made("hunter2", hides=True)
    assert (override.text, override.value, override.origin) == ("name=???", "hunter2", ORIGIN)


@pytest.mark.parametrize(
    ("key", "package", "operation", "text"),
    [
        ("a.b", None, Operation.CHANGE, "a.b=1"),
        ("db", "src", Operation.CHANGE, "db@src=1"),
        ("a", None, Operation.FORCE_ADD, "++a=1"),
    ],
)
def test_a_text_is_read_as_a_value(key: str, package: str | None, operation: Operation, text: str) -> None:
    """As if the override had been typed, but for its origin."""
    override = read_override(key, package, operation, "1", origin=ORIGIN)
    typed = parse_override(text)
    assert (override.text, override.key, override.package, override.value) == (text, typed.key, typed.package, 1)
    assert override.origin is ORIGIN


def test_a_mistake_has_its_position_in_the_text() -> None:
    """Whatever the key is."""
    with pytest.raises(GrammarError) as caught:
        read_override("a.long.key", None, Operation.CHANGE, "[1", origin=ORIGIN)
    assert (caught.value.position, caught.value.message) == (0, "no closing ']'")


@pytest.mark.parametrize(
    ("text", "expected"), [("é", True), ("", True), (b"\xff".decode("utf-8", "surrogateescape"), False)]
)
def test_bytes_that_are_no_text_are_told(text: str, *, expected: bool) -> None:
    """As Python hands them on."""
    assert is_utf8(text) is expected


def test_an_option_points_at_its_own_text() -> None:
    """What is wrong with its value is marked where it was typed, an item of a list at its own place."""
    override = made(literal("x"))
    assert override.problem("wrong").origin == ORIGIN
    columns = made([1, 2]).with_columns({(0,): 3, (1,): 5})
    assert [columns.origin_of(path).column for path in ((), (0,), (1,), (1, "a"), (7,))] == [8, 3, 5, 5, 8]
