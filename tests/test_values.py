"""The grammar that overrides and resolver arguments share: scalars, blanks, escapes and quotes."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest

from typedconf.values import parse_scalar, scalar_or_text, trim, unescape, unquote

SCALARS: list[tuple[str, Any]] = [
    ("0", 0),
    ("-0", 0),
    ("+1", 1),
    ("1_000", 1000),
    ("1.", 1.0),
    (".5", 0.5),
    ("-.5", -0.5),
    ("1e5", 100000.0),
    ("1.e3", 1000.0),
    ("1_0.5_0", 10.5),
    ("1e1_0", 1e10),
    ("1e400", math.inf),
    ("-INF", -math.inf),
    ("tRuE", True),
    ("FALSE", False),
    ("Null", None),
]
TEXTS = ["", "007", "1_", "1__0", "1.2.3", "1e5x", "-true", "0x10", "infinity", "1e", "1_e5", "01.5", "yes", "~", "1 2"]


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_a_single_token_is_typed(text: str, value: Any) -> None:
    """Ints, floats, bools and null are what they are in Hydra."""
    parsed = parse_scalar(text)
    assert (type(parsed), parsed) == (type(value), value)


def test_nan_is_a_float_in_any_case() -> None:
    """``nan`` equals nothing, so it has a test of its own."""
    assert math.isnan(parse_scalar("+NaN"))


@pytest.mark.parametrize("text", TEXTS)
def test_everything_else_is_text(text: str) -> None:
    """What is no single token stays as it is, even where YAML would type it."""
    assert parse_scalar(text) is text


def test_more_digits_than_python_converts_are_text() -> None:
    """A text field takes them, and no other does."""
    assert parse_scalar("1" * 5000) == "1" * 5000


@pytest.mark.parametrize(
    ("raw", "trimmed"),
    [
        ("a b \t", "a b"),
        ("a\\ ", "a\\ "),
        ("a\\  ", "a\\ "),
        ("a\\\\ ", "a\\\\"),
        ("a: ", "a: "),
        ("a\\: ", "a\\:"),
        ("a\\\\: ", "a\\\\: "),
        (" ", ""),
    ],
)
def test_outer_blanks_go_unless_escaped_or_beside_a_colon(raw: str, trimmed: str) -> None:
    """Only a blank that means something is kept."""
    assert trim(raw) == trimmed


@pytest.mark.parametrize(
    ("raw", "text"), [("a\\,b", "a,b"), ("\\n", "\\n"), ("\\\\", "\\"), ("\\${a\\,b}", "\\${a\\,b}"), ("\\:\\=", ":=")]
)
def test_escapes_are_undone_outside_of_interpolations(raw: str, text: str) -> None:
    """A backslash escapes the grammar's own characters and is itself before any other."""
    assert unescape(raw) == text


@pytest.mark.parametrize(
    ("quoted", "text"),
    [
        ("''", ""),
        (r"'a\'b'", "a'b"),
        (r"'a\\'", "a\\"),
        (r"'a\\\'b'", r"a\'b"),
        (r"'a\\b'", r"a\\b"),
        (r"'\n'", r"\n"),
        (r"""'a\"b'""", r"a\"b"),
        (r'"a\"b"', 'a"b'),
    ],
)
def test_backslashes_count_only_before_the_quote(quoted: str, text: str) -> None:
    """Every second of those before a quote is dropped, all others stay."""
    assert unquote(quoted) == text


def test_a_trimmed_word_is_typed_or_unescaped() -> None:
    """An escape makes text of what would be a number."""
    assert scalar_or_text("1") == 1
    assert scalar_or_text("1\\ ") == "1 "


@pytest.mark.parametrize("text", ["1_" * 500_000, "\\" * 1_000_000, "1" * 1_000_000, "1." + "1" * 1_000_000])
def test_a_million_characters_are_read_at_once(text: str) -> None:
    """Nothing is quadratic: a quadratic reader would need minutes."""
    started = time.monotonic()
    scalar_or_text(trim(text))
    unquote(f"'{text}'")
    assert time.monotonic() - started < 5
