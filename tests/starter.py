"""A script and its words go in; it runs as a process of its own, and its exit status comes out.

Starting Python and loading Pydantic takes most of the time of a short run. So a Starter has a process in which that is
done, from which the others are forked: this file, run as a script, which gets requests as lines of JSON. A script can
tell by the modules that are loaded, and by nothing else.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import runpy
import select
import struct
import subprocess
import sys
import termios
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOADED: Final = (
    *("pydantic", "rich.console", "typer"),
    *("typedconf.program", "typedconf.composer", "typedconf.cli.options.composing", "typedconf.cli.help.showing"),
)


class Starter:
    """The process that forks others, which run a script each, one after the other."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._process: Final = subprocess.Popen(
            [sys.executable, __file__], env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(self, words: Sequence[str | bytes], folder: Path, variables: Mapping[str, str]) -> tuple[int, str, str]:
        """Runs a script; gives its status, and what it wrote to stdout and stderr."""
        with TemporaryDirectory() as outputs:
            paths = [Path(outputs, name) for name in ("out", "err")]
            for path in paths:
                path.touch()
            self._start(words, folder, variables, [os.devnull, *map(str, paths)])
            status = self._status()
            out, err = (path.read_bytes().decode("utf-8", "replace") for path in paths)
            return status, out, err

    def run_in_terminal(
        self, words: Sequence[str | bytes], folder: Path, variables: Mapping[str, str], columns: int
    ) -> tuple[int, str]:
        """Runs a script in a terminal of some width; gives its status, and all that was written there."""
        ours, theirs = _open_terminal(columns)
        self._start(words, folder, variables, [os.ttyname(theirs)] * 3)
        written, answers = bytearray(), self._answers.fileno()
        while answers not in select.select([ours, answers], [], [])[0]:
            written += os.read(ours, 65536)
        while select.select([ours], [], [], 0)[0]:
            written += os.read(ours, 65536)
        os.close(ours)
        os.close(theirs)
        return self._status(), _text_of(written)

    def _start(
        self, words: Sequence[str | bytes], folder: Path, variables: Mapping[str, str], streams: Sequence[str]
    ) -> None:
        """Starts a script, whose input and outputs are the files ``streams``."""
        assert self._process.stdin is not None
        request = {"words": list(map(os.fsdecode, words)), "folder": str(folder), "variables": dict(variables)}
        self._process.stdin.write(json.dumps({**request, "streams": streams}).encode() + b"\n")
        self._process.stdin.flush()

    @property
    def _answers(self) -> IO[bytes]:
        """Where the exit status of each script comes from."""
        assert self._process.stdout is not None
        return self._process.stdout

    def _status(self) -> int:
        """Waits for the script's end."""
        return int(self._answers.readline())

    def close(self) -> None:
        """Ends it."""
        self._process.communicate()


def _open_terminal(columns: int) -> tuple[int, int]:
    """A terminal of some width: our end, and that of a process."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    return ours, theirs


def _text_of(written: bytearray) -> str:
    """What a terminal was written, with its ends of lines as in a file."""
    return written.decode("utf-8").replace("\r\n", "\n")


def in_terminal(command: Sequence[str], folder: Path, columns: int, variables: Mapping[str, str]) -> tuple[int, str]:
    """Starts ``command`` with a terminal as its input and outputs."""
    ours, theirs = _open_terminal(columns)
    process = subprocess.Popen(
        command, cwd=folder, env=variables, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    )
    os.close(theirs)
    written = bytearray()
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:  # Linux's end of a terminal
            break
        if not data:
            break
        written += data
    os.close(ours)
    return process.wait(), _text_of(written)


def next_request() -> Any:
    """In a forked process, what it is to run; None in this one, once nobody asks any more."""
    for line in sys.stdin:
        process = os.fork()
        if not process:
            return json.loads(line)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        os.write(1, f"{status}\n".encode())
    return None


def become(words: list[str], folder: str, variables: dict[str, str], streams: list[str]) -> None:
    """Makes this process what Python makes of itself when it starts a script with ``words`` in ``folder``.

    ``streams`` are the files, or a terminal, that are its input and outputs.
    """
    for number, path in enumerate(streams):
        stream = os.open(path, os.O_RDWR | os.O_NOCTTY)
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    sys.argv[:] = words
    sys.path[0] = str(Path(words[0]).resolve().parent)


def main() -> None:
    """Forks until nobody asks, or runs the script."""
    for name in LOADED:
        import_module(name)
    request = next_request()
    if request is not None:
        become(**request)
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
