"""Merge: how the lists of a field's layers become one, in ``Annotated[list[str], Merge("append")]``."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias, get_args, overload

from typedconf.errors import Problem, StoreError, did_you_mean, nearest_name

Rule: TypeAlias = Literal["append", "prepend", "unique", "replace"]

_RULES: Final[tuple[Rule, ...]] = get_args(Rule)


class Merge:
    """A merge rule: what a layer's list does with that of the layers below, the schema's default included.

    ``append`` and ``prepend`` put the items behind or before, ``unique`` appends those that are not there yet, and
    ``replace`` is what lists do without a rule. ``by`` names a key of the items, which are mappings: those with an
    equal one merge in place, the others are appended.

    Raises:
        StoreError: there is no such rule, or not exactly one of ``rule`` and ``by``.
    """

    __slots__ = ("by", "rule")

    rule: Rule | None
    by: str | None

    @overload
    def __init__(self, rule: Rule) -> None: ...
    @overload
    def __init__(self, *, by: str) -> None: ...
    def __init__(self, rule: Any = None, *, by: Any = None) -> None:
        if (rule is None) == (by is None):
            raise StoreError(Problem('Merge takes a rule or the key of the items: Merge("append"), Merge(by="name")'))
        if rule is not None and rule not in _RULES:
            near = nearest_name(rule, _RULES) if isinstance(rule, str) else None
            message = f"no merge rule {rule!r}{did_you_mean(near)}"
            raise StoreError(Problem(message, value=rule, expected=f"one of {', '.join(_RULES)}", suggestion=near))
        if by is not None and (not isinstance(by, str) or not by):
            raise StoreError(Problem(f"by={by!r} is no key of an item", value=by, expected="text"))
        object.__setattr__(self, "rule", rule)
        object.__setattr__(self, "by", by)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Merge can't be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Merge can't be changed: {name}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Merge):
            return NotImplemented
        return (self.rule, self.by) == (other.rule, other.by)

    def __hash__(self) -> int:
        return hash((self.rule, self.by))

    def __repr__(self) -> str:
        return f"Merge({self.rule!r})" if self.by is None else f"Merge(by={self.by!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (self.rule, self.by)


def _remade(rule: Any, by: Any) -> Merge:
    """The same rule again: what pickle and copy call, since nothing can be set on one that is there."""
    return Merge(rule) if by is None else Merge(by=by)
