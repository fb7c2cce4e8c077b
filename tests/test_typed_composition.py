"""Composing with schemas, through Composer: what files, overrides, the store and the schema make together."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import pickle
import threading
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypeAlias

import pytest
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, PositiveFloat, SecretStr
from typing_extensions import TypedDict

from typedconf import (
    Composer,
    Composition,
    Config,
    ConfigError,
    ConfigStore,
    DefaultsListError,
    Merge,
    MergeError,
    OverrideError,
    Target,
    ValidationFailed,
    load,
    plain,
    ref,
)

Typed: TypeAlias = Callable[..., Composition[Any]]


@pytest.fixture
def typed(tree: Callable[[dict[str, str]], Path]) -> Typed:
    """Composes ``config`` from a text, or from files, with overrides, a schema and a store."""

    def compose(
        files: str | dict[str, str], *overrides: str, schema: Any = None, store: ConfigStore | None = None
    ) -> Composition[Any]:
        folder = tree({"config.yaml": files} if isinstance(files, str) else files)
        return Composer(folder, store=store).compose("config", *overrides, schema=schema)

    return compose


def steps(composition: Composition[Any], key: str) -> list[tuple[Any, str]]:
    """The history of a key: each value, and the kind of its origin."""
    return [(step.value, step.origin.kind) for step in composition.history(key)]


def set_fields(model: BaseModel) -> Any:
    """What a model and the models in it count as set."""
    return model.model_dump(exclude_unset=True, by_alias=True)


# -- governing ----------------------------------------------------------------------------------------------------


class Optimizer(Target[Any]):
    """What the options of a group have in common."""

    lr: PositiveFloat = 1e-3


class Adam(Optimizer, target="m.Adam"):
    """One option."""

    beta: float = 0.9


class AdamW(Adam, target="m.AdamW"):
    """A narrower one."""

    decay: float = 0.01


class Sgd(Optimizer, target="m.Sgd"):
    """Another option."""

    momentum: float = 0.0


class Training(BaseModel):
    """The schema of a group."""

    lr: PositiveFloat
    epochs: int = 10
    half: float = ref("training.epochs")


class Job(BaseModel):
    """The root schema."""

    name: str
    training: Training
    optimizer: Optimizer
    others: dict[str, Optimizer] = {}


JOB = {
    "config.yaml": "defaults: [training: default, optimizer: adam, _self_]\nname: 007\n",
    "training/default.yaml": "lr: 0.1\n",
    "optimizer/adam.yaml": "lr: ${training.lr}\n",
    "optimizer/adamw.yaml": "decay: 0.5\n",
    "optimizer/sgd.yaml": "momentum: 0.5\n",
}


def job_store() -> ConfigStore:
    """Each option with its class, the training group with its own."""
    store = ConfigStore()
    store.add("optimizer/adam", Adam)
    store.add("optimizer/adamw", AdamW)
    store.add("optimizer/sgd", Sgd)
    store.add("optimizer/ready", AdamW(beta=0.5, lr=3))
    store.group("training", Training)
    return store


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ([], Adam(lr=0.1)),
        (["optimizer=adamw"], AdamW(decay=0.5)),
        (["optimizer=sgd", "optimizer.lr=2"], Sgd(momentum=0.5, lr=2)),
        (["optimizer=ready", "optimizer.decay=0.7"], AdamW(beta=0.5, lr=3, decay=0.7)),
    ],
    ids=str,
)
def test_the_chosen_option_decides_the_class(typed: Typed, overrides: list[str], expected: Optimizer) -> None:
    """What the store has for it governs in place of the annotation, its keys may be overridden."""
    value = typed(JOB, *overrides, schema=Job, store=job_store()).value
    assert (type(value.optimizer), value.optimizer) == (type(expected), expected)


def test_options_in_a_mapping_are_governed_each(typed: Typed) -> None:
    """The values of ``dict[str, Base]`` have the classes of their options."""
    files = {
        **JOB,
        "config.yaml": JOB["config.yaml"].replace("_self_", "optimizer@others.a: sgd, optimizer@others.b: ready"),
    }
    others = typed(files, schema=Job, store=job_store()).value.others
    assert {key: type(value) for key, value in others.items()} == {"a": Sgd, "b": AdamW}


def test_a_class_that_the_annotation_contradicts(typed: Typed) -> None:
    """Is an error before anything is merged."""

    class Narrow(BaseModel):
        optimizer: Adam

    with pytest.raises(DefaultsListError) as caught:
        typed(JOB, "optimizer=sgd", schema=Narrow, store=job_store())
    (problem,) = caught.value.problems
    assert problem.message == (
        "optimizer/sgd brings Sgd, but Narrow.optimizer is declared Adam, and Sgd is not derived from Adam"
    )
    assert (problem.key, str(problem.origin)) == ("optimizer", "store node optimizer/sgd")


def test_without_a_root_schema_what_the_store_governs_is_validated(typed: Typed) -> None:
    """And read as instances; the rest is a Config."""
    composition = typed(JOB, store=job_store())
    value = composition.value
    assert isinstance(value, Config)
    assert (value.optimizer, value.training, value.name) == (Adam(lr=0.1), Training(lr=0.1, half=10), 7)
    assert [problem.key for problem in typed(JOB, "training.lr=-1", store=job_store()).problems] == ["training.lr"]


def test_a_class_at_the_root_package_is_the_root_schema(typed: Typed) -> None:
    """Where nobody names one."""
    store = job_store()
    store.add("base", Job)
    files = {**JOB, "config.yaml": JOB["config.yaml"].replace("[", "[base, ")}
    assert isinstance(typed(files, store=store).value, Job)


def test_a_config_within_a_schema_stays_untyped(typed: Typed) -> None:
    """Whatever the store has for it."""

    class Loose(BaseModel):
        name: int
        training: Config
        optimizer: Config

    value = typed(JOB, "+optimizer.other=${name}", schema=Loose, store=job_store()).value
    assert (type(value.optimizer), value.optimizer.other) == (Config, 7)


# -- keys ---------------------------------------------------------------------------------------------------------


class Aliased(BaseModel):
    """A part with other spellings."""

    model_config = ConfigDict(populate_by_name=True)
    lr: float = Field(0.1, alias="learningRate")
    name: str = Field("n", validation_alias=AliasChoices("label", "title"))


class WithAliases(BaseModel):
    """The root with other spellings."""

    model_config = ConfigDict(populate_by_name=True)
    part: Aliased = Field(Aliased(), alias="p")
    parts: list[Aliased] = []


SPELLED = {
    "config.yaml": "defaults: [low, _self_, g@part: high]\np: {lr: 2}\n",
    "low.yaml": "part: {learningRate: 1, title: 007}\n",
    "g/high.yaml": "label: no\n",
}


def test_every_spelling_is_the_same_key(typed: Typed) -> None:
    """In files, packages, overrides and questions; the later layer wins."""
    composition = typed(SPELLED, "part.learningRate=3", "parts=[{lr: 4}]", schema=WithAliases)
    assert composition.tree == {"p": {"learningRate": 3, "label": "no"}, "parts": [{"learningRate": 4}]}
    assert composition.value.part == Aliased(lr=3, name="no")
    assert steps(composition, "part.lr") == [(0.1, "default"), (1, "file"), (2, "file"), (3, "override")]
    assert composition.origin("p.title").file == composition.origin("p.label").file == "conf/g/high.yaml"


def test_two_spellings_in_one_layer_are_an_error(typed: Typed) -> None:
    """That names both and stands at the second."""
    with pytest.raises(MergeError) as caught:
        typed("p: {}\npart: {}\n", schema=WithAliases)
    (problem,) = caught.value.problems
    assert problem.message == "part and p are two spellings of one key; write one of them"
    assert str(problem.origin).endswith("config.yaml:2:1")


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("part.lrr=1", "no such key in Aliased; did you mean lr?"),
        ("nobody=1", "no such key in WithAliases"),
        ("nobody.below=1", "no such key in WithAliases"),
    ],
)
def test_a_key_that_no_class_declares(typed: Typed, override: str, message: str) -> None:
    """Is reported with all other problems, plus or not."""
    for text in (override, f"+{override}"):
        (problem,) = typed("", text, schema=WithAliases).problems
        assert (problem.message, str(problem.origin)) == (message, f"override {text}")


# -- text ---------------------------------------------------------------------------------------------------------


class Color(Enum):
    """An enum of texts."""

    RED = "red"
    NO = "no"


@dataclasses.dataclass
class Data:
    """A dataclass with texts."""

    text: str = ""
    texts: list[str] = dataclasses.field(default_factory=list)


class Texts(BaseModel):
    """Leaves that take text."""

    text: str = ""
    path: Path = Path()
    color: Color = Color.RED
    number: int | str = 0
    flag: bool | str = False
    time: dt.time | None = None
    duration: dt.timedelta = dt.timedelta()
    data: Data = Data()
    mapping: dict[str, str] = {}
    other: Any = None
    count: int = 0
    ratio: float = 0.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text: 007", {"text": "007"}),
        ("path: 1_0", {"path": Path("1_0")}),
        ("color: no", {"color": Color.NO}),
        ("color: NO", {"color": Color.NO}),
        ("number: no", {"number": "no"}),
        ("number: 12", {"number": 12}),
        ("flag: no", {"flag": False}),
        ("flag: 1.10", {"flag": "1.10"}),
        ("time: 12:30", {"time": dt.time(12, 30)}),
        ("duration: 12:30", {"duration": dt.timedelta(hours=12, minutes=30)}),
        ("duration: 30", {"duration": dt.timedelta(seconds=30)}),
        ("data: {text: no, texts: [007]}", {"data": Data("no", ["007"])}),
        ("mapping: {no: 1.10, 01: x}", {"mapping": {"no": "1.10", "01": "x"}}),
        ("text: ${count}\ncount: 007", {"text": "007", "count": 7}),
        ("text: ${number}\nnumber: ${count}\ncount: 0x10", {"text": "0x10", "number": 16, "count": 16}),
        ("text: ${other.a[1]}\nother: {a: [0, 1.10]}", {"text": "1.10", "other": {"a": [0, 1.1]}}),
        ("text: n${count}\ncount: 007", {"text": "n7", "count": 7}),
        ("text: ${oc.select:count}\ncount: 007", {"text": "007", "count": 7}),
    ],
)
def test_text_stays_text(typed: Typed, text: str, expected: dict[str, Any]) -> None:
    """As it was written, through references too; and what is printed, all but these, reads back as the same."""
    composition = typed(text, schema=Texts)
    value = composition.value
    assert {key: getattr(value, key) for key in expected} == expected
    assert "$" in text or typed(composition.to_yaml(), schema=Texts).value == value


@pytest.mark.parametrize("override", ["text=007", "text=1_000", "text=no", "text=${count}"])
def test_text_in_overrides(typed: Typed, override: str) -> None:
    """An override's value has its characters too."""
    written = override.partition("=")[2]
    value = typed("count: 1_0\n", override, schema=Texts).value
    assert value.text == ("1_0" if "$" in written else written)


def test_null_is_never_text(typed: Typed) -> None:
    """Nor is an empty value: where the type takes no None, there is no value."""
    problems = typed("text: null\ncolor:\ncount: ${other}\ntime: null\n", schema=Texts).problems
    assert [(problem.key, problem.message) for problem in problems] == [
        *(("text", "no value"), ("color", "no value"), ("count", "no value"))
    ]


def test_json_files_keep_their_text(tree: Callable[[dict[str, str]], Path]) -> None:
    """JSON's numbers are as written as YAML's."""
    folder = tree({"job.json": '{"text": 1.10, "data": {"texts": [true, 7]}}'})
    assert load(Texts, folder / "job.json") == Texts(text="1.10", data=Data("", ["true", "7"]))


def test_values_from_code_are_pydantic_s(typed: Typed) -> None:
    """A mapping in the store has no text as written."""
    store = ConfigStore()
    store.add("node", {"text": 7})
    (problem,) = typed("defaults: [node]\n", schema=Texts, store=store).problems
    assert (problem.key, problem.value) == ("text", 7)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("ratio: 3", 3.0),
        ("ratio: '3'", 3.0),
        ("count: '12'", 12),
        ("count: 7.0", 7),
        ("flag: maybe", "maybe"),
        ("color: red", "red"),
        ("path: a/b", "a/b"),
    ],
)
def test_a_reference_gives_the_converted_value(typed: Typed, text: str, given: Any) -> None:
    """As plain data: numbers by their type; enums and paths as written."""
    value = typed(f"{text}\nother: ${{{text.partition(':')[0]}}}\n", schema=Texts).value
    assert (value.other, type(value.other)) == (given, type(given))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("count: x\nother: ${count}\nratio: ${count}\n", ["count"]),
        ("other: x\nratio: ${other}\n", ["ratio"]),
        ("ratio: ${count}\ncount: ${ratio}\n", ["ratio"]),
        ("ratio: ${nobody}\nother: ${ratio}\n", ["ratio"]),
    ],
)
def test_a_reference_that_does_not_fit_is_one_problem(typed: Typed, text: str, keys: list[str]) -> None:
    """At the leaf that is wrong; what refers to it is not reported again."""
    assert [problem.key for problem in typed(text, schema=Texts).problems] == keys


# -- unions -------------------------------------------------------------------------------------------------------


class Vit(BaseModel):
    """A member."""

    kind: Literal["vit"] = "vit"
    depth: int = 1


class Cnn(BaseModel):
    """Another."""

    kind: Literal["cnn", "7"] = "cnn"
    width: int = 1


Model: TypeAlias = Annotated[Vit | Cnn, Field(discriminator="kind")]


class Models(BaseModel):
    """Where unions can stand."""

    model: Model = Vit(depth=4)
    optional: Model | None = None
    models: list[Model] = []
    by_name: dict[str, Model] = {}


@pytest.mark.parametrize(
    ("text", "overrides", "expected"),
    [
        ("", ["model=vit", "model.depth=3"], {"model": Vit(depth=3)}),
        ("", ["model=cnn", "model.width=3"], {"model": Cnn(width=3)}),
        ("model: cnn", ["model.width=3"], {"model": Cnn(width=3)}),
        ("model: 7", [], {"model": Cnn(kind="7")}),
        ("", ["model.depth=9"], {"model": Vit(depth=9)}),  # the default object's tag
        ("model: {}", [], {"model": Vit(depth=4)}),
        ("optional: vit", [], {"optional": Vit()}),
        ("models: [vit, {kind: cnn, width: 2}]", ["models=append(cnn)"], {"models": [Vit(), Cnn(width=2), Cnn()]}),
        ("models: [vit]", ["models[0]=cnn"], {"models": [Cnn()]}),
        ("by_name: {a: vit}", ["+by_name.b=cnn"], {"by_name": {"a": Vit(), "b": Cnn()}}),
    ],
)
def test_a_plain_text_is_the_tag(typed: Typed, text: str, overrides: list[str], expected: dict[str, Any]) -> None:
    """In files and overrides, wherever a union stands."""
    value = typed(text, *overrides, schema=Models).value
    assert {key: getattr(value, key) for key in expected} == expected


def test_a_tag_that_there_is_not(typed: Typed) -> None:
    """Is a problem at the tag's key, with the nearest."""
    (problem,) = typed("", "model=vitt", schema=Models).problems
    assert (problem.key, problem.suggestion, str(problem.origin)) == ("model.kind", "vit", "override model=vitt")


# -- merge rules and operators ------------------------------------------------------------------------------------


class Item(BaseModel):
    """An item with a name."""

    name: str
    x: int = 0


class Lists(BaseModel):
    """Lists with rules."""

    append: Annotated[list[str], Merge("append")] = ["d"]
    prepend: Annotated[list[str], Merge("prepend")] = ["d"]
    unique: Annotated[list[str], Merge("unique")] = ["d"]
    replace: Annotated[list[str], Merge("replace")] = ["d"]
    by: Annotated[list[Item], Merge(by="name")] = [Item(name="d", x=9)]
    deep: dict[str, Annotated[list[int], Merge("append")]] = {}
    plain: list[str] = ["d", "e"]


LAYERS = {
    "config.yaml": "defaults: [one, two]\n",
    "one.yaml": "append: [1]\nprepend: [1]\nunique: [1, d]\nreplace: [1]\nby: [{name: q}]\ndeep: {k: [1]}\n",
    "two.yaml": "append: [2]\nprepend: [2]\nunique: [2, 1]\nreplace: [2]\nby: [{name: d, x: 1}]\ndeep: {k: [2]}\n",
}
MERGED = {
    "append": ["d", "1", "2"],
    "prepend": ["2", "1", "d"],
    "unique": ["d", "1", "2"],
    "replace": ["2"],
    "by": [{"name": "d", "x": 1}, {"name": "q"}],
    "deep": {"k": [1, 2]},
}


def test_merge_rules_act_on_the_default_and_every_layer(typed: Typed) -> None:
    """Each in the order of the layers, onto what is there; history tells each."""
    composition = typed(LAYERS, schema=Lists)
    assert composition.tree == MERGED
    assert composition.problems == ()
    assert steps(composition, "append") == [*((["d"], "default"), (["d", "1"], "file"), (["d", "1", "2"], "file"))]


@pytest.mark.parametrize(
    ("text", "overrides", "expected"),
    [
        ("", ["append=[9]"], {"append": ["d", "9"]}),  # a merge rule holds on the command line too
        ("", ["append=replace([9])"], {"append": ["9"]}),
        ("", ["append=[7]", "append=[8]"], {"append": ["d", "7", "8"]}),
        ("", ["append=append(9)"], {"append": ["d", "9"]}),
        ("", ["plain=prepend(007)"], {"plain": ["007", "d", "e"]}),
        ("", ["plain=remove(d)"], {"plain": ["e"]}),
        ("", ["plain[1]=007"], {"plain": ["d", "007"]}),
        ("", ["by[0].x=2"], {"by": [{"name": "d", "x": 2}]}),
        ("plain: !append [no]", [], {"plain": ["d", "e", "no"]}),
        ("plain: !remove [d]", [], {"plain": ["e"]}),
        ("plain: !items {0: 007}", [], {"plain": ["007", "e"]}),
        ("by: !items {0: {x: 3}}", [], {"by": [{"name": "d", "x": 3}]}),
        ("append: !replace [no]", [], {"append": ["no"]}),
        ("append: ???", [], {"append": "???"}),
    ],
)
def test_operators_act_on_the_default(typed: Typed, text: str, overrides: list[str], expected: Any) -> None:
    """In files and in overrides, and their items stay text."""
    composition = typed(text, *overrides, schema=Lists)
    assert composition.tree == expected
    assert composition.problems == ()


def test_a_rule_onto_a_reference_is_an_error(typed: Typed) -> None:
    """That names both."""
    with pytest.raises(MergeError, match=r"!append cannot be merged with the interpolation \$\{plain\}"):
        typed({**LAYERS, "one.yaml": "append: ${plain}\n"}, schema=Lists)


# -- defaults -----------------------------------------------------------------------------------------------------


class Leaf(BaseModel):
    """A model that is a default."""

    x: int = 1
    y: int = 2


class Part(BaseModel):
    """A part with defaults of every kind."""

    lr: float = ref("lr")
    leaf: Leaf = Leaf(x=5)
    data: Data = dataclasses.field(default_factory=lambda: Data(text="made"))
    mapping: dict[str, int] = {"p": 1}
    own: Leaf = Field(default_factory=Leaf)


class Root(BaseModel):
    """The root."""

    lr: float = 0.5
    part: Part = Part(lr=0.1)
    optional: Part | None = None
    parts: list[Part] = []
    by_name: dict[str, Part] = {}
    needed: Leaf
    when: dt.date = dt.date(2020, 1, 2)
    copy_of_when: Any = "${when}"


def test_defaults_are_seen_by_readers(typed: Typed) -> None:
    """In ``config``, interpolations, YAML, ``missing`` and history; ``tree`` has what was set alone."""
    composition = typed("optional: {leaf: {y: 7}}\n", schema=Root)
    config = composition.config
    assert (config.optional.lr, config.optional.leaf.x, config.copy_of_when) == (0.5, 5, "2020-01-02")
    assert composition.missing() == ["needed"]
    assert composition.tree == {"optional": {"leaf": {"y": 7}}}
    assert "copy_of_when: ${when}\n" in composition.to_yaml()
    assert str(composition.history("optional.own.x")[0]) == "1  (default of Leaf.x)"
    assert steps(composition, "optional.leaf.y") == [(2, "default"), (7, "file")]


@pytest.mark.parametrize(
    ("overrides", "key", "expected"),
    [
        (["needed.x=3"], "needed", Leaf(x=3)),
        (["needed={}", "part.leaf.y=9"], "part", Part(lr=0.1, leaf=Leaf(x=5, y=9), data=Data("made"))),
        (["needed={}", "optional.lr=9"], "optional", Part(lr=9, data=Data("made"))),
        (["needed={}", "optional.mapping.p=9"], "optional", Part(lr=0.5, mapping={"p": 9}, data=Data("made"))),
        (["needed={}", "+optional.mapping.q=9"], "optional", Part(lr=0.5, mapping={"p": 1, "q": 9}, data=Data("made"))),
        (["needed={}", "parts=[{own: {y: 3}}]"], "parts", [Part(lr=0.5, own=Leaf(y=3), data=Data("made"))]),
        (["needed={}", "+by_name.a={}"], "by_name", {"a": Part(lr=0.5, data=Data("made"))}),
        (["needed={}", "optional.data.texts=[no]"], "optional", Part(lr=0.5, data=Data("made", ["no"]))),
    ],
    ids=str,
)
def test_overrides_name_what_only_the_schema_has(typed: Typed, overrides: list[str], key: str, expected: Any) -> None:
    """And what a default object has set stays below what is set."""
    composition = typed("", *overrides, schema=Root)
    value = getattr(composition.value, key)
    assert value == expected


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("~lr", "nothing to delete: lr has only its schema's default, which can't be deleted"),
        ("~part.leaf", "nothing to delete: part.leaf has only its schema's default, which can't be deleted"),
        ("parts[0].lr=1", "no item 0 in a list of 0"),
    ],
)
def test_what_can_not_be_done_to_a_default(typed: Typed, override: str, message: str) -> None:
    """A mere default can't be deleted, and an item that isn't there can't be set."""
    with pytest.raises(OverrideError) as caught:
        typed("", override, schema=Root)
    assert caught.value.problems[0].message.splitlines()[0] == message


@pytest.mark.parametrize(
    ("text", "overrides"),
    [
        ("needed: {}\n", []),
        ("needed: {x: 1}\noptional: {}\n", ["part.leaf.y=9"]),
        ("needed: {x: 1}\nparts: [{own: {}}, {own: {x: 3}}]\nby_name: {a: {leaf: {x: 1}}}\n", ["parts[0].lr=3"]),
        ("needed: {}\nlr: 1\noptional: {lr: '${lr}', leaf: {y: 3}, own: {y: 3}}\n", []),
    ],
)
def test_model_fields_set_tells_what_was_configured(typed: Typed, text: str, overrides: list[str]) -> None:
    """At every depth, whatever of the defaults went into validation."""
    composition = typed(text, *overrides, schema=Root)
    assert set_fields(composition.value) == plain(Config(composition.tree))


def test_a_mark_of_a_missing_value_never_replaces_a_default(typed: Typed) -> None:
    """Neither for validation nor for who refers to the key."""
    composition = typed("needed: {x: '???'}\nlr: ???\ncopy_of_when: ${lr}\noptional: {lr: '???'}\n", schema=Root)
    value = composition.value
    assert (value.needed.x, value.lr, value.copy_of_when, value.optional.lr) == (1, 0.5, 0.5, 0.5)
    assert composition.missing() == []


def test_the_refs_of_a_default_object_are_its_own(typed: Typed) -> None:
    """A factory that is a class is seen key by key, its references resolved where they stand."""

    class Referring(BaseModel):
        lr: float = ref("lr")

    class Holder(BaseModel):
        lr: float = 2
        one: Referring = Field(default_factory=Referring)
        two: Referring | None = Field(default_factory=Referring)

    composition = typed("", "one.lr=3", schema=Holder)
    assert composition.value.model_dump() == {"lr": 2, "one": {"lr": 3}, "two": {"lr": 2}}
    assert set_fields(composition.value) == {"one": {"lr": 3}}


# -- secrets ------------------------------------------------------------------------------------------------------


class Db(BaseModel):
    """A part with secrets."""

    host: str = "h"
    password: SecretStr = SecretStr("by-default")
    tokens: list[SecretStr] = []
    url: str = "x"


class Service(BaseModel):
    """The root of it."""

    db: Db = Db()
    note: Any = None


def test_secrets_are_masked_where_a_tree_is_shown(typed: Typed) -> None:
    """Values, defaults, and what they flowed into; ``value`` and ``tree`` hold the text."""
    text = "db: {tokens: [topsecret], url: 'x://${.password}'}\nnote: ${db.url}\n"
    composition = typed(text, "db.password=topsecret", schema=Service)
    for shown in (composition.to_yaml(), composition.to_yaml(resolve=True), repr(composition.config)):
        assert "topsecret" not in shown
        assert "by-default" not in shown
    assert plain(composition.config) == {
        "db": {"tokens": ["???"], "url": "???", "password": "???", "host": "h"},
        "note": "???",
    }
    assert composition.value.db.password.get_secret_value() == composition.tree["db"]["password"] == "topsecret"
    assert composition.value.note == "x://topsecret"


@pytest.mark.parametrize("text", ["db: {passwrd: topsecret}", "db: {password: [topsecret]}", "db: {tokens: topsecret}"])
def test_the_value_of_a_problem_with_a_secret_is_masked(typed: Typed, text: str) -> None:
    """Also of a key that is a secret's, misspelt."""
    (problem,) = typed(text, schema=Service).problems
    assert (problem.value, "topsecret" in problem.message) == ("???", False)


# -- a composition ------------------------------------------------------------------------------------------------


def test_a_tree_is_a_fresh_copy(typed: Typed) -> None:
    """A task that changes what it was given changes neither the composition nor the next."""
    folder_composition = typed(JOB, schema=Job, store=job_store())
    folder_composition.tree["training"]["lr"] = 9
    folder_composition.value.training.epochs = 9
    assert folder_composition.tree["training"] == {"lr": 0.1}
    assert folder_composition.validate(Job).training.epochs == 10


def test_another_schema_reads_the_same_layers_anew(typed: Typed) -> None:
    """With its own spellings, texts and classes."""

    class Other(BaseModel):
        model_config = ConfigDict(extra="ignore", populate_by_name=True)
        name: int = Field(alias="title")
        optimizer: Adam

    composition = typed(JOB, schema=Job, store=job_store())
    assert composition.validate(Other).model_dump() == {"name": 7, "optimizer": {"lr": 0.1, "beta": 0.9}}
    assert composition.value.name == "007"
    with pytest.raises(ValidationFailed):
        composition.validate(Root)


def test_a_typed_composition_travels(typed: Typed) -> None:
    """With its schema, its defaults and where they come from."""
    composition = typed(JOB, schema=Job, store=job_store())
    for again in (pickle.loads(pickle.dumps(composition)), copy.copy(composition), copy.deepcopy(composition)):
        assert again.value == composition.value
        assert again.to_yaml() == composition.to_yaml()
        assert again.history("training.epochs") == composition.history("training.epochs")
        assert again.validate(Job) == composition.value


def test_other_facts_resolve_again(typed: Typed) -> None:
    """Into another value; the first stays."""

    class Env(BaseModel):
        home: str = ref("oc.env:TYPEDCONF_X,none")
        text: str = ""

    composition = typed("text: ${oc.env:TYPEDCONF_X,none}\n", schema=Env)
    other = composition.with_facts(environment={"TYPEDCONF_X": "007"})
    assert (composition.value, other.value) == (Env(home="none", text="none"), Env(home="007", text="007"))


def test_a_sweep_is_typed_job_by_job(tree: Callable[[dict[str, str]], Path]) -> None:
    """Each job has its own classes."""
    composer = Composer(tree(JOB), store=job_store())
    jobs = composer.expand("config", "optimizer=adam,sgd", "training.epochs=1,2", schema=Job)
    found = [(type(job.value.optimizer), job.value.training.epochs) for job in jobs]
    assert found == [(Adam, 1), (Adam, 2), (Sgd, 1), (Sgd, 2)]


def test_many_threads_may_compose(tree: Callable[[dict[str, str]], Path]) -> None:
    """With one Composer, each getting what it asked for."""
    composer = Composer(tree(JOB), store=job_store())
    found: dict[int, Any] = {}

    def compose(number: int) -> None:
        name = ("adam", "adamw", "sgd")[number % 3]
        composition = composer.compose("config", f"optimizer={name}", f"training.epochs={number}", schema=Job)
        found[number] = (type(composition.value.optimizer), composition.value.training.epochs)

    threads = [threading.Thread(target=compose, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: ((Adam, AdamW, Sgd)[number % 3], number) for number in range(24)}


class Partly(BaseModel):
    """A schema with a part that stays untyped."""

    part: Config | None = None
    n: int = 1


class Node(BaseModel):
    """What a store governs."""

    n: int


@pytest.mark.parametrize("broken", ["${nope}", "???"])
def test_what_stays_untyped_raises_when_it_is_read(typed: Any, broken: str) -> None:
    """A Config in a schema is no problem as a whole; a typed key that refers to it is one."""
    files = {"config.yaml": f"part: {{a: '{broken}', b: 1}}\n"}
    value = typed(files, schema=Partly).value
    assert value.part.b == 1
    with pytest.raises(ConfigError):
        _ = value.part.a
    assert [problem.key for problem in typed(files, "n=${part.a}", schema=Partly).problems]


class Lacking(TypedDict):
    """A key that may be missing."""

    k: NotRequired[int]


class Referring(BaseModel):
    """Refers to it."""

    part: Lacking = Lacking()
    n: int = 1


def test_a_reference_to_what_may_be_missing_is_a_problem() -> None:
    """Where nothing says that the value is missing, the reference to it does."""
    composition = Composer().compose(None, "part.k=???", "n=${part.k}", schema=Referring)
    assert [problem.key for problem in composition.problems] == ["n"]


@pytest.mark.parametrize("broken", ["${nope}", "???"])
def test_a_config_root_stays_untyped_but_for_what_the_store_governs(typed: Any, broken: str) -> None:
    """What lies beside the store's nodes raises when it is read; what lies in them is a problem at once."""
    store = ConfigStore()
    store.add("node/one", Node)
    text = "defaults: [node: one]\n"
    value = typed({"config.yaml": f"{text}node: {{n: 1}}\na: '{broken}'\n"}, store=store).value
    with pytest.raises(ConfigError):
        _ = value.a
    composition = typed({"config.yaml": f"{text}node: {{n: '{broken}'}}\n"}, store=store)
    assert [problem.key for problem in composition.problems] == ["node.n"]


class Inner(BaseModel):
    """Two keys."""

    a: int = 1
    b: int = 2


class Holding(BaseModel):
    """Two of them."""

    x: Inner
    o: Inner | None = None


def test_what_a_layer_brings_by_reference_is_its_own(typed: Typed) -> None:
    """A mapping onto a reference brings the keys of what that refers to."""
    files = {"config.yaml": "defaults: [one, _self_]\no: {b: 7}\n", "one.yaml": "x: {a: 4}\no: ${x}\n"}
    composition = typed(files, schema=Holding)
    assert composition.value.o == Inner(a=4, b=7)
    assert [(step.value, str(step.origin)) for step in composition.history("o.a")] == [
        (1, "default of Inner.a"),
        (4, "conf/config.yaml:2:4"),
    ]


def test_what_was_deleted_has_the_place_of_the_key(typed: Typed) -> None:
    """The caret stands below the last key of the deletion."""
    (problem,) = typed("n: 1\n", "~n", schema=Needing).problems
    assert problem.origin is not None
    assert (problem.origin.text, problem.origin.column, problem.span) == ("~n", 2, 1)


class Needing(BaseModel):
    """A required key."""

    n: int
