"""The ``hydra`` node goes in, Problems come out: its keys are fixed, and some of them take one kind of value only.

The table of keys is our own ``hydra/`` tree; this one has the kinds. Keys that are not here take any value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import Problem, did_you_mean, nearest_name
from typedconf.sources.hydra_tree import DEFAULT_NODE, OPEN
from typedconf.trees import MISSING, find, format_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from typedconf.overrides import Override
    from typedconf.trees import KeyPath, Tree


def completed_settings(
    node: Tree,
    job_name: str,
    config_name: str | None,
    overrides: tuple[Override, ...],
    choices: Mapping[str, str | None],
) -> Tree:
    """The node with what is known once the composition is made: its name, overrides and choices, where not set."""
    if not isinstance(node, dict):
        return node
    job, runtime = node.get("job"), node.get("runtime")
    texts = {True: [], False: []}  # type: dict[bool, list[str]]
    for override in overrides:
        texts[override.key.startswith(("hydra.", "hydra/"))].append(override.text)
    completed = {**node, "overrides": {"hydra": texts[True], "task": texts[False]}}
    if isinstance(job, dict):
        completed["job"] = _filled(
            job, {"name": job_name, "config_name": config_name, "override_dirname": _dirname(job, texts[False])}
        )
    if isinstance(runtime, dict):
        completed["runtime"] = {**runtime, "choices": dict(choices)}
    return completed


def recorded_choices(known: Mapping[str, str | None]) -> dict[str, str | None]:
    """The choices in the order of the defaults lists, which are followed from their ends."""
    return dict(reversed(list(known.items())))


def _filled(node: dict[Any, Tree], values: Mapping[str, Tree]) -> dict[Any, Tree]:
    return {**node, **{key: value for key, value in values.items() if node.get(key, MISSING) == MISSING}}


def _dirname(job: dict[Any, Tree], overrides: list[str]) -> str:
    """``hydra.job.override_dirname``: the program's overrides in one line, sorted, fit for a folder's name."""
    if not overrides:
        return ""
    settings: Any = find(job, ("config", "override_dirname"))
    if not isinstance(settings, dict):
        settings = {}
    excluded = settings.get("exclude_keys", [])
    parts = []
    for text in overrides:
        key, separator, value = text.partition("=")
        if key.lstrip("+~") not in excluded:
            parts.append(f"{key}{settings.get('kv_sep', '=')}{value}" if separator else key)
    return str(settings.get("item_sep", ",")).join(sorted(parts))


_NAMES: Final = frozenset({"true", "false", "yes", "no", "on", "off"})


def _is_texts(value: Tree) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_mapping(value: Tree) -> bool:
    return isinstance(value, dict)


def _is_text(value: Tree) -> bool:
    return isinstance(value, (str, int, float))  # text stays text, whatever YAML makes of it


def _is_text_or_null(value: Tree) -> bool:
    return value is None or _is_text(value)


def _is_bool_or_null(value: Tree) -> bool:
    return value is None or isinstance(value, bool) or (isinstance(value, str) and value.lower() in _NAMES)


def _is_int(value: Tree) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_mode(value: Tree) -> bool:
    return value is None or value in ("RUN", "MULTIRUN")


_KINDS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "mode": (_is_mode, "RUN, MULTIRUN or null"),
    "searchpath": (_is_texts, "a list of texts"),
    "run": (_is_mapping, "a mapping"),
    "run.dir": (_is_text_or_null, "a text or null"),
    "sweep": (_is_mapping, "a mapping"),
    "sweep.dir": (_is_text, "a text"),
    "sweep.subdir": (_is_text, "a text"),
    "hydra_logging": (_is_mapping, "a mapping"),
    "job_logging": (_is_mapping, "a mapping"),
    "callbacks": (_is_mapping, "a mapping"),
    "output_subdir": (_is_text_or_null, "a text or null"),
    "overrides": (_is_mapping, "a mapping"),
    "overrides.hydra": (_is_texts, "a list of texts"),
    "overrides.task": (_is_texts, "a list of texts"),
    "help": (_is_mapping, "a mapping"),
    "hydra_help": (_is_mapping, "a mapping"),
    "job": (_is_mapping, "a mapping"),
    "job.name": (_is_text, "a text"),
    "job.chdir": (_is_bool_or_null, "true, false or null"),
    "job.num": (_is_int, "a whole number"),
    "job.env_set": (_is_mapping, "a mapping"),
    "job.env_copy": (_is_texts, "a list of texts"),
    "runtime": (_is_mapping, "a mapping"),
    "runtime.choices": (_is_mapping, "a mapping"),
    "aliases": (_is_mapping, "a mapping"),
}


def unknown_settings(node: Tree) -> Iterator[tuple[KeyPath, Problem]]:
    """The keys of a composed ``hydra`` node that there are not, with their paths."""
    if node is not DEFAULT_NODE and isinstance(node, dict):
        yield from _unknown(node, DEFAULT_NODE, ("hydra",))


def _unknown(node: dict[Any, Tree], known: Tree, path: KeyPath) -> Iterator[tuple[KeyPath, Problem]]:
    for key, value in node.items():
        place = (*path, key)
        if key not in known:
            near = nearest_name(str(key), known)
            yield place, Problem(f"no such setting{did_you_mean(near)}", key=format_path(place), suggestion=near)
        elif isinstance(value, dict) and isinstance(known[key], dict) and ".".join(place[1:]) not in OPEN:
            yield from _unknown(value, known[key], place)


def misfit_settings(node: Tree) -> Iterator[tuple[KeyPath, Problem]]:
    """The settings whose value is of the wrong kind, with their paths. Interpolations and ``???`` fit everywhere."""
    if node is DEFAULT_NODE:
        return
    if not isinstance(node, dict):
        yield ("hydra",), Problem(f"not a mapping: {node!r}", key="hydra", value=node, expected="a mapping")
        return
    for name, (fits, expected) in _KINDS.items():
        value: Any = node
        path = name.split(".")
        for key in path:
            value = value.get(key, MISSING) if isinstance(value, dict) else MISSING
        if not (isinstance(value, str) and (value == MISSING or "${" in value)) and not fits(value):
            place = ("hydra", *path)
            yield place, Problem(f"not {expected}: {value!r}", key=".".join(place), value=value, expected=expected)


def idle_settings(node: Tree) -> Iterator[tuple[KeyPath, Problem]]:
    """A warning where settings ask for run folders, which are not made yet, at the first that does."""
    if node is DEFAULT_NODE:
        return
    asking = [path for path, asks in _ASKING.items() if asks(find(node, path))]
    if asking:
        names = [".".join(("hydra", *path)) for path in asking]
        text = f"{' and '.join(names)} {'has' if len(names) == 1 else 'have'} no effect"
        path = ("hydra", *asking[0])
        yield path, Problem(f"run folders are not there yet: {text}", names[0], find(node, asking[0]))


def _asks_for_folder(value: Tree) -> bool:
    return isinstance(value, str) and value not in (".", MISSING)


# The settings that ask for a folder of a run's own, or to work in it, unless they have these values.
_ASKING: Final[Mapping[KeyPath, Callable[[Any], bool]]] = {
    ("run", "dir"): _asks_for_folder,
    ("sweep", "dir"): lambda value: _asks_for_folder(value) and value != DEFAULT_NODE["sweep"]["dir"],
    ("job", "chdir"): lambda value: (
        value is True or (isinstance(value, str) and value.lower() in ("true", "yes", "on"))
    ),
}
