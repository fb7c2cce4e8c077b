"""The words of a command of a Typer app go in; its config comes out and its function runs, and ends as Typer has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import typer

from typedconf.cli.typer_command import Outcome, application_of
from typedconf.cli.words import read_words
from typedconf.errors import ConfigError
from typedconf.process import FAILED, WRONG, Signals, answered, completed_program, report_failure, reported_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typedconf.cli.answers import Application
    from typedconf.cli.own_parameters import OwnParameters
    from typedconf.task import Task


class CommandRunner:
    """What a command does with the words that are not Typer's, and around its function.

    Where a program of ``main`` would end the process, Typer is told to, so that its test runner works.
    """

    __slots__ = ("_task",)

    def __init__(self, task: Task) -> None:
        self._task: Final = task

    def own_words(self, words: Sequence[str], own: OwnParameters) -> Sequence[str]:
        """Typer's own options of ``words``, without composing anything."""
        return read_words(words, own).own

    def read(self, words: Sequence[str], own: OwnParameters) -> Outcome:
        """The config that ``words`` give, and what is left for Typer.

        Raises:
            typer.Exit: a flag has printed, or something is wrong and reported.
        """
        with Signals():
            try:
                outcome = self._read(words, own)
            except ConfigError as error:
                report_failure(error, WRONG)
                raise typer.Exit(WRONG) from None
            except Exception as error:  # noqa: BLE001  whatever it is, it passes on
                from typedconf.cli.tasks import with_own_frames  # noqa: PLC0415  only once something is wrong

                raise with_own_frames(error)  # noqa: B904  what a validator or resolver of the program's raises
        if isinstance(outcome, int):
            self.refresh_completion(own)
            raise typer.Exit(outcome)
        return outcome

    def run(self, call: Callable[[], Any]) -> Any:
        """Calls the function, on what Typer has parsed.

        Raises:
            typer.Exit: the function raised a ConfigError, which is reported.
        """
        with Signals():
            try:
                return call()
            except ConfigError as error:
                report_failure(error, FAILED)
                raise typer.Exit(FAILED) from None

    def application(self, own: OwnParameters) -> Application:
        """What completion asks of the command: what it is without a word on the command line."""
        return self._task.application(read_words(()), own.name, own.doc, own)

    def refresh_completion(self, own: OwnParameters) -> None:
        """Lets the index that a shell completes from follow the whole app, where there is one."""
        program = completed_program()
        if program is not None:
            from typedconf.cli.completion.index import refresh_app  # noqa: PLC0415  few programs have one

            refresh_app(program, own.root, application_of)

    def _read(self, words: Sequence[str], own: OwnParameters) -> Outcome | int:
        """The outcome, or the status after a flag that prints."""
        line = read_words(words, own)
        status = answered(line, self._task.application(line, own.name, own.doc, own))
        if status is not None:
            return status
        composition, left = self._task.composed_by(line, own)
        closed = line.closed if own.takes_words else ()
        return Outcome(reported_value(composition), (*line.own, "--", *left, *closed))
