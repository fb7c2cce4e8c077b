"""How types and values are written."""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal

import pytest

from typedconf.schema.annotations import Bare
from typedconf.schema.notation import choices_of, item_keys, text_of, values_of, without_wrappers


class Mode(Enum):
    """Two modes."""

    FAST = "fast"
    SLOW = 2


@pytest.mark.parametrize(
    ("annotation", "keys"),
    [
        (list[int], [("[]", 0)]),
        (tuple[int, ...], [("[]", 0)]),
        (tuple[int, str], [("[0]", 0), ("[1]", 1)]),
        (tuple, [("[]", 0)]),
        (dict[str, int], [(".<key>", "<key>")]),
        (int, []),
    ],
)
def test_keys_of_items(annotation: Any, keys: list[tuple[str, Any]]) -> None:
    """An item is written by its position where each has its own type, else by a mark."""
    assert list(item_keys(annotation)) == keys


@pytest.mark.parametrize(
    ("annotation", "values"),
    [
        (bool, (True, False)),
        (Mode, (Mode.FAST, Mode.SLOW)),
        (Literal["a", 1], ("a", 1)),
        (list[bool], (True, False)),
        (list, ()),
        (int, ()),
        (Enum, ()),
    ],
)
def test_values_of_a_type(annotation: Any, values: tuple[Any, ...]) -> None:
    """Bools, literals and enums have values that can be listed, and lists of these have their items'."""
    assert values_of(annotation) == values


def test_choices_are_those_of_all_types() -> None:
    """The types of a union have their choices together, each once, or none where one of them takes anything."""
    assert choices_of([Bare(Mode), Bare(Literal["fast", "auto"])]) == ("fast", "2", "auto")
    assert choices_of([Bare(Mode), Bare(str)]) == ()
    assert choices_of([]) == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (1.5, "1.5"),
        ("a.b", "a.b"),
        (Mode.FAST, "fast"),
        (Mode.SLOW, "2"),
    ],
)
def test_values_as_one_writes_them(value: Any, text: str) -> None:
    """Scalars are written as YAML has them, an enum's member as its value."""
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("int", "int"),
        ("Annotated[int, Field(gt=0)]", "int"),
        ("t.Annotated[list[Annotated[int, 1]], 2] | None", "list[int] | None"),
        ("NotRequired[Required[int]]", "int"),
        ("Final", "Final"),
        ("dict[str, ReadOnly[int]]", "dict[str, int]"),
        ("Annotated[", "Annotated["),
    ],
)
def test_types_without_wrappers(written: str, shown: str) -> None:
    """What is wrapped around a type is left out of its text; what is no expression stays."""
    assert without_wrappers(written) == shown
