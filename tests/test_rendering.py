"""Plain data and YAML text of configs, models and everything else that holds settings."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, RootModel, SecretStr

from typedconf.config import Config
from typedconf.errors import ConfigError, InterpolationError, MissingValue
from typedconf.interpolation.facts import Facts
from typedconf.interpolation.resolution import Resolution
from typedconf.rendering import plain, to_yaml
from typedconf.trees import Rules


class Colour(enum.Enum):
    """An enum of text."""

    RED = "red"


class Numbers(RootModel[list[int]]):
    """A model that is a list."""


class Inner(BaseModel):
    """A model of what is no plain data."""

    path: PurePosixPath = PurePosixPath("a/b")
    colour: Colour = Colour.RED
    password: SecretStr = SecretStr("hunter2")


class Narrow(Inner):
    """A model that may stand where an Inner is declared."""

    more: int = 1


class Outer(BaseModel):
    """A model of models."""

    inner: Inner = Field(default_factory=Narrow, alias="in")
    numbers: Numbers = Numbers([1])
    when: datetime = datetime(2026, 1, 2, tzinfo=UTC)
    price: Decimal = Decimal("1.10")


@dataclass
class Point:
    """A dataclass."""

    x: int = 1
    tags: set[str] = field(default_factory=lambda: {"a"})


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Config({"a": "${b}", "b": {"c": [1]}}), {"a": {"c": [1]}, "b": {"c": [1]}}),
        (Config({"a": "${b}", "b": {"c": [1]}}).a, {"c": [1]}),
        ({"a": "${b}", "b": (1, 2)}, {"a": [1, 2], "b": [1, 2]}),
        (["${1}", 5], [5, 5]),
        (Point(), {"x": 1, "tags": ["a"]}),
        (Numbers([1, 2]), [1, 2]),
        ({"p": Point(), "i": Colour.RED}, {"p": {"x": 1, "tags": ["a"]}, "i": "red"}),
        (
            Outer(),
            {
                "in": {"path": "a/b", "colour": "red", "password": "???", "more": 1},
                "numbers": [1],
                "when": "2026-01-02T00:00:00+00:00",
                "price": "1.10",
            },
        ),
        (None, None),
        ("${x}", "${x}"),
        (1.5, 1.5),
    ],
)
def test_anything_becomes_plain_data(node: Any, expected: Any) -> None:
    """Views, mappings, models, dataclasses and what stands in them end as dicts, lists and scalars."""
    assert plain(node) == expected


def test_plain_data_is_the_callers_own() -> None:
    """Nothing is shared with the config, nor between a reference and its target."""
    config = Config({"a": "${b}", "b": {"c": [1]}, "d": {"e": []}})
    first = plain(config)
    first["a"]["c"].append(2)
    first["d"]["e"].append(2)
    assert first["b"] == {"c": [1]}
    assert plain(config) == {"a": {"c": [1]}, "b": {"c": [1]}, "d": {"e": []}}


def test_missing_values_raise_or_stay() -> None:
    """All missing values are reported together, or kept as ``???``."""
    config = Config({"a": "???", "b": [{"c": "???"}], "d": "${a}"})
    with pytest.raises(MissingValue) as caught:
        plain(config)
    assert [problem.key for problem in caught.value.problems] == ["a", "b[0].c"]
    assert plain(config, missing="keep") == {"a": "???", "b": [{"c": "???"}], "d": "???"}
    with pytest.raises(InterpolationError):
        plain({"a": "${nope}"}, missing="keep")


class Secrets(Rules):
    """One secret leaf."""

    def is_secret(self, path: tuple[Any, ...]) -> bool:
        """Whether it is that leaf."""
        return path == ("db", "password")


def test_secrets_are_masked_where_they_flow() -> None:
    """A secret is ``???``, and so is each text and result that it went into; its neighbours are not."""
    tree = {
        "db": {"password": "hunter2", "host": "h"},
        "url": "x:${db.password}@${db.host}",
        "again": "${url}",
        "copy": "${db}",
        "safe": "${db.host}",
        "keys": "${oc.decode:'${db.password}'}",
    }
    config = Config.over(Resolution(tree, facts=Facts.capture(), rules=Secrets(), view=Config.at))
    masked = {
        "db": {"password": "???", "host": "h"},
        "url": "???",
        "again": "???",
        "copy": {"password": "???", "host": "h"},
        "safe": "h",
        "keys": "???",
    }
    assert plain(config) == masked
    assert plain(config, secrets=True)["url"] == "x:hunter2@h"
    assert yaml.safe_load(to_yaml(config, resolve=True)) == masked
    assert "hunter2" not in to_yaml(config) + repr(config)
    assert yaml.safe_load(to_yaml(config))["url"] == tree["url"]


def test_yaml_keeps_or_resolves_interpolations() -> None:
    """The text holds the tree as written, its keys in their order; with resolve, its values."""
    config = Config({"b": "${a.x}", "a": {"x": 1, "l": ["é", None, True]}, "m": "???"})
    assert to_yaml(config) == "b: ${a.x}\na:\n  x: 1\n  l:\n  - é\n  - null\n  - true\nm: ???\n"
    assert to_yaml(config, resolve=True).startswith("b: 1\n")


def test_yaml_of_objects_is_that_of_their_data() -> None:
    """Models are written as plain data, secrets as ``???``."""
    assert to_yaml(Inner()) == "path: a/b\ncolour: red\npassword: ???\n"


@pytest.mark.parametrize(
    "text", ["1e5", "007", "1_000", "12:30", "yes", "y", "null", "~", "=", "2024-01-01", "0x1F", ".5", "", "<<"]
)
def test_texts_that_look_like_something_else_are_quoted(text: str) -> None:
    """A text that YAML would read as a number, word or date is quoted."""
    assert to_yaml({"a": text}) == f"a: '{text}'\n"


LEAVES = st.one_of(
    st.text(), st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.binary(max_size=9)
)
TREES = st.dictionaries(
    st.text(max_size=5),
    st.recursive(
        LEAVES, lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=4), below, max_size=3)
    ),
    max_size=4,
)


@given(TREES)
@settings(max_examples=300, deadline=None)
def test_yaml_reads_back_as_the_same(tree: dict[str, Any]) -> None:
    """What is written is read as the same values of the same types."""
    try:
        config = Config(tree)
    except ConfigError:
        return  # a text with "${" that is no interpolation
    assert repr(yaml.load(to_yaml(config), Loader=yaml.CSafeLoader)) == repr(tree)
