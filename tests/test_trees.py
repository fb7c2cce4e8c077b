"""Plain trees: how keys are written, how values are found, and how a draft shares what nobody writes to."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typedconf.errors import BoundExceeded
from typedconf.trees import (
    ABSENT,
    NO_RULES,
    Draft,
    MergeKind,
    Operator,
    check_nesting,
    copy_tree,
    find,
    format_path,
    parse_path,
    same,
    step,
    walk,
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("a",), "a"),
        (("a", "b", 1, "c"), "a.b[1].c"),
        ((0,), "[0]"),
        ((0, 1), "[0][1]"),
        (("a.b", "c"), r"a\.b.c"),
        (("a[0]",), r"a\[0]"),
        (("a\\b",), r"a\\b"),
        (("a", None), "a.null"),
        (("a", True, False), "a.true.false"),
        (("a", 1.5), r"a.1\.5"),
        (("a", "é ü"), "a.é ü"),
    ],
    ids=repr,
)
def test_a_path_is_written(path: Any, text: str) -> None:
    """Dots between keys, brackets around positions, what could be misread escaped."""
    assert format_path(path) == text


def test_an_int_is_a_key_in_a_mapping() -> None:
    """Where the tree is given and holds a mapping there, an int is no position."""
    assert format_path(("a", 1, 0), {"a": {1: [5]}}) == "a.1[0]"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ()),
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ("a[0]", ("a", "0")),
        ("a[0].b", ("a", "0", "b")),
        ("a[0][1]", ("a", "0", "1")),
        ("a.0", ("a", "0")),
        ("[0]", ("0",)),
        ("[0].a", ("0", "a")),
        ("a[-1]", ("a", "-1")),
        (r"a\.b", ("a.b",)),
        (r"a\[0]", ("a[0]",)),
        (r"a\\b", ("a\\b",)),
        ("a[", ("a[",)),
        ("a]", ("a]",)),
        ("a..b", ("a", "", "b")),
        ("a.", ("a", "")),
        ("a\\", ("a\\",)),
    ],
    ids=repr,
)
def test_a_path_is_read(text: str, path: Any) -> None:
    """All keys are texts; a bracket is another way to write a position."""
    assert parse_path(text) == path


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_a_written_path_reads_back(keys: list[str]) -> None:
    """Whatever the keys hold."""
    assert parse_path(format_path(tuple(keys))) == tuple(keys)


TREE: Any = {"a": {"b": [10, {"c": None}]}, 1: "int", "2": "text", None: "none"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.b[0]", 10),
        ("a.b[-1].c", None),
        ("a.b.1.c", None),
        ("2", "text"),
        ("null", "none"),
        ("a.b[2]", ABSENT),
        ("a.b[-3]", ABSENT),
        ("a.b.x", ABSENT),
        ("a.x", ABSENT),
        ("a.b[0].x", ABSENT),
        ("a.b[1].c.x", ABSENT),
        ("a.b[99999999999999999999999]", ABSENT),
        ("", TREE),
    ],
    ids=str,
)
def test_a_value_is_found(text: str, value: Any) -> None:
    """By keys and positions, these as text too; what isn't there is ABSENT, never None."""
    assert find(TREE, parse_path(text)) is value or find(TREE, parse_path(text)) == value


def test_a_text_finds_a_key_of_another_type() -> None:
    """The exact key comes first."""
    assert step({1: "int", "1": "text"}, "1") == "text"
    assert step({1: "int"}, "1") == "int"
    assert step({True: "yes"}, "true") == "yes"
    assert step({1.5: "half"}, "1\\.5") == step({1.5: "half"}, "1.5") == "half"
    assert step({"1": "text"}, 1) is ABSENT


def test_walk_gives_all_leaves_in_order() -> None:
    """Scalars, empty containers and operators, with their paths."""
    operator = Operator(MergeKind.APPEND, [1])
    tree = {"a": {"b": 1, "e": {}}, "l": [[], None], "o": operator}
    assert list(walk(tree)) == [
        (("a", "b"), 1),
        (("a", "e"), {}),
        (("l", 0), []),
        (("l", 1), None),
        (("o",), operator),
    ]


def test_a_copy_shares_no_container() -> None:
    """Leaves are shared, so objects that can't be copied may stand in a tree."""
    leaf = object()
    tree = {"a": [leaf, {"b": {}}]}
    made = copy_tree(tree)
    assert made == tree
    assert made["a"] is not tree["a"]
    assert made["a"][0] is leaf


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [
        (1, 1, True),
        (1, True, False),
        (1, 1.0, False),
        ("a", "a", True),
        (None, None, True),
        ([1, {"a": 2}], [1, {"a": 2}], True),
        ([1, {"a": 2}], [1, {"a": 2.0}], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([1], [1, 2], False),
        ([], {}, False),
    ],
    ids=repr,
)
def test_sameness_goes_by_type(left: Any, right: Any, result: bool) -> None:  # noqa: FBT001  a row of the table
    """Equal values of one type are the same; the order of keys doesn't matter."""
    assert same(left, right) is result


def test_absent_is_one_value() -> None:
    """It is false, and stays itself through pickle and copy."""
    assert not ABSENT
    assert pickle.loads(pickle.dumps(ABSENT)) is ABSENT
    assert copy.deepcopy(ABSENT) is ABSENT
    assert repr(ABSENT) == "ABSENT"


def test_operators_are_values() -> None:
    """Equal by kind and value; they pickle."""
    operator = Operator(MergeKind.APPEND, [1])
    assert operator == Operator(MergeKind.APPEND, [1])
    assert operator != Operator(MergeKind.PREPEND, [1])
    assert operator != [1]
    assert pickle.loads(pickle.dumps(operator)) == operator
    assert repr(operator) == "Operator('append', [1])"


def test_a_draft_copies_what_it_writes_to() -> None:
    """One level at a time: the tree that it began with stays as it was, untouched parts are shared."""
    tree: dict[str, Any] = {"a": {"b": {"c": 1}}, "z": {"y": 1}}
    before = copy.deepcopy(tree)
    draft = Draft(tree)
    child = draft.own_child(draft.own_child(draft.own_root(), "a"), "b")
    child["c"] = 2
    assert tree == before
    assert draft.root == {"a": {"b": {"c": 2}}, "z": {"y": 1}}
    assert draft.root["z"] is tree["z"]
    assert draft.own_child(draft.own_child(draft.own_root(), "a"), "b") is child


def test_without_a_schema_there_are_no_rules() -> None:
    """The rules of no schema answer nothing for every path."""
    path = ("a", "b")
    assert NO_RULES.canonical(path) is path
    assert not NO_RULES.declares(path, {})
    assert NO_RULES.default(path) is ABSENT
    assert (NO_RULES.takes_text(path, 5, "5"), NO_RULES.is_secret(path)) == (False, False)
    assert NO_RULES.convert(path, 5) == 5
    assert pickle.loads(pickle.dumps(NO_RULES)) is NO_RULES


def test_nesting_has_a_bound() -> None:
    """200 levels are fine, 201 are an error that names the bound."""
    check_nesting(("a",) * 200)
    with pytest.raises(BoundExceeded) as caught:
        check_nesting(("a",) * 201)
    assert caught.value.problems[0].message == "nested more than 200 levels deep, below a.a.a"
