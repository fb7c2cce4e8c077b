"""The text of an argument, or a value -> an ``Override``, with its origin.

``parsing`` reads whole overrides, with the keys of ``keys`` and the values of ``reading``; ``functions`` is what a
call in a value means, ``sweeps`` what an override ranges over, ``printing`` the way back to text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf.overrides.override import Operation, Override
from typedconf.overrides.parsing import parse_override, parse_overrides, parse_value

if TYPE_CHECKING:
    from typedconf.overrides.sweeps import Choice, Glob, Interval, Range, Sweep, Zip

__all__ = [
    "Choice",
    "Glob",
    "Interval",
    "Operation",
    "Override",
    "Range",
    "Sweep",
    "Zip",
    "parse_override",
    "parse_overrides",
    "parse_value",
]


def __getattr__(name: str) -> Any:
    if name in __all__:  # the sweeps alone are left: most runs have none
        from typedconf.overrides import sweeps  # noqa: PLC0415

        return getattr(sweeps, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
