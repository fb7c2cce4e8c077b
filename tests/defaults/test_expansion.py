"""Following defaults lists: order, override entries, optional ones, interpolated ones, and the bounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from typedconf import BoundExceeded, Composer, Composition, ConfigError, ConfigNotFound, DefaultsListError

Compose: TypeAlias = Callable[..., Composition[Any]]
Tree: TypeAlias = Callable[[dict[str, str]], Path]


@pytest.mark.parametrize(
    ("defaults", "value"),
    [
        pytest.param("[_self_, one]", "one", id="self first"),
        pytest.param("[one, _self_]", "self", id="self last"),
        pytest.param("[one]", "self", id="self unsaid is last"),
        pytest.param("[one, _self_, two]", "two", id="self between"),
        pytest.param("[two, one, _self_]", "self", id="the last of all"),
    ],
)
def test_later_entries_are_stronger(compose: Compose, defaults: str, value: str) -> None:
    """A config's own content stands where ``_self_`` does, and behind its list where nothing says so."""
    files = {"config.yaml": f"defaults: {defaults}\nx: self\n", "one.yaml": "x: one\n", "two.yaml": "x: two\n"}
    assert compose(files).tree == {"x": value}


def test_layers_are_depth_first(compose: Compose) -> None:
    """A nested list stands in the place of its config; each layer knows its name, package and entry."""
    files = {
        "config.yaml": "defaults: [db: mysql, _self_, last]\n",
        "db/mysql.yaml": "defaults: [base, _self_, engine: fast]\n",
        "db/base.yaml": "",
        "db/engine/fast.yaml": "",
        "last.yaml": "",
    }
    layers = compose(files).layers
    assert [(layer.name, layer.package, layer.entry) for layer in layers] == [
        ("db/base", ("db",), "base"),
        ("db/mysql", ("db",), "db: mysql"),
        ("db/engine/fast", ("db", "engine"), "engine: fast"),
        ("config", (), None),
        ("last", (), "last"),
    ]
    assert all(layer.trusted for layer in layers)


def test_a_layer_tells_the_override_that_brought_it(compose: Compose) -> None:
    """Where the command line chose the option, its text is the entry."""
    files = {"config.yaml": "defaults: [db: a]\n", "db/a.yaml": "", "db/b.yaml": ""}
    assert [layer.entry for layer in compose(files, "db=b").layers] == ["db=b", None]


def test_the_defaults_list_is_no_data(compose: Compose) -> None:
    """The list doesn't appear in the tree; below the top, ``defaults`` is a key like any other."""
    files = {"config.yaml": "defaults: [one]\nx: {defaults: [a]}\n", "one.yaml": "defaults: [_self_]\ny: 1\n"}
    assert compose(files).tree == {"y": 1, "x": {"defaults": ["a"]}}


@pytest.mark.parametrize(
    ("content", "result"),
    [
        pytest.param("", {}, id="empty"),
        pytest.param("# only a comment\n", {}, id="comment"),
        pytest.param("null\n", {}, id="null"),
        pytest.param("word\n", {"word": None}, id="a bare text"),
        pytest.param("[1, 2]\n", [1, 2], id="a list"),
    ],
)
def test_an_option_may_be_odd(compose: Compose, content: str, result: Any) -> None:
    """An option's file may be empty, a bare text or a list."""
    files = {"config.yaml": "defaults: [db: my]\n", "db/my.yaml": content}
    assert compose(files).tree == {"db": result}


def test_a_primary_is_no_list(compose: Compose) -> None:
    """The root of a config is a mapping."""
    with pytest.raises(ConfigError) as caught:
        compose({"config.yaml": "[1, 2]\n"})
    assert "mapping" in caught.value.problems[0].message


# -- override entries ---------------------------------------------------------------------------------------------

OVERRIDDEN = {
    "db/a.yaml": "x: a\n",
    "db/b.yaml": "x: b\n",
    "db/c.yaml": "x: c\n",
    "server/s.yaml": "defaults: [/db@db: a]\n",
    "experiment/e.yaml": "# @package _global_\ndefaults: [override /db: b]\n",
    "trial/late.yaml": "# @package _global_\ndefaults: [override /db: c]\n",
    "experiment/local.yaml": "defaults: [override /db: b]\n",
}


@pytest.mark.parametrize(
    ("defaults", "overrides", "option"),
    [
        pytest.param("[db: a, override db: b]", (), "b", id="in the same list"),
        pytest.param("[db: a, override /db: b]", (), "b", id="absolute"),
        pytest.param("[db: a, experiment: e]", (), "b", id="by a later sibling"),
        pytest.param("[db: a, experiment: e, override db: c]", (), "c", id="the outer list is stronger"),
        pytest.param("[db: a, experiment: e, trial: late]", (), "c", id="the later sibling is stronger"),
        pytest.param("[db: a, override db: b, override db: c]", (), "b", id="the first of one list"),
        pytest.param("[db: a, override db: b]", ("db=c",), "c", id="the command line is strongest"),
        pytest.param("[db: a, override db: null]", (), None, id="to null"),
        pytest.param("[db: null, override db: b]", (), "b", id="of null"),
        pytest.param("[db: '???', override db: b]", (), "b", id="of a mandatory one"),
        pytest.param("[optional db: zzz, override db: b]", (), "b", id="of an optional one that isn't there"),
    ],
)
def test_an_override_entry_changes_an_option(
    compose: Compose, defaults: str, overrides: tuple[str, ...], option: str | None
) -> None:
    """It acts on an entry before it; the command line is stronger, then outer lists, then later siblings."""
    composition = compose({**OVERRIDDEN, "config.yaml": f"defaults: {defaults}\n"}, *overrides)
    assert composition.choices["db"] == option
    assert composition.tree.get("db") == (None if option is None else {"x": option})


@pytest.mark.parametrize(
    ("defaults", "place", "key"),
    [
        pytest.param("[override db: b]", "conf/config.yaml:1:12", "db", id="nothing"),
        pytest.param("[experiment: e, db: a]", "conf/experiment/e.yaml:2:12", "db", id="only a later one"),
        pytest.param(
            "[db: a, experiment: local]", "conf/experiment/local.yaml:1:12", "db@experiment.db", id="not _global_"
        ),
    ],
)
def test_an_override_entry_needs_an_entry_before_it(compose: Compose, defaults: str, place: str, key: str) -> None:
    """One that matches none is told at its place, with the keys that there are."""
    with pytest.raises(DefaultsListError) as caught:
        compose({**OVERRIDDEN, "config.yaml": f"defaults: {defaults}\n"})
    (problem,) = caught.value.problems
    assert f"no entry {key} in the defaults list to override" in problem.message
    assert str(problem.origin) == place


# -- twice, absent, optional --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "defaults",
    ["[db: a, db: b]", "[db: a, db: null]", "[db: a, db: a]", "[db: a, server: s]"],
    ids=["two options", "one is null", "the same option", "one is nested"],
)
def test_a_group_is_listed_once(compose: Compose, defaults: str) -> None:
    """The same key twice is an error with the key, whatever the options."""
    files = {
        **OVERRIDDEN,
        "config.yaml": f"defaults: {defaults}\n",
        "server/s.yaml": "defaults: [/db@_global_.db: b]\n",
    }
    with pytest.raises(DefaultsListError) as caught:
        compose(files)
    assert [problem.key for problem in caught.value.problems] == ["db"]


def test_a_config_may_be_listed_twice(compose: Compose) -> None:
    """Plain configs may repeat."""
    files = {"config.yaml": "defaults: [one, _self_, one]\nx: self\n", "one.yaml": "x: one\n"}
    assert compose(files).tree == {"x": "one"}


@pytest.mark.parametrize(
    ("entry", "message", "key", "marked"),
    [
        pytest.param(
            "db: mysq",
            "no option 'mysq' in the group db; did you mean mysql?\noptions: mysql",
            "db",
            "mysq",
            id="option",
        ),
        pytest.param("dbb: x", "no option 'x' in the group dbb\nthere is no group dbb", "dbb", "dbb", id="group"),
        pytest.param(
            "db/mysq", "no config 'db/mysq'; did you mean mysql?\noptions: mysql", "db/mysq", "db/mysq", id="config"
        ),
        pytest.param("db: [mysql, no]", "no config 'db/no'\noptions: mysql", "db/no", "no", id="in a list"),
        pytest.param("db: ???", "db must be chosen: db=…, one of mysql", "db", "???", id="none chosen"),
    ],
)
def test_an_entry_needs_a_config(compose: Compose, entry: str, message: str, key: str, marked: str) -> None:
    """One that names nothing is told with what there is; what is wrong is marked, the group or the option."""
    with pytest.raises(ConfigError) as caught:
        compose({"config.yaml": f"defaults:\n- {entry}\n", "db/mysql.yaml": "x: 1\n"})
    (problem,) = caught.value.problems
    assert (problem.message, problem.key) == (f"in config: {message}", key)
    assert str(problem.origin) == f"conf/config.yaml:2:{f'- {entry}'.rindex(marked) + 1}"
    assert problem.span == len(marked)


def test_the_second_of_two_entries_is_told(compose: Compose) -> None:
    """Of a group that is listed twice the second entry is marked, with the place of the first."""
    with pytest.raises(DefaultsListError) as caught:
        compose({"config.yaml": "defaults:\n- db: a\n- /db: a\n", "db/a.yaml": "x: 1\n"})
    assert str(caught.value).splitlines() == [
        "db: in config: db is listed twice with the option a; it stands at 2:3 already",
        "  file         conf/config.yaml:3:3",
        "               - /db: a",
        "                 ^^^",
    ]


def test_the_first_of_two_entries_may_stand_elsewhere(compose: Compose) -> None:
    """Its place then has its file; of two options the second entry is marked as well."""
    files = {"one.yaml": "defaults: [db@_global_.db: a]\n", "db/a.yaml": "x: 1\n", "db/b.yaml": "x: 2\n"}
    with pytest.raises(DefaultsListError) as caught:
        compose({**files, "config.yaml": "defaults:\n- one\n- db: a\n"})
    (problem,) = caught.value.problems
    assert "it stands at conf/one.yaml:1:12 already" in problem.message
    with pytest.raises(DefaultsListError) as caught:
        compose({**files, "config.yaml": "defaults:\n- one\n- db: b\n"})
    (problem,) = caught.value.problems
    assert problem.message == "in config: db has two options, a and b; to replace one, write override db: …"
    assert str(problem.origin) == "conf/config.yaml:3:3"


def test_everything_absent_is_told_at_once(compose: Compose) -> None:
    """Independent entries that name nothing are reported together, in the order of the list, nested ones too."""
    files = {
        "config.yaml": "defaults: [one, a: x, b: y]\n",
        "one.yaml": "defaults: [zzz]\n",
        "b/z.yaml": "",
    }
    with pytest.raises(ConfigNotFound) as caught:
        compose(files)
    assert [problem.key for problem in caught.value.problems] == ["zzz", "a", "b"]


@pytest.mark.parametrize(
    ("entry", "override"),
    [
        pytest.param("optional db: zzz", (), id="no such option"),
        pytest.param("optional zzz: a", (), id="no such group"),
        pytest.param("optional db: [zzz, yyy]", (), id="no such options"),
        pytest.param("optional db: my", ("db=zzz",), id="no such option chosen"),
    ],
)
def test_an_optional_entry_may_name_nothing(compose: Compose, entry: str, override: tuple[str, ...]) -> None:
    """What doesn't exist is left out without a word."""
    files = {"config.yaml": f"defaults:\n- {entry}\n", "db/my.yaml": "x: 1\n"}
    assert compose(files, *override).tree == {}


def test_an_optional_entry_that_exists_is_as_strict_as_any(compose: Compose) -> None:
    """What is wrong inside an existing option still counts."""
    with pytest.raises(ConfigNotFound):
        compose({"config.yaml": "defaults: [optional db: my]\n", "db/my.yaml": "defaults: [zzz]\n"})


def test_a_list_of_options_merges_in_order(compose: Compose) -> None:
    """Each option lies at the group's package, later ones stronger; the group is no choice."""
    files = {"config.yaml": "defaults: [db: [a, b]]\n", "db/a.yaml": "x: a\ny: a\n", "db/b.yaml": "x: b\n"}
    composition = compose(files)
    assert (composition.tree, composition.choices) == ({"db": {"x": "b", "y": "a"}}, {})


# -- interpolated entries -----------------------------------------------------------------------------------------

INTERPOLATED = {
    "db/a.yaml": "x: a\n",
    "db/b.yaml": "x: b\n",
    "os/linux.yaml": "o: linux\n",
    "db_os/a_linux.yaml": "z: a on linux\n",
    "db_os/b_linux.yaml": "z: b on linux\n",
    "third/a_linux.yaml": "t: 3\n",
    "extra_a.yaml": "e: a\n",
}


@pytest.mark.parametrize(
    ("defaults", "overrides", "key", "value"),
    [
        pytest.param("[db: a, os: linux, db_os: '${db}_${os}']", (), "db_os", {"z": "a on linux"}, id="an option"),
        pytest.param("[db_os: '${db}_${os}', db: a, os: linux]", (), "db_os", {"z": "a on linux"}, id="listed first"),
        pytest.param("[db: a, os: linux, db_os: '${db}_${os}']", ("db=b",), "db_os", {"z": "b on linux"}, id="chosen"),
        pytest.param(
            "[db: a, os: linux, db_os: b_linux]", ("db_os=${db}_${os}",), "db_os", {"z": "a on linux"}, id="cli"
        ),
        pytest.param(
            "[db@p: a, os: linux, db_os: '${db@p}_${os}']", (), "db_os", {"z": "a on linux"}, id="a key with @"
        ),
        pytest.param("[db: a, 'extra_${db}']", (), "e", "a", id="a config"),
        pytest.param("[db: a, os: linux, optional db_os: 'no_${db}']", (), "db_os", None, id="optional and absent"),
        pytest.param(
            "[db: a, os: linux, db_os: '${db}_${os}', third: '${db_os}']", (), "third", {"t": 3}, id="a chain"
        ),
        pytest.param(
            "[third: '${db_os}', db_os: '${db}_${os}', db: a, os: linux]", (), "third", {"t": 3}, id="a chain backwards"
        ),
    ],
)
def test_an_option_may_name_other_choices(
    compose: Compose, defaults: str, overrides: tuple[str, ...], key: str, value: Any
) -> None:
    """``${group}`` in an option or a config is the option chosen there, wherever in the list it stands."""
    composition = compose({**INTERPOLATED, "config.yaml": f"defaults: {defaults}\n"}, *overrides)
    assert composition.tree.get(key) == value


@pytest.mark.parametrize(
    ("defaults", "message"),
    [
        pytest.param("[db: a, os: '${dbb}']", "no choice dbb for ${dbb}; did you mean db?\nchoices: db", id="unknown"),
        pytest.param("[db: '${os}', os: '${db}']", "no choice ", id="each other"),
        pytest.param("[db: null, os: '${db}']", "${db} is null, which names no config", id="null"),
        pytest.param(
            "[os: linux, db: ['${os}']]", "no interpolation can stand in a list of options: ${os}", id="in a list"
        ),
    ],
)
def test_an_interpolated_option_needs_a_choice(compose: Compose, defaults: str, message: str) -> None:
    """A choice that doesn't exist, is null or waits for itself is told."""
    with pytest.raises(DefaultsListError) as caught:
        compose({**INTERPOLATED, "config.yaml": f"defaults: {defaults}\n"})
    assert message in caught.value.problems[0].message


def test_an_interpolated_option_may_call_a_resolver(compose: Compose, monkeypatch: pytest.MonkeyPatch) -> None:
    """``${oc.env:…}`` in a defaults list is the variable's value."""
    monkeypatch.setenv("WHICH_DB", "b")
    files = {**INTERPOLATED, "config.yaml": "defaults: [db: '${oc.env:WHICH_DB}']\n"}
    assert compose(files).tree == {"db": {"x": "b"}}


def test_an_interpolated_config_overrides_nothing(compose: Compose) -> None:
    """What it would override has been settled before."""
    files = {
        **INTERPOLATED,
        "config.yaml": "defaults: [db: a, os: linux, db_os: '${db}_${os}']\n",
        "db_os/a_linux.yaml": "defaults: [override /db: b]\n",
    }
    with pytest.raises(DefaultsListError, match="comes too late"):
        compose(files)


# -- bounds -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"config.yaml": "defaults: [config]\n"}, id="the primary"),
        pytest.param(
            {"config.yaml": "defaults: [a]\n", "a.yaml": "defaults: [b]\n", "b.yaml": "defaults: [a]\n"}, id="two"
        ),
        pytest.param(
            {"config.yaml": "defaults: [db: my]\n", "db/my.yaml": "defaults: [/db@again: my]\n"}, id="a group"
        ),
    ],
)
def test_a_config_that_lists_itself_is_told(compose: Compose, files: dict[str, str]) -> None:
    """Recursion ends in an error that names the bound and a config, with its place."""
    with pytest.raises(BoundExceeded) as caught:
        compose(files)
    (problem,) = caught.value.problems
    assert "200" in problem.message
    assert problem.origin is not None


def test_self_listing_does_not_multiply(compose: Compose) -> None:
    """A config that lists itself twice ends as soon as one that lists itself once."""
    with pytest.raises(BoundExceeded):
        compose({"config.yaml": "defaults: [a, a]\n", "a.yaml": "defaults: [a, a]\n"})


def test_layers_have_a_bound(compose: Compose) -> None:
    """More than 10,000 configs in one composition are an error that says so."""
    many = "[" + ", ".join(["x"] * 101) + "]"
    files = {
        "config.yaml": f"defaults: {many}\n",
        "x.yaml": f"defaults: {many}\n".replace("x", "y"),
        "y.yaml": "a: 1\n",
    }
    with pytest.raises(BoundExceeded, match="10,000"):
        compose(files)


def test_layers_multiply_up_to_the_bound(compose: Compose) -> None:
    """Doubling lists that would make 2**60 layers end at the bound, too."""
    files = {f"x{n}.yaml": f"defaults: [x{n + 1}, x{n + 1}]\n" for n in range(60)}
    files |= {"config.yaml": "defaults: [x0]\n", "x60.yaml": "a: 1\n"}
    with pytest.raises(BoundExceeded, match="10,000"):
        compose(files)


def test_a_list_of_150_levels_is_fine(tree: Tree) -> None:
    """Lists may nest, as long as they end."""
    files = {f"x{n}.yaml": f"defaults: [x{n + 1}]\n" for n in range(150)} | {"x150.yaml": "a: 1\n"}
    assert Composer(tree(files)).compose("x0").tree == {"a": 1}
