"""A tree goes in; it comes out with ``???`` for what is secret, and with it how to keep that out of any text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import nearest_name
from typedconf.schema.annotations import Bare, container_name, members
from typedconf.schema.rules import is_secret_type
from typedconf.trees import MISSING, copy_tree, format_key, is_missing, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typedconf.errors import Problem
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import Key, KeyPath, Tree

_SHORTEST: Final = 4  # characters; a shorter text stands in too many others
_FEW: Final = 20
_MOST_COMPARED: Final = 50  # keys of one mapping that nobody knows; beyond, all of them are hidden
_UNNAMED: Final = "\0"  # in the place of a key: no key is that
_MOST_TYPES: Final = 2_000  # an alias that holds itself has no end


class Secrets:
    """What must not be shown of one tree: ``tree`` is a copy that holds none of it.

    ``others`` are trees that were there before, whose secrets must not be shown either.
    """

    __slots__ = ("_lengths", "_names", "_rules", "_texts", "tree")

    def __init__(self, rules: SchemaRules, tree: Tree, others: Iterable[Tree] = ()) -> None:
        self._rules: Final = rules
        names = frozenset(_secret_names(rules))
        self._names: Final = names.difference(_UNNAMED)
        found: set[str] = set()
        self.tree: Final = self._masked((), tree, found) if names else copy_tree(tree)
        for other in others if names else ():
            self._masked((), other, found)
        texts = {form for text in found for form in (text, repr(text)[1:-1])}
        self._texts: Final = frozenset(text for text in texts if len(text) >= _SHORTEST)
        self._lengths: Final = frozenset(map(len, self._texts))

    def without(self, value: Any) -> Any:
        """``value`` with ``???`` for each secret text in it, or in the texts that it holds."""
        if not self._texts:
            return value
        if isinstance(value, str):
            for text in sorted(self._candidates(value), key=len, reverse=True):
                value = value.replace(text, MISSING)
        elif isinstance(value, dict):
            return {self.without(key): self.without(item) for key, item in value.items()}
        elif isinstance(value, list):
            return [self.without(item) for item in value]
        return value

    def _candidates(self, text: str) -> frozenset[str]:
        """The secret texts that may stand in ``text``: all, but where it takes less time to look at its parts."""
        if len(self._texts) <= max(_FEW, len(text)):
            return self._texts
        parts = (text[start : start + length] for length in self._lengths for start in range(len(text) - length + 1))
        return self._texts.intersection(parts)

    def _masked(self, path: KeyPath, value: Any, found: set[str]) -> Any:
        types = self._rules.types_at(path)
        if value is None or is_missing(value):
            return value
        if any(map(is_secret_type, types)):
            return _hidden(value, found)
        if isinstance(value, str) and self._is_text_of_secrets(types):
            self._masked(path, _read_json(value), found)
            return _hidden(value, found)
        if not isinstance(value, (dict, list)):
            return _hidden(value, found) if self._stands_for_secrets(path, types) else value
        if isinstance(value, dict):
            known = [str(key) for facts in self._rules.classes_at(path) for key in facts.keys]
            suspects = self._suspects(types, value, known)
            return {
                key: _hidden(item, found) if key in suspects else self._masked((*path, key), item, found)
                for key, item in value.items()
            }
        return [self._masked((*path, index), item, found) for index, item in enumerate(value)]

    def _suspects(self, types: Iterable[Bare], value: dict[Key, Any], known: list[str]) -> set[Key]:
        """The keys that no class here declares and that are a secret's name, or look like one that is misspelt."""
        declared = frozenset(known)
        strangers = [key for key in value if isinstance(key, str) and key not in declared]
        suspects = {key for key in strangers if key in self._names}
        is_free = not known and any(container_name(member.annotation) == "dict" for member in types)
        if self._names and not is_free:
            names = [*known, *(self._names.difference(known))]
            if len(strangers) > _MOST_COMPARED:
                return set(strangers)
            suspects |= {key for key in strangers if nearest_name(format_key(key), names) in self._names}
        return suspects

    def _stands_for_secrets(self, path: KeyPath, types: Iterable[Bare]) -> bool:
        """Whether something in a place where secrets lie one level below may be one of them."""
        if self._rules.tag(path) is not None:
            return False  # the tag of a union
        for outer in types:
            facts = self._rules.facts_of(outer.annotation)
            keys: Iterable[Key] = facts.keys if facts is not None else (0, "")
            if any(is_secret_type(inner) for key in keys for inner in self._rules.below(outer, key)):
                return True
        return False

    def _is_text_of_secrets(self, types: Iterable[Bare]) -> bool:
        """Whether it is JSON of something that has a secret."""
        return bool(self._names) and any(
            getattr(item, "__name__", type(item).__name__) == "Json" for member in types for item in member.metadata
        )


def hide_secrets(problems: Iterable[Problem], rules: SchemaRules, trees: Iterable[Tree]) -> tuple[Problem, ...]:
    """The problems, none of whose texts shows what is secret in one of ``trees``."""
    hide = Secrets(rules, None, trees).without
    return tuple(
        problem._replace(
            message=hide(problem.message),
            value=hide(problem.value),
            excerpt=hide(problem.excerpt),
            origin=None if problem.origin is None else problem.origin._replace(text=hide(problem.origin.text)),
        )
        for problem in problems
    )


def _hidden(value: Any, found: set[str]) -> Any:
    """The mark in the place of a secret, whose texts are kept so that they are found elsewhere."""
    for _, leaf in walk(value):
        text = leaf.get_secret_value() if hasattr(type(leaf), "get_secret_value") else leaf
        if isinstance(text, bytes):
            text = text.decode(errors="replace")
        if isinstance(text, (str, int, float)) and not is_missing(text) and not isinstance(text, bool):
            found.add(str(text))
    return MISSING


def _read_json(text: str) -> Any:
    """What a JSON text holds, in which secrets lie as in the tree; None where it is none, or one text more."""
    import json  # noqa: PLC0415  few schemas take JSON

    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, (dict, list)) else None


def _secret_names(rules: SchemaRules) -> Iterator[str]:
    """The keys of every secret that some class of the schema declares, in each spelling; ``_UNNAMED`` where it has any.

    Nothing at all is certain: no value of the schema is secret.
    """
    pending = list(rules.types_at(()))
    pending += [Bare(cls) for cls in rules.governing.values()]
    seen: set[tuple[type, str]] = set()
    for _ in range(_MOST_TYPES):
        if not pending:
            return
        outer = pending.pop()
        if is_secret_type(outer):
            yield _UNNAMED
        facts = rules.facts_of(outer.annotation)
        if facts is None:
            pending += rules.below(outer, 0) if container_name(outer.annotation) == "list" else _arguments(outer)
        elif (one := (facts.cls, repr(outer.annotation))) not in seen:  # a generic class for each of its arguments
            seen.add(one)
            pending += [] if facts.others is None else members(facts.others)
            for field in facts.fields.values():
                inner = list(rules.below(outer, field.key))
                if any(map(is_secret_type, inner)):
                    yield from field.spellings
                pending += inner
    yield _UNNAMED  # who knows


def _arguments(outer: Bare) -> Iterator[Bare]:
    """The types of a tuple's items or a mapping's values."""
    from typing import get_args  # noqa: PLC0415  beside its one use

    if container_name(outer.annotation) is not None:
        for argument in get_args(outer.annotation):
            yield from members(argument)
