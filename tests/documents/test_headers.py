"""The first lines of a file may name its package."""

from __future__ import annotations

from typing import Final

import pytest

from typedconf.documents import parse_document
from typedconf.errors import DocumentError

PACKAGES: Final[list[tuple[str, str | None]]] = [
    ("a: 1", None),
    ("# @package db\na: 1", "db"),
    ("#@package db.x\na: 1", "db.x"),
    ("#   @package  _global_  \na: 1", "_global_"),
    ("\n\n# @package db", "db"),
    ("  # @package db", "db"),
    ("# @package db\r\na: 1\r\n", "db"),
    ("\ufeff# @package db\na: 1", "db"),
    ("# @package one\n\n# @package two\n", "two"),
    ("# @other x\n# @package db\n", "db"),
    ("# @other x\na: 1", None),
    ("# words\n# @package db\n", None),
    ("---\n# @package db\na: 1", None),
    ("a: 1\n# @package db", None),
    ("a: '# @package db'", None),
    ("## @package db", None),
]


@pytest.mark.parametrize(("text", "package"), PACKAGES)
def test_a_header_names_the_package(text: str, package: str | None) -> None:
    """Leading lines that are blank or begin with ``# @`` are the header; the last package in it counts."""
    assert parse_document(text, "a.yaml").package == package


@pytest.mark.parametrize(
    ("text", "line"),
    [("# words\n# @package db\na: 1", 2), ("---\n# @package db\na: 1", 2), ("%YAML 1.1\n---\n\n# @package x\n", 4)],
)
def test_a_header_that_stands_too_low_is_warned_of(text: str, line: int) -> None:
    """Below a comment, a directive or ``---`` it names no package, and its place is told."""
    document = parse_document(text, "conf/a.yaml")
    (warning,) = document.warnings
    assert document.package is None
    assert warning.message == "this line names no package, because it stands below another"
    assert str(warning.origin) == f"conf/a.yaml:{line}:1"
    assert warning.excerpt == text.split("\n")[line - 1]


@pytest.mark.parametrize(
    "text", ["# @package db\na: 1", "a: 1\n# @package db", "# words\n# a@package b\n", "a: |\n  # @package b\n"]
)
def test_other_lines_are_not_warned_of(text: str) -> None:
    """A comment behind the content is a comment."""
    assert not parse_document(text, "a.yaml").warnings


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("# @package", "1:1", "no word behind @package"),
        ("\n  # @package a b\n", "2:3", "more than one word behind @package"),
        ("# @other\n", "1:1", "no word behind @other"),
    ],
)
def test_a_header_line_is_a_key_and_a_word(text: str, place: str, message: str) -> None:
    """A line with more or less is an error at its place."""
    with pytest.raises(DocumentError) as caught:
        parse_document(text, "a.yaml")
    (problem,) = caught.value.problems
    assert (problem.message, str(problem.origin)) == (message, f"a.yaml:{place}")


@pytest.mark.parametrize(("file", "text"), [("a.toml", "# @package db\na = 1"), ("a.json", '{"# @package db": 1}')])
def test_only_yaml_has_headers(file: str, text: str) -> None:
    """What looks like one in TOML or JSON means nothing."""
    assert parse_document(text, file).package is None
