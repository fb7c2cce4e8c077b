"""A callable goes in, what it takes comes out: each parameter with its annotation, evaluated, and its default.

Annotations are evaluated one by one: one that can't be, whatever the reason, is ``Any`` and spoils no other.
"""

from __future__ import annotations

import inspect
import sys
from types import SimpleNamespace, UnionType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NotRequired, Required, Union, get_args, get_origin

from typing_extensions import ReadOnly, Unpack, is_typeddict

from typedconf.trees import ABSENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_VARIABLE: Final = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_BY_POSITION: Final = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Parameter(NamedTuple):
    """One parameter; ``default`` is ABSENT where it has none, ``by_position`` whether it may be given so."""

    name: str
    annotation: Any
    default: Any
    by_position: bool


class Parameters:
    """All that a callable takes. ``items`` and ``others`` are the annotations of ``*args`` and ``**kwargs``.

    They are ABSENT where the callable takes none.
    """

    __slots__ = ("items", "named", "others")

    def __init__(self, named: Iterable[Parameter], items: Any = ABSENT, others: Any = ABSENT) -> None:
        self.named: Final = {parameter.name: parameter for parameter in named}
        self.items: Final = items
        self.others: Final = others

    @property
    def by_position(self) -> list[Parameter]:
        """Those that may be given by position, in order."""
        return [parameter for parameter in self.named.values() if parameter.by_position]


def parameters_of(target: Callable[..., Any]) -> Parameters | None:
    """What ``target`` takes; None where it doesn't say, as some built-ins."""
    signature = _signature(target)
    if signature is None:
        return None
    places = [*_places(target)]
    named: list[Parameter] = []
    items: Any = ABSENT
    others: Any = ABSENT
    for found in signature.parameters.values():
        annotation = evaluated(found.annotation, places)
        if found.kind is inspect.Parameter.VAR_POSITIONAL:
            items = annotation
        elif found.kind is not inspect.Parameter.VAR_KEYWORD:
            default = ABSENT if found.default is inspect.Parameter.empty else found.default
            named.append(Parameter(found.name, annotation, default, found.kind in _BY_POSITION))
        elif get_origin(annotation) is Unpack and is_typeddict(get_args(annotation)[0]):
            named += _unpacked(get_args(annotation)[0], places)
        else:
            others = annotation
    return Parameters(named, items, others)


def result_of(target: Any) -> type | None:
    """The class of what ``target`` gives when it is called; None where that isn't known."""
    if isinstance(target, type):
        return target
    signature = None if hasattr(target, "__wrapped__") or inspect.iscoroutinefunction(target) else _signature(target)
    annotation = Any if signature is None else evaluated(signature.return_annotation, _places(target))
    found = get_origin(annotation) or annotation
    return found if isinstance(found, type) and not any(found is one for one in (Any, Union, UnionType)) else None


def evaluated(annotation: Any, places: Iterable[Mapping[str, Any]]) -> Any:
    """``annotation`` with its texts evaluated in the first of ``places`` that knows all names; else ``Any``."""
    if annotation is inspect.Parameter.empty:
        return Any
    if isinstance(annotation, type):
        return annotation if not hasattr(annotation, "__args__") else _hint(annotation, {})
    for place in places:
        try:
            return _hint(annotation, place)
        except Exception:  # noqa: BLE001, S112  it is code, which may do anything
            continue
    return Any


def _hint(annotation: Any, place: Mapping[str, Any]) -> Any:
    from typing_extensions import get_type_hints  # noqa: PLC0415  beside its one use

    holder = SimpleNamespace(__annotations__={"found": annotation})
    hint = get_type_hints(holder, dict(place), include_extras=True)["found"]
    return _hint(hint.type, place) if type(hint).__name__ == "InitVar" else hint  # of a dataclass


def _signature(target: Any) -> inspect.Signature | None:
    """The signature of a callable without ``self``; of a class, the one that says most."""
    found = _inspected(target)
    if not isinstance(target, type) or (found is not None and _says_something(found)):
        return found
    # a metaclass or a __new__ that passes everything on hides what __init__ or __new__ takes
    for name in ("__init__", "__new__"):
        method = getattr(target, name, None)
        own = _inspected(method) if inspect.isfunction(method) else None
        if own is not None and _says_something(bound := own.replace(parameters=[*own.parameters.values()][1:])):
            return bound
    return found


def _says_something(signature: inspect.Signature) -> bool:
    kinds = [parameter.kind for parameter in signature.parameters.values()]
    return not kinds or any(kind not in _VARIABLE for kind in kinds)


def _inspected(target: Any) -> inspect.Signature | None:
    options: dict[str, Any] = {}
    if sys.version_info >= (3, 14):  # which else evaluates all annotations together
        import annotationlib  # noqa: PLC0415  as above

        options["annotation_format"] = annotationlib.Format.FORWARDREF
    try:
        return inspect.signature(target, **options)
    except Exception:  # noqa: BLE001  no signature; or __signature__ or __wrapped__ are not what they should be
        return None


def _places(target: Any) -> Iterator[Mapping[str, Any]]:
    """Where the names in annotations may be found: the globals of functions, the modules and bodies of classes."""
    while isinstance(target, (staticmethod, classmethod)) or type(target).__name__ == "partial":
        target = target.func if type(target).__name__ == "partial" else target.__func__
    cls = target if isinstance(target, type) else type(target)
    methods = ("__init__", "__new__") if cls is target else ("__call__",)
    for function in (target, *(vars(base).get(name) for base in cls.__mro__ for name in methods)):
        try:
            names = getattr(inspect.unwrap(function), "__globals__", None)
        except Exception:  # noqa: BLE001, S112  it wraps itself
            continue
        if isinstance(names, dict):
            yield names
    for base in cls.__mro__:
        module = getattr(sys.modules.get(base.__module__), "__dict__", {})
        yield {**module, **vars(base), base.__name__: base}


def _unpacked(cls: Any, places: Iterable[Mapping[str, Any]]) -> Iterator[Parameter]:
    """The keys of a TypedDict, as keyword arguments; those that may be left out have a default that nobody knows."""
    module = getattr(sys.modules.get(cls.__module__), "__dict__", {})
    for name, written in cls.__annotations__.items():
        annotation = evaluated(written, [module, *places])
        required = name in cls.__required_keys__
        while get_origin(annotation) in {Required, NotRequired, ReadOnly}:
            origin = get_origin(annotation)
            required = required if origin is ReadOnly else origin is Required
            (annotation,) = get_args(annotation)
        yield Parameter(name, annotation, ABSENT if required else ..., by_position=False)
