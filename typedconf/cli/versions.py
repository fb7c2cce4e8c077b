"""A program's function goes in; its version is printed: of its distribution, else its module's ``__version__``.

Nothing is composed, and no module loaded but what reads installed distributions.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.flags import JSON
from typedconf.cli.printing import write_out

if TYPE_CHECKING:
    from types import FunctionType

    from typedconf.cli.answers import Application
    from typedconf.cli.words import CommandLine

_OWN: Final = "typedconf"


def print_version(line: CommandLine, application: Application) -> int:
    """Prints the program's version, or where it has none which typedconf it runs on; gives the exit status.

    Raises:
        ConfigError: stdout cannot be written to.
    """
    function: Any = application.function  # a type checker takes a function in a field for a method
    version = find_version(function)
    if line.has(JSON):
        from typedconf.cli.machine import print_json  # noqa: PLC0415  only what other programs read

        print_json("version", {"program": version, _OWN: _own_version(), "python": platform.python_version()})
    else:
        shown = f"({_OWN} {_own_version() or 'from source'})" if version is None else version
        name = application.name if application.own is None else application.own.program
        write_out(f"{name} {shown}\n")
    return 0


def find_version(function: FunctionType) -> str | None:
    """The version of the distribution that installed the file of ``function``, else its module's or package's own."""
    return _distributed_version(function) or _stated_version(function)


def _distributed_version(function: FunctionType) -> str | None:
    """The version of the distribution that has the function's file, or a project that is installed editable.

    Asking each for the file reads one list of names a distribution, where mapping packages to distributions, as the
    standard library does, takes all of them apart.
    """
    file = os.path.realpath(function.__code__.co_filename)
    is_script = _module_name(function) == "__main__"
    editable: list[tuple[int, str]] = []
    for distribution in metadata.distributions() if os.path.isfile(file) else ():
        place = os.path.realpath(str(distribution.locate_file("")))
        if file.startswith(place + os.sep) and _has_file(distribution, os.path.relpath(file, place)):
            return distribution.version
        project = None if is_script else _project_folder(distribution)
        if project is not None and file.startswith(project + os.sep):
            editable.append((len(project), distribution.version))
    return max(editable)[1] if editable else None  # of projects in projects, the inner one


def _has_file(distribution: metadata.Distribution, name: str) -> bool:
    """Whether the distribution lists the file: as a wheel records it, or an old egg its sources."""
    name = name.replace(os.sep, "/")
    records = (distribution.read_text("RECORD") or "").splitlines()
    if any(line.startswith((f"{name},", f'"{name}",')) for line in records):
        return True
    return name in (distribution.read_text("SOURCES.txt") or "").splitlines()


def _project_folder(distribution: metadata.Distribution) -> str | None:
    """The folder that an editable installation leads to; None of any other."""
    text = distribution.read_text("direct_url.json")
    if text is None:
        return None
    import json  # noqa: PLC0415  few installations come from an address
    from urllib.parse import urlsplit  # noqa: PLC0415  as above
    from urllib.request import url2pathname  # noqa: PLC0415  as above

    try:
        said = json.loads(text)
        is_editable = said["dir_info"].get("editable", False)
        path = url2pathname(urlsplit(said["url"]).path)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return os.path.realpath(path) if is_editable else None


def _stated_version(function: FunctionType) -> str | None:
    """The ``__version__`` of the function's module, else of the package around it."""
    module = function.__globals__.get("__version__")
    package = getattr(sys.modules.get(_module_name(function).partition(".")[0]), "__version__", None)
    return next((version for version in (module, package) if isinstance(version, str) and version), None)


def _module_name(function: FunctionType) -> str:
    """The name by which the function's module is imported, also where it is run by ``python -m``."""
    spec = function.__globals__.get("__spec__")
    return str(getattr(spec, "name", None) or function.__globals__.get("__name__", ""))


def _own_version() -> str | None:
    """Which typedconf this is; None of a checkout, which nobody installed."""
    try:
        return metadata.version(_OWN)
    except metadata.PackageNotFoundError:
        return None
