"""A program goes in; what completion needs to know of it is written as JSON into the user's cache, whole or not at all.

The index names the files it was made from, with their time and size, so that a run finds out whether it is stale.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.completion.completer.index_file import FORMAT, index_path, is_own, read_own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from typedconf.cli.answers import Application

# What another version of typedconf may have otherwise.
_OURS: Final = ("typedconf.cli.completion.describing", "typedconf.cli.flags")


def refresh_program(program: str, application: Application, *, started: float | None = None) -> None:
    """Writes the index of a program of ``main``, a resolved path, anew where one is there and has become stale.

    ``application`` is what it is without a word on the command line. ``started`` is when its modules were not loaded
    yet, in seconds since the epoch; the start of this process, unless it is said. Nothing is raised, whatever is wrong.
    """

    def describe(stamps: Stamps) -> dict[str, Any]:
        from typedconf.cli.completion.describing import describe_program  # noqa: PLC0415  a current index needs none

        return describe_program(application, stamps)

    _refresh(program, describe, started)


def refresh_app(program: str, command: Any, find_application: Callable[[Any], Application | None]) -> None:
    """As ``refresh_program``, of a Typer app: ``command`` and ``find_application`` are as ``describe_app`` has them."""

    def describe(stamps: Stamps) -> dict[str, Any]:
        from typedconf.cli.completion.describing import describe_app  # noqa: PLC0415  as above

        return describe_app(command, find_application, stamps)

    _refresh(program, describe, None)


def _refresh(program: str, make_command: Callable[[Stamps], dict[str, Any]], started: float | None) -> None:
    """Writes the index where one is there and stale, with what ``make_command`` says of the program's command.

    Nothing is raised and nothing told, whatever is wrong: the task has run, and its outcome stands.
    """
    path = index_path(program)
    try:
        if is_own(os.lstat(path)) and not _is_current(path, program):
            stamps = Stamps(_process_start() if started is None else started)
            command = make_command(stamps)
            stamps.add_modules(_OURS)
            _write(path, {"format": FORMAT, "program": program, "files": stamps.files, "command": command})
    except Exception:  # noqa: BLE001, S110  what composes also calls code of the program's
        pass


class Stamps:
    """The files that an index is made from, with their time in nanoseconds and their size.

    One that has changed since the process ``started``, as a schema that is worked on while the task runs, gets a time
    that it never has: what is loaded may be older, so that the next run writes the index anew.
    """

    __slots__ = ("_started", "files")

    def __init__(self, started: float) -> None:
        self._started: Final = started
        self.files: Final[dict[str, list[int]]] = {}

    def add(self, file: str | None) -> None:
        """Notes ``file``, where it is one."""
        stamp = _stamp(file) if file else None
        if file is not None and stamp is not None:
            is_known = stamp[0] < self._started * 1e9
            self.files[os.path.abspath(file)] = stamp if is_known else [0, stamp[1]]

    def add_modules(self, names: Iterable[str]) -> None:
        """Notes the files of modules, by their names."""
        for name in names:
            self.add(getattr(sys.modules.get(name), "__file__", None))

    def add_neighbours(self, file: str) -> None:
        """Notes all modules below the folder of ``file`` that are loaded: classes may come from any of them."""
        below = os.path.join(os.path.dirname(os.path.abspath(file)), "")
        files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
        for found in filter(None, files):
            if found.startswith(below) and f"{os.sep}site-packages{os.sep}" not in found[len(below) :]:
                self.add(found)


def _stamp(file: str) -> list[int] | None:
    try:
        status = os.stat(file)
    except OSError:
        return None
    return [status.st_mtime_ns, status.st_size]


def _process_start() -> float:
    """When this process started, in seconds since the epoch; where no system tells, this moment."""
    from time import time  # noqa: PLC0415  only where there is an index

    try:
        with open("/proc/self/stat", encoding="utf-8", errors="replace") as file:
            ticks = int(file.read().rpartition(")")[2].split()[19])
        with open("/proc/uptime", encoding="utf-8") as file:
            uptime = float(file.read().split()[0])
        return time() - uptime + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return time()


def _is_current(path: str, program: str) -> bool:
    """Whether the index at ``path`` says what its files say now; one that can't be read doesn't."""
    import json  # noqa: PLC0415  only where there is an index

    try:
        index = json.loads(read_own(path))
        files: dict[str, list[int]] = index["files"]
        is_same = index["format"] == FORMAT and index["program"] == program
        return is_same and all(_stamp(file) == stamp for file, stamp in files.items())
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return False


def _write(path: str, index: dict[str, Any]) -> None:
    """Writes ``index`` where one was: whole, for nobody else to read.

    Raises:
        OSError: the cache can't be written.
    """
    import json  # noqa: PLC0415  as above

    from typedconf.cli.completion.writing import write_whole  # noqa: PLC0415  most runs find a current one

    write_whole(path, json.dumps(index, separators=(",", ":")).encode(), 0o600)  # ASCII, whatever a path may hold
