"""A layer or an override as its schema reads it: keys, texts, tags and merge rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import pytest
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, RootModel, SecretStr
from typing_extensions import TypedDict

from typedconf import Merge, MergeError, parse_override
from typedconf.layers import Layer
from typedconf.normalizing import normalized_layer, normalized_override
from typedconf.schema.rules import SchemaRules
from typedconf.sources.folder import read_document
from typedconf.store import StoreNode
from typedconf.trees import MergeKind, Operator, same

if TYPE_CHECKING:
    from pathlib import Path

Read: TypeAlias = Callable[..., Layer]


class Part(BaseModel):
    """A part with every kind of spelling."""

    model_config = ConfigDict(populate_by_name=True)
    lr: float = Field(0.1, alias="learningRate")
    name: str = Field("n", validation_alias=AliasChoices("label", "title"))
    nested: dict[str, Part] = Field({}, alias="parts")
    parts_list: list[Part] = []


class Typed(TypedDict):
    """A TypedDict."""

    text: str


class Vit(BaseModel):
    """A member of a union, told by a text."""

    kind: Literal["vit", "7"] = "vit"


class Two(BaseModel):
    """A member of a union, told by a number."""

    kind: Literal[2] = 2


class Other(BaseModel):
    """A member of a union with another spelling of a key."""

    name: str = Field("", alias="nom")


class App(BaseModel):
    """The root."""

    model_config = ConfigDict(populate_by_name=True)
    part: Part = Field(Part(), alias="p")
    either: Other | Part = Part()
    text: str = ""
    number: int | str = 0
    duration: dt.timedelta = dt.timedelta()
    texts: list[str] = []
    numbers: list[float] = []
    pair: tuple[str, int] = ("", 0)
    by_text: dict[str, str] = {}
    by_number: dict[int, str] = {}
    typed: Typed | None = None
    root: RootModel[list[Typed]] | None = None
    any: Any = None
    secret: list[SecretStr] = []
    tagged: Annotated[Vit | Two, Field(discriminator="kind")] = Vit()
    tagged_list: list[Annotated[Vit | Two, Field(discriminator="kind")]] = []
    appended: Annotated[list[str], Merge("append")] = []
    replaced: Annotated[list[str], Merge("replace")] = []
    by: dict[str, Annotated[list[Part], Merge(by="lr")]] = {}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Makes a layer at the root of a YAML text."""

    def read_text(text: str, suffix: str = "yaml") -> Layer:
        path = tmp_path / f"config.{suffix}"
        path.write_text(text, encoding="utf-8")
        document = read_document(str(path), str(path))
        return Layer("config", (), document.tree, None, document, None, trusted=True, has_operators=False)

    return read_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("part: {lr: 1, title: 007}", {"p": {"learningRate": 1, "label": "007"}}),
        ("p: {parts: {x: {lr: 1}}}", {"p": {"parts": {"x": {"learningRate": 1}}}}),
        ("p: {parts_list: [{nested: {x: {title: no}}}]}", {"p": {"parts_list": [{"parts": {"x": {"label": "no"}}}]}}),
        ("either: {lr: 1, nom: 007}", {"either": {"lr": 1, "nom": "007"}}),  # below a union keys stay
        ("text: 1.10", {"text": "1.10"}),
        ("text: no", {"text": "no"}),
        ("text: null", {"text": None}),
        ("text: ???", {"text": "???"}),
        ("text: ${x}", {"text": "${x}"}),
        ("number: 007", {"number": 7}),
        ("number: 1.10", {"number": "1.10"}),
        ("number: yes", {"number": "yes"}),
        ("duration: 12:30", {"duration": "12:30"}),
        ("duration: 12", {"duration": 12}),
        ("texts: [no, 007, null, a]", {"texts": ["no", "007", None, "a"]}),
        ("texts: 7", {"texts": 7}),
        ("pair: [007, 007]", {"pair": ["007", 7]}),
        ("by_text: {01: 007, no: a}", {"by_text": {"01": "007", "no": "a"}}),
        ("by_number: {01: 007}", {"by_number": {1: "007"}}),
        ("typed: {text: 007}", {"typed": {"text": "007"}}),
        ("root: [{text: 007}]", {"root": [{"text": "007"}]}),
        ("any: {text: 007, 1: no}", {"any": {"text": 7, 1: False}}),
        ("secret: [007]", {"secret": ["007"]}),
        ("tagged: vit", {"tagged": {"kind": "vit"}}),
        ("tagged: 7", {"tagged": {"kind": "7"}}),
        ("tagged: 2", {"tagged": {"kind": 2}}),
        ("tagged: {kind: 7}", {"tagged": {"kind": "7"}}),
        ("tagged: ${x}", {"tagged": "${x}"}),
        ("tagged: null", {"tagged": None}),
        ("tagged: ???", {"tagged": "???"}),
        ("tagged_list: [vit, 2, {kind: vit}]", {"tagged_list": [{"kind": "vit"}, {"kind": 2}, {"kind": "vit"}]}),
        ("a: &a {text: 007}\ntyped: *a", {"a": {"text": 7}, "typed": {"text": "007"}}),
        ("any: &a {text: 007}\ntyped: {<<: *a}", {"any": {"text": 7}, "typed": {"text": "007"}}),
        ("texts: !append [no]", {"texts": Operator(MergeKind.APPEND, ["no"])}),
        ("texts: !items {0: no}", {"texts": Operator(MergeKind.ITEMS, {0: "no"})}),
        ("part: !replace {title: no}", {"p": Operator(MergeKind.REPLACE, {"label": "no"})}),
        ("text: !delete", {"text": Operator(MergeKind.DELETE)}),
        ("appended: [no]", {"appended": Operator(MergeKind.APPEND, ["no"])}),
        ("appended: 7", {"appended": 7}),
        ("appended: !replace [no]", {"appended": Operator(MergeKind.REPLACE, ["no"])}),
        ("replaced: [no]", {"replaced": ["no"]}),
        ("by: {x: [{lr: 1}]}", {"by": {"x": Operator(MergeKind.BY, [{"learningRate": 1}], by="lr")}}),
        ("stranger: {text: 007}", {"stranger": {"text": 7}}),
    ],
)
def test_a_layer_as_its_schema_reads_it(read: Read, text: str, expected: Any) -> None:
    """Keys in their first spelling, texts as written, tags as mappings, merge rules as operators."""
    made = normalized_layer(read(text), SchemaRules(App))
    assert repr(made.tree) == repr(expected)
    assert made.has_operators is ("Operator" in repr(expected) and "!" not in text)


@pytest.mark.parametrize(
    "text", ["part: {}", "numbers: [1, 2.0, 3]", "text: a", "any: [1]", "p: {learningRate: 1}", "appended: null"]
)
def test_what_the_schema_doesnt_change_is_shared(read: Read, text: str) -> None:
    """No subtree is copied for nothing."""
    layer = read(text)
    made = normalized_layer(layer, SchemaRules(App)).tree
    assert [made[key] is value for key, value in zip(made, layer.tree.values(), strict=True)] == [True]


def test_a_normalized_layer_knows_its_document(read: Read) -> None:
    """Places and characters are asked for in the tree's spelling, and found in the document's."""
    layer = normalized_layer(read("part: {lr: 1.50, title: 007}\ntagged: vit\n"), SchemaRules(App))
    paths: list[tuple[Any, ...]] = [("p",), ("p", "learningRate"), ("p", "label"), ("tagged", "kind"), ("tagged",)]
    assert [(layer.origin(path).line, layer.origin(path).column) for path in paths] == [
        *((1, 7), (1, 12), (1, 25), (2, 9), (2, 9))
    ]
    assert [layer.raw(path) for path in paths] == [None, "1.50", "007", "vit", "vit"]


@pytest.mark.parametrize(
    ("text", "key", "message", "column"),
    [
        ("p: {lr: 1, learningRate: 2}", "p.learningRate", "learningRate and lr", 12),
        ("p: {learningRate: 1, lr: 2}", "p.learningRate", "lr and learningRate", 22),
        ("part: {title: a, label: b}", "p.label", "label and title", 18),
        ("part: {parts: {x: {lr: 1, learningRate: 2}}}", "p.parts.x.learningRate", "learningRate and lr", 27),
        ("{part: {}, p: {}}", "p", "p and part", 12),
    ],
)
def test_two_spellings_in_one_layer(read: Read, text: str, key: str, message: str, column: int) -> None:
    """One key with two values is an error, at the second."""
    with pytest.raises(MergeError) as caught:
        normalized_layer(read(text), SchemaRules(App))
    (problem,) = caught.value.problems
    assert problem.origin is not None
    assert (problem.key, problem.message, problem.origin.column) == (
        key,
        f"{message} are two spellings of one key; write one of them",
        column,
    )


def test_json_and_toml_keep_their_text(read: Read) -> None:
    """JSON's numbers and words as they were written; TOML's values have no place in their file, and stay."""
    rules = SchemaRules(App)
    assert normalized_layer(read('{"text": 1.10, "texts": [true, 7]}', "json"), rules).tree == {
        "text": "1.10",
        "texts": ["true", "7"],
    }
    assert normalized_layer(read("text = 1.10", "toml"), rules).tree == {"text": 1.10}


def test_values_from_code_stay_what_they_are() -> None:
    """They have no text as written: Pydantic's own meaning holds. Their keys and tags are read all the same."""
    odd = Uncomparable()
    tree = {"part": {"title": 7, "lr": odd}, "text": 1.5, "tagged": "vit"}
    node = StoreNode("g/n", tree=tree, schema=None, package=None)
    layer = Layer("g/n", (), tree, None, node, None, trusted=True, has_operators=False)
    made = normalized_layer(layer, SchemaRules(App)).tree
    assert made["p"].pop("learningRate") is odd
    assert made == {"p": {"label": 7}, "text": 1.5, "tagged": {"kind": "vit"}}


class Uncomparable:
    """A leaf of the user's, which answers no comparison."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = object.__hash__


def test_what_a_document_comes_to_is_kept(read: Read) -> None:
    """As long as it is the same tree; who brought it in is told anew."""
    rules, layer = SchemaRules(App), read("part: {lr: 1}")
    first = normalized_layer(layer, rules)
    second = normalized_layer(layer._replace(entry="config", trusted=False), rules)
    assert (second.tree is first.tree, second.entry, second.trusted) == (True, "config", False)
    assert normalized_layer(read("part: {lr: 2}"), rules).tree == {"p": {"learningRate": 2}}


def test_a_package_is_spelled_as_the_tree(read: Read) -> None:
    """And its content is read as what stands there."""
    layer = read("title: 007")._replace(package=("part", "nested", "x"))
    made = normalized_layer(layer, SchemaRules(App))
    assert (made.package, made.tree) == (("p", "parts", "x"), {"label": "007"})


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("part.lr=1", ("p", "learningRate"), 1),
        ("part.nested.x.title=1_0", ("p", "parts", "x", "label"), "1_0"),
        ("p={lr: 1, title: 007}", ("p",), {"learningRate": 1, "label": "007"}),
        ("either.nom=1", ("either", "nom"), "1"),
        ("text=007", ("text",), "007"),
        ("text=1_000", ("text",), "1_000"),
        ("text=True", ("text",), "True"),
        ("text=null", ("text",), None),
        ("number=1_000", ("number",), 1000),
        ("texts=[1,no]", ("texts",), ["1", "no"]),
        ("texts=append(1,no)", ("texts",), ["1", "no"]),
        ("texts[0]=1", ("texts", "0"), "1"),
        ("+by_text.1=2", ("by_text", "1"), "2"),
        ("by_text={1: 2}", ("by_text",), {"1": "2"}),
        ("tagged=vit", ("tagged",), {"kind": "vit"}),
        ("tagged=7", ("tagged",), {"kind": "7"}),
        ("tagged=2", ("tagged",), {"kind": 2}),
        ("tagged_list=append(vit)", ("tagged_list",), [{"kind": "vit"}]),
        ("tagged_list[0]=vit", ("tagged_list", "0"), {"kind": "vit"}),
        ("appended=[1]", ("appended",), Operator(MergeKind.APPEND, ["1"])),
        ("appended=prepend(1)", ("appended",), ["1"]),  # a function beats the merge rule
        ("appended=replace([1])", ("appended",), ["1"]),
        ("~part.lr", ("p", "learningRate"), None),
        ("hydra.job.name=1_000", ("hydra", "job", "name"), 1000),
        ("stranger=1_000", ("stranger",), 1000),
    ],
)
def test_an_override_as_its_schema_reads_it(text: str, path: tuple[str, ...], value: Any) -> None:
    """Its key in the tree's spelling, its value as a layer's; its own text is kept for messages."""
    made = normalized_override(parse_override(text), SchemaRules(App))
    assert (made.path, made.text) == (path, text)
    assert same(made.value, value)


def test_two_spellings_in_one_override() -> None:
    """An error too, at its value."""
    with pytest.raises(MergeError) as caught:
        normalized_override(parse_override("part={lr: 1, learningRate: 2}"), SchemaRules(App))
    (problem,) = caught.value.problems
    assert problem.message == "learningRate and lr are two spellings of one key; write one of them"
    assert str(problem.origin) == "override part={lr: 1, learningRate: 2}"


def test_long_lists_of_numbers_are_not_looked_through(read: Read) -> None:
    """Where every item takes any number, and nowhere else."""
    rules = SchemaRules(App)
    layer = normalized_layer(read(f"numbers: {[1] * 1000}\ntexts: {[1] * 1000}\n"), rules)
    assert layer.tree == {"numbers": [1] * 1000, "texts": ["1"] * 1000}
