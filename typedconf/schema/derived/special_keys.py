"""The core schema of a class with a target goes in; one that takes the special keys of such a node comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.schema.derived.forms import CLASSES, INWARD, around, field_keys
from typedconf.targets import SPECIAL_KEYS, accepts_any, fixed_target, is_partial
from typedconf.trees import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from typedconf.schema.derived.forms import Core

_OF_THE_CLASS: Final = ("_target_", "_partial_")  # what the class says itself, and a tree may only repeat


def names_target(cls: type) -> bool:
    """Whether an object of ``cls`` may be something to build, by its class or by a key of its own."""
    if any("__target_kind__" in base.__dict__ for base in cls.__mro__):
        return True
    if "_target_" in getattr(cls, "__private_attributes__", ()):
        return True
    fields = getattr(cls, "__pydantic_fields__", None) or getattr(cls, "__dataclass_fields__", {})
    return "_target_" in fields or any(getattr(field, "alias", None) == "_target_" for field in fields.values())


def with_special_keys(core: Core, cls: type) -> Core:
    """``core``, which builds ``cls``, without the special keys in front of it where ``cls`` is built from a target.

    A target that is not its own is wrong, and so is ``_partial_: true`` on what is built at once; beside these, all
    that ``core`` itself finds is told. What says how to build is kept with the object. The fields of a Partial may all
    be left to the call. ``Target`` itself keeps what is written, for those who build from it.
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
    if partial:
        core = _with_fields_left_out(core)
    from typedconf.schema.derived.marks import without  # noqa: PLC0415  few schemas have targets
    from typedconf.schema.derived.refusals import told_with  # noqa: PLC0415  as above
    from typedconf.targets.standing import keep_special_keys  # noqa: PLC0415  as above

    def take(value: Any, handler: Callable[[Any], Any]) -> Any:
        if not isinstance(value, dict) or taken.isdisjoint(value):
            return handler(value)
        rest = without(value, taken)
        wrong = list(_wrong_keys(cls, path, value, taken, partial=partial))
        if wrong:
            told_with(cls, wrong, rest, handler)
        made = handler(rest)
        special = {key: value[key] for key in taken.intersection(value) if key not in _OF_THE_CLASS}
        keep_special_keys(made, special)
        return made

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


# -- what a Partial leaves to its call --------------------------------------------------------------------------


class _LeftOut(str):
    """``???`` as what stands for a field until it is taken away; no value that anybody could give."""

    __slots__ = ()


_LEFT_OUT: Final = _LeftOut(MISSING)


def _with_fields_left_out(core: Core) -> Core:
    """``core``, whose required fields may be unset; the object then lacks them."""
    made = _with_defaults(core)
    return core if made is core else around(made, "function-after", _without_left_out)


def _with_defaults(core: Core) -> Core:
    form = core["type"]
    if form in CLASSES:
        fields = core["fields"]
        if isinstance(fields, dict):
            changed = {name: _with_default(field) for name, field in fields.items()}
            is_same = all(changed[name] is field for name, field in fields.items())
            return core if is_same else {**core, "fields": changed}
        return core
    entry = INWARD.get(form)
    if entry is None:
        return core
    inner = _with_defaults(core[entry])
    return core if inner is core[entry] else {**core, entry: inner}


def _with_default(field: Core) -> Core:
    inner = field["schema"]
    if inner["type"] == "default":
        return field
    default = {"type": "default", "schema": inner, "default": _LEFT_OUT, "validate_default": False}
    return {**field, "schema": default}


def _without_left_out(made: Any) -> Any:
    """``made`` without the attributes of what nobody gave."""
    attributes = getattr(made, "__dict__", {})
    for name in [name for name, value in attributes.items() if value is _LEFT_OUT]:
        del attributes[name]
    return made
