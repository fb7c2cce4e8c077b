"""What ``--cfg`` prints of a composition."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from pydantic import BaseModel, SecretStr

from typedconf import Composer, Composition, ConfigError
from typedconf.cli.config_text import config_data, config_text

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = {
    "config.yaml": "defaults:\n  - db: a\n  - _self_\nx: ${db.u}\nlist: [1, {k: '???'}]\nalias: ${db}\n'a.b': 1\n",
    "db/a.yaml": "u: 1\nname: nn\nmissing: ???\n",
}


def test_job_is_the_config_as_written(compose: Callable[..., Composition[Any]]) -> None:
    """Interpolations and ``???`` stay, and there is no ``hydra`` node."""
    composition = compose(FILES)
    assert config_text(composition, "job") == composition.to_yaml()
    assert "hydra" not in yaml.safe_load(config_text(composition, "job"))


def test_hydra_is_the_node_below_its_key(compose: Callable[..., Composition[Any]]) -> None:
    """It is a config with one key."""
    tree = yaml.safe_load(config_text(compose(FILES, "hydra.verbose=true"), "hydra"))
    assert list(tree) == ["hydra"]
    assert (tree["hydra"]["verbose"], tree["hydra"]["job"]["config_name"]) == (True, "config")


def test_all_is_both(compose: Callable[..., Composition[Any]]) -> None:
    """The ``hydra`` node stands first, as the reference has it."""
    composition = compose(FILES)
    both = config_text(composition, "all")
    assert both == config_text(composition, "hydra") + config_text(composition, "job")
    assert list(yaml.safe_load(both)) == ["hydra", "db", "x", "list", "alias", "a.b"]


def test_all_of_an_empty_config_is_the_node(compose: Callable[..., Composition[Any]]) -> None:
    """An empty mapping behind it would be no YAML."""
    composition = compose({"config.yaml": ""})
    assert config_text(composition, "all") == config_text(composition, "hydra")
    assert config_text(composition, "job") == "{}\n"


@pytest.mark.parametrize(
    ("package", "resolve", "expected"),
    [
        ("db", False, "# @package db\nu: 1\nname: nn\nmissing: ???\n"),
        ("db.u", False, "1\n"),
        ("db.missing", False, "???\n"),
        ("db.missing", True, "???\n"),
        ("x", False, "${db.u}\n"),
        ("x", True, "1\n"),
        ("list", False, "# @package list\n- 1\n- k: ???\n"),
        ("list[1]", True, "# @package list[1]\nk: ???\n"),
        ("list[1].k", False, "???\n"),
        ("alias", False, "${db}\n"),
        ("alias", True, "# @package alias\nu: 1\nname: nn\nmissing: ???\n"),
        ("alias.name", False, "nn\n"),
        ("alias.name", True, "nn\n"),
        (r"a\.b", False, "1\n"),
    ],
)
def test_a_package_is_printed_alone(
    compose: Callable[..., Composition[Any]], package: str, expected: str, *, resolve: bool
) -> None:
    """A container below the line that says where it belongs, a leaf as its value; through references too."""
    assert config_text(compose(FILES), "job", resolve=resolve, package=package) == expected


def test_the_global_package_is_everything(compose: Callable[..., Composition[Any]]) -> None:
    """``_global_`` is what it is in a config file."""
    composition = compose(FILES)
    assert config_text(composition, "all", package="_global_") == config_text(composition, "all")


def test_a_part_of_the_settings_is_named_from_the_root(compose: Callable[..., Composition[Any]]) -> None:
    """As in the reference; what lies beside the node is not in it."""
    composition = compose(FILES)
    assert config_text(composition, "hydra", package="hydra.run") == "# @package hydra.run\ndir: null\n"
    assert config_text(composition, "all", package="hydra.job.config_name") == "config\n"
    assert config_text(composition, "all", package="db.u") == "1\n"
    with pytest.raises(ConfigError, match="'db' is not in the hydra node"):
        config_text(composition, "hydra", package="db")


@pytest.mark.parametrize("package", ["dbb", "db.w", "list[7]", "x.y", "hydra.run"])
def test_an_absent_package_is_an_error(compose: Callable[..., Composition[Any]], package: str) -> None:
    """Nothing is printed in its place."""
    with pytest.raises(ConfigError):
        config_text(compose(FILES), "job", package=package)


def test_only_resolving_needs_values(compose: Callable[..., Composition[Any]]) -> None:
    """A broken reference is printed as written, and is an error once it is to be resolved; elsewhere it is none."""
    composition = compose({"config.yaml": "a: ${nowhere}\nb:\n  c: 1\n"})
    assert config_text(composition, "job") == "a: ${nowhere}\nb:\n  c: 1\n"
    assert config_text(composition, "job", package="a") == "${nowhere}\n"
    assert config_text(composition, "job", resolve=True, package="b") == "# @package b\nc: 1\n"
    for package in (None, "a"):
        with pytest.raises(ConfigError, match="nowhere"):
            config_text(composition, "job", resolve=True, package=package)


def test_nothing_is_wrapped(compose: Callable[..., Composition[Any]]) -> None:
    """A long text stays on its line."""
    text = "word " * 100 + "end"
    assert config_text(compose({"config.yaml": f"a: {text}\n"}), "job") == f"a: {text}\n"


class Login(BaseModel):
    """A schema with a secret."""

    user: str
    password: SecretStr
    url: str


@pytest.mark.parametrize("resolve", [False, True])
@pytest.mark.parametrize("kind", ["job", "all"])
@pytest.mark.parametrize("package", [None, "password", "url"])
def test_a_secret_is_never_printed(kind: str, package: str | None, *, resolve: bool) -> None:
    """Nor what it flowed into."""
    overrides = ("+user=u", "+password=hunter22", "+url='http://u:${password}@h'")
    composition = Composer().compose(None, *overrides, schema=Login)
    assert "hunter22" not in config_text(composition, kind, resolve=resolve, package=package)


def test_settings_that_a_secret_flows_into_hide_it() -> None:
    """The node is read with the rules of the whole config."""
    composition = Composer().compose(
        None, "+user=u", "+password=hunter22", "+url=x", "hydra.job.name=${password}", schema=Login
    )
    assert "hunter22" not in config_text(composition, "hydra", resolve=True)


@pytest.mark.parametrize(
    ("overrides", "package", "lines"),
    [
        (
            ("+b='${nope}'",),
            None,
            [
                "b: ${nope}: no key 'nope' in the config",
                "  override     +b='${nope}'",
                "                  ^^^^^^^^^",
            ],
        ),
        (
            ("a=1", "+b={c: '${nope}'}"),
            "b",
            [
                "b.c: ${nope}: no key 'nope' in the config",
                "  override     +b={c: '${nope}'}",
                "                      ^^^^^^^^^",
            ],
        ),
        (
            (),
            None,
            [
                "a: ${nowhere}: no key 'nowhere' in the config",
                "  file         conf/config.yaml:1:4",
                "               a: ${nowhere}",
                "                  ^^^^^^^^^^",
            ],
        ),
        ((), "aa", ["--package aa: no key 'aa' in the config; did you mean a?"]),
    ],
)
def test_what_cannot_be_printed_has_its_place(
    compose: Callable[..., Composition[Any]], overrides: tuple[str, ...], package: str | None, lines: list[str]
) -> None:
    """The override or the line of the file that is to blame; of a package that isn't there, the flag."""
    text = "a: ${nowhere}\n" if not overrides else "a: 1\n"
    composition = compose({"config.yaml": text}, *overrides)
    with pytest.raises(ConfigError) as caught:
        config_text(composition, "job", resolve=True, package=package)
    assert str(caught.value).splitlines() == lines


@pytest.mark.parametrize(
    ("kind", "options", "data"),
    [
        ("job", {"package": "x"}, "${db.u}"),
        ("job", {"package": "x", "resolve": True}, 1),
        ("job", {"package": "db"}, {"u": 1, "name": "nn", "missing": "???"}),
        ("job", {"package": "list", "resolve": True}, [1, {"k": "???"}]),
        ("hydra", {"package": "hydra.run"}, {"dir": None}),
    ],
)
def test_the_data_are_those_of_the_text(
    compose: Callable[..., Composition[Any]], kind: str, options: dict[str, Any], data: Any
) -> None:
    """What other programs read is what people do."""
    assert config_data(compose(FILES), kind, **options) == data


def test_other_programs_read_the_tree_and_what_is_wrong(run: Callable[..., Any]) -> None:
    """Nothing but one object, problems of values in it as warnings; what can't be printed is an error."""
    done = run("--cfg", "job", "--json", "lr=x", "db=sqlite")
    assert (done.status, done.err) == (0, "")
    told = json.loads(done.out)
    assert told["config"] == {"db": {"host": "none", "port": 0}, "lr": "x", "name": "${db.host}"}
    assert [(one["key"], one["origin"]["text"]) for one in told["warnings"]] == [("lr", "lr=x")]
    assert json.loads(run("-c", "job", "-p", "name", "--resolve", "--json").out) == {"config": "local"}
    done = run("-c", "job", "-p", "nmae", "--json")
    assert (done.status, done.err) == (2, "")
    assert json.loads(done.out)["errors"][0]["suggestion"] == "name"


def test_nothing_is_wrapped_for_other_programs(run_in_terminal: Callable[..., tuple[int, str]]) -> None:
    """On a narrow terminal either."""
    status, text = run_in_terminal("--cfg", "all", "--json", columns=20)
    assert (status, text.count("\n"), text[:12]) == (0, 1, '{"config": {')
