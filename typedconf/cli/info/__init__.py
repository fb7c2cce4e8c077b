"""``--info WORD`` goes in; what it asks for is printed: to people as text, to other programs as JSON.

asked.py       what the words ask about, each thing made once
composed.py    the composed config, and the types that it has
groups.py      the groups, their options and what these are for
defaults.py    the defaults lists as they were followed, flat and as a tree
options.py     what may be set, by flags, groups and fields
places.py      the search path, the plugins
aliases.py     the aliases of overrides
shown.py       blocks of text -> stdout

Nothing here runs the task, or imports what a target names.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.flags import INFO, INFO_WORDS, JSON
from typedconf.cli.info.asked import Asked
from typedconf.cli.printing import report
from typedconf.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typedconf.cli.answers import Application
    from typedconf.cli.info.shown import Block
    from typedconf.cli.words import CommandLine

_ALL: Final = "all"
_DONE: Final = 0
_WRONG: Final = 2


class Topic(NamedTuple):
    """Where what a word shows is made: a module here, its functions for data and for blocks of text.

    Each is loaded alone. It ``composes`` where it must compose for that.
    """

    module: str
    data_maker: str
    block_maker: str
    composes: bool = True

    def data(self, asked: Asked) -> Any:
        """What other programs read."""
        return self._function(self.data_maker)(asked)

    def blocks(self, asked: Asked) -> Sequence[Block]:
        """What people read."""
        made: Sequence[Block] = self._function(self.block_maker)(asked)
        return made

    def _function(self, name: str) -> Any:
        return getattr(import_module(f"{__name__}.{self.module}"), name)


_TOPICS: Final[Mapping[str, Topic]] = {
    "config": Topic("composed", "composed_data", "composed_blocks"),
    "defaults": Topic("defaults", "defaults_data", "defaults_blocks"),
    "defaults-tree": Topic("defaults", "tree_data", "tree_blocks"),
    "groups": Topic("groups", "group_data", "group_blocks", composes=False),
    "options": Topic("options", "option_data", "option_blocks"),
    "types": Topic("composed", "type_data", "type_blocks"),
    "searchpath": Topic("places", "path_data", "path_blocks", composes=False),
    "plugins": Topic("places", "plugin_data", "plugin_blocks", composes=False),
    "aliases": Topic("aliases", "alias_data", "alias_blocks", composes=False),
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
    from typedconf.cli.info.shown import Part, show  # noqa: PLC0415  other programs read none of it

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
