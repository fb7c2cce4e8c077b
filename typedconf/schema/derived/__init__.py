"""The one derived core schema: a root class goes in, a validator that refuses unknown keys comes out.

All that typedconf knows of Pydantic's core schemas, which are no stable interface, is in this folder. A form that it
doesn't know is left as it is, and a warning says so: what lies below is then validated as Pydantic alone would.

forms.py         the forms of core schemas: their children, how a value lies in them
derivation.py    Pydantic's core schema -> ours
special_keys.py  what a class with a target takes beside its fields
own_init.py      a class whose ``__init__`` is the user's
factories.py     defaults that are made from validated data
refusals.py      errors of ours beside those of Pydantic
unusable.py      the error for a schema that Pydantic can't build
narrowing.py     narrower classes in the places of those that they derive from
marks.py         a tree -> one whose mappings say which class governs them
locations.py     the location of an error -> its place in the tree
tracing.py       a validator that tells which field it is at
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.schema.derived.derivation import Deriver, core_schema_of
from typedconf.schema.derived.forms import definitions_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typedconf.schema.derived.forms import Core
    from typedconf.schema.derived.locations import Choice as Choice
    from typedconf.schema.derived.locations import Place as Place
    from typedconf.schema.derived.tracing import Trace
    from typedconf.targets.placing import Placer
    from typedconf.trees import KeyPath, Tree

__all__ = ["Derived"]


class Derived:
    """The validator of one root schema. May be used from many threads.

    Where ``narrower`` has classes, a mapping that ``marked`` says is governed by one of them is validated as that
    class, wherever the schema expects a class that it derives from, or anything at all.
    """

    __slots__ = ("_core", "_definitions", "_known", "_narrower", "imports", "placer", "validator", "warnings")

    def __init__(self, schema: Any, narrower: tuple[Any, ...] = ()) -> None:
        from pydantic_core import SchemaValidator  # noqa: PLC0415  Pydantic comes only with a schema

        self._narrower: Final = narrower
        if narrower:
            from typedconf.schema.derived.narrowing import derived_with  # noqa: PLC0415  few schemas need it

            self._core, deriver = derived_with(schema, narrower)
        else:
            deriver = Deriver()
            self._core = deriver.derived(core_schema_of(schema))
        self._definitions: dict[str, Core] | None = None  # for places of errors, which most runs have none of
        self._known: Final[dict[int, Any]] = {}  # what they found out of the core schema, which lives as long
        # Nested models would else be validated by the validators that their classes have, which know nothing of this.
        self.validator: Final = SchemaValidator(self._core, _use_prebuilt=False)
        self.warnings: Final = tuple(deriver.warnings)
        # where what is validated may hold something to build, or a Config, that is told where it stands
        self.placer: Final = _placer() if deriver.has_targets else None
        self.imports: Final = deriver.imports  # whether any part of it imports what a text names

    def marked(self, tree: Tree, governing: Mapping[KeyPath, Any]) -> Tree:
        """``tree`` for the validator, whose mappings at the paths of ``governing`` carry the class that stands there.

        Classes that are none of the narrower ones need no mark. Only containers on the way to a mark are copied.
        """
        from typedconf.schema.derived.marks import marked  # noqa: PLC0415  few schemas need it

        return marked(tree, [(path, cls) for path, cls in governing.items() if cls in self._narrower])

    def unused(self, marked: Tree) -> list[KeyPath]:
        """The marks, by path, that no validation has looked at: some validator of the user's has copied the mapping."""
        from typedconf.schema.derived.marks import marks_in  # noqa: PLC0415  few schemas need it

        return [path for path, mark in marks_in(marked) if not mark.used]

    def locate(self, loc: tuple[int | str, ...], tree: Tree, *, as_written: bool = False) -> Place:
        """The place of an error that Pydantic locates at ``loc`` in ``tree``: unions' labels and tags left out.

        ``as_written`` says that the last key is the tree's own, not the name of a field with other spellings.
        """
        from typedconf.schema.derived.locations import Locator  # noqa: PLC0415  only what is wrong needs it

        if self._definitions is None:
            self._definitions = dict(definitions_in(self._core))
        return Locator(self._definitions, tree, self._known, as_written=as_written).locate(self._core, loc)

    def traced(self, trace: Trace) -> Any:
        """A validator that asks ``trace(key, value, handler)`` to call each field's own. Slow; to find a culprit."""
        from pydantic_core import SchemaValidator  # noqa: PLC0415  Pydantic comes only with a schema

        from typedconf.schema.derived.tracing import traced  # noqa: PLC0415  only what is wrong needs it

        return SchemaValidator(traced(self._core, trace), _use_prebuilt=False)


def _placer() -> Placer:
    from typedconf.targets.placing import Placer  # noqa: PLC0415  few schemas have something to build

    return Placer()
