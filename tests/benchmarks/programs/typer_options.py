"""Models and the values of files go in; the command that one would write with plain Typer comes out."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel


class Option(NamedTuple):
    """A value that the command line may set: where it stands in the tree, and the parameter one would write for it."""

    path: tuple[str, ...]
    parameter: inspect.Parameter


def options_of(model: type[BaseModel], values: dict[str, Any], *above: str) -> Iterator[Option]:
    """An option for each field of a model, and of those below it; the values are the defaults."""
    for name, field in model.model_fields.items():
        key, kind = field.alias or name, field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from options_of(kind, values[key], *above, key)
        else:
            written = "_".join((*above, name))
            keyword = inspect.Parameter.KEYWORD_ONLY
            yield Option((*above, key), inspect.Parameter(written, keyword, default=values[key], annotation=kind))


def command_of(model: type[BaseModel], values: dict[str, Any], task: Callable[[Any], object]) -> Callable[..., None]:
    """A function with a keyword for each field, which validates them all and calls ``task``."""
    options = list(options_of(model, values))

    def command(**given: Any) -> None:
        tree: dict[str, Any] = {}
        for path, parameter in options:
            node = tree
            for key in path[:-1]:
                node = node.setdefault(key, {})
            node[path[-1]] = given[parameter.name]
        task(model.model_validate(tree))

    command.__doc__ = task.__doc__
    command.__annotations__ = {parameter.name: parameter.annotation for _, parameter in options}
    command.__signature__ = inspect.Signature([parameter for _, parameter in options])  # type: ignore[attr-defined]
    return command
