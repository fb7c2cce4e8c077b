"""YAML text -> its events (start of a mapping, scalar, alias, …), from libyaml or, where it is missing, from Python.

Both parsers of PyYAML give the same classes of events. What they differ in is evened out here: their complaints are
translated, and what only one of them takes (lone surrogates, other versions of YAML) is refused for both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from yaml.error import MarkedYAMLError, YAMLError

from typedconf.documents.lines import excerpt_at, place_of
from typedconf.errors import BoundExceeded, ConfigError, DocumentError, Origin, Problem
from typedconf.trees import MISSING, MOST_NESTED

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

_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
# What a config may hold but YAML reads otherwise within brackets: the mark of a gap, an interpolation.
_UNQUOTED: Final = re.compile(r"([^?$]?)(\?\?\?|\$\{)", re.DOTALL)
_VERSIONS: Final = frozenset({None, (1, 1), (1, 2)})


class _Complaint(NamedTuple):
    """What a parser of PyYAML says (in part, of context and problem), and what we say of it."""

    context: str
    problem: str
    message: str
    at: Literal["context", "problem"] = "problem"


# The first line that fits is used. libyaml's and Python's parser word the same thing differently.
_COMPLAINTS: Final = (
    _Complaint("", "a tab character", "a tab cannot indent; use spaces"),
    _Complaint("flow sequence", "", "no closing bracket, or no comma between two items", "context"),
    _Complaint("flow mapping", "", "no closing brace, or no comma between two keys", "context"),
    _Complaint("quoted scalar", "end of stream", "no closing quote", "context"),
    _Complaint("quoted scalar", "document separator", "no closing quote", "context"),
    _Complaint("scanning a tag", "", "no blank behind this tag", "context"),
    _Complaint("simple key", "':'", "no ':' behind this key", "context"),
    _Complaint("", "mapping values are not allowed", "a ': ' where no key can stand; quote the text that holds it"),
    _Complaint("", "sequence entries are not allowed", "a '- ' where no item can stand"),
    _Complaint("", "mapping keys are not allowed", "a '? ' where no key can stand"),
    _Complaint("block mapping", "", "no key of the mapping that begins above; is it indented as the keys are?"),
    _Complaint("block collection", "", "no item of the list that begins above; is it indented as the items are?"),
    _Complaint("flow node", "", "no value"),
    _Complaint("block node", "", "no value"),
    _Complaint("", "did not find expected <document start>", "text behind the end of the document"),
    _Complaint("", "expected '<document start>'", "text behind the end of the document"),
)


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
        if getattr(event, "style", None) == '"' and _SURROGATE.search(event.value):
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
        if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
            return self._unreadable(error)
        said, context = str(error.problem), str(error.context or "")
        mark: Any = error.problem_mark
        if "maximum nesting depth" in said:
            message = f"nested more than {MOST_NESTED} levels deep"
            return BoundExceeded(self._problem(message, mark.line + 1, mark.column + 1))
        if "parsing a flow" in context and (found := _UNQUOTED.match(self.text, max(mark.index - 1, 0))) is not None:
            what = MISSING if found[2] == MISSING else "an interpolation"
            message = f"{what} must be quoted within brackets and braces"
            return DocumentError(self._problem(message, mark.line + 1, mark.column + (1 if found[1] else 0)))
        message = said
        if "cannot start any token" in said:
            message = self._of_character(mark.index)
        else:
            for complaint in _COMPLAINTS:
                if complaint.context in context and complaint.problem in said:
                    message = complaint.message
                    if complaint.at == "context" and error.context_mark is not None:
                        mark = error.context_mark
                    break
        return DocumentError(self._problem(message, mark.line + 1, mark.column + 1))

    def _problem(
        self, message: str, line: int, column: int, value: Any = None, suggestion: str | None = None
    ) -> Problem:
        origin = Origin("file", self.file, line, column)
        excerpt = excerpt_at(self.text, line)
        return Problem(message, value=value, suggestion=suggestion, origin=origin, excerpt=excerpt)

    def _of_character(self, position: int) -> str:
        """The message where a value begins with a character that YAML keeps for itself."""
        char = self.text[position : position + 1]
        if char == "\t":
            return "a tab cannot indent; use spaces"
        return f"a value cannot begin with {char!r}; quote it"

    def _unreadable(self, error: Exception) -> ConfigError:
        """The error where the text holds a character that YAML excludes."""
        found = _UNPRINTABLE.search(self.text)
        if found is None:
            return DocumentError(self._problem(f"no YAML: {error}", 1, 1))
        line, column = place_of(self.text, found.start())
        return DocumentError(self._problem(f"a character that YAML excludes: {found[0]!a}", line, column))


# UnicodeEncodeError is libyaml's binding's for a lone surrogate.
FAILURES: Final = (YAMLError, UnicodeEncodeError)
