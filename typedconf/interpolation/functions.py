"""A user's function as a resolver: how its parameters are filled and its annotations are kept.

The arguments of ``${name:a,b}`` go to its parameters by position. One that refers to a container comes as plain data,
everything resolved; a parameter annotated ``Config`` or ``ConfigList`` gets a view of it. Keyword-only parameters
named ``_root_``, ``_parent_`` and ``_node_`` get the whole config, the container that holds the node, and the node's
text as written. What is annotated is checked and converted by Pydantic.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.errors import ConfigError
from typedconf.interpolation.answers import Located
from typedconf.objects import is_view
from typedconf.trees import copy_tree, format_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from typedconf.interpolation.resolution import Resolution
    from typedconf.interpolation.resolvers import Resolver
    from typedconf.trees import KeyPath

_SPECIAL: Final = frozenset({"_root_", "_parent_", "_node_"})


class _Signature(NamedTuple):
    """What is known of a function: None of one that Python says nothing about."""

    signature: inspect.Signature | None
    special: tuple[str, ...]
    annotations: Mapping[str, Any]


class FunctionResolver:
    """The resolver ``name``, which calls ``function``."""

    __slots__ = ("_adapters", "_signature", "function", "name")

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name: Final = name
        self.function: Final = function
        self._signature: _Signature | None = None
        self._adapters: dict[str, Any] = {}

    def call(self, resolution: Resolution, holder: KeyPath, arguments: list[Any]) -> Any:
        """Calls the function for the node ``holder``.

        Raises:
            ResolverError: the arguments are too few, too many or of wrong types, or the function raised.
        """
        if self._signature is None:
            self._signature = _inspected(self.function)
        known = self._signature
        special = {name: _special(name, resolution, holder) for name in known.special}
        filled = []
        for name, found in zip(self._names(arguments, resolution, holder), arguments, strict=False):
            filled.append(self._fill(name, found, resolution, holder))
        try:
            result = self.function(*filled, **special)
        except ConfigError:
            raise  # of the config that it read
        except Exception as error:
            message = f"the resolver {self.name} failed: {type(error).__name__}: {error}"
            raise resolution._wrong(message, holder) from error  # noqa: SLF001  one room
        if is_view(type(result)):
            return result.__typedconf_data__()
        return list(result) if type(result) is tuple else result

    def _names(self, arguments: list[Any], resolution: Resolution, holder: KeyPath) -> Iterator[str]:
        """The parameters that the arguments go to, in order."""
        known = self._signature
        if known is None or known.signature is None:
            return iter([""] * len(arguments))
        try:
            known.signature.bind(*arguments, **dict.fromkeys(known.special))
        except TypeError as error:
            shown = str(known.signature.replace(return_annotation=inspect.Signature.empty))
            message = (
                f"{self.name}{shown} is given {len(arguments)} argument{'' if len(arguments) == 1 else 's'}: {error}"
            )
            raise resolution._wrong(message, holder) from None  # noqa: SLF001
        return _positional(known.signature)

    def _fill(self, name: str, found: Any, resolution: Resolution, holder: KeyPath) -> Any:
        """The argument for the parameter ``name``."""
        annotation: Any = self._signature.annotations.get(name) if self._signature else None
        if is_view(annotation):
            if type(found) is Located and isinstance(found.node, (dict, list)) and resolution.view is not None:
                return resolution.view(resolution, found.path)
            return annotation(resolution.data(found, holder))
        value = resolution.data(found, holder)
        if type(found) is Located:
            value = copy_tree(value)  # the function may change what it gets; the tree and its memos may not
        if annotation is None or annotation is Any:
            return value
        return self._checked(name, annotation, value, resolution, holder)

    def _checked(self, name: str, annotation: Any, value: Any, resolution: Resolution, holder: KeyPath) -> Any:
        from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415  only functions with annotations need it

        if name not in self._adapters:
            try:
                self._adapters[name] = TypeAdapter(annotation)
            except Exception:  # noqa: BLE001  an annotation that Pydantic cannot read checks nothing
                self._adapters[name] = None
        adapter = self._adapters[name]
        if adapter is None:
            return value
        try:
            return adapter.validate_python(value)
        except ValidationError as error:
            what = error.errors(include_url=False, include_input=False)[0]["msg"]
            message = f"the argument {name} of {self.name} is wrong: {value!r}: {what[:1].lower()}{what[1:]}"
            raise resolution._wrong(message, holder) from None  # noqa: SLF001

    def __reduce__(self) -> tuple[Callable[..., Resolver], tuple[Any, ...]]:
        import pickle  # noqa: PLC0415  it is who asks

        from typedconf.interpolation.resolvers import lost, make_resolver  # noqa: PLC0415  it loads this module

        try:
            pickle.dumps(self.function)
        except Exception:  # noqa: BLE001  a lambda, a local function, an object that holds a file …
            return lost, (self.name,)
        return make_resolver, (self.name, self.function)


def _inspected(function: Callable[..., Any]) -> _Signature:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some functions written in C
        return _Signature(None, (), {})
    special = tuple(
        name for name, found in signature.parameters.items() if name in _SPECIAL and found.kind is found.KEYWORD_ONLY
    )
    annotated = any(found.annotation is not found.empty for found in signature.parameters.values())
    annotations: Mapping[str, Any] = {}
    if annotated:
        from typing import get_type_hints  # noqa: PLC0415  only functions with annotations need it

        try:
            annotations = get_type_hints(function, include_extras=True)
        except Exception:  # noqa: BLE001  a name that exists for type checkers alone, or no function
            annotations = {
                name: found.annotation
                for name, found in signature.parameters.items()
                if found.annotation is not found.empty and not isinstance(found.annotation, str)
            }
    return _Signature(signature, special, annotations)


def _positional(signature: inspect.Signature) -> Iterator[str]:
    """The names of the parameters in the order of positions; the one of ``*args`` without end."""
    for name, found in signature.parameters.items():
        if found.kind in {found.POSITIONAL_ONLY, found.POSITIONAL_OR_KEYWORD}:
            yield name
        while found.kind is found.VAR_POSITIONAL:
            yield name


def _special(name: str, resolution: Resolution, holder: KeyPath) -> Any:
    if name == "_node_":
        return resolution._written(holder)  # noqa: SLF001
    if resolution.view is None:
        key = format_path(holder, resolution.root)
        raise resolution._wrong(f"nothing shows the config to a resolver here: {name} of {key}", holder)  # noqa: SLF001
    return resolution.view(resolution, () if name == "_root_" else holder[:-1])
