"""A node with a ``_target_`` goes in, the object that it describes comes out, its arguments built before it.

nodes.py     what a view, a model, a dataclass or a mapping says
options.py   ``_convert_``, ``_recursive_`` and their like, checked
building.py  the walk: arguments first, then the call
chain.py     what is being built, so that nothing needs itself
unbuilt.py   what is handed on to be built later
finding.py   the target of a node, judged by who named it
calling.py   one call: what goes by position, what is added to an error
products.py  whether an annotation takes what is built
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from typedconf.targets.locating import locate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from typedconf.targets.bases import Partial, Target

__all__ = ["instantiate", "locate"]

T = TypeVar("T")


@overload
def instantiate(
    node: Target[T], /, *args: Any, allow: str | Iterable[str] = (), share: bool = False, **kwargs: Any
) -> T: ...
@overload
def instantiate(
    node: Partial[T], /, *args: Any, allow: str | Iterable[str] = (), share: bool = False, **kwargs: Any
) -> Callable[..., T]: ...
@overload
def instantiate(
    node: None, /, *args: Any, allow: str | Iterable[str] = (), share: bool = False, **kwargs: Any
) -> None: ...
@overload
def instantiate(  # pyright: ignore[reportOverlappingOverload]  None itself has an overload above
    node: Target[T] | None, /, *args: Any, allow: str | Iterable[str] = (), share: bool = False, **kwargs: Any
) -> T | None: ...
@overload
def instantiate(
    node: Partial[T] | None, /, *args: Any, allow: str | Iterable[str] = (), share: bool = False, **kwargs: Any
) -> Callable[..., T] | None: ...
@overload
def instantiate(
    node: Any, /, *args: Any, allow: str | Iterable[str] = (), share: bool = False, **kwargs: Any
) -> Any: ...
def instantiate(node: Any, /, *args: Any, allow: str | Iterable[str] = (), share: bool = False, **kwargs: Any) -> Any:
    """Builds what the ``_target_`` of a node names, with the node's other keys as arguments, which are built before.

    ``node`` is a model, dataclass, Config or ConfigList, mapping or list; of a mapping or list without a target, what
    is in it is built; None stays None. ``_args_`` are positional arguments, in the place of which ``args`` come;
    ``kwargs`` replace the node's keys, a mapping merges onto one. ``_partial_`` gives a ``functools.partial`` without
    what is ``???``; ``_recursive_: false`` hands arguments on unbuilt. ``_convert_`` says what an argument without a
    target arrives as: ``none`` and ``all`` make a model a dict, ``partial`` and ``object`` keep it. With ``share``, or
    ``_shared_: true`` in a node, a node is built once in this call, however often it is referred to.

    What the program itself names may be built; what overrides, variables and plain mappings name, only where
    ``allow``, patterns such as ``torch.optim.*``, permits it.

    Raises:
        TargetRefused: a target that nobody permits, before anything of it is imported.
        TargetNotFound: a target that isn't there.
        BoundExceeded: what is nested too deep for Python's stack.
        ConfigError: what cannot be built: a special key with a wrong value, a node that needs itself, a missing value.
        Exception: whatever a target raises, with a note that says which one, and where it was written.
    """
    if node is None:
        return None
    from typedconf.instantiation.building import Builder  # noqa: PLC0415  who imports a name may never call it

    try:
        return Builder(allow, share=share).start(node, args, kwargs)
    except RecursionError as error:
        if getattr(error, "__notes__", ()):  # it comes from a target
            raise
    from typedconf.errors import BoundExceeded, Problem  # noqa: PLC0415  only once something is wrong

    raise BoundExceeded(Problem("this is nested too deep to be built: Python's stack ends before it does"))
