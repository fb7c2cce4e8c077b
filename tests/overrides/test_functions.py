"""Calls in overrides: what each function gives, and what it says of arguments that it does not take."""

from __future__ import annotations

from typing import Any

import pytest

from typedconf.errors import OverrideError, OverrideSyntaxError
from typedconf.overrides import Choice, Glob, Interval, Range, Zip, parse_override

SWEEPS: list[tuple[str, Any]] = [
    ("a,b", Choice(("a", "b"), ("a", "b"), simple=True)),
    ("choice('1', x)", Choice(("1", "x"), ("'1'", "x"))),
    ("choice(sort(3,1,2))", Choice((1, 2, 3), ("1", "2", "3"))),
    ("range(3)", Range(0, 3)),
    ("range(1, null)", Range(0, 1)),
    ("range(start=1,stop=10,step=2)", Range(1, 10, 2)),
    ("range(start=1,start=2)", Range(0, 2)),
    ("interval(0,1)", Interval(0.0, 1.0)),
    ("glob([a*,b*], exclude=c)", Glob(("a*", "b*"), ("c",))),
    ("tag(t, u, choice(a))", Choice(("a",), ("a",), tags=frozenset({"t", "u"}))),
    ("tag(t, tag(u, interval(0,1)))", Interval(0.0, 1.0, frozenset({"t"}))),
    ("sort(b,a)", Choice(("a", "b"), ("a", "b"), simple=True)),
    ("sort(range(1,10),reverse=true)", Range(9, 0, -1)),
    ("shuffle(a,b)", Choice(("a", "b"), ("a", "b"), shuffle=True, simple=True)),
    ("shuffle(range(9), seed=3)", Range(0, 9, shuffle=True, seed=3)),
    ("shuffle()", Choice((), (), shuffle=True, simple=True)),
    ("int(1.5,2.5)", Choice((1, 2), ("1", "2"), simple=True)),
    ("float(range(3))", Range(0.0, 3.0, 1.0)),
    ("int(interval(1.5,3.5))", Interval(1, 3)),
    ("str(choice(1,x))", Choice(("1", "x"), ("'1'", "x"))),
    ("zip(1,x)", Zip(Choice((1, "x"), ("1", "x"), simple=True))),
    ("zip(range(1,4),name=n)", Zip(Range(1, 4), "n")),
]
CALLED: list[tuple[str, Any]] = [
    ("int(' 10 ')", 10),
    ("int('1_0')", 10),
    ("float({a: 1})", {"a": 1.0}),
    ("str(true)", "true"),
    ("str(1e20)", "1e+20"),
    ("bool(null)", False),
    ("bool('TRUE')", True),
    ("int(value=2.5)", 2),
    ("sort([3,1,2])", [1, 2, 3]),
    ("sort([3,1,2],reverse=true)", [3, 2, 1]),
    ("sort(x)", "x"),
    ("shuffle(1)", [1]),
    ("{k: int(2.5)}", {"k": 2}),
]


@pytest.mark.parametrize(("text", "sweep"), SWEEPS)
def test_a_call_gives_a_sweep(text: str, sweep: Any) -> None:
    """A sweep has no value of its own."""
    override = parse_override(f"a={text}")
    assert override.is_sweep
    assert override.value is None
    assert repr(override.sweep) == repr(sweep)


@pytest.mark.parametrize(("text", "value"), CALLED)
def test_a_call_gives_a_value(text: str, value: Any) -> None:
    """Casts and orders are applied when the override is read."""
    assert repr(parse_override(f"a={text}").value) == repr(value)


@pytest.mark.parametrize(
    ("text", "merge", "value"),
    [
        ("append(1,[2])", "append", [1, [2]]),
        ("prepend('x')", "prepend", ["x"]),
        ("remove({a: 1})", "remove", [{"a": 1}]),
        ("replace({a: 1})", "replace", {"a": 1}),
        ("file(best.yaml)", "file", "best.yaml"),
    ],
)
def test_an_edit_names_its_function(text: str, merge: str, value: Any) -> None:
    """``merge`` says what is done with ``value``."""
    override = parse_override(f"l={text}")
    assert (override.merge, override.value, override.is_sweep) == (merge, value, False)


def test_edits_can_be_swept() -> None:
    """Each element is a whole edit."""
    assert list(parse_override("l=append(1),append(2,3)").choices()) == ["l=append(1)", "l=append(2,3)"]


def test_a_list_is_shuffled_the_same_by_the_same_seed() -> None:
    """The seed makes the order of a list part of the override's meaning."""
    text = "a=shuffle([1,2,3,4,5,6,7,8,9], seed=7)"
    first = parse_override(text).value
    assert sorted(first) == list(range(1, 10))
    assert parse_override(text).value == first


MISTAKES = [
    ("foo(1)", "no function 'foo'; a text with parentheses must be quoted"),
    ("rnage(3)", "no function 'rnage'; did you mean range?; a text with parentheses must be quoted"),
    ("choice()", "choice() needs at least one value"),
    ("choice(null)", "null is no choice"),
    ("choice(choice(a))", "a sweep cannot stand inside another"),
    ("choice(a=1)", "choice() has no argument 'a'"),
    ("range()", "range() needs the argument 'start'"),
    ("range(a)", "range() takes numbers, not a"),
    ("range(true)", "range() takes numbers, not true"),
    ("range(1,start=2)", "range() is given 'start' twice"),
    ("range(1,2,3,4)", "range() takes at most 3 arguments"),
    ("range(1,sotp=2)", "range() has no argument 'sotp'; did you mean stop?"),
    ("range(start=1,2)", "an argument without a name follows one with a name"),
    ("interval(0)", "interval() needs the argument 'end'"),
    ("glob(1)", "glob() takes patterns, not 1"),
    ("tag(choice(a),choice(b))", "tag() takes texts as tags, not choice(a)"),
    ("tag(t,1)", "tag() takes a choice, range or interval last, not 1"),
    ("tag(sweep=range(3))", "tag() needs a sweep, and the tags before it"),
    ("sort()", "sort() needs something to sort"),
    ("sort(1,a)", "sort() takes values of one kind, that have an order"),
    ("sort(1,2,reverse=1)", "sort() takes true or false for 'reverse', not 1"),
    ("sort(glob(*))", "sort() takes values, a list, a choice or a range, not glob(*)"),
    ("sort(range(0,inf,0.5),reverse=true)", "a range without an end cannot be sorted"),
    ("shuffle(interval(0,1))", "shuffle() takes values, a list, a choice or a range, not interval(0,1)"),
    ("shuffle(1,2,seed=x)", "shuffle() takes an int as its seed, not x"),
    ("int(abc)", "not an int: abc"),
    ("int('10.0')", "not an int: '10.0'"),
    ("int(inf)", "not an int: inf"),
    ("float([x])", "not a float: x"),
    ("bool('')", "not a bool: ''"),
    ("int(null)", "int() cannot cast null"),
    ("str(range(3))", "str() cannot cast range(3)"),
    ("int()", "int() needs a value"),
    ("int(1,value=2)", "int() is given 'value' and further values"),
    ("append()", "append() needs at least one item"),
    ("replace(1,2)", "replace() takes at most one argument"),
    ("append(choice(1,2))", "a sweep or an edit cannot stand here; sweep over whole edits, append(a),append(b)"),
    ("file(1)", "file() takes the name of a file, not 1"),
    ("zip()", "zip() needs at least one value"),
    ("zip(interval(0,1))", "zip() takes values, a choice or a range, not interval(0,1)"),
    ("zip(1,2,name=3)", "zip() takes a text as its name, not 3"),
    ("json_str({a: 1})", "json_str() is no function of typedconf; write the text itself, '{\"a\": 1}'"),
    ("extend_list(1,b)", "extend_list() is no function of typedconf; write append(1,b)"),
    ("choice(a),b", "a sweep cannot stand inside another"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_a_wrong_call_says_what_is_wrong(text: str, message: str) -> None:
    """Each rule that a call breaks has a message of its own."""
    with pytest.raises(OverrideSyntaxError) as caught:
        parse_override(f"a={text}")
    assert caught.value.problems[0].message == message


@pytest.mark.parametrize("text", ["range(1,2,0)", "range(nan)", "range(0,inf)", "interval(0,1)", "glob(*)", "1"])
def test_what_has_no_elements_cannot_be_enumerated(text: str) -> None:
    """Asking for its choices is an error at once, before the first is taken."""
    override = parse_override(f"a={text}")
    with pytest.raises(OverrideError):
        override.choices()
