"""Help as plain text: paragraphs, tables and their columns."""

from __future__ import annotations

import pytest

from typedconf.cli.columns import JOINER, table, wrap_words
from typedconf.cli.flags import Flag
from typedconf.cli.help.layout import Help, Section, flag_names, flag_rows, paragraphs, plain_help
from typedconf.reports import cells


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        (Flag(("--x",)), "--x"),
        (Flag(("--x", "-y"), value="V"), "-y, --x V"),
        (Flag(("--x",), part="P"), "--x [P]"),
    ],
    ids=["long", "value", "part"],
)
def test_a_flag_is_written_as_one_types_it(flag: Flag, text: str) -> None:
    """The short name first, and what follows."""
    assert flag_names(flag) == text


def test_flags_that_are_there_are_shown_by_the_names_that_are_free() -> None:
    """A command of a Typer app may have one of its own."""
    shown = [names for names, _ in flag_rows({"-c", "--check"})]
    assert "--cfg job|hydra|all" in shown
    assert "--check" not in shown
    assert "-h, --help [PART]" in shown
    assert "--hydra-help" not in shown


@pytest.mark.parametrize("width", [12, 20, 40, 60, 80, 200])
def test_a_table_keeps_to_its_width(width: int) -> None:
    """The words of the last column are wrapped beside the others, or below them where there is no room."""
    rows = [
        ("--key-of-some-length", "type", "some words of documentation " * 5),
        ("", "", "x"),
        ("K" * 90, "T" * 90, ""),
    ]
    lines = table(rows, width).splitlines()
    assert max(map(cells, lines)) <= width
    text = "".join(line.strip() for line in lines)
    assert text.count("documentation") == 5
    assert (text.count("K"), text.count("T")) == (90, 90)


def test_a_wide_cell_moves_the_next_below_its_column() -> None:
    """So that the columns stay where they are."""
    rows = [("a", "int", "one"), ("b" * 40, "int", "two"), ("c", "i" * 30, "three")]
    assert table(rows, 100).splitlines() == [
        "  a  int  one",
        "  " + "b" * 40,
        "     int  two",
        "  c  " + "i" * 30,
        "          three",
    ]


def test_where_all_names_are_wide_the_rest_stands_further_in() -> None:
    """Each name has a line of its own."""
    assert table([("a" * 40, "int", "one")], 80).splitlines() == ["  " + "a" * 40, "        int  one"]


def test_columns_line_up_under_wide_characters() -> None:
    """A character of two columns counts as two."""
    assert table([("日本", "x"), ("abcd", "y")], 80).splitlines() == ["  日本  x", "  abcd  y"]


def test_a_column_that_is_empty_takes_no_room() -> None:
    """As that of types where all are overrides."""
    assert table([("a", "", "x"), ("b", "", "y")], 80).splitlines() == ["  a  x", "  b  y"]


def test_there_may_be_no_rows() -> None:
    """Nothing comes out."""
    assert not table([], 80)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("abcdefghij", ["abcdefgh", "ij"]),
        ("日本語テキスト", ["日本語テ", "キスト"]),
        (f"a [b:{JOINER}c]", ["a [b: c]"]),
        (f"ab [b:{JOINER}c]", ["ab", "[b: c]"]),
        (f"[bcd:{JOINER}efgh]", ["[bcd:", "efgh]"]),
        ("", [""]),
    ],
    ids=["words", "cut", "wide", "joined", "joined below", "joined and too wide", "nothing"],
)
def test_words_are_wrapped(text: str, lines: list[str]) -> None:
    """What holds together stays so while it has room; what has none at all is cut."""
    assert wrap_words(text, 8) == lines


@pytest.mark.parametrize("width", [-1, 1, 2])
def test_wrapping_ends_on_every_terminal(width: int) -> None:
    """A character that is wider than it has a line of its own, and so has each where nothing is left of it."""
    assert wrap_words("日本 ab", width)[:2] == ["日", "本"]
    assert plain_help(Help("p", "Some words.", [Section("A", rows=[("a", "b", "c d")])]), width)


def test_a_paragraph_is_one_line_but_for_lists_and_code() -> None:
    """Their lines stay as they are."""
    doc = "One\ntwo.\n\n  - a\n  - b\n\nExample:\n    code\n"
    assert list(paragraphs(doc)) == ["One two.", "  - a\n  - b", "Example:\n    code"]


def test_help_has_its_usage_its_documentation_and_its_sections() -> None:
    """In this order, a title with what is said of it."""
    sections = [Section("Parts", "with sizes", rows=[("a", "1 option")]), Section("", rows=[("b", "x")])]
    assert plain_help(Help("p", "Doc.\n\nMore.", sections, epilog="End."), 80) == (
        "Usage: p [OPTIONS] [KEY=VALUE]...\n\n  Doc.\n\n  More.\n\n"
        "Parts: with sizes\n  a  1 option\n\n  b  x\n\n  End.\n"
    )


def test_help_has_nothing_that_a_terminal_obeys() -> None:
    """Neither in titles nor in rows, whose blanks stay what they are."""
    section = Section("a\x1b[1m", "b\x9b", rows=[("c\u202e", f"d{JOINER}e\n")])
    shown = Help("p\x07", "", [section]).printable()
    assert (shown.name, *shown.sections[0][:2]) == ("p�", "a�[1m", "b�")
    assert shown.sections[0].rows == [("c�", f"d{JOINER}e ")]


def test_help_of_one_thing_has_its_name_in_place_of_the_usage() -> None:
    """It isn't called by it."""
    assert plain_help(Help("a.b", "", [], with_usage=False), 80) == "a.b\n"


@pytest.mark.parametrize("width", [10, 40])
def test_documentation_keeps_to_the_width(width: int) -> None:
    """Code too, with the blanks that it begins with where they leave room."""
    shown = plain_help(Help("program.py", "Some words in a line.\n\nExample:\n    some code that is long\n", []), width)
    assert max(map(cells, shown.splitlines())) <= width
