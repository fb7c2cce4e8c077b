"""An override: what one argument of the command line asks for, as data."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import Origin, OverrideError, Problem
from typedconf.trees import parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typedconf.documents import Document
    from typedconf.overrides.reading import Place
    from typedconf.overrides.sweeps import Sweep
    from typedconf.trees import KeyPath


class Operation(StrEnum):
    """What an override does at its key: change what is there, add what is not, either of both, or delete."""

    CHANGE = "change"
    ADD = "add"
    FORCE_ADD = "force_add"
    DELETE = "delete"


PREFIXES: Final[Mapping[Operation, str]] = {
    Operation.CHANGE: "",
    Operation.ADD: "+",
    Operation.FORCE_ADD: "++",
    Operation.DELETE: "~",
}
_FIELDS: Final = ("text", "key", "package", "operation", "has_value", "value", "merge", "sweep", "_origin")


class Override:
    """One override, frozen. Made by ``parse_override`` from a text, or by ``Override.of`` from a value.

    ``text`` is the whole as written, ``key`` and ``package`` as they stand in it (no ``@`` is None, a bare one ``""``).
    ``value`` is plain data, None for a sweep; ``has_value`` tells ``~x`` from ``~x=null``. ``merge`` names the function
    that edits what is there (``append``, ``prepend``, ``remove``, ``replace``) or reads a ``file``; ``value`` is then
    its items, its value, or the file's name. ``sweep`` is what the override ranges over, or None.
    """

    __slots__ = (*_FIELDS, "_columns", "_document", "_path", "_read")

    text: str
    key: str
    package: str | None
    operation: Operation
    has_value: bool
    value: Any
    merge: str | None
    sweep: Sweep | None
    _origin: Origin | None
    _columns: Mapping[KeyPath, int] | None
    _document: Document | None
    _path: KeyPath | None
    _read: dict[KeyPath, Place] | None

    def __init__(
        self,
        text: str,
        key: str,
        package: str | None,
        operation: Operation,
        value: Any,
        *,
        has_value: bool = True,
        origin: Origin | None = None,
    ) -> None:
        put = object.__setattr__
        merge = sweep = None
        if isinstance(value, tuple):  # sweeps and edits are the only values that are tuples
            from typedconf.overrides.calls import Edit  # noqa: PLC0415  most overrides hold plain data

            merge, value, sweep = (value.kind, value.value, None) if isinstance(value, Edit) else (None, None, value)
        put(self, "text", text)
        put(self, "key", key)
        put(self, "package", package)
        put(self, "operation", operation)
        put(self, "has_value", has_value)
        put(self, "value", value)
        put(self, "merge", merge)
        put(self, "sweep", sweep)
        put(self, "_origin", origin)
        put(self, "_columns", None)
        put(self, "_document", None)
        put(self, "_path", None)
        put(self, "_read", None)

    @classmethod
    def of(
        cls,
        key: str,
        value: Any,
        operation: Operation = Operation.CHANGE,
        *,
        merge: str | None = None,
        origin: Origin | None = None,
    ) -> Override:
        """An override made from a value, which is kept as it is: plain data, any object, or a sweep.

        ``key`` is written as in a text, ``db@src`` and ``a.b[0]`` included. ``merge`` makes it an edit: the value is
        then what ``.value`` is to be. ``text`` is what the value prints as.

        Raises:
            OverrideSyntaxError: ``key`` is none.
        """
        # Making from a value is rare, and parsing, which makes overrides, knows this module.
        from typedconf.overrides.calls import ITEM_EDITS, Edit  # noqa: PLC0415
        from typedconf.overrides.parsing import parse_key  # noqa: PLC0415
        from typedconf.overrides.printing import print_value  # noqa: PLC0415
        from typedconf.overrides.sweeps import SWEEPS, print_sweep  # noqa: PLC0415

        name, package = parse_key(key)
        if merge is not None:
            items = value if merge in ITEM_EDITS else [value]
            written = f"{merge}({','.join(map(print_value, items))})"
            value = Edit(merge, value)
        elif isinstance(value, SWEEPS):
            written = print_sweep(value)
        else:
            written = print_value(value)
            value = list(value) if isinstance(value, tuple) else value
        return cls(f"{PREFIXES[operation]}{key}={written}", name, package, operation, value, origin=origin)

    @property
    def origin(self) -> Origin:
        """Where it was written: itself, unless it came from an option, a variable or a file."""
        return self._origin or Origin("override", text=self.text)

    @property
    def is_sweep(self) -> bool:
        """Whether it stands for several values."""
        return self.sweep is not None

    @property
    def path(self) -> KeyPath:
        """The keys that ``key`` names, all of them strings; a group's path is one key."""
        return parse_path(self.key) if self._path is None else self._path

    def choices(self) -> Iterator[str]:
        """The elements of a finite sweep, each as an override that parses back to the same value.

        In order, or in a random one where the sweep is shuffled: the same each time where it has a seed.

        Raises:
            OverrideError: no sweep, or one that only a sweeper or a group's options can enumerate.
        """
        from typedconf.overrides.sweeps import Choice, Range, Zip, element_texts  # noqa: PLC0415  most are no sweeps

        if not isinstance(self.sweep, (Choice, Range, Zip)):
            what = f"{type(self.sweep).__name__.lower()}s have no elements of their own" if self.sweep else "no sweep"
            problem = Problem(what, self.key, expected="a choice, a range or a zip", origin=self.origin)
            raise OverrideError(problem)
        head = self.text[: self._value_start()]
        return (head + text for text in element_texts(self.sweep))

    def place(self, path: KeyPath = ()) -> int | None:
        """The column in ``text``, from 1, of the value at ``path`` within ``value``; None where there is no value.

        What a call made has the place of the call.
        """
        places = self._places()
        while path not in places and path:
            path = path[:-1]
        return places[path].start + 1 if path in places else None

    def raw(self, path: KeyPath = ()) -> str | None:
        """The characters of the scalar at ``path`` as written, without the quotes and escapes of the grammar.

        None where there is none: for a container, a sweep, and what a call made. Of ``file(…)``, those of the file.
        """
        if self._document is not None:
            return self._document.raw(path)
        place = self._places().get(path)
        return place.raw if place is not None else None

    def place_of_inner_key(self, path: KeyPath) -> tuple[int, int] | None:
        """The column in ``text``, from 1, and the length of the last key of ``path`` within ``value``.

        None where a mapping in the text has no such key: of an item of a list, and what a call or a file made.
        """
        place = self._places().get(path) if self._document is None else None
        if place is None or not path or not self.text[: place.start].rstrip().endswith(":"):
            return None
        head = self.text[: place.start].rstrip()[:-1].rstrip()
        if head.endswith(("'", '"')):
            start = head.rfind(head[-1], 0, -1)
        else:
            start = max(map(head.rfind, "{,")) + 1
            start += len(head[start:]) - len(head[start:].lstrip())
        return start + 1, len(head) - start

    def place_of_key(self, index: int = 0) -> int:
        """The column in ``text``, from 1, of the key's segment at ``index``; the last for one past the end."""
        from typedconf.overrides.keys import segment_positions  # noqa: PLC0415  asked for errors alone

        start = len(PREFIXES[self.operation])
        positions = list(segment_positions(self.key)) or [0]
        return start + positions[min(index, len(positions) - 1)] + 1

    def problem(self, message: str, *, at: int | None = None, **fields: Any) -> Problem:
        """A problem of this override, with its value marked; with the key's segment ``at``, where one is given."""
        if self._origin is not None and self._origin.kind == "option":
            column, span = 1, len(self._origin.text or "")  # its value is the end of its text
        elif at is None and self.has_value:
            column = self.place() or 1
            span = len(self.text) - column + 1
        else:
            written = parse_path(self.key)  # which a schema may have another reading of
            at = len(written) - 1 if at is None or at < 0 else at
            column = self.place_of_key(at)
            span = len(written[at]) if written else 1
        origin = self._origin or Origin("override", text=self.text, column=column)
        return Problem(message, self.key, **{"value": self.value, "span": span, "origin": origin, **fields})

    def origin_of(self, path: KeyPath = ()) -> Origin:
        """The origin of the value at ``path`` within ``value``, with its column; in the file that ``file(…)`` names."""
        if self._document is not None:
            return self._document.origin(path, entry=self.text)
        if self._columns is not None and self._origin is not None:
            return self._origin._replace(column=self._columns.get(path[:1], self._origin.column))
        return self._origin or Origin("override", text=self.text, column=self.place(path))

    def with_document(self, document: Document) -> Override:
        """The same with what the file that it names holds for its value."""
        return self._with(value=document.tree, _document=document)

    def with_columns(self, columns: Mapping[KeyPath, int]) -> Override:
        """The same with the columns of its items in the text of its origin, of an option that was repeated."""
        return self._with(_columns=columns)

    def normalized(self, path: KeyPath, value: Any) -> Override:
        """The same for another reading of its key and value, which stays the same text."""
        return self._with(value=value, _path=path)

    @property
    def document(self) -> Document | None:
        """The file that ``file(…)`` names, once it was read."""
        return self._document

    def _with(self, **changes: Any) -> Override:
        made = object.__new__(Override)
        for name in self.__slots__:
            object.__setattr__(made, name, changes.get(name, getattr(self, name)))
        return made

    def _value_start(self) -> int:
        """Where the value begins in ``text``: behind the ``=``; at the end where there is none."""
        package = 0 if self.package is None else 1 + len(self.package)
        return min(len(PREFIXES[self.operation]) + len(self.key) + package + 1, len(self.text))

    def _places(self) -> dict[KeyPath, Place]:
        """Where everything stands, found by reading the text again: errors and history ask, an ordinary run never."""
        if self._read is not None:
            return self._read
        from typedconf.overrides.reading import OverrideReader, Place  # noqa: PLC0415  as the docstring says
        from typedconf.scanning import GrammarError  # noqa: PLC0415

        places: dict[KeyPath, Place] = {}
        if self.has_value:
            try:
                OverrideReader(self.text, self._value_start(), places).value()
            except GrammarError:  # the text of an object that has none of its own
                places = {(): Place(self._value_start(), None)}
        object.__setattr__(self, "_read", places)  # an override of many items is asked for each of them
        return places

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an Override is frozen: '{name}' cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an Override is frozen: '{name}' cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Override):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _FIELDS)

    def __hash__(self) -> int:
        return hash((self.text, self.operation))

    def __repr__(self) -> str:
        return f"Override({self.text!r})"

    def __str__(self) -> str:
        return self.text

    def __getstate__(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        for name, value in zip(self.__slots__, state, strict=True):
            object.__setattr__(self, name, value)


def syntax_origin(origin: Origin | None, text: str, position: int) -> Origin:
    """The origin of a mistake at ``position`` in ``text``: with its column, where ``text`` is what the user wrote."""
    if origin is None or origin.kind == "override":
        return Origin("override", text=text, column=position + 1)
    return origin
