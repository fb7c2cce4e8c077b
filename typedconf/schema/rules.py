"""What a schema says of a tree, by path: the classes that may govern a node, and the rules that follow."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias, get_args

from typedconf.objects import is_view
from typedconf.schema.annotations import (
    Bare,
    bare,
    class_of,
    container_name,
    item_annotation,
    members,
    substituted,
    tag_name,
    with_self,
)
from typedconf.schema.classes import ClassFacts, describe, is_schema, root_annotation
from typedconf.schema.conversion import converter_of
from typedconf.schema.defaults import brings, find_default
from typedconf.schema.merge_rules import Merge
from typedconf.schema.texts import TextRule, fits_strictly, takes_only_text, text_rule
from typedconf.trees import ABSENT, Rules, step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from typedconf.trees import Key, KeyPath, Tree

    Types: TypeAlias = tuple[Bare, ...]

_SECRETS: Final = ("Secret", "SecretStr", "SecretBytes")
_NONE_NARROWER: Final[Mapping[KeyPath, type]] = {}
_MOST_NAMED: Final = 10_000  # spots of one node that are kept; more keys than any class has fields are positions
_PLAIN: Final = (str, int, float, bool)  # annotations below which there is nothing


class Spot:
    """One place of a tree as its schema sees it: the types that a value may have there, and what follows from them.

    All items of a list are one spot, and so are all values of a mapping and all keys that no class names; but each
    place on the way to where another class governs is a spot of its own. What was asked is kept.
    """

    def __init__(self, types: Types, rules: SchemaRules) -> None:
        self.types: Final = types
        self._rules: Final = rules
        self._named: Final[dict[Key, Spot]] = {}
        self._others: Final[dict[bool, Spot]] = {}  # by whether the key is a position
        self._ways: Final[dict[Key, Spot]] = {}  # those of ``_named`` that lead to where another class governs

    def below(self, key: Key) -> Spot:
        """The spot under a key or position."""
        found = self._named.get(key)
        return self._find(key) if found is None else found

    def _find(self, key: Key) -> Spot:
        is_position = isinstance(_position(key), int)
        if any(key in facts.keys for facts in self.classes) or (is_position and self.items is None):
            found = Spot(self._types_below(key), self._rules)
            if len(self._named) < _MOST_NAMED:
                self._named[key] = found
            return found
        if is_position not in self._others:
            self._others[is_position] = Spot(self._types_below(key), self._rules)
        return self._others[is_position]

    def _types_below(self, key: Key) -> Types:
        return tuple(inner for outer in self.types for inner in self._rules.below(outer, key))

    def govern(self, path: KeyPath, cls: type) -> None:
        """Lets a class govern the place at ``path`` below this one."""
        first, *further = path
        if not further:
            self._ways[first] = self._named[first] = Spot((Bare(cls),), self._rules)
            return
        if first not in self._ways:
            self._ways[first] = self._named[first] = Spot(self._types_below(first), self._rules)
        self._ways[first].govern(tuple(further), cls)

    @cached_property
    def items(self) -> Spot | None:
        """The one spot of all items; None where a tuple has others at each position."""
        if any(_is_fixed_tuple(one.annotation) for one in self.types):
            return None
        return self._others.setdefault(True, Spot(self._types_below(0), self._rules))

    @cached_property
    def classes(self) -> tuple[ClassFacts, ...]:
        """The classes that may govern here."""
        found = (self._rules.facts_of(member.annotation) for member in self.types)
        return tuple(facts for facts in found if facts is not None)

    @cached_property
    def is_untyped(self) -> bool:
        """Whether the schema says nothing of what stands here."""
        return all(is_untyped(member.annotation) for member in self.types)

    def key(self, spelling: Key) -> Key:
        """The key that ``spelling`` means; itself in a union, where validation judges."""
        facts = self.classes[0] if len(self.types) == 1 and self.classes else None
        name = facts.keys.get(spelling) if facts is not None else None
        return spelling if facts is None or name is None else facts.fields[name].key

    @cached_property
    def takes_text_keys(self) -> bool:
        """Whether a key that YAML made a number or a bool is to be its text as written."""
        return bool(self.classes) or any(map(_takes_text_keys, self.types))

    @cached_property
    def merge(self) -> Merge | None:
        """The merge rule of the list here."""
        return next((item for member in self.types for item in member.metadata if isinstance(item, Merge)), None)

    @cached_property
    def tag(self) -> str | None:
        """The key that tells the members of the union here apart, all of them, or None."""
        keys: set[str | None] = set()
        for member in self.types:
            name = tag_name(member)
            facts = self._rules.facts_of(member.annotation) if name is not None else None
            field = facts.fields.get(name) if facts is not None and name is not None else None
            keys.add(None if field is None else field.key)
        return keys.pop() if len(keys) == 1 else None

    @cached_property
    def text_rule(self) -> TextRule:
        """What becomes of a number or bool here."""
        return text_rule(self.types)

    def takes_text(self, value: Any, raw: str | None) -> bool:
        """Whether the number or bool ``value`` is to be ``raw``, its text as written."""
        if raw is None:
            return False
        rule = self.text_rule
        if rule is TextRule.UNFIT:
            return not fits_strictly(self.types, value)
        return rule is TextRule.ALWAYS or (rule is TextRule.COLONS and ":" in raw)

    @cached_property
    def is_secret(self) -> bool:
        """Whether any of the types is one of Pydantic's secrets."""
        return any(map(is_secret_type, self.types))

    @cached_property
    def converter(self) -> Callable[[Any], Any] | None:
        """What converts the value that a reference to this place gives."""
        return converter_of(self.types)

    @cached_property
    def brings(self) -> bool:
        """Whether the defaults of any class here or below may bring something into validation."""
        seen: set[Any] = set()
        return any(way.brings for way in self._ways.values()) or any(
            self._type_brings(member, seen, self._ways) for member in self.types
        )

    def _type_brings(self, outer: Bare, seen: set[Any], ways: Iterable[Key] = ()) -> bool:
        """As ``brings``, for a type, whatever its place. ``seen`` are the classes that were looked at.

        Under the keys ``ways`` other classes may govern.
        """
        facts = self._rules.facts_of(outer.annotation)
        if facts is None:
            items = () if is_untyped(outer.annotation) else get_args(outer.annotation)
            return any(self._type_brings(inner, seen) for item in items for inner in _transparent(Bare(item)))
        if facts.cls in seen:
            return False
        seen.add(facts.cls)
        keys = (field.key for field in facts.fields.values() if field.annotation not in _PLAIN)
        inside = (inner for key in keys if key not in ways for inner in self._rules.below(outer, key))
        return brings(facts) or any(self._type_brings(inner, seen) for inner in inside)


class SchemaRules(Rules):
    """The rules of one root schema, with the classes that govern nodes more narrowly than it says, by path.

    It keeps what it learnt of each class and path as long as it lives. May be used from many threads.
    """

    __slots__ = (
        "_facts",
        "_root",
        "governing",
        "hidden",
        "kept",
        "made",
        "schema",
    )

    def __init__(
        self,
        schema: Any,
        governing: Mapping[KeyPath, type] = _NONE_NARROWER,
        made: Mapping[KeyPath, Any] = _NONE_NARROWER,
        hidden: Iterable[KeyPath] = (),
    ) -> None:
        self.schema: Final = schema
        self.governing: Final = governing
        self.kept: Final[dict[Any, Any]] = {}  # what others derive from these rules and want back the next time
        self.hidden: set[KeyPath] = set(hidden)  # the paths of secrets that no type knows of, in one composition
        self.made: dict[KeyPath, Any] = dict(made)  # what factories made for one composition, by path
        self._facts: Final[dict[Any, Any]] = {}  # of each class, its ClassFacts, None for what is no schema
        self._root: Final = Spot(tuple(_transparent(Bare(governing.get((), schema)))), self)
        for path in sorted(governing, key=len):  # what governs a node decides what is annotated below it
            if path:
                self._root.govern(path, governing[path])

    def __reduce__(self) -> tuple[Any, ...]:
        return SchemaRules, (self.schema, dict(self.governing), self.made, frozenset(self.hidden))

    def fresh(self) -> SchemaRules:
        """The same rules for another composition, in which no factory of a default has run yet."""
        made = object.__new__(SchemaRules)
        for name in self.__slots__:
            setattr(made, name, getattr(self, name))
        made.made = {}
        made.hidden = set()
        return made

    @property
    def narrower(self) -> tuple[type, ...]:
        """The classes that govern anything, each once."""
        return tuple(dict.fromkeys(self.governing.values()))

    # -- types and classes ------------------------------------------------------------------------------------

    def spot(self, path: KeyPath) -> Spot:
        """What the schema says of the place at ``path``."""
        found = self._root
        for key in path:
            found = found.below(key)
        return found

    def types_at(self, path: KeyPath) -> tuple[Bare, ...]:
        """The types that the value at ``path`` may have, those of every member of a union; None is left out."""
        return self.spot(path).types

    def classes_at(self, path: KeyPath) -> list[ClassFacts]:
        """The classes that may govern the node at ``path``."""
        return list(self.spot(path).classes)

    def facts_of(self, annotation: Any) -> ClassFacts | None:
        """The facts of a class or a generic of one; None for all other types."""
        cls = annotation if isinstance(annotation, type) else class_of(annotation)[0]
        facts = self._facts.get(cls, ABSENT) if isinstance(cls, type) else None
        if facts is ABSENT:
            facts = self._facts[cls] = describe(cls) if is_schema(cls) else None
        return facts

    def below(self, outer: Bare, key: Key) -> Iterator[Bare]:
        """The types that the value under ``key`` of a value of type ``outer`` may have."""
        facts = self.facts_of(outer.annotation)
        if facts is None:
            if is_untyped(outer.annotation):
                yield Bare(Any)
                return
            item = item_annotation(outer.annotation, _position(key))
            if item is not None:
                yield from _transparent(Bare(item))
            return
        name = facts.keys.get(key)
        if name is not None:
            field = facts.fields[name]
            _, variables = class_of(outer.annotation)
            annotation = with_self(substituted(field.annotation, variables), outer.annotation)
            yield from _transparent(Bare(annotation, field.metadata))
        elif facts.others is not None:
            yield from _transparent(Bare(facts.others))

    # -- keys -------------------------------------------------------------------------------------------------

    def key(self, path: KeyPath, spelling: Key) -> Key:
        """The key below ``path`` that ``spelling`` means; itself below a union, where validation judges."""
        return self.spot(path).key(spelling)

    def canonical(self, path: KeyPath) -> KeyPath:
        """``path`` with each key as a tree has it, whatever its spelling."""
        made: list[Key] = []
        spot = self._root
        for spelling in path:
            key = spot.key(spelling)
            made.append(key)
            spot = spot.below(key)
        return tuple(made)

    def declares(self, path: KeyPath, tree: Tree) -> bool:
        """Whether an override may name the key at ``path`` without ``+``, though ``tree`` may lack it.

        So it may where a class declares it (of a union, any), and where only closed classes stand, which refuse it:
        validation reports that with all else that is wrong. In a mapping or an open class, a key must be there.
        """
        if path[:1] == ("hydra",) and not any("hydra" in facts.keys for facts in self.classes_at(())):
            return False  # run settings, which no schema of the program's closes
        for length, key in enumerate(path):
            spot = self.spot(path[:length])
            classes = spot.classes
            if any(key in facts.keys for facts in classes):
                tree = step(tree, key)
                continue
            if classes and len(classes) == len(spot.types) and all(facts.extra == "forbid" for facts in classes):
                return True
            found = step(tree, key)
            if found is ABSENT and not isinstance(tree, list):
                found = self.default(path[: length + 1])  # which lies below what is set
            if found is ABSENT:
                return False
            tree = found
        return True

    # -- what follows -----------------------------------------------------------------------------------------

    def default(self, path: KeyPath) -> Any:
        """The default seen at ``path`` as plain data, or ABSENT."""
        return find_default(self, path)[0]

    def declaring(self, path: KeyPath) -> str | None:
        """The field whose default is seen at ``path``, as ``AdamW.lr``; else the one that declares it, None if none."""
        default, place = find_default(self, path)
        place = path if default is ABSENT else place
        for facts in self.classes_at(place[:-1]) if place else ():
            name = facts.keys.get(place[-1])
            if name is not None:
                return f"{facts.name}.{name}"
        return None

    def brings(self, path: KeyPath) -> bool:
        """Whether the defaults of any class at or below ``path`` may bring something into validation."""
        return self.spot(path).brings

    def merge(self, path: KeyPath) -> Merge | None:
        """The merge rule of the list at ``path``, or None."""
        return self.spot(path).merge

    def tag(self, path: KeyPath) -> str | None:
        """The key that tells the members of the union at ``path`` apart, all of them, or None."""
        return self.spot(path).tag

    def text_rule(self, path: KeyPath) -> TextRule:
        """What becomes of a number or bool at ``path``."""
        return self.spot(path).text_rule

    def takes_text(self, path: KeyPath, value: Any, raw: str | None) -> bool:
        """Whether the number or bool ``value`` at ``path`` is to be ``raw``, its text as written."""
        return self.spot(path).takes_text(value, raw)

    def is_secret(self, path: KeyPath) -> bool:
        """Whether any type that the leaf at ``path`` may have is one of Pydantic's secrets, or it came as one."""
        if self.hidden and any(path[:length] in self.hidden for length in range(len(path) + 1)):
            return True
        return self.spot(path).is_secret

    def convert(self, path: KeyPath, value: Any) -> Any:
        """What a reference to ``path`` gives for ``value``: converted as its type does, where it can be."""
        convert = self.spot(path).converter
        return value if convert is None else convert(value)


def is_secret_type(member: Bare) -> bool:
    """Whether it is one of Pydantic's secrets."""
    cls, _ = class_of(member.annotation)
    return isinstance(cls, type) and any(
        base.__name__ in _SECRETS and base.__module__ == "pydantic.types" for base in cls.__mro__
    )


def is_untyped(annotation: Any) -> bool:
    """Whether anything may stand below: in ``Any``, ``object``, and a part that is a Config."""
    return annotation is Any or annotation is object or is_view(annotation)


def _transparent(outer: Bare) -> Iterator[Bare]:
    """The members of a union, and what a RootModel holds in its own place."""
    for member in members(*outer):
        root = root_annotation(member.annotation)
        if root is None:
            yield member
        else:
            yield from _transparent(root)


def _is_fixed_tuple(annotation: Any) -> bool:
    """Whether it has a type for each position."""
    return container_name(annotation) == "tuple" and get_args(annotation)[-1:] not in ((), (Ellipsis,))


def _takes_text_keys(member: Bare) -> bool:
    """Whether it is a mapping whose keys are texts."""
    arguments = get_args(member.annotation)
    return container_name(member.annotation) == "dict" and bool(arguments) and takes_only_text(bare(arguments[0])[0])


def _position(key: Key) -> Key:
    """The position that a key of an override means, whose keys are all texts."""
    return int(key) if isinstance(key, str) and key.lstrip("-").isdecimal() and len(key) <= 20 else key  # noqa: PLR2004
