"""The fields of Pydantic models, by path: which class governs a node, which keys it has, which of them are open."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from typedconf.trees import ABSENT, NO_RULES, Rules

if TYPE_CHECKING:
    from typedconf.trees import Key, KeyPath


def rules_of(schema: Any) -> Rules:
    """What ``schema`` says of keys; nothing where it is no model."""
    return SchemaRules(schema) if _model(schema) is not None else NO_RULES


class SchemaRules(Rules):
    """The rules of one root schema."""

    __slots__ = ("_schema",)

    def __init__(self, schema: Any) -> None:
        self._schema = schema

    def default(self, path: KeyPath) -> Any:
        """A value other than ABSENT for every key that a class declares, or that a closed class will refuse.

        What a closed class does not declare is left to validation, which reports it with all else that is wrong.
        """
        governing = class_at(self._schema, path[:-1])
        if governing is None:
            return ABSENT
        if path[-1] in declared_keys(governing) or is_closed(governing):
            return None
        return ABSENT


def class_at(schema: Any, path: KeyPath) -> type | None:
    """The model that governs the node at ``path`` below ``schema``; None where there is none, or more than one."""
    annotation: Any = schema
    for key in path:
        annotation = _below(annotation, key)
        if annotation is ABSENT:
            return None
    return _model(annotation)


def declared_keys(model: type) -> dict[Key, str]:
    """Every spelling of every key that ``model`` takes, and the field that it sets."""
    keys: dict[Key, str] = {}
    for name, field in model.model_fields.items():  # type: ignore[attr-defined]
        spellings = [field.alias, field.validation_alias] if field.validation_alias is not None else [field.alias]
        for spelling in spellings:
            choices = getattr(spelling, "choices", (spelling,))
            keys.update({choice: name for choice in choices if isinstance(choice, str)})
        if not any(isinstance(spelling, str) for spelling in spellings) or model.model_config.get("populate_by_name"):  # type: ignore[attr-defined]
            keys[name] = name
    return keys


def field_at(schema: Any, path: KeyPath) -> tuple[type, str] | None:
    """The class that declares the key at ``path``, and the field's name; None where no class does."""
    governing = class_at(schema, path[:-1]) if path else None
    name = declared_keys(governing).get(path[-1]) if governing is not None else None
    return None if governing is None or name is None else (governing, name)


def is_closed(model: type) -> bool:
    """Whether keys that ``model`` doesn't declare are mistakes: so unless it says ``allow`` or ``ignore`` itself."""
    config: dict[str, Any] = model.model_config  # type: ignore[attr-defined]
    return bool(config.get("extra", "forbid") == "forbid")


def _below(annotation: Any, key: Key) -> Any:
    """The annotation of what stands under ``key`` in a value of ``annotation``; ABSENT where nothing is said."""
    model = _model(annotation)
    if model is not None:
        name = declared_keys(model).get(key)
        return ABSENT if name is None else model.model_fields[name].annotation  # type: ignore[attr-defined]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _below(_only(arguments), key)
    if origin is dict and len(arguments) == 2:  # noqa: PLR2004  key and value
        return arguments[1]
    if origin is list and arguments:
        return arguments[0]
    return ABSENT


def _model(annotation: Any) -> type | None:
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = _only(get_args(annotation))
    return annotation if isinstance(annotation, type) and hasattr(annotation, "model_fields") else None


def _only(members: tuple[Any, ...]) -> Any:
    """The one member of a union beside None; ABSENT where there are several."""
    real = [member for member in members if member is not type(None)]
    return real[0] if len(real) == 1 else ABSENT
