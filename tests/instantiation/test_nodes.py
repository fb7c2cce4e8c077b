"""Nodes and what they build: every special key, every kind of node and argument."""

from __future__ import annotations

import copy
import dataclasses
import functools
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field, RootModel

import typedconf as tc
from tests.instantiation.things import Made, Other, add, divided
from typedconf.instantiation import instantiate, locate
from typedconf.targets.bases import Partial, Target

T = "tests.instantiation.things"
ALLOW = [f"{T}.*", "builtins.len", "builtins.dict", "os.name", "hydra.utils.*"]
MADE = {"_target_": f"{T}.Made"}


def build(node: Any, *args: Any, **kwargs: Any) -> Any:
    """As ``instantiate``, with the permission to build what the tests have."""
    return instantiate(node, *args, allow=ALLOW, **kwargs)


class Optimizer(Target[Made], target=f"{T}.Made"):
    """A schema of something to build."""

    lr: float = 0.1
    path: Path = Path("x")


class Later(Partial[Made], target=f"{T}.Made"):
    """A schema of a call."""

    params: list[int]
    lr: float = 0.1


class Divided(Target[float], target=f"{T}.divided"):
    """Its function takes two of the fields by position only."""

    digits: int = 1
    b: float = 3.0
    a: float = 1.0


class Named(BaseModel):
    """A model that names its target in private."""

    _target_: str = f"{T}.Made"
    x: int = 1


class Spelled(Target[Made], target=f"{T}.Made"):
    """A field has another key in the tree than in Python."""

    lr: float = Field(0.5, alias="learning-rate")


class Data(BaseModel):
    """A model without a target."""

    x: int = 1
    inner: Optimizer | None = None


class Root(RootModel[Optimizer]):
    """A model that is its root."""


@dataclasses.dataclass
class Plain:
    """A dataclass that names its target in a field, as the reference has it."""

    _target_: str = f"{T}.Made"
    x: int = 1


@dataclasses.dataclass
class Record:
    """A dataclass without a target."""

    x: int
    inner: Any = None


class Holding(Target[Made], target=f"{T}.Made"):
    """Holds a model and a dataclass without targets."""

    data: Data = Data(inner=Optimizer())
    record: Record = dataclasses.field(default_factory=lambda: Record(1))
    pair: tuple[int, Path] = (1, Path("p"))


BUILT: list[tuple[Any, Any]] = [
    (None, None),
    (MADE, Made()),
    ({**MADE, "x": 1, "y": None}, Made(x=1, y=None)),
    ({**MADE, "_args_": [1, 2], "x": 1}, Made(1, 2, x=1)),
    ({"_target_": f"{T}.add", "a": 1}, 11),
    ({"_target_": f"{T}.Made.by_class", "x": 1}, Made("by_class", x=1)),
    ({"_target_": f"{T}.Made.by_nobody", "x": 1}, 1),
    ({"_target_": f"{T}.divided", "digits": 1, "b": 3, "a": 1}, 0.3),
    ({"_target_": f"{T}.divided", "_args_": [1], "b": 3}, 0.33),
    ({"_target_": "builtins.len", "_args_": [[1, 2]]}, 2),
    ({"_target_": add, "a": 1}, 11),
    ({"_target_": f"{T}.permitted", "allow": "a", "share": "s"}, ("a", "s")),
    ([MADE, {**MADE, "x": 1}, 3], [Made(), Made(x=1), 3]),
    ({"a": MADE, "b": [{"c": MADE}]}, {"a": Made(), "b": [{"c": Made()}]}),
    ({**MADE, "x": {**MADE, "y": [MADE]}}, Made(x=Made(y=[Made()]))),
    ({**MADE, "_args_": [MADE]}, Made(Made())),
    ({"a": 3, "b": {**MADE, "x": "${a}"}}, {"a": 3, "b": Made(x=3)}),
    ({}, {}),
    ([], []),
    (tc.Config({"a": MADE}), {"a": Made()}),
    (tc.ConfigList([MADE]), [Made()]),
    (Optimizer(), Made(lr=0.1, path=Path("x"))),
    (Named(x=2), Made(x=2)),
    (Plain(), Made(x=1)),
    (Plain, Made(x=1)),
    (Root(Optimizer(lr=1)), Made(lr=1.0, path=Path("x"))),
    (Divided(), 0.3),
    (Spelled(), Made(**{"learning-rate": 0.5})),
    (Data(inner=Optimizer()), {"x": 1, "inner": Made(lr=0.1, path=Path("x"))}),
    (Record(1, [Optimizer()]), {"x": 1, "inner": [Made(lr=0.1, path=Path("x"))]}),
    (Target[Made](_target_=f"{T}.Made", a=1), Made(a=1)),
    ({"_target_": "hydra.utils.get_class", "path": f"{T}.Made"}, Made),
    ({"_target_": "hydra.utils.get_method", "path": f"{T}.add"}, add),
    ({"_target_": "hydra.utils.get_object", "path": f"{T}.number"}, 3),
    ({"_target_": "hydra.utils.get_object", "_args_": [f"{T}.number"]}, 3),
    ({"_target_": "hydra.utils.instantiate", "config": {**MADE, "x": 1}, "y": 2}, Made(x=1, y=2)),
    ({"_target_": "hydra.utils.call", "_args_": [{**MADE, "x": 1}, 5]}, Made(5, x=1)),
]


@pytest.mark.parametrize(("node", "made"), BUILT)
def test_what_a_node_builds(node: Any, made: Any) -> None:
    """A target is called with what its node says, from the inside out; what has none becomes plain data."""
    result = build(node)
    assert result == made
    assert type(result) is type(made)


def test_an_inner_class() -> None:
    """A class within a class has a path as well."""
    assert build({"_target_": f"{T}.Made.Inner", "x": 2}).x == 2


GIVEN: list[tuple[Any, tuple[Any, ...], dict[str, Any], Any]] = [
    ({**MADE, "x": 1}, (), {"x": 2, "y": 3}, Made(x=2, y=3)),
    ({**MADE, "_args_": [1, 2]}, (5,), {}, Made(5)),
    ({"x": 1}, (), {"_target_": add, "a": 1, "x": None, "_partial_": False} | {"_target_": Made}, Made(a=1, x=None)),
    ({**MADE, "x": {"a": 1, "b": 2}}, (), {"x": {"b": 3, "c": 4}}, Made(x={"a": 1, "b": 3, "c": 4})),
    ({**MADE, "x": {**MADE, "a": 1}}, (), {"x": {"b": 3}}, Made(x=Made(a=1, b=3))),
    ({**MADE, "x": {**MADE, "a": 1}}, (), {"x": 3}, Made(x=3)),
    ({**MADE, "x": 1}, (), {"x": {"b": [3]}}, Made(x={"b": [3]})),
    ({**MADE, "x": "???"}, (), {"x": 1}, Made(x=1)),
    ({**MADE, "x": "???"}, (), {"x": {"a": 1}}, Made(x={"a": 1})),
    ({"a": MADE}, (), {"a": {"x": 1}, "b": 2}, {"a": Made(x=1), "b": 2}),
    (Optimizer(), (), {"lr": 1, "params": [1]}, Made(lr=1, path=Path("x"), params=[1])),
    (Divided(), (5.0,), {}, 1.7),
    (
        Holding(),
        (),
        {"data": {"x": 2}, "record": 1},
        Made(data={"x": 2, "inner": Made(lr=0.1, path=Path("x"))}, record=1, pair=(1, Path("p"))),
    ),
    (MADE, (), {"x": MADE, "y": [MADE], "z": Optimizer()}, Made(x=Made(), y=[Made()], z=Made(lr=0.1, path=Path("x")))),
    (MADE, (), {"x": "${y}", "y": "???"}, Made(x="${y}", y="???")),
    (MADE, (), {"_recursive_": False, "x": MADE}, Made(x=MADE)),
    ([{**MADE, "x": MADE}], (), {"_recursive_": False}, [Made(x=tc.Config(MADE))]),
    ({**MADE, "_args_": [MADE]}, (), {"_convert_": "all", "_recursive_": False}, Made(MADE)),
]


@pytest.mark.parametrize(("node", "args", "kwargs", "made"), GIVEN)
def test_what_the_call_gives(node: Any, args: tuple[Any, ...], kwargs: dict[str, Any], made: Any) -> None:
    """Arguments of the call replace those of the node; a mapping merges onto one."""
    assert build(node, *args, **kwargs) == made


@pytest.mark.parametrize("value", [Other(), Data(), Record(1), {"a": Other()}, [Data()], (1, Other()), {1, 2}, add])
def test_what_the_call_gives_stays_itself(value: Any) -> None:
    """An object of the program's passes through, with its identity; so does a container without anything to build."""
    assert build(MADE, x=value).kwargs["x"] is value


# -- converting ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("convert", [None, "none", "all", "NONE", "All"])
def test_models_become_dicts(convert: str | None) -> None:
    """Without a target, a model or a dataclass is a mapping to whoever is built; leaves keep their types."""
    made = build(Holding(), **({} if convert is None else {"_convert_": convert}))
    assert type(made.kwargs["data"]) is dict
    assert made.kwargs["record"] == {"x": 1, "inner": None}
    assert made.kwargs["pair"] == (1, Path("p"))


@pytest.mark.parametrize("convert", ["partial", "object"])
def test_models_that_are_kept(convert: str) -> None:
    """A model arrives as itself, what is to be built in it built; the node's own stays as it was."""
    node = Holding()
    made = build(node, _convert_=convert)
    assert type(made.kwargs["data"]) is Data
    assert made.kwargs["data"].inner == Made(lr=0.1, path=Path("x"))
    assert made.kwargs["record"] is node.record
    assert type(node.data.inner) is Optimizer


@pytest.mark.parametrize("convert", ["none", "partial", "object", "all"])
def test_views_become_plain_data(convert: str) -> None:
    """What is untyped arrives as dicts and lists, whatever is asked for."""
    made = build({**MADE, "_convert_": convert, "x": {"a": [1]}})
    assert type(made.kwargs["x"]) is dict
    assert type(made.kwargs["x"]["a"]) is list


def test_converting_is_handed_down() -> None:
    """A node in a node converts as that does, unless it says otherwise."""
    inner = {**MADE, "x": Data()}
    made = build({**MADE, "_convert_": "object", "a": inner, "b": {**inner, "_convert_": "all"}})
    assert type(made.kwargs["a"].kwargs["x"]) is Data
    assert type(made.kwargs["b"].kwargs["x"]) is dict


# -- without recursion --------------------------------------------------------------------------------------------


def test_unbuilt_nodes_can_be_built_later() -> None:
    """What has a target is handed on as a node that remembers what it may build; data is plain."""
    made = build({**MADE, "_recursive_": False, "a": {**MADE, "x": 1}, "b": {"c": [MADE]}, "_args_": [MADE]})
    assert type(made.kwargs["a"]) is tc.Config
    assert build(made.kwargs["a"]) == Made(x=1)
    assert type(made.kwargs["b"]) is dict
    assert type(made.kwargs["b"]["c"][0]) is tc.Config
    assert made.args == (tc.Config(MADE),)


def test_unbuilt_models_are_kept() -> None:
    """A Target that isn't built stays what it is; with ``all`` it is a mapping that names it."""
    made = build({**MADE, "_recursive_": False, "a": Optimizer(), "b": Data()})
    assert type(made.kwargs["a"]) is Optimizer
    assert made.kwargs["b"] == {"x": 1, "inner": None}
    plain = build({**MADE, "_recursive_": False, "_convert_": "all", "a": Optimizer()}).kwargs["a"]
    assert plain == {"_target_": f"{T}.Made", "lr": 0.1, "path": Path("x")}
    kept = build({**MADE, "_recursive_": False, "_convert_": "object", "b": Data()}).kwargs["b"]
    assert type(kept) is Data


def test_recursion_ends_at_nodes_without_a_target_too() -> None:
    """``_recursive_`` holds for whatever is below, and isn't data."""
    assert build({"a": {"_recursive_": False, "b": MADE}}) == {"a": {"b": tc.Config(MADE)}}
    assert build({"_recursive_": False, "a": {**MADE, "_recursive_": True}}) == {
        "a": tc.Config({**MADE, "_recursive_": True})
    }


def test_mappings_merge_unbuilt_too() -> None:
    """Without recursion, what the call gives merges as data."""
    made = build({**MADE, "_recursive_": False, "x": {"a": 1}}, x={"b": 2})
    assert made.kwargs["x"] == {"a": 1, "b": 2}


# -- partial ------------------------------------------------------------------------------------------------------


def _without_params() -> Later:
    """A Partial as composing makes it: without what nobody gave."""
    node = Later(params=[])
    del node.params
    return node


PARTIAL: list[tuple[Any, Any]] = [
    ({**MADE, "_partial_": True, "x": 1, "_args_": [2]}, Made(2, "later", x=1)),
    ({**MADE, "_partial_": True, "x": "???"}, Made("later")),
    ({"a": "???", **MADE, "_partial_": True, "x": "${a}"}, Made("later")),
    (Later(params=[1]), Made("later", params=[1], lr=0.1)),
    (_without_params(), Made("later", lr=0.1)),
    ({"_target_": f"{T}.divided", "_partial_": True, "a": 1, "digits": 1}, None),
]


@pytest.mark.parametrize(("node", "made"), PARTIAL)
def test_partial_leaves_the_rest_to_a_call(node: Any, made: Any) -> None:
    """It gives a ``functools.partial`` of the target, without what is missing."""
    part = build(node)
    assert type(part) is functools.partial
    if made is None:
        assert (part.func, part(4.0)) == (divided, 0.2)
    else:
        assert part("later") == made


def test_partial_keeps_no_interpolation_to_what_is_missing() -> None:
    """A reference to a missing value is as missing as that."""
    tree = {"a": "???", "b": {**MADE, "_partial_": True, "x": "${a}", "y": 1}}
    assert instantiate(tc.Config(tree).b, allow=ALLOW).keywords == {"y": 1}


# -- sharing ------------------------------------------------------------------------------------------------------

SHARED = {
    "encoder": {**MADE, "x": "${size}"},
    "size": 3,
    "a": {**MADE, "of": "${encoder}"},
    "b": {**MADE, "of": "${a.of}"},
}


def test_references_copy_unless_sharing_is_asked_for() -> None:
    """As in the reference, each reference to a node builds another; with ``share`` all get the same."""
    made = build(SHARED)
    assert made["a"].kwargs["of"] is not made["b"].kwargs["of"]
    made = build(SHARED, share=True)
    assert made["a"].kwargs["of"] is made["b"].kwargs["of"] is made["encoder"]
    assert made["encoder"] == Made(x=3)


def test_a_node_may_ask_to_be_shared() -> None:
    """``_shared_: true`` is about that node alone, lasts for one call, and is no argument."""
    tree = tc.Config({**SHARED, "encoder": {**MADE, "_shared_": True}, "c": "${a}"})
    made = build(tree)
    assert made["a"].kwargs["of"] is made["b"].kwargs["of"]
    assert made["a"] is not made["c"]
    assert made["encoder"] == Made()
    assert build(tree)["encoder"] is not made["encoder"]


def test_what_the_call_changes_is_not_shared() -> None:
    """A node with other arguments is another."""
    made = build(SHARED, share=True, encoder={"x": 4})
    assert made["encoder"] == Made(x=4)
    assert made["a"].kwargs["of"] == Made(x=3)


def test_objects_that_are_one_are_built_once() -> None:
    """Of what stands in no composition, the very object counts."""
    one = Optimizer()
    made = instantiate([one, one, Optimizer()], share=True)
    assert made[0] is made[1]
    assert made[1] is not made[2]


CYCLES: list[tuple[Any, str]] = [
    ({"a": {**MADE, "x": "${b}"}, "b": {**MADE, "x": "${a}"}}, "a: this needs itself to be built: a → b → a"),
    ({"a": ["${b}"], "b": [["${a}"]]}, "a: this needs itself to be built: a → b → b[0] → a"),
    (
        {**MADE, "_recursive_": False, "a": {"x": "${b}"}, "b": {"y": ["${a}"]}},
        "a: this needs itself to be built: a → b → b.y → a",
    ),
    ({**MADE, "x": {**MADE, "y": ["${c}"]}, "c": {"d": "${x}"}}, "x: this needs itself to be built: x → x.y → c → x"),
]


@pytest.mark.parametrize("share", [False, True])
@pytest.mark.parametrize(("node", "message"), CYCLES)
def test_cycles_are_errors_with_their_chain(node: Any, message: str, *, share: bool) -> None:
    """A node that needs itself can't be built, shared or not."""
    with pytest.raises(tc.InterpolationCycle) as caught:
        build(node, share=share)
    assert str(caught.value) == message


def test_nesting_is_bounded() -> None:
    """What is nested too deep for Python is an error of ours, unless a target itself goes too deep."""
    node: Any = {}
    for _ in range(199):
        node = {**MADE, "x": node}
    with pytest.raises(tc.BoundExceeded, match="nested too deep"):
        build(node)

    def endless() -> Any:
        return endless()

    with pytest.raises(RecursionError) as caught:
        build({"_target_": endless})
    assert "raised while building the root" in caught.value.__notes__[0]


# -- misuse -------------------------------------------------------------------------------------------------------

WRONG: list[tuple[Any, tuple[Any, ...], dict[str, Any], str]] = [
    (3, (), {}, "there is nothing to build in 3; a node is a model, a mapping or a list"),
    ("m.C", (), {}, "there is nothing to build in 'm.C'; a node is a model, a mapping or a list"),
    (Optimizer, (), {}, "there is nothing to build in the class Optimizer; a node is a model, a mapping or a list"),
    ({**MADE, "_recursive_": "no"}, (), {}, "_recursive_: _recursive_ is true or false, not 'no'"),
    ({**MADE, "_partial_": 1}, (), {}, "_partial_: _partial_ is true or false, not 1"),
    ({**MADE, "_shared_": None}, (), {}, "_shared_: _shared_ is true or false, not None"),
    ({**MADE, "_convert_": "al"}, (), {}, "_convert_: _convert_ is one of none, partial, object, all, not 'al'"),
    ({"a": {**MADE, "_args_": {"x": 1}}}, (), {}, "a._args_: _args_ is a list of positional arguments, not a Config"),
    ({**MADE, "_args_": "ab"}, (), {}, "_args_: _args_ is a list of positional arguments, not 'ab'"),
    ({"_target_": None}, (), {}, "_target_: _target_ names something that can be called; not None"),
    ({"_target_": "os.name"}, (), {}, "_target_: _target_ names something that can be called; 'os.name' is a str"),
    ({**MADE, 3: 1}, (), {}, "3: an argument has a name, and 3 is none"),
    ([MADE], (), {"x": 1}, "x is for one node, and this is a list of them"),
    ([MADE], (), {"_partial_": True}, "_partial_ is for one node, and this is a list of them"),
    ([MADE], (1,), {}, "a positional argument is for one node, and this is a list of them"),
    ({"a": 1}, (1,), {}, "there is no _target_ that would take positional arguments"),
    ({"_target_": "hydra.utils.instantiate"}, (), {}, "instantiate is not told what to build, as config"),
    ({**MADE, "x": "???"}, (), {}, "x: missing (???)"),
]  # fmt: skip


@pytest.mark.parametrize(("node", "args", "kwargs", "message"), WRONG)
def test_misuse_is_a_config_error(node: Any, args: tuple[Any, ...], kwargs: dict[str, Any], message: str) -> None:
    """What can't be meant is told, at its key."""
    with pytest.raises(tc.ConfigError) as caught:
        build(node, *args, **kwargs)
    assert str(caught.value).splitlines()[0] == message


def test_a_class_whose_fields_have_no_defaults() -> None:
    """A dataclass stands for its defaults only where it has them all."""
    with pytest.raises(tc.ConfigError, match="Record is a class whose fields have no defaults"):
        build(Record)


NOT_THERE = [f"{T}.Mode", "tests.instantiation.thing.Made", "nothing.at.all", "len", ".Made", "", f"{T}."]


@pytest.mark.parametrize("target", NOT_THERE)
def test_targets_that_are_not_there(target: str) -> None:
    """A path that leads nowhere is an error at its key."""
    with pytest.raises(tc.ConfigError) as caught:
        instantiate({"a": {"_target_": target}}, allow=[target] if target.strip(".") == target and target else ())
    assert caught.value.problems[0].key == "a._target_"


# -- who may name code --------------------------------------------------------------------------------------------


REFUSED: list[tuple[Any, dict[str, Any], str]] = [
    (MADE, {}, "_target_"),
    ({"a": [{"b": MADE}]}, {}, "a[0].b._target_"),
    ({"_target_": "hydra.utils.get_class", "path": "os.system"}, {}, "_target_"),
    (Optimizer(), {"_target_": "os.getcwd"}, "_target_"),
    (Optimizer(), {"x": MADE}, "_target_"),
    (Holding(), {"data": {"_target_": "os.getcwd"}}, "_target_"),
    (Plain(_target_="os.getcwd"), {}, "_target_"),
    (Target[Made](_target_=f"{T}.Made"), {}, "_target_"),
]


@pytest.mark.parametrize(("node", "kwargs", "key"), REFUSED)
def test_plain_data_needs_permission(node: Any, kwargs: dict[str, Any], key: str) -> None:
    """What nobody knows the author of names no code, and the refusal says how to permit it."""
    with pytest.raises(tc.ConfigError) as caught:
        instantiate(node, **kwargs)
    problem = caught.value.problems[0]
    assert type(caught.value).__name__ == "TargetRefused"
    assert problem.key == key
    assert problem.suggestion == f'allow=["{problem.value}"]'


def test_paths_that_are_looked_up_are_judged_as_targets() -> None:
    """Permission to look something up is none for what is looked up."""
    for name in ("path", "_args_"):
        node = {"_target_": "hydra.utils.get_method", name: ["os.getcwd"] if name == "_args_" else "os.getcwd"}
        with pytest.raises(tc.ConfigError, match=r"may not build 'os\.getcwd'"):
            instantiate(node, allow="hydra.utils.*")
        with pytest.raises(tc.ConfigError, match=r"may not build 'os\.getcwd'"):
            instantiate({"_target_": "hydra.utils.get_method"}, allow="hydra.utils.*", path="os.getcwd")


def test_a_callable_is_its_own_permission() -> None:
    """What the program hands over as an object needs no text to be judged."""
    assert instantiate({"_target_": Made, "x": 1}) == Made(x=1)
    assert instantiate({"x": 1}, _target_=Made) == Made(x=1)


def test_a_callable_that_a_resolver_made_is_no_permission() -> None:
    """A resolver's result may depend on anything."""
    store = tc.ConfigStore()
    store.resolver("made")(lambda: Made)
    config = tc.Config({"_target_": "${made:}"}, store=store)
    with pytest.raises(tc.ConfigError, match=r"may not build 'tests\.instantiation\.things\.Made'"):
        instantiate(config)
    assert build(config) == Made()


# -- errors of targets --------------------------------------------------------------------------------------------


def test_an_exception_of_a_target_keeps_its_type() -> None:
    """It is told which node it came from, once."""
    with pytest.raises(LookupError) as caught:
        build({"a": {**MADE, "x": [{"_target_": f"{T}.failing", "y": 1}]}})
    assert str(caught.value) == "no luck with ['y']"
    assert caught.value.__notes__ == [f"raised while building a.x[0]: {T}.failing"]


def test_a_wrong_argument_is_the_targets_own_error() -> None:
    """Arguments aren't checked before the call."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'c'") as caught:
        build({"_target_": add, "a": 1, "c": 2})
    assert caught.value.__notes__ == [f"raised while building the root: {T}.add"]
    with pytest.raises(TypeError) as caught:
        build(Divided(), e=1)
    assert caught.value.__notes__ == [f"raised while building {T}.divided"]


def test_what_a_node_of_the_programs_own_remembers_nothing() -> None:
    """Building leaves nodes as they were."""
    node = Optimizer()
    twin = copy.deepcopy(node)
    build(node, lr=3)
    assert (node, vars(node)) == (twin, vars(twin))


def test_locate_is_here_too() -> None:
    """``locate`` finds what a path names."""
    assert locate(f"{T}.Made") is Made


def test_nothing_is_loaded_before_something_is_built() -> None:
    """The name may be imported by a program that never builds anything."""
    code = "import sys, typedconf.instantiation; print(*{'inspect', 'pydantic', 'typedconf.config'} & set(sys.modules))"
    root = Path(__file__).resolve().parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_partial_pickles() -> None:
    """What is left to a call can be sent to another process."""
    part = build({**MADE, "_partial_": True, "x": {"a": 1}})
    assert pickle.loads(pickle.dumps(part))() == Made(x={"a": 1})
