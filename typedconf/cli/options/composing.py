"""The words of a command line go in, and how to compose overrides; the composition that they ask for comes out.

Which options there are is known once something is composed, and what is composed depends on them. So it goes in rounds:
options of groups are told by their names alone, one composition shows all options that it has, the words are read again
by these, until they mean the same twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.options.listing import Option, list_options
from typedconf.cli.options.names import Names
from typedconf.cli.options.reading import is_option, read_options
from typedconf.defaults.landing import Groups
from typedconf.errors import ConfigError
from typedconf.trees import NO_RULES, parse_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from typedconf.cli.options.reading import Reading
    from typedconf.cli.words import CommandLine
    from typedconf.composition import Composition
    from typedconf.errors import Problem
    from typedconf.overrides import Override
    from typedconf.sources import SearchPath

_MOST_ROUNDS: Final = 10  # an option shows up with the group that another one has chosen, and so on
_MOST_TRIED: Final = 10
_DASHES: Final = "--"


class Way(NamedTuple):
    """How a program composes: what overrides give, its schema, and where it looks for configs.

    ``others`` are the names of options that are not the config's, and may be meant where one is misspelt.
    """

    compose: Callable[[Sequence[str | Override]], Composition[Any]]
    schema: Callable[[], Any]
    search_path: Callable[[], SearchPath]
    others: Sequence[str] = ()


class Composed(NamedTuple):
    """A composition, and the words that had no part in it."""

    composition: Composition[Any]
    left: tuple[str, ...] = ()


def compose_words(line: CommandLine, way: Way, *, takes_words: bool = False) -> Composed:
    """The composition that the overrides and options of ``line`` give.

    With ``takes_words``, words that are neither are left over; without it they are mistakes.

    Raises:
        ConfigError: an option is none, or nothing composes.
    """
    return _Rounds(line, way, takes_words=takes_words).run()


class _Rounds:
    """One way to a composition."""

    __slots__ = ("_line", "_takes_words", "_way")

    def __init__(self, line: CommandLine, way: Way, *, takes_words: bool) -> None:
        self._line: Final = line
        self._way: Final = way
        self._takes_words: Final = takes_words

    def run(self) -> Composed:
        """Reads and composes until nothing changes.

        Raises:
            ConfigError: with all that is wrong with options, and what keeps it from composing.
        """
        learnt, base, reading = self._first()
        if learnt is None:
            return Composed(self._compose_with(base, reading.problems))  # which raises
        for _ in range(_MOST_ROUNDS):
            names = self._learnt_names(learnt)
            reading = self._read(names)
            wanted = self._base(reading)
            found = None if wanted == base else self._learn(wanted, reading)
            if found is None:
                break
            base, learnt = wanted, found
        return self._settled(reading, names)

    def _first(self) -> tuple[Composition[Any] | None, tuple[str | Override, ...], Reading]:
        """What composes while no option is known but groups, by their names, what it was made of and read from.

        Whether a group that is named twice has one option or a list is not known: it is chosen from only where nothing
        composes without it, as is one that lands where the name of an option leads.
        """
        groups = list(self._named_groups())
        once = [group for group in groups if self._count(group) == 1]
        bases: list[tuple[str | Override, ...]] = []
        for guess in (once, groups, None):
            options = [*groups, *self._landing_groups()] if guess is None else guess
            reading = self._read(Names(options, NO_RULES))
            base = self._base(reading)
            if base in bases:
                continue
            bases.append(base)
            learnt = self._learn(base, reading)
            if learnt is not None:
                break
        return learnt, base, reading

    def _learnt_names(self, learnt: Composition[Any]) -> Names:
        """The names that the words may mean: of a large config those of the parts that they name, if these will do."""
        words = [word.partition("=")[0] for word in self._line.words if is_option(word)]
        for parts in (_parts_of(words), None):
            options = list_options(self._way.schema(), learnt, reads_source=False, parts=parts)
            names = Names(options, learnt.rules, self._way.others)
            if all(names.find(word) is not None for word in words):
                break
        return names

    def _settled(self, reading: Reading, names: Names) -> Composed:
        """What the last reading comes to.

        Raises:
            ConfigError: with all that is wrong.
        """
        overrides = (*reading.certain(), *self._line.closed)
        return Composed(self._compose_with(overrides, reading.all_problems(names)), reading.left)

    def _compose_with(self, overrides: Sequence[str | Override], problems: Sequence[Problem]) -> Composition[Any]:
        """What ``overrides`` give, where there are no other ``problems``.

        Raises:
            ConfigError: with these, and what keeps it from composing.
        """
        try:
            composition = self._way.compose(overrides)
        except ConfigError as error:
            if not problems:
                raise
            raise ConfigError(*problems, *error.problems) from None
        if problems:
            raise ConfigError(*problems)
        return composition

    def _read(self, names: Names) -> Reading:
        line = self._line
        return read_options(line.words, names, names.rules, breaks=line.breaks, takes_words=self._takes_words)

    def _base(self, reading: Reading) -> tuple[str | Override, ...]:
        """What options are learnt from."""
        return (*reading.choosing(), *self._line.closed)

    def _learn(self, base: Sequence[str | Override], reading: Reading) -> Composition[Any] | None:
        """What composes of the words, without those that are wrong; None if nothing."""
        for overrides in (base, reading.overrides):
            for attempt in (overrides, tuple(self._choosing(overrides))):
                composition = self._compose_some(attempt)
                if composition is not None:
                    return composition
        return None

    def _compose_some(self, overrides: Sequence[str | Override]) -> Composition[Any] | None:
        """What ``overrides`` give without those that errors name; None where others are in the way."""
        for _ in range(_MOST_TRIED):
            try:
                return self._way.compose(overrides)
            except ConfigError as error:
                blamed = {problem.origin.text for problem in error.problems if problem.origin is not None}
            kept = [one for one in overrides if _written(one) not in blamed]
            if len(kept) == len(overrides):
                return None
            overrides = kept
        return None

    def _choosing(self, overrides: Iterable[str | Override]) -> Iterator[str | Override]:
        """Those that choose what is composed: of groups, and of where these are looked for."""
        search_path = self._way.search_path()
        for override in overrides:
            text = str(override).lstrip("+~").partition("=")[0].partition("@")[0]
            if text == "hydra.searchpath" or search_path.has_group(text):
                yield override

    # -- groups, before anything is composed --

    def _named_groups(self) -> Iterator[Option]:
        """The options that name a group, as far as their names alone tell."""
        search_path = self._way.search_path()
        for name in self._option_names():
            for key in dict.fromkeys((name, name.replace("-", "_"))):
                group = key.partition("@")[0]
                if search_path.has_group(group) and _has_options(search_path, group):
                    yield _group_option(name, key)
                    break

    def _landing_groups(self) -> Iterator[Option]:
        """The options that name the package in which some option of a group lands that has the name of their value."""
        groups = Groups(self._way.search_path(), {})
        for word, behind in zip(self._line.words, (*self._line.words[1:], ""), strict=True):
            name, equals, text = word.removeprefix(_DASHES).partition("=")
            value = text if equals else behind
            if not word.startswith(_DASHES) or not name or not value:
                continue
            found = {
                key.lstrip("+")
                for key, _, option in (one.partition("=") for one in groups.options_at(parse_path(name)))
                if option == value
            }
            if len(found) == 1:
                yield _group_option(name, found.pop())

    def _count(self, option: Option) -> int:
        """How often an option stands among the words."""
        return sum(word.partition("=")[0] in option.names for word in self._line.words)

    def _option_names(self) -> Iterator[str]:
        """The names of all options with two dashes, without these, each once."""
        words = (word for word in self._line.words if word.startswith(_DASHES) and is_option(word))
        return iter(dict.fromkeys(word.removeprefix(_DASHES).partition("=")[0] for word in words))


def _parts_of(names: Iterable[str]) -> set[str]:
    """The keys at the top that options may mean, in whatever spelling."""
    found: set[str] = set()
    for name in names:
        for key in (name.removeprefix(_DASHES), name.removeprefix(f"{_DASHES}no-")):
            path = parse_path(key)
            found.update((path[0], path[0].replace("-", "_")) if path else ())
    return found


def _written(override: str | Override) -> str | None:
    """An override as problems show it."""
    return override if isinstance(override, str) else override.origin.text


def _has_options(search_path: SearchPath, group: str) -> bool:
    try:
        return any(not name.endswith("/") for name in search_path.names(group))
    except ConfigError:
        return False


def _group_option(name: str, key: str) -> Option:
    """An option that is taken for a group's."""
    return Option((f"{_DASHES}{name}",), key, "group", type="")
