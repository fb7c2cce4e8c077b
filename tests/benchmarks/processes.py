"""The command lines of programs go in; sides that run them, off a terminal or on one, come out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.measuring import Side
from tests.starter import in_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
_COLUMNS: Final = 120
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
    return Side(lambda: _run_on_terminal(command, folder, variables))


def output_of(command: Sequence[str], folder: Path, **variables: str) -> str:
    """What ``command`` writes to its stdout."""
    kept = environment() | variables
    return subprocess.run(command, check=True, capture_output=True, cwd=folder, env=kept, text=True).stdout


def _run_on_terminal(command: Sequence[str], folder: Path, variables: dict[str, str]) -> None:
    """Raises CalledProcessError where it ends with another status than 0."""
    status, written = in_terminal(command, folder, _COLUMNS, variables)
    if status:
        raise subprocess.CalledProcessError(status, command, written)


def environment() -> dict[str, str]:
    """This process's own, but with byte code cached, this checkout's package first, and a usual terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    return kept | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
