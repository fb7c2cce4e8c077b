"""The sections of a help go in; a terminal shows them in Typer's look, or in frames that need less room, or in none.

Typer's tables have six columns, of which the names are cut where the terminal is narrow; so its look is for terminals
with room for them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.columns import JOINER
from typedconf.cli.help.layout import FLAG_SECTION, paragraphs, plain_help, without_markup
from typedconf.cli.help.typer_help import make_command, room_for, title_of
from typedconf.cli.highlighting import HELP_STYLES, help_pieces
from typedconf.cli.options.texts import row_of
from typedconf.cli.printing import make_console, print_pieces, writing
from typedconf.reports import cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typedconf.cli.help.layout import Help, Section
    from typedconf.cli.own_parameters import OwnParameters

# how many columns a table has -> their styles, a key's first and a type's as Typer has them
_STYLES: Final = {2: ("bold cyan", ""), 3: ("bold cyan", "bold yellow", "")}
_GAP: Final = 2
_FRAME: Final = 4  # columns
_LEAST_WIDE: Final = 24  # columns for a type and what an option is for; where less is left, there are no frames


def show_on_terminal(shown: Help, own: OwnParameters | None = None) -> bool:
    """Shows a help, of a Typer app's command with its ``own`` parameters; False where Rich is missing."""
    console = make_console(sys.stdout)
    if console is None:
        return False
    with writing(sys.stdout):
        if any(_framed_width(section) > console.width for section in (*shown.own, *shown.sections)):
            _print_coloured(console, plain_help(without_markup(shown, own), console.width))
        elif shown.with_usage and all(room_for(one, console.width) for one in shown.sections):
            _print_typers(console, shown, own)
        else:
            _print_framed(console, without_markup(shown, own))
    return True


def _print_typers(console: Any, shown: Help, own: OwnParameters | None) -> None:
    """Lets Typer show the options; what is no option follows."""
    command = make_command(shown, console.width, own)
    text = command.get_help(command.context_class(command, info_name=shown.name))
    if text:  # Typer printed nothing, as where an app wants no markup
        _print_coloured(console, f"{text}\n")
    for section in shown.sections:
        if section.rows and section.title != FLAG_SECTION:
            console.print(_panel(title_of(section), section.rows))


def _print_framed(console: Any, shown: Help) -> None:
    """Prints all sections in frames, below the usage; of one key its first with what it is for."""
    from rich.padding import Padding  # noqa: PLC0415  heavy, and for terminals alone
    from rich.text import Text  # noqa: PLC0415  as above

    sections = (*shown.own, *shown.sections)
    if not shown.with_usage:
        console.print(_panel(shown.name, sections[0].rows, paragraphs(shown.doc)))
        sections = sections[1:]
    else:
        usage = Text.assemble(("Usage: ", "bold yellow"), (f"{shown.name} {shown.arguments}", "bold"))
        console.print(Padding(usage, 1))
        for paragraph in paragraphs(shown.doc):
            console.print(Padding(Text(paragraph), (0, 1, 1, 1)))
    for section in sections:
        console.print(_panel(title_of(section), _rows_of(section)))
    for paragraph in paragraphs(shown.epilog):
        console.print(Padding(Text(paragraph), 1))


def _print_coloured(console: Any, text: str) -> None:
    print_pieces(console, ((piece.text, HELP_STYLES[piece.role]) for piece in help_pieces(text)))


def _rows_of(section: Section) -> list[Sequence[str]]:
    return [*map(row_of, section.options), *section.rows]


def _framed_width(section: Section) -> int:
    """The columns that a section needs in a frame, where names are never cut."""
    names = [cells(row[0]) for row in _rows_of(section)]
    return _FRAME + _GAP + max(names, default=0) + _LEAST_WIDE


def _panel(title: str, rows: Sequence[Sequence[str]], texts: Iterable[str] = ()) -> Any:
    """Paragraphs, and a table of texts below them, in the frame that Typer gives its own."""
    from rich import box  # noqa: PLC0415  as above
    from rich.console import Group  # noqa: PLC0415  as above
    from rich.panel import Panel  # noqa: PLC0415  as above
    from rich.table import Table  # noqa: PLC0415  as above
    from rich.text import Text  # noqa: PLC0415  as above

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, _GAP, 0, 0))
    for number, style in enumerate(_STYLES[max(map(len, rows))]):
        table.add_column(style=style, overflow="fold", no_wrap=number == 0)  # names stay whole
    for row in rows:
        *left, last = row
        words, blank, tag = last.rpartition(" ")
        is_tag = tag.startswith("[") and tag.endswith("]")
        purpose = Text.assemble(words + blank, (tag.replace(JOINER, " "), "dim" if is_tag else ""))
        table.add_row(*map(Text, left), purpose)
    return Panel(
        Group(*(Text(f"{text}\n") for text in texts), table),
        box=box.ROUNDED,
        title=Text(title),
        title_align="left",
        border_style="dim",
        padding=(0, 1),
    )
