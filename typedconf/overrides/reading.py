r"""The values of overrides: text behind ``=`` -> plain data, a sweep, or an edit such as ``append(…)``.

To the grammar of ``values`` this dialect adds:

    value         = element { "," element }            two or more are a sweep
    element       = quoted | list | dict | call | plain
    call          = name "(" [ argument { "," argument } ] ")"
    argument      = [ name "=" ] element
    interpolation = "${" { any but "}" } "}"           copied as it stands
    free          = plain, and every further printable character but '"()[]{},

``free`` stands for ``plain`` in the elements of ``value`` itself. An ``=`` in it must not follow a blank: that is most
often a second override whose separator was forgotten. Nothing may follow a quoted string, list, dict or call.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.overrides.calls import ITEM_EDITS, Argument, Call, Edit
from typedconf.scanning import GrammarError, describe
from typedconf.values import (
    ESCAPES,
    MUST_BE_QUOTED,
    QUOTED,
    QUOTED_TEXT,
    STRICT,
    ValueReader,
    scalar_or_text,
    trim,
    unquote,
)

if TYPE_CHECKING:
    from typedconf.overrides.sweeps import Choice
    from typedconf.trees import KeyPath

_REST: Final = rf"|{ESCAPES}|\\|\$(?!\{{)|\$\{{[^}}]++\}}"
_PLAIN: Final = re.compile(rf"(?:[{STRICT}:]++{_REST})++")
_FREE: Final = re.compile(rf"(?:[^'\"()\[\]{{}},\\$]++{_REST})++")
_CALL: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*+)[ \t]*+\(")
_KEYWORD: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*+)[ \t]*+=[ \t]*+")
_COMMA: Final = re.compile(r"[ \t]*+,[ \t]*+")
_ENDS_FREE: Final = frozenset(("", *"'\"()[]{},$"))
_OPAQUE: Final = re.compile(r"\\[\\:=,]|\$\{[^}]++\}")  # escaped brackets are none of a free value's characters
_TAB: Final = re.compile(rf"{QUOTED_TEXT}|\$\{{[^}}]++\}}|(\t)", re.DOTALL)
_NOT_FREE: Final = re.compile(r"[^ A-Za-z0-9]")  # to be looked at more closely
_BRACKETS: Final = frozenset("()[]{}")
_SEPARATOR_FORGOTTEN: Final = re.compile(r"[^ \t]*+[ \t][^=]*+=")
_BRACES: Final = "; an interpolation with braces inside must be quoted"
_HINTS: Final = {"{": _BRACES, "}": _BRACES, "=": "", ",": ""}


class Place(NamedTuple):
    """Where a value stands in its override: positions count from 0, ``raw`` is a scalar's text as written or None."""

    start: int
    raw: str | None


class OverrideReader(ValueReader):
    """Reads the value of an override, and notes where each part of it stands when ``places`` is a dict."""

    __slots__ = ("calls", "freed", "path", "places")

    def __init__(self, text: str, position: int, places: dict[KeyPath, Place] | None = None) -> None:
        super().__init__(text, position)
        self.places = places
        self.path: KeyPath = ()
        self.freed = False  # whether a value at the top held more than plain characters
        self.calls = 0  # how many have been read: what holds one is not the value of its text alone

    def value(self) -> Any:
        """Reads a whole value, to the end of the text; none at all is the empty text."""
        behind_sign = self.position
        self.skip_blanks()
        start = self.position
        if start >= len(self.text):
            self._note(start, "")
            return ""
        value = self.element(free=True)
        end = self.position
        if self.take(_COMMA):
            value = self._choice(self._as_argument(value, start, end, called=self.calls > 0))
        if self.position < len(self.text):
            raise self.unexpected(_HINTS.get(self.peek(), MUST_BE_QUOTED))
        if self.freed:
            self._refuse_tabs(behind_sign)
            if not isinstance(value, tuple):  # a blank behind the sign counts too: "a= b=1"
                _check_free(self.text[behind_sign : self.position], behind_sign)
        self._note(start, value)
        return value

    def _refuse_tabs(self, start: int) -> None:
        """Refuses tabs around elements too, where one of them is free: there a tab is a control character."""
        for found in _TAB.finditer(self.text, start):
            if found[1]:
                self.position = found.start()
                raise self.unexpected(MUST_BE_QUOTED)

    def _choice(self, element: Argument) -> Choice:
        """Reads what follows the first ``element`` of a sweep that is written with commas alone."""
        from typedconf.overrides.sweeps import Choice  # noqa: PLC0415  most overrides are no sweeps

        values: list[Any] = []
        texts: list[str] = []
        more = True
        while True:
            if isinstance(element.value, tuple) and not isinstance(element.value, Edit):
                raise element.error("a sweep cannot stand inside another")
            values.append(element.value)
            texts.append(element.text)
            if not more:
                return Choice(tuple(values), tuple(texts), simple=True)
            element = self._argument(free=True)
            more = bool(self.take(_COMMA))

    def item(self, key: Any) -> Any:
        """Reads an item of a list or dict; sweeps and edits are no items."""
        if self.places is None:
            start = self.position
            value = self.element()
        else:
            outer, self.path = self.path, (*self.path, key)
            start = self.position
            value = self.element()
            self._note(start, value)
            self.path = outer
        if isinstance(value, tuple):  # sweeps and edits are the only values that are tuples
            raise GrammarError("a sweep or an edit cannot stand in a list or dict", start, self.position - start)
        return value

    def element(self, *, free: bool = False) -> Any:
        """Reads one element; ``free``: in the value itself, where a plain one may hold more characters."""
        text, start = self.text, self.position
        char = text[start : start + 1]
        if char == "[":
            return self.list_items()
        if char == "{":
            return self.dict_pairs()
        if char in QUOTED:
            return unquote(self._quoted(char))
        if called := _CALL.match(text, start):
            self.position = called.end()
            return self._call(called[1], start)
        raw = self.take(_PLAIN)
        if free and self.peek() not in _ENDS_FREE:
            self.position, self.freed = start, True
            raw = self.take(_FREE)
            _check_free(raw, start)
        word = trim(raw)
        if not word:
            self.position = start
            raise self._no_element()
        return scalar_or_text(word)

    def dict_key(self) -> Any:
        """Reads the key of a pair: plain, or quoted as in JSON."""
        quote = self.peek()
        if quote not in QUOTED:
            return super().dict_key()
        key = unquote(self._quoted(quote))
        self.skip_blanks()
        if self.peek() != ":":
            raise self.unexpected(" where the ':' after a key belongs")
        return key

    def _quoted(self, quote: str) -> str:
        quoted = self.take(QUOTED[quote])
        if not quoted:
            raise GrammarError("no closing quote", self.position)
        return quoted

    def _call(self, name: str, start: int) -> Any:
        """Reads the arguments of a call, and gives what the function makes of them."""
        from typedconf.overrides.functions import call_function  # noqa: PLC0415  most overrides call no function

        self.enter()
        self.calls += 1
        self.skip_blanks()
        outer = self.path
        positional: list[Argument] = []
        named: dict[str, Argument] = {}
        closed = self.accept(")")
        while not closed:
            keyword = _KEYWORD.match(self.text, self.position)
            if name in ITEM_EDITS:
                self.path = (*outer, len(positional))
            if keyword is not None:
                self.position = keyword.end()
                named[keyword[1]] = self._argument()
            else:
                argument = self._argument()
                if named:
                    raise argument.error("an argument without a name follows one with a name")
                positional.append(argument)
            closed = self.ends_at(")", start)
        self.path = outer
        self.leave()
        return call_function(Call(name, start, positional, named))

    def _argument(self, *, free: bool = False) -> Argument:
        """Reads an element and keeps its text."""
        start, calls = self.position, self.calls
        value = self.element(free=free)
        self._note(start, value)
        return self._as_argument(value, start, self.position, called=self.calls > calls)

    def _as_argument(self, value: Any, start: int, end: int, *, called: bool) -> Argument:
        """The value that was read between two positions, with its text: as written, or as printed where it was made."""
        text = trim(self.text[start:end])
        if called and not isinstance(value, tuple):
            from typedconf.overrides.printing import print_value  # noqa: PLC0415  most overrides call no function

            return Argument(value, print_value(value), start, len(text))
        return Argument(value, text, start, len(text))

    def _note(self, start: int, value: Any) -> None:
        """Notes that ``value`` stands from ``start`` on, where places are asked for."""
        if self.places is None or (isinstance(value, Edit) and self.path in self.places):
            return  # the one argument of replace() and file() is the value, and has been noted
        if isinstance(value, tuple):
            if not isinstance(value, Edit):
                self.places.clear()  # what a sweep's elements hold is nowhere in the override's own value
            self.places[self.path] = Place(start, None)
            return
        first, raw = self.text[start : start + 1], None
        if isinstance(value, str) and first in QUOTED:
            raw = value
        elif first not in ("[", "{") and not _CALL.match(self.text, start):
            raw = value if isinstance(value, str) else trim(self.text[start : self.position])
        self.places[self.path] = Place(start, raw)

    def _no_element(self) -> GrammarError:
        """The error for a place where an element belongs and none begins."""
        rest = self.text[self.position : self.position + 3]
        if rest.startswith("${"):
            if rest == "${}":
                return GrammarError("no key in the interpolation", self.position, 3)
            return GrammarError("no closing '}'", self.position, 2)
        if rest[:1] == ",":
            return self.unexpected(" where a value belongs; an empty text is ''")
        return self.unexpected(" where a value belongs" + (MUST_BE_QUOTED if rest and rest[0] not in _BRACKETS else ""))


def _check_free(raw: str, start: int) -> None:
    """Refuses what may not stand in a free value, outside of its interpolations and escapes."""
    visible = _OPAQUE.sub(lambda found: "x" * len(found[0]), raw)
    for found in _NOT_FREE.finditer(visible):
        if not found[0].isprintable() or found[0] in _BRACKETS:
            raise GrammarError(f"unexpected {describe(found[0])}{MUST_BE_QUOTED}", start + found.start())
    forgotten = _SEPARATOR_FORGOTTEN.match(visible)
    if forgotten is not None:
        hint = "overrides are separate arguments, and a text with both must be quoted"
        raise GrammarError(f"an '=' after a blank: {hint}", start + forgotten.end() - 1)
