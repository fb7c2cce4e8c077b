"""The defaults lists as they were followed go in; the flat list of what was composed, or the tree, comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.info.shown import Note, Rows, Tree, Twig
from typedconf.defaults.entries import SELF
from typedconf.defaults.placing import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from typedconf.cli.info.asked import Asked
    from typedconf.cli.info.shown import Block
    from typedconf.defaults.tracing import Branch, Outcome
    from typedconf.errors import Origin

_HEADS: Final = ("CONFIG", "PACKAGE", "LISTED IN", "ENTRY")
# What is said of an entry that brought no config.
_INSTEAD: Final[Mapping[Outcome, str]] = {
    "deselected": "deselected",
    "deleted": "deleted",
    "absent": "not there",
}


class Composed(NamedTuple):
    """A config of the flat list: where it was placed, the entry that brought it and the config that lists that."""

    package: str
    config: str
    entry: str | None
    chosen_by: str | None
    parent: str | None
    source: str


def defaults_data(asked: Asked) -> Any:
    """The flat list as ``--json`` has it, lowest first."""
    return [one._asdict() for one in _composed(asked)]


def defaults_blocks(asked: Asked) -> Sequence[Block]:
    """The flat list as a table, lowest first."""
    rows = [
        (
            f"{one.config} ({one.source})" if one.source == "store" else one.config,
            one.package,
            one.parent or "",
            _entry_text(one.entry or "", one.chosen_by),
        )
        for one in _composed(asked)
    ]
    return [Rows(rows, heads=_HEADS)] if rows else [Note("Nothing is composed but overrides.")]


def tree_data(asked: Asked) -> Any:
    """The trees as ``--json`` has them, each entry with what came of it."""
    return [_branch_data(branch) for branch in asked.trees]


def tree_blocks(asked: Asked) -> Sequence[Block]:
    """The trees, each entry as its list has it, with the config that it brought."""
    return [Tree([_twig(branch) for branch in asked.trees])] if asked.trees else defaults_blocks(asked)


def _composed(asked: Asked) -> list[Composed]:
    """All that was composed, lowest first: what defaults lists brought, then whole files."""
    found = [one for branch in asked.trees for one in _flat(branch, None)]
    for layer in asked.composition.layers[len(found) :]:
        source = _source(layer.origin(()))
        found.append(Composed(GLOBAL, layer.name, f"--config {layer.name}", None, None, source))
    return found


def _flat(branch: Branch, parent: str | None) -> Iterator[Composed]:
    """The configs of a branch, in order, each of its sources by itself."""
    if branch.outcome != "config":
        return
    own = [
        Composed(branch.package or GLOBAL, branch.config or "", branch.entry, branch.chosen_by, parent, _source(source))
        for source in branch.sources
    ]
    if not branch.below:
        yield from own
    for inner in branch.below:
        if inner.outcome == "self":
            yield from own
        else:
            yield from _flat(inner, branch.config)


def _source(origin: Origin) -> str:
    """Where a config is from: its file, or the store."""
    return origin.file if origin.kind == "file" and origin.file is not None else "store"


def _branch_data(branch: Branch) -> dict[str, Any]:
    return {
        "outcome": branch.outcome,
        "entry": branch.entry,
        "chosen_by": branch.chosen_by,
        "config": branch.config,
        "package": (branch.package or GLOBAL) if branch.outcome == "config" else None,
        "sources": [_source(source) for source in branch.sources],
        "below": [_branch_data(inner) for inner in branch.below],
    }


def _twig(branch: Branch) -> Twig:
    below = [_twig(inner) for inner in branch.below]
    if branch.outcome == "config":
        place = f"{branch.config} at {branch.package or GLOBAL}"
        if branch.entry is None:
            return Twig(place, below=below)
        return Twig(_entry_text(branch.entry, branch.chosen_by), f"-> {place}", below)
    if branch.outcome == "self":
        return Twig(SELF)
    said = _INSTEAD.get(branch.outcome, "")
    if branch.chosen_by:
        said += f" by {branch.chosen_by}"
    return Twig(branch.entry or "", f"({said})" if said else "", is_there=branch.outcome == "override")


def _entry_text(entry: str, chosen_by: str | None) -> str:
    return entry if chosen_by is None else f"{entry}, chosen by {chosen_by}"
