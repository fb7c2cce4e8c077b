"""Composer and Composition: what one composition answers, that it is frozen, that it travels, and what is kept."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pytest
from pydantic import BaseModel, PositiveFloat

from typedconf import (
    Composer,
    Composition,
    Config,
    ConfigError,
    ConfigNotFound,
    ConfigStore,
    ConfigWarning,
    DocumentError,
    MissingValue,
    Override,
    OverrideSyntaxError,
    ResolverError,
    ValidationFailed,
    load,
)

Compose: TypeAlias = Callable[..., Composition[Any]]
Tree: TypeAlias = Callable[[dict[str, str]], Path]


class Training(BaseModel):
    """A part of the schema."""

    lr: PositiveFloat
    epochs: int = 10


class App(BaseModel):
    """The root schema."""

    name: str
    training: Training
    copy_of_lr: float = 0.0


class Named(BaseModel):
    """Another schema for the same tree, which takes whatever else there is."""

    model_config = {"extra": "ignore"}

    name: str


FILES = {
    "config.yaml": "defaults: [training: default, _self_]\nname: app\ncopy_of_lr: ${training.lr}\n",
    "training/default.yaml": "lr: 0.1\n",
    "training/long.yaml": "lr: 0.2\nepochs: 100\n",
}


@pytest.fixture
def composer(tree: Tree) -> Composer:
    """A Composer of FILES."""
    return Composer(tree(FILES))


# -- what it answers ----------------------------------------------------------------------------------------------


def test_a_composition_tells_what_was_composed(composer: Composer) -> None:
    """Tree, choices, overrides, layers and missing values."""
    composition = composer.compose("config", "training=long", "+extra=???")
    assert composition.tree == {
        "name": "app",
        "training": {"lr": 0.2, "epochs": 100},
        "copy_of_lr": "${training.lr}",
        "extra": "???",
    }
    assert composition.choices == {"training": "long"}
    assert [override.text for override in composition.overrides] == ["training=long", "+extra=???"]
    assert [layer.name for layer in composition.layers] == ["training/long", "config"]
    assert composition.missing() == ["extra"]
    assert repr(composition) == "<Composition of config>"


def test_without_a_schema_the_value_is_a_config(composer: Composer) -> None:
    """Whose interpolations resolve when they are read."""
    value = composer.compose("config").value
    assert isinstance(value, Config)
    assert value.copy_of_lr == 0.1


def test_with_a_schema_the_value_is_its_object(composer: Composer) -> None:
    """Validated once: every access gives the same object."""
    composition = composer.compose("config", "training.epochs=3", schema=App)
    assert composition.value == App(name="app", training=Training(lr=0.1, epochs=3), copy_of_lr=0.1)
    assert composition.value is composition.value
    assert composition.problems == ()


def test_one_composition_may_be_of_several_schemas(composer: Composer) -> None:
    """``validate`` asks another schema and changes nothing here."""
    composition = composer.compose("config", schema=App)
    assert composition.validate(Named) == Named(name="app")
    assert isinstance(composition.value, App)


def test_the_value_raises_all_problems(composer: Composer) -> None:
    """Values that the schema doesn't take are gathered, and raised in one error; composing itself succeeds."""
    composition = composer.compose("config", "training.lr=fast", "training.epochs=x", "name=null", schema=App)
    assert [problem.key for problem in composition.problems] == ["training.lr", "training.epochs", "name"]
    with pytest.raises(ValidationFailed) as caught:
        _ = composition.value
    assert caught.value.problems == composition.problems


def test_a_reference_to_what_is_wrong_is_not_reported_again(composer: Composer) -> None:
    """``copy_of_lr`` refers to the leaf that failed."""
    composition = composer.compose("config", "training.lr=fast", schema=App)
    assert [problem.key for problem in composition.problems] == ["training.lr"]


def test_problems_of_every_kind_are_gathered(composer: Composer) -> None:
    """Unresolvable interpolations, wrong values, unknown keys and missing ones stand in one list."""
    composition = composer.compose(
        "config", "training.epochs=x", "name=${nowhere}", "training.lr=???", "+training.epoch=1", schema=App
    )
    assert {problem.key for problem in composition.problems} == {
        "training.epochs",
        "name",
        "training.lr",
        "training.epoch",
    }


@pytest.mark.parametrize("override", ["nme=x", "training.lrr=1", "+nme=x", "++training.lrr=1", "trainig.lr=1"])
def test_with_a_schema_unknown_keys_are_problems(composer: Composer, override: str) -> None:
    """Composing succeeds; the key is marked in the override, and the nearest is suggested."""
    composition = composer.compose("config", override, "name=null", schema=App)
    unknown, other = sorted(composition.problems, key=lambda problem: problem.key == "name")
    assert other.key == "name"
    assert override.lstrip("+").partition("=")[0].startswith(unknown.key)
    assert unknown.suggestion in {"name", "lr", "training"}
    assert unknown.origin is not None
    assert unknown.origin.text == override


def test_a_misspelt_option_of_a_literal_is_suggested(tree: Tree) -> None:
    """The nearest of the values that the field takes."""

    class Modes(BaseModel):
        mode: Literal["fast", "slow"]

    (problem,) = Composer(tree({"config.yaml": "mode: fats\n"})).compose("config", schema=Modes).problems
    assert (problem.expected, problem.suggestion) == ("one of fast, slow", "fast")


def test_a_missing_value_shows_the_override_that_sets_it(composer: Composer) -> None:
    """A problem of a missing value has ``???`` as its value and an override to copy."""
    (problem,) = composer.compose("config", "training.lr=???", schema=App).problems
    assert (problem.key, problem.value, problem.suggestion) == ("training.lr", "???", "training.lr=…")


def test_a_key_of_the_schema_needs_no_plus(composer: Composer) -> None:
    """An override may name what only the schema declares."""
    composition = composer.compose("config", "training.epochs=5", schema=App)
    assert composition.value.training.epochs == 5
    with pytest.raises(ConfigError):
        composer.compose("config", "training.epochs=5")


def test_yaml_reads_back(composer: Composer) -> None:
    """As written, or with ``resolve`` as its values."""
    composition = composer.compose("config")
    assert "copy_of_lr: ${training.lr}" in composition.to_yaml()
    assert "copy_of_lr: 0.1" in composition.to_yaml(resolve=True)


def test_yaml_of_what_does_not_resolve_is_an_error(composer: Composer) -> None:
    """Only with ``resolve``."""
    composition = composer.compose("config", "name=${nowhere}")
    assert "name: ${nowhere}" in composition.to_yaml()
    with pytest.raises(ConfigError):
        composition.to_yaml(resolve=True)


# -- frozen -------------------------------------------------------------------------------------------------------


def test_the_tree_is_a_fresh_copy(composer: Composer) -> None:
    """Changing it changes neither this composition nor the next."""
    composition = composer.compose("config")
    before = composition.tree
    composition.tree["training"]["lr"] = "spoilt"
    composition.tree["name"] = "spoilt"
    assert composition.tree == before
    assert composer.compose("config").tree == before


def test_values_do_not_reach_what_is_kept(tree: Tree) -> None:
    """Containers below untyped fields are the user's own."""

    class Open(BaseModel):
        any: Any
        mapping: dict[str, list[int]]
        listed: list[Any]

    composer = Composer(tree({"config.yaml": "any: {a: [1]}\nmapping: {b: [2]}\nlisted: [{c: 3}]\n"}))
    before = composer.compose("config").tree
    value = composer.compose("config", schema=Open).value
    value.any["a"].append(9)
    value.mapping["b"].append(9)
    value.listed[0]["c"] = 9
    assert composer.compose("config").tree == before
    assert composer.compose("config", schema=Open).value.any == {"a": [1]}


def test_a_config_is_read_only(composer: Composer) -> None:
    """Neither attributes nor items can be set."""
    config: Any = composer.compose("config").config
    with pytest.raises(TypeError):
        config.name = "x"
    with pytest.raises(TypeError):
        config["name"] = "x"


@pytest.mark.parametrize("field", ["choices", "layers", "overrides", "value", "tree", "new"])
def test_a_composition_is_frozen(composer: Composer, field: str) -> None:
    """Nothing can be set on it."""
    with pytest.raises(AttributeError):
        setattr(composer.compose("config"), field, None)


# -- with other facts ---------------------------------------------------------------------------------------------


def test_facts_are_replaced_without_composing(tree: Tree) -> None:
    """``with_facts`` resolves the same layers again; the first composition keeps its answers."""
    composer = Composer(
        tree({"config.yaml": "t: ${now:%Y}\ne: ${oc.env:WHO,nobody}\nj: ${hydra:job.num}\nc: ${hydra:runtime.cwd}\n"})
    )
    first = composer.compose("config")
    second = first.with_facts(
        now=dt.datetime(1999, 1, 2, tzinfo=dt.UTC),
        environment={"WHO": "alice"},
        job={"num": 3},
        runtime={"cwd": "/elsewhere"},
    )
    assert dict(second.config) == {"t": "1999", "e": "alice", "j": 3, "c": "/elsewhere"}
    assert first.config.e == "nobody"
    assert second.tree == first.tree
    assert second.history("e") == first.history("e")


def test_facts_that_are_not_given_stay(tree: Tree) -> None:
    """Each ``with_facts`` adds to the last."""
    composition = Composer(tree({"config.yaml": "t: ${now:%Y}\ne: ${oc.env:WHO}\n"})).compose("config")
    both = composition.with_facts(environment={"WHO": "bob"}).with_facts(now=dt.datetime(2001, 1, 1, tzinfo=dt.UTC))
    assert dict(both.config) == {"t": "2001", "e": "bob"}


def test_one_moment_holds_for_a_whole_composition(tree: Tree) -> None:
    """Every ``${now:…}`` of a composition is the same, whenever it is read."""
    config = Composer(tree({"config.yaml": "a: ${now:%f}\nb: ${now:%f}\n"})).compose("config").config
    assert config.a == config.b


# -- changed files ------------------------------------------------------------------------------------------------


def test_a_composition_knows_that_it_is_stale(tree: Tree) -> None:
    """Once a file that it read has another text, or is gone; not because of others."""
    folder = tree(FILES)
    composition = Composer(folder).compose("config")
    assert not composition.stale()
    (folder / "training/long.yaml").write_text("lr: 9\n", encoding="utf-8")
    (folder / "config.yaml").touch()
    assert not composition.stale()
    (folder / "training/default.yaml").write_text("lr: 0.11\n", encoding="utf-8")
    assert composition.stale()
    (folder / "training/default.yaml").write_text("lr: 0.1\n", encoding="utf-8")
    assert not composition.stale()
    (folder / "training/default.yaml").unlink()
    assert composition.stale()


def test_whole_files_count_for_staleness(tree: Tree, tmp_path: Path) -> None:
    """A file given by hand was read, too."""
    (tmp_path / "best.yaml").write_text("name: x\n", encoding="utf-8")
    composition = Composer(tree(FILES)).compose("config", files=["best.yaml"])
    assert not composition.stale()
    (tmp_path / "best.yaml").write_text("name: y\n", encoding="utf-8")
    assert composition.stale()


# -- travel -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "copied", [lambda c: pickle.loads(pickle.dumps(c)), copy.deepcopy, copy.copy], ids=["pickle", "deepcopy", "copy"]
)
def test_a_composition_travels(composer: Composer, copied: Callable[[Any], Any]) -> None:
    """With its schema, problems, history and answers."""
    composition = composer.compose("config", "training.lr=fast", "training.epochs=7", schema=App)
    twin = copied(composition)
    assert (twin.tree, twin.choices, twin.missing()) == (composition.tree, composition.choices, composition.missing())
    assert twin.problems == composition.problems
    assert twin.overrides == composition.overrides
    assert twin.history("training.lr") == composition.history("training.lr")
    assert twin.to_yaml() == composition.to_yaml()


def test_a_value_is_made_again_after_travel(composer: Composer) -> None:
    """The object of the schema is equal."""
    composition = composer.compose("config", schema=App)
    assert pickle.loads(pickle.dumps(composition)).value == composition.value


def test_answers_of_resolvers_travel(tree: Tree) -> None:
    """A resolver that doesn't pickle isn't asked again; what it answered is there."""
    store = ConfigStore()
    answers = iter([42, 43])
    store.resolver("unpicklable")(lambda: next(answers))
    composition = Composer(tree({"config.yaml": "a: ${unpicklable:}\n"}), store=store).compose("config")
    twin = pickle.loads(pickle.dumps(composition))
    assert twin.config.a == 42
    assert composition.config.a == 42


def test_asking_a_resolver_anew_after_travel_names_it(tree: Tree) -> None:
    """Other facts need the resolver itself, which did not come along."""
    store = ConfigStore()
    store.resolver("unpicklable")(lambda: 42)
    composition = Composer(tree({"config.yaml": "a: ${unpicklable:}\n"}), store=store).compose("config")
    twin = pickle.loads(pickle.dumps(composition)).with_facts(environment={})
    with pytest.raises(ResolverError, match="unpicklable"):
        _ = twin.config.a


@pytest.mark.parametrize("copied", [lambda c: pickle.loads(pickle.dumps(c)), copy.deepcopy], ids=["pickle", "deepcopy"])
def test_a_config_travels(composer: Composer, copied: Callable[[Any], Any]) -> None:
    """And still resolves."""
    twin = copied(composer.compose("config", "+extra=???").config)
    assert twin.copy_of_lr == 0.1
    with pytest.raises(MissingValue):
        _ = twin.extra


# -- together -----------------------------------------------------------------------------------------------------


def test_texts_that_are_no_overrides_are_told_together(composer: Composer) -> None:
    """Grammar comes first, all of it."""
    with pytest.raises(OverrideSyntaxError) as caught:
        composer.compose("config", "name", "a=[1", "name=ok", "=3")
    texts = [problem.origin.text for problem in caught.value.problems if problem.origin is not None]
    assert texts == ["name", "a=[1", "=3"]


def test_wrong_interpolations_in_overrides_are_told(composer: Composer) -> None:
    """With the override marked; those of the grammar's own are told together."""
    with pytest.raises(ConfigError) as caught:
        composer.compose("config", "name='${'", "training.lr='${x'")
    assert [problem.key for problem in caught.value.problems] == ["name", "training.lr"]
    assert all(problem.origin is not None and problem.origin.kind == "override" for problem in caught.value.problems)


def test_aliases_come_from_the_primary(tree: Tree) -> None:
    """``hydra.aliases`` are expanded before anything else."""
    composer = Composer(tree({"config.yaml": "hydra: {aliases: {lr: training.lr}}\ntraining: {lr: 1}\n"}))
    composition = composer.compose("config", "lr=2")
    assert composition.tree == {"training": {"lr": 2}}


def test_overrides_may_be_objects_and_texts(composer: Composer) -> None:
    """Wherever overrides are taken."""
    composition = composer.compose("config", Override.of("name", "a,b"), "training.lr=1")
    assert composition.tree["name"] == "a,b"


# -- whole files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [("f.yaml", "name: f\nnew: 1\n"), ("f.json", '{"name": "f", "new": 1}'), ("f.toml", 'name = "f"\nnew = 1\n')],
)
def test_whole_files_lie_below_the_overrides(composer: Composer, tmp_path: Path, name: str, text: str) -> None:
    """In order, above the composed tree; they may bring new keys."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "later.yaml").write_text("name: later\n", encoding="utf-8")
    assert composer.compose("config", files=[name]).tree["name"] == "f"
    assert composer.compose("config", files=[name, tmp_path / "later.yaml"]).tree["name"] == "later"
    tree = composer.compose("config", "name=cli", files=[name]).tree
    assert (tree["name"], tree["new"]) == ("cli", 1)


def test_a_whole_file_has_no_defaults_list(composer: Composer, tmp_path: Path) -> None:
    """It is merged as it is."""
    (tmp_path / "f.yaml").write_text("a: 1\ndefaults: [x]\n", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        composer.compose("config", files=["f.yaml"])
    (problem,) = caught.value.problems
    assert str(problem.origin) == "f.yaml:2:1"


def test_a_whole_file_must_exist(composer: Composer) -> None:
    """A file that was named by hand is no optional one."""
    with pytest.raises(ConfigNotFound) as caught:
        composer.compose("config", files=["nothing.yaml"])
    assert caught.value.problems[0].message == "no file nothing.yaml"


# -- load ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["conf/config.yaml", "conf/config", "./conf/config.yaml"])
def test_load_gives_a_validated_object(tree: Tree, path: str) -> None:
    """One line; with or without the suffix, relative to the working folder."""
    tree(FILES)
    assert load(App, path, "training=long") == App(name="app", training=Training(lr=0.2, epochs=100), copy_of_lr=0.2)


def test_load_takes_a_path_object(tree: Tree) -> None:
    """Absolute ones too."""
    assert load(App, tree(FILES) / "config.yaml").name == "app"


def test_load_of_config_is_untyped(tree: Tree) -> None:
    """``load(Config, …)`` gives a Config."""
    config = load(Config, tree(FILES) / "config")
    assert isinstance(config, Config)
    assert config.training.lr == 0.1


@pytest.mark.parametrize(
    ("name", "text"),
    [("app.json", '{"name": "j", "training": {"lr": 1}}'), ("app.toml", 'name = "j"\ntraining.lr = 1\n')],
)
def test_a_primary_may_be_json_or_toml(tree: Tree, name: str, text: str) -> None:
    """By its suffix."""
    assert load(App, tree({name: text}) / name).name == "j"


def test_load_raises_everything(tree: Tree) -> None:
    """All problems of the values, in one error."""
    with pytest.raises(ValidationFailed) as caught:
        load(App, tree(FILES) / "config", "training.lr=fast", "name=null")
    assert [problem.key for problem in caught.value.problems] == ["training.lr", "name"]


def test_load_of_a_file_in_the_working_folder(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare name is a file here."""
    monkeypatch.chdir(tree(FILES))
    assert load(App, "config.yaml").name == "app"


@pytest.mark.parametrize("path", ["conf/nothing.yaml", "nowhere/config.yaml"])
def test_load_of_nothing(tree: Tree, path: str) -> None:
    """A file or folder that isn't there is told."""
    tree(FILES)
    with pytest.raises(ConfigNotFound):
        load(App, path)


# -- expand -------------------------------------------------------------------------------------------------------


def test_expand_composes_the_grid(composer: Composer) -> None:
    """Job by job, the last sweep varying fastest; without a sweep there is one."""
    jobs = composer.expand("config", "training=default,long", "training.lr=1,2")
    assert [(job.choices["training"], job.tree["training"]["lr"]) for job in jobs] == [
        ("default", 1),
        ("default", 2),
        ("long", 1),
        ("long", 2),
    ]
    assert len(list(composer.expand("config", "training.lr=1"))) == 1


def test_expand_is_lazy(composer: Composer) -> None:
    """A job is composed when it is reached, however many there are."""
    jobs = composer.expand("config", "training.lr=range(1,1000000000)")
    assert next(jobs).tree["training"]["lr"] == 1


def test_a_key_swept_twice_is_a_warning_of_each_job(composer: Composer) -> None:
    """The later sweep wins, which deserves a look."""
    jobs = list(composer.expand("config", "training.lr=1,2", "training.lr=3,4"))
    assert all([problem.key for problem in job.warnings] == ["training.lr"] for job in jobs)


# -- warnings -----------------------------------------------------------------------------------------------------


def test_a_header_that_is_not_honoured_is_a_warning(tree: Tree) -> None:
    """Below a comment a ``# @package`` line means nothing; ``value`` says so, and gives the value all the same."""
    composer = Composer(tree({"config.yaml": "# a comment\n# @package p\nname: x\n"}))
    composition = composer.compose("config", schema=Named)
    (problem,) = composition.warnings
    assert problem.origin is not None
    assert (problem.origin.file, problem.origin.line) == ("conf/config.yaml", 2)
    with pytest.warns(ConfigWarning):
        assert composition.value.name == "x"


def test_a_composition_without_warnings_is_quiet(composer: Composer) -> None:
    """Nothing is issued."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert composer.compose("config", schema=App).warnings == ()


# -- what a Composer keeps ----------------------------------------------------------------------------------------


def test_compositions_know_nothing_of_each_other(composer: Composer) -> None:
    """Overrides of one leave no trace in the next."""
    first = composer.compose("config").tree
    composer.compose("config", "training=long", "training.lr=7", "~name", "+x.y=1")
    assert composer.compose("config").tree == first


def test_one_composer_serves_many_threads(composer: Composer) -> None:
    """Each gets its own composition."""
    results: dict[int, Any] = {}

    def compose(number: int) -> None:
        for step in range(20):
            composition = composer.compose("config", f"training.lr={number}", f"training.epochs={step}", schema=App)
            results[number] = (composition.value.training.lr, composition.value.copy_of_lr)

    threads = [threading.Thread(target=compose, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: (number, number) for number in range(1, 9)}
