"""What the name of a variable means: a group, a key in any spelling, an item, a key that is new, or nothing."""

from __future__ import annotations

from typing import Any, Final, Literal

import pytest
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, RootModel
from typing_extensions import TypedDict

from typedconf import Config, OverrideError
from typedconf.environment import Variable, read_variables
from typedconf.environment.naming import Groups, Keys, Named, Stranger
from typedconf.schema.rules import SchemaRules
from typedconf.trees import NO_RULES, KeyPath, Tree

GROUPS: Final = {
    "": ["config", "db/", "optimizer/", "Mixed/", "kebab-case/", "twin/", "Twin/"],
    "db": ["mysql", "postgres"],
    "optimizer": ["adam_series/"],
    "optimizer/adam_series": ["adam", "adamw"],
    "hydra": ["launcher/", "job_logging/"],
}


class Layer(BaseModel):
    """An item."""

    size: int = 1


class Vit(BaseModel):
    """A member of a union."""

    kind: Literal["vit"] = "vit"
    depth: int = 1


class Open(BaseModel):
    """Takes further keys."""

    model_config = ConfigDict(extra="allow")
    lr: float = 0.1


class Ignoring(BaseModel):
    """Lets further keys fall."""

    model_config = ConfigDict(extra="ignore")
    lr: float = 0.1


class Typed(TypedDict):
    """A TypedDict."""

    x: int


class Layers(RootModel[list[Layer]]):
    """Has no key of its own."""


class App(BaseModel):
    """The root schema, which is open, as a root may be."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)
    lr: float = Field(0.1, alias="learning-rate")
    batch: int = Field(8, validation_alias=AliasChoices("batch_size", "bs"))
    twin: int = 0
    Twin: int = 0
    layers: list[Layer] = [Layer(), Layer()]
    pair: tuple[Layer, Layer] = (Layer(), Layer())
    root: Layers = Layers([])
    model: Vit | Open = Vit()
    servers: dict[str, Layer] = {"Main": Layer()}
    open: Open = Open()
    ignoring: Ignoring = Ignoring()
    typed: Typed = {"x": 1}
    loose: Any = None
    untyped: dict[str, Any] = {}
    part: Config = Config({})


def names_of(group: str) -> list[str]:
    """The options of a group and its sub-groups."""
    return GROUPS.get(group, [])


def variable(name: str) -> Variable:
    """The variable that has this name."""
    (found,) = read_variables("APP_", {name: "x"})
    return found


def meaning(name: str, tree: Tree = None, rules: Any = None) -> Named | Stranger:
    """What the name means in a tree, by the rules of App unless others are given."""
    keys = Keys(SchemaRules(App) if rules is None else rules, {} if tree is None else tree, Groups(names_of))
    return keys.find(variable(name))


def nearest(name: str, tree: Tree = None, rules: Any = None) -> str | None:
    """The nearest name of one that means nothing."""
    found = meaning(name, tree, rules)
    assert isinstance(found, Stranger)
    return found.nearest


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("APP_DB", "db"),
        ("APP_db", "db"),
        ("APP_OPTIMIZER", "optimizer"),
        ("APP_OPTIMIZER__ADAM_SERIES", "optimizer/adam_series"),
        ("APP_MIXED", "Mixed"),
        ("APP_KEBAB_CASE", "kebab-case"),
        ("APP_twin", "twin"),
        ("APP_Twin", "Twin"),
        ("APP_HYDRA__LAUNCHER", "hydra/launcher"),
        ("APP_DB__MYSQL", None),
        ("APP_DB__HOST", None),
        ("APP_CONFIG", None),
        ("APP_", None),
        ("APP_DB__", None),
        ("APP___DB", None),
        ("APP_" + "__".join(["DB"] * 1_000), None),
    ],
)
def test_a_group_is_named_whatever_the_case(name: str, group: str | None) -> None:
    """Its folders are the parts; an option is no group."""
    assert Groups(names_of).find(variable(name)) == group


def test_groups_that_only_their_case_tells_apart() -> None:
    """Which is meant must be spelled."""
    with pytest.raises(OverrideError) as caught:
        Groups(names_of).find(variable("APP_TWIN"))
    assert str(caught.value) == (
        "APP_TWIN may mean twin or Twin; spell the one that is meant as it is\n  variable     APP_TWIN"
    )


def test_a_group_is_listed_once() -> None:
    """However many variables there are."""
    asked: list[str] = []

    def listing(group: str) -> list[str]:
        asked.append(group)
        return names_of(group)

    groups = Groups(listing)
    for number in range(1_000):
        groups.find(variable(f"APP_OPTIMIZER__X{number}"))
    assert asked == ["", "optimizer"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("APP_LR", ("learning-rate",)),
        ("APP_LEARNING_RATE", ("learning-rate",)),
        ("APP_learning-rate", ("learning-rate",)),
        ("APP_BATCH_SIZE", ("batch_size",)),
        ("APP_BS", ("batch_size",)),
        ("APP_Bs", ("batch_size",)),
        ("APP_BATCH", ("batch_size",)),
        ("APP_twin", ("twin",)),
        ("APP_Twin", ("Twin",)),
        ("APP_TYPED__X", ("typed", "x")),
        ("APP_LAYERS", ("layers",)),
        ("APP_LAYERS__0__SIZE", ("layers", "0", "size")),
        ("APP_LAYERS__1", ("layers", "1")),
        ("APP_LAYERS__-1__SIZE", ("layers", "1", "size")),
        ("APP_LAYERS__00__SIZE", ("layers", "0", "size")),
        ("APP_PAIR__1__SIZE", ("pair", "1", "size")),
        ("APP_MODEL__DEPTH", ("model", "depth")),
        ("APP_MODEL__KIND", ("model", "kind")),
        ("APP_SERVERS__MAIN__SIZE", ("servers", "Main", "size")),
    ],
)
def test_a_key_is_named_in_any_spelling(name: str, path: KeyPath) -> None:
    """Aliases, names, any case, and ``_`` for ``-``; the items of a list by their positions, from the end too."""
    assert meaning(name) == Named(path, is_new=False)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("APP_NAME", ("Name",)),
        ("APP_DB__HOST", ("db", "host")),
        ("APP_DB__1", ("db", "1")),
        ("APP_DB__NULL", ("db", "null")),
        ("APP_DB__A.B", ("db", "a.b")),
        ("APP_L__1__X", ("l", "1", "x")),
    ],
)
def test_without_a_schema_keys_are_those_of_the_tree(name: str, path: KeyPath) -> None:
    """Whatever their case and kind."""
    tree = {"Name": 1, "db": {"host": 1, 1: 1, None: 1, "a.b": 1}, "l": [1, {"x": 1}]}
    assert meaning(name, tree, NO_RULES) == Named(path, is_new=False)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("APP_SERVERS__WEB__SIZE", ("servers", "web", "size")),
        ("APP_SERVERS__MY_Web", ("servers", "my_web")),
        ("APP_SERVERS__ÉTÉ__SIZE", ("servers", "été", "size")),
        ("APP_OPEN__MOMENTUM", ("open", "momentum")),
        ("APP_LOOSE__A__B", ("loose", "a", "b")),
        ("APP_UNTYPED__A__B", ("untyped", "a", "b")),
        ("APP_PART__A", ("part", "a")),
        ("APP_MODEL__MOMENTUM", ("model", "momentum")),
    ],
)
def test_an_open_node_takes_a_new_key(name: str, path: KeyPath) -> None:
    """In lower case: a mapping, an open model, what is untyped, a union with one of these."""
    assert meaning(name) == Named(path, is_new=True)


@pytest.mark.parametrize(
    "name",
    [
        "APP_SERVICE_HOST",  # the root is open, but a cluster injects names such as this
        "APP_",
        "APP___LR",
        "APP_LR__X",
        "APP_TYPED__Y",
        "APP_TYPED__",
        "APP_IGNORING__MOMENTUM",
        "APP_LAYERS__FIRST",
        "APP_LAYERS__²",
        "APP_SERVERS____SIZE",
        "APP_SERVERS__WEB__SIZES",
        "APP_" + "__".join(["LOOSE"] * 1_000),
        "APP_\udcff",
    ],
)
def test_what_means_nothing(name: str) -> None:
    """Keys that nobody declares, at the root and in closed nodes, below leaves; parts without a letter."""
    assert isinstance(meaning(name), Stranger)


@pytest.mark.parametrize(
    ("name", "tree"),
    [
        ("APP_LOOSE__X", {"loose": 5}),
        ("APP_LOOSE__X", {"loose": "${part}"}),
        ("APP_SERVERS__WEB__SIZE", {"servers": "${part}"}),
    ],
)
def test_a_scalar_takes_no_key(name: str, tree: Tree) -> None:
    """Where the tree has something else than a node, an open type adds nothing below it."""
    assert isinstance(meaning(name, tree), Stranger)


def test_a_tree_with_few_schemas_is_not_open() -> None:
    """What the store governs below a Config is typed, and all else has the keys of the tree alone."""
    rules = SchemaRules(Any, {("db",): Open})
    tree = {"db": {}, "other": {"x": 1}}
    assert meaning("APP_DB__NEW", tree, rules) == Named(("db", "new"), is_new=True)
    assert isinstance(meaning("APP_OTHER__NEW", tree, rules), Stranger)
    assert meaning("APP_OTHER__X", tree, rules) == Named(("other", "x"), is_new=False)


@pytest.mark.parametrize(
    ("name", "tree", "message"),
    [
        ("APP_LAYERS__2__SIZE", {}, "no item 2 in layers, a list of 2; APP_LAYERS sets the whole list"),
        ("APP_LAYERS__-3", {}, "no item -3 in layers, a list of 2; APP_LAYERS sets the whole list"),
        ("APP_LAYERS__1__SIZE", {"layers": [1]}, "no item 1 in layers, a list of 1; APP_LAYERS sets the whole list"),
        ("APP_ROOT__0", {"root": None}, "no item 0 in root, a list of 0; APP_ROOT sets the whole list"),
        (
            f"APP_LAYERS__{'9' * 5_000}",
            {},
            f"no item {'9' * 5_000} in layers, a list of 2; APP_LAYERS sets the whole list",
        ),
    ],
)
def test_a_list_does_not_grow(name: str, tree: Tree, message: str) -> None:
    """An index past the end is an error, which names the list and the variable."""
    with pytest.raises(OverrideError) as caught:
        meaning(name, tree)
    (problem,) = caught.value.problems
    assert (problem.message, problem.origin) == (f"{name}: {message}", variable(name).origin)


@pytest.mark.parametrize("name", ["APP_TWIN", "APP_TwIn"])
def test_keys_that_only_their_case_tells_apart(name: str) -> None:
    """Which is meant must be spelled."""
    with pytest.raises(OverrideError, match="may mean twin or Twin"):
        meaning(name)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("APP_BATCH_SIZ", "APP_BATCH_SIZE"),
        ("APP_typd", "APP_typed"),
        ("APP_TYPD__X", "APP_TYPED__X"),
        ("APP_TYPED_X", "APP_TYPED__X"),
        ("APP_SERVERS__MAIN__SIEZ", "APP_SERVERS__MAIN__SIZE"),
        ("APP_OPTIMIZER__ADAM_SERIE", "APP_OPTIMIZER__ADAM_SERIES"),
        ("APP_KEBABCASE", "APP_KEBAB_CASE"),
        ("APP_QQQQQ", None),
        ("APP_" + "X" * 100_000, None),
    ],
)
def test_the_nearest_name_is_that_of_a_variable(name: str, near: str | None) -> None:
    """Of a key or a group there or one level below, spelled as the one that means nothing."""
    assert nearest(name) == near


def test_the_nearest_name_makes_no_default() -> None:
    """No factory of the user's runs to find out what else there is."""

    def fail() -> dict[str, int]:
        raise AssertionError

    class Made(BaseModel):
        other: dict[str, int] = Field(default_factory=fail)

    assert nearest("APP_OTHR", rules=SchemaRules(Made)) == "APP_OTHER"


def test_many_names_share_what_is_known() -> None:
    """A node is looked at once, however many variables lie below it."""
    looks: list[KeyPath] = []

    class Rules(SchemaRules):
        __slots__ = ()

        def default(self, path: KeyPath) -> Any:
            looks.append(path)
            return super().default(path)

    keys = Keys(Rules(App), {}, Groups(names_of))
    for number in range(2_000):
        keys.find(variable(f"APP_UNTYPED__X{number}"))
    assert looks == [("untyped",)]
