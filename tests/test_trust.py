"""Who may name code: what a composition has at a key, judged by who wrote it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from pydantic import BaseModel

from typedconf import MISSING, Composer, Composition, ConfigStore
from typedconf.trees import find
from typedconf.trust import Trust, calls_outside

pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated:typedconf.errors.ConfigWarning")

Tree: TypeAlias = Callable[[dict[str, str]], Path]

FILES = {
    "config.yaml": """
defaults: [{opt: adam}, _self_]
base: {_target_: a.Base, lr: 1}
same: ${base}
name: adam
targets: {adam: a.Adam, sgd: a.SGD}
pick: {_target_: "${targets.${name}}"}
cat: {_target_: "a.${cls}"}
cat_pick: {_target_: "b.${names.${name}}"}
names: {adam: Adam, sgd: SGD}
cls: A
count: 2
numbered: {_target_: "a.v${count}.A"}
env: {_target_: "${oc.env:NAMED,a.B}"}
from_env: ${env}
now: {_target_: "a.${now:%Y}"}
own: {_target_: "${own:a.B}"}
hydra_: {_target_: "${hydra:job.name}"}
version: {_target_: "a.v${python_version:major}.A"}
decoded: {_target_: "${oc.decode:'a.B'}"}
decoded_from: {_target_: "${oc.decode:${targets.adam}}"}
selected: {_target_: "${oc.select:targets.${name},a.B}"}
defaulted: {_target_: "${oc.select:nothing,${targets.adam}}"}
created: "${oc.create:${base}}"
created_text: "${oc.create:'_target_: a.B'}"
values_: "${oc.dict.values:targets}"
keys_: "${oc.dict.keys:targets}"
coerced: {_target_: "${oc.coerce:str,${targets.adam}}"}
old: {_target_: "${oc.deprecated:targets.adam}"}
items: [{_target_: a.One}, {_target_: a.Two}]
escaped: {_target_: 'a.\\${b}'}
""",
    "opt/adam.yaml": "{_target_: a.Adam, lr: 1}\n",
    "opt/sgd.yaml": "{_target_: a.SGD, lr: 1}\n",
}
EVIL = {"opt/evil.yaml": "{_target_: evil.E}\n", "opt/adam.yaml": "{_target_: evil.F, lr: 1}\n"}
OVERRIDE, PART = "an override names it", "an override has a part in it"


@pytest.fixture
def folder(tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The config folder; a folder of somebody else's and a file lie beside it."""
    monkeypatch.delenv("NAMED", raising=False)
    for name, text in EVIL.items():
        path = tmp_path / "elsewhere" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tree(FILES)


@pytest.fixture
def store() -> ConfigStore:
    """A store with a node and a resolver."""
    made = ConfigStore()
    made.add("opt/stored", {"_target_": "a.Stored"})
    made.resolver("own")(lambda text: text)
    return made


def trust_of(composition: Composition[Any]) -> Trust:
    """The trust of a composition of which everything was evaluated."""
    resolution = composition._resolve()
    resolution.gather()
    return Trust(composition._provenance, resolution)


def path_of(key: str) -> tuple[Any, ...]:
    """The keys of a dotted path, positions as ints, as a view has them."""
    return tuple(int(name) if name.isdecimal() else name for name in key.split("."))


def reason(composition: Composition[Any], key: str) -> str | None:
    """Why a key is not trusted, None where it is; a copy that came by pickle says the same."""
    trust = trust_of(composition)
    path = path_of(key)
    doubt = trust.why(path)
    assert pickle.loads(pickle.dumps(trust)).why(path) == doubt
    assert copy.deepcopy(trust).why(path) == doubt
    assert trust.at(path) is (doubt is None)
    return None if doubt is None else doubt.reason


@pytest.mark.parametrize(
    ("key", "overrides", "expected"),
    [
        # what files, the store and schemas say, and choices among it
        ("opt._target_", (), None),
        ("opt", (), None),
        ("opt._target_", ("opt=sgd",), None),
        ("opt._target_", ("opt=stored",), None),
        ("opt._target_", ("opt.lr=5",), None),
        ("opt._target_", ("opt._target_=a.Adam",), None),  # as the file has it
        ("other._target_", ("+opt@other=sgd",), None),
        ("same._target_", (), None),
        ("same._target_", ("base.lr=3",), None),
        ("pick._target_", (), None),
        ("pick._target_", ("name=sgd",), None),
        ("pick._target_", ("name=sgd", "targets.adam=x.X"), None),
        ("opt._target_", ("opt._target_=${targets.sgd}",), None),
        ("opt._target_", ('opt._target_="${targets.${name}}"', "name=sgd"), None),
        ("new._target_", ("+new=${base}",), None),
        ("new._target_", ("+new._target_=${opt._target_}",), None),
        ("opt._target_", ("opt._target_=${oc.select:targets.sgd}",), None),
        ("opt._target_", ("opt._target_=${oc.deprecated:targets.sgd}",), None),
        ("cat._target_", (), None),
        ("cat_pick._target_", ("name=sgd",), None),
        ("numbered._target_", (), None),
        ("version._target_", (), None),
        ("decoded._target_", (), None),
        ("decoded_from._target_", (), None),
        ("selected._target_", ("name=sgd",), None),
        ("defaulted._target_", (), None),
        ("created._target_", (), None),
        ("created._target_", ("base.lr=5",), None),
        ("created_text._target_", (), None),
        ("values_.1", ("targets.adam=x.X",), None),
        ("keys_.0", ("targets.adam=x.X",), PART),  # somebody else names the key as well
        ("keys_.0", (), None),
        ("coerced._target_", (), None),
        ("old._target_", (), None),
        ("items.1._target_", ("items.0._target_=x.X",), None),
        ("items.0._target_", ("items=append({_target_: x.X})",), None),
        ("items.1._target_", ("items=prepend({_target_: x.X})",), None),
        ("items.2._target_", ("items=prepend({_target_: x.X})",), None),
        ("items.0._target_", ("~items.0",), None),
        ("opt._target_", ("hydra.searchpath=[elsewhere]",), None),
        ("escaped._target_", (), None),
        # what an override says
        ("opt._target_", ("opt._target_=x.X",), OVERRIDE),
        ("opt", ("opt._target_=x.X",), OVERRIDE),
        ("opt", ("opt.lr=5",), OVERRIDE),
        ("opt._target_", ("++opt._target_=x.X",), OVERRIDE),
        ("opt._target_", ("~opt._target_", "+opt._target_=x.X"), OVERRIDE),
        ("opt._target_", ("opt={_target_: x.X, lr: 1}",), OVERRIDE),
        ("opt._target_", ("opt=replace({_target_: x.X})",), OVERRIDE),
        ("new._target_", ("+new={_target_: x.X}",), OVERRIDE),
        ("opt._target_", ("opt._target_=a.SGD",), OVERRIDE),  # a file's text, but at another key
        ("same._target_", ("base._target_=x.X",), OVERRIDE),
        ("pick._target_", ("targets.adam=x.X",), OVERRIDE),
        ("opt._target_", ("opt._target_=${targets.sgd}", "targets.sgd=x.X"), OVERRIDE),
        ("opt._target_", ("opt._target_=a.${cls}",), OVERRIDE),
        ("opt._target_", ("opt._target_=${cls}${cls}",), OVERRIDE),
        ("opt._target_", ("opt._target_=${oc.select:nothing,x.X}",), OVERRIDE),
        ("opt._target_", ("opt._target_=${oc.decode:'x.X'}",), OVERRIDE),
        ("new._target_", ("+new=${oc.create:'_target_: x.X'}",), OVERRIDE),
        ("cat._target_", ("cls=X",), PART),
        ("cat_pick._target_", ("names.adam=X",), PART),
        ("numbered._target_", ("count=3",), PART),
        ("decoded_from._target_", ("targets.adam=x.X",), PART),
        ("selected._target_", ("targets.adam=x.X",), OVERRIDE),
        ("defaulted._target_", ("targets.adam=x.X",), OVERRIDE),
        ("created._target_", ("base._target_=x.X",), OVERRIDE),
        ("values_.0", ("targets.adam=x.X",), OVERRIDE),
        ("keys_.2", ("+targets.x\\.X=${cls}",), PART),
        ("coerced._target_", ("targets.adam=x.X",), PART),
        ("old._target_", ("targets.adam=x.X",), OVERRIDE),
        ("items.0._target_", ("items.0._target_=x.X",), OVERRIDE),
        ("items.2._target_", ("items=append({_target_: x.X})",), OVERRIDE),
        ("items.0._target_", ("items=prepend({_target_: x.X})",), OVERRIDE),
        ("items.0._target_", ("items=[{_target_: x.X}]",), OVERRIDE),
        # what other sources bring
        ("opt._target_", ("opt=file(elsewhere/opt/evil.yaml)",), "a file that an override reads names it"),
        (
            "opt._target_",
            ("hydra.searchpath=[elsewhere]", "opt=evil"),
            "a file in a place that the program did not choose names it",
        ),
        ("env._target_", (), "the resolver oc.env has a part in it"),
        ("from_env._target_", (), "the resolver oc.env has a part in it"),
        ("opt._target_", ("opt._target_=${env._target_}",), "the resolver oc.env has a part in it"),
        ("now._target_", (), "the resolver now has a part in it"),
        ("hydra_._target_", (), "the resolver hydra has a part in it"),
        ("own._target_", (), "the resolver own has a part in it"),
        ("nothing._target_", (), "something unknown names it"),
        ("opt.nothing", (), "something unknown names it"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_a_key_has_is_as_good_as_who_wrote_it(
    key: str, overrides: tuple[str, ...], expected: str | None, store: ConfigStore
) -> None:
    """Files, store and schemas may name code, and all may choose among what these name; nobody else may."""
    assert reason(Composer("conf", store=store).compose("config", *overrides), key) == expected


@pytest.mark.usefixtures("folder")
def test_a_doubt_has_the_place_of_who_wrote_it(store: ConfigStore) -> None:
    """The override with its column; the file with its line."""
    composer = Composer("conf", store=store)
    by_override = trust_of(composer.compose("config", "opt={lr: 1, _target_: x.X}")).why(("opt", "_target_"))
    assert by_override is not None
    assert (by_override.origin.text, by_override.origin.column) == ("opt={lr: 1, _target_: x.X}", 23)  # type: ignore[union-attr]
    composed = composer.compose("config", "hydra.searchpath=[elsewhere]", "opt=evil")
    by_file = trust_of(composed).why(("opt", "_target_"))
    assert by_file is not None
    assert str(by_file.origin) == "elsewhere/opt/evil.yaml:1:12"
    assert by_file.excerpt == "{_target_: evil.E}"


@pytest.mark.usefixtures("folder")
def test_a_file_in_the_place_of_the_programs_own_is_not_trusted(store: ConfigStore, tmp_path: Path) -> None:
    """Of the places on the search path those of the program come first; the store's does not."""
    (tmp_path / "elsewhere" / "opt" / "stored.yaml").write_text("{_target_: evil.S}\n", encoding="utf-8")
    composer = Composer("conf", store=store)
    assert reason(composer.compose("config", "hydra.searchpath=[elsewhere]"), "opt._target_") is None
    composed = composer.compose("config", "hydra.searchpath=[elsewhere]", "opt=stored")
    assert reason(composed, "opt._target_") == "a file in a place that the program did not choose names it"


@pytest.mark.usefixtures("folder")
def test_places_and_files_that_the_program_names_are_trusted(tmp_path: Path, store: ConfigStore) -> None:
    """``search_path=`` and ``files=`` are the program's own word."""
    elsewhere = str(tmp_path / "elsewhere")
    composed = Composer("conf", search_path=[elsewhere], store=store).compose("config", "opt=evil")
    assert reason(composed, "opt._target_") is None
    whole = tmp_path / "whole.yaml"
    whole.write_text("opt: {_target_: b.Whole}\n", encoding="utf-8")
    composed = Composer("conf", store=store).compose("config", files=[whole])
    assert reason(composed, "opt._target_") is None
    assert reason(Composer("conf", store=store).compose("config", "opt._target_=b.Whole"), "opt._target_") == OVERRIDE


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("variable", "an environment variable names it"),
        ("dotenv", "a dotenv file names it"),
        ("secret", "a secrets folder names it"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_variables_and_secrets_are_not_trusted(
    source: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: ConfigStore
) -> None:
    """Whatever comes from outside of the program's files may set values, and name no code."""
    options: dict[str, Any] = {"env_prefix": "APP_"}
    if source == "variable":
        monkeypatch.setenv("APP_OPT___TARGET_", "x.X")
    elif source == "dotenv":
        (tmp_path / ".env").write_text("APP_OPT___TARGET_=x.X\n", encoding="utf-8")
        options["env_file"] = tmp_path / ".env"
    else:
        (tmp_path / "secrets" / "opt").mkdir(parents=True)
        (tmp_path / "secrets" / "opt" / "_target_").write_text("x.X\n", encoding="utf-8")
        options["secrets_dir"] = tmp_path / "secrets"
    composed = Composer("conf", store=store, **options).compose("config")
    assert find(composed.tree, ("opt", "_target_")) == "x.X"
    assert reason(composed, "opt._target_") == expected


@pytest.mark.usefixtures("folder")
def test_a_variable_may_choose(monkeypatch: pytest.MonkeyPatch, store: ConfigStore) -> None:
    """An option that a variable chooses is a file of the program's all the same."""
    monkeypatch.setenv("APP_OPT", "sgd")
    composed = Composer("conf", store=store, env_prefix="APP_").compose("config")
    assert reason(composed, "opt._target_") is None


@pytest.mark.usefixtures("folder")
def test_a_copy_of_what_a_variable_said_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store: ConfigStore
) -> None:
    """A mapping of a file merged onto a reference takes over what is there, and with it who wrote that."""
    whole = tmp_path / "whole.yaml"
    whole.write_text("same: {lr: 2}\n", encoding="utf-8")
    composer = Composer("conf", store=store, env_prefix="APP_")
    composed = composer.compose("config", files=[whole])
    assert find(composed.tree, ("same", "_target_")) == "a.Base"
    assert reason(composed, "same._target_") is None
    monkeypatch.setenv("APP_BASE___TARGET_", "x.X")
    composed = composer.compose("config", files=[whole])
    assert find(composed.tree, ("same", "_target_")) == "x.X"
    assert reason(composed, "same._target_") == "an environment variable names it"


class Node(BaseModel):
    """A schema with targets in its defaults."""

    target: str = "a.Default"
    nested: dict[str, Any] = {"_target_": "a.Nested"}


class Root(BaseModel):
    """The root."""

    node: Node = Node()
    chosen: str = "${node.target}"
    text: str = MISSING


@pytest.mark.parametrize(
    ("key", "overrides", "expected"),
    [
        ("node.target", (), None),
        ("node.nested._target_", (), None),
        ("chosen", (), None),
        ("node.target", ("text=a.Default",), None),
        ("node.target", ("node.target=x.X",), OVERRIDE),
        ("chosen", ("node.target=x.X",), OVERRIDE),
        ("node.nested._target_", ("node.nested._target_=x.X",), OVERRIDE),
        ("text", ("text=x.X",), OVERRIDE),
    ],
)
def test_the_defaults_of_a_schema_are_trusted(
    key: str, overrides: tuple[str, ...], expected: str | None, tree: Tree
) -> None:
    """What nobody sets but the class is the program's own word."""
    composed = Composer(tree({"config.yaml": "text: t\n"})).compose("config", *overrides, schema=Root)
    assert reason(composed, key) == expected


def test_what_is_not_evaluated_is_not_trusted(tree: Tree) -> None:
    """Of a call that nobody has made, nobody knows what it reads."""
    composed = Composer(tree({"config.yaml": "a: ${oc.decode:b.B}\n"})).compose("config")
    trust = Trust(composed._provenance, composed._resolve())
    assert not trust.at(("a",))
    assert composed.config.a == "b.B"
    assert trust.at(("a",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${b}", False),
        ("${oc.select:b}", False),
        ("${oc.env:HOME,x}", True),
        ("${oc.decode:${oc.env:HOME,x}}", True),
        ("${now:%Y}", True),
        ("${own:x}", True),
    ],
)
def test_what_comes_from_outside_is_told(text: str, store: ConfigStore, tree: Tree, *, expected: bool) -> None:
    """Whoever evaluates a part of a tree before it is composed asks whether anything else has a part in it."""
    composed = Composer(tree({"config.yaml": f"a: {text}\nb: c\n"}), store=store).compose("config")
    resolution = composed._resolve()
    resolution.value(("a",))
    assert calls_outside(resolution) is expected


def test_a_long_chain_ends(tree: Tree) -> None:
    """However many references lie between, the answer is that of the last; a fan of them is asked once."""
    lines = [f"a{number}: ${{a{number + 1}}}" for number in range(150)]
    fan = [f'f{number}: ["${{f{number + 1}}}", "${{f{number + 1}}}"]' for number in range(12)]
    folder = tree({"config.yaml": "\n".join([*lines, "a150: b.B", *fan, "f12: c.C"])})
    composer = Composer(folder)
    assert reason(composer.compose("config"), "a0") is None
    assert reason(composer.compose("config", "a150=x.X"), "a0") == OVERRIDE
    assert reason(composer.compose("config", "f12=x.X"), "f0") == OVERRIDE
