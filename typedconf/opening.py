"""What comes before composing: the primary config's own settings, and what overrides may not do; errors get places."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from typedconf.errors import ConfigError, ConfigNotFound, DefaultsListError, Problem, raise_all
from typedconf.provenance import existing_path
from typedconf.trees import ABSENT, find, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typedconf.documents import Document
    from typedconf.layers import Layer
    from typedconf.overrides import Override
    from typedconf.sources import SearchPath


def primary_document(name: str | None, search_path: SearchPath) -> Document | None:
    """The document of the primary config, which must be found before its own ``hydra.searchpath`` is followed.

    Raises:
        ConfigNotFound: no place has it.
        DocumentError: it can't be read.
    """
    if name is None:
        return None
    found = search_path.find_primary(name)
    if found is None:
        raise ConfigNotFound(search_path.not_found(name, of=f"no config {name!r}"))
    return found.document


@contextmanager
def placed_in(primary: Document | None) -> Iterator[None]:
    """Gives the problems of settings that are read first their place in the primary config."""
    try:
        yield
    except ConfigError as error:
        if primary is None:
            raise
        raise type(error)(*(_placed(problem, primary) for problem in error.problems)) from error.__cause__


@contextmanager
def placed_by(override: Override) -> Iterator[None]:
    """Gives the problems of an override's value their place in it."""
    try:
        yield
    except ConfigError as error:
        problems = (
            override.problem(problem.message, value=problem.value, suggestion=problem.suggestion)
            for problem in error.problems
        )
        raise type(error)(*problems) from error.__cause__


def _placed(problem: Problem, primary: Document) -> Problem:
    path = parse_path(problem.key)
    if problem.origin is not None or path[:1] != ("hydra",):
        return problem
    origin = primary.origin(existing_path(primary.tree, path))
    return problem._replace(origin=origin, excerpt=primary.excerpt(origin))


def aliases_of(primary: Document | None) -> Any:
    """What the primary config has at ``hydra.aliases``."""
    aliases = find(primary.tree, ("hydra", "aliases")) if primary is not None else ABSENT
    return None if aliases is ABSENT else aliases


def refuse_search_paths(layers: Iterable[Layer]) -> None:
    """The search path is settled before anything is composed: only the primary config may set it.

    Raises:
        DefaultsListError: with every other config that sets it.
    """
    errors: list[ConfigError] = []
    for layer in layers:
        if layer.entry is not None and layer.package in ((), ("hydra",)):
            inner = ("hydra", "searchpath")[len(layer.package) :]
            if find(layer.tree, inner) not in (ABSENT, None):
                origin = layer.document.origin(inner, entry=layer.entry)
                message = "hydra.searchpath can be set in the primary config and on the command line only"
                errors.append(DefaultsListError(Problem(message, "hydra.searchpath", origin=origin)))
    raise_all(errors)


def swept_twice(overrides: tuple[Override, ...]) -> Iterator[Problem]:
    """A warning for each sweep of a key that is swept before: the later one wins in every job."""
    seen: set[tuple[str, str | None]] = set()
    for override in overrides:
        place = (override.key, override.package)
        if override.is_sweep and place in seen:
            yield override.problem(f"{override.key} is swept twice; every job has what the last sweep gives it")
        elif override.is_sweep:
            seen.add(place)


def sweep_problem(override: Override) -> Problem:
    """That a sweep stands where one value belongs, with how to write a list or a text."""
    message = "a sweep of several values; one composition takes one"
    if override.sweep is not None and isinstance(override.sweep, tuple) and "(" not in override.text:
        value = override.text.partition("=")[2]
        message += (
            f"\nfor a list, write {override.key}=[{value}]; for a text, {override.key}='{value}' (quoted for the shell)"
        )
    return override.problem(message)
