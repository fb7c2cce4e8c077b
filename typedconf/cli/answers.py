"""A command line with flags goes in; what a flag prints is printed, and the status that ends the process comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.flags import CFG, HELP, PACKAGE, RESOLVE
from typedconf.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from typedconf.cli.words import CommandLine
    from typedconf.composer import Composer
    from typedconf.composition import Composition

_DONE: Final = 0


class Application(NamedTuple):
    """What flags ask of a program: its name and documentation, and how to compose what the command line says."""

    name: str
    doc: str | None
    schema: Callable[[], Any]
    compose: Callable[[], Composition[Any]]
    composer: Callable[[], Composer]


def answer(line: CommandLine, application: Application) -> int | None:
    """Prints what a flag of ``line`` asks for and gives the exit status; None where the task is to run.

    Raises:
        ConfigError: a flag is wrong, or what is to be printed can't be composed.
    """
    if line.problems:
        raise ConfigError(*line.problems)
    if line.has(HELP):
        from typedconf.cli.help import print_help  # noqa: PLC0415  each answer loads what it needs

        return print_help(line, application)
    kind = line.value(CFG)
    if kind is not None:
        return _print_config(line, kind, application)
    return None


def _print_config(line: CommandLine, kind: str, application: Application) -> int:
    """Prints the config as it composes; what is wrong with its values is a warning here."""
    from typedconf.cli.config_text import config_text  # noqa: PLC0415  as above
    from typedconf.cli.printing import report, write_out  # noqa: PLC0415  as above

    composition = application.compose()
    text = config_text(composition, kind, resolve=line.has(RESOLVE), package=line.value(PACKAGE))
    for problem in (*composition.problems, *composition.warnings):
        report("warning", (problem,))
    write_out(text, as_utf8=True)
    return _DONE
