"""The target of a node goes in, the callable comes out, once the policy has judged who named it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from typedconf.config import Config
from typedconf.errors import ConfigError
from typedconf.instantiation.options import below, wrong
from typedconf.targets import accepts_any
from typedconf.targets.locating import get_class, get_method, get_object, locate, own_name
from typedconf.targets.policy import Policy, targets_of_logging
from typedconf.trees import format_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from typedconf.instantiation.nodes import Given, Node

_UNKNOWN: Final[Any] = object()
_LOCATORS: Final = (locate, get_class, get_method, get_object)
_AT_THE_CALL: Final = "the call names it as text; the class or function itself would do"
_PLAIN: Final = "it stands in plain data, of which nobody knows who wrote it (a Config of a composition would)"


class Finder:
    """Finds targets for one call of ``instantiate``; each path is walked once."""

    __slots__ = ("_allow", "_found", "_policies")

    def __init__(self, allow: str | Iterable[str]) -> None:
        self._allow: Final = Policy(allow)
        self._found: Final[dict[tuple[str, bool, Policy], Any]] = {}
        self._policies: Final[dict[Policy, Policy]] = {}

    def find(self, node: Node, target: Any, *, by_call: bool) -> Callable[..., Any]:
        """What ``target``, which the node has or the call gives, names.

        Raises:
            TargetRefused: nobody who may name code has named it.
            TargetNotFound: it isn't there.
            ConfigError: it is nothing that can be called.
        """
        trusted = not by_call and (node.own or _is_trusted(node, target, "_target_"))
        found = target
        if isinstance(target, str):
            found = self._named(node, target, "_target_", trusted=trusted, by_call=by_call)
        elif callable(target) and not by_call and _is_computed(node):
            self._judge(node, own_name(target, "", repr(target)), trusted=trusted)
        if not callable(found):
            what = f"{target!r} is a {type(found).__name__}" if isinstance(target, str) else f"not {target!r}"
            raise wrong(node, "_target_", f"names something that can be called; {what}", target)
        return found  # type: ignore[no-any-return]

    def check_path(self, node: Node, args: tuple[Any, ...], kwargs: Mapping[str, Any], given: Given) -> None:
        """Judges the path that ``locate`` or one of its like is to find: it names code as a target does.

        Raises:
            ConfigError: as for ``find``.
        """
        where: tuple[Any, ...] = ("_args_", 0) if args else ("path",)
        path = args[0] if args else kwargs.get("path")
        if not isinstance(path, str):
            return  # the call itself says what is wrong
        by_call = bool(given.args) if args else "path" in given.values
        trusted = not by_call and _is_trusted(node, path, *where)
        self._named(node, path, *where, trusted=trusted, by_call=by_call)

    def check_logging(self, node: Node, args: tuple[Any, ...], kwargs: Mapping[str, Any], given: Given) -> None:
        """Judges what the config of ``logging.config.dictConfig`` names, which imports it by itself.

        Raises:
            ConfigError: as for ``find``.
        """
        where: tuple[Any, ...] = ("_args_", 0) if args else ("config",)
        by_call = bool(given.args) if args else "config" in given.values
        for path, text in targets_of_logging(args[0] if args else kwargs.get("config")):
            place = (*where, *path)
            if by_call or not any(_is_trusted(node, one, *place) for one in (text, f"ext://{text}")):
                self._named(node, text, *place, trusted=False, by_call=by_call)

    def _named(self, node: Node, text: str, *where: Any, trusted: bool, by_call: bool) -> Any:
        policy = self._policy(node)
        known = text, trusted, policy
        if known in self._found:
            return self._found[known]
        found: Any = _UNKNOWN
        with suppress(ConfigError):
            found = policy.find(text, trusted=trusted)
        if found is _UNKNOWN:  # only now is it worth asking who wrote it
            found = policy.find(text, trusted=trusted, **_named_by(node, where, by_call=by_call))
        self._found[known] = found
        return found

    def _judge(self, node: Node, name: str, *, trusted: bool) -> None:
        """A callable that an interpolation gave: it counts as named by who wrote that."""
        self._policy(node).check(name, trusted=trusted, **_named_by(node, ("_target_",), by_call=False))

    def _policy(self, node: Node) -> Policy:
        of_program = None if node.standing is None else node.standing.policy
        if of_program is None:
            return self._allow
        made = self._policies.get(of_program)
        if made is None:
            made = self._policies[of_program] = of_program.adding(self._allow.patterns)
        return made


def _is_trusted(node: Node, text: Any, *where: Any) -> bool:
    """Whether the ``text`` that the node has there was written by somebody who may name code."""
    standing = node.standing
    if standing is None:
        return False
    if not node.is_object:
        return standing.trusts(*where)
    if accepts_any(type(node.value)) and where == ("_target_",) and text == standing.expected:
        return True  # the annotation names it
    return isinstance(text, str) and standing.trusts(*where) and standing.says(text, *where)


def _named_by(node: Node, where: tuple[Any, ...], *, by_call: bool) -> dict[str, Any]:
    """What an error says of who named a target: the key, the origin, and why that isn't enough."""
    name, standing = format_path(where), node.standing
    key = below(node, name)
    if by_call:
        return {"key": key, "reason": _AT_THE_CALL}
    if standing is None or not standing.is_judged:
        return {"key": key, "reason": _PLAIN}
    doubt = standing.doubt(*where)
    if doubt is None:
        return {"key": key, "origin": standing.origin(*where)}
    return {"key": key, "origin": doubt.origin, "reason": doubt.reason}


def _is_computed(node: Node) -> bool:
    """Whether the target of a view is no object of the tree itself."""
    if type(node.value) is not Config:
        return False
    _, _, tree, live = node.value._place  # noqa: SLF001  the place is there for who must know it
    return not live or isinstance(tree.get("_target_"), str)


def is_building(target: Any) -> bool:
    """Whether a target is ``instantiate`` itself."""
    from typedconf.instantiation import instantiate  # noqa: PLC0415  it is the door to this room

    return target is instantiate


def configures_logging(target: Any) -> bool:
    """Whether a target is the one of Python's own that imports what its config names."""
    return own_name(target, "", "") == "logging.config.dictConfig"


def takes_path(target: Any) -> bool:
    """Whether a target finds another by its path."""
    return any(target is locator for locator in _LOCATORS)
