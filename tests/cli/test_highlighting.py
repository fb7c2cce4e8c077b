"""Texts that a terminal colours, in their pieces."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typedconf import to_yaml
from typedconf.cli.highlighting import HELP_STYLES, YAML_STYLES, help_pieces, yaml_pieces

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["${a}", "???", "# a"])
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a: 1\n", [("a", "key"), (": ", "sign"), ("1", "word"), ("\n", "sign")]),
        ("- true\n", [("- ", "sign"), ("true", "word"), ("\n", "sign")]),
        ("x", [("x", "text")]),
        ("'1'", [("'1'", "text")]),
        ("-1.5e-05", [("-1.5e-05", "word")]),
        (".inf", [(".inf", "word")]),
        ("${a.b}/c", [("${a.b}/c", "reference")]),
        ("???", [("???", "missing")]),
        ("!append [x]", [("!append", "tag"), (" [", "sign"), ("x", "text"), ("]", "sign")]),
        (
            "# of all\na: 1 # of a\n",
            [
                ("# of all", "comment"),
                ("\n", "sign"),
                ("a", "key"),
                (": ", "sign"),
                ("1", "word"),
                (" ", "sign"),
                ("# of a", "comment"),
                ("\n", "sign"),
            ],
        ),
        ("日本: '#x'", [("日本", "key"), (": ", "sign"), ("'#x'", "text")]),
        ("a: [", [("a", "key"), (": [", "sign")]),
    ],
    ids=["int", "bool", "text", "quoted", "float", "inf", "reference", "missing", "tag", "comment", "wide", "broken"],
)
def test_yaml_is_taken_apart(text: str, pieces: list[tuple[str, str]]) -> None:
    """By what its scalars are, where they stand."""
    assert [tuple(piece) for piece in yaml_pieces(text)] == pieces


@given(TREES)
def test_pieces_of_yaml_are_the_text(tree: Any) -> None:
    """Joined, they are it again, whatever the tree holds."""
    text = to_yaml(tree)
    assert "".join(piece.text for piece in yaml_pieces(text)) == text


def test_help_is_taken_apart() -> None:
    """Titles, and names where they begin a row."""
    text = "Usage: p [X]\n\n  doc - x\n\nFlags: of all\n  -h, --help [PART]  Show --this.\n         --that\n"
    pieces = list(help_pieces(text))
    assert "".join(piece.text for piece in pieces) == text
    assert [tuple(piece) for piece in pieces if piece.role != "words"] == [
        ("Usage:", "title"),
        ("Flags:", "title"),
        ("-h, --help", "name"),
    ]


def test_each_role_has_a_style() -> None:
    """Rich knows them all."""
    from rich.style import Style

    for style in (*YAML_STYLES.values(), *HELP_STYLES.values()):
        Style.parse(style)
