"""Option: the names that a field has of its own on the command line, in ``Annotated[int, Option("-b", "--batch")]``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import Problem, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# One dash or two, then a letter: what begins with a digit is a negative number.
_NAME: Final = re.compile(r"--?[^\W\d_][^\s=/]*")


class Option:
    """A field's own names on the command line, beside that of its key: ``-b``, ``--batch``; of a bool ``--on/--off``.

    Where a name has a second part behind a slash, that one gives false.

    Raises:
        StoreError: there are no names, or one is none.
    """

    __slots__ = ("names",)

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        if not names:
            raise StoreError(Problem('Option takes the names of an option: Option("-b", "--batch")'))
        for name in names:
            if not isinstance(name, str) or not all(map(_NAME.fullmatch, name.split("/", 1))):
                message = f"{name!r} is no name of an option; it begins with one dash or two and a letter: --batch, -b"
                raise StoreError(Problem(message, value=name, expected="a name such as --batch"))
        object.__setattr__(self, "names", names)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an Option can't be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an Option can't be changed: {name}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Option):
            return NotImplemented
        return self.names == other.names

    def __hash__(self) -> int:
        return hash(self.names)

    def __repr__(self) -> str:
        return f"Option({', '.join(map(repr, self.names))})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Option, self.names


def option_names(metadata: Iterable[Any]) -> tuple[str, ...]:
    """The names that the metadata of a field gives it, as they are written there: by an Option, or by Typer's own."""
    return tuple(dict.fromkeys(name for item in metadata for name in _names_in(item)))


def _names_in(item: Any) -> Iterator[str]:
    if isinstance(item, Option):
        yield from item.names
    elif type(item).__name__ == "OptionInfo" and type(item).__module__.startswith("typer."):
        # in an Annotated, the first name takes the place of the default
        for name in (item.default, *(item.param_decls or ())):
            if isinstance(name, str) and all(map(_NAME.fullmatch, name.split("/", 1))):
                yield name
