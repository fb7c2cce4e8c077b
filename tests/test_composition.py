"""What a composition tells: values, history, warnings, and the same again with other facts."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel

import typedconf as tc
from typedconf.errors import NoSuchItem

if TYPE_CHECKING:
    from pathlib import Path


class Model(BaseModel):
    """What the tree comes to."""

    x: int
    doubled: int


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tree of a primary config and two options."""
    (tmp_path / "db").mkdir()
    (tmp_path / "config.yaml").write_text("defaults:\n- db: my\n- _self_\nx: 1\nl: [1]\n", encoding="utf-8")
    (tmp_path / "db" / "my.yaml").write_text("port: 3\nname: my\n", encoding="utf-8")
    (tmp_path / "db" / "pg.yaml").write_text("port: ???\nname: pg\n", encoding="utf-8")
    return tmp_path


def test_history_tells_each_step_lowest_first(folder: Path) -> None:
    """A step has the value, its place and what it replaced; an override has its column."""
    composition = tc.Composer(folder).compose("config", "x=2", "++x=3")
    steps = composition.history("x")
    assert [(step.value, step.replaced) for step in steps] == [(1, tc.MISSING), (2, 1), (3, 2)]
    assert str(steps[0].origin).endswith("config.yaml:4:4")
    assert str(composition.origin("x")) == "override ++x=3"
    assert composition.origin("x").column == 5


def test_history_names_the_entry_that_brought_a_file_in(folder: Path) -> None:
    """The defaults entry as written, or the override that chose the option."""
    composer = tc.Composer(folder)
    assert composer.compose("config").origin("db.port").entry == "db: my"
    assert composer.compose("config", "db=pg").origin("db.name").entry == "db=pg"


def test_history_leaves_out_what_changed_nothing(folder: Path) -> None:
    """``???`` is no step where anything else is said."""
    (step,) = tc.Composer(folder).compose("config", "db=pg", "db.port=5").history("db.port")
    assert (step.value, step.origin.kind) == (5, "override")


def test_history_of_an_absent_key_names_the_nearest(folder: Path) -> None:
    """A misspelt key is an error with the right one."""
    with pytest.raises(NoSuchItem) as caught:
        tc.Composer(folder).compose("config").history("db.prt")
    assert caught.value.problems[0].suggestion == "db.port"


def test_history_answers_from_what_was_composed(folder: Path) -> None:
    """A file that changes afterwards changes nothing but ``stale``."""
    composition = tc.Composer(folder).compose("config")
    (folder / "config.yaml").write_text("\n\n\n\n\nx: 7\n", encoding="utf-8")
    assert str(composition.origin("x")).endswith("config.yaml:4:4")
    assert composition.stale()


def test_the_tree_is_a_copy_at_each_access(folder: Path) -> None:
    """What a caller does to it reaches neither the composition nor the next one."""
    composer = tc.Composer(folder)
    composition = composer.compose("config")
    composition.tree["l"].append(2)
    composition.tree["db"].clear()
    assert composition.tree == composer.compose("config").tree
    assert composition.tree["l"] == [1]


def test_a_composition_travels_with_the_answers_of_resolvers(folder: Path) -> None:
    """A resolver that can't be pickled has answered before; asked anew, it is named."""
    store = tc.ConfigStore()
    store.resolver("double")(lambda value: value * 2)
    (folder / "config.yaml").write_text("x: 1\ndoubled: ${double:2}\n", encoding="utf-8")
    composition = tc.Composer(folder, store=store).compose("config", schema=Model)
    there = pickle.loads(pickle.dumps(composition))
    assert there.value == Model(x=1, doubled=4)
    assert there.history("x") == composition.history("x")
    assert not there.stale()
    assert "double" in there.with_facts(cwd="/").problems[0].message
    assert copy.deepcopy(composition) is composition


def test_with_facts_resolves_again(folder: Path) -> None:
    """The environment and the settings are those that are given; the first composition stays as it was."""
    text = "home: ${oc.env:TC_HOME,none}\nname: ${hydra:job.name}\ncwd: ${hydra:runtime.cwd}\n"
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    first = tc.Composer(folder).compose("config")
    second = first.with_facts(environment={"TC_HOME": "/h"}, job={"name": "j"}, cwd="/w")
    assert tc.plain(second.config) == {"home": "/h", "name": "j", "cwd": "/w"}
    assert (first.config.home, first.config.name) == ("none", "app")


def test_missing_values_and_choices(folder: Path) -> None:
    """Missing keys come in tree order; choices are of the program's groups alone."""
    composition = tc.Composer(folder).compose("config", "db=pg", "hydra/job_logging=none")
    assert composition.missing() == ["db.port"]
    assert composition.choices == {"db": "pg"}


def test_problems_come_together_in_the_order_of_the_tree(folder: Path) -> None:
    """A wrong value, an unknown key and a missing one are one report; a reference to the wrong one is not."""
    (folder / "config.yaml").write_text("x: a\ny: ${x}\n", encoding="utf-8")
    composition = tc.Composer(folder).compose("config", schema=Model)
    assert [problem.key for problem in composition.problems] == ["x", "y", "doubled"]
    with pytest.raises(tc.ValidationFailed) as caught:
        _ = composition.value
    assert caught.value.problems == composition.problems


def test_a_place_that_is_not_there_is_a_warning(folder: Path) -> None:
    """A search path may name places of other machines."""
    composition = tc.Composer(folder).compose("config", "hydra.searchpath=[nowhere]")
    assert [warning.value for warning in composition.warnings] == ["nowhere"]
    with pytest.warns(tc.ConfigWarning, match="nowhere"):
        _ = composition.value


def test_a_grid_is_composed_job_by_job(folder: Path) -> None:
    """Each job is a composition of its own; a key that is swept twice is a warning of each."""
    jobs = list(tc.Composer(folder).expand("config", "db=my,pg", "x=range(2)"))
    assert [(job.choices["db"], job.tree["x"]) for job in jobs] == [("my", 0), ("my", 1), ("pg", 0), ("pg", 1)]
    (job,) = tc.Composer(folder).expand("config", "x=choice(1)", "x=choice(2)")
    assert (job.tree["x"], len(job.warnings)) == (2, 1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config.json", '{"x": 1, "doubled": 2}'),
        ("config.toml", "x = 1\ndoubled = 2"),
        ("config.yaml", "x: 1\ndoubled: 2"),
    ],
)
def test_load_reads_a_primary_of_any_format(tmp_path: Path, name: str, text: str) -> None:
    """With its suffix or without, it comes to the same object."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    expected = Model(x=5, doubled=2)
    assert tc.load(Model, tmp_path / name, "x=5") == expected
    assert tc.load(Model, tmp_path / "config", "x=5") == expected
    assert tc.load(tc.Config, tmp_path / name).x == 1
