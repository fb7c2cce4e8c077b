"""Target and Partial: classes with a fixed target, and what Pydantic makes of them."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Optional, TypeVar, get_type_hints

import pytest
from pydantic import BaseModel, ConfigDict, PositiveFloat, TypeAdapter, ValidationError, create_model, model_validator

from typedconf.errors import StoreError
from typedconf.targets.bases import SPECIAL_KEYS, Partial, Target, accepts_any, fixed_target, is_partial

if TYPE_CHECKING:
    import m  # type: ignore[import-not-found]
    import torch

ROOT = Path(__file__).resolve().parents[2]

O_co = TypeVar("O_co", covariant=True)
P_co = TypeVar("P_co", covariant=True)
X = TypeVar("X")
Y = TypeVar("Y")


class AdamW(Target["torch.optim.AdamW"]):
    """A schema whose target is not installed."""

    lr: PositiveFloat = 1e-3
    weight_decay: float = 0.01


class Fused(AdamW):
    """A narrower schema of the same target."""

    fused: bool = True


class Made(Target["m.Model"], target="m.make_model"):
    """A schema of what a function builds."""

    layers: int = 3


class Remade(Made, target="m.remake_model"):
    """A schema of what another function builds."""


class Loader(Target["m.Loader[int]"]):
    """A target that is generic."""


class Number(Target[Decimal]):
    """A target that is there."""

    value: str = "0"


class Optimizer(Target[O_co], Generic[O_co]):
    """A common base of options."""

    lr: float = 0.1


class SGD(Optimizer["torch.optim.SGD"]):
    """An option."""

    momentum: float = 0.0


class Averaged(Optimizer[P_co], Generic[P_co]):
    """A common base that is narrower than another."""

    decay: float = 0.99


class AveragedSGD(Averaged["torch.optim.ASGD"]):
    """An option of the narrower base."""


class Pair(Target[O_co], Generic[O_co, X]):
    """A base with a parameter of its own beside the target."""

    item: X


class Swapped(Target[O_co], Generic[X, O_co]):
    """As Pair, the other way round."""

    item: X


class Later(Partial["m.Model"]):
    """A schema of what a call completes."""

    layers: int


class Private(BaseModel):
    """A model with its target in a private attribute."""

    _target_: str = "m.C"
    _other: str = "m.D"


class Inherited(Private):
    """A model that has it from another."""


@dataclasses.dataclass
class Plain:
    """A dataclass, to which it is a field."""

    _target_: str = "m.C"


class Node(Target["m.Node"]):
    """A recursive schema whose references are resolved late."""

    child: Optional[Node] = None  # noqa: UP045  a reference within the older spelling
    leaf: Leaf | None = None


class Leaf(BaseModel):
    """What is declared after it is referred to."""

    x: int


class App(BaseModel):
    """A root schema with parts of any target."""

    optimizer: Target["torch.optim.Optimizer"]
    other: Target["torch.optim.SGD"] | None = None
    several: list[Optimizer["torch.optim.Optimizer"]] = []


FIXED: list[tuple[Any, str | None]] = [
    (AdamW, "torch.optim.AdamW"),
    (Fused, "torch.optim.AdamW"),
    (Made, "m.make_model"),
    (Remade, "m.remake_model"),
    (Loader, "m.Loader"),
    (Number, "decimal.Decimal"),
    (SGD, "torch.optim.SGD"),
    (AveragedSGD, "torch.optim.ASGD"),
    (Later, "m.Model"),
    (Private, "m.C"),
    (Inherited, "m.C"),
    (Target, None),
    (Partial, None),
    (Optimizer, None),
    (Averaged, None),
    (Pair, None),
    (Plain, None),
    (Leaf, None),
    (int, None),
    (None, None),
    (Any, None),
    (int | None, None),
    (Target["m.C"], None),
]


@pytest.mark.parametrize(("cls", "path"), FIXED)
def test_a_class_tells_its_target(cls: Any, path: str | None) -> None:
    """The path comes from the brackets, ``target=``, a base or a private attribute; elsewhere there is none."""
    assert fixed_target(cls) == path


@pytest.mark.parametrize(
    ("cls", "base"),
    [(AdamW, Target), (Fused, AdamW), (Optimizer, Target), (SGD, Optimizer), (Averaged, Optimizer), (Later, Partial)],
)
def test_the_brackets_add_no_class(cls: type, base: type) -> None:
    """Every class in the chain is one that somebody wrote, so that what is narrower derives from what is wider."""
    assert [one for one in cls.__bases__ if one is not Generic] == [base]


@pytest.mark.parametrize(
    ("cls", "partial", "anything"),
    [
        (Partial, True, True),
        (Target, False, True),
        (Partial["m.C"], True, True),
        (Target["m.C"], False, True),
        (Later, True, False),
        (AdamW, False, False),
        (Optimizer, False, False),
        (Optimizer["m.C"], False, False),
        (Private, False, False),
        (int, False, False),
        (int | None, False, False),
        (None, False, False),
    ],
)
def test_only_the_bases_themselves_accept_anything(cls: Any, *, partial: bool, anything: bool) -> None:
    """A Partial is one with all its subclasses; any argument is taken by Target and Partial alone."""
    assert (is_partial(cls), accepts_any(cls)) == (partial, anything)


def test_a_target_has_no_field_beside_its_arguments() -> None:
    """What is built is no part of the data, and the schema is an ordinary model."""
    assert list(Fused.model_fields) == ["lr", "weight_decay", "fused"]
    node = Fused(lr=1)
    assert repr(node) == "Fused(lr=1.0, weight_decay=0.01, fused=True)"
    assert node.model_dump() == {"lr": 1.0, "weight_decay": 0.01, "fused": True}
    assert node.model_fields_set == {"lr"}
    with pytest.raises(ValidationError):
        Fused(lr=-1)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda node: pickle.loads(pickle.dumps(node))])
@pytest.mark.parametrize("node", [Fused(lr=1), SGD(), Target["m.C"](x=[1]), App(optimizer=SGD(), other=Target(x=1))])
def test_nodes_copy_and_pickle(node: BaseModel, copied: Any) -> None:
    """A copy is equal and of the same class."""
    again = copied(node)
    assert again == node
    assert type(again) is type(node)


def test_references_are_resolved_when_the_classes_are_there() -> None:
    """A recursive schema and one that refers to a later class work as in any model."""
    node = Node.model_validate({"child": {"child": {}, "leaf": {"x": "1"}}})
    assert node.child is not None
    assert node.child.leaf == Leaf(x=1)
    assert type(node.child.child) is Node
    assert Node.model_rebuild(force=True)


def test_validators_and_config_are_the_classes_own() -> None:
    """What a subclass says of itself holds, and its subclasses inherit it."""

    class Checked(Target["m.C"], frozen=True):
        low: int = 0
        high: int = 1

        @model_validator(mode="after")
        def _ordered(self) -> Checked:
            if self.low > self.high:
                raise ValueError("low is above high")
            return self

    class Narrower(Checked):
        pass

    assert hash(Narrower(low=0)) == hash(Narrower(low=0))
    with pytest.raises(ValidationError, match="low is above high"):
        Narrower(low=2)


class Lenient(BaseModel, extra="ignore"):
    """A base that ignores what it doesn't know."""


EXTRAS: list[tuple[Any, str | None]] = [
    (type("Closed", (AdamW,), {}), None),
    (create_model("Allowing", __base__=Target["m.C"], __cls_kwargs__={"extra": "allow"}), "allow"),
    (type("Ignoring", (AdamW,), {"model_config": ConfigDict(extra="ignore")}), "ignore"),
    (create_model("LenientFirst", __base__=(Lenient, Target["m.C"])), "ignore"),
    (create_model("LenientLast", __base__=(Target["m.C"], Lenient)), "ignore"),
]


@pytest.mark.parametrize(("cls", "extra"), EXTRAS)
def test_that_target_takes_anything_is_not_inherited(cls: type[BaseModel], extra: str | None) -> None:
    """A subclass has the ``extra`` that it or another base of it sets, and else none."""
    assert cls.model_config.get("extra") == extra
    assert type("Again", (cls,), {}).model_config.get("extra") == extra  # type: ignore[attr-defined]


def test_a_target_is_accepted_where_a_wider_one_is_annotated() -> None:
    """What the type checkers take for a Target of something wider, Pydantic takes as it is."""
    adam, sgd = AdamW(), SGD()
    app = App(optimizer=adam, other=None, several=[sgd, AveragedSGD()])
    assert app.optimizer is adam
    assert app.several[0] is sgd


@pytest.mark.parametrize("value", [Later(layers=1), Leaf(x=1), 3, "m.C"])
def test_nothing_else_is_accepted_there(value: Any) -> None:
    """A Partial, another model or a scalar is no Target."""
    with pytest.raises(ValidationError):
        App.model_validate({"optimizer": value})


def test_a_bare_target_takes_any_arguments_and_knows_what_it_builds() -> None:
    """A mapping becomes a node of Target itself, whose target is that of the annotation unless it brings its own."""
    app = App.model_validate({"optimizer": {"lr": 1}, "other": {"_target_": "m.SGD"}, "several": [{"lr": 2}]})
    assert app.model_dump() == {
        "optimizer": {"lr": 1, "_target_": "torch.optim.Optimizer"},
        "other": {"_target_": "m.SGD"},
        "several": [{"lr": 2.0}],
    }
    assert app.optimizer.model_fields_set == {"lr"}
    assert app.model_dump(exclude_unset=True)["other"] == {"_target_": "m.SGD"}


def test_a_bare_node_can_be_made_and_changed_by_hand() -> None:
    """It reads, changes and copies as any model with further keys."""
    node: Any = Target["m.C"](x=1)
    node.x = 2
    assert (node.x, node._target_) == (2, "m.C")
    assert node.model_copy(update={"y": 3}).y == 3
    assert Target(x=1) == Target(x=1)
    assert "_target_" not in Target(x=1).model_dump()


def test_the_targets_of_one_schema_stay_apart() -> None:
    """Each annotation has its own path, however many stand in one schema."""

    class Apart(BaseModel):
        a: Target["m.A"]
        b: Target["m.B"] | None
        c: list[Target["m.C"]]

    data = Apart.model_validate({"a": {}, "b": {}, "c": [{}]}).model_dump()
    assert data == {"a": {"_target_": "m.A"}, "b": {"_target_": "m.B"}, "c": [{"_target_": "m.C"}]}


def test_what_a_narrower_class_adds_is_serialised() -> None:
    """A field annotated with a base writes all that is there."""
    app = App(optimizer=Fused(lr=1), several=[SGD(momentum=0.9)])
    expected = {"lr": 1.0, "weight_decay": 0.01, "fused": True}
    assert app.model_dump()["optimizer"] == expected
    assert App.model_validate_json(app.model_dump_json()).several[0].lr == 0.1
    assert app.model_dump(mode="json")["several"] == [{"lr": 0.1, "momentum": 0.9}]
    assert TypeAdapter(list[Target["m.C"]]).dump_python([SGD()]) == [{"lr": 0.1, "momentum": 0.0}]


def test_a_json_schema_is_made() -> None:
    """A bare target is an object with any properties."""
    schema = App.model_json_schema()
    assert schema["properties"]["optimizer"]["additionalProperties"] is True
    assert AdamW.model_json_schema()["properties"].keys() == {"lr", "weight_decay"}


def test_a_base_may_have_parameters_of_its_own() -> None:
    """They are Pydantic's, in whatever order they stand with what is built."""

    class Ints(Pair["m.P", int]):
        pass

    class Open(Swapped[Y, "m.S"]):
        pass

    assert (Ints(item="1").item, fixed_target(Ints)) == (1, "m.P")
    assert (Open[int](item="1").item, fixed_target(Open[int])) == (1, "m.S")
    assert issubclass(Ints, Pair)


def test_generic_schemas_meet_generic_models() -> None:
    """In a generic model the variables of a target's schema are filled in, what is built being none of them."""

    class Outer(BaseModel, Generic[Y]):
        one: Pair["m.P", Y]
        two: Swapped[Y, "m.S"]
        three: Target["m.T"]

    with pytest.raises(ValidationError) as caught:
        Outer[int].model_validate({"one": {"item": "x"}, "two": {"item": "x"}, "three": {}})
    assert [error["loc"] for error in caught.value.errors()] == [("one", "item"), ("two", "item")]


def test_annotations_can_be_evaluated() -> None:
    """Whoever asks for type hints gets the same brackets, and needs none of what they name."""
    hints = get_type_hints(App)
    assert hints["optimizer"] == Target["torch.optim.Optimizer"]
    assert hints["several"] == list[Optimizer["torch.optim.Optimizer"]]

    class Hinted(BaseModel):
        pair: Pair["m.P", int]
        swapped: Swapped[int, "m.S"] | None = None

    assert get_type_hints(Hinted) == {"pair": Pair["m.P", int], "swapped": Swapped[int, "m.S"] | None}


def test_models_are_made_dynamically_too() -> None:
    """``create_model`` takes a bracketed base."""
    made = create_model("Dynamic", __base__=Target["m.C"], x=(int, 3))
    assert (fixed_target(made), made().model_dump()) == ("m.C", {"x": 3})


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (None, "Wrong: 'C' names no module; give the whole path of what builds it as target="),
        (3, "Wrong: target=3 is not a dotted path of a module and a name in it"),
        ("m.", "Wrong: target='m.' is not a dotted path of a module and a name in it"),
        ("make", "Wrong: target='make' is not a dotted path of a module and a name in it"),
        ("m.__class__", "Wrong: target='m.__class__' is not a dotted path of a module and a name in it"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_with_the_class(target: Any, message: str) -> None:
    """The class is not made when no path could lead to what it names."""
    base: Any = Target
    with pytest.raises(StoreError) as caught:
        create_model("Wrong", __base__=base["C"], __cls_kwargs__={"target": target})
    assert str(caught.value) == message


def test_a_class_inside_a_function_needs_a_path() -> None:
    """No path leads there; ``target=`` may name what does."""

    class Local:
        pass

    with pytest.raises(StoreError, match="is defined inside a function; give the whole path"):
        create_model("Wrong", __base__=Target[Local])
    assert fixed_target(create_model("Right", __base__=Target[Local], __cls_kwargs__={"target": "m.make"})) == "m.make"


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (AdamW, "AdamW['m.C']: it builds torch.optim.AdamW; a subclass may say target='m.C'"),
        (
            create_model("Bare", __base__=Target),
            "Bare['m.C']: it is not generic; derive it from Target[T] and Generic[T]",
        ),
    ],
)
def test_a_class_whose_target_is_settled_takes_no_brackets(cls: Any, message: str) -> None:
    """The error says what to write instead."""
    with pytest.raises(StoreError) as caught:
        cls["m.C"]
    assert str(caught.value) == message


def test_special_keys_are_those_of_a_node() -> None:
    """The keys that steer how a node is built."""
    assert SPECIAL_KEYS == ("_target_", "_partial_", "_recursive_", "_convert_", "_args_", "_shared_")


def test_asking_loads_nothing() -> None:
    """What tells a target from another class doesn't need Pydantic."""
    code = "import typedconf.targets, sys; print('pydantic' in sys.modules, 'typedconf.targets.bases' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
