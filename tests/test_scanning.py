"""A position in a text, and how a grammar says that it cannot go on."""

from __future__ import annotations

import re

import pytest

from typedconf.errors import BoundExceeded, Origin, OverrideSyntaxError, Problem
from typedconf.scanning import GrammarError, Scanner, describe, error_from, shorten


def test_a_scanner_reads_only_what_it_is_asked_for() -> None:
    """What matches is read, what doesn't leaves the position where it was."""
    scanner = Scanner("  ab=1")
    scanner.skip_blanks()
    assert scanner.take(re.compile("[a-z]+")) == "ab"
    assert not scanner.accept(":")
    assert scanner.accept("=")
    assert scanner.take(re.compile("[a-z]+")) == ""
    assert (scanner.peek(), scanner.position) == ("1", 5)


def test_nesting_ends_at_the_bound() -> None:
    """The level after the two hundredth is an error that names the bound."""
    scanner = Scanner("")
    for _ in range(200):
        scanner.enter()
    with pytest.raises(GrammarError, match="nested more than 200 levels deep") as caught:
        scanner.enter()
    assert caught.value.bound


def test_levels_that_were_left_count_no_more() -> None:
    """Siblings may be as many as they like."""
    scanner = Scanner("")
    for _ in range(1000):
        scanner.enter()
        scanner.leave()
    assert scanner.depth == 0


@pytest.mark.parametrize(
    ("char", "shown"), [("a", "'a'"), ("'", '"\'"'), ("\n", "line break"), ("\t", "character U+0009"), ("é", "'é'")]
)
def test_a_character_is_shown_so_that_it_can_be_seen(char: str, shown: str) -> None:
    """What cannot be seen in a terminal is named."""
    assert describe(char) == shown


def test_a_long_text_is_cut_in_messages() -> None:
    """A message quotes at most sixty characters."""
    assert shorten("x" * 61) == "x" * 60 + "…"
    assert shorten("x" * 60) == "x" * 60


def test_a_grammar_error_becomes_the_error_of_its_caller() -> None:
    """The message, the text, its origin and the span are the problem's."""
    origin = Origin("override", text="a=[", column=3)
    error = error_from(GrammarError("no closing ']'", 2, 0), OverrideSyntaxError, value="a=[", origin=origin)
    assert type(error) is OverrideSyntaxError
    assert error.problems == (Problem("no closing ']'", value="a=[", origin=origin, span=1),)


def test_a_broken_bound_becomes_bound_exceeded() -> None:
    """Whatever the grammar, a bound has an error of its own."""
    error = error_from(GrammarError("too deep", 0, bound=True), OverrideSyntaxError, value="", origin=None)
    assert type(error) is BoundExceeded
