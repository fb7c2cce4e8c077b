"""What a schema says of a tree, by path: the classes that may govern a node, and the rules that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, get_args

from typedconf.objects import is_view
from typedconf.schema.annotations import (
    Bare,
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
from typedconf.schema.texts import TextRule, fits_strictly, text_rule
from typedconf.trees import ABSENT, Rules, step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from typedconf.trees import Key, KeyPath, Tree

    Types: TypeAlias = tuple[Bare, ...]

_Answer = TypeVar("_Answer")

_SECRETS: Final = ("Secret", "SecretStr", "SecretBytes")
_NONE_NARROWER: Final[Mapping[KeyPath, type]] = {}
_MOST_KEPT: Final = 100_000  # paths; a schema with mappings is asked about any number of them


class SchemaRules(Rules):
    """The rules of one root schema, with the classes that govern nodes more narrowly than it says, by path.

    It keeps what it learnt of each class and path as long as it lives. May be used from many threads.
    """

    __slots__ = (
        "_answers",
        "_below",
        "_bringing",
        "_facts",
        "_governed",
        "_types",
        "_uniform",
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
        self._bringing: Final[dict[KeyPath, bool]] = {}
        self._governed: Final[dict[KeyPath, Types]] = {path: (Bare(cls),) for path, cls in governing.items()}
        self._types: Final[dict[KeyPath, Types]] = {}
        # By the types themselves, each with what keeps it alive: long lists and mappings have one tuple for all items.
        self._below: Final[dict[tuple[int, Key], tuple[Types, Types]]] = {}
        self._uniform: Final[dict[int, tuple[Types, bool]]] = {}
        self._answers: Final[dict[tuple[Any, int], tuple[Types, Any]]] = {}

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

    # -- types and classes ------------------------------------------------------------------------------------

    def types_at(self, path: KeyPath) -> tuple[Bare, ...]:
        """The types that the value at ``path`` may have, those of every member of a union; None is left out."""
        found = self._types.get(path)
        if found is None:
            if len(self._types) > _MOST_KEPT:
                self._types.clear()
            found = self._governed.get(path)
            if found is None and path:
                found = self._types_below(self.types_at(path[:-1]), path[-1])
            elif found is None:
                found = self._governed[()] = tuple(_transparent(Bare(self.schema)))
            self._types[path] = found
        return found

    def _types_below(self, outer: Types, key: Key) -> Types:
        """The types below; the same tuple for all items of a list, and for all values of a mapping."""
        if self._is_uniform(outer):
            key = isinstance(_position(key), int)
        found = self._below.get((id(outer), key))
        if found is None or found[0] is not outer:
            if len(self._below) > _MOST_KEPT:
                self._below.clear()
            example = (0 if key else "") if self._is_uniform(outer) else key
            inner = tuple(inner for one in outer for inner in self.below(one, example))
            found = self._below[id(outer), key] = outer, inner
        return found[1]

    def _is_uniform(self, outer: Types) -> bool:
        """Whether all items, and all values, are of the same types: no class and no tuple is among them."""
        found = self._uniform.get(id(outer))
        if found is None or found[0] is not outer:
            if len(self._uniform) > _MOST_KEPT:
                self._uniform.clear()
            named = (self.facts_of(one.annotation) or container_name(one.annotation) == "tuple" for one in outer)
            found = self._uniform[id(outer)] = outer, not any(named)
        return found[1]

    def _answer(self, question: Callable[[Types], _Answer], path: KeyPath) -> _Answer:
        """What ``question`` says of the types at ``path``, asked once."""
        types = self.types_at(path)
        found = self._answers.get((question, id(types)))
        if found is None or found[0] is not types:
            if len(self._answers) > _MOST_KEPT:
                self._answers.clear()
            found = self._answers[question, id(types)] = types, question(types)
        answer: _Answer = found[1]
        return answer

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
            annotation = with_self(substituted(field.annotation, variables), outer.annotation)
            yield from _transparent(Bare(annotation, field.metadata))
        elif facts.others is not None:
            yield from _transparent(Bare(facts.others))

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
        if path[:1] == ("hydra",) and not any("hydra" in facts.keys for facts in self.classes_at(())):
            return False  # run settings, which no schema of the program's closes
        for length, key in enumerate(path):
            types = self.types_at(path[:length])
            classes = [facts for facts in (self.facts_of(member.annotation) for member in types) if facts is not None]
            if any(key in facts.keys for facts in classes):
                tree = step(tree, key)
                continue
            if classes and len(classes) == len(types) and all(facts.extra == "forbid" for facts in classes):
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
        return self._answer(_merge_rule, path)

    def tag(self, path: KeyPath) -> str | None:
        """The key that tells the members of the union at ``path`` apart, all of them, or None."""
        return self._answer(self._tag_of, path)

    def _tag_of(self, types: Types) -> str | None:
        keys: set[str | None] = set()
        for member in types:
            name = tag_name(member)
            facts = self.facts_of(member.annotation) if name is not None else None
            field = facts.fields.get(name) if facts is not None and name is not None else None
            keys.add(None if field is None else field.key)
        return keys.pop() if len(keys) == 1 else None

    def text_rule(self, path: KeyPath) -> TextRule:
        """What becomes of a number or bool at ``path``."""
        return self._answer(text_rule, path)

    def takes_text(self, path: KeyPath, value: Any, raw: str | None) -> bool:
        """Whether the number or bool ``value`` at ``path`` is to be ``raw``, its text as written."""
        if raw is None:
            return False
        rule = self.text_rule(path)
        if rule is TextRule.UNFIT:
            return not fits_strictly(self.types_at(path), value)
        return rule is TextRule.ALWAYS or (rule is TextRule.COLONS and ":" in raw)

    def is_secret(self, path: KeyPath) -> bool:
        """Whether any type that the leaf at ``path`` may have is one of Pydantic's secrets, or it came as one."""
        if self.hidden and any(path[:length] in self.hidden for length in range(len(path) + 1)):
            return True
        return self._answer(_may_be_secret, path)

    def convert(self, path: KeyPath, value: Any) -> Any:
        """What a reference to ``path`` gives for ``value``: converted as its type does, where it can be."""
        convert = self._answer(converter_of, path)
        return value if convert is None else convert(value)


def _merge_rule(types: Types) -> Merge | None:
    return next((item for member in types for item in member.metadata if isinstance(item, Merge)), None)


def _may_be_secret(types: Types) -> bool:
    return any(map(is_secret_type, types))


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


def _position(key: Key) -> Key:
    """The position that a key of an override means, whose keys are all texts."""
    return int(key) if isinstance(key, str) and key.lstrip("-").isdecimal() and len(key) <= 20 else key  # noqa: PLR2004
