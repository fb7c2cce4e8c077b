"""Fifty groups of four options each, all of which are classes: what a grown program registers in its store."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, create_model

GROUPS: Final = 50


class Closed(BaseModel):
    """Takes no keys but its own."""

    model_config = ConfigDict(extra="forbid")


class Part(Closed):
    """What every option has."""

    size: PositiveInt = 1
    rate: PositiveFloat = 0.1
    tags: list[str] = Field(default_factory=list)
    label: str = ""


def _options(group: str) -> dict[str, type[Part]]:
    base = create_model(f"{group.title()}", __base__=Part, __module__=__name__, enabled=(bool, True))
    makers: dict[str, dict[str, Any]] = {
        "a": {"depth": (int, 2)},
        "b": {"width": (PositiveInt, 3), "mode": (str, "fast")},
        "c": {"alpha": (float, 0.5), "beta": (float, 0.9)},
        "d": {"path": (str | None, None)},
    }
    return {
        option: create_model(f"{group.title()}{option.upper()}", __base__=base, __module__=__name__, **fields)
        for option, fields in makers.items()
    }


# the options of each group; its base is the one class that they all derive from directly
OPTIONS: Final = {f"part{number:02}": _options(f"part{number:02}") for number in range(GROUPS)}
BASES: Final[dict[str, Any]] = {group: (options["a"].__mro__[1], ...) for group, options in OPTIONS.items()}
Service: Any = create_model("Service", __base__=Closed, __module__=__name__, name=(str, ...), **BASES)
