"""A tree goes in; it comes out with ``???`` for what is secret, and with it how to keep that out of any text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from typedconf.errors import nearest_name
from typedconf.schema.annotations import container_name
from typedconf.schema.rules import is_secret_type
from typedconf.schema.secret_names import SecretNames
from typedconf.trees import MISSING, copy_tree, format_key, is_missing, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from typedconf.errors import Problem
    from typedconf.schema.annotations import Bare
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import Key, KeyPath, Tree

    Spans: TypeAlias = list[tuple[int, int]]

_SHORTEST: Final = 4  # characters; a shorter text stands in too many others
_FEW: Final = 20
_MOST_COMPARED: Final = 50  # keys of one mapping that nobody knows; beyond, all of them are hidden
TYPED: Final = ("override", "option")  # the kinds of origin whose text is what a user typed


class Secrets:
    """What must not be shown of one tree: ``tree`` is a copy that holds none of it.

    ``others`` are trees that were there before, whose secrets must not be shown either; nor must ``tainted`` values,
    into which secrets flowed.
    """

    __slots__ = ("_lengths", "_names", "_rules", "_texts", "tree")

    def __init__(
        self, rules: SchemaRules, tree: Tree, others: Iterable[Tree] = (), tainted: Iterable[Any] = ()
    ) -> None:
        self._rules: Final = rules
        names = SecretNames.of(rules)
        self._names: Final = names.secret
        has_any = names.has_any or bool(rules.hidden)
        found: set[str] = set()
        self.tree: Final = self._masked((), tree, found) if has_any else copy_tree(tree)
        for other in others if has_any else ():
            self._masked((), other, found)
        for value in tainted if has_any else ():
            _hidden(value, found)
        lines = {line.strip() for text in found for line in text.splitlines()}  # a caller may tell one of many
        texts = {form for text in found | lines for form in (text, repr(text)[1:-1])}
        self._texts: Final = frozenset(text for text in texts if len(text) >= _SHORTEST)
        self._lengths: Final = frozenset(map(len, self._texts))

    def without(self, value: Any) -> Any:
        """``value`` with ``???`` for each secret text in it, or in the texts that it holds."""
        if not self._texts:
            return value
        if isinstance(value, str):
            return _replaced(value, self.spans(value))
        if isinstance(value, dict):
            return {self.without(key): self.without(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.without(item) for item in value]
        return value

    def hide(self, problem: Problem) -> Problem:
        """The problem, none of whose texts shows a secret."""
        return masked_lines(problem, self.spans)._replace(
            message=self.without(problem.message), value=self.without(problem.value)
        )

    def spans(self, text: str) -> Spans:
        """Where the secret texts stand in ``text``, in order; those that overlap as one."""
        found: Spans = []
        for secret in self._candidates(text):
            start = text.find(secret)
            while start >= 0:
                found.append((start, start + len(secret)))
                start = text.find(secret, start + 1)
        return _united(found)

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
        if any(map(is_secret_type, types)) or (self._rules.hidden and self._rules.is_secret(path)):
            return _hidden(value, found)
        if isinstance(value, str) and self._is_text_of_secrets(types):
            self._masked(path, _read_json(value), found)
            return _hidden(value, found)
        if not isinstance(value, (dict, list)):
            return _hidden(value, found) if self._stands_for_secrets(path, types) else value
        if isinstance(value, dict):
            is_free = any(container_name(member.annotation) == "dict" for member in types)
            suspects = suspected_keys(self._rules, path, value, is_free=is_free)
            return {
                key: _hidden(item, found) if key in suspects else self._masked((*path, key), item, found)
                for key, item in value.items()
            }
        return [self._masked((*path, index), item, found) for index, item in enumerate(value)]

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


def suspected_keys(
    rules: SchemaRules, path: KeyPath, node: Mapping[Key, Any], *, is_free: bool = False
) -> Collection[Key]:
    """The keys of ``node`` that no class there declares and that are a secret's name, or look like one misspelt.

    Where nothing is declared and any key ``is_free`` to stand, none counts as misspelt.
    """
    names = SecretNames.of(rules).secret
    known = {str(key): None for facts in rules.classes_at(path) for key in facts.keys}  # in order
    strangers = [key for key in node if isinstance(key, str) and key not in known] if names else []
    if not strangers or (is_free and not known):
        return names.intersection(strangers)
    if len(strangers) > _MOST_COMPARED:
        return strangers
    spellings = [*known, *names.difference(known)]
    return {key for key in strangers if key in names or nearest_name(format_key(key), spellings) in names}


def hide_secrets(
    problems: Iterable[Problem], rules: SchemaRules, trees: Iterable[Tree], tainted: Iterable[Any] = ()
) -> tuple[Problem, ...]:
    """The problems, none of whose texts shows what is secret in one of ``trees``, or a ``tainted`` value."""
    return tuple(map(Secrets(rules, None, trees, tainted).hide, problems))


def marked_line(problem: Problem) -> str | None:
    """The line into which the problem's place points."""
    origin = problem.origin
    return origin.text if origin is not None and origin.kind in TYPED else problem.excerpt


def masked_lines(problem: Problem, spans: Callable[[str], Spans]) -> Problem:
    """The problem with ``???`` in the lines that it shows where ``spans`` says so, and its mark where that moves to."""
    origin, line = problem.origin, marked_line(problem)
    excerpt = None if problem.excerpt is None else _replaced(problem.excerpt, spans(problem.excerpt))
    if origin is None:
        return problem._replace(excerpt=excerpt)
    text, entry = (text and _replaced(text, spans(text)) for text in (origin.text, origin.entry))
    column, span = origin.column, problem.span
    if line is not None and column is not None and (hidden := spans(line)):
        start = _moved(column - 1, hidden)
        span = max(1, _moved(column - 1 + span, hidden, is_end=True) - start)
        column = start + 1
    return problem._replace(excerpt=excerpt, span=span, origin=origin._replace(column=column, text=text, entry=entry))


def _united(spans: Spans) -> Spans:
    """The spans in order, those that overlap as one."""
    united: Spans = []
    for start, end in sorted(spans):
        if united and start < united[-1][1]:
            united[-1] = united[-1][0], max(end, united[-1][1])
        else:
            united.append((start, end))
    return united


def _replaced(text: str, spans: Spans) -> str:
    """``text`` with ``???`` for each of ``spans``."""
    for start, end in reversed(spans):
        text = text[:start] + MISSING + text[end:]
    return text


def _moved(position: int, spans: Spans, *, is_end: bool = False) -> int:
    """Where what was at ``position`` stands once ``spans`` are replaced; within one, at its beginning or end."""
    moved = position
    for start, end in spans:
        if position <= start:
            break
        if position < end:
            return moved - (position - start) + (len(MISSING) if is_end else 0)
        moved += len(MISSING) - (end - start)
    return moved


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
