"""Texts, errors and warnings go in; stdout and stderr get them, coloured on a terminal.

Rich is loaded for a terminal alone, and where it is missing the text is plain.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from typedconf.errors import ConfigError, Problem
from typedconf.reports import Segment, report_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from typedconf.reports import Line, Role

Kind: TypeAlias = Literal["error", "warning"]

_STYLES: Final[Mapping[Role, str]] = {
    "count": "bold",
    "key": "bold",
    "label": "dim",
    "caret": "bold red",
}
_LEADS: Final[Mapping[Kind, str]] = {"error": "bold red", "warning": "bold yellow"}
_DUMB: Final = frozenset({"dumb", "unknown"})  # terminals that show no colours, and can't be asked for their width


class Unwritable(ConfigError):
    """Stdout can't be written to, so that nothing can be told there, of errors either."""


def report(kind: Kind, problems: Sequence[Problem], raised_at: str | None = None) -> None:
    """Writes a report of ``problems`` to stderr: plain text, or the same in colours on a terminal.

    ``raised_at`` is the place in the program's own code, where there is one to name.
    """
    stream = sys.stderr
    console = make_console(stream) if is_terminal(stream) else None
    lines = report_lines(problems, width=None if console is None else console.width, lead=f"{kind}: ")
    if raised_at is not None:
        lines.append((Segment("  raised at    ", "label"), Segment(raised_at, "text")))
    try:
        if console is None:
            _write(stream, "".join(f"{''.join(segment.text for segment in line)}\n" for line in lines))
        else:
            _print(console, lines, {**_STYLES, "lead": _LEADS[kind]})
    except (OSError, ValueError):  # nobody reads it, or it is closed
        _give_up(stream)


def write_out(text: str, *, as_utf8: bool = False) -> None:
    """Writes ``text`` to stdout. A reader that has gone away, as ``head`` does, is no error.

    What stdout's encoding lacks is written as an escape; with ``as_utf8`` the whole text is written in UTF-8 then: to
    a reader of YAML an escape would be another value.

    Raises:
        ConfigError: stdout cannot be written to.
    """
    stream = sys.stdout
    with writing(stream):
        _write(stream, text, as_utf8=as_utf8)


def write_yaml(text: str) -> None:
    """Writes YAML that typedconf has made to stdout, highlighted on a terminal; nothing is ever wrapped.

    Elsewhere it is as ``write_out`` has it, in UTF-8 where stdout's encoding lacks a character.

    Raises:
        ConfigError: stdout cannot be written to.
    """
    stream = sys.stdout
    console = make_console(stream) if is_terminal(stream) else None
    if console is None:
        write_out(text, as_utf8=True)
        return
    from typedconf.cli.highlighting import YAML_STYLES, yaml_pieces  # noqa: PLC0415  for terminals alone

    with writing(stream):
        print_pieces(console, ((piece.text, YAML_STYLES[piece.role]) for piece in yaml_pieces(text)))


def write_lines(lines: Sequence[Line]) -> None:
    """Writes lines that are laid out already to stdout, coloured on a terminal.

    Raises:
        ConfigError: stdout cannot be written to.
    """
    stream = sys.stdout
    console = make_console(stream) if is_terminal(stream) else None
    if console is None:
        write_out("".join(f"{''.join(segment.text for segment in line)}\n" for line in lines))
        return
    with writing(stream):
        _print(console, lines, _STYLES)


def terminal_width(stream: TextIO | None) -> int | None:
    """The columns of the terminal that ``stream`` leads to; None where it leads elsewhere."""
    if not is_terminal(stream):
        return None
    from shutil import get_terminal_size  # noqa: PLC0415  for terminals alone

    return get_terminal_size().columns


@contextmanager
def writing(stream: TextIO | None) -> Iterator[None]:
    """What is done within writes to ``stream``, which may be a pipe that nobody reads any more.

    Raises:
        ConfigError: the stream cannot be written to.
    """
    try:
        yield
        if stream is not None:
            stream.flush()
    except BrokenPipeError:
        _give_up(stream)
    except (OSError, ValueError) as error:
        _give_up(stream)
        reason = getattr(error, "strerror", None) or error
        raise Unwritable(Problem(f"the output cannot be written: {reason}")) from error


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at ``stream`` in a terminal that shows colours."""
    try:
        return stream is not None and stream.isatty() and os.environ.get("TERM", "").lower() not in _DUMB
    except ValueError:  # it is closed
        return False


def make_console(stream: TextIO) -> Any | None:
    """Rich's console on ``stream``, which takes every text as it is.

    None where Rich is missing, or ``stream`` can't take every character: plain text has escapes for these.
    """
    if not (stream.encoding or "").lower().startswith("utf"):
        return None
    try:
        from rich.console import Console  # noqa: PLC0415  heavy, and for terminals alone
    except ImportError:
        return None
    return Console(file=stream, highlight=False, markup=False, emoji=False)


def print_pieces(console: Any, pieces: Iterable[tuple[str, str]]) -> None:
    """Prints texts, each in its style, one behind the other and nothing between them."""
    from rich.segment import Segment as Styled  # noqa: PLC0415  heavy, and for terminals alone
    from rich.segment import Segments  # noqa: PLC0415  as above

    # half a surrogate pair, which an argument that was no text may hold, is an escape as in plain text
    texts = ((text.encode("utf-8", "backslashreplace").decode(), style) for text, style in pieces)
    styled = [Styled(text, console.get_style(style) if style else None) for text, style in texts]
    console.print(Segments(styled), soft_wrap=True, end="")


def _print(console: Any, lines: Sequence[Line], styles: Mapping[Role, str]) -> None:
    """Prints lines as they are: their layout is made already."""
    print_pieces(
        console,
        (piece for line in lines for piece in (*((part.text, styles.get(part.role, "")) for part in line), ("\n", ""))),
    )


def _write(stream: TextIO | None, text: str, *, as_utf8: bool = False) -> None:
    if stream is None:  # as under pythonw, or with >&-
        return
    try:
        stream.write(text)
    except UnicodeEncodeError:  # nothing was written yet
        encoding = "utf-8" if as_utf8 else stream.encoding
        data = text.encode(encoding, "backslashreplace")
        stream.flush()
        stream.buffer.write(data)
    stream.flush()


def _give_up(stream: TextIO | None) -> None:
    """Lets ``stream`` lead nowhere, so that what Python flushes when it ends raises nothing again."""
    if stream is None:
        return
    with suppress(OSError, ValueError):  # without a descriptor, there is nothing that Python would flush
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
