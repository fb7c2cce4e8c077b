"""A function and what its decorator says go in; the compositions that code or a command line asks for come out.

``main`` and ``command`` share it. It loads what composes only once something is composed, so that the commands of an
application that don't run cost nothing.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import FunctionType

    from typedconf.cli.answers import Application
    from typedconf.cli.own_parameters import OwnParameters
    from typedconf.cli.words import CommandLine
    from typedconf.composer import Composer
    from typedconf.composition import Composition
    from typedconf.overrides import Override
    from typedconf.store import ConfigStore

# Bits of a code object's flags: what Python's inspect calls GENERATOR, COROUTINE and ASYNC_GENERATOR.
DELAYED: Final = 0x20 | 0x80 | 0x200


class Task:
    """A function with its schema, its search path and what else a Composer of its config takes.

    ``schema`` is found when it is first asked for, since an annotation may name what is defined further down.
    """

    def __init__(
        self,
        function: FunctionType,
        schema: Callable[[], Any],
        *,
        config_path: str | os.PathLike[str] | None,
        config_name: str | None,
        store: ConfigStore | None,
        env_prefix: str | None,
        env_file: str | os.PathLike[str] | None,
        secrets_dir: str | os.PathLike[str] | None,
        allow: str | Iterable[str],
        check_targets: bool,
        plugins: bool,
    ) -> None:
        """As ``main`` has it."""
        self.function: Final = function
        self.config_name: Final = config_name
        self._find_schema: Final = schema
        self._schema: Any = None
        self._config_path: Final = _path_of(config_path)
        self._store: Final = store
        self._variables: Final = env_prefix, _path_of(env_file), _path_of(secrets_dir)
        self._plugins: Final = plugins
        self._allow: Final = allow if isinstance(allow, str) else tuple(allow)
        self._check_targets: Final = check_targets
        self._composer: Composer | None = None

    def schema(self) -> Any:
        """What the config is validated against.

        Raises:
            ConfigError: the annotation that says so cannot be evaluated, or is OmegaConf's.
        """
        if self._schema is None:
            self._schema = self._find_schema()
        return self._schema

    def compose(self, *overrides: str | Override) -> Composition[Any]:
        """The composition that ``overrides`` give, by a Composer that is kept.

        Raises:
            ConfigError: for what prevents a tree.
        """
        if self._composer is None:
            self._composer = self._make_composer(self._config_path)
        return self._composer.compose(
            self.config_name, *overrides, schema=self.schema(), check_targets=self._check_targets
        )

    def application(
        self, line: CommandLine, name: str, doc: str | None, own: OwnParameters | None = None
    ) -> Application:
        """What the flags of ``line`` may ask, of a program or command that is called ``name`` on the command line."""
        from typedconf.cli.answers import Application  # noqa: PLC0415  what flags need, a run without them doesn't load

        def compose(*, check_targets: bool = False) -> Composition[Any]:
            return self.composed_by(line, own, check_targets=check_targets)[0]

        return Application(
            name=name,
            doc=doc,
            function=self.function,
            schema=self.schema,
            compose=compose,
            composer=lambda: self._composer_by(line),
            own=own,
            config_name=self._name_by(line),
        )

    def composed_by(
        self, line: CommandLine, own: OwnParameters | None = None, *, check_targets: bool = False
    ) -> tuple[Composition[Any], Sequence[str]]:
        """The composition that ``line`` asks for, and the words that are left for the arguments of ``own``.

        Raises:
            ConfigError: an option is none, or nothing composes.
        """
        composer = self._composer_by(line)

        def compose(overrides: Sequence[str | Override]) -> Composition[Any]:
            return composer.compose(
                self._name_by(line),
                *overrides,
                schema=self.schema(),
                files=line.values("--config"),
                check_targets=check_targets or self._check_targets,
            )

        takes_words = own is not None and own.takes_words
        if takes_words:  # to which words behind -- belong too
            line = line._replace(closed=())
        if line.has_options:
            from typedconf.cli.options.composing import Way, compose_words  # noqa: PLC0415  few runs have options

            way = Way(compose, self.schema, composer.search_path, () if own is None else tuple(own.names))
            return compose_words(line, way, takes_words=takes_words)
        if not takes_words:
            return compose((*line.words, *line.closed)), ()
        from typedconf.cli.words import is_override  # noqa: PLC0415  as above

        kept = [word for word in line.words if is_override(word)]
        return compose(kept), [word for word in line.words if not is_override(word)]

    def _name_by(self, line: CommandLine) -> str | None:
        """The primary config that is composed."""
        return line.value("--config-name") or self.config_name

    def _composer_by(self, line: CommandLine) -> Composer:
        path = line.value("--config-path") or self._config_path
        return self._make_composer(path, line.values("--config-dir"))

    def _make_composer(self, path: str | None, search_path: Sequence[str] = ()) -> Composer:
        from typedconf.composer import Composer  # noqa: PLC0415  a command that doesn't run composes nothing

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
        composer.job_name = os.path.splitext(os.path.basename(self.function.__code__.co_filename))[0]
        return composer

    def _folder(self, path: str | None) -> str | None:
        """``path`` from the folder of the function's own file; in a notebook's cell, which has none, as it is."""
        if path is None or "://" in path:
            return path
        file = os.path.realpath(self.function.__code__.co_filename)
        return os.path.join(os.path.dirname(file), path) if os.path.isfile(file) else path


def innermost(task: Any) -> FunctionType:
    """The function that ``task`` is, or that its decorators wrap: that one has the file and the annotations."""
    function: FunctionType = task
    while (wrapped := getattr(function, "__wrapped__", None)) is not None:
        function = wrapped
    return function


def annotations_of(function: FunctionType) -> dict[str, Any]:
    """The annotations as they are written down: none is evaluated that isn't already."""
    if sys.version_info >= (3, 14):  # there, reading them evaluates them all
        from annotationlib import Format, get_annotations  # noqa: PLC0415  there is none before

        return get_annotations(function, format=Format.FORWARDREF)
    return function.__annotations__


class UnreadableAnnotation(Exception):
    """That an annotation cannot be evaluated: its ``text``, and the ``reason``, whatever evaluating it raised."""

    def __init__(self, text: str, reason: Exception) -> None:
        super().__init__(text)
        self.text: Final = text
        self.reason: Final = reason


def evaluated(function: FunctionType, annotation: Any) -> Any:
    """What an annotation of ``function`` is, where it is a text: seen from the function.

    Raises:
        UnreadableAnnotation: the text cannot be evaluated.
    """
    while True:  # a text may hold a text: the quotes of an annotation that is not evaluated anyway
        text = getattr(annotation, "__forward_arg__", annotation)
        if not isinstance(text, str):
            return annotation
        try:
            annotation = eval(text, function.__globals__, _closure(function))  # noqa: S307  the program's own text
        except Exception as error:
            raise UnreadableAnnotation(text, error) from error


def _closure(function: FunctionType) -> dict[str, Any]:
    """What the function uses of those around it."""
    found = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            continue
    return found


def _path_of(path: str | os.PathLike[str] | None) -> str | None:
    return None if path is None else os.fspath(path)
