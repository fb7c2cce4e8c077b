"""TypedDicts, with keys that may be absent."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict


class Point(TypedDict):
    """A mapping with two keys."""

    x: float
    y: float


class Labels(TypedDict):
    """A mapping that holds others."""

    title: str
    points: list[Point]
    note: NotRequired[str]
