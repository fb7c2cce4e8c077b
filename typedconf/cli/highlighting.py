"""YAML or a plain help goes in; the same text in pieces, each with what it is, comes out, for a terminal to colour.

Both are what typedconf has written: the YAML is one document, whose scalars and tags libyaml finds again, the help has
titles without an indentation and below them what an option is called. Joined, the pieces are the text, character by
character.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# "sign" is what stands between the others: blanks, colons, dashes, brackets.
Role = TypeVar("Role")
HelpRole: TypeAlias = Literal["title", "name", "words"]
YamlRole: TypeAlias = Literal["key", "text", "word", "reference", "missing", "tag", "comment", "sign"]

# What a terminal shows of each; a text is most of what a config holds, and stays as it is.
YAML_STYLES: Final[Mapping[YamlRole, str]] = {
    "key": "cyan",
    "text": "",
    "word": "yellow",
    "reference": "magenta",
    "missing": "bold red",
    "tag": "blue",
    "comment": "dim",
    "sign": "",
}
HELP_STYLES: Final[Mapping[HelpRole, str]] = {"title": "bold", "name": "bold cyan", "words": ""}
_MISSING: Final = "???"
# What a plain scalar may be that is no text: a number, true or false, null.
_WORD: Final = re.compile(r"[-+]?(\d[\d_]*)?\.?\d*([eE][-+]?\d+)?|[-+]?\.inf|\.nan|true|false|null|~", re.IGNORECASE)
# A title at the start of a line, or a name below one: what begins with dashes, or ends where columns do.
_HELP: Final = re.compile(r"^(?P<title>\S[^:\n]*:)|^  (?P<name>-[^\s,]*(?:, -[^\s,]+)*)", re.MULTILINE)
_COMMENT: Final = re.compile(r"(?<!\S)#[^\n]*")


class Piece(NamedTuple, Generic[Role]):
    """A part of a text, and what it is."""

    text: str
    role: Role


def yaml_pieces(text: str) -> Iterator[Piece[YamlRole]]:
    """``text`` in its pieces, in order; all that follows a place where it is no YAML is one ``sign``."""
    done = 0
    for start, end, role in _marks(text):
        yield from _between(text[done:start])
        yield Piece(text[start:end], role)
        done = end
    yield from _between(text[done:])


def help_pieces(text: str) -> Iterator[Piece[HelpRole]]:
    """A plain help in its pieces, in order."""
    done = 0
    for found in _HELP.finditer(text):
        role: HelpRole = "title" if found["title"] else "name"
        start, end = found.span(role)
        yield Piece(text[done:start], "words")
        yield Piece(text[start:end], role)
        done = end
    yield Piece(text[done:], "words")


def _marks(text: str) -> Iterator[tuple[int, int, YamlRole]]:
    """Where scalars and tags begin and end, and what they are."""
    import yaml  # noqa: PLC0415  whoever wrote the text has loaded it

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    is_key = False
    try:
        token: Any
        for token in yaml.scan(text, Loader=loader):
            kind = type(token).__name__
            if kind == "KeyToken":
                is_key = True
            elif kind == "ScalarToken":
                end = token.end_mark.index
                role: YamlRole = "key" if is_key else _role_of(token.value, is_plain=token.plain)
                yield token.start_mark.index, end, role
                is_key = False
            elif kind == "TagToken":
                yield token.start_mark.index, token.end_mark.index, "tag"
    except yaml.YAMLError:
        return


def _role_of(value: str, *, is_plain: bool) -> YamlRole:
    """What a value is, by its text."""
    if value == _MISSING:
        return "missing"
    if "${" in value:
        return "reference"
    return "word" if is_plain and _WORD.fullmatch(value) else "text"


def _between(text: str) -> Iterator[Piece[YamlRole]]:
    """What stands between scalars: signs, and comments."""
    done = 0
    if "#" in text:
        for found in _COMMENT.finditer(text):
            if found.start() > done:
                yield Piece(text[done : found.start()], "sign")
            yield Piece(found[0], "comment")
            done = found.end()
    if done < len(text):
        yield Piece(text[done:], "sign")
