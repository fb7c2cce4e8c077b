"""What a program reads of an untyped config."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from pydantic import BaseModel

from typedconf.config import Config, ConfigList
from typedconf.errors import (
    BoundExceeded,
    ConfigError,
    ConfigWarning,
    InterpolationError,
    InterpolationSyntaxError,
    KeyNotFound,
    MissingValue,
    NoSuchAttribute,
    NoSuchIndex,
    NoSuchItem,
    ReadOnly,
)
from typedconf.interpolation.resolvers import make_resolver

TREE = {
    "db": {"host": "h", "port": 1, "url": "${.host}:${.port}", "keys": "own"},
    "copy": "${db}",
    "hosts": ["a", "${db.host}", {"x": "${..[0]}"}],
    "gone": "???",
    "broken": "${nope}",
    "to_gone": "${gone}",
    1: "one",
}


class Resolvers:
    """As much of a store as a config asks for."""

    def __init__(self, **functions: Any) -> None:
        self.resolvers = {name: make_resolver(name, function) for name, function in functions.items()}


def test_a_config_reads_as_a_mapping_and_by_attribute() -> None:
    """Keys are items and attributes; the config's own methods come first; lists are read-only sequences."""
    config = Config(TREE)
    assert config.db.url == config["db"]["url"] == "h:1"
    assert config.copy.port == 1
    assert config[1] == "one"
    assert (list(config), len(config), "db" in config, "nope" in config) == (list(TREE), 7, True, False)
    assert callable(config.db.keys)
    assert config.db["keys"] == "own"
    assert list(config.hosts) == ["a", "h", {"x": "a"}]
    assert config.hosts[-1].x == "a"
    assert config.hosts[:2] == ["a", "h"]
    assert isinstance(config, Mapping)
    assert isinstance(config.hosts, Sequence)
    assert {"db", "copy"} <= set(dir(config))


@pytest.mark.parametrize(
    ("read", "kinds", "message", "key", "suggestion"),
    [
        (lambda c: c.dbb, (NoSuchAttribute, AttributeError), "no such key; did you mean db?", "dbb", "db"),
        (lambda c: c["dbb"], (NoSuchItem, KeyError), "no such key; did you mean db?", "dbb", "db"),
        (lambda c: c.copy.prt, (NoSuchAttribute,), "no such key in db; did you mean port?", "db.prt", "port"),
        (lambda c: c.hosts[7], (NoSuchIndex, IndexError), "no position 7 in a list of 3", "hosts[7]", None),
        (lambda c: c.gone, (MissingValue,), "missing (???)", "gone", "gone=…"),
        (lambda c: c.to_gone, (MissingValue, InterpolationError), "${gone}: gone is missing (???)", "to_gone", None),
        (lambda c: c.broken, (InterpolationError,), "${nope}: no key 'nope' in the config", "broken", None),
    ],
)
def test_reading_errors_speak_pythons_protocols(
    read: Any, kinds: tuple[type, ...], message: str, key: str, suggestion: str | None
) -> None:
    """What is absent, missing or broken raises when it is read, as Python expects of attributes and items."""
    with pytest.raises(ConfigError) as caught:
        read(Config(TREE))
    problem = caught.value.problems[0]
    assert all(isinstance(caught.value, kind) for kind in kinds)
    assert (problem.message, problem.key, problem.suggestion) == (message, key, suggestion)


def test_pythons_own_functions_work() -> None:
    """hasattr, get, and copying ask for what is absent without an error."""
    config = Config(TREE)
    assert not hasattr(config, "nope")
    assert config.get("nope", 5) == 5
    assert config.get("db").port == 1
    assert copy.copy(config) is config
    assert copy.deepcopy(config) is config


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("db.url", "h:1"),
        ("hosts[1]", "h"),
        ("hosts.2.x", "a"),
        ("copy.host", "h"),
        ("1", "one"),
    ],
)
def test_select_follows_a_dotted_path(path: str, value: Any) -> None:
    """A path may go through references."""
    assert Config(TREE).select(path) == value


def test_select_with_a_default_and_without() -> None:
    """A default stands for what is absent or missing, never for what is broken."""
    config = Config(TREE)
    assert config.select("nope", default=3) == config.select("gone", default=3) == config.select("db.port.x", 3) == 3
    assert config.db.select("port") == 1
    with pytest.raises(MissingValue):
        config.select("gone")
    for path in ("nope", "db.nope.x", "db.port.x"):
        with pytest.raises(KeyNotFound):
            config.select(path)
    for default in ({}, {"default": 1}):
        with pytest.raises(InterpolationError):
            config.select("broken", **default)


def test_nothing_can_be_written() -> None:
    """Setting and deleting, by attribute or item, is a ReadOnly, which is a TypeError."""
    config = Config(TREE)

    def set_item(target: Any) -> None:
        target["x"] = 1

    def delete_item(target: Any) -> None:
        del target["db"]

    writes: list[Callable[[], None]] = [
        lambda: setattr(config, "x", 1),
        lambda: delattr(config, "db"),
        lambda: set_item(config),
        lambda: delete_item(config),
        lambda: set_item(config.hosts),
    ]
    for write in writes:
        with pytest.raises(ReadOnly, match="read-only") as caught:
            write()
        assert isinstance(caught.value, TypeError)


def test_the_tree_it_was_made_of_can_change() -> None:
    """A config holds a copy, so that what is read once is read always."""
    tree = {"a": {"b": 1}}
    config = Config(tree)
    tree["a"]["b"] = 2
    assert config.a.b == 1


def test_equality_is_that_of_the_data() -> None:
    """A config equals the plain data that it comes to, another that comes to the same, and nothing else."""
    config = Config({"a": "${b}", "b": [1, {"c": 2}]})
    assert config == {"a": [1, {"c": 2}], "b": [1, {"c": 2}]}
    assert config == Config({"a": [1, {"c": 2}], "b": [1, {"c": 2}]})
    assert config.a == [1, {"c": 2}]
    assert config != {"a": 1}
    assert config != 1


def test_a_repr_evaluates_nothing() -> None:
    """A repr shows the tree as written."""
    assert repr(Config({"a": "${nope}", "l": ["???"]})) == "Config({'a': '${nope}', 'l': ['???']})"
    assert repr(Config({"l": [1]}).l) == "ConfigList([1])"


def test_grammar_errors_surface_at_once() -> None:
    """Every interpolation is checked when the config is made; all that can't be read are reported together."""
    with pytest.raises(InterpolationSyntaxError) as caught:
        Config({"a": "${", "b": {"c": "${x.}"}, "d": "${fine}"})
    assert [problem.key for problem in caught.value.problems] == ["a", "b.c"]


def test_a_config_is_made_of_a_mapping_or_a_list() -> None:
    """A list makes a ConfigList; a scalar, and a tree without end, are errors."""
    items: Any = [1, "${0}"]
    assert isinstance(Config(items), ConfigList)
    assert Config(items) == [1, 1]
    assert ConfigList((1, 2)) == [1, 2]
    endless: dict[str, Any] = {}
    endless["x"] = endless
    with pytest.raises(BoundExceeded, match="200"):
        Config(endless)
    for wrong in (1, "text", None):
        with pytest.raises(ConfigError, match="a config is made of a mapping"):
            Config(wrong)  # type: ignore[arg-type]


def test_a_store_brings_resolvers() -> None:
    """Resolvers of the store are called; what they give is data, read as configs and never interpolated."""
    config = Config(
        {"a": "${give:}", "b": "${twice:${c}}", "c": 2},
        store=Resolvers(give=lambda: {"x": {"y": "${c}"}, "m": "???"}, twice=lambda value: value * 2),
    )
    assert config.a.x.y == "${c}"
    assert config.select("a.x.y") == "${c}"
    assert config.a.select("x.y") == "${c}"
    assert config.b == 4
    with pytest.raises(MissingValue):
        _ = config.a.m


def test_deprecated_keys_warn_when_read() -> None:
    """oc.deprecated gives the value and issues a ConfigWarning."""
    config = Config({"old": "${oc.deprecated:new}", "new": 1})
    with pytest.warns(ConfigWarning, match="old is deprecated; use new"):
        assert config.old == 1


def test_a_config_pickles_with_its_answers() -> None:
    """Another process reads the same values, also of resolvers that stay behind."""
    config = Config({"a": "${local:}", "d": {"b": "${a}"}}, store=Resolvers(local=lambda: 5))
    assert pickle.loads(pickle.dumps(config)) == {"a": 5, "d": {"b": 5}}
    assert pickle.loads(pickle.dumps(config.d)) == {"b": 5}


def test_a_field_of_a_model_may_be_a_config() -> None:
    """A field annotated Config stays untyped: it takes a config or a mapping and serialises as plain data."""

    class App(BaseModel):
        part: Config
        items: ConfigList

    config = Config({"a": "${b}", "b": 1})
    app = App(part=config, items=[1, 2])
    assert app.part is config
    assert app.model_dump() == {"part": {"a": 1, "b": 1}, "items": [1, 2]}
    assert App.model_validate({"part": {"x": 1}, "items": []}).part.x == 1
    assert App.model_json_schema()["properties"]["part"]["type"] == "object"
    with pytest.raises(ValueError, match="not a mapping"):
        App.model_validate({"part": 1, "items": []})
