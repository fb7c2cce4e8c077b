"""A search path and a composition go in; the config groups, what is chosen in each and what could be, come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.trees import format_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typedconf.composition import Composition
    from typedconf.sources import SearchPath

_OWN: Final = "hydra/"  # the groups of run settings are not the program's
_DEEPEST: Final = 12  # folders in folders; a link may lead back up
_MOST: Final = 1000


class Group(NamedTuple):
    """A config group, as an override names it: ``db``, or ``db@src`` where it is placed by name.

    ``selected`` are the options that are composed (none where nothing is chosen), ``package`` is where they are placed;
    ``is_composed`` tells whether the defaults list names the group, so that another option may be chosen.
    """

    key: str
    options: tuple[str, ...]
    selected: tuple[str, ...] = ()
    package: str = ""
    is_composed: bool = False


def list_groups(search_path: SearchPath, composition: Composition[Any] | None) -> list[Group]:
    """All groups with an option, those that the ``composition`` has chosen from first, in their order there."""
    options = dict(_options(search_path))
    if composition is None:
        return [Group(name, found) for name, found in options.items()]
    chosen = list(_chosen(composition, options))
    named = {group.key.partition("@")[0] for group in chosen}
    return [*chosen, *(Group(name, found) for name, found in options.items() if name not in named)]


def _options(search_path: SearchPath) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every group of the search path with its options, by name; groups that hold only groups are left out."""
    waiting, seen = [""], 0
    while waiting and seen < _MOST:
        group = waiting.pop()
        seen += 1
        names = search_path.names(group)
        below = [f"{group}/{name}".strip("/") for name in names if name.endswith("/")]
        if group.count("/") < _DEEPEST:
            waiting += [name for name in reversed(below) if f"{name}/" != _OWN]
        options = tuple(name for name in names if not name.endswith("/"))
        if group and options:
            yield group, options


def _chosen(composition: Composition[Any], options: dict[str, tuple[str, ...]]) -> Iterator[Group]:
    """The groups of the composition: by its choices, and by its layers where several options of one are composed."""
    placed: dict[str, list[str]] = {}  # the packages of each config, in the order of the layers
    for layer in composition.layers:
        if not layer.name.startswith(_OWN):
            placed.setdefault(layer.name, []).append(format_path(layer.package) or "_global_")
    for key, option in composition.choices.items():
        group, _, package = key.partition("@")
        packages = placed.get(f"{group}/{option}") or [package]
        taken = packages.pop(0) if len(packages) > 1 else packages[0]
        selected = () if option is None else (option,)
        yield Group(key, options.get(group, ()), selected, taken, is_composed=True)
    by_list: dict[str, list[str]] = {}
    chosen = {key.partition("@")[0] for key in composition.choices}
    for name in placed:
        group, _, option = name.rpartition("/")
        if group in options and group not in chosen:
            by_list.setdefault(group, []).append(option)
    for group, selected_options in by_list.items():
        package = placed[f"{group}/{selected_options[0]}"][0]
        yield Group(group, options[group], tuple(selected_options), package, is_composed=True)
