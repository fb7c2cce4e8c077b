"""Plain data -> the text of the override grammar that parses back to it."""

from __future__ import annotations

import re
from typing import Any, Final

from typedconf.errors import BoundExceeded, ConfigError, Problem
from typedconf.trees import MOST_NESTED
from typedconf.values import parse_scalar

# What needs no quotes anywhere: neither at the top, nor in a container, nor as an argument.
_BARE: Final = re.compile(r"[A-Za-z0-9_/+.%*@?|-]++(?:[ :]++[A-Za-z0-9_/+.%*@?|-]++)*+")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_/+.%*@?|-]++")
_BEFORE_QUOTE: Final = {
    "'": re.compile(r"(?<!\\)(\\++)(?='|\Z)"),
    '"': re.compile(r'(?<!\\)(\\++)(?="|\Z)'),
}


def print_value(value: Any, depth: int = 0) -> str:
    """``value`` as an override's value: text quoted where it would be read as something else, objects as their text.

    Raises:
        BoundExceeded: nested deeper than 200 levels, or into itself.
    """
    if depth > MOST_NESTED:
        raise BoundExceeded(Problem(f"nested more than {MOST_NESTED} levels deep"))
    if isinstance(value, dict):
        pairs = (f"{_print_key(key)}:{print_value(child, depth + 1)}" for key, child in value.items())
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, (list, tuple)):
        return f"[{','.join([print_value(item, depth + 1) for item in value])}]"
    return _print_typed(value) or _print_text(str(value), _BARE)


def shown_value(value: Any) -> str:
    """``value`` as ``print_value`` has it, for people: an interpolation as it is, an ellipsis for what has no text."""
    if isinstance(value, str) and "${" in value:
        return value
    try:
        return print_value(value)
    except ConfigError:
        return "…"


def _print_key(key: Any) -> str:
    return _print_typed(key) or _print_text(str(key), _BARE_KEY)


def _print_typed(value: object) -> str:
    """A scalar that is no text; empty for everything else."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return repr(int(value))
    if isinstance(value, float):
        return repr(float(value))
    return ""


def _print_text(text: str, bare: re.Pattern[str]) -> str:
    if bare.fullmatch(text) and isinstance(parse_scalar(text), str):
        return text
    quote = '"' if "'" in text and '"' not in text else "'"
    if "\\" in text:
        text = _BEFORE_QUOTE[quote].sub(r"\1\1", text)
    return quote + text.replace(quote, "\\" + quote) + quote
