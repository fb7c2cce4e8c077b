"""The text of a variable or an option goes in; the override whose value it is, or is written as, comes out.

Overrides that are typed are texts with a grammar. What stands in a variable or behind an option often is the value
itself, and then nothing in it may mean anything: no interpolation, no sweep, no ``???``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from typedconf.overrides.override import PREFIXES, Operation, Override
from typedconf.overrides.printing import print_value
from typedconf.overrides.reading import OverrideReader
from typedconf.scanning import GrammarError
from typedconf.trees import MISSING

if TYPE_CHECKING:
    from typedconf.errors import Origin

_OPENING: Final = re.compile(r"(?<!\\)(\\*+)\$\{")
_HALF: Final = re.compile("[\ud800-\udfff]")  # of a character: how Python keeps what is no UTF-8
_LITERAL_MISSING: Final = '${oc.decode:"??"}?'  # what is put together is a text, whatever it says


def literal(text: str) -> str:
    """What stands for ``text`` in a tree, where ``${`` begins no interpolation then and ``???`` is a value."""
    return _LITERAL_MISSING if text == MISSING else _OPENING.sub(r"\1\1\\${", text)


def is_utf8(text: str) -> bool:
    """Whether ``text`` was UTF-8 when the process got it."""
    return _HALF.search(text) is None


def value_override(
    key: str, package: str | None, operation: Operation, value: Any, *, origin: Origin, hides: bool = False
) -> Override:
    """The override of a ``value``, whose text parses back to it; with ``hides``, ``???`` stands there for it."""
    name = key if package is None else f"{key}@{package}"
    written = MISSING if hides else print_value(value)
    return Override(f"{PREFIXES[operation]}{name}={written}", key, package, operation, value, origin=origin)


def read_override(key: str, package: str | None, operation: Operation, text: str, *, origin: Origin) -> Override:
    """The override whose value is written as ``text``, which may be a sweep.

    Raises:
        GrammarError: it is no value; with the position in ``text``.
    """
    name = key if package is None else f"{key}@{package}"
    head = f"{PREFIXES[operation]}{name}="
    try:
        value = OverrideReader(head + text, len(head)).value()
    except GrammarError as error:
        error.position -= len(head)
        raise
    return Override(head + text, key, package, operation, value, origin=origin)
