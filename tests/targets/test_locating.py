"""Dotted paths: what they lead to, and what is said where they lead to nothing."""

from __future__ import annotations

import collections
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from typedconf.errors import ConfigError, TargetNotFound, TargetRefused
from typedconf.targets.locating import OURS, get_class, get_method, get_object, locate, own_name, walk

ROOT = Path(__file__).resolve().parents[2]
VALUE = {"a": 1}


class Outer:
    """Has something of each kind inside."""

    limit = 3

    class Inner:
        """A class in a class."""

        @classmethod
        def make(cls) -> Outer.Inner:
            """One of these."""
            return cls()

    def method(self) -> int:
        """The limit."""
        return self.limit

    @property
    def failing(self) -> int:
        """Fails when it is read."""
        raise OSError("no such thing today")


outer = Outer()
HERE = __name__


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("json", json),
        ("json.JSONDecoder", json.JSONDecoder),
        ("json.decoder.JSONDecoder.decode", json.JSONDecoder.decode),
        ("os.path.join", os.path.join),
        ("builtins.len", len),
        ("collections.OrderedDict.fromkeys", collections.OrderedDict.fromkeys),
        (f"{HERE}.Outer.Inner", Outer.Inner),
        (f"{HERE}.Outer.Inner.make", Outer.Inner.make),
        (f"{HERE}.Outer.limit", 3),
        (f"{HERE}.VALUE", VALUE),
        (f"{HERE}.outer", outer),
        ("__main__", sys.modules["__main__"]),
        ("hydra.utils.get_class", get_class),
        ("hydra.utils.get_method", get_method),
        ("hydra.utils.get_static_method", get_method),
        ("hydra.utils.get_object", get_object),
    ],
)
def test_a_path_leads_to_what_it_names(path: str, expected: object) -> None:
    """Modules, classes, functions, methods, inner classes, objects: each is found, and by ``get_object`` too."""
    assert locate(path) == expected
    assert get_object(path) == expected


@pytest.mark.parametrize("path", sorted(OURS))
def test_the_helpers_of_the_reference_are_ours(path: str) -> None:
    """Trees that name them work without the reference."""
    assert locate(path).__module__.startswith("typedconf.")


@pytest.mark.parametrize(
    ("path", "message", "suggestion"),
    [
        ("jsn", "no 'jsn': no module 'jsn'; did you mean json?", "json"),
        ("jsn.loads", "no 'jsn.loads': no module 'jsn'; did you mean json?", "json"),
        (
            "json.decodr",
            "no 'json.decodr': json has neither an attribute nor a module 'decodr'; did you mean decoder?",
            "decoder",
        ),
        (
            "json.decoder.JSONDecodr",
            "no 'json.decoder.JSONDecodr': json.decoder has no attribute 'JSONDecodr'; did you mean JSONDecoder?",
            "JSONDecoder",
        ),
        (
            "json.JSONDecoder.decod.x",
            "no 'json.JSONDecoder.decod.x': json.JSONDecoder has no attribute 'decod'; did you mean decode?",
            "decode",
        ),
        (
            f"{HERE}.outer.limt",
            f"no '{HERE}.outer.limt': {HERE}.outer, a Outer, has no attribute 'limt'; did you mean limit?",
            "limit",
        ),
        ("print", "no 'print': no module 'print'; did you mean builtins.print?", "builtins.print"),
        ("zzqqxxyy.A", "no 'zzqqxxyy.A': no module 'zzqqxxyy'; is it installed?", None),
        ("é.ü", "no 'é.ü': no module 'é'; is it installed?", None),
        ("ricj.A", "no 'ricj.A': no module 'ricj'; did you mean rich?", "rich"),
        ("larch.A", "no 'larch.A': no module 'larch'; is it installed?", None),
        ("", "an empty text is no dotted path", None),
        (".json", "'.json' is a relative path; a target is given from its first module on", None),
        ("..json.loads", "'..json.loads' is a relative path; a target is given from its first module on", None),
        ("json.", "'json.' is no dotted path: a name is missing at a dot", None),
        ("json..loads", "'json..loads' is no dotted path: a name is missing at a dot", None),
        ("json loads", "'json loads' is no dotted path: 'json loads' is no name", None),
        (" json.loads", "' json.loads' is no dotted path: ' json' is no name", None),
        ("json.loads()", "'json.loads()' is no dotted path: 'loads()' is no name", None),
        ("json:loads", "'json:loads' is no dotted path: 'json:loads' is no name", None),
        ("json/loads", "'json/loads' is no dotted path: 'json/loads' is no name", None),
        ("json.1", "'json.1' is no dotted path: '1' is no name", None),
        ("json.\u202eloads", "'json.\\u202eloads' is no dotted path: '\\u202eloads' is no name", None),
        ("json.\x00", "'json.\\x00' is no dotted path: '\\x00' is no name", None),
        (5, "a target is a dotted path, not int", None),
        (None, "a target is a dotted path, not NoneType", None),
    ],
)
def test_a_path_that_leads_nowhere_says_where_it_ends(path: Any, message: str, suggestion: str | None) -> None:
    """The part that failed, and the nearest name to it."""
    with pytest.raises(TargetNotFound) as caught:
        locate(path)
    (problem,) = caught.value.problems
    assert (problem.message, problem.suggestion, problem.value) == (message, suggestion, path)


@pytest.mark.parametrize(
    "path",
    [
        "json.__builtins__",
        "json.__dict__.get",
        "json.loads.__globals__",
        "json.JSONDecoder.__init__.__globals__",
        "json.JSONDecoder.__subclasses__",
        "json.JSONDecoder.__mro__",
        "__builtins__.eval",
        "__import__",
        "os.__main__.x",
        f"{HERE}.Outer.__private",
    ],
)
def test_no_part_begins_with_two_underscores(path: str) -> None:
    """What Python keeps behind its own names is no target; refused before anything is imported."""
    with pytest.raises(TargetRefused) as caught:
        locate(path)
    assert "two underscores" in caught.value.problems[0].message


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package of modules that fail in every way."""
    folder = tmp_path / "falling"
    folder.mkdir()
    modules = {
        "__init__": "shadowed = 'the attribute'",
        "good": "class Good: pass",
        "shadowed": "raise RuntimeError('nobody imports this')",
        "lacking": "import zzqqxx",
        "inner": "import falling.nothing",
        "broken": "def f(:",
        "raising": "raise ValueError('not today')",
        "leaving": "import sys; sys.exit(3)",
        "lazy": "def __getattr__(name):\n    if name == 'heavy': raise ImportError('needs torch')\n    raise AttributeError(name)",  # noqa: E501
    }
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "falling"]:
        monkeypatch.delitem(sys.modules, name)
    return "falling"


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    ("path", "message", "cause"),
    [
        (
            "falling.lacking.A",
            "'falling.lacking' of 'falling.lacking.A' cannot be imported: "  # noqa: ISC004  one message
            "ModuleNotFoundError: No module named 'zzqqxx'",
            ModuleNotFoundError,
        ),
        (
            "falling.lacking",
            "'falling.lacking' cannot be imported: ModuleNotFoundError: No module named 'zzqqxx'",
            ModuleNotFoundError,
        ),
        (
            "falling.inner.A",
            "'falling.inner' of 'falling.inner.A' cannot be imported: "  # noqa: ISC004  one message
            "ModuleNotFoundError: No module named 'falling.nothing'",
            ModuleNotFoundError,
        ),
        (
            "falling.raising.A",
            "'falling.raising' of 'falling.raising.A' cannot be imported: ValueError: not today",
            ValueError,
        ),
        ("falling.leaving.A", "'falling.leaving' of 'falling.leaving.A' cannot be imported: SystemExit: 3", SystemExit),
        ("falling.lazy.heavy", "'falling.lazy.heavy' cannot be imported: ImportError: needs torch", ImportError),
        (f"{HERE}.outer.failing", f"'{HERE}.outer.failing' cannot be imported: OSError: no such thing today", OSError),
    ],
)
def test_what_fails_inside_is_the_cause(path: str, message: str, cause: type[BaseException]) -> None:
    """A module that is there and cannot be imported is no missing name: its own error is told and kept."""
    with pytest.raises(TargetNotFound) as caught:
        locate(path)
    assert caught.value.problems[0].message == message
    assert type(caught.value.__cause__) is cause


@pytest.mark.usefixtures("package")
def test_a_module_with_a_wrong_syntax_is_told() -> None:
    """A syntax error in what is to be imported ends in an error of ours."""
    with pytest.raises(TargetNotFound) as caught:
        locate("falling.broken.f")
    assert isinstance(caught.value.__cause__, SyntaxError)


@pytest.mark.usefixtures("package")
def test_an_attribute_comes_before_a_module() -> None:
    """A package may give a name of its own to what has the name of a module, which then isn't imported."""
    assert locate("falling.shadowed") == "the attribute"
    assert "falling.shadowed" not in sys.modules


@pytest.mark.usefixtures("package")
def test_nothing_is_imported_that_does_not_lead_there() -> None:
    """The modules beside the way stay alone."""
    assert locate("falling.good.Good").__name__ == "Good"
    loaded = {name for name in sys.modules if name.partition(".")[0] == "falling"}
    assert loaded == {"falling", "falling.good"}


@pytest.mark.usefixtures("package")
def test_the_walk_stops_where_its_caller_does() -> None:
    """What lies beyond is not imported before somebody asks for it."""
    so_far, _ = next(walk("falling.raising.A"))
    assert so_far == "falling"
    assert "falling.raising" not in sys.modules


@pytest.mark.parametrize(
    ("function", "path", "message"),
    [
        (get_class, "json.loads", "'json.loads' names no class but a function"),
        (get_class, "json", "'json' names no class but a module"),
        (get_method, "json", "'json' names no callable but a module"),
        (get_method, f"{HERE}.VALUE", f"'{HERE}.VALUE' names no callable but a dict"),
    ],
)
def test_the_helpers_say_what_they_take(function: Any, path: str, message: str) -> None:
    """A class is a class, and a method can be called."""
    with pytest.raises(TargetNotFound) as caught:
        function(path)
    assert caught.value.problems[0].message == message


def test_the_helpers_give_what_they_take() -> None:
    """Classes, and whatever can be called."""
    assert get_class("json.JSONDecoder") is json.JSONDecoder
    assert get_method("json.loads") is json.loads
    assert get_method("json.JSONDecoder") is json.JSONDecoder


class _Answering:
    """Answers to Python's own questions as it likes."""

    def __getattribute__(self, name: str) -> Any:
        if name in {"__module__", "__qualname__"}:
            raise OSError(name)
        return super().__getattribute__(name)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (json, "json"),
        (os.path, os.path.__name__),
        (json.JSONDecoder, "json.decoder.JSONDecoder"),
        (json.JSONDecoder.decode, "json.decoder.JSONDecoder.decode"),
        (os.system, f"{os.name if os.name == 'nt' else 'posix'}.system"),
        (len, "builtins.len"),
        (outer, "holder.name"),
        (outer.method, f"{HERE}.Outer.method"),
        (VALUE, "holder.name"),
        ("text".upper, "holder.name"),
        (dict.update, "holder.name"),
        (_Answering(), "holder.name"),
    ],
)
def test_everything_has_a_name_of_its_own(found: object, expected: str) -> None:
    """A module its name, what is defined its place, and what belongs to nothing else where it was found."""
    assert own_name(found, "holder", "name") == expected


def test_locating_loads_little() -> None:
    """Whoever only wants to judge a path loads neither Pydantic nor what a report needs."""
    code = (
        "import sys, typedconf.targets.policy;"
        "print(*sorted({'pydantic', 'importlib.util', 'inspect', 'difflib', 'dataclasses'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("length", [1_000, 100_000])
def test_a_long_path_ends_in_an_error(length: int) -> None:
    """However long the text, what comes is an error of ours."""
    with pytest.raises(ConfigError):
        locate(".".join(["json"] * length))
