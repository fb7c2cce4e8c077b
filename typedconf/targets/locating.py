"""Dotted text goes in, the class, function, method or object that it names comes out, or which part of it fails."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import Problem, TargetNotFound, TargetRefused, did_you_mean, nearest_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_SLIP: Final = 0.75  # difflib's measure: a letter of four is wrong
_OWN: Final = "__main__"  # where a script's own classes are: the one name of Python's that a path may begin with
# The reference's helpers, as trees name them, and where ours are: texts, because building stands on a floor above.
OURS: Final[Mapping[str, str]] = {
    "hydra.utils.instantiate": "typedconf.instantiation.instantiate",
    "hydra.utils.call": "typedconf.instantiation.instantiate",
    "hydra.utils.get_class": f"{__name__}.get_class",
    "hydra.utils.get_method": f"{__name__}.get_method",
    "hydra.utils.get_static_method": f"{__name__}.get_method",
    "hydra.utils.get_object": f"{__name__}.get_object",
}


def locate(path: str) -> Any:
    """The module, class, function, method, inner class or object at a dotted path, such as ``torch.optim.AdamW``.

    Imports what leads there and nothing else: an attribute is taken before a module of the same name. The reference's
    helpers (``hydra.utils.instantiate``, ``call``, ``get_class``, ``get_method``, ``get_object``) are those of
    typedconf. Whoever may not be trusted to name code must not choose ``path``.

    Raises:
        TargetNotFound: which part of it is not there or fails to import, with the nearest name.
        TargetRefused: a part of it begins with two underscores, and so is Python's own or a class's.
    """
    found: Any = None
    for _, found in walk(path):  # noqa: B007  the last one
        pass
    return found


def get_class(path: str) -> type:
    """The class at ``path``.

    Raises:
        TargetNotFound: as for ``locate``, and where something else is there.
    """
    found: type = _of_kind(path, lambda found: isinstance(found, type), "class")
    return found


def get_method(path: str) -> Callable[..., Any]:
    """The function, method or class at ``path``, to be called.

    Raises:
        TargetNotFound: as for ``locate``, and where nothing that can be called is there.
    """
    found: Callable[..., Any] = _of_kind(path, callable, "callable")
    return found


def get_object(path: str) -> Any:
    """The object at ``path``, whatever it is; as ``locate``."""
    return locate(path)


def _of_kind(path: str, is_right: Callable[[Any], bool], kind: str) -> Any:
    found = locate(path)
    if is_right(found):
        return found
    raise TargetNotFound(Problem(f"{path!r} names no {kind} but a {type(found).__name__}", value=path, expected=kind))


def walk(path: str) -> Iterator[tuple[str, Any]]:
    """Each thing on the way along ``path``, from the first module to what is named, with the path that leads there.

    Nothing beyond a thing is imported or read before the next is asked for.

    Raises:
        ConfigError: as for ``locate``.
    """
    check_path(path)
    first, *names = OURS.get(path, path).split(".")
    found: Any = sys.modules.get(first)
    if found is None:
        found = _imported(first, path, None)
    yield first, found
    so_far = first
    for name in names:
        holder, so_far = found, f"{so_far}.{name}"
        try:
            found = getattr(holder, name)
        except AttributeError as error:
            if not isinstance(holder, ModuleType):
                raise _no_attribute(so_far, path, holder) from error
            found = _imported(so_far, path, holder)
        except Exception as error:
            raise _failing(so_far, path, error) from error
        yield so_far, found


def own_name(found: Any, holder: str, name: str) -> str:
    """What ``found`` is called by itself, whatever path led to it: ``__module__.__qualname__``, a module's name.

    An instance, or a built-in without a module, belongs where it was found: as ``name`` of the ``holder``, which is
    given by its own name.
    """
    if isinstance(found, ModuleType):
        return found.__name__
    try:
        module, qualified = found.__module__, found.__qualname__
    except Exception:  # noqa: BLE001  an object may answer as it likes
        module = qualified = None
    if isinstance(module, str) and isinstance(qualified, str):
        return f"{module}.{qualified}"
    return f"{holder}.{name}" if holder else name


def check_path(path: Any) -> None:
    """Does nothing for a text that may be the path of something, importing nothing.

    Raises:
        TargetNotFound: it is no dotted path.
        TargetRefused: a part of it begins with two underscores.
    """
    if not isinstance(path, str):
        raise TargetNotFound(Problem(f"a target is a dotted path, not {type(path).__name__}", value=path))
    parts = path.split(".")
    for number, part in enumerate(parts):
        if not part.isidentifier():
            raise TargetNotFound(Problem(_malformed(path, part), value=path))
        if part.startswith("__") and not (number == 0 and part == _OWN):
            message = f"{path!r} leads through {part}: no part of a target may begin with two underscores"
            raise TargetRefused(Problem(message, value=path))


def _malformed(path: str, part: str) -> str:
    if not path:
        return "an empty text is no dotted path"
    if part:
        return f"{path!r} is no dotted path: {part!r} is no name"
    if path.startswith("."):
        return f"{path!r} is a relative path; a target is given from its first module on"
    return f"{path!r} is no dotted path: a name is missing at a dot"


def _imported(module: str, path: str, holder: ModuleType | None) -> Any:
    """The module of that name, which lies in the package ``holder``."""
    from importlib import import_module  # noqa: PLC0415  most of what is named is loaded already

    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{module}.".startswith(f"{error.name}."):
            raise _no_module(module, path, holder) from None
        raise _failing(module, path, error) from error
    except (Exception, SystemExit) as error:  # whatever a module does while it is imported
        raise _failing(module, path, error) from error


def _failing(so_far: str, path: str, error: BaseException) -> TargetNotFound:
    message = f"{_part(so_far, path)} cannot be imported: {type(error).__name__}: {error}"
    return TargetNotFound(Problem(message, value=path))


def _no_module(module: str, path: str, holder: ModuleType | None) -> TargetNotFound:
    """Neither a module nor an attribute of the package has the name."""
    import pkgutil  # noqa: PLC0415  needed only once something is wrong

    parent, _, name = module.rpartition(".")
    places = None if holder is None else getattr(holder, "__path__", ())
    modules = [found.name for found in pkgutil.iter_modules(places)] if places is None or places else []
    if holder is None:
        import builtins  # noqa: PLC0415  as above

        if hasattr(builtins, name) and path == name:
            suggestion = f"builtins.{name}"
            return _not_there(f"no module {name!r}", path, suggestion)
        near = _nearest_module(name, [*modules, *sys.builtin_module_names])
        return _not_there(f"no module {name!r}{'' if near else '; is it installed?'}", path, near)
    what = f"{parent} has neither an attribute nor a module {name!r}"
    if not places:
        what = f"{parent} has no attribute {name!r}"
    return _not_there(what, path, nearest_name(name, _public([*dir(holder), *modules])))


def _nearest_module(name: str, modules: Iterable[str]) -> str | None:
    """The module that ``name`` is a slip of: more often one isn't installed, and like another by chance."""
    from difflib import get_close_matches  # noqa: PLC0415  needed only once something is wrong

    near = nearest_name(name, modules)
    return near if near is not None and get_close_matches(name, [near], cutoff=_SLIP) else None


def _no_attribute(so_far: str, path: str, holder: Any) -> TargetNotFound:
    parent, _, name = so_far.rpartition(".")
    kind = "" if isinstance(holder, type) else f", a {type(holder).__name__},"
    return _not_there(f"{parent}{kind} has no attribute {name!r}", path, nearest_name(name, _public(dir(holder))))


def _not_there(what: str, path: str, suggestion: str | None) -> TargetNotFound:
    message = f"no {path!r}: {what}{did_you_mean(suggestion)}"
    return TargetNotFound(Problem(message, value=path, suggestion=suggestion))


def _public(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith("__")]


def _part(so_far: str, path: str) -> str:
    return repr(path) if so_far == path else f"{so_far!r} of {path!r}"
