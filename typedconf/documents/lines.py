"""Text -> its lines, and the line and column of a position, as YAML counts them: both from 1, columns in characters."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

# YAML 1.1, section 4.2: these end a line, and libyaml counts by them. Compiled when it is first used, and kept by re.
_BREAK: Final = "\r\n|[\n\r\x85\u2028\u2029]"
_LONGEST_EXCERPT: Final = 500  # a report of many problems must not repeat a file that is one long line


def split_lines(text: str) -> list[str]:
    """All lines, without their ends."""
    return re.split(_BREAK, text)


def line_starts(text: str) -> list[int]:
    """The position of each line's first character."""
    return [0, *(end.end() for end in re.finditer(_BREAK, text))]


def place_of(text: str, position: int) -> tuple[int, int]:
    """The line and column of the character at ``position``."""
    line, start = 1, 0
    for end in re.compile(_BREAK).finditer(text, 0, position):
        line, start = line + 1, end.end()
    return line, position - start + 1


def excerpt_at(text: str, line: int) -> str | None:
    """The line of that number, for a report; None where there is none, or none that could be shown."""
    ends = re.finditer(_BREAK, text)
    start = 0
    if line > 1:
        before = next(islice(ends, line - 2, None), None)
        if before is None:
            return None
        start = before.end()
    end = next(ends, None)
    return clip(text[start : end.start() if end is not None else len(text)])


def clip(line: str) -> str | None:
    """``line`` where it is short enough to be shown, else None: cut, its columns would be wrong."""
    return line if len(line) <= _LONGEST_EXCERPT else None
