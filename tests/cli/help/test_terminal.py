"""Help on a terminal: in Typer's look, in frames that need less room, or in none."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import pytest
import typer

from tests.cli.options.test_texts import option
from typedconf.cli.help.layout import FLAG_SECTION, Help, Section, flag_rows
from typedconf.cli.help.terminal import show_on_terminal
from typedconf.cli.own_parameters import OwnParameters
from typedconf.reports import cells

if TYPE_CHECKING:
    from collections.abc import Callable

FLAGS = Section(FLAG_SECTION, rows=flag_rows())


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Gives the lines that a help has on a terminal of some width."""

    def show(content: Help, width: int, own: OwnParameters | None = None) -> list[str]:
        monkeypatch.setenv("COLUMNS", str(width))
        assert show_on_terminal(content, own)
        lines = capsys.readouterr().out.splitlines()
        assert max(map(cells, lines)) <= width
        return lines

    return show


def help_of(*names: str, **changes: Any) -> Help:
    """A help with an option of each name, flags, and what has an override only."""
    options = [option(names=(name,), key=name.strip("-"), **changes) for name in names]
    return Help("p.py", "Doc.", [Section("A", "of it", options), FLAGS, Section("B", rows=[("x=VALUE", "int", "X.")])])


def titles(lines: list[str]) -> list[str]:
    """What stands in frames."""
    return [line.strip("╭─╮ ") for line in lines if line.startswith("╭")]


def test_typer_shows_what_it_has_room_for(shown: Callable[..., list[str]]) -> None:
    """What is no option follows."""
    lines = shown(help_of("--rate", "--" + "n" * 23), 80)
    assert titles(lines) == ["A: of it", "Flags", "B"]
    assert any("--rate                           float  How fast. [default: 0.1]" in line for line in lines)


def test_where_types_have_no_room_they_stand_further_right(shown: Callable[..., list[str]]) -> None:
    """And Typer cuts no name."""
    lines = shown(help_of("--" + "n" * 30, type="NonNegativeFloat"), 80)
    assert titles(lines)[1] == "Flags"
    assert any("n" * 30 in line and "NonNegativeFloat How fast." in line for line in lines)


@pytest.mark.parametrize("width", [70, 80])
def test_names_without_room_in_typers_tables_have_frames(shown: Callable[..., list[str]], width: int) -> None:
    """Of fewer columns; the flags too, and in the order of the plain help."""
    lines = shown(help_of("--" + "n" * 36), width)
    assert titles(lines) == ["A: of it", "Flags", "B"]
    assert any(f"│ --{'n' * 36}  float  How fast." in line for line in lines)
    assert any("│ -h, --help [PART] " in line for line in lines)


def test_names_without_room_in_a_frame_stand_in_none(shown: Callable[..., list[str]]) -> None:
    """As in the plain help."""
    lines = shown(help_of("--" + "n" * 60), 80)
    assert titles(lines) == []
    assert "  --" + "n" * 60 in lines


@pytest.mark.parametrize("width", [30, 80])
def test_a_page_is_a_frame(shown: Callable[..., list[str]], width: int) -> None:
    """Its documentation stands above its lines; where there is no room, there is no frame."""
    sections = [Section("", rows=[("declared as", "x")]), Section("Below it", rows=[("y", "z")])]
    page = Help("a.b", "Doc.", sections, with_usage=False)
    lines = shown(page, width)
    assert titles(lines) == (["a.b", "Below it"] if width == 80 else [])
    assert [word for line in lines for word in line.strip("│╭─╮╰╯ ").split()] == [
        *("a.b", "Doc.", "declared", "as", "x"),
        *("Below", "it" if width == 80 else "it:", "y", "z"),
    ]


def own_parameters(markup: Any) -> OwnParameters:
    """Those of a command of an app."""
    application = typer.Typer(rich_markup_mode=markup, add_completion=False)

    @application.command(epilog="The [bold]end[/bold].")
    def train(path: Annotated[str, typer.Argument(help="A [red]path[/red].")], *, deep: bool = False) -> None:
        """Train."""

    command: Any = typer.main.get_command(application)
    return OwnParameters(command, command.context_class(command, info_name="app train"))


@pytest.mark.parametrize("width", [50, 70, 90])
def test_a_commands_own_parameters_come_first(shown: Callable[..., list[str]], width: int) -> None:
    """However the help looks, and its epilog last."""
    own = own_parameters("rich")
    text = "\n".join(shown(help_of("--rate").with_own(own), width, own))
    places = [text.index(word) for word in ("Usage: p.py", "A path.", "--deep", "--rate", "--help", "The end.")]
    assert places == sorted(places)


def test_an_app_without_markup_has_no_frames_of_typers(shown: Callable[..., list[str]]) -> None:
    """As Typer shows its own commands then."""
    own = own_parameters(None)
    lines = shown(help_of("--rate").with_own(own), 90, own)
    assert titles(lines) == ["B"]
    assert any(line.startswith("  --rate float") for line in lines)


def test_without_rich_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain help is left to others."""
    monkeypatch.setitem(sys.modules, "rich.console", None)
    assert not show_on_terminal(Help("p", "", []))
