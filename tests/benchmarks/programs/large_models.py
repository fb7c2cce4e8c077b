"""A hundred classes of ten fields each, all documented: what a program of 1,000 fields validates against.

Its values are ``config.yaml`` of the working folder, as ``generated.write_sections`` writes it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, create_model

SECTIONS: Final = 100


class Section(BaseModel):
    """Nine fields of the common kinds."""

    model_config = ConfigDict(extra="forbid")

    count: Annotated[int, Field(ge=0, description="How many there are.")]
    rate: PositiveFloat = Field(description="How many a second.")
    name: str = Field(description="What they are called.")
    folder: Path = Field(description="Where they are.")
    flag: bool = Field(description="Whether they are used.")
    mode: Literal["fast", "slow"] = Field(description="How they are used.")
    sizes: list[int] = Field(description="How large each is.")
    seed: int = Field(description="Where chance begins.")
    note: str | None = Field(description="What else there is to say.")


def _section(number: int) -> type[Section]:
    """A class of its own, as each part of a grown program has, with a tenth field."""
    return create_model(f"Section{number}", __base__=Section, __module__=__name__, scale=(float, 1.0))


MEMBERS: Final[dict[str, Any]] = {f"section{number}": (_section(number), ...) for number in range(SECTIONS)}
Large: Any = create_model("Large", __base__=BaseModel, __module__=__name__, **MEMBERS)


def work(cfg: Any) -> None:
    """Prints one value of a config that is right."""
    print(cfg.section99.count)  # noqa: T201  what both programs have to agree on
