"""Random config trees, composed by Hydra and by typedconf: equal trees, key orders, choices and values, or both fail.

What the strategies don't make, because the two differ there on purpose:

- an option that is no text, quoted keys in dicts, keys and free characters beyond Hydra's: wider names;
- ``++group=option`` and ``group=null``: they set or add, and deselect;
- merge operators, ``zip``, ``file(…)``: Hydra has none;
- unknown keywords before a group, ``..`` in a path, a slash in an option, ``~`` of an item of a list or of null,
  negative and integer keys, interpolated options that depend on each other: as Hydra 1.4 has them;
- a lone ``=`` as a YAML value, twin keys that are no texts.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, Phase, event, given, seed, settings
from hypothesis import strategies as st

from tests.differential.changes import with_override_entries, with_overrides
from tests.differential.engines import compose_ours, compose_reference, exact, lighten_reference
from tests.differential.trees import THEMES, config_tree

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis.strategies import DrawFn

    from tests.differential.cases import Case

SHARDS: Final = 8
EXAMPLES: Final = 20_000 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 2_000
ENVIRONMENT: Final = {"TC_NUMBER": "7", "TC_TEXT": "hello", "TC_EMPTY": "", "TC_LIST": "[1, x]"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, with the environment that the trees refer to."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("TC_NONE", raising=False)
    lighten_reference()
    return tmp_path


@st.composite
def cases(draw: DrawFn, folder: Path) -> Case:
    """A tree and overrides that mostly name what a first composition of it has."""
    theme = draw(st.sampled_from(THEMES))
    case = config_tree(draw, theme)
    case.write(folder)
    seen = compose_reference(case, folder)
    if seen is None:
        return case
    return with_overrides(draw, theme, with_override_entries(draw, theme, case, seen), seen)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_trees_compose_alike(shard: int, folder: Path) -> None:
    """Both give the same tree in the same order, the same choices and the same values, or both fail."""

    @seed(shard)
    @settings(
        max_examples=EXAMPLES // SHARDS,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # a failing tree is small enough to read, and shrinking it takes minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(folder))
    def compose_both(case: Case) -> None:
        case.write(folder)
        reference, ours = compose_reference(case, folder), compose_ours(case, folder)
        event("both fail" if reference is None else "compared")
        assert (ours is None) == (reference is None), f"one fails alone\n{case}"
        if ours is not None and reference is not None:
            for field in reference._fields:
                assert exact(getattr(ours, field)) == exact(getattr(reference, field)), f"{field} differs\n{case}"

    compose_both()
