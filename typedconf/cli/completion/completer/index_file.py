"""A program's path goes in; its index comes out, or an empty one is left where it belongs."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias

    Data: TypeAlias = dict[str, Any]
    # a key, its kind, choices, documentation, own names; and in a union: how deep, its tag's key, the tags
    Row: TypeAlias = Sequence[Any]

FORMAT = 1  # of an index; another one is no index

_KIND = 12  # bits of a mode below those that say what a file is
_FILE = 0o10  # what these say of an ordinary file
_OTHERS_WRITE = 0o022
_LARGEST = 1 << 26  # bytes
_MODULUS = 2**128 - 159  # a prime: the number of a path is what its bytes leave


def index_path(program: str) -> str:
    """The file of the index of ``program``, a resolved path: in the user's cache, never beside the program."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    number = int.from_bytes(os.fsencode(program), "big") % _MODULUS
    return f"{cache}/typedconf/completion/{os.path.basename(program)[:40]}-{number:032x}.json"


def read_index(program: str) -> Data | None:
    """The index of ``program``; None where there is none, or none that can be read."""
    try:
        data = _read_json(read_own(index_path(program)).decode())
    except (OSError, ValueError, RecursionError, StopIteration):
        return None
    is_index = isinstance(data, dict) and data.get("format") == FORMAT and data.get("program") == program
    return data if is_index else None


def read_own(path: str) -> bytes:
    """What a file holds that is the user's own and nobody else's to write: whoever fills an index says what completes.

    Raises:
        OSError: it is not there, or is another's, a link, no file, or larger than any index.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # a pipe without a writer has no end
    with os.fdopen(descriptor, "rb") as file:
        if not is_own(os.fstat(descriptor)):
            raise PermissionError(path)
        return file.read()


def is_own(status: os.stat_result) -> bool:
    """Whether that is an ordinary file of the user's, that nobody else may write and that may be an index."""
    is_private = status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE
    return is_private and status.st_mode >> _KIND == _FILE and status.st_size <= _LARGEST


def leave_empty_index(program: str) -> None:
    """Leaves an empty file where the index of ``program`` belongs, for the program's next run to fill."""
    path = index_path(program)
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError:
        return


def _read_json(text: str) -> Any:
    """JSON without Python's json, which takes as long to load as all the rest; by the part of it that is written in C.

    Raises:
        ValueError: it is none.
        StopIteration: it ends too soon.
    """
    context: Any = _Reading()
    try:
        from _json import make_scanner  # noqa: PLC0415  every CPython has it so far, another Python may not

        scan = make_scanner(context)
    except (ImportError, AttributeError, TypeError):
        from json import loads  # noqa: PLC0415  as above

        return loads(text)
    return scan(text, 0)[0]


class _Reading:
    """What the scanner wants to know."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float
