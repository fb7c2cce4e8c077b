"""Composing with configs that lie in no folder: addresses wherever places are named, trust, reports and pickles."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel

from typedconf import Composer, ConfigError, ConfigNotFound, DocumentError, ValidationFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Tree = Callable[[dict[str, str]], Path]

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "config": "defaults:\n- db: my\n- _self_\nlr: ${db.port}\n",
    "db/my": "host: far\nport: 3306\n",
    "db/pg": "host: far\n\nport:  5432\n",
    "exp/one": "# @package _global_\nlr: 2\n",
}


class Bucket:
    """A Source over a mapping that counts what it is asked, and does not pickle."""

    def __init__(self, files: Mapping[str, str] = FILES) -> None:
        self.files = dict(files)
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()

    def read(self, name: str) -> str | None:
        """The text by its name."""
        with self.lock:
            self.asked[f"read {name}"] += 1
        return self.files.get(name)

    def names(self, group: str) -> Iterable[str]:
        """What lies directly in the group."""
        with self.lock:
            self.asked[f"names {group}"] += 1
        start = f"{group}/" if group else ""
        below = [name.removeprefix(start).partition("/") for name in self.files if name.startswith(start)]
        return {option + slash for option, slash, _ in below}


def composer(bucket: Any = None, path: Any = "s3://bucket", **options: Any) -> Composer:
    """A Composer that knows ``s3://``."""
    return Composer(path, sources={"s3": lambda _: bucket or Bucket()}, **options)


def refusal(call: Callable[[], object]) -> ConfigError:
    """The error that the call ends in."""
    with pytest.raises(ConfigError) as caught:
        call()
    return caught.value


# -- where addresses stand ----------------------------------------------------------------------------------------


def test_a_config_path_may_be_an_address() -> None:
    """The primary config and its groups come from there, overrides of groups included."""
    composed = composer().compose("config", "db=pg", "+exp=one")
    assert (composed.tree, composed.choices) == (
        {"lr": 2, "db": {"host": "far", "port": 5432}},
        {"db": "pg", "exp": "one"},
    )


def test_a_search_path_may_have_one(tree: Tree) -> None:
    """Folders before it come first."""
    folder = tree({"config.yaml": "defaults: [db: my, exp: one]\n", "db/my.yaml": "host: near\n"})
    assert composer(path=folder, search_path=["s3://x"]).compose("config").tree == {"db": {"host": "near"}, "lr": 2}


@pytest.mark.parametrize("where", ["primary", "override"])
def test_the_configs_own_search_path_may_have_one(tree: Tree, where: str) -> None:
    """Its configs are trusted where the primary config names it, and not where an override does."""
    setting = "hydra: {searchpath: ['s3://x']}\n" if where == "primary" else ""
    folder = tree({"config.yaml": f"defaults: [db: pg]\n{setting}"})
    overrides = ["hydra.searchpath=[s3://x]"] if where == "override" else []
    composed = composer(path=folder).compose("config", *overrides)
    assert composed.tree == {"db": {"host": "far", "port": 5432}}
    assert {layer.name: layer.trusted for layer in composed.layers}["db/pg"] is (where == "primary")


@pytest.mark.parametrize(
    ("path", "entry", "message"),
    [
        ("s4://bucket", None, "no source of configs for s4:// in s4://bucket; file://, pkg:// and s3:// are known"),
        (None, "https://x", "no source of configs for https:// in https://x; file://, pkg:// and s3:// are known"),
    ],
    ids=["config_path", "search_path"],
)
def test_an_unknown_scheme_of_the_program_is_told(path: str | None, entry: str | None, message: str) -> None:
    """When the Composer is made."""
    error = refusal(lambda: composer(path=path, search_path=[entry] if entry else []))
    assert isinstance(error, ConfigNotFound)
    assert error.problems[0].message == message


def test_an_unknown_scheme_of_the_config_has_its_place(tree: Tree) -> None:
    """In the primary config the entry itself, on the command line the override."""
    folder = tree({"config.yaml": "hydra:\n  searchpath:\n  - s3://x\n  - s33://y\n", "plain.yaml": ""})
    message = "no source of configs for s33:// in s33://y; file://, pkg:// and s3:// are known; did you mean s3?"
    assert str(refusal(lambda: composer(path=folder).compose("config"))) == (
        f"hydra.searchpath[1]: {message}\n  file         conf/config.yaml:4:5\n"
        "                 - s33://y\n                   ^"
    )
    assert str(refusal(lambda: composer(path=folder).compose("plain", "hydra.searchpath=[s33://y]"))) == (
        f"hydra.searchpath: {message}\n  override     hydra.searchpath=[s33://y]\n"
        "                                ^^^^^^^^^"
    )


def test_a_source_that_cannot_be_opened_is_no_absent_place(tree: Tree) -> None:
    """A folder may be absent; what a source says is never passed over."""

    def fail(_: str) -> Bucket:
        raise PermissionError("no access")

    folder = tree({"config.yaml": "hydra: {searchpath: ['s3://x']}\n"})
    error = refusal(lambda: Composer(folder, sources={"s3": fail}).compose("config"))
    assert error.problems[0].message == "s3://x cannot be opened: PermissionError: no access"
    assert str(error.problems[0].origin) == "conf/config.yaml:1:22"
    assert isinstance(error.__cause__, PermissionError)


# -- what is said of it -------------------------------------------------------------------------------------------


def test_places_in_it_are_those_of_a_file() -> None:
    """``origin``, ``history`` and problems show address, line and column."""

    class Db(BaseModel):
        host: str
        port: str

    class App(BaseModel):
        db: Db
        lr: bool

    composed = composer().compose("config", "db=pg", "lr=x", schema=App)
    assert str(composed.origin("db.port")) == "s3://bucket/db/pg.yaml:3:8"
    assert str(composed.history("lr")[0]) == "'${db.port}'  (s3://bucket/config.yaml:4:5)"
    broken = composer(Bucket(FILES | {"db/pg": "port: [1]\n"})).compose("config", "db=pg", schema=App)
    with pytest.raises(ValidationFailed) as caught:
        _ = broken.value
    places = [(problem.key, str(problem.origin), problem.excerpt) for problem in caught.value.problems]
    assert ("db.port", "s3://bucket/db/pg.yaml:1:7", "port: [1]") in places


def test_a_wrong_config_is_told_with_its_line() -> None:
    """All that are wrong are told together."""
    bucket = Bucket(FILES | {"config": "defaults: [db: my, exp: one]\n", "db/my": "a: 1\na: 2\n", "exp/one": "x: [\n"})
    error = refusal(lambda: composer(bucket).compose("config"))
    places = sorted(str(problem.origin) for problem in error.problems)
    assert (type(error), places) == (DocumentError, ["s3://bucket/db/my.yaml:2:1", "s3://bucket/exp/one.yaml:1:4"])


def test_a_source_that_fails_names_the_config() -> None:
    """The exception stands behind the error."""

    class Down(Bucket):
        def read(self, name: str) -> str | None:
            if name == "db/my":
                raise ConnectionError("refused")
            return super().read(name)

    error = refusal(lambda: composer(Down()).compose("config"))
    assert str(error) == (
        "s3://bucket/db/my.yaml cannot be read: ConnectionError: refused\n  file         s3://bucket/db/my.yaml"
    )
    assert isinstance(error.__cause__, ConnectionError)


def test_a_source_that_cannot_list_fails_by_itself() -> None:
    """An override's key needs the names at the root."""

    class Unlisted(Bucket):
        def names(self, group: str) -> Iterable[str]:
            return [f"{group}.yaml"]

    error = refusal(lambda: composer(Unlisted()).compose("config", "lr=1"))
    assert error.problems[0].message == "s3://bucket lists '.yaml'; a name has no suffix"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("confg",), "no config 'confg'; did you mean config?\nconfigs: config"),
        (("config", "db=pgg"), "no option 'pgg' in the group db; did you mean pg?\noptions: my, pg"),
        (("config", "db=MY"), "the case differs from my"),
        (("config", "dbb=pg"), "no such key"),
    ],
    ids=["primary", "option", "case", "group"],
)
def test_what_it_lacks_is_told_with_the_nearest(arguments: tuple[str, ...], message: str) -> None:
    """As of a folder."""
    assert message in str(refusal(lambda: composer().compose(*arguments)))


def test_a_name_cannot_leave_it() -> None:
    """Parents are refused before the source is asked."""
    bucket = Bucket()
    refusal(lambda: composer(bucket).compose("config", "db=../../secret"))
    refusal(lambda: composer(bucket).compose("../secret"))
    assert not [question for question in bucket.asked if ".." in question]


# -- how often it is asked ----------------------------------------------------------------------------------------


def test_it_is_read_once_for_all_compositions() -> None:
    """Each name, also one that is absent, and each listing."""
    bucket = Bucket()
    composing = composer(bucket)
    for port in range(20):
        composing.compose("config", f"db.port={port}", "lr=1", "optional_key=1" if port < 0 else "db.host=x")
    assert bucket.asked == {"read config": 1, "read db/my": 1, "names ": 1}


def test_an_address_in_a_config_is_opened_once(tree: Tree) -> None:
    """Though ``hydra.searchpath`` is followed at every composition."""
    opened = []

    def open_bucket(rest: str) -> Bucket:
        opened.append(rest)
        return Bucket()

    folder = tree({"config.yaml": "defaults: [db: my]\nhydra: {searchpath: ['s3://x/y']}\n"})
    composing = Composer(folder, sources={"s3": open_bucket})
    for _ in range(3):
        composing.compose("config")
    assert opened == ["x/y"]


def test_what_changed_is_seen_by_another_composer() -> None:
    """One Composer composes from one state of a source: nothing of it is ever stale there."""
    bucket = Bucket()
    composing = composer(bucket)
    composed = composing.compose("config")
    bucket.files["db/my"] = "host: changed\n"
    assert not composed.stale()
    assert composing.compose("config").tree["db"]["host"] == "far"
    assert composer(bucket).compose("config", "lr=1").tree["db"]["host"] == "changed"


def test_files_beside_it_are_stale_as_ever(tree: Tree) -> None:
    """A changed file, and a new one that comes before a source's config."""
    folder = tree({"config.yaml": "defaults: [db: my]\n"})
    composed = composer(path=folder, search_path=["s3://x"]).compose("config")
    assert not composed.stale()
    tree({"db/my.yaml": "host: near\n"})
    assert composed.stale()
    composed = composer(path=folder, search_path=["s3://x"]).compose("config")
    assert not composed.stale()
    tree({"config.yaml": "defaults: [db: pg]\n"})
    assert composed.stale()


def test_threads_compose_from_one_reading() -> None:
    """Twenty threads with one Composer, and every name is read once."""
    bucket = Bucket({"config": "", **{f"db/o{number}": f"x: {number}\n" for number in range(50)}})
    composing, barrier = composer(bucket), threading.Barrier(20)
    found: list[bool] = []

    def compose() -> None:
        barrier.wait()
        found.extend(composing.compose("config", f"+db=o{n}").tree == {"db": {"x": n}} for n in range(50))

    threads = [threading.Thread(target=compose) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 1_000
    assert set(bucket.asked.values()) == {1}


def test_a_sweep_over_ten_thousand_names_asks_for_them_once() -> None:
    """``glob`` matches the source's own names."""
    bucket = Bucket({"config": "", **{f"db/o{number}": f"x: {number}\n" for number in range(10_000)}})
    jobs = composer(bucket).expand("config", "+db=glob(o999*)")
    assert [job.tree["db"]["x"] for job in jobs] == [999, *range(9990, 10_000)]
    assert bucket.asked["names db"] == 1


def test_plugins_add_to_a_composer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind the program's own places, where it asks for plugins; their configs are trusted."""
    site = tmp_path / "site"
    (site / "acme_composed" / "db").mkdir(parents=True)
    (site / "acme_composed" / "db" / "pg.yaml").write_text("host: acme\n", encoding="utf-8")
    (site / "acme_composed" / "db" / "acme.yaml").write_text("host: acme\n", encoding="utf-8")
    (site / "acme_plugin.py").write_text(
        "import typedconf as tc\nfrom typedconf.sources.plugins import Plugin\n"
        "store = tc.ConfigStore()\nstore.add('exp/two', {'lr': 3}, package='_global_')\n"
        "plugin = Plugin(search_path=['pkg://acme_composed'], store=store)\n",
        encoding="utf-8",
    )
    (site / "acme-1.dist-info").mkdir()
    (site / "acme-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1\n")
    (site / "acme-1.dist-info" / "entry_points.txt").write_text("[typedconf.plugins]\nacme = acme_plugin:plugin\n")
    monkeypatch.syspath_prepend(str(site))
    composed = composer(plugins=True).compose("config", "db=acme", "+exp=two")
    assert composed.tree == {"lr": 3, "db": {"host": "acme"}}
    assert all(layer.trusted for layer in composed.layers)
    assert composer(plugins=True).compose("config", "db=pg").tree["db"]["host"] == "far"
    refusal(lambda: composer().compose("config", "db=acme"))
    del sys.modules["acme_plugin"]


# -- in another process -------------------------------------------------------------------------------------------


def test_a_composition_pickles_without_its_source() -> None:
    """It answers for values, origins and staleness from what it has read."""

    class Db(BaseModel):
        host: str
        port: int

    class App(BaseModel):
        db: Db
        lr: int

    composed = composer(search_path=["s3://y"]).compose("config", "db=pg")
    data = pickle.dumps(composed)
    assert b"Bucket" not in data
    travelled = pickle.loads(data)
    assert travelled.tree == composed.tree
    assert travelled.config.lr == 5432
    assert str(travelled.origin("db.port")) == "s3://bucket/db/pg.yaml:3:8"
    assert not travelled.stale()
    assert travelled.choices == {"db": "pg"}
    assert travelled.validate(App).lr == 5432


def test_an_error_of_a_source_pickles() -> None:
    """Launchers send errors between processes."""
    error = refusal(lambda: composer(Bucket({})).compose("config"))
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_programs_without_schemes_load_nothing_for_them(tree: Tree) -> None:
    """The modules of sources and plugins stay unloaded; so does importlib.metadata."""
    folder = tree({"config.yaml": "x: 1\n"})
    code = (
        "import sys, typedconf\n"
        f"typedconf.Composer({str(folder)!r}).compose('config').value\n"
        "names = ('typedconf.sources.schemes', 'typedconf.sources.source', 'typedconf.sources.plugins')\n"
        "print(*[name for name in (*names, 'importlib.metadata', 'threading') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
