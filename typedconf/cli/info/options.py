"""Options go in; what a command line may set comes out, as a table and as the document that programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.info.shown import Note, Rows
from typedconf.cli.layout import free_flags
from typedconf.cli.option_texts import names_of, purpose_of, type_of, without_names
from typedconf.cli.options import Option, list_options

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from typedconf.cli.info.asked import Asked
    from typedconf.cli.info.shown import Block

_FLAGS_PANEL: Final = "Flags"
_ROOT_PANEL: Final = "Options"


def option_data(asked: Asked) -> Any:
    """All options as ``--json`` has them."""
    options = list_options(asked.application.schema(), asked.composition)
    return options_document(options, asked.application.taken)


def option_blocks(asked: Asked) -> Sequence[Block]:
    """A table for each panel."""
    panels: dict[str, list[Option]] = {}
    for option in list_options(asked.application.schema(), asked.composition):
        free = without_names(option, asked.application.taken)
        panels.setdefault(option.panel or _ROOT_PANEL, []).append(free)
    blocks: list[Block] = [
        Rows([(names_of(one), type_of(one), purpose_of(one)) for one in options], panel)
        for panel, options in panels.items()
    ]
    return blocks or [Note("The config has no options.")]


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
