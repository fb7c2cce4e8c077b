"""Every value of a text has a place and, where it is a scalar, its characters as they were written."""

from __future__ import annotations

import time
from typing import Any, Final

import pytest

from typedconf.documents import parse_document

Path = tuple[Any, ...]

NESTED: Final = "a: 1\nb:\n  - x\n  - 'y'\n  -   z: [7, {q: 007}]\n"
TAGGED: Final = (
    "a: &x\n  k: 1\nb: *x\nc: !!str 12\nd: !append\n  - 1\ne: &y !append [5]\nf: |\n  text\ng: {<<: *x, z: 3}\n"
    "? long\n: v\nh:\n"
)
KEYS: Final = '"q\\u00e9": "x\\ty"\n0x1F: yes\n1.10: 1.10\nnull_: ~\n'
JSON: Final = '{"a": 1,\n "b": [true, {"c": "x\\u0041"}], "d": 1.50, "e": null}'
LAYERED: Final = "l: &l {k: 1, m: 2}\nr: &r {k: 3}\nd: {<<: [*l, *r], m: 4}\n"

# file, text, path -> the value's place and characters
VALUES: Final[list[tuple[str, str, Path, tuple[int, int] | None, str | None]]] = [
    ("a.yaml", NESTED, (), (1, 1), None),
    ("a.yaml", NESTED, ("a",), (1, 4), "1"),
    ("a.yaml", NESTED, ("b",), (3, 3), None),
    ("a.yaml", NESTED, ("b", 0), (3, 5), "x"),
    ("a.yaml", NESTED, ("b", 1), (4, 5), "y"),
    ("a.yaml", NESTED, ("b", -1), (5, 7), None),
    ("a.yaml", NESTED, ("b", "2", "z"), (5, 10), None),
    ("a.yaml", NESTED, ("b", 2, "z", 1), (5, 14), None),
    ("a.yaml", NESTED, ("b", 2, "z", 1, "q"), (5, 18), "007"),
    ("a.yaml", TAGGED, ("a",), (1, 4), None),
    ("a.yaml", TAGGED, ("b",), (1, 4), None),
    ("a.yaml", TAGGED, ("b", "k"), (2, 6), "1"),
    ("a.yaml", TAGGED, ("c",), (4, 4), "12"),
    ("a.yaml", TAGGED, ("d",), (5, 4), None),
    ("a.yaml", TAGGED, ("d", 0), (6, 5), "1"),
    ("a.yaml", TAGGED, ("e",), (7, 4), None),
    ("a.yaml", TAGGED, ("e", 0), (7, 16), "5"),
    ("a.yaml", TAGGED, ("f",), (8, 4), "text\n"),
    ("a.yaml", TAGGED, ("g", "k"), (2, 6), "1"),
    ("a.yaml", TAGGED, ("g", "z"), (10, 16), "3"),
    ("a.yaml", TAGGED, ("long",), (12, 3), "v"),
    ("a.yaml", LAYERED, ("d", "k"), (1, 11), "1"),
    ("a.yaml", LAYERED, ("d", "m"), (3, 22), "4"),
    ("a.yaml", KEYS, ("q\u00e9",), (1, 12), "x\ty"),
    ("a.yaml", KEYS, ("31",), (2, 7), "yes"),
    ("a.yaml", KEYS, (1.1,), (3, 7), "1.10"),
    ("a.yaml", KEYS, ("null_",), (4, 8), "~"),
    ("a.yaml", "\ufeffa: 1", ("a",), (1, 4), "1"),
    ("a.yaml", "\U0001d4b3: {\u00e9: 2}", ("\U0001d4b3", "\u00e9"), (1, 8), "2"),
    ("a.yaml", "a: 1\r\nb: 2\r\n", ("b",), (2, 4), "2"),
    ("a.yaml", "a: 1\rb: 2", ("b",), (2, 4), "2"),
    ("a.yaml", "- a\n- [b]", (1, 0), (2, 4), "b"),
    ("a.yaml", "text", ("text",), (1, 1), ""),
    ("a.yaml", "a: !!omap [x: 1]", ("a", 0, 1), (1, 15), "1"),
    ("a.json", JSON, (), (1, 1), None),
    ("a.json", JSON, ("a",), (1, 7), "1"),
    ("a.json", JSON, ("b",), (2, 7), None),
    ("a.json", JSON, ("b", 0), (2, 8), "true"),
    ("a.json", JSON, ("b", 1, "c"), (2, 20), "xA"),
    ("a.json", JSON, ("d",), (2, 38), "1.50"),
    ("a.json", JSON, ("e",), (2, 49), "null"),
    ("a.toml", "a = 1", ("a",), None, None),
]


@pytest.mark.parametrize(("file", "text", "path", "place", "raw"), VALUES)
def test_a_value_has_its_place_and_characters(
    file: str, text: str, path: Path, place: tuple[int, int] | None, raw: str | None
) -> None:
    """A place is a value's first character, its anchor or tag included; an alias has that of what it stands for."""
    document = parse_document(text, file)
    assert (document.place(path), document.raw(path)) == (place, raw)


@pytest.mark.parametrize(
    ("text", "path", "place", "raw"),
    [
        (NESTED, ("b", 2, "z", 1, "q"), (5, 15), "q"),
        (NESTED, ("b",), (2, 1), "b"),
        (NESTED, ("b", 0), (3, 5), None),
        (TAGGED, ("b",), (3, 1), "b"),
        (TAGGED, ("g", "k"), (2, 3), "k"),
        (TAGGED, ("long",), (11, 3), "long"),
        (TAGGED, ("h",), (13, 1), "h"),
        (KEYS, ("q\u00e9",), (1, 1), "q\u00e9"),
        (KEYS, (31,), (2, 1), "0x1F"),
        (KEYS, (1.1,), (3, 1), "1.10"),
    ],
)
def test_a_key_has_its_own_place_and_characters(text: str, path: Path, place: tuple[int, int], raw: str | None) -> None:
    """An item of a list has no key, and stands for itself; a merged key has the place where it is written."""
    document = parse_document(text, "a.yaml")
    assert (document.place(path, key=True), document.raw_key(path)) == (place, raw)


@pytest.mark.parametrize("path", [("n",), ("b", 9), ("b", "x"), ("a", "x"), ("b", 2, "z", "q")])
def test_what_is_not_there_has_no_place(path: Path) -> None:
    """A path that leads nowhere has neither place nor characters, and its origin is the file alone."""
    document = parse_document(NESTED, "conf/a.yaml")
    assert (document.place(path), document.raw(path), document.raw_key(path)) == (None, None, None)
    assert str(document.origin(path)) == "conf/a.yaml"


def test_an_origin_points_into_the_file() -> None:
    """It has file, line and column, the entry that brought the file in, and the line to show."""
    document = parse_document(NESTED, "conf/a.yaml")
    origin = document.origin(("b", 1), entry="a: b")
    assert (str(origin), origin.kind, origin.entry) == ("conf/a.yaml:4:5", "file", "a: b")
    assert document.excerpt(origin) == "  - 'y'"
    assert document.origin(("b", 2, "z"), key=True).column == 7


@pytest.mark.parametrize(("number", "line"), [(0, ""), (1, "a: 1"), (2, "b: 2"), (3, "\u00e9: 3"), (4, ""), (9, "")])
def test_lines_are_those_of_an_editor(number: int, line: str) -> None:
    """They count from 1, end in any of the line ends, and are empty outside of the text."""
    assert parse_document("a: 1\r\nb: 2\r\u00e9: 3\n", "a.yaml").line(number) == line


def test_a_line_too_long_to_show_is_no_excerpt() -> None:
    """The origin stays exact."""
    document = parse_document("a: " + "x" * 1_000 + "\nb: 1\n", "a.yaml")
    assert document.excerpt(document.origin(("a",))) is None
    assert document.excerpt(document.origin(("b",))) == "b: 1"


def test_ten_thousand_places_take_one_reading() -> None:
    """Reports of many problems stay linear: no place asks for another reading of the text."""
    count = 10_000
    document = parse_document("".join(f"k{n}: {{a: [1, 2]}}\n" for n in range(count)), "a.yaml")
    start = time.process_time()
    for number in range(count):
        origin = document.origin((f"k{number}", "a", 1))
        assert (origin.line, document.excerpt(origin)) == (number + 1, f"k{number}: {{a: [1, 2]}}")
    assert time.process_time() - start < 60  # no measurement: what reads the text each time takes an hour
