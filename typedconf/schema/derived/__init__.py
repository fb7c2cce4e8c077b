"""The one derived core schema: a root class goes in, a validator that refuses unknown keys comes out.

All that typedconf knows of Pydantic's core schemas, which are no stable interface, is in this folder. A form that it
doesn't know is left as it is, and a warning says so: what lies below is then validated as Pydantic alone would.

forms.py       the forms of core schemas: their children, how a value lies in them
derivation.py  Pydantic's core schema -> ours
locations.py   the location of an error -> its place in the tree
tracing.py     a validator that tells which field it is at
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.schema.derived.derivation import Deriver, core_schema_of
from typedconf.schema.derived.forms import definitions_in
from typedconf.schema.derived.locations import Choice, Locator, Place
from typedconf.schema.derived.tracing import traced

if TYPE_CHECKING:
    from typedconf.schema.derived.forms import Core
    from typedconf.schema.derived.tracing import Trace
    from typedconf.trees import Tree

__all__ = ["Choice", "Derived", "Place"]


class Derived:
    """The validator of one root schema. May be used from many threads."""

    __slots__ = ("_core", "_definitions", "validator", "warnings")

    def __init__(self, schema: Any) -> None:
        from pydantic_core import SchemaValidator  # noqa: PLC0415  Pydantic comes only with a schema

        deriver = Deriver()
        self._core: Final = deriver.derive(core_schema_of(schema))
        self._definitions: dict[str, Core] | None = None  # for places of errors, which most runs have none of
        # Nested models would else be validated by the validators that their classes have, which know nothing of this.
        self.validator: Final = SchemaValidator(self._core, _use_prebuilt=False)
        self.warnings: Final = tuple(deriver.warnings)

    def locate(self, loc: tuple[int | str, ...], tree: Tree, *, as_written: bool = False) -> Place:
        """The place of an error that Pydantic locates at ``loc`` in ``tree``: unions' labels and tags left out.

        ``as_written`` says that the last key is the tree's own, not the name of a field with other spellings.
        """
        if self._definitions is None:
            self._definitions = dict(definitions_in(self._core))
        return Locator(self._definitions, tree, as_written=as_written).locate(self._core, loc)

    def traced(self, trace: Trace) -> Any:
        """A validator that asks ``trace(key, value, handler)`` to call each field's own. Slow; to find a culprit."""
        from pydantic_core import SchemaValidator  # noqa: PLC0415  Pydantic comes only with a schema

        return SchemaValidator(traced(self._core, trace), _use_prebuilt=False)
