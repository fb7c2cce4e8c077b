"""The policy on targets: patterns, what they permit, and what a refusal says."""

from __future__ import annotations

import collections
import copy
import json
import logging
import os.path
import pickle
import sys
from typing import TYPE_CHECKING, Any

import pytest

from typedconf.errors import ConfigError, Origin, TargetNotFound, TargetRefused
from typedconf.targets.policy import Policy, targets_of_logging

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = Origin("override", text="opt._target_=os.system", column=14)


@pytest.mark.parametrize(
    ("patterns", "name", "permits"),
    [
        (["torch.optim.AdamW"], "torch.optim.AdamW", True),
        (["torch.optim.AdamW"], "torch.optim.AdamW.step", False),
        (["torch.optim.AdamW"], "torch.optim.Adam", False),
        (["torch.optim.AdamW"], "torch.optim.adamw", False),
        (["torch.optim.AdamW"], "xtorch.optim.AdamW", False),
        (["torch.optim.*"], "torch.optim.AdamW", True),
        (["torch.optim.*"], "torch.optim.adamw.AdamW.step", True),
        (["torch.optim.*"], "torch.optim", False),
        (["torch.optim.*"], "torch.optimizers.X", False),
        (["torch.optim.*"], "Torch.optim.AdamW", False),
        (["torch.optim.*"], "x.torch.optim.AdamW", False),
        (["torch.optim.*"], " torch.optim.AdamW", False),
        (["a.*", "b.C"], "a.x", True),
        (["a.*", "b.C"], "b.C", True),
        (["a.*", "b.C"], "b.D", False),
        ("a.b", "a.b", True),
        ("a.b", "a", False),
        ("a.*", "a.b", True),
        ((), "a.b", False),
        (["__main__.*"], "__main__.Model", True),
    ],
)
def test_a_pattern_is_anchored(patterns: Any, name: str, *, permits: bool) -> None:
    """Without a star it is one object, with one all that is below, and a text by itself is one pattern."""
    assert Policy(patterns).permits(name) is permits


@pytest.mark.parametrize(
    ("patterns", "message"),
    [
        ("*", "allow='*' would let anybody build anything; name packages, as 'torch.optim.*'"),
        (["a.b", "*"], "allow='*' would let anybody build anything; name packages, as 'torch.optim.*'"),
        ([".*"], "allow='.*' would let anybody build anything; name packages, as 'torch.optim.*'"),
        (["a*"], "allow takes dotted paths, and 'pkg.*' for all below one, not 'a*'"),
        (["a.*.b"], "allow takes dotted paths, and 'pkg.*' for all below one, not 'a.*.b'"),
        (["*.b"], "allow takes dotted paths, and 'pkg.*' for all below one, not '*.b'"),
        (["a.**"], "allow takes dotted paths, and 'pkg.*' for all below one, not 'a.**'"),
        ([""], "allow takes dotted paths, and 'pkg.*' for all below one, not ''"),
        (["a b"], "allow takes dotted paths, and 'pkg.*' for all below one, not 'a b'"),
        (["a.__dict__.*"], "allow takes dotted paths, and 'pkg.*' for all below one, not 'a.__dict__.*'"),
        ([json.loads], "allow takes texts such as 'torch.optim.*', not function"),
        ([5], "allow takes texts such as 'torch.optim.*', not int"),
    ],
)
def test_a_pattern_that_is_none_is_an_error(patterns: Any, message: str) -> None:
    """What would permit everything, or nothing that could be meant, is said when it is given."""
    with pytest.raises(ConfigError) as caught:
        Policy(patterns)
    assert caught.value.problems[0].message == message


def test_patterns_add_up() -> None:
    """Adding permits more, and leaves the policy that was there alone."""
    policy = Policy("a.b")
    more = policy.adding(["c.*"]).adding("d.e").adding(())
    assert [policy.permits(name) for name in ("a.b", "c.x", "d.e")] == [True, False, False]
    assert [more.permits(name) for name in ("a.b", "c.x", "d.e")] == [True, True, True]


def test_a_policy_is_a_value() -> None:
    """It is equal to its like, and survives copies and pickles."""
    policy = Policy(["a.b", "c.*"])
    assert policy == pickle.loads(pickle.dumps(policy)) == copy.deepcopy(policy)
    assert hash(policy) == hash(Policy(["a.b", "c.*"]))
    assert policy != Policy(["a.b"])
    assert repr(policy) == "Policy(['a.b', 'c.*'])"


def test_a_refusal_names_everything() -> None:
    """The key, the text, who named it with a caret, and the line that would permit it."""
    with pytest.raises(TargetRefused) as caught:
        Policy().check("os.system", trusted=False, key="opt._target_", origin=ORIGIN, reason="an override names it")
    assert str(caught.value) == (
        "opt._target_: may not build 'os.system': an override names it\n"
        'the program would permit it with allow=["os.system"]\n'
        "  override     opt._target_=os.system\n"
        "                            ^^^^^^^^^"
    )
    assert caught.value.problems[0].suggestion == 'allow=["os.system"]'


def test_a_refusal_shows_no_secret() -> None:
    """What came from the secrets folder is not shown, whatever it was used for."""
    origin = Origin("secret", text="opt___target_")
    with pytest.raises(TargetRefused) as caught:
        Policy().check(
            "hunter.two", trusted=False, key="opt._target_", origin=origin, reason="a secrets folder names it"
        )
    assert "hunter" not in str(caught.value) + caught.value.to_json()


def test_what_is_trusted_needs_no_pattern() -> None:
    """The program's own word counts, except for what no target can be."""
    assert Policy().find("json.loads", trusted=True) is json.loads
    with pytest.raises(TargetRefused):
        Policy().find("json.loads.__globals__", trusted=True)


@pytest.fixture
def tripwire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module that tells when it was imported: by being loaded."""
    (tmp_path / "tripwire.py").write_text("import os\nclass A: pass\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "tripwire", raising=False)
    return "tripwire"


@pytest.mark.usefixtures("tripwire")
@pytest.mark.parametrize("text", ["tripwire.A", "tripwire", "tripwire.__dict__", "tripwire.A.__init__", "tripwire..A"])
def test_a_refusal_imports_nothing(text: str) -> None:
    """The text is judged alone."""
    with pytest.raises(ConfigError):
        Policy(["json.*", "trip.*", "tripwire_.*"]).find(text, trusted=False)
    assert "tripwire" not in sys.modules


@pytest.mark.usefixtures("tripwire")
def test_nothing_is_imported_by_way_of_another() -> None:
    """A module that is an attribute of a permitted one is judged before anything in it is read."""
    with pytest.raises(TargetRefused):
        Policy(["json.*"]).find("json.decoder.scanner.re.enum.sys.modules.tripwire", trusted=False)
    assert "tripwire" not in sys.modules


@pytest.mark.parametrize(
    ("patterns", "text", "expected"),
    [
        (["json.*"], "json.loads", json.loads),
        (["json.*"], "json.JSONDecoder", json.JSONDecoder),  # of json.decoder
        (["json.*"], "json.JSONDecoder.decode", json.JSONDecoder.decode),
        (["json.*"], "json.decoder", json.decoder),
        (["json.JSONDecoder"], "json.JSONDecoder", json.JSONDecoder),
        (["logging.*"], "logging.root", logging.root),  # an instance, which belongs where it is
        (["logging.*"], "logging.root.info", logging.root.info),
        (["logging.os.path.join"], "logging.os.path.join", os.path.join),  # the code's own word
        (["collections.*"], "collections.OrderedDict.fromkeys", collections.OrderedDict.fromkeys),
        (["json.*", "re.*"], "json.decoder.re.compile", __import__("re").compile),  # under its own name permitted too
    ],
)
def test_what_matches_is_found(patterns: list[str], text: str, expected: object) -> None:
    """A pattern opens a package with all that is its own."""
    assert Policy(patterns).find(text, trusted=False) == expected


@pytest.mark.parametrize(
    ("patterns", "text", "name"),
    [
        (["logging.*"], "logging.os", "os"),
        (["logging.*"], "logging.os.system", "os"),
        (["logging.*"], "logging.os.path.join", "os"),
        (["logging.*"], "logging.sys.exit", "sys"),
        (["logging.*"], "logging.sys.modules", "sys"),
        (["logging.*"], "logging.Formatter.converter", "time.localtime"),
        (["logging.*"], "logging.Template", "string.Template"),
        (["json.*"], "json.codecs.open", "codecs"),
        (["json.*"], "json.decoder.re.compile", "re"),
        (["json.*", "re.*"], "json.decoder.re.enum.sys.exit", "enum"),
        (["os.path.*"], "os.path.join", os.path.__name__),
    ],
)
def test_a_package_gives_away_nothing_of_others(patterns: list[str], text: str, name: str) -> None:
    """What the path leads to or through counts under its own name; the refusal says which, and what is allowed."""
    with pytest.raises(TargetRefused) as caught:
        Policy(patterns).find(text, trusted=False, key="k", origin=ORIGIN)
    (problem,) = caught.value.problems
    assert f"is {name}, not in what is allowed ({', '.join(patterns)})" in problem.message
    assert (problem.key, problem.origin, problem.suggestion) == ("k", ORIGIN, f'allow=["{text}"]')


def test_what_is_not_there_has_its_key_and_origin() -> None:
    """A path that leads nowhere is told at the key that names it."""
    with pytest.raises(TargetNotFound) as caught:
        Policy("json.*").find("json.laods", trusted=False, key="k", origin=ORIGIN)
    (problem,) = caught.value.problems
    assert (problem.key, problem.origin, problem.suggestion) == ("k", ORIGIN, "loads")


def test_the_names_of_the_reference_are_judged_as_written() -> None:
    """Whoever allows ``hydra.utils.get_class`` gets ours, and nothing else of ours."""
    assert Policy("hydra.utils.*").find("hydra.utils.get_class", trusted=False)("json.JSONDecoder") is json.JSONDecoder
    with pytest.raises(TargetRefused):
        Policy("hydra.utils.*").find("typedconf.targets.locating.get_class", trusted=False)


def test_logging_configs_name_code() -> None:
    """``class``, ``()``, their like and ``ext://`` are targets; ``cfg://`` and all other texts are none."""
    config = {
        "version": 1,
        "formatters": {"f": {"()": "a.F", "format": "%(message)s"}, "g": {"class": "a.G"}},
        "handlers": {
            "h": {"class": "a.H", "stream": "ext://sys.stdout", "target": "cfg://handlers.x"},
            "q": {"class": "a.Q", "queue": "a.make", "listener": "a.L", "handlers": ["h", "ext://a.b"]},
        },
        "filters": {"x": {"()": "ext://a.X"}},
        "root": {"level": "INFO", "handlers": ["h"]},
    }
    assert dict(targets_of_logging(config)) == {
        ("formatters", "f", "()"): "a.F",
        ("formatters", "g", "class"): "a.G",
        ("handlers", "h", "class"): "a.H",
        ("handlers", "h", "stream"): "sys.stdout",
        ("handlers", "q", "class"): "a.Q",
        ("handlers", "q", "queue"): "a.make",
        ("handlers", "q", "listener"): "a.L",
        ("handlers", "q", "handlers", 1): "a.b",
        ("filters", "x", "()"): "a.X",
    }
