"""A default that is made from validated data goes in; one comes out whose exceptions say which field it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typedconf.schema.derived.forms import Core


def with_noted_factory(core: Core, whole: Callable[[], Core | None]) -> Core:
    """``core``, a default of ``whole()``, with a note of its field on whatever its factory raises."""
    factory = core["default_factory"]

    def make(data: Any) -> Any:
        try:
            return factory(data)
        except Exception as error:
            field = next(_fields_made_by(make, whole()), getattr(factory, "__qualname__", "a field"))
            error.add_note(f"raised by the default_factory of {field}")
            raise

    return {**core, "default_factory": make}


def _fields_made_by(factory: Any, node: Any, cls: str = "", name: str = "") -> Iterator[str]:
    """The fields whose default ``factory`` makes, as ``App.y``, found from ``node`` down."""
    if isinstance(node, (list, tuple)):
        for item in node:
            yield from _fields_made_by(factory, item, cls, name)
    if not isinstance(node, dict):
        return
    if node.get("default_factory") is factory:
        yield f"{cls}.{name}"
    if isinstance(node.get("cls"), type):
        cls = node["cls"].__name__
    if isinstance(node.get("name"), str) and "schema" in node:
        name = node["name"]
    for key, child in node.items():
        if isinstance(child, dict) and child.get("type") == "model-field":
            yield from _fields_made_by(factory, child, cls, str(key))
        elif isinstance(child, (dict, list, tuple)) and key != "serialization":
            yield from _fields_made_by(factory, child, cls, name)
