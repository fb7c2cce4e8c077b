"""A code base's schemas as a package, each kind in a module; ``codebase`` beside it uses them, strictly checked."""

from __future__ import annotations

from tests.typing.schemas.app import App
from tests.typing.schemas.registry import store

__all__ = ["App", "store"]
