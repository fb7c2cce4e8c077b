"""How layers become one tree: what merges, what replaces, what contradicts, and the merge operators."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from typedconf import BoundExceeded, Composition, MergeError, merge
from typedconf.documents import parse_yaml
from typedconf.trees import MergeKind, Operator

Compose: TypeAlias = Callable[..., Composition[Any]]


def yaml(text: str) -> Any:
    """The tree of a YAML text."""
    return parse_yaml(text, "given.yaml").tree


@pytest.mark.parametrize(
    ("lower", "upper", "merged"),
    [
        pytest.param({"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}, id="mappings merge"),
        pytest.param({"a": {"b": {"c": 1, "d": 2}}}, {"a": {"b": {"d": 3}}}, {"a": {"b": {"c": 1, "d": 3}}}, id="deep"),
        pytest.param({"a": [1, 2]}, {"a": [3]}, {"a": [3]}, id="a list replaces a list"),
        pytest.param({"a": 1}, {"a": 2}, {"a": 2}, id="a scalar replaces a scalar"),
        pytest.param({"a": {"x": 1}}, {"a": 2}, {"a": 2}, id="a scalar replaces a mapping"),
        pytest.param({"a": [1]}, {"a": 2}, {"a": 2}, id="a scalar replaces a list"),
        pytest.param({"a": {"x": 1}}, {"a": None}, {"a": None}, id="null replaces a mapping"),
        pytest.param({"a": [1]}, {"a": None}, {"a": None}, id="null replaces a list"),
        pytest.param({"a": None}, {"a": {"x": 1}}, {"a": {"x": 1}}, id="a mapping replaces null"),
        pytest.param({"a": 1}, {"a": {"x": 1}}, {"a": {"x": 1}}, id="a mapping replaces a scalar"),
        pytest.param({"a": 1}, {"a": [1]}, {"a": [1]}, id="a list replaces a scalar"),
        pytest.param({"a": 1}, {"a": "???"}, {"a": 1}, id="??? never replaces a scalar"),
        pytest.param({"a": {"x": 1}}, {"a": "???"}, {"a": {"x": 1}}, id="??? never replaces a mapping"),
        pytest.param({"a": None}, {"a": "???"}, {"a": None}, id="??? never replaces null"),
        pytest.param({}, {"a": "???"}, {"a": "???"}, id="??? stands where nothing does"),
        pytest.param({"a": "???"}, {"a": 1}, {"a": 1}, id="a value replaces ???"),
        pytest.param({"a": "???"}, {"a": {"x": 1}}, {"a": {"x": 1}}, id="a mapping replaces ???"),
        pytest.param({"a": {}}, {"a": {}}, {"a": {}}, id="empty mappings"),
        pytest.param({"a": {"x": 1}}, {"a": {}}, {"a": {"x": 1}}, id="an empty mapping changes nothing"),
        pytest.param({"a": [1]}, {"a": []}, {"a": []}, id="an empty list replaces"),
        pytest.param({1: "int"}, {"1": "text"}, {1: "int", "1": "text"}, id="keys of two types are two keys"),
        pytest.param({"a": "${b}"}, {"a": 1}, {"a": 1}, id="a scalar replaces an interpolation"),
        pytest.param({"a": 1}, {"a": "${b}"}, {"a": "${b}"}, id="an interpolation replaces a scalar"),
        pytest.param({"a": {"x": 1}}, {"a": "${b}"}, {"a": "${b}"}, id="an interpolation replaces a mapping"),
        pytest.param({"a": "${b}"}, {"a": {"x": 1}}, {"a": {"x": 1}}, id="a mapping replaces an interpolation"),
    ],
)
def test_two_trees_merge(lower: Any, upper: Any, merged: Any) -> None:
    """Mappings merge deeply, everything else replaces, and ``???`` gives way."""
    assert merge(lower, upper) == merged


@pytest.mark.parametrize(
    ("lower", "upper", "keys"),
    [
        pytest.param({"a": 1, "b": 2}, {"b": 3, "c": 4, "a": 5}, ["a", "b", "c"], id="new keys go to the end"),
        pytest.param({"a": {"x": 1}, "b": 2}, {"a": None}, ["a", "b"], id="a replaced value keeps its place"),
        pytest.param({"a": "???", "b": 2}, {"a": {"x": 1}}, ["a", "b"], id="a filled value keeps its place"),
    ],
)
def test_the_lower_tree_gives_the_order(lower: Any, upper: Any, keys: list[str]) -> None:
    """An existing key keeps its position."""
    assert list(merge(lower, upper)) == keys


def test_merging_changes_none_of_its_trees() -> None:
    """The trees that go in stay as they are, and the result shares no container with them."""
    lower, upper = {"a": {"x": [1]}}, {"a": {"y": {"z": [2]}}}
    before = copy.deepcopy((lower, upper))
    merged = merge(lower, upper)
    merged["a"]["x"].append(9)
    merged["a"]["y"]["z"].append(9)
    assert (lower, upper) == before


def test_nothing_merges_to_nothing() -> None:
    """Without trees the result is an empty mapping."""
    assert merge() == {}


@pytest.mark.parametrize(
    ("lower", "upper", "message", "expected"),
    [
        pytest.param({"a": [1]}, {"a": {"x": 1}}, "a mapping cannot be merged with a list", "a list", id="onto a list"),
        pytest.param({"a": {}}, {"a": [1]}, "a list cannot be merged with a mapping", "a mapping", id="onto a mapping"),
    ],
)
def test_a_list_and_a_mapping_contradict_each_other(lower: Any, upper: Any, message: str, expected: str) -> None:
    """A list on a mapping and a mapping on a list are mistakes, told with the key and both kinds."""
    with pytest.raises(MergeError) as caught:
        merge(lower, upper)
    (problem,) = caught.value.problems
    assert (problem.key, problem.message, problem.expected) == ("a", message, expected)
    assert problem.value == upper["a"]


@pytest.mark.parametrize("root", [[1], 3, None, "text"], ids=repr)
def test_only_mappings_merge_at_the_root(root: Any) -> None:
    """A root that is no mapping is a MergeError."""
    with pytest.raises(MergeError):
        merge({"a": 1}, root)


@pytest.mark.parametrize(
    ("lower", "upper", "merged"),
    [
        pytest.param("a: [1, 2]", "a: !append [3]", {"a": [1, 2, 3]}, id="append"),
        pytest.param("a: [1, 2]", "a: !append [[3]]", {"a": [1, 2, [3]]}, id="append a list as an item"),
        pytest.param("a: [1]", "a: !append [1]", {"a": [1, 1]}, id="append what is there already"),
        pytest.param("a: [1, 2]", "a: !prepend [3, 4]", {"a": [3, 4, 1, 2]}, id="prepend"),
        pytest.param("a: [1, 2, 1]", "a: !remove [1]", {"a": [2]}, id="remove every equal item"),
        pytest.param("a: [1, 2]", "a: !remove [9]", {"a": [1, 2]}, id="removing what isn't there is silent in a file"),
        pytest.param("a: [1, true, 1.0]", "a: !remove [true]", {"a": [1, 1.0]}, id="true is no 1"),
        pytest.param("a: [{x: 1}, {x: 2}]", "a: !remove [{x: 1}]", {"a": [{"x": 2}]}, id="remove a mapping"),
        pytest.param("a: {x: 1}", "a: !replace {y: 2}", {"a": {"y": 2}}, id="replace a mapping"),
        pytest.param("a: {x: 1}", "a: !replace [2]", {"a": [2]}, id="replace a mapping by a list"),
        pytest.param("a: [1]", "a: !replace {x: 1}", {"a": {"x": 1}}, id="replace a list by a mapping"),
        pytest.param("a: 1", "a: !replace 2", {"a": 2}, id="replace a scalar"),
        pytest.param("a: ${b}", "a: !replace {x: 1}", {"a": {"x": 1}}, id="replace an interpolation"),
        pytest.param("{a: 1, b: 2}", "a: !replace {x: 1}", {"a": {"x": 1}, "b": 2}, id="replace keeps the place"),
        pytest.param("{a: 1, b: 2}", "a: !delete", {"b": 2}, id="delete"),
        pytest.param("a: {x: 1, y: 2}", "a: {x: !delete }", {"a": {"y": 2}}, id="delete below a mapping"),
        pytest.param("a: [{lr: 1}, 2]", "a: !items {0: {lr: 3}}", {"a": [{"lr": 3}, 2]}, id="items merges"),
        pytest.param("a: [{lr: 1, k: 0}]", "a: !items {0: {lr: 3}}", {"a": [{"lr": 3, "k": 0}]}, id="items keeps keys"),
        pytest.param("a: [1, 2]", "a: !items {-1: 9}", {"a": [1, 9]}, id="items counts from the end"),
        pytest.param("a: [1, 2, 3]", "a: !items {0: !delete }", {"a": [2, 3]}, id="items deletes"),
        pytest.param("a: [[1]]", "a: !items {0: !append [2]}", {"a": [[1, 2]]}, id="operators nest in items"),
        pytest.param("a: {l: [1]}", "a: {l: !append [2]}", {"a": {"l": [1, 2]}}, id="below a mapping"),
    ],
)
def test_an_operator_acts_on_what_is_there(lower: str, upper: str, merged: Any) -> None:
    """Each merge operator does to the lower value what its name says."""
    result = merge(yaml(lower), yaml(upper))
    assert result == merged
    assert list(result) == list(merged)


@pytest.mark.parametrize(
    ("tag", "result"),
    [
        pytest.param("!append [1]", {"a": [1]}, id="append"),
        pytest.param("!prepend [1]", {"a": [1]}, id="prepend"),
        pytest.param("!remove [1]", {"a": []}, id="remove"),
        pytest.param("!replace {x: 1}", {"a": {"x": 1}}, id="replace"),
        pytest.param("!replace 1", {"a": 1}, id="replace by a scalar"),
        pytest.param("!delete", {}, id="delete"),
        pytest.param("!append [{l: !append [1]}]", {"a": [{"l": [1]}]}, id="an operator in an item"),
        pytest.param("{l: !append [1], d: !delete }", {"a": {"l": [1]}}, id="operators in a new mapping"),
        pytest.param("[{l: !prepend [2]}]", {"a": [{"l": [2]}]}, id="an operator below a new list"),
    ],
)
@pytest.mark.parametrize("lower", [{}, {"a": None}, {"a": "???"}], ids=["absent", "null", "missing"])
def test_an_operator_takes_nothing_for_empty(lower: Any, tag: str, result: Any) -> None:
    """Where there is nothing to act on, an operator acts on an empty list or simply stands."""
    assert merge(lower, yaml(f"a: {tag}")) == result


@pytest.mark.parametrize("operator", ["!append [1]", "!prepend [1]", "!remove [1]", "!items {0: 1}"])
@pytest.mark.parametrize(
    ("lower", "named"),
    [
        pytest.param({"a": {"x": 1}}, "a mapping", id="mapping"),
        pytest.param({"a": "text"}, "the scalar 'text'", id="scalar"),
        pytest.param({"a": "${b}"}, "the interpolation ${b}", id="interpolation"),
    ],
)
def test_an_operator_of_lists_needs_a_list(operator: str, lower: Any, named: str) -> None:
    """Onto a mapping, a scalar or an interpolation it is an error that names both."""
    with pytest.raises(MergeError) as caught:
        merge(lower, yaml(f"a: {operator}"))
    (problem,) = caught.value.problems
    assert problem.key == "a"
    assert problem.message == f"{operator.split(maxsplit=1)[0]} cannot be merged with {named}"


@pytest.mark.parametrize("position", [2, -3], ids=["past the end", "before the start"])
def test_items_needs_a_position_of_the_list(position: int) -> None:
    """``!items`` at a position that the list doesn't have is an error that tells the list's length."""
    with pytest.raises(MergeError) as caught:
        merge({"a": [1, 2]}, {"a": Operator(MergeKind.ITEMS, {position: 0})})
    (problem,) = caught.value.problems
    assert (problem.key, problem.message, problem.value) == ("a", f"no item {position} in a list of 2", position)


def test_items_on_an_absent_list_has_no_positions() -> None:
    """An absent key counts as an empty list, which has no item to merge with."""
    with pytest.raises(MergeError, match="no item 0 in a list of 0"):
        merge({}, yaml("a: !items {0: 1}"))


def test_a_layer_says_all_its_contradictions() -> None:
    """Contradictions are independent: all of one merge are reported together, in order."""
    with pytest.raises(MergeError) as caught:
        merge({"a": [1], "b": {"x": 1}, "c": {"d": 1}}, yaml("{a: {y: 1}, b: [2], c: {d: !append [1]}}"))
    assert [problem.key for problem in caught.value.problems] == ["a", "b", "c.d"]


def test_layers_say_all_their_contradictions_with_their_places(compose: Compose) -> None:
    """Of several layers too, each with file, line, column and the entry that brought the file."""
    files = {
        "config.yaml": "defaults: [_self_, one, two]\na: [1]\nb: {}\n",
        "one.yaml": "a: {x: 1}\n",
        "two.yaml": "b: [1]\n",
    }
    with pytest.raises(MergeError) as caught:
        compose(files)
    places = [(p.key, str(p.origin), p.origin.entry) for p in caught.value.problems if p.origin is not None]
    assert places == [("a", "conf/one.yaml:1:4", "one"), ("b", "conf/two.yaml:1:4", "two")]


def test_a_contradiction_reads_as_one_report(compose: Compose) -> None:
    """The whole message: key, both kinds, place, line and entry."""
    with pytest.raises(MergeError) as caught:
        compose({"config.yaml": "defaults: [_self_, one]\na: [1]\n", "one.yaml": "a: {x: 1}\n"})
    assert str(caught.value).splitlines() == [
        "a: a mapping cannot be merged with a list",
        "  file         conf/one.yaml:1:4",
        "               a: {x: 1}",
        "                  ^",
        "  by           one",
    ]


@pytest.mark.parametrize(
    ("upper", "result"),
    [
        pytest.param("r: {y: 2}", {"x": 1, "y": 2}, id="merges onto a copy of the target"),
        pytest.param("r: {x: 5}", {"x": 5}, id="changes the copy"),
        pytest.param("s: {y: 2}", {"y": 2}, id="replaces a reference to a scalar"),
        pytest.param("t: {y: 2}", {"y": 2}, id="replaces a reference to nothing"),
        pytest.param("u: {y: 2}", {"y": 2}, id="replaces a text with a reference in it"),
    ],
)
def test_a_mapping_on_an_interpolation(compose: Compose, upper: str, result: Any) -> None:
    """A mapping merges onto a copy of the mapping that a reference points at; any other interpolation it replaces."""
    files = {
        "config.yaml": "defaults: [_self_, upper]\nm: {x: 1}\nn: 1\nr: ${m}\ns: ${n}\nt: ${zzz}\nu: a${n}\n",
        "upper.yaml": upper,
    }
    tree = compose(files).tree
    assert tree[upper[0]] == result
    assert tree["m"] == {"x": 1}


def test_operators_act_in_the_order_of_the_layers(compose: Compose) -> None:
    """Each layer's operator meets what the layers below have made."""
    files = {
        "config.yaml": "defaults: [a, b, c, _self_]\nl: !append [4]\n",
        "a.yaml": "l: [1]\n",
        "b.yaml": "l: !prepend [0]\n",
        "c.yaml": "l: !remove [1]\n",
    }
    assert compose(files).tree == {"l": [0, 4]}


def test_a_package_turns_a_scalar_on_its_way_into_a_mapping(compose: Compose) -> None:
    """A package that runs through a scalar or null makes it a mapping."""
    files = {"config.yaml": "defaults: [_self_, one@a.b]\na: 1\n", "one.yaml": "x: 1\n"}
    assert compose(files).tree == {"a": {"b": {"x": 1}}}


def test_a_package_does_not_run_through_a_list(compose: Compose) -> None:
    """A package that runs through a list is a contradiction."""
    with pytest.raises(MergeError) as caught:
        compose({"config.yaml": "defaults: [_self_, one@a.b]\na: [1]\n", "one.yaml": "x: 1\n"})
    (problem,) = caught.value.problems
    assert problem.key == "a"


def test_nesting_has_a_bound(compose: Compose) -> None:
    """Packages that together nest deeper than 200 levels are an error that names the bound."""
    package = ".".join(["p"] * 150)
    files = {
        "config.yaml": f"defaults: [_self_, one@{package}]\n",
        "one.yaml": f"defaults: [two@{package}]\n",
        "two.yaml": "x: {y: 1}\n",
    }
    with pytest.raises(BoundExceeded, match="200"):
        compose(files)
