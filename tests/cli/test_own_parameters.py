"""What a command of Typer's has besides its config: names, how many words each takes, what help shows."""

from __future__ import annotations

from typing import Annotated

import pytest
import typer

from typedconf.cli.own_parameters import OwnParameters
from typedconf.cli.words import read_words


@pytest.fixture
def own() -> OwnParameters:
    """Those of a command with options of all kinds, and arguments."""
    app = typer.Typer(add_completion=False)

    @app.command(epilog="  The end.\n  ")
    def train(
        path: str,
        more: Annotated[list[str] | None, typer.Argument(help="Further ones.", rich_help_panel="Others")] = None,
        *,
        force: Annotated[bool, typer.Option("--force/--careful", "-f/-F", help="Do it.")] = False,
        count: Annotated[int, typer.Option("--count", "-c")] = 0,
        pair: tuple[str, int] = ("", 0),
        verbose: Annotated[int, typer.Option("--verbose", "-v", count=True)] = 0,
        hidden: Annotated[str, typer.Option(hidden=True)] = "",
    ) -> None:
        """Train it."""

    command = typer.main.get_command(app)
    return OwnParameters(command, command.context_class(command, info_name="train"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("--force", 0),
        ("--careful", 0),
        ("-F", 0),
        ("--count", 1),
        ("--count=3", 0),
        ("-c", 1),
        ("-c3", 0),
        ("--pair", 2),
        ("--pair=x", 1),
        ("-vv", 0),
        ("-vfc", 1),
        ("-vc3", 0),
        ("--hidden", 1),
        ("--cnt", None),
        ("--force.x", None),
        ("-x", None),
        ("-vx", None),
        ("-cn", None),
        ("-cn=train", None),
        ("--cfg", None),
        ("n=1", None),
        ("path", None),
        ("-", None),
    ],
)
def test_how_many_words_an_option_takes(own: OwnParameters, word: str, count: int | None) -> None:
    """As many as Typer takes; a flag's short name of two letters is no two options of one."""
    assert own.words_behind(word) == count


def test_its_options_are_taken_out_of_the_words(own: OwnParameters) -> None:
    """With what belongs to them, whatever it looks like; an option of the config before one has no value behind it."""
    line = read_words(["n=1", "--pair", "--cfg", "3", "--cfg", "job", "--lr", "--force", "5", "--", "-c", "1"], own)
    assert line.own == ("--pair", "--cfg", "3", "--force")
    assert (line.words, line.closed, line.breaks) == (("n=1", "--lr", "5"), ("-c", "1"), frozenset({2}))
    assert line.flags == {"--cfg": ("job",)}


def test_help_shows_what_typer_shows(own: OwnParameters) -> None:
    """Names and types as Typer has them, by panel, hidden ones left out."""
    assert own.usage() == "{path} [more]..."
    assert own.epilog == "The end."
    rows = {panel: [names for names, _ in rows] for panel, rows in own.rows().items()}
    assert list(rows) == ["Arguments", "Others", "Options"]
    assert rows["Options"][0] == "-f, --force / -F, --careful"
    assert not [name for names in rows.values() for name in names if "hidden" in name]
