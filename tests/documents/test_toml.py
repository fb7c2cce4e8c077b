"""TOML files: dates become text, and there are no places within."""

from __future__ import annotations

from typing import Any, Final

import pytest

from typedconf.documents import parse_document, parse_toml
from typedconf.errors import BoundExceeded, DocumentError

TREES: Final[list[tuple[str, Any]]] = [
    ("", {}),
    ("a = 1\n[b.c]\nd = [1, 2.5, true]", {"a": 1, "b": {"c": {"d": [1, 2.5, True]}}}),
    ("[[a]]\nx = 1\n[[a]]\nx = 2", {"a": [{"x": 1}, {"x": 2}]}),
    ("a.b = {c = 'x'}", {"a": {"b": {"c": "x"}}}),
    ("a = 2001-12-14", {"a": "2001-12-14"}),
    ("a = [07:32:00, {b = 2001-12-14}]", {"a": ["07:32:00", {"b": "2001-12-14"}]}),
    ("a = 2001-12-14T07:32:00Z", {"a": "2001-12-14T07:32:00+00:00"}),
    ("a = inf", {"a": float("inf")}),
    ("a = 0x1F", {"a": 31}),
    ("a = '''x\ny'''", {"a": "x\ny"}),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_a_text_becomes_its_tree(text: str, tree: Any) -> None:
    """As the standard says; dates and times are their ISO text."""
    document = parse_toml(text, "a.toml")
    assert document.tree == tree
    assert (document.package, document.has_operators, document.format) == (None, False, "toml")


def test_interpolations_are_listed() -> None:
    """Distinct values that hold ``${``; keys are not checked."""
    assert parse_toml('a = ["${x}", "${x}"]\n"${k}" = "${y}"', "a.toml").interpolations == ("${x}", "${y}")


def test_an_origin_is_the_file() -> None:
    """TOML has no places within the file, so there is no line to show either."""
    document = parse_document("a = 1", "conf/a.toml")
    origin = document.origin(("a",), entry="a: b")
    assert (str(origin), origin.line, origin.entry) == ("conf/a.toml", None, "a: b")
    assert document.excerpt(origin) is None


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a = 1\nb = @", 2, 5), ("a = 1\nb 2", 2, 3), ("[a]\n[a]\n", 2, None), ("a = 1\na = 2\n", 2, None)],
)
def test_an_error_has_its_place(text: str, line: int, column: int | None) -> None:
    """What the standard library complains of is a DocumentError at the line that it names."""
    with pytest.raises(DocumentError) as caught:
        parse_toml(text, "conf/a.toml")
    (problem,) = caught.value.problems
    assert problem.origin is not None
    assert (problem.origin.file, problem.origin.line) == ("conf/a.toml", line)
    assert column is None or problem.origin.column == column
    assert problem.excerpt == text.split("\n")[line - 1]
    assert "(at" not in problem.message


def test_an_error_at_the_end_has_no_place() -> None:
    """It says so instead."""
    with pytest.raises(DocumentError) as caught:
        parse_toml("a = ", "a.toml")
    assert caught.value.problems[0].message == "invalid value at the end of the file"


def test_a_number_of_too_many_digits_is_an_error() -> None:
    """Python does not convert it, and TOML hands out no text."""
    with pytest.raises(DocumentError, match="a number of too many digits"):
        parse_toml("a = " + "9" * 5_000, "a.toml")


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 201 + "]" * 201, "a = " + "[" * 100_000, "a." * 300 + "b = 1", "[" + "a ." * 100_000 + "a]"],
)
def test_nesting_is_bounded(text: str) -> None:
    """More than two hundred levels exceed a bound, written as brackets or as dots, and soon."""
    with pytest.raises(BoundExceeded, match="nested more than 200 levels deep"):
        parse_toml(text, "a.toml")


@pytest.mark.parametrize(
    "text",
    [
        "a = '" + "x." * 300 + "'",
        "# " + "x." * 300,
    ],
)
def test_dots_in_a_text_nest_nothing(text: str) -> None:
    """Only those of keys do."""
    assert parse_toml(text, "a.toml").tree is not None
