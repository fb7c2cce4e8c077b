"""A folder of YAML files as a source of configs. Reads a file again only when its time, size or inode has changed."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from typedconf.documents import parse_document
from typedconf.errors import ConfigNotFound, DocumentError, Origin, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typedconf.documents import Document

Signature: TypeAlias = tuple[int, int, int]

SUFFIX: Final = ".yaml"


class FolderSource:
    """The configs below one folder. ``shown`` is how the folder is written in messages."""

    __slots__ = ("_read", "folder", "shown")

    def __init__(self, folder: str, shown: str | None = None) -> None:
        self.folder: Final = folder
        self.shown: Final = folder if shown is None else shown
        self._read: Final[dict[str, tuple[Signature, Document]]] = {}

    def __repr__(self) -> str:
        return self.shown

    def __reduce__(self) -> tuple[Any, ...]:
        """Without what was read, which another process reads for itself."""
        return FolderSource, (self.folder, self.shown)

    def is_available(self) -> bool:
        """Whether the folder exists."""
        return os.path.isdir(self.folder)

    def read(self, name: str, suffix: str = SUFFIX) -> Document | None:
        """The config ``name`` (without its suffix), or None where there is none.

        Raises:
            DocumentError: it is there and cannot be read as a config.
        """
        file = name + suffix
        path = f"{self.folder}/{file}"
        try:
            status = os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise _unreadable(f"{self.shown}/{file}", error) from error
        signature = (status.st_mtime_ns, status.st_size, status.st_ino)
        known = self._read.get(file)
        if known is not None and known[0] == signature:
            return known[1]
        document = read_document(path, f"{self.shown}/{file}", status)
        self._read[file] = signature, document
        return document

    def has_group(self, group: str) -> bool:
        """Whether ``group`` is a folder here."""
        return os.path.isdir(f"{self.folder}/{group}")

    def names(self, group: str) -> Iterator[str]:
        """The options of ``group``; sub-groups end in ``/``."""
        folder = f"{self.folder}/{group}" if group else self.folder
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            return
        for name in names:
            if name.endswith(SUFFIX):
                yield name.removesuffix(SUFFIX)
            elif not name.startswith((".", "__")) and os.path.isdir(f"{folder}/{name}"):
                yield f"{name}/"

    def keeps(self, name: str, document: Document) -> bool:  # noqa: ARG002  as the other sources have it
        """False: a file is looked at whenever it is asked for."""
        return False

    def oddity(self, name: str) -> str:
        """What else lies here that the user may have meant by ``name``, as the end of a message: suffix, case, link."""
        path = f"{self.folder}/{name}"
        if os.path.islink(path + SUFFIX):
            return ": its link leads nowhere"
        if os.path.isfile(path + ".yml") or name.endswith(".yml"):
            return f": configs end in {SUFFIX}, not .yml"
        folder, base = os.path.split(path + SUFFIX)
        try:
            twins = [entry for entry in os.listdir(folder) if entry.casefold() == base.casefold() and entry != base]
        except (OSError, ValueError):
            return ""
        return f": the case differs from {twins[0]}" if twins else ""


def read_document(path: str, shown: str, status: os.stat_result | None = None) -> Document:
    """The file at ``path`` as a Document; ``shown`` is how messages write it.

    Raises:
        ConfigNotFound: there is no such file.
        DocumentError: it is no regular file, cannot be read, or is no config.
    """
    try:
        mode = (status or os.stat(path)).st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "no regular file"
            raise DocumentError(Problem(f"{shown} is {kind}, so it is no config", origin=Origin("file", shown)))
        with open(path, "rb") as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ConfigNotFound(Problem(f"no file {shown}", value=shown)) from error
    except (OSError, ValueError) as error:
        raise _unreadable(shown, error) from error
    return parse_document(data, shown)


def _unreadable(shown: str, error: Exception) -> DocumentError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return DocumentError(Problem(f"{shown} cannot be read: {reason}", origin=Origin("file", shown)))
