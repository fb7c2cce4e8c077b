"""What a program's code registers: names, what a node contributes, and what is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from pydantic import BaseModel

from typedconf import Composer, Composition, ConfigStore, StoreError

if TYPE_CHECKING:
    from pathlib import Path

Compose: TypeAlias = Callable[..., Composition[Any]]


class Inner(BaseModel):
    """A model below another."""

    x: int = 1
    y: int = 2


class Model(BaseModel):
    """A model with defaults."""

    a: int = 1
    b: int = 2
    inner: Inner = Inner()


@dataclasses.dataclass
class Data:
    """A dataclass with defaults, one of them made by a factory."""

    a: int
    b: int = 2
    items: list[int] = dataclasses.field(default_factory=list)


@pytest.mark.parametrize(
    ("node", "tree", "schema"),
    [
        pytest.param({"x": [1, {"y": None}]}, {"x": [1, {"y": None}]}, None, id="a mapping its values"),
        pytest.param(Model, {}, Model, id="a class its schema"),
        pytest.param(Data, {}, Data, id="a dataclass its schema"),
        pytest.param(Model(b=2), {"b": 2}, Model, id="an instance the fields it has set"),
        pytest.param(Model(inner=Inner(y=5)), {"inner": {"y": 5}}, Model, id="also below"),
        pytest.param(Data(a=1, b=2), {"a": 1}, Data, id="a dataclass what differs from its defaults"),
        pytest.param(Data(a=1, items=[3]), {"a": 1, "items": [3]}, Data, id="also of a factory"),
    ],
)
def test_a_node_contributes(node: Any, tree: Any, schema: type | None) -> None:
    """Values and class, either of which may be empty."""
    store = ConfigStore()
    store.add("group/name", node)
    registered = store.nodes["group/name"]
    assert (registered.tree, registered.schema, registered.package) == (tree, schema, None)


def test_a_mapping_is_copied() -> None:
    """Changing it later changes nothing in the store."""
    node = {"x": [1]}
    store = ConfigStore()
    store.add("name", node)
    node["x"].append(2)
    assert store.nodes["name"].tree == {"x": [1]}


def test_a_class_decorator_registers() -> None:
    """``option`` gives the class back."""
    store = ConfigStore()

    @store.option("db/my", package="p")
    class My(BaseModel):
        x: int = 1

    assert isinstance(My, type)
    assert (store.nodes["db/my"].schema, store.nodes["db/my"].package) == (My, "p")


@pytest.mark.parametrize(
    ("register", "message"),
    [
        pytest.param(lambda store: store.add("db/my", {}), "the store has a node 'db/my' already", id="node"),
        pytest.param(lambda store: store.group("db", Data), "the group 'db' has a schema already: Model", id="group"),
        pytest.param(lambda store: store.resolver("twice")(len), "there is a resolver 'twice' already", id="resolver"),
        pytest.param(lambda store: store.resolver("oc.env")(len), "there is a resolver 'oc.env' already", id="ours"),
        pytest.param(lambda store: store.add("", {}), "'' is no name of a config; write group/name", id="empty"),
        pytest.param(lambda store: store.add("/db", {}), "'/db' is no name of a config; write group/name", id="slash"),
        pytest.param(lambda store: store.add("a//b", {}), "'a//b' is no name of a config; write group/name", id="gap"),
        pytest.param(
            lambda store: store.add("../a", {}), "'../a' is no name of a config; write group/name", id="parent"
        ),
        pytest.param(
            lambda store: store.add("a\\b", {}), "'a\\\\b' is no name of a config; write group/name", id="backslash"
        ),
        pytest.param(
            lambda store: store.group("db/", Model), "'db/' is no name of a config; write group/name", id="no group"
        ),
        pytest.param(
            lambda store: store.add("x", 3),
            "'x': neither a class, an instance of a schema nor a mapping: 3",
            id="a number",
        ),
        pytest.param(
            lambda store: store.add("x", [1]),
            "'x': neither a class, an instance of a schema nor a mapping: [1]",
            id="a list",
        ),
    ],
)
def test_a_registration_is_refused(register: Callable[[ConfigStore], object], message: str) -> None:
    """A name that is taken or none, and what is no node, are errors; nothing is replaced."""
    store = ConfigStore()
    store.add("db/my", {"x": 1})
    store.group("db", Model)
    store.resolver("twice")(lambda value: value * 2)
    with pytest.raises(StoreError) as caught:
        register(store)
    assert caught.value.problems[0].message == message
    assert set(store.nodes) == {"db/my"}


@pytest.mark.parametrize("name", ["a b", "a:b", "1x", "a..b", "${x}"])
def test_a_resolvers_name_can_be_called(name: str) -> None:
    """A name that ``${…}`` could not hold is refused."""
    with pytest.raises(StoreError):
        ConfigStore().resolver(name)(lambda: 1)


def test_a_store_lists_its_groups() -> None:
    """Options by their name, sub-groups with a closing slash, each once."""
    store = ConfigStore()
    for name in ("db/my", "db/pg", "db/sub/x", "db/sub/y", "main"):
        store.add(name, {})
    assert list(store.names("db")) == ["my", "pg", "sub/"]
    assert list(store.names("")) == ["db/", "main"]
    assert (store.has_group("db"), store.has_group("db/sub"), store.has_group("d")) == (True, True, False)


def test_two_stores_know_nothing_of_each_other(compose: Compose) -> None:
    """There is no state but in the object that is passed."""
    one, two = ConfigStore(), ConfigStore()
    one.add("db/my", {"x": 1})
    two.add("db/my", {"x": 2})
    files = {"config.yaml": "defaults: [db: my]\n"}
    assert compose(files, store=one).tree == {"db": {"x": 1}}
    assert compose(files, store=two).tree == {"db": {"x": 2}}


def test_a_node_keeps_its_values(tmp_path: Path) -> None:
    """No composition changes what the store holds, whatever it merges and edits."""
    store = ConfigStore()
    store.add("config", {"a": {"b": [1]}})
    composer = Composer(tmp_path, store=store)
    composition = composer.compose("config", "a.b=append(2)", "+a.c=3")
    composition.tree["a"]["b"].append(9)
    assert composition.tree == {"a": {"b": [1, 2], "c": 3}}
    assert composer.compose("config").tree == {"a": {"b": [1]}}


def test_a_node_may_hold_any_object(compose: Compose) -> None:
    """Values that are no plain data stay what they are."""
    marker = object()
    store = ConfigStore()
    store.add("base", {"thing": marker})
    assert compose({"config.yaml": "defaults: [base]\n"}, store=store).tree["thing"] is marker


def test_a_nodes_values_tell_their_origin(compose: Compose) -> None:
    """The origin of a value from the store is the node, with the entry that brought it."""
    store = ConfigStore()
    store.add("db/my", {"x": 1})
    origin = compose({"config.yaml": "defaults: [db: my]\n"}, store=store).origin("db.x")
    assert (origin.kind, origin.text, origin.entry, origin.file) == ("store", "db/my", "db: my", None)


def test_a_resolver_of_the_store_is_called(compose: Compose) -> None:
    """``${name:…}`` calls the function registered under the name."""
    store = ConfigStore()

    @store.resolver("twice")
    def twice(value: int) -> int:
        return value * 2

    assert compose({"config.yaml": "a: ${twice:21}\n"}, store=store).config.a == 42
    assert twice(1) == 2
