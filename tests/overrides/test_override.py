"""An override as a value: made from data, asked for places and texts, frozen, compared, pickled."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from typedconf.errors import Origin, OverrideSyntaxError
from typedconf.overrides import Choice, Operation, Override, Range, parse_override

MADE: list[tuple[str, Any, str]] = [
    ("a", 1, "a=1"),
    ("a.b[0]", None, "a.b[0]=null"),
    ("db@src", "mysql", "db@src=mysql"),
    ("a", "1", "a='1'"),
    ("a", "", "a=''"),
    ("a", "x, y", "a='x, y'"),
    ("a", "it's", 'a="it\'s"'),
    ("a", {"k": [True, 1.5], "k k": None}, "a={k:[true,1.5],'k k':null}"),
    ("a", (1, 2), "a=[1,2]"),
    ("a", Choice((1, 2), ("1", "2")), "a=choice(1,2)"),
    ("a", Range(0, 3), "a=range(0,3,1)"),
]


@pytest.mark.parametrize(("key", "value", "text"), MADE)
def test_an_override_is_made_from_a_value(key: str, value: Any, text: str) -> None:
    """Its text is what the value prints as, and parses back to the same."""
    override = Override.of(key, value)
    assert override.text == text
    parsed = parse_override(text)
    assert (parsed.key, parsed.package, parsed.value) == (override.key, override.package, override.value)


def test_a_value_that_is_no_plain_data_is_kept() -> None:
    """The text is for people; the value is what is applied."""
    marker = object()
    assert Override.of("a", marker).value is marker


def test_an_edit_is_made_from_its_items() -> None:
    """``merge`` names the function."""
    override = Override.of("l", [1, "x"], Operation.ADD, merge="append")
    assert (override.text, override.merge, override.value) == ("+l=append(1,x)", "append", [1, "x"])


@pytest.mark.parametrize("key", ["", "1a", "a b", "a=1", "+a", "a..b"])
def test_a_wrong_key_is_refused(key: str) -> None:
    """Keys are those of the grammar, without its prefixes."""
    with pytest.raises(OverrideSyntaxError):
        Override.of(key, 1)


PLACES: list[tuple[str, tuple[Any, ...], int, str | None]] = [
    ("lr= 1_0", (), 5, "1_0"),
    ("name=007", (), 6, "007"),
    ("name='no'", (), 6, "no"),
    ("name=a\\,b", (), 6, "a,b"),
    ("name=é", (), 6, "é"),
    ("x={b: [1, 'x y', {c: 0x}]}", (), 3, None),
    ("x={b: [1, 'x y', {c: 0x}]}", ("b", 1), 11, "x y"),
    ("x={b: [1, 'x y', {c: 0x}]}", ("b", 2, "c"), 22, "0x"),
    ("+l=append(1, on)", (1,), 14, "on"),
    ("l=replace(on)", (), 11, "on"),
    ("x=[int('1')]", (0,), 4, None),
    ("x=int([1.5])", (), 3, None),
    ("x=1,2", (), 3, None),
    ("x=", (), 3, ""),
]


@pytest.mark.parametrize(("text", "path", "column", "raw"), PLACES)
def test_a_value_has_a_place_and_its_text(text: str, path: tuple[Any, ...], column: int, raw: str | None) -> None:
    """Columns count from one; the text is what was written, without quotes and escapes."""
    override = parse_override(text)
    assert (override.place(path), override.raw(path)) == (column, raw)


def test_a_deletion_without_a_value_has_no_place() -> None:
    """There is nothing to point at but the key."""
    assert parse_override("~a").place() is None


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a.bc.d=1", [1, 3, 6]),
        ("++a.b=1", [3, 5]),
        ("~a[0].c", [2, 4, 7]),
        (r"a\.b.c=1", [1, 6]),
        ("db/x@p=1", [1]),
    ],
)
def test_each_segment_of_a_key_has_a_place(text: str, columns: list[int]) -> None:
    """Carets point at the segment that does not exist."""
    override = parse_override(text)
    assert [override.place_of_key(index) for index in range(len(columns))] == columns
    assert override.place_of_key(99) == columns[-1]


def test_a_path_is_the_keys_as_texts() -> None:
    """Positions are texts too, which ``trees.step`` understands."""
    assert parse_override(r"a.b[0].c\.d=1").path == ("a", "b", "0", "c.d")


def test_the_origin_is_the_override_itself_unless_it_came_from_elsewhere() -> None:
    """An option, a variable or a file is named instead."""
    assert parse_override("a=1").origin == Origin("override", text="a=1")
    origin = Origin("option", text="--a=1")
    assert parse_override("a=1", origin=origin).origin is origin


def test_an_override_is_frozen() -> None:
    """Neither setting nor deleting a field is possible."""
    override = parse_override("a=1")
    with pytest.raises(AttributeError, match="an Override is frozen"):
        override.value = 2
    with pytest.raises(AttributeError, match="an Override is frozen"):
        del override.value


@pytest.mark.parametrize("text", ["a=[1, {b: c}]", "~a", "+a@b=range(3)", "l=append(1)", "a=x,y"])
def test_an_override_pickles_and_copies(text: str) -> None:
    """Launchers send overrides between processes."""
    override = parse_override(text)
    assert pickle.loads(pickle.dumps(override)) == override
    assert copy.deepcopy(override) == override
    assert hash(copy.copy(override)) == hash(override)


def test_overrides_that_differ_are_unequal() -> None:
    """The text alone does not make them equal: what it was read as does too."""
    assert parse_override("a=1") != parse_override("a=2")
    assert Override.of("a", 1) == parse_override("a=1")
    assert Override.of("a", 1) != "a=1"
