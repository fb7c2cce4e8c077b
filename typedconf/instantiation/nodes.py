"""Nodes: a view, model, dataclass or mapping goes in; what it says of how to build, and its arguments, come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from typedconf.config import Config
from typedconf.instantiation.chain import mark_of
from typedconf.objects import is_model, pairs_of
from typedconf.targets import SPECIAL_KEYS, accepts_any, fixed_target, is_partial
from typedconf.targets.standing import Departed, Standing, special_keys_of, standing_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from typedconf.interpolation.resolution import Resolution

Place: TypeAlias = Standing | Departed


class Node:
    """One mapping as ``instantiate`` reads it: its special keys, and its other keys with their values.

    ``standing`` is where it stands in a composition, None of what the program made itself. ``own`` says that the
    class of an object names the target, which no tree has chosen.
    """

    __slots__ = ("children", "own", "special", "standing", "value")

    def __init__(
        self,
        value: Any,
        children: Mapping[Any, Any],
        special: dict[str, Any],
        standing: Place | None = None,
        *,
        own: bool = False,
    ) -> None:
        self.value: Final = value
        self.children: Final = children
        self.special: Final = special
        self.standing: Final = standing
        self.own: Final = own

    @property
    def is_object(self) -> bool:
        """Whether it is a model or a dataclass."""
        return not isinstance(self.value, (Config, dict))

    @property
    def identity(self) -> Hashable:
        """What is equal for all references to the node, in the composition or to the very object."""
        if self.standing is None or type(self.value) is Config:
            return mark_of(self.value)
        return self.standing.identity

    @property
    def key(self) -> str:
        """Its key in the composition; the empty text where it is none or the root."""
        return "" if self.standing is None else self.standing.key


class Given(NamedTuple):
    """What a call gives beside a node: positional arguments, special keys, and values for its other keys."""

    args: tuple[Any, ...] = ()
    special: Mapping[str, Any] = {}
    values: Mapping[Any, Any] = {}

    @classmethod
    def of(cls, values: Mapping[Any, Any], args: tuple[Any, ...] = ()) -> Given:
        """Sorts ``values`` into special keys and others."""
        if not values:
            return cls(args) if args else NOTHING
        special = {key: values[key] for key in SPECIAL_KEYS if key in values}
        return cls(args, special, {key: value for key, value in values.items() if key not in special})


NOTHING: Final = Given()


def node_of(value: Any) -> Node | None:
    """``value`` as a node; None where it is no mapping, model or dataclass."""
    kind = type(value)
    if kind is Config:
        resolution, path, tree, _ = value._place  # noqa: SLF001  the place is there for who must know it
        special = {key: value[key] for key in SPECIAL_KEYS if key in tree}
        return Node(value, value, special, Standing(_always(resolution), path))
    if kind is dict:
        return Node(value, value, {key: value[key] for key in SPECIAL_KEYS if key in value})
    if hasattr(kind, "__pydantic_fields__") or hasattr(kind, "__dataclass_fields__"):
        return _object_node(value, kind)
    return None


def _always(resolution: Resolution) -> Any:
    return lambda: resolution


def _object_node(value: Any, kind: type) -> Node | None:
    """A model or a dataclass; None of a model that is a root alone."""
    pairs = pairs_of(value)
    if pairs is None:
        return None
    children = dict(pairs)
    written = {key: children.pop(key) for key in SPECIAL_KEYS if key in children}
    private = getattr(value, "__pydantic_private__", None) or {}
    special = {key: private[key] for key in SPECIAL_KEYS if key in private}
    special.update(written)
    special.update(special_keys_of(value))
    path = fixed_target(kind)
    if path is not None:
        special["_target_"] = path
    if is_partial(kind):
        special["_partial_"] = True
    own = path is not None or _is_default(kind, special.get("_target_"))
    return Node(value, children, special, standing_of(value), own=own)


def _is_default(kind: type, target: Any) -> bool:
    """Whether a class with a field for the target has this very one as its default."""
    if not isinstance(target, str) or accepts_any(kind):
        return False
    fields = getattr(kind, "__pydantic_fields__", None) or getattr(kind, "__dataclass_fields__", {})
    for name, field in fields.items():
        spellings = (name, getattr(field, "alias", None), getattr(field, "validation_alias", None))
        if "_target_" in spellings:
            return bool(field.default == target)
    return False


def changed_object(value: Any, built: Mapping[Any, Any]) -> Any:
    """``value``, or where anything in ``built`` is not what it holds, a copy that holds it, unchecked."""
    pairs = dict(pairs_of(value) or ())
    changed = {key: child for key, child in built.items() if key not in pairs or pairs[key] is not child}
    if not changed:
        return value
    import copy  # noqa: PLC0415  few objects hold something to build

    made = copy.copy(value)
    names = _names_by_key(type(value))
    extras = getattr(made, "__pydantic_extra__", None)
    for key, child in changed.items():
        if key in names:
            object.__setattr__(made, names[key], child)
        elif extras is not None:
            extras[key] = child
        else:
            object.__setattr__(made, key, child)
    return made


def _names_by_key(kind: type) -> dict[Any, str]:
    from typedconf.objects import config_of, spellings_of  # noqa: PLC0415  as above

    if not is_model(kind):
        return {name: name for name in getattr(kind, "__dataclass_fields__", ())}
    config = config_of(kind)
    fields = kind.model_fields  # type: ignore[attr-defined]
    return {spellings_of(name, field, config)[0]: name for name, field in fields.items()}
