"""Where configs are looked for, in which order, and what is said where none is found."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from typedconf import Composer, Composition, ConfigError, ConfigNotFound, ConfigStore, DefaultsListError, OverrideError

Compose: TypeAlias = Callable[..., Composition[Any]]
Tree: TypeAlias = Callable[[dict[str, str]], Path]


def not_found(compose: Callable[[], object]) -> ConfigNotFound:
    """The error that ``compose`` ends in."""
    with pytest.raises(ConfigNotFound) as caught:
        compose()
    return caught.value


@pytest.fixture
def places(tree: Tree, tmp_path: Path) -> Path:
    """A config folder and two more places, ``near`` and ``far``, that share some names; gives the config folder."""
    for place, names in {"near": "both near", "far": "both far"}.items():
        (tmp_path / place / "db").mkdir(parents=True)
        for name in names.split():
            (tmp_path / place / "db" / f"{name}.yaml").write_text(f"from: {place}\n", encoding="utf-8")
    return tree(
        {
            "config.yaml": "defaults: [db: own]\nhydra: {searchpath: [near, 'file://far']}\n",
            "plain.yaml": "defaults: [db: own]\n",
            "db/own.yaml": "from: own\n",
        }
    )


@pytest.mark.parametrize(
    ("option", "place"), [("own", "own"), ("both", "near"), ("near", "near"), ("far", "far")], ids=str
)
def test_the_first_place_that_has_a_config_gives_it(places: Path, option: str, place: str) -> None:
    """Places are searched in order and the first file is used whole."""
    assert Composer(places).compose("config", f"db={option}").tree["db"] == {"from": place}


@pytest.mark.parametrize("entry", ["far", "file://far", "{cwd}/far", "file://{cwd}/far"])
def test_an_entry_may_be_relative_or_absolute(places: Path, tmp_path: Path, entry: str) -> None:
    """A path without a scheme is a folder; relative ones start at the working folder."""
    entry = entry.format(cwd=tmp_path)
    composition = Composer(places).compose("plain", f"hydra.searchpath=['{entry}']", "db=far")
    assert composition.tree["db"] == {"from": "far"}


def test_the_command_line_replaces_the_search_path(places: Path) -> None:
    """``hydra.searchpath=[…]`` stands in the place of the primary config's."""
    composer = Composer(places)
    assert composer.compose("config", "hydra.searchpath=[far]", "db=both").tree["db"] == {"from": "far"}
    with pytest.raises(ConfigNotFound):
        composer.compose("config", "hydra.searchpath=[far]", "db=near")


def test_search_path_is_behind_the_configs_own(places: Path) -> None:
    """Places that the program names come behind ``hydra.searchpath``."""
    composer = Composer(places, search_path=["far"])
    assert composer.compose("config", "hydra.searchpath=[near]", "db=both").tree["db"] == {"from": "near"}
    assert composer.compose("plain", "db=both").tree["db"] == {"from": "far"}


def test_a_layer_is_trusted_by_its_place(places: Path) -> None:
    """Files of a search path that the program or its config names are trusted, of an overridden one they are not."""
    composer = Composer(places, search_path=["far"])
    for overrides, trusted in {("db=near",): True, ("hydra.searchpath=[near]", "db=near"): False}.items():
        layers = composer.compose("config", *overrides).layers
        assert {layer.name: layer.trusted for layer in layers} == {"db/near": trusted, "config": True}


@pytest.mark.parametrize("entry", ["nothing", "file://nothing", "pkg://no_such_package.conf"])
def test_a_place_of_the_config_may_be_absent(places: Path, entry: str) -> None:
    """What ``hydra.searchpath`` names and this machine hasn't is left out."""
    composition = Composer(places).compose("plain", f"hydra.searchpath=['{entry}',near]", "db=near")
    assert composition.tree["db"] == {"from": "near"}


def test_an_unknown_scheme_is_no_absent_place(places: Path) -> None:
    """What nothing could open anywhere is a mistake, wherever it stands."""
    error = not_found(lambda: Composer(places).compose("plain", "hydra.searchpath=[near,pkgs://x]"))
    assert error.problems[0].message == (
        "no source of configs for pkgs:// in pkgs://x; file:// and pkg:// are known; did you mean pkg?"
    )


def test_the_search_path_may_be_interpolated(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The primary's own list may ask the environment."""
    monkeypatch.setenv("PLACE", "far")
    (places / "config.yaml").write_text("defaults: [db: far]\nhydra: {searchpath: ['${oc.env:PLACE}']}\n")
    assert Composer(places).compose("config").tree["db"] == {"from": "far"}


@pytest.mark.parametrize("value", ["near", "3", "[1]", "{a: b}"])
def test_the_search_path_is_a_list_of_texts(places: Path, value: str) -> None:
    """Anything else is an error, at the override or at the place in the primary config."""
    with pytest.raises(OverrideError, match="must be a list of texts"):
        Composer(places).compose("config", f"hydra.searchpath={value}")
    (places / "config.yaml").write_text(f"hydra:\n  searchpath: {value}\n", encoding="utf-8")
    with pytest.raises(DefaultsListError) as caught:
        Composer(places).compose("config")
    assert str(caught.value.problems[0].origin) == "conf/config.yaml:2:15"


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        pytest.param("aliases: {a: 1}", "conf/config.yaml:2:16", id="a wrong alias"),
        pytest.param("aliases: [a]", "conf/config.yaml:2:12", id="aliases that are a list"),
        pytest.param("searchpath: ['${oc.env:NOPE}']", "conf/config.yaml:2:16", id="an unset variable"),
        pytest.param("searchpath: 3", "conf/config.yaml:2:15", id="a search path that is no list"),
    ],
)
def test_a_setting_that_is_read_first_has_its_place(
    compose: Compose, monkeypatch: pytest.MonkeyPatch, settings: str, place: str
) -> None:
    """What the primary config says of aliases and the search path is told with its place and its line."""
    monkeypatch.delenv("NOPE", raising=False)
    with pytest.raises(ConfigError) as caught:
        compose({"config.yaml": f"hydra:\n  {settings}\n"})
    (problem,) = caught.value.problems
    assert (str(problem.origin), problem.excerpt) == (place, f"  {settings}")


def test_only_the_primary_sets_the_search_path(compose: Compose) -> None:
    """In any other config it is an error with its place."""
    files = {
        "config.yaml": "defaults: [one]\n",
        "one.yaml": "hydra:\n  searchpath: [x]\n",
    }
    with pytest.raises(DefaultsListError) as caught:
        compose(files)
    (problem,) = caught.value.problems
    assert (problem.key, str(problem.origin)) == ("hydra.searchpath", "conf/one.yaml:2:15")


def test_the_primary_is_looked_for_before_its_search_path(places: Path) -> None:
    """A primary config in a place that only it could name isn't found."""
    not_found(lambda: Composer(places).compose("db/near", "hydra.searchpath=[near]"))


def test_a_document_has_changed_with_the_text_of_its_name(places: Path) -> None:
    """Also where another place has it now, or none; of a primary in JSON too. The same text is no change."""
    (places / "main.json").write_text("{}", encoding="utf-8")
    search_path = Composer(places, search_path=["far"]).search_path()
    for name, file in {"db/own": places / "db/own.yaml", "main": places / "main.json"}.items():
        found = search_path.find_primary(name)
        assert found is not None
        assert found.document is not None
        text = file.read_text(encoding="utf-8")
        for now in (text, '{"x": 1}', f"{text} "):
            file.write_text(now, encoding="utf-8")
            assert search_path.has_changed(name, found.document) is (now != text)
        file.unlink()
        assert search_path.has_changed(name, found.document)


def test_a_document_has_changed_where_another_comes_before_it(places: Path) -> None:
    """The first place that has the name now is the one that counts."""
    search_path = Composer(places, search_path=["far"]).search_path()
    found = search_path.find("db/far")
    assert found is not None
    assert found.document is not None
    assert not search_path.has_changed("db/far", found.document)
    (places / "db/far.yaml").write_text("from: elsewhere\n", encoding="utf-8")
    assert search_path.has_changed("db/far", found.document)


# -- the store ----------------------------------------------------------------------------------------------------


def test_a_store_node_lies_directly_below_the_file_of_its_name(compose: Compose) -> None:
    """Both contribute; the file is stronger, and nothing comes between them."""
    store = ConfigStore()
    store.add("db/my", {"host": "store", "port": 1})
    composition = compose(
        {"config.yaml": "defaults: [base, db: my]\n", "base.yaml": "db: {port: 0}\n", "db/my.yaml": "host: file\n"},
        store=store,
    )
    assert composition.tree == {"db": {"port": 1, "host": "file"}}
    kinds = [(layer.name, type(layer.document).__name__) for layer in composition.layers]
    assert kinds == [("base", "Document"), ("db/my", "StoreNode"), ("db/my", "Document"), ("config", "Document")]


def test_a_store_node_needs_no_file(compose: Compose) -> None:
    """It is an option like any other; the primary may be one too."""
    store = ConfigStore()
    store.add("db/my", {"host": "store"})
    store.add("main", {"defaults": [{"db": "my"}], "a": 1})
    assert compose({"config.yaml": "defaults: [db: my]\n"}, store=store).tree == {"db": {"host": "store"}}
    composition = Composer(store=store).compose("main")
    assert (composition.tree, composition.choices) == ({"db": {"host": "store"}, "a": 1}, {"db": "my"})


def test_a_store_nodes_defaults_are_followed_without_a_file(compose: Compose) -> None:
    """A mapping with a defaults list brings its entries; ``defaults`` is no data there either."""
    store = ConfigStore()
    store.add("db/my", {"defaults": ["base", "_self_"], "host": "store"})
    store.add("db/base", {"port": 1, "host": "base"})
    composition = compose({"config.yaml": "defaults: [db: my]\n"}, store=store)
    assert composition.tree == {"db": {"port": 1, "host": "store"}}


def test_files_come_before_the_store(compose: Compose) -> None:
    """A defaults list in the file is the one that counts."""
    store = ConfigStore()
    store.add("db/my", {"defaults": ["nothing"], "host": "store"})
    files = {"config.yaml": "defaults: [db: my]\n", "db/my.yaml": "defaults: [_self_]\nport: 2\n"}
    assert compose(files, store=store).tree == {"db": {"host": "store", "port": 2}}


def test_the_store_is_listed_with_the_files(compose: Compose) -> None:
    """A missing option names what files and store have."""
    store = ConfigStore()
    store.add("db/kept", {})
    error = not_found(lambda: compose({"config.yaml": "defaults: [db: x]\n", "db/my.yaml": ""}, store=store))
    assert error.problems[0].expected == "one of kept, my"


# -- our own tree -------------------------------------------------------------------------------------------------


def test_a_users_file_of_our_own_tree_is_not_seen(compose: Compose) -> None:
    """Our own ``hydra/`` tree comes first; a new option beside it is found."""
    files = {
        "config.yaml": "defaults: [override hydra/job_logging: disabled]\nx: ${hydra:job_logging.mine,absent}\n",
        "hydra/job_logging/disabled.yaml": "mine: true\n",
        "hydra/job_logging/own.yaml": "mine: true\n",
    }
    composition = compose(files)
    assert "hydra" not in composition.tree
    names = [(layer.name, getattr(layer.document, "file", None)) for layer in composition.layers]
    assert ("hydra/job_logging/disabled", "hydra/job_logging/disabled") in names
    names = [
        (layer.name, getattr(layer.document, "file", None)) for layer in compose(files, "hydra/job_logging=own").layers
    ]
    assert ("hydra/job_logging/own", "conf/hydra/job_logging/own.yaml") in names


# -- pkg:// -------------------------------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An importable package that fails when it is imported, with configs in it; gives its name."""
    folder = tmp_path / "lib" / "exploding_pkg"
    (folder / "conf" / "db").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    (folder / "conf" / "config.yaml").write_text("defaults: [db: my]\n", encoding="utf-8")
    (folder / "conf" / "db" / "my.yaml").write_text("x: packaged\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "lib"))
    return "exploding_pkg"


@pytest.mark.parametrize("address", ["pkg://{}.conf", "pkg://{}/conf"])
def test_a_package_is_found_without_importing_it(package: str, address: str) -> None:
    """``pkg://`` finds the folder; no code of the package runs."""
    composition = Composer(address.format(package)).compose("config")
    assert composition.tree == {"db": {"x": "packaged"}}
    assert package not in sys.modules


def test_a_package_may_be_on_the_search_path(package: str, tree: Tree) -> None:
    """Both for the program's places and for the config's."""
    folder = tree({"config.yaml": "defaults: [db: my]\n"})
    for composition in (
        Composer(folder, search_path=[f"pkg://{package}.conf"]).compose("config"),
        Composer(folder).compose("config", f"hydra.searchpath=[pkg://{package}.conf]"),
    ):
        assert composition.tree == {"db": {"x": "packaged"}}


def test_a_namespace_package_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package without ``__init__.py`` may have several folders; the one that holds the next part is taken."""
    for lib, part in {"one": "code", "two": "conf"}.items():
        (tmp_path / lib / "spread_pkg" / part).mkdir(parents=True)
        monkeypatch.syspath_prepend(str(tmp_path / lib))
    (tmp_path / "two" / "spread_pkg" / "conf" / "config.yaml").write_text("x: 1\n", encoding="utf-8")
    assert Composer("pkg://spread_pkg.conf").compose("config").tree == {"x": 1}


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("pkg://no_such_package.conf", "no package 'no_such_package.conf' with configs for pkg://no_such_package.conf"),
        ("pkgg://x", "no source of configs for pkgg:// in pkgg://x; file:// and pkg:// are known; did you mean pkg?"),
    ],
    ids=["no package", "no scheme"],
)
def test_a_place_of_the_program_must_exist(address: str, message: str) -> None:
    """An address that the program names and that leads nowhere is an error."""
    error = not_found(lambda: Composer(address))
    assert error.problems[0].message == message


def test_a_config_folder_is_missed_when_composing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Composer may be made before its folder is; composing then says which is missing."""
    monkeypatch.chdir(tmp_path)
    composer = Composer("conf")
    assert str(not_found(lambda: composer.compose("config"))) == "the config folder conf does not exist"
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "config.yaml").write_text("x: 1\n", encoding="utf-8")
    assert composer.compose("config").tree == {"x": 1}


def test_the_config_folder_is_fixed_when_the_composer_is_made(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changing the working folder later changes nothing."""
    tree({"config.yaml": "x: 1\n"})
    composer = Composer("conf")
    monkeypatch.chdir("/")
    assert composer.compose("config").tree == {"x": 1}


# -- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("confg", "no config 'confg'; did you mean config?\nconfigs: config, other"),
        ("zzzzz", "no config 'zzzzz'\nconfigs: config, other"),
        ("", "no config ''"),
        (
            "CONFIG",
            "no config 'CONFIG': the case differs from config.yaml; did you mean config?\nconfigs: config, other",
        ),
        ("short", "no config 'short': configs end in .yaml, not .yml"),
        ("db/myy", "no config 'db/myy'; did you mean my?\noptions: my"),
    ],
    ids=["near", "far", "empty", "case", "yml", "in a group"],
)
def test_a_primary_that_does_not_exist(tree: Tree, name: str, message: str) -> None:
    """The configs there are, the nearest, and what lies there that may have been meant."""
    folder = tree({"config.yaml": "", "other.yaml": "", "short.yml": "", "db/my.yaml": ""})
    error = not_found(lambda: Composer(folder).compose(name))
    assert error.problems[0].message.startswith(message)


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ("db: old", "configs end in .yaml, not .yml"),
        ("db: MY", "the case differs from my.yaml"),
        ("db: old.yml", ".yml"),
    ],
    ids=["yml", "case", "suffix"],
)
def test_a_missing_option_hints_at_what_lies_there(compose: Compose, entry: str, hint: str) -> None:
    """Another suffix or another case of the name is said."""
    files = {"config.yaml": f"defaults: [{entry}]\n", "db/my.yaml": "", "db/old.yml": ""}
    assert hint in not_found(lambda: compose(files)).problems[0].message


@pytest.mark.parametrize("name", ["config", "config.yaml"])
def test_a_name_may_have_its_suffix(tree: Tree, name: str) -> None:
    """``config`` and ``config.yaml`` are one config."""
    assert Composer(tree({"config.yaml": "x: 1\n"})).compose(name).tree == {"x": 1}


@pytest.mark.parametrize(
    "name", ["../secret", "db/../../secret", "..", "../conf/config", "..\\secret", "db\\my", "a\0b"], ids=repr
)
def test_a_name_cannot_leave_the_search_path(tree: Tree, tmp_path: Path, name: str) -> None:
    """Parents, backslashes and null characters are refused, as a primary and as an entry."""
    (tmp_path / "secret.yaml").write_text("x: secret\n", encoding="utf-8")
    folder = tree({"db/my.yaml": ""})
    assert "secret.yaml" not in str(not_found(lambda: Composer(folder).compose(name)))
    escaped = name.replace("\\", "\\\\").replace("\0", "\\0")
    for entry in (f'"{escaped}"', f'db: "{escaped}"', f'db: ["{escaped}"]', f'optional db: "{escaped}"'):
        (folder / "config.yaml").write_text(f"defaults:\n- {entry}\n", encoding="utf-8")
        with pytest.raises(ConfigError):
            Composer(folder).compose("config")


@pytest.mark.parametrize("override", ["db=../secret", "db=../../secret", "+db=../secret", "db='../secret'"])
def test_an_override_cannot_leave_the_search_path(compose: Compose, tmp_path: Path, override: str) -> None:
    """An option with a parent in it is refused and marked in the override."""
    (tmp_path / "secret.yaml").write_text("x: secret\n", encoding="utf-8")
    files = {"config.yaml": "defaults: [db: my]\n".replace("[db: my]", "[]" if override[0] == "+" else "[db: my]")}
    with pytest.raises(ConfigError) as caught:
        compose({**files, "db/my.yaml": "x: 1\n"}, override)
    origin = caught.value.problems[0].origin
    assert origin is not None
    assert origin.text == override


def test_dots_in_a_name_are_no_parents(compose: Compose) -> None:
    """``v1..2`` is a name like any other."""
    files = {"config.yaml": "defaults: [db: v1..2]\n", "db/v1..2.yaml": "x: 1\n"}
    assert compose(files).tree == {"db": {"x": 1}}


def test_an_absolute_name_stays_in_the_search_path(compose: Compose, tmp_path: Path) -> None:
    """A leading slash begins at the search path, not at the root of the disk."""
    (tmp_path / "secret.yaml").write_text("x: secret\n", encoding="utf-8")
    with pytest.raises(ConfigNotFound):
        compose({"config.yaml": f"defaults: [/{tmp_path}/secret]\n"})


def test_an_override_in_the_place_of_the_name_is_told(tree: Tree) -> None:
    """A text with ``=`` where the config's name belongs gets an error of its own."""
    error = not_found(lambda: Composer(tree({"config.yaml": ""})).compose("a=1"))
    assert error.problems[0].message == (
        "'a=1' is no name of a config; overrides follow the name (None where there is none)"
    )
