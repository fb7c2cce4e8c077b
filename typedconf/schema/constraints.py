"""What stands in an ``Annotated`` goes in, the clauses that it adds to a noun come out: ``of at least 1``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_BOUNDS: Final[Mapping[str, str]] = {"gt": "greater than", "ge": "of at least", "lt": "less than", "le": "of at most"}
_TIMES: Final[Mapping[str, str]] = {"gt": "after", "ge": "not before", "lt": "before", "le": "not after"}


class Constraints:
    """The constraints of one type, whoever made them: annotated-types, or Pydantic in its several ways."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[Any]) -> None:
        self._items: Final = tuple(items)

    def applied(self, noun: str) -> str:
        """``noun`` with the clauses that the constraints add to it."""
        if noun == "bytes":
            return self.sizes("bytes") or noun
        if noun == "a text":
            size = self.sizes("characters")
            return " ".join([noun, *([f"of {size}"] if size else []), *self._patterns()])
        bounds = " and ".join(self._bounds(_TIMES if noun.startswith(("a date", "a time")) else _BOUNDS))
        return " ".join([noun, *([bounds] if bounds else []), *self._multiples(), *self._digits()])

    def sizes(self, unit: str, *, singular: str | None = None) -> str:
        """How many there may be: ``2 to 4 items``; empty where nothing says so. ``singular`` is one of the unit."""
        least = max(self._values("min_length"), default=0)
        most = min(self._values("max_length"), default=None)
        if most is None:
            return f"at least {counted(least, unit, singular)}" if least else ""
        if least == most:
            return counted(most, unit, singular)
        return f"{least} to {counted(most, unit)}" if least else f"at most {counted(most, unit, singular)}"

    def _values(self, name: str) -> Iterator[Any]:
        """What the constraints say under ``name``."""
        found = (getattr(item, name, None) for item in self._items)
        return (value for value in found if value is not None)

    def _bounds(self, words: Mapping[str, str]) -> Iterator[str]:
        bounds = {name: value for name in words for value in self._values(name)}
        if "ge" in bounds and "le" in bounds:
            yield f"from {bounds.pop('ge')} to {bounds.pop('le')}"
        for name, value in bounds.items():
            yield f"{words[name]} {value}"

    def _multiples(self) -> Iterator[str]:
        for value in self._values("multiple_of"):
            yield f"that is a multiple of {value}"

    def _patterns(self) -> Iterator[str]:
        for pattern in self._values("pattern"):
            yield f"that matches {getattr(pattern, 'pattern', pattern)}"

    def _digits(self) -> Iterator[str]:
        for most in self._values("max_digits"):
            yield f"of at most {counted(most, 'digits')}"
        for most in self._values("decimal_places"):
            yield f"with at most {counted(most, 'decimal places')}"


def counted(number: int, unit: str, singular: str | None = None) -> str:
    """``1 item``, ``2 items``."""
    return f"{number} {(singular or unit.removesuffix('s')) if number == 1 else unit}"
