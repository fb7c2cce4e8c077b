"""Options go in; the document of them that other programs read comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.flags import free_flags
from typedconf.cli.options.listing import Option
from typedconf.cli.options.texts import without_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_FLAGS_PANEL: Final = "Flags"


def options_document(options: Iterable[Option], taken: Collection[str] = ()) -> list[dict[str, Any]]:
    """``options`` and the flags as data for other programs: in order, the flags last, without names that are ``taken``.

    ``name`` is what a command line writes, None where only an override sets the key; ``key`` is the override's, None of
    a flag.
    """
    return [_entry(option) for option in (*(without_names(one, taken) for one in options), *_flags(taken))]


def _entry(option: Option) -> dict[str, Any]:
    return {
        "name": option.names[0] if option.names else None,
        "key": option.key or None,
        "kind": option.kind,
        "type": option.type,
        "default": option.default,
        "choices": list(option.choices),
        "required": option.required,
        "multiple": option.multiple,
        "secret": option.secret,
        "doc": option.doc,
        "panel": option.panel,
    }


def _flags(taken: Collection[str]) -> Iterator[Option]:
    """The flags as options, but for those of Hydra's that are not there."""
    for flag in free_flags(taken):
        yield Option(
            names=flag.names,
            key="",
            kind="flag",
            type=flag.value or flag.part or "bool",
            choices=flag.choices,
            multiple=flag.repeatable,
            doc=flag.does,
            summary=flag.does,
            panel=_FLAGS_PANEL,
        )
