"""Deprecated fields that a config sets: which are told, and in which words."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field
from typing_extensions import deprecated

from typedconf.schema.deprecation import deprecated_keys, may_deprecate
from typedconf.schema.rules import SchemaRules


class Old(BaseModel):
    """Fields of every kind of deprecation."""

    new: int = 0
    old: int = Field(0, deprecated="use new", alias="former")
    plain: int = Field(0, deprecated=True)
    kept: int = Field(0, deprecated=False)
    marked: Annotated[int, deprecated("gone soon")] = 0


class New(BaseModel):
    """A member of a union without any."""

    new: int = 0
    plain: int = 0


class App(BaseModel):
    """Holds them in every way."""

    old: Old = Old()
    many: list[Old] = []
    named: dict[str, Old | None] = {}
    either: Old | New = New()
    anything: Any = None
    again: App | None = None


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({}, []),
        ({"old": {"new": 1, "kept": 1}}, []),
        ({"old": {"former": 1}}, [(("old", "former"), "deprecated: use new")]),
        ({"old": {"plain": 1}}, [(("old", "plain"), "deprecated")]),
        ({"old": {"marked": 1}}, [(("old", "marked"), "deprecated: gone soon")]),
        (
            {"many": [{}, {"former": 1}], "named": {"a": {"plain": "???"}}},
            [(("many", 1, "former"), "deprecated: use new"), (("named", "a", "plain"), "deprecated")],
        ),
        ({"either": {"plain": 1}}, []),
        ({"either": {"former": 1}}, [(("either", "former"), "deprecated: use new")]),
        ({"anything": {"former": 1}, "again": {"old": {"plain": 1}}}, [(("again", "old", "plain"), "deprecated")]),
    ],
    ids=str,
)
def test_deprecated_keys_are_told(tree: Any, expected: list[Any]) -> None:
    """With the author's words, in tree order; of a union only what no member keeps."""
    assert list(deprecated_keys(SchemaRules(App), tree)) == expected


@pytest.mark.parametrize(
    ("schema", "expected"), [(App, True), (list[Old], True), (New, False), (dict[str, int], False)]
)
def test_most_schemas_deprecate_nothing(schema: Any, expected: bool) -> None:  # noqa: FBT001
    """Then no tree is looked through."""
    assert may_deprecate(SchemaRules(schema)) is expected
