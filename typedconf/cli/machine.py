"""Data and problems go in; one strict JSON object for other programs is written to stdout, in one line.

It is the same in a pipe and on a terminal, and nothing else is written: what a person reads on stderr is in it.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.printing import Unwritable, write_out
from typedconf.cli.words import with_nearest_flags
from typedconf.reports import json_data, problems_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typedconf.errors import ConfigError, Problem

_WRONG: Final = 2
_LAST_OF_FOUR: Final = 0xFFFF  # the last character that an escape can write by itself


def print_json(key: str, data: Any, warnings: Sequence[Problem] = ()) -> None:
    """Prints ``{key: data}``, with the ``warnings`` below a key of their own where there are any.

    Keys keep their order. What JSON has no type for is written as its text: dates and paths, ``.inf`` and ``.nan``.
    Secrets must have been replaced before.

    Raises:
        ConfigError: stdout cannot be written to.
    """
    told = {"warnings": problems_data(warnings)} if warnings else {}
    write_out(_json_text({key: json_data(data), **told}) + "\n")


def print_errors(error: ConfigError) -> int:
    """Prints the problems of ``error`` below ``errors`` and gives the exit status.

    Raises:
        ConfigError: stdout cannot be written to, which ``error`` may be about.
    """
    if isinstance(error, Unwritable):
        raise error
    print_json("errors", problems_data(with_nearest_flags(error.problems)))
    return _WRONG


def _json_text(data: Any) -> str:
    """``data`` as JSON text that stdout can write so that it is UTF-8: with escapes where it couldn't."""
    text = without_controls(json.dumps(data, ensure_ascii=False, allow_nan=False))
    if text.isascii() or (_is_utf8(getattr(sys.stdout, "encoding", None)) and _is_encodable(text)):
        return text
    return json.dumps(data, allow_nan=False)


def without_controls(text: str) -> str:
    """JSON text in which what a terminal would obey, or turns its text around, is an escape; line feeds stay."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else _escape(char) for char in text)


def _escape(char: str) -> str:
    """A character as JSON writes one that it can't hold."""
    return f"\\u{ord(char):04x}" if ord(char) <= _LAST_OF_FOUR else json.dumps(char)[1:-1]


def _is_utf8(encoding: str | None) -> bool:
    return encoding is not None and encoding.lower().replace("-", "").replace("_", "") == "utf8"


def _is_encodable(text: str) -> bool:
    """Whether no character is half of a surrogate pair, which stdout may take but no reader of UTF-8 does."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
