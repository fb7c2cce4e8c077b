"""The JSON Schema of a composed config: what validates against it is what typedconf takes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Generic, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, RootModel, Secret, SecretStr
from typing_extensions import TypedDict

import typedconf as tc
from typedconf.schema.json_schema import DIALECT, json_schema
from typedconf.targets.bases import T_co
from typedconf.trees import NO_RULES

jsonschema: Any = pytest.importorskip("jsonschema")


class Color(Enum):
    """What paints."""

    RED = 1
    BLUE = "blue"


class Optimizer(tc.Target[T_co], Generic[T_co]):
    """What all optimizers have."""

    lr: PositiveFloat = 1e-3
    """How far a step goes."""


class AdamW(Optimizer["nowhere.AdamW"]):  # type: ignore[name-defined]
    """Adam with decoupled weight decay."""

    betas: tuple[float, float] = (0.9, 0.99)


class Schedule(tc.Partial["nowhere.Schedule"]):  # type: ignore[name-defined]
    """What a call completes."""

    steps: int


class Mysql(BaseModel):
    """A server, with a secret."""

    kind: Literal["mysql"]
    password: SecretStr = SecretStr("hunter2")


class Sqlite(BaseModel):
    """A file."""

    kind: Literal["sqlite"]
    path: Path = Path("a.db")


@dataclass
class Data:
    """A dataclass of Python's own, with a defaults list."""

    folder: str
    defaults: list[Any] = field(default_factory=list)
    size: int = field(default=0, init=False)


class Extra(TypedDict, total=False):
    """What may be left out."""

    note: str


class Node(BaseModel):
    """It holds itself."""

    children: list[Node] = []


class App(BaseModel):
    """Trains a model."""

    task: str = Field(alias="job")
    optimizer: Optimizer[Any] = Optimizer()
    optional: Optimizer[Any] | None = None
    many: dict[str, Optimizer[Any]] = {}
    db: Annotated[Mysql | Sqlite, Field(discriminator="kind")]
    data: Data
    extra: Extra = {}
    color: Color = Color.RED
    schedule: Schedule | None = None
    tree: Node = Node()
    wait: timedelta = timedelta(seconds=5)
    free: tc.Config = tc.Config({})
    untyped: Any = None


SET = ("+job=x", "+db.kind=mysql", "+data.folder=/data")


def composed(schema: Any, *overrides: str, store: tc.ConfigStore | None = None) -> tc.Composition[Any]:
    """A composition of overrides alone."""
    return tc.Composer(store=store).compose(None, *overrides, schema=schema)


def schema_of(schema: Any, *overrides: str, store: tc.ConfigStore | None = None) -> dict[str, Any]:
    """Its JSON Schema, of which JSON holds every part."""
    made = json_schema(composed(schema, *overrides, store=store).rules)
    jsonschema.Draft202012Validator.check_schema(made)
    assert json.loads(json.dumps(made)) == made
    return made


def takes(made: dict[str, Any], data: Any) -> bool:
    """Whether ``data`` validates."""
    return bool(jsonschema.Draft202012Validator(made).is_valid(data))


@pytest.fixture
def store() -> tc.ConfigStore:
    """One with a class narrower than what the schema says."""
    made = tc.ConfigStore()
    made.add("optimizer/adamw", AdamW)
    return made


@pytest.mark.parametrize(
    "overrides",
    [
        SET,
        (*SET, "+optimizer.lr=0.5", "+color=BLUE", "+free.a.b=[1]", "+untyped={a: 1}", "+tree.children=[{}]"),
        (*SET, "+optimizer=adamw", "+many.a.lr=1", "+schedule.steps=3", "+extra.note=x"),
        ("+job=x", "+db={kind: sqlite, path: b.db}", "+data.folder=/data", "+optimizer@optional=adamw"),
    ],
)
def test_a_valid_config_validates(store: tc.ConfigStore, overrides: tuple[str, ...]) -> None:
    """As it is printed, defaults included and resolved."""
    composition = composed(App, *overrides, store=store)
    assert composition.problems == ()
    made = schema_of(App, *overrides, store=store)
    assert made["$schema"] == DIALECT
    data = tc.plain(composition.config)
    assert list(jsonschema.Draft202012Validator(made).iter_errors(data)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("optimizer", "lr"), 0, id="a constraint"),
        pytest.param(("optimizer", "momentum"), 1, id="an unknown key"),
        pytest.param(("optimizer", "_target_"), "other.AdamW", id="another target"),
        pytest.param(("db", "kind"), "oracle", id="an unknown tag"),
        pytest.param(("data", "defaults"), [], id="a defaults list"),
        pytest.param(("data", "size"), 1, id="a field that is filled in"),
        pytest.param(("color",), "GREEN", id="no member"),
        pytest.param(("task",), "x", id="a name in place of the alias"),
        pytest.param(("extra", "other"), "x", id="an unknown key of a TypedDict"),
        pytest.param(("optimizer", "lr"), "${x}", id="an interpolation"),
    ],
)
def test_what_is_refused_does_not_validate(store: tc.ConfigStore, path: tuple[str, ...], value: Any) -> None:
    """A wrong value, and a key that no class declares."""
    overrides = (*SET, "+optimizer=adamw", "+extra.note=x")
    made = schema_of(App, *overrides, store=store)
    data = tc.plain(composed(App, *overrides, store=store).config)
    assert takes(made, data)
    node = data
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    assert not takes(made, data)


@pytest.mark.parametrize(
    ("overrides", "path"),
    [
        pytest.param(("+optimizer=adamw",), ("optimizer",), id="a model"),
        pytest.param(("+optimizer@optional=adamw",), ("optional", "anyOf", 0), id="an optional one"),
        pytest.param(("+optimizer@many.a=adamw",), ("many", "properties", "a"), id="a value of a mapping"),
        pytest.param(("+optimizer@untyped=adamw",), ("untyped",), id="an untyped key"),
        pytest.param(("+optimizer@untyped.a.b=adamw",), ("untyped", "properties", "a", "properties", "b"), id="deeper"),
    ],
)
def test_a_narrower_class_stands_at_its_place(
    store: tc.ConfigStore, overrides: tuple[str, ...], path: tuple[Any, ...]
) -> None:
    """And nowhere else."""
    made = schema_of(App, *SET, *overrides, store=store)
    found: Any = made["properties"]
    for step in path:
        found = found[step]
    assert found["$ref"] == "#/$defs/AdamW"
    assert json.dumps({**made, "$defs": {}}).count("#/$defs/AdamW") == 1
    assert made["$defs"]["AdamW"]["description"] == "Adam with decoupled weight decay."


def test_a_node_on_the_way_is_opened_there_alone() -> None:
    """Another place of the same class keeps what the class says."""

    class Base(BaseModel):
        x: int = 0

    class Narrow(Base):
        y: int = 0

    class Holder(BaseModel):
        base: Base = Base()

    class Root(BaseModel):
        first: Holder = Holder()
        second: Holder = Holder()

    store = tc.ConfigStore()
    store.add("first/base/narrow", Narrow)
    made = schema_of(Root, "+first/base=narrow", store=store)
    assert made["properties"]["first"]["properties"]["base"] == {"$ref": "#/$defs/Narrow"}
    assert made["properties"]["second"]["$ref"] == "#/$defs/Holder"
    assert list(made["$defs"]) == ["Base", "Holder", "Narrow"]


def test_a_narrower_root_is_the_whole() -> None:
    """The class that the store has for the root stands there."""

    class Narrow(App):
        more: int = 0

    store = tc.ConfigStore()
    store.add("top/narrow", Narrow, package="_global_")
    assert "more" in schema_of(App, *SET, "+top=narrow", store=store)["properties"]


@pytest.mark.parametrize(
    ("extra", "closed"), [(None, False), ("forbid", False), ("allow", True), ("ignore", None)], ids=str
)
def test_a_class_is_closed_unless_it_says_otherwise(extra: Any, *, closed: bool | None) -> None:
    """Whatever the kind of class."""
    config: ConfigDict = {} if extra is None else {"extra": extra}

    class Model(BaseModel):
        model_config = config

        a: int = 0

    assert schema_of(Model).get("additionalProperties") is closed


def test_a_dataclass_that_extends_a_mapping_takes_its_items() -> None:
    """Of the type that it says."""

    @dataclass
    class Items(dict[str, int]):
        a: str = ""

    made = schema_of(Items)
    assert takes(made, {"a": "x", "b": 1})
    assert not takes(made, {"a": "x", "b": "y"})


def test_required_is_what_has_no_default() -> None:
    """``???`` is none; the fields of a Partial are left to the call; what an alias names is required by that."""

    class Model(BaseModel):
        a: int
        b: str = "???"
        c: int = Field(alias="C")
        d: Schedule | None = None
        e: float = tc.ref("a")

    made = schema_of(Model, "+a=1")
    assert made["required"] == ["a", "b", "C"]
    assert "default" not in made["properties"]["b"]
    assert "required" not in made["$defs"]["Schedule"]


@pytest.mark.parametrize(
    ("annotation", "default"),
    [
        (SecretStr, "hunter2"),
        (SecretStr, SecretStr("hunter2")),
        (SecretStr | None, "hunter2"),
        (Secret[str], "hunter2"),
        (list[SecretStr], ["hunter2"]),
        (dict[str, Secret[str]], {"a": "hunter2"}),
        (Mysql, {"kind": "mysql", "password": "hunter2"}),
        (Mysql, Mysql(kind="mysql")),
        (list[Mysql], [{"kind": "mysql", "password": "hunter2"}]),
        (Any, Mysql(kind="mysql")),
        (Annotated[SecretStr, Field(examples=["hunter2"])], ...),
    ],
)
def test_no_default_of_a_secret_is_shown(annotation: Any, default: Any) -> None:
    """Nor an example, however deep it lies."""
    model: Any = type("Model", (BaseModel,), {"__annotations__": {"a": annotation}, "a": default})
    assert "hunter2" not in json.dumps(json_schema(composed(model).rules))


def test_a_secret_is_marked() -> None:
    """As JSON Schema calls what is written and never read."""

    class Model(BaseModel):
        a: Secret[date] | None = None
        b: int = 1

    properties = schema_of(Model)["properties"]
    assert [properties[key].get("writeOnly") for key in "ab"] == [True, None]


def test_a_default_stands_as_a_config_has_it() -> None:
    """An enum by its value, a path by its text; an object that has none is left out."""

    class Model(BaseModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)

        a: Color = Color.RED
        b: Path = Path("x")
        c: set[int] = {2, 1}
        d: Any = object()
        e: RootModel[list[int]] = RootModel[list[int]]([1])
        f: timedelta = timedelta(seconds=5)

    properties = schema_of(Model)["properties"]
    assert {key: one["default"] for key, one in properties.items() if "default" in one} == {
        "a": 1,
        "b": "x",
        "c": [1, 2],
        "e": [1],
        "f": "PT5S",
    }


def test_documentation_is_what_help_shows() -> None:
    """A string below a field, a class's own docstring; not that of a base."""

    class Quiet(Mysql):
        pass

    class Root(App):
        """Trains a model."""

        quiet: Quiet | None = None

    made = schema_of(Root, *SET)
    assert made["description"] == "Trains a model."
    assert made["$defs"]["Optimizer"]["properties"]["lr"]["description"] == "How far a step goes."
    assert made["$defs"]["Optimizer"]["description"] == "What all optimizers have."
    assert "description" not in made["$defs"]["Quiet"]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param(None, {"$schema": DIALECT, "type": "object"}, id="no schema"),
        pytest.param(tc.Config, {"$schema": DIALECT, "type": "object"}, id="a Config"),
    ],
)
def test_an_untyped_config_is_an_object(schema: Any, expected: dict[str, Any]) -> None:
    """Nothing is known of its keys."""
    assert json_schema(composed(schema).rules) == expected
    assert json_schema(NO_RULES) == expected


def test_the_store_types_parts_of_an_untyped_config(store: tc.ConfigStore) -> None:
    """A class stands where it governs."""
    made = schema_of(None, "+optimizer=adamw", store=store)
    assert made["properties"] == {"optimizer": {"$ref": "#/$defs/AdamW"}}
    assert takes(made, {"optimizer": {"lr": 1}, "other": 1})
    assert not takes(made, {"optimizer": {"lr": "x"}})


@pytest.mark.parametrize("value", [{"kind": "sqlite"}, "sqlite"], ids=["a mapping", "a tag alone"])
def test_a_tagged_union_takes_a_tag_alone(value: Any) -> None:
    """As a config may write it."""
    made = schema_of(App, *SET)
    assert takes(made, {"job": "x", "db": value, "data": {"folder": "a"}})


def test_what_builds_takes_the_special_keys(store: tc.ConfigStore) -> None:
    """Its own target, and how to build."""
    made = schema_of(None, "+optimizer=adamw", store=store)
    special = {"_target_": "nowhere.AdamW", "_convert_": "all", "_args_": [], "_partial_": False, "_shared_": True}
    assert takes(made, {"optimizer": special})
    assert not takes(made, {"optimizer": {"_partial_": True}})


def test_what_json_has_no_type_for_is_left_out_or_text() -> None:
    """A bound without an end, and what a class adds to its schema by itself."""

    class Model(BaseModel):
        model_config = ConfigDict(json_schema_extra={"since": date(2020, 1, 1)})  # type: ignore[dict-item]

        a: float = Field(default=float("inf"), le=float("inf"), ge=0)

    made = schema_of(Model)
    assert made["since"] == "2020-01-01"
    assert made["properties"]["a"] == {"type": "number", "minimum": 0, "default": ".inf"}


def test_what_json_schema_cannot_say_is_anything() -> None:
    """Such as an object of a class of the user's, or a callable."""

    class Model(BaseModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)

        a: object = None
        b: type[int] = int
        c: Color | None = None

    assert takes(schema_of(Model), {"a": [1], "b": "x", "c": None})
