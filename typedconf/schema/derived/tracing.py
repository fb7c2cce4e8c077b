"""A core schema goes in; one comes out that hands every field to a function, to find whose validator raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from typedconf.schema.derived.forms import CHILDREN, CLASSES, spellings_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from typedconf.schema.derived.forms import Core
    from typedconf.trees import Key

    Trace: TypeAlias = Callable[[Key, Any, Callable[[Any], Any]], Any]


def traced(core: Any, trace: Trace) -> Any:
    """``core`` with the validator of every field handed to ``trace``."""
    if isinstance(core, list):
        return [traced(item, trace) for item in core]
    if isinstance(core, tuple):
        return (traced(core[0], trace), *core[1:])
    if not isinstance(core, dict):
        return core
    form = core.get("type")
    if not isinstance(form, str):
        return {key: traced(item, trace) if isinstance(item, (dict, list)) else item for key, item in core.items()}
    made = {**core, **{entry: traced(core[entry], trace) for entry in CHILDREN.get(form, ()) if core.get(entry)}}
    if form in CLASSES:
        made["fields"] = _traced_fields(made, trace)
    return made


def _traced_fields(core: Core, trace: Trace) -> Any:
    def wrapped(name: str, field: Core) -> Core:
        key = next(spellings_of(name, field))

        def call(value: Any, handler: Callable[[Any], Any]) -> Any:
            return trace(key, value, handler)

        inner, outer = field["schema"], None
        if inner["type"] == "default":  # which must stay outermost, or the field would be required
            outer, inner = inner, inner["schema"]
        node = {"type": "function-wrap", "schema": inner, "function": {"type": "no-info", "function": call}}
        return {**field, "schema": node if outer is None else {**outer, "schema": node}}

    fields = core["fields"]
    if isinstance(fields, dict):
        return {name: wrapped(name, field) for name, field in fields.items()}
    return [wrapped(field["name"], field) for field in fields]
