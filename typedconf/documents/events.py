"""YAML text -> its events (start of a mapping, scalar, alias, …), from libyaml or, where it is missing, from Python.

Both parsers of PyYAML give the same classes of events. What they differ in is evened out here: their complaints are
translated, and what only one of them takes (lone surrogates, other versions of YAML) is refused for both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from yaml.error import MarkedYAMLError, YAMLError

from typedconf.documents.lines import excerpt_at
from typedconf.errors import BoundExceeded, ConfigError, DocumentError, Origin, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

_Parser: TypeAlias = "Callable[[str], Any]"


def _c_parser() -> _Parser | None:
    try:
        from yaml._yaml import CParser  # noqa: PLC0415  PyYAML may have been built without libyaml
    except ImportError:
        return None
    return CParser


_C_PARSER: Final = _c_parser()

_SURROGATE: Final = "[\ud800-\udfff]"
_VERSIONS: Final = frozenset({None, (1, 1), (1, 2)})


class PythonParser:
    """PyYAML's parser in Python, with the interface of libyaml's."""

    __slots__ = ("_parser",)

    def __init__(self, text: str) -> None:
        from yaml.parser import Parser  # noqa: PLC0415  only where libyaml is missing
        from yaml.reader import Reader  # noqa: PLC0415
        from yaml.scanner import Scanner  # noqa: PLC0415

        class Combined(Reader, Scanner, Parser):
            def __init__(self) -> None:
                Reader.__init__(self, text)
                Scanner.__init__(self)
                Parser.__init__(self)

        self._parser = Combined()

    def get_event(self) -> Any:
        """The next event, or None behind the last."""
        try:
            event: Any = self._parser.get_event()  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError):  # from chr(), for an escape that names no character
            mark = self._parser.get_mark()
            raise MarkedYAMLError(None, None, "found invalid Unicode character escape code", mark) from None
        if getattr(event, "style", None) == '"' and re.search(_SURROGATE, event.value):
            problem = "found invalid Unicode character escape code"
            raise MarkedYAMLError(None, None, problem, event.start_mark)
        return event


class Events:
    """The events of one text, one by one, with errors of our own.

    ``next`` is the parser's bare function, for a loop that can't spend a call of ours on each event; whoever calls
    it raises ``translated`` for what that raises (``FAILURES``).
    """

    __slots__ = ("file", "next", "text")

    def __init__(self, text: str, file: str, *, pure: bool = False) -> None:
        self.text: Final = text
        self.file: Final = file
        parser = PythonParser if pure or _C_PARSER is None else _C_PARSER
        try:
            self.next: Final[Callable[[], Any]] = parser(text).get_event
        except FAILURES as error:
            raise self.translated(error) from error

    def check_version(self, event: Any) -> None:
        """Refuses a document that says it is of another YAML than 1.1 and 1.2."""
        if event.version not in _VERSIONS:
            raise self.refusal(
                f"no version of YAML that is known: {event.version[0]}.{event.version[1]}", event.start_mark
            )

    def refusal(self, message: str, mark: Any, *, value: Any = None, suggestion: str | None = None) -> DocumentError:
        """The error that ``message`` is wrong at the place of ``mark``."""
        return DocumentError(self._problem(message, mark.line + 1, mark.column + 1, value, suggestion))

    def excess(self, message: str, mark: Any) -> BoundExceeded:
        """The error that a bound is exceeded at the place of ``mark``."""
        return BoundExceeded(self._problem(message, mark.line + 1, mark.column + 1))

    def translated(self, error: Exception) -> ConfigError:
        """Our error for what a parser raised."""
        from typedconf.documents.complaints import TOO_DEEP, complaint_of  # noqa: PLC0415  only errors need it

        message, line, column = complaint_of(error, self.text)
        problem = self._problem(message, line, column)
        return BoundExceeded(problem) if message == TOO_DEEP else DocumentError(problem)

    def _problem(
        self, message: str, line: int, column: int, value: Any = None, suggestion: str | None = None
    ) -> Problem:
        origin = Origin("file", self.file, line, column)
        excerpt = excerpt_at(self.text, line)
        return Problem(message, value=value, suggestion=suggestion, origin=origin, excerpt=excerpt)


# UnicodeEncodeError is libyaml's binding's for a lone surrogate.
FAILURES: Final = (YAMLError, UnicodeEncodeError)
