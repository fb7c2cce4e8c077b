"""The primary config's name and a selection go in, the layers come out: defaults lists followed depth first.

Lists are followed from their end to their start, because an ``override`` entry acts on what stands before it: in its
own list, below it, or in an earlier sibling. So when an entry is reached, every choice that could concern it has been
made: the command line's first, then the outermost list's, then among siblings the later one's. Entries with an
interpolated option wait until all others of their list are done.

Source: Hydra's "The Defaults List", "Packages" and its order of composition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.defaults.complaints import Complaints
from typedconf.defaults.entries import ConfigEntry, GroupEntry, Listing, Option
from typedconf.defaults.placing import Placed, final_package, place, plan
from typedconf.defaults.selection import Choice, Selection
from typedconf.errors import (
    BoundExceeded,
    ConfigError,
    ConfigNotFound,
    raise_all,
)
from typedconf.interpolation.templates import Call, Reference, parse_template
from typedconf.layers import Layer
from typedconf.trees import MISSING, MOST_NESTED, parse_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typedconf.defaults.entries import Library

_MOST_LAYERS: Final = 10_000


class Site(NamedTuple):
    """The config whose list is followed, and where it stands."""

    listing: Listing
    folder: str
    package: str
    text: str | None  # the entry or override that brought it in
    depth: int
    is_interpolated: bool


class Waiting(NamedTuple):
    """An interpolated entry, which is settled after all others of its list; ``slot`` keeps its place."""

    placed: Placed
    template: str
    choice: Choice | None
    slot: list[Any]


def expand(
    primary: str | None,
    library: Library,
    selection: Selection,
    evaluate: Callable[[str], Any],
    walk: type[Expansion] | None = None,
) -> tuple[list[Layer], Selection]:
    """The layers, lowest first, and the selection with its choices known.

    ``walk`` is how lists are followed, where somebody wants to look on.

    Our own hydra tree comes lowest, where anything chooses in it. ``evaluate`` gives the value of a text with a
    resolver's call.

    Raises:
        ConfigNotFound: with everything that does not exist.
        DefaultsListError: with everything else that is wrong in the lists.
        OverrideError: with the overrides of groups that match no entry.
    """
    make = Expansion if walk is None else walk
    expansion = make(library, selection, evaluate)
    layers = expansion.run(primary)
    forced = selection.unmatched_forced() if not expansion.errors else ()
    if forced:  # ``++group=option`` sets where there is an entry and adds where there is none: only now is it known
        expansion = make(library, selection.adding(forced), evaluate)
        layers = expansion.run(primary)
    errors = [*library.errors, *reversed(expansion.errors)]  # in the order in which a reader meets them
    raise_all(errors or expansion.selection.unmatched())
    return layers, expansion.selection


class Expansion:
    """One walk along the lists: what has come out so far, and what was wrong."""

    def __init__(self, library: Library, selection: Selection, evaluate: Callable[[str], Any]) -> None:
        self._library: Final = library
        self._evaluate: Final = evaluate
        self._count = 0
        self._leaves: Final[set[str]] = set()  # keys of groups whose config has no defaults list
        self._complaints: Final = Complaints(library)
        self.selection: Final = selection
        self.errors: Final = self._complaints.errors

    def run(self, primary: str | None) -> list[Layer]:
        """All layers, lowest first; what is wrong with them is in ``errors``."""
        out: list[Any] = []
        if primary is None:
            site = Site(Listing("the command line", None, ()), "", "", None, 0, is_interpolated=False)
            self._add(site, out)
        else:
            self._primary(primary, out)
        if self.selection.touches("hydra/"):
            listing = self._library.find("hydra/config")
            if listing is not None:
                self._follow(Site(listing, "hydra", "hydra", None, 0, is_interpolated=False), out)
        layers = list(_flat(out))
        layers.reverse()
        return layers

    def _primary(self, name: str, out: list[Any]) -> None:
        listing = self._library.find_primary(name)
        if listing is None:
            raise ConfigNotFound(self._library.search_path.not_found(name, of=f"no config {name!r}"))
        folder = listing.name.rpartition("/")[0]
        package = listing.header if listing.header is not None else folder.replace("/", ".")
        site = Site(listing, folder, final_package("", package), None, 0, is_interpolated=False)
        self._follow(site, out, is_primary=True)

    def _follow(self, site: Site, out: list[Any], *, is_primary: bool = False) -> None:
        """Puts out what the config at ``site`` comes to, its last layer first."""
        listing = site.listing
        if not listing.entries and not (is_primary and self.selection.added):
            self._emit(site, out)
            return
        if site.depth > MOST_NESTED:
            message = f"defaults lists nest more than {MOST_NESTED} deep; does {listing.name} come to list itself?"
            raise BoundExceeded(listing.problem(message))
        steps, overrides = plan(listing, site.folder, site.package)
        for placed in overrides:
            self._override(placed, site)
        waiting: list[Waiting] = []
        if is_primary:
            self._add(site, out, waiting)
        for step in steps:
            if step is None:
                self._emit(site, out)
            else:
                self._enter(step, site, out, waiting)
        if waiting:
            self._settle(waiting, site)

    def _add(self, site: Site, out: list[Any], waiting: list[Waiting] | None = None) -> None:
        """``+group=option``, below the whole list of the primary config."""
        last = waiting if waiting is not None else []
        for entry, override in reversed(self.selection.added):
            placed = place(entry, site.folder, site.package)._replace(text=override.text)
            self._complaints.added[placed.key] = override
            self._enter(placed, site, out, last, Choice(entry.option, override))
        if waiting is None and last:
            self._settle(last, site)

    def _override(self, placed: Placed, site: Site) -> None:
        if site.is_interpolated:
            message = f"{placed.text!r} comes too late: {site.listing.name} was itself chosen by an interpolation"
            self._complaints.wrong(placed, None, site.listing, message)
        else:
            self.selection.choose(placed.key, site.listing, placed.entry)  # type: ignore[arg-type]  # only groups have overrides

    def _enter(
        self, placed: Placed, site: Site, out: list[Any], waiting: list[Waiting], added: Choice | None = None
    ) -> None:
        entry = placed.entry
        if type(entry) is ConfigEntry:
            if "${" in entry.path:
                self._wait(placed, placed.key, None, out, waiting)
            else:
                self._config(placed, placed.key, site, out)
            return
        option: Option = entry.option  # type: ignore[union-attr]
        choice = self.selection.chosen(placed.key) or added
        if choice is not None:
            option = choice.option
        if type(option) is tuple:
            self._options(placed, option, choice, site, out)
        elif option is not None and "${" in option:
            self._wait(placed, option, choice, out, waiting)  # type: ignore[arg-type]
        else:
            self._group(placed, option, choice, site, out)  # type: ignore[arg-type]

    def _wait(
        self, placed: Placed, template: str, choice: Choice | None, out: list[Any], waiting: list[Waiting]
    ) -> None:
        slot: list[Any] = []
        out.append(slot)
        waiting.append(Waiting(placed, template, choice, slot))

    def _options(
        self, placed: Placed, options: tuple[str, ...], choice: Choice | None, site: Site, out: list[Any]
    ) -> None:
        """A list of options: each becomes a config entry at the group's package, in order."""
        group: GroupEntry = placed.entry  # type: ignore[assignment]  # nothing else has options
        for option in reversed(options):
            if "${" in option:
                message = f"no interpolation can stand in a list of options: {option}"
                self._complaints.wrong(placed, choice, site.listing, message, option)
                continue
            entry = ConfigEntry(f"{group.group}/{option}", group.package, group.optional, group.position)
            item = place(entry, site.folder, site.package)
            text = placed.text if choice is None else choice.text
            self._config(item._replace(text=text), item.key, site, out, choice)

    def _group(self, placed: Placed, option: str | None, choice: Choice | None, site: Site, out: list[Any]) -> None:
        """One option of a group."""
        key = placed.key
        if self.selection.is_deleted(key, option):
            return
        other, is_new = self.selection.note(placed.group, key, option)
        if is_new:
            self._complaints.taken[key] = placed, site.listing
        elif other != option:
            self._complaints.contradictory(placed, option, other, site.listing)
            return
        if option is None:
            return
        if option == MISSING:
            self._complaints.unchosen(placed, site.listing)
            return
        listing = self._find(f"{placed.group}/{option}", placed, choice, site)
        if listing is None:
            if not placed.entry.optional:
                self._complaints.no_option(placed, option, choice, site.listing)
            return
        if not listing.entries:
            if key in self._leaves:
                self._complaints.repeated(placed, option, site.listing)
                return
            self._leaves.add(key)
        text = placed.text if choice is None else choice.text
        self._follow(self._below(placed, listing, placed.group, text, site), out)

    def _config(self, placed: Placed, path: str, site: Site, out: list[Any], choice: Choice | None = None) -> None:
        """A config that is no choice."""
        if path.endswith(MISSING):
            self._complaints.wrong(placed, choice, site.listing, f"{placed.text!r} names no config")
            return
        listing = self._find(path, placed, choice, site)
        if listing is None:
            if not placed.entry.optional:
                self._complaints.no_config(placed, path, choice, site.listing)
            return
        self._follow(self._below(placed, listing, path.rpartition("/")[0], placed.text, site), out)

    @staticmethod
    def _below(placed: Placed, listing: Listing, folder: str, text: str, site: Site) -> Site:
        """The config that an entry has brought in, where it stands."""
        package = placed.package
        if package is None:
            package = placed.relative if listing.header is None else listing.header
        return Site(listing, folder, final_package(site.package, package), text, site.depth + 1, site.is_interpolated)

    def _settle(self, waiting: list[Waiting], site: Site) -> None:
        """Enters the interpolated entries, each as soon as all choices that it names are known."""
        inner = site._replace(is_interpolated=True)
        left = waiting
        while left:
            blocked: list[Waiting] = []
            for item in left:
                unsettled = [key for key in _keys_in(item.template) if key not in self.selection.known]
                if unsettled:
                    blocked.append(item)
                else:
                    self._settle_one(item, inner)
            if len(blocked) == len(left):
                for item in blocked:
                    keys = _keys_in(item.template)
                    unknown = next(key for key in keys if key not in self.selection.known)
                    self._complaints.unknown_choice(
                        item.placed, item.choice, site.listing, item.template, unknown, self.selection.known
                    )
                return
            left = blocked

    def _settle_one(self, item: Waiting, site: Site) -> None:
        try:
            name = self._interpolated(item.template)
        except ConfigError as error:
            self.errors.append(error)
            return
        if name is None:
            message = f"{item.template} is null, which names no config"
            self._complaints.wrong(item.placed, item.choice, site.listing, message, item.template)
        elif isinstance(item.placed.entry, ConfigEntry):
            self._config(item.placed, name, site, item.slot)
        else:
            self._group(item.placed, name, item.choice, site, item.slot)

    def _interpolated(self, template: str) -> str | None:
        """The name that ``template`` gives with the choices known so far; None where a choice in it is null."""
        parsed = parse_template(template)
        if isinstance(parsed, str):
            return parsed
        texts: list[str] = []
        for part in parsed.parts:
            value: Any = part
            if isinstance(part, Reference):
                value = self.selection.known[_key_of(part)]
            elif isinstance(part, Call):
                value = self._evaluate(part.text)
            if value is None:
                return None
            texts.append(str(value))
        return "".join(texts)

    def _emit(self, site: Site, out: list[Any]) -> None:
        listing = site.listing
        self._count += 1
        if self._count > _MOST_LAYERS:
            raise BoundExceeded(listing.problem(f"more than {_MOST_LAYERS:,} configs in one composition"))
        package = parse_path(site.package)
        if len(package) >= MOST_NESTED:
            raise BoundExceeded(listing.problem(f"its package is nested more than {MOST_NESTED} levels deep"))
        for tree, schema, source in listing.bodies:
            out.append(
                Layer(listing.name, package, tree, schema, source, site.text, listing.is_trusted, source.has_operators)
            )

    def _find(self, name: str, placed: Placed, choice: Choice | None, site: Site) -> Listing | None:
        try:
            return self._library.find(name)
        except ConfigNotFound as error:  # the name itself is wrong
            self._complaints.misnamed(placed, choice, site.listing, error.problems[0].message)
        except ConfigError as error:
            self.errors.append(error)
        return EMPTY


# Stands for a config that could not be read: the error is noted, and nothing follows from it.
EMPTY: Final = Listing("", None, ())


def _keys_in(template: str) -> list[str]:
    parsed = parse_template(template)
    return [] if isinstance(parsed, str) else [_key_of(part) for part in parsed.parts if isinstance(part, Reference)]


def _key_of(reference: Reference) -> str:
    """The override key that ``${db}`` or ``${db@a.b}`` names: keys of choices are flat, so dots are part of them."""
    return reference.text[2:-1].strip()


def _flat(items: list[Any]) -> Iterator[Layer]:
    for item in items:
        if type(item) is list:
            yield from _flat(item)
        else:
            yield item
