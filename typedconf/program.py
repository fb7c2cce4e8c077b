"""sys.argv goes in; the task runs on a validated config, and the process ends with a status.

0 done, 1 the task failed, 2 the config or the command line is wrong and nothing ran; 130 and 143 where it was
interrupted or told to end.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, Generic, Never, NoReturn, TypeVar, overload

from typedconf.composer import Composer
from typedconf.config import Config
from typedconf.errors import ConfigError, ConfigWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import TracebackType

    from typedconf.cli.answers import Application
    from typedconf.cli.words import CommandLine
    from typedconf.composition import Composition
    from typedconf.overrides import Override
    from typedconf.store import ConfigStore

T = TypeVar("T")
R = TypeVar("R")

_FAILED: Final = 1
_WRONG: Final = 2
_INTERRUPTED: Final = 130  # as a shell tells it: 128 and the signal's number
_TERMINATED: Final = 143

# Bits of a code object's flags: what Python's inspect calls VARARGS; GENERATOR, COROUTINE and ASYNC_GENERATOR.
_VARIADIC: Final = 0x04
_DELAYED: Final = 0x20 | 0x80 | 0x200

_signal: Final[Any] = import_module("_signal")  # what Python's signal hands on; the enums there cost start-up time


class Program(Generic[T, R]):
    """A task with its config: called without arguments it reads the command line, called with a config it runs."""

    __name__: str

    def __init__(
        self,
        task: Callable[[T], R],
        *,
        config_path: str | os.PathLike[str] | None = None,
        config_name: str | None = None,
        store: ConfigStore | None = None,
        schema: type[T] | None = None,
        env_prefix: str | None = None,
        env_file: str | os.PathLike[str] | None = None,
        secrets_dir: str | os.PathLike[str] | None = None,
        allow: str | Iterable[str] = (),
        check_targets: bool = False,
        plugins: bool = False,
    ) -> None:
        """As ``main`` has it, which is how programs are made."""
        self.task: Final = task
        self.config_name: Final = config_name
        self._function: Final = _function_of(task)
        self._config_path: Final = _path_of(config_path)
        self._store: Final = store
        self._variables: Final = env_prefix, _path_of(env_file), _path_of(secrets_dir)
        self._plugins: Final = plugins
        self._allow: Final = allow if isinstance(allow, str) else tuple(allow)
        self._check_targets: Final = check_targets
        self._schema: Any = schema
        self._composer: Composer | None = None
        for name in ("__doc__", "__name__", "__qualname__", "__module__"):
            setattr(self, name, getattr(task, name, getattr(self._function, name)))
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
        with _Signals():
            value = self._from_command_line(sys.argv[1:])
            try:
                self.task(value)
            except ConfigError as error:
                _fail(error, _FAILED)
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
        if self._composer is None:
            self._composer = self._make_composer(self._config_path)
        return self._composer.compose(
            self.config_name, *overrides, schema=self._find_schema(), check_targets=self._check_targets
        )

    def _from_command_line(self, words: Sequence[str]) -> T:
        """The value that ``words`` come to; ends the process after a flag that prints, and where something is wrong."""
        try:
            if not any(word.startswith("-") for word in words):  # overrides alone, as most runs have
                return _reported_value(self.compose(*words))
            return self._by_flags(words)
        except ConfigError as error:
            _fail(error, _WRONG)
        except Exception as error:  # noqa: BLE001  whatever it is, it passes on
            from typedconf.cli.tasks import with_own_frames  # noqa: PLC0415  only once something is wrong

            raise with_own_frames(error)  # noqa: B904  what a validator or resolver of the program's raises

    def _by_flags(self, words: Sequence[str]) -> T:
        from typedconf.cli.answers import answer  # noqa: PLC0415  what flags need, a run without them doesn't load
        from typedconf.cli.words import read_words  # noqa: PLC0415  as above

        line = read_words(words)
        status = answer(line, self._application(line))
        if status is not None:
            raise SystemExit(status)
        return _reported_value(self._composed_by(line))

    def _application(self, line: CommandLine) -> Application:
        from typedconf.cli.answers import Application  # noqa: PLC0415  as above

        return Application(
            os.path.basename(sys.argv[0]) or self._function.__name__,
            self.__doc__,
            self._find_schema,
            lambda: self._composed_by(line),
            lambda: self._composer_by(line),
        )

    def _composed_by(self, line: CommandLine) -> Composition[T]:
        """The composition that a command line with flags asks for."""
        name = line.value("--config-name") or self.config_name
        files = line.values("--config")
        return self._composer_by(line).compose(
            name, *line.overrides, schema=self._find_schema(), files=files, check_targets=self._check_targets
        )

    def _composer_by(self, line: CommandLine) -> Composer:
        path = line.value("--config-path") or self._config_path
        return self._make_composer(path, line.values("--config-dir"))

    def _make_composer(self, path: str | None, search_path: Sequence[str] = ()) -> Composer:
        prefix, env_file, secrets_dir = self._variables
        composer = Composer(
            self._folder(path),
            store=self._store,
            search_path=search_path,
            env_prefix=prefix,
            env_file=self._folder(env_file),
            secrets_dir=self._folder(secrets_dir),
            allow=self._allow,
            plugins=self._plugins,
        )
        composer.job_name = os.path.splitext(os.path.basename(self._function.__code__.co_filename))[0]
        return composer

    def _folder(self, path: str | None) -> str | None:
        """``path`` from the folder of the function's own file; in a notebook's cell, which has none, as it is."""
        if path is None or "://" in path:
            return path
        file = os.path.realpath(self._function.__code__.co_filename)
        return os.path.join(os.path.dirname(file), path) if os.path.isfile(file) else path

    def _find_schema(self) -> Any:
        if self._schema is None:
            self._schema = _annotated_schema(self._function)
        return self._schema


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
    return lambda task: Program(
        task,
        config_path=config_path,
        config_name=config_name,
        store=store,
        schema=schema,
        env_prefix=env_prefix,
        env_file=env_file,
        secrets_dir=secrets_dir,
        allow=allow,
        check_targets=check_targets,
        plugins=plugins,
    )


def _path_of(path: str | os.PathLike[str] | None) -> str | None:
    return None if path is None else os.fspath(path)


class _Signals:
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


def _function_of(task: Any) -> FunctionType:
    """The function that ``task`` is, or that it wraps: its file and its first parameter are what counts.

    Raises:
        ConfigError: ``task`` cannot be called with a config and nothing else.
    """
    if type(task) is not FunctionType or not _takes_a_config(task):
        from typedconf.cli.tasks import check_task  # noqa: PLC0415  an ordinary task needs no second look

        check_task(task, is_program=isinstance(task, Program))
    function: FunctionType = task
    while (wrapped := getattr(function, "__wrapped__", None)) is not None:
        function = wrapped
    return function


def _takes_a_config(task: FunctionType) -> bool:
    """Whether a function runs, at once, when it is called with one argument."""
    code = task.__code__
    required = code.co_argcount - len(task.__defaults__ or ())
    return (
        not code.co_flags & _DELAYED
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
    annotation = _annotations(function).get(code.co_varnames[0]) if code.co_argcount else None
    while True:  # a text may hold a text: the quotes of an annotation that is not evaluated anyway
        text = getattr(annotation, "__forward_arg__", annotation)
        if not isinstance(text, str):
            break
        try:
            annotation = eval(text, function.__globals__, _closure(function))  # noqa: S307  the program's own text
        except Exception as error:
            from typedconf.cli.tasks import unreadable_annotation  # noqa: PLC0415  only once something is wrong

            raise unreadable_annotation(function, text, error) from error
    if getattr(annotation, "__module__", "").startswith("omegaconf"):
        from typedconf.cli.tasks import foreign_annotation  # noqa: PLC0415  as above

        raise foreign_annotation(function, annotation)
    return Config if annotation is None else annotation


def _annotations(function: FunctionType) -> dict[str, Any]:
    if sys.version_info >= (3, 14):  # there, reading them evaluates them all
        from annotationlib import Format, get_annotations  # noqa: PLC0415  there is none before

        return get_annotations(function, format=Format.FORWARDREF)
    return function.__annotations__


def _closure(function: FunctionType) -> dict[str, Any]:
    """What the function uses of those around it."""
    found = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            continue
    return found


def _reported_value(composition: Composition[T]) -> T:
    """The value, its warnings written to stderr as the command line writes them."""
    import warnings  # noqa: PLC0415  every Python has it loaded

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConfigWarning)
        value = composition.value
    for warning in composition.warnings:
        from typedconf.cli.printing import report  # noqa: PLC0415  an ordinary run makes no report

        report("warning", (warning,))
    return value


def _fail(error: ConfigError, status: int) -> NoReturn:
    """Reports ``error`` and ends the process; of what the task raised, with the place in the program's code."""
    from typedconf.cli.printing import report  # noqa: PLC0415  an ordinary run makes no report
    from typedconf.cli.tasks import place_raised  # noqa: PLC0415  as above
    from typedconf.cli.words import with_nearest_flags  # noqa: PLC0415  as above

    if status == _FAILED:
        report("error", error.problems, place_raised(error))
    else:
        report("error", with_nearest_flags(error.problems))
    raise SystemExit(status) from None
