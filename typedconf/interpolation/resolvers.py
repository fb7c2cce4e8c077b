"""Resolvers: what ``${name:arguments}`` calls. The built-in ones are those of OmegaConf 2.4 and Hydra 1.3."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, Final, Protocol

from typedconf.errors import ConfigError, Problem, StoreError, nearest_name
from typedconf.interpolation.answers import DeadEnd, Located
from typedconf.trees import format_key, format_path, parse_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from typedconf.interpolation.resolution import Resolution
    from typedconf.trees import KeyPath

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*+(?:\.[A-Za-z_][A-Za-z0-9_-]*+)*+")


class Resolver(Protocol):
    """What resolution calls for ``${name:arguments}``."""

    @property
    def name(self) -> str:
        """What stands before the colon."""
        ...

    def call(self, resolution: Resolution, holder: KeyPath, arguments: list[Any]) -> Any:
        """The value for the node ``holder``: plain data, or a Located whose node may hold interpolations.

        An argument that refers to a container comes as Located.

        Raises:
            ConfigError: the arguments are wrong, or there is no value.
        """
        ...


def make_resolver(name: str, function: Callable[..., Any]) -> Resolver:
    """A resolver that calls a user's ``function``; see ``functions`` for what it gets.

    Raises:
        StoreError: ``name`` is not made of identifiers joined by dots.
    """
    from typedconf.interpolation.functions import FunctionResolver  # noqa: PLC0415  most programs have none

    if _NAME.fullmatch(name) is None:
        message = f"not a resolver's name: {name!r}; letters, digits, '_' and '-' may stand in it, and dots between"
        raise StoreError(Problem(message))
    return FunctionResolver(name, function)


class _BuiltIn:
    """A resolver of our own, which takes from ``least`` to ``most`` arguments."""

    __slots__ = ("function", "least", "most", "name")

    def __init__(self, name: str, least: int, most: int, function: Callable[..., Any]) -> None:
        self.name: Final = name
        self.least: Final = least
        self.most: Final = most
        self.function: Final = function

    def call(self, resolution: Resolution, holder: KeyPath, arguments: list[Any]) -> Any:
        if not self.least <= len(arguments) <= self.most:
            takes = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
            plural = "" if self.most == 1 else "s"
            message = f"{self.name} takes {takes} argument{plural}, not {len(arguments)}"
            raise resolution._wrong(message, holder)  # noqa: SLF001  one room
        return self.function(resolution, holder, *arguments)


def _text_argument(what: str, value: Any, resolution: Resolution, holder: KeyPath) -> str:
    if type(value) is Located:
        value = value.node
    if not isinstance(value, str):
        from typedconf.interpolation.complaints import kind_of  # noqa: PLC0415  only once something is wrong

        hint = "; quote it" if isinstance(value, (int, float)) else ""
        raise resolution._wrong(f"{what} must be text, not {kind_of(value)}{hint}", holder)  # noqa: SLF001
    return value


# -- oc.env, oc.select, oc.decode, oc.create ----------------------------------------------------------------------


def _env(resolution: Resolution, holder: KeyPath, name: Any, *default: Any) -> Any:
    """``oc.env:NAME,default``: always text; a default becomes it, but null stays."""
    variable = _text_argument("the name of an environment variable", name, resolution, holder)
    environment = resolution.facts.environment
    if variable in environment:
        return environment[variable]
    if not default:
        near = nearest_name(variable, environment) if resolution.may_suggest(environment) else None
        message = f"no environment variable {variable!r}{f'; did you mean {near}?' if near else ''}"
        raise resolution._wrong(message, holder, near)  # noqa: SLF001
    value = resolution.data(default[0], holder)
    return value if value is None else resolution._as_text(value, holder)  # noqa: SLF001


def _look(what: str, key: Any, resolution: Resolution, holder: KeyPath) -> Any:
    """Where the text ``key`` leads, leading dots counting from the container of ``holder``."""
    text = _text_argument(what, key, resolution, holder)
    bare = text.lstrip(".")
    dots = len(text) - len(bare)
    if dots > len(holder):  # no default helps, as in the reference: the path is wrong, not what it leads to
        raise resolution._wrong(f"{what} has more leading dots than there are containers: {text}", holder)  # noqa: SLF001
    start = holder[:-dots] if dots else ()
    return resolution._walk(start + parse_path(bare), None, holder)  # noqa: SLF001  look() without its frames


def _select(resolution: Resolution, holder: KeyPath, key: Any, default: Any = None) -> Any:
    """``oc.select:key,default``: the default for an absent key and for ``???``, not for null."""
    found = _look("the key", key, resolution, holder)
    if type(found) is not DeadEnd:
        return found
    if found.reason == "position":
        from typedconf.interpolation.complaints import describe  # noqa: PLC0415  only once something is wrong

        raise resolution._wrong(f"oc.select: {describe(found, resolution.root)[0]}", holder)  # noqa: SLF001
    return default


def _decode(resolution: Resolution, holder: KeyPath, text: Any) -> Any:
    """``oc.decode:text``: what the text means as an argument of a call, its interpolations included."""
    from typedconf.interpolation.templates import parse_argument  # noqa: PLC0415  resolution has loaded it

    if text is None:
        return None
    written = _text_argument("what oc.decode reads", text, resolution, holder)
    try:
        argument = parse_argument(written)
    except ConfigError as error:
        from typedconf.interpolation.complaints import with_key  # noqa: PLC0415  only once something is wrong

        raise with_key(error, format_path(holder, resolution.root)) from None
    return resolution.filled(argument, holder)


def _create(resolution: Resolution, holder: KeyPath, value: Any) -> Any:
    """``oc.create:value``: a part of the tree, at the place of the node, from a container or from YAML text."""
    if type(value) is Located and isinstance(value.node, (dict, list)):
        return value
    if type(value) is Located:
        value = value.node
    if isinstance(value, str):
        from typedconf.documents import parse_yaml  # noqa: PLC0415  whoever resolves a tree may never read YAML

        value = parse_yaml(value, f"the text that oc.create reads at {format_path(holder, resolution.root)}").tree
    if value is None:
        return None
    if not isinstance(value, (dict, list)):
        raise resolution._wrong(f"oc.create makes no config of {value!r}", holder)  # noqa: SLF001
    return Located(holder, value)


# -- oc.dict.keys, oc.dict.values -----------------------------------------------------------------------------------


def _mapping(name: str, key: Any, resolution: Resolution, holder: KeyPath) -> Any:
    """The mapping at the path ``key``, as Located or computed."""
    if type(key) is Located and isinstance(key.node, (dict, list)):
        raise resolution._wrong(f"{name} takes the path of a mapping: write its key without ${{}}", holder)  # noqa: SLF001
    found = _look(f"the path that {name} takes", key, resolution, holder)
    if type(found) is DeadEnd:
        from typedconf.interpolation.complaints import describe  # noqa: PLC0415  only once something is wrong

        message, near = describe(found, resolution.root)
        raise resolution._wrong(f"{name}: {message}", holder, near)  # noqa: SLF001
    node = found.node if type(found) is Located else found
    if not isinstance(node, dict):
        from typedconf.interpolation.complaints import kind_of  # noqa: PLC0415  only once something is wrong

        raise resolution._wrong(f"{name} takes the path of a mapping, not of {kind_of(node)}", holder)  # noqa: SLF001
    return found


def _keys(resolution: Resolution, holder: KeyPath, key: Any) -> list[Any]:
    found = _mapping("oc.dict.keys", key, resolution, holder)
    return list(found.node if type(found) is Located else found)


def _values(resolution: Resolution, holder: KeyPath, key: Any) -> Any:
    """A list of references to the values, so that each is evaluated when it is read."""
    found = _mapping("oc.dict.values", key, resolution, holder)
    if type(found) is not Located:
        return list(found.values())
    start = "".join(f"{format_key(part)}." for part in found.path)
    return Located(holder, [f"${{{start}{format_key(name)}}}" for name in found.node])


# -- oc.deprecated, oc.coerce ---------------------------------------------------------------------------------------


def _deprecated(
    resolution: Resolution, holder: KeyPath, key: Any, message: Any = "$OLD_KEY is deprecated; use $NEW_KEY"
) -> Any:
    """``oc.deprecated:key,message``: the value of ``key``, and a warning."""
    new = _text_argument("the key that oc.deprecated takes", key, resolution, holder)
    template = _text_argument("the message of oc.deprecated", message, resolution, holder)
    found = _look("the key", key, resolution, holder)
    if type(found) is DeadEnd:
        from typedconf.interpolation.complaints import describe  # noqa: PLC0415  only once something is wrong

        text, near = describe(found, resolution.root)
        raise resolution._wrong(f"oc.deprecated: {text}", holder, near)  # noqa: SLF001
    old = format_path(holder, resolution.root)
    warning = template.replace("$OLD_KEY", old).replace("$NEW_KEY", new)
    resolution.warn(Problem(warning, key=old, suggestion=new))
    return found


_TRUE: Final = frozenset({"yes", "y", "on", "true", "1"})
_FALSE: Final = frozenset({"no", "n", "off", "false", "0"})


def _to_bool(value: Any) -> bool:
    if isinstance(value, str):
        word = value.lower()
        if word not in _TRUE | _FALSE:
            raise ValueError(value)
        return word in _TRUE
    if not isinstance(value, int):
        raise TypeError(value)
    return bool(value)


def _to_int(value: Any) -> int:
    if not isinstance(value, (int, str)) or isinstance(value, bool):
        raise TypeError(value)
    return int(value)


def _to_float(value: Any) -> float:
    if not isinstance(value, (int, float, str)) or isinstance(value, bool):
        raise TypeError(value)
    return float(value)


def _to_bytes(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError(value)
    return value


def _to_str(value: Any) -> str:
    if isinstance(value, (dict, list, bytes)):
        raise TypeError(value)
    return str(value)


def _to_path(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value  # a tree is plain data; the field that takes it makes the path


_COERCIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "bool": _to_bool,
    "bytes": _to_bytes,
    "float": _to_float,
    "int": _to_int,
    "pathlib.Path": _to_path,
    "str": _to_str,
}


def _coerce(resolution: Resolution, holder: KeyPath, kind: Any, value: Any) -> Any:
    """``oc.coerce:type,value``, for types that need no import: one named by text is a target."""
    name = _text_argument("the type that oc.coerce takes", kind, resolution, holder)
    coercion = _COERCIONS.get(name)
    if coercion is None:
        known = ", ".join(_COERCIONS)
        message = f"oc.coerce takes {known} as types, not {name!r}; no config may name what to import"
        raise resolution._wrong(message, holder, nearest_name(name, _COERCIONS))  # noqa: SLF001
    given = resolution.data(value, holder)
    try:
        return coercion(given)
    except (TypeError, ValueError, OverflowError):
        raise resolution._wrong(f"oc.coerce makes no {name} of {given!r}", holder) from None  # noqa: SLF001


# -- now, python_version, hydra ---------------------------------------------------------------------------------------


def _now(resolution: Resolution, holder: KeyPath, pattern: Any) -> str:
    text = _text_argument("the format that now takes", pattern, resolution, holder)
    try:
        return resolution.facts.now.strftime(text)
    except (ValueError, UnicodeError) as error:
        raise resolution._wrong(f"now takes no such format: {text!r}", holder) from error  # noqa: SLF001


_LEVELS: Final = ("major", "minor", "micro")


def _python_version(resolution: Resolution, holder: KeyPath, level: Any = "minor") -> str:
    if level not in _LEVELS:
        message = f"python_version takes {', '.join(_LEVELS)}, not {level!r}"
        raise resolution._wrong(message, holder, nearest_name(str(level), _LEVELS))  # noqa: SLF001
    return ".".join(str(part) for part in sys.version_info[: _LEVELS.index(level) + 1])


def _hydra(resolution: Resolution, holder: KeyPath, key: Any) -> Any:
    """``hydra:key``: the value in the ``hydra`` node, which is no part of the tree."""
    path = parse_path(_text_argument("the key in the hydra node", key, resolution, holder))
    combined = resolution.with_hydra()
    found = combined.look(("hydra", *path))
    if type(found) is DeadEnd:
        from typedconf.interpolation.complaints import describe  # noqa: PLC0415  only once something is wrong

        message, near = describe(found, combined.root)
        raise resolution._wrong(f"hydra: {message}", holder, near)  # noqa: SLF001
    return combined.data(found, holder)


BUILT_IN: Final[Mapping[str, Resolver]] = {
    resolver.name: resolver
    for resolver in (
        _BuiltIn("hydra", 1, 1, _hydra),
        _BuiltIn("now", 1, 1, _now),
        _BuiltIn("oc.coerce", 2, 2, _coerce),
        _BuiltIn("oc.create", 1, 1, _create),
        _BuiltIn("oc.decode", 1, 1, _decode),
        _BuiltIn("oc.deprecated", 1, 2, _deprecated),
        _BuiltIn("oc.dict.keys", 1, 1, _keys),
        _BuiltIn("oc.dict.values", 1, 1, _values),
        _BuiltIn("oc.env", 1, 2, _env),
        _BuiltIn("oc.select", 1, 2, _select),
        _BuiltIn("python_version", 0, 1, _python_version),
    )
}


def lost(name: str) -> Resolver:
    """What stands for a resolver whose function could not be pickled: its answers are there, new ones it refuses."""

    def refuse(resolution: Resolution, holder: KeyPath, *_: Any) -> Any:
        message = f"the resolver {name} did not survive pickling: its function is no module's own"
        raise resolution._wrong(message, holder)  # noqa: SLF001

    return _BuiltIn(name, 0, sys.maxsize, refuse)
