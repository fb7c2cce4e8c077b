"""Rows of texts and a width go in; lines with the texts side by side, what has no room below the others, come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typedconf.reports import cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

JOINER: Final = "\0"  # stands for a blank at which a line is not to end; no text that is printable has it
GAP: Final = 2  # blanks between columns, and before the first
_WIDEST: Final = (36, 24)  # columns of a terminal for a name and a type; longer ones stand by themselves
_LEAST_WIDE: Final = 24  # columns for the last column of a table; where less is left, it stands below
_BELOW: Final = 6


def table(rows: Sequence[Sequence[str]], width: int) -> str:
    """Rows of texts as aligned columns; the last is wrapped, and stands below the others where it has no room."""
    count = max(map(len, rows), default=0)
    widths = []
    for column in range(count - 1):
        most = _WIDEST[min(column, len(_WIDEST) - 1)]
        taken = [cells(row[column]) for row in rows]
        widths.append(max((one for one in taken if one <= most), default=_BELOW - GAP if any(taken) else 0))
    return "\n".join(line for row in rows for line in _row_lines(row, widths, width))


def wrap_words(text: str, width: int) -> list[str]:
    """The words of ``text`` side by side in lines of ``width`` columns; one that is wider than that is cut.

    A line has a column at least, however little room its place leaves.
    """
    width = max(1, width)
    lines = [""]
    for word in _fitting(text.split(), width):
        if lines[-1] and cells(lines[-1]) + 1 + cells(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return [line.replace(JOINER, " ") for line in lines]


def _fitting(words: Iterable[str], width: int) -> Iterator[str]:
    """Words of at most ``width`` columns: what only holds together is parted, and what is still wider cut."""
    width = max(width, 1)
    for word in words:
        if cells(word) <= width:
            yield word
        elif JOINER in word:
            yield from _fitting(word.split(JOINER), width)
        else:
            while cells(word) > width:
                end = next((end for end in range(len(word), 1, -1) if cells(word[:end]) <= width), 1)
                yield word[:end]
                word = word[end:]  # noqa: PLW2901  what is left of it
            yield word


def _row_lines(row: Sequence[str], widths: Sequence[int], width: int) -> list[str]:
    """One row: its columns side by side, what has no room in them below."""
    lines = [""]
    start = GAP
    for text, column in zip(row[:-1], widths, strict=True):
        if not column:
            continue
        if text:
            _put(lines, [text] if start + cells(text) <= width else [], text, start, width)
        start += column + GAP
    if row[-1]:
        is_beside = width - start >= _LEAST_WIDE
        _put(lines, wrap_words(row[-1], width - start) if is_beside else [], row[-1], start, width)
    return lines


def _put(lines: list[str], pieces: list[str], text: str, start: int, width: int) -> None:
    """Puts ``pieces`` at the column ``start``; without any, ``text`` below all that is there, wrapped."""
    if not pieces:
        start = _BELOW if lines != [""] else GAP
        pieces = wrap_words(text, width - start)
    if lines != [""] and cells(lines[-1]) + GAP > start:
        lines.append("")
    lines[-1] += " " * (start - cells(lines[-1])) + pieces[0]
    lines += [" " * start + piece for piece in pieces[1:]]
