"""One of Pydantic's errors and its place go in; a Fault comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.errors import did_you_mean, nearest_name
from typedconf.schema.annotations import Bare, container_name, members
from typedconf.schema.classes import declaration, siblings_of
from typedconf.schema.faults.kinds import (
    PREDICATES,
    TAGS,
    UNION,
    UNKNOWN,
    in_sentence,
    is_pydantic,
    phrase,
    reason,
    sentence,
    unquoted,
)
from typedconf.schema.faults.nearest import Complaint, nearest
from typedconf.schema.faults.rejections import rejection
from typedconf.schema.faults.setters import missing_message, setters
from typedconf.schema.faults.showing import one_line, shown
from typedconf.schema.masking import Secrets
from typedconf.schema.words import named_values, one_of, words_of
from typedconf.targets import fixed_target
from typedconf.trees import ABSENT, MISSING, find, format_key, is_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from typedconf.schema.classes import ClassFacts
    from typedconf.schema.derived import Derived, Place
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import KeyPath, Tree

_PREFIXES: Final = {"value_error": "Value error, ", "assertion_error": "Assertion failed, "}
_NOT_AN_EMAIL: Final = "value is not a valid email address: "
_MOST_NAMED: Final = 3
_CONSEQUENCES: Final = ("default_factory_not_called",)  # a default that needs what is wrong itself
_MOST_COMPARED: Final = 200  # a report shows fewer problems, and to find a name among thousands takes long


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


class FaultFinder:
    """Says what is wrong with one tree."""

    __slots__ = ("_compared", "_derived", "_makers", "_rules", "_secrets", "_tree")

    def __init__(self, derived: Derived, rules: SchemaRules, tree: Tree) -> None:
        self._derived: Final = derived
        self._rules: Final = rules
        self._tree: Final = tree
        self._secrets: Final = Secrets(rules, tree)
        self._compared = 0  # texts for which the nearest name was looked for
        self._makers: Final[Mapping[str, Callable[[Complaint], Fault]]] = {
            "missing": self._absent,
            "missing_argument": self._absent,
            "missing_keyword_only_argument": self._absent,
            "missing_positional_only_argument": self._absent,
            "extra_forbidden": self._unknown,
            "unexpected_keyword_argument": self._unknown,
            "invalid_key": self._unknown,
            "union_tag_not_found": self._no_tag,
            "union_tag_invalid": self._wrong_tag,
        }

    def faults(self, errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
        """The faults that ``errors`` tell of; of a union, those of the member that came nearest."""
        complaints = [
            Complaint(number, _kind(error), error["msg"], error.get("ctx", {}), self._place(error))
            for number, error in enumerate(errors)
            if error["type"] not in _CONSEQUENCES
        ]
        told = sorted(nearest(complaints, self._tree), key=lambda complaint: complaint.number)
        found = [self._fault(complaint) for complaint in told]
        return list({(fault.path, fault.message): fault for fault in found}.values())

    def unset(self, path: KeyPath) -> Fault | None:
        """The fault of a ``???`` that was left out at ``path``; None where the class there says what that means."""
        parents = self._rules.types_at(path[:-1])
        classes = self._rules.classes_at(path[:-1])
        if any(path[-1] in facts.keys for facts in classes):
            return None
        if classes and len(classes) == len(parents) and all(facts.extra == "forbid" for facts in classes):
            return self._unknown_key(path, classes[0])
        return self._missing(path, self._rules.types_at(path), None)

    def _place(self, error: Mapping[str, Any]) -> Place:
        return self._derived.locate(error["loc"], self._tree, as_written=error["type"] in UNKNOWN)

    def _fault(self, complaint: Complaint) -> Fault:
        if is_pydantic(complaint.kind) or complaint.text.startswith("Input should "):
            fault = self._makers.get(complaint.kind, self._wrong_value)(complaint)
        else:
            fault = self._rejected(complaint)
        return fault._replace(
            message=one_line(fault.message, keep_lines=fault.is_rejection) + complaint.note,
            value=self._secrets.without(fault.value),
        )

    # -- keys that are unknown or missing --

    def _unknown(self, complaint: Complaint) -> Fault:
        place = complaint.place
        facts = self._rules.facts_of(place.governing) if place.governing is not None else None
        return self._unknown_key(place.path, facts)

    def _unknown_key(self, path: KeyPath, facts: ClassFacts | None) -> Fault:
        near = None
        value = self._shown_at(path)
        if facts is not None:
            field = facts.fields.get(facts.keys.get(path[-1], str(path[-1])))
            near = field.key if field is not None else self._nearest(format_key(path[-1]), map(str, facts.keys))
            if path[-1] in facts.keys and near is not None:
                if path[-1] == near:  # a class may have an __init__ that takes less than it declares
                    return Fault(path, f"the __init__ of {facts.name} takes no {near}", value, is_key=True)
                message = f"another spelling of {near}, which is set too"
                return Fault(path, message, value, suggestion=near, is_key=True)
            if path[-1] == "_target_":
                return Fault(path, f"{facts.name} has no target", value, is_key=True)
        within = f" in {facts.name}" if facts is not None else ""
        hint = self._of_another_member(path, facts) or did_you_mean(near)
        return Fault(path, f"no such key{within}{hint}", value, suggestion=near, is_key=True)

    def _of_another_member(self, path: KeyPath, facts: ClassFacts | None) -> str:
        """That another class which may stand there has the key: layers that chose that one may have left it."""
        if facts is None:
            return ""
        tag = self._rules.tag(path[:-1])
        others = [*self._rules.classes_at(path[:-1])]
        if tag is None and fixed_target(facts.cls) is not None:
            tag = "_target_"
            siblings = map(self._rules.facts_of, siblings_of(facts.cls))
            others = [*others, *(one for one in siblings if one is not None and fixed_target(one.cls) is not None)]
        names = dict.fromkeys(other.name for other in others if other is not facts and path[-1] in other.keys)
        if tag is None or not names:
            return ""
        shown_names = [*names][:_MOST_NAMED]
        return f", but in {' and '.join(shown_names)}; !replace drops what another {tag} has left"

    def _absent(self, complaint: Complaint) -> Fault:
        place = complaint.place
        above = self._deepest(place.path[:-1])
        if isinstance(find(self._tree, above), str) and self._rules.tag(above) is None:  # JSON, for one
            return self._within(complaint)
        if isinstance(find(self._tree, place.path[:-1]), list):  # a tuple that is too short is wrong as a whole
            whole = place._replace(path=place.path[:-1], inner=place.inner[:-1])
            return self._wrong_value(complaint._replace(kind="named_tuple_type", place=whole))
        return self._missing(place.path, self._types(place), self._declared(place))

    def _missing(self, path: KeyPath, types: Sequence[Bare], declared: str | None) -> Fault:
        found = list(setters(self._rules, path, types, self._tree))
        tag = self._rules.tag(path) if len(types) > 1 else None
        words = words_of(types) if tag is None else self._tag_words(path, tag)
        return Fault(
            path, missing_message(found, words), MISSING, words or "a value", next(iter(found), None), declared
        )

    # -- tags of unions --

    def _no_tag(self, complaint: Complaint) -> Fault:
        place = complaint.place
        if place.tag is None:
            name = complaint.context.get("discriminator", "")
            return self._wrong_value(complaint._replace(kind=UNION), f"{name} tells no member" if name else "")
        path = (*place.path, place.tag)
        words = self._tag_words(place.path, place.tag, complaint.context)
        if find(self._tree, path) is None:
            return Fault(path, "no value", None, words, None, self._declared(place))
        members = self._rules.classes_at(place.path)
        given = find(self._tree, place.path)
        for key in given if isinstance(given, dict) and members else ():
            if not any(key in facts.keys or facts.extra != "forbid" for facts in members):
                return self._of_no_member((*place.path, key), members)
        found = list(setters(self._rules, path, (), self._tree))
        message = missing_message(found, words)
        return Fault(path, message, MISSING, words, next(iter(found), None), self._declared(place))

    def _of_no_member(self, path: KeyPath, members: Sequence[ClassFacts]) -> Fault:
        """That no member of a union has the key: whichever is chosen, it is wrong."""
        near = self._nearest(format_key(path[-1]), (str(key) for facts in members for key in facts.keys))
        names = [*dict.fromkeys(facts.name for facts in members)]
        within = f" in {' or '.join(names)}" if len(names) <= _MOST_NAMED else ""
        return Fault(path, f"no such key{within}{did_you_mean(near)}", self._shown_at(path), "", near, is_key=True)

    def _wrong_tag(self, complaint: Complaint) -> Fault:
        place, context = complaint.place, complaint.context
        if place.tag is None:
            words = one_of(unquoted(context.get("expected_tags", "")).split(", "))
            message = f"its tag is not {words}: {shown(self._secrets.without(context.get('tag')))}"
            return Fault(place.path, message, self._shown_at(place.path), words, None, self._declared(place))
        path = (*place.path, place.tag)
        value = find(self._tree, path)
        if value is ABSENT:  # the text in the place of the mapping
            value = find(self._tree, place.path)
        words = self._tag_words(place.path, place.tag, context)
        if value is None:
            return Fault(path, "no value", None, words, None, self._declared(place))
        near = self._nearest(value, self._tags(place.path, place.tag))
        message = f"not {words}: {shown(self._secrets.without(value))}{did_you_mean(near)}"
        return Fault(path, message, value, words, near, self._declared(place))

    def _tags(self, path: KeyPath, tag: str | None) -> list[str]:
        """The tags that the union at ``path`` takes under the key ``tag``."""
        if tag is None:
            return []
        return named_values(inner for outer in self._rules.types_at(path) for inner in self._rules.below(outer, tag))

    def _tag_words(self, path: KeyPath, tag: str, context: Mapping[str, Any] | None = None) -> str:
        inner = [inner for outer in self._rules.types_at(path) for inner in self._rules.below(outer, tag)]
        return words_of(inner) or one_of(unquoted((context or {}).get("expected_tags", "a tag")).split(", "))

    def _root(self) -> ClassFacts | None:
        """The class of the whole config, where it is one."""
        classes = self._rules.classes_at(())
        return classes[0] if len(classes) == 1 else None

    # -- values --

    def _rejected(self, complaint: Complaint) -> Fault:
        """What a validator of the user's says, in its own words."""
        text = complaint.text.removeprefix(_PREFIXES.get(complaint.kind, "\0"))
        place = complaint.place
        value = self._shown_at(place.path)
        message = rejection(self._secrets.without(text), complaint.context, value)
        if text and not place.path and (facts := self._root()) is not None:
            message = f"{facts.name}: {message}"
        return Fault(place.path, message, value, "", None, self._declared(place), place.at_key, is_rejection=True)

    def _wrong_value(self, complaint: Complaint, why: str = "") -> Fault:
        place, kind, context = complaint.place, complaint.kind, complaint.context
        value = place.path[-1] if place.at_key else find(self._tree, place.path)
        if value is ABSENT:  # it lies within a text that Pydantic takes apart
            return self._within(complaint)
        types = self._key_types(place) if place.at_key else self._types(place)
        declared = self._declared(place)
        words = phrase(kind, context, words_of(types))
        visible = self._secrets.without(value if place.at_key else self._shown_at(place.path))
        told = Fault(place.path, "", visible, words or "", None, declared, place.at_key)
        if is_missing(value) and not place.at_key:
            return self._missing(place.path, types, declared)
        if value is None and kind not in TAGS:
            return told._replace(message=_of_key("no value", place), expected=words or "a value")
        said = sentence(kind, context, complaint.text)
        if said is not None or words is None:
            message = self._secrets.without(said or in_sentence(complaint.text))
            return told._replace(message=f"{message}: {shown(visible)}" if kind in PREDICATES else message)
        if _is_hidden(value, visible):
            return told._replace(message=_of_key(f"not {words}", place))
        why = self._secrets.without(why or reason(kind, context, complaint.text, value))
        near = self._nearest(value, [*named_values(types), *self._tags(place.path, self._rules.tag(place.path))])
        message = f"not {words}: {shown(visible)}{f' ({why})' if why else ''}{did_you_mean(near)}"
        return told._replace(message=_of_key(message, place), suggestion=near)

    def _within(self, complaint: Complaint) -> Fault:
        """What is wrong inside of a value that Pydantic takes apart itself, such as JSON; told of the whole."""
        place = complaint.place
        path = self._deepest(place.path)
        words = phrase(complaint.kind, complaint.context, None)
        inner = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place.path[len(path) :])
        said = f"not {words}" if words is not None else sentence(complaint.kind, complaint.context, complaint.text)
        where = f"{said} (at {inner.removeprefix('.')} within it)" if inner else said
        expected = words_of(self._rules.types_at(path)) or words or ""
        message = self._secrets.without(where)
        return Fault(path, message, self._shown_at(path), expected, None, self._declared(place))

    def _nearest(self, value: Any, names: Iterable[str]) -> str | None:
        """The name that a misspelt text most likely means; of a long report, that of the first texts alone."""
        if not isinstance(value, str) or self._compared >= _MOST_COMPARED:
            return None
        self._compared += 1
        near = nearest_name(value, names)
        return None if near == value else near

    # -- what is there, and what is expected --

    def _deepest(self, path: KeyPath) -> KeyPath:
        """As much of ``path`` as the tree has."""
        while path and find(self._tree, path) is ABSENT:
            path = path[:-1]
        return path

    def _shown_at(self, path: KeyPath) -> Any:
        """The value at ``path`` with ``???`` for what is secret; None where there is none."""
        value = find(self._secrets.tree, path)
        if value is ABSENT and path:  # a secret around it
            value = MISSING if find(self._tree, path) is not ABSENT else None
        return value

    def _types(self, place: Place) -> tuple[Bare, ...]:
        """The types of the value there: of the class that Pydantic chose, where the path alone leaves a choice."""
        if place.owner is None:
            return self._rules.types_at(place.path)
        cls, name = place.owner
        facts = self._rules.facts_of(cls)
        if facts is None or name not in facts.fields or (hasattr(cls, "__parameters__") and cls.__parameters__):
            return self._rules.types_at(place.path)
        found = tuple(self._rules.below(Bare(cls), facts.fields[name].key))
        for key in place.inner:
            found = tuple(inner for outer in found for inner in self._rules.below(outer, key))
        return found

    def _key_types(self, place: Place) -> tuple[Bare, ...]:
        """The types of the keys of the mapping that holds the key there."""
        from typing import get_args  # noqa: PLC0415  beside its one use

        holders = self._types(place._replace(path=place.path[:-1], inner=place.inner[:-1]))
        mappings = [get_args(holder.annotation) for holder in holders if container_name(holder.annotation) == "dict"]
        return tuple(member for arguments in mappings if arguments for member in members(arguments[0]))

    def _declared(self, place: Place) -> str | None:
        if place.owner is None:
            return None
        cls, name = place.owner
        facts = self._rules.facts_of(cls)
        return declaration(cls, facts.fields[name]) if facts is not None and name in facts.fields else None


def _kind(error: Mapping[str, Any]) -> str:
    """The kind of an error; that of what is no email address is a validator's, in Pydantic's words."""
    kind: str = error["type"]
    return "email" if kind == "value_error" and error["msg"].startswith(_NOT_AN_EMAIL) else kind


def _is_hidden(value: Any, visible: Any) -> bool:
    """Whether a value is secret as a whole."""
    return is_missing(visible) and not is_missing(value)


def _of_key(message: str, place: Place) -> str:
    """The message of a wrong key, which stands at the key as that of its value would."""
    if not place.at_key:
        return message
    return message.replace("no value", "the key has no value", 1) if message == "no value" else f"the key is {message}"
