"""What merging promises for any trees, whatever stands in them."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import assume, given
from hypothesis import strategies as st

import typedconf as tc
from typedconf.trees import copy_tree

SCALARS: Final = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5))
KEYS: Final = st.sampled_from(("a", "b", "c", 1))
VALUES: Final = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)
TREES: Final = st.dictionaries(KEYS, VALUES, max_size=4)


def kinds_agree(left: Any, right: Any) -> bool:
    """Whether no key is a mapping in one tree and something else in the other."""
    if isinstance(left, dict) and isinstance(right, dict):
        return all(kinds_agree(left[key], right[key]) for key in left.keys() & right.keys())
    return not isinstance(left, dict) and not isinstance(right, dict)


@given(TREES)
def test_the_empty_tree_is_the_identity(tree: Any) -> None:
    """Nothing merged with a tree, on either side, is the tree."""
    assert tc.merge({}, tree) == tc.merge(tree, {}) == tree


@given(TREES)
def test_a_tree_merged_with_itself_is_itself(tree: Any) -> None:
    """Merging is idempotent, and keeps the order of keys."""
    merged = tc.merge(tree, tree)
    assert merged == tree
    assert list(merged) == list(tree)


@given(TREES, TREES, TREES)
def test_merging_is_associative_where_kinds_stay(first: Any, second: Any, third: Any) -> None:
    """It doesn't matter which of three trees are merged before, unless a key changes its kind."""
    assume(kinds_agree(first, second) and kinds_agree(second, third) and kinds_agree(first, third))
    assert tc.merge(tc.merge(first, second), third) == tc.merge(first, tc.merge(second, third))


@given(TREES, TREES)
def test_merging_changes_neither_tree(first: Any, second: Any) -> None:
    """What is merged is read only, and shares nothing with what comes out."""
    before = copy_tree(first), copy_tree(second)
    try:
        merged = tc.merge(first, second)
    except tc.MergeError:
        merged = {}
    merged.clear()
    assert (first, second) == before
