"""The words of a command of a Typer app go in; the config that they give, and what Typer makes of its own, come out.

Typer parses by its own table of parameters, so what it doesn't know has to be taken out before; the words come as they
were typed, in sub-apps and under Typer's test runner too.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, Protocol

from typer.core import TyperCommand

from typedconf.cli.own_parameters import OwnParameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typedconf.cli.answers import Application

VALUE: Final = "typedconf.command"  # where a context of Typer's keeps the config, in its ``meta``


class Outcome(NamedTuple):
    """What a command line came to: the config, and the words that are Typer's to parse."""

    value: Any
    words: Sequence[str]


class Runner(Protocol):
    """What a command does with the words that are not Typer's, and around its function."""

    def own_words(self, words: Sequence[str], own: OwnParameters) -> Sequence[str]:
        """Typer's own options of ``words``, without composing anything."""

    def read(self, words: Sequence[str], own: OwnParameters) -> Outcome:
        """The config that ``words`` give.

        Raises:
            typer.Exit: a flag has printed, or something is wrong and reported.
        """

    def run(self, call: Callable[[], Any]) -> Any:
        """Calls the function.

        Raises:
            typer.Exit: the function raised a ConfigError, which is reported.
        """

    def application(self, own: OwnParameters) -> Application:
        """What completion asks of the command."""

    def refresh_completion(self, own: OwnParameters) -> None:
        """Lets completion know of what has changed in the app."""


class ConfigCommand(TyperCommand):
    """A command with a config; its subclasses, made by ``command_class``, say whose."""

    make_runner: ClassVar[Callable[[], Runner]]

    @cached_property
    def runner(self) -> Runner:
        """What the command does with its words; made once it is asked for something."""
        return type(self).make_runner()

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Composes the config, and lets Typer parse its own; while a shell completes, nothing is composed.

        Raises:
            typer.Exit: a flag has printed, or the config is wrong.
        """
        own = OwnParameters(self, ctx)
        if ctx.resilient_parsing:
            return super().parse_args(ctx, list(self.runner.own_words(args, own)))
        outcome = self.runner.read(args, own)
        ctx.meta[VALUE] = outcome.value
        return super().parse_args(ctx, list(outcome.words))

    def invoke(self, ctx: Any) -> Any:
        """Runs the function as ``Runner.run`` says."""
        call = super().invoke
        value = self.runner.run(lambda: call(ctx))
        self.runner.refresh_completion(OwnParameters(self, ctx))
        return value

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  it is printed, as Typer prints its own
        """Prints the help that ``--help`` prints."""
        import typer  # noqa: PLC0415  with whose core this module begins

        try:
            self.runner.read(["--help"], OwnParameters(self, ctx))
        except typer.Exit:  # it is printed
            return


def application_of(command: Any) -> Application | None:
    """What completion asks of a command of an app; None of one without a config."""
    if not isinstance(command, ConfigCommand):
        return None
    return command.runner.application(OwnParameters(command, command.context_class(command, info_name=command.name)))


def command_class(make_runner: Callable[[], Runner]) -> type[ConfigCommand]:
    """The class of one command: Typer makes the command itself, anew for each call of the app."""
    return type("ConfigCommand", (ConfigCommand,), {"make_runner": staticmethod(make_runner)})
