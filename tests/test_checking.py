"""What is wrong with a composition: each thing once, in tree order, where it is wrong."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from typedconf import Composer


class Training(BaseModel):
    """A part."""

    lr: float = 1.0


class App(BaseModel):
    """A root whose leaves may refer to each other."""

    first: float = 0
    training: Training = Training()
    second: float = 0
    last: int = 0


@pytest.mark.parametrize(
    ("overrides", "keys"),
    [
        (["first=${training.lr}", "training=3"], ["training"]),
        (["first=${training.lr}", "training.lr=x"], ["training.lr"]),
        (["first=${second}", "second=${nope}"], ["second"]),
        (["last=x", "first=${nope}", "second=y"], ["last", "first", "second"]),
        (["first=${training}", "last=1"], ["first"]),
    ],
)
def test_each_problem_is_told_once_in_tree_order(overrides: list[str], keys: list[str]) -> None:
    """A reference to what is wrong, or through it, adds no problem; those of references stand among the others."""
    problems = Composer().compose(None, *overrides, schema=App).problems
    assert [problem.key for problem in problems] == keys
