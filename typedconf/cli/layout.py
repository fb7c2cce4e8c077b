"""The sections of a help go in, plain text of a terminal's width comes out."""

from __future__ import annotations

from textwrap import indent, wrap
from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.cli.flags import FLAGS
from typedconf.reports import cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typedconf.cli.flags import Flag

ARGUMENTS: Final = "[FLAGS] [KEY=VALUE]..."
_WIDEST: Final = (34, 24, 20)  # columns of a terminal for a key, a type and a value; longer ones stand by themselves
_LEAST_WIDE: Final = 24  # columns for the last column of a table; where less is left, it stands below
_BELOW: Final = 6


class Section(NamedTuple):
    """A part of the help: a table of texts below its title, or a text that stands as it is."""

    title: str
    note: str = ""
    rows: Sequence[Sequence[str]] = ()
    text: str = ""


class Help(NamedTuple):
    """All that help shows, in order."""

    name: str
    doc: str
    sections: Sequence[Section]
    with_flags: bool = True


def plain_help(shown: Help, width: int) -> str:
    """The help as plain text of at most ``width`` columns, where words and names allow it."""
    flags = [Section("Flags", rows=[(flag_names(flag), flag.does) for flag in FLAGS if not flag.instead])]
    blocks = [f"Usage: {shown.name} {ARGUMENTS}"]
    if shown.doc:
        blocks.append(indent(shown.doc, "  "))
    for section in (*(flags if shown.with_flags else ()), *shown.sections):
        title = section.title + (f" ({section.note}):" if section.note else ":")
        body = table(section.rows, width) if section.rows else indent(section.text.rstrip("\n"), "  ")
        blocks.append(f"{title}\n{body}")
    return "\n\n".join(blocks) + "\n"


def flag_names(flag: Flag) -> str:
    """``-c, --cfg job|hydra|all``: a flag as one writes it, its short name first."""
    names = ", ".join(sorted(flag.names, key=len))
    return f"{names} {flag.value}" if flag.value else f"{names} [{flag.part}]" if flag.part else names


def table(rows: Sequence[Sequence[str]], width: int) -> str:
    """Rows of texts as aligned columns; the last is wrapped, and stands below the others where it has no room."""
    count = max(map(len, rows))
    widths = [min(_WIDEST[min(column, 2)], max(cells(row[column]) for row in rows)) for column in range(count - 1)]
    start = 2 + sum(column + 2 for column in widths if column)
    lines: list[str] = []
    for *left, last in rows:
        lines += _row_lines(left, widths, last, start, width)
    return "\n".join(lines)


def _row_lines(left: Sequence[str], widths: Sequence[int], last: str, start: int, width: int) -> list[str]:
    """One row: its columns side by side, what doesn't fit into them continued below."""
    line, lines = " ", []
    position = 1
    for text, column in zip(left, widths, strict=True):
        if not column:
            continue
        gap = position + 1 - cells(line)
        if gap < 1:  # the column before is too wide: go on below
            lines.append(line)
            line, gap = "", position + 1
        line += " " * gap + text
        position += column + 2
    if not last:
        return [*lines, line.rstrip()]
    beside = width - start >= _LEAST_WIDE
    pieces = wrap(last, width - start if beside else max(_LEAST_WIDE, width - _BELOW), break_on_hyphens=False)
    if beside and cells(line) + 2 <= start:
        line += " " * (start - cells(line)) + pieces.pop(0)
    lines.append(line.rstrip())
    return lines + [" " * (start if beside else _BELOW) + piece for piece in pieces]
