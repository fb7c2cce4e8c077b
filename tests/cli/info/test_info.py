"""``--info``: every word, as people and as programs read it, run as a process."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from typedconf.cli.flags import INFO_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

Run: TypeAlias = "Callable[..., Any]"

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
WORDS = tuple(word for word in INFO_WORDS if word != "all")

TEXTS = {
    "config": """\
db:
  port: 3306
  password: ???
optimizer:
  lr: 0.001
task: ${name}
name: a
""",
    "defaults": """\
  CONFIG                   PACKAGE    LISTED IN  ENTRY
  db/mysql                 db         config     db: mysql
  optimizer/adamw (store)  optimizer  config     optimizer: adamw
  config                   _global_
""",
    "defaults-tree": """\
config at _global_
  db: mysql  -> db/mysql at db
  optimizer: adamw  -> optimizer/adamw at optimizer
  optional extra: none  (not there)
  cache: null  (deselected)
  _self_
""",
    "groups": """\
db:
  * db=mysql   file, Db  A server for many. It needs an account.
    db=oracle  file, Db  Another server.
    db=sqlite  file, Db

optimizer:
  * optimizer=adamw  store, AdamW  Adam with decoupled weight decay.

cache:
    cache=ram  file  Lost with the process.
""",
    "searchpath": """\
  PLACE                     NAMED BY
  hydra/                    typedconf
  conf                      config_path
  more                      hydra.searchpath
  pkg://nowhere  NOT THERE  hydra.searchpath
  the store                 store
""",
    "plugins": """\
The program doesn't ask for plugins (plugins=True would); these are installed:

  first  plug  plug:plugin
""",
    "aliases": """\
  ALIAS    STANDS FOR
  pw       db.password=???
  lr,rate  optimizer.lr
""",
}


@pytest.mark.parametrize("word", TEXTS)
def test_a_word_prints_lines_that_can_be_searched(run: Run, word: str) -> None:
    """The whole text, with status 0; the task doesn't run, and nothing is imported for a target."""
    done = run("--info", word)
    assert (done.status, done.out) == (0, TEXTS[word])


def test_options_are_printed_in_panels(run: Run) -> None:
    """Those of groups first; a secret's value doesn't show."""
    done = run("-i", "options")
    assert done.status == 0
    assert "  --db" in done.out
    assert "\ndb:\n" in done.out
    assert "hunter" not in done.out


def test_types_are_a_json_schema_as_text(run: Run) -> None:
    """Ready to be put into a file: that of the composed config."""
    made = json.loads(run("--info=types").out)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["properties"]["optimizer"] == {"$ref": "#/$defs/AdamW"}
    assert made == json.loads(run("--info", "types", "--json").out)["types"]


@pytest.mark.parametrize("word", WORDS)
def test_json_has_one_key(run: Run, word: str) -> None:
    """Of the word's name, beside what deserves a look; nothing is written to stderr, and no secret."""
    done = run("--info", word, "--json")
    found = json.loads(done.out)
    assert list(found) == [word.replace("-", "_"), "warnings"]
    assert (done.status, done.err, done.out.count("\n")) == (0, "", 1)
    assert "hunter2" not in done.out


def test_all_has_every_word(run: Run) -> None:
    """As text below headings, as JSON below one key; without a word too."""
    done = run("--info")
    assert [line for line in done.out.splitlines() if line.startswith("# ")] == [f"# {word}" for word in WORDS]
    assert done.out == run("--info", "all").out
    found = json.loads(run("--info", "all", "--json").out)["info"]
    assert list(found) == [word.replace("-", "_") for word in WORDS]
    assert found["groups"] == json.loads(run("--info", "groups", "--json").out)["groups"]


def test_the_groups_as_data(run: Run) -> None:
    """Where each is placed, what is selected, and of every option all that is known."""
    first, _, cache = json.loads(run("--info", "groups", "--json").out)["groups"]
    assert {key: value for key, value in first.items() if key != "options"} == {
        "key": "db",
        "group": "db",
        "package": "db",
        "selected": ["mysql"],
    }
    doc = "A server for many.\nIt needs an account."
    assert first["options"][0] == {"name": "mysql", "doc": doc, "source": "file", "schema": "Db"}
    assert (cache["package"], cache["selected"]) == (None, [])


def test_the_defaults_as_data(run: Run) -> None:
    """Each config with its place, its entry, who chose it and who lists it; whole files come last."""
    found = json.loads(run("--info", "defaults", "--json", "db=sqlite", "--config", "more/db/oracle.yaml").out)
    assert [found["defaults"][0], found["defaults"][-1]] == [
        {
            "package": "db",
            "config": "db/sqlite",
            "entry": "db: mysql",
            "chosen_by": "db=sqlite",
            "parent": "config",
            "source": "conf/db/sqlite.yaml",
        },
        {
            "package": "_global_",
            "config": "more/db/oracle.yaml",
            "entry": "--config more/db/oracle.yaml",
            "chosen_by": None,
            "parent": None,
            "source": "more/db/oracle.yaml",
        },
    ]


def test_the_tree_as_data(run: Run) -> None:
    """Entries in each other as their lists are, with what came of each."""
    (root,) = json.loads(run("--info", "defaults-tree", "--json", "~db").out)["defaults_tree"]
    assert [(one["outcome"], one["entry"]) for one in root["below"]] == [
        ("deleted", "db: mysql"),
        ("config", "optimizer: adamw"),
        ("absent", "optional extra: none"),
        ("deselected", "cache: null"),
        ("self", "_self_"),
    ]


def test_plugins_tell_what_they_add(run: Run) -> None:
    """Where the program asks for them; the search path tells whose a place is."""
    plugins = run("--info", "plugins", script="plugged.py").out
    assert plugins.splitlines()[1].split()[:3] == ["first", "plug", "search_path:"]
    assert "configs: db/stored" in " ".join(plugins.split())
    assert (
        "plug/conf                 the plugin first of plug\n" in run("--info", "searchpath", script="plugged.py").out
    )


@pytest.mark.parametrize("word", ["groups", "searchpath", "plugins", "aliases", "all"])
def test_where_nothing_composes_the_rest_is_shown(run: Run, word: str) -> None:
    """What can be known without a composition, on stdout; the error on stderr, status 2; no secret."""
    done = run("--info", word, "db=lost")
    assert done.status == 2
    assert "no option 'lost' in the group db" in done.err
    assert done.out
    assert "hunter2" not in done.out + done.err


@pytest.mark.parametrize("word", ["config", "defaults", "defaults-tree", "options", "types"])
def test_where_nothing_composes_there_is_the_error_alone(run: Run, word: str) -> None:
    """Of what only a composition has."""
    done = run("--info", word, "db=lost")
    assert (done.status, done.out) == (2, "")
    assert "no option 'lost' in the group db" in done.err


def test_a_folder_that_is_missing_is_named(run: Run) -> None:
    """That is what the search path is asked for then."""
    done = run("--info", "searchpath", "--config-path", "lost")
    assert done.status == 2
    assert "  lost    NOT THERE  --config-path\n" in done.out
    assert done.err == "error: the config folder lost does not exist\n"


def test_errors_are_json_too(run: Run) -> None:
    """Instead of anything else."""
    done = run("--info", "groups", "--json", "db=lost")
    assert (done.status, done.err) == (2, "")
    assert list(json.loads(done.out)) == ["errors"]


@pytest.mark.parametrize("word", ["defaults", "defaults-tree", "groups", "searchpath", "plugins"])
def test_nothing_is_wider_than_the_terminal(run_in_terminal: Callable[..., tuple[int, str]], word: str) -> None:
    """What has no room stands below; YAML and JSON alone are left to the terminal, so that they can be copied."""
    status, text = run_in_terminal("--info", word, columns=44)
    assert status == 0
    assert [line for line in COLOURS.sub("", text).splitlines() if len(line) > 44] == []


def test_the_tree_is_a_tree_on_a_terminal(run_in_terminal: Callable[..., tuple[int, str]]) -> None:
    """With branches, and colours unless NO_COLOR forbids them."""
    _, text = run_in_terminal("--info", "defaults-tree", NO_COLOR="1")
    shown = COLOURS.sub("", text)
    assert "├── db: mysql  -> db/mysql at db\n" in shown
    assert "└── _self_\n" in shown
    assert "\x1b[3" not in text


def test_rich_is_for_terminals_alone(start: Run, folder: Any) -> None:
    """A pipe loads none of it, nor Typer."""
    code = (
        "import runpy, sys\n"
        "sys.argv[0] = 'train.py'\n"
        "try:\n"
        "    runpy.run_path('train.py', run_name='__main__')\n"
        "finally:\n"
        "    print({'rich', 'typer'} & set(sys.modules), file=sys.stderr)\n"
    )
    (folder / "watch.py").write_text(code, encoding="utf-8")
    assert start("--info", "all", script="watch.py").err.splitlines()[-1] == "set()"
