"""What the benchmarks time: the same task by typedconf, by Hydra and by Pydantic alone."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from omegaconf import OmegaConf
from pydantic import BaseModel, Field, create_model

import typedconf as tc

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.benchmarks.measuring import Act


def cold(folder: Path, name: str = "config") -> Act:
    """Composes and resolves by a new Composer each time."""
    return lambda: tc.plain(tc.Composer(folder).compose(name).config)


def cold_by_hydra(folder: Path, name: str = "config") -> Act:
    """Composes and resolves by a newly initialised Hydra each time."""

    def act() -> object:
        GlobalHydra.instance().clear()
        with initialize_config_dir(config_dir=str(folder), version_base="1.3", job_name="benchmark"):
            return OmegaConf.to_container(compose(name), resolve=True)

    return act


def warm(folder: Path, name: str) -> Act:
    """Composes and resolves on one Composer, the override another each time."""
    composer, numbers = tc.Composer(folder), itertools.count(1)
    return lambda: tc.plain(composer.compose(name, f"training.epochs={next(numbers)}").config)


def warm_by_hydra(folder: Path, name: str) -> Act:
    """Composes and resolves in an initialised Hydra, which stays so, the override another each time."""
    initialised, numbers = initialised_hydra(folder), itertools.count(1)

    def act() -> object:
        initialised()
        return OmegaConf.to_container(compose(name, [f"training.epochs={next(numbers)}"]), resolve=True)

    return act


def initialised_hydra(folder: Path) -> Act:
    """Sees to it that Hydra is initialised for ``folder``; does nothing where this is so already."""

    def act() -> object:
        if not GlobalHydra.instance().is_initialized():
            initialize_config_dir(config_dir=str(folder), version_base="1.3", job_name="benchmark")
        return None

    return act


def nested_targets(count: int) -> dict[str, Any]:
    """A tree of small things to build, each with one more inside."""
    inner = {"_target_": "fractions.Fraction", "numerator": 1, "denominator": 3}
    return {f"n{number}": {"_target_": "builtins.dict", "x": dict(inner)} for number in range(count // 2)}


def building(tree: dict[str, Any]) -> Act:
    """Builds all that a plain tree names."""
    return lambda: tc.instantiate(tree, allow=["fractions.Fraction", "builtins.dict"])


def building_by_hydra(tree: dict[str, Any]) -> Act:
    """Builds the same by Hydra."""
    from hydra.utils import instantiate

    return lambda: instantiate(tree)


def grid_overrides() -> tuple[str, ...]:
    """A hundred jobs."""
    rates = ",".join(f"{number}e-5" for number in range(1, 11))
    return (f"training.lr={rates}", "training.epochs=range(10,20)")


def grid(folder: Path, name: str, schema: type[Any] | None) -> Act:
    """Expands a grid of a hundred jobs; with a schema, validates each."""
    composer = tc.Composer(folder)

    def act() -> object:
        jobs: Iterable[Any] = composer.expand(name, *grid_overrides(), schema=schema)
        count = sum(1 for job in jobs if schema is None or job.value is not None)
        if count != 100:
            raise AssertionError(count)
        return count

    return act


def job_by_hydra(folder: Path, name: str) -> Act:
    """Composes one job of the grid in an initialised Hydra."""
    initialised, numbers = initialised_hydra(folder), itertools.cycle(range(10, 20))

    def act() -> object:
        initialised()
        return compose(name, ["training.lr=1e-5", f"training.epochs={next(numbers)}"])

    return act


class Section(BaseModel):
    """Ten fields of the common kinds."""

    count: Annotated[int, Field(ge=0)]
    rate: float
    name: str
    folder: Path
    flag: bool
    mode: Literal["fast", "slow"]
    sizes: list[int]
    weights: dict[str, float]
    seed: int
    note: str | None


def fields(sections: int) -> type[BaseModel]:
    """A model of as many sections of ten fields."""
    members: dict[str, Any] = {f"section{number}": (Section, ...) for number in range(sections)}
    return create_model("Fields", **members)
