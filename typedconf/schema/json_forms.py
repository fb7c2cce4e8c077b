"""Core schemas of Pydantic's go in, JSON Schemas come out that say what typedconf takes: as Pydantic's, but closed.

It is Pydantic's own generator; what is here are the differences. A class that says nothing of unknown keys takes none,
``???`` is no default, enums take the names of their members and tagged unions a tag, what is built from a target takes
the special keys, and documentation is found where help finds it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, get_args

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticSerializationError

from typedconf.objects import config_of, is_root_model, pairs_of
from typedconf.reports import json_leaf
from typedconf.schema.annotations import Bare, members
from typedconf.schema.classes import describe, is_schema, items_annotation
from typedconf.schema.defaults import representation
from typedconf.schema.derived.derivation import core_schema_of
from typedconf.schema.derived.special_keys import names_target
from typedconf.schema.documentation import Documentation
from typedconf.schema.notation import text_of
from typedconf.schema.rules import is_secret_type
from typedconf.targets import accepts_any, fixed_target, is_partial
from typedconf.trees import ABSENT, MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from typedconf.schema.classes import Field

    Json = dict[str, Any]

_HIDDEN: Final = "writeOnly"  # what JSON Schema calls a value that is given and never shown
_VALUES: Final = ("default", "examples")  # the entries of a JSON Schema that hold a value as it might be
# What a node that is built takes beside its fields, but for its target.
_SPECIAL_KEYS: Final = "^_(args|convert|recursive|shared)_$"


class JsonForms(GenerateJsonSchema):
    """Pydantic's generator with typedconf's rules. Each makes one schema and its definitions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._documentation: Final = Documentation()

    # -- classes --------------------------------------------------------------------------------------------------

    def model_schema(self, schema: Any) -> Json:
        """A model, closed unless it says otherwise."""
        return self._of_class(super().model_schema(schema), schema["cls"])

    def dataclass_schema(self, schema: Any) -> Json:
        """A dataclass, closed unless it says otherwise or extends a mapping."""
        cls = schema["cls"]
        made = super().dataclass_schema(schema)
        items = items_annotation(cls)
        if items is not None:
            made["additionalProperties"] = self.generate_inner(core_schema_of(items))
        if not hasattr(cls, "__pydantic_fields__"):  # a standard dataclass's defaults list is no key
            made["properties"].pop("defaults", None)
        return self._of_class(made, cls)

    def typed_dict_schema(self, schema: Any) -> Json:
        """A TypedDict, closed unless it says otherwise."""
        made = super().typed_dict_schema(schema)
        if "extras_schema" in schema:
            made["additionalProperties"] = self.generate_inner(schema["extras_schema"])
        return self._of_class(made, schema["cls"]) if "cls" in schema else made

    def _of_class(self, made: Json, cls: type) -> Json:
        if is_root_model(cls) or "properties" not in made:
            return made
        if config_of(cls).get("extra") is None:
            made.setdefault("additionalProperties", False)
        doc = None if accepts_any(cls) else self._documentation.of_class(cls)
        made.pop("description", None)
        if doc is not None:
            made["description"] = doc
        if is_schema(cls):
            for field in describe(cls).fields.values():
                self._document(made["properties"].get(field.key), cls, field)
        return made if accepts_any(cls) else _with_special_keys(made, cls)

    def _document(self, made: Json | None, cls: type, field: Field) -> None:
        """Puts into the schema of a key what it is for, and takes out what is secret."""
        if made is None:
            return
        doc = self._documentation.of_field(cls, field.name, field.info)
        if doc is not None:
            made.setdefault("description", doc)
        if _is_secret(Bare(field.annotation, field.metadata)):
            made[_HIDDEN] = True

    # -- fields ---------------------------------------------------------------------------------------------------

    def field_is_present(self, field: Any) -> bool:
        """Whether a tree may set the field: not one that its dataclass fills in by itself."""
        return field.get("init") is not False and super().field_is_present(field)

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: FBT001  Pydantic calls it so
        """Whether the field has no default; ``???`` is none."""
        return super().field_is_required(field, total) or _has_missing(field["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  as Pydantic has it
        """False: a title made of the key says nothing that the key doesn't."""
        return False

    def default_schema(self, schema: Any) -> Json:
        """A field with its default, unless that is ``???``."""
        return self.generate_inner(schema["schema"]) if _has_missing(schema) else super().default_schema(schema)

    def encode_default(self, dft: Any) -> Any:
        """A default as a config would hold it."""
        if hasattr(type(dft), "total_seconds"):
            return super().encode_default(dft)
        shown = _encoded(dft)
        if shown is ABSENT:
            raise PydanticSerializationError("no text stands for it")
        return shown

    # -- types ----------------------------------------------------------------------------------------------------

    def enum_schema(self, schema: Any) -> Json:
        """An enum: its values, and the names of its members."""
        made: Json = super().enum_schema(schema)
        names = [name for name in schema["cls"].__members__ if name not in made["enum"]]
        if made.get("type") not in (None, "string"):
            del made["type"]
        doc = self._documentation.of_class(schema["cls"])
        made.pop("description", None)
        return {**made, "enum": [*made["enum"], *names], **({} if doc is None else {"description": doc})}

    def tagged_union_schema(self, schema: Any) -> Json:
        """A tagged union: one of its members, or a tag alone."""
        made = super().tagged_union_schema(schema)
        made.pop("discriminator", None)
        if not isinstance(schema["discriminator"], str):
            return made
        tags = [tag for tag in map(text_of, schema["choices"]) if tag]
        return {"anyOf": [*made["oneOf"], {"enum": list(dict.fromkeys(tags)), "type": "string"}]}

    def timedelta_schema(self, schema: Any) -> Json:
        """A duration: as ISO text, or in seconds."""
        return {"anyOf": [super().timedelta_schema(schema), {"type": "number"}]}

    def handle_invalid_for_json_schema(self, schema: Any, error_info: str) -> Json:  # noqa: ARG002  as Pydantic has it
        """Anything: what JSON Schema has no words for, such as an object of a class of the user's."""
        return {}

    def emit_warning(self, kind: Any, detail: str) -> None:
        """Nothing: a default that no text stands for is left out, which is no news to whoever reads the schema."""

    def sort(self, value: Json, parent_key: str | None = None) -> Json:  # noqa: ARG002  as Pydantic has it
        """As it is: keys keep the order of their classes."""
        return value


class Hiding:
    """What is secret among schemas that refer to each other by the names of ``definitions``."""

    __slots__ = ("_definitions", "_known")

    def __init__(self, definitions: Mapping[str, Json]) -> None:
        self._definitions: Final = definitions
        self._known: Final[dict[str, bool]] = {}  # by reference; while one is being looked into, it holds nothing

    def hidden(self, node: Any) -> Any:
        """``node`` without the defaults and examples of what is secret, or holds something that is.

        A bound without an end, which bounds nothing, is left out too: JSON has no such number.
        """
        if isinstance(node, list):
            return [self.hidden(item) for item in node]
        if not isinstance(node, dict):
            return node
        taken = _VALUES if self._holds(node) else ()
        return {
            key: value if key in _VALUES else self.hidden(value)
            for key, value in node.items()
            if key not in taken and not _is_endless(value)
        }

    def _holds(self, node: Any) -> bool:
        if isinstance(node, list):
            return any(map(self._holds, node))
        if not isinstance(node, dict):
            return False
        if node.get(_HIDDEN) is True or self._refers(node.get("$ref")):
            return True
        return any(self._holds(value) for key, value in node.items() if key not in _VALUES)

    def _refers(self, reference: Any) -> bool:
        if not isinstance(reference, str):
            return False
        if reference not in self._known:
            self._known[reference] = False
            self._known[reference] = self._holds(self._definitions.get(reference.rpartition("/")[2]))
        return self._known[reference]


def _with_special_keys(made: Json, cls: type) -> Json:
    """The schema of ``cls`` with the keys of a node that is built, where it is one."""
    path = fixed_target(cls)
    if not names_target(cls) or "_target_" in made["properties"]:
        return made
    properties = made["properties"]
    if path is not None:
        properties = {"_target_": {"const": path}, **properties}
    partial = is_partial(cls)
    made = {**made, "properties": {**properties, "_partial_": {"const": partial}}}
    made["patternProperties"] = {_SPECIAL_KEYS: {}}
    if partial:  # what is unset is left to the call
        made.pop("required", None)
    return made


def _is_secret(outer: Bare) -> bool:
    """Whether a value of that type may be a secret, or holds one outside of any class."""
    return any(
        is_secret_type(member) or any(_is_secret(Bare(item)) for item in _arguments(member.annotation))
        for member in members(*outer)
    )


def _arguments(annotation: Any) -> Iterable[Any]:
    """The types in brackets behind a container; those of a generic class are the class's own."""
    return () if is_schema(getattr(annotation, "__origin__", annotation)) else get_args(annotation)


def _has_missing(schema: Any) -> bool:
    """Whether the default of a field is ``???``."""
    default = schema.get("default")
    return schema["type"] == "default" and isinstance(default, str) and default == MISSING


def _is_endless(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _encoded(value: Any) -> Any:
    """A default as plain data fit for JSON, secrets as ``???``; ABSENT where something in it has no text."""
    if hasattr(type(value), "get_secret_value"):
        return MISSING
    if is_root_model(type(value)):
        return _encoded(value.root)
    pairs = pairs_of(value)
    if pairs is not None:
        shown = {text_of(key): _encoded(child) for key, child in pairs}
        return ABSENT if ABSENT in shown.values() else shown
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [_encoded(item) for item in value]
        if any(item is ABSENT for item in items):
            return ABSENT
        return sorted(items, key=str) if isinstance(value, (set, frozenset)) else items
    return json_leaf(representation(value))
