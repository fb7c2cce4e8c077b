"""A plain Typer program with an option for each value of the training tree, whose files give the defaults."""

import inspect
from collections.abc import Iterator
from typing import Any

import typer

from tests.benchmarks.programs.by_hand import train, whole_tree
from tests.benchmarks.programs.models import Training


def leaves(node: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The name and default of each option; lists are texts."""
    for key, value in node.items():
        name = f"{above}_{key.strip('_')}".strip("_")
        if isinstance(value, dict):
            yield from leaves(value, name)
        else:
            yield name, str(value) if isinstance(value, list) else value


def command(**options: Any) -> None:
    """Does nothing with a config that is right."""
    train(Training.model_validate(options))


# what one would write as parameters of the function
DEFAULTS = dict(leaves(whole_tree()))
KINDS = {name: float if value is None else type(value) for name, value in DEFAULTS.items()}
command.__annotations__ = {**KINDS, "return": None}
command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
    [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=value, annotation=KINDS[name])
        for name, value in DEFAULTS.items()
    ]
)


if __name__ == "__main__":
    typer.run(command)
