"""A schema goes in; what it says of every key comes out as data that goes into JSON, for help, completion and tools."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from typedconf.objects import config_of, is_root_model, is_view, pairs_of
from typedconf.reports import json_leaf
from typedconf.schema.annotations import Bare, bare, class_of, container_name, substituted, tag_name, unqualified
from typedconf.schema.classes import type_text
from typedconf.schema.defaults import Kind, default_of, representation
from typedconf.schema.documentation import Declaration, Documentation, first_paragraph
from typedconf.schema.notation import choices_of, item_keys, text_of, values_of, without_wrappers
from typedconf.schema.option_names import option_names
from typedconf.schema.rules import SchemaRules
from typedconf.schema.texts import TextRule
from typedconf.schema.words import expected_words
from typedconf.targets import fixed_target
from typedconf.trees import ABSENT, MISSING, MOST_NESTED, format_key, format_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from typedconf.schema.classes import ClassFacts, Extra, Field
    from typedconf.schema.defaults import Default
    from typedconf.trees import KeyPath

_MOST_FIELDS: Final = 20_000  # classes that hold each other in every order have no end in sight
_MOST_OPENED: Final = 100  # as a generic class that holds itself with ever other arguments


class FieldDescription(NamedTuple):
    """What a schema says of one key.

    ``key`` is dotted; ``[]`` in it stands for an item of a list, ``<key>`` for a key of a mapping. ``spellings`` are
    those that the key's own mapping takes, the tree's first, ``names`` those that its author gave it as an option.

    ``type`` is as its author wrote it, ``expected`` in words, None where there are none. ``choices`` are all that it
    takes, as one writes them, or none; those of a list are its items'. ``schemas`` are the classes of what is below,
    by their names in ``SchemaDescription.classes``, and ``tag`` is the key that tells them apart; their own keys come
    next, unless this ``repeats`` classes whose keys were described above.

    ``default`` is as it would be printed, a secret as ``???``; with ``is_computed`` there is a default that only a
    running program knows. ``required`` keys have none, and optional keys of a TypedDict neither.

    ``member`` is the class of a union that must have been chosen. ``owner`` is the class that governs the key,
    ``declared_by`` the one in whose body it stands, and ``panel`` the key of the node that holds it (of a root, the
    name of its class).
    """

    key: str
    spellings: tuple[str, ...]
    type: str
    expected: str | None
    doc: str | None
    summary: str | None
    title: str | None
    deprecated: str | None
    examples: tuple[Any, ...]
    secret: bool
    text: bool
    owner: str
    declared_by: str
    panel: str
    member: str | None
    required: bool = False
    default: Any = None
    has_default: bool = False
    is_computed: bool = False
    choices: tuple[str, ...] = ()
    multiple: bool = False
    schemas: tuple[str, ...] = ()
    tag: str | None = None
    repeats: bool = False
    names: tuple[str, ...] = ()


class ClassDescription(NamedTuple):
    """What a class says of itself.

    ``extra`` is what becomes of keys that it does not declare, ``target`` the dotted path of what it builds.
    """

    name: str
    doc: str | None
    summary: str | None
    extra: Extra
    title: str | None
    target: str | None


class SchemaDescription(NamedTuple):
    """All keys, each node's before those below it, and the classes by module and name.

    It is not ``is_complete`` where the classes hold each other in more ways than anybody would read.
    """

    fields: tuple[FieldDescription, ...]
    classes: Mapping[str, ClassDescription]
    is_complete: bool = True

    def to_data(self) -> dict[str, Any]:
        """The same as dicts and lists, fit for strict JSON."""
        return {
            "fields": [
                {name: list(value) if isinstance(value, tuple) else value for name, value in field._asdict().items()}
                for field in self.fields
            ],
            "classes": {name: described._asdict() for name, described in self.classes.items()},
            "complete": self.is_complete,
        }


def describe_schema(
    schema: Any,
    rules: SchemaRules | None = None,
    *,
    reads_source: bool = True,
    parts: Collection[str] | None = None,
) -> SchemaDescription:
    """Every key that ``schema`` declares, in order and depth-first; none where it is None or a ``Config``.

    ``rules`` are those of a composition, whose classes count where they are narrower than the annotations, and also
    where there is no annotation. Without ``reads_source``, strings below fields are no documentation; with ``parts``,
    only these keys at the top count, and what is below them.

    Raises:
        StoreError: a class reads its environment itself, or an alias of it leads through the tree.
    """
    if rules is None:
        if schema is None or is_view(schema):
            return SchemaDescription((), {})
        rules = SchemaRules(schema)
    walk = _Walk(rules, Documentation(reads_source=reads_source), parts)
    fields = tuple(islice(walk.fields(), _MOST_FIELDS + 1))
    return SchemaDescription(fields[:_MOST_FIELDS], walk.classes, len(fields) <= _MOST_FIELDS)


# -- where the walk is ------------------------------------------------------------------------------------------------


class _Branch(NamedTuple):
    """Classes below a key, directly or ``suffix`` deeper in lists and mappings; ``tag`` names their common field."""

    suffix: str
    path: KeyPath
    classes: tuple[Any, ...]
    tag: str | None


class _Owner(NamedTuple):
    """The class that governs a node: as it is annotated, its facts, and its name in the description."""

    annotation: Any
    facts: ClassFacts
    name: str


class _Place(NamedTuple):
    """A node whose keys are described.

    It is ``certain`` where its path alone says what governs it: not below a union, a list or a mapping. ``opened`` are
    the unions and classes that it is in, ``given`` the object or mapping that a default above put there.
    """

    key: str = ""
    path: KeyPath = ()
    certain: bool = True
    member: str | None = None
    opened: tuple[tuple[Any, ...], ...] = ()
    given: Any = ABSENT

    def below(self, key: str, given: Any = ABSENT) -> _Place:
        """The node under ``key``."""
        text = format_key(key)
        return self._replace(key=f"{self.key}.{text}" if self.key else text, path=(*self.path, key), given=given)

    def within(self, branch: _Branch) -> _Place:
        """The node that one of the classes of ``branch`` governs."""
        return self._replace(
            key=(self.key + branch.suffix).removeprefix("."),
            path=self.path + branch.path,
            certain=self.certain and len(branch.classes) == 1 and not branch.path,
            opened=(*self.opened, branch.classes),
            given=ABSENT if branch.path else self.given,
        )

    def repeats(self, branch: _Branch) -> bool:
        """Whether the classes of ``branch`` are being described above, or no end of them is in sight."""
        return branch.classes in self.opened or len(self.opened) > _MOST_OPENED


class _Walk:
    """One way through the classes of a schema."""

    __slots__ = ("_docs", "_parts", "_rules", "_seen", "classes")

    def __init__(self, rules: SchemaRules, docs: Documentation, parts: Collection[str] | None) -> None:
        self._parts: Final = parts
        self._rules: Final = rules
        self._docs: Final = docs
        self._seen: Final[set[KeyPath]] = {()}
        self.classes: Final[dict[str, ClassDescription]] = {}

    def fields(self) -> Iterator[FieldDescription]:
        """All keys: those of the root, then those of nodes that only a composition gave a class."""
        yield from self._below(_Place(), self._branches(self._rules.types_at(())))
        for path in self._rules.governing:
            if path not in self._seen and self._counts(path):
                place = _Place(key=format_path(path), path=path)
                yield from self._below(place, self._branches(self._rules.types_at(path)))

    # -- nodes --------------------------------------------------------------------------------------------------------

    def _branches(
        self, types: Iterable[Bare], suffix: str = "", path: KeyPath = (), chain: tuple[Any, ...] = ()
    ) -> list[_Branch]:
        """The classes among ``types`` and in their items; ``chain`` are the containers that these are in."""
        types = list(types)
        classes = [member for member in types if self._rules.facts_of(member.annotation) is not None]
        found = []
        if classes:
            annotations = tuple(member.annotation for member in classes)
            found.append(_Branch(suffix, path, annotations, self._tag_of(classes)))
        for member in types:
            if member.annotation in chain:  # an alias that holds itself
                continue
            for mark, key in item_keys(member.annotation):
                inner = self._rules.below(Bare(member.annotation), key)
                found += self._branches(inner, suffix + mark, (*path, key), (*chain, member.annotation))
        return found

    def _tag_of(self, classes: list[Bare]) -> str | None:
        """The name of the field that tells ``classes`` apart, which all of them declare."""
        facts = [self._owner(member.annotation).facts for member in classes]
        name = tag_name(classes[0])
        return name if all(name in each.fields for each in facts) else None

    def _below(self, place: _Place, branches: Iterable[_Branch]) -> Iterator[FieldDescription]:
        """The keys of the classes below ``place``, but for those that are being described."""
        for branch in branches:
            if place.repeats(branch):
                continue
            inside = place.within(branch)
            owners = [self._owner(annotation) for annotation in branch.classes]
            if branch.tag is not None:
                yield self._describe_tag(inside, owners, branch.tag)
            for owner in owners:
                several = len(owners) > 1
                node = inside._replace(
                    member=owner.facts.name if several else place.member,
                    opened=(*inside.opened, (owner.annotation,)),
                    given=_given_to(owner.facts.cls, inside.given, several=several),
                )
                for field in owner.facts.fields.values():
                    if field.name != branch.tag and self._counts((*node.path, field.key)):
                        yield from self._field(node, owner, field)

    def _counts(self, path: KeyPath) -> bool:
        """Whether ``path`` is in a part that was asked for."""
        return self._parts is None or path[0] in self._parts

    def _owner(self, annotation: Any) -> _Owner:
        """The class of a branch, which is entered into ``classes``."""
        cls, variables = class_of(annotation)
        facts: ClassFacts = self._rules.facts_of(annotation)  # type: ignore[assignment]  # branches hold classes
        name = f"{cls.__module__}.{type_text(annotation) if variables else cls.__qualname__}"
        if name not in self.classes:
            doc = self._docs.of_class(cls)
            self.classes[name] = ClassDescription(
                facts.name, doc, first_paragraph(doc), facts.extra, config_of(cls).get("title"), fixed_target(cls)
            )
        return _Owner(annotation, facts, name)

    # -- keys ---------------------------------------------------------------------------------------------------------

    def _field(self, node: _Place, owner: _Owner, field: Field) -> Iterator[FieldDescription]:
        """A key, and all that is below it."""
        default = default_of(owner.facts, field)
        value = _attribute(node.given, field)
        if value is ABSENT:
            value = _value_of(default, field)
        place = node.below(field.key, value)
        if place.certain:
            types = self._rules.types_at(place.path)
            self._seen.add(place.path)
        else:
            types = tuple(self._rules.below(Bare(owner.annotation), field.key))
        branches = self._branches(types)
        tagged = next((branch for branch in branches if branch.tag is not None), None)
        yield self._describe(node, place, owner, field)._replace(
            **self._default(place.path, value, Kind.FACTORY if field.info.default_factory else default.kind),
            choices=choices_of(types),
            multiple=bool(types) and all(container_name(one.annotation) in ("list", "tuple") for one in types),
            schemas=tuple(
                dict.fromkeys(self._owner(annotation).name for branch in branches for annotation in branch.classes)
            ),
            tag=None if tagged is None else self._owner(tagged.classes[0]).facts.fields[str(tagged.tag)].key,
            repeats=any(map(place.repeats, branches)),
        )
        yield from self._below(place, branches)

    def _describe(self, node: _Place, place: _Place, owner: _Owner, field: Field) -> FieldDescription:
        """What is said of the key at ``place`` without a look at its types and default."""
        cls, info = owner.facts.cls, field.info
        annotation = substituted(field.annotation, class_of(owner.annotation)[1])
        declared = self._docs.declaration(cls, field.name) or Declaration(cls, annotation)
        doc = self._docs.of_field(cls, field.name, info)
        return FieldDescription(
            key=place.key,
            spellings=field.spellings,
            type=self._type(declared, field, annotation),
            expected=expected_words(annotation, field.metadata),
            doc=doc,
            summary=first_paragraph(doc),
            secret=self._rules.is_secret(place.path),
            text=self._rules.text_rule(place.path) is TextRule.ALWAYS,
            deprecated=info.deprecation_message,
            title=info.title,
            examples=tuple(
                shown for value in info.examples or () if (shown := self._printed(value, place.path)) is not ABSENT
            ),
            owner=owner.name,
            declared_by=f"{declared.cls.__module__}.{declared.cls.__qualname__}",
            panel=node.key or owner.facts.name,
            member=node.member,
            names=option_names((*field.metadata, *bare(field.annotation).metadata)),
        )

    def _describe_tag(self, node: _Place, owners: list[_Owner], name: str) -> FieldDescription:
        """The key that tells the members of a union apart, with the values of all of them."""
        field = owners[0].facts.fields[name]
        place = node.below(field.key)
        types = [
            one for owner in owners for one in self._rules.below(Bare(owner.annotation), owner.facts.fields[name].key)
        ]
        is_open = node.given is ABSENT or node.given is None
        tags: Any = Literal[tuple(value for one in types for value in values_of(one.annotation))]
        return self._describe(node, place, owners[0], field)._replace(
            **self._default(place.path, _attribute(node.given, field), Kind.REQUIRED if is_open else Kind.NONE),
            type=type_text(tags),
            expected=expected_words(tags),
            choices=choices_of([Bare(tags)]),
        )

    def _type(self, declared: Declaration, field: Field, annotation: Any) -> str:
        """A type as its author wrote it; where that has variables of a generic class, with what they stand for."""
        written = getattr(declared.annotation, "__forward_arg__", declared.annotation)  # a TypedDict's text
        generic = getattr(declared.cls, "__pydantic_generic_metadata__", None) or {}
        if getattr(declared.cls, "__parameters__", ()) or generic.get("parameters"):
            facts = self._rules.facts_of(declared.cls)
            if facts is not None and field.name in facts.fields and facts.fields[field.name].annotation != annotation:
                written = annotation
        return without_wrappers(written) if isinstance(written, str) else type_text(unqualified(written))

    # -- defaults -----------------------------------------------------------------------------------------------------

    def _default(self, path: KeyPath, value: Any, kind: Kind) -> dict[str, Any]:
        """What is said of a default: ``value``, or where it has none, what ``kind`` tells."""
        if value is ABSENT and kind in (Kind.REQUIRED, Kind.NONE):
            return {"required": kind is Kind.REQUIRED}
        shown = ABSENT if value is ABSENT else self._printed(value, path)
        return {"default": None if shown is ABSENT else shown, "has_default": True, "is_computed": shown is ABSENT}

    def _printed(self, value: Any, path: KeyPath) -> Any:
        """A default as it would be printed, fit for JSON; ABSENT where it holds something that no text stands for."""
        if len(path) > MOST_NESTED:
            return ABSENT
        if value is not None and (hasattr(type(value), "get_secret_value") or self._rules.is_secret(path)):
            return MISSING
        if is_root_model(type(value)):
            return self._printed(value.root, path)
        pairs = pairs_of(value)
        if pairs is not None:
            shown = {text_of(key): self._printed(child, (*path, key)) for key, child in pairs}
            return ABSENT if ABSENT in shown.values() else shown
        if isinstance(value, (list, tuple, set, frozenset)):
            items = [self._printed(item, (*path, number)) for number, item in enumerate(value)]
            if any(item is ABSENT for item in items):
                return ABSENT
            return sorted(items, key=str) if isinstance(value, (set, frozenset)) else items
        return json_leaf(representation(value))


def _value_of(default: Default, field: Field) -> Any:
    """The default itself, an object of the user's as it is; ABSENT where none is known before a run."""
    match default.kind:
        case Kind.CONSTANT | Kind.DATA if field.info.default_factory is None:
            return field.info.default
        case Kind.CONSTANT | Kind.REFERENCE:
            return default.value
        case Kind.CLASS:
            return {}  # the keys below say the rest
    return ABSENT


def _attribute(given: Any, field: Field) -> Any:
    """What an object or mapping has for ``field``; ABSENT where that is nothing, or ``???``."""
    if isinstance(given, dict):
        found = next((given[key] for key in (*field.spellings, field.name) if key in given), ABSENT)
    else:
        found = getattr(given, field.name, ABSENT)
    return ABSENT if isinstance(found, str) and found == MISSING else found


def _given_to(cls: type, given: Any, *, several: bool) -> Any:
    """``given`` where it is an object of ``cls``, or a mapping that can be of no other class."""
    if isinstance(given, dict) and not several:
        return given
    return given if cls in type(given).__mro__ else ABSENT
