"""What ``--help`` shows, in a pipe and on a terminal."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from typedconf.cli.flags import FLAGS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONFIG = """\
Usage: train.py [OPTIONS] [KEY=VALUE]...

  Train a model.

  KEY=VALUE sets a key like --KEY VALUE, +KEY=VALUE adds one, ~KEY deletes one.

Config groups: choose by --GROUP OPTION or GROUP=OPTION
  --db  mysql|sqlite  [default: mysql]

Config:
  --lr    PositiveFloat  [default: 0.1]
  --name  str            [default: ${db.host}]

db:
  --db.host  str  [default: local]
  --db.port  int  The port to connect to. [default: 3306]

Flags:
"""


def test_help_in_a_pipe_is_plain_text(run: Callable[..., Any]) -> None:
    """Usage, documentation, groups, options with what they are now, overrides without an option, flags."""
    status, out, err = run("--help")
    assert (status, err) == (0, "")
    assert out.startswith(CONFIG)
    flags, _, others = out.removeprefix(CONFIG).partition("\n\n")
    assert others == "By override only:\n  +server=OPTION  apache\n"
    assert all(bool(re.search(rf"{flag.name}\b", flags)) is not bool(flag.instead) for flag in FLAGS)


def test_help_shows_what_overrides_make_of_it(run: Callable[..., Any]) -> None:
    """It is the help of the command line at hand."""
    out = run("--help", "db=sqlite", "+server=apache", "--lr", "2", "--resolve").out
    assert "  --db      mysql|sqlite  [default: sqlite]\n  --server  apache        [default: apache]\n" in out
    assert "  --lr    PositiveFloat  [default: 2]\n  --name  str            [default: none]\n" in out
    assert "By override only" not in out


PART = """\
Usage: train.py [OPTIONS] [KEY=VALUE]...

Config groups: choose by --GROUP OPTION or GROUP=OPTION
  --db  mysql|sqlite  [default: mysql]

db:
  --db.host  str  [default: local]
  --db.port  int  The port to connect to. [default: 3306]
"""

PAGE = """\
db.port

  The port to connect to.

  option       --db.port VALUE
  override     db.port=VALUE
  type         int
  takes        a whole number
  value        3306
  from         conf/db/mysql.yaml:2:7 (db: mysql)
  default      1
  declared as  Db.port: int
  history      --explain db.port
"""


def test_help_of_one_part_is_short(run: Callable[..., Any]) -> None:
    """Its options and the groups that land there, without the flags."""
    assert run("--help", "db") == (0, PART, "")


def test_help_of_one_key_is_a_page(run: Callable[..., Any]) -> None:
    """All that is known of it."""
    assert run("--help", "db.port") == (0, PAGE, "")


def test_a_group_that_is_not_composed_is_an_override(run: Callable[..., Any]) -> None:
    """It has no option, and help says how it is added."""
    assert run("--help", "server").out.endswith("\n\nBy override only:\n  +server=OPTION  apache\n")


def test_no_such_part_is_an_error(run: Callable[..., Any]) -> None:
    """With the nearest; nothing is on stdout."""
    assert run("--help", "dbb") == (2, "", "error: no such part 'dbb'; did you mean db?\n")


GROUPS = "Config groups: choose by --GROUP OPTION or GROUP=OPTION\n"


@pytest.mark.parametrize("word", ["db=mysqll", "--db=mysqll"])
def test_help_where_nothing_composes(run: Callable[..., Any], word: str) -> None:
    """Flags and groups are on stdout, the error on stderr, and the status says so."""
    status, out, err = run("--help", word)
    assert status == 2
    assert f"{GROUPS}  --db      mysql|sqlite\n  --server  apache\n\nFlags:\n" in out
    assert "--config-dir" in out
    assert "--lr" not in out
    assert "no option 'mysqll'" in err


def test_help_of_a_group_where_nothing_composes_has_its_options(folder: Path, run: Callable[..., Any]) -> None:
    """As where one must be chosen; a group whose name is a flag's is set by an override."""
    config = folder / "conf" / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("db: mysql", "db: ???"), "utf-8")
    (folder / "conf" / "check").mkdir()
    (folder / "conf" / "check" / "all.yaml").touch()
    status, out, err = run("--help", "db")
    assert status == 2
    assert out.endswith(f"\n\n{GROUPS}  --db  mysql|sqlite\n")
    assert "must be chosen" in err
    assert run("--help", "check").out.endswith(f"\n\n{GROUPS}  +check=OPTION  all\n")


WILD = """\
import typedconf as tc
from pydantic import BaseModel


class Part(BaseModel):
    \"\"\"Docs \\x1b[31m \\x9b \\u202e.\"\"\"

    text: str = "x\\x1b]0;title\\x07"


class App(BaseModel):
    part: Part = Part()


@tc.main("conf")
def task(cfg: App) -> None: ...


task()
"""


@pytest.mark.parametrize("words", [["--help"], ["--help", "part.text"], ["--help", "nope=1"]], ids=" ".join)
def test_no_help_has_what_a_terminal_obeys(folder: Path, run: Callable[..., Any], words: list[str]) -> None:
    """Wherever it comes from: documentation, values, or names of files."""
    (folder / "conf" / "db" / "a\x1b[31m.yaml").touch()
    (folder / "wild.py").write_text(WILD, encoding="utf-8")
    out = run(*words, script="wild.py").out
    assert "�" in out
    assert out.replace("\n", "").isprintable()


OWN = """\
import typedconf as tc
import typer
from pydantic import BaseModel

app = typer.Typer(add_completion=False)


class Part(BaseModel):
    level: int = 1


class App(BaseModel):
    verbose: int = 0
    part: Part = Part()


@tc.command(app)
def train(cfg: App, verbose: bool = False) -> None: ...


app()
"""


def test_names_that_a_command_has_itself_are_no_options(folder: Path, run: Callable[..., Any]) -> None:
    """The page of the key doesn't offer them either."""
    (folder / "app.py").write_text(OWN, encoding="utf-8")
    assert "\n\nBy override only:\n  verbose=VALUE  int  [default: 0]\n" in run("--help", script="app.py").out
    page = run("--help", "verbose", script="app.py").out
    assert "  option       none; it has an override only\n  override     verbose=VALUE\n" in page


def test_help_has_room_on_any_terminal(run: Callable[..., Any]) -> None:
    """However little that is."""
    status, out, err = run("--help", "db", COLUMNS="1")
    assert (status, err) == (0, "")
    assert out.count("\n") > 100


def test_help_without_a_config_folder_has_the_flags(run: Callable[..., Any]) -> None:
    """What can be shown is."""
    status, out, err = run("--help", "--config-path=nowhere")
    assert (status, err) == (2, "error: the config folder nowhere does not exist\n")
    assert "--config-path" in out
    assert "groups:" not in out


def test_help_beats_the_flags_that_print(run: Callable[..., Any]) -> None:
    """And what these would need."""
    whole = run("--help").out
    assert run("--cfg", "job", "--help").out == run("--help", "--package", "x").out == whole


def test_values_that_are_wrong_do_not_keep_help_away(run: Callable[..., Any]) -> None:
    """Who looks for help may have a wrong value."""
    status, out, err = run("--help", "lr=fast")
    assert (status, err) == (0, "")
    assert "--lr    PositiveFloat  [default: fast]\n" in out


def test_a_schema_that_cannot_be_built_is_told(folder: Path, run: Callable[..., Any]) -> None:
    """Beside the options, with types as the text that their author wrote; the status says so."""
    (folder / "late.py").write_text(
        "from __future__ import annotations\nimport typedconf as tc\nfrom pydantic import BaseModel\n\n\n"
        "class App(BaseModel):\n    x: Bar\n\n\n@tc.main()\ndef task(cfg: App): ...\n\n\ntask()\n",
        encoding="utf-8",
    )
    status, out, err = run("--help", script="late.py")
    assert status == 2
    assert "  --x  Bar  [required]\n" in out
    assert err.startswith("error: App.x: Bar is not defined when the program runs")


def test_an_interpolation_that_gives_no_value_is_an_error_where_it_is_resolved(run: Callable[..., Any]) -> None:
    """Without ``--resolve`` it is shown as written."""
    assert "--name  str            [default: ${nowhere}]\n" in run("--help", "name=${nowhere}").out
    status, out, err = run("--help", "name=${nowhere}", "--resolve")
    assert (status, out) == (2, "")
    assert "nowhere" in err


def test_without_a_schema_the_values_are_options(folder: Path, run: Callable[..., Any]) -> None:
    """Their types are those that the values have."""
    (folder / "untyped.py").write_text(
        "import typedconf as tc\n@tc.main('conf', 'config')\ndef task(cfg): ...\ntask()\n", encoding="utf-8"
    )
    out = run("--help", script="untyped.py").out
    assert "  --lr    float  [default: 0.1]\n  --name         [default: ${db.host}]\n" in out
    assert "db:\n  --db.host  str  [default: local]\n  --db.port  int  [default: 3306]\n" in out
    page = run("--help", "db.port", script="untyped.py").out
    assert page.endswith(
        "  type      int\n  value     3306\n  from      conf/db/mysql.yaml:2:7 (db: mysql)\n"
        "  history   --explain db.port\n"
    )


LARGE = """\
import typedconf as tc
from pydantic import BaseModel


class Leaf(BaseModel):
{leaf}


class Part(BaseModel):
    \"\"\"Many fields.\"\"\"

    small: int = 1
    inner: Leaf = Leaf()
    outer: Leaf = Leaf()


class App(BaseModel):
    one: Part = Part()
    two: Leaf = Leaf()
    three: int = 3


@tc.main()
def task(cfg: App) -> None: ...


task()
"""


def test_many_options_are_shown_by_their_parts(folder: Path, run: Callable[..., Any]) -> None:
    """With sizes and documentation; each part is shown by its name, a large one by its own parts."""
    leaf = "\n".join(f"    f{number}: int = {number}" for number in range(150))
    (folder / "large.py").write_text(LARGE.format(leaf=leaf), encoding="utf-8")
    whole = run("--help", script="large.py").out
    assert "Config:\n  --three  int  [default: 3]\n\nFlags:\n" in whole
    assert whole.endswith(
        "\n\nParts: --help PART shows the options of one\n  one  301 options  Many fields.\n  two  150 options\n"
    )
    one = run("--help", "one", script="large.py").out
    assert "one:\n  --one.small  int  [default: 1]\n\nParts:" in one
    assert one.endswith("  one.inner  150 options\n  one.outer  150 options\n")
    assert run("--help", "one.inner", script="large.py").out.count("--one.inner.f") == 150


def test_very_many_options_side_by_side_have_their_names_and_types(folder: Path, run: Callable[..., Any]) -> None:
    """There are no parts that they would belong to."""
    fields = "\n".join(f"    f{number}: int = {number}" for number in range(201))
    (folder / "flat.py").write_text(
        f"import typedconf as tc\nfrom pydantic import BaseModel\nclass App(BaseModel):\n{fields}\n"
        "@tc.main()\ndef task(cfg: App) -> None: ...\ntask()\n",
        encoding="utf-8",
    )
    out = run("--help", script="flat.py").out
    assert "Config:\n  --f0    int\n  --f1    int\n" in out
    assert "Parts" not in out


def test_no_help_imports_a_target(folder: Path, run: Callable[..., Any]) -> None:
    """Neither that of the whole nor of a key."""
    (folder / "heavy.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    (folder / "building.py").write_text(
        "import typedconf as tc\nfrom pydantic import BaseModel\n"
        "class Model(tc.Target['heavy.Model']):\n    depth: int = 1\n"
        "class App(BaseModel):\n    model: Model = Model()\n"
        "@tc.main()\ndef task(cfg: App) -> None: ...\ntask()\n",
        encoding="utf-8",
    )
    for words in (["--help"], ["--help", "model"], ["--help", "model.depth"]):
        status, out, err = run(*words, script="building.py")
        assert (status, err) == (0, "")
        assert "model.depth" in out


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--help"], ["--db", None, "--lr", "--name", "--db.host", "--db.port", "--help"]),  # +server is no option
        (["--help", "db"], ["--db", "--db.host", "--db.port"]),
        (["--help", "db.port"], ["--db.port"]),
    ],
    ids=["all", "of a part", "of a key"],
)
def test_help_for_other_programs_is_the_options(
    run: Callable[..., Any], words: list[str], names: list[str | None]
) -> None:
    """As JSON, the flags behind those of the config; of a part, its own."""
    status, out, err = run(*words, "--json")
    assert (status, err) == (0, "")
    assert [option["name"] for option in json.loads(out)["options"]][: len(names)] == names


def test_no_such_part_is_an_error_for_other_programs_too(run: Callable[..., Any]) -> None:
    """With the nearest, on stdout."""
    status, out, err = run("--help", "dbb", "--json")
    assert (status, err) == (2, "")
    assert [problem["suggestion"] for problem in json.loads(out)["errors"]] == ["db"]


# -- on a terminal ---------------------------------------------------------------------------------------------------

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def test_help_on_a_terminal_is_in_typers_look(run_in_terminal: Callable[..., Any]) -> None:
    """Framed and coloured, with all that the plain help has, and no line wider than the terminal."""
    status, text = run_in_terminal("--help")
    assert status == 0
    assert "\x1b[" in text
    lines = ESCAPE.sub("", text).splitlines()
    assert max(map(len, lines)) <= 80
    titles = [line.strip("╭─╮ ") for line in lines if line.startswith("╭")]
    assert titles == [
        "Config groups: choose by --GROUP OPTION or GROUP=OPTION",
        "Config",
        "db",
        "Flags",
        "By override only",
    ]
    for flag in FLAGS:
        assert any(flag.name in line for line in lines) is not bool(flag.instead)
    shown = " ".join("".join(lines).replace("│", " ").split())
    for words in (
        "Train a model.",
        "--db mysql|sqlite [default: mysql]",
        "--lr PositiveFloat [default: 0.1]",
        "+server",
    ):
        assert words in shown


def test_the_page_of_a_key_on_a_terminal_is_framed(run_in_terminal: Callable[..., Any]) -> None:
    """With what the plain page has."""
    status, text = run_in_terminal("--help", "db.port")
    lines = ESCAPE.sub("", text).splitlines()
    assert status == 0
    assert lines[0].startswith("╭─ db.port ─")
    assert lines[1].strip("│ ") == "The port to connect to."
    assert "│ takes        a whole number" in lines[6]


@pytest.mark.parametrize("variable", ["TERM=dumb", "NO_COLOR=1"])
def test_a_terminal_may_show_no_colours(
    run: Callable[..., Any], run_in_terminal: Callable[..., Any], variable: str
) -> None:
    """A dumb one gets the plain text; ``NO_COLOR`` keeps the frames."""
    name, _, value = variable.partition("=")
    status, text = run_in_terminal("--help", **{name: value})
    assert status == 0
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", text)
    assert (text == run("--help").out) is (name == "TERM")


@pytest.mark.parametrize("columns", [20, 40, 70, 120])
def test_help_keeps_to_the_terminals_width(run_in_terminal: Callable[..., Any], columns: int) -> None:
    """However wide it is; where frames have no room, it is the plain text in colours."""
    text = run_in_terminal("--help", columns=columns)[1]
    assert "\x1b[" in text
    text = ESCAPE.sub("", text)
    assert max(map(len, text.splitlines())) <= columns
    assert ("╭" in text) is (columns >= 70)
    assert "--db.host" in text


def test_markup_in_a_docstring_is_text(folder: Path, run_in_terminal: Callable[..., Any]) -> None:
    """What Rich would take for a style stands as it is."""
    script = folder / "train.py"
    script.write_text(script.read_text(encoding="utf-8").replace("Train a model.", "Train [red]a[/] [x]."), "utf-8")
    assert "Train [red]a[/] [x]." in ESCAPE.sub("", run_in_terminal("--help")[1])
