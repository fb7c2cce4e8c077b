"""Help as plain text: tables and their columns."""

from __future__ import annotations

import pytest

from typedconf.cli.flags import Flag
from typedconf.cli.layout import Help, Section, flag_names, plain_help, table
from typedconf.reports import cells


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        (Flag(("--x",)), "--x"),
        (Flag(("--x", "-y"), value="V"), "-y, --x V"),
        (Flag(("--x",), part="P"), "--x [P]"),
    ],
    ids=str,
)
def test_a_flag_is_written_as_one_types_it(flag: Flag, text: str) -> None:
    """The short name first, and what follows."""
    assert flag_names(flag) == text


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_table_keeps_to_its_width(width: int) -> None:
    """The words of the last column are wrapped beside the others, or below them where there is no room."""
    rows = [("key", "type", "value", "some words of documentation " * 5), ("", "", "", "x")]
    lines = table(rows, width).splitlines()
    assert max(map(cells, lines)) <= width
    assert "".join(lines).count("documentation") == 5


def test_a_wide_cell_moves_the_next_below_its_column() -> None:
    """So that the columns stay where they are."""
    rows = [("a", "int", "1", "one"), ("b" * 40, "int", "2", "two")]
    assert table(rows, 100).splitlines() == [
        "  a                                   int  1  one",
        "  " + "b" * 40,
        "                                      int  2  two",
    ]


def test_columns_line_up_under_wide_characters() -> None:
    """A character of two columns counts as two."""
    assert table([("日本", "x"), ("abcd", "y")], 80).splitlines() == ["  日本  x", "  abcd  y"]


def test_a_section_may_be_a_text() -> None:
    """It is indented as it stands."""
    shown = Help("p", "", [Section("Config", "", text="a: 1\nb:\n  c: 2\n")], with_flags=False)
    assert plain_help(shown, 80) == "Usage: p [FLAGS] [KEY=VALUE]...\n\nConfig:\n  a: 1\n  b:\n    c: 2\n"
