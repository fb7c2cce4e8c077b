"""The suite for authors of Sources: a good one passes, and each promise that is broken is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from typedconf.testing import SourceTests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ROOT = Path(__file__).resolve().parents[2]
CONTENT = {
    "config": "defaults: [db: mysql]\n",
    "db/mysql": "port: 3306\n",
    "db/cloud/aurora": "port: 3307\n",
    "deep/er/one": "x: ü\n",
}


class Good:
    """Keeps every promise, from a mapping."""

    def __init__(self, files: Mapping[str, str] = CONTENT) -> None:
        self.files = files

    def read(self, name: str) -> Any:
        """The text by its name."""
        return self.files.get(name)

    def names(self, group: str) -> Any:
        """What lies directly in the group."""
        start = f"{group}/" if group else ""
        below = [name.removeprefix(start).partition("/") for name in self.files if name.startswith(start)]
        return {option + slash for option, slash, _ in below}


class TestGood(SourceTests):
    """The suite as an author runs it."""

    @pytest.fixture
    def source(self) -> Good:
        """A new one for each test."""
        return Good()

    @pytest.fixture
    def content(self) -> dict[str, str]:
        """All that it holds."""
        return CONTENT


def changing(given: Callable[[Good, str], Any]) -> Any:
    """A Source whose ``read`` is ``given``."""
    return type("Changing", (Good,), {"read": given})()


def listing(given: Callable[[Good, str], Any]) -> Any:
    """A Source whose ``names`` is ``given``."""
    return type("Listing", (Good,), {"names": given})()


def fail(*_: object) -> Any:
    """Raises what a client of some service raises."""
    raise LookupError("no such key")


def read_or_fail(source: Good, name: str) -> str:
    """Raises for what is absent."""
    return source.files[name]


def by_prefix(source: Good, group: str) -> Iterable[str]:
    """Takes a group for the beginning of a key, as object stores do."""
    return [name.removeprefix(group).strip("/").partition("/")[0] for name in source.files if name.startswith(group)]


class Fickle(Good):
    """Another answer each time."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def read(self, name: str) -> Any:
        """The text and how often it was asked."""
        self.count += 1
        return f"{self.files[name]}# {self.count}\n" if name in self.files else None

    def names(self, group: str) -> Any:
        """Once more than before."""
        self.count += 1
        return [*super().names(group), f"n{self.count}"]


class Alone(Good):
    """For one thread: it minds when a second comes while one is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.thread = 0

    def read(self, name: str) -> Any:
        """Fails for all threads but the first."""
        import threading

        self.thread = self.thread or threading.get_ident()
        if self.thread != threading.get_ident():
            raise RuntimeError("used in another thread")
        return super().read(name)


READS: dict[str, tuple[Callable[[Good, str], Any], str, str]] = {
    "bytes": (
        lambda source, name: source.files[name].encode() if name in source.files else None,
        "test_every_config_is_read",
        "read('config') gives b'defaults: [db: mysql]\\n' and should give its text as a str",
    ),
    "parsed": (
        lambda source, name: {"x": 1} if name in source.files else None,
        "test_every_config_is_read",
        "read('config') gives {'x': 1} and should give its text as a str",
    ),
    "another text": (
        lambda source, name: source.files[name].strip() if name in source.files else None,
        "test_every_config_is_read",
        "read('config') gives 'defaults: [db: mysql]', where content has 'defaults: [db: mysql]\\n'",
    ),
    "raises for what is absent": (
        read_or_fail,
        "test_what_is_absent_is_none",
        "read('confi') raises KeyError and should give None",
    ),
    "empty for what is absent": (
        lambda source, name: source.files.get(name, ""),
        "test_what_is_absent_is_none",
        "read('confi') gives '' and should give None: it isn't there",
    ),
    "a group as a config": (
        lambda source, name: "x: 1\n" if name == "db" else source.files.get(name),
        "test_a_group_is_no_config",
        "read('db') gives 'x: 1\\n' and should give None: it is a group",
    ),
    "raises for a group": (
        lambda source, name: fail() if name == "deep/er" else source.files.get(name),
        "test_a_group_is_no_config",
        "read('deep/er') raises LookupError and should give None",
    ),
    "takes suffixes": (
        lambda source, name: source.files.get(name.removesuffix(".yaml")),
        "test_a_name_has_no_suffix",
        "read('config.yaml') gives 'defaults: [db: mysql]\\n'; names have no suffix",
    ),
    "no YAML": (
        lambda source, name: source.files[name] + "[" if name in source.files else None,
        "test_the_configs_are_found_by_their_address",
        "tested://here/config.yaml:2:1",
    ),
    "fails": (fail, "test_the_configs_are_found_by_their_address", "cannot be read: LookupError: no such key"),
}


@pytest.mark.parametrize(("given", "test", "message"), READS.values(), ids=READS)
def test_a_broken_read_is_told(given: Callable[[Good, str], Any], test: str, message: str) -> None:
    """The test of the promise that is broken fails, with what to mend."""
    with pytest.raises(AssertionError) as caught:
        getattr(SourceTests(), test)(changing(given), CONTENT)
    assert message in str(caught.value)


LISTED = "test_every_group_is_listed"
NAMES: dict[str, tuple[Callable[[Good, str], Any], str, str]] = {
    "one text": (lambda *_: "config", LISTED, "names('') gives one text and should give a list of names"),
    "None": (lambda *_: None, LISTED, "names('') raises TypeError: 'NoneType' object is not iterable"),
    "fails": (fail, LISTED, "names('') raises LookupError: no such key"),
    "no texts": (lambda *_: [3], LISTED, "names('') gives 3, which is no text"),
    "suffixes": (lambda *_: ["config.yaml"], LISTED, "names('') gives 'config.yaml': names have no suffix"),
    "whole names": (
        lambda source, group: [name for name in source.files if name.startswith(group)],
        LISTED,
        "names('') gives 'db/mysql': names stand without their group",
    ),
    "twice": (lambda *_: ["config", "config"], LISTED, "names('') gives a name twice: ['config', 'config']"),
    "no sub-groups": (
        lambda source, group: [name for name in Good.names(source, group) if not name.endswith("/")],
        LISTED,
        "names('') lacks ['db/', 'deep/']",
    ),
    "hidden things": (
        lambda source, group: [*Good.names(source, group), ".git/"],
        LISTED,
        "names('') has ['.git/'], which content has not",
    ),
    "fails for an absent group": (
        lambda source, group: sorted(Good.names(source, group)) or fail(),
        "test_an_absent_group_has_no_names",
        "raises LookupError: no such key",
    ),
    "a group by its beginning": (by_prefix, "test_an_absent_group_has_no_names", "names('config') gives ['']"),
    "no groups on the path": (
        lambda *_: (),
        "test_the_configs_are_found_by_their_address",
        "the group '' is not listed",
    ),
}


@pytest.mark.parametrize(("given", "test", "message"), NAMES.values(), ids=NAMES)
def test_broken_names_are_told(given: Callable[[Good, str], Any], test: str, message: str) -> None:
    """The test of the promise that is broken fails, with what to mend."""
    with pytest.raises(AssertionError) as caught:
        getattr(SourceTests(), test)(listing(given), CONTENT)
    assert message in str(caught.value)


def test_answers_that_change_are_told() -> None:
    """A source that says something else the second time is no source of one composition."""
    with pytest.raises(AssertionError, match=r"read\('config'\) gives another text the second time"):
        SourceTests().test_the_answers_stay_the_same(Fickle(), CONTENT)


def test_names_that_change_are_told() -> None:
    """So is one that lists something else."""
    source: Any = type("FickleNames", (Fickle,), {"read": Good.read})()
    with pytest.raises(AssertionError, match=r"names\(''\) gives other names the second time"):
        SourceTests().test_the_answers_stay_the_same(source, CONTENT)


def test_a_source_for_one_thread_is_told() -> None:
    """What threads run into is the text of the failure, not a warning beside it."""
    with pytest.raises(AssertionError, match=r"8 threads at a time: .*RuntimeError: used in another thread"):
        SourceTests().test_it_may_be_asked_from_many_threads(Alone(), CONTENT)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"config": ""}, "no config is in a group"),
        ({}, "no config is in a group"),
        ({"db/mysql.yaml": ""}, "'db/mysql.yaml' is no name of a config"),
        ({"/db/mysql": ""}, "'/db/mysql' is no name of a config"),
        ({"db/no_such_name": ""}, "'db/no_such_name' is what the tests take for a name that is absent"),
    ],
    ids=["no group", "nothing", "suffix", "slash", "absent"],
)
def test_content_that_tests_nothing_is_told(content: dict[str, str], message: str) -> None:
    """The author's own expectations are looked at first."""
    with pytest.raises(AssertionError, match=message):
        SourceTests().test_the_content_can_be_tested_with(content)


def test_no_test_runner_is_imported() -> None:
    """Neither the package nor its suite loads pytest."""
    code = "import sys, typedconf.testing; print('pytest' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_an_author_is_told_by_pytest(tmp_path: Path) -> None:
    """In a module of the author's own, pytest collects the suite, and shows what to mend."""
    (tmp_path / "test_mine.py").write_text(
        "import pytest\n"
        "from typedconf.testing import SourceTests\n"
        "class Mine:\n"
        "    def read(self, name): return {'db/a': 'x: 1'}.get(name)\n"
        "    def names(self, group): return {'': ['db/'], 'db': ['a.yaml']}.get(group, ())\n"
        "class TestMine(SourceTests):\n"
        "    @pytest.fixture\n"
        "    def source(self): return Mine()\n"
        "    @pytest.fixture\n"
        "    def content(self): return {'db/a': 'x: 1'}\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "AssertionError: names('db') gives 'a.yaml': names have no suffix" in done.stdout
    assert "AssertionError: tested://here lists 'a.yaml' in the group db; a name has no suffix" in done.stdout
    assert "2 failed, 8 passed" in done.stdout
