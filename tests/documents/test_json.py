"""JSON files: strict, and with places."""

from __future__ import annotations

from typing import Any, Final

import pytest

from typedconf.documents import parse_document, parse_json
from typedconf.errors import BoundExceeded, DocumentError

TREES: Final[list[tuple[str, Any]]] = [
    ('{"a": [1, 2.5, true, null, "x"]}', {"a": [1, 2.5, True, None, "x"]}),
    ('{"a": {"b": {}}}', {"a": {"b": {}}}),
    ("[1]", [1]),
    ("null", {}),
    ('"s"', {"s": None}),
    ('{"a": "007", "b": "no"}', {"a": "007", "b": "no"}),
    ('{"a": "\\ud835\\udcb3"}', {"a": "\U0001d4b3"}),
    ('{"a": 1e400}', {"a": float("inf")}),
    ('{"": {"": 1}}', {"": {"": 1}}),
    ('{"a": ' + "9" * 4301 + "}", {"a": "9" * 4301}),
]


@pytest.mark.parametrize(("text", "tree"), TREES, ids=lambda case: str(case)[:20])
def test_a_text_becomes_its_tree(text: str, tree: Any) -> None:
    """As the standard says; roots mean what they mean in YAML, and a number too long for Python stays text."""
    document = parse_json(text, "a.json")
    assert document.tree == tree
    assert (document.package, document.has_operators, document.format) == (None, False, "json")


def test_interpolations_are_listed() -> None:
    """Distinct values that hold ``${``, in order; keys are not checked."""
    text = '{"a": ["${x}", "\\u0024{y}"], "${k}": "${x}", "b": "$"}'
    assert parse_json(text, "a.json").interpolations == ("${x}", "${y}")


ERRORS: Final = [
    ("", "1:1", "no value"),
    ("{a: 1}", "1:2", "no key in double quotes"),
    ('{"a" 1}', "1:6", "no ':' behind the key"),
    ('{"a":\n[1 2]}', "2:4", "no comma, or no closing bracket"),
    ("1 2", "1:3", "text behind the end of the document"),
    ('{"a": "x', "1:7", "no closing quote"),
    ('{"a": "\t"}', "1:8", "a control character in a string"),
    ('{"a": "\\q"}', "1:8", "no such escape"),
    ('{"a": NaN}', "1:7", "NaN is no JSON; a YAML file can hold it"),
    ('{"a": -Infinity}', "1:7", "-Infinity is no JSON; a YAML file can hold it"),
    ('{"a": "\\ud800"}', "1:7", "an escape that is half of a character"),
    ('{"a": 1,\n "a": 2}', "2:2", "the key a stands at 1:2 already"),
    ('{"a": 1, "\\u0061": 2}', "1:10", "the key a stands at 1:2 already"),
    ("12", "1:1", "a config is a mapping or a list, not 12"),
    ("\n true", "2:2", "a config is a mapping or a list, not true"),
]


@pytest.mark.parametrize(("text", "place", "message"), ERRORS)
def test_an_error_says_what_is_wrong_and_where(text: str, place: str, message: str) -> None:
    """Text that is no strict JSON ends in one DocumentError with line, column and the line itself."""
    with pytest.raises(DocumentError) as caught:
        parse_document(text, "conf/a.json")
    (problem,) = caught.value.problems
    assert (problem.message, str(problem.origin)) == (message, f"conf/a.json:{place}")
    assert problem.excerpt == text.split("\n")[int(place[0]) - 1]


@pytest.mark.parametrize("text", ["[1,]", '{"a": 1,}'])
def test_a_comma_too_many_is_an_error(text: str) -> None:
    """In whichever words the Python at hand has for it."""
    with pytest.raises(DocumentError):
        parse_json(text, "a.json")


def test_all_oddities_are_told_together() -> None:
    """Twin keys and numbers that JSON lacks are problems of one error."""
    with pytest.raises(DocumentError) as caught:
        parse_json('{"a": 1, "a": 2, "b": [NaN, {"c": 1, "c": 2}]}', "a.json")
    assert sorted(str(problem.origin) for problem in caught.value.problems) == [
        "a.json:1:10",
        "a.json:1:24",
        "a.json:1:38",
    ]


@pytest.mark.parametrize("text", ["[" * 201 + "]" * 201, "[" * 100_000, '{"a":' * 100_000])
def test_nesting_is_bounded(text: str) -> None:
    """More than two hundred levels exceed a bound, however many."""
    with pytest.raises(BoundExceeded, match="nested more than 200 levels deep"):
        parse_json(text, "a.json")


def test_brackets_in_strings_nest_nothing() -> None:
    """Two hundred levels are within the bound, and strings hold what they like."""
    assert parse_json("[" * 199 + '["' + "[{" * 500 + '"]' + "]" * 199, "a.json").tree
