"""Interpolation: a tree and ``Facts`` -> the values of its ``${…}``, each evaluated once, and what each of them read.

``templates`` reads one text, ``resolution`` evaluates a tree, ``resolvers`` holds what ``${name:…}`` calls, ``facts``
is all that evaluation sees of the outside. Import from these modules: the names here load on first use.
"""

from __future__ import annotations

from typing import Any

_HOMES = {
    "Edges": "answers",
    "Facts": "facts",
    "Located": "answers",
    "Resolution": "resolution",
    "Resolver": "resolvers",
    "make_resolver": "resolvers",
    "parse_template": "templates",
}
__all__ = ["Edges", "Facts", "Located", "Resolution", "Resolver", "make_resolver", "parse_template"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  only where the room's names are asked of the room itself

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
