"""``--info WORD`` goes in; what it asks for is printed: to people as text, to other programs as JSON.

asked.py       what the words ask about, each thing made once
groups.py      the groups, their options and what these are for
defaults.py    the defaults lists as they were followed, flat and as a tree
options.py     what may be set, by flags, groups and fields
places.py      the search path, the plugins
aliases.py     the aliases of overrides
shown.py       blocks of text -> stdout

Nothing here runs the task, or imports what a target names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.config_text import config_data
from typedconf.cli.flags import INFO, INFO_WORDS, JSON
from typedconf.cli.info.aliases import alias_blocks, alias_data
from typedconf.cli.info.asked import Asked
from typedconf.cli.info.defaults import defaults_blocks, defaults_data, tree_blocks, tree_data
from typedconf.cli.info.groups import group_blocks, group_data
from typedconf.cli.info.options import option_blocks, option_data
from typedconf.cli.info.places import path_blocks, path_data, plugin_blocks, plugin_data
from typedconf.cli.info.shown import Part, Yaml, show
from typedconf.cli.printing import report
from typedconf.errors import ConfigError
from typedconf.rendering import to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from typedconf.cli.answers import Application
    from typedconf.cli.info.shown import Block
    from typedconf.cli.words import CommandLine

_ALL: Final = "all"
_DONE: Final = 0
_WRONG: Final = 2


class Topic(NamedTuple):
    """What a word shows: as data, as blocks of text, and whether it must compose for that."""

    data: Callable[[Asked], Any]
    blocks: Callable[[Asked], Sequence[Block]]
    composes: bool = True


def _config_data(asked: Asked) -> Any:
    return config_data(asked.composition, "job")


def _config_blocks(asked: Asked) -> Sequence[Block]:
    return [Yaml(to_yaml(_config_data(asked)))]


def _type_data(asked: Asked) -> Any:
    from typedconf.schema.json_schema import json_schema  # noqa: PLC0415  Pydantic's generator, for this alone

    return json_schema(asked.composition.rules)


def _type_blocks(asked: Asked) -> Sequence[Block]:
    import json  # noqa: PLC0415  for this alone

    return [Yaml(json.dumps(_type_data(asked), indent=2, ensure_ascii=False) + "\n")]


_TOPICS: Final[Mapping[str, Topic]] = {
    "config": Topic(_config_data, _config_blocks),
    "defaults": Topic(defaults_data, defaults_blocks),
    "defaults-tree": Topic(tree_data, tree_blocks),
    "groups": Topic(group_data, group_blocks, composes=False),
    "options": Topic(option_data, option_blocks),
    "types": Topic(_type_data, _type_blocks),
    "searchpath": Topic(path_data, path_blocks, composes=False),
    "plugins": Topic(plugin_data, plugin_blocks, composes=False),
    "aliases": Topic(alias_data, alias_blocks, composes=False),
}


def print_info(line: CommandLine, application: Application) -> int:
    """Prints what the word behind ``--info`` asks for, without one all there is, and gives the exit status.

    Where nothing composes, people see what can be shown all the same, with the error on stderr and status 2.

    Raises:
        ConfigError: nothing composes, and nothing can be shown without.
    """
    asked = Asked(line, application)
    word = line.value(INFO) or _ALL
    words = [each for each in INFO_WORDS if each != _ALL] if word == _ALL else [word]
    if line.has(JSON):
        return _print_data(asked, word, words)
    error = asked.error
    shown = words if error is None else [each for each in words if not _TOPICS[each].composes]
    if error is not None and not shown:
        raise error
    parts = []
    for each in shown:
        try:
            parts.append(Part(each, _TOPICS[each].blocks(asked)))
        except ConfigError as wrong:  # of these, what is wrong with one is no reason to keep the others back
            error = error or wrong
    show([part for part in parts if part.blocks])
    if error is not None:
        report("error", error.problems)
    elif "config" in words:
        for problem in (*asked.composition.problems, *asked.composition.warnings):
            report("warning", (problem,))
    return _DONE if error is None else _WRONG


def _print_data(asked: Asked, word: str, words: Sequence[str]) -> int:
    from typedconf.cli.machine import print_json  # noqa: PLC0415  only what other programs read

    if asked.error is not None:
        raise asked.error
    found = {each.replace("-", "_"): _TOPICS[each].data(asked) for each in words}
    warnings = asked.composition.warnings
    if "config" in words:
        warnings = (*asked.composition.problems, *warnings)
    if word == _ALL:
        print_json("info", found, warnings)
    else:
        print_json(*found.popitem(), warnings)
    return _DONE
