"""The classes of a schema go in; which of the keys that they declare are secrets' comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typedconf.errors import nearest_name
from typedconf.schema.annotations import Bare, container_name, members
from typedconf.schema.rules import is_secret_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typedconf.schema.rules import SchemaRules

_MOST_TYPES: Final = 2_000  # an alias that holds itself has no end
_MOST_HELD: Final = 50  # types of lists and mappings in one another
_UNNAMED: Final = "\0"  # in the place of a key: no key is that
_STRANGER: Final = "\0?"  # as well, where a secret stands under any key that no class declares


class SecretNames:
    """What keys the classes of a schema declare: ``secret`` those of secrets, and of lists and mappings of secrets.

    Without ``has_any`` it is certain that no value of the schema is secret. A secret may have no name of its own.
    """

    __slots__ = ("_hides_strangers", "_plain", "has_any", "secret")

    def __init__(self, rules: SchemaRules) -> None:
        declared = frozenset(_declared_names(rules))
        secret = frozenset(name for name, is_secret in declared if is_secret)
        self.has_any: Final = bool(secret)
        self.secret: Final = secret.difference((_UNNAMED, _STRANGER))
        self._hides_strangers: Final = _STRANGER in secret
        self._plain: Final = frozenset(name for name, is_secret in declared if not is_secret)

    @classmethod
    def of(cls, rules: SchemaRules) -> SecretNames:
        """Those of ``rules``, found once."""
        found: SecretNames | None = rules.kept.get(cls)
        if found is None:
            found = rules.kept[cls] = cls(rules)
        return found

    def may_name(self, key: str) -> bool:
        """Whether ``key``, wherever it stands, is a secret's, or looks like one that is misspelt."""
        if key in self.secret or key in self._plain:
            return key in self.secret
        return self._hides_strangers or nearest_name(key, [*self.secret, *self._plain]) in self.secret

    def are_plain(self, keys: Iterable[str]) -> bool:
        """Whether some class declares one of ``keys``, and none as a secret's."""
        return not self._plain.isdisjoint(keys) and self.secret.isdisjoint(keys)


def _declared_names(rules: SchemaRules) -> Iterator[tuple[str, bool]]:
    """The keys that the classes of the schema declare, in each spelling, and whether secrets stand there.

    With them ``_UNNAMED`` where there are any secrets, and ``_STRANGER``. Without any that is true, it is certain that
    no value of the schema is secret.
    """
    pending = list(rules.types_at(()))
    pending += [Bare(cls) for cls in rules.governing.values()]
    yield _STRANGER, _hold_secrets(rules, pending)
    seen: set[tuple[type, str]] = set()
    for _ in range(_MOST_TYPES):
        if not pending:
            return
        outer = pending.pop()
        yield _UNNAMED, is_secret_type(outer)
        facts = rules.facts_of(outer.annotation)
        if facts is None:
            pending += _items(rules, outer)
        elif (one := (facts.cls, repr(outer.annotation))) not in seen:  # a generic class for each of its arguments
            seen.add(one)
            others = [] if facts.others is None else list(members(facts.others))
            yield _STRANGER, _hold_secrets(rules, others)
            pending += others
            for field in facts.fields.values():
                inner = list(rules.below(outer, field.key))
                are_secret = _hold_secrets(rules, inner)
                yield from ((name, are_secret) for name in field.spellings)
                pending += inner
    yield _UNNAMED, True  # who knows


def _hold_secrets(rules: SchemaRules, types: Iterable[Bare]) -> bool:
    """Whether one of the types is secret, or a list or mapping of secrets, however deep."""
    pending = list(types)
    for _ in range(_MOST_HELD):
        if not pending:
            return False
        outer = pending.pop()
        if is_secret_type(outer):
            return True
        if rules.facts_of(outer.annotation) is None:
            pending += _items(rules, outer)
    return False


def _items(rules: SchemaRules, outer: Bare) -> Iterable[Bare]:
    """The types of the items or values of what is no class."""
    return rules.below(outer, 0) if container_name(outer.annotation) == "list" else _arguments(outer)


def _arguments(outer: Bare) -> Iterator[Bare]:
    """The types of a tuple's items or a mapping's values."""
    from typing import get_args  # noqa: PLC0415  beside its one use

    if container_name(outer.annotation) is not None:
        for argument in get_args(outer.annotation):
            yield from members(argument)
