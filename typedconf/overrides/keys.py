r"""The keys of overrides: what stands before ``=``, read by one pattern.

    head    = [ "+" | "++" | "~" ] key [ "@" [ package ] ]
    key     = group | path
    group   = name "/" name { "/" name }
    path    = segment { "." segment | "[" item "]" }     a whole number alone is no path
    package = segment { "." segment }                    without escapes
    name    = ( letter | "_" ) { letter | digit | "_" | "-" }
    segment = ( letter | "_" | "$" | escape ) { letter | digit | any of "_-$" | escape } | whole number
    escape  = "\" any of .[]=\
    item    = { any printable character but []\='" }

Letters and digits are those of every script.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.scanning import GrammarError, Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME: Final = r"[^\W\d][\w-]*+"
_NUMBER: Final = r"(?:0|[1-9](?:_?[0-9])*+)(?![\w$-])"
_ESCAPE: Final = r"\\[.\[\]=\\]"
_PLAIN_SEGMENT: Final = rf"(?:[^\W\d$]|\$)[\w$-]*+|{_NUMBER}"
_SEGMENT: Final = rf"(?:(?:[^\W\d]|\$|{_ESCAPE})(?:[\w$-]++|{_ESCAPE})*+|{_NUMBER})"
_ITEM: Final = r"\[[^\[\]\\='\"\x00-\x1f\x7f]++\]"
_ONLY_A_NUMBER: Final = r"[0-9][0-9_]*+(?:[=@]|\Z)"
_KEY: Final = rf"(?!{_ONLY_A_NUMBER})(?:{_NAME}(?:/{_NAME})++|{_SEGMENT}(?:\.{_SEGMENT}|{_ITEM})*+)"
_PACKAGE: Final = rf"(?!{_ONLY_A_NUMBER})(?:{_PLAIN_SEGMENT})(?:\.(?:{_PLAIN_SEGMENT}))*+"

_HEAD: Final = re.compile(rf"(\+\+?+|~)?({_KEY})(?:(@)({_PACKAGE})?+)?+(?:=|\Z)")
_PREFIX: Final = re.compile(r"(?:\+\+?|~)?")


class Head(NamedTuple):
    """What stands before the value: ``end`` is where that begins, or where the text ends without one."""

    prefix: str | None
    key: str
    package: str | None
    end: int


def read_head(text: str) -> Head:
    """The head of an override.

    Raises:
        GrammarError: ``text`` begins with none.
    """
    found = _HEAD.match(text)
    if found is None:
        raise _head_error(text)
    package = found[4] if found[4] is not None or found[3] is None else ""
    return Head(found[1], found[2], package, found.end())


def read_key(text: str) -> Head:
    """The head that is a key alone, without a prefix and without a value.

    Raises:
        GrammarError: ``text`` is anything else.
    """
    head = read_head(text)
    if head.prefix or head.end < len(text) or text.endswith("="):
        raise GrammarError("not a key alone", 0, len(text))
    return head


def _head_error(text: str) -> GrammarError:
    """What is wrong with a text that begins with no head."""
    scanner = Scanner(text)
    scanner.take(_PREFIX)
    if not scanner.take(re.compile(_KEY)):  # compiled here, for errors alone
        return _no_key(scanner)
    if scanner.accept("@"):
        scanner.take(re.compile(_PACKAGE))
        return scanner.unexpected(" in the package")
    if scanner.peek() == " ":
        return scanner.unexpected(" in the key; write key=value without blanks around the '='")
    return scanner.unexpected(" in the key")


def _no_key(scanner: Scanner) -> GrammarError:
    char = scanner.peek()
    if char in ("", "=", "@"):
        return GrammarError("no key; an override is key=value", scanner.position)
    if char.isdigit():
        return scanner.unexpected(" where a key begins; a key is no number alone, and begins with none")
    return scanner.unexpected(" where a key begins")


def segment_positions(key: str) -> Iterator[int]:
    """Where each segment of a key begins, counted from 0 in ``key``; a group path is one segment."""
    part = re.compile(rf"\.?({_SEGMENT})|{_ITEM}")  # compiled here, for errors alone
    position = 0
    while found := part.match(key, position):
        yield found.start(1) if found[1] is not None else found.start() + 1
        position = found.end()
