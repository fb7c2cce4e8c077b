"""How problems read: alone, together, and whatever their texts hold."""

from __future__ import annotations

import pytest

from typedconf.errors import ConfigError, Origin, Problem


def report(*problems: Problem) -> list[str]:
    """The lines of the report of ``problems``."""
    return str(ConfigError(*problems)).splitlines()


LR = Problem(
    "not a number greater than 0: 'fast'",
    key="training.lr",
    origin=Origin("override", text="training.lr=fast", column=13),
    span=4,
    declared="Training.lr: PositiveFloat",
)
DECAY = Problem(
    "no such key in AdamW; did you mean weight_decay?",
    key="optimizer.weight_decy",
    origin=Origin("override", text="optimizer.weight_decy=0", column=11),
    span=11,
)


def test_several_problems_are_aligned() -> None:
    """The report of the design's first page: counted, keys in one column, places marked."""
    assert report(LR, DECAY) == [
        "2 problems in the composed config",
        "",
        "  training.lr             not a number greater than 0: 'fast'",
        "                          override     training.lr=fast",
        "                                                   ^^^^",
        "                          declared as  Training.lr: PositiveFloat",
        "",
        "  optimizer.weight_decy   no such key in AdamW; did you mean weight_decay?",
        "                          override     optimizer.weight_decy=0",
        "                                                 ^^^^^^^^^^^",
    ]


def test_one_problem_stands_alone() -> None:
    """A single problem needs no count."""
    assert report(LR) == [
        "training.lr: not a number greater than 0: 'fast'",
        "  override     training.lr=fast",
        "                           ^^^^",
        "  declared as  Training.lr: PositiveFloat",
    ]


def test_a_place_in_a_file_shows_its_line() -> None:
    """File, line and column, the line with a caret, and the entry that brought the file in."""
    origin = Origin("file", "conf/db.yaml", 3, 5, entry="db: mysql")
    assert report(Problem("wrong", "a", origin=origin, excerpt="x:  bad # no", span=3)) == [
        "a: wrong",
        "  file         conf/db.yaml:3:5",
        "               x:  bad # no",
        "                   ^^^",
        "  by           db: mysql",
    ]


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        (Origin("environment", text="APP_LR"), "  variable     APP_LR"),
        (Origin("secret", text="db__password"), "  secret       db__password"),
        (Origin("default", text="AdamW.lr"), "  default      AdamW.lr"),
        (Origin("store", text="db/my"), "  store        db/my"),
        (Origin("file", "a.toml"), "  file         a.toml"),
        (Origin("option", text="--lr=x"), "  option       --lr=x"),
    ],
    ids=lambda value: value.kind if isinstance(value, Origin) else "",
)
def test_each_kind_of_place_has_its_label(origin: Origin, line: str) -> None:
    """A place is labelled by what it is."""
    assert report(Problem("wrong", origin=origin)) == ["wrong", line]


def test_a_message_of_several_lines_keeps_its_indent() -> None:
    """Further lines stand below the first."""
    lines = report(Problem("one\ntwo", key="a"), Problem("three", key="bb"))
    assert lines[2:] == ["  a    one", "       two", "", "  bb   three"]


def test_a_wide_key_has_a_line_of_its_own() -> None:
    """It doesn't push the other messages to the right."""
    lines = report(Problem("one", key="k" * 30), Problem("two", key="a"))
    assert lines[2:] == ["  " + "k" * 30, "      one", "", "  a   two"]


def test_problems_without_keys_need_no_column() -> None:
    """Their messages stand at the left."""
    assert report(Problem("one"), Problem("two"))[2:] == ["  one", "", "  two"]


def test_only_fifty_problems_are_shown() -> None:
    """The rest is counted."""
    lines = report(*(Problem("wrong", key=f"k{number}") for number in range(60)))
    assert lines[0] == "60 problems in the composed config"
    assert lines[-1] == "  and 10 more"
    assert sum("wrong" in line for line in lines) == 50


@pytest.mark.parametrize("column", [1, 5_000, 100_000, 100_001])
def test_a_long_line_is_cut_around_its_place(column: int) -> None:
    """The caret stays in sight, however long the line is."""
    text = "x" * (column - 1) + "BAD" + "y" * (100_000 - column + 1)
    lines = report(Problem("wrong", origin=Origin("override", text=text, column=column), span=3))
    assert max(map(len, lines)) < 100
    caret = lines[2].index("^")
    assert lines[1][caret : caret + 3] == "BAD"
    assert lines[2].count("^") == 3


def test_a_place_on_a_later_line_of_a_text_is_marked() -> None:
    """Of a text of several lines, the one with the place is shown."""
    text = "a='one\ntwo BAD\nthree'"
    lines = report(Problem("wrong", origin=Origin("override", text=text, column=text.index("BAD") + 1), span=3))
    assert lines == ["wrong", "  override     two BAD …", "                   ^^^"]


@pytest.mark.parametrize("char", ["\x1b", "\x07", "\u202e", "\x00", "\r"], ids=ascii)
def test_control_characters_never_reach_a_terminal(char: str) -> None:
    """What a text or a line of a file holds is shown as a replacement character."""
    override = Problem("wrong", origin=Origin("override", text=f"a={char}b", column=3))
    line = Problem("wrong", origin=Origin("file", "a.yaml", 1, 1), excerpt=f"a{char}b")
    assert char not in str(ConfigError(override, line))


def test_a_span_past_the_end_is_cut() -> None:
    """The carets end with the text."""
    lines = report(Problem("wrong", origin=Origin("override", text="a=bc", column=3), span=50))
    assert lines[2] == "                 ^^"
