"""The sections of a help go in, plain text of a terminal's width comes out.

Each option has a line: its names, its type, what it is for and its default. What has no room beside the others stands
below them, so that a key is always on the line that it begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.cli.columns import GAP, JOINER, table, wrap_words
from typedconf.cli.flags import free_flags
from typedconf.cli.options.texts import row_of
from typedconf.reports import printable

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from typedconf.cli.flags import Flag
    from typedconf.cli.options.listing import Option
    from typedconf.cli.own_parameters import OwnParameters

ARGUMENTS: Final = "[OPTIONS] [KEY=VALUE]..."
FLAG_SECTION: Final = "Flags"
_LISTED: Final = (" ", "- ", "* ", ">>>", ":")  # how the lines of a list, of code or of a field begin


class Section(NamedTuple):
    """A part of the help below its title: options, or a table of texts, and what the title says beside its name."""

    title: str
    note: str = ""
    options: Sequence[Option] = ()
    rows: Sequence[Sequence[str]] = ()

    def printable(self) -> Section:
        """The same without what would move a terminal's cursor or turn its text around."""
        rows = [tuple(JOINER.join(map(printable, text.split(JOINER))) for text in row) for row in self.rows]
        return self._replace(title=printable(self.title), note=printable(self.note), rows=rows)


class Help(NamedTuple):
    """All that help shows, in order: how the program is called, what it does, and the sections.

    With ``with_usage`` false, ``name`` is what the help is of, and stands in place of the usage. ``own`` are sections
    that a Typer command shows by itself, ``arguments`` what stands behind its name,
    and ``epilog`` what its help ends with.
    """

    name: str
    doc: str
    sections: Sequence[Section]
    with_usage: bool = True
    own: Sequence[Section] = ()
    arguments: str = ARGUMENTS
    epilog: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is that of the program, which has flags, and not of a part of its config."""
        return any(section.title == FLAG_SECTION for section in self.sections)

    def printable(self) -> Help:
        """The same without what would move a terminal's cursor or turn its text around."""
        return self._replace(name=printable(self.name), sections=[section.printable() for section in self.sections])

    def with_own(self, own: OwnParameters) -> Help:
        """The same with the arguments and options that a command of a Typer app has of its own."""
        return self._replace(
            own=[Section(title, rows=rows) for title, rows in own.rows().items()],
            arguments=f"{ARGUMENTS} {own.usage()}".rstrip(),
            epilog=own.epilog,
        )


def without_markup(shown: Help, own: OwnParameters | None) -> Help:
    """The same with what a Typer app's author wrote as Rich's markup as the text that it comes to."""
    if own is None or own.markup != "rich":
        return shown
    sections = [
        section._replace(rows=[(*row[:-1], _rendered(row[-1])) for row in section.rows]) for section in shown.own
    ]
    return shown._replace(doc=_rendered(shown.doc), epilog=_rendered(shown.epilog), own=sections)


def _rendered(text: str) -> str:
    if "[/" not in text:  # where nothing ends, nothing is markup
        return text
    from rich.markup import render  # noqa: PLC0415  heavy, and few write markup

    return render(text).plain


def plain_help(shown: Help, width: int) -> str:
    """The help as plain text of at most ``width`` columns."""
    blocks = [_wrapped(f"Usage: {shown.name} {shown.arguments}" if shown.with_usage else shown.name, width)]
    blocks += [_indented(paragraph, width) for paragraph in paragraphs(shown.doc)]
    for section in (*shown.own, *shown.sections):
        title = f"{section.title}: {section.note}".rstrip() if section.title else ""
        body = table([*map(row_of, section.options), *section.rows], width)
        blocks.append("\n".join(filter(None, (_wrapped(title, width), body))))
    blocks += [_indented(paragraph, width) for paragraph in paragraphs(shown.epilog)]
    return "\n\n".join(blocks) + "\n"


def flag_rows(taken: Container[str] = ()) -> list[tuple[str, str]]:
    """A row for each flag that is there and has a name that isn't ``taken``."""
    return [(flag_names(flag), flag.does) for flag in free_flags(taken)]


def flag_names(flag: Flag) -> str:
    """``-c, --cfg job|hydra|all``: a flag as one writes it, its short name first."""
    names = ", ".join(sorted(flag.names, key=len))
    return f"{names} {flag.value}" if flag.value else f"{names} [{flag.part}]" if flag.part else names


def paragraphs(doc: str) -> Iterator[str]:
    """The paragraphs of a documentation, each as one line, but lists and code as they are."""
    lines: list[str] = []
    for line in [*printable(doc, keeps_lines=True).splitlines(), ""]:
        if line.strip():
            lines.append(line)
        elif lines:
            is_listed = any(one.startswith(_LISTED) for one in lines[1:])
            yield "\n".join(lines) if is_listed else " ".join(map(str.strip, lines))
            lines = []


def _wrapped(text: str, width: int) -> str:
    """A line of the help, what has no room of it indented below."""
    first, *others = wrap_words(text, width)
    further = wrap_words(" ".join(others), width - GAP) if others else []
    return "\n".join([first, *(" " * GAP + line for line in further)])


def _indented(paragraph: str, width: int) -> str:
    """A paragraph of documentation: of a list or code each line by itself, with the blanks that it begins with."""
    lines = []
    for line in paragraph.split("\n"):
        indent = GAP + min(len(line) - len(line.lstrip()), width // 4)
        lines += [" " * indent + piece for piece in wrap_words(line, width - indent)]
    return "\n".join(lines)
