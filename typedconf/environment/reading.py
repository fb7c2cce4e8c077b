"""A secrets folder, a dotenv file and the environment go in, their variables come out. The room's only I/O.

A name is split at ``__`` behind the prefix; below a secrets folder, which has no prefix, at ``/`` too.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.errors import (
    BoundExceeded,
    ConfigError,
    ConfigNotFound,
    DocumentError,
    Origin,
    Problem,
    raise_all,
)
from typedconf.trees import MOST_NESTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SEPARATOR: Final = "__"
_ON_WINDOWS: Final = os.name == "nt"  # where the names of the environment are in upper case, whoever set them
_LARGEST: Final = 1024 * 1024  # bytes of a file, which is what Kubernetes gives a secret
_MOST_ENTRIES: Final = 10_000  # of a secrets folder, folders included


class Variable(NamedTuple):
    """One variable: its name, the parts of it behind the prefix, as written, and its text."""

    name: str
    keys: tuple[str, ...]
    text: str
    origin: Origin

    @property
    def is_secret(self) -> bool:
        """Whether it came from the secrets folder, and so must not be shown, whatever its key says."""
        return self.origin.kind == "secret"

    def spelled(self, keys: tuple[str, ...]) -> str:
        """The name of a variable from the same place that has ``keys``."""
        if self.is_secret:
            return ("/" if "/" in self.name else SEPARATOR).join(keys)
        written = SEPARATOR.join(self.keys)
        name = SEPARATOR.join(keys).replace("-", "_")  # which no shell has in a name
        return self.name.removesuffix(written) + (name.upper() if written == written.upper() else name)

    def __repr__(self) -> str:
        """Without the text, which may be anybody's secret."""
        return f"Variable({self.name!r})"


def read_variables(
    prefix: str | None,
    environment: Mapping[str, str],
    env_file: str | os.PathLike[str] | None = None,
    secrets_dir: str | os.PathLike[str] | None = None,
    *,
    folds_case: bool = _ON_WINDOWS,
) -> tuple[Variable, ...]:
    """All variables, lowest first: of the secrets folder, of the dotenv file, of the environment.

    Without a ``prefix`` the environment is not read, and every name in the file counts. ``folds_case``: the names of
    ``environment`` have lost their case, so that the prefix has none either. Paths are relative to the working folder.

    Raises:
        ConfigError: with all that cannot be read.
    """
    variables: list[Variable] = []
    errors: list[ConfigError] = []
    if secrets_dir is not None:
        variables += _read_secrets(os.fsdecode(secrets_dir), errors)
    if env_file is not None:
        variables += _read_env_file(os.fsdecode(env_file), prefix or "", errors)
    raise_all(errors)
    if prefix is not None:
        variables += _in_environment(prefix, environment, folds_case=folds_case)
    return tuple(variables)


def _in_environment(prefix: str, environment: Mapping[str, str], *, folds_case: bool) -> Iterator[Variable]:
    head = prefix.upper() if folds_case else prefix
    for name, text in environment.items():
        start = name[: len(prefix)]
        if (start.upper() if folds_case else start) == head:
            keys = tuple(name[len(prefix) :].split(SEPARATOR))
            yield Variable(name, keys, text, Origin("environment", text=name))


# -- the secrets folder -----------------------------------------------------------------------------------------


def _read_secrets(folder: str, errors: list[ConfigError]) -> Iterator[Variable]:
    """A variable for each file below ``folder``; what can't be read is put into ``errors``."""
    try:
        names = list(_files_below(folder))
    except ConfigError as error:
        errors.append(error)
        return
    for name in names:
        path = f"{folder}/{name}"
        origin = Origin("secret", path, text=name)
        try:
            text = _read_text(path, f"the secret {path}", origin)
        except ConfigError as error:
            errors.append(error)
            continue
        if text.endswith("\n"):
            text = text[:-1].removesuffix("\r")
        keys = tuple(key for part in name.split("/") for key in part.split(SEPARATOR))
        yield Variable(name, keys, text, origin)


def _files_below(folder: str) -> Iterator[str]:
    """The files of a secrets folder, by their paths in it. What is hidden is passed over.

    So Kubernetes' own layout works: a secret is a link into the hidden folder ``..data``, itself a link to one that
    is hidden too.

    Raises:
        ConfigNotFound: there is no such folder.
        DocumentError: it is no folder, or cannot be listed.
        BoundExceeded: it is too deep, or holds too much.
    """
    pending = [""]
    count = 0
    while pending:
        below = pending.pop()
        if below.count("/") >= MOST_NESTED:
            message = f"the secrets folder {folder} is nested more than {MOST_NESTED} levels deep"
            raise BoundExceeded(Problem(message, value=folder))
        for name in _listed(f"{folder}/{below}" if below else folder):
            if name.startswith("."):
                continue
            count += 1
            if count > _MOST_ENTRIES:
                message = f"more than {_MOST_ENTRIES:,} files and folders in the secrets folder {folder}"
                raise BoundExceeded(Problem(message, value=folder))
            inner = f"{below}/{name}" if below else name
            if os.path.isdir(f"{folder}/{inner}"):
                pending.append(inner)
            else:
                yield inner


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except FileNotFoundError as error:
        raise ConfigNotFound(Problem(f"no secrets folder {folder}", value=folder)) from error
    except NotADirectoryError as error:
        raise DocumentError(Problem(f"the secrets folder {folder} is no folder", value=folder)) from error
    except (OSError, ValueError) as error:
        raise DocumentError(Problem(f"the secrets folder {folder} cannot be read: {_reason(error)}")) from error


# -- the dotenv file --------------------------------------------------------------------------------------------


def _read_env_file(file: str, prefix: str, errors: list[ConfigError]) -> list[Variable]:
    """The variables under ``prefix``, of equal names the last; what is wrong is put into ``errors``.

    Values are as the file has them: ``${…}`` in them is ours to read, not the file's.
    """
    found: dict[str, Variable] = {}
    try:
        text = _read_text(file, f"the env_file {file}", Origin("dotenv", file))
        bindings = list(_bindings(text))
    except ConfigError as error:
        errors.append(error)
        return []
    for line, name, value in bindings:
        if name is None:
            origin = Origin("dotenv", file, line)
            errors.append(DocumentError(Problem(f"line {line} of {file} is no NAME=value", origin=origin)))
        elif name.startswith(prefix):
            origin = Origin("dotenv", file, line, text=name)
            if value is None:
                message = f"{name} in line {line} of {file} has no value; write {name}=value"
                errors.append(DocumentError(Problem(message, origin=origin)))
            else:
                found.pop(name, None)
                found[name] = Variable(name, tuple(name[len(prefix) :].split(SEPARATOR)), value, origin)
    return list(found.values())


def _bindings(text: str) -> Iterator[tuple[int, str | None, str | None]]:
    """The line, name and value of each statement; no value where no ``=`` follows, no name where it is none."""
    from io import StringIO  # noqa: PLC0415  every Python has it loaded

    try:
        from dotenv.parser import parse_stream  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  optional
    except ImportError as error:
        message = "env_file needs python-dotenv; install it with: pip install 'typedconf[dotenv]'"
        raise ConfigError(Problem(message)) from error
    for binding in parse_stream(StringIO(text)):
        written = binding.original.string
        blank = written[: len(written) - len(written.lstrip())]
        line = binding.original.line + len(blank.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1
        if binding.error or binding.key is not None:
            yield line, None if binding.error else binding.key, binding.value


# -- files ------------------------------------------------------------------------------------------------------


def _read_text(path: str, what: str, origin: Origin) -> str:
    """The text of a small file; no message quotes any of it.

    Raises:
        ConfigNotFound: there is no such file.
        DocumentError: it is no regular file, cannot be read, or is no text.
        BoundExceeded: it is too large.
    """
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode):  # opening a FIFO would wait for somebody to write to it
            kind = "a folder" if stat.S_ISDIR(mode) else "no regular file"
            raise DocumentError(Problem(f"{what} is {kind}", origin=origin))
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError as error:
        broken = os.path.islink(path)
        message = f"{what} is a link that leads nowhere" if broken else f"{what} does not exist"
        raise ConfigNotFound(Problem(message, value=path, origin=origin)) from error
    except (OSError, ValueError) as error:
        raise DocumentError(Problem(f"{what} cannot be read: {_reason(error)}", origin=origin)) from error
    if len(data) > _LARGEST:
        raise BoundExceeded(Problem(f"{what} is larger than {_LARGEST:,} bytes", origin=origin))
    text = _decoded(data)
    if text is None or "\0" in text:
        raise DocumentError(Problem(f"{what} is no text in UTF-8", origin=origin))
    return text


def _decoded(data: bytes) -> str | None:
    """The text, without a byte order mark, or None: Python's own error would carry all of ``data`` with it."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
