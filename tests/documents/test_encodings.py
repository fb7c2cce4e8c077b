"""A file is text in UTF-8, or in what its byte order mark says, and its suffix tells the language."""

from __future__ import annotations

import codecs
from typing import Final

import pytest

from typedconf.documents import parse_document
from typedconf.errors import DocumentError

TEXT: Final = "\u00e9: \U0001d4b3\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16-le", "utf-16-be"],
)
def test_the_mark_tells_the_encoding(data: bytes) -> None:
    """The mark is no part of the text, and places count without it."""
    document = parse_document(data, "a.yaml")
    assert (document.tree, document.text) == ({"\u00e9": "\U0001d4b3"}, TEXT)
    assert document.place(("\u00e9",)) == (1, 4)


@pytest.mark.parametrize(("file", "data"), [("a.json", b'{"a": 1}'), ("a.toml", b"a = 1"), ("a.yaml", b"a: 1")])
def test_a_mark_is_dropped_from_every_language(file: str, data: bytes) -> None:
    """JSON and TOML forbid it, but editors write it all the same."""
    document = parse_document(codecs.BOM_UTF8 + data, file)
    assert (document.tree, document.format) == ({"a": 1}, file.rpartition(".")[2])


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"a: \xff", "1:4", "no UTF-8: the bytes ff"),
        (b"a: 1\nb: \xc3\xa9\xe2\x82", "2:5", "no UTF-8: the bytes e2 82"),
        (b"\xff\xfea\x00\x00\xd8", "1:2", "no UTF-16: the bytes 00 d8"),
        (b"\xfe\xff\x00a\x00", "1:2", "no UTF-16: the bytes 00"),
        (b"a: \xed\xa0\x80", "1:4", "no UTF-8: the bytes ed"),
    ],
)
def test_bytes_that_are_no_text_are_an_error(data: bytes, place: str, message: str) -> None:
    """It says which bytes, and where."""
    with pytest.raises(DocumentError) as caught:
        parse_document(data, "conf/a.yaml")
    (problem,) = caught.value.problems
    assert (problem.message, str(problem.origin)) == (message, f"conf/a.yaml:{place}")


@pytest.mark.parametrize("file", ["a.yaml", "a.yml", "a", "a.b/c", "a.json/b", "<text>"])
def test_everything_else_is_yaml(file: str) -> None:
    """A name without a suffix of JSON or TOML is read as YAML."""
    assert parse_document(b"a: x", file).tree == {"a": "x"}
