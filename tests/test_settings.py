"""The ``hydra`` node: its keys are fixed, some take one kind of value, and it tells of the composition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from typedconf import Composition, OverrideError
from typedconf.settings import idle_settings, misfit_settings, unknown_settings
from typedconf.sources.hydra_tree import DEFAULT_NODE

Compose: TypeAlias = Callable[..., Composition[Any]]


def test_the_default_node_is_right() -> None:
    """Nothing in our own table is unknown to it, or of another kind."""
    node = {**DEFAULT_NODE}
    assert list(unknown_settings(node)) == []
    assert list(misfit_settings(node)) == []


@pytest.mark.parametrize(
    ("override", "key", "suggestion"),
    [
        ("hydra.foo=1", "hydra.foo", None),
        ("hydra.runn.dir=x", "hydra.runn.dir", "run"),
        ("hydra.run.dirr=x", "hydra.run.dirr", "dir"),
        ("hydra.job.nme=x", "hydra.job.nme", "name"),
    ],
)
def test_an_unknown_setting_is_told(compose: Compose, override: str, key: str, suggestion: str | None) -> None:
    """A setting that there isn't is as wrong as any key; the nearest is named."""
    with pytest.raises(OverrideError) as caught:
        compose({"config.yaml": ""}, override)
    (problem,) = caught.value.problems
    assert (problem.key, problem.suggestion) == (key, suggestion)
    assert problem.origin is not None
    assert problem.origin.text == override


def test_an_unknown_setting_in_a_file_has_its_place(compose: Compose) -> None:
    """The key itself is marked."""
    with pytest.raises(OverrideError) as caught:
        compose({"config.yaml": "hydra:\n  run:\n    dirr: x\n"})
    (problem,) = caught.value.problems
    assert problem.key == "hydra.run.dirr"
    assert problem.origin is not None
    assert (problem.origin.file, problem.origin.line) == ("conf/config.yaml", 3)


@pytest.mark.parametrize(
    "override",
    [
        "hydra.run.dir=x",
        "hydra.run.dir=null",
        "hydra.run.dir=3",
        "hydra.sweep.subdir=${hydra.job.num}",
        "hydra.mode=MULTIRUN",
        "hydra.job.chdir=true",
        "hydra.job.num=3",
        "hydra.output_subdir=null",
        "+hydra.job.env_set.A=1",
        "+hydra.launcher.n_jobs=2",
        "+hydra.sweeper.params={a: '1,2'}",
        "+hydra.callbacks.mine._target_=m.C",
        "hydra.verbose=true",
        "hydra.verbose=[a,b]",
        "hydra.run.dir=???",
        "+hydra.aliases.e=epochs",
        "+hydra.of_my_own=1",
    ],
)
def test_a_setting_is_set(compose: Compose, override: str) -> None:
    """Known settings, open ones, and with a plus any, as in Hydra; nothing of it shows in the tree."""
    assert compose({"config.yaml": "a: 1\n"}, override).tree == {"a": 1}


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("hydra.mode=FAST", "RUN, MULTIRUN or null"),
        ("hydra.run=x", "a mapping"),
        ("hydra.run.dir=[x]", "a text or null"),
        ("hydra.sweep.dir=null", "a text"),
        ("hydra.job.num=x", "a whole number"),
        ("hydra.job.num=true", "a whole number"),
        ("hydra.job.chdir=5", "true, false or null"),
        ("hydra.job.env_copy=A", "a list of texts"),
        ("hydra.job.env_copy=[1]", "a list of texts"),
        ("hydra.callbacks=null", "a mapping"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_told(compose: Compose, override: str, expected: str) -> None:
    """With its key, value, what it takes, and the override."""
    with pytest.raises(OverrideError) as caught:
        compose({"config.yaml": ""}, override)
    (problem,) = caught.value.problems
    assert (problem.key, problem.expected) == (override.partition("=")[0], expected)
    assert problem.origin is not None
    assert problem.origin.text == override


def test_a_hydra_that_is_no_mapping_is_told(compose: Compose) -> None:
    """Nothing can be read of it."""
    with pytest.raises(OverrideError) as caught:
        compose({"config.yaml": "hydra: 3\n"})
    (problem,) = caught.value.problems
    assert (problem.key, problem.message) == ("hydra", "not a mapping: 3")


def test_wrong_settings_are_told_with_wrong_overrides(compose: Compose) -> None:
    """Unknown settings of files and overrides that can't be applied are one error."""
    with pytest.raises(OverrideError) as caught:
        compose({"config.yaml": "hydra: {foo: 1, barr: 2}\n"}, "zzz=1")
    assert [problem.key for problem in caught.value.problems] == ["hydra.foo", "hydra.barr", "zzz"]


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("hydra:job.config_name", "config"),
        ("hydra:job.override_dirname", "b=2,db=pg"),
        ("hydra:overrides.task", ["db=pg", "b=2"]),
        ("hydra:overrides.hydra", ["hydra.verbose=true"]),
        ("hydra:runtime.choices.db", "pg"),
        ("hydra:verbose", True),
        ("hydra:run.dir", None),
    ],
)
def test_the_node_tells_of_the_composition(compose: Compose, reference: str, value: Any) -> None:
    """Name, overrides and choices are filled in where nothing else has set them."""
    files = {
        "config.yaml": f"defaults: [db: my]\nb: 1\nx: ${{{reference}}}\n",
        "db/my.yaml": "",
        "db/pg.yaml": "",
    }
    assert compose(files, "db=pg", "b=2", "hydra.verbose=true").config.x == value


def test_what_is_set_stays(compose: Compose) -> None:
    """A job's name that somebody gave is not replaced."""
    files = {"config.yaml": "x: ${hydra:job.name}\n"}
    assert compose(files, "hydra.job.name=mine").config.x == "mine"


IDLE = "run folders are not there yet: "


@pytest.mark.parametrize(
    ("node", "key", "message"),
    [
        (DEFAULT_NODE, None, None),
        ({**DEFAULT_NODE}, None, None),
        ({"run": {"dir": "."}, "job": {"chdir": False}, "sweep": {}}, None, None),
        ({"run": {"dir": None}, "job": {"chdir": None}}, None, None),
        ({"run": {"dir": "out"}}, "hydra.run.dir", f"{IDLE}hydra.run.dir has no effect"),
        ({"sweep": {"dir": "out"}}, "hydra.sweep.dir", f"{IDLE}hydra.sweep.dir has no effect"),
        ({"job": {"chdir": "yes"}}, "hydra.job.chdir", f"{IDLE}hydra.job.chdir has no effect"),
        (
            {"job": {"chdir": True}, "run": {"dir": "${now:%Y}"}},
            "hydra.run.dir",
            f"{IDLE}hydra.run.dir and hydra.job.chdir have no effect",
        ),
        (None, None, None),
    ],
    ids=str,
)
def test_settings_of_run_folders_have_no_effect(node: Any, key: str | None, message: str | None) -> None:
    """Whoever sets one is told once, and nobody who sets what happens anyway."""
    found = [(".".join(path), problem.key, problem.message) for path, problem in idle_settings(node)]
    assert found == ([] if key is None else [(key, key, message)])
