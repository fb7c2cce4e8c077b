"""The family of errors: what each is, that it travels, and how the nearest name is found."""

from __future__ import annotations

import copy
import json
import math
import pickle
import time
from typing import Any

import pytest

from typedconf import errors
from typedconf.errors import ConfigError, Origin, Problem, did_you_mean, nearest_name, raise_all

FAMILY = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, ConfigError)]
PROBLEM = Problem(
    "no such key; did you mean lr?",
    key="training.lrr",
    value=0.1,
    expected="a key",
    suggestion="lr",
    origin=Origin("override", text="training.lrr=0.1", column=10),
    span=3,
)


@pytest.mark.parametrize("kind", FAMILY, ids=lambda kind: kind.__name__)
def test_an_error_is_made_from_problems(kind: type[ConfigError]) -> None:
    """Every class of the family takes problems alone and tells them in order."""
    other = Problem("another")
    assert kind(PROBLEM, other).problems == (PROBLEM, other)


@pytest.mark.parametrize(
    "copied", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy, copy.deepcopy], ids=["pickle", "copy", "deepcopy"]
)
@pytest.mark.parametrize("kind", FAMILY, ids=lambda kind: kind.__name__)
def test_an_error_survives_travel(kind: type[ConfigError], copied: Any) -> None:
    """Launchers send errors between processes: type, problems and text stay."""
    error = kind(PROBLEM)
    twin = copied(error)
    assert (type(twin), twin.problems, str(twin)) == (kind, error.problems, str(error))


@pytest.mark.parametrize(
    ("kind", "protocol"),
    [
        (errors.NoSuchItem, KeyError),
        (errors.NoSuchAttribute, AttributeError),
        (errors.NoSuchIndex, IndexError),
        (errors.ReadOnly, TypeError),
    ],
    ids=lambda kind: kind.__name__,
)
def test_reading_errors_speak_pythons_protocols(kind: type[ConfigError], protocol: type[Exception]) -> None:
    """They are what Python's own code catches, and read like every other."""
    error = kind(Problem("no such key", key="a"))
    assert isinstance(error, protocol)
    assert str(error) == "a: no such key"


def test_every_error_has_a_docstring() -> None:
    """The drawing at the top of the module names every class."""
    assert errors.__doc__ is not None
    for kind in FAMILY:
        assert kind.__name__ in errors.__doc__


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (Origin("file", "conf/db.yaml", 3, 5), "conf/db.yaml:3:5"),
        (Origin("file", "conf/db.yaml", 3), "conf/db.yaml:3"),
        (Origin("file", "conf/db.toml"), "conf/db.toml"),
        (Origin("override", text="lr=0.1", column=4), "override lr=0.1"),
        (Origin("option", text="--lr 0.1"), "option --lr 0.1"),
        (Origin("environment", text="APP_LR"), "APP_LR"),
        (Origin("dotenv", text="APP_LR"), "APP_LR"),
        (Origin("secret", text="db__password"), "db__password"),
        (Origin("default", text="AdamW.lr"), "default of AdamW.lr"),
        (Origin("store", text="db/my"), "store node db/my"),
        (Origin("resolver", text="oc.env"), "resolver oc.env"),
    ],
    ids=str,
)
def test_an_origin_reads_as_a_place(origin: Origin, text: str) -> None:
    """Each kind of origin has its own short form."""
    assert str(origin) == text


@pytest.mark.parametrize("value", [Origin("file", "a"), Problem("a")], ids=["origin", "problem"])
def test_origins_and_problems_are_frozen(value: Any) -> None:
    """They are values: equal by their fields, hashable, never changed."""
    with pytest.raises(AttributeError):
        setattr(value, value._fields[0], "b")
    assert value == copy.deepcopy(value)
    assert hash(value) == hash(copy.deepcopy(value))


def test_json_has_the_six_fields() -> None:
    """``to_json`` gives a list of objects with key, value, expected, suggestion, origin and message."""
    (data,) = json.loads(ConfigError(PROBLEM).to_json())
    assert data == {
        "key": "training.lrr",
        "value": 0.1,
        "expected": "a key",
        "suggestion": "lr",
        "origin": {
            "kind": "override",
            "file": None,
            "line": None,
            "column": 10,
            "text": "training.lrr=0.1",
            "entry": None,
        },
        "message": "no such key; did you mean lr?",
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (math.inf, ".inf"),
        (-math.inf, "-.inf"),
        (math.nan, ".nan"),
        ({1: (1, 2)}, {"1": [1, 2]}),
        (b"x", "x"),
        (None, None),
        ("é", "é"),
        ([{"a": [math.inf]}], [{"a": [".inf"]}]),
    ],
    ids=repr,
)
def test_json_is_strict(value: Any, written: Any) -> None:
    """What JSON can't hold is written as text."""

    def refuse(constant: str) -> Any:
        raise AssertionError(constant)

    (data,) = json.loads(ConfigError(Problem("wrong", value=value)).to_json(), parse_constant=refuse)
    assert data["value"] == written


def test_no_errors_raise_nothing() -> None:
    """``raise_all`` of nothing returns."""
    raise_all([])


def test_one_error_is_raised_itself() -> None:
    """It is the same object, so that its cause and traceback stay."""
    error = errors.MergeError(PROBLEM)
    with pytest.raises(errors.MergeError) as caught:
        raise_all([error])
    assert caught.value is error


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        ((errors.MergeError, errors.MergeError), errors.MergeError),
        ((errors.MergeError, errors.OverrideError), ConfigError),
    ],
    ids=["one kind", "mixed"],
)
def test_several_errors_become_one(kinds: tuple[type[ConfigError], ...], kind: type[ConfigError]) -> None:
    """All problems stand in one error, of the common kind where there is one."""
    with pytest.raises(ConfigError) as caught:
        raise_all([each(Problem(str(number))) for number, each in enumerate(kinds)])
    assert type(caught.value) is kind
    assert [problem.message for problem in caught.value.problems] == ["0", "1"]


@pytest.mark.parametrize(
    ("name", "candidates", "nearest"),
    [
        ("weight_decy", ["weight_decay", "lr"], "weight_decay"),
        ("mysq", ["mysql", "postgresql"], "mysql"),
        ("LR", ["lr"], "lr"),
        ("lr", ["LR", "rl"], "LR"),
        ("zzz", ["mysql"], None),
        ("x", [], None),
        ("", ["a"], None),
    ],
    ids=repr,
)
def test_the_nearest_name(name: str, candidates: list[str], nearest: str | None) -> None:
    """The most alike, whatever its case; nothing where nothing is near."""
    assert nearest_name(name, candidates) == nearest


@pytest.mark.parametrize(
    ("name", "candidates"),
    [("x" * 1_000_000, ["x" * 100]), ("x" * 300, [f"x{n}" for n in range(100_000)]), ("a", ["b" * 1_000_000])],
    ids=["a long name", "many candidates", "a long candidate"],
)
def test_the_nearest_name_costs_little(name: str, candidates: list[str]) -> None:
    """A courtesy must not cost more than the error itself, whatever the names."""
    start = time.perf_counter()
    nearest_name(name, candidates)
    assert time.perf_counter() - start < 3


def test_did_you_mean() -> None:
    """The end of a message, or nothing."""
    assert did_you_mean("lr") == "; did you mean lr?"
    assert did_you_mean(None) == ""
