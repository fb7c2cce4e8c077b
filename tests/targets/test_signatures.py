"""target_schema: models that are made of signatures, and what becomes of them in a composition."""

# ruff: noqa: ARG001, ARG003, UP007, UP045  the signatures and annotations are the point

from __future__ import annotations

import copy
import datetime as dt
import enum
import functools
import json
import pickle
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  the signatures are evaluated
from typing import Any, Literal, Optional, Union

import pytest
from pydantic import BaseModel, ImportString, ValidationError

from typedconf.composer import Composer
from typedconf.config import plain, to_yaml
from typedconf.errors import ConfigError, StoreError, TargetNotFound, TargetRefused
from typedconf.store import ConfigStore
from typedconf.targets import fixed_target
from typedconf.targets.bases import Target
from typedconf.targets.parameters import parameters_of
from typedconf.targets.signatures import argument_model, as_written, target_schema

HERE = __name__


class Tensor:
    """What only code makes."""


class Mode(enum.StrEnum):
    """Names to choose from."""

    FAST = "fast"
    SAFE = "safe"


@dataclass
class Point:
    """A dataclass."""

    x: int
    tags: list[str] = field(default_factory=list)


DEFAULT = Tensor()


class SGD:
    """Goes down.

    Slowly.

    Args:
        params: what is changed
        lr (float): how far
    """

    def __init__(  # type: ignore[no-untyped-def]
        self,
        params: Iterable[Tensor],
        lr: float | Tensor,
        steps: int,
        betas: tuple[float, float] = (0.9, 0.999),
        *,
        mode: Mode = Mode.FAST,
        reduction: Literal["mean", "sum"] = "mean",
        start: Tensor = DEFAULT,
        nesterov: bool = None,  # type: ignore[assignment]  # noqa: RUF013  as many write it
        unknown: Nowhere = 1,  # type: ignore[name-defined]  # noqa: F821  what can't be evaluated
        plain=2,  # noqa: ANN001
    ) -> None:
        """Makes one.

        :param steps: how many
        :param lr: not this, since the class has said it
        """

    @classmethod
    def resumed(cls, path: Path, when: dt.date = dt.date(2020, 1, 1)) -> SGD:
        """Goes on."""
        return cls([], 1, 1)


def scale(factor: int, /, *items: str, name: str = "${x}", **options: Any) -> int:
    """A function."""
    return factor


def odd(
    copy: int, json: int = 1, _under: int = 2, model_config: int = 3, self: int = 4, args_: int = 5, *a: int
) -> int:
    """Names that Pydantic has other uses for."""
    return copy


half = functools.partial(scale, 2, name="half")


def described(cls: type[BaseModel]) -> dict[str, tuple[Any, ...]]:
    """Of each field its annotation, and its default where it has one; MISSING by its name."""
    return {
        name: (info.annotation, *(() if info.is_required() else (str(info.default),)))
        for name, info in cls.model_fields.items()
    }


def test_a_class_gives_a_model_of_what_it_takes() -> None:
    """Fields by the signature: objects and what has no plain default may be left out, what can't be told is Any."""
    made = target_schema(SGD)
    assert described(made) == {
        "params": (Any, "MISSING"),
        "lr": (Union[float, Tensor, Target[Tensor]], "MISSING"),
        "steps": (int,),
        "betas": (tuple[float, float], "(0.9, 0.999)"),
        "mode": (Mode, "fast"),
        "reduction": (Literal["mean", "sum"], "mean"),
        "start": (Union[Tensor, Target[Tensor]], "MISSING"),
        "nesterov": (Optional[bool], "None"),
        "unknown": (Any, "1"),
        "plain": (Any, "2"),
    }
    assert (made.__name__, made.__doc__, fixed_target(made)) == ("SGD", "Goes down.", f"{HERE}.SGD")
    assert issubclass(made, Target)


def test_descriptions_come_from_both_docstrings() -> None:
    """That of the class comes before that of its ``__init__``."""
    found = {name: info.description for name, info in target_schema(SGD).model_fields.items()}
    assert {name: text for name, text in found.items() if text} == {
        "params": "what is changed",
        "lr": "how far",
        "steps": "how many",
    }


def test_a_function_gives_its_positions_and_options() -> None:
    """``*args`` is the special key ``_args_``, ``**kwargs`` takes any key, a default with ``${`` in it is none."""
    made = target_schema(f"{HERE}.scale")
    node = made.model_validate({"factor": 1, "_args_": ["a"], "other": 2.5})
    assert vars(node) == {"factor": 1, "args_": ["a"]}
    assert node.__pydantic_extra__ == {"other": 2.5}
    assert vars(made.model_validate({"_args_": ["1", "a"]})) == {"args_": ["1", "a"]}
    with pytest.raises(ValidationError, match="_args_"):
        made.model_validate({"factor": 1, "_args_": [1]})


@pytest.mark.parametrize(
    ("target", "name", "path", "fields"),
    [
        (SGD.resumed, "resumed", f"{HERE}.SGD.resumed", ["path", "when"]),
        (f"{HERE}.half", "half", f"{HERE}.half", ["name", "args_"]),
        (Point, "Point", f"{HERE}.Point", ["x", "tags"]),
        ("textwrap.fill", "fill", "textwrap.fill", ["text", "width"]),
        ("decimal.Decimal", "Decimal", "decimal.Decimal", ["value", "context"]),
        ("logging.handlers.SocketHandler", "SocketHandler", "logging.handlers.SocketHandler", ["host", "port"]),
    ],
)  # fmt: skip
def test_callables_of_every_kind_have_a_schema(target: Any, name: str, path: str, fields: list[str]) -> None:
    """A method, a partial, a dataclass, what the standard library has; named as the target, and built by its path."""
    made = target_schema(target)
    assert (made.__name__, fixed_target(made), [*made.model_fields]) == (name, path, fields)


def test_an_argument_that_nothing_sets_is_left_to_the_target() -> None:
    """It is no attribute, in no dump and no JSON schema, and set like any other."""
    made = target_schema(Point)
    node = made.model_validate({"x": 1})
    assert not hasattr(node, "tags")
    assert node.model_dump() == {"x": 1}
    assert node == made.model_validate({"x": 1}) == copy.deepcopy(node)
    assert made.model_validate({"x": 1, "tags": ["a"]}).model_dump() == {"x": 1, "tags": ["a"]}
    with warnings.catch_warnings(action="error"):
        assert "default" not in made.model_json_schema()["properties"]["tags"]


def test_keys_are_the_names_of_the_parameters_always() -> None:
    """Where Pydantic has another use for a name, the field has another one, and its key stays."""
    made = target_schema(odd)
    given = {"copy": 1, "json": 2, "_under": 3, "model_config": 4, "self": 5, "args_": 6, "_args_": [7]}
    assert plain(made.model_validate(given)) == given
    assert len(made.model_fields) == 7


def test_a_node_may_stand_where_an_object_is_taken() -> None:
    """Built later, or made already; in lists and mappings too."""
    made = target_schema(takes_objects)
    tensor, node = Tensor(), {"_target_": f"{HERE}.Tensor"}
    found: Any = made.model_validate({"one": node, "many": [node, tensor], "point": {"x": 1}, "call": node})
    assert [type(found.one), *map(type, found.many), type(found.point), type(found.call)] == [
        Target,
        Target,
        Tensor,
        Point,
        Target,
    ]
    with pytest.raises(ValidationError):
        made.model_validate({"one": 3})


def takes_objects(one: Tensor, many: list[Tensor], point: Point, call: Callable[[int], int]) -> None:
    """A function of objects."""


def test_a_schema_may_be_derived_from() -> None:
    """What somebody says more exactly holds, and such a class pickles as every class does."""
    made = Narrower.model_validate({"x": 1, "tags": "none"})
    assert made.tags == "none"
    assert fixed_target(Narrower) == f"{HERE}.Point"
    assert pickle.loads(pickle.dumps(Narrower)) is Narrower


class Narrower(target_schema(Point)):  # type: ignore[misc]  # which no checker knows
    """A class derived from a schema that was made."""

    tags: str = ""


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (int, (int, False)),
        (list[int], (list[int], False)),
        (Any, (Any, True)),
        (object, (Any, True)),
        (Literal["a"], (Literal["a"], False)),
        (Tensor, (Union[Tensor, Target[Tensor]], True)),
        (Tensor | None, (Union[Tensor, Target[Tensor], None], True)),
        (dict[str, Tensor], (dict[str, Union[Tensor, Target[Tensor]]], True)),
        (Point, (Union[Point, Target[Point]], True)),
        (Iterable[int], (Any, True)),
        (Callable, (Union[Callable, Target], True)),
        (type[Tensor], (Union[type[Tensor], Target], True)),
        ([1], (Any, True)),
        (print, (Any, True)),
    ],
)
def test_what_a_config_may_say_for_an_annotation(annotation: Any, expected: tuple[Any, bool]) -> None:
    """Data as the annotation says, a node for an object, anything where nothing better is known."""
    assert as_written(annotation) == expected


class Hostile:
    """A class whose schema can't be made."""

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> Any:
        """Raises what nobody expects."""
        raise RuntimeError


def hostile(
    a: Hostile, b: list[Hostile], *, c: 1 / 0 = 3, d: [1] = 4, e: Hostile | int = 5, f: int = DEFAULT  # type: ignore[valid-type,assignment,misc]
) -> None:  # fmt: skip
    """A function that nobody should write."""


def test_a_hostile_signature_still_gives_a_schema() -> None:
    """Each parameter is a field, and spoils no other."""
    made = target_schema(hostile)
    assert [*made.model_fields] == ["a", "b", "c", "d", "e", "f"]
    assert made.model_validate({"a": 1, "b": [1], "e": "x"}).model_dump() == {
        "a": 1,
        "b": [1],
        "c": 3,
        "d": 4,
        "e": "x",
    }


@pytest.mark.parametrize(
    ("target", "error", "message"),
    [
        (
            dict,
            StoreError,
            (
                "builtins.dict doesn't tell what it takes; write a class derived from Target['builtins.dict'] with its "
                "arguments"
            ),
        ),
        ("math.pi", StoreError, "math.pi can't be called: it is of type float"),
        ("math", StoreError, "math is a module; a target is something in one"),
        ([].append, StoreError, "no path leads to "),
        (lambda: 0, StoreError, "no path leads to "),
        (functools.partial(scale, 1), StoreError, "no path leads to "),
        (3, StoreError, "no path leads to 3; "),
        ("math.nothing", TargetNotFound, "no 'math.nothing': "),
        ("no_such_module.thing", TargetNotFound, "no 'no_such_module.thing': "),
        ("math.__loader__.load_module", TargetRefused, ""),
        ("", TargetNotFound, ""),
    ],
)
def test_what_has_no_schema_is_an_error(target: Any, error: type[ConfigError], message: str) -> None:
    """It says why, and what to do instead."""
    with pytest.raises(error) as caught:
        target_schema(target)
    assert str(caught.value).startswith(message)


# -- in compositions ----------------------------------------------------------------------------------------------


@pytest.fixture
def composer(tmp_path: Path) -> Composer:
    """A tree whose optimizer is an option that a made schema governs."""
    (tmp_path / "config.yaml").write_text("defaults:\n  - optimizer: sgd\nrate: 0.5\n")
    (tmp_path / "optimizer").mkdir()
    (tmp_path / "optimizer" / "sgd.yaml").write_text("lr: ${rate}\nsteps: 3\n")
    store = ConfigStore()
    store.add("optimizer/sgd", target_schema(f"{HERE}.SGD"))
    return Composer(tmp_path, store=store)


class App(BaseModel):
    """A root with any optimizer."""

    rate: float
    optimizer: Target[Any]


@pytest.mark.parametrize("schema", [None, App])
def test_a_made_schema_governs_an_option(composer: Composer, schema: Any) -> None:
    """It converts, has defaults to show and refer to, and leaves out what is the target's own."""
    composition = composer.compose("config", "optimizer.mode=safe", schema=schema)
    optimizer = composition.value.optimizer
    assert (optimizer.lr, optimizer.steps, optimizer.mode) == (0.5, 3, Mode.SAFE)
    shown = {"lr": 0.5, "steps": 3, "mode": "safe", "betas": [0.9, 0.999], "reduction": "mean", "nesterov": None}
    assert plain(composition.value)["optimizer"] == {**shown, "unknown": 1, "plain": 2}
    assert "start" not in to_yaml(composition.config)
    assert composition.missing() == []
    assert str(composition.history("optimizer.betas")[0].origin) == "default of SGD.betas"


def test_a_made_schema_tells_what_is_wrong(composer: Composer) -> None:
    """Wrong values and unknown keys, as every schema."""
    composition = composer.compose("config", "optimizer.steps=many", "+optimizer.stepz=1", "optimizer.mode=fsat")
    assert [problem.message for problem in composition.problems] == [
        "not a whole number: 'many'",
        "no such key in SGD; did you mean steps?",
        "not one of fast, safe: 'fsat'; did you mean fast?",
    ]


@pytest.mark.parametrize("schema", [None, App])
def test_compositions_and_values_with_it_pickle(composer: Composer, schema: Any) -> None:
    """The class is made again of its target where it arrives."""
    composition = composer.compose("config", schema=schema)
    copied = pickle.loads(pickle.dumps(composition))
    assert plain(copied.value) == plain(composition.value)
    optimizer = pickle.loads(pickle.dumps(composition.value.optimizer))
    assert plain(optimizer) == plain(composition.value.optimizer)
    assert fixed_target(type(optimizer)) == f"{HERE}.SGD"


def test_a_model_of_arguments_imports_nothing() -> None:
    """A value whose type would import by text is not looked at."""
    parameters = parameters_of(imports)
    assert parameters is not None
    judged = argument_model("m.imports", parameters)
    assert judged.model_validate({"a": "antigravity.geohash", "b": ["antigravity"], "c": {"d": "antigravity"}})
    with pytest.raises(ValidationError):
        judged.model_validate({"e": "x"})


class Importing(BaseModel):
    """A model that imports by text."""

    d: ImportString[Any]


def imports(a: ImportString[Any], b: list[ImportString[Any]], c: Importing, e: int) -> None:
    """A function whose types import by text."""


def test_the_json_schema_of_a_made_schema_can_be_written() -> None:
    """Whatever it takes, where that is data."""
    with warnings.catch_warnings(action="error"):
        assert json.dumps(target_schema(SGD.resumed).model_json_schema())
