"""Aliases: short names for keys and for whole overrides."""

from __future__ import annotations

from typing import Any

import pytest

from typedconf.errors import OverrideError
from typedconf.overrides import parse_overrides
from typedconf.overrides.aliases import Aliases

ALIASES = {"batch_size, bs": "trainer.batch_size", "v": "verbose=true", "nodb": "~db", "config": "cfg@_global_"}


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("bs=3", "trainer.batch_size=3"),
        ("batch_size=1,2", "trainer.batch_size=1,2"),
        ("++bs=[a=b]", "++trainer.batch_size=[a=b]"),
        ("~bs", "~trainer.batch_size"),
        ("config=x", "cfg@_global_=x"),
        ("v", "verbose=true"),
        ("nodb", "~db"),
        ("v=false", "v=false"),
        ("+v", "+v"),
        ("bs.x=1", "bs.x=1"),
        ("x=bs", "x=bs"),
        ("", ""),
    ],
)
def test_an_alias_is_expanded_once(text: str, expanded: str) -> None:
    """A key keeps its prefix and value; a complete override stands for the bare word alone."""
    assert Aliases(ALIASES).expand(text) == expanded


def test_texts_are_expanded_before_they_are_parsed() -> None:
    """A bare word is no override, but its alias may be one."""
    overrides = parse_overrides(["v", "bs=3"], ALIASES)
    assert [(override.key, override.value) for override in overrides] == [("verbose", True), ("trainer.batch_size", 3)]


@pytest.mark.parametrize(
    ("aliases", "message"),
    [
        ({"a": ""}, "hydra.aliases.a: an alias is a name for a key or an override, not ''"),
        ({"a": 1}, "hydra.aliases.a: an alias is a name for a key or an override, not 1"),
        (["a"], "hydra.aliases: aliases are a mapping from names to keys or overrides"),
        ({"a,": "b"}, "hydra.aliases: an alias without a name"),
        ({"a": "b", "c,a": "d=1"}, "hydra.aliases.a: the alias 'a' is there twice"),
    ],
)
def test_a_wrong_alias_is_named(aliases: Any, message: str) -> None:
    """The mapping is checked as a whole, whether the alias is used or not."""
    with pytest.raises(OverrideError) as caught:
        Aliases(aliases)
    assert str(caught.value.problems[0]) == message
