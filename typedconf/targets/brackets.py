"""What stands in the brackets of ``Target[…]``: a text or a type goes in, the path of what is built comes out."""

from __future__ import annotations

import re
import types
from typing import Any, Final, TypeVar, get_origin

from typedconf.errors import Problem, StoreError
from typedconf.targets import accepts_any

# A path may have arguments for the checkers' sake: "torch.utils.data.DataLoader[int]".
_FORWARD_REFERENCE: Final = re.compile(r"([^\W\d]\w*+(?:\.[^\W\d]\w*+)*+)(?:\[.+\])?", re.DOTALL)


class TargetPath:
    """The dotted path in the brackets. No text, because who evaluates annotations takes a text for a reference."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text: Final = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TargetPath) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return repr(self.text)

    def __str__(self) -> str:
        return self.text


class Bracketed(types.GenericAlias):
    """What ``Target["m.C"]`` gives: a base of classes, an annotation, and a way to make a node by hand.

    As a base it is replaced by the class before the brackets, as Python does for every generic alias.
    """

    def __call__(self, **arguments: Any) -> Any:
        """A node with these arguments; without a class of its own, it keeps the path beside them."""
        origin: Any = self.__origin__
        return named(origin(**arguments), self)


def checked_product(name: str, item: Any) -> Any:
    """What is kept of ``item`` in the brackets of the class called ``name``.

    Raises:
        StoreError: ``item`` is neither a dotted path nor a type.
    """
    if isinstance(item, str):
        found = _FORWARD_REFERENCE.fullmatch(item)
        if found is not None and _is_safe(found[1]):
            return TargetPath(found[1])
        message = f"{name}[{item!r}]: not the dotted path of a class, as torch.optim.AdamW is one"
        raise StoreError(Problem(message, value=item))
    if item is None or item is Any or isinstance(item, type | TypeVar | TargetPath) or get_origin(item) is not None:
        return item
    raise StoreError(Problem(f"{name}[{item!r}]: neither the dotted path of a class nor a type", value=item))


def is_path_item(item: Any) -> bool:
    """Whether it is a path in brackets, as it was written or as it is kept."""
    return isinstance(item, str | TargetPath)


def product_of(cls: type) -> Any:
    """What the brackets of a base of ``cls`` say that it builds; None without any."""
    bases = cls.__dict__.get("__orig_bases__", ())
    return next((_product_in(base) for base in bases if isinstance(base, Bracketed)), None)


def _product_in(brackets: Bracketed) -> Any:
    """What is built, among what else stands in the brackets of a generic class."""
    origin: Any = brackets.__origin__
    return brackets.__args__[origin.__target_position__]


def path_of(product: Any) -> str | None:
    """The path of what stands in brackets; None where that is a variable, or a type that is no class."""
    if isinstance(product, TargetPath):
        return product.text
    cls = get_origin(product) or product
    if cls is Any:
        return None  # which is a class, since Python 3.11
    return f"{cls.__module__}.{cls.__qualname__}" if isinstance(cls, type) else None


def checked_path(cls: type, product: Any, target: Any) -> str | None:
    """The path that ``cls`` names, by ``target=`` or else in its brackets; None where it names nothing.

    Raises:
        StoreError: no path leads to what it names.
    """
    if target is not None:
        if isinstance(target, str) and is_path(target):
            return target
        message = f"{cls.__name__}: target={target!r} is not a dotted path of a module and a name in it"
        raise StoreError(Problem(message, value=target))
    path = path_of(product)
    if path is None or is_path(path):
        return path
    why = "is defined inside a function" if "<locals>" in path else "names no module"
    message = f"{cls.__name__}: {path!r} {why}; give the whole path of what builds it as target="
    raise StoreError(Problem(message, value=path))


def is_path(text: str) -> bool:
    """Whether it may lead to something: a module and a name in it at least."""
    return "." in text and all(map(str.isidentifier, text.split("."))) and _is_safe(text)


def _is_safe(path: str) -> bool:
    """Whether no segment reaches for Python's own attributes; a script's own classes are in ``__main__``."""
    return not any(segment.startswith("__") for segment in path.removeprefix("__main__.").split("."))


def named(node: Any, annotation: Bracketed) -> Any:
    """The node itself, with its target among its arguments where its class takes every one and none names it."""
    path = path_of(_product_in(annotation))
    if path is not None and accepts_any(type(node)):
        node.__pydantic_extra__.setdefault("_target_", path)
    return node
