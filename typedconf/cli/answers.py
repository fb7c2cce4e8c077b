"""A command line with flags goes in; what a flag prints is printed, and the status that ends the process comes out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli import flags
from typedconf.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from types import FunctionType
    from typing import Protocol

    from typedconf.cli.own_parameters import OwnParameters
    from typedconf.cli.words import CommandLine
    from typedconf.composer import Composer
    from typedconf.composition import Composition

    class Compose(Protocol):
        """Gives the composition that a program's words say, made when it is called."""

        def __call__(self, *, check_targets: bool = False) -> Composition[Any]:
            """With ``check_targets``, what targets take is checked even where the program doesn't ask for it.

            Raises:
                ConfigError: for what prevents a tree.
            """
            ...


# the flag that says what is printed -> the function that does it, (line, application) -> status; each is loaded alone
_ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    flags.HELP: ("help.showing", "print_help"),
    flags.VERSION: ("versions", "print_version"),
    flags.CFG: ("config_text", "print_config"),
    flags.INFO: ("info", "print_info"),
    flags.EXPLAIN: ("explaining", "print_explanation"),
    flags.CHECK: ("checks", "print_check"),
    flags.INSTALL_COMPLETION: ("completion.installing", "install_completion"),
    flags.SHOW_COMPLETION: ("completion.installing", "show_completion"),
    flags.UNINSTALL_COMPLETION: ("completion.installing", "uninstall_completion"),
}


class Application(NamedTuple):
    """What flags ask of a program: its name, documentation and function, and how to compose what its words say.

    ``own`` are the parameters that a command of a Typer app has besides its config.
    """

    name: str
    doc: str | None
    function: FunctionType
    schema: Callable[[], Any]
    compose: Compose
    composer: Callable[[], Composer]
    own: OwnParameters | None = None
    config_name: str | None = None

    @property
    def taken(self) -> Collection[str]:
        """The names that options of the config and flags can't have, since ``own`` has them."""
        return () if self.own is None else self.own.names


def answer(line: CommandLine, application: Application) -> int | None:
    """Prints what a flag of ``line`` asks for and gives the exit status; None where the task is to run.

    Raises:
        ConfigError: a flag is wrong, or what is to be printed can't be composed.
    """
    if line.problems:
        raise ConfigError(*line.problems)
    if line.mode is None:
        return None
    module, name = _ANSWERS[line.mode]
    status: int = getattr(import_module(f"typedconf.cli.{module}"), name)(line, application)
    return status
