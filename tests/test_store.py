"""What a program's code registers: names, what a node contributes, and what is refused."""

from __future__ import annotations

import dataclasses
import itertools
import subprocess
import sys
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import AliasPath, BaseModel, Field
from pydantic.dataclasses import dataclass as pydantic_dataclass
from typing_extensions import TypedDict

from typedconf import (
    MISSING,
    Composer,
    Composition,
    Config,
    ConfigError,
    ConfigStore,
    DefaultsListError,
    StoreError,
    plain,
)

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


class Optimizer(BaseModel):
    """The base of a group's options."""

    lr: float = 0.1


class Adam(Optimizer):
    """One option."""

    beta: float = 0.9


class Sgd(Optimizer):
    """Another option."""

    momentum: float = 0.0


class Listed(BaseModel):
    """A model with a defaults list."""

    defaults: ClassVar[list[Any]] = ["_self_", {"optimizer": "adam"}]
    optimizer: Optimizer


@dataclasses.dataclass
class OldListed:
    """A dataclass as Hydra's users have it."""

    defaults: list[Any] = dataclasses.field(default_factory=lambda: ["_self_", {"optimizer": "adam"}])
    optimizer: Optimizer = MISSING
    rate: int = 1


@pydantic_dataclass
class NewListed:
    """A dataclass of Pydantic's with a defaults list."""

    optimizer: Optimizer
    defaults: ClassVar[list[Any]] = ["_self_", {"optimizer": "adam"}]


@dataclasses.dataclass
class Weights(dict[str, float]):
    """A dataclass that extends a mapping."""

    base: float = 1.0


class Keys(TypedDict, total=False):
    """A mapping with known keys."""

    a: int
    b: str


@dataclasses.dataclass
class Unlisted:
    """A dataclass that leaves its list open."""

    defaults: list[Any] = MISSING


class Holding(BaseModel):
    """Holds dataclasses with defaults lists."""

    old: OldListed = OldListed(optimizer=Adam())
    unlisted: Unlisted


class Deep(BaseModel):
    """A model with an alias that leads through the tree."""

    x: int = Field(1, validation_alias=AliasPath("a", "b"))


class BaseSettings(BaseModel):
    """Stands for that of pydantic-settings, which is known by its name."""


class Settings(BaseSettings):
    """Reads its own environment."""


class Misplaced(BaseModel):
    """A model whose defaults list would be a field."""

    defaults: list[Any] = ["_self_"]


@dataclasses.dataclass
class Part:
    """A part that needs a value."""

    port: int = MISSING


@dataclasses.dataclass
class Whole:
    """Holds it in every way."""

    part: Part = dataclasses.field(default_factory=Part)
    made: Part = dataclasses.field(default_factory=lambda: Part())  # noqa: PLW0108  no class
    own: str = MISSING


class App(BaseModel):
    """A root schema."""

    optimizer: Optimizer = Optimizer()
    other: Optimizer | None = None


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
        pytest.param(Keys, {}, Keys, id="a TypedDict its schema"),
        pytest.param(Listed, {"defaults": ["_self_", {"optimizer": "adam"}]}, Listed, id="a class its defaults list"),
        pytest.param(OldListed, {"defaults": ["_self_", {"optimizer": "adam"}]}, OldListed, id="of a dataclass too"),
        pytest.param(NewListed, {"defaults": ["_self_", {"optimizer": "adam"}]}, NewListed, id="also of Pydantic's"),
        pytest.param(
            Listed(optimizer=Adam()),
            {"defaults": ["_self_", {"optimizer": "adam"}], "optimizer": {}},
            Listed,
            id="an instance its class's defaults list",
        ),
        pytest.param(
            OldListed(defaults=["base"], rate=2), {"defaults": ["base"], "rate": 2}, OldListed, id="or its own"
        ),
        pytest.param(MappingProxyType({"x": (1, 2)}), {"x": [1, 2]}, None, id="any mapping"),
        pytest.param(Config({"x": "${y}", "y": 1}), {"x": 1, "y": 1}, None, id="a Config what it reads as"),
        pytest.param({"x": Inner(y=5)}, {"x": {"y": 5}}, None, id="a mapping its instances' values"),
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

    @store.option("db/my", package="part.n")
    class My(BaseModel):
        x: int = 1

    assert isinstance(My, type)
    assert (store.nodes["db/my"].schema, store.nodes["db/my"].package) == (My, "part.n")


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
            lambda store: store.add("db/my.yaml", {}), "the store has a node 'db/my' already", id="node with a suffix"
        ),
        pytest.param(
            lambda store: store.add("a@b", {}), "'a@b' is no name of a config; write group/name", id="package"
        ),
        pytest.param(
            lambda store: store.add("_self_", {}),
            "'_self_' is no name that a defaults list could hold; write group/name",
            id="self",
        ),
        pytest.param(
            lambda store: store.add("optional db/x", {}),
            "'optional db/x' is no name that a defaults list could hold; write group/name",
            id="keyword",
        ),
        pytest.param(
            lambda store: store.add(Model, "x"),
            f"the name of a config is text, not {Model!r}; it comes first, then what it names",
            id="swapped",
        ),
        pytest.param(
            lambda store: store.add("x", {}, package="x y"),
            "'x': 'x y' is no package; write keys with dots between, as 'a.b'",
            id="a blank in a package",
        ),
        pytest.param(
            lambda store: store.add("x", {}, package=3),
            "'x': a package is a text such as 'a.b' or '_global_', not 3",
            id="no package",
        ),
        pytest.param(
            lambda store: store.add("x", int),
            "'x': int declares no keys; a schema is a Pydantic model, a dataclass or a TypedDict",
            id="a class without keys",
        ),
        pytest.param(
            lambda store: store.add("x", list[int]),
            "'x': list declares no keys; a schema is a Pydantic model, a dataclass or a TypedDict",
            id="a generic",
        ),
        pytest.param(
            lambda store: store.group("x", int),
            "the group 'x': int declares no keys; a schema is a Pydantic model, a dataclass or a TypedDict",
            id="a group's class without keys",
        ),
        pytest.param(
            lambda store: store.add("x", Settings),
            "Settings reads its own environment, past the config; derive it from pydantic.BaseModel",
            id="settings",
        ),
        pytest.param(
            lambda store: store.group("x", Deep),
            "Deep.x: an AliasPath reaches past its own key, so that the key would have two places; "
            "write a model with the field where the path leads",
            id="alias path",
        ),
        pytest.param(
            lambda store: store.add("x", Misplaced),
            "Misplaced.defaults would be a key of the config; write defaults: ClassVar[list[Any]] = …",
            id="a model's field",
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


def test_registering_imports_nothing_more() -> None:
    """Neither Pydantic's machinery nor what a Target names is loaded by it."""
    code = (
        "import sys, typedconf as tc, pydantic\n"
        "class Heavy(tc.Target['colorsys.rgb_to_hls']): x: int = 1\n"
        "before = set(sys.modules)\n"
        "store = tc.ConfigStore(); store.add('a/b', Heavy); store.group('a', Heavy)\n"
        "print(*sorted(name for name in set(sys.modules) - before if not name.startswith('typedconf')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# -- composing ---------------------------------------------------------------------------------------------------


def bare(*overrides: str, store: ConfigStore) -> Composition[Any]:
    """Composes ``config`` of the store, without any file."""
    return Composer(store=store).compose("config", *overrides)


def optimizers(**more: Any) -> ConfigStore:
    """A store with a group of options, and what else a test needs."""
    store = ConfigStore()
    store.add("optimizer/adam", Adam)
    store.add("optimizer/sgd", Sgd)
    for name, node in more.items():
        store.add(name, node)
    return store


@pytest.mark.parametrize("root", [Listed, OldListed, NewListed])
def test_a_class_is_a_primary_config(root: type) -> None:
    """Its defaults list is followed, overrides choose among its options, and the object is of the option's class."""
    store = optimizers(config=root)
    assert type(bare(store=store).value.optimizer) is Adam
    chosen = bare("optimizer=sgd", "optimizer.momentum=0.5", store=store).value
    assert chosen.optimizer == Sgd(momentum=0.5)


def test_a_dataclasses_defaults_list_is_no_key() -> None:
    """Neither of the tree, nor of the config, nor of what is printed of the object."""
    composition = bare(store=optimizers(config=OldListed))
    keys = [set(node) for node in (composition.tree, composition.config, plain(composition.value))]
    assert keys == [{"optimizer"}, {"optimizer", "rate"}, {"optimizer", "rate"}]


def test_nor_is_it_one_below(compose: Compose) -> None:
    """Setting it is a mistake, and an object has what its class says, be it nothing."""
    files = {"config.yaml": "defaults: [root]\nold: {rate: 2}\nunlisted: {}\n"}
    store = optimizers(root=Holding)
    value = compose(files, store=store).value
    assert (value.old.rate, value.old.defaults[0], value.unlisted.defaults) == (2, "_self_", MISSING)
    assert [problem.key for problem in compose(files, "++old.defaults=[]", store=store).problems] == ["old.defaults"]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("defaults: [optimizer: sgd]\n", Sgd),
        ("optimizer: {lr: 2}\n", Adam),
        ("defaults: []\noptimizer: {}\n", Optimizer),
    ],
    ids=["the file's", "the class's", "an empty one"],
)
def test_a_files_defaults_list_comes_before_its_classs(compose: Compose, text: str, chosen: type) -> None:
    """The class's own is followed where the file has none."""
    assert type(compose({"config.yaml": text}, store=optimizers(config=Listed)).value.optimizer) is chosen


def test_a_wrong_entry_of_a_class_names_the_node(compose: Compose) -> None:
    """Also where a file of the same name lies above it."""

    class Wrong(BaseModel):
        defaults: ClassVar[list[Any]] = [{"optimizer": "adm"}]

    for text in ("", "optimizer: {}\n"):
        with pytest.raises(ConfigError) as caught:
            compose({"config.yaml": text}, store=optimizers(config=Wrong))
        (problem,) = caught.value.problems
        assert (str(problem.origin), problem.suggestion) == ("store node config", "adam")


@pytest.mark.parametrize("declared", [3, "adam", {"optimizer": "adam"}], ids=["int", "text", "mapping"])
def test_a_classs_defaults_are_a_list(declared: Any) -> None:
    """Anything else is a mistake, told as that of a file."""
    root = type("Root", (BaseModel,), {"__annotations__": {"defaults": ClassVar[Any]}, "defaults": declared})
    with pytest.raises(DefaultsListError, match="in config: defaults must be a list, not"):
        bare(store=optimizers(config=root))


def test_a_mapping_has_a_defaults_list_too() -> None:
    """Under its key, as a file."""
    store = optimizers(config={"defaults": [{"optimizer": "adam"}, "_self_"], "optimizer": {"lr": 2}})
    assert bare(store=store).value.optimizer == Adam(lr=2)


def test_the_references_own_style_composes(compose: Compose) -> None:
    """Options that list their class first, by a name of its own."""
    store = ConfigStore()
    store.add("base_config", App)
    store.add("optimizer/base_adam", Adam)
    files = {
        "config.yaml": "defaults: [base_config, optimizer: mine, _self_]\n",
        "optimizer/mine.yaml": "defaults: [base_adam, _self_]\nlr: 3\n",
    }
    assert compose(files, store=store).value == App(optimizer=Adam(lr=3))
    assert compose(files, "optimizer.nobody=3", store=store).problems[0].key == "optimizer.nobody"


def test_missing_is_no_default() -> None:
    """What nothing sets is missing, in whatever way a default object would hold the mark."""
    store = ConfigStore()
    store.add("config", Whole)
    assert [problem.key for problem in bare(store=store).problems] == ["part.port", "made.port", "own"]
    value = bare("part.port=1", "made.port=2", "own=x", store=store).value
    assert value == Whole(Part(1), Part(2), "x")


def test_a_dataclass_that_extends_a_mapping_is_open() -> None:
    """To new keys with a plus, whose values are of its type; they are its items, and attributes."""
    store = ConfigStore()
    store.add("config", Weights)
    value = bare("+new=2", "base=3", store=store).value
    assert (type(value), value["new"], value.new, value.base) == (Weights, 2.0, 2.0, 3.0)
    assert plain(value) == {"base": 3.0, "new": 2.0}
    assert [problem.key for problem in bare("+new=x", store=store).problems] == ["new"]
    with pytest.raises(ConfigError, match="to add it, write"):
        bare("new=2", store=store)


def test_a_typeddict_governs(compose: Compose) -> None:
    """Its keys are known, their texts stay as written, others are refused."""
    store = ConfigStore()
    store.add("keys/one", Keys)
    files = {"config.yaml": "defaults: [keys: one]\n", "keys/one.yaml": "a: '3'\nb: 007\n"}
    assert compose(files, store=store).value["keys"] == {"a": 3, "b": "007"}
    assert compose(files, "+keys.c=1", store=store).problems[0].key == "keys.c"


@pytest.mark.parametrize("annotated", [True, False], ids=["a root schema", "a Config root"])
def test_an_instance_keeps_the_classes_below_it(*, annotated: bool) -> None:
    """Also where the annotation is a base of theirs, or there is none."""
    store = ConfigStore()
    store.add("config", App(optimizer=Adam(beta=0.5)) if annotated else {"optimizer": Adam(beta=0.5)})
    value = bare("optimizer.lr=2", store=store).value
    assert value.optimizer == Adam(lr=2, beta=0.5)


def test_a_package_places_a_node(compose: Compose) -> None:
    """As a header does a file; a file's own header wins."""
    store = ConfigStore()
    store.add("optimizer/adam", Adam, package="here.below")
    assert compose({"config.yaml": "defaults: [optimizer: adam]\n"}, store=store).tree == {"here": {"below": {}}}
    files = {"config.yaml": "defaults: [optimizer: adam]\n", "optimizer/adam.yaml": "# @package there\nlr: 2\n"}
    assert compose(files, store=store).value.there == Adam(lr=2)


@pytest.mark.parametrize(
    ("files", "overrides", "expected"),
    [
        pytest.param(
            {"config.yaml": "defaults: [optimizer: adam, optimizer@other: sgd]\n"},
            (),
            {"optimizer": Adam(), "other": Sgd()},
            id="one group at two packages",
        ),
        pytest.param(
            {"config.yaml": "defaults: [optimizer: adam]\n", "optimizer/adam.yaml": "lr: 2\n"},
            ("+optimizer@other=adam", "other.beta=3"),
            {"optimizer": Adam(lr=2), "other": Adam(lr=2, beta=3)},
            id="one option at two packages",
        ),
        pytest.param(
            {"config.yaml": "defaults: [optimizer: [base, adam]]\n", "optimizer/base.yaml": "lr: 2\n"},
            (),
            {"optimizer": Adam(lr=2)},
            id="a list of options",
        ),
        pytest.param(
            {"config.yaml": "defaults: [nested: one]\n", "nested/one.yaml": "defaults: [deep: sgd, _self_]\n"},
            (),
            {"nested": {"deep": Sgd()}},
            id="a nested group",
        ),
        pytest.param(
            {
                "config.yaml": "defaults: [optimizer: adam, experiment: fast]\n",
                "experiment/fast.yaml": "# @package _global_\n"
                "defaults: [override /optimizer: sgd]\noptimizer: {momentum: 2}\n",
            },
            (),
            {"optimizer": Sgd(momentum=2)},
            id="an experiment that overrides",
        ),
        pytest.param(
            {"config.yaml": "defaults: [optimizer: mine]\n", "optimizer/mine.yaml": "lr: 3\n"},
            (),
            {"optimizer": Optimizer(lr=3)},
            id="a file that nobody registered",
        ),
        pytest.param(
            {"config.yaml": "defaults: [optimizer/series: mine]\n", "optimizer/series/mine.yaml": "lr: 3\n"},
            (),
            {"optimizer": {"series": {"lr": 3}}},
            id="not in a sub-group of the group",
        ),
    ],
)
def test_whatever_the_store_has_governs(
    compose: Compose, files: dict[str, str], overrides: tuple[str, ...], expected: dict[str, Any]
) -> None:
    """Groups, options and their packages, with a Config root, whose governed nodes read as objects."""
    store = optimizers()
    store.group("optimizer", Optimizer)
    store.add("nested/deep/sgd", Sgd)
    value = compose(files, *overrides, store=store).value
    assert _objects(value) == expected


def _objects(node: Any) -> Any:
    return {key: _objects(child) for key, child in node.items()} if isinstance(node, Config) else node


def test_one_group_at_two_packages_under_two_schemas(compose: Compose) -> None:
    """Each package has the schema of its own annotation, or of its own option."""

    class Both(BaseModel):
        left: Adam
        right: Optimizer

    store = optimizers(root=Both)
    files = {"config.yaml": "defaults: [root, optimizer@left: plain, optimizer@right: sgd]\n"}
    value = compose({**files, "optimizer/plain.yaml": "lr: 1\n"}, store=store).value
    assert (value.left, value.right) == (Adam(lr=1), Sgd())
    with pytest.raises(DefaultsListError):
        compose({**files, "optimizer/plain.yaml": "lr: 1\n"}, "optimizer@left=sgd", store=store)


# -- order -------------------------------------------------------------------------------------------------------


class Node(BaseModel):
    """A node with a model below it."""

    x: int = 1
    inner: Inner = Inner(x=7)
    items: list[int] = [1]


class NarrowNode(Node):
    """The same, narrower, with another default."""

    x: int = 3
    z: str = "z"


_VALUES: st.SearchStrategy[dict[str, str]] = st.fixed_dictionaries(
    {},
    optional={
        "x": st.sampled_from(["1", "5", "text", "???"]),
        "z": st.sampled_from(["a", "007"]),
        "inner": st.sampled_from(["{x: 2}", "{y: 3}", "{nobody: 1}", "{}"]),
        "items": st.sampled_from(["[]", "[2, 3]", "!append [4]"]),
    },
)


@given(
    files=st.fixed_dictionaries({"one": _VALUES, "two": _VALUES, "config": _VALUES}),
    order=st.permutations(["one", "two", "_self_"]),
    package=st.sampled_from(["", "@at", "@at.below"]),
    overrides=st.sets(st.sampled_from(["x=4", "z=b", "inner.x=5", "++items=[9]"]), max_size=2),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_place_of_a_class_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory,
    files: dict[str, dict[str, str]],
    order: list[str],
    package: str,
    overrides: set[str],
) -> None:
    """Wherever in the defaults list its entries stand, the result is the same, problems included."""
    folder = tmp_path_factory.mktemp("conf")
    store = ConfigStore()
    store.add("narrow", NarrowNode)
    store.add("wide", Node)
    at = package[1:]
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(_text(files[name]))
    texts = [override if not at else _below(override, at) for override in sorted(overrides)]
    seen: list[Any] = []
    for first, second in itertools.product(range(4), range(5)):
        entries = [f"{entry}{package}" if entry != "_self_" else entry for entry in order]
        entries.insert(first, f"narrow{package}")
        entries.insert(second, f"wide{package}")
        body = _text(files["config"]) if not at else ""
        (folder / "config.yaml").write_text(f"defaults: [{', '.join(entries)}]\n{body}")
        try:
            composition = Composer(folder, store=store).compose("config", *texts)
            problems = [(problem.key, problem.message) for problem in composition.problems]
            seen.append((composition.tree, problems, None if problems else _objects(composition.value)))
        except ConfigError as error:
            seen.append(([problem.message for problem in error.problems],))
    assert all(one == seen[0] for one in seen)


def _text(values: dict[str, str]) -> str:
    return "".join(f"{key}: {value if value != '???' else repr(value)}\n" for key, value in values.items())


def _below(override: str, package: str) -> str:
    plus = "++" if override.startswith("++") else ""
    return f"{plus}{package}.{override.removeprefix('++')}"


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda: ConfigStore.instance, "make one, ConfigStore(), and pass it on by main(store=…)"),  # type: ignore[attr-defined]
        (lambda: ConfigStore().store(name="x", node={}), 'store.add("group/name", node)'),  # type: ignore[attr-defined]
        (lambda: ConfigStore().nobody, "'ConfigStore' has no attribute 'nobody'"),  # type: ignore[attr-defined]
    ],
)
def test_what_another_store_has_is_told(use: Callable[[], Any], message: str) -> None:
    """Whoever brings Hydra's way of registering along reads what to write; other attributes are just absent."""
    with pytest.raises(AttributeError) as caught:
        use()
    assert str(caught.value).endswith(message)
    assert not hasattr(ConfigStore, "instance")
