"""Groups on the command line: choosing, adding and deleting, and what is said where nothing matches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from typedconf import Composer, Composition, ConfigError, ConfigNotFound, DefaultsListError, OverrideError

Compose: TypeAlias = Callable[..., Composition[Any]]

FILES = {
    "config.yaml": "defaults:\n- db: mysql\n- cache@fast: redis\n- optional extra: none\n- model: null\n- _self_\n"
    "a: 1\n",
    "db/mysql.yaml": "name: mysql\n",
    "db/pg.yaml": "name: pg\n",
    "db/007.yaml": "name: agent\n",
    "db/on.yaml": "name: switch\n",
    "db/a/b.yaml": "name: deep\n",
    "cache/redis.yaml": "c: redis\n",
    "cache/memory.yaml": "c: memory\n",
    "model/vit.yaml": "depth: 2\n",
    "queue/rabbit.yaml": "q: rabbit\n",
    "queue/kafka.yaml": "q: kafka\n",
}


@pytest.mark.parametrize(
    ("override", "key", "value", "choices"),
    [
        pytest.param("db=pg", "db", {"name": "pg"}, {"db": "pg"}, id="choose"),
        pytest.param("++db=pg", "db", {"name": "pg"}, {"db": "pg"}, id="force an entry"),
        pytest.param("db=a/b", "db", {"name": "deep"}, {"db": "a/b"}, id="choose with a slash"),
        pytest.param("db=007", "db", {"name": "agent"}, {"db": "007"}, id="an int as written"),
        pytest.param("db='007'", "db", {"name": "agent"}, {"db": "007"}, id="a quoted option"),
        pytest.param("db=on", "db", {"name": "switch"}, {"db": "on"}, id="a bool as written"),
        pytest.param("db=null", "db", None, {"db": None}, id="deselect"),
        pytest.param("~db", "db", None, {"db": "absent"}, id="delete"),
        pytest.param("~db=mysql", "db", None, {"db": "absent"}, id="delete with its option"),
        pytest.param("cache@fast=memory", "fast", {"c": "memory"}, {"cache@fast": "memory"}, id="choose at a package"),
        pytest.param("~cache@fast", "fast", None, {"cache@fast": "absent"}, id="delete at a package"),
        pytest.param("model=vit", "model", {"depth": 2}, {"model": "vit"}, id="choose where null is listed"),
        pytest.param("+queue=rabbit", "queue", {"q": "rabbit"}, {"queue": "rabbit"}, id="add"),
        pytest.param("++queue=rabbit", "queue", {"q": "rabbit"}, {"queue": "rabbit"}, id="force what isn't there"),
        pytest.param("+queue@a.b=rabbit", "a", {"b": {"q": "rabbit"}}, {"queue@a.b": "rabbit"}, id="add at a package"),
        pytest.param("+queue@_global_=rabbit", "q", "rabbit", {"queue@_global_": "rabbit"}, id="add at the root"),
        pytest.param("+db@other=pg", "other", {"name": "pg"}, {"db@other": "pg"}, id="add a group once more"),
        pytest.param("+queue=[rabbit,kafka]", "queue", {"q": "kafka"}, {"queue": "absent"}, id="add a list"),
        pytest.param("db=[pg,mysql]", "db", {"name": "mysql"}, {"db": "absent"}, id="choose a list"),
        pytest.param("db=[]", "db", None, {"db": "absent"}, id="choose an empty list"),
        pytest.param("db={name: x}", "db", {"name": "x"}, {"db": "mysql"}, id="a mapping is a value"),
    ],
)
def test_a_group_is_selected(compose: Compose, override: str, key: str, value: Any, choices: dict[str, Any]) -> None:
    """An override whose key is a group changes what its defaults entry brings."""
    composition = compose(FILES, override)
    assert composition.tree.get(key) == value
    for group, option in choices.items():
        assert composition.choices.get(group, "absent") == option


def test_the_choices_tell_every_group(compose: Compose) -> None:
    """Deselected groups are None, optional ones that don't exist have the name that was asked for."""
    assert compose(FILES).choices == {"db": "mysql", "cache@fast": "redis", "extra": "none", "model": None}


def test_the_last_choice_counts(compose: Compose) -> None:
    """Of two changes of one group the last one wins."""
    assert compose(FILES, "db=pg", "db=mysql", "db=007").choices["db"] == "007"


def test_groups_are_settled_before_values(compose: Compose) -> None:
    """Whatever their position, groups come first."""
    assert compose(FILES, "db.name=mine", "db=pg").tree["db"] == {"name": "mine"}


def test_added_groups_come_last(compose: Compose) -> None:
    """A group that is added stands behind the whole list of the primary config, its own content too."""
    files = {"config.yaml": "defaults: [_self_]\nqueue: {q: own}\n", "queue/rabbit.yaml": "q: rabbit\n"}
    assert compose(files, "+queue=rabbit").tree == {"queue": {"q": "rabbit"}}


def test_a_composition_needs_no_primary(compose: Compose) -> None:
    """What overrides add is a composition too."""
    compose(FILES)
    composition = Composer("conf").compose(None, "+db=pg", "+a=1")
    assert composition.tree == {"db": {"name": "pg"}, "a": 1}


@pytest.mark.parametrize(
    ("override", "kind", "key", "message"),
    [
        pytest.param(
            "db=mysq",
            ConfigNotFound,
            "db",
            "no option 'mysq' in the group db; did you mean mysql?\noptions: 007, mysql, on, pg",
            id="no such option",
        ),
        pytest.param(
            "queue=rabbit",
            OverrideError,
            "queue",
            "no entry queue in the defaults list to override\nto add the group, write +queue=rabbit",
            id="no such entry",
        ),
        pytest.param(
            "cache=memory",
            OverrideError,
            "cache",
            "no entry cache in the defaults list to override; did you mean cache@fast?"
            "\nto add the group, write +cache=memory",
            id="another package",
        ),
        pytest.param(
            "~queue",
            OverrideError,
            "queue",
            "nothing to delete: no entry queue in the defaults list",
            id="nothing to delete",
        ),
        pytest.param(
            "~db=pg",
            OverrideError,
            "db",
            "nothing to delete: no entry db in the defaults list; its option is mysql",
            id="another option to delete",
        ),
        pytest.param(
            "dbb@x=pg", OverrideError, "dbb", "no group dbb; did you mean db?", id="no such group at a package"
        ),
        pytest.param(
            "~db=[pg]", OverrideError, "db", "~ takes one option of the group, not a list", id="delete a list"
        ),
        pytest.param(
            "db=[1]",
            OverrideError,
            "db",
            "the options of a list are texts; write '1' with quotes",
            id="a number in a list of options",
        ),
    ],
)
def test_a_selection_that_matches_nothing(
    compose: Compose, override: str, kind: type[ConfigError], key: str, message: str
) -> None:
    """The problem has the key, the override as its origin and the way that would work."""
    with pytest.raises(ConfigError) as caught:
        compose(FILES, override)
    (problem,) = caught.value.problems
    assert (type(caught.value), problem.key, problem.message) == (kind, key, message)
    assert problem.origin is not None
    assert (problem.origin.kind, problem.origin.text) == ("override", override)


@pytest.mark.parametrize(
    ("override", "marked", "hint"),
    [
        pytest.param("cache@fast.c=x", "cache@fast.c", "to set the value, write fast.c=x", id="a value at a package"),
        pytest.param("opt=adamw", "opt", "to choose the option, write opt/series=adamw", id="a sub-group's option"),
        pytest.param("opt=kept", "opt", "to choose the option, write +opt/other=kept", id="one that isn't listed"),
        pytest.param("queue=rabit", "queue", "to add the group, write +queue=rabbit", id="a slip in the option"),
        pytest.param("queue=[rabbit,kafka]", "queue", "to add the group, write +queue=[rabbit,kafka]", id="a list"),
        pytest.param("opt=zzz", "opt", "", id="an option of nothing"),
        pytest.param("~queue", "queue", "", id="nothing to delete"),
        pytest.param("config@x=y", "config@x", "", id="a config"),
    ],
)
def test_a_group_that_is_wrong_is_marked(compose: Compose, override: str, marked: str, hint: str) -> None:
    """The carets stand under the group, and a hint is shown only where following it works."""
    files = {
        **FILES,
        "config.yaml": "defaults: [cache@fast: redis, opt/series: adam]\n",
        "opt/series/adam.yaml": "",
        "opt/series/adamw.yaml": "",
        "opt/other/kept.yaml": "",
    }
    with pytest.raises(OverrideError) as caught:
        compose(files, override)
    (problem,) = caught.value.problems
    assert problem.origin is not None
    assert problem.origin.column is not None
    assert override[problem.origin.column - 1 :][: problem.span] == marked
    assert problem.message.partition("\n")[2] == hint
    if hint:
        compose(files, hint.rpartition(" ")[2])


def test_a_config_is_no_group(compose: Compose) -> None:
    """A name that is one is not suggested again."""
    with pytest.raises(OverrideError) as caught:
        compose(FILES, "+config@x=y")
    (problem,) = caught.value.problems
    assert (problem.message, problem.suggestion) == ("config is a config, no group", None)


def test_a_missing_option_has_fields_for_tools(compose: Compose) -> None:
    """Value, expected options and the bare nearest name stand in the problem."""
    with pytest.raises(ConfigNotFound) as caught:
        compose(FILES, "db=mysq")
    (problem,) = caught.value.problems
    assert (problem.value, problem.suggestion) == ("mysq", "mysql")
    assert problem.expected == "one of 007, mysql, on, pg"


def test_a_missing_option_reads_as_one_report(compose: Compose) -> None:
    """The whole message: the options and the override with a caret at the option."""
    with pytest.raises(ConfigNotFound) as caught:
        compose(FILES, "db=mysq")
    assert str(caught.value).splitlines() == [
        "db: no option 'mysq' in the group db; did you mean mysql?",
        "options: 007, mysql, on, pg",
        "  override     db=mysq",
        "                  ^^^^",
    ]


def test_adding_what_is_listed_is_the_overrides_mistake(compose: Compose) -> None:
    """The override is marked, not the entry of the file, and the way to choose is shown."""
    with pytest.raises(ConfigError) as caught:
        compose(FILES, "+db=pg")
    (problem,) = caught.value.problems
    assert problem.origin is not None
    assert (problem.key, problem.origin.kind) == ("db", "override")
    assert "db=pg" in problem.message.replace("+db=pg", "")


def test_an_option_is_no_folder(compose: Compose) -> None:
    """The name of a sub-group is no option."""
    with pytest.raises(ConfigNotFound):
        compose(FILES, "db=a")


def test_missing_options_are_reported_together(compose: Compose) -> None:
    """All options that don't exist are told at once."""
    with pytest.raises(ConfigNotFound) as caught:
        compose(FILES, "db=none", "cache@fast=none", "model=none")
    assert sorted(problem.key for problem in caught.value.problems) == ["cache@fast", "db", "model"]


def test_overrides_that_cannot_be_meant_are_reported_together(compose: Compose) -> None:
    """What is wrong with selections by themselves is told at once."""
    with pytest.raises(OverrideError) as caught:
        compose(FILES, "dbb@x=pg", "db=[1]", "~db=[pg]")
    assert [problem.key for problem in caught.value.problems] == ["dbb", "db", "db"]


@pytest.mark.parametrize("overrides", [("queue=rabbit", "~cache"), ("~cache", "queue=rabbit")], ids=["one", "other"])
def test_unmatched_selections_are_reported_together(compose: Compose, overrides: tuple[str, ...]) -> None:
    """A choice and a deletion that find no entry are two problems of one error."""
    with pytest.raises(OverrideError) as caught:
        compose(FILES, *overrides)
    assert sorted(problem.key for problem in caught.value.problems) == ["cache", "queue"]


@pytest.mark.parametrize("option", ["${db}", "x_${db}"])
def test_a_chosen_option_may_be_interpolated(compose: Compose, option: str) -> None:
    """An override may choose by another choice."""
    files = {
        "config.yaml": "defaults: [db: a, server: s]\n",
        "db/a.yaml": "d: 1\n",
        "server/s.yaml": "k: s\n",
        "server/a.yaml": "k: a\n",
        "server/x_a.yaml": "k: x_a\n",
    }
    name = option.replace("${db}", "a")
    composition = compose(files, f"server={option}")
    assert (composition.tree["server"], composition.choices["server"]) == ({"k": name}, name)


def test_mandatory_groups_are_chosen_on_the_command_line(compose: Compose) -> None:
    """``group: ???`` is settled by a choice or by ``~group``; otherwise the problem shows the override and options."""
    files = {"config.yaml": "defaults:\n- db: ???\n", "db/my.yaml": "x: 1\n", "db/pg.yaml": "x: 2\n"}
    assert compose(files, "db=pg").tree == {"db": {"x": 2}}
    assert compose(files, "~db").tree == {}
    with pytest.raises(DefaultsListError) as caught:
        compose(files)
    (problem,) = caught.value.problems
    assert problem.message == "in config: db must be chosen: db=…, one of my, pg"
    assert (problem.key, problem.value, problem.suggestion) == ("db", "???", "db=…")
    assert str(problem.origin) == "conf/config.yaml:2:7"


def test_all_mandatory_groups_are_told(compose: Compose) -> None:
    """Each group that must be chosen is a problem."""
    files = {"config.yaml": "defaults:\n- a: ???\n- b: ???\n", "a/x.yaml": "", "b/y.yaml": ""}
    with pytest.raises(DefaultsListError) as caught:
        compose(files)
    assert [problem.key for problem in caught.value.problems] == ["a", "b"]


def test_hydra_groups_leave_no_trace(compose: Compose) -> None:
    """Groups of the hydra node are chosen but stand neither in the tree nor in the choices."""
    composition = compose(FILES, "hydra/job_logging=disabled", "hydra.verbose=true")
    assert "hydra" not in composition.tree
    assert not any(key.startswith("hydra") for key in composition.choices)


def test_a_missing_hydra_option_lists_what_there_is(compose: Compose) -> None:
    """An option of our own groups that doesn't exist is told like any other."""
    with pytest.raises(ConfigNotFound) as caught:
        compose(FILES, "hydra/job_logging=disable")
    assert caught.value.problems[0].suggestion == "disabled"
