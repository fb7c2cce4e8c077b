"""What references mean, what they cost, and how they fail."""

from __future__ import annotations

import copy
import pickle
import threading
from typing import Any

import pytest

from typedconf.errors import (
    BoundExceeded,
    ConfigError,
    InterpolationCycle,
    InterpolationError,
    InterpolationSyntaxError,
    KeyNotFound,
    MissingValue,
    ResolverError,
)
from typedconf.interpolation.answers import DeadEnd, Located, MissingReference
from typedconf.interpolation.facts import Facts
from typedconf.interpolation.resolution import Resolution
from typedconf.interpolation.resolvers import make_resolver
from typedconf.trees import Rules, parse_path

FACTS = Facts(now=0.0, environment={"HOME": "/home/a", "SHELL": "sh"}, cwd="/work")


def resolution(tree: Any, **options: Any) -> Resolution:
    """The resolution of ``tree`` under the facts of these tests."""
    return Resolution(tree, facts=FACTS, **options)


@pytest.mark.parametrize(
    ("tree", "path", "value"),
    [
        ({"a": "${b.c}", "b": {"c": 1}}, "a", 1),
        ({"a": "x${b}", "b": None}, "a", "xNone"),
        ({"a": {"b": "${.c}", "c": 2}}, "a.b", 2),
        ({"a": {"b": "${..c}"}, "c": 3}, "a.b", 3),
        ({"a": "${l[-1]}", "l": [1, 2, 3]}, "a", 3),
        ({"a": "${d.1}", "d": {1: "one"}}, "a", "one"),
        ({"a": "${l.${i}}", "l": [5, 6], "i": 1}, "a", 6),
        ({"a": "${${p}}", "p": ".b", "b": 4}, "a", 4),
        ({"a": "${r.x}", "r": "${d}", "d": {"x": 7}}, "a", 7),
        ({"a": "${b}", "b": {"x": "${a.y}", "y": 1}}, "a", {"x": 1, "y": 1}),
        ({"a": "\\${b}"}, "a", "${b}"),
    ],
)
def test_a_reference_gives_what_it_points_at(tree: Any, path: str, value: Any) -> None:
    """References are followed from the root or their own container, through other references, without looking below."""
    assert resolution(tree).value(parse_path(path)) == value


@pytest.mark.parametrize(
    ("tree", "kind", "key", "message", "suggestion"),
    [
        (
            {"a": "${db.prot}", "db": {"port": 1}},
            InterpolationError,
            "a",
            "${db.prot}: no key 'prot' in db; did you mean port?",
            "port",
        ),
        ({"a": "${zzz}"}, InterpolationError, "a", "${zzz}: no key 'zzz' in the config", None),
        ({"a": "${b.c}", "b": 1}, InterpolationError, "a", "${b.c}: no key 'c' in b, which is int 1", None),
        ({"a": "${l.5}", "l": [1]}, InterpolationError, "a", "${l.5}: no position '5' in l, a list of 1 item", None),
        (
            {"a": [1, "${.x}"], "x": 1},
            InterpolationError,
            "a[1]",
            "${.x}: no position 'x' in a, a list of 2 items; did you mean ${..x}?",
            "${..x}",
        ),
        (
            {"a": {"b": "${zzz}", "zzz": 1}},
            InterpolationError,
            "a.b",
            "${zzz}: no key 'zzz' in the config; did you mean ${.zzz}?",
            "${.zzz}",
        ),
        (
            {"a": "${..b}"},
            InterpolationError,
            "a",
            "${..b}: more leading dots than containers around it (1)",
            None,
        ),
        ({"a": "${b}", "b": "???"}, MissingReference, "a", "${b}: b is missing (???)", None),
        ({"a": "${b.${c}}", "b": {}, "c": 1.5}, InterpolationError, "a", "a key must be text, not float 1.5", None),
        ({"a": "${nwo:x}"}, ResolverError, "a", "${nwo:x}: no resolver 'nwo'; did you mean now?", "now"),
        (
            {"a": "${b:-3}", "b": 1},
            ResolverError,
            "a",
            "${b:-3}: no resolver 'b'; did you mean ${oc.select:b,3}?",
            "${oc.select:b,3}",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_says_why(
    tree: Any, kind: type[ConfigError], key: str, message: str, suggestion: str | None
) -> None:
    """The problem stands at the node that holds the interpolation, and names what would be right."""
    with pytest.raises(kind) as caught:
        resolution(tree).resolved(missing="error") if kind is not MissingReference else resolution(tree).value(("a",))
    problem = caught.value.problems[0]
    assert (problem.key, problem.message, problem.suggestion) == (key, message, suggestion)


@pytest.mark.parametrize(
    ("tree", "chain"),
    [
        ({"a": "${a}"}, "a -> a"),
        ({"a": "${b}", "b": "x${c}", "c": "${a}"}, "a -> b -> c -> a"),
        ({"a": {"b": "${a}"}}, "a.b -> a -> a.b"),
        ({"a": "${oc.select:a,1}"}, "a -> a"),
        ({"a": {"x": "${b}"}, "b": {"y": "${a}"}}, "b -> a -> b"),
    ],
)
def test_a_cycle_is_reported_once_as_a_chain(tree: Any, chain: str) -> None:
    """All nodes of a cycle share one problem, whose message is the chain."""
    _, problems = resolution(tree).gather()
    assert [problem.message for problem in problems] == [f"needs its own value: {chain}"]
    with pytest.raises(InterpolationCycle):
        resolution(tree).resolved()


def test_all_independent_problems_are_gathered() -> None:
    """References to a wrong or missing node are not reported again; what can be resolved is, the rest stays."""
    tree = {"a": "${b}", "b": "${nope}", "c": "${m}", "m": "???", "d": "${gone:}", "e": "${f}", "f": 1}
    resolved = resolution(tree)
    found, problems = resolved.gather()
    assert [problem.key for problem in problems] == ["b", "d"]
    assert found == {**tree, "e": 1}
    assert set(resolved.failures) == {("a",), ("b",), ("c",), ("d",)}


def test_missing_values_are_kept_where_asked() -> None:
    """With missing="keep" whatever needs a missing value is missing too."""
    tree = {"a": "${m}", "b": "x${m}", "m": "???", "c": "${d}", "d": {"u": "${m}", "v": 1}}
    assert resolution(tree).resolved(missing="keep") == {
        "a": "???",
        "b": "???",
        "m": "???",
        "c": {"u": "???", "v": 1},
        "d": {"u": "???", "v": 1},
    }
    with pytest.raises(MissingValue) as caught:
        resolution(tree).resolved()
    assert [(problem.key, problem.suggestion) for problem in caught.value.problems] == [("m", "m=…")]


def test_containers_without_interpolations_are_not_copied() -> None:
    """What has nothing to resolve is returned as it is."""
    tree: dict[str, Any] = {"a": {"b": [1, {"c": "x"}]}, "d": {"e": "${a.b[0]}", "f": {"g": 1}}}
    resolved, _ = resolution(tree).gather()
    assert resolved is not tree
    assert resolved["a"] is tree["a"]
    assert resolved["d"]["f"] is tree["d"]["f"]
    assert tree["d"]["e"] == "${a.b[0]}"


def test_each_interpolation_is_evaluated_once() -> None:
    """A resolver runs once for each node, however often the node is read."""
    calls: list[int] = []

    def counted() -> int:
        calls.append(1)
        return len(calls)

    count = make_resolver("count", counted)
    resolved = resolution({"a": "${count:}", "b": "${a}", "c": "${a}-${b}"}, resolvers={"count": count})
    assert resolved.resolved() == {"a": 1, "b": 1, "c": "1-1"}
    assert resolved.value(("c",)) == "1-1"
    assert len(calls) == 1


def test_edges_tell_what_was_read() -> None:
    """Each interpolated node has the keys that it read itself and the resolvers that it ran."""
    tree = {"a": "${r.x}/${oc.env:HOME}", "r": "${d}", "d": {"x": 1}}
    resolved = resolution(tree)
    resolved.gather()
    assert resolved.edges[("a",)] == ((("r",), ("d", "x")), ("oc.env",))
    assert resolved.edges[("r",)] == ((("d",),), ())


def test_follow_stops_where_the_node_stands() -> None:
    """A whole reference leads to a place; text and calls give values."""
    resolved = resolution({"a": "${b}", "b": "${c}", "c": {"x": "${nope}"}, "t": "x${n}", "n": 1})
    assert resolved.follow(("a",)) == Located(("c",), {"x": "${nope}"})
    assert resolved.follow(("t",)) == "x1"
    assert type(resolved.look(("zzz",))) is DeadEnd
    with pytest.raises(KeyNotFound):
        resolved.follow(("zzz",))


def test_rules_convert_what_a_reference_gives() -> None:
    """A reference to a typed leaf gives its converted value, through another reference too."""

    class Ints(Rules):
        def convert(self, path: Any, value: Any) -> Any:
            return int(value) if path in {("n",), ("r",)} else value

    tree = {"n": "5", "r": "${s}", "s": "7", "a": "${n}", "b": "${r}"}
    assert resolution(tree, rules=Ints()).resolved() == {"n": "5", "r": "7", "s": "7", "a": 5, "b": 7}


@pytest.mark.parametrize("form", ["${NEXT}", "x${NEXT}", "${identity:${NEXT}}", "${identity:'${NEXT}'}"])
@pytest.mark.parametrize("backwards", [False, True])
def test_chains_are_bounded_whatever_the_order(form: str, *, backwards: bool) -> None:
    """A chain of 200 interpolations resolves, one of 201 breaks the bound, from whichever end the tree is read."""
    identity = {"identity": make_resolver("identity", lambda value: value)}

    def chain(length: int) -> dict[str, Any]:
        pairs = [(f"a{index}", form.replace("NEXT", f"a{index + 1}")) for index in range(length)] + [
            (f"a{length}", "end")
        ]
        return dict(reversed(pairs) if backwards else pairs)

    assert str(resolution(chain(200), resolvers=identity).value(("a0",))).endswith("end")
    with pytest.raises(BoundExceeded, match="more than 200 interpolations"):
        resolution(chain(201), resolvers=identity).resolved()


def test_a_stack_that_is_nearly_used_up_is_no_recursion_error() -> None:
    """Whoever reads a long chain from deep within its own calls gets a BoundExceeded."""
    tree: dict[str, Any] = {f"a{index}": f"x${{a{index + 1}}}" for index in range(150)} | {"a150": 1}

    def dive(depth: int) -> Any:
        return dive(depth - 1) if depth else resolution(tree).value(("a0",))

    with pytest.raises(BoundExceeded):
        dive(700)


def test_text_and_nodes_are_bounded() -> None:
    """Texts and trees that double at each step end in an error, not in a full memory."""
    texts: dict[str, Any] = {f"a{i}": f"${{a{i + 1}}}${{a{i + 1}}}" for i in range(60)} | {"a60": "x" * 100}
    trees: dict[str, Any] = {f"a{i}": [f"${{a{i + 1}}}"] * 10 for i in range(60)} | {"a60": [1]}
    for tree, bound in ((texts, "characters of resolved text"), (trees, "more than 1,000,000 nodes")):
        with pytest.raises(BoundExceeded, match=bound):
            resolution(tree).resolved()


def test_trees_that_nest_by_reference_are_bounded() -> None:
    """References that put containers into containers obey the bound on nesting."""
    tree: dict[str, Any] = {f"a{i}": {"x": {"y": f"${{a{i + 1}}}"}} for i in range(150)} | {"a150": {"z": 1}}
    with pytest.raises(BoundExceeded, match="200"):
        resolution(tree).resolved()


def test_grammar_errors_name_their_key() -> None:
    """A text whose interpolation can't be read is a problem at its key."""
    with pytest.raises(InterpolationSyntaxError) as caught:
        resolution({"a": {"b": "${"}}).resolved()
    assert caught.value.problems[0].key == "a.b"


def test_a_resolution_survives_pickling_with_its_answers() -> None:
    """A resolver that doesn't pickle leaves its answers; asked anew, it is named."""
    local = make_resolver("local", lambda value: value * 2)
    tree = {"a": "${local:${b}}", "b": 21, "c": "${a}"}
    made = pickle.loads(pickle.dumps(resolution(tree, resolvers={"local": local})))
    assert made.resolved() == {"a": 42, "b": 21, "c": 42}
    assert made.edges[("a",)].resolvers == ("local",)
    assert copy.deepcopy(made) is made
    with pytest.raises(ResolverError, match="the resolver local did not survive pickling"):
        Resolution(tree, facts=made.facts, resolvers=made.resolvers).resolved()


def test_threads_share_a_resolution() -> None:
    """Threads that read the same nodes at once see values, never each other's work as a cycle."""
    tree: dict[str, Any] = {f"a{i}": f"x${{a{i + 1}}}" for i in range(100)} | {"a100": 1}
    shared, seen = resolution(tree), []
    threads = [threading.Thread(target=lambda: seen.append(shared.value(("a0",)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) == {"x" * 100 + "1"}
    assert len(seen) == len(threads)
