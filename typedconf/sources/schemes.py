"""Addresses with a scheme of the program's own go in, OpenedSources come out: a user's Source as a place of configs.

Here is the border to the user's code. Whatever it raises or gives that it shouldn't becomes a ConfigError which names
the source, and nothing is asked of it twice.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from typedconf.documents import parse_yaml
from typedconf.errors import (
    ConfigError,
    ConfigNotFound,
    DocumentError,
    Origin,
    Problem,
    did_you_mean,
    nearest_name,
    raise_all,
)
from typedconf.sources.folder import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from typedconf.documents import Document
    from typedconf.sources.source import Opener, Source

T = TypeVar("T")

OWN_SCHEMES: Final = ("file", "pkg")
_FOREIGN_SUFFIXES: Final = (SUFFIX, ".yml")
_LONGEST: Final = 100  # characters of a name or of an exception's text in a message


class Schemes:
    """What opens the addresses of each scheme. Every address is opened once, and its source shared."""

    __slots__ = ("_opened", "openers")

    def __init__(self, openers: Mapping[str, Opener]) -> None:
        """``openers`` are functions by scheme, which take what follows ``s3://`` and give a Source.

        Raises:
            ConfigError: with every scheme and function that is none.
        """
        raise_all([ConfigError(Problem(message)) for message in _faults_of_openers(openers)])
        self.openers: Final = dict(openers)
        self._opened: Final = Once(self._open)

    def open(self, address: str) -> OpenedSource:
        """The source at ``address``, such as ``s3://bucket/conf``.

        Raises:
            ConfigNotFound: its scheme is unknown.
            ConfigError: it cannot be opened, or what opens it gives no Source.
        """
        return self._opened(address)

    def _open(self, address: str) -> OpenedSource:
        scheme, _, rest = address.partition("://")
        opener = self.openers.get(scheme)
        if opener is None:
            raise unknown_scheme(address, self.openers)
        try:
            source = opener(rest)
        except Exception as error:
            raise ConfigError(Problem(f"{address} cannot be opened: {_reason(error)}", value=address)) from error
        missing = _missing_method(source)
        if missing is not None:
            message = f"what opens {scheme}:// gives no source of configs for {address}: {missing}"
            raise ConfigError(Problem(message, value=address))
        return OpenedSource(source, address)


class OpenedSource:
    """The configs of a user's Source, each read once, from whatever thread; ``shown`` is its address.

    It pickles without the Source, which may hold connections and credentials: another process has the documents that
    were composed, and can read no more.
    """

    __slots__ = ("_documents", "_listings", "_prefix", "_source", "shown")

    def __init__(self, source: Source, shown: str) -> None:
        self.shown: Final = shown
        self._source: Final = source
        self._prefix: Final = shown if shown.endswith("/") else f"{shown}/"
        self._documents: Final = Once(self._read)
        self._listings: Final = Once(self._list)

    def __repr__(self) -> str:
        return self.shown

    def __reduce__(self) -> tuple[Any, ...]:
        return OpenedSource, (LeftBehind(), self.shown)

    def is_available(self) -> bool:
        """True: it was opened."""
        return True

    def read(self, name: str, suffix: str = SUFFIX) -> Document | None:
        """The config ``name`` (without its suffix), or None where there is none; a Source has YAML alone.

        Raises:
            DocumentError: the Source fails, gives no text, or one that cannot be read as a config.
            BoundExceeded: its text is nested too deep, or grows too large by its aliases.
        """
        if suffix != SUFFIX or not _is_clean(name):
            return None
        given = self._documents(name)
        if isinstance(given, ConfigError):  # the text stays wrong, so what is wrong with it is kept too
            raise type(given)(*given.problems)
        return given

    def has_group(self, group: str) -> bool:
        """Whether the names around ``group`` have it. So no override of a value asks the Source for its key.

        Raises:
            ConfigError: the Source cannot list them.
        """
        parent, _, name = group.rpartition("/")
        return bool(name) and f"{name}/" in self.names(parent)

    def names(self, group: str) -> frozenset[str]:
        """The options of ``group``; sub-groups end in ``/``.

        Raises:
            ConfigError: the Source fails, or lists what is no name.
        """
        return self._listings(group) if not group or _is_clean(group) else frozenset()

    def keeps(self, name: str, document: Document) -> bool:
        """Whether ``document`` is this source's ``name``: it was read for good, and is never looked at again."""
        return document.file == self._file(name)

    def oddity(self, name: str) -> str:
        """What else it has that the user may have meant by ``name``, as the end of a message: another case."""
        group, _, option = name.rpartition("/")
        twins = sorted(other for other in self.names(group) if other.casefold() == option.casefold())
        return f": the case differs from {twins[0]}" if twins and option not in twins else ""

    def _file(self, name: str) -> str:
        return f"{self._prefix}{name}{SUFFIX}"

    def _read(self, name: str) -> Document | ConfigError | None:
        file = self._file(name)
        try:
            text = self._source.read(name)
        except Exception as error:
            raise _unreadable(file, _reason(error)) from error
        if text is None:
            return None
        given: Any = text  # whatever the user's annotations say
        if not isinstance(given, str):
            raise _unreadable(file, f"its source gives {_kind(given)}, no text")
        try:
            return parse_yaml(str(given), file)
        except ConfigError as error:
            return error

    def _list(self, group: str) -> frozenset[str]:
        of = f"the group {group}" if group else "its configs"
        try:
            given: Any = self._source.names(group)
            names = None if isinstance(given, (str, bytes)) else tuple(given)
        except Exception as error:
            raise ConfigError(Problem(f"{self.shown} cannot list {of}: {_reason(error)}", value=group)) from error
        if names is None:
            message = f"{self.shown} cannot list {of}: its source gives {_kind(given)}, no list of names"
            raise ConfigError(Problem(message, value=group))
        fault = next(filter(None, map(_fault_of_name, names)), None)
        if fault is not None:
            what, why = fault
            where = f" in the group {group}" if group else ""
            raise ConfigError(Problem(f"{self.shown} lists {what}{where}{why}", value=group))
        return frozenset(names)


class LeftBehind:
    """Stands for a Source in a process that didn't open it."""

    __slots__ = ()

    def read(self, name: str, /) -> str | None:
        """Nothing can be read here, which is not to say that it is absent.

        Raises:
            ConfigError: always.
        """
        raise ConfigError(Problem("its source stayed in the process that opened it", value=name))

    def names(self, group: str, /) -> Iterable[str]:  # noqa: ARG002
        """Nothing: names only help to explain what is wrong with an override."""
        return ()


class Once(Generic[T]):
    """Answers by key, each asked for once, however many threads want it. A call that fails leaves no answer."""

    __slots__ = ("_answers", "_ask", "_locks")

    def __init__(self, ask: Callable[[str], T]) -> None:
        self._ask: Final = ask
        self._answers: Final[dict[str, T]] = {}
        self._locks: Final[dict[str, Any]] = {}

    def __call__(self, key: str) -> T:
        """The answer for ``key``; whatever asking raises."""
        if key not in self._answers:
            # one lock a key: a slow answer holds up those alone who want it. It may be met again by its own thread,
            # where a Source composes, which ends in Python's own error rather than in silence.
            with self._locks.setdefault(key, RLock()):
                if key not in self._answers:
                    self._answers[key] = self._ask(key)
            self._locks.pop(key, None)
        return self._answers[key]


def unknown_scheme(address: str, known: Iterable[str] = ()) -> ConfigNotFound:
    """The error for an address whose scheme nothing opens; ``known`` are those of the program."""
    scheme = address.partition("://")[0]
    schemes = [*OWN_SCHEMES, *known]
    *first, last = [f"{name}://" for name in schemes]
    near = nearest_name(scheme, schemes)
    message = f"no source of configs for {scheme}:// in {address}; {', '.join(first)} and {last} are known"
    return ConfigNotFound(Problem(message + did_you_mean(near), value=address, suggestion=near))


def _faults_of_openers(openers: Any) -> Iterator[str]:
    """What is wrong with the ``sources=`` of a program, in its own words."""
    if not hasattr(openers, "items"):
        yield f"sources= takes a mapping of schemes to functions, not {_kind(openers)}"
        return
    for scheme, opener in openers.items():
        shown = _clipped(repr(scheme)) if isinstance(scheme, str) else _kind(scheme)
        if not isinstance(scheme, str) or not _is_scheme(scheme):
            hint = "; write 's3' for s3://" if isinstance(scheme, str) and "://" in scheme else ""
            yield f"{shown} in sources= is no scheme of an address{hint}"
        elif scheme in OWN_SCHEMES:
            yield f"{scheme}:// is a scheme of typedconf's own; sources= needs another name"
        elif not callable(opener):
            yield f"sources[{shown}] is {_kind(opener)}; it takes a function that gives a source for what follows ://"


def _is_scheme(text: str) -> bool:
    return text.isascii() and text[:1].isalpha() and all(char.isalnum() or char in "+.-" for char in text)


def _missing_method(source: Any) -> str | None:
    """Why an object is no Source; None for one that may be."""
    if isinstance(source, type):
        return f"it is the class {source.__name__}, not an object of it"
    missing = [name for name in ("read", "names") if not callable(getattr(source, name, None))]
    return f"{_kind(source)} has no {' and no '.join(missing)}" if missing else None


def _is_clean(name: str) -> bool:
    """Whether every part of ``name`` says something and none leads out: no other name is asked for."""
    return all(part not in {"", ".", ".."} for part in name.split("/")) and "\\" not in name and "\0" not in name


def _fault_of_name(name: Any) -> tuple[str, str] | None:
    """What a Source lists in the place of a name, and why it is none; None for a name."""
    if not isinstance(name, str):
        return _kind(name), ", no text"
    shown, stem = _clipped(repr(name)), name.removesuffix("/")
    parts = stem.split("/")
    if ".." in parts or "\\" in stem or "\0" in stem:
        return shown, ", which leads out"
    if len(parts) > 1:
        return shown, "; a name stands without its group"
    if stem.endswith(_FOREIGN_SUFFIXES):
        return shown, "; a name has no suffix"
    return None if stem not in {"", "."} else (shown, ", which is no name")


def _unreadable(file: str, reason: str) -> DocumentError:
    return DocumentError(Problem(f"{file} cannot be read: {reason}", origin=Origin("file", file)))


def _reason(error: Exception) -> str:
    """The exception in a line: its class, which says more than the text of many, and its text."""
    try:
        text = str(error)
    except Exception:  # noqa: BLE001  the user's own exception, whose text is no reason to fail
        text = ""
    text = _clipped(text, 10 * _LONGEST)
    if isinstance(error, ConfigError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _kind(value: Any) -> str:
    """``a dict``, ``an int``, ``None``."""
    name = type(value).__name__
    return "None" if value is None else f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _clipped(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
