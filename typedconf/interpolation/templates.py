r"""The grammar of interpolations: a text with ``${…}`` -> a template, the parts to put together once values are known.

    template  = { text | interpolation }
    interpolation = reference | call
    reference = "${" blanks { "." } ( key | "[" key "]" ) { "." key | "[" key "]" } blanks "}"
    call      = "${" blanks name { "." name } blanks ":" [ arguments ] "}"
    key       = interpolation | characters but \{}()[]:.'" and blanks
    name      = interpolation | ( letter | "_" ) { letter | digit | "_" | "-" }
    arguments = [ element ] { "," [ element ] }          of the grammar in ``values``; a missing one is ""

In text, backslashes directly before ``${`` count: each pair is one backslash, and an odd one makes ``${`` text.
The same holds in quoted arguments; everywhere else a backslash is as ``values`` says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from typedconf.errors import InterpolationSyntaxError
from typedconf.scanning import GrammarError, error_from, shorten
from typedconf.values import ESCAPES, MUST_BE_QUOTED, STRICT, ValueReader, scalar_or_text, trim, unescape, unquote

if TYPE_CHECKING:
    from typedconf.errors import ConfigError, Origin


class Reference(NamedTuple):
    """``${a.b}``, ``${..a}``: the value at a path. A key that is a template must give text, which may hold a path.

    ``dots`` counts the leading dots: none starts at the root, one at the container that holds the text, each further
    one a container higher. ``text`` is the whole as written.
    """

    dots: int
    keys: tuple[str | Template, ...]
    text: str


class Call(NamedTuple):
    """``${name:arguments}``: what a resolver gives. ``name`` in its dotted segments, ``text`` the whole as written."""

    name: tuple[str | Template, ...]
    arguments: tuple[Argument, ...]
    text: str


class Template(NamedTuple):
    """Text and interpolations in order. ``whole``: one interpolation and nothing around it, whose type is kept."""

    parts: tuple[Part, ...]
    whole: bool


Part: TypeAlias = str | Reference | Call
# Plain data, in which a Template may stand as the argument itself, as an item, or as a dict's value.
Argument: TypeAlias = Any

# Patterns but that of the plain reference, which most interpolations are, are texts: compiled when they are first used,
# and kept by ``re``.
_KEY: Final = r"[^\\{}()\[\]:.'\" \t]++"
_DOTS: Final = r"\.*+"
_PLAIN_REFERENCE: Final = re.compile(rf"\$\{{(\.*+)({_KEY}(?:\.{_KEY})*+)\}}")
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_-]*+"
_RUN: Final = rf"(?:[{STRICT}:]++|{ESCAPES}|\\|\$(?!\{{))++"
_RUNS_IN_QUOTES: Final = {
    "'": r"(?:[^'\\$]++|\$(?!\{))++|\\++",
    '"': r'(?:[^"\\$]++|\$(?!\{))++|\\++',
}
_QUOTED_WITHOUT_INTERPOLATION: Final = {
    "'": r"(?s:'(?:[^'\\$]++|\\[^$]|\$(?!\{))*+')",
    '"': r'(?s:"(?:[^"\\$]++|\\[^$]|\$(?!\{))*+")',
}


def parse_template(text: str, *, origin: Origin | None = None) -> Template | str:
    """``text`` as a template; as a str, its escapes undone, where no interpolation in it is live.

    Raises:
        InterpolationSyntaxError: an interpolation that cannot be read, with its place in ``text``.
        BoundExceeded: nested deeper than 200 levels.
    """
    opening = text.find("${")
    if opening < 0:
        return text
    if opening == 0:
        found = _PLAIN_REFERENCE.fullmatch(text)
        if found is not None:
            return Template((Reference(len(found[1]), tuple(found[2].split(".")), text),), whole=True)
    try:
        parts = _plain_parts(text) or ArgumentReader(text).template(opening)
    except GrammarError as error:
        raise _syntax_error(error, text, origin) from None
    live = [part for part in parts if not isinstance(part, str)]
    return Template(parts, whole=len(parts) == 1) if live else "".join(parts)  # type: ignore[arg-type]


def parse_argument(text: str, *, origin: Origin | None = None) -> Argument:
    """``text`` as one argument of a call, as ``oc.decode`` reads it: outer blanks are kept, and make text of it.

    Raises:
        InterpolationSyntaxError: ``text`` is empty or no argument.
        BoundExceeded: nested deeper than 200 levels.
    """
    try:
        return ArgumentReader(text).whole_argument()
    except GrammarError as error:
        raise _syntax_error(error, text, origin) from None


def _syntax_error(error: GrammarError, text: str, origin: Origin | None) -> ConfigError:
    return error_from(error, InterpolationSyntaxError, value=text, origin=origin)


class ArgumentReader(ValueReader):
    """Reads templates, and within them the arguments of calls, whose interpolations are live."""

    __slots__ = ()

    def template(self, opening: int) -> tuple[Part, ...]:
        """The parts of the whole text, whose first ``${`` is at ``opening``; text next to text is one part."""
        text, done = self.text, 0
        parts: list[Part] = []
        pending: list[str] = []
        while opening >= 0:
            before = text[done:opening]
            bare = before.rstrip("\\")
            slashes, odd = divmod(len(before) - len(bare), 2)
            pending.append(bare + "\\" * slashes)
            if odd:
                pending.append("${")
                done = opening + 2
            else:
                self.position = opening
                _flush(pending, parts)
                parts.append(self.interpolation())
                done = self.position
            opening = text.find("${", done)
        pending.append(text[done:])
        _flush(pending, parts)
        return tuple(parts)

    def whole_argument(self) -> Argument:
        """Reads an argument that is the whole text, blanks included."""
        if not self.text.strip(" \t"):
            raise GrammarError("no value", 0)
        value = self.item(None, trimmed=False)
        if self.position < len(self.text):
            raise self.unexpected(MUST_BE_QUOTED)
        return value

    def interpolation(self) -> Reference | Call:
        """Reads one interpolation, from its ``${`` on."""
        start = self.position
        found = _PLAIN_REFERENCE.match(self.text, start)
        if found is not None:
            self.position = found.end()
            return Reference(len(found[1]), tuple(found[2].split(".")), found[0])
        self.enter()
        self.position += 2
        self.skip_blanks()
        head = self.position
        dots = len(self.take(re.compile(_DOTS)))
        keys, bracketed = self.keys(start)
        self.skip_blanks()
        part: Reference | Call
        if self.accept("}"):
            part = Reference(dots, keys, self.text[start : self.position])
        elif self.peek() == ":":
            if dots or bracketed or not all(map(_is_name, keys)):
                name = self.text[head : self.position].rstrip(" \t")
                raise GrammarError(f"not a resolver's name: '{shorten(name)}'", head, len(name))
            self.position += 1
            arguments = self.arguments(start)
            part = Call(keys, arguments, self.text[start : self.position])
        else:
            raise self.unexpected_in(start, " where '}' belongs; a key is text without blanks, or one interpolation")
        self.leave()
        return part

    def keys(self, start: int) -> tuple[tuple[str | Template, ...], bool]:
        """Reads the keys of a path or the segments of a name; says whether a bracket stands around one."""
        keys: list[str | Template] = []
        bracketed = False
        while True:
            in_brackets = self.accept("[")
            if self.text.startswith("${", self.position):
                keys.append(Template((self.interpolation(),), whole=True))
            elif key := self.take(re.compile(_KEY)):
                keys.append(key)
            else:
                raise self.unexpected_in(start, " where a key belongs")
            if in_brackets:
                bracketed = True
                if not self.accept("]"):
                    raise self.unexpected_in(start, " where ']' belongs")
            if not self.accept(".") and self.peek() != "[":
                return tuple(keys), bracketed
            if self.text[self.position - 1] == "." and self.peek() == "[":
                raise self.unexpected_in(start, " where a key belongs")

    def arguments(self, start: int) -> tuple[Argument, ...]:
        """Reads the arguments of a call and its closing brace."""
        self.skip_blanks()
        arguments: list[Argument] = []
        closed = self.accept("}")
        while not closed:
            arguments.append(self.item(len(arguments)))
            closed = self.ends_at("}", start)
        return tuple(arguments)

    def item(self, key: Any, *, trimmed: bool = True) -> Argument:  # noqa: ARG002  places in arguments interest nobody
        """Reads one argument or item; where none stands before a separator it is the empty text."""
        char = self.peek()
        if char == "[":
            return self.list_items()
        if char == "{":
            return self.dict_pairs()
        if char in _RUNS_IN_QUOTES:
            return self.quoted(char)
        raws: list[str | Reference | Call] = []
        while True:  # one method, not two: each frame counts where interpolations are nested 200 deep
            if raw := self.take(re.compile(_RUN)):
                raws.append(raw)
            elif self.text.startswith("${", self.position):
                raws.append(self.interpolation())
            else:
                break
        return _plain_argument(raws, trimmed=trimmed)

    def quoted(self, quote: str) -> str | Template:
        """Reads a quoted argument: always text, whose interpolations are live."""
        start = self.position
        whole = self.take(re.compile(_QUOTED_WITHOUT_INTERPOLATION[quote]))
        if whole:
            return unquote(whole)
        self.enter()
        self.position += 1
        run = re.compile(_RUNS_IN_QUOTES[quote])
        parts: list[Part] = []
        pending: list[str] = []
        while not self.accept(quote):
            if self.text.startswith("${", self.position):
                _flush(pending, parts)
                parts.append(self.interpolation())
                continue
            raw = self.take(run)
            if not raw:
                raise GrammarError("no closing quote", start)
            if raw[0] == "\\" and self.text.startswith((quote, "${"), self.position):
                half, odd = divmod(len(raw), 2)
                raw = "\\" * half
                if odd:
                    raw += self.text[self.position]
                    self.position += 1
            pending.append(raw)
        self.leave()
        if not parts:
            return "".join(pending)
        _flush(pending, parts)
        return Template(tuple(parts), whole=False)

    def unexpected_in(self, start: int, hint: str) -> GrammarError:
        """The error for what stands next, or for the ``${`` at ``start`` that nothing closes."""
        if self.position >= len(self.text):
            return GrammarError("no closing '}'", start, 2)
        return self.unexpected(hint)


def _plain_parts(text: str) -> tuple[Part, ...]:
    """The parts of a text that holds plain references alone, as most do; empty where it holds anything else."""
    if "\\" in text:
        return ()
    parts: list[Part] = []
    done = found = 0
    for match in _PLAIN_REFERENCE.finditer(text):
        start, found = match.start(), found + 1
        if start > done:
            parts.append(text[done:start])
        parts.append(Reference(len(match[1]), tuple(match[2].split(".")), match[0]))
        done = match.end()
    if text.count("${") != found:
        return ()
    if done < len(text):
        parts.append(text[done:])
    return tuple(parts)


def _is_name(key: str | Template) -> bool:
    return isinstance(key, Template) or re.fullmatch(_NAME, key) is not None


def _flush(pending: list[str], parts: list[Part]) -> None:
    """Moves the texts in ``pending`` to ``parts``, as one."""
    text = "".join(pending)
    pending.clear()
    if text:
        parts.append(text)


def _plain_argument(raws: list[str | Reference | Call], *, trimmed: bool) -> Argument:
    """The meaning of an unquoted argument: a scalar, text, or a template where an interpolation stands in it."""
    if trimmed and raws and isinstance(raws[-1], str):
        raws[-1] = trim(raws[-1])
        if not raws[-1]:
            raws.pop()
    if not raws:
        return ""
    if len(raws) > 1 or not isinstance(raws[0], str):
        parts = tuple(unescape(raw) if isinstance(raw, str) else raw for raw in raws)
        return Template(parts, whole=len(parts) == 1)
    return scalar_or_text(raws[0])
