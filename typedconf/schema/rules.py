"""What a schema says of a tree, by path: the classes that may govern a node, and the rules that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.schema.annotations import Bare, class_of, item_annotation, members, substituted
from typedconf.schema.classes import ClassFacts, describe, is_schema, root_annotation
from typedconf.trees import ABSENT, Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typedconf.trees import Key, KeyPath

_SECRETS: Final = ("Secret", "SecretStr", "SecretBytes")


class SchemaRules(Rules):
    """The rules of one root schema. It keeps what it learnt of each class as long as it lives."""

    __slots__ = ("_facts", "_schema")

    def __init__(self, schema: Any) -> None:
        self._schema: Final = schema
        self._facts: Final[dict[type, ClassFacts]] = {}

    def default(self, path: KeyPath) -> Any:
        """A value other than ABSENT for every key that a class declares, or that only closed classes will refuse.

        What a closed class does not declare is left to validation, which reports it with all else that is wrong.
        Below a union, a key that any member declares is one.
        """
        if not path:
            return ABSENT
        above = list(self.types_at(path[:-1]))
        classes = [self.facts_of(member.annotation) for member in above]
        known = [facts for facts in classes if facts is not None]
        if any(path[-1] in facts.keys for facts in known):
            return None
        closed = bool(known) and len(known) == len(above) and all(facts.extra == "forbid" for facts in known)
        return None if closed else ABSENT

    def is_secret(self, path: KeyPath) -> bool:
        """Whether any type that the leaf at ``path`` may have is one of Pydantic's secrets."""
        return any(map(is_secret_type, self.types_at(path)))

    def types_at(self, path: KeyPath) -> Iterator[Bare]:
        """The types that the value at ``path`` may have, those of every member of a union; None is left out."""
        found = list(_transparent(Bare(self._schema)))
        for key in path:
            found = [inner for outer in found for inner in self.below(outer, key)]
        yield from found

    def classes_at(self, path: KeyPath) -> list[ClassFacts]:
        """The classes that may govern the node at ``path``."""
        found = (self.facts_of(member.annotation) for member in self.types_at(path))
        return [facts for facts in found if facts is not None]

    def facts_of(self, annotation: Any) -> ClassFacts | None:
        """The facts of a class or a generic of one; None for all other types."""
        cls, _ = class_of(annotation)
        if not is_schema(cls):
            return None
        facts = self._facts.get(cls)
        if facts is None:
            facts = self._facts[cls] = describe(cls)
        return facts

    def below(self, outer: Bare, key: Key) -> Iterator[Bare]:
        """The types that the value under ``key`` of a value of type ``outer`` may have."""
        facts = self.facts_of(outer.annotation)
        if facts is None:
            item = item_annotation(outer.annotation, _position(key))
            if item is not None:
                yield from _transparent(Bare(item))
            return
        name = facts.keys.get(key)
        if name is not None:
            field = facts.fields[name]
            _, variables = class_of(outer.annotation)
            yield from _transparent(Bare(substituted(field.annotation, variables), field.metadata))


def is_secret_type(member: Bare) -> bool:
    """Whether it is one of Pydantic's secrets."""
    cls, _ = class_of(member.annotation)
    return isinstance(cls, type) and any(
        base.__name__ in _SECRETS and base.__module__ == "pydantic.types" for base in cls.__mro__
    )


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
