"""Texts of overrides: their keys, their values, and what is said of those that are none."""

from __future__ import annotations

from typing import Any

import pytest

from typedconf.errors import BoundExceeded, ConfigError, Origin, OverrideSyntaxError
from typedconf.overrides import Choice, Operation, Override, parse_override, parse_overrides, parse_value

HEADS = [
    ("a=1", "a", None, Operation.CHANGE),
    ("+a.b=1", "a.b", None, Operation.ADD),
    ("++a.0.b=1", "a.0.b", None, Operation.FORCE_ADD),
    ("~a=1", "a", None, Operation.DELETE),
    ("db@src.x=1", "db", "src.x", Operation.CHANGE),
    ("db@=1", "db", "", Operation.CHANGE),
    ("hydra/job_logging=x", "hydra/job_logging", None, Operation.CHANGE),
    ("$a-b.$c=1", "$a-b.$c", None, Operation.CHANGE),
    ("été.größe=1", "été.größe", None, Operation.CHANGE),
    ("l[0].x[-1][k]=1", "l[0].x[-1][k]", None, Operation.CHANGE),
    (r"a\.b.c\[d\]\==1", r"a\.b.c\[d\]\=", None, Operation.CHANGE),
    ("1_0.a=1", "1_0.a", None, Operation.CHANGE),
]
VALUES: list[tuple[str, Any]] = [
    ("", ""),
    (" \t", ""),
    (" 1", 1),
    ("hello world ", "hello world"),
    ("a : b", "a : b"),
    ("a: ", "a: "),
    ("'1'", "1"),
    ('"a\nb"', "a\nb"),
    ("[1, [a], {b: null}]", [1, ["a"], {"b": None}]),
    ("{a:b:c, 2: x, true: y}", {"a": "b:c", 2: "x", True: "y"}),
    ("{a: 1, a: 2}", {"a": 2}),
    ("{\"a b\": 1, 'c:d' : [2]}", {"a b": 1, "c:d": [2]}),
    ("${a.b}", "${a.b}"),
    ("${f:x, 'y'\n}", "${f:x, 'y'\n}"),
    ("a\\,b\\ ", "a,b "),
    ("int(1.9)", 1),
    ("str([1, true])", ["1", "true"]),
]
FREE = [
    "${dir}/epoch=3.pt",
    "http://x/p?q=1&r=2",
    "é",
    "~",
    "50%;#!<>^`",
    "=x",
    "naïve — text",
]


@pytest.mark.parametrize(("text", "key", "package", "operation"), HEADS)
def test_the_head_is_read(text: str, key: str, package: str | None, operation: Operation) -> None:
    """Key and package are kept as written; the prefix is the operation."""
    override = parse_override(text)
    assert (override.key, override.package, override.operation) == (key, package, operation)


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_the_value_is_read(text: str, value: Any) -> None:
    """Values are plain data of exact types."""
    parsed = parse_override(f"a={text}").value
    assert repr(parsed) == repr(value)


@pytest.mark.parametrize("text", FREE)
def test_free_characters_need_no_quotes_at_the_top(text: str) -> None:
    """Addresses, paths and words of every script are written as they are."""
    assert parse_override(f"a={text}").value == text


def test_free_characters_may_stand_in_a_sweep() -> None:
    """Each element is judged for itself, blanks behind a comma trimmed first."""
    override = parse_override("a=x=1, =y,é")
    assert isinstance(override.sweep, Choice)
    assert override.sweep.values == ("x=1", "=y", "é")


@pytest.mark.parametrize(("text", "has_value"), [("~a", False), ("~a=null", True), ("~a=", True), ("a=null", True)])
def test_only_a_bare_deletion_has_no_value(text: str, has_value: bool) -> None:  # noqa: FBT001
    """``has_value`` tells a deletion from one that is asked to compare with null."""
    assert parse_override(text).has_value is has_value


MISTAKES = [
    ("a", "a", " ^", "no '='; an override is key=value"),
    ("=1", "=1", "^", "no key; an override is key=value"),
    ("a =1", "", " ^", "unexpected ' ' in the key; write key=value without blanks around the '='"),
    ("a..b=1", "", " ^", "unexpected '.' in the key"),
    ("a@x:y=1", "", "   ^", "unexpected ':' in the package"),
    ("0=1", "", "^", "unexpected '0' where a key begins; a key is no number alone, and begins with none"),
    ("lr=0.1 wd=2", "", "         ^", ""),
    ("a=[1,2", "", "  ^", "no closing ']'"),
    ("a='x", "", "  ^", "no closing quote"),
    ("a=1,", "", "    ^", "unexpected end where a value belongs"),
    ("a=,1", "", "  ^", "unexpected ',' where a value belongs; an empty text is ''"),
    ("a={b}", "", "    ^", "unexpected '}' where the ':' after the key 'b' belongs"),
    ("a={b:}", "", "     ^", "unexpected '}' where a value belongs; an empty text is ''"),
    ("a='x' ", "", "     ^", "unexpected ' '; a text with it must be quoted"),
    ("a=b\n", "", "   ^", "unexpected line break; a text with it must be quoted"),
    ("a=${b", "", "  ^^", "no closing '}'"),
    ("a=${b.${c}}", "", "          ^", "unexpected '}'; an interpolation with braces inside must be quoted"),
    ("a=[é]", "", "   ^", "unexpected 'é' where a value belongs; a text with it must be quoted"),
    ("a=[x é]", "", "     ^", "unexpected 'é' where ',' or ']' belongs; a text with it must be quoted"),
    ("a=chioce(1)", "", "  ^^^^^^", ""),
    ("~a=append(1)", "", "   ^", "a deletion takes no append(); write remove(…) without the ~"),
    ("a=[choice(1,2)]", "", "   ^^^^^^^^^^^", "a sweep or an edit cannot stand in a list or dict"),
]


@pytest.mark.parametrize(("text", "_", "caret", "message"), MISTAKES)
def test_a_mistake_is_marked_where_it_stands(text: str, _: str, caret: str, message: str) -> None:
    """The origin has the override and the column, the span the width."""
    with pytest.raises(OverrideSyntaxError) as caught:
        parse_override(text)
    (problem,) = caught.value.problems
    assert problem.origin is not None
    assert problem.origin.text == text
    assert " " * ((problem.origin.column or 0) - 1) + "^" * problem.span == caret
    assert message in problem.message


def test_a_forgotten_separator_is_named() -> None:
    """An ``=`` after a blank is most often a second override."""
    with pytest.raises(OverrideSyntaxError) as caught:
        parse_override("lr=0.1 wd=2")
    assert caught.value.problems[0].message == (
        "an '=' after a blank: overrides are separate arguments, and a text with both must be quoted"
    )


@pytest.mark.parametrize("value", ["é\tb", "\té", "x\x00", "a\u00a0b", "\\(é\\)", "é,1\t,2", " b=1", "x\\ y=1"])
def test_free_values_take_no_control_characters_and_no_brackets(value: str) -> None:
    """What a terminal could not show, or the grammar uses, is quoted."""
    with pytest.raises(OverrideSyntaxError):
        parse_override(f"a={value}")


def test_all_texts_that_are_wrong_are_reported_together() -> None:
    """One error holds the problems of all, in order."""
    with pytest.raises(OverrideSyntaxError) as caught:
        parse_overrides(["a=[", "b=1", "c"])
    assert [problem.origin and problem.origin.text for problem in caught.value.problems] == ["a=[", "c"]


def test_overrides_among_texts_stay_as_they_are() -> None:
    """What is an override already is not read again."""
    made = Override.of("a", 1)
    assert parse_overrides([made, "b=2"])[0] is made


def test_an_error_elsewhere_than_on_the_command_line_keeps_its_origin() -> None:
    """A variable is named by its own name, without a column in a text that nobody wrote."""
    origin = Origin("environment", text="APP_LR")
    with pytest.raises(OverrideSyntaxError) as caught:
        parse_value("lr", "[1", origin=origin)
    assert caught.value.problems[0].origin == origin


def test_a_value_alone_becomes_an_override() -> None:
    """Options and variables have a key of their own and the grammar of values."""
    override = parse_value("lr", "[1, a]", operation=Operation.FORCE_ADD)
    assert (override.text, override.value) == ("++lr=[1, a]", [1, "a"])


@pytest.mark.parametrize("opening", ["[", "{a:", "int(", "[{a:", "append("])
def test_nesting_without_end_is_a_bound(opening: str) -> None:
    """A hundred thousand brackets end in an error, not in Python's recursion limit."""
    with pytest.raises(BoundExceeded, match="nested more than 200 levels deep"):
        parse_override("a=" + opening * 100_000)


def test_two_hundred_levels_are_read() -> None:
    """The bound itself is allowed."""
    assert parse_override("a=" + "[" * 200 + "]" * 200).value


@pytest.mark.parametrize("text", ["a=" + "[" * 300, "a=[", ""])
def test_every_mistake_is_a_config_error(text: str) -> None:
    """Bounds and syntax are one family."""
    with pytest.raises(ConfigError):
        parse_override(text)
