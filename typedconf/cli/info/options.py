"""A composition goes in; what a command line may set comes out, as tables and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf.cli.help.sections import ROOT_PANEL, by_panel
from typedconf.cli.info.shown import Note, Rows
from typedconf.cli.options.data import options_document
from typedconf.cli.options.listing import list_options
from typedconf.cli.options.texts import row_of, without_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typedconf.cli.info.asked import Asked
    from typedconf.cli.info.shown import Block


def option_data(asked: Asked) -> Any:
    """All options as ``--json`` has them."""
    options = list_options(asked.application.schema(), asked.composition)
    return options_document(options, asked.application.taken)


def option_blocks(asked: Asked) -> Sequence[Block]:
    """A table for each panel."""
    listed = list_options(asked.application.schema(), asked.composition)
    panels = by_panel(without_names(option, asked.application.taken) for option in listed)
    blocks: list[Block] = [Rows([*map(row_of, options)], panel or ROOT_PANEL) for panel, options in panels.items()]
    return blocks or [Note("The config has no options.")]
