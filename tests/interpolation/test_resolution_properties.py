"""Whatever the tree: a value or a ConfigError."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from typedconf.config import Config, plain
from typedconf.errors import ConfigError
from typedconf.interpolation.facts import Facts
from typedconf.interpolation.resolution import Resolution
from typedconf.interpolation.resolvers import BUILT_IN, make_resolver

FACTS = Facts(now=0.0, environment={"A": "1", "B": "${a}"}, cwd="/")
RESOLVERS = {
    "args": make_resolver("args", lambda *given: list(given)),
    "cat": make_resolver("cat", lambda *given: "".join(map(str, given))),
}
REFERENCE_TEXTS = ("${", "${a}", "${b.c}", "${.c}", "${..a}", "${d[0]}", "${d.-1}", "${${e}}", "\\${", "???")
CALL_TEXTS = tuple(f"${{{name}:" for name in (*RESOLVERS, *BUILT_IN))
PIECES = st.sampled_from((*REFERENCE_TEXTS, *CALL_TEXTS, *"\\'\":,[]{}. xé1abcde"))
TEXTS = st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=20))
LEAVES = st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.floats())
NODES = st.recursive(
    LEAVES,
    lambda below: st.one_of(
        st.lists(below, max_size=3), st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e", 1]), below, max_size=3)
    ),
    max_leaves=12,
)
TREES = st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e"]), NODES, max_size=5)
REFERENCES = st.dictionaries(
    st.sampled_from("abcde"),
    st.one_of(
        st.sampled_from([f"${{{name}}}" for name in "abcde"]),
        st.sampled_from([f"x${{{name}}}" for name in "abcde"]),
        st.sampled_from([f"${{args:${{{name}}},${{{other}}}}}" for name in "abcde" for other in "abe"]),
        st.dictionaries(st.sampled_from("abc"), st.sampled_from([f"${{{name}}}" for name in "abcde"]), max_size=2),
        st.integers(),
    ),
    min_size=1,
    max_size=5,
)


@given(TREES)
@settings(max_examples=300, deadline=None)
def test_any_tree_ends_in_a_value_or_a_config_error(tree: dict[str, Any]) -> None:
    """Gathering never raises but for texts that can't be read, and never changes the tree."""
    before = repr(tree)
    resolution = Resolution(tree, facts=FACTS, resolvers=RESOLVERS, hydra={"a": "${a}"}, view=Config.at)
    _, problems = resolution.gather()
    assert all(problem.message for problem in problems)
    for keep in ("error", "keep"):
        try:
            resolution.resolved(missing=keep)
        except ConfigError as error:
            assert error.problems  # noqa: PT017
    assert repr(tree) == before


@given(REFERENCES)
@settings(max_examples=300, deadline=None)
def test_the_order_of_reading_changes_nothing(tree: dict[str, Any]) -> None:
    """A leaf has one value, whether it is read first, last or within the whole; cycles are cycles from all sides."""
    found, _ = (whole := Resolution(tree, facts=FACTS, resolvers=RESOLVERS)).gather()
    for name in tree:
        alone = Resolution(tree, facts=FACTS, resolvers=RESOLVERS)
        try:
            value = alone.value((name,))
        except ConfigError:
            assert any(path[0] == name for path in whole.failures)
        else:
            assert repr(value) == repr(found[name])


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_value_or_a_config_error(text: str) -> None:
    """A text without an interpolation is itself."""
    try:
        value = plain(Config({"a": text, "b": f"${{{text}}}"}), missing="keep")["a"]
    except ConfigError:
        return
    assert "${" in text or value == text
