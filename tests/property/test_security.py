"""Ways to reach code that neither the program nor its files name: each is refused, and its honest neighbour works.

``tripwire`` is a module that nobody may import. A refusal comes before that, whatever the way.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import pickle
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml
from pydantic import BaseModel, Field, ImportString

from typedconf import (
    Composer,
    Composition,
    Config,
    ConfigError,
    ConfigStore,
    DocumentError,
    Target,
    TargetNotFound,
    TargetRefused,
    ValidationFailed,
    merge,
    plain,
    to_yaml,
)
from typedconf.instantiation import instantiate

if TYPE_CHECKING:
    import builtins  # noqa: F401  of a path in brackets
    import collections
    from collections.abc import Callable, Mapping

EVIL: Final = "tripwire.boom"
FILES: Final[Mapping[str, str]] = {
    "config.yaml": """
defaults: [{opt: one}, _self_]
name: one
targets: {one: builtins.dict, two: collections.OrderedDict}
package: tripwire
left: trip
right: wire.boom
cls: dict
chosen: {_target_: "${targets.${name}}", a: 1}
joined: {_target_: "builtins.${cls}", a: 1}
selected: {_target_: "${oc.select:targets.three,${targets.one}}"}
decoded: {_target_: "${oc.decode:${targets.one}}"}
made: "${oc.create:${opt}}"
many: {_target_: builtins.dict, inner: "${oc.dict.values:nodes}"}
nodes: {a: {_target_: builtins.dict, a: 1}}
open: {_target_: '???', a: 1}
items: [{_target_: builtins.dict, a: 1}]
alias: ${opt}
method: {_target_: hydra.utils.get_method, path: json.loads}
class: {_target_: hydra.utils.get_class, path: json.JSONDecoder}
object: {_target_: hydra.utils.get_object, path: json.loads}
located: {_target_: typedconf.instantiation.locate, _args_: [json.loads]}
nested: {_target_: hydra.utils.instantiate, config: {_target_: builtins.dict, a: 1}}
called: {_target_: hydra.utils.call, config: {_target_: builtins.dict, a: 1}}
logging:
  _target_: logging.config.dictConfig
  _convert_: all
  config:
    version: 1
    disable_existing_loggers: false
    formatters: {f: {format: "%(message)s"}}
    handlers: {h: {class: logging.NullHandler, formatter: f}}
    loggers: {typedconf_test: {handlers: [h]}}
hydra:
  aliases: {t: opt._target_, l: opt.a}
""",
    "opt/one.yaml": "{_target_: builtins.dict, a: 1}\n",
    "opt/two.yaml": "{_target_: collections.OrderedDict, a: 2}\n",
}
# What somebody else has on disk: options, and configs that place themselves elsewhere.
ELSEWHERE: Final[Mapping[str, str]] = {
    "opt/evil.yaml": f"{{_target_: {EVIL}}}\n",
    "opt/stored.yaml": f"{{_target_: {EVIL}}}\n",
    "placed/opt.yaml": f"# @package opt\n_target_: {EVIL}\n",
    "placed/all.yaml": f"# @package _global_\nopt: {{_target_: {EVIL}}}\n",
    "placed/more.yaml": "# @package _global_\ndefaults: [{override /opt: evil}]\n",
    "placed/fine.yaml": "# @package opt\na: 5\n",
    "values.yaml": "a: 5\n",
    "whole.yaml": f"{{_target_: {EVIL}}}\n",
    "apply.yaml": f"!!python/object/apply:{EVIL} []\n",
    "name.yaml": f"_target_: !!python/name:{EVIL}\n",
    "module.yaml": "_target_: !!python/module:tripwire\n",
    "new.yaml": f"_target_: !!python/object/new:{EVIL} []\n",
    "tuple.yaml": "a: [1, 2]\n",
}


@pytest.fixture(autouse=True)
def tripwire(tmp_path: Path, tree: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's files in ``conf``, somebody else's in ``elsewhere``, and the module that nobody imports."""
    tree(FILES)
    for name, text in ELSEWHERE.items():
        path = tmp_path / "elsewhere" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "tripwire.py").write_text(
        "def boom(*_, **__):\n    return 'boom'\nclass Class: pass\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "tripwire", raising=False)
    for name in [name for name in os.environ if name.startswith("APP_")]:
        monkeypatch.delenv(name)


def refused(
    build: Callable[[], Any], kind: type[ConfigError] | tuple[type[ConfigError], ...] = TargetRefused
) -> ConfigError:
    """The refusal that ``build`` ends in, before anything was imported."""
    with pytest.raises(kind) as caught:
        build()
    assert "tripwire" not in sys.modules
    return caught.value


def composed(*overrides: str, **options: Any) -> Composition[Any]:
    """The program's composition."""
    return Composer("conf", **options).compose("config", *overrides)


def built(key: str, *overrides: str, **options: Any) -> Any:
    """What the node at a key comes to."""
    return instantiate(composed(*overrides, **options).config.select(key))


# -- overrides --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "attack", "neighbour", "expected"),
    [
        pytest.param("opt", [f"opt._target_={EVIL}"], ["opt.a=2"], {"a": 2}, id="a change"),
        pytest.param("opt", [f'opt._target_="{EVIL}"'], ["opt.a='x'"], {"a": "x"}, id="a quoted text"),
        pytest.param("opt", [f"opt._target_=str({EVIL})"], ["opt.a=str(2)"], {"a": "2"}, id="a cast"),
        pytest.param("new", [f"+new._target_={EVIL}"], ["+new=${opt}"], {"a": 1}, id="an addition"),
        pytest.param("opt", [f"++opt._target_={EVIL}"], ["++opt.b=2"], {"a": 1, "b": 2}, id="a forced addition"),
        pytest.param(
            "opt", ["~opt._target_", f"+opt._target_={EVIL}"], ["~opt.a", "+opt.a=3"], {"a": 3}, id="deleted and added"
        ),
        pytest.param("opt", [f"opt={{_target_: {EVIL}}}"], ["opt={a: 3}"], {"a": 3}, id="a mapping"),
        pytest.param("new", [f"+new={{_target_: {EVIL}}}"], ["+new={a: 3}"], {"a": 3}, id="a new mapping"),
        pytest.param(
            "opt", [f"+opt.inner={{_target_: {EVIL}}}"], ["+opt.inner={b: 1}"], {"a": 1, "inner": {"b": 1}}, id="below"
        ),
        pytest.param(
            "opt", [f"+opt.inner=[{{_target_: {EVIL}}}]"], ["+opt.inner=[1]"], {"a": 1, "inner": [1]}, id="in a list"
        ),
        pytest.param("opt", [f"opt=replace({{_target_: {EVIL}}})"], ["opt.a=replace(4)"], {"a": 4}, id="replace"),
        pytest.param(
            "items",
            [f"items=append({{_target_: {EVIL}}})"],
            ["items=append({b: 1})"],
            [{"a": 1}, {"b": 1}],
            id="append",
        ),
        pytest.param(
            "items",
            [f"items=prepend({{_target_: {EVIL}}})"],
            ["items=prepend({b: 1})"],
            [{"b": 1}, {"a": 1}],
            id="prepend",
        ),
        pytest.param("items", [f"items[0]._target_={EVIL}"], ["items[0].a=2"], [{"a": 2}], id="an item"),
        pytest.param("items", [f"items=[{{_target_: {EVIL}}}]"], ["items=[1]"], [1], id="a whole list"),
        pytest.param("open", [f"open._target_={EVIL}"], ["open._target_=${targets.one}"], {"a": 1}, id="a gap filled"),
        pytest.param("opt", [f"t={EVIL}"], ["l=7"], {"a": 7}, id="an alias of overrides"),
        pytest.param(
            "opt",
            ["+opt._partial_=true", f"opt._target_={EVIL}"],
            ["+opt._partial_=false"],
            {"a": 1},
            id="a partial",
        ),
        pytest.param("alias", [f"opt._target_={EVIL}"], ["opt.a=2"], {"a": 2}, id="by a reference to the node"),
        pytest.param("chosen", [f"targets.one={EVIL}"], ["name=two"], {"a": 1}, id="by a reference to the text"),
        pytest.param("joined", ["cls=exec"], ["joined.a=2"], {"a": 2}, id="a part of the text"),
        pytest.param("selected", [f"+targets.three={EVIL}"], ["+targets.four=x"], {}, id="oc.select of a file"),
        pytest.param("decoded", [f"targets.one={EVIL}"], ["targets.two=x"], {}, id="oc.decode of a file"),
        pytest.param("made", [f"opt._target_={EVIL}"], ["opt.a=2"], {"a": 2}, id="oc.create of a file"),
        pytest.param(
            "many",
            [f"nodes.a._target_={EVIL}"],
            ["nodes.a.a=2"],
            {"inner": [{"a": 2}]},
            id="oc.dict.values of a file",
        ),
        pytest.param(
            "opt", ["opt._target_=${package}.boom"], ["opt._target_=${targets.two}"], {"a": 1}, id="joined to a text"
        ),
        pytest.param(
            "opt", ["opt._target_=${left}${right}"], ["opt.a=${left}${right}"], {"a": "tripwire.boom"}, id="two texts"
        ),
        pytest.param(
            "opt",
            [f"opt._target_=${{oc.select:nothing,{EVIL}}}"],
            ["opt._target_=${oc.select:targets.two}"],
            {"a": 1},
            id="oc.select",
        ),
        pytest.param(
            "opt", [f"opt._target_=${{oc.decode:'{EVIL}'}}"], ["opt.a=${oc.decode:'[1]'}"], {"a": [1]}, id="oc.decode"
        ),
        pytest.param(
            "new",
            [f"+new=${{oc.create:'_target_: {EVIL}'}}"],
            ["+new=${oc.create:'a: 1'}"],
            {"a": 1},
            id="oc.create",
        ),
        pytest.param(
            "new",
            [f"+new=\"${{oc.create:'x: {{_target_: {EVIL}}}'}}\""],
            ["+new=\"${oc.create:'x: {a: 1}'}\""],
            {"x": {"a": 1}},
            id="oc.create, deeper",
        ),
        pytest.param(
            "opt",
            ["opt._target_=${keys[0]}", "+names={tripwire.boom: 1}", "+keys=${oc.dict.keys:names}"],
            ["opt.a=${keys[0]}", "+names={tripwire.boom: 1}", "+keys=${oc.dict.keys:names}"],
            {"a": "tripwire.boom"},
            id="oc.dict.keys",
        ),
        pytest.param("opt", ["opt._target_=${hydra:job.name}"], ["opt.a=${hydra:job.name}"], {"a": "app"}, id="hydra:"),
        pytest.param(
            "opt", ["opt._target_=tripwire.${now:b}oom"], ["opt.a=${now:b}"], {"a": "b"}, id="now, in an override"
        ),
        pytest.param(
            "opt", ["opt=file(elsewhere/whole.yaml)"], ["opt=file(elsewhere/values.yaml)"], {"a": 5}, id="a file"
        ),
        pytest.param(
            "opt",
            ["hydra.searchpath=[elsewhere]", "opt=evil"],
            ["hydra.searchpath=[elsewhere]"],
            {"a": 1},
            id="a place",
        ),
        pytest.param(
            "other",
            ["hydra.searchpath=[elsewhere]", "+opt@other=evil"],
            ["+opt@other=two"],
            {"a": 2},
            id="another package",
        ),
        pytest.param(
            "opt",
            ["hydra.searchpath=[elsewhere]", "+placed=opt"],
            ["hydra.searchpath=[elsewhere]", "+placed=fine"],
            {"a": 5},
            id="a header",
        ),
        pytest.param(
            "opt", ["hydra.searchpath=[elsewhere]", "+placed=all"], ["opt=two"], {"a": 2}, id="a header to the root"
        ),
        pytest.param(
            "opt", ["hydra.searchpath=[elsewhere]", "+placed=more"], ["opt=two"], {"a": 2}, id="a list of defaults"
        ),
        pytest.param(
            "opt",
            ["hydra.searchpath=[file://elsewhere]", "opt=evil"],
            ["opt=two"],
            {"a": 2},
            id="a place by its scheme",
        ),
    ],
)
def test_an_override_names_no_code(key: str, attack: list[str], neighbour: list[str], expected: Any) -> None:
    """Whatever an override says, and wherever it flows, is no target; values and choices are."""
    error = refused(lambda: built(key, *attack))
    assert error.problems[0].suggestion is not None
    assert built(key, *neighbour) == expected


@pytest.mark.parametrize("job", [0, 1])
def test_a_sweep_names_no_code(job: int) -> None:
    """An element of a sweep is an override; one over options chooses."""
    composer = Composer("conf")
    evil = list(composer.expand("config", f"opt._target_={EVIL},{EVIL}2"))[job]
    refused(lambda: instantiate(evil.config.opt))
    fine = list(composer.expand("config", "opt=one,two"))[job]
    assert instantiate(fine.config.opt) == {"a": job + 1}


# -- what comes from outside ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "attack", "neighbour", "expected"),
    [
        pytest.param("APP_OPT___TARGET_", EVIL, None, {"a": 1}, id="a key"),
        pytest.param("APP_opt___target_", EVIL, None, {"a": 1}, id="a key, in lower case"),
        pytest.param("APP_OPT__A", None, "7", {"a": 7}, id="a value"),
        pytest.param("APP_OPT", f"{{_target_: {EVIL}}}", "two", {"a": 2}, id="a mapping"),
        pytest.param("APP_OPT__A", f"{{_target_: {EVIL}}}", "[1]", {"a": [1]}, id="a mapping below"),
    ],
)
def test_a_variable_names_no_code(
    name: str, attack: str | None, neighbour: str | None, expected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable sets values and chooses options."""
    if attack is not None:
        monkeypatch.setenv(name, attack)
        refused(lambda: built("opt", env_prefix="APP_"))
        monkeypatch.delenv(name)
    if neighbour is not None:
        monkeypatch.setenv(name, neighbour)
    assert built("opt", env_prefix="APP_") == expected


def test_a_dotenv_file_names_no_code(tmp_path: Path) -> None:
    """Its lines are variables."""
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"APP_OPT___TARGET_={EVIL}\n", encoding="utf-8")
    refused(lambda: built("opt", env_prefix="APP_", env_file=dotenv))
    dotenv.write_text("APP_OPT__A=7\n", encoding="utf-8")
    assert built("opt", env_prefix="APP_", env_file=dotenv) == {"a": 7}


def test_a_secret_names_no_code(tmp_path: Path) -> None:
    """Nor is it shown when it tries to."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "opt___target_").write_text(EVIL, encoding="utf-8")
    error = refused(lambda: built("opt", secrets_dir=folder))
    assert EVIL not in str(error)
    (folder / "opt___target_").unlink()
    (folder / "opt__a").write_text("7", encoding="utf-8")
    assert built("opt", secrets_dir=folder) == {"a": "7"}


@pytest.mark.parametrize(
    ("attack", "neighbour"),
    [
        pytest.param("{_target_: '${oc.env:NAMED}'}", "{_target_: builtins.dict, a: '${oc.env:NAMED}'}", id="oc.env"),
        pytest.param(
            "{_target_: '${oc.env:NOT_SET,tripwire.boom}'}",
            "{_target_: builtins.dict, a: '${oc.env:NOT_SET,tripwire.boom}'}",
            id="a default of oc.env",
        ),
        pytest.param(
            "{_target_: '${oc.decode:${oc.env:NAMED}}'}",
            "{_target_: builtins.dict, a: '${oc.decode:${oc.env:NAMED}}'}",
            id="oc.env in oc.decode",
        ),
        pytest.param(
            "'${oc.create:${oc.env:YAML}}'",
            "{_target_: builtins.dict, a: '${oc.env:NAMED}'}",
            id="oc.env in oc.create",
        ),
        pytest.param(
            "{_target_: '${own:tripwire.boom}'}",
            "{_target_: builtins.dict, a: '${own:tripwire.boom}'}",
            id="a resolver",
        ),
        pytest.param(
            "{_target_: 'tripwire.${now:b}oom'}", "{_target_: builtins.dict, a: 'tripwire.${now:b}oom'}", id="now"
        ),
    ],
)
def test_a_resolver_names_no_code(attack: str, neighbour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a resolver brings from outside is a value, also in the program's own files."""
    monkeypatch.setenv("NAMED", EVIL)
    monkeypatch.setenv("YAML", f"_target_: {EVIL}")
    store = ConfigStore()
    store.resolver("own")(lambda text: text)
    Path("conf/opt/one.yaml").write_text(attack if attack[0] == "{" else f"x: {attack}\n", encoding="utf-8")
    refused(lambda: built("opt", store=store))
    Path("conf/opt/one.yaml").write_text(neighbour, encoding="utf-8")
    assert built("opt", store=store) == {"a": EVIL}


def test_a_place_that_a_variable_names_holds_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search path through ``oc.env`` is somebody else's, though the program's own file says it."""
    primary = Path("conf/config.yaml")
    text = primary.read_text(encoding="utf-8")
    monkeypatch.setenv("PLACE", "elsewhere")
    primary.write_text(text.replace("hydra:\n", "hydra:\n  searchpath: ['${oc.env:PLACE}']\n"), encoding="utf-8")
    refused(lambda: built("opt", "opt=evil"))
    primary.write_text(text.replace("hydra:\n", "hydra:\n  searchpath: [elsewhere]\n"), encoding="utf-8")
    assert built("placed", "+placed@placed=fine") == {"a": 5}


def test_a_file_in_an_overridden_place_does_not_stand_in_for_the_stores() -> None:
    """Under the name of a node of the store it is still somebody else's."""
    store = ConfigStore()
    store.add("opt/stored", {"_target_": "builtins.dict", "a": 3})
    refused(lambda: built("opt", "hydra.searchpath=[elsewhere]", "opt=stored", store=store))
    assert built("opt", "opt=stored", store=store) == {"a": 3}


@pytest.mark.parametrize("name", ["apply", "name", "module", "new"])
def test_a_tag_of_yaml_names_no_code(name: str) -> None:
    """YAML is data, in files and in texts."""
    refused(lambda: built("opt", f"opt=file(elsewhere/{name}.yaml)"), DocumentError)
    text = Path(f"elsewhere/{name}.yaml").read_text(encoding="utf-8").strip()
    Path("conf/opt/three.yaml").write_text(text + "\n", encoding="utf-8")
    refused(lambda: built("opt", "opt=three"), DocumentError)
    refused(lambda: built("new", f"+new=${{oc.create:'{text}'}}"), ConfigError)
    assert built("opt", "opt=file(elsewhere/tuple.yaml)") == {"a": [1, 2]}


# -- paths ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allow", "attack", "neighbour", "expected"),
    [
        pytest.param(["json.*"], "json.loads.__globals__.get", "json.loads", None, id="globals"),
        pytest.param(["builtins.*"], "builtins.object.__subclasses__", "builtins.dict", {}, id="subclasses"),
        pytest.param(["builtins.*"], "builtins.dict.__class__", "builtins.dict", {}, id="a class's class"),
        pytest.param(["json.*"], "json.__builtins__.get", "json.JSONDecoder", None, id="builtins"),
        pytest.param(["json.*"], "json.__loader__.load_module", "json.JSONEncoder", None, id="a loader"),
        pytest.param(["logging.*"], "logging.os.system", "logging.Formatter", None, id="a module in a module"),
        pytest.param(["logging.*"], "logging.os.path.join", "logging.Filter", None, id="a module in that"),
        pytest.param(["logging.*"], "logging.sys.modules.get", "logging.Handler", None, id="sys.modules"),
        pytest.param(["logging.*"], "logging.config.importlib.import_module", "logging.Handler", None, id="importlib"),
        pytest.param(["logging.*"], "logging.config.socketserver.os.system", "logging.Manager", None, id="deeper"),
        pytest.param(["json.*"], "json.decoder.scanner.re.compile", "json.JSONDecoder", None, id="another package"),
        pytest.param(["json.*"], "json.codecs.open", "json.JSONDecoder", None, id="a builtin's module"),
        pytest.param(["logging.*"], "logging.Template", "logging.Formatter", None, id="an imported class"),
        pytest.param(
            ["logging.*"], "logging.Formatter.converter", "logging.Formatter", None, id="an imported function"
        ),
        pytest.param(["trip.*"], EVIL, "builtins.dict", None, id="the beginning of a name"),
        pytest.param(["tripwire.bo"], EVIL, "builtins.dict", None, id="a part of a name"),
        pytest.param(["wire.*"], EVIL, "builtins.dict", None, id="the end of a name"),
        pytest.param(["Tripwire.*"], EVIL, "builtins.dict", None, id="another case"),
        pytest.param(["tripwire.Class"], EVIL, "builtins.dict", None, id="another name"),
        pytest.param(["tripwire.boom.x"], EVIL, "builtins.dict", None, id="what lies below"),
        pytest.param(["json.*"], "json", "json.JSONDecoder", None, id="the package itself"),
        pytest.param(["json.*"], "' json.loads'", "json.JSONDecoder", None, id="a blank"),
        pytest.param(["json.*"], "ｊson.loads", "json.JSONDecoder", None, id="a wide letter"),  # noqa: RUF001
        pytest.param(["json.*"], "json..loads", "json.JSONDecoder", None, id="two dots"),
        pytest.param(["json.*"], ".json.loads", "json.JSONDecoder", None, id="a relative path"),
        pytest.param(["json.*"], "'json.loads:x'", "json.JSONDecoder", None, id="a colon"),
    ],
)
def test_what_is_allowed_opens_nothing_else(allow: list[str], attack: str, neighbour: str, expected: Any) -> None:
    """A pattern permits what is its own, by whatever path one tries to get through it."""
    refused(lambda: built("opt", f"opt._target_={attack}", allow=allow), (TargetRefused, TargetNotFound))
    made = instantiate(
        composed(f"opt._target_={neighbour}", "+opt._partial_=true").config.opt, allow=[*allow, neighbour]
    )
    assert made.func is not None
    if expected is not None:
        assert made() == {"a": 1}


@pytest.mark.parametrize(
    "text", ["json.loads.__globals__", "builtins.__dict__.get", "os.__class__", "__main__.__dict__"]
)
def test_nobody_reaches_behind_pythons_names(text: str) -> None:
    """Not even a file of the program."""
    Path("conf/opt/three.yaml").write_text(f"_target_: {text}\n", encoding="utf-8")
    refused(lambda: built("opt", "opt=three"))


@pytest.mark.parametrize("pattern", ["*", ".*", "*.*", "**", "", "os.*.path", "__builtins__.*"])
def test_no_pattern_opens_everything(pattern: str) -> None:
    """Such patterns are errors, where they are given."""
    with pytest.raises(ConfigError):
        instantiate(composed(f"opt._target_={EVIL}").config.opt, allow=[pattern])
    assert "tripwire" not in sys.modules


def test_what_one_call_allows_is_forgotten() -> None:
    """``allow=`` of a call holds for that call."""
    node = composed("opt._target_=collections.OrderedDict").config.opt
    assert instantiate(node, allow="collections.OrderedDict") == {"a": 1}
    with pytest.raises(TargetRefused):
        instantiate(node)


# -- what finds code by its path --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "attack", "neighbour", "expected"),
    [
        ("method", f"method.path={EVIL}", "opt.a=2", json.loads),
        ("class", "class.path=tripwire.Class", "opt.a=2", json.JSONDecoder),
        ("object", f"object.path={EVIL}", "opt.a=2", json.loads),
        ("located", f"located._args_=[{EVIL}]", "opt.a=2", json.loads),
        ("nested", f"nested.config._target_={EVIL}", "nested.config.a=2", {"a": 2}),
        ("called", f"called.config={{_target_: {EVIL}}}", "called.config={a: 2}", {"a": 2}),
        ("opt", "+opt={_target_: hydra.utils.get_method, path: os.system}", "opt={a: 2}", {"a": 2}),
        ("opt", f"+opt={{_target_: typedconf.locate, path: {EVIL}}}", "opt={a: 2}", {"a": 2}),
    ],
)
def test_what_locates_is_told_nothing_by_others(key: str, attack: str, neighbour: str, expected: Any) -> None:
    """The path that a locator is given is a target, and so is what is within a node to build."""
    refused(lambda: built(key, attack))
    assert built(key, neighbour) == expected


@pytest.mark.parametrize(
    "attack",
    [
        "logging.config.handlers.h.class=tripwire.Class",
        "+logging.config.handlers.h={'()': tripwire.boom}",
        "+logging.config.formatters.f={'()': tripwire.boom}",
        "+logging.config.filters={x: {'()': tripwire.boom}}",
        "++logging.config.handlers={h: {class: logging.StreamHandler, stream: ext://tripwire.boom}}",
        "+logging.config.handlers.h.stream=ext://tripwire.boom",
        "logging.config={version: 1, handlers: {h: {class: tripwire.Class}}}",
    ],
)
def test_a_logging_config_names_no_code(attack: str) -> None:
    """``class``, ``()`` and ``ext://`` are targets."""
    refused(lambda: built("logging", attack))
    assert built("logging", "logging.config.formatters.f.format='%(name)s'") is None
    assert [type(one) for one in logging.getLogger("typedconf_test").handlers] == [logging.NullHandler]


def test_a_coercion_names_no_code() -> None:
    """``oc.coerce`` takes the types that it knows."""
    refused(lambda: composed("opt.a=${oc.coerce:tripwire.Class,1}").config.opt.a, ConfigError)
    assert composed("opt.a=${oc.coerce:int,'1'}").config.opt.a == 1


class Importing(BaseModel):
    """Imports by text."""

    one: ImportString[Any] = "json.loads"
    some: list[ImportString[Any]] = []
    by: dict[str, ImportString[Any] | None] = {}


class WithImports(BaseModel):
    """The root."""

    imports: Importing = Importing()


@pytest.mark.parametrize(
    "attack",
    [
        f"imports.one={EVIL}",
        "imports.one=tripwire:boom",
        f"imports={{one: {EVIL}}}",
        f"imports.some=[{EVIL}]",
        f"+imports.by.x={EVIL}",
        "imports.one=logging.os.system",
    ],
)
def test_a_field_that_imports_is_a_target(attack: str, tree: Callable[..., Path]) -> None:
    """Validation imports what the program's files and classes name."""
    composer = Composer(tree({"imports.yaml": "imports: {some: [json.dumps], other: 1}\n".replace(", other: 1", "")}))
    composition = composer.compose("imports", attack, schema=WithImports)
    refused(lambda: composition.value, ValidationFailed)
    value = composer.compose("imports", schema=WithImports).value
    assert value.imports.some == [json.dumps]
    chosen = composer.compose("imports", "imports.one=${imports.some[0]}", schema=WithImports).value
    assert chosen.imports.one is json.dumps


# -- what has lost its composition ------------------------------------------------------------------------------

NODE: Final = {"_target_": EVIL}


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(lambda: instantiate(NODE), id="a mapping"),
        pytest.param(lambda: instantiate([NODE]), id="a list"),
        pytest.param(lambda: instantiate({"a": {"b": [NODE]}}), id="deep in a mapping"),
        pytest.param(lambda: instantiate(Config(NODE)), id="a Config"),
        pytest.param(lambda: instantiate(Config({"a": NODE}).a), id="a part of a Config"),
        pytest.param(lambda: instantiate(pickle.loads(pickle.dumps(Config(NODE)))), id="a pickle of a Config"),
        pytest.param(lambda: instantiate(copy.deepcopy(Config(NODE))), id="a copy of a Config"),
        pytest.param(lambda: instantiate(Config({"_target_": "${t}", "t": EVIL})), id="a Config with a reference"),
        pytest.param(lambda: instantiate(plain(composed(f"opt._target_={EVIL}").config.opt)), id="plain"),
        pytest.param(lambda: instantiate(merge({"a": 1}, NODE)), id="merge"),
        pytest.param(
            lambda: instantiate(yaml.safe_load(to_yaml(composed(f"opt._target_={EVIL}").config.opt))), id="YAML text"
        ),
        pytest.param(
            lambda: instantiate(pickle.loads(pickle.dumps(composed(f"opt._target_={EVIL}").config)).opt),
            id="a pickle of what was composed",
        ),
        pytest.param(
            lambda: instantiate(pickle.loads(pickle.dumps(composed(f"opt._target_={EVIL}"))).config.opt),
            id="a pickle of a composition",
        ),
        pytest.param(
            lambda: instantiate(copy.deepcopy(composed(f"opt._target_={EVIL}").config).opt), id="a copy of the same"
        ),
        pytest.param(lambda: instantiate(composed().config.opt, _target_=EVIL), id="a target at the call"),
        pytest.param(lambda: instantiate(composed().config.opt, a=NODE), id="a node at the call"),
        pytest.param(lambda: instantiate(composed().config.opt, a=[NODE]), id="a list of nodes at the call"),
        pytest.param(lambda: instantiate(composed().config.nested, config=NODE), id="a node to build at the call"),
        pytest.param(lambda: instantiate(composed().config.method, path=EVIL), id="a path at the call"),
        pytest.param(lambda: instantiate(composed().config.method, EVIL), id="a path at the call, by position"),
        pytest.param(
            lambda: instantiate(
                composed("opt._target_=${oc.env:NAMED,x.y}").with_facts(environment={"NAMED": EVIL}).config.opt
            ),
            id="other facts",
        ),
    ],
)
def test_what_nobody_knows_the_writer_of_names_no_code(attack: Callable[[], Any]) -> None:
    """Plain data, whatever it was made from, and arguments of the call need ``allow``."""
    refused(attack)


@pytest.mark.parametrize(
    "neighbour",
    [
        pytest.param(lambda: instantiate({"a": 1}), id="a mapping"),
        pytest.param(lambda: instantiate({"_target_": dict, "a": 1}), id="a class as the target"),
        pytest.param(lambda: instantiate({"_target_": "builtins.dict", "a": 1}, allow="builtins.dict"), id="allowed"),
        pytest.param(
            lambda: instantiate(Config({"_target_": "builtins.dict", "a": 1}), allow="builtins.*"), id="below"
        ),
        pytest.param(lambda: instantiate(plain(composed().config.opt), allow="builtins.dict"), id="plain"),
        pytest.param(lambda: instantiate(merge({"a": 2}, {"a": 1})), id="merge"),
        pytest.param(lambda: instantiate(pickle.loads(pickle.dumps(composed().config)).opt), id="a pickle"),
        pytest.param(lambda: instantiate(pickle.loads(pickle.dumps(composed())).config.opt), id="of a composition"),
        pytest.param(lambda: instantiate(pickle.loads(pickle.dumps(composed().config.opt))), id="of a node"),
        pytest.param(lambda: instantiate(copy.deepcopy(composed().config).opt), id="a copy"),
        pytest.param(lambda: instantiate(composed("opt.a=3").config.opt, a=1), id="a value at the call"),
        pytest.param(lambda: instantiate(composed(allow="collections.*").config.opt), id="allowed for the composition"),
        pytest.param(
            lambda: instantiate(composed("opt._target_=collections.OrderedDict", allow="collections.*").config.opt),
            id="allowed by the program",
        ),
        pytest.param(lambda: instantiate(composed().with_facts(environment={}).config.opt), id="other facts"),
    ],
)
def test_what_the_program_says_is_built(neighbour: Callable[[], Any]) -> None:
    """What came from a composition keeps its judgement; and a class, or a permission, is the program's own word."""
    assert neighbour() == {"a": 1}


# -- what a schema holds ----------------------------------------------------------------------------------------


class Fixed(Target["builtins.dict[str, int]"]):
    """Its target is fixed."""

    a: int = 0


@dataclass
class Named:
    """Names its target in a field, as the reference's structured configs do."""

    _target_: str = "builtins.dict"
    a: int = 1


class Typed(BaseModel):
    """A root of fields of every kind."""

    fixed: Fixed = Fixed(a=1)
    bare: Target["collections.OrderedDict[str, int]"]
    named: Named = Field(default_factory=Named)
    untyped: Config
    any: Any = None
    mapping: dict[str, Any] = {}


TYPED: Final = """
fixed: {a: 1}
bare: {_target_: collections.OrderedDict, a: 1}
named: {a: 1}
untyped: {x: {_target_: builtins.dict, a: 1}}
any: {_target_: builtins.dict, a: 1}
mapping: {_target_: builtins.dict, a: 1}
"""


def typed(*overrides: str) -> Any:
    """The validated object."""
    Path("conf/typed.yaml").write_text(TYPED, encoding="utf-8")
    return Composer("conf").compose("typed", *overrides, schema=Typed).value


@pytest.mark.parametrize(
    ("override", "node"),
    [
        pytest.param(f"fixed._target_={EVIL}", lambda value: value.fixed, id="a fixed target"),
        pytest.param(f"bare._target_={EVIL}", lambda value: value.bare, id="any target"),
        pytest.param(f"named._target_={EVIL}", lambda value: value.named, id="a field"),
        pytest.param(f"untyped.x._target_={EVIL}", lambda value: value.untyped.x, id="an untyped part"),
        pytest.param(f"any._target_={EVIL}", lambda value: value.any, id="Any"),
        pytest.param(f"mapping._target_={EVIL}", lambda value: value.mapping, id="a mapping"),
        pytest.param(f"+bare.inner={{_target_: {EVIL}}}", lambda value: value.bare, id="an argument of any target"),
        pytest.param(
            f"untyped.x._target_={EVIL}",
            lambda value: pickle.loads(pickle.dumps(value)).untyped.x,
            id="an untyped part of a pickle",
        ),
        pytest.param(
            f"bare._target_={EVIL}", lambda value: pickle.loads(pickle.dumps(value)).bare, id="any target of a pickle"
        ),
        pytest.param(f"bare._target_={EVIL}", lambda value: copy.deepcopy(value).bare, id="any target of a copy"),
        pytest.param(f"bare._target_={EVIL}", lambda value: value.model_copy(deep=True).bare, id="of a model's copy"),
    ],
)
def test_a_schema_lets_nobody_name_code(override: str, node: Callable[[Any], Any]) -> None:
    """Whatever the type of a field, an override of its target is refused: by the schema, or when it is built."""
    refused(lambda: instantiate(node(typed(override))), (TargetRefused, ValidationFailed))


@pytest.mark.parametrize("name", ["bare", "named"])
@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, lambda node: pickle.loads(pickle.dumps(node))])
def test_a_target_that_is_changed_afterwards_is_not_built(name: str, way: Callable[[Any], Any]) -> None:
    """The judgement is of what was composed, and for nothing that was put in its place: that is refused or ignored."""
    node = getattr(typed(), name)
    node._target_ = EVIL
    with suppress(TargetRefused):
        assert instantiate(way(node)) == {"a": 1}
    assert "tripwire" not in sys.modules
    fine = getattr(typed(), name)
    fine.a = 2
    assert instantiate(way(fine)) == {"a": 2}


@pytest.mark.parametrize(
    "node",
    [
        pytest.param(lambda value: value.fixed, id="a fixed target"),
        pytest.param(lambda value: value.bare, id="any target"),
        pytest.param(lambda value: value.named, id="a field"),
        pytest.param(lambda value: value.untyped.x, id="an untyped part"),
        pytest.param(lambda value: pickle.loads(pickle.dumps(value)).untyped.x, id="an untyped part of a pickle"),
        pytest.param(lambda value: pickle.loads(pickle.dumps(value)).bare, id="any target of a pickle"),
        pytest.param(lambda value: copy.deepcopy(value).bare, id="any target of a copy"),
    ],
)
def test_a_schema_keeps_what_files_name(node: Callable[[Any], Any]) -> None:
    """What the program's files and classes name is built from its objects."""
    assert instantiate(node(typed())) == {"a": 1}


@pytest.mark.parametrize("name", ["any", "mapping"])
def test_plain_parts_of_an_object_say_what_would_keep_them(name: str) -> None:
    """In ``Any`` and ``dict`` nodes are plain data: nobody knows who wrote them."""
    error = refused(lambda: instantiate(getattr(typed(), name)))
    assert "Config" in str(error)
