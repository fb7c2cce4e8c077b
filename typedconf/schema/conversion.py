"""The type of a leaf goes in; how a reference to that leaf converts its value comes out.

The built-in conversion of the type alone, never a validator of the user's: what does not fit stays as it is, and is
reported where it stands. Text is converted as Pydantic reads it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from typedconf.schema.annotations import Bare

_TRUE: Final = ("true", "yes", "on", "y", "t", "1")  # Pydantic's own words
_FALSE: Final = ("false", "no", "off", "n", "f", "0")
_LARGEST: Final = 2.0**63  # of what stands with a point, as Pydantic bounds it


def converter_of(types: Sequence[Bare]) -> Callable[[Any], Any] | None:
    """The conversion of a leaf that may have one of ``types``, None left out; of a union there is none."""
    if len(types) != 1 or not isinstance(types[0].annotation, type):
        return None
    kind = types[0].annotation
    return _to_iso(kind) if kind in (date, datetime) else CONVERTERS.get(kind)


def _to_float(value: Any) -> Any:
    if type(value) in (int, bool):
        try:
            return float(value)
        except OverflowError:
            return value
    return _parsed(float, value)


def _to_int(value: Any) -> Any:
    if type(value) is bool or (type(value) is float and value.is_integer() and abs(value) < _LARGEST):
        return int(value)
    if type(value) is str:
        whole, point, fraction = value.partition(".")
        return _parsed(int, whole if point and fraction and not fraction.strip("0") else value, otherwise=value)
    return value


def _to_bool(value: Any) -> Any:
    if isinstance(value, str):
        word = value.lower()
        return True if word in _TRUE else False if word in _FALSE else value
    return bool(value) if type(value) in (int, float) and value in (0, 1) else value


def _parsed(kind: Callable[[str], Any], value: Any, otherwise: Any = None) -> Any:
    """The number that a text is; ``otherwise``, or the value itself, where it is none."""
    kept = value if otherwise is None else otherwise
    if type(value) is not str or not value.isascii():
        return kept
    try:
        return kind(value)
    except ValueError:  # of digits beyond Python's limit, too
        return kept


def _to_iso(kind: type[date]) -> Callable[[Any], Any]:
    """The conversion of dates: to ISO's text, from all that Pydantic takes for one."""
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415  few references are to dates

    read = TypeAdapter(kind).validate_python

    def convert(value: Any) -> Any:
        try:
            return read(value).isoformat()
        except ValidationError:
            return value

    return convert


CONVERTERS: Final[Mapping[Any, Callable[[Any], Any]]] = {float: _to_float, int: _to_int, bool: _to_bool}
