"""What a command line gives an option goes in, once or several times; the one override that it means comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.errors import BoundExceeded, Origin, OverrideSyntaxError, Problem
from typedconf.overrides import Operation
from typedconf.overrides.literals import is_utf8, literal, read_override, value_override
from typedconf.overrides.parsing import parse_key
from typedconf.scanning import GrammarError, shorten
from typedconf.schema.raw_texts import allows_none, is_raw_text, is_text_not_null, says_no_type
from typedconf.schema.rules import SchemaRules
from typedconf.trees import MISSING, parse_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typedconf.cli.options.names import Meaning
    from typedconf.overrides import Override
    from typedconf.trees import KeyPath, Rules


class Given(NamedTuple):
    """One option on a command line: what its name means, the name as typed, and its value, None where it has none.

    ``between`` is what stood between the two: a blank, an ``=``, or nothing.
    """

    meaning: Meaning
    name: str
    text: str | None
    between: str = " "

    @property
    def key(self) -> str:
        """The key of the override."""
        return self.meaning.key

    @property
    def is_group(self) -> bool:
        """Whether it chooses an option of a group."""
        return self.meaning.options[0].kind == "group"

    @property
    def typed(self) -> str:
        """The whole as it was typed."""
        return self.name if self.text is None else f"{self.name}{self.between}{self.text}"

    @property
    def column(self) -> int:
        """Where the value begins in what was typed, from 1."""
        return 1 if self.text is None else len(self.name) + len(self.between) + 1


def override_of(given: Sequence[Given], rules: Rules) -> Override:
    """The override that the options of one key mean: of a list all of them, of everything else the last.

    Raises:
        OverrideSyntaxError: a value is none, is a sweep, or no text in UTF-8.
        BoundExceeded: it is nested deeper than 200 levels.
    """
    options = given[-1].meaning.options
    if all(option.multiple for option in options):
        return _Values(given, rules).override()
    return _Value(given[-1], rules).override()


class _Value:
    """One value of an option; ``hides`` is whether it must never be shown."""

    __slots__ = ("given", "hides", "key", "package", "path", "rules")

    def __init__(self, given: Given, rules: Rules) -> None:
        self.given: Final = given
        self.key, self.package = parse_key(given.key)
        self.path: Final[KeyPath] = parse_path(self.key)
        self.rules: Final[SchemaRules | None] = rules if isinstance(rules, SchemaRules) else None
        self.hides: Final = rules.is_secret(self.path) or rules.is_secret((*self.path, 0))

    @property
    def origin(self) -> Origin:
        typed = self.given.typed
        if self.hides:
            typed = typed[: self.given.column - 1] + MISSING
        return Origin("option", text=typed, column=self.given.column)

    def override(self) -> Override:
        text = self.given.text
        if text is None:
            return self.made(self.given.meaning.gives)
        self.check_encoding()
        if self.is_raw(self.path):
            return self.made(literal(text))
        override = self.read()
        if (
            override.value is None
            and self.rules is not None
            and not self.given.is_group
            and is_text_not_null(self.rules, self.path)
        ):
            return self.made(literal(text))
        return override

    def made(self, value: Any) -> Override:
        return value_override(self.key, self.package, Operation.CHANGE, value, origin=self.origin, hides=self.hides)

    def is_raw(self, path: KeyPath) -> bool:
        """Whether the text is the value of ``path`` as it is."""
        if self.rules is None or self.given.is_group or self.given.text is None:
            return False
        return is_raw_text(self.rules, path, self.given.text)

    def read(self) -> Override:
        """The override with the value that the text is written as.

        Raises:
            OverrideSyntaxError: it is none, or a sweep.
            BoundExceeded: it is nested deeper than 200 levels.
        """
        wrong: GrammarError | None = None
        text = self.given.text or ""
        try:
            override = read_override(self.key, self.package, Operation.CHANGE, text, origin=self.origin)
        except GrammarError as error:
            wrong = error
        if wrong is not None:  # no longer within the except, so that no error carries what a secret's text led to
            kind = BoundExceeded if wrong.bound else OverrideSyntaxError
            column = self.given.column + (0 if self.hides else wrong.position)
            origin = self.origin._replace(column=column)
            message = "no value" if self.hides else wrong.message
            raise kind(Problem(message, self.key, self.shown, origin=origin, span=max(wrong.span, 1)))
        if override.is_sweep:
            raise OverrideSyntaxError(self.problem(self._sweep_message()))
        return override

    def check_encoding(self) -> None:
        """Refuses bytes that are no text.

        Raises:
            OverrideSyntaxError: there are some.
        """
        if not is_utf8(self.given.text or ""):
            raise OverrideSyntaxError(self.problem(f"the value of {self.given.name} is no text in UTF-8"))

    @property
    def shown(self) -> str:
        return MISSING if self.hides else shorten(self.given.text or "")

    def problem(self, message: str) -> Problem:
        span = len(self.origin.text or "") - self.given.column + 1
        return Problem(message, self.key, self.shown, origin=self.origin, span=span)

    def _sweep_message(self) -> str:
        message = "a sweep of several values, but an option gives one"
        if self.hides or "(" in (self.given.text or "") or self.given.is_group:
            return message
        name, written = self.given.name, shorten(self.given.text or "")
        if self.given.meaning.options[0].multiple:
            return f"{message}\nfor a list, write {name} '[{written}]', or {name} for each item"
        if self.rules is not None and not says_no_type(self.rules, self.path):
            return message
        return f"{message}\nfor a list, write {name} '[{written}]'; for a text, {name} \"'{written}'\""


class _Values:
    """The values of an option of a list: items in order, or the whole list."""

    __slots__ = ("_given", "_rules")

    def __init__(self, given: Sequence[Given], rules: Rules) -> None:
        self._given: Final = given
        self._rules: Final = rules

    def override(self) -> Override:
        values = [_Value(one, self._rules) for one in self._given]
        for value in values:
            value.check_encoding()
        if len(values) == 1 and (whole := self._whole(values[0])) is not None:
            return whole
        items: list[Any] = []
        origins: list[int] = []  # of each item, the number of the option that gave it
        for number, value in enumerate(values):
            if value.is_raw((*value.path, len(items))):
                found: Any = literal(value.given.text or "")
            else:
                override = value.read()
                found = override.value
                if override.merge is not None:
                    raise OverrideSyntaxError(value.problem(f"{override.merge}(…) is a value of its own, and no item"))
                if isinstance(found, list):
                    items, origins = list(found), [number] * len(found)
                    continue
                if (
                    found is None
                    and value.rules is not None
                    and is_text_not_null(value.rules, (*value.path, len(items)))
                ):
                    found = literal(value.given.text or "")
            items.append(found)
            origins.append(number)
        return self._made(values, items, origins)

    def _whole(self, value: _Value) -> Override | None:
        """The override of a single value that is the whole list, null or an edit of it; None where it is an item."""
        if value.is_raw((*value.path, 0)):
            is_null = value.given.text == "null" and value.rules is not None and allows_none(value.rules, value.path)
            return value.made(None) if is_null else None
        override = value.read()
        is_null = override.value is None and (value.rules is None or allows_none(value.rules, value.path))
        return override if isinstance(override.value, list) or override.merge is not None or is_null else None

    def _made(self, values: Sequence[_Value], items: list[Any], origins: Sequence[int]) -> Override:
        """The override of all items, with the column of each in what was typed."""
        starts: list[int] = []
        texts: list[str] = []
        for value in values:
            starts.append(sum(map(len, texts)) + len(texts) + value.given.column)
            texts.append(value.origin.text or "")
        last = values[-1]
        origin = Origin("option", text=" ".join(texts), column=starts[-1] if len(values) > 1 else last.given.column)
        made = value_override(last.key, last.package, Operation.CHANGE, items, origin=origin, hides=last.hides)
        return made.with_columns({(index,): starts[number] for index, number in enumerate(origins)})
