"""The first lines of a YAML text -> the package that its header names.

    header = { blank line | "#" "@" word word }      and any blanks between them
    package = the last header line whose first word is "package"

The header ends at the first line of another kind, even a comment or ``---``.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from typedconf.documents.lines import clip
from typedconf.errors import DocumentError, Origin, Problem

_LINE: Final = re.compile(r"[ \t\r]*(?:(?P<header>\#[ \t]*@)|(?P<passed>\#|---|%|$))[^\n]*(?:\n|\Z)", re.MULTILINE)


class Header(NamedTuple):
    """What a header says, and warnings for lines that look like one but stand too low."""

    package: str | None
    warnings: tuple[Problem, ...]


_NO_HEADER: Final = Header(None, ())


def parse_header(text: str, file: str) -> Header:
    """Reads the header of ``text``; lines below it that are a header's are warned of, up to the first content.

    Raises:
        DocumentError: where a header line has not exactly one word behind its key.
    """
    if "@" not in text:
        return _NO_HEADER
    package: str | None = None
    warnings: list[Problem] = []
    ended = False
    position, number = 0, 0
    while position < len(text) and (match := _LINE.match(text, position)):
        number += 1
        line = match[0].rstrip("\r\n")
        position = match.end()
        if match["header"] is None:
            ended = ended or bool(match["passed"])
        elif ended:
            if line.lstrip(" \t#").split()[0] == "@package":
                warnings.append(
                    _problem("this line names no package, because it stands below another", file, number, line)
                )
        else:
            key, word = _header_line(line, file, number)
            package = word if key == "package" else package
    return Header(package, tuple(warnings))


def _header_line(line: str, file: str, number: int) -> tuple[str, str]:
    words = line.lstrip(" \t#").split()
    if len(words) != 2:  # noqa: PLR2004  a key and its value
        fault = "no word behind" if len(words) < 2 else "more than one word behind"  # noqa: PLR2004
        raise DocumentError(_problem(f"{fault} {words[0]}", file, number, line))
    return words[0][1:], words[1]


def _problem(message: str, file: str, number: int, line: str) -> Problem:
    column = len(line) - len(line.lstrip()) + 1
    return Problem(message, origin=Origin("file", file, number, column), excerpt=clip(line), span=len(line.strip()))
