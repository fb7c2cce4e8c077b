"""What is kept of defaults lists: a Composer that composes again gives what a new one would, whatever has changed."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest
from pydantic import BaseModel

from typedconf import Composer, Config, ConfigError, ConfigStore, plain

Tree: TypeAlias = Callable[[Mapping[str, str]], Path]

FILES = {
    "config.yaml": "defaults:\n- db: pg\n- optional extra: none\n- /cache@fast: redis\n- _self_\na: 1\n",
    "db/pg.yaml": "defaults:\n- part: x\nname: pg\n",
    "db/mysql.yaml": "name: mysql\n",
    "db/part/x.yaml": "p: x\n",
    "cache/redis.yaml": "c: redis\n",
    "other/cache/redis.yaml": "c: another\n",
}


NOW: Final = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)


class Typed(BaseModel):
    """A schema whose derived form does not pickle."""

    path: Path
    view: Config


def told(composer: Composer, name: str = "config", *overrides: str) -> Any:
    """Whatever a user sees of a composition, or of the error."""
    try:
        composition = composer.compose(name, *overrides).with_facts(now=NOW)
        whole = plain(composition.whole_config, missing="keep")
    except ConfigError as error:
        return type(error), str(error)
    layers = [(one.name, one.package, one.tree, one.entry, one.trusted) for one in composition.layers]
    return whole, composition.choices, layers, [composition.origin(key) for key in composition.tree]


def write(folder: Path, name: str, text: str) -> None:
    """Writes another text, of another size, into a file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: None, id="nothing"),
        pytest.param(lambda folder: write(folder, "config.yaml", "a: 12\n"), id="the primary config"),
        pytest.param(lambda folder: write(folder, "db/pg.yaml", "name: other\n"), id="an option"),
        pytest.param(lambda folder: write(folder, "db/part/x.yaml", "p: other\n"), id="an option below it"),
        pytest.param(lambda folder: write(folder, "db/part/x.yaml", "p: {"), id="an option that can't be read"),
        pytest.param(lambda folder: write(folder, "db/part/x.yaml", "p: ${"), id="a wrong interpolation"),
        pytest.param(lambda folder: write(folder, "extra/none.yaml", "e: 1\n"), id="an optional option that is new"),
        pytest.param(lambda folder: (folder / "db/part/x.yaml").unlink(), id="an option that is gone"),
        pytest.param(lambda folder: (folder / "config.yaml").unlink(), id="the primary config that is gone"),
        pytest.param(
            lambda folder: write(folder, "config.yaml", "# @package p\ndefaults:\n- db: pg\na: 1\n"), id="a header"
        ),
        pytest.param(
            lambda folder: write(folder, "config.yaml", "hydra: {searchpath: [conf/other]}\n" + FILES["config.yaml"]),
            id="the search path",
        ),
    ],
)
@pytest.mark.parametrize("overrides", [(), ("db=mysql",), ("a=2", "+x=1"), ("+other/cache=redis",)], ids=str)
def test_a_change_is_seen(tree: Tree, change: Callable[[Path], object], overrides: tuple[str, ...]) -> None:
    """Composing once more is composing anew."""
    folder = tree(FILES)
    composer = Composer(folder)
    assert told(composer, "config", *overrides) == told(composer, "config", *overrides)
    change(folder)
    assert told(composer, "config", *overrides) == told(Composer(folder), "config", *overrides)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("db=pg",), ("db=mysql",)),
        (("db=pg",), ("++db=pg",)),
        (("db=pg",), ("db='pg'",)),
        (("db=pg",), ()),
        (("db=pg",), ("~db",)),
        (("db=pg", "db=mysql"), ("db=mysql", "db=pg")),
        (("+cache=redis",), ("+cache@x=redis",)),
        (("+cache=redis",), ("++cache=redis",)),
        (("+cache@x=redis", "+cache@y=redis"), ("+cache@y=redis", "+cache@x=redis")),
        (("db=[pg]",), ("db=[mysql]",)),
        (("db=pg",), ("db=nothing",)),
        (("db=pg",), ("hydra/help=default", "db=pg")),
        (("a=1",), ("a=2", "name=x")),
    ],
    ids=str,
)
def test_other_overrides_choose_anew(tree: Tree, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    """What overrides of groups say, in which order and how it is written, is not taken for something else."""
    folder = tree(FILES)
    composer = Composer(folder)
    for overrides in (first, second, first, second):
        assert told(composer, "config", *overrides) == told(Composer(folder), "config", *overrides)


def test_lists_are_not_followed_again(tree: Tree) -> None:
    """While nothing has changed, other values are put onto the very layers of before."""
    composer = Composer(tree(FILES))
    first, second = (composer.compose("config", f"a={number}", "db=mysql") for number in (1, 2))
    assert all(one is other for one, other in zip(first.layers, second.layers, strict=True))
    assert (first.tree["a"], second.tree["a"]) == (1, 2)


def test_a_primary_config_of_another_format(tree: Tree) -> None:
    """A YAML file beside it comes first once it is there, and a change of it is seen."""
    folder = tree({"config.json": '{"a": 1}', "pg.yaml": "a: 1\n"})
    composer = Composer(folder)
    seen = [composer.compose("config").tree["a"]]
    for name, text in (("config.json", '{"a": 22}'), ("config.yaml", "a: 333\n")):
        write(folder, name, text)
        seen.append(composer.compose("config").tree["a"])
    assert seen == [1, 22, 333]


def test_a_resolver_is_asked_each_time(tree: Tree) -> None:
    """What it names in a defaults list may be another config each time."""
    names = iter(["pg", "mysql"])
    store = ConfigStore()

    @store.resolver("next_name")
    def next_name() -> str:
        return next(names)

    folder = tree(
        {"config.yaml": "defaults:\n- db: ${next_name:}\n", "db/pg.yaml": "n: 1\n", "db/mysql.yaml": "n: 2\n"}
    )
    composer = Composer(folder, store=store)
    assert [composer.compose("config").tree["db"]["n"] for _ in range(2)] == [1, 2]


def test_a_node_that_the_store_gets_later(tree: Tree) -> None:
    """It is found as a new file is."""
    store = ConfigStore()
    composer = Composer(tree(FILES), store=store)
    assert "extra" not in composer.compose("config").tree
    store.add("extra/none", {"m": 1})
    assert composer.compose("config").tree["extra"] == {"m": 1}


def test_a_choice_by_a_variable(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts as that of an override."""
    composer = Composer(tree(FILES), env_prefix="APP_")
    seen = []
    for name in ("pg", "mysql", "pg"):
        monkeypatch.setenv("APP_DB", name)
        seen.append(composer.compose("config").choices["db"])
    assert seen == ["pg", "mysql", "pg"]


@pytest.mark.parametrize(
    "twin", [lambda one: pickle.loads(pickle.dumps(one)), copy.deepcopy], ids=["pickle", "deepcopy"]
)
def test_a_composer_travels(tree: Tree, twin: Callable[[Composer], Composer]) -> None:
    """Without what it has kept of lists and schemas, which may not pickle."""
    composer = Composer(tree({"config.yaml": "path: x\nview: {a: 1}"}))
    values = [one.compose("config", schema=Typed).value for one in (composer, composer, twin(composer))]
    assert [(value.path, value.view.a) for value in values] == [(Path("x"), 1)] * 3
