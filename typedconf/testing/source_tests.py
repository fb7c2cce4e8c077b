"""SourceTests: a Source and what it holds go in; pytest says which promise of the Source Protocol it breaks."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import ConfigError
from typedconf.sources.schemes import Schemes
from typedconf.sources.search_path import SearchPath, open_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from typedconf.sources.source import Source

_ABSENT: Final = "no_such_name"
_THREADS: Final = 8
_SUFFIXES: Final = (".yaml", ".yml", ".json", ".toml")


class SourceTests:
    """The promises of a Source, one a test. Subclass it in a test module and give it two fixtures.

    ::

        class TestBucket(SourceTests):
            @pytest.fixture
            def source(self) -> Source:
                return Bucket("test-bucket")

            @pytest.fixture
            def content(self) -> dict[str, str]:
                return {"config": "defaults: [db: mysql]", "db/mysql": "port: 3306"}

    ``content`` is all that the source holds, its text by its name; at least one config must be in a group. The tests
    raise AssertionError, with what to mend as its text.
    """

    def test_the_content_can_be_tested_with(self, content: Mapping[str, str]) -> None:
        """The content names configs as a Source does, and one of them is in a group."""
        for name in content:
            _expect(
                all(name.split("/")) and not name.endswith(_SUFFIXES),
                f"content: {name!r} is no name of a config; write group/name without a suffix",
            )
            _expect(_ABSENT not in name, f"content: {name!r} is what the tests take for a name that is absent")
        _expect(any("/" in name for name in content), "content: no config is in a group, such as 'db/mysql'")

    def test_every_config_is_read(self, source: Source, content: Mapping[str, str]) -> None:
        """``read`` gives the text of each name."""
        for name, text in content.items():
            given = source.read(name)
            _expect(isinstance(given, str), f"read({name!r}) gives {_shown(given)} and should give its text as a str")
            _expect(given == text, f"read({name!r}) gives {_shown(given)}, where content has {_shown(text)}")

    def test_what_is_absent_is_none(self, source: Source, content: Mapping[str, str]) -> None:
        """``read`` gives None for a name that isn't there, at the root, in a group and below a config."""
        groups, names = _groups(content), set(content)
        absent = {_ABSENT, *(f"{group}/{_ABSENT}" for group in groups if group)}
        absent |= {f"{name}/x" for name in names} | {name[:-1] for name in names}  # below it, and the start of it
        for name in sorted(absent - names - groups):
            if not name.endswith("/"):
                given = _read(source, name)
                _expect(given is None, f"read({name!r}) gives {_shown(given)} and should give None: it isn't there")

    def test_a_group_is_no_config(self, source: Source, content: Mapping[str, str]) -> None:
        """``read`` gives None for the name of a group alone."""
        for group in sorted(_groups(content) - set(content) - {""}):
            given = _read(source, group)
            _expect(given is None, f"read({group!r}) gives {_shown(given)} and should give None: it is a group")

    def test_a_name_has_no_suffix(self, source: Source, content: Mapping[str, str]) -> None:
        """``read`` gives None where a suffix stands behind a name."""
        for name in content:
            given = _read(source, f"{name}.yaml")
            _expect(given is None, f"read({name + '.yaml'!r}) gives {_shown(given)}; names have no suffix")

    def test_every_group_is_listed(self, source: Source, content: Mapping[str, str]) -> None:
        """``names`` gives the options of each group, and its sub-groups with a closing slash, each once."""
        for group, expected in _groups_with_names(content).items():
            given = _listed(source, group)
            for name in given:
                _expect(isinstance(name, str), f"names({group!r}) gives {_shown(name)}, which is no text")
                _expect(
                    not name.endswith(_SUFFIXES) or name in expected,
                    f"names({group!r}) gives {name!r}: names have no suffix",
                )
                _expect(
                    "/" not in name.removesuffix("/"),
                    f"names({group!r}) gives {name!r}: names stand without their group",
                )
            _expect(len(given) == len(set(given)), f"names({group!r}) gives a name twice: {_shown(sorted(given))}")
            lacking, further = sorted(expected - set(given)), sorted(set(given) - expected)
            _expect(not lacking, f"names({group!r}) lacks {_shown(lacking)}")
            _expect(not further, f"names({group!r}) has {_shown(further)}, which content has not")

    def test_an_absent_group_has_no_names(self, source: Source, content: Mapping[str, str]) -> None:
        """``names`` gives nothing for a group that isn't there, nor for a config in the place of one."""
        groups = _groups(content)
        beginnings = {group[:-1] for group in groups if group[-2:-1] != "/"}
        absent = {_ABSENT, f"{_ABSENT}/x", *content, *beginnings}
        for group in sorted(absent - groups):
            given = _listed(source, group)
            _expect(
                not given, f"names({group!r}) gives {_shown(given)} and should give nothing: there is no such group"
            )

    def test_the_answers_stay_the_same(self, source: Source, content: Mapping[str, str]) -> None:
        """Asking twice gives the same."""
        for name in content:
            _expect(source.read(name) == source.read(name), f"read({name!r}) gives another text the second time")
        for group in _groups(content):
            first, second = _listed(source, group), _listed(source, group)
            _expect(sorted(first) == sorted(second), f"names({group!r}) gives other names the second time")

    def test_it_may_be_asked_from_many_threads(self, source: Source, content: Mapping[str, str]) -> None:
        """Threads that ask at the same moment get what one alone gets."""
        barrier, wrong = Barrier(_THREADS), list[str]()

        def ask() -> None:
            barrier.wait()
            try:
                wrong.extend(name for name, text in content.items() if source.read(name) != text)
                wrong.extend(group for group in _groups(content) if not _listed(source, group))
            except Exception as error:  # noqa: BLE001  whatever it is, the thread would swallow it
                wrong.append(f"{type(error).__name__}: {error}")

        threads = [Thread(target=ask) for _ in range(_THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        _expect(not wrong, f"{_THREADS} threads at a time: {_shown(sorted(set(wrong)))}")

    def test_the_configs_are_found_by_their_address(self, source: Source, content: Mapping[str, str]) -> None:
        """On a search path each config is found and can be read as YAML, and all options are listed."""
        place = open_entry("tested://here", trusted=True, sources=Schemes({"tested": lambda _: source}))
        search_path = SearchPath([place], None)
        try:
            for name in content:
                found = search_path.find(name)
                _expect(found is not None, f"the config {name} is not found")
            for group, names in _groups_with_names(content).items():
                _expect(set(search_path.names(group)) == names, f"the group {group!r} is not listed")
                _expect(not group or search_path.has_group(group), f"the group {group!r} is not found")
        except ConfigError as error:
            raise AssertionError(str(error)) from error


def _expect(condition: object, message: str) -> None:
    """As an ``assert``, which Python leaves out with ``-O`` and pytest explains in the modules of tests alone."""
    if not condition:
        raise AssertionError(message)


def _read(source: Source, name: str) -> object:
    """What ``read`` gives for a name that isn't there."""
    try:
        return source.read(name)
    except Exception as error:
        raise AssertionError(f"read({name!r}) raises {type(error).__name__} and should give None") from error


def _listed(source: Source, group: str) -> list[str]:
    try:
        given: Any = source.names(group)
        names = None if isinstance(given, (str, bytes)) else list(given)
    except Exception as error:
        raise AssertionError(f"names({group!r}) raises {type(error).__name__}: {error}") from error
    if names is None:
        raise AssertionError(f"names({group!r}) gives one text and should give a list of names")
    return names


def _groups(names: Iterable[str]) -> set[str]:
    """All groups that the names lie in, the root ``""`` among them."""
    return set(_groups_with_names(names))


def _groups_with_names(names: Iterable[str]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {"": set()}
    for name in names:
        group, _, option = name.rpartition("/")
        groups.setdefault(group, set()).add(option)
        while group:
            parent, _, below = group.rpartition("/")
            groups.setdefault(parent, set()).add(f"{below}/")
            group = parent
    return groups


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:199]}…"  # noqa: PLR2004  some lines of a terminal
