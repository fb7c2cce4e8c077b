"""Where an entry looks for its config, where the config is placed, and by which key overrides find it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from typedconf import Composition, ConfigStore, DocumentError

Compose: TypeAlias = Callable[..., Composition[Any]]


@pytest.mark.parametrize(
    ("entry", "header", "result", "choices"),
    [
        # an option without a header
        pytest.param("db: my", "", {"db": {"x": 1}}, {"db": "my"}, id="the group"),
        pytest.param("/db: my", "", {"db": {"x": 1}}, {"db": "my"}, id="the absolute group"),
        pytest.param("db/sub: my", "", {"db": {"sub": {"x": 1}}}, {"db/sub": "my"}, id="a sub-group"),
        pytest.param("db: sub/my", "", {"db": {"x": 1}}, {"db": "sub/my"}, id="an option with a slash"),
        pytest.param("db/my", "", {"db": {"x": 1}}, {}, id="a config in a folder"),
        # an @package
        pytest.param("db@src: my", "", {"src": {"x": 1}}, {"db@src": "my"}, id="@package"),
        pytest.param("db@a.b: my", "", {"a": {"b": {"x": 1}}}, {"db@a.b": "my"}, id="@deep package"),
        pytest.param("db@_here_: my", "", {"x": 1}, {"db@_global_": "my"}, id="@_here_"),
        pytest.param("db@_global_: my", "", {"x": 1}, {"db@_global_": "my"}, id="@_global_"),
        pytest.param("db@_global_.a: my", "", {"a": {"x": 1}}, {"db@a": "my"}, id="@_global_ and more"),
        pytest.param("'db@': my", "", {"x": 1}, {"db@_global_": "my"}, id="an empty @"),
        pytest.param("db@_group_: my", "", {"db": {"x": 1}}, {"db": "my"}, id="@_group_"),
        pytest.param("db@_group_.a: my", "", {"db": {"a": {"x": 1}}}, {"db@db.a": "my"}, id="@_group_ and more"),
        pytest.param("db@db: my", "", {"db": {"x": 1}}, {"db": "my"}, id="@ the group itself"),
        pytest.param("db/my@src", "", {"src": {"x": 1}}, {}, id="a config @package"),
        # a header
        pytest.param("db: my", "# @package _global_", {"x": 1}, {"db": "my"}, id="header _global_"),
        pytest.param("db: my", "# @package a.b", {"a": {"b": {"x": 1}}}, {"db": "my"}, id="header"),
        pytest.param("db: my", "#@package a", {"a": {"x": 1}}, {"db": "my"}, id="header without a blank"),
        pytest.param("db: my", "\n# @package a", {"a": {"x": 1}}, {"db": "my"}, id="header below a blank line"),
        pytest.param("db: my", "# @package a\n# @package b", {"b": {"x": 1}}, {"db": "my"}, id="the last header"),
        pytest.param(
            "db: my", "# @package _group_", {"_group_": {"x": 1}}, {"db": "my"}, id="header _group_ is a name"
        ),
        pytest.param("db: my", "# @package _name_", {"_name_": {"x": 1}}, {"db": "my"}, id="header _name_ is a name"),
        pytest.param("db: my", "# a comment\n# @package a", {"db": {"x": 1}}, {"db": "my"}, id="below a comment"),
        pytest.param("db: my", "---\n# @package a", {"db": {"x": 1}}, {"db": "my"}, id="below a document start"),
        pytest.param("db@src: my", "# @package a", {"src": {"x": 1}}, {"db@src": "my"}, id="@package beats the header"),
        pytest.param("db/my@src", "# @package a", {"src": {"x": 1}}, {}, id="of a config too"),
    ],
)
def test_an_option_is_placed(compose: Compose, entry: str, header: str, result: Any, choices: Any) -> None:
    """The @package of the entry, else the header, else the group; the key of the choice has the package."""
    option = f"{header}\nx: 1\n"
    composition = compose(
        {
            "config.yaml": f"defaults:\n- {entry}\n",
            "db/my.yaml": option,
            "db/sub/my.yaml": option,
        }
    )
    assert (composition.tree, composition.choices) == (result, choices)


@pytest.mark.parametrize(
    ("entry", "result", "key"),
    [
        pytest.param("sub: my", {"app": {"sub": {"x": "app/sub"}}}, "app/sub", id="relative"),
        pytest.param("/sub: my", {"app": {"sub": {"x": "sub"}}}, "sub@app.sub", id="absolute looks elsewhere only"),
        pytest.param("sub@p: my", {"app": {"p": {"x": "app/sub"}}}, "app/sub@app.p", id="@package is relative"),
        pytest.param("sub@_here_: my", {"app": {"x": "app/sub"}}, "app/sub@app", id="@_here_"),
        pytest.param("sub@_global_: my", {"x": "app/sub", "app": {}}, "app/sub@_global_", id="@_global_"),
        pytest.param("sub@_global_.p: my", {"p": {"x": "app/sub"}, "app": {}}, "app/sub@p", id="@_global_ and more"),
        pytest.param("sub@_group_: my", {"app": {"sub": {"x": "app/sub"}}}, "app/sub", id="@_group_ is absolute"),
        pytest.param("/sub@p: my", {"app": {"p": {"x": "sub"}}}, "sub@app.p", id="absolute with @package"),
    ],
)
def test_a_nested_entry_lies_below_its_file(compose: Compose, entry: str, result: Any, key: str) -> None:
    """Groups are looked up beside the listing file, packages are below its own, but for what ``_global_`` begins."""
    composition = compose(
        {
            "config.yaml": "defaults: [app: main]\n",
            "app/main.yaml": f"defaults:\n- {entry}\n",
            "app/sub/my.yaml": "x: app/sub\n",
            "sub/my.yaml": "x: sub\n",
        }
    )
    assert composition.tree == result
    assert composition.choices == {"app": "main", key: "my"}


def test_the_folder_of_an_option_with_a_slash_is_its_group(compose: Compose) -> None:
    """What ``group: a/b`` lists is looked up in the group, not in the folder ``a``."""
    files = {
        "config.yaml": "defaults: [db: a/b]\n",
        "db/a/b.yaml": "defaults: [sub: my]\n",
        "db/sub/my.yaml": "x: 1\n",
    }
    assert compose(files).tree == {"db": {"sub": {"x": 1}}}


def test_the_primary_has_its_folder_as_package(compose: Compose) -> None:
    """A primary config in a folder, and all that it lists, lies below the folder's package."""
    files = {
        "app/main.yaml": "defaults: [db: my]\na: 1\n",
        "app/db/my.yaml": "x: 1\n",
        "config.yaml": "",
    }
    composition = compose(files)
    assert composition.tree == {}
    files["config.yaml"] = "defaults: [app/main]\n"
    assert compose(files).tree == {"app": {"a": 1, "db": {"x": 1}}}


def test_the_primary_has_its_header_as_package(compose: Compose) -> None:
    """A primary's header places it and everything below it."""
    files = {"config.yaml": "# @package p\ndefaults: [db: my]\na: 1\n", "db/my.yaml": "x: 1\n"}
    assert compose(files).tree == {"p": {"a": 1, "db": {"x": 1}}}


@pytest.mark.parametrize("header", ["# @package", "# @package a b", "# @package "], ids=["none", "two", "blank"])
def test_a_header_names_one_package(compose: Compose, header: str) -> None:
    """Anything but one word is an error with the line of the header."""
    with pytest.raises(DocumentError) as caught:
        compose({"config.yaml": "defaults: [db: my]\n", "db/my.yaml": f"{header}\nx: 1\n"})
    (problem,) = caught.value.problems
    assert problem.origin is not None
    assert (problem.origin.file, problem.origin.line) == ("conf/db/my.yaml", 1)


def test_one_group_may_be_placed_twice(compose: Compose) -> None:
    """At two packages a group has two entries, each with its own option and key."""
    files = {"config.yaml": "defaults: [db@a: my, db@b: pg]\n", "db/my.yaml": "x: 1\n", "db/pg.yaml": "x: 2\n"}
    composition = compose(files, "db@b=my")
    assert composition.tree == {"a": {"x": 1}, "b": {"x": 1}}
    assert composition.choices == {"db@a": "my", "db@b": "my"}


def test_a_store_nodes_package_is_its_header(compose: Compose) -> None:
    """``store.add(package=)`` places a node as a header places a file, and an entry's @package beats it."""
    store = ConfigStore()
    store.add("db/my", {"x": 1}, package="p.q")
    assert compose({"config.yaml": "defaults: [db: my]\n"}, store=store).tree == {"p": {"q": {"x": 1}}}
    assert compose({"config.yaml": "defaults: [db@z: my]\n"}, store=store).tree == {"z": {"x": 1}}
