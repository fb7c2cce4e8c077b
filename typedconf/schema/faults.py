"""Pydantic's errors go in; Faults come out: one for each thing that is wrong, at its key, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.errors import did_you_mean, nearest_name
from typedconf.schema.annotations import Bare, members
from typedconf.schema.classes import declaration
from typedconf.schema.rules import is_secret_type
from typedconf.schema.words import expected_words
from typedconf.trees import ABSENT, MISSING, find, format_key, format_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from typedconf.schema.classes import ClassFacts
    from typedconf.schema.derived import Derived, Place
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import KeyPath, Tree

_LONGEST_SHOWN: Final = 200
_MOST_SETTERS: Final = 3
_DEEPEST_SETTER: Final = 5
_LIBRARY_KINDS: Final = ("path_type", "ip_v4_address", "ip_v6_address")  # made up by Pydantic's own validators
_UNION: Final = "union"  # our own type of error: no member of a union takes the value
# Errors whose own text says more than what the type takes.
_TELLING: Final = frozenset({"import_error", "json_invalid", "recursion_loop", "callable_type"}) | {
    "union_tag_invalid",
    "union_tag_not_found",
}
_UNKNOWN: Final = ("extra_forbidden", "unexpected_keyword_argument", "invalid_key")


class Fault(NamedTuple):
    """One thing that is wrong with a tree, by path; whose origin is a matter of the composition.

    ``is_key`` says that the key itself is wrong, not its value; ``is_rejection``, that a user's validator says so.
    """

    path: KeyPath
    message: str
    value: Any = None
    expected: str = ""
    suggestion: str | None = None
    declared: str | None = None
    is_key: bool = False
    is_rejection: bool = False


class _Entry(NamedTuple):
    """One of Pydantic's errors and its place."""

    number: int
    kind: str
    text: str
    context: Mapping[str, Any]
    place: Place
    note: str = ""


class FaultFinder:
    """Says what is wrong with one tree."""

    __slots__ = ("_derived", "_makers", "_rules", "_tree")

    def __init__(self, derived: Derived, rules: SchemaRules, tree: Tree) -> None:
        self._derived: Final = derived
        self._rules: Final = rules
        self._tree: Final = tree
        self._makers: Final[Mapping[str, Callable[[_Entry], Fault]]] = {
            "missing": self._absent,
            "missing_argument": self._absent,
            "missing_keyword_only_argument": self._absent,
            "missing_positional_only_argument": self._absent,
            "extra_forbidden": self._unknown,
            "unexpected_keyword_argument": self._unknown,
            "invalid_key": self._unknown,
            "union_tag_not_found": self._no_tag,
            "union_tag_invalid": self._wrong_tag,
            "value_error": self._rejected,
            "assertion_error": self._rejected,
        }

    def faults(self, errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
        """The faults that ``errors`` tell of; of a union, those of the member that came nearest."""
        entries = [
            _Entry(
                number,
                error["type"],
                error["msg"],
                error.get("ctx", {}),
                self._place(error),
            )
            for number, error in enumerate(errors)
        ]
        found = [self._fault(entry) for entry in sorted(_nearest(entries), key=lambda entry: entry.number)]
        return list({(fault.path, fault.message): fault for fault in found}.values())

    def _place(self, error: Mapping[str, Any]) -> Place:
        return self._derived.locate(error["loc"], self._tree, as_written=error["type"] in _UNKNOWN)

    def unset(self, path: KeyPath) -> Fault | None:
        """The fault of a ``???`` that was left out at ``path``; None where the class there says what that means."""
        parents = list(self._rules.types_at(path[:-1]))
        classes = self._rules.classes_at(path[:-1])
        if any(path[-1] in facts.keys for facts in classes):
            return None
        if classes and len(classes) == len(parents) and all(facts.extra == "forbid" for facts in classes):
            return self._unknown_key(path, classes[0])
        return self._missing(path, list(self._rules.types_at(path)), None)

    def _fault(self, entry: _Entry) -> Fault:
        fault = self._makers.get(entry.kind, self._wrong_value)(entry)
        return fault._replace(message=fault.message + entry.note) if entry.note else fault

    # -- kinds of faults --

    def _unknown(self, entry: _Entry) -> Fault:
        place = entry.place
        facts = self._rules.facts_of(place.governing) if place.governing is not None else None
        return self._unknown_key(place.path, facts)

    def _unknown_key(self, path: KeyPath, facts: ClassFacts | None) -> Fault:
        near = None
        if facts is not None:
            field = facts.fields.get(facts.keys.get(path[-1], str(path[-1])))
            near = field.key if field is not None else nearest_name(format_key(path[-1]), map(str, facts.keys))
            if path[-1] in facts.keys and near is not None:
                message = f"another spelling of {near}, which is set too"
                return Fault(path, message, self._hidden(path, find(self._tree, path)), suggestion=near, is_key=True)
        within = f" in {facts.name}" if facts is not None else ""
        value = self._hidden(path if near is None else (*path[:-1], near), find(self._tree, path))
        return Fault(path, f"no such key{within}{did_you_mean(near)}", value, suggestion=near, is_key=True)

    def _absent(self, entry: _Entry) -> Fault:
        place = entry.place
        if isinstance(find(self._tree, place.path[:-1]), list):  # a tuple that is too short is wrong as a whole
            return self._wrong_value(entry._replace(place=place._replace(path=place.path[:-1], inner=place.inner[:-1])))
        return self._missing(entry.place.path, self._types(entry.place), self._declared(entry.place))

    def _missing(self, path: KeyPath, types: list[Bare], declared: str | None) -> Fault:
        setters = list(self._setters(path, types, 0))
        shown = " ".join(setters[:_MOST_SETTERS]) + (" …" if len(setters) > _MOST_SETTERS else "")
        words = _words(types) or "a value"
        return Fault(path, f"missing; set it with {shown}", MISSING, words, setters[0], declared)

    def _setters(self, path: KeyPath, types: list[Bare], depth: int) -> Iterator[str]:
        """The overrides that would set what is missing: of a class, those of all that it requires."""
        facts = self._rules.facts_of(types[0].annotation) if len(types) == 1 else None
        key = format_path(path, self._tree)
        if facts is None or depth > _DEEPEST_SETTER:
            yield f"{key}=…"
            return
        required = [field for field in facts.fields.values() if field.required]
        if not required:
            yield f"{key}={{}}"
        for field in required:
            yield from self._setters((*path, field.key), list(self._rules.below(types[0], field.key)), depth + 1)

    def _no_tag(self, entry: _Entry) -> Fault:
        tag = entry.place.tag
        if tag is None:
            return self._wrong_value(entry)
        path = (*entry.place.path, tag)
        if find(self._tree, path) is None:
            return Fault(path, "no value", None, self._tag_words(entry), None, self._declared(entry.place))
        setter = f"{format_path(path, self._tree)}=…"
        words = self._tag_words(entry)
        return Fault(path, f"missing; set it with {setter}", MISSING, words, setter, self._declared(entry.place))

    def _wrong_tag(self, entry: _Entry) -> Fault:
        tag = entry.place.tag
        if tag is None:
            return self._wrong_value(entry)
        path = (*entry.place.path, tag)
        value = find(self._tree, path)
        if value is ABSENT:  # the text in the place of the mapping
            value = find(self._tree, entry.place.path)
        words = self._tag_words(entry)
        near = nearest_name(str(value), words.removeprefix("one of ").split(", "))
        message = f"not {words}: {value!r}{did_you_mean(near)}"
        return Fault(path, message, value, words, near, self._declared(entry.place))

    def _tag_words(self, entry: _Entry) -> str:
        tags = entry.context.get("expected_tags")
        if tags is None and entry.place.tag is not None:
            inner = [
                below for member in self._types(entry.place) for below in self._rules.below(member, entry.place.tag)
            ]
            found = [_words([one]) or "" for one in inner]
            return f"one of {', '.join(dict.fromkeys(word.removeprefix('one of ') for word in found))}"
        return f"one of {str(tags).replace(chr(39), '')}"

    def _rejected(self, entry: _Entry) -> Fault:
        """What a validator of the user's says, in its own words."""
        text = entry.text
        if entry.kind in _PREFIXES:
            text = text.removeprefix(_PREFIXES[entry.kind])
        place = entry.place
        return Fault(place.path, text, self._value(place), "", None, self._declared(place), is_rejection=True)

    def _wrong_value(self, entry: _Entry) -> Fault:
        place = entry.place
        value = self._key_or_value(place)
        types = self._types(place)
        if value is ABSENT:  # it lies within a text that Pydantic takes apart
            return self._within(entry)
        words = None if place.at_key else _words(types)
        declared = self._declared(place)
        if _is_missing(value):
            return self._missing(place.path, types, declared)
        if value is None:
            return Fault(place.path, "no value", None, words or "a value", None, declared)
        if words is None or entry.kind in _TELLING or entry.kind not in _pydantic_kinds():
            message = entry.text
            if entry.kind in _pydantic_kinds():
                message = message[:1].lower() + message[1:]
            return Fault(place.path, message, self._value(place), words or "", None, declared, place.at_key)
        if _has_secret(types):
            return Fault(place.path, f"not {words}", MISSING, words, None, declared)
        return Fault(place.path, f"not {words}: {_shown(value)}", self._value(place), words, None, declared)

    def _within(self, entry: _Entry) -> Fault:
        """Pydantic's own words for what is wrong inside of a value."""
        path = entry.place.path
        while find(self._tree, path) is ABSENT:
            path = path[:-1]
        message = f"{entry.text[:1].lower()}{entry.text[1:]}"
        shown = self._hidden(path, find(self._tree, path))
        return Fault(path, message, shown, "", None, self._declared(entry.place))

    # -- what is there, and what is expected --

    def _hidden(self, path: KeyPath, value: Any) -> Any:
        """``value`` as a value of what is declared at ``path``, which may be secret."""
        return _masked(self._rules, value, list(self._rules.types_at(path)))

    def _key_or_value(self, place: Place) -> Any:
        return place.path[-1] if place.at_key and place.path else find(self._tree, place.path)

    def _value(self, place: Place) -> Any:
        """The value there, with ``???`` for what is secret."""
        if place.at_key:
            return place.path[-1]
        value = find(self._tree, place.path)
        return _masked(self._rules, value, self._types(place))

    def _types(self, place: Place) -> list[Bare]:
        if place.owner is None:
            return list(self._rules.types_at(place.path))
        cls, name = place.owner
        facts = self._rules.facts_of(cls)
        if facts is None or name not in facts.fields:
            return []
        field = facts.fields[name]
        found = list(members(field.annotation, field.metadata))
        for key in place.inner:
            found = [inner for outer in found for inner in self._rules.below(outer, key)]
        return found

    def _declared(self, place: Place) -> str | None:
        if place.owner is None:
            return None
        cls, name = place.owner
        facts = self._rules.facts_of(cls)
        return declaration(cls, facts.fields[name]) if facts is not None and name in facts.fields else None


_PREFIXES: Final = {"value_error": "Value error, ", "assertion_error": "Assertion failed, "}


def _pydantic_kinds() -> frozenset[str]:
    """The errors that are Pydantic's own; all others are those that the user's validators made up."""
    from typing import get_args  # noqa: PLC0415  beside the import that it is for

    from pydantic_core.core_schema import ErrorType  # noqa: PLC0415  only an error needs it

    return frozenset((*get_args(ErrorType), *_LIBRARY_KINDS, _UNION))


# -- which member of a union came nearest -----------------------------------------------------------------------


def _nearest(entries: Iterable[_Entry], level: int = 0) -> Iterator[_Entry]:
    """The entries of the member that came nearest, for each union; the others as they are."""
    unions: dict[KeyPath, dict[int, list[_Entry]]] = {}
    for entry in entries:
        choices = [choice for choice in entry.place.choices if not choice.tagged]
        if len(choices) <= level:
            yield entry
        else:
            choice = choices[level]
            unions.setdefault(choice.path, {}).setdefault(choice.number, []).append(entry)
    for path, branches in unions.items():
        yield from _of_union(path, branches, level)


def _of_union(path: KeyPath, branches: dict[int, list[_Entry]], level: int) -> Iterator[_Entry]:
    first = next(iter(branches.values()))[0]
    close = {number: found for number, found in branches.items() if not any(_is_misfit(one, path) for one in found)}
    if not close:
        own = first.place._replace(path=path, inner=first.place.inner[: len(path) - len(first.place.path) or None])
        telling = next((one for found in branches.values() for one in found if one.kind in _TELLING), None)
        yield first._replace(kind=_UNION, text=(telling or first).text, place=own)
        return
    number, chosen = min(close.items(), key=lambda branch: _distance(branch[1]))
    choice = [one for one in chosen[0].place.choices if not one.tagged][level]
    names = [name for name in choice.names if name is not None]
    name = choice.names[number] if number < len(choice.names) else None
    note = f" ({name} comes nearest of {', '.join(names)})" if name is not None and len(names) > 1 else ""
    for entry in _nearest(chosen, level + 1):
        yield entry._replace(note=note + entry.note)


def _is_misfit(entry: _Entry, path: KeyPath) -> bool:
    """Whether a member doesn't take a value of this kind at all; a user's validator that refuses it did take it."""
    return entry.place.path == path and entry.kind not in _PREFIXES and entry.kind in _pydantic_kinds()


def _distance(entries: list[_Entry]) -> tuple[int, int]:
    """How far a value is from a member: keys it doesn't know first, then all that is wrong."""
    unknown = sum(entry.kind in ("extra_forbidden", "unexpected_keyword_argument") for entry in entries)
    return unknown, len(entries)


# -- words and values -------------------------------------------------------------------------------------------


def _words(types: list[Bare]) -> str | None:
    """What the types take, in words: ``a whole number or a text``."""
    words = list(dict.fromkeys(expected_words(member.annotation, member.metadata) for member in types))
    known = [word for word in words if word is not None]
    if not known or len(known) < len(words):
        return None
    return " or ".join([", ".join(known[:-1]), known[-1]]) if len(known) > 1 else known[0]


def _has_secret(types: Iterable[Bare]) -> bool:
    return any(map(is_secret_type, types))


def _masked(rules: SchemaRules, value: Any, types: list[Bare]) -> Any:
    """``value`` with ``???`` wherever a type says secret."""
    if value is ABSENT:
        return None
    if _has_secret(types):
        return MISSING
    if isinstance(value, dict):
        below = {key: [inner for outer in types for inner in rules.below(outer, key)] for key in value}
        return {key: _masked(rules, item, below[key]) for key, item in value.items()}
    if isinstance(value, list):
        inner = [inner for outer in types for inner in rules.below(outer, 0)]
        return [_masked(rules, item, inner) for item in value]
    return value


def _is_missing(value: Any) -> bool:
    return isinstance(value, str) and value == MISSING


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
