"""Errors of our own go in, beside what Pydantic finds in the same mapping; one error of Pydantic's is raised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable


def told_with(cls: type, wrong: list[Any], rest: Any, handler: Callable[[Any], Any]) -> NoReturn:
    """Raises the errors in ``wrong``, and with them whatever ``handler`` says of the other keys, ``rest``."""
    from pydantic_core import ValidationError  # noqa: PLC0415  Pydantic comes only with a schema

    try:
        handler(rest)
    except ValidationError as error:
        wrong += map(_again, error.errors(include_url=False))
    raise ValidationError.from_exception_data(cls.__name__, wrong)


def _again(error: Any) -> Any:
    """An error in the form in which Pydantic takes it, from that in which it tells it."""
    from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticKnownError  # noqa: PLC0415  as above

    kind, context = error["type"], error.get("ctx")
    told = InitErrorDetails(type=kind, loc=error["loc"], input=error["input"])
    if context is not None:
        told["ctx"] = context
    try:
        PydanticKnownError(kind, context)
    except (KeyError, TypeError):  # a user's own type of error, whose text is made already
        return {**told, "type": PydanticCustomError(kind, error["msg"], context)}
    return told
