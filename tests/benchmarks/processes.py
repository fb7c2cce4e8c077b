"""The command lines of programs go in; sides that run them, off a terminal or on one, come out."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.measuring import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
_ROWS_AND_COLUMNS: Final = (50, 120)
# What would change byte code being cached, or how a terminal is taken.
_LEFT_OUT: Final = ("PYTHONDONTWRITEBYTECODE", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")


def program(name: str, *words: str) -> list[str]:
    """The command line of one of ``programs/``."""
    return [sys.executable, str(HERE / "programs" / f"{name}.py"), *words]


def run(command: Sequence[str], folder: Path, **variables: str) -> Side:
    """A run of ``command`` from start to exit, its outputs in pipes."""
    kept = environment() | variables
    return Side(lambda: subprocess.run(command, check=True, capture_output=True, cwd=folder, env=kept))


def run_on_terminal(command: Sequence[str], folder: Path) -> Side:
    """The same with a terminal as its input and outputs."""
    variables = environment()
    return Side(lambda: written_on_terminal(command, folder, variables))


def output_of(command: Sequence[str], folder: Path, **variables: str) -> str:
    """What ``command`` writes to its stdout."""
    kept = environment() | variables
    return subprocess.run(command, check=True, capture_output=True, cwd=folder, env=kept, text=True).stdout


def written_on_terminal(command: Sequence[str], folder: Path, variables: dict[str, str]) -> bytes:
    """All that ``command`` writes on a terminal of 120 columns.

    Raises:
        CalledProcessError: it ends with another status than 0.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *_ROWS_AND_COLUMNS, 0, 0))
    with subprocess.Popen(command, cwd=folder, env=variables, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        written = bytearray()
        while data := _read(ours):
            written += data
        os.close(ours)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, bytes(written))
    return bytes(written)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux tells the end of a terminal
        return b""


def environment() -> dict[str, str]:
    """This process's own, but with byte code cached, this checkout's package first, and a usual terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    return kept | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
