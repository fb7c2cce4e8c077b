"""How a process that runs a task ends: what is wrong is reported, signals end it, and each has its status.

0 done, 1 the task failed, 2 the config or the command line is wrong and nothing ran; 130 and 143 where it was
interrupted or told to end.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

from typedconf.errors import ConfigWarning

if TYPE_CHECKING:
    from types import TracebackType

    from typedconf.cli.answers import Application
    from typedconf.cli.words import CommandLine
    from typedconf.composition import Composition
    from typedconf.errors import ConfigError

T = TypeVar("T")

FAILED: Final = 1
WRONG: Final = 2
_INTERRUPTED: Final = 130  # as a shell tells it: 128 and the signal's number
_TERMINATED: Final = 143

_signal: Final[Any] = import_module("_signal")  # what Python's signal hands on; the enums there cost start-up time


def program_name() -> str:
    """How the program was started: a file's name, or ``python -m package``; empty where nobody knows."""
    file = sys.argv[0] if sys.argv else ""
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    if spec is not None and spec.origin is not None and os.path.abspath(file) == os.path.abspath(spec.origin):
        return f"python -m {spec.name.removesuffix('.__main__')}"
    return os.path.basename(file)


def completed_program() -> str | None:
    """The path of the program that runs, resolved, where a shell that completes it has left an index; else None.

    Where no program of the user's is completed, that is a look at one folder, and nothing is loaded.
    """
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not sys.argv or not sys.argv[0] or not os.path.isdir(f"{cache}/typedconf/completion"):
        return None
    from typedconf.cli.completion.completer.index_file import index_path  # noqa: PLC0415  few users complete anything

    program = os.path.realpath(sys.argv[0])
    return program if os.path.exists(index_path(program)) else None


class Signals:
    """Within it, SIGTERM raises SystemExit, so that the task's ``finally`` blocks run; Ctrl-C ends with its status.

    A handler that the program installed stays; outside of the main thread Python takes none.
    """

    __slots__ = ("_is_installed", "_pid")

    def __enter__(self) -> None:
        self._pid = os.getpid()
        self._is_installed = False
        if _signal.getsignal(_signal.SIGTERM) == _signal.SIG_DFL:
            try:
                _signal.signal(_signal.SIGTERM, self._terminate)
            except ValueError:  # this is not the main thread
                return
            self._is_installed = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_installed and _signal.getsignal(_signal.SIGTERM) == self._terminate:
            _signal.signal(_signal.SIGTERM, _signal.SIG_DFL)
        if isinstance(error, KeyboardInterrupt):
            raise SystemExit(_INTERRUPTED) from None

    def _terminate(self, number: int, _frame: object) -> None:
        if os.getpid() != self._pid:  # a process that the task forked dies as if there were no handler
            _signal.signal(number, _signal.SIG_DFL)
            os.kill(os.getpid(), number)
        raise SystemExit(_TERMINATED)


def answered(line: CommandLine, application: Application) -> int | None:
    """The exit status of what a flag of ``line`` prints; None where the task is to run.

    Raises:
        ConfigError: something is wrong, and is not printed as JSON.
    """
    from typedconf.cli.answers import answer  # noqa: PLC0415  what flags need, a run without them doesn't load
    from typedconf.errors import ConfigError  # noqa: PLC0415  as above

    try:
        return answer(line, application)
    except ConfigError as error:
        if not line.has("--json"):
            raise
        from typedconf.cli.machine import print_errors  # noqa: PLC0415  only what other programs read

        return print_errors(error)


def reported_value(composition: Composition[T]) -> T:
    """The value, its warnings written to stderr as the command line writes them.

    Raises:
        ConfigError: with all problems of the config.
    """
    import warnings  # noqa: PLC0415  every Python has it loaded

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConfigWarning)
        value = composition.value
    for warning in composition.warnings:
        from typedconf.cli.printing import report  # noqa: PLC0415  an ordinary run makes no report

        report("warning", (warning,))
    return value


def report_failure(error: ConfigError, status: int) -> None:
    """Reports what ends the process with ``status``; of what the task raised, with the place in the program's code."""
    from typedconf.cli.printing import report  # noqa: PLC0415  an ordinary run makes no report
    from typedconf.cli.tasks import place_raised  # noqa: PLC0415  as above
    from typedconf.cli.words import with_nearest_flags  # noqa: PLC0415  as above

    if status == FAILED:
        report("error", error.problems, place_raised(error))
    else:
        report("error", with_nearest_flags(error.problems))
