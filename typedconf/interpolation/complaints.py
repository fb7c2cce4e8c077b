"""What is said where an interpolation gives no value. Loaded once one does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import (
    BoundExceeded,
    ConfigError,
    InterpolationCycle,
    InterpolationError,
    KeyNotFound,
    MissingValue,
    Problem,
    ResolverError,
    did_you_mean,
    nearest_name,
)
from typedconf.interpolation.answers import DeadEnd, MissingReference, lacking_value
from typedconf.scanning import shorten
from typedconf.trees import ABSENT, find, format_key, format_path, step

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typedconf.interpolation.templates import Call, Reference
    from typedconf.trees import KeyPath, Tree

_MOST_LINKS: Final = 12  # of a chain; what stands between its ends says little


def kind_of(value: Any) -> str:
    """What a message calls a value: null, a mapping, a list, text, or its Python type and the value."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "text" if isinstance(value, str) else f"{type(value).__name__} {value!r}"


def describe(end: DeadEnd, root: Tree, *, suggest: bool = True) -> tuple[str, str | None]:
    """What is wrong with a path, and the nearest name that would be right, unless that is too dear to ``suggest``."""
    where = format_path(end.path, root)
    if end.reason == "missing":
        return f"{where} is missing (???)", None
    key = str(end.key) if end.reason == "position" else format_key(end.key)
    if isinstance(end.node, dict):
        near = nearest_name(key, (format_key(name) for name in end.node)) if suggest else None
        return f"no key '{shorten(key)}' in {where or 'the config'}{did_you_mean(near)}", near
    if isinstance(end.node, list):
        size = f"{len(end.node)} item{'' if len(end.node) == 1 else 's'}"
        return f"no position '{shorten(key)}' in {where or 'the config'}, a list of {size}", None
    return f"no key '{shorten(key)}' in {where}, which is {kind_of(end.node)}", None


def dead_end(
    end: DeadEnd, reference: Reference, holder: KeyPath, root: Tree, text: str | None, *, suggest: bool
) -> ConfigError:
    """The error of the node ``holder``, whose ``reference`` leads nowhere."""
    message, near = describe(end, root, suggest=suggest)
    if end.reason != "missing" and near is None and (better := _respelled(end, reference, holder, root)):
        near, message = better, f"{message}{did_you_mean(better)}"
    kind = MissingReference if end.reason == "missing" else InterpolationError
    problem = Problem(
        f"{shorten(reference.text)}: {message}", key=format_path(holder, root), value=text, suggestion=near
    )
    return kind(problem)


def _respelled(end: DeadEnd, reference: Reference, holder: KeyPath, root: Tree) -> str | None:
    """The reference one container higher, where a list is no place for names, or to a sibling that has the name."""
    key = reference.keys[0]
    if not isinstance(key, str):
        return None
    bare = reference.text[2:-1].strip(" \t").lstrip(".")
    if reference.dots and isinstance(end.node, list) and len(holder) > reference.dots:
        above = find(root, holder[: -reference.dots - 1])
        return f"${{{'.' * (reference.dots + 1)}{bare}}}" if step(above, key) is not ABSENT else None
    if not reference.dots and not end.path and len(holder) > 1:
        container = find(root, holder[:-1])
        return f"${{.{bare}}}" if isinstance(container, dict) and step(container, key) is not ABSENT else None
    return None


def too_many_dots(reference: Reference, holder: KeyPath, root: Tree, text: str | None) -> ConfigError:
    """The error of a relative reference that climbs over the root."""
    problem = Problem(
        f"{shorten(reference.text)}: more leading dots than containers around it ({len(holder)})",
        key=format_path(holder, root),
        value=text,
    )
    return InterpolationError(problem)


def no_text(what: str, value: Any, holder: KeyPath, root: Tree, text: str | None) -> ConfigError:
    """The error of a key or resolver's name that is an interpolation and gives no text."""
    problem = Problem(f"{what} must be text, not {kind_of(value)}", key=format_path(holder, root), value=text)
    return InterpolationError(problem)


def cycle(active: Sequence[KeyPath], start: KeyPath, end: KeyPath, root: Tree) -> ConfigError:
    """The error of a value that needs itself: the chain from ``start`` on, back to ``end`` and ``start``.

    They differ where a reference leads to a container that holds the node it stands in.
    """
    chain = [format_path(path, root) or "the root" for path in active[active.index(start) :]]
    if end != start:
        chain.append(format_path(end, root) or "the root")
    if len(chain) > _MOST_LINKS:
        chain[_MOST_LINKS // 2 : -_MOST_LINKS // 2] = ["…"]
    chain.append(chain[0])
    key = format_path(start, root)
    return InterpolationCycle(Problem(f"needs its own value: {' -> '.join(chain)}", key=key))


def unknown_resolver(  # noqa: PLR0917  what there is to know of a call
    call: Call, name: str, known: Iterable[str], holder: KeyPath, root: Tree, text: str | None
) -> ConfigError:
    """The error of a call of no resolver; a key of that name means that a default was wanted."""
    message = f"{shorten(call.text)}: no resolver '{shorten(name)}'"
    near: str | None
    if find(root, tuple(name.split("."))) is not ABSENT:
        default = call.text[2:-1].partition(":")[2].strip(" \t").removeprefix("-")
        near = f"${{oc.select:{name},{default}}}" if default else f"${{{name}}}"
    else:
        near = nearest_name(name, known)
    problem = Problem(message + did_you_mean(near), key=format_path(holder, root), value=text, suggestion=near)
    return ResolverError(problem)


def unread(end: DeadEnd, path: KeyPath, root: Tree) -> ConfigError:
    """The error of a reader in Python that asks for ``path``."""
    message, near = describe(end, root)
    if end.reason == "missing":
        return MissingValue(lacking_value(end.path, root))
    return KeyNotFound(Problem(message, key=format_path(path, root), suggestion=near))


def wrong(message: str, holder: KeyPath, root: Tree, text: str | None, suggestion: str | None) -> ConfigError:
    """The error of a resolver that refuses its arguments or fails."""
    return ResolverError(Problem(message, key=format_path(holder, root), value=text, suggestion=suggestion))


def with_key(error: ConfigError, key: str) -> ConfigError:
    """``error``, its problems at ``key`` where they name none."""
    return type(error)(*(problem._replace(key=problem.key or key) for problem in error.problems))


def beyond(bound: str, holder: KeyPath, root: Tree) -> ConfigError:
    """The error of a value that would break a bound."""
    return BoundExceeded(Problem(bound, key=format_path(holder, root)))
