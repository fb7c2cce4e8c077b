"""What can be told of a composition: histories, values and what they read, without secrets."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from pydantic import BaseModel, SecretStr

from typedconf import Composer, Composition, ConfigError, NoSuchItem, Problem
from typedconf.trees import walk

Compose: TypeAlias = Callable[..., Composition[Any]]

FILES = {"config.yaml": "a: {x: 1, y: '${a.x}'}\nb: ${a}\nc: ${b.y}-${d}\nd: 4\nlist: [1, '${c}']\nbroken: ${nope}\n"}


class Login(BaseModel):
    """A root with a secret, and room for it elsewhere."""

    password: SecretStr | None = None
    url: str | None = None
    count: int = 0


def test_each_leaf_has_the_history_that_is_asked_for_alone(compose: Compose) -> None:
    """Asking for many changes nothing."""
    composition = compose(FILES, "a.x=2", "+a.z=3", "list=append(5)")
    explanation = composition.explanation()
    for path, _ in walk(explanation.tree()):
        assert explanation.history(path) == composition.history(explanation.key_of(path))


@pytest.mark.parametrize(
    ("key", "path"),
    [("a.x", ("a", "x")), ("b.x", ("a", "x")), ("list[1]", ("list", 1)), ("list.0", ("list", 0)), ("b", ("b",))],
)
def test_a_key_stands_where_references_lead(compose: Compose, key: str, path: tuple[Any, ...]) -> None:
    """A reference itself stands where it is written."""
    assert compose(FILES).explanation().path_of(key) == path


def test_there_is_no_path_of_an_absent_key(compose: Compose) -> None:
    """Nor of one behind a reference that leads nowhere."""
    for key in ("nope", "broken.x", "a.x.y"):
        with pytest.raises(NoSuchItem):
            compose(FILES).explanation().path_of(key)


@pytest.mark.parametrize(
    ("key", "read"),
    [
        ("a.x", []),
        ("a.y", ["a.x"]),
        ("c", ["b", "a", "a.y", "a.x", "d"]),
        ("broken", []),
    ],
)
def test_what_a_value_reads_is_told_to_any_depth(compose: Compose, key: str, read: list[str]) -> None:
    """In the order of reading; what isn't there is not."""
    explanation = compose(FILES).explanation()
    assert sorted(map(explanation.key_of, explanation.reads(explanation.path_of(key)))) == sorted(read)


def test_values_are_resolved(compose: Compose) -> None:
    """Nodes too; what gives no value is an error of its own."""
    explanation = compose(FILES).explanation()
    assert explanation.value(("list",)) == [1, "1-4"]
    assert explanation.value(("b",)) == {"x": 1, "y": 1}
    with pytest.raises(ConfigError, match="nope"):
        explanation.value(("broken",))


@pytest.mark.parametrize(
    ("overrides", "url"), [(["url=a${password}b"], "???"), (["url=${password}"], "???"), (["url=x"], "x")]
)
def test_a_secret_is_in_no_value(overrides: list[str], url: str) -> None:
    """Nor in what it flowed into."""
    explanation = Composer().compose(None, "password=hunter22", *overrides, schema=Login).explanation()
    assert explanation.value(("url",)) == url
    assert explanation.value(()) == {"password": "???", "url": url, "count": 0}
    assert explanation.value(("password",)) == "???"


@pytest.mark.parametrize(
    ("overrides", "keys"),
    [
        (["password=hunter22", "url=a${password}b"], ["url"]),
        (["password=hunter22", "url=${.password}"], ["url"]),
        (["url=${password}"], []),
        (["password=${url}", "url=x"], []),
        (["password=1234", "count=${password}"], ["count"]),
    ],
)
def test_a_secret_that_flowed_into_a_plain_value_is_told(overrides: list[str], keys: list[str]) -> None:
    """Where there is one, and it flowed from the secret, not to it."""
    composition = Composer().compose(None, *overrides, schema=Login)
    told = list(composition.explanation().exposed())
    assert [problem.key for problem in told] == keys
    assert not any("hunter22" in str(ConfigError(problem)) or "1234" in str(ConfigError(problem)) for problem in told)


def test_a_problem_gets_the_place_of_its_key(compose: Compose) -> None:
    """One that has a place, or whose key isn't there, stays as it is."""
    explanation = compose(FILES, "a.x=2").explanation()
    placed = explanation.placed(Problem("wrong", "a.x"))
    assert (str(placed.origin), placed.origin and placed.origin.column) == ("override a.x=2", 5)
    assert explanation.placed(placed) is placed
    unknown = Problem("wrong", "nope.x")
    assert explanation.placed(unknown) is unknown


def test_a_composition_that_has_travelled_explains_the_same(compose: Compose) -> None:
    """Its layers and their texts travel with it."""
    composition = compose(FILES, "a.x=2")
    other = pickle.loads(pickle.dumps(composition))
    for path, _ in walk(composition.explanation().tree()):
        assert other.explanation().history(path) == composition.explanation().history(path)
