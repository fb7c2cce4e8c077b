"""How problems read: alone, together, and whatever their texts hold."""

from __future__ import annotations

import math
from typing import Any

import pytest

from typedconf.errors import ConfigError, Origin, Problem
from typedconf.reports import cells, json_leaf, printable, report_lines


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


@pytest.mark.parametrize(
    ("text", "column", "span", "carets"),
    [
        ('a: "many"', 4, 4, "   ^^^^^^"),
        ("a: 'many' # it's", 4, 4, "   ^^^^^^"),
        ("a: many", 4, 4, "   ^^^^"),
        ('a: "训练"', 4, 2, "   ^^^^^^"),
        ("a: 训练", 4, 2, "   ^^^^"),
        ('"k": 1', 1, 1, "^^^"),
    ],
)
def test_carets_stand_under_quotes_and_wide_characters(text: str, column: int, span: int, carets: str) -> None:
    """The span of a quoted text is that of its content; a wide character takes two columns."""
    lines = report(Problem("wrong", origin=Origin("file", "a.yaml", 1, column), excerpt=text, span=span))
    assert lines[3] == f"{'':15}{carets}"


# -- in a terminal's width ----------------------------------------------------------------------------------------


def lines_of(*problems: Problem, width: int | None = None, lead: str = "") -> list[str]:
    """The report of ``problems`` in ``width`` columns."""
    return ["".join(segment.text for segment in line) for line in report_lines(problems, width=width, lead=lead)]


def test_without_a_width_nothing_is_wrapped() -> None:
    """A log is searched for whole messages."""
    message = "word " * 100 + "end"
    assert lines_of(Problem(message, "a")) == [f"a: {message}"]
    assert lines_of(Problem(message, "a"), Problem("b"))[2] == f"  a   {message}"


def test_a_long_message_is_wrapped_with_its_indent() -> None:
    """Alone below its key, among others beside the keys."""
    problem = Problem("not one of the values that this key can have\nnor another", "a.b", declared="A.b: int")
    assert lines_of(problem, width=40, lead="error: ") == [
        "error: a.b: not one of the values that",
        "  this key can have",
        "nor another",
        "  declared as  A.b: int",
    ]
    assert lines_of(problem, Problem("wrong", "a"), width=52)[2:] == [
        "  a.b   not one of the values that this key can have",
        "        nor another",
        "        declared as  A.b: int",
        "",
        "  a     wrong",
    ]


def test_on_a_narrow_terminal_keys_stand_by_themselves() -> None:
    """So that there is room for the messages."""
    assert lines_of(LR, DECAY, width=44) == [
        "2 problems in the composed config",
        "",
        "  training.lr",
        "    not a number greater than 0: 'fast'",
        "    override     training.lr=fast",
        "                             ^^^^",
        "    declared as  Training.lr: PositiveFloat",
        "",
        "  optimizer.weight_decy",
        "    no such key in AdamW; did you mean",
        "    weight_decay?",
        "    override     optimizer.weight_decy=0",
        "                           ^^^^^^^^^^^",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_a_report_is_no_wider_than_its_terminal(width: int) -> None:
    """Messages are wrapped, lines of files cut around their place."""
    origin = Origin("file", "conf/db.yaml", 3, 300, entry="db: mysql")
    in_file = Problem("wrong " * 30, "some.key", origin=origin, excerpt="x" * 299 + "BAD" + "y" * 300, span=3)
    long_word = Problem(f"not a number: {'9' * 300}", "other.key")
    for problems in ([in_file], [long_word], [in_file, long_word, LR, DECAY]):
        lines = lines_of(*problems, width=width, lead="error: ")
        assert max(map(len, lines)) <= width
    lines = lines_of(in_file, width=width)
    caret = next(line for line in lines if "^" in line).index("^")
    assert any(line[caret : caret + 3] == "BAD" for line in lines)


def test_a_path_is_never_cut() -> None:
    """Who copies it wants the whole."""
    file = "/a/very/long/path" * 8
    assert f"  file         {file}" in lines_of(Problem("wrong", origin=Origin("file", file)), width=40)


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("é", 1), ("日本", 4), ("e\u0301", 1), ("", 0)])
def test_columns_are_those_of_a_terminal(text: str, columns: int) -> None:
    """Wide characters take two, marks on others none."""
    assert cells(text) == columns


def test_carets_stand_below_wide_characters() -> None:
    """Under what they mark, as wide as it is."""
    lines = report(Problem("wrong", origin=Origin("override", text="名=日本", column=3), span=2))
    assert lines[1:] == ["  override     名=日本", "                  ^^^^"]


def test_problems_without_keys_are_just_counted() -> None:
    """A command line's flags are no part of the config."""
    assert report(Problem("one"), Problem("two"))[0] == "2 problems"


def test_every_piece_of_a_line_has_its_role() -> None:
    """By which a terminal colours it."""
    roles = [[(segment.role, segment.text) for segment in line] for line in report_lines([LR], lead="error: ")]
    assert roles == [
        [("lead", "error: "), ("key", "training.lr"), ("message", ": "), ("message", LR.message)],
        [("blank", "  "), ("label", "override     "), ("text", "training.lr=fast")],
        [("blank", "  "), ("blank", " " * 25), ("caret", "^^^^")],
        [("blank", "  "), ("label", "declared as  "), ("text", "Training.lr: PositiveFloat")],
    ]


@pytest.mark.parametrize("char", ["\x1b", "\x00", "\r", "\udce9"], ids=ascii)
def test_keys_and_messages_are_printable_too(char: str) -> None:
    """Both may hold what a user wrote."""
    for problems in ([Problem(f"a{char}b", f"k{char}")], [Problem(f"a{char}b", f"k{char}"), Problem("b")]):
        assert char not in str(ConfigError(*problems))


def test_a_text_is_made_printable() -> None:
    """Blanks are blanks, all else that has no shape is a sign of its own; lines stay where they are to."""
    text = "a\tb\xa0c\nd\x00e\udcff"
    assert printable(text) == "a b c d�e�"
    assert printable(text, keeps_lines=True) == "a b c\nd�e�"


def test_an_error_made_of_a_text_reads_as_it() -> None:
    """A program may raise one without a Problem."""
    wrong: Any = "just a text"
    assert str(ConfigError(wrong)) == wrong


@pytest.mark.parametrize(
    ("value", "leaf"),
    [
        (math.inf, ".inf"),
        (-math.inf, "-.inf"),
        (math.nan, ".nan"),
        (1.5, 1.5),
        ("a", "a"),
        (None, None),
    ],
)
def test_scalars_in_strict_json(value: Any, leaf: Any) -> None:
    """What JSON has no word for is text."""
    assert json_leaf(value) == leaf
