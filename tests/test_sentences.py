"""What is said of a composition beside what is wrong with single values: parts, references, old keys, settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import BaseModel, Field

from typedconf import Composer, Composition, ConfigError

Tree: TypeAlias = Callable[[dict[str, str]], Path]


class Part(BaseModel):
    """A part with a number."""

    lr: float


class App(BaseModel):
    """Two parts that are required, and an old key."""

    training: Part
    optimizer: Part
    old: int = Field(1, deprecated="use training.lr")
    made: list[int] = Field(default_factory=lambda: [1], deprecated=True)


FILES = {
    "config.yaml": "training: 3\noptimizer: {lr: '${training.lr}'}\n",
    "bare.yaml": "old: 1\n",
    "training/default.yaml": "lr: 1\n",
    "optimizer/series/adamw.yaml": "# @package optimizer\nlr: 1\n",
}


def composed(tree: Tree, *words: str) -> Composition[Any]:
    """A composition of FILES."""
    return Composer(tree(FILES)).compose(*words, schema=App)


def test_a_reference_into_what_is_wrong_is_not_told(tree: Tree) -> None:
    """What has no keys is told once, at its own place."""
    assert [(problem.key, problem.message) for problem in composed(tree, "config").problems] == [
        ("training", "not a mapping: 3")
    ]


def test_a_part_that_a_group_would_fill(tree: Tree) -> None:
    """The options of groups that land there come first; a group that is chosen is not advised."""
    assert [(problem.message, problem.suggestion) for problem in composed(tree, "bare").problems] == [
        ("missing; choose +training=default, or set it with training.lr=…", "+training=default"),
        ("missing; choose +optimizer/series=adamw, or set it with optimizer.lr=…", "+optimizer/series=adamw"),
    ]
    assert not composed(tree, "bare", "+training=default", "+optimizer/series=adamw").problems


def test_a_deprecated_key_is_told_where_it_is_set(tree: Tree) -> None:
    """With the author's words, at the key; what only defaults bring is not told."""
    composition = composed(tree, "bare", "+training=default", "+optimizer/series=adamw")
    assert not composition.problems
    (warning,) = composition.warnings
    assert str(ConfigError(warning)).splitlines() == [
        "old: deprecated: use training.lr",
        "  file         conf/bare.yaml:1:1",
        "               old: 1",
        "               ^^^",
    ]


def test_a_run_folder_that_is_asked_for_is_told(tree: Tree) -> None:
    """One warning, at the override that asks for it."""
    (warning,) = composed(tree, "config", "hydra.run.dir=out", "hydra.job.chdir=true").warnings
    assert str(ConfigError(warning)).splitlines() == [
        "hydra.run.dir: run folders are not there yet: hydra.run.dir and hydra.job.chdir have no effect",
        "  override     hydra.run.dir=out",
        "                             ^^^",
    ]


def test_a_value_that_names_an_option_shows_the_choice(tree: Tree) -> None:
    """Where an override hits a part that a group fills."""
    composition = composed(tree, "bare", "+training=default", "+optimizer/series=adamw", "training.name=default")
    assert [problem.message for problem in composition.problems] == [
        "no such key in Part\nto choose the option, write training=default"
    ]
