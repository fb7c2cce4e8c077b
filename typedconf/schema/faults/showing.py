"""A value goes in, what a message shows of it comes out: one short line, whatever the value is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST: Final = 60
_MOST_ITEMS: Final = 6


def shown(value: Any) -> str:
    """How a message shows ``value``: long texts cut, of a container what fits, all on one line."""
    if isinstance(value, (dict, list)):
        whole = _container(value, _brief)
        return whole if len(whole) <= _LONGEST else _container(value, _outline)
    return _cut(_represented(value))


def one_line(text: str, *, keep_lines: bool = False) -> str:
    """``text`` with everything that can't be printed as an escape; with ``keep_lines`` its lines stay."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or (keep_lines and char == "\n") else repr(char)[1:-1] for char in text)


def _container(value: Any, item: Any) -> str:
    """A mapping or list whose items are shown by ``item``, the first few of them."""
    if isinstance(value, dict):
        parts: Iterable[str] = (
            f"{_cut(_represented(key))}: {item(child)}" for key, child in zip(value, value.values(), strict=True)
        )
        left, right = "{", "}"
    else:
        parts = map(item, value)
        left, right = "[", "]"
    first = [part for part, _ in zip(parts, range(_MOST_ITEMS), strict=False)]
    return f"{left}{', '.join([*first, *(['…'] if len(value) > _MOST_ITEMS else [])])}{right}"


def _brief(value: Any) -> str:
    """An item of a container."""
    if isinstance(value, (dict, list)) and value:
        return "{…}" if isinstance(value, dict) else "[…]"
    return _cut(_represented(value))


def _outline(value: Any) -> str:
    """An item of a container that is too long to be shown."""
    text = _brief(value)
    return text if len(text) <= _LONGEST // _MOST_ITEMS else "…"


def _represented(value: Any) -> str:
    """What ``repr`` says on one line, or the class of a value that can't even say that."""
    if isinstance(value, str):
        value = value[: 2 * _LONGEST]  # enough to be cut, and a text may be long
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  an object of a resolver's or a store's may raise anything
        text = f"<{type(value).__name__}>"
    return one_line(" ".join(text.split()) if not isinstance(value, str) else text)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
