"""sys.argv goes in; the task runs on a validated config, and the process ends with a status.

0 done, 1 the task failed, 2 the config or the command line is wrong and nothing ran.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, TypeVar, overload

from typedconf.composer import Composer
from typedconf.config import Config
from typedconf.errors import ConfigError, ConfigWarning

if TYPE_CHECKING:
    from collections.abc import Callable

    from typedconf.composition import Composition
    from typedconf.store import ConfigStore

T = TypeVar("T")
R = TypeVar("R")

_WRONG: Final = 2


class Program(Generic[T, R]):
    """A task with its config: called without arguments it reads the command line, called with a config it runs."""

    def __init__(
        self, task: Callable[[T], R], composer: Callable[[], Composer], config_name: str | None, schema: type[T] | None
    ) -> None:
        self.task: Final = task
        self.config_name: Final = config_name
        self.__doc__ = task.__doc__
        self.__name__ = task.__name__
        self.__module__ = task.__module__
        self.__wrapped__ = task
        self._make_composer: Final = composer
        self._composer: Composer | None = None
        self._schema: Any = schema

    @overload
    def __call__(self) -> None: ...
    @overload
    def __call__(self, config: T, /) -> R: ...
    def __call__(self, *config: T) -> R | None:
        """Runs the task on ``config``; without one, on what ``sys.argv`` composes, and gives None.

        Raises:
            SystemExit: 2 where the config or the command line is wrong; the problems are on stderr.
        """
        if config:
            return self.task(*config)
        try:
            value = _reported_value(self.compose(*sys.argv[1:]))
        except ConfigError as error:
            _fail(error, _WRONG)
        self._run_reporting(value)
        return None

    def run(self, *overrides: str) -> R:
        """Composes with ``overrides``, whatever ``sys.argv`` says, and runs the task.

        Raises:
            ConfigError: the config or an override is wrong.
        """
        return self.task(self.compose(*overrides).value)

    def compose(self, *overrides: str) -> Composition[T]:
        """The composition that ``overrides`` give.

        Raises:
            ConfigError: for what prevents a tree.
        """
        if self._composer is None:
            self._composer = self._make_composer()
        if self._schema is None:
            self._schema = self._annotated_schema()
        return self._composer.compose(self.config_name, *overrides, schema=self._schema)

    def _run_reporting(self, value: T) -> None:
        """Runs the task; a ``ConfigError`` in it is a failed task, told without our own frames."""
        try:
            self.task(value)
        except ConfigError as error:
            _fail(error, 1)

    def _annotated_schema(self) -> Any:
        """The annotation of the task's first parameter, the only one that is evaluated; Config where there is none."""
        code = self.task.__code__
        name = code.co_varnames[0] if code.co_argcount else None
        annotation = self.task.__annotations__.get(name) if name is not None else None
        if isinstance(annotation, str):
            annotation = eval(annotation, self.task.__globals__)  # noqa: S307  the program's own annotation
        return Config if annotation is None else annotation


def main(
    config_path: str | os.PathLike[str] | None = None,
    config_name: str | None = None,
    *,
    store: ConfigStore | None = None,
    schema: type[Any] | None = None,
) -> Callable[[Callable[[T], R]], Program[T, R]]:
    """Makes the decorated function a program, whose config is what its first parameter is annotated with.

    ``config_path`` is a folder relative to the function's own file (links followed), or a ``pkg://`` address;
    ``schema`` is for annotations that cannot be evaluated.
    """

    def decorate(task: Callable[[T], R]) -> Program[T, R]:
        def composer() -> Composer:
            path = os.fspath(config_path) if config_path is not None else None
            if path is not None and "://" not in path:
                own_file = os.path.realpath(task.__code__.co_filename)
                path = os.path.join(os.path.dirname(own_file), path)
            return Composer(path, store=store)

        return Program(task, composer, config_name, schema)

    return decorate


def _reported_value(composition: Composition[T]) -> T:
    """The value, its warnings written to stderr as the command line writes them."""
    import warnings  # noqa: PLC0415  every Python has it loaded

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConfigWarning)
        value = composition.value
    for warning in composition.warnings:
        from typedconf.reports import render_problems  # noqa: PLC0415  an ordinary run makes no report

        sys.stderr.write(f"warning: {render_problems((warning,))}\n")
    return value


def _fail(error: ConfigError, status: int) -> NoReturn:
    sys.stderr.write(f"error: {error}\n")
    raise SystemExit(status) from None
