"""Schemas: what was derived from root schemas, kept as long as its holder lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from typedconf.schema.derived import Derived
    from typedconf.schema.rules import SchemaRules


class Schemas:
    """A cache that its user holds; it may be shared by threads, which at worst derive a schema twice."""

    __slots__ = ("_derived", "_rules")

    def __init__(self) -> None:
        self._derived: Final[list[tuple[Any, Derived]]] = []
        self._rules: Final[list[tuple[Any, SchemaRules]]] = []

    def derived(self, schema: Any) -> Derived:
        """The derived core schema of ``schema``, made on first use.

        Raises:
            StoreError: Pydantic can't make anything of it.
        """
        found: Derived | None = _same(self._derived, schema)
        if found is None:
            from typedconf.schema.derived import Derived  # noqa: PLC0415  Pydantic comes only with a schema

            found = Derived(schema)
            self._derived.append((schema, found))
        return found

    def rules(self, schema: Any) -> SchemaRules:
        """The rules of ``schema``, with all that they have learnt of its classes."""
        found: SchemaRules | None = _same(self._rules, schema)
        if found is None:
            from typedconf.schema.rules import SchemaRules  # noqa: PLC0415  as above

            found = SchemaRules(schema)
            self._rules.append((schema, found))
        return found


def _same(pairs: list[tuple[Any, Any]], schema: Any) -> Any:
    """What is kept for this very object: annotations need not be hashable, and ``int | str`` equals ``str | int``."""
    return next((kept for other, kept in pairs if other is schema), None)
