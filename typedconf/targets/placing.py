"""A validated object goes in; whatever in it can be built is told where it stands, and a Config becomes a view of that.

What a class has to do with it is found out once and kept by a Placer, which whoever validates holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.errors import ConfigError
from typedconf.objects import is_model, is_root_model, is_view, keys_of
from typedconf.targets import fixed_target
from typedconf.targets.standing import Standing, keep_standing
from typedconf.trees import ABSENT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from typedconf.interpolation.resolution import Resolution
    from typedconf.trees import Key, KeyPath

_LEAVES: Final[tuple[type, ...]] = (str, int, float, bool, type(None), type(ABSENT))
_MOST_KEPT: Final = 10_000  # classes; a validator may make new ones each time


class _Shape(NamedTuple):
    """What of a model or a dataclass may be placed: the object itself, and what it holds."""

    is_target: bool  # whether the class itself says that there is something to build
    target: str | None  # the name of the field whose key is _target_
    fields: Mapping[str, tuple[KeyPath, str | None]]  # by name, the path of each, and what is built as annotated
    shared: Mapping[int, Any]  # by their ids, the default objects of the class, which other objects have as well
    is_held: bool  # whether nothing but an object's own attributes answers to the names of the fields
    extras: Callable[[Any], Mapping[Any, Any]] | None  # what an object holds beside its fields


class Placer:
    """Places what is built in validated objects, and keeps what it learnt of their classes.

    May be used from many threads.
    """

    __slots__ = ("_leaves", "_shapes")

    def __init__(self) -> None:
        self._leaves = set[type](_LEAVES)  # the classes in which there is nothing to place
        self._shapes: dict[type, _Shape] = {}

    def place(self, value: Any, find: Callable[[], Resolution]) -> None:
        """Tells everything below ``value`` that can be built where it stands; ``find`` gives the resolution."""
        if len(self._shapes) + len(self._leaves) > _MOST_KEPT:
            self._leaves, self._shapes = set(_LEAVES), {}
        if type(value) not in self._leaves:
            _Walk(self._leaves, self._shapes, find).placed(value, (), None)


class _Walk:
    """One way through a validated object, with what is known of classes, to which it adds."""

    __slots__ = ("_find", "_leaves", "_shapes", "_within")

    def __init__(self, leaves: set[type], shapes: dict[type, _Shape], find: Callable[[], Resolution]) -> None:
        self._leaves: Final = leaves
        self._shapes: Final = shapes
        self._find: Final = find
        self._within: Final = set[int]()  # the objects on the way here: a validator may have put one into itself

    def placed(self, value: Any, path: KeyPath, expected: str | None) -> Any:
        """``value``, which knows where it stands then; of a Config, the view of the composition at ``path``.

        ``expected`` is the path of what the annotation says is built here.
        """
        kind = type(value)
        shape = self._shapes.get(kind)
        if shape is not None:
            self._object(value, shape, path, expected)
        elif kind is dict:
            self._items(value, value.items(), path, expected)
        elif kind is list or kind is tuple:
            if not self._leaves.issuperset(map(type, value)):  # a long list of numbers costs next to nothing
                self._items(value, enumerate(value), path, expected)
        elif is_view(kind):
            return _view_of(value, self._find, path)
        elif self._is_new(kind):
            return self.placed(value, path, expected)
        return value

    def _items(self, holder: Any, pairs: Iterable[tuple[Key, Any]], path: KeyPath, expected: str | None) -> None:
        for key, child in pairs:
            if type(child) not in self._leaves:
                made = self.placed(child, (*path, key), expected)
                if made is not child and type(holder) is not tuple:
                    holder[key] = made  # where something stands already, so that iterating goes on

    def _object(self, value: Any, shape: _Shape, path: KeyPath, expected: str | None) -> None:
        """A model or a dataclass, without the objects that its class has as defaults."""
        if id(value) in self._within:
            return
        attributes = getattr(value, "__dict__", None)
        extras = {} if shape.extras is None else shape.extras(value)
        names: Collection[str] = shape.fields
        if shape.is_held and attributes is not None:  # most fields are leaves, which so cost the least
            leaves = self._leaves
            names = [name for name, child in attributes.items() if type(child) not in leaves and name in names]
        if shape.is_target or "_target_" in extras or (shape.target is not None and hasattr(value, shape.target)):
            keep_standing(value, Standing(self._find, path, expected))
        if names or extras:
            self._within.add(id(value))
            self._fields(value, names, shape, path, attributes)
            if extras:
                own = [pair for pair in extras.items() if id(pair[1]) not in shape.shared]
                self._items(extras, own, path, None)
            self._within.discard(id(value))

    def _fields(self, value: Any, names: Iterable[str], shape: _Shape, path: KeyPath, attributes: Any) -> None:
        for name in names:
            child = getattr(value, name, ABSENT)
            if type(child) not in self._leaves and id(child) not in shape.shared:
                below, expected = shape.fields[name]
                made = self.placed(child, path + below, expected)
                if made is not child and attributes is not None and name in attributes:
                    attributes[name] = made

    def _is_new(self, kind: type) -> bool:
        """Whether a class that was not met before has something to place; those that have nothing are leaves."""
        shape = _shape_of(kind)
        if shape is None:
            self._leaves.add(kind)
        else:
            self._shapes[kind] = shape
        return shape is not None


def _shape_of(kind: type) -> _Shape | None:
    if not hasattr(kind, "__pydantic_fields__") and not hasattr(kind, "__dataclass_fields__"):
        return None
    known = getattr(kind, "__pydantic_fields__", None) or getattr(kind, "__dataclass_fields__", {})
    keys = keys_of(kind) or {}
    paths: Mapping[str, KeyPath] = {"root": ()} if is_root_model(kind) else {name: (key,) for name, key in keys.items()}
    return _Shape(
        is_target=bool(fixed_target(kind)) or hasattr(kind, "__target_kind__"),
        target=next((name for name, key in keys.items() if key == "_target_"), None),
        fields={name: (path, _expected(known.get(name))) for name, path in paths.items()},
        shared={id(field.default): field.default for field in known.values()},
        is_held=all(_is_held(kind, name, known.get(name)) for name in paths),
        extras=_extras_of_model if is_model(kind) else _items_of if issubclass(kind, dict) else None,
    )


def _is_held(kind: type, name: str, field: Any) -> bool:
    """Whether the class itself has nothing of that name, such as a property, but the default of a dataclass's field."""
    found = getattr(kind, name, ABSENT)
    return found is ABSENT or found is getattr(field, "default", ABSENT)


def _extras_of_model(model: Any) -> Mapping[Any, Any]:
    return getattr(model, "__pydantic_extra__", None) or {}


def _items_of(mapping: Any) -> Mapping[Any, Any]:
    """The items of a dataclass that extends a mapping; a copy, since what it does when one is set is its own affair."""
    return dict(mapping)


def _expected(field: Any) -> str | None:
    """What stands in the brackets of the one Target in the annotation of a field."""
    from typedconf.targets.brackets import Bracketed, _product_in, path_of  # noqa: PLC0415  few schemas have targets

    pending, found = [getattr(field, "annotation", None)], []
    while pending:
        annotation = pending.pop()
        if isinstance(annotation, Bracketed):
            found.append(path_of(_product_in(annotation)))
        else:
            pending.extend(getattr(annotation, "__args__", ()))
    return found[0] if len(found) == 1 else None


def _view_of(view: Any, find: Callable[[], Resolution], path: KeyPath) -> Any:
    """The same node, read from the composition; ``view`` itself where a validator made another of it."""
    resolution = find()
    try:
        found = resolution.follow(path)
    except ConfigError:
        return view
    node = getattr(found, "node", None)
    if type(node) is not (dict if hasattr(view, "keys") else list):
        return view
    return type(view)._at((resolution, found.path, node, True))  # noqa: SLF001  views stand on a higher floor
