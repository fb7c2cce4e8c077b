"""The core schema of a class with a target goes in; one that takes the special keys of such a node comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf.schema.derived.forms import around, field_keys
from typedconf.targets import SPECIAL_KEYS, accepts_any, fixed_target, is_partial

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from typedconf.schema.derived.forms import Core


def with_special_keys(core: Core, cls: type) -> Core:
    """``core``, which builds ``cls``, without the special keys in front of it where ``cls`` is built from a target.

    A target that is not its own is wrong, and so is ``_partial_: true`` on what is built at once; beside these, all
    that ``core`` itself finds is told. ``Target`` itself keeps what is written, for those who build from it.
    """
    of_target = any("__target_kind__" in base.__dict__ for base in cls.__mro__)  # a model's own getattr takes longer
    if accepts_any(cls) if of_target else "_target_" not in getattr(cls, "__private_attributes__", ()):
        return core
    path = fixed_target(cls)
    if path is None and not of_target:
        return core
    # Where nothing is fixed, no target is right: it stays, and is refused as any unknown key.
    taken = frozenset(SPECIAL_KEYS if path is not None else SPECIAL_KEYS[1:]).difference(field_keys(core))
    partial = is_partial(cls)
    from typedconf.schema.derived.marks import without  # noqa: PLC0415  few schemas have targets
    from typedconf.schema.derived.refusals import told_with  # noqa: PLC0415  as above

    def take(value: Any, handler: Callable[[Any], Any]) -> Any:
        if not isinstance(value, dict) or taken.isdisjoint(value):
            return handler(value)
        rest = without(value, taken)
        wrong = list(_wrong_keys(cls, path, value, taken, partial=partial))
        return told_with(cls, wrong, rest, handler) if wrong else handler(rest)

    return around(core, "function-wrap", take)


def _wrong_keys(
    cls: type, path: str | None, value: Mapping[Any, Any], taken: Collection[str], *, partial: bool
) -> Iterator[Any]:
    """What is wrong with the values of special keys, as Pydantic takes it."""
    from pydantic_core import InitErrorDetails, PydanticCustomError  # noqa: PLC0415  Pydantic comes only with a schema

    target = value.get("_target_", path)
    if "_target_" in taken and target != path:
        words = {"name": cls.__name__, "target": path, "given": str(target)}
        error = PydanticCustomError("wrong_target", "the target of {name} is {target}, not {given}", words)
        yield InitErrorDetails(type=error, loc=("_target_",), input=target)
    asked = value.get("_partial_", partial)
    if "_partial_" in taken and asked is not partial:
        message = (
            "{name} is a Partial, which leaves arguments to a call; without _partial_ it would be derived from Target"
            if partial
            else "{name} is built at once; what leaves arguments to a call is derived from Partial"
        )
        error = PydanticCustomError("wrong_partial", message, {"name": cls.__name__})
        yield InitErrorDetails(type=error, loc=("_partial_",), input=asked)
