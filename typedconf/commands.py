"""A function goes in; it is a command of a Typer app, whose words are overrides and options of a config as well.

Nothing is composed, and little loaded, before the command runs or is asked for something.
"""

from __future__ import annotations

from inspect import Parameter, Signature
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from typedconf.errors import ConfigError, Problem
from typedconf.parameters import split_parameters
from typedconf.task import DELAYED, Task, innermost

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable

    import typer

    from typedconf.cli.typer_command import Runner
    from typedconf.parameters import Parameters
    from typedconf.store import ConfigStore

P = ParamSpec("P")
R = TypeVar("R")

_WORDS: Final = "[OPTIONS] [KEY=VALUE]..."  # in the usage, before Typer's arguments
_CONTEXT: Final = "typedconf_context"  # the parameter for Typer's context, where the function has none of its own


def command(
    app: typer.Typer,
    name: str | None = None,
    *,
    config_path: str | os.PathLike[str] | None = None,
    config_name: str | None = None,
    store: ConfigStore | None = None,
    schema: type[Any] | None = None,
    env_prefix: str | None = None,
    env_file: str | os.PathLike[str] | None = None,
    secrets_dir: str | os.PathLike[str] | None = None,
    allow: str | Iterable[str] = (),
    check_targets: bool = False,
    plugins: bool = False,
    help: str | None = None,  # noqa: A002  as Typer names it
    short_help: str | None = None,
    epilog: str | None = None,
    hidden: bool = False,
    deprecated: bool = False,
    rich_help_panel: str | None = None,
    context_settings: dict[str, Any] | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Registers the decorated function as a command of ``app`` that has a config.

    The first parameter whose annotation is a model, dataclass, TypedDict or Config gets the config, which overrides,
    options and flags change as they do in a program of ``main``; all others are Typer's own arguments and options. What
    the config is made of is said as for ``main``, the rest as for ``typer.Typer.command``; ``schema`` is for an
    annotation that cannot be evaluated. The function itself stays as it is, so that it can be called.

    Raises:
        ConfigError: ``app`` is no Typer app; what is decorated is no function that a config can be given to.
    """
    _check_app(app)
    settings: dict[str, Any] = {
        "help": help,
        "short_help": short_help,
        "epilog": epilog,
        "hidden": hidden,
        "deprecated": deprecated,
        "options_metavar": _WORDS,
        "context_settings": context_settings,
    }
    if rich_help_panel is not None:  # without one, Typer takes the app's
        settings["rich_help_panel"] = rich_help_panel

    def decorate(task: Callable[P, R]) -> Callable[P, R]:
        from typedconf.cli.typer_command import command_class  # noqa: PLC0415  Typer's class, which the app has loaded

        function = _function_of(task)
        parameters = split_parameters(task, function, schema)
        made = Task(
            function,
            lambda: schema or parameters.config.annotation,
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
        app.command(name, cls=command_class(lambda: _runner_of(made)), **settings)(_callback(task, parameters))
        return task

    return decorate


def _runner_of(task: Task) -> Runner:
    """What a command does when it is called; it is loaded then."""
    from typedconf.command_runner import CommandRunner  # noqa: PLC0415  most commands of an app don't run

    return CommandRunner(task)


def _callback(task: Callable[..., Any], parameters: Parameters) -> Callable[..., Any]:
    """What Typer calls: it has the parameters that are Typer's, and gives ``task`` the config besides."""
    import typer  # noqa: PLC0415  the app has it loaded

    from typedconf.cli.typer_command import VALUE  # noqa: PLC0415  as above

    context = parameters.context or _CONTEXT

    def run(**arguments: Any) -> Any:
        _rich_traceback_omit = True  # what the function raises is shown from the function on
        meta = arguments[context].meta if parameters.context else arguments.pop(context).meta
        arguments[parameters.config.name] = meta[VALUE]
        nameless = [arguments.pop(one) for one in parameters.nameless]
        return task(*nameless, **arguments)

    own = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in parameters.others]
    if parameters.context is None:
        own.append(Parameter(_CONTEXT, Parameter.KEYWORD_ONLY, annotation=typer.Context))
    run.__signature__ = Signature(own)  # type: ignore[attr-defined]  # what Typer reads
    run.__annotations__ = {one.name: one.annotation for one in own if one.annotation is not Parameter.empty}
    for name in ("__name__", "__qualname__", "__doc__", "__module__"):
        setattr(run, name, getattr(task, name, None))
    return run


def _function_of(task: Any) -> FunctionType:
    """The function that ``task`` is, or that it wraps: its file is what counts.

    Raises:
        ConfigError: calling ``task`` runs no function of the program's, or needs an object of a class.
    """
    if type(task) is not FunctionType or task.__code__.co_flags & DELAYED or "." in task.__qualname__:
        from typedconf.cli.tasks import check_command  # noqa: PLC0415  an ordinary function needs no second look
        from typedconf.program import Program  # noqa: PLC0415  as above

        check_command(task, is_program=isinstance(task, Program))
    return innermost(task)


def _check_app(app: Any) -> None:
    """Refuses what is no Typer app; a function is there where the decorator was not called.

    Raises:
        ConfigError: with what to write instead.
    """
    if type(app) is FunctionType:
        raise ConfigError(Problem("command is called before it decorates; write @command(app, …)"))
    if not callable(getattr(app, "command", None)):
        raise ConfigError(Problem(f"command registers with a Typer app, not with an object of {type(app).__name__}"))
