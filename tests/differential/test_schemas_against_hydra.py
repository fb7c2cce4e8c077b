"""Random dataclass schemas with files and overrides, composed by Hydra and by typedconf: equal objects, or both refuse.

The named differences, which the strategies don't make, have a test each.
"""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, event, given, seed, settings
from omegaconf import MISSING

from tests.differential.cases import Case, ConfigFile
from tests.differential.engines import lighten_reference
from tests.differential.schemas import Colour, strategy
from tests.differential.structured import our_object, reference_object, told

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.differential.cases import Content
    from tests.differential.schemas import Composition

SHARDS: Final = 4
EXAMPLES: Final = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 300


@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_schemas_compose_alike(shard: int, tmp_path: Path) -> None:
    """Both give objects of the same classes with the same values, or both refuse."""
    lighten_reference()

    @seed(shard)
    @settings(
        max_examples=EXAMPLES // SHARDS,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # a failing case is small enough to read
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy())
    def compose_both(made: Composition) -> None:
        made.case.write(tmp_path)
        reference = reference_object(made.case, made.nodes, tmp_path)
        ours = our_object(made.case, made.nodes, tmp_path)
        event("both refuse" if reference is None else "compared")
        assert told(ours) == told(reference), str(made)

    compose_both()


@dataclasses.dataclass
class Inner:
    """A class below another."""

    x: int = 1


@dataclasses.dataclass(frozen=True)
class Frozen:
    """What nobody may change once it is made."""

    x: int = 1


@dataclasses.dataclass
class Root:
    """A root with a field of every kind that the two treat differently."""

    number: int = 0
    real: float = 1  # an int, as one writes it
    switch: bool = False
    text: str = "t"
    colour: Colour = Colour.RED
    inner: Inner = dataclasses.field(default_factory=Inner)
    maybe: Inner | None = None
    frozen: Frozen = dataclasses.field(default_factory=Frozen)
    numbers: dict[str, int] = dataclasses.field(default_factory=dict)
    inners: dict[str, Inner] = dataclasses.field(default_factory=dict)
    anything: Any = None
    items: list[int] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Needing:
    """A root that needs a mapping."""

    needed: Inner = MISSING


class Difference(NamedTuple):
    """One composition, and what each comes to at ``key``: the value as text, or None where it refuses."""

    name: str
    key: str
    reference: str | None
    ours: str | None
    content: Mapping[str, Content] = {}
    overrides: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ("root", "_self_")
    root: type = Root


NAMED_DIFFERENCES: Final = (
    Difference("a class lies below its list", "number", "0", "5", {"number": "5"}, (), ("_self_", "root")),
    Difference("a class closes what stood before it", "number", "0", None, {"new": "5"}, (), ("_self_", "root")),
    Difference("frozen guards the object", "frozen", None, "Frozen(x=2)", {}, ("frozen.x=2",)),
    Difference("frozen in a file", "frozen", None, "Frozen(x=2)", {"frozen": {"x": "2"}}),
    Difference("text as written", "text", "'7'", "'007'", {"text": "007"}),
    Difference("text of a bool as written", "text", "'False'", "'no'", {"text": "no"}),
    Difference("a whole number with a point", "number", None, "5", {"number": "5.0"}),
    Difference("a text of one", "number", None, "5", {"number": "'5.0'"}),
    Difference("a bool for a number", "number", None, "1", {"number": "true"}),
    Difference("a number for a bool", "switch", "True", None, {"switch": "2"}),
    Difference("a member with its enum's name", "colour", "<Colour.BLUE: 2>", None, {"colour": "Colour.BLUE"}),
    Difference("a default is the author's own", "real", "1.0", "1"),
    Difference("plus on a declared key", "number", None, "5", {}, ("+number=5",)),
    Difference("a wrong value that is replaced", "number", None, "5", {"number": "x"}, ("number=5",)),
    Difference("a key below a class that is missing", "needed", None, "Inner(x=2)", {}, ("needed.x=2",), root=Needing),
    Difference("a mapping onto null", "maybe", None, "Inner(x=2)", {}, ("maybe={x: 2}",)),
    Difference("no keys onto null", "maybe", "None", "Inner(x=1)", {}, ("maybe={}",)),
    Difference("a mapping as a new class", "inners", None, "{'a': Inner(x=2)}", {}, ("+inners.a={x: 2}",)),
    Difference("a container among numbers", "numbers", "{'a': {'b': 1}}", None, {"numbers": {"a": {"b": "1"}}}),
    Difference("a merge operator", "items", None, "[1, 2]", {"items": "[1]"}, ("items=append(2)",)),
)


@pytest.mark.parametrize("case", NAMED_DIFFERENCES, ids=lambda case: case.name)
def test_named_differences(case: Difference, tmp_path: Path) -> None:
    """Each difference is there, and is what it is called."""
    lighten_reference()
    made = Case({"config": ConfigFile(case.content, case.defaults)}, "config", case.overrides)
    made.write(tmp_path)
    seen = (
        None if (whole := compose(made, {"root": case.root}, tmp_path)) is None else repr(getattr(whole, case.key))
        for compose in (reference_object, our_object)
    )
    assert tuple(seen) == (case.reference, case.ours)
