"""Parameters: what callables of every kind take, with annotations evaluated one by one."""

# ruff: noqa: ARG001, ARG003, ARG004, PYI034  functions and classes whose signature is their point

from __future__ import annotations

import collections
import decimal
import functools
from dataclasses import InitVar, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, NotRequired, Required

import pytest
from typing_extensions import TypedDict, Unpack

from typedconf.targets.parameters import evaluated, parameters_of, result_of
from typedconf.trees import ABSENT

if TYPE_CHECKING:
    from nowhere import Nothing  # type: ignore[import-not-found]


def function(a: int, /, b: str = "x", *rest: float, c: Nothing, **options: list[int]) -> int:
    """A function with each kind of parameter."""
    return 0


class Class:
    """A class with methods of each kind."""

    def __init__(self, a: Class | None) -> None:
        self.a = a

    @classmethod
    def of(cls, b: int) -> Class:
        """A class method."""
        return cls(None)

    @staticmethod
    def make(c: int) -> Class:
        """A static method."""
        return Class(None)

    def __call__(self, d: int) -> None:
        """What an object takes when it is called."""


class ByNew:
    """A class that takes its arguments before there is an object."""

    def __new__(cls, a: int) -> ByNew:
        """Takes one."""
        return super().__new__(cls)


class Passing(type):
    """A metaclass that passes everything on."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Passes everything on."""
        return super().__call__(*args, **kwargs)


class Passed(metaclass=Passing):
    """A class whose own signature hides behind its metaclass."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Passed:
        """Says nothing of what it takes."""
        return super().__new__(cls)

    def __init__(self, a: int) -> None:
        self.a = a


@dataclass
class Data:
    """A dataclass."""

    a: int
    b: list[Data] = field(default_factory=list)
    c: InitVar[int] = 3
    d: int = field(default=0, init=False)


class Pair(NamedTuple):
    """A named tuple."""

    a: int
    b: int = 0


class Options(TypedDict, total=False):
    """Arguments by name."""

    a: Required[int]
    b: str


class MoreOptions(Options):
    """Further ones."""

    c: NotRequired[int]
    d: float


def unpacked(**options: Unpack[MoreOptions]) -> None:
    """A function with options that a TypedDict names."""


def outer(wrapped: Any) -> Any:
    """A decorator that is well-behaved."""

    @functools.wraps(wrapped)
    def inner(*args: Any, **kwargs: Any) -> Any:
        return wrapped(*args, **kwargs)

    return inner


@outer
def decorated(a: int) -> int:
    """A function behind a decorator."""
    return a


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (function, {"a": int, "b": str, "c": Any}),
        (functools.partial(function, 1, c=2), {"b": str, "c": Any}),
        (decorated, {"a": int}),
        (Class, {"a": Class | None}),
        (Class.of, {"b": int}),
        (Class.make, {"c": int}),
        (Class(None), {"d": int}),
        (Class(None).__call__, {"d": int}),
        (ByNew, {"a": int}),
        (Passed, {"a": int}),
        (Data, {"a": int, "b": list[Data], "c": int}),
        (Pair, {"a": int, "b": int}),
        (unpacked, {"a": int, "b": str, "c": int, "d": float}),
        (decimal.Decimal, {"value": Any, "context": Any}),
        (object, {}),
    ],
)
def test_callables_of_every_kind_say_what_they_take(target: Any, expected: dict[str, Any]) -> None:
    """Without what is bound already, each annotation evaluated, ``Any`` where it can't be or is none."""
    found = parameters_of(target)
    assert found is not None
    assert {name: parameter.annotation for name, parameter in found.named.items()} == expected


def test_the_kinds_of_parameters_are_told_apart() -> None:
    """What goes by position, what has no default, and of what types all others are."""
    found = parameters_of(function)
    assert found is not None
    assert [parameter.name for parameter in found.by_position] == ["a", "b"]
    assert [name for name, parameter in found.named.items() if parameter.default is ABSENT] == ["a", "c"]
    assert (found.items, found.others) == (float, list[int])


def test_unpacked_options_may_be_left_out_as_the_typeddict_says() -> None:
    """Only those that are required have no default, and no other option is taken."""
    found = parameters_of(unpacked)
    assert found is not None
    assert [name for name, parameter in found.named.items() if parameter.default is ABSENT] == ["a", "d"]
    assert found.others is ABSENT


@pytest.mark.parametrize("target", [dict, int, range, 3, "text", None])
def test_what_does_not_tell_gives_nothing(target: Any) -> None:
    """Built-ins without a signature, and what can't be called."""
    assert parameters_of(target) is None


class WrongSignature:
    """A class that says nonsense of itself."""

    __signature__ = 3


class Endless:
    """A callable that wraps itself."""

    def __call__(self, a: int) -> None:
        """Takes one."""

    def __getattr__(self, name: str) -> Any:
        if name == "__wrapped__":
            return self
        raise AttributeError(name)


@pytest.mark.parametrize("target", [WrongSignature, Endless()])
def test_a_hostile_signature_is_none(target: Any) -> None:
    """Whatever goes wrong while a signature is read, there is none."""
    assert parameters_of(target) is None


def test_an_object_that_answers_nothing_takes_nothing() -> None:
    """One whose every attribute raises, but for its class."""

    class Raising:
        def __getattribute__(self, name: str) -> Any:
            if name == "__class__":
                return Raising
            raise RuntimeError(name)

        def __call__(self, a: int) -> None:
            pass

    assert parameters_of(Raising()) is None


@pytest.mark.parametrize("text", ["1 / 0", "nowhere.Nothing", "][", "(" * 1000, "raise_('x')", "", "Nothing[int]"])
def test_an_annotation_that_cannot_be_evaluated_is_any(text: str) -> None:
    """Whatever it raises."""
    assert evaluated(text, [globals()]) is Any


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (Class, Class),
        (Class.make, Class),
        (Class.of, Class),
        (function, int),
        (unpacked, type(None)),
        (outer, None),
        (decorated, None),  # a decorator may give something else
        (collections.OrderedDict, collections.OrderedDict),
        (len, None),
    ],
)
def test_the_class_of_a_result_is_known_where_it_is_said(target: Any, expected: type | None) -> None:
    """A class gives its own objects, a function what its annotation says."""
    assert result_of(target) is expected


def optional() -> int | None:
    """A function that may give nothing."""
    return None


def test_a_union_is_no_class_of_a_result() -> None:
    """One of several is not known."""
    assert result_of(optional) is None
