"""A docstring goes in, its first paragraph and what it says of each parameter come out, in any of the usual styles.

    Google   a heading ``Args:``, below it indented ``name (type): text``
    NumPy    a heading ``Parameters`` underlined by dashes, below it ``name : type`` and the text, indented
    reST     ``:param type name: text``

Each entry goes on in lines that are indented more than its first; its text ends at an empty line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_HEADINGS: Final = frozenset({
    "args", "arguments", "parameters", "params", "other parameters", "attributes",
    "keyword args", "keyword arguments", "keyword parameters", "other args", "other arguments",
})  # fmt: skip
_REST: Final = re.compile(r":(?:param|parameter|arg|argument|key|keyword)\s+(?:[^:\n]*\s)?(\*{0,2}\w+)\s*:(.*)")
_REST_FIELD: Final = re.compile(r":\w+(?:\s[^:\n]*)?:")
_NAMES: Final = re.compile(r"\*{0,2}\w+(?:\s*,\s*\*{0,2}\w+)*")
_LONGEST: Final = 200_000  # characters of a docstring; the longest that people write by hand has a tenth


class Docstring(NamedTuple):
    """What a docstring says: of the whole, in its first paragraph, and of the parameters, by name."""

    summary: str | None
    parameters: Mapping[str, str]


def read_docstring(text: Any) -> Docstring:
    """What ``text`` says; nothing where it is no text."""
    if not isinstance(text, str):
        return Docstring(None, {})
    from inspect import cleandoc  # noqa: PLC0415  slow to load, and only descriptions need it

    lines = cleandoc(text[:_LONGEST]).splitlines()
    found: dict[str, str] = {}
    for names, words in _entries(lines):
        for name in names.split(","):
            if words:
                found.setdefault(name.strip().lstrip("*"), words)
    return Docstring(_summary(lines), found)


def _summary(lines: Sequence[str]) -> str | None:
    """The first paragraph as one line; None where the parameters come at once."""
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    first = lines[:end]
    stop = next(
        (number for number in range(len(first)) if _reader_at(lines, number) or _REST.match(first[number])), end
    )
    return " ".join(line.strip() for line in first[:stop]) or None


def _entries(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names (separated by commas) and the text of each entry on parameters."""
    for number, line in enumerate(lines):
        reader = _reader_at(lines, number)
        if reader is not None:
            yield from reader(lines, number)
        elif (field := _REST.match(line.strip())) is not None:
            yield field[1], _joined(field[2], _below(lines, number, stop=_REST_FIELD.match))


def _reader_at(lines: Sequence[str], number: int) -> Callable[[Sequence[str], int], Iterator[tuple[str, str]]] | None:
    """What reads the section whose heading stands there; None where there is no heading on parameters."""
    heading = lines[number].strip()
    if heading.endswith(":") and heading[:-1].casefold() in _HEADINGS:
        return _google_entries
    return _numpy_entries if heading.casefold() in _HEADINGS and _is_underlined(lines, number) else None


def _google_entries(lines: Sequence[str], heading: int) -> Iterator[tuple[str, str]]:
    block = _block(lines, heading + 1, deeper_than=_indent(lines[heading]))
    margin = _indent(lines[block.start]) if block else 0
    for number in block:
        line = lines[number]
        if line.strip() and _indent(line) == margin:
            names = _NAMES.match(line.strip())
            rest = _after_type(line.strip()[names.end() :]) if names is not None else None
            if names is not None and rest is not None:
                yield names[0], _joined(rest, _below(lines, number))


def _numpy_entries(lines: Sequence[str], heading: int) -> Iterator[tuple[str, str]]:
    margin = _indent(lines[heading])
    for number in range(heading + 2, len(lines)):
        line = lines[number]
        if _is_underlined(lines, number) or (line.strip() and _indent(line) < margin):
            return  # the next section
        names = _NAMES.match(line.strip()) if _indent(line) == margin else None
        if names is not None and line.strip()[names.end() :].lstrip()[:1] in {"", ":"}:
            yield names[0], _joined("", _below(lines, number))


def _block(lines: Sequence[str], start: int, *, deeper_than: int) -> range:
    """The lines from the first that is not empty up to the next that is no deeper than that."""
    while start < len(lines) and not lines[start].strip():
        start += 1
    end = start
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > deeper_than):
        end += 1
    return range(start, end)


def _below(lines: Sequence[str], number: int, *, stop: Callable[[str], object] = lambda _: None) -> Iterator[str]:
    """The lines right below one that are deeper than it."""
    margin = _indent(lines[number])
    for line in lines[number + 1 :]:
        if not line.strip() or _indent(line) <= margin or stop(line.strip()):
            return
        yield line


def _after_type(text: str) -> str | None:
    """What follows ``(type):``, or ``:`` alone, with which ``text`` begins; None where it doesn't."""
    depth = 0
    for position, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if char == ":" and depth == 0:
            return text[position + 1 :]
        if depth == 0 and char not in " )":
            return None
    return None


def _joined(first: str, others: Iterator[str]) -> str:
    return " ".join(" ".join((first, *others)).split())


def _is_underlined(lines: Sequence[str], number: int) -> bool:
    below = lines[number + 1].strip() if number + 1 < len(lines) else ""
    return bool(lines[number].strip()) and len(below) > 2 and set(below) <= {"-", "="}  # noqa: PLR2004  a mere dash


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
