"""What the name of an option means, and what is said of one that means nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import pytest
from pydantic import AliasChoices, BaseModel, Field, SecretStr

from typedconf import Composer, Config, ConfigStore, Option, Problem
from typedconf.cli.options.listing import list_options
from typedconf.cli.options.names import Meaning, Names

if TYPE_CHECKING:
    from collections.abc import Iterable


class Layer(BaseModel):
    """A part of a network."""

    size: int = 1
    password: SecretStr = SecretStr("x")
    on: bool = True


class Vit(BaseModel):
    """One member."""

    kind: Literal["vit"] = "vit"
    shared: bool = False


class Cnn(BaseModel):
    """The other."""

    kind: Literal["cnn"] = "cnn"
    shared: str = "x"


class App(BaseModel):
    """Fields whose names meet."""

    lr: float = 1
    batch_size: Annotated[int, Option("-b")] = 8
    cache: bool = True
    no_cache: int = 0
    data_base: Annotated[Layer, Field(validation_alias=AliasChoices("data_base", "db"))] = Layer()
    layers: list[Layer] = []
    named: dict[str, Layer] = {}
    weights: dict[str, float] = {"a": 1, "c.d": 2}
    model: Annotated[Vit | Cnn, Field(discriminator="kind")] = Vit()
    resolve: int = 1
    extra: Config
    deep: Config
    one: Config
    two: Config


def names(*overrides: str) -> Names:
    """Those of a composition with a group that is composed and one that is not."""
    store = ConfigStore()
    store.add(
        "config",
        {
            "defaults": [{"opt/kind": "sgd"}, {"src@one": "a"}, {"src@two": "a"}],
            "data_base": {},
            "extra": {"x": {"y": 1}},
        },
    )
    store.add("opt/kind/sgd", {"momentum": 1}, package="deep")
    store.add("free/one", {})
    store.add("src/a", {})
    composition = Composer(store=store).compose("config", *overrides, schema=App)
    return Names(list_options(App, composition), composition.rules)


NAMES = names()


@pytest.mark.parametrize(
    ("name", "key", "gives"),
    [
        ("--lr", "lr", True),
        ("--batch_size", "batch_size", True),
        ("--batch-size", "batch_size", True),
        ("-b", "batch_size", True),
        ("--cache", "cache", True),
        ("--no_cache", "no_cache", True),
        ("--data_base.size", "data_base.size", True),
        ("--data-base.size", "data_base.size", True),
        ("--db.size", "data_base.size", True),
        ("--weights.a", "weights.a", True),
        ("--extra.x.y", "extra.x.y", True),
        ("--opt/kind", "opt/kind", True),
        ("--deep", "opt/kind", True),
        ("--deep.momentum", "deep.momentum", True),
        ("--model.shared", "model.shared", True),
        ("--no-data-base.on", "data_base.on", False),
    ],
)
def test_a_name_means_a_key(name: str, key: str, *, gives: bool) -> None:
    """In every spelling: the key's, in kebab-case, by an alias, an own name, a package."""
    found = NAMES.find(name)
    assert isinstance(found, Meaning)
    assert (found.key, found.gives) == (key, gives)


def test_the_members_of_a_union_share_a_name() -> None:
    """It is a boolean's only where it is one's in all of them."""
    found = NAMES.find("--model.shared")
    assert isinstance(found, Meaning)
    assert ([option.member for option in found.options], found.is_boolean) == (["Vit", "Cnn"], False)


def test_a_name_may_mean_two_things() -> None:
    """One field's negation and another's kebab spelling: both are named, and what to write."""
    found = NAMES.find("--no-cache")
    assert isinstance(found, Problem)
    assert found.message == ("--no-cache could set no_cache itself or cache to false; write no_cache=… or cache=false")


@pytest.mark.parametrize("name", ["--", "-", "", "--nothing", "--data_base", "--layers", "--resolve", "--free", "--LR"])
def test_a_name_may_mean_nothing(name: str) -> None:
    """A node, a list of models, a flag's name, a group that is not composed."""
    assert NAMES.find(name) is None


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("--free", "no such option --free: the group free is not in the defaults list; add it with +free=V"),
        ("--layers", "no such option --layers: only an override sets layers: layers=…"),
        ("--weights", "no such option --weights: only an override sets weights: weights=V"),
        ("--resolve", "no such option --resolve: only an override sets resolve: resolve=V"),
        ("--named.a.size", "no such option --named.a.size: only an override sets named.a.size: named.a.size=V"),
        (
            "--named.a.password",
            "no such option --named.a.password: only an override sets named.a.password: named.a.password=…",
        ),
        (
            "--data_base",
            "no such option --data_base: data_base is a part of the config; --help data_base lists its options",
        ),
        ("--lrr", "no such option --lrr; did you mean --lr?"),
        ("--data_base.siez", "no such option --data_base.siez; did you mean --data_base.size?"),
        ("--data_base.zzz", "no such option --data_base.zzz; --help lists the options"),
        ("--src", "no such option --src; did you mean --src@one or --src@two?"),
        ("--momentum", "no such option --momentum; did you mean --deep.momentum?"),
        ("--size", "no such option --size; did you mean --data_base.size?"),
        ("--weights.b", "no such option --weights.b\nto add the key, write +weights.b=…"),
        ("--extra.z", "no such option --extra.z\nto add the key, write +extra.z=…"),
        ("--cgf", "no such flag --cgf; did you mean --cfg?"),
        ("--explian", "no such flag --explian; did you mean --explain?"),
        ("-lr", "no such option -lr; did you mean --lr?"),
        ("-cfg", "no such flag -cfg; did you mean --cfg?"),
        ("--weights.c.d", "no such option --weights.c.d; did you mean '--weights.c\\.d'?"),
        ("--dry-run", "no such flag --dry-run; did you mean --check?"),
        ("-z", "no such flag -z; --help lists the flags"),
        ("--zzzzzz", "no such option --zzzzzz; --help lists the options"),
        ("--lr[0]", "no such option --lr[0]; --help lists the options"),
        (f"--extra.{'x' * 100}", f"no such option --extra.{'x' * 52}…; --help lists the options"),
    ],
)
def test_what_means_nothing_is_told(name: str, message: str) -> None:
    """With the nearest name, or with the override that would do; no value of a secret is shown."""
    assert NAMES.unknown(name, "V").message == message


def test_options_that_are_not_the_configs_are_suggested_too() -> None:
    """Where they are nearest."""
    known = Names([], NAMES.rules, ("--force", "-v"))
    assert known.unknown("--forc", None).message == "no such option --forc; did you mean --force?"
    assert known.unknown("-force", None).message == "no such option -force; did you mean --force?"
    assert known.find("--force") is None


def test_all_names_can_be_listed() -> None:
    """As they are written, groups first."""
    listed: Iterable[str] = NAMES
    assert list(listed)[:4] == ["--opt/kind", "--deep", "--src@one", "--one"]
