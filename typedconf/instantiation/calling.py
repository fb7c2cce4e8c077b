"""One call of a target: what is passed by position, and what an exception is told on its way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from typedconf.instantiation.nodes import Node


class Signatures:
    """The names of parameters that only go by position, each target asked once."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: Final[dict[int, tuple[Any, tuple[str, ...]]]] = {}

    def positional(self, target: Any) -> tuple[str, ...]:
        """The parameters of ``target`` that have no keyword, in order."""
        known = self._known.get(id(target))
        if known is None:
            known = self._known[id(target)] = target, _positional_names(target)
        return known[1]


def _positional_names(target: Any) -> tuple[str, ...]:
    code = getattr(target, "__code__", None)
    if code is not None and not hasattr(target, "__wrapped__") and not code.co_posonlyargcount:
        return ()  # most functions; the signature of anything takes long
    import inspect  # noqa: PLC0415  as above

    try:
        parameters = inspect.signature(target).parameters.values()
    except (TypeError, ValueError):  # many built-ins have none
        return ()
    return tuple(parameter.name for parameter in parameters if parameter.kind is parameter.POSITIONAL_ONLY)


def by_position(
    names: tuple[str, ...], args: tuple[Any, ...], kwargs: dict[str, Any], *, replaces: bool
) -> tuple[Any, ...]:
    """``args`` with what ``kwargs`` have for parameters that only go by position, taken out of there.

    With ``replaces``, positional arguments come from the call, in the place of what the node has for them.
    """
    if replaces:
        for name in names[: len(args)]:
            kwargs.pop(name, None)
    for name in names[len(args) :]:
        if name not in kwargs:
            break
        args = (*args, kwargs.pop(name))
    return args


def call(node: Node, target: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What the target of ``node`` makes of its arguments.

    Raises:
        Exception: whatever it raises, with a note of the key, the origin and the target.
    """
    try:
        return target(*args, **kwargs)
    except Exception as error:
        error.add_note(_note(node, target))
        raise


def _note(node: Node, target: Any) -> str:
    from typedconf.targets.locating import own_name  # noqa: PLC0415  only once something is wrong

    text = node.special.get("_target_")
    name = text if isinstance(text, str) else own_name(target, "", repr(target))
    if node.standing is None:
        return f"raised while building {name}"
    origin = node.standing.origin("_target_") or node.standing.origin()
    place = "" if origin is None else f" ({origin})"
    return f"raised while building {node.key or 'the root'}{place}: {name}"
