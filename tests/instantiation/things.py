"""What the tests of instantiating build."""

from __future__ import annotations

from typing import Any, ClassVar


class Made:
    """Remembers what it was made from; equal to another that was made from the same."""

    count: ClassVar[int] = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.args = args
        self.kwargs = kwargs

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(*{self.args}, **{self.kwargs})"

    class Inner:
        """A class within a class."""

        def __init__(self, x: int = 0) -> None:
            self.x = x

    @classmethod
    def by_class(cls, **kwargs: Any) -> Made:
        """Makes one in another way."""
        return cls("by_class", **kwargs)

    @staticmethod
    def by_nobody(x: int) -> int:
        """Gives its argument."""
        return x


class Child(Made):
    """A narrower thing."""


class Other:
    """Something else."""


def add(a: int, b: int = 10) -> int:
    """The sum."""
    return a + b


def divided(a: float, b: float, /, *, digits: int = 2) -> float:
    """Takes two numbers by position only."""
    return round(a / b, digits)


def permitted(allow: str, share: str) -> tuple[str, str]:
    """Has parameters of its own with the names of ours."""
    return allow, share


def failing(**kwargs: Any) -> None:
    """Raises whatever it is called with."""
    raise LookupError(f"no luck with {sorted(kwargs)}")


number = 3
