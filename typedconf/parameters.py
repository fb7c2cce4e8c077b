"""A function goes in; which of its parameters gets the config, and which are Typer's, comes out."""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, get_args, get_origin

from typedconf.errors import ConfigError, Origin, Problem, listed
from typedconf.task import UnreadableAnnotation, evaluated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from inspect import Parameter
    from types import FunctionType

_REST: Final = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)

# What a class of each kind has: a model or one of Pydantic's dataclasses, Python's dataclass, a TypedDict.
_MARKS: Final = ("__pydantic_fields__", "__dataclass_fields__", "__required_keys__")


class Parameters(NamedTuple):
    """The parameter that gets the config, the others, and what is to be known for a call of the function.

    ``context`` is the one of the others that gets Typer's context; ``nameless`` are those that go by their position
    alone, in order.
    """

    config: Parameter
    others: tuple[Parameter, ...]
    context: str | None
    nameless: tuple[str, ...]


def split_parameters(task: Callable[..., Any], function: FunctionType, schema: Any) -> Parameters:
    """Finds the parameter for the config: the one annotated with a schema, or with what ``schema`` repeats.

    A parameter that has Typer's ``Argument`` or ``Option`` is Typer's, whatever its class.

    Raises:
        ConfigError: there is none, there are two, or an annotation cannot be evaluated.
    """
    read = [_read(function, one) for one in _signature(task).parameters.values() if one.kind not in _REST]
    config = _config_parameter(function, read, schema)
    others = tuple(one for one in read if one is not config)
    for one in others:
        if isinstance(one.annotation, UnreadableAnnotation):
            raise _unreadable(function, one)
    context = next((one.name for one in others if _is_context(one.annotation)), None)
    nameless = tuple(one.name for one in read if one.kind is inspect.Parameter.POSITIONAL_ONLY)
    return Parameters(config, others, context, nameless)


def _signature(task: Callable[..., Any]) -> inspect.Signature:
    """The signature, in which no annotation is evaluated that isn't already."""
    if sys.version_info >= (3, 14):  # there, reading them evaluates them all
        from annotationlib import Format  # noqa: PLC0415  there is none before

        return inspect.signature(task, annotation_format=Format.FORWARDREF)
    return inspect.signature(task)


def _read(function: FunctionType, parameter: Parameter) -> Parameter:
    """The parameter with its annotation evaluated; where it can't be, with the error in its place."""
    try:
        return parameter.replace(annotation=evaluated(function, parameter.annotation))
    except UnreadableAnnotation as error:
        return parameter.replace(annotation=error)


def _config_parameter(function: FunctionType, parameters: Sequence[Parameter], schema: Any) -> Parameter:
    free = [one for one in parameters if not _is_typers(one)]
    if schema is not None:
        return _repeated_parameter(function, free, schema)
    found = [one for one in free if is_schema(one.annotation)]
    if len(found) > 1:
        raise _fault(
            function,
            f"{function.__name__} has {len(found)} parameters that are annotated with a schema, "
            f"{listed([one.name for one in found])}; a command has one config; let one schema hold both",
        )
    if found:
        return found[0]
    for one in free:
        if isinstance(one.annotation, UnreadableAnnotation):
            raise _unreadable(function, one)
        if getattr(one.annotation, "__module__", "").startswith("omegaconf"):
            from typedconf.cli.tasks import foreign_annotation  # noqa: PLC0415  only once something is wrong

            raise foreign_annotation(function, one.annotation, one.name)
    raise _fault(
        function,
        f"{function.__name__} has no parameter that is annotated with a schema; "
        f"give it one, as def {function.__name__}(cfg: App, …), or register it by Typer's own app.command()",
    )


def _repeated_parameter(function: FunctionType, parameters: Sequence[Parameter], schema: Any) -> Parameter:
    """The parameter that ``schema`` is meant for: annotated with it, not readable, a schema, or not annotated."""
    rules: tuple[Callable[[Any], bool], ...] = (
        lambda annotation: annotation is schema,
        lambda annotation: isinstance(annotation, UnreadableAnnotation),
        is_schema,
        lambda annotation: annotation is inspect.Parameter.empty,
    )
    for fits in rules:
        found = next((one for one in parameters if fits(one.annotation)), None)
        if found is not None:
            return found
    raise _fault(function, f"{function.__name__} has no parameter for the config that schema= speaks of")


def is_schema(annotation: Any) -> bool:
    """Whether ``annotation`` is a model, a dataclass, a TypedDict or typedconf's Config, and none of Typer's types.

    Nothing is imported to find out: what makes such a class has left its marks on it.
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        return is_schema(get_args(annotation)[0])
    kind = annotation if origin is None else origin
    if not isinstance(kind, type):
        return False
    is_config = f"{kind.__module__}.{kind.__name__}" == "typedconf.config.Config"
    return is_config or any(hasattr(kind, mark) for mark in _MARKS)


def _is_typers(parameter: Parameter) -> bool:
    """Whether Typer's own ``Argument`` or ``Option`` says what the parameter is."""
    from typer.models import ParameterInfo  # noqa: PLC0415  the app that is given has it loaded

    annotation = parameter.annotation
    notes = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    return any(isinstance(one, ParameterInfo) for one in (parameter.default, *notes))


def _is_context(annotation: Any) -> bool:
    import typer  # noqa: PLC0415  as above

    return isinstance(annotation, type) and issubclass(annotation, typer.Context)


def _unreadable(function: FunctionType, parameter: Parameter) -> ConfigError:
    """The error for an annotation that cannot be evaluated."""
    text, reason = parameter.annotation.text, parameter.annotation.reason
    made = _fault(
        function,
        f"the annotation of {function.__name__}'s parameter {parameter.name} cannot be evaluated: {text} "
        f"({type(reason).__name__}: {reason}); where it is the config's, say what it is by command(…, schema=…)",
    )
    made.__cause__ = reason
    return made


def _fault(function: FunctionType, message: str) -> ConfigError:
    from typedconf.sources.search_path import show_folder  # noqa: PLC0415  only once something is wrong

    code = function.__code__
    file = code.co_filename if code.co_filename.startswith("<") else show_folder(code.co_filename)
    return ConfigError(Problem(message, origin=Origin("file", file, code.co_firstlineno)))
