"""The options that a composed config has."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, PositiveFloat, SecretStr

from typedconf import Composer, Config, ConfigStore, Option, StoreError, ref
from typedconf.cli.options.listing import list_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from typedconf.cli.options import listing

    Tree = Callable[[Mapping[str, str]], Path]


def listed(
    files: Mapping[str, str], schema: Any, tree: Tree, *overrides: str, **settings: Any
) -> dict[str, listing.Option]:
    """The options by their keys, groups before fields; those of a union's members with the member behind."""
    resolve = settings.pop("resolve", False)
    composition = Composer(tree(files), **settings).compose("config", *overrides, schema=schema)
    found = list_options(schema, composition, resolve=resolve)
    return {f"{option.key}{f' ({option.member})' if option.member else ''}": option for option in found}


class Colour(Enum):
    """Some colours."""

    RED = "red"
    BLUE = "blue"


class Training(BaseModel):
    """How it is trained."""

    lr: PositiveFloat
    """The learning rate.

    More of it.
    """
    amp: bool = True
    colour: Colour = Colour.RED
    tags: list[str] = []
    copied: float = ref("training.lr")
    old: Annotated[int, Field(deprecated="use lr")] = 1


class App(BaseModel):
    """A program."""

    name: str
    training: Training
    password: SecretStr = SecretStr("hunter2")
    token: SecretStr


FILES = {"config.yaml": "defaults: [db: a]\nname: x\ntraining: {lr: 1e-5}\n", "db/a.yaml": "{}", "db/b.yaml": "{}"}


def test_a_field_has_an_option(tree: Tree) -> None:
    """With its type, its composed value, its documentation and the node that holds it."""
    option = listed(FILES, App, tree)["training.lr"]
    assert option._asdict() == {
        "names": ("--training.lr",),
        "key": "training.lr",
        "kind": "field",
        "type": "PositiveFloat",
        "default": 1e-5,
        "has_default": True,
        "shown": "1e-05",
        "choices": (),
        "required": False,
        "multiple": False,
        "secret": False,
        "doc": "The learning rate.\n\nMore of it.",
        "summary": "The learning rate.",
        "panel": "training",
        "negations": (),
        "takes_text": False,
        "member": "",
        "has_option": True,
    }


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("name", {"panel": "App", "takes_text": True, "shown": "x"}),
        ("training.amp", {"negations": ("--no-training.amp",), "choices": ("true", "false"), "shown": "true"}),
        ("training.colour", {"choices": ("red", "blue"), "default": "red", "type": "Colour"}),
        ("training.tags", {"multiple": True, "default": [], "shown": "[]"}),
        ("training.copied", {"default": "${training.lr}", "shown": "${training.lr}"}),
        ("training.old", {"summary": "Deprecated: use lr", "doc": "Deprecated: use lr"}),
        ("password", {"secret": True, "default": "???", "has_default": True, "shown": "(secret)", "required": False}),
        ("token", {"secret": True, "default": None, "has_default": False, "shown": "(required)", "required": True}),
        ("db", {"kind": "group", "type": "OPTION", "default": "a", "choices": ("a", "b"), "panel": "Config groups"}),
    ],
)
def test_options_say_what_there_is_to_know(key: str, expected: dict[str, Any], tree: Tree) -> None:
    """Choices, what negates, defaults as one would write them; a secret's value never."""
    option = listed(FILES, App, tree)[key]
    assert {name: getattr(option, name) for name in expected} == expected


def test_groups_come_first_then_fields_in_order(tree: Tree) -> None:
    """As they are composed and declared."""
    assert list(listed(FILES, App, tree))[:3] == ["db", "name", "training.lr"]


def test_defaults_may_be_resolved(tree: Tree) -> None:
    """Then values stand in the place of interpolations."""
    assert listed(FILES, App, tree, resolve=True)["training.copied"].default == 1e-5


GROUPS = {
    "config.yaml": "defaults: [db@src: a, db@dst: b, srv/inner: x, cb: [p, q], opt: null, help: h]\n",
    **dict.fromkeys(["db/a.yaml", "db/b.yaml", "cb/p.yaml", "cb/q.yaml", "opt/one.yaml", "help/h.yaml"], "k: 1\n"),
    "srv/inner/x.yaml": "# @package srv.deep\nk: 1\n",
    "extra/e.yaml": "# @package _global_\ne: 1\n",
}


@pytest.mark.parametrize(
    ("key", "names", "default", "multiple"),
    [
        ("db@src", ("--db@src", "--src"), "a", False),
        ("db@dst", ("--db@dst", "--dst"), "b", False),
        ("srv/inner", ("--srv/inner", "--srv.deep"), "x", False),
        ("cb", ("--cb",), ["p", "q"], True),
        ("opt", ("--opt",), None, False),
        ("help", (), "h", False),
        ("extra", (), None, False),
    ],
)
def test_a_group_has_its_key_and_its_package(
    key: str, names: tuple[str, ...], default: Any, *, multiple: bool, tree: Tree
) -> None:
    """As the names of its option; a group that is not composed, or has a flag's name, has none."""
    option = listed(GROUPS, Config, tree)[key]
    assert (option.names, option.default, option.multiple) == (names, default, multiple)
    assert option.has_option is bool(names)


def test_a_package_of_two_groups_is_no_name(tree: Tree) -> None:
    """Nobody could tell which is meant."""
    files = {
        "config.yaml": "defaults: [a: x, b: x]\n",
        "a/x.yaml": "# @package both\nk: 1\n",
        "b/x.yaml": "# @package both\nl: 1\n",
    }
    found = listed(files, Config, tree)
    assert (found["a"].names, found["b"].names) == (("--a",), ("--b",))


def test_untyped_leaves_have_options(tree: Tree) -> None:
    """Of a config without a schema; lists of mappings and empty ones have no name, nor what no override names."""
    text = (
        "a: {b: 1, c: [1, 2], d: [{e: 1}], f: {}, g.h: 1, 2: 3}\n"
        "t: true\nn: null\nr: ${a.b}\nm: ???\nhelp: 1\n'x=y': 1\n"
    )
    found = listed({"config.yaml": text}, Config, tree)
    names = {key: (*option.names, *option.negations) for key, option in found.items()}
    assert names == {
        "a.b": ("--a.b",),
        "a.c": ("--a.c",),
        "a.d": (),
        "a.f": (),
        "a.g\\.h": ("--a.g\\.h",),
        "t": ("--t", "--no-t"),
        "n": ("--n",),
        "r": ("--r",),
        "m": ("--m",),
        "help": (),
    }
    assert {key: found[key].type for key in ("a.b", "a.c", "t", "n", "r", "m")} == {
        "a.b": "int",
        "a.c": "list",
        "t": "bool",
        "n": "",
        "r": "",
        "m": "",
    }
    assert (found["m"].required, found["a.c"].multiple, found["a.b"].panel) == (True, True, "a")


class Layer(BaseModel):
    """A part of a network."""

    size: int = 1


class Vit(BaseModel):
    """A transformer."""

    kind: Literal["vit"]
    depth: int = 3


class Cnn(BaseModel):
    """A convolutional network."""

    kind: Literal["cnn"]
    width: int = 9


class Net(BaseModel):
    """What has parts of every kind."""

    model: Annotated[Vit | Cnn, Field(discriminator="kind")]
    layers: list[Layer] = [Layer()]
    named: dict[str, Layer] = {}
    weights: dict[str, float] = {"a": 1.0}
    child: Net | None = None
    schedule: Layer | Literal["none"] = "none"
    part: Config
    resolve: int = 1


NET = {"config.yaml": "model: {kind: vit}\npart: {x: {y: 1}}\n"}


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("model.kind", ("--model.kind",)),
        ("model.depth (Vit)", ("--model.depth",)),
        ("model.width (Cnn)", ("--model.width",)),
        ("layers", ()),
        ("layers[].size", ()),
        ("named", ()),
        ("named.<key>.size", ()),
        ("weights", ()),
        ("weights.a", ("--weights.a",)),
        ("child", ()),
        ("schedule", ("--schedule",)),
        ("schedule.size", ("--schedule.size",)),
        ("part.x.y", ("--part.x.y",)),
        ("resolve", ()),
    ],
)
def test_what_an_option_can_set_has_one(key: str, names: tuple[str, ...], tree: Tree) -> None:
    """All members of a union have; containers of models, mappings and names of flags have overrides only."""
    option = listed(NET, Net, tree)[key]
    assert (option.names, option.has_option) == (names, bool(names))


def test_a_tag_has_the_tags_as_choices(tree: Tree) -> None:
    """Of all members."""
    assert listed(NET, Net, tree)["model.kind"].choices == ("vit", "cnn")


def test_what_the_store_adds_is_listed(tree: Tree) -> None:
    """The fields of a class that governs a node of an untyped config."""
    store = ConfigStore()
    store.add("db/typed", Training)
    files = {"config.yaml": "defaults: [db: typed]\ndb: {lr: 2}\n"}
    found = listed(files, Config, tree, store=store)
    assert (found["db.lr"].type, found["db.amp"].negations) == ("PositiveFloat", ("--no-db.amp",))


class Own(BaseModel):
    """Fields with names of their own."""

    batch: Annotated[int, Option("-b", "--batch-size")] = 8
    verbose: Annotated[bool, Option("--loud/--quiet", "-l/-q")] = False
    resolve: Annotated[int, Option("--dissolve")] = 1


def test_own_names_stand_beside_the_keys(tree: Tree) -> None:
    """Also where the key's is a flag's."""
    found = listed({"config.yaml": "{}"}, Own, tree)
    assert found["batch"].names == ("--batch", "-b", "--batch-size")
    assert found["verbose"].names == ("--verbose", "--loud", "-l")
    assert found["verbose"].negations == ("--no-verbose", "--quiet", "-q")
    assert found["resolve"].names == ("--dissolve",)


class Pair(BaseModel):
    """Two that bring the same name."""

    first: Own = Own()
    second: Own = Own()


class Flagged(BaseModel):
    """A name that is a flag's."""

    config: Annotated[int, Option("-c")] = 1


class Taken(BaseModel):
    """A name that is another field's key."""

    lr: float = 1
    rate: Annotated[float, Option("--lr")] = 1


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (Flagged, "-c is the flag --cfg, and can't be an option of Flagged.config; choose another name"),
        (Taken, "--lr is an option of both lr and rate; a name belongs to one of them"),
        (Pair, "-b is an option of both first.batch and second.batch; a name belongs to one of them"),
    ],
)
def test_a_name_belongs_to_one_option(schema: type, message: str, tree: Tree) -> None:
    """It is an error of the schema, whatever is typed."""
    with pytest.raises(StoreError) as caught:
        listed({"config.yaml": "{}"}, schema, tree)
    assert caught.value.problems[0].message == message
