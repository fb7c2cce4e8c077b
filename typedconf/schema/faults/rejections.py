"""What a validator of the user's raised goes in, what a message says of it comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.schema.faults.showing import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST: Final = 500  # characters; whoever says more shows data, which is in the config already


def rejection(text: str, context: Mapping[str, Any], value: Any) -> str:
    """The validator's own words, further lines indented; where it says nothing, which one it is and what it refused."""
    if text:
        cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        return cut.replace("\n", "\n  ")
    name = _raiser(context.get("error"))
    # the name says enough of a whole mapping, which would be long
    return (
        f"refused by {name}"
        if name and isinstance(value, dict)
        else f"refused by {name or 'a validator'}: {shown(value)}"
    )


def _raiser(error: Any) -> str | None:
    """The function that raised ``error``, as ``App.check``."""
    trace = getattr(error, "__traceback__", None)
    name = None
    while trace is not None:
        name = trace.tb_frame.f_code.co_qualname.rpartition("<locals>.")[2]
        trace = trace.tb_next
    return name
