"""The core schema of a class with its own ``__init__`` goes in; one comes out that is derived below it too."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from typedconf.schema.derived.forms import around, field_keys, innermost
from typedconf.schema.derived.marks import without
from typedconf.schema.derived.refusals import told_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from typedconf.schema.derived.forms import Core


def with_own_init(core: Core, cls: Any, validator: Callable[[Core], Any]) -> Core:
    """``core``, the whole derived schema of ``cls``, whose ``__init__`` then validates by it.

    Pydantic calls the class, whose ``__init__`` hands what it makes of the keys to the validator of the class, which
    is not derived. An object that has a validator of its own uses that. What a closed class takes is what its
    ``__init__`` does. ``validator`` makes a validator of a core schema, on first use.
    """
    model = innermost(core)
    closed = model["config"]["extra_fields_behavior"] == "forbid"
    known = _known_keys(cls, model["schema"])
    made: list[Any] = []

    def construct(value: dict[str, Any]) -> Any:
        if not made:
            made.append(validator(core))
        node = cls.__new__(cls, **value)
        if isinstance(node, cls):  # as Python has it, which initialises nothing else
            vars(node)["__pydantic_validator__"] = made[0]
            try:
                node.__init__(**value)
            finally:
                vars(node).pop("__pydantic_validator__", None)
        return node

    def build(value: Any, handler: Callable[[Any], Any]) -> Any:
        if not isinstance(value, dict):
            return handler(value)
        unknown = [key for key in value if not isinstance(key, str) or (closed and key not in known)]
        if not unknown:
            return construct(value)
        from pydantic_core import InitErrorDetails  # noqa: PLC0415  only what is wrong needs it

        wrong = [
            InitErrorDetails(type="extra_forbidden", loc=(key if type(key) is int else str(key),), input=value[key])
            for key in unknown
        ]
        return told_with(cls, wrong, without(value, unknown), construct)

    return _in_the_place_of_the_model(core, build)


def _in_the_place_of_the_model(core: Core, build: Callable[..., Any]) -> Core:
    """``core`` with ``build`` around its model, within the validators of the class."""
    if core["type"] == "model":
        return around(core, "function-wrap", build)
    return {**core, "schema": _in_the_place_of_the_model(core["schema"], build)}


def _known_keys(cls: Any, fields: Core) -> set[str]:
    """The keys that ``__init__`` takes: its named parameters and, where it takes any others too, the fields."""
    parameters = inspect.signature(cls.__init__).parameters.values()
    named = {one.name for one in parameters if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)} - {"self"}
    return named.union(field_keys(fields)) if any(one.kind is one.VAR_KEYWORD for one in parameters) else named
