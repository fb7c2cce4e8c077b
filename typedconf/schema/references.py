"""ref: the text of an interpolation goes in, a field's default that only a composed config can tell comes out."""

from __future__ import annotations

from typing import Any, Final, TypeVar, overload

from typedconf.errors import InterpolationError, InterpolationSyntaxError, Problem

_T = TypeVar("_T")


class Ref:
    """A default factory that has no value itself: ``key`` is what it refers to, ``text`` the interpolation."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        self.key: Final = key

    @property
    def text(self) -> str:
        """The interpolation, as a config file would write it."""
        return f"${{{self.key}}}"

    def __call__(self) -> Any:
        """Never gives a value.

        Raises:
            InterpolationError: always, since whoever has a composition doesn't call it.
        """
        message = f"the default {self.text} has a value in a composed config only; give the field one"
        raise InterpolationError(Problem(message, value=self.text, expected="a value"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ref) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"ref({self.key!r})"


@overload
def ref(key: str) -> Any: ...
@overload
def ref(key: str, type: type[_T]) -> _T: ...
def ref(key: str, type: Any = None) -> Any:  # noqa: A002, ARG001  for type checkers alone
    """The default of a field, in a model or a dataclass, that is the value at another key: ``ref("training.lr")``.

    ``key`` is what stands in ``${…}``: a key, ``.lr`` for one beside the field, or a call such as ``oc.env:HOME``. A
    second argument tells type checkers the type. A model that is made by hand without the field raises
    InterpolationError.

    Raises:
        InterpolationSyntaxError: ``key`` is nothing that could stand there.
    """
    found = Ref(key)
    _check(found)
    # Pydantic takes this from dataclasses too; its own Field would be a plain value to a dataclass of Python's.
    from dataclasses import field  # noqa: PLC0415  loaded with the class that the field is in

    return field(default_factory=found)


def find_ref(info: Any) -> Ref | None:
    """The reference that the default of a field is, if it is one; ``info`` is Pydantic's or dataclasses' Field."""
    return info.default_factory if isinstance(info.default_factory, Ref) else None


def _check(found: Ref) -> None:
    """Does nothing for a reference that is one interpolation and nothing else."""
    from typedconf.interpolation.templates import Template, parse_template  # noqa: PLC0415  few schemas refer

    if not isinstance(found.key, str):
        raise InterpolationSyntaxError(Problem(f"ref({found.key!r}): not the text of a key", value=found.key))
    template = parse_template(found.text)
    if not isinstance(template, Template) or not template.whole:
        message = f"ref({found.key!r}): not one key or call that could stand in ${{…}}"
        raise InterpolationSyntaxError(Problem(message, value=found.key))
