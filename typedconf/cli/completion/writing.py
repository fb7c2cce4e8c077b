"""A path and bytes go in; the file has them, whole or not at all."""

from __future__ import annotations

import os


def write_whole(path: str, data: bytes, mode: int) -> None:
    """Writes a file with the permissions ``mode``, in the place of one that is there.

    Raises:
        OSError: it can't be written.
    """
    temporary = f"{path}.{os.getpid()}.tmp"
    if os.path.lexists(temporary):  # of a process that was killed; or a link that would lead elsewhere
        os.unlink(temporary)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise
