"""Value overrides, one by one: what each does to what is there, and what is said where it can't."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from pydantic import BaseModel

from typedconf import BoundExceeded, Composer, Composition, ConfigError, MergeError, Override, OverrideError
from typedconf.editing import EFFECTS, Effect, Found
from typedconf.overrides import Operation

Compose: TypeAlias = Callable[..., Composition[Any]]
Tree: TypeAlias = Callable[[dict[str, str]], Path]

CONFIG = """\
n: null
q: ???
s: 1
l: [1, 2]
m: {x: 1, y: {z: 2}}
r: ${m}
t: ${s}
e: {}
k: {1: one}
"""
ABSENT = "absent"


def edited(compose: Compose, *overrides: str) -> Any:
    """The tree of CONFIG with overrides."""
    return compose({"config.yaml": CONFIG}, *overrides).tree


def refusal(compose: Compose, *overrides: str) -> ConfigError:
    """The error that the overrides of CONFIG end in."""
    with pytest.raises(ConfigError) as caught:
        edited(compose, *overrides)
    return caught.value


def test_every_effect_is_decided() -> None:
    """The table has a row for every operation and everything that can stand at a key, and no other."""
    assert set(EFFECTS) == set(product(Operation, Found))
    assert set(EFFECTS.values()) == set(Effect)


@pytest.mark.parametrize(
    ("override", "key", "result"),
    [
        # a change needs a key
        pytest.param("n=5", "n", 5, id="change null"),
        pytest.param("q=5", "q", 5, id="change ???"),
        pytest.param("s=5", "s", 5, id="change a scalar"),
        pytest.param("s=null", "s", None, id="change to null"),
        pytest.param("s=???", "s", "???", id="change to ???"),
        pytest.param("l=5", "l", 5, id="change a list to a scalar"),
        pytest.param("m=5", "m", 5, id="change a mapping to a scalar"),
        pytest.param("l=[9]", "l", [9], id="change a list"),
        pytest.param("s=[9]", "s", [9], id="change a scalar to a list"),
        pytest.param("s={a: 1}", "s", {"a": 1}, id="change a scalar to a mapping"),
        pytest.param("q={a: 1}", "q", {"a": 1}, id="change ??? to a mapping"),
        pytest.param("m={x: 5}", "m", {"x": 5, "y": {"z": 2}}, id="change merges a mapping"),
        pytest.param("m={y: {z: 5}}", "m", {"x": 1, "y": {"z": 5}}, id="change merges deeply"),
        pytest.param("m={}", "m", {"x": 1, "y": {"z": 2}}, id="an empty mapping changes nothing"),
        pytest.param("r=5", "r", 5, id="change a reference"),
        pytest.param("m.y.z=5", "m", {"x": 1, "y": {"z": 5}}, id="change below"),
        pytest.param("l[0]=5", "l", [5, 2], id="change an item"),
        pytest.param("l.1=5", "l", [1, 5], id="change an item by a dot"),
        pytest.param("l[-1]=5", "l", [1, 5], id="change an item from the end"),
        pytest.param("k.1=5", "k", {1: 5}, id="change a key that is no text"),
        # an addition needs no key
        pytest.param("+new=5", "new", 5, id="add a key"),
        pytest.param("+n=5", "n", 5, id="add onto null"),
        pytest.param("+q=5", "q", 5, id="add onto ???"),
        pytest.param("+m.new=5", "m", {"x": 1, "y": {"z": 2}, "new": 5}, id="add below"),
        pytest.param("+m={new: 5}", "m", {"x": 1, "y": {"z": 2}, "new": 5}, id="add a mapping onto a mapping"),
        pytest.param("+l=[9]", "l", [9], id="add a list onto a list"),
        pytest.param("+s=[9]", "s", [9], id="add a list onto a scalar"),
        pytest.param("+s={a: 1}", "s", {"a": 1}, id="add a mapping onto a scalar"),
        pytest.param("+a.b.c=5", "a", {"b": {"c": 5}}, id="add makes parents"),
        pytest.param("+s.b=5", "s", {"b": 5}, id="add makes a scalar a parent"),
        pytest.param("+n.b=5", "n", {"b": 5}, id="add makes null a parent"),
        pytest.param("+r.new=5", "r", {"new": 5}, id="add below a reference replaces it"),
        # ++ always sets
        pytest.param("++new=5", "new", 5, id="force a key"),
        pytest.param("++n=5", "n", 5, id="force null"),
        pytest.param("++q=5", "q", 5, id="force ???"),
        pytest.param("++s=5", "s", 5, id="force a scalar"),
        pytest.param("++l=5", "l", 5, id="force a list"),
        pytest.param("++m=5", "m", 5, id="force a mapping"),
        pytest.param("++m={new: 5}", "m", {"x": 1, "y": {"z": 2}, "new": 5}, id="force merges a mapping"),
        pytest.param("++a.b=5", "a", {"b": 5}, id="force makes parents"),
        # ~ needs something
        pytest.param("~s", "s", ABSENT, id="delete a scalar"),
        pytest.param("~l", "l", ABSENT, id="delete a list"),
        pytest.param("~m", "m", ABSENT, id="delete a mapping"),
        pytest.param("~e", "e", ABSENT, id="delete an empty mapping"),
        pytest.param("~r", "r", ABSENT, id="delete a reference"),
        pytest.param("~k.1", "k", {}, id="delete a key that is no text"),
        pytest.param("~m.y", "m", {"x": 1}, id="delete below"),
        pytest.param("~l[0]", "l", [2], id="delete an item"),
        pytest.param("~s=1", "s", ABSENT, id="delete with its value"),
        pytest.param("~t=1", "t", ABSENT, id="delete with its resolved value"),
        pytest.param("~m.y={z: 2}", "m", {"x": 1}, id="delete a mapping with its value"),
        pytest.param("~r.x", "m", {"y": {"z": 2}}, id="delete where it really stands"),
    ],
)
def test_an_override_edits_the_tree(compose: Compose, override: str, key: Any, result: Any) -> None:
    """Each operation does what its row of the table says, and leaves everything else as it was."""
    tree = edited(compose, override)
    assert tree.pop(key, ABSENT) == result
    before = edited(compose)
    for name in {key, "m" if override.startswith("~r.") else key, "r" if override.startswith("~r.") else key}:
        before.pop(name, None)
        tree.pop(name, None)
    assert tree == before


@pytest.mark.parametrize(
    ("override", "kind", "key", "marked", "message"),
    [
        pytest.param("new=5", OverrideError, "new", "new", "no such key\nto add it, write +new=5", id="absent"),
        pytest.param(
            "m.xx=5",
            OverrideError,
            "m.xx",
            "xx",
            "no such key; did you mean x?\nto add it, write +m.xx=5",
            id="absent below",
        ),
        pytest.param(
            "s.b=5",
            OverrideError,
            "s.b",
            "b",
            "no such key: s is 1\nto add it, write +s.b=5",
            id="below a scalar",
        ),
        pytest.param(
            "r.x=5",
            OverrideError,
            "r.x",
            "x",
            "no such key: r is '${m}'\nto add it, write +r.x=5",
            id="below a reference",
        ),
        pytest.param(
            "m={new: 5}",
            OverrideError,
            "m",
            "new",
            "no key new in m\nto add it, write +m={new: 5}",
            id="a mapping with a new key",
        ),
        pytest.param(
            "+s=5",
            OverrideError,
            "s",
            "5",
            "s is set already; write s=5 to change it, ++s=5 to set it in any case",
            id="add a scalar onto a scalar",
        ),
        pytest.param(
            "+m=5",
            OverrideError,
            "m",
            "5",
            "m is set already; write m=5 to change it, ++m=5 to set it in any case",
            id="add a scalar onto a mapping",
        ),
        pytest.param("~new", OverrideError, "new", "new", "nothing to delete: no such key", id="delete nothing"),
        pytest.param("~m.z", OverrideError, "m.z", "z", "nothing to delete: no such key", id="delete nothing below"),
        pytest.param("~n", OverrideError, "n", "n", "nothing to delete: n is null", id="delete null"),
        pytest.param("~q", OverrideError, "q", "q", "nothing to delete: q is ???", id="delete ???"),
        pytest.param("~s=2", OverrideError, "s", "2", "not deleted: s is 1", id="delete another value"),
        pytest.param(
            "l={x: 1}", MergeError, "l", "{x: 1}", "a mapping cannot be merged with a list", id="mapping onto list"
        ),
        pytest.param("m=[1]", MergeError, "m", "[1]", "a list cannot be merged with a mapping", id="list onto mapping"),
        pytest.param(
            "+q.b=5",
            OverrideError,
            "q.b",
            "q",
            "q is ???, so nothing can be set below it; set the whole: q={b:…}",
            id="below ???",
        ),
        pytest.param(
            "+l[2]=5",
            OverrideError,
            "l[2]",
            "2",
            "no item 2 in a list of 2; append(…) adds to its end",
            id="add past the end",
        ),
    ],
)
def test_an_override_that_cannot_be_applied(  # noqa: PLR0917  a row of the table
    compose: Compose, override: str, kind: type[ConfigError], key: str, marked: str, message: str
) -> None:
    """The problem has the key, marks what is wrong in the override, and says what would work."""
    error = refusal(compose, override)
    (problem,) = error.problems
    origin = problem.origin
    assert (type(error), problem.key, problem.message) == (kind, key, message)
    assert origin is not None
    assert origin.column is not None
    assert (origin.kind, origin.text) == ("override", override)
    assert override[origin.column - 1 :][: problem.span] == marked


def test_what_is_advised_works(compose: Compose) -> None:
    """An item past the end of a list cannot be added by ``+``, so that is not the advice."""
    (problem,) = refusal(compose, "l[7]=1").problems
    assert problem.message.startswith("no item 7 in a list of 2")
    assert "+l[7]" not in problem.message


@pytest.mark.parametrize(
    ("override", "suggestion"), [("mm=1", "m"), ("m.xx=1", "x"), ("m={xx: 1}", "x"), ("~m.yy", "y"), ("zzzzz=1", None)]
)
def test_the_nearest_key_is_suggested(compose: Compose, override: str, suggestion: str | None) -> None:
    """A key that doesn't exist comes with the bare nearest name of its node, where one is near."""
    (problem,) = refusal(compose, override).problems
    assert problem.suggestion == suggestion


def test_an_error_of_an_override_reads_as_one_report(compose: Compose) -> None:
    """The whole message: key, what is wrong, what would work, and the override with carets."""
    assert str(refusal(compose, "m.xx=5")).splitlines() == [
        "m.xx: no such key; did you mean x?",
        "to add it, write +m.xx=5",
        "  override     m.xx=5",
        "                 ^^",
    ]


def test_wrong_overrides_are_reported_together(compose: Compose) -> None:
    """Overrides that cannot be applied, of whatever kind, are all told at once, in order."""
    error = refusal(compose, "new=1", "s=2", "l={x: 1}", "~zzz", "+s=3")
    assert type(error) is ConfigError
    assert [problem.key for problem in error.problems] == ["new", "l", "zzz", "s"]


def test_overrides_apply_in_order(compose: Compose) -> None:
    """Later overrides meet what earlier ones made."""
    tree = edited(compose, "+a.b=1", "a.b=2", "~s", "+s=3", "l=append(3)", "l[2]=4")
    assert (tree["a"], tree["s"], tree["l"]) == ({"b": 2}, 3, [1, 2, 4])


@pytest.mark.parametrize(
    ("override", "key", "result"),
    [
        pytest.param("l=append(3)", "l", [1, 2, 3], id="append"),
        pytest.param("l=append(3,4)", "l", [1, 2, 3, 4], id="append two"),
        pytest.param("l=append([3])", "l", [1, 2, [3]], id="append a list as an item"),
        pytest.param("l=append({x: 1})", "l", [1, 2, {"x": 1}], id="append a mapping"),
        pytest.param("l=prepend(0)", "l", [0, 1, 2], id="prepend"),
        pytest.param("l=prepend(0,9)", "l", [0, 9, 1, 2], id="prepend two in their order"),
        pytest.param("l=remove(1)", "l", [2], id="remove"),
        pytest.param("l=remove(1,2)", "l", [], id="remove all"),
        pytest.param("l=replace([7])", "l", [7], id="replace a list"),
        pytest.param("m=replace({a: 1})", "m", {"a": 1}, id="replace a mapping"),
        pytest.param("m=replace([1])", "m", [1], id="replace a mapping by a list"),
        pytest.param("l=replace({a: 1})", "l", {"a": 1}, id="replace a list by a mapping"),
        pytest.param("s=replace(2)", "s", 2, id="replace a scalar"),
        pytest.param("r=replace({a: 1})", "r", {"a": 1}, id="replace a reference"),
        pytest.param("n=append(1)", "n", [1], id="append to null"),
        pytest.param("q=append(1)", "q", [1], id="append to ???"),
        pytest.param("+new=append(1)", "new", [1], id="append to an absent key"),
        pytest.param("+new=prepend(1)", "new", [1], id="prepend to an absent key"),
        pytest.param("+new=remove(1)", "new", [], id="remove from an absent key"),
        pytest.param("+new=replace(1)", "new", 1, id="replace an absent key"),
        pytest.param("+l=append(3)", "l", [1, 2, 3], id="append with a plus"),
        pytest.param("++l=append(3)", "l", [1, 2, 3], id="append with two"),
        pytest.param("++new=append(3)", "new", [3], id="append with two to an absent key"),
        pytest.param("l[0]=replace(5)", "l", [5, 2], id="replace an item"),
        pytest.param("+m.l=append(1)", "m", {"x": 1, "y": {"z": 2}, "l": [1]}, id="append below"),
    ],
)
def test_a_merge_function_acts_on_what_is_there(compose: Compose, override: str, key: str, result: Any) -> None:
    """append, prepend, remove and replace do what their tags do in files."""
    assert edited(compose, override)[key] == result


@pytest.mark.parametrize("function", ["append", "prepend", "remove"])
@pytest.mark.parametrize(
    ("key", "named"),
    [("m", "a mapping"), ("s", "the scalar 1"), ("r", "the interpolation ${m}"), ("t", "the interpolation ${s}")],
)
def test_a_merge_function_of_lists_needs_a_list(compose: Compose, function: str, key: str, named: str) -> None:
    """Onto a mapping, a scalar or an interpolation it is an error that names both."""
    error = refusal(compose, f"{key}={function}(7)")
    (problem,) = error.problems
    assert problem.key == key
    assert function in problem.message
    assert problem.message.endswith(named)


@pytest.mark.parametrize("function", ["append(1)", "prepend(1)", "remove(1)", "replace(1)"])
def test_a_merge_function_on_an_absent_key_needs_a_plus(compose: Compose, function: str) -> None:
    """Without a plus, a key that doesn't exist is as wrong as for a plain value."""
    (problem,) = refusal(compose, f"new={function}").problems
    assert (problem.key, problem.message.split("\n")[0]) == ("new", "no such key")


def test_removing_what_is_not_there_is_a_mistake(compose: Compose) -> None:
    """An override that removes an absent item is told; a file's, which serves many trees, is not."""
    (problem,) = refusal(compose, "l=remove(9)").problems
    assert (problem.key, problem.message) == ("l", "no item 9 to remove from l")


def test_removing_goes_by_type(compose: Compose) -> None:
    """To a reader of a config 1 is not true."""
    (problem,) = refusal(compose, "l=remove(true)").problems
    assert problem.key == "l"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("best.yaml", "x: 5\nnew: [1]\n", id="yaml"),
        pytest.param("best.json", '{"x": 5, "new": [1]}', id="json"),
        pytest.param("best.toml", "x = 5\nnew = [1]\n", id="toml"),
    ],
)
def test_file_merges_a_document(compose: Compose, tmp_path: Path, name: str, text: str) -> None:
    """``key=file(…)`` merges a whole file at the key; it may bring new keys."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert edited(compose, f"m=file({name})")["m"] == {"x": 5, "y": {"z": 2}, "new": [1]}


def test_a_file_may_use_operators(compose: Compose, tmp_path: Path) -> None:
    """The merge operators of the file act on what is at the key."""
    (tmp_path / "best.yaml").write_text("{x: !delete , y: !replace {w: 1}}", encoding="utf-8")
    assert edited(compose, "m=file(best.yaml)")["m"] == {"y": {"w": 1}}


def test_a_file_at_an_absent_key_needs_a_plus(compose: Compose, tmp_path: Path) -> None:
    """With it, the file's content is added."""
    (tmp_path / "best.yaml").write_text("a: 1\n", encoding="utf-8")
    assert edited(compose, "+new=file(best.yaml)")["new"] == {"a": 1}
    (problem,) = refusal(compose, "new=file(best.yaml)").problems
    assert problem.key == "new"


def test_a_file_that_does_not_exist_is_the_overrides_mistake(compose: Compose) -> None:
    """The problem has the override's key and marks the value; other wrong overrides are told with it."""
    error = refusal(compose, "m=file(nothing.yaml)", "new=1")
    assert [problem.key for problem in error.problems] == ["m", "new"]
    origin = error.problems[0].origin
    assert origin is not None
    assert (origin.kind, origin.column) == ("override", 8)


def test_a_syntax_error_in_a_file_has_its_place(compose: Compose, tmp_path: Path) -> None:
    """What is wrong within the file is told with its line."""
    (tmp_path / "best.yaml").write_text("a: 1\nb: [\n", encoding="utf-8")
    (problem,) = refusal(compose, "m=file(best.yaml)").problems
    assert problem.origin is not None
    assert (problem.origin.file, problem.origin.line is not None) == ("best.yaml", True)


@pytest.mark.parametrize(
    ("override", "form"),
    [
        ("s=1,2", "s=[1,2]"),
        ("s=a,b", "s='a,b'"),
        ("s=range(1,4)", None),
        ("s=interval(0,1)", None),
        ("s=glob(*)", None),
    ],
)
def test_a_sweep_is_refused(compose: Compose, override: str, form: str | None) -> None:
    """One composition takes one value; for a comma list the message shows the list and the quoted text."""
    error = refusal(compose, override)
    (problem,) = error.problems
    assert type(error) is OverrideError
    assert problem.message.startswith("a sweep of several values; one composition takes one")
    assert form is None or form in problem.message


def test_all_sweeps_are_refused_together(compose: Compose) -> None:
    """Every override that is a sweep is told."""
    assert [problem.key for problem in refusal(compose, "s=1,2", "l=3", "n=a,b").problems] == ["s", "n"]


def test_an_option_set_as_a_value_is_shown_as_a_choice(compose: Compose) -> None:
    """A key below a group whose text names an option comes with the choice."""
    files = {
        "config.yaml": "defaults: [db: mysql]\n",
        "db/mysql.yaml": "host: a\n",
        "db/postgresql.yaml": "host: b\n",
    }
    with pytest.raises(OverrideError) as caught:
        compose(files, "db.name=postgresql")
    (problem,) = caught.value.problems
    assert "db=postgresql" in problem.message


@pytest.mark.parametrize("depth", [201, 5_000])
def test_a_key_is_at_most_200_deep(compose: Compose, depth: int) -> None:
    """A deeper key is an error that names the bound."""
    error = refusal(compose, "+" + ".".join(["k"] * depth) + "=1")
    assert type(error) is BoundExceeded
    assert "200" in error.problems[0].message


def test_a_value_brings_the_tree_no_deeper_than_200(compose: Compose) -> None:
    """Key and value together keep the bound."""
    error = refusal(compose, "+" + ".".join(["k"] * 150) + "=" + "{a:" * 100 + "1" + "}" * 100)
    assert type(error) is BoundExceeded


def test_null_is_no_key(compose: Compose) -> None:
    """A mapping in an override has no null key, as in a file."""
    error = refusal(compose, "+new={null: 1}")
    assert error.problems[0].key == "new"


def test_overrides_may_be_objects(tree: Tree) -> None:
    """An Override made from a value is applied like its text, and its value is kept as it is."""
    value = {"deep": [1, {"x": None}]}
    composer = Composer(tree({"config.yaml": CONFIG}))
    composition = composer.compose("config", Override.of("new", value, Operation.ADD), "s=2")
    assert composition.tree["new"] == value
    assert composition.tree["s"] == 2


def test_the_value_of_an_override_is_not_shared(tree: Tree) -> None:
    """A later edit below a value from Python changes the tree alone."""
    value = {"x": [1]}
    composer = Composer(tree({"config.yaml": CONFIG}))
    composer.compose("config", Override.of("new", value, Operation.ADD), "new.x[0]=2", "+new.y=3")
    assert value == {"x": [1]}


# -- with a schema ------------------------------------------------------------------------------------------------


class Training(BaseModel):
    """A part with a number."""

    lr: float = 0.1


class App(BaseModel):
    """A part that is required, and one that may be any of two kinds."""

    training: Training
    either: int | Training = 1
    limits: dict[str, int] = {"most": 1}


@pytest.mark.parametrize("override", ["training.lr.x=1", "training.lr.x.y=1"])
def test_a_key_below_a_leaf_is_no_key(tree: Tree, override: str) -> None:
    """Where the schema has a number, nothing can be added: the message says so and advises nothing."""
    composer = Composer(tree({"config.yaml": "training: {lr: 3}\n"}))
    with pytest.raises(OverrideError) as caught:
        composer.compose("config", override, schema=App)
    assert str(caught.value).splitlines()[0] == (
        f"{override.partition('=')[0]}: no such key: training.lr is a number and has no keys"
    )


def test_a_key_that_a_default_lacks_is_marked(tree: Tree) -> None:
    """The key itself, not the mapping that is a schema's default; with the nearest that the default has."""
    composer = Composer(tree({"config.yaml": "training: {}\n"}))
    with pytest.raises(OverrideError) as caught:
        composer.compose("config", "limits.mots=4", schema=App)
    assert str(caught.value) == (
        "limits.mots: no such key; did you mean most?\n"
        "to add it, write +limits.mots=4\n"
        "  override     limits.mots=4\n"
        "                      ^^^^"
    )


def test_a_key_below_a_part_that_is_not_set_yet(tree: Tree) -> None:
    """Where the schema has a class, setting a field of it makes the part; elsewhere there is nothing to set it in."""
    composer = Composer(tree({"config.yaml": "training: ???\n"}))
    assert composer.compose("config", "training.lr=4", schema=App).value == App(training=Training(lr=4))
    composer = Composer(tree({"config.yaml": "training: {}\neither: ???\n"}))
    with pytest.raises(OverrideError):
        composer.compose("config", "either.lr=4", schema=App)
