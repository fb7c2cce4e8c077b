"""Following defaults lists for whoever wants to look on: what came of each entry, and who chose it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from typedconf import Composer, ConfigError, ConfigNotFound, ConfigStore
from typedconf.defaults.tracing import Branch, trace
from typedconf.overrides import parse_overrides
from typedconf.sources import SearchPath, open_entry

Tree: TypeAlias = Callable[[dict[str, str]], Path]
Row: TypeAlias = tuple[int, str, str | None, str | None, str | None]

FILES = {
    "config.yaml": "defaults:\n"
    "  - db: mysql\n"
    "  - server: big\n"
    "  - optional extra: none\n"
    "  - cache: null\n"
    "  - parts: [a, b]\n"
    "  - _self_\n"
    "  - plan: one\n",
    "db/mysql.yaml": "x: 1\n",
    "db/sqlite.yaml": "x: 2\n",
    "server/big.yaml": "defaults: [/db@src: mysql, _self_]\n",
    "cache/ram.yaml": "",
    "parts/a.yaml": "",
    "parts/b.yaml": "",
    "plan/one.yaml": "# @package _global_\ndefaults: [override /db: sqlite]\n",
    "plan/two.yaml": "# @package _global_\nlr: 1\n",
}


def traced(folder: Path, *overrides: str, name: str | None = "config") -> list[Row]:
    """The trees of a composition as rows: depth, outcome, entry, who chose, the config with its package."""
    return [row for branch in branches(folder, *overrides, name=name) for row in rows(branch, 0)]


def branches(
    folder: Path, *overrides: str, name: str | None = "config", store: ConfigStore | None = None
) -> tuple[Branch, ...]:
    """The trees of a composition, in which every resolver gives ``b``."""
    search_path = SearchPath((open_entry(str(folder), trusted=True),), store)
    return trace(name, parse_overrides(overrides), search_path, lambda _: [], lambda _: "b")


def rows(branch: Branch, depth: int) -> Iterator[Row]:
    """A branch and what is below it."""
    place = None if branch.config is None else f"{branch.config} @ {branch.package}"
    yield depth, branch.outcome, branch.entry, branch.chosen_by, place
    for inner in branch.below:
        yield from rows(inner, depth + 1)


def test_a_tree_has_every_entry_in_order(tree: Tree) -> None:
    """Nested lists, packages, ``_self_``, options that nobody chose and overrides, each where its list has it."""
    assert traced(tree(FILES)) == [
        (0, "config", None, None, "config @ "),
        (1, "config", "db: mysql", "override /db: sqlite in plan/one", "db/sqlite @ db"),
        (1, "config", "server: big", None, "server/big @ server"),
        (2, "config", "/db@src: mysql", None, "db/mysql @ server.src"),
        (2, "self", "_self_", None, None),
        (1, "absent", "optional extra: none", None, None),
        (1, "deselected", "cache: null", None, None),
        (1, "config", "parts: [a, b]", None, "parts/a @ parts"),
        (1, "config", "parts: [a, b]", None, "parts/b @ parts"),
        (1, "self", "_self_", None, None),
        (1, "config", "plan: one", None, "plan/one @ "),
        (2, "self", "_self_", None, None),
        (2, "override", "override /db: sqlite", None, None),
    ]


@pytest.mark.parametrize(
    ("override", "row"),
    [
        pytest.param("db=mysql", (1, "config", "db: mysql", "db=mysql", "db/mysql @ db"), id="over an override entry"),
        pytest.param("cache=ram", (1, "config", "cache: null", "cache=ram", "cache/ram @ cache"), id="none was chosen"),
        pytest.param("server=null", (1, "deselected", "server: big", "server=null", None), id="null"),
        pytest.param("~server", (1, "deleted", "server: big", None, None), id="deleted"),
        pytest.param("parts=[b]", (1, "config", "parts: [a, b]", "parts=[b]", "parts/b @ parts"), id="another list"),
        pytest.param("parts=[]", (1, "deselected", "parts: [a, b]", "parts=[]", None), id="an empty list"),
        pytest.param("+plan@x=two", (1, "config", "+plan@x=two", None, "plan/two @ x"), id="added"),
        pytest.param("++plan@x=two", (1, "config", "++plan@x=two", None, "plan/two @ x"), id="set or added"),
    ],
)
def test_an_override_stands_beside_its_entry(tree: Tree, override: str, row: Row) -> None:
    """The entry stays as it is written; whoever chose otherwise is told."""
    found = traced(tree(FILES | {"plan/two.yaml": ""}), override)
    assert row in found


def test_an_interpolated_option_is_the_entry(tree: Tree) -> None:
    """The template stays the entry's text, and the config that it came to stands beside it."""
    files = {
        "config.yaml": "defaults: [first: a, second: '${first}', third: '${oc.env:X}', 'fixed_${first}']\n",
        "first/a.yaml": "",
        "second/a.yaml": "",
        "third/b.yaml": "",
        "fixed_a.yaml": "",
    }
    assert traced(tree(files))[1:5] == [
        (1, "config", "first: a", None, "first/a @ first"),
        (1, "config", "second: ${first}", None, "second/a @ second"),
        (1, "config", "third: ${oc.env:X}", None, "third/b @ third"),
        (1, "config", "fixed_${first}", None, "fixed_a @ "),
    ]


def test_without_a_primary_config_each_added_group_is_a_tree(tree: Tree) -> None:
    """They have no list around them."""
    assert traced(tree(FILES), "+db=mysql", name=None) == [(0, "config", "+db=mysql", None, "db/mysql @ db")]


def test_run_settings_are_a_tree_where_something_chooses_there(tree: Tree) -> None:
    """Our own tree lies below the primary config's."""
    found = traced(tree({"config.yaml": ""}), "hydra/job_logging=none")
    assert found[0] == (0, "config", None, None, "hydra/config @ hydra")
    assert (
        1,
        "config",
        "job_logging: default",
        "hydra/job_logging=none",
        "hydra/job_logging/none @ hydra.job_logging",
    ) in found
    assert found[-1] == (0, "config", None, None, "config @ ")


def test_the_sources_are_a_file_and_the_node_below_it(tree: Tree) -> None:
    """Lowest first, as they are composed."""
    store = ConfigStore()
    store.add("db/mysql", {"y": 1})
    (branch,) = branches(tree({"db/mysql.yaml": "x: 1\n"}), name="db/mysql", store=store)
    assert [(source.kind, source.file) for source in branch.sources] == [
        ("store", None),
        ("file", "conf/db/mysql.yaml"),
    ]


@pytest.mark.parametrize(
    ("overrides", "name"),
    [((), "config"), (("db=mysql", "cache=ram", "+plan@x=two"), "config"), (("~plan", "hydra/env=default"), "config")],
)
def test_a_tree_has_the_layers_of_a_composition(tree: Tree, overrides: tuple[str, ...], name: str) -> None:
    """What is placed, and in which order, is what is composed."""
    folder = tree(FILES | {"plan/two.yaml": ""})
    layers = Composer(folder).compose(name, *overrides).layers

    def placed(branch: Branch) -> Iterator[tuple[Any, str]]:
        own = [(branch.config, branch.package or "")]
        if not branch.below:
            yield from own
        for inner in branch.below:
            yield from own if inner.outcome == "self" else placed(inner) if inner.outcome == "config" else ()

    assert [one for branch in branches(folder, *overrides, name=name) for one in placed(branch)] == [
        (layer.name, ".".join(map(str, layer.package))) for layer in layers
    ]


def test_what_is_wrong_in_the_lists_is_an_error_here_too(tree: Tree) -> None:
    """As it is where they are composed."""
    folder = tree({"config.yaml": "defaults: [db: lost]\n"})
    with pytest.raises(ConfigNotFound, match="no option 'lost'"):
        traced(folder)
    with pytest.raises(ConfigError, match="no config 'nothing'"):
        traced(folder, name="nothing")
