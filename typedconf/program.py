"""sys.argv goes in; the task runs on a validated config, and the process ends with a status.

What a command of a Typer app has too stands in ``task``, how a process ends in ``process``.
"""

from __future__ import annotations

import sys
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, Generic, Never, NoReturn, TypeVar, overload

from typedconf.config import Config
from typedconf.errors import ConfigError
from typedconf.process import FAILED, WRONG, Signals, completed_program, report_failure, reported_value
from typedconf.task import DELAYED, Task, UnreadableAnnotation, annotations_of, evaluated, innermost

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    from typedconf.composition import Composition
    from typedconf.overrides import Override
    from typedconf.store import ConfigStore

T = TypeVar("T")
R = TypeVar("R")

_VARIADIC: Final = 0x04  # a bit of a code object's flags: what Python's inspect calls VARARGS


class Program(Generic[T, R]):
    """A task with its config: called without arguments it reads the command line, called with a config it runs."""

    __name__: str

    def __init__(self, task: Callable[[T], R], configured: Task) -> None:
        """``main`` makes programs; ``configured`` is the task with what the decorator says of its config."""
        self.task: Final = task
        self._configured: Final = configured
        for name in ("__doc__", "__name__", "__qualname__", "__module__"):
            setattr(self, name, getattr(task, name, getattr(configured.function, name)))
        self.__wrapped__: Final = task

    @overload
    def __call__(self) -> None: ...
    @overload
    def __call__(self, config: T, /) -> R: ...
    def __call__(self, *config: T) -> R | None:
        """Runs the task on ``config``; without one, on what ``sys.argv`` composes, and gives None.

        Raises:
            SystemExit: 0 after a flag that prints, 2 where the config or the command line is wrong, 1 where the task
                raised a ConfigError; 130 after Ctrl-C, 143 after SIGTERM. Reports are on stderr.
        """
        if config:
            return self.task(*config)
        # The task is called from here, so that its traceback has one line of ours and no more.
        with Signals():
            value = self._from_command_line(sys.argv[1:])
            try:
                self.task(value)
            except ConfigError as error:
                _fail(error, FAILED)
            self._refresh_completion()
        return None

    def run(self, *overrides: str | Override) -> R:
        """Composes with ``overrides``, whatever ``sys.argv`` says, and runs the task.

        Raises:
            ConfigError: the config or an override is wrong.
        """
        return self.task(self.compose(*overrides).value)

    def compose(self, *overrides: str | Override) -> Composition[T]:
        """The composition that ``overrides`` give.

        Raises:
            ConfigError: for what prevents a tree.
        """
        return self._configured.compose(*overrides)

    def _from_command_line(self, words: Sequence[str]) -> T:
        """The value that ``words`` come to; ends the process after a flag that prints, and where something is wrong."""
        try:
            if not any(word.startswith("-") for word in words):  # overrides alone, as most runs have
                return reported_value(self.compose(*words))
            return self._by_flags(words)
        except ConfigError as error:
            _fail(error, WRONG)
        except Exception as error:  # noqa: BLE001  whatever it is, it passes on
            from typedconf.cli.tasks import with_own_frames  # noqa: PLC0415  only once something is wrong

            raise with_own_frames(error)  # noqa: B904  what a validator or resolver of the program's raises

    def _by_flags(self, words: Sequence[str]) -> T:
        from typedconf.cli.words import read_words  # noqa: PLC0415  what flags need, a run without them doesn't load
        from typedconf.process import answered, program_name  # noqa: PLC0415  as above

        line = read_words(words)
        application = self._configured.application(
            line, program_name() or self._configured.function.__name__, self.__doc__
        )
        status = answered(line, application)
        if status is not None:
            self._refresh_completion()
            raise SystemExit(status)
        value: T = reported_value(application.compose())
        return value

    def _refresh_completion(self) -> None:
        """Lets the index that a shell completes from follow the program, where there is one."""
        program = completed_program()
        if program is not None:
            from typedconf.cli.completion.index import refresh_program  # noqa: PLC0415  few programs have one
            from typedconf.cli.words import read_words  # noqa: PLC0415  as above

            refresh_program(program, self._configured.application(read_words(()), self.__name__, self.__doc__))


def main(
    config_path: str | os.PathLike[str] | None = None,
    config_name: str | None = None,
    *,
    store: ConfigStore | None = None,
    schema: type[Any] | None = None,
    env_prefix: str | None = None,
    env_file: str | os.PathLike[str] | None = None,
    secrets_dir: str | os.PathLike[str] | None = None,
    allow: str | Iterable[str] = (),
    check_targets: bool = False,
    plugins: bool = False,
    version_base: Never = ...,  # type: ignore[assignment]  # refused, so that whoever brings it reads what to do
) -> Callable[[Callable[[T], R]], Program[T, R]]:
    """Makes the decorated function a program, whose config is what its first parameter is annotated with.

    ``config_path`` is a folder relative to the function's own file (links followed; in a notebook, to the working
    folder), or a ``pkg://`` address; ``schema`` is for annotations that cannot be evaluated. ``env_file`` and
    ``secrets_dir`` are relative to the same file; what they and the others do, a Composer says.

    Raises:
        ConfigError: what is decorated cannot be called with a config and nothing else; or Hydra's ``version_base``.
    """
    task: Any = config_path
    base: Any = version_base
    if base is not ...:
        from typedconf.cli.tasks import version_base_given  # noqa: PLC0415  only once something is wrong

        raise version_base_given()
    if type(task) is FunctionType:
        from typedconf.cli.tasks import bare_decorator  # noqa: PLC0415  only once something is wrong

        raise bare_decorator(task)

    def decorate(task: Callable[[T], R]) -> Program[T, R]:
        function = _function_of(task)
        configured = Task(
            function,
            lambda: _annotated_schema(function) if schema is None else schema,
            config_path=config_path,
            config_name=config_name,
            store=store,
            env_prefix=env_prefix,
            env_file=env_file,
            secrets_dir=secrets_dir,
            allow=allow,
            check_targets=check_targets,
            plugins=plugins,
        )
        return Program(task, configured)

    return decorate


def _function_of(task: Any) -> FunctionType:
    """The function that ``task`` is, or that it wraps: its file and its first parameter are what counts.

    Raises:
        ConfigError: ``task`` cannot be called with a config and nothing else.
    """
    if type(task) is not FunctionType or not _takes_a_config(task):
        from typedconf.cli.tasks import check_task  # noqa: PLC0415  an ordinary task needs no second look

        check_task(task, is_program=isinstance(task, Program))
    return innermost(task)


def _takes_a_config(task: FunctionType) -> bool:
    """Whether a function runs, at once, when it is called with one argument."""
    code = task.__code__
    required = code.co_argcount - len(task.__defaults__ or ())
    return (
        not code.co_flags & DELAYED
        and required <= 1
        and (code.co_argcount > 0 or bool(code.co_flags & _VARIADIC))
        and code.co_kwonlyargcount == len(task.__kwdefaults__ or ())
    )


def _annotated_schema(function: FunctionType) -> Any:
    """The annotation of the first parameter, the only one that is evaluated; Config where there is none.

    Raises:
        ConfigError: it cannot be evaluated, or is OmegaConf's.
    """
    code = function.__code__
    annotation = annotations_of(function).get(code.co_varnames[0]) if code.co_argcount else None
    try:
        annotation = evaluated(function, annotation)
    except UnreadableAnnotation as error:
        from typedconf.cli.tasks import unreadable_annotation  # noqa: PLC0415  only once something is wrong

        raise unreadable_annotation(function, error.text, error.reason) from error.reason
    if getattr(annotation, "__module__", "").startswith("omegaconf"):
        from typedconf.cli.tasks import foreign_annotation  # noqa: PLC0415  as above

        raise foreign_annotation(function, annotation)
    return Config if annotation is None else annotation


def _fail(error: ConfigError, status: int) -> NoReturn:
    """Reports ``error`` and ends the process; of what the task raised, with the place in the program's code."""
    report_failure(error, status)
    raise SystemExit(status) from None
