"""What may stand in the brackets of ``Target[…]``."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import Any, Generic, TypeVar

import pytest

from typedconf.errors import StoreError
from typedconf.targets.bases import Partial, Target
from typedconf.targets.brackets import TargetPath, is_path

T_co = TypeVar("T_co", covariant=True)


class Base(Target[T_co], Generic[T_co]):
    """A common base."""


def bracketed(base: Any, item: Any) -> Any:
    """``base[item]``, whatever the type checkers think of it."""
    return base[item]


@pytest.mark.parametrize(
    "item",
    [
        "",
        " ",
        "m.C ",
        "a b.C",
        ".m.C",
        "..",
        "m.",
        "m..C",
        "m.1C",
        "m/C",
        "m.C()",
        "m.C[",
        "m.C[]",
        "m.__class__",
        "__builtins__.eval",
        "m.__init__.__globals__",
        "m.C\n",
    ],
)
@pytest.mark.parametrize("base", [Target, Partial, Base])
def test_a_text_that_is_no_path_is_refused(base: Any, item: str) -> None:
    """Whatever is no dotted path of names, or reaches for Python's own attributes, is an error at once."""
    with pytest.raises(StoreError) as caught:
        base[item]
    (problem,) = caught.value.problems
    assert problem.value == item
    assert f"{base.__name__}[{item!r}]: not the dotted path of a class, as torch.optim.AdamW is one" in problem.message


@pytest.mark.parametrize("item", [3, 2.5, ["m.C"], {"m.C"}, len, b"m.C", Ellipsis])
def test_what_is_neither_text_nor_type_is_refused(item: Any) -> None:
    """The error shows it."""
    with pytest.raises(StoreError, match="neither the dotted path of a class nor a type"):
        Target[item]


@pytest.mark.parametrize(
    "item",
    ["m.C", "m.sub.C", "Größe.Ä", "_m._C", "__main__.C", "C", "m.C[int]", Decimal, int, list[int], Any, None, T_co],
)
def test_paths_types_and_variables_are_taken(item: Any) -> None:
    """One text or type always gives the same brackets, which copy and pickle."""
    brackets: Any = Target[item]
    assert brackets == Target[item]
    assert hash(brackets) == hash(Target[item])
    assert copy.deepcopy(brackets) == brackets
    if item is not T_co:
        assert pickle.loads(pickle.dumps(brackets)) == brackets


def test_brackets_show_as_they_were_written() -> None:
    """With the class in front of them, and the path in quotes."""
    assert repr(bracketed(Target, "m.C")) == "typedconf.targets.bases.Target['m.C']"


def test_different_paths_are_different() -> None:
    """Neither path nor class may differ."""
    assert bracketed(Target, "m.C") != bracketed(Target, "m.D")
    assert bracketed(Target, "m.C") != bracketed(Partial, "m.C")
    assert bracketed(Base, "m.C") != bracketed(Target, "m.C")
    assert TargetPath("m.C") != "m.C"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("m.C", True), ("C", False), ("m.C[int]", False), ("f.<locals>.C", False), ("__main__.C", True), ("", False)],
)
def test_a_path_has_a_module_and_a_name(text: str, *, expected: bool) -> None:
    """One segment leads nowhere; a script's own classes are in ``__main__``."""
    assert is_path(text) is expected
