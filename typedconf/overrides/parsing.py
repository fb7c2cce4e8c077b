"""Texts of arguments -> overrides.

    override = [ "+" | "++" ] key [ "@" [ package ] ] "=" [ value ]
             | "~" key [ "@" [ package ] ] [ "=" [ value ] ]

Keys are those of ``keys``, values those of ``reading``. There are no blanks before the ``=``; those behind it mean
nothing. The rules are those of Hydra's override grammar, widened where DESIGN says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import ConfigError, OverrideSyntaxError, raise_all
from typedconf.overrides.override import PREFIXES, Operation, Override, syntax_origin
from typedconf.scanning import GrammarError, error_from
from typedconf.values import parse_scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from typedconf.errors import Origin

_OPERATIONS: Final[Mapping[str | None, Operation]] = {
    None: Operation.CHANGE,
    "+": Operation.ADD,
    "++": Operation.FORCE_ADD,
    "~": Operation.DELETE,
}
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_-]*+"
# What most overrides are: a key of ASCII names, and a value whose characters are only ever themselves, with blanks and
# colons between them alone. Whatever else there is costs the import of the modules that read it.
_MOST: Final = re.compile(
    rf"(\+\+?+|~)?({_NAME}(?:(?:/{_NAME})++|(?:\.{_NAME})*+))="
    r"((?:[A-Za-z0-9_/+.%*@?|-]++(?:[ \t:]++(?=[A-Za-z0-9_/+.%*@?|-]))?)++)\Z"
)


def parse_override(text: str, *, origin: Origin | None = None) -> Override:
    """One override from its text; ``origin`` says where it was written, unless it is the argument itself.

    Raises:
        OverrideSyntaxError: ``text`` is no override; the column of the mistake is in the problem's origin.
        BoundExceeded: its value is nested deeper than 200 levels.
    """
    try:
        return _parse(text, origin)
    except GrammarError as error:
        raise _syntax_error(error, text, origin) from None


def parse_overrides(texts: Iterable[str | Override], aliases: Any = None) -> tuple[Override, ...]:
    """All overrides, aliases expanded first; those that are overrides already stay as they are.

    ``aliases`` is what stands at ``hydra.aliases``, whatever that is: ``aliases.Aliases`` checks it.

    Raises:
        OverrideError: the aliases are wrong.
        OverrideSyntaxError: with the problems of all texts that are none (ConfigError where a bound is exceeded too).
    """
    expand = None
    if aliases:
        from typedconf.overrides.aliases import Aliases  # noqa: PLC0415  few configs have aliases

        expand = Aliases(aliases).expand
    parsed: list[Override] = []
    errors: list[ConfigError] = []
    for text in texts:
        if isinstance(text, Override):
            parsed.append(text)
            continue
        try:
            parsed.append(parse_override(expand(text) if expand is not None else text))
        except ConfigError as error:
            errors.append(error)
    raise_all(errors)
    return tuple(parsed)


def parse_value(
    key: str, text: str, *, operation: Operation = Operation.CHANGE, origin: Origin | None = None
) -> Override:
    """The override that gives ``key`` the value that ``text`` alone is written as: of an option or a variable.

    Raises:
        OverrideSyntaxError: ``text`` is no value.
        BoundExceeded: it is nested deeper than 200 levels.
    """
    return parse_override(f"{PREFIXES[operation]}{key}={text}", origin=origin)


def parse_key(text: str) -> tuple[str, str | None]:
    """A key and its package, from ``key`` or ``key@package``.

    Raises:
        OverrideSyntaxError: ``text`` is no key.
    """
    from typedconf.overrides.keys import read_key  # noqa: PLC0415  as _parse

    try:
        head = read_key(text)
    except GrammarError as error:
        raise _syntax_error(error, text, None) from None
    return head.key, head.package


def _parse(text: str, origin: Origin | None) -> Override:
    found = _MOST.match(text)
    if found is not None:
        prefix, key, value = found.groups()
        return Override(text, key, None, _OPERATIONS[prefix], parse_scalar(value), origin=origin)
    from typedconf.overrides.keys import read_head  # noqa: PLC0415  what most overrides are is read already
    from typedconf.overrides.reading import OverrideReader  # noqa: PLC0415

    head = read_head(text)
    operation = _OPERATIONS[head.prefix]
    if text[head.end - 1] != "=":
        if operation is not Operation.DELETE:
            raise GrammarError("no '='; an override is key=value", head.end)
        return Override(text, head.key, head.package, operation, None, has_value=False, origin=origin)
    value = OverrideReader(text, head.end).value()
    override = Override(text, head.key, head.package, operation, value, origin=origin)
    if override.merge is not None and operation is Operation.DELETE:
        raise GrammarError(f"a deletion takes no {override.merge}(); write remove(…) without the ~", head.end)
    return override


def _syntax_error(error: GrammarError, text: str, origin: Origin | None) -> ConfigError:
    where = syntax_origin(origin, text, error.position)
    return error_from(error, OverrideSyntaxError, value=text, origin=where)
