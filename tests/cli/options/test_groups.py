"""Which config groups there are, and what is chosen in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf import Composer, ConfigStore
from typedconf.cli.options.groups import Group, list_groups
from typedconf.sources import SearchPath, open_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

FILES = {
    "config.yaml": "defaults:\n  - db@src: a\n  - db@dst: b\n  - srv/inner: x\n  - cb: [p, q]\n  - opt: null\n",
    "db/a.yaml": "u: 1\n",
    "db/b.yaml": "u: 2\n",
    "srv/inner/x.yaml": "# @package srv\nk: 1\n",
    "cb/p.yaml": "p: 1\n",
    "cb/q.yaml": "q: 1\n",
    "cb/r.yaml": "r: 1\n",
    "opt/one.yaml": "o: 1\n",
    "extra/e.yaml": "# @package _global_\ne: 1\n",
}


def groups_of(composer: Composer, *overrides: str) -> list[Group]:
    """The groups of a composition of ``config``."""
    composition = composer.compose("config", *overrides)
    return list_groups(composition.search_path, composition)


def test_composed_groups_come_first(tree: Callable[[Mapping[str, str]], Path]) -> None:
    """With their packages and what is chosen; then those that could be added."""
    assert groups_of(Composer(tree(FILES))) == [
        Group("db@src", ("a", "b"), ("a",), "src", is_composed=True),
        Group("db@dst", ("a", "b"), ("b",), "dst", is_composed=True),
        Group("srv/inner", ("x",), ("x",), "srv", is_composed=True),
        Group("opt", ("one",), (), "", is_composed=True),
        Group("cb", ("p", "q", "r"), ("p", "q"), "cb", is_composed=True),
        Group("extra", ("e",)),
    ]


def test_an_option_that_is_placed_twice_has_both_packages(tree: Callable[[Mapping[str, str]], Path]) -> None:
    """In the order in which they were placed."""
    files = FILES | {"config.yaml": "defaults:\n  - db@src: a\n  - db@dst: a\n"}
    assert [group.package for group in groups_of(Composer(tree(files)))[:2]] == ["src", "dst"]


def test_an_override_adds_a_group(tree: Callable[[Mapping[str, str]], Path]) -> None:
    """It is composed then."""
    found = {group.key: group for group in groups_of(Composer(tree(FILES)), "+extra=e")}
    assert found["extra"] == Group("extra", ("e",), ("e",), "_global_", is_composed=True)


def test_the_store_has_groups_too(tree: Callable[[Mapping[str, str]], Path]) -> None:
    """Its options stand among those of the files."""
    store = ConfigStore()
    store.add("db/c", {"u": 3})
    store.add("new/n", {"u": 4})
    found = {group.key: group for group in groups_of(Composer(tree(FILES), store=store))}
    assert (found["db@src"].options, found["new"].options) == (("a", "b", "c"), ("n",))


def test_without_a_composition_there_are_names_and_options(tree: Callable[[Mapping[str, str]], Path]) -> None:
    """Of what is there, the settings' own groups left out."""
    search_path = SearchPath([open_entry(str(tree(FILES)), trusted=True)], None)
    found = list_groups(search_path, None)
    assert [(group.key, group.is_composed) for group in found] == [
        (name, False) for name in ("cb", "db", "extra", "opt", "srv/inner")
    ]


def test_a_folder_that_leads_back_up_ends(tree: Callable[[Mapping[str, str]], Path]) -> None:
    """Links may make a tree endless; what is listed of it isn't."""
    folder = tree(FILES)
    (folder / "db" / "up").symlink_to(folder)
    search_path: Any = SearchPath([open_entry(str(folder), trusted=True)], None)
    assert len(list_groups(search_path, None)) < 2_000
