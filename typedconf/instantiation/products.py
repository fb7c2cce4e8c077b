"""What an annotation such as ``Target["torch.optim.Optimizer"]`` expects, and whether that is what a target builds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf.errors import ConfigError, Problem
from typedconf.instantiation.options import below
from typedconf.targets.locating import locate

if TYPE_CHECKING:
    from typedconf.instantiation.nodes import Node


def check_class(node: Node, target: Any) -> None:
    """Does nothing where the class ``target`` is one that the annotation of ``node`` takes, or there is none.

    Raises:
        ConfigError: it is another class.
    """
    expected = _expected(node)
    if expected is not None and isinstance(target, type) and not _holds(issubclass, target, expected):
        raise _unexpected(node, f"builds a {target.__name__}", expected)


def check_product(node: Node, target: Any, made: Any) -> None:
    """As ``check_class``, of what a function has made.

    Raises:
        ConfigError: it is of another class.
    """
    expected = None if isinstance(target, type) else _expected(node)
    if expected is not None and not _holds(isinstance, made, expected):
        raise _unexpected(node, f"has built a {type(made).__name__}", expected)


def _expected(node: Node) -> type | None:
    """The class in the brackets of the annotation, where it can be had."""
    path = None if node.standing is None else node.standing.expected
    if path is None:
        return None
    try:
        found = locate(path)
    except ConfigError:  # a name for type checkers alone
        return None
    return found if isinstance(found, type) and found is not Any else None


def _holds(check: Any, one: Any, expected: type) -> bool:
    """Whether it is of that class, or nobody can say."""
    try:
        return bool(check(one, expected))
    except TypeError:  # a protocol that only type checkers know
        return True


def _unexpected(node: Node, what: str, expected: type) -> ConfigError:
    origin = None if node.standing is None else node.standing.origin("_target_")
    name = f"{expected.__module__}.{expected.__qualname__}".removeprefix("builtins.")
    target = node.special["_target_"]
    message = f"{target if isinstance(target, str) else 'the target'} {what}, which is no {name}"
    return ConfigError(Problem(message, key=below(node, "_target_"), value=target, expected=name, origin=origin))
