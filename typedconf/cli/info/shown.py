"""What is to be shown goes in as blocks: rows, trees, texts; stdout gets them, as plain lines or in Rich's look.

Off a terminal each row and each branch is a line, however long, so that it can be searched; on one, nothing is wider
than it.
"""

from __future__ import annotations

import re
import shutil
import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from typedconf.cli.columns import JOINER, table
from typedconf.cli.printing import is_terminal, make_console, write_out, write_yaml, writing
from typedconf.reports import cells, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_INDENT: Final = "  "
_MARK: Final = "* "
_BEGINNING: Final = re.compile(r"(  (?P<mark>\* )|    |  )\S+(?: \S+)*")  # of a row: its first text


class Rows(NamedTuple):
    """A table below a title; the rows whose numbers are ``marked`` are what is chosen."""

    rows: Sequence[Sequence[str]]
    title: str = ""
    marked: frozenset[int] | None = None
    heads: Sequence[str] = ()


class Twig(NamedTuple):
    """A line of a tree: what it is, what is said of it, and the lines below; ``is_there`` tells whether it counts."""

    text: str
    note: str = ""
    below: Sequence[Twig] = ()
    is_there: bool = True


class Tree(NamedTuple):
    """Trees, one below the other."""

    roots: Sequence[Twig]


class Yaml(NamedTuple):
    """YAML, or JSON in more than one line, as it is to be written: never wrapped."""

    text: str


class Note(NamedTuple):
    """A sentence."""

    text: str


Block: TypeAlias = Rows | Tree | Yaml | Note


class Part(NamedTuple):
    """What one word of ``--info`` shows, and its name, which is a heading where there are several."""

    name: str
    blocks: Sequence[Block]


def show(parts: Sequence[Part]) -> None:
    """Writes the parts to stdout, below headings where there are several.

    Raises:
        ConfigError: stdout cannot be written to.
    """
    console = make_console(sys.stdout) if is_terminal(sys.stdout) else None
    width = None if console is None else console.width
    if console is None and sys.stdout is not None and sys.stdout.isatty():  # a terminal without colours
        width = shutil.get_terminal_size().columns
    for number, part in enumerate(parts):
        if number:
            write_out("\n")
        if len(parts) > 1:
            _write(console, f"# {part.name}\n", "bold")
        for index, block in enumerate(part.blocks):
            if index:
                write_out("\n")
            _show(block, console, width)


def _show(block: Block, console: Any | None, width: int | None) -> None:
    if isinstance(block, Yaml):
        write_yaml(block.text)
    elif console is None or width is None:
        write_out("".join(f"{line}\n" for line in _plain(block, width)))
    else:
        with writing(sys.stdout):
            console.print(_rich(block, width))


def _write(console: Any | None, text: str, style: str) -> None:
    if console is None:
        write_out(text)
    else:
        with writing(sys.stdout):
            console.print(text, style=style, end="")


# -- plain ------------------------------------------------------------------------------------------------------------


def _plain(block: Rows | Tree | Note, width: int | None) -> Iterator[str]:
    if isinstance(block, Note):
        yield printable(block.text)
    elif isinstance(block, Tree):
        for root in block.roots:
            yield from _tree_lines(root, "")
    else:
        if block.title:
            yield f"{printable(block.title)}:"
        rows = _all_rows(block)
        yield from _row_lines(rows) if width is None else [table(rows, width)]


def _row_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A line for each row, its texts in columns."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        line = ""
        for text, width in zip(row, widths, strict=True):
            line += (_INDENT + text.replace(JOINER, " ") + " " * (width - cells(text))) if width else ""
        yield line.rstrip()


def _tree_lines(twig: Twig, indent: str) -> Iterator[str]:
    yield indent + printable(f"{twig.text}  {twig.note}".rstrip())
    for inner in twig.below:
        yield from _tree_lines(inner, indent + _INDENT)


def _all_rows(block: Rows) -> list[Sequence[str]]:
    """The rows below their heads, as a terminal may have them, with a star before those that are chosen."""
    rows: list[Sequence[str]] = [block.heads] if block.heads else []
    for number, row in enumerate(block.rows):
        lead = "" if block.marked is None else _MARK if number in block.marked else " " * len(_MARK)
        first, *others = (JOINER.join(map(printable, text.split(JOINER))) for text in row)
        rows.append([lead + first, *others])
    return rows


# -- on a terminal ----------------------------------------------------------------------------------------------------


def _rich(block: Rows | Tree | Note, width: int) -> Any:
    from rich.console import Group  # noqa: PLC0415  heavy, and for terminals alone
    from rich.text import Text  # noqa: PLC0415  as above

    if isinstance(block, Note):
        return Text(printable(block.text), "dim")
    if isinstance(block, Tree):
        return Group(*map(_rich_tree, block.roots))
    title = [Text(f"{printable(block.title)}:", "bold")] if block.title else []
    lines = table(_all_rows(block), width).splitlines()
    heads = [Text(line, "dim") for line in lines[: bool(block.heads)]]
    return Group(*title, *heads, *map(_rich_line, lines[len(heads) :]))


def _rich_line(line: str) -> Any:
    """A line of a table, its first text coloured where it begins a row: what a row continues with stands further in."""
    from rich.text import Text  # noqa: PLC0415  as above

    found = _BEGINNING.match(line)
    if found is None:
        return Text(line)
    return Text.assemble((found[0], "bold green" if found["mark"] else "cyan"), line[found.end() :])


def _rich_tree(twig: Twig) -> Any:
    from rich.tree import Tree as RichTree  # noqa: PLC0415  as above

    made = RichTree(_label(twig), guide_style="dim")
    waiting = [(made, twig)]
    while waiting:
        parent, above = waiting.pop()
        waiting += [(parent.add(_label(inner)), inner) for inner in above.below]
    return made


def _label(twig: Twig) -> Any:
    from rich.text import Text  # noqa: PLC0415  as above

    style = "" if twig.is_there else "dim strike"
    return Text.assemble((printable(twig.text), style), (f"  {printable(twig.note)}" if twig.note else "", "dim"))
