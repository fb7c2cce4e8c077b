"""As ``expansion``, for whoever wants to look on: a tree comes out that tells what came of each entry of the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from typedconf.defaults.entries import SELF, Library
from typedconf.defaults.expansion import Expansion, expand
from typedconf.defaults.selection import Selection
from typedconf.layers import Layer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from typedconf.defaults.expansion import Site
    from typedconf.defaults.placing import Placed
    from typedconf.defaults.selection import Choice
    from typedconf.documents import Document
    from typedconf.errors import ConfigError, Origin
    from typedconf.overrides import Override
    from typedconf.sources import SearchPath

# What came of an entry: a config; the content of the listing config itself; no option chosen; taken away by ``~group``;
# an optional config that isn't there; a choice for another entry.
Outcome: TypeAlias = Literal["config", "self", "deselected", "deleted", "absent", "override"]


class Branch(NamedTuple):
    """One entry of a defaults list and what came of it; ``below`` is the list of the config that it brought, in order.

    ``entry`` is as the list writes it, of a group that was added the override, of a primary config None. ``chosen_by``
    is the override, or the ``override`` entry with the config that has it, by which another option was chosen.
    ``config`` and ``package`` are what was composed and where, None where nothing was. ``sources`` tell where its own
    content is, of a config with a list those of its ``_self_``.
    """

    outcome: Outcome
    entry: str | None
    chosen_by: str | None = None
    config: str | None = None
    package: str | None = None
    sources: tuple[Origin, ...] = ()
    below: tuple[Branch, ...] = ()


def trace(
    primary: str | None,
    overrides: Iterable[Override],
    search_path: SearchPath,
    check: Callable[[Document], list[ConfigError]],
    evaluate: Callable[[str], Any],
) -> tuple[Branch, ...]:
    """The tree of the primary config, below that of our own ``hydra/`` tree where anything chooses in it.

    Without a primary config, one for each group that is added.

    ``check`` finds what is wrong with a document, as a Library has it.

    Raises:
        ConfigError: as ``Selection`` and ``expand``.
    """
    library = Library(search_path, check, {})
    followed, _ = expand(primary, library, Selection(overrides, search_path), evaluate, _Tracing)
    return tuple(_branches(reversed(followed)))


class _Followed(list[Any]):
    """What came of one config, its last first, and the entry that brought it."""

    __slots__ = ("choice", "overrides", "placed", "site")

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site: Final = site
        self.placed: Placed | None = None
        self.choice: Choice | None = None
        self.overrides: Final[list[Placed]] = []


class _Nothing(NamedTuple):
    """An entry that brought no config."""

    placed: Placed
    choice: Choice | None
    outcome: Outcome


class _Tracing(Expansion):
    """An expansion that puts out what it follows as it is nested, not the layers alone."""

    def __init__(self, library: Library, selection: Selection, evaluate: Callable[[str], Any]) -> None:
        super().__init__(library, selection, evaluate)
        self._open: Final[list[_Followed]] = []

    def _follow(self, site: Site, out: list[Any], *, is_primary: bool = False) -> None:
        followed = _Followed(site)
        out.append(followed)
        self._open.append(followed)
        super()._follow(site, followed, is_primary=is_primary)
        self._open.pop()

    def _override(self, placed: Placed, site: Site) -> None:
        super()._override(placed, site)
        self._open[-1].overrides.append(placed)

    def _group(self, placed: Placed, option: str | None, choice: Choice | None, site: Site, out: list[Any]) -> None:
        count = len(out)
        super()._group(placed, option, choice, site, out)
        outcome: Outcome = "deselected" if option is None else "absent"
        if len(out) == count and self.selection.is_deleted(placed.key, option):
            outcome = "deleted"
        _note(out, count, placed, choice, outcome)

    def _options(
        self, placed: Placed, options: tuple[str, ...], choice: Choice | None, site: Site, out: list[Any]
    ) -> None:
        count = len(out)
        super()._options(placed, options, choice, site, out)
        for index, made in enumerate(out[count:], count):  # each was noted by itself, not as the entry lists them all
            if isinstance(made, _Followed):
                made.placed = placed
            else:
                out[index] = made._replace(placed=placed)
        if len(out) == count:
            out.append(_Nothing(placed, choice, "deselected"))

    def _config(self, placed: Placed, path: str, site: Site, out: list[Any], choice: Choice | None = None) -> None:
        count = len(out)
        super()._config(placed, path, site, out, choice)
        _note(out, count, placed, choice, "absent")


def _note(out: list[Any], count: int, placed: Placed, choice: Choice | None, outcome: Outcome) -> None:
    """Notes which entry the config was brought by that came last, or that an entry brought none."""
    if len(out) == count:
        out.append(_Nothing(placed, choice, outcome))
    else:
        followed: _Followed = out[-1]
        followed.placed, followed.choice = placed, choice


def _branches(items: Iterable[Any]) -> Iterator[Branch]:
    """What was followed as branches, lowest first."""
    layers: list[Layer] = []
    for item in reversed([*items]):
        if isinstance(item, Layer):
            layers.append(item)
            continue
        if layers:
            yield _self(layers)
            layers = []
        if isinstance(item, _Followed):
            yield _branch(item)
        elif isinstance(item, _Nothing):
            yield Branch(item.outcome, item.placed.text, _chosen_by(item.placed, item.choice))
        else:
            yield from _branches(item)
    if layers:
        yield _self(layers)


def _branch(followed: _Followed) -> Branch:
    site, placed = followed.site, followed.placed
    below = (*_branches(followed), *(Branch("override", one.text) for one in followed.overrides))
    has_list = bool(site.listing.entries) or len(below) > 1
    return Branch(
        "config",
        None if placed is None else placed.text,
        None if placed is None else _chosen_by(placed, followed.choice),
        site.listing.name,
        site.package,
        tuple(source for branch in below if branch.outcome == "self" for source in branch.sources),
        below if has_list else (),
    )


def _self(layers: list[Layer]) -> Branch:
    """The content of a config itself: its file's, and the store's node below that."""
    return Branch("self", SELF, sources=tuple(layer.origin(()) for layer in layers))


def _chosen_by(placed: Placed, choice: Choice | None) -> str | None:
    """Who chose, where that isn't the entry itself."""
    if choice is None or choice.text == placed.text:
        return None
    return choice.text if not isinstance(choice.source, tuple) else f"{choice.text} in {choice.source[0].name}"
