"""Which options of groups would fill a part of the config that is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from typedconf import Composer, ConfigStore
from typedconf.defaults.landing import Groups

Tree: TypeAlias = Callable[[dict[str, str]], Path]

FILES = {
    "config.yaml": "",
    "training/default.yaml": "lr: 1\n",
    "training/elsewhere.yaml": "# @package other\nlr: 1\n",
    "optimizer/series/adam.yaml": "# @package optimizer\nlr: 1\n",
    "optimizer/series/below.yaml": "lr: 1\n",
    "optimizer/series/broken.yaml": "a: [\n",
}


@pytest.mark.parametrize(
    ("path", "choices", "expected"),
    [
        (("training",), {}, ["+training=default"]),
        (("training",), {"training": None}, ["training=default"]),
        (("training",), {"training": "default"}, []),
        (("optimizer",), {}, ["+optimizer/series=adam"]),
        (("optimizer", "series"), {}, ["+optimizer/series=below"]),
        (("db",), {}, ["+db=my"]),
        (("other",), {}, []),
        (("items", 0), {}, []),
        (("..",), {}, []),
        ((), {}, []),
    ],
    ids=str,
)
def test_the_options_that_land_at_a_path(
    tree: Tree, path: tuple[Any, ...], choices: dict[str, str | None], expected: list[str]
) -> None:
    """Of the group of its name and of groups in it, by their headers; chosen groups are left out."""
    store = ConfigStore()
    store.add("db/my", {"host": "x"})
    search_path = Composer(tree(FILES), store=store).search_path()
    assert Groups(search_path, choices).options_at(path) == expected


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("training", "name"), "default", "training=default"),
        (("training", "a", "b"), "default", "training=default"),
        (("src", "name"), "my", "db@src=my"),
        (("training",), "default", None),
        (("training", "name"), "nobody", None),
        (("training", "name"), 3, None),
        (("optimizer", "name"), "adam", None),
    ],
    ids=str,
)
def test_a_value_that_names_an_option(tree: Tree, path: tuple[Any, ...], value: Any, expected: str | None) -> None:
    """Of a group that fills a part around it, the choice was meant."""
    store = ConfigStore()
    store.add("db/my", {"host": "x"})
    search_path = Composer(tree(FILES), store=store).search_path()
    assert Groups(search_path, {"training": "elsewhere", "db@src": None}).choice_of(path, value) == expected
