"""Which class governs which node: annotations, the store's classes, and what happens where they contradict."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any, Generic, NamedTuple, TypeVar

import pytest
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from typedconf import Config, DefaultsListError, Origin, Target
from typedconf.schema.governance import Claim, derives, govern

T = TypeVar("T")


class Optimizer(BaseModel):
    """The base of a group's options."""

    lr: float = 0.1


class Adam(Optimizer):
    """One option."""

    beta: float = 0.9


class AdamW(Adam):
    """A narrower one."""

    decay: float = 0.0


class Sgd(Optimizer):
    """Another option."""


class Both(Adam, Sgd):
    """Derives from two that contradict each other."""


class Box(BaseModel, Generic[T]):
    """A generic model."""

    item: T


class Ints(Box[int]):
    """Derives from one of its specialisations."""


class Typed(TypedDict):
    """A TypedDict."""

    lr: float


class Wider(Typed):
    """A TypedDict with one more key."""

    x: int


@dataclasses.dataclass
class Data:
    """A dataclass."""


@dataclasses.dataclass
class MoreData(Data):
    """A narrower dataclass."""


class App(BaseModel):
    """The root schema."""

    model_config = ConfigDict(populate_by_name=True)
    opt: Optimizer = Optimizer()
    adam: Adam | None = None
    either: Adam | Sgd | None = None
    any: Any = None
    config: Config | None = None
    by_name: dict[str, Optimizer] = {}
    items: list[Optimizer] = []
    number: int = 0
    mapping: dict[str, float] = {}
    bee: Optimizer = Field(Optimizer(), alias="b")
    inner: App | None = None


class NarrowApp(App):
    """A root whose annotations are narrower."""

    opt: Adam = Adam()


class Store(NamedTuple):
    """A source of classes with a name."""

    name: str

    def origin(self, path: Any) -> Origin:  # noqa: ARG002
        """The node itself."""
        return Origin("store", text=self.name)


def claim(path: tuple[Any, ...], cls: Any) -> Claim:
    """A claim that is named after its class."""
    return Claim(path, cls, cls.__name__.lower(), Store(cls.__name__.lower()))


@pytest.mark.parametrize(
    ("cls", "base", "expected"),
    [
        (Adam, Adam, True),
        (AdamW, Optimizer, True),
        (Optimizer, AdamW, False),
        (Adam, Sgd, False),
        (Box[int], Box[int], True),
        (Box[int], Box, True),
        (Box[int], Box[Any], True),
        (Box[Any], Box[int], False),
        (Box, Box[int], False),
        (Box[str], Box[int], False),
        (Box[AdamW], Box[Adam], True),
        (Ints, Box[int], True),
        (Ints, Box[Any], True),
        (Ints, Box[str], False),
        (Wider, Typed, False),
        (Typed, Typed, True),
        (MoreData, Data, True),
        (Adam, Any, False),
    ],
)
def test_which_class_derives_from_which(cls: Any, base: Any, *, expected: bool) -> None:
    """Classes by inheritance, generics by origin and arguments with Any lowest, TypedDicts not at all."""
    assert derives(cls, base) is expected


class AdamTarget(Target[Any], target="m.Adam"):
    """A Target of its own."""


def test_a_bare_target_is_the_base_of_all() -> None:
    """Every Target derives from ``Target[…]``, whatever the brackets say."""
    schema = type("A", (BaseModel,), {"__annotations__": {"opt": Target[object]}})
    assert govern(schema, [claim(("opt",), AdamTarget)]) == {("opt",): AdamTarget}


@pytest.mark.parametrize(
    ("path", "classes", "expected"),
    [
        (("opt",), [Optimizer], None),  # the annotation says as much
        (("opt",), [Adam], Adam),
        (("opt",), [Optimizer, AdamW, Adam], AdamW),
        (("opt",), [Adam, Sgd, Both], Both),
        (("adam",), [Optimizer], None),  # the annotation is narrower
        (("adam",), [AdamW], AdamW),
        (("either",), [Sgd], Sgd),  # of a union, the member that it is
        (("either",), [AdamW], AdamW),
        (("any",), [Adam], Adam),
        (("by_name", "x"), [Adam], Adam),
        (("items", 0), [Adam], Adam),
        (("config",), [Adam], None),
        (("config", "below"), [Adam], None),
        (("mapping",), [Adam], None),
        (("number",), [Adam], None),  # validation finds that no mapping fits
        (("nobody",), [Adam], None),
        (("inner", "opt"), [Adam], Adam),
    ],
)
def test_the_most_derived_class_governs(path: tuple[Any, ...], classes: list[type], expected: type | None) -> None:
    """In whatever order the classes come; what stays untyped, and what is no key, no class governs."""
    for order in itertools.permutations(classes):
        governing = govern(App, [claim(path, cls) for cls in order])
        assert governing == ({} if expected is None else {path: expected})


@pytest.mark.parametrize(
    ("path", "classes", "message"),
    [
        (("opt",), [Adam, Sgd], "sgd brings Sgd, but adam brings Adam, and neither is derived from the other"),
        (
            ("opt",),
            [Data],
            "data brings Data, but App.opt is declared Optimizer, and Data is not derived from Optimizer",
        ),
        (
            ("either",),
            [Data],
            "data brings Data, but App.either is declared Adam | Sgd, and Data is not derived from any of Adam | Sgd",
        ),
        ((), [Data], "data brings Data, but the whole config is declared App, and Data is not derived from App"),
    ],
)
def test_classes_that_contradict_each_other(path: tuple[Any, ...], classes: list[type], message: str) -> None:
    """The error names both, and says where the second was said."""
    with pytest.raises(DefaultsListError) as caught:
        govern(App, [claim(path, cls) for cls in classes])
    (problem,) = caught.value.problems
    assert (problem.message, str(problem.origin)) == (message, f"store node {classes[-1].__name__.lower()}")


def test_all_contradictions_are_told_together() -> None:
    """One error, with a problem for each node."""
    with pytest.raises(DefaultsListError) as caught:
        govern(App, [claim(("opt",), Data), claim(("adam",), Sgd), claim(("any",), Adam)])
    assert [problem.key for problem in caught.value.problems] == ["opt", "adam"]


def test_a_class_at_the_root_decides_what_is_annotated_below() -> None:
    """Whether it comes before or after the classes of the nodes; without a schema, it is the schema."""
    claims = [claim(("opt",), Optimizer), claim((), NarrowApp)]
    for schema, order in itertools.product((App, None), (claims, claims[::-1])):
        assert govern(schema, order) == {(): NarrowApp}


def test_without_a_schema_only_the_store_governs() -> None:
    """Every class that the store has for a package governs it, below each other too."""
    governing = govern(None, [claim(("a", "opt"), Adam), claim(("a",), App), claim(("b",), Sgd)])
    assert governing == {("a",): App, ("a", "opt"): Adam, ("b",): Sgd}


def test_packages_are_read_in_every_spelling() -> None:
    """Two spellings of one package are one node, also where only the store knows of them."""
    for schema, first in ((App, []), (None, [claim((), App)])):
        governing = govern(schema, [*first, claim(("bee",), Adam), claim(("b",), AdamW)])
        assert governing[("b",)] is AdamW
        assert ("bee",) not in governing
