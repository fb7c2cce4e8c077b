"""Schemas: what was derived from root schemas and the classes that govern below them, kept by its holder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from typedconf.objects import is_view
from typedconf.trees import NO_RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typedconf.schema.derived import Derived
    from typedconf.schema.governance import Claim
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import KeyPath, Rules

_Value = TypeVar("_Value")

_MOST_KEPT: Final = 1_000  # combinations of classes; a long sweep over options may meet any number


class Schemas:
    """A cache that its user holds; it may be shared by threads, which at worst derive a schema twice."""

    __slots__ = ("_derived", "_rules")

    def __init__(self) -> None:
        self._derived: Final[_Kept[Derived]] = _Kept()
        self._rules: Final[_Kept[SchemaRules]] = _Kept()

    def __reduce__(self) -> tuple[Any, ...]:
        """Without what was derived, which may not pickle, and which another process derives for itself."""
        return Schemas, ()

    def rules(self, schema: Any, claims: Sequence[Claim] = (), *, hides: bool = False) -> Rules:
        """The rules of ``schema`` with the classes that ``claims`` bring; NO_RULES where neither says anything.

        With ``hides`` there are rules in any case, which some other part will tell of secrets.

        Raises:
            DefaultsListError: two classes at one node contradict each other.
            StoreError: a class can't be a schema.
        """
        if is_view(schema):
            schema = None  # a Config, which stays untyped but for what the store governs
        return NO_RULES if schema is None and not claims and not hides else self.typed_rules(schema, claims)

    def typed_rules(self, schema: Any, claims: Sequence[Claim] = ()) -> SchemaRules:
        """As ``rules``; without a schema and claims, rules that say nothing.

        Raises:
            DefaultsListError: as ``rules``.
            StoreError: as ``rules``.
        """
        from typedconf.schema.rules import SchemaRules  # noqa: PLC0415  Pydantic comes only with a schema

        def make() -> SchemaRules:
            governing: dict[KeyPath, Any] = {}
            if claims:
                from typedconf.schema.governance import govern  # noqa: PLC0415  few programs have a store

                governing.update(govern(schema, claims))
            root = Any if schema is None else schema
            return SchemaRules(governing.pop((), root), governing)

        return self._rules.get((schema, *(part for claim in claims for part in (claim.path, claim.cls))), make)

    def derived(self, schema: Any, narrower: tuple[type, ...] = ()) -> Derived:
        """The derived core schema of ``schema`` in which ``narrower`` classes may stand, made on first use.

        Raises:
            StoreError: Pydantic can't make anything of it.
        """
        from typedconf.schema.derived import Derived  # noqa: PLC0415  as above

        return self._derived.get((schema, *narrower), lambda: Derived(schema, narrower))


class _Kept(Generic[_Value]):
    """What was made for these very objects: an annotation need not be hashable, and ``int | str`` equals another."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: Final[dict[tuple[Any, ...], tuple[tuple[Any, ...], _Value]]] = {}

    def get(self, parts: tuple[Any, ...], make: Callable[[], _Value]) -> _Value:
        """What is kept for ``parts``, made by ``make`` where nothing is; paths count by what they hold."""
        key = tuple(part if type(part) is tuple else id(part) for part in parts)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = parts, make()  # the parts too, so that no other object gets the id of one
        return found[1]
