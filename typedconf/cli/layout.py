"""The sections of a help go in, plain text of a terminal's width comes out.

Each option has a line: its names, its type, what it is for and its default. What has no room beside the others stands
below them, so that a key is always on the line that it begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.cli.flags import FLAGS
from typedconf.cli.option_texts import JOINER, printable, row_of, without_names
from typedconf.reports import cells

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from typedconf.cli.flags import Flag
    from typedconf.cli.options import Option
    from typedconf.cli.own_parameters import OwnParameters

ARGUMENTS: Final = "[OPTIONS] [KEY=VALUE]..."
FLAG_SECTION: Final = "Flags"
_WIDEST: Final = (36, 24)  # columns of a terminal for a name and a type; longer ones stand by themselves
_LEAST_WIDE: Final = 24  # columns for the last column of a table; where less is left, it stands below
_BELOW: Final = 6
_GAP: Final = 2
_LISTED: Final = (" ", "- ", "* ", ">>>", ":")  # how the lines of a list, of code or of a field begin


class Section(NamedTuple):
    """A part of the help below its title: options, or a table of texts, and what the title says beside its name."""

    title: str
    note: str = ""
    options: Sequence[Option] = ()
    rows: Sequence[Sequence[str]] = ()

    def without(self, names: Container[str]) -> Section:
        """The same where ``names`` are those of others, which win."""
        if self.title == FLAG_SECTION:
            return self._replace(rows=flag_rows(names))
        return self._replace(options=[without_names(option, names) for option in self.options])


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

    def with_own(self, own: OwnParameters) -> Help:
        """The same with the arguments and options that a command of a Typer app has of its own."""
        return self._replace(
            sections=[section.without(own.names) for section in self.sections],
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


def free_flags(taken: Container[str] = ()) -> Iterator[Flag]:
    """The flags that are there, with the names that aren't ``taken``."""
    for flag in FLAGS:
        names = tuple(name for name in flag.names if name not in taken)
        if names and not flag.instead:
            yield flag._replace(names=names)


def flag_names(flag: Flag) -> str:
    """``-c, --cfg job|hydra|all``: a flag as one writes it, its short name first."""
    names = ", ".join(sorted(flag.names, key=len))
    return f"{names} {flag.value}" if flag.value else f"{names} [{flag.part}]" if flag.part else names


def paragraphs(doc: str) -> Iterator[str]:
    """The paragraphs of a documentation, each as one line, but lists and code as they are."""
    lines: list[str] = []
    for line in [*printable(doc).splitlines(), ""]:
        if line.strip():
            lines.append(line)
        elif lines:
            is_listed = any(one.startswith(_LISTED) for one in lines[1:])
            yield "\n".join(lines) if is_listed else " ".join(map(str.strip, lines))
            lines = []


def table(rows: Sequence[Sequence[str]], width: int) -> str:
    """Rows of texts as aligned columns; the last is wrapped, and stands below the others where it has no room."""
    count = max(map(len, rows), default=0)
    widths = []
    for column in range(count - 1):
        most = _WIDEST[min(column, len(_WIDEST) - 1)]
        taken = [cells(row[column]) for row in rows]
        widths.append(max((one for one in taken if one <= most), default=_BELOW - _GAP if any(taken) else 0))
    return "\n".join(line for row in rows for line in _row_lines(row, widths, width))


def wrap_words(text: str, width: int) -> list[str]:
    """The words of ``text`` side by side in lines of ``width`` columns; one that is wider than that is cut."""
    lines = [""]
    for word in _fitting(text.split(), width):
        if lines[-1] and cells(lines[-1]) + 1 + cells(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return [line.replace(JOINER, " ") for line in lines]


def _fitting(words: Iterable[str], width: int) -> Iterator[str]:
    """Words of at most ``width`` columns: what only holds together is parted, and what is still wider cut."""
    for word in words:
        if cells(word) <= width:
            yield word
        elif JOINER in word:
            yield from _fitting(word.split(JOINER), width)
        else:
            while cells(word) > width:
                end = next(end for end in range(len(word), 0, -1) if cells(word[:end]) <= width or end == 1)
                yield word[:end]
                word = word[end:]  # noqa: PLW2901  what is left of it
            yield word


def _row_lines(row: Sequence[str], widths: Sequence[int], width: int) -> list[str]:
    """One row: its columns side by side, what has no room in them below."""
    lines = [""]
    start = _GAP
    for text, column in zip(row[:-1], widths, strict=True):
        if not column:
            continue
        if text:
            _put(lines, [text] if start + cells(text) <= width else [], text, start, width)
        start += column + _GAP
    if row[-1]:
        is_beside = width - start >= _LEAST_WIDE
        _put(lines, wrap_words(row[-1], width - start) if is_beside else [], row[-1], start, width)
    return lines


def _put(lines: list[str], pieces: list[str], text: str, start: int, width: int) -> None:
    """Puts ``pieces`` at the column ``start``; without any, ``text`` below all that is there, wrapped."""
    if not pieces:
        start = _BELOW if lines != [""] else _GAP
        pieces = wrap_words(text, width - start)
    if lines != [""] and cells(lines[-1]) + _GAP > start:
        lines.append("")
    lines[-1] += " " * (start - cells(lines[-1])) + pieces[0]
    lines += [" " * start + piece for piece in pieces[1:]]


def _wrapped(text: str, width: int) -> str:
    """A line of the help, what has no room of it indented below."""
    first, *others = wrap_words(text, width)
    further = wrap_words(" ".join(others), width - _GAP) if others else []
    return "\n".join([first, *(" " * _GAP + line for line in further)])


def _indented(paragraph: str, width: int) -> str:
    """A paragraph of documentation: of a list or code each line by itself, with the blanks that it begins with."""
    lines = []
    for line in paragraph.split("\n"):
        indent = _GAP + min(len(line) - len(line.lstrip()), width // 4)
        lines += [" " * indent + piece for piece in wrap_words(line, width - indent)]
    return "\n".join(lines)
