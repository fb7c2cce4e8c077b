"""A resolved tree goes in; the schema's object comes out, or the Faults that keep it from being one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from typedconf.errors import did_you_mean, nearest_name
from typedconf.schema import class_at, declared_keys, expected_words, field_at, is_closed
from typedconf.trees import MISSING, find, format_key, format_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typedconf.trees import KeyPath, Tree


class Fault(NamedTuple):
    """One thing that is wrong with a tree, by path; whose origin is a matter of the composition.

    ``is_key`` says that the key itself is wrong, not its value.
    """

    path: KeyPath
    message: str
    value: Any = None
    expected: str = ""
    suggestion: str | None = None
    declared: str | None = None
    is_key: bool = False


class Validated(NamedTuple):
    """What came of validating: the object, or what is wrong."""

    value: Any
    faults: tuple[Fault, ...]


def validate(schema: Any, tree: Tree) -> Validated:
    """``tree`` as an object of ``schema``, or all that is wrong with it.

    Missing values (``???``) are left out, so that the schema says what it makes of their absence.
    """
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415  only runs with a schema need it

    faults = list(_unknown_keys(schema, tree, ()))
    try:
        value = TypeAdapter(schema).validate_python(_without_missing(tree))
    except ValidationError as error:
        known = {fault.path for fault in faults}
        faults += [
            fault for fault in (_fault(schema, tree, item) for item in error.errors()) if fault.path not in known
        ]
        return Validated(None, tuple(faults))
    return Validated(value, tuple(faults))


def _without_missing(tree: Tree) -> Tree:
    if isinstance(tree, dict):
        return {key: _without_missing(value) for key, value in tree.items() if value != MISSING}
    if isinstance(tree, list):
        return [_without_missing(value) for value in tree]
    return tree


def _unknown_keys(schema: Any, tree: Tree, path: KeyPath) -> Iterator[Fault]:
    """The keys that the class which governs their node neither declares nor lets in."""
    if isinstance(tree, list):
        for index, item in enumerate(tree):
            yield from _unknown_keys(schema, item, (*path, index))
    elif isinstance(tree, dict):
        governing = class_at(schema, path)
        declared = declared_keys(governing) if governing is not None else {}
        for key, value in tree.items():
            if governing is not None and key not in declared and is_closed(governing):
                near = nearest_name(format_key(key), map(str, declared))
                message = f"no such key in {governing.__name__}{did_you_mean(near)}"
                yield Fault((*path, key), message, value, suggestion=near, is_key=True)
            else:
                yield from _unknown_keys(schema, value, (*path, key))


def _fault(schema: Any, tree: Tree, item: Any) -> Fault:
    """One of Pydantic's errors as a fault, said in words where its own speak of input and types."""
    path = tuple(item["loc"])
    declaration, words = _declaration(schema, path)
    value = find(tree, path)
    if item["type"] == "missing" or value == MISSING:
        setter = f"{format_path(path, tree)}=…"
        return Fault(path, f"missing; set it with {setter}", MISSING, words or "a value", setter, declaration)
    if value is None:
        return Fault(path, "no value", None, words or "a value", None, declaration)
    if item["type"] == "value_error" or words is None:
        message = item["msg"][:1].lower() + item["msg"][1:]
        return Fault(path, message.removeprefix("value error, "), value, "", None, declaration)
    return Fault(path, f"not {words}: {value!r}", value, words, None, declaration)


def _declaration(schema: Any, path: KeyPath) -> tuple[str | None, str | None]:
    """Where the field at ``path`` is declared (``Training.lr: PositiveFloat``), and what it takes in words."""
    declared = field_at(schema, path)
    if declared is None:
        return None, None
    governing, name = declared
    field = governing.model_fields[name]  # type: ignore[attr-defined]
    annotation = governing.__annotations__.get(name, field.annotation)
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    return f"{governing.__name__}.{name}: {text}", expected_words(field.annotation, field.metadata)
