"""check_targets: what is wrong between targets and their arguments, found without building anything."""

# ruff: noqa: ARG001, ARG002  the signatures are the point

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final, Protocol

import pytest
from pydantic import BaseModel, field_validator

from typedconf.interpolation.facts import Facts
from typedconf.interpolation.resolution import Resolution
from typedconf.schema import Schemas
from typedconf.schema.defaults import Defaults
from typedconf.target_checks import check_targets
from typedconf.targets.bases import Partial, Target
from typedconf.targets.policy import Policy
from typedconf.targets.signatures import target_schema
from typedconf.trees import NO_RULES
from typedconf.validation import validate

if TYPE_CHECKING:
    import no_such_module  # type: ignore[import-not-found]

    import tests.test_target_checks
    from typedconf.schema.faults import Fault
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import KeyPath, Tree

HERE: Final = __name__


class Model:
    """Something to train."""

    def __init__(self, layers: int = 1, name: str = "m") -> None:
        raise AssertionError("nothing is built")


class Optimizer:
    """A base."""


class Adam(Optimizer):
    """One that trains."""

    def __init__(self, params: Any, lr: float = 0.1, betas: tuple[float, float] = (0.9, 0.99)) -> None:
        raise AssertionError("nothing is built")


class Sized(Protocol):
    """What has a size, which nobody can tell from a class."""

    size: int


class Scheduler:
    """What needs others."""

    def __init__(
        self, optimizer: Optimizer, steps: int, model: Model | None = None, sized: Sized | None = None
    ) -> None:
        raise AssertionError("nothing is built")


def make_adam(params: Any) -> Optimizer:
    """A function that gives an optimizer."""
    raise AssertionError("nothing is built")


def anything(*args: Any, **options: Any) -> Any:
    """A function that takes everything."""
    raise AssertionError("nothing is built")


def by_position(a: int, b: str, /, c: int = 0) -> None:
    """A function whose arguments go by position."""


NUMBER = 3


class Trust:
    """Trusts everybody, or nobody."""

    def __init__(self, *, everybody: bool) -> None:
        self._everybody = everybody

    def at(self, path: KeyPath) -> bool:
        """Whether what is written there may name code."""
        return self._everybody

    def why(self, path: KeyPath) -> None:
        """Nothing is known of why."""


class Judged(Resolution):
    """A resolution with a policy and a trust of the test's own."""

    __slots__ = ("policy", "trust")

    policy: Policy
    trust: Any


def resolved(tree: Tree, rules: SchemaRules, *, trusted: bool = True, allow: tuple[str, ...] = ()) -> Judged:
    """The resolution of a tree with all defaults."""
    resolution = Judged(Defaults(rules, tree).view(), facts=Facts.capture(), rules=rules)
    resolution.trust, resolution.policy = Trust(everybody=trusted), Policy(allow)
    return resolution


def faults(tree: Tree, schema: Any = Any, **options: Any) -> list[Fault]:
    """What is wrong with the targets of a tree, which may be of a schema."""
    rules = Schemas().typed_rules(schema)
    resolution = resolved(tree, rules, **options)
    fed, _ = resolution.gather(Defaults(rules, tree).fed)
    return [*check_targets(resolution, rules, validate(schema, fed, rules=rules).value)]


def told(tree: Tree, schema: Any = Any, **options: Any) -> list[tuple[KeyPath, str]]:
    """The paths and messages of ``faults``."""
    return [(fault.path, fault.message) for fault in faults(tree, schema, **options)]


def target(name: str, **arguments: Any) -> dict[str, Any]:
    """A node that builds something of this module."""
    return {"_target_": f"{HERE}.{name}", **arguments}


CASES: Final[list[tuple[Tree, list[tuple[KeyPath, str]]]]] = [
    # nothing
    ({}, []),
    ({"a": 1, "b": [1, {"c": None}]}, []),
    ({"a": target("Adam")}, []),  # a call may give params
    ({"a": target("Adam", lr="0.5", betas=[0, 1])}, []),  # as lax as Pydantic
    ({"a": target("anything", x=1, _args_=[1, 2])}, []),
    ({"a": {"_target_": "builtins.dict", "x": 1}}, []),  # which doesn't tell
    ({"a": target("Adam", lr="???")}, []),
    ({"a": {"_target_": "???"}, "b": {"_target_": "${nothing}"}}, []),  # told already
    ({"a": target("Adam", lr="${nothing}", betas=[0, "${nothing}"])}, []),
    ({"a": target("Scheduler", steps=1, optimizer=target("make_adam", params=[]))}, []),
    ({"a": target("Scheduler", steps=1, optimizer=target("Adam", _args_=[[]]))}, []),
    ({"a": target("Scheduler", steps=1, sized=target("Model"))}, []),
    ({"a": target("Scheduler", steps=1, model=None)}, []),
    ({"a": target("anything", x=target("Adam", _partial_=True))}, []),
    ({"a": target("anything", x=target("Adam"), _recursive_=False)}, []),
    ({"a": target("Scheduler", optimizer=target("Model", _partial_=True))}, []),
    ({"a": target("by_position", a=1, b="x")}, []),
    ({"a": {"_target_": make_adam, "params": 1}}, []),  # from code
    ({"a": {"_target_": "hydra.utils.get_class", "path": f"{HERE}.Adam"}}, []),
    # arguments
    ({"a": target("Adam", lrr=1)}, [(("a", "lrr"), f"no such argument of {HERE}.Adam; did you mean lr?")]),
    ({"a": target("Adam", zzz=1)}, [(("a", "zzz"), f"no such argument of {HERE}.Adam")]),
    ({"a": target("Adam", lr="fast")}, [(("a", "lr"), "not a number: 'fast'")]),
    ({"a": target("Adam", lr=None)}, [(("a", "lr"), "no value")]),
    ({"a": [target("Adam", betas=[1, "x"])]}, [(("a", 0, "betas", 1), "not a number: 'x'")]),
    ({"a": target("Adam", _args_=[[], "x"])}, [(("a", "_args_", 1), "not a number: 'x'")]),
    (
        {"a": target("Model", _args_=[1, "x", 2])},
        [(("a", "_args_"), f"{HERE}.Model takes 2 arguments by position, not 3")],
    ),
    (
        {"a": target("Model", _args_=[1], layers=2)},
        [(("a", "layers"), f"another value for layers of {HERE}.Model, which _args_ has already")],
    ),
    ({"a": {"_target_": make_adam, "x": 1}}, [(("a", "x"), f"no such argument of {HERE}.make_adam")]),
    # what another target builds
    (
        {"a": target("anything", x=[{"y": target("Adam")}])},
        [(("a", "x", 0, "y", "params"), f"missing; set it with +a.x[0].y.params=… ({HERE}.Adam needs it)")],
    ),
    (
        {"a": target("Scheduler", optimizer=target("Model"), model=target("make_adam", params=1))},
        [
            (
                ("a", "optimizer", "_target_"),
                f"{HERE}.Model is no Optimizer, which {HERE}.Scheduler takes as optimizer",
            ),
            (("a", "model", "_target_"), f"{HERE}.make_adam is no Model, which {HERE}.Scheduler takes as model"),
        ],
    ),
    # references
    (
        {"a": target("Adam", lrr=1), "b": target("Scheduler", optimizer="${a}")},
        [
            (("a", "lrr"), f"no such argument of {HERE}.Adam; did you mean lr?"),
            (("b", "optimizer", "params"), f"missing; set it with +a.params=… ({HERE}.Adam needs it)"),
        ],
    ),
    ({"a": target("Adam", lr="${rate}"), "rate": "fast"}, [(("a", "lr"), "not a number: 'fast'")]),
    # targets
    (
        {"a": target("Adma")},
        [(("a", "_target_"), f"no '{HERE}.Adma': {HERE} has no attribute 'Adma'; did you mean Adam?")],
    ),
    (
        {"a": target("NUMBER", x=target("Adam", lrr=1))},
        [
            (("a", "_target_"), f"{HERE}.NUMBER can't be called: it is of type int"),
            (("a", "x", "lrr"), f"no such argument of {HERE}.Adam; did you mean lr?"),
            (("a", "x", "params"), f"missing; set it with +a.x.params=… ({HERE}.Adam needs it)"),
        ],
    ),
    (
        {"a": {"_target_": "math.__loader__.load_module"}},
        [
            (
                ("a", "_target_"),
                (
                    "'math.__loader__.load_module' leads through __loader__: no part of a target may begin with two "
                    "underscores"
                ),
            )
        ],
    ),
    (
        {"a": {"_target_": "typedconf.targets.locating.locate", "_args_": ["math.pie"]}},
        [(("a", "_args_", 0), "no 'math.pie': math has no attribute 'pie'; did you mean pi?")],
    ),
    ({"a": {"_target_": 3}}, [(("a", "_target_"), "3 can't be called: it is of type int")]),
]


@pytest.mark.parametrize(("tree", "expected"), CASES)
def test_what_is_wrong_with_targets_is_told(tree: Tree, expected: list[tuple[KeyPath, str]]) -> None:
    """Unknown, wrong and missing arguments, and targets that are none; nothing where nothing is known to be wrong."""
    assert told(tree) == expected


def test_a_fault_has_all_that_a_report_shows() -> None:
    """Value, what was expected, the nearest name, where the target declares it, whether the key itself is wrong."""
    unknown, wrong = faults({"a": target("Adam", lrr=1, lr="fast")})
    assert unknown[2:] == (1, "", "lr", None, True, False)
    assert wrong[2:] == ("fast", "a number", None, f"{HERE}.Adam.lr: float", False, False)


def test_a_node_that_a_resolver_makes_is_checked_where_it_is_made() -> None:
    """It stands nowhere else."""
    tree = {"a": "${oc.create:{_target_: " + HERE + ".Model, size: 1}}", "b": "${a}"}
    resolution = Judged(tree, facts=Facts.capture())
    resolution.trust, resolution.policy = Trust(everybody=True), Policy()
    found = [(fault.path, fault.message) for fault in check_targets(resolution, NO_RULES)]
    assert found == [(("a", "size"), f"no such argument of {HERE}.Model")]


# -- schemas ------------------------------------------------------------------------------------------------------


class AdamSchema(Target[Adam]):
    """A schema that says something else than its target."""

    lr: float = 0.1
    rate: int = 3
    betas: str = "none"


class Text(Target[dict[str, int]], target="builtins.dict"):
    """A schema whose target doesn't tell what it takes."""

    x: int = 1


class Converted(Target[Model]):
    """A schema that makes something else of what is written."""

    layers: int = 0

    @field_validator("layers", mode="before")
    @classmethod
    def count(cls, value: Any) -> Any:
        """Counts words."""
        return len(value.split()) if isinstance(value, str) else value


class Later(Partial[Adam]):
    """A schema of what a call completes."""

    lr: float = 0.1


class Root(BaseModel):
    """A root with nodes of each kind."""

    own: AdamSchema | None = None
    text: Text | None = None
    converted: Converted | None = None
    any_optimizer: Target[Optimizer] | None = None
    by_path: Target["tests.test_target_checks.Optimizer"] | None = None
    nowhere: Target["no_such_module.Thing"] | None = None
    many: dict[str, Target[Optimizer]] = {}
    plain: dict[str, Any] = {}
    private: Private | None = None
    late: Later | None = None


class Private(BaseModel):
    """A model with a private target."""

    _target_: str = f"{HERE}.Model"
    layers: int = 1
    sizes: int = 2


Root.model_rebuild()


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({}, []),
        (
            {"own": {}},
            [
                (("own", "rate"), f"no such argument of {HERE}.Adam"),
                (("own", "betas"), "not a list of 2 items: 'none'"),
            ],
        ),
        ({"text": {}}, []),
        ({"converted": {"layers": "two words"}}, []),
        ({"late": {}, "plain": {"a": target("anything", x="${late}")}}, []),
        ({"private": {}}, [(("private", "sizes"), f"no such argument of {HERE}.Model")]),
        ({"any_optimizer": target("Adam"), "many": {"x": target("make_adam")}}, []),
        (
            {"any_optimizer": target("Model")},
            [(("any_optimizer", "_target_"), f"{HERE}.Model is no {HERE}.Optimizer, which the schema has here")],
        ),
        (
            {"many": {"x": target("Model", layers="x")}},
            [
                (("many", "x", "_target_"), f"{HERE}.Model is no {HERE}.Optimizer, which the schema has here"),
                (("many", "x", "layers"), "not a whole number: 'x'"),
            ],
        ),
        (
            {"by_path": target("Model")},
            [(("by_path", "_target_"), f"{HERE}.Model is no {HERE}.Optimizer, which the schema has here")],
        ),
        (
            {"nowhere": target("Model")},
            [(("nowhere",), "no 'no_such_module.Thing': no module 'no_such_module'; is it installed?")],
        ),
        ({"plain": {"a": target("Model", size=1)}}, [(("plain", "a", "size"), f"no such argument of {HERE}.Model")]),
        # what the schema refuses is told by it, and types are not known before it has converted
        ({"own": {"lrr": 1, "lr": "x"}}, [(("own", "rate"), f"no such argument of {HERE}.Adam")]),
    ],
)
def test_what_a_schema_says_is_held_against_its_target(tree: Tree, expected: list[tuple[KeyPath, str]]) -> None:
    """Fields that the target doesn't take, values as the schema converts them, bases in brackets."""
    assert told(tree, Root) == expected


def test_a_field_that_the_target_does_not_take_says_where_it_is_declared() -> None:
    """The schema's author is at fault."""
    assert faults({"own": {}}, Root)[0].declared == "AdamSchema.rate: int"


class Built(BaseModel):
    """A root whose nodes are built by another."""

    outer: Outer


class Outer(Target[Any], target=f"{HERE}.anything"):
    """Takes everything."""

    inner: AdamSchema


Built.model_rebuild()


def test_a_closed_class_that_lacks_an_argument_is_told_of() -> None:
    """No override could set it."""
    tree = {"outer": {"inner": {"betas": "${none}"}}, "none": 1}
    expected = f"missing, and AdamSchema declares no such key ({HERE}.Adam needs it)"
    assert (("outer", "inner", "params"), expected) in told(tree, Built)


def test_a_made_schema_lacks_only_what_another_target_needs() -> None:
    """What a schema that was made leaves to the call is missing where there is none."""
    made: Any = target_schema(Adam)

    class Outer(Target[Any], target=f"{HERE}.anything"):
        optimizer: made

    class App(BaseModel):
        optimizer: made
        outer: Outer | None = None

    assert told({"optimizer": {"lr": 1}}, App) == []
    assert told({"optimizer": {"lr": 1}, "outer": {"optimizer": "${optimizer}"}}, App) == [
        (("outer", "optimizer", "params"), f"missing; set it with optimizer.params=… ({HERE}.Adam needs it)")
    ]


# -- the policy ---------------------------------------------------------------------------------------------------


def test_what_nobody_may_name_is_told_and_not_imported(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal is a problem, with the line that would permit it."""
    (tmp_path / "never_imported.py").write_text("raise AssertionError")
    monkeypatch.syspath_prepend(tmp_path)
    found = faults({"a": {"_target_": "never_imported.thing"}}, trusted=False)
    assert [(fault.path, fault.suggestion) for fault in found] == [
        (("a", "_target_"), 'allow=["never_imported.thing"]')
    ]
    assert "never_imported" not in sys.modules


def test_what_the_program_allows_is_checked() -> None:
    """A pattern of ``allow`` lets it be imported."""
    assert told({"a": target("Adam", lrr=1)}, trusted=False, allow=(f"{HERE}.*",)) == [
        (("a", "lrr"), f"no such argument of {HERE}.Adam; did you mean lr?")
    ]


def test_the_target_of_a_class_is_trusted_always() -> None:
    """It is the program's own code that names it."""
    assert [path for path, _ in told({"own": {}}, Root, trusted=False)] == [("own", "rate"), ("own", "betas")]


def test_the_path_that_a_locator_finds_is_judged() -> None:
    """It names code as a target does."""
    tree = {"a": {"_target_": "typedconf.targets.locating.get_class", "path": "os.system"}}
    found = faults(tree, trusted=False, allow=("typedconf.targets.locating.get_class",))
    assert [(fault.path, fault.suggestion) for fault in found] == [(("a", "path"), 'allow=["os.system"]')]


def test_a_target_is_imported_only_when_it_is_checked() -> None:
    """Neither by composing nor by what this module imports."""
    code = "import sys, typedconf.target_checks; print('colorsys' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_target_is_asked_once() -> None:
    """However many nodes have it."""
    asked = []

    class Asked:
        @property
        def __signature__(self) -> Any:
            asked.append(self)
            raise AttributeError

        def __call__(self, a: int = 0) -> None:
            pass

    shared = Asked()
    assert told({"a": [{"_target_": shared, "b": 1} for _ in range(10)]})[0][0] == ("a", 0, "b")
    assert len(asked) <= 2
