"""What a parser of YAML raised -> what is wrong, in our words, and where. Loaded only when something is."""

from __future__ import annotations

import re
from typing import Any, Final, Literal, NamedTuple

from yaml.error import MarkedYAMLError

from typedconf.documents.lines import place_of
from typedconf.trees import MISSING, MOST_NESTED

TOO_DEEP: Final = f"nested more than {MOST_NESTED} levels deep"

_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What a config may hold but YAML reads otherwise within brackets: the mark of a gap, an interpolation.
_UNQUOTED: Final = re.compile(r"([^?$]?)(\?\?\?|\$\{)", re.DOTALL)


class _Known(NamedTuple):
    """What a parser of PyYAML says (in part, of context and problem), and what we say of it."""

    context: str
    problem: str
    message: str
    at: Literal["context", "problem"] = "problem"


# The first line that fits is used. libyaml's and Python's parser word the same thing differently.
_COMPLAINTS: Final = (
    _Known("", "a tab character", "a tab cannot indent; use spaces"),
    _Known("flow sequence", "", "no closing bracket, or no comma between two items", "context"),
    _Known("flow mapping", "", "no closing brace, or no comma between two keys", "context"),
    _Known("quoted scalar", "end of stream", "no closing quote", "context"),
    _Known("quoted scalar", "document separator", "no closing quote", "context"),
    _Known("scanning a tag", "", "no blank behind this tag", "context"),
    _Known("simple key", "':'", "no ':' behind this key", "context"),
    _Known("", "mapping values are not allowed", "a ': ' where no key can stand; quote the text that holds it"),
    _Known("", "sequence entries are not allowed", "a '- ' where no item can stand"),
    _Known("", "mapping keys are not allowed", "a '? ' where no key can stand"),
    _Known("block mapping", "", "no key of the mapping that begins above; is it indented as the keys are?"),
    _Known("block collection", "", "no item of the list that begins above; is it indented as the items are?"),
    _Known("flow node", "", "no value"),
    _Known("block node", "", "no value"),
    _Known("", "did not find expected <document start>", "text behind the end of the document"),
    _Known("", "expected '<document start>'", "text behind the end of the document"),
)


class Complaint(NamedTuple):
    """What is wrong, in our words, at a line and column that count from 1."""

    message: str
    line: int
    column: int


def complaint_of(error: Exception, text: str) -> Complaint:
    """What ``error``, which a parser raised, says of ``text``; a nesting too deep is said as ``TOO_DEEP``."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return _of_unprintable(error, text)
    said, context = str(error.problem), str(error.context or "")
    mark: Any = error.problem_mark
    if "maximum nesting depth" in said:
        return _at(mark, TOO_DEEP)
    if "parsing a flow" in context and (found := _UNQUOTED.match(text, max(mark.index - 1, 0))) is not None:
        what = MISSING if found[2] == MISSING else "an interpolation"
        complaint = _at(mark, f"{what} must be quoted within brackets and braces")
        return complaint if found[1] else complaint._replace(column=complaint.column - 1)
    if context.endswith("flow node") and not text[mark.index :].strip():
        return Complaint("no closing bracket or brace", *place_of(text, max(len(text.rstrip()) - 1, 0)))
    if "cannot start any token" in said:
        return _at(mark, _of_character(text[mark.index : mark.index + 1]))
    for known in _COMPLAINTS:
        if known.context in context and known.problem in said:
            is_at_context = known.at == "context" and error.context_mark is not None
            return _at(error.context_mark if is_at_context else mark, known.message)
    return _at(mark, said)


def _at(mark: Any, message: str) -> Complaint:
    return Complaint(message, mark.line + 1, mark.column + 1)


def _of_character(char: str) -> str:
    """The message where a value begins with a character that YAML keeps for itself."""
    return "a tab cannot indent; use spaces" if char == "\t" else f"a value cannot begin with {char!r}; quote it"


def _of_unprintable(error: Exception, text: str) -> Complaint:
    """What is said where the text holds a character that YAML excludes."""
    found = _UNPRINTABLE.search(text)
    if found is None:
        return Complaint(f"no YAML: {error}", 1, 1)
    return Complaint(f"a character that YAML excludes: {found[0]!a}", *place_of(text, found.start()))
