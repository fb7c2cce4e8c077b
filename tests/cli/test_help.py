"""What ``--help`` shows, in a pipe and on a terminal."""

from __future__ import annotations

import re
import sys
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

import pytest
from pydantic import BaseModel, Field, SecretStr

from typedconf import Composer, Composition, ConfigError, ref
from typedconf.cli.command import show_on_terminal
from typedconf.cli.fields import Row, list_fields
from typedconf.cli.flags import FLAGS
from typedconf.cli.layout import Help

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = """\
Usage: train.py [FLAGS] [KEY=VALUE]...

  Train a model.

Flags:
  -h, --help [PART]        Show this help, or that of one PART of the config,
                           and exit.
  -c, --cfg job|hydra|all  Print the composed config and exit: the job's, the
                           hydra node, or all.
  --resolve                With --cfg or --help: print values in place of
                           interpolations.
  -p, --package KEY        With --cfg: print only what is below KEY.
  -cn, --config-name NAME  Compose the config NAME instead of the program's own.
  -cp, --config-path DIR   Look for configs in DIR instead of the program's own
                           folder (relative to the program's file).
  -cd, --config-dir DIR    Look for configs in DIR too. May be repeated.
  --config FILE            Merge the whole FILE above the composed config, below
                           the overrides. May be repeated.

Config groups (choose with GROUP=OPTION, * is chosen, + adds a group):
  db       mysql*, sqlite
  +server  apache

Fields (set one with KEY=VALUE; the values are those of the composed config):
  lr       PositiveFloat  0.1
  name     str            ${db.host}
  db.host  str            local
  db.port  int            3306        The port to connect to.
"""


def test_help_in_a_pipe_is_plain_text(run: Callable[..., Any]) -> None:
    """Usage, documentation, flags, groups with what is chosen, and fields with what they are now."""
    assert run("--help") == (0, WHOLE, "")


def test_help_shows_what_overrides_make_of_it(run: Callable[..., Any]) -> None:
    """It is the help of the command line at hand."""
    out = run("--help", "db=sqlite", "+server=apache", "lr=2", "--resolve").out
    assert "  db      mysql, sqlite*\n  server  apache*\n" in out
    assert re.search(r"lr +PositiveFloat +2\n +name +str +none\n", out)


def test_help_of_one_part_is_short(run: Callable[..., Any]) -> None:
    """Its fields and the groups that land there, without the flags."""
    status, out, err = run("--help", "db")
    assert (status, err) == (0, "")
    assert out.splitlines()[4:] == [
        "Config groups (choose with GROUP=OPTION, * is chosen):",
        "  db  mysql*, sqlite",
        "",
        "Fields (set one with KEY=VALUE; the values are those of the composed config):",
        "  db.host  str  local",
        "  db.port  int  3306   The port to connect to.",
    ]


@pytest.mark.parametrize(("part", "keys"), [("db.port", ["db.port"]), ("lr", ["lr"]), ("server", [])])
def test_a_part_may_be_any_key_or_group(run: Callable[..., Any], part: str, keys: list[str]) -> None:
    """Also one without fields, or a single field."""
    status, out, err = run("--help", part)
    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.partition("Fields")[2].splitlines()[1:]] == keys
    assert ("+server" in out or "server  apache" in out) is (part == "server")


def test_no_such_part_is_an_error(run: Callable[..., Any]) -> None:
    """With the nearest; nothing is on stdout."""
    assert run("--help", "dbb") == (2, "", "error: no such part 'dbb'; did you mean db?\n")


def test_help_where_nothing_composes(run: Callable[..., Any]) -> None:
    """Flags and groups are on stdout, the error on stderr, and the status says so."""
    status, out, err = run("--help", "db=mysqll")
    assert status == 2
    assert "--config-dir" in out
    assert "Config groups (choose with GROUP=OPTION):\n  db      mysql, sqlite\n  server  apache\n" in out
    assert "Fields" not in out
    assert err.startswith("error: db: no option 'mysqll'")


def test_help_without_a_config_folder_has_the_flags(run: Callable[..., Any]) -> None:
    """What can be shown is."""
    status, out, err = run("--help", "--config-path=nowhere")
    assert (status, err) == (2, "error: the config folder nowhere does not exist\n")
    assert "--config-path" in out
    assert "groups" not in out


def test_help_beats_the_flags_that_print(run: Callable[..., Any]) -> None:
    """And what these would need."""
    assert run("--cfg", "job", "--help").out == run("--help", "--package", "x").out == WHOLE


def test_values_that_are_wrong_do_not_keep_help_away(run: Callable[..., Any]) -> None:
    """Who looks for help may have a wrong value."""
    status, out, err = run("--help", "lr=fast")
    assert (status, err) == (0, "")
    assert re.search(r"lr +PositiveFloat +fast\n", out)


def test_a_schema_that_cannot_be_built_is_told(folder: Any, run: Callable[..., Any]) -> None:
    """Beside the fields, as text that its author wrote; the status says so."""
    (folder / "late.py").write_text(
        "from __future__ import annotations\nimport typedconf as tc\nfrom pydantic import BaseModel\n\n\n"
        "class App(BaseModel):\n    x: Bar\n\n\n@tc.main()\ndef task(cfg: App): ...\n\n\ntask()\n",
        encoding="utf-8",
    )
    status, out, err = run("--help", script="late.py")
    assert status == 2
    assert "Bar" in out
    assert err.startswith("error: App.x: Bar is not defined when the program runs")


def test_without_a_schema_help_shows_the_config(folder: Any, run: Callable[..., Any]) -> None:
    """As YAML, which is all that is known of it."""
    (folder / "plain.py").write_text(
        "import typedconf as tc\n@tc.main('conf', 'config')\ndef task(cfg): ...\ntask()\n", encoding="utf-8"
    )
    out = run("--help", script="plain.py").out
    assert out.endswith(
        "Config (change it with KEY=VALUE, add to it with +KEY=VALUE):\n"
        "  db:\n    host: local\n    port: 3306\n  lr: 0.1\n  name: ${db.host}\n"
    )
    assert run("--help", "db", script="plain.py").out.endswith("+KEY=VALUE):\n  host: local\n  port: 3306\n")


# -- on a terminal ---------------------------------------------------------------------------------------------------

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def test_help_on_a_terminal_is_in_typers_look(run_in_terminal: Callable[..., Any]) -> None:
    """Framed and coloured, with all that the plain help has, and no line wider than the terminal."""
    status, text = run_in_terminal("--help")
    assert status == 0
    assert "\x1b[" in text
    lines = ESCAPE.sub("", text).splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.strip("╭─╮ ") for line in lines if line.startswith("╭")] == ["Flags", "Config groups", "Fields"]
    for flag in FLAGS:
        assert any(flag.name in line for line in lines) is not bool(flag.instead)
    shown = " ".join("".join(lines).replace("│", " ").split())
    for words in ("Train a model.", "mysql*, sqlite", "+server apache", "PositiveFloat 0.1", "The port to connect to."):
        assert words in shown


@pytest.mark.parametrize("variable", ["TERM=dumb", "NO_COLOR=1"])
def test_a_terminal_may_show_no_colours(run_in_terminal: Callable[..., Any], variable: str) -> None:
    """A dumb one gets the plain text; ``NO_COLOR`` keeps the frames."""
    name, _, value = variable.partition("=")
    status, text = run_in_terminal("--help", **{name: value})
    assert status == 0
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", text)
    assert (text == WHOLE) is (name == "TERM")


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_help_keeps_to_the_terminals_width(run_in_terminal: Callable[..., Any], columns: int) -> None:
    """However wide it is."""
    text = ESCAPE.sub("", run_in_terminal("--help", columns=columns)[1])
    assert max(map(len, text.splitlines())) <= columns


def test_markup_in_a_docstring_is_text(folder: Any, run_in_terminal: Callable[..., Any]) -> None:
    """What Rich would take for a style stands as it is."""
    script = folder / "train.py"
    script.write_text(script.read_text(encoding="utf-8").replace("Train a model.", "Train [red]a[/] [x]."), "utf-8")
    assert "Train [red]a[/] [x]." in ESCAPE.sub("", run_in_terminal("--help")[1])


def test_without_rich_help_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal's rendering says that it did nothing."""
    monkeypatch.setitem(sys.modules, "rich.console", None)
    assert not show_on_terminal(Help("p", "", []))


# -- fields -------------------------------------------------------------------------------------------------------


class Leaf(BaseModel):
    """A part."""

    depth: int = Field(default=2, description="How deep.")
    rate: float = ref("top")


class Cnn(BaseModel):
    """A member of a union."""

    kind: Literal["cnn"]
    kernel: int = 3


class Vit(BaseModel):
    """Another one."""

    kind: Literal["vit"]
    heads: int = 8


class Colour(Enum):
    """What a colour may be."""

    RED = "red"
    BLUE = "blue"


class Everything(BaseModel):
    """A field of each kind."""

    colour: Colour = Field(default=Colour.RED, description="A colour.")
    colours: list[Colour] = []
    wide: str = "x" * 100

    top: float
    leaf: Leaf = Field(default_factory=Leaf, description="What is below.")
    key: SecretStr = SecretStr("hunter22")
    names: list[str] = Field(default=["a", "b c"])
    made: list[int] = Field(default_factory=lambda: [1])
    model: Cnn | Vit = Field(discriminator="kind")
    many: list[Leaf] = []


def rows_of(*overrides: str, resolve: bool = False) -> dict[str, Row]:
    """The rows of a composition of overrides, by key."""
    composition: Composition[Any] = Composer().compose(None, *overrides, schema=Everything)
    return {row.key: row for row in list_fields(Everything, composition, resolve=resolve)}


@pytest.mark.parametrize(
    ("key", "value", "doc"),
    [
        ("top", "(required)", ""),
        ("leaf", "", "What is below."),
        ("leaf.depth", "2", "How deep."),
        ("leaf.rate", "${top}", ""),
        ("key", "(secret)", ""),
        ("names", "[a,b c]", ""),
        ("many[].depth", "2", "How deep."),
        ("colour", "red", "[one of red, blue] A colour."),
        ("colours", "[]", "[one of red, blue]"),
        ("wide", "x" * 59 + "…", ""),
        ("model.kind", "(required)", ""),
    ],
)
def test_a_field_shows_what_it_is_now(key: str, value: str, doc: str) -> None:
    """Its composed value, as one would write it, and its documentation."""
    row = rows_of()[key]
    assert (row.value, row.doc) == (value, doc)


def test_an_override_is_what_a_field_is_now() -> None:
    """Resolved where that is asked for."""
    rows = rows_of("top=0.5", "leaf.depth=9", "names=[]", resolve=True)
    assert [rows[key].value for key in ("top", "leaf.depth", "leaf.rate", "names")] == ["0.5", "9", "0.5", "[]"]


def test_a_field_of_a_union_names_its_member() -> None:
    """Which one must have been chosen for it."""
    rows = rows_of()
    assert "(Cnn)" in rows["model.kernel"].doc
    assert "(Vit)" in rows["model.heads"].doc


def test_a_schema_of_many_fields_shows_its_parts(folder: Any, run: Callable[..., Any]) -> None:
    """With their sizes; one part is shown by name."""
    fields = "\n".join(f"    f{number}: int = {number}" for number in range(150))
    (folder / "large.py").write_text(
        "import typedconf as tc\nfrom pydantic import BaseModel\n"
        f"class Part(BaseModel):\n{fields}\n"
        "class App(BaseModel):\n    one: Part = Part()\n    two: Part = Part()\n    three: int = 3\n"
        "@tc.main()\ndef task(cfg: App) -> None: ...\ntask()\n",
        encoding="utf-8",
    )
    out = run("--help", script="large.py").out
    assert out.endswith(
        "Parts (--help PART shows the fields of one):\n  one    150 fields\n  two    150 fields\n  three  1 field\n"
    )
    assert run("--help", "two", script="large.py").out.count("two.f") == 150


def test_an_interpolation_that_gives_no_value_is_an_error_where_it_is_resolved() -> None:
    """Without ``--resolve`` it is shown as written."""
    assert rows_of("top=${nowhere}")["top"].value == "${nowhere}"
    with pytest.raises(ConfigError, match="nowhere"):
        rows_of("top=${nowhere}", resolve=True)
