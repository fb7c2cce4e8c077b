"""TOML text -> a plain tree, dates and times as ISO text."""

from __future__ import annotations

import re
from typing import Any, Final

from typedconf.documents.lines import excerpt_at
from typedconf.errors import BoundExceeded, DocumentError, Origin, Problem
from typedconf.trees import MOST_NESTED, Tree

_PLACE: Final = re.compile(r"(?P<message>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)\Z", re.DOTALL)

# More dotted parts than a tree may be deep: tomllib's time grows with the square of their number.
_PART: Final = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_KEY: Final = re.compile(rf"""(?:^|[\[{{,])[ \t]*+{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_NESTED}}}""")


def read_toml(text: str, file: str) -> dict[str, Tree]:
    """The tree of ``text``.

    Raises:
        DocumentError: where it is no TOML, or a number is too long to convert.
        BoundExceeded: where it is nested too deep.
    """
    import tomllib  # noqa: PLC0415  most configs are YAML

    _check_keys(text, file)
    try:
        return _plain_table(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        raise _translated(str(error), text, file) from error
    except ValueError as error:  # int() of more digits than it converts
        raise DocumentError(Problem("a number of too many digits", origin=Origin("file", file))) from error
    except RecursionError as error:
        raise _too_deep(file) from error


def _too_deep(file: str, line: int | None = None, excerpt: str | None = None) -> BoundExceeded:
    message = f"nested more than {MOST_NESTED} levels deep"
    return BoundExceeded(Problem(message, origin=Origin("file", file, line), excerpt=excerpt))


def _check_keys(text: str, file: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") >= MOST_NESTED and _LONG_KEY.search(line):
            raise _too_deep(file, number)


def _translated(said: str, text: str, file: str) -> DocumentError:
    match = _PLACE.match(said)
    if match is None:
        message = said.removesuffix(" (at end of document)")
        ending = " at the end of the file" if message != said else ""
        return DocumentError(Problem(message[:1].lower() + message[1:] + ending, origin=Origin("file", file)))
    line, message = int(match["line"]), match["message"]
    origin = Origin("file", file, line, int(match["column"]))
    return DocumentError(
        Problem(message[:1].lower() + message[1:], origin=origin, excerpt=excerpt_at(text, line)),
    )


def _plain_table(table: dict[str, Any], file: str) -> dict[str, Tree]:
    """``table`` with its dates and times as text, level by level."""
    level: list[Any] = [table]
    for _ in range(MOST_NESTED):
        below: list[Any] = []
        for container in level:
            for key, value in container.items() if isinstance(container, dict) else enumerate(container):
                if isinstance(value, (dict, list)):
                    below.append(value)
                elif hasattr(value, "isoformat"):
                    container[key] = value.isoformat()  # of a key that is there, so the iteration goes on
        if not below:
            return table
        level = below
    raise _too_deep(file)
