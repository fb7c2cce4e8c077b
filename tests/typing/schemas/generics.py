"""Generic models and aliases of them."""

from __future__ import annotations

from typing import Generic, TypeAlias, TypeVar

from pydantic import BaseModel

from tests.typing.schemas.models import Retry

T = TypeVar("T")
K = TypeVar("K", bound=BaseModel)


class Range(BaseModel, Generic[T]):
    """Two ends of any type."""

    low: T
    high: T


class Named(BaseModel, Generic[K]):
    """Parts by name."""

    parts: dict[str, K]
    first: K | None = None


Floats: TypeAlias = Range[float]
Retries: TypeAlias = Named[Retry]
