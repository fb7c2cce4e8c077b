"""Facts stand still."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from typedconf.interpolation.facts import Facts

if TYPE_CHECKING:
    import pytest


def test_facts_are_of_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time and environment are the same whenever they are asked, whatever happens outside."""
    facts = Facts.capture()
    moment, environment = facts.now, facts.environment
    monkeypatch.setenv("TC_TEST_LATER", "1")
    assert facts.now is moment
    assert facts.environment is environment
    assert "TC_TEST_LATER" not in environment
    assert facts.cwd == str(Path.cwd())


def test_facts_can_be_replaced_one_by_one() -> None:
    """What is not named stays."""
    facts = Facts(now=0.0, environment={"A": "1"}, cwd="/x", job={"num": 1})
    changed = facts.replace(cwd="/y", job={"num": 2})
    assert (changed.now, changed.environment, changed.cwd, changed.job) == (facts.now, {"A": "1"}, "/y", {"num": 2})
    assert facts.cwd == "/x"


def test_facts_pickle() -> None:
    """A job in another process has the facts of the one that planned it."""
    facts = Facts.capture()
    assert pickle.loads(pickle.dumps(facts)) == facts
