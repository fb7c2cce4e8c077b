"""Installed packages that add to a program, as they lie on disk, and what is said of those that are wrong."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from typedconf.errors import ConfigError
from typedconf.sources import SearchPath, open_extensions
from typedconf.sources.plugins import Plugin, read_plugins
from typedconf.store import ConfigStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Install = Callable[..., Path]

ROOT = Path(__file__).resolve().parents[2]
HEAD = "from typedconf.sources.plugins import Plugin\nfrom typedconf import ConfigStore\n"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Lays a package on disk as an installer does: its module, its metadata and its entry points; gives the folder."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    loaded = set(sys.modules)

    def lay(package: str, code: str, *entries: str, files: dict[str, str] | None = None) -> Path:
        module = package.replace("-", "_")
        (folder / module).mkdir()
        (folder / module / "__init__.py").write_text(HEAD + textwrap.dedent(code), encoding="utf-8")
        for name, text in (files or {}).items():
            path = folder / module / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        metadata = folder / f"{module}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
        lines = entries or (f"own = {module}:plugin",)
        (metadata / "entry_points.txt").write_text("\n".join(["[typedconf.plugins]", *lines]), encoding="utf-8")
        return folder / module

    yield lay
    for name in set(sys.modules) - loaded:
        if name.startswith("acme"):
            del sys.modules[name]


def refusal(store: ConfigStore | None = None, **sources: Any) -> list[str]:
    """The messages of the error that reading the plugins ends in."""
    with pytest.raises(ConfigError) as caught:
        read_plugins(store, sources)
    return [problem.message for problem in caught.value.problems]


def test_a_plugin_adds_places_nodes_and_schemes(install: Install) -> None:
    """All three reach the program, behind what is its own."""
    install(
        "acme-configs",
        """
        store = ConfigStore()
        store.add("cache/redis", {"port": 6379})

        class Memory:
            def read(self, name):
                return {"db/memory": "host: here"}.get(name)
            def names(self, group):
                return {"": ["db/"], "db": ["memory"]}.get(group, ())

        def plugin():
            places = ["pkg://acme_configs.conf", "memory://"]
            return Plugin(search_path=places, store=store, sources={"memory": lambda _: Memory()})
        """,
        files={"conf/db/acme.yaml": "host: acme\n"},
    )
    own = ConfigStore()
    own.add("cache/none", {})
    plugged = read_plugins(own, {})
    search_path = SearchPath(plugged.places, plugged.store, sources=plugged.sources)
    assert search_path.names("db") == ["acme", "memory"]
    assert search_path.names("cache") == ["none", "redis"]
    found = search_path.find("db/memory")
    assert found is not None
    assert found.trusted
    assert str(found.document and found.document.file) == "memory://db/memory.yaml"
    assert list(own.nodes) == ["cache/none"]


@pytest.mark.parametrize("code", ["plugin = Plugin()", "def plugin(): return Plugin()", "class plugin(Plugin): pass"])
def test_an_entry_point_is_a_plugin_or_makes_one(install: Install, code: str) -> None:
    """An object, or what gives one without arguments."""
    install("acme-a", code)
    assert read_plugins(None, {}) == (None, None, ())


def test_without_plugins_nothing_is_added() -> None:
    """The program's store stays the very same, and so it does with plugins that have none."""
    store = ConfigStore()
    assert read_plugins(store, {}) == (store, None, ())
    assert open_extensions(store, {}, plugins=True)[0] is store


def test_a_programs_store_stays_alive_beside_plugins_without_one(install: Install) -> None:
    """What is added to it later is seen."""
    install("acme-a", "plugin = Plugin()")
    store = ConfigStore()
    assert read_plugins(store, {}).store is store


def test_plugins_are_read_where_they_are_asked_for(install: Install) -> None:
    """Without ``plugins`` no entry point is looked at, and importlib.metadata isn't loaded."""
    folder = install("acme-a", "raise SystemExit('imported')").parent
    assert open_extensions(None, {}, plugins=False) == (None, None, ())
    code = (
        "import sys\nfrom typedconf.sources import open_extensions\n"
        "open_extensions(None, {'s3': print}, plugins=False)\nprint('importlib.metadata' in sys.modules)"
    )
    environment = {"PYTHONPATH": f"{folder}:{ROOT}"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "False\n"


def test_packages_come_in_the_order_of_their_names(install: Install) -> None:
    """Wherever and whenever they were installed."""
    for package in ("acme-c", "acme-a", "acme-b"):
        module = package.replace("-", "_")
        install(
            package, f'plugin = Plugin(search_path=["pkg://{module}.conf"])', files={"conf/x.yaml": f"x: {module}\n"}
        )
    assert [str(place.source)[-11:] for place in read_plugins(None, {}).places] == [
        "acme_a/conf",
        "acme_b/conf",
        "acme_c/conf",
    ]


OWN = "the plugin own of acme-a"
IMPORT = f"{OWN} cannot be imported from 'acme_a:plugin': "
WRONG: dict[str, tuple[str, str]] = {
    "no such module": (
        "import acme_nothing",
        IMPORT + "ModuleNotFoundError: No module named 'acme_nothing'",
    ),
    "no such name": (
        "",
        IMPORT + "AttributeError: module 'acme_a' has no attribute 'plugin'",
    ),
    "no Python": (
        "def plugin(:",
        IMPORT + "SyntaxError: invalid syntax (__init__.py, line 3)",
    ),
    "an exit": (
        "raise SystemExit",
        IMPORT + "SystemExit",
    ),
    "no Plugin": (
        "plugin = 3",
        OWN + ": acme_a:plugin gives no Plugin, but an object of the class int",
    ),
    "a module's dict": (
        "plugin = {'search_path': []}",
        OWN + ": acme_a:plugin gives no Plugin, but an object of the class dict",
    ),
    "a function that gives none": (
        "def plugin(): pass",
        OWN + ": acme_a:plugin gives no Plugin, but an object of the class NoneType",
    ),
    "a function that fails": (
        "def plugin(): raise ValueError('x')",
        OWN + " fails in acme_a:plugin: ValueError: x",
    ),
    "a function with arguments": (
        "def plugin(name): return Plugin()",
        OWN + " fails in acme_a:plugin: TypeError: plugin() missing 1 required positional argument: 'name'",
    ),
    "a search path that is one text": (
        "plugin = Plugin(search_path='pkg://acme_a')",
        IMPORT + "search_path= takes a list of places, not one: 'pkg://acme_a'",
    ),
    "a search path of numbers": (
        "plugin = Plugin(search_path=[1])",
        IMPORT + "search_path= takes a list of texts and paths: expected str, bytes or os.PathLike object, not int",
    ),
    "no store": (
        "plugin = Plugin(store={})",
        IMPORT + "store= takes a ConfigStore, not an object of the class dict",
    ),
    "no scheme": (
        "plugin = Plugin(sources={'s3://': print})",
        IMPORT + "'s3://' in sources= is no scheme of an address; write 's3' for s3://",
    ),
    "a node twice": (
        "store = ConfigStore()\nstore.add('a', {})\nstore.add('a', {})",
        IMPORT + "the store has a node 'a' already",
    ),
    "a relative folder": (
        "plugin = Plugin(search_path=['conf'])",
        OWN + " has the relative folder 'conf' in its search path; write pkg://… or a whole path",
    ),
    "a relative address": (
        "plugin = Plugin(search_path=['file://conf'])",
        OWN + " has the relative folder 'file://conf' in its search path; write pkg://… or a whole path",
    ),
    "a folder that isn't there": (
        "plugin = Plugin(search_path=['/no/such/folder'])",
        OWN + ": the folder /no/such/folder does not exist",
    ),
    "a package that isn't there": (
        "plugin = Plugin(search_path=['pkg://acme_nothing'])",
        OWN + ": no package 'acme_nothing' with configs for pkg://acme_nothing",
    ),
    "a scheme that isn't there": (
        "plugin = Plugin(search_path=['s3://x'])",
        OWN + ": no source of configs for s3:// in s3://x; file:// and pkg:// are known",
    ),
    "a source that isn't one": (
        "plugin = Plugin(search_path=['s3://x'], sources={'s3': lambda rest: rest})",
        OWN + ": what opens s3:// gives no source of configs for s3://x: a str has no read and no names",
    ),
}


@pytest.mark.parametrize(("code", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_names_the_package(install: Install, code: str, message: str) -> None:
    """Whatever it is, and whenever it happens."""
    install("acme-a", code)
    assert refusal() == [message]


def test_an_entry_point_that_is_none_names_its_package(install: Install) -> None:
    """A line that names no object."""
    install("acme-a", "", "own = not a module")
    (message,) = refusal()
    assert message.startswith("the plugin own of acme-a cannot be imported from 'not a module': ")


def test_all_that_is_wrong_is_told_together(install: Install) -> None:
    """One package after the other."""
    install("acme-b", "1 / 0")
    install("acme-a", "plugin = 3", "one = acme_a:plugin", "two = acme_a:nothing")
    found = [message.partition(" of ")[0] + " " + message.split()[4] for message in refusal()]
    assert found == ["the plugin one acme-a:", "the plugin two acme-a", "the plugin own acme-b"]


CLASHES: dict[str, tuple[str, str]] = {
    "node": ("store.add('db/my', {})", "the node 'db/my'"),
    "schema": ("import dataclasses\nstore.group('db', dataclasses.make_dataclass('D', ['x']))", "the schema of 'db'"),
    "resolver": ("store.resolver('twice')(abs)", "the resolver 'twice'"),
}


@pytest.mark.parametrize(("code", "what"), CLASHES.values(), ids=CLASHES)
def test_what_two_plugins_add_is_told_with_both(install: Install, code: str, what: str) -> None:
    """Neither wins by the order of installation; nor does a plugin over the program."""
    body = f"store = ConfigStore()\n{code}\nplugin = Plugin(store=store)"
    install("acme-a", body)
    install("acme-b", body)
    assert refusal() == [f"the plugin own of acme-b adds {what}, which the plugin own of acme-a has already"]
    store = ConfigStore()
    exec(code, {"store": store})  # noqa: S102  the same code as in the packages
    assert refusal(store) == [
        f"the plugin own of acme-a adds {what}, which the program has already",
        f"the plugin own of acme-b adds {what}, which the program has already",
    ]


def test_a_scheme_of_two_is_told_with_both(install: Install) -> None:
    """The program's too."""
    install("acme-a", "plugin = Plugin(sources={'s3': print})")
    assert refusal(s3=print) == ["the plugin own of acme-a adds the scheme 's3', which the program has already"]


def test_a_plugin_may_use_the_schemes_of_others(install: Install) -> None:
    """The program's, and those of packages whose names come later."""
    install("acme-a", "plugin = Plugin(search_path=['one://x', 'two://y'])")
    install("acme-b", "plugin = Plugin(sources={'two': lambda rest: __import__('acme_c').Empty()})")
    install("acme-c", "class Empty:\n    read = names = lambda *_: None\nplugin = Plugin()")
    empty = type("Empty", (), {"read": lambda *_: None, "names": lambda *_: ()})()
    places = read_plugins(None, {"one": lambda _: empty}).places
    assert list(map(str, [place.source for place in places])) == ["one://x", "two://y"]


def test_a_whole_store_is_joined(install: Install) -> None:
    """Whatever a store holds by name is taken from every plugin."""
    assert {name for name in ConfigStore.__slots__ if not name.startswith("_")} == {"groups", "nodes", "resolvers"}
    install(
        "acme-a",
        "\n".join(["store = ConfigStore()", *(code for code, _ in CLASHES.values()), "plugin = Plugin(store=store)"]),
    )
    own = ConfigStore()
    own.add("mine", {})
    store = read_plugins(own, {}).store
    assert store is not None
    assert (list(store.nodes), list(store.groups), list(store.resolvers)) == (["mine", "db/my"], ["db"], ["twice"])


def test_a_plugin_keeps_copies() -> None:
    """Lists and mappings that are changed later change nothing; paths are texts."""
    entries: list[Any] = [Path("/a"), "pkg://b"]
    sources: dict[str, Any] = {"s3": print}
    plugin = Plugin(search_path=entries, sources=sources)
    entries.clear()
    sources.clear()
    assert (plugin.search_path, plugin.store, list(plugin.sources)) == (("/a", "pkg://b"), None, ["s3"])
