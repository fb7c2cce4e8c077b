"""What cannot be a task goes in, an error that says why comes out. Loaded only once something is wrong."""

from __future__ import annotations

import os
from types import FunctionType, MethodType, TracebackType
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import ConfigError, Origin, Problem
from typedconf.sources.search_path import show_folder

if TYPE_CHECKING:
    from types import CodeType

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_LIBRARIES: Final = ("typedconf.", "pydantic.")

_VARIADIC: Final = 0x04
# bits of a code object's flags -> what the function is
_DELAYED: Final = {0x20: "a generator function", 0x80: "async", 0x200: "an async generator function"}


def check_task(task: Any, *, is_program: bool) -> None:
    """Refuses what is no function, and functions that cannot be called with a config and nothing else.

    A callable that says which function it wraps, as ``functools.lru_cache`` makes it, is taken as it is.

    Raises:
        ConfigError: with what to write instead.
    """
    if is_program:
        message: str | None = f"{task.__name__} is a program already"
    else:
        message = _function_fault(task) if isinstance(task, FunctionType) else _callable_fault(task, "main")
    if message is not None:
        raise ConfigError(Problem(message, origin=_origin(task)))


def check_command(task: Any, *, is_program: bool) -> None:
    """Refuses what is no function, and functions that calling runs nothing of, or that need an object of their class.

    Raises:
        ConfigError: with what to write instead.
    """
    if is_program:
        message: str | None = f"{task.__name__} is a program already; write @main(…) above @command(…)"
    elif isinstance(task, FunctionType):
        message = _delay_fault(task) or _method_fault(task)
    else:
        message = _callable_fault(task, "command")
    if message is not None:
        raise ConfigError(Problem(message, origin=_origin(task)))


def _delay_fault(task: FunctionType) -> str | None:
    for flag, what in _DELAYED.items():
        if task.__code__.co_flags & flag:
            return f"{task.__name__} is {what}, and calling it runs nothing; decorate a function that runs it"
    return None


def _method_fault(task: FunctionType) -> str | None:
    """A function written in a class whose first parameter gets the object: it has no annotation there."""
    owner = task.__qualname__.rpartition(".")[0]
    first = task.__code__.co_varnames[0] if task.__code__.co_argcount else None
    if not owner or owner.endswith("<locals>") or first is None or first in task.__annotations__:
        return None
    return f"{task.__qualname__} is a method, which needs an object; decorate a function outside of the class"


def _function_fault(task: FunctionType) -> str | None:
    code = task.__code__
    if (delayed := _delay_fault(task)) is not None:
        return delayed
    if not code.co_argcount and not code.co_flags & _VARIADIC:
        return f"{task.__name__} takes no config; give it a parameter: def {task.__name__}(cfg: …)"
    further = _required(task, code)[1 if code.co_argcount else 0 :]
    return (
        f"{task.__name__} is called with its config alone; give {' and '.join(further)} a default" if further else None
    )


def _required(task: FunctionType, code: CodeType) -> list[str]:
    """The parameters without a default; the first, which gets the config, counts in any case."""
    positional = code.co_varnames[: max(1, code.co_argcount - len(task.__defaults__ or ()))]
    keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    return [*positional[: code.co_argcount], *(name for name in keywords if name not in (task.__kwdefaults__ or {}))]


def _callable_fault(task: Any, decorator: str) -> str | None:
    if isinstance(task, MethodType):
        return f"{task.__name__} is a bound method; decorate a function that calls it"
    if isinstance(task, type):
        return f"{decorator} decorates a function, not the class {task.__name__}; write a function that makes one"
    function = task
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    if isinstance(function, FunctionType):
        return None
    return f"{decorator} decorates a function, not an object of {type(task).__name__}; write a function that calls it"


def bare_decorator(function: FunctionType) -> ConfigError:
    """The error for ``@main`` without its parentheses."""
    return ConfigError(Problem("main is called before it decorates; write @main(…)", origin=_origin(function)))


def version_base_given() -> ConfigError:
    """The error for an argument that Hydra's decorator takes."""
    return ConfigError(
        Problem("main takes no version_base, since there is one behaviour for all programs; leave it out")
    )


def unreadable_annotation(function: FunctionType, text: str, error: Exception) -> ConfigError:
    """The error for an annotation of the first parameter that gives no schema."""
    parameter = function.__code__.co_varnames[0]
    message = (
        f"the annotation of {function.__name__}'s parameter {parameter} cannot be evaluated: {text} "
        f"({type(error).__name__}: {error}); say what it is by main(…, schema=…)"
    )
    return ConfigError(Problem(message, value=text, origin=_origin(function)))


def foreign_annotation(function: FunctionType, annotation: Any, parameter: str | None = None) -> ConfigError:
    """The error for the first, or another, parameter that is to be one of OmegaConf's configs, as Hydra's have it."""
    parameter = parameter or function.__code__.co_varnames[0]
    name = getattr(annotation, "__name__", str(annotation))
    message = (
        f"{function.__name__}'s parameter {parameter} is annotated with OmegaConf's {name}; "
        "here an untyped config is a typedconf.Config, and any Pydantic model makes a typed one"
    )
    return ConfigError(Problem(message, value=name, suggestion="typedconf.Config", origin=_origin(function)))


def place_raised(error: BaseException) -> str | None:
    """The last place in the program's own code that ``error`` came through: ``train.py:12, in train``."""
    place, trace = None, error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if not os.path.abspath(code.co_filename).startswith(_PACKAGE + os.sep):
            place = f"{_shown(code.co_filename)}:{trace.tb_lineno}, in {code.co_name}"
        trace = trace.tb_next
    return place


def with_own_frames(error: Exception) -> Exception:
    """``error``, raised by code of the program's that was called back, without the frames of libraries on the way."""
    frames: list[TracebackType] = []
    trace = error.__traceback__
    while trace is not None:
        if not trace.tb_frame.f_globals.get("__name__", "").startswith(_LIBRARIES):
            frames.append(trace)
        trace = trace.tb_next
    made: TracebackType | None = None
    for trace in reversed(frames):
        made = TracebackType(made, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)
    return error.with_traceback(made)


def _origin(task: Any) -> Origin | None:
    code = getattr(task, "__code__", None)
    return None if code is None else Origin("file", _shown(code.co_filename), code.co_firstlineno)


def _shown(file: str) -> str:
    return file if file.startswith("<") else show_folder(file)
