"""What the user's models say, as plain data: which class governs a key, which keys a class declares, what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf.schema.schemas import Schemas
from typedconf.trees import NO_RULES

if TYPE_CHECKING:
    from typedconf.trees import Rules

__all__ = ["Schemas", "rules_of"]


def rules_of(schema: Any, schemas: Schemas | None = None) -> Rules:
    """What ``schema`` says of keys; nothing where there is none. ``schemas`` keeps what was found out."""
    if schema is None or hasattr(schema, "__typedconf_data__"):  # a Config has none
        return NO_RULES
    return (schemas or Schemas()).rules(schema)
