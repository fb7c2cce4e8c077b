r"""The grammar of values: text of an override's value or a resolver's argument -> plain data.

One grammar with two dialects, each a subclass of ``ValueReader``: overrides (``overrides.parsing``) add calls and
copy interpolations as they stand, arguments (``interpolation.templates``) parse interpolations that are live.

    element = quoted | list | dict | plain
    quoted  = "'" { char } "'" | '"' { char } '"'      a backslash escapes the quote, and itself before one
    list    = "[" [ element { "," element } ] "]"
    dict    = "{" [ pair { "," pair } ] "}"
    pair    = ( word | quoted ) ":" element            quoted keys in overrides alone
    plain   = { letter | digit | blank | any of _/-\+.$%*@?|: | escape | interpolation }
    word    = plain, without colons and interpolations
    escape  = "\" any of \()[]{}:=, space tab
    blank   = space | tab

Blanks around brackets and separators mean nothing. A plain value loses its outer blanks, but a colon keeps those
beside it. It is an int, a float, a bool or null where it is exactly one such token, and text otherwise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from typedconf.scanning import GrammarError, Scanner, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

# Patterns that most runs don't use are texts, which are compiled when they are first used and kept by ``re``.
_DIGITS: Final = r"[0-9](?:_?[0-9])*+"
_UNSIGNED: Final = r"(?:0|[1-9](?:_?[0-9])*+)"
_EXPONENT: Final = rf"[eE][+-]?{_DIGITS}"
_NUMBER: Final = (
    rf"[+-]?(?:(?P<int>{_UNSIGNED})|(?:{_UNSIGNED}\.(?:{_DIGITS})?|\.{_DIGITS})(?:{_EXPONENT})?|{_UNSIGNED}{_EXPONENT})"
)
_BRACKETS: Final = frozenset("()[]{}")
_MAY_BE_NUMBER: Final = frozenset("+-.0123456789")
_LONGEST_WORD: Final = 5
_WORDS: Final[Mapping[str, bool | float | None]] = {
    "true": True,
    "false": False,
    "null": None,
    **{sign + word: float(sign + word) for sign in ("", "+", "-") for word in ("inf", "nan")},
}

ESCAPES: Final = r"\\[\\()\[\]{}:=, \t]"
STRICT: Final = r"A-Za-z0-9_/+.%*@?|\- \t"
_WORD: Final = rf"(?:[{STRICT}]++|{ESCAPES}|\\|\$(?!\{{))++"
_ESCAPED: Final = rf"\$\{{[^}}]++\}}|({ESCAPES})"
MUST_BE_QUOTED: Final = "; a text with it must be quoted"
_QUOTED: Final = {"'": r"'(?:[^'\\]++|\\.)*+'", '"': r'"(?:[^"\\]++|\\.)*+"'}
QUOTED_TEXT: Final = "|".join(_QUOTED.values())
QUOTED: Final = {quote: re.compile(pattern, re.DOTALL) for quote, pattern in _QUOTED.items()}
# A run of backslashes is looked at once, from its first: the lookbehind keeps long runs linear.
_BEFORE_QUOTE: Final = {
    "'": r"(?<!\\)(\\++)(?='|\Z)",
    '"': r'(?<!\\)(\\++)(?="|\Z)',
}


def parse_scalar(text: str) -> Any:
    """The int, float, bool or None that ``text`` is exactly, without blanks or escapes; else ``text`` itself.

    An int with more digits than Python converts stays text, which a text field takes and any other refuses.
    """
    if len(text) <= _LONGEST_WORD and (word := text.lower()) in _WORDS and text.isascii():
        return _WORDS[word]
    if text[:1] not in _MAY_BE_NUMBER:
        return text
    found = re.fullmatch(_NUMBER, text)
    if found is None:
        return text
    if found["int"] is None:
        return float(text)
    try:
        return int(text)
    except ValueError:
        return text


def trim(raw: str) -> str:
    """``raw`` without the blanks at its end, but those that are escaped or that a colon before them keeps."""
    trimmed = raw.rstrip(" \t")
    if len(trimmed) == len(raw) or not trimmed:
        return trimmed
    if trimmed[-1] == ":" and not _ends_escaped(trimmed[:-1]):
        return raw
    return raw[: len(trimmed) + 1] if _ends_escaped(trimmed) else trimmed


def _ends_escaped(text: str) -> bool:
    """Whether what follows ``text`` is escaped: it ends in an odd number of backslashes."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def unescape(raw: str) -> str:
    """An unquoted text with its escapes undone; what stands inside ``${…}`` is left alone."""
    if "\\" not in raw:
        return raw
    return re.sub(_ESCAPED, lambda found: found[1][1] if found[1] else found[0], raw)


def unquote(quoted: str) -> str:
    """The text of a quoted string, given with its quotes: of backslashes before a quote every second is dropped."""
    inner = quoted[1:-1]
    if "\\" not in inner:
        return inner
    return re.sub(_BEFORE_QUOTE[quoted[0]], lambda run: "\\" * (len(run[1]) // 2), inner)


class ValueReader(Scanner):
    """Reads lists and dicts, which both dialects share; a dialect says what an item is."""

    __slots__ = ()

    def item(self, key: Any) -> Any:
        """Reads the item at ``key`` of a container, blanks before it read already; those behind it are not its own."""
        raise NotImplementedError

    def dict_key(self) -> Any:
        """Reads the key of a pair, up to its colon."""
        start = self.position
        raw = self.take(re.compile(_WORD))
        word = trim(raw)
        if not word:
            self.position = start
            raise self.unexpected(" where a key belongs")
        if self.peek() != ":":
            raise self.unexpected(f" where the ':' after the key {shorten(word)!r} belongs")
        return scalar_or_text(word)

    def list_items(self) -> list[Any]:
        """Reads a list, from its bracket on."""
        self.enter()
        opened = self.position
        self.position += 1
        self.skip_blanks()
        items: list[Any] = []
        closed = self.accept("]")
        while not closed:
            items.append(self.item(len(items)))
            closed = self.ends_at("]", opened)
        self.leave()
        return items

    def dict_pairs(self) -> dict[Any, Any]:
        """Reads a dict, from its brace on. Equal keys are one, as in Python: the first's spelling, the last's value."""
        self.enter()
        opened = self.position
        self.position += 1
        self.skip_blanks()
        pairs: dict[Any, Any] = {}
        closed = self.accept("}")
        while not closed:
            key = self.dict_key()
            self.position += 1
            self.skip_blanks()
            if self.peek() in (",", "}"):
                raise self.unexpected(" where a value belongs; an empty text is ''")
            pairs[key] = self.item(key)
            closed = self.ends_at("}", opened)
        self.leave()
        return pairs

    def ends_at(self, closing: str, opened: int) -> bool:
        """Reads what follows an element: the ``closing`` bracket (true), or a comma (false).

        Raises:
            GrammarError: neither follows; at the end of the text the bracket at ``opened`` is to blame.
        """
        self.skip_blanks()
        if self.accept(closing):
            return True
        if self.accept(","):
            self.skip_blanks()
            return False
        if self.position >= len(self.text):
            raise GrammarError(f"no closing '{closing}'", opened)
        hint = "" if self.peek() in _BRACKETS else MUST_BE_QUOTED
        raise self.unexpected(f" where ',' or '{closing}' belongs{hint}")


def scalar_or_text(raw: str) -> Any:
    """What a trimmed, unquoted text means: a typed scalar, or its characters with escapes undone."""
    value = parse_scalar(raw)
    return unescape(raw) if value is raw else value
