"""The characters of a YAML scalar -> a text, number, bool or null, by YAML 1.1 as OmegaConf reads it.

What differs from YAML 1.1: dates stay text, ``y`` and ``n`` are text, a lone ``=`` is text, a float needs no dot
before its exponent and no sign in it. A number longer than Python converts stays text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_DIGITS: Final = 4_300  # Python's own limit for int(); further forms of numbers keep to it for linear time


class _Merge:
    """The one value of a plain ``<<``, which as a key merges mappings and is an error everywhere else."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MERGE"


MERGE: Final = _Merge()

# One object, so that two keys ``.nan`` are seen to be the same.
_NAN: Final = float("nan")


def _spellings(word: str) -> tuple[str, str, str]:
    return word, word.capitalize(), word.upper()


WORDS: Final[Mapping[str, Any]] = {
    "": None,
    "~": None,
    "<<": MERGE,
    **dict.fromkeys(_spellings("null")),
    **{spelling: True for word in ("true", "yes", "on") for spelling in _spellings(word)},
    **{spelling: False for word in ("false", "no", "off") for spelling in _spellings(word)},
    **{sign + spelling: float("inf") for sign in ("", "+") for spelling in (".inf", ".Inf", ".INF")},
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), _NAN),
}

_NUMBER_STARTS: Final = frozenset("0123456789+-.")

# The YAML 1.1 types int and float, https://yaml.org/type/int.html and float.html, with OmegaConf's exponents. Compiled
# when a number is met that is not written as most are: few configs have one, and this pattern is dear.
_NUMBER: Final = r"""
      [-+]? (?: 0b (?P<binary> [01_]+)
              | 0x (?P<hexadecimal> [0-9a-fA-F_]+)
              | 0  (?P<octal> [0-7_]+)
              | (?P<decimal> 0 | [1-9][0-9_]*)
              | (?P<sexagesimal> [1-9][0-9_]* (?: :[0-5]?[0-9] )+)
              | (?P<fraction> [0-9]+ (?: _[0-9]+ )* \.[0-9_]* (?: [eE][-+]?[0-9]+ )?)
              | (?P<loose_fraction> [0-9][0-9_]* \.[0-9_]* (?: [eE][-+][0-9]+ )?)
              | (?P<exponent> [0-9]+ (?: _[0-9]+ )* [eE][-+]?[0-9]+)
              | (?P<sexagesimal_fraction> [0-9][0-9_]* (?: :[0-5]?[0-9] )+ \.[0-9_]*)
            )
    | (?P<bare_fraction> \.[0-9][0-9_]* (?: [eE][-+][0-9]+ )?)
    """


def _base_sixty(number: Callable[[str], Any]) -> Callable[[str], Any]:
    def convert(digits: str) -> Any:
        total, base = number("0"), 1
        for part in reversed(digits.split(":")):
            total += number(part) * base
            base *= 60
        return total

    return convert


_CONVERSIONS: Final[Mapping[str, Callable[[str], Any]]] = {
    "binary": lambda digits: int(digits, 2),
    "hexadecimal": lambda digits: int(digits, 16),
    "octal": lambda digits: int(digits, 8) if digits else 0,
    "decimal": int,
    "sexagesimal": _base_sixty(int),
    "fraction": float,
    "loose_fraction": float,
    "exponent": float,
    "sexagesimal_fraction": _base_sixty(float),
    "bare_fraction": float,
}


class PlainScalars(dict[str, Any]):
    """What plain scalars mean, remembered while one document is read: ``scalars["1e-3"]`` is 0.001.

    Keys repeat in a document, so most look-ups are answered by the dict itself, and equal texts are one object.
    """

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(WORDS)

    def __missing__(self, text: str) -> Any:
        value = self[text] = parse_number(text) if text[0] in _NUMBER_STARTS else text
        return value


def parse_number(text: str) -> Any:
    """The number that a plain scalar is, or ``text`` itself where it is none that YAML or Python would take."""
    if len(text) > MOST_DIGITS:
        return text
    unsigned = text[1:] if text[0] in "+-" else text
    if unsigned.isdecimal() and unsigned.isascii() and (unsigned[0] != "0" or unsigned == "0"):
        return _converted(int, text, text)
    if not text.strip("0123456789.eE+-") and unsigned[:1].isdecimal() and ("." in text or "e" in text.lower()):
        return _converted(float, text, text)
    if text[0] in "+-." and not text[1:2].isdecimal():
        return text  # ``./a``, ``-x``
    match = re.fullmatch(_NUMBER, text, re.VERBOSE)
    if match is None or match.lastgroup is None:
        return text
    kind = match.lastgroup
    digits = match[kind].replace("_", "")
    value = _converted(_CONVERSIONS[kind], digits, None)
    if value is None:
        return text
    return -value if text[0] == "-" else value


def _converted(conversion: Callable[[str], Any], digits: str, otherwise: Any) -> Any:
    try:
        return conversion(digits)
    except (ValueError, OverflowError):  # only underscores, or more digits than this interpreter converts
        return otherwise


# -- scalars with a tag -----------------------------------------------------------------------------------------


def _tagged_int(text: str) -> int:
    value = parse_number(text) if text else None
    if type(value) is not int:
        raise ValueError("not an integer")
    return value


def _tagged_float(text: str) -> float:
    value = WORDS[text] if text in WORDS else parse_number(text)
    if type(value) not in (int, float):
        raise ValueError("not a number")
    try:
        return float(value)
    except OverflowError:
        raise ValueError("too large for a float") from None


def _tagged_bool(text: str) -> bool:
    value = WORDS.get(text.lower())
    if type(value) is not bool:
        raise ValueError("not a bool (true, false, yes, no, on or off)")
    return value


def _tagged_binary(text: str) -> bytes:
    import binascii  # noqa: PLC0415  rare in configs

    try:
        return binascii.a2b_base64(text.encode("ascii"))
    except (UnicodeEncodeError, binascii.Error):
        raise ValueError("not base64") from None


STANDARD: Final = "tag:yaml.org,2002:"

# Each raises ValueError, whose text says what the scalar is not.
TAGGED_SCALARS: Final[Mapping[str, Callable[[str], Any]]] = {
    STANDARD + "str": str,
    STANDARD + "int": _tagged_int,
    STANDARD + "float": _tagged_float,
    STANDARD + "bool": _tagged_bool,
    STANDARD + "null": lambda _: None,
    STANDARD + "binary": _tagged_binary,
}
