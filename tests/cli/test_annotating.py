"""YAML with a comment behind each value is the same YAML."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typedconf import ConfigError
from typedconf.cli.annotating import annotated_yaml, one_line
from typedconf.documents import parse_yaml
from typedconf.rendering import to_yaml
from typedconf.trees import same, walk

ODD = " ab:-#'\"\\{}[]|>&*!%@`?,\n\t\r\x85\u2028\u00e9\U0001f600\ufeff$"
TEXTS = st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=12)
KEYS = st.one_of(TEXTS, st.integers(), st.booleans(), st.just("k" * 140))
LEAVES = st.one_of(
    TEXTS, st.integers(), st.floats(allow_nan=False), st.booleans(), st.none(), st.just("???"), st.binary(max_size=70)
)
NODES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)
TREES = st.dictionaries(KEYS, NODES, max_size=4)


def read(text: str) -> Any:
    """What a config file with this text holds."""
    return parse_yaml(text, "a.yaml").tree


@given(TREES, TEXTS)
def test_a_reader_sees_no_comment(tree: dict[Any, Any], comment: str) -> None:
    """Whatever the values, keys and comments hold, the text reads as the one without comments does."""
    try:
        expected = read(to_yaml(tree))
    except ConfigError:  # two keys that are one as text, a text that is no YAML
        return
    leaves = list(walk(tree))
    annotated = annotated_yaml(tree, (f"{comment}." for _ in leaves))
    assert same(read(annotated), expected)
    assert annotated.count("# ") >= (len(leaves) if tree else 0)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        pytest.param({}, "{}  # 0\n", id="nothing"),
        pytest.param({"a": 1, "long": [1, "x"]}, "a: 1  # 0\nlong:\n- 1   # 1\n- x   # 2\n", id="aligned"),
        pytest.param({"a": "b\nc", "d": ""}, "a: 'b\n\n  c'   # 0\nd: ''  # 1\n", id="behind the last line"),
        pytest.param({"a": {}, "b": [[], {}]}, "a: {}  # 0\nb:\n- []   # 1\n- {}   # 2\n", id="empty"),
        pytest.param({"a: b": "c # d", 1: None}, "'a: b': 'c # d'  # 0\n1: null          # 1\n", id="quotes"),
        pytest.param({"a": b"xyz"}, "a: !!binary |  # 0\n  eHl6\n", id="bytes"),
        pytest.param({"k" * 130: [1]}, f"? {'k' * 130}\n: - 1  # 0\n", id="a key too long for its line"),
        pytest.param({"a": 1, "b": "w" * 60}, f"a: 1  # 0\nb: {'w' * 60}  # 1\n", id="a long line moves no other"),
        pytest.param({"l": [{"a": 1, "b": [2]}]}, "l:\n- a: 1  # 0\n  b:\n  - 2   # 1\n", id="nested"),
    ],
)
def test_comments_stand_in_a_column(tree: dict[Any, Any], text: str) -> None:
    """Each behind its value."""
    assert annotated_yaml(tree, (str(number) for number, _ in enumerate(walk(tree)))) == text


def test_a_leaf_may_have_no_comment() -> None:
    """Then its line is as it was."""
    assert annotated_yaml({"a": 1, "b": 2}, ["", "x"]) == "a: 1\nb: 2  # x\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a=1", "a=1"),
        ("a='b\nc'", r"a='b\nc'"),
        ("\x1b[1m\u2028", r"\x1b[1m\u2028"),
        ("é\U0001f600", "é\U0001f600"),
        ("x" * 161, "x" * 159 + "…"),
    ],
    ids=ascii,
)
def test_a_comment_is_one_line(text: str, shown: str) -> None:
    """Of what a user typed, which may hold anything."""
    assert one_line(text) == shown
