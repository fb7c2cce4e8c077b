"""Types go in, how people write them and their values comes out: keys of items, choices, annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

from typedconf.objects import leaf_data
from typedconf.schema.annotations import container_name
from typedconf.trees import format_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typedconf.schema.annotations import Bare
    from typedconf.trees import Key

_WRAPPERS: Final = ("Annotated", "Required", "NotRequired", "ReadOnly", "Final")


def item_keys(annotation: Any) -> Iterator[tuple[str, Key]]:
    """How the items of a container are written in a key, and a key that finds their type."""
    match container_name(annotation):
        case "list":
            yield "[]", 0
        case "dict":
            yield ".<key>", "<key>"
        case "tuple":
            arguments = get_args(annotation)
            if arguments and arguments[-1] is not Ellipsis:
                yield from ((f"[{number}]", number) for number in range(len(arguments)))
            else:
                yield "[]", 0


def choices_of(types: Iterable[Bare]) -> tuple[str, ...]:
    """All that is taken, as one writes it, where the types are bools, literals and enums; else nothing."""
    found: dict[str, None] = {}
    for member in types:
        values = values_of(member.annotation)
        if not values:
            return ()
        found.update(dict.fromkeys(map(text_of, values)))
    return tuple(found)


def values_of(annotation: Any) -> tuple[Any, ...]:
    """The values of a bool, a literal or an enum, or of the items of a list of these; none of other types."""
    if container_name(annotation) == "list":
        annotation = next(iter(get_args(annotation)), None)
    if annotation is bool:
        return True, False
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    members = getattr(annotation, "__members__", None)
    return tuple(members.values()) if isinstance(annotation, type) and members else ()


def text_of(value: Any) -> str:
    """A scalar, or an object that stands for one, as one writes it: ``null``, ``true``, an enum's value."""
    data = None if value is None else leaf_data(value)
    return format_key(data) if data is None or isinstance(data, bool) else str(data)


def without_wrappers(text: str) -> str:
    """A type that was written as text, without what ``Annotated`` adds, and without qualifiers."""
    if not any(wrapper in text for wrapper in _WRAPPERS):
        return text
    import ast  # noqa: PLC0415  few types are written so

    class Unwrapping(ast.NodeTransformer):
        def visit_Subscript(self, node: ast.Subscript) -> Any:
            name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", None)
            if name not in _WRAPPERS:
                return self.generic_visit(node)
            return self.visit(node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice)

    try:
        return ast.unparse(Unwrapping().visit(ast.parse(text, mode="eval")))
    except SyntaxError:
        return text
