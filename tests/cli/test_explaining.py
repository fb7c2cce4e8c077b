"""``--explain``: where values came from, for people and for other programs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel, SecretStr

import typedconf as tc
from typedconf.documents import parse_yaml, yaml_index
from typedconf.trees import walk

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = {
    "config.yaml": """\
defaults:
- db: mysql
- _self_
lr: 0.1
url: http://u:${db.password}@${db.host}
alias: ${db}
list: [1, {k: '???'}, [], {}]
text: |
  one
  two # no comment
'a.b': 1
1: one
token: x
""",
    "db/mysql.yaml": "host: local\npassword: hunter22\n",
    "db/pg.yaml": "host: far\npassword: hunter33\n",
}


class Db(BaseModel):
    """A node with a secret."""

    host: str = "nowhere"
    port: int = 5432
    password: SecretStr


class App(BaseModel, extra="allow"):
    """A root that has defaults, and requires something."""

    db: Db
    lr: float = 1.0
    epochs: int
    tags: list[str] = ["a"]


RECORDED = Path(__file__).resolve().parents[1] / "conformance" / "compose"


def recorded_cases() -> dict[str, dict[str, Any]]:
    """Of each recorded tree the case with the most overrides that composes."""
    found: dict[str, dict[str, Any]] = {}
    for line in (RECORDED / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["ok"] and len(case["overrides"]) > len(found.get(case["tree"], {"overrides": ()})["overrides"]):
            found[case["tree"]] = case
    return found


CASES = recorded_cases()


@pytest.fixture
def program(tree: Callable[..., Path]) -> Callable[..., Any]:
    """A program with these files, which must not run."""

    def make(schema: Any, files: dict[str, str] | None = None, **options: Any) -> tc.Program[Any, Any]:
        @tc.main(config_path=tree(files or FILES), config_name="config", schema=schema, **options)
        def train(cfg: Any) -> None:
            raise AssertionError(cfg)

        return train

    return make


@pytest.mark.parametrize(
    ("schema", "words", "page"),
    [
        pytest.param(
            App,
            ["lr", "lr=0.5"],
            """\
lr: 0.5
  1.0  default of App.lr
  0.1  conf/config.yaml:4:5, replaces 1.0
* 0.5  override lr=0.5, replaces 0.1
""",
            id="each layer",
        ),
        pytest.param(App, ["db.port"], "db.port: 5432\n* 5432  default of Db.port\n", id="a default"),
        pytest.param(
            tc.Config,
            ["lr", "~lr", "+lr=7"],
            """\
lr: 7
  0.1        conf/config.yaml:4:5
  (deleted)  override ~lr, replaces 0.1
* 7          override +lr=7
""",
            id="a deletion",
        ),
        pytest.param(
            tc.Config,
            ["alias.host", "db=pg"],
            "alias.host, which is db.host: far\n* far  conf/db/pg.yaml:1:7 (db=pg)\n",
            id="behind a reference",
        ),
        pytest.param(
            App,
            ["url"],
            """\
url: ???
* http://u:${db.password}@${db.host}  conf/config.yaml:5:6

It reads:
  db.password: ???  conf/db/mysql.yaml:2:11 (db: mysql)
  db.host: local    conf/db/mysql.yaml:1:7 (db: mysql)
""",
            id="an interpolation, and what it reads",
        ),
        pytest.param(
            App,
            ["db.password", "db.password=hunter44"],
            """\
db.password: ???
  ??? (secret)  conf/db/mysql.yaml:2:11 (db: mysql)
* ??? (secret)  override db.password=???
""",
            id="a secret",
        ),
        pytest.param(
            tc.Config,
            ["db", "db.host=x", "+db.port=1"],
            """\
db:
  host: x             # override db.host=x
  password: hunter22  # conf/db/mysql.yaml:2:11
  port: 1             # override +db.port=1

Set by, lowest first:
  conf/db/mysql.yaml:1:1 (db: mysql), sets host, password
  override db.host=x, sets host
  override +db.port=1, sets port
""",
            id="a node",
        ),
        pytest.param(
            tc.Config,
            ["list", "list=append(3)"],
            """\
list:
  - 1       # conf/config.yaml:7:8
  - k: ???  # missing, conf/config.yaml:7:15
  - []      # conf/config.yaml:7:23
  - {}      # conf/config.yaml:7:27
  - 3       # override list=append(3)

Set by, lowest first:
  conf/config.yaml:7:7, sets [0], [1].k, [2], [3]
  override list=append(3), sets [4]
""",
            id="a list",
        ),
        pytest.param(
            tc.Config,
            ["text"],
            "text: 'one\\ntwo # no comment\\n'\n* 'one\\ntwo # no comment\\n'  conf/config.yaml:8:7\n",
            id="a text of two lines",
        ),
        pytest.param(tc.Config, ["a\\.b"], "a\\.b: 1\n* 1  conf/config.yaml:11:8\n", id="a dot in a key"),
        pytest.param(
            tc.Config,
            ["lr", f"lr={'x' * 70}"],
            f"""\
lr: {"x" * 59}…
  0.1  conf/config.yaml:4:5
* {"x" * 59}…
       override lr={"x" * 70}, replaces 0.1
""",
            id="a long value stands above its origin",
        ),
    ],
)
def test_a_key_has_a_page(
    ask: Callable[..., Any], program: Callable[..., Any], schema: Any, words: list[str], page: str
) -> None:
    """Its value, what gave it that (lowest first, the one that counts marked), and what it reads."""
    epochs = ["epochs=1"] if schema is App else []
    assert ask(program(schema), "--explain", *words, *epochs) == (0, page, "")


def test_the_whole_config_is_a_config_still(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """Each value has its origin as a comment; what is missing says who requires it, and is a warning."""
    done = ask(program(App), "--explain", "lr=0.5")
    assert done.status == 0
    assert (
        done.out
        == """\
db:
  host: local                            # conf/db/mysql.yaml:1:7
  password: ???                          # conf/db/mysql.yaml:2:11, secret
  port: 5432                             # default of Db.port
lr: 0.5                                  # override lr=0.5
url: http://u:${db.password}@${db.host}  # conf/config.yaml:5:6
alias: ${db}                             # conf/config.yaml:6:8
list:
- 1                                      # conf/config.yaml:7:8
- k: ???                                 # missing, conf/config.yaml:7:15
- []                                     # conf/config.yaml:7:23
- {}                                     # conf/config.yaml:7:27
text: 'one

  two # no comment

  '                                      # conf/config.yaml:8:7
a.b: 1                                   # conf/config.yaml:11:8
'1': one                                 # conf/config.yaml:12:4
token: x                                 # conf/config.yaml:13:8
epochs: ???                              # missing, required by App.epochs
tags:
- a                                      # default of App.tags
"""
    )
    assert "warning: epochs: missing; set it with epochs=…" in done.err
    plain = ask(program(App), "--cfg", "job", "lr=0.5").out
    assert parse_yaml(done.out, "a.yaml").tree == parse_yaml(plain, "a.yaml").tree


def test_the_origin_says_what_it_is(
    ask: Callable[..., Any], program: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A variable, a line of a dotenv file, a file of the secrets folder, a node of the store."""
    monkeypatch.setenv("APP_LR", "0.3")
    (tmp_path / ".env").write_text("APP_DB__HOST=far\n", encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "token").write_text("sekrit9", encoding="utf-8")
    store = tc.ConfigStore()
    store.add("db/mysql", {"extra": 1})
    options: dict[str, Any] = {
        "env_prefix": "APP_",
        "env_file": tmp_path / ".env",
        "secrets_dir": tmp_path / "secrets",
        "store": store,
    }
    done = ask(program(tc.Config, **options), "--explain")
    lines = {line.partition(":")[0].strip(): line.partition("  # ")[2] for line in done.out.splitlines()}
    assert (lines["lr"], lines["extra"]) == ("variable APP_LR", "store node db/mysql")
    assert lines["host"].endswith(".env:1 APP_DB__HOST")
    assert lines["token"].split(", ") == ["token of the secrets folder", "secret"]
    assert "sekrit9" not in done.out


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("lrr", "error: lrr: no such key; did you mean lr?\n"),
        ("db.hots", "error: db.hots: no such key; did you mean db.host?\n"),
        (
            "hydra.run.dir",
            (
                "error: hydra.run.dir: hydra is no part of the config; "
                "--cfg hydra --package hydra.run.dir prints what is set there\n"
            ),
        ),
    ],
)
def test_an_unknown_key_is_an_error(
    ask: Callable[..., Any], program: Callable[..., Any], key: str, message: str
) -> None:
    """With the nearest."""
    assert ask(program(tc.Config), "--explain", key) == (2, "", message)
    told = json.loads(ask(program(tc.Config), "--explain", key, "--json").out)
    assert [problem["key"] for problem in told["errors"]] == [key]


def test_what_is_wrong_with_the_value_is_a_warning(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """Of the key that is asked for, and of no other; also where only whoever reads it would be told."""
    done = ask(program(App), "--explain", "lr", "lr=x")
    assert (done.status, done.err.splitlines()[0]) == (0, "warning: lr: not a number: 'x'")
    assert "epochs" not in done.err
    done = ask(program(tc.Config), "--explain", "lr", "lr=${nope}")
    assert (done.status, done.out) == (
        0,
        "lr: ${nope}\n  0.1      conf/config.yaml:4:5\n* ${nope}  override lr=${nope}, replaces 0.1\n",
    )
    assert "no key 'nope'" in done.err


def test_other_programs_read_the_history(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """The value as it resolves, and what gave it that as written, with the fields of each origin."""
    data = json.loads(ask(program(App), "--explain", "db", "--json", "epochs=1", "db.port=${oc.decode:'7'}").out)
    file = {"kind": "file", "file": "conf/db/mysql.yaml", "line": 1, "column": 1, "text": None, "entry": "db: mysql"}
    typed = {**file, "kind": "override", "file": None, "line": None, "column": 9, "entry": None}
    written = {"host": "local", "password": "???"}
    assert data == {
        "explain": {
            "key": "db",
            "value": {"host": "local", "password": "???", "port": 7},
            "history": [
                {"value": written, "origin": file},
                {
                    "value": {**written, "port": "${oc.decode:'7'}"},
                    "origin": {**typed, "text": "db.port=${oc.decode:'7'}"},
                },
            ],
        }
    }


def test_without_a_key_other_programs_read_a_list(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """One entry a leaf, in tree order, the problems as warnings."""
    data = json.loads(ask(program(App), "--explain", "--json").out)
    keys = [entry["key"] for entry in data["explain"]]
    assert keys[:4] == ["db.host", "db.password", "db.port", "lr"]
    assert [key for key in keys if key.startswith("list")] == ["list[0]", "list[1].k", "list[2]", "list[3]"]
    assert all(list(entry) == ["key", "value", "history"] and entry["history"] for entry in data["explain"])
    assert [problem["key"] for problem in data["warnings"]] == ["list[1].k", "epochs"]


def test_an_empty_config_is_explained(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """There is nothing to tell."""
    empty = program(tc.Config, {"config.yaml": ""})
    assert ask(empty, "--explain") == (0, "{}\n", "")
    assert json.loads(ask(empty, "--explain", "--json").out) == {"explain": []}


def test_no_file_is_read_again_for_each_value(
    ask: Callable[..., Any], program: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place of each of thousands is looked up in one index of its file."""
    made: list[str] = []
    index = yaml_index.index_yaml

    def counted(text: str, file: str) -> Any:
        made.append(file)
        return index(text, file)

    monkeypatch.setattr(yaml_index, "index_yaml", counted)
    text = "".join(f"k{number}: {number}\n" for number in range(2000))
    done = ask(program(tc.Config, {"config.yaml": text}), "--explain")
    assert done.out.endswith("k1999: 1999  # conf/config.yaml:2000:8\n")
    assert made == ["conf/config.yaml"]


def test_a_narrow_terminal_has_the_notes_below(run_in_terminal: Callable[..., tuple[int, str]]) -> None:
    """So that nothing is wider than it where words allow that."""
    status, coloured = run_in_terminal("--explain", "lr", "lr=0.5", "lr=0.75", columns=34)
    text = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert status == 0
    assert (
        text
        == """\
lr: 0.75
  0.1   conf/config.yaml:4:5
  0.5   override lr=0.5
        replaces 0.1
* 0.75  override lr=0.75
        replaces 0.5
"""
    )


def test_a_terminal_shows_the_one_that_counts_in_colour(run_in_terminal: Callable[..., tuple[int, str]]) -> None:
    """And the comments of the whole config dimmed."""
    _, page = run_in_terminal("--explain", "lr", "lr=0.5")
    assert "\x1b[1;31m* \x1b[0m" in page
    _, whole = run_in_terminal("--explain")
    assert "\x1b[2m# conf/config.yaml:4:5\x1b[0m" in whole


def test_every_leaf_of_a_tree_has_its_comment(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """Merge keys, anchors and references included."""
    text = "base: &b {x: 1, y: [2, {z: 3}]}\nmerged: {<<: *b, x: 5}\nsame: *b\nref: ${merged}\n"
    done = ask(program(tc.Config, {"config.yaml": text}), "--explain")
    tree = parse_yaml(done.out, "a.yaml").tree
    assert done.out.count("  # conf/config.yaml:") == len(list(walk(tree))) == 10


@pytest.mark.parametrize("tree", sorted(CASES))
def test_every_recorded_tree_reads_back(ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tree: str) -> None:
    """Whatever is in it, the origins change no value, and each value has one."""
    case = CASES[tree]
    folder = RECORDED / "trees" / tree
    monkeypatch.chdir(folder)
    for name, value in {"PROJECT_ROOT": "/p", "DATA_DIR": "/d", "APP_PORT": "1", "EMPTY_VAR": ""}.items():
        monkeypatch.setenv(name, value)

    @tc.main(config_path=folder / case.get("config_dir", ""), config_name=case["config_name"])
    def task(cfg: tc.Config) -> None:
        raise AssertionError(cfg)

    done = ask(task, "--explain", *case["overrides"])
    expected = parse_yaml(ask(task, "--cfg", "job", *case["overrides"]).out, "a.yaml").tree
    assert done.status == 0
    assert repr(parse_yaml(done.out, "a.yaml").tree) == repr(expected)  # of which nan equals itself
    told = json.loads(ask(task, "--explain", "--json", *case["overrides"]).out)["explain"]
    assert [bool(entry["history"]) for entry in told] == [True] * sum(bool(path) for path, _ in walk(expected))
