"""The whole way from files and overrides to an object: what is wrong on it is told once, at its place."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from pydantic import BaseModel, Field

from typedconf import (
    Composer,
    Composition,
    Config,
    ConfigError,
    ConfigStore,
    MissingValue,
    Override,
    parse_override,
    plain,
)

Tree: TypeAlias = Callable[[dict[str, str]], Path]
Place: TypeAlias = tuple[str, str, str]


class Part(BaseModel):
    """A model that lists, mappings and optional fields hold."""

    n: int
    s: str = "x"


class App(BaseModel):
    """The root schema."""

    a: int = 0
    parts: list[Part] = []
    named: dict[str, Part] = {}
    maybe: Part | None = None
    spelt: int = Field(0, alias="spelt-so")
    free: Config | None = None
    b: int = 0
    c: int = 0


def told(composition: Composition[Any]) -> list[Place]:
    """Key, message and place of every problem."""
    return [(problem.key, problem.message, str(problem.origin)) for problem in composition.problems]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: null", [("a", "no value", "1:4")]),
        ("parts: [{n: 1}, {n: x}]", [("parts[1].n", "not a whole number: 'x'", "1:21")]),
        ("parts: [{n: 1, zz: 2}]", [("parts[0].zz", "no such key in Part", "1:16")]),
        ("named:\n  k: {n: []}", [("named.k.n", "not a whole number: []", "2:10")]),
        ("maybe:\n  n: 1\n  t: 2", [("maybe.t", "no such key in Part", "3:3")]),
        ("spelt-so: q", [("spelt-so", "not a whole number: 'q'", "1:11")]),
        ("spelt: 1", [("spelt", "no such key in App; did you mean spelt-so?", "1:1")]),
    ],
)
def test_a_wrong_value_is_told_at_its_place(tree: Tree, text: str, problems: list[Place]) -> None:
    """In lists, mappings and optional models too, by the key that the tree spells."""
    found = told(Composer(tree({"config.yaml": text})).compose("config", schema=App))
    assert found == [(key, message, f"conf/config.yaml:{place}") for key, message, place in problems]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("a: ${nope}\nb: ${a}\nc: ${b}", ["a"]),
        ("a: ${b}\nb: ${a}\nc: ${a}", ["a"]),
        ("a: ${oc.env:TYPEDCONF_NO_SUCH}\nb: ${nope}", ["a", "b"]),
        ("a: x\nb: ${a}\nc: ${b}", ["a"]),
        ("a: ???\nb: ${a}", ["a"]),
        ("maybe: ${nope}\na: ${maybe.n}", ["maybe"]),
    ],
)
def test_what_refers_to_a_mistake_is_none(tree: Tree, text: str, keys: list[str]) -> None:
    """A broken interpolation, or a wrong or missing value, is one problem, however many refer to it."""
    composition = Composer(tree({"config.yaml": text})).compose("config", schema=Need if "???" in text else App)
    assert [problem.key for problem in composition.problems] == keys


class Need(BaseModel):
    """A schema that requires its value."""

    a: int
    b: int = 0


def test_a_part_that_stays_untyped_raises_when_read(tree: Tree) -> None:
    """Below a field that is a Config, ``???`` and broken interpolations are nobody's mistake before."""
    value = Composer(tree({"config.yaml": "free: {x: '???', y: 1, z: '${.y}'}\n"})).compose("config", schema=App).value
    assert value.free is not None
    assert value.free.z == 1
    with pytest.raises(MissingValue):
        _ = value.free.x


def test_another_schema_has_problems_of_its_own(tree: Tree) -> None:
    """One composition is asked for two schemas; neither answer stays behind in it."""
    composition = Composer(tree({"config.yaml": "b: 1\n"})).compose("config", schema=App)
    with pytest.raises(ConfigError) as caught:
        composition.validate(Need)
    assert [problem.key for problem in caught.value.problems] == ["a"]
    assert (composition.problems, composition.value.b) == ((), 1)


def test_each_job_of_a_grid_is_validated_by_itself(tree: Tree) -> None:
    """What is wrong in one job leaves the others alone."""
    jobs = Composer(tree({"config.yaml": "a: 0\n"})).expand("config", "a=1,x,3", schema=App)
    assert [[problem.value for problem in job.problems] for job in jobs] == [[], ["x"], []]


def test_what_resolvers_do_to_their_arguments_and_results_stays_there(tree: Tree) -> None:
    """A resolver that changes the list it was given, or keeps the one it gave, has no hold on the composition."""
    store = ConfigStore()
    kept = [1]

    @store.resolver("grow")
    def grow(items: Any) -> int:
        items.append(9)
        return len(items)

    store.resolver("kept")(lambda: kept)
    composer = Composer(tree({"config.yaml": "l: [1]\nn: ${grow:${l}}\nk: ${kept:}\n"}), store=store)
    config = composer.compose("config").config
    assert config.n == 2
    plain(config)["k"].append(5)
    assert (plain(config), kept) == ({"l": [1], "n": 2, "k": [1]}, [1])
    assert composer.compose("config").tree["l"] == [1]


def by_pickle(thing: Any) -> Any:
    """Through bytes and back."""
    return pickle.loads(pickle.dumps(thing))


@pytest.mark.parametrize("travel", [by_pickle, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("text", ["a=1", "+a.b={c: [1, x]}", "~a", "a=range(1,4)", "a=choice(1,2)", "m=append(1)"])
def test_an_override_travels(travel: Callable[[Any], Any], text: str) -> None:
    """All it says is there, its places too."""
    override = parse_override(text)
    twin = travel(override)
    assert isinstance(twin, Override)
    assert (twin, str(twin.origin), twin.key, twin.operation) == (
        override,
        str(override.origin),
        override.key,
        override.operation,
    )
    assert (twin.has_value, twin.merge, twin.is_sweep) == (override.has_value, override.merge, override.is_sweep)
    assert twin.place(()) == override.place(())


@pytest.mark.parametrize("travel", [by_pickle, copy.copy, copy.deepcopy])
def test_the_value_of_a_schema_with_an_untyped_part_travels(tree: Tree, travel: Callable[[Any], Any]) -> None:
    """A Config inside a model takes its answers along."""
    composition = Composer(tree({"config.yaml": "free: {y: 1, z: '${.y}'}\n"})).compose("config", schema=App)
    twin = travel(composition.value)
    assert isinstance(twin, App)
    assert twin.free is not None
    assert twin.free.z == 1
