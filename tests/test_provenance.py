"""Where a key's value came from: its history through layers and overrides, and the places of both."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from typedconf import MISSING, Composer, Composition, ConfigError, ConfigStore, KeyNotFound, NoSuchItem

Compose: TypeAlias = Callable[..., Composition[Any]]
Tree: TypeAlias = Callable[[dict[str, str]], Path]

FILES = {
    "config.yaml": "defaults: [db: mysql, one, _self_]\na: 1\nlist: [1, 2]\nref: ${a}\nnode: {x: 1, y: 2}\n",
    "db/mysql.yaml": "host: h\nport: ???\nnull_: 0\n",
    "db/pg.yaml": "host: p\nport: 1\n",
    "one.yaml": "a: ???\ndb:\n  port: 5\n  null_: null\nlist: [0]\n",
}


def steps(composition: Composition[Any], key: str) -> list[tuple[Any, str]]:
    """The history of a key as values and places."""
    return [(step.value, str(step.origin)) for step in composition.history(key)]


@pytest.mark.parametrize(
    ("key", "overrides", "history"),
    [
        pytest.param("ref", (), [("${a}", "conf/config.yaml:4:6")], id="one layer, as written"),
        pytest.param("list", (), [([0], "conf/one.yaml:5:7"), ([1, 2], "conf/config.yaml:3:7")], id="two layers"),
        pytest.param("list[1]", (), [(2, "conf/config.yaml:3:11")], id="an item"),
        pytest.param("a", (), [(1, "conf/config.yaml:2:4")], id="a ??? that changes nothing is left out"),
        pytest.param("db.port", (), [(5, "conf/one.yaml:3:9")], id="a ??? below the first value is left out"),
        pytest.param(
            "db.null_", (), [(0, "conf/db/mysql.yaml:3:8"), (None, "conf/one.yaml:4:10")], id="null is a value"
        ),
        pytest.param(
            "a", ("a=2", "a=3"), [(1, "conf/config.yaml:2:4"), (2, "override a=2"), (3, "override a=3")], id="overrides"
        ),
        pytest.param("a", ("a=1",), [(1, "conf/config.yaml:2:4"), (1, "override a=1")], id="the same value again"),
        pytest.param(
            "a",
            ("~a", "+a=3"),
            [(1, "conf/config.yaml:2:4"), (MISSING, "override ~a"), (3, "override +a=3")],
            id="a deletion",
        ),
        pytest.param(
            "list",
            ("list=append(3)",),
            [
                ([0], "conf/one.yaml:5:7"),
                ([1, 2], "conf/config.yaml:3:7"),
                ([1, 2, 3], "override list=append(3)"),
            ],
            id="an operator",
        ),
        pytest.param("new.x", ("+new.x=1",), [(1, "override +new.x=1")], id="an added key"),
        pytest.param("new", ("+new.x=1",), [({"x": 1}, "override +new.x=1")], id="an added parent"),
        pytest.param(
            "node",
            ("node.y=3", "~node.x"),
            [
                ({"x": 1, "y": 2}, "conf/config.yaml:5:7"),
                ({"x": 1, "y": 3}, "override node.y=3"),
                ({"y": 3}, "override ~node.x"),
            ],
            id="a node, whatever touched it",
        ),
        pytest.param(
            "node.x",
            ("node={x: 5}",),
            [(1, "conf/config.yaml:5:11"), (5, "override node={x: 5}")],
            id="a mapping that sets it",
        ),
        pytest.param("db.host", ("db=pg",), [("p", "conf/db/pg.yaml:1:7")], id="a choice"),
    ],
)
def test_the_history_of_a_key(
    compose: Compose, key: str, overrides: tuple[str, ...], history: list[tuple[Any, str]]
) -> None:
    """Every layer and override that changed it, lowest first, each with its value afterwards."""
    composition = compose(FILES, *overrides)
    assert steps(composition, key) == history
    assert str(composition.origin(key)) == history[-1][1]


def test_a_step_tells_what_it_replaced(compose: Compose) -> None:
    """The first replaces nothing (``MISSING``), each further the value before."""
    history = compose(FILES, "a=2", "~a", "+a=3").history("a")
    assert [step.replaced for step in history] == [MISSING, 1, 2, MISSING]


def test_a_step_reads_as_a_line(compose: Compose) -> None:
    """Value and place; a deletion says so."""
    assert [str(step) for step in compose(FILES, "~a", "+a=x").history("a")] == [
        "1  (conf/config.yaml:2:4)",
        "deleted  (override ~a)",
        "'x'  (override +a=x)",
    ]


def test_a_tag_is_a_step(compose: Compose) -> None:
    """Merge operators of files stand in the history with their place."""
    files = {
        "config.yaml": "defaults: [_self_, two, three]\nl: [1]\nm: {x: 1}\n",
        "two.yaml": "l: !append [2]\nm: !delete\n",
        "three.yaml": "m: {y: 1}\n",
    }
    composition = compose(files)
    assert steps(composition, "l") == [([1], "conf/config.yaml:2:4"), ([1, 2], "conf/two.yaml:1:4")]
    assert steps(composition, "m") == [
        ({"x": 1}, "conf/config.yaml:3:4"),
        (MISSING, "conf/two.yaml:2:4"),
        ({"y": 1}, "conf/three.yaml:1:4"),
    ]


def test_an_origin_tells_the_entry(compose: Compose) -> None:
    """Of a file the defaults entry that brought it in, or the override that chose it; of the primary none."""
    composition = compose(FILES)
    assert composition.origin("db.host").entry == "db: mysql"
    assert composition.origin("a").entry is None
    assert compose(FILES, "db=pg").origin("db.host").entry == "db=pg"


@pytest.mark.parametrize(
    ("override", "key", "column"),
    [
        ("a=2", "a", 3),
        ("+new={x: [1, 22]}", "new", 6),
        ("+new={x: [1, 22]}", "new.x", 10),
        ("+new={x: [1, 22]}", "new.x[1]", 14),
        ("list=[7, 8]", "list[1]", 10),
    ],
)
def test_an_origin_in_an_override_has_its_column(compose: Compose, override: str, key: str, column: int) -> None:
    """Items of lists and values of mappings included."""
    origin = compose(FILES, override).origin(key)
    assert (origin.kind, origin.text, origin.column) == ("override", override, column)


def test_a_package_is_taken_into_account(compose: Compose) -> None:
    """Keys are those of the composed tree; places those of the file."""
    files = {"config.yaml": "defaults: [one@a.b]\n", "one.yaml": "x:\n  y: 1\n"}
    assert str(compose(files).origin("a.b.x.y")) == "conf/one.yaml:2:6"


@pytest.mark.parametrize(
    ("key", "suggestion"),
    [("lst", "list"), ("db.hots", "db.host"), ("zzzzzz", None), ("list[9]", None), ("a.b", None)],
)
def test_an_absent_key_is_told(compose: Compose, key: str, suggestion: str | None) -> None:
    """With the nearest name, by ``history`` and ``origin`` alike."""
    composition = compose(FILES)
    for ask in (composition.history, composition.origin):
        with pytest.raises(ConfigError) as caught:
            ask(key)
        assert isinstance(caught.value, KeyNotFound)
        (problem,) = caught.value.problems
        assert (problem.key, problem.suggestion) == (key, suggestion)


def test_a_deleted_key_is_absent(compose: Compose) -> None:
    """Its history is not asked for by its name any more."""
    with pytest.raises(KeyNotFound):
        compose(FILES, "~a").history("a")


def test_history_answers_from_what_was_composed(tree: Tree) -> None:
    """Also if the files changed, or went, since."""
    folder = tree(FILES)
    composition = Composer(folder).compose("config")
    (folder / "config.yaml").write_text("\n\n\nzzz: 1\n", encoding="utf-8")
    (folder / "one.yaml").unlink()
    assert steps(composition, "list") == [([0], "conf/one.yaml:5:7"), ([1, 2], "conf/config.yaml:3:7")]


def test_history_survives_pickling(compose: Compose) -> None:
    """A composition that travelled answers as the one that stayed."""
    composition = compose(FILES, "a=2", "list=append(3)", "~ref")
    twin = pickle.loads(pickle.dumps(composition))
    for key in ("a", "list", "db", "node.x"):
        assert twin.history(key) == composition.history(key)


def test_whole_files_stand_in_the_history(tree: Tree, tmp_path: Path) -> None:
    """Above the composed tree, below the overrides."""
    (tmp_path / "extra.toml").write_text("a = 7\n", encoding="utf-8")
    composition = Composer(tree(FILES)).compose("config", "a=8", files=["extra.toml"])
    assert steps(composition, "a") == [(1, "conf/config.yaml:2:4"), (7, "extra.toml"), (8, "override a=8")]


def test_keys_of_other_types_have_a_history(compose: Compose) -> None:
    """A key that YAML reads as a number is asked for as text."""
    composition = compose({"config.yaml": "m: {7: one, true: yes_}\n"}, "m.7=two")
    assert steps(composition, "m.7") == [("one", "conf/config.yaml:1:8"), ("two", "override m.7=two")]
    assert steps(composition, "m.true") == [("yes_", "conf/config.yaml:1:19")]


def test_a_key_that_is_still_missing_has_the_place_of_its_mark(compose: Compose) -> None:
    """Where nobody says anything else, ``???`` is what was written."""
    composition = compose({"config.yaml": "m:\n  q: ???\n"})
    assert composition.missing() == ["m.q"]
    assert str(composition.origin("m.q")) == "conf/config.yaml:2:6"


@pytest.mark.parametrize(
    ("file", "key", "origin"),
    [
        pytest.param("d.ot: 1\n", "d\\.ot", "conf/config.yaml:1:7", id="a text"),
    ],
)
def test_a_key_with_a_dot(compose: Compose, file: str, key: str, origin: str) -> None:
    """It is asked for as it is shown: escaped."""
    composition = compose({"config.yaml": file})
    assert str(composition.origin(key)) == origin


def test_operators_change_what_they_name(compose: Compose) -> None:
    """The steps of ``!items`` and ``!replace`` are at the tag, or at the value inside where it is the one asked for."""
    files = {
        "config.yaml": "defaults: [_self_, two]\nl: [1, {a: 1}]\nm: {x: 1}\n",
        "two.yaml": "l: !items {1: {a: 2}}\nm: !replace {y: 2}\n",
    }
    composition = compose(files)
    assert steps(composition, "l[1].a")[0] == (1, "conf/config.yaml:2:12")
    assert [value for value, _ in steps(composition, "l[-1].a")] == [1, 2]
    assert [value for value, _ in steps(composition, "m")] == [{"x": 1}, {"y": 2}]
    assert composition.origin("m.y").file == "conf/two.yaml"


def test_an_item_of_a_list_is_edited(compose: Compose) -> None:
    """Overrides by position stand in the history of the list and of the item."""
    composition = compose({"config.yaml": "l: [1, 2, 3]\n"}, "l[0]=9", "~l[1]")
    assert steps(composition, "l") == [
        ([1, 2, 3], "conf/config.yaml:1:4"),
        ([9, 2, 3], "override l[0]=9"),
        ([9, 3], "override ~l[1]"),
    ]
    assert composition.history("l[0]")[1].value == 9


def test_a_node_of_the_store_names_itself(tree: Tree) -> None:
    """It has no place within; its entry is that of the defaults list."""
    store = ConfigStore()
    store.add("db/mem", {"host": "here"})
    origin = Composer(tree({"config.yaml": "defaults: [db: mem]\n"}), store=store).compose("config").origin("db.host")
    assert (origin.kind, origin.text, origin.entry, origin.line) == ("store", "db/mem", "db: mem", None)


def test_the_root_has_a_history(compose: Compose) -> None:
    """Of everything but settings, which are no part of the tree."""
    composition = compose({"config.yaml": "a: 1\n"}, "hydra.job.name=x", "a=2")
    assert steps(composition, "") == [({"a": 1}, "conf/config.yaml:1:1"), ({"a": 2}, "override a=2")]


def test_a_history_is_made_once_and_changes_nothing(compose: Compose) -> None:
    """Two questions get equal answers, and the tree stays as it was."""
    composition = compose(FILES, "a=2", "list=append(3)")
    before = composition.tree
    assert composition.history("list") == composition.history("list")
    assert composition.tree == before
    assert composition.history("list")[-1].value == before["list"]


def test_the_value_of_a_step_is_not_the_compositions(compose: Compose) -> None:
    """Changing what a history handed out changes neither the tree nor the next history."""
    composition = compose({"config.yaml": "l: [1]\n"})
    composition.history("l")[-1].value.append(2)
    assert composition.tree == {"l": [1]}
    assert composition.history("l")[-1].value == [1]


def test_what_a_reference_brings_has_the_history_of_its_source(tree: Callable[[dict[str, str]], Path]) -> None:
    """A key below a reference is where the reference leads; one that leads nowhere is absent."""
    folder = tree({"config.yaml": "a: {x: 1}\nb: ${a}\nc: ${nope}\n"})
    composition = Composer(folder).compose("config", "a.x=2")
    assert [str(step.origin) for step in composition.history("b.x")] == ["conf/config.yaml:1:8", "override a.x=2"]
    for key in ("b.y", "c.x"):
        with pytest.raises(NoSuchItem):
            composition.history(key)


def test_a_key_with_a_dot_is_asked_for_by_its_escape(compose: Compose) -> None:
    """A number as well as a text, and the nearest name is written so."""
    composition = compose({"config.yaml": "limits: {0.5: low, a.b: c, 1: one}\n"})
    for key, value in ((r"limits.0\.5", "low"), (r"limits.a\.b", "c"), ("limits.1", "one")):
        assert composition.history(key)[-1].value == value
    with pytest.raises(NoSuchItem) as caught:
        composition.history(r"limits.a\.c")
    assert caught.value.problems[0].suggestion == r"limits.a\.b"
