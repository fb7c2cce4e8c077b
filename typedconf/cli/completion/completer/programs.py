"""The words that a line begins with go in; the resolved path of the program that they run comes out."""

from __future__ import annotations

import os

from .documents import lines_of, names_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def find_program(words: Sequence[str]) -> tuple[str | None, int]:
    """The resolved path of the program that ``words`` begin with, and how many of them name it."""
    path = _found_on_path(words[0])
    return (os.path.realpath(path) if path else None), 1


def find_python_program(words: Sequence[str]) -> tuple[str | None, int]:
    """As ``find_program``, of a program that Python is told to run: ``python -u train.py``, ``python -m package``."""
    position = 1
    while position < len(words):
        word = words[position]
        position += 1
        if word == "-m":
            return (_find_module(words[0], words[position]) if position < len(words) else None), position + 1
        if not word.startswith("-"):
            path = os.path.expanduser(word)
            return (os.path.realpath(path) if os.path.isfile(path) else None), position
        if word == "-c":
            break
        if word in ("-W", "-X", "--check-hash-based-pycs"):
            position += 1
    return None, position


def _found_on_path(command: str) -> str | None:
    if "/" in command:
        path = os.path.expanduser(command)
        return path if os.path.isfile(path) else None
    for folder in os.environ.get("PATH", os.defpath).split(":"):
        path = os.path.join(folder, command)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def _find_module(python: str, name: str) -> str | None:
    """The file that ``python -m name`` runs, found without running anything."""
    part = name.replace(".", "/")
    for folder in _module_folders(python):
        for path in (f"{folder}/{part}/__main__.py", f"{folder}/{part}.py"):
            if os.path.isfile(path):
                return os.path.realpath(path)
    return None


def _module_folders(python: str) -> Iterator[str]:
    """Where a Python looks for modules that are not its own: here, PYTHONPATH, and its site-packages."""
    yield "."
    yield from filter(None, os.environ.get("PYTHONPATH", "").split(":"))
    found = _found_on_path(python)
    library = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(found))), "lib") if found else ""
    for version in names_in(library):
        if version.startswith("python"):
            packages = f"{library}/{version}/site-packages"
            yield packages
            for name in names_in(packages):
                if name.endswith(".pth"):
                    yield from filter(os.path.isdir, lines_of(f"{packages}/{name}"))
