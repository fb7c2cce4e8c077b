"""What a schema says of a tree, by path: the classes that may govern a node, and the rules that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from typedconf.schema.annotations import Bare, Tagged, class_of, item_annotation, members, substituted
from typedconf.schema.classes import ClassFacts, describe, is_schema, root_annotation
from typedconf.schema.conversion import converter_of
from typedconf.schema.defaults import brings, default_at
from typedconf.schema.merge_rules import Merge
from typedconf.schema.texts import TextRule, fits_strictly, text_rule
from typedconf.trees import ABSENT, Rules, step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from typedconf.trees import Key, KeyPath, Tree

_SECRETS: Final = ("Secret", "SecretStr", "SecretBytes")
_NONE_NARROWER: Final[Mapping[KeyPath, type]] = {}
_MOST_KEPT: Final = 100_000  # paths; a schema with mappings is asked about any number of them


class SchemaRules(Rules):
    """The rules of one root schema, with the classes that govern nodes more narrowly than it says, by path.

    It keeps what it learnt of each class and path as long as it lives. May be used from many threads.
    """

    __slots__ = ("_bringing", "_converters", "_facts", "_texts", "_types", "governing", "kept", "schema")

    def __init__(self, schema: Any, governing: Mapping[KeyPath, type] = _NONE_NARROWER) -> None:
        self.schema: Final = schema
        self.governing: Final = governing
        self.kept: Final[dict[Any, Any]] = {}  # what others derive from these rules and want back the next time
        self._facts: Final[dict[Any, Any]] = {}  # of each class, its ClassFacts, None for what is no schema
        self._bringing: Final[dict[KeyPath, bool]] = {}
        self._types: Final[dict[KeyPath, tuple[Bare, ...]]] = {}
        self._texts: Final[dict[KeyPath, TextRule]] = {}
        self._converters: Final[dict[KeyPath, Callable[[Any], Any] | None]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return SchemaRules, (self.schema, dict(self.governing))

    # -- types and classes ------------------------------------------------------------------------------------

    def types_at(self, path: KeyPath) -> tuple[Bare, ...]:
        """The types that the value at ``path`` may have, those of every member of a union; None is left out."""
        found = self._types.get(path)
        if found is None:
            if len(self._types) > _MOST_KEPT:
                self._types.clear()
            narrower = self.governing.get(path)
            if narrower is not None:
                found = (Bare(narrower),)
            elif path:
                found = tuple(inner for outer in self.types_at(path[:-1]) for inner in self.below(outer, path[-1]))
            else:
                found = tuple(_transparent(Bare(self.schema)))
            self._types[path] = found
        return found

    def classes_at(self, path: KeyPath) -> list[ClassFacts]:
        """The classes that may govern the node at ``path``."""
        found = (self.facts_of(member.annotation) for member in self.types_at(path))
        return [facts for facts in found if facts is not None]

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
            yield from _transparent(Bare(substituted(field.annotation, variables), field.metadata))

    # -- keys -------------------------------------------------------------------------------------------------

    def key(self, path: KeyPath, spelling: Key) -> Key:
        """The key below ``path`` that ``spelling`` means; itself below a union, where validation judges."""
        types = self.types_at(path)
        facts = self.facts_of(types[0].annotation) if len(types) == 1 else None
        name = facts.keys.get(spelling) if facts is not None else None
        return spelling if facts is None or name is None else facts.fields[name].key

    def canonical(self, path: KeyPath) -> KeyPath:
        """``path`` with each key as a tree has it, whatever its spelling."""
        made: KeyPath = ()
        for key in path:
            made = (*made, self.key(made, key))
        return made

    def declares(self, path: KeyPath, tree: Tree) -> bool:
        """Whether an override may name the key at ``path`` without ``+``, though ``tree`` may lack it.

        So it may where a class declares it (of a union, any), and where only closed classes stand, which refuse it:
        validation reports that with all else that is wrong. In a mapping or an open class, a key must be there.
        """
        for length, key in enumerate(path):
            above = path[:length]
            types = self.types_at(above)
            classes = [facts for facts in (self.facts_of(member.annotation) for member in types) if facts is not None]
            if any(key in facts.keys for facts in classes):
                tree = step(tree, key)
                continue
            if classes and len(classes) == len(types) and all(facts.extra == "forbid" for facts in classes):
                return True
            node = tree if isinstance(tree, (dict, list)) else self.default(above)
            tree = step(node, key)
            if tree is ABSENT:
                return False
        return True

    # -- what follows -----------------------------------------------------------------------------------------

    def default(self, path: KeyPath) -> Any:
        """The default seen at ``path`` as plain data, or ABSENT."""
        return default_at(self, path)

    def declaring(self, path: KeyPath) -> str | None:
        """Which field of which class declares the key at ``path``, as ``AdamW.lr``; None where none does."""
        for facts in self.classes_at(path[:-1]) if path else ():
            name = facts.keys.get(path[-1])
            if name is not None:
                return f"{facts.name}.{name}"
        return None

    def brings(self, path: KeyPath) -> bool:
        """Whether the defaults of any class at or below ``path`` may bring something into validation."""
        found = self._bringing.get(path)
        if found is None:
            if len(self._bringing) > _MOST_KEPT:
                self._bringing.clear()
            governed = (where for where in self.governing if len(where) > len(path) and where[: len(path)] == path)
            seen: set[Any] = set()
            found = any(self._type_brings(member, seen) for member in self.types_at(path))
            self._bringing[path] = found = found or any(map(self.brings, governed))
        return found

    def _type_brings(self, outer: Bare, seen: set[Any]) -> bool:
        """As ``brings``, for a type, whatever its place. ``seen`` are the classes that were looked at."""
        facts = self.facts_of(outer.annotation)
        if facts is None:
            items = () if is_untyped(outer.annotation) else get_args(outer.annotation)
            return any(self._type_brings(inner, seen) for item in items for inner in _transparent(Bare(item)))
        if facts.cls in seen:
            return False
        seen.add(facts.cls)
        inside = (inner for field in facts.fields.values() for inner in self.below(outer, field.key))
        return brings(facts) or any(self._type_brings(inner, seen) for inner in inside)

    def merge(self, path: KeyPath) -> Merge | None:
        """The merge rule of the list at ``path``, or None."""
        for member in self.types_at(path):
            for item in member.metadata:
                if isinstance(item, Merge):
                    return item
        return None

    def tag(self, path: KeyPath) -> str | None:
        """The key that tells the members of the union at ``path`` apart; None where they have none in common."""
        keys = {self._tag_of(member) for member in self.types_at(path)}
        return keys.pop() if len(keys) == 1 else None

    def _tag_of(self, member: Bare) -> str | None:
        names = [item.name for item in member.metadata if isinstance(item, Tagged)]
        facts = self.facts_of(member.annotation) if names else None
        field = facts.fields.get(names[0]) if facts is not None else None
        return None if field is None else field.key

    def text_rule(self, path: KeyPath) -> TextRule:
        """What becomes of a number or bool at ``path``."""
        rule = self._texts.get(path)
        if rule is None:
            if len(self._texts) > _MOST_KEPT:
                self._texts.clear()
            rule = self._texts[path] = text_rule(self.types_at(path))
        return rule

    def takes_text(self, path: KeyPath, value: Any, raw: str | None) -> bool:
        """Whether the number or bool ``value`` at ``path`` is to be ``raw``, its text as written."""
        if raw is None:
            return False
        rule = self.text_rule(path)
        if rule is TextRule.UNFIT:
            return not fits_strictly(self.types_at(path), value)
        return rule is TextRule.ALWAYS or (rule is TextRule.COLONS and ":" in raw)

    def is_secret(self, path: KeyPath) -> bool:
        """Whether any type that the leaf at ``path`` may have is one of Pydantic's secrets."""
        return any(map(is_secret_type, self.types_at(path)))

    def convert(self, path: KeyPath, value: Any) -> Any:
        """What a reference to ``path`` gives for ``value``: converted as its type does, where it can be."""
        convert = self._converters.get(path, ABSENT)
        if convert is ABSENT:
            if len(self._converters) > _MOST_KEPT:
                self._converters.clear()
            convert = self._converters[path] = converter_of(self.types_at(path))
        return value if convert is None else convert(value)


def is_secret_type(member: Bare) -> bool:
    """Whether it is one of Pydantic's secrets."""
    cls, _ = class_of(member.annotation)
    return isinstance(cls, type) and any(
        base.__name__ in _SECRETS and base.__module__ == "pydantic.types" for base in cls.__mro__
    )


def is_untyped(annotation: Any) -> bool:
    """Whether anything may stand below: in ``Any``, ``object``, and a part that is a Config."""
    return annotation is Any or annotation is object or hasattr(annotation, "__typedconf_data__")


def _transparent(outer: Bare) -> Iterator[Bare]:
    """The members of a union, and what a RootModel holds in its own place."""
    for member in members(*outer):
        root = root_annotation(member.annotation)
        if root is None:
            yield member
        else:
            yield from _transparent(root)


def _position(key: Key) -> Key:
    """The position that a key of an override means, whose keys are all texts."""
    return int(key) if isinstance(key, str) and key.lstrip("-").isdecimal() and len(key) <= 20 else key  # noqa: PLR2004
