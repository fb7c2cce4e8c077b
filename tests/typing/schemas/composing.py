"""Composers: what a library or a test of the code base calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import typedconf as tc
from tests.typing.schemas.app import App
from tests.typing.schemas.registry import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

S = TypeVar("S")


def composed(folder: Path, *overrides: str) -> tc.Composition[App]:
    """The code base's config, from a folder."""
    return tc.Composer(folder, store=store).compose("config", *overrides, schema=App)


def part(composition: tc.Composition[App], schema: type[S]) -> S:
    """The same config, against another schema."""
    return composition.validate(schema)


def grid(folder: Path, *overrides: str) -> Iterator[App]:
    """The jobs of a sweep."""
    for job in tc.Composer(folder, store=store).expand("config", *overrides, schema=App):
        yield job.value
