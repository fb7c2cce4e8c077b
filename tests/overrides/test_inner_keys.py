"""Where a key within an override's mapping stands in the text, for the carets below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel

from typedconf import Composer, OverrideError, parse_override

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "path", "marked"),
    [
        ("a={b:1,foo:2}", ("foo",), "foo"),
        ("+a={ b : 1 , foo : {x: 1}}", ("foo",), "foo"),
        ("a={b:{c:1,foo:2}}", ("b", "foo"), "foo"),
        ("a={b:[1,{foo:2}]}", ("b", 1, "foo"), "foo"),
        ("a={'x,y':2}", ("x,y",), "'x,y'"),
        ('a={b:"{,",foo:2}', ("foo",), "foo"),
        ("a=[1,2]", (1,), None),
        ("a={b:1}", ("nobody",), None),
        ("a=1", (), None),
    ],
)
def test_a_key_within_a_mapping_has_its_place(text: str, path: tuple[Any, ...], marked: str | None) -> None:
    """Its column and its length, quotes included; nothing else has one."""
    found = parse_override(text).place_of_inner_key(path)
    assert (None if found is None else text[found[0] - 1 :][: found[1]]) == marked


class Part(BaseModel):
    """A part with a number."""

    lr: float


class App(BaseModel):
    """A part."""

    part: Part


def test_an_unknown_key_within_a_mapping_is_marked(tree: Callable[[dict[str, str]], Path]) -> None:
    """With a schema and without one."""
    composer = Composer(tree({"config.yaml": "part: {lr: 1}\n"}))
    with pytest.raises(OverrideError) as caught:
        composer.compose("config", "part={lr:3,foo:1}")
    (other,) = composer.compose("config", "part={lr:3,foo:1}", schema=App).problems
    for problem in (*caught.value.problems, other):
        assert problem.origin is not None
        assert (problem.origin.column, problem.span) == (12, 3)
