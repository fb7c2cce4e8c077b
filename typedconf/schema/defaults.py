"""A tree and the rules of its schema go in; the tree with what the schema's defaults add comes out.

Two trees, by what they are for. Validation gets the tree with what Pydantic could not fill in by itself: defaults that
are interpolations, what factories made for this composition, and what a default object has set where the tree sets
something below it (``fed``). Whoever reads, prints or refers to a key sees all defaults (``view``): a required leaf is
``???`` there, and so is a required model that nothing sets.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, get_args

from typing_extensions import is_typeddict

from typedconf.objects import is_model, is_root_model, key_data, leaf_data, pairs_of, set_data
from typedconf.schema.annotations import bare, class_of, members, tag_name
from typedconf.schema.classes import is_schema
from typedconf.schema.references import find_ref
from typedconf.trees import ABSENT, MISSING, copy_tree, may_hold, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from typedconf.schema.annotations import Bare
    from typedconf.schema.classes import ClassFacts, Field
    from typedconf.schema.rules import SchemaRules, Spot
    from typedconf.trees import Key, KeyPath, Tree

    # What a value may be: what the rules say of its place, or the types where a tag has told them, here or above.
    Where: TypeAlias = Spot | tuple[Bare, ...]

_SCALARS: Final = frozenset((str, int, float, bool, type(None)))
_CONSTANTS: Final = (int, float, bool, type(None))
_EMPTY: Final = {list: list, dict: dict, set: list, tuple: list, frozenset: list}  # factories whose result is known


class Kind(Enum):
    """What a field's default is."""

    NONE = auto()  # nothing that could be seen beforehand: made from other values, or a key that may be left out
    REQUIRED = auto()
    CONSTANT = auto()
    REFERENCE = auto()  # a text with interpolations
    DATA = auto()  # an object or mapping, which lies below what is set in it
    CLASS = auto()  # a class, whose own defaults count
    FACTORY = auto()


class Default(NamedTuple):
    """A field's default; ``value`` is plain data, of DATA the object, of CLASS and FACTORY what makes one."""

    kind: Kind
    value: Any = ABSENT


def default_of(facts: ClassFacts, field: Field) -> Default:
    """The default of a field, found once for each class."""
    found: Default | None = facts.defaults.get(field.name)
    if found is None:
        found = facts.defaults[field.name] = _default_of(facts, field)
    return found


def _default_of(facts: ClassFacts, field: Field) -> Default:
    info = field.info
    if info.is_required() or (isinstance(info.default, str) and info.default == MISSING):
        return Default(Kind.REQUIRED)
    if is_typeddict(facts.cls):
        return Default(Kind.NONE)  # a key that a TypedDict may lack
    reference = find_ref(info)
    if reference is not None:
        return Default(Kind.REFERENCE, reference.text)
    factory = info.default_factory
    if factory is not None:
        if factory in _EMPTY:
            return Default(Kind.CONSTANT, _EMPTY[factory]())
        annotated = [class_of(member.annotation)[0] for member in members(field.annotation)]
        if is_schema(factory) and factory in annotated:
            return Default(Kind.CLASS, factory)
        return Default(Kind.NONE) if info.default_factory_takes_validated_data else Default(Kind.FACTORY, factory)
    value = info.default
    if type(value) is str and "${" in value:
        return Default(Kind.REFERENCE, value)
    if _is_data(value):
        return Default(Kind.DATA, value)
    return Default(Kind.CONSTANT, representation(value))


def default_at(rules: SchemaRules, path: KeyPath) -> Any:
    """The default that is seen at ``path`` in a tree that sets nothing there, as plain data; ABSENT where none is."""
    return find_default(rules, path)[0]


def find_default(rules: SchemaRules, path: KeyPath) -> tuple[Any, KeyPath]:
    """As ``default_at``, and the path of the field whose default it is: this one, or one above it that holds it."""
    found, place = ABSENT, ()
    for length in range(1, len(path) + 1):
        inner = step(found, path[length - 1])
        found, place = (_declared_default(rules, path[:length]), path[:length]) if inner is ABSENT else (inner, place)
    return found, place


def _declared_default(rules: SchemaRules, path: KeyPath) -> Any:
    """The default of the field that a class declares at ``path``, whatever the defaults above say."""
    for member in rules.types_at(path[:-1]):
        facts = rules.facts_of(member.annotation)
        name = facts.keys.get(path[-1]) if facts is not None else None
        if facts is not None and name is not None:
            default = default_of(facts, facts.fields[name])
            match default.kind:
                case Kind.CONSTANT | Kind.REFERENCE:
                    return copy_tree(default.value)
                case Kind.DATA:
                    return representation(default.value)
                case Kind.FACTORY:
                    return representation(_made_at(rules, path, default.value, facts, facts.fields[name]))
            return ABSENT
    return ABSENT


def _made_at(rules: SchemaRules, path: KeyPath, factory: Callable[[], Any], facts: ClassFacts, field: Field) -> Any:
    """What a factory makes for this composition, when it is first needed; what it raises gets a note of its field."""
    place = tuple(map(str, path))  # an override's positions are texts
    if place not in rules.made:
        try:
            rules.made[place] = factory()
        except Exception as error:
            error.add_note(f"raised by the default_factory of {facts.name}.{field.name}")
            raise
    return rules.made[place]


class Defaults:
    """What defaults add to one composed tree. Factories run once for the rules of one composition."""

    __slots__ = ("_is_gapless", "_places", "_rules", "_whole", "_within", "added", "fed")

    def __init__(self, rules: SchemaRules, tree: Tree) -> None:
        self._rules: Final = rules
        self._within: list[type] = []  # the classes whose defaults are being looked at, outermost first
        self._whole: set[KeyPath] = set()  # where such a class was fed whole, defaults below it included
        self.added: list[KeyPath] = []  # where ``fed`` holds what nothing set
        self.fed: Final[Tree] = self._feed(tree, (), rules.spot(()))
        self._places: Final = frozenset(self.added)
        self._is_gapless: Final = not self.added and not may_hold(self.fed, MISSING)

    def view(self) -> Tree:
        """The tree with all defaults."""
        return self._show(self.fed, (), self._rules.spot(()))

    def _feed(self, node: Tree, path: KeyPath, where: Where) -> Tree:
        """``node`` with what defaults must bring into validation, itself where that is nothing."""
        if not isinstance(where, tuple) and not where.brings:
            return node
        made = node
        if type(node) is dict:
            facts, where = self._governing(node, where)
            for field in facts.bringing(_brings) if facts is not None else ():
                made = self._with_field(made, node, path, facts, field)  # type: ignore[arg-type]  # it has the field
        for key, child in made.items() if type(made) is dict else enumerate(made):
            if (type(child) is dict or type(child) is list) and (*path, key) not in self._whole:
                fed = self._feed(child, (*path, key), self._below(where, path, key))
                if fed is not child:
                    made = node.copy() if made is node else made
                    made[key] = fed
        return made

    def _with_field(self, made: Tree, node: Tree, path: KeyPath, facts: ClassFacts, field: Field) -> Tree:
        """``made`` with what the default of one field brings; a copy of ``node`` when something first does."""
        key = field.key
        default = default_of(facts, field)
        there = made.get(key, ABSENT)
        if _is_unset(field, node):
            value = self._brought(default, (*path, key), facts, field)
            if value is ABSENT:
                return made
            self.added.append((*path, key))
        elif type(there) is dict and default.kind in (Kind.DATA, Kind.FACTORY):
            value = self._laid_over(default, there, (*path, key), facts, field)
            if value is there:
                return made
        else:
            return made
        made = node.copy() if made is node else made
        made[key] = value
        return made

    def _brought(self, default: Default, path: KeyPath, facts: ClassFacts, field: Field) -> Any:
        match default.kind:
            case Kind.REFERENCE:
                return default.value
            case Kind.FACTORY:
                made = _made_at(self._rules, path, default.value, facts, field)
                return set_data(made) if _holds_missing(made) else made
            case Kind.DATA if _holds_missing(default.value):
                return set_data(default.value)  # validated as data: an object would keep the mark as its value
            case Kind.CLASS if default.value not in self._within:
                self._within.append(default.value)
                known = len(self.added)
                fed = self._feed({}, path, self._types_of(path, default.value))
                del self.added[known:]  # the whole is what was added
                self._whole.add(path)
                self._within.pop()
                return fed if fed or self._lacks(default.value) else ABSENT
        return ABSENT

    def _lacks(self, cls: type, above: tuple[type, ...] = ()) -> bool:
        """Whether an object of ``cls`` can't be made of its defaults alone: a field of it, or below, has none."""
        facts = self._rules.facts_of(cls)
        if facts is None or is_typeddict(cls) or cls in above:
            return False
        defaults = [default_of(facts, field) for field in facts.fields.values()]
        inner = (default.value for default in defaults if default.kind is Kind.CLASS)
        return any(default.kind is Kind.REQUIRED for default in defaults) or any(
            self._lacks(one, (*above, cls)) for one in inner
        )

    def _laid_over(self, default: Default, there: Tree, path: KeyPath, facts: ClassFacts, field: Field) -> Tree:
        """What is set, over what the default object has set."""
        value = default.value if default.kind is Kind.DATA else _made_at(self._rules, path, default.value, facts, field)
        data = set_data(value)
        if len(self._rules.types_at(path)) > 1 and isinstance(data, dict):
            data = self._of_union(value, data, there, path)
        return self._merged(data, there, path) if isinstance(data, dict) else there

    def _of_union(self, value: Any, data: Tree, there: Tree, path: KeyPath) -> Tree:
        """``data``, which the default object of a union has set, and its tag; None where ``there`` is of another."""
        declared = self._rules.facts_of(type(value))
        if declared is None or not all(key in declared.keys for key in there):
            return None
        tag = self._rules.tag(path)
        if tag not in declared.keys:
            return data
        own = representation(getattr(value, declared.keys[tag]))
        return {**data, tag: own} if there.get(tag, own) == own else None

    def _merged(self, data: dict[Key, Any], there: dict[Key, Tree], path: KeyPath) -> dict[Key, Tree]:
        made = there
        for key, value in data.items():
            child = there.get(key, ABSENT)
            if child is ABSENT:
                self.added.append((*path, key))
                new = copy_tree(value)
            elif type(child) is dict and isinstance(value, dict):
                new = self._merged(value, child, (*path, key))
            else:
                continue
            made = there.copy() if made is there else made
            made[key] = new
        return made

    def _show(self, node: Tree, path: KeyPath, where: Where) -> Tree:
        """``node`` with all defaults, itself where there are none."""
        made = node
        facts = None
        if type(node) is dict:
            facts, where = self._governing(node, where)
        for key, child in node.items() if type(node) is dict else enumerate(node):
            kind = type(child)
            if kind in _SCALARS:
                continue  # as most are
            if kind is dict or kind is list:
                shown = self._show(child, (*path, key), self._below(where, path, key))
            elif self._is_added((*path, key)):
                shown = representation(child)
            else:
                continue
            if shown is not child:
                made = node.copy() if made is node else made
                made[key] = shown
        if made is not node and type(made) is dict:
            made = {key: child for key, child in made.items() if child is not ABSENT}
        return made if facts is None else self._with_defaults(made, node, path, facts)

    def _is_added(self, path: KeyPath) -> bool:
        """Whether a default brought what stands at ``path``."""
        return any(path[:length] in self._places for length in range(1, len(path) + 1))

    def _with_defaults(self, made: Tree, node: Tree, path: KeyPath, facts: ClassFacts) -> Tree:
        """``made`` with the default of each field that nothing sets, behind the keys that were written."""
        if self._is_gapless and facts.keys.keys() <= node.keys():
            return made  # all are set, as most often, and none has another spelling
        for field in facts.fields.values():
            key = field.key
            if _is_unset(field, node):
                value = self._seen(default_of(facts, field), (*path, key))
            elif self._places and key in made and (*path, key) in self._places:
                value = made[key]
            else:
                continue
            if value is not ABSENT:
                made = node.copy() if made is node else made
                made.pop(key, None)
                made[key] = value
        return made

    def _seen(self, default: Default, path: KeyPath) -> Any:
        match default.kind:
            case Kind.REQUIRED:
                return MISSING
            case Kind.CONSTANT | Kind.REFERENCE:
                return copy_tree(default.value)
            case Kind.DATA:
                return representation(default.value)
            case Kind.CLASS if default.value not in self._within:
                self._within.append(default.value)
                shown = self._show({}, path, self._types_of(path, default.value))
                self._within.pop()
                return shown
        return ABSENT

    def _types_of(self, path: KeyPath, factory: type) -> Where:
        """What is at ``path`` when ``factory`` made what stands there."""
        if path in self._rules.governing:
            return self._rules.spot(path)
        return tuple(one for one in self._rules.types_at(path) if class_of(one.annotation)[0] is factory)

    def _governing(self, node: dict[Key, Tree], where: Where) -> tuple[ClassFacts | None, Where]:
        """The class that a mapping is of: the one, or of a union the one that its tag names; and what is below it."""
        known = where if isinstance(where, tuple) else where.types
        if len(known) == 1:
            return self._rules.facts_of(known[0].annotation), where
        tag = next(filter(None, map(tag_name, known)), None)
        for member in known if tag is not None else ():
            facts = self._rules.facts_of(member.annotation)
            field = facts.fields.get(str(tag)) if facts is not None else None
            if field is not None and node.get(field.key, ABSENT) in map(key_data, get_args(bare(field.annotation)[0])):
                return facts, (member,)
        return None, where

    def _below(self, where: Where, path: KeyPath, key: Key) -> Where:
        if not isinstance(where, tuple):
            return where.below(key)
        if (*path, key) in self._rules.governing:
            return self._rules.spot((*path, key))
        return tuple(inner for outer in where for inner in self._rules.below(outer, key))


def _is_unset(field: Field, node: dict[Key, Tree]) -> bool:
    """Whether ``node`` says nothing of a field: not under its key, where ``???`` says nothing, nor another spelling."""
    there = node.get(field.spellings[0], ABSENT)
    if there is not ABSENT:
        return type(there) is str and there == MISSING
    return len(field.spellings) == 1 or not any(spelling in node for spelling in field.spellings)


def brings(facts: ClassFacts) -> bool:
    """Whether the default of any field of a class may bring something into validation."""
    return bool(facts.bringing(_brings))


def _brings(facts: ClassFacts, field: Field) -> bool:
    """Whether the default of a field may bring something into validation."""
    if field.info.default_factory is None and (field.info.is_required() or type(field.info.default) in _CONSTANTS):
        return False  # as most do, so that nothing need be found out about them
    return default_of(facts, field).kind in (Kind.REFERENCE, Kind.FACTORY, Kind.CLASS, Kind.DATA)


def _holds_missing(value: Any) -> bool:
    shown = representation(value)
    return shown is not ABSENT and may_hold(shown, MISSING)


def _is_data(value: Any) -> bool:
    kind = type(value)
    return isinstance(value, dict) or is_model(kind) or is_root_model(kind) or hasattr(kind, "__dataclass_fields__")


def representation(value: Any) -> Any:
    """What stands for a default in the view, as plain data of the reader's own; ABSENT for other objects."""
    try:
        return _represented(value)
    except RecursionError:  # it holds itself
        return ABSENT


def _represented(value: Any) -> Any:
    kind = type(value)
    if kind in _SCALARS:
        return value
    if hasattr(kind, "get_secret_value"):
        return _represented(value.get_secret_value())
    if is_root_model(kind):
        return _represented(value.root)
    pairs = pairs_of(value)
    if pairs is not None:
        shown = {key_data(key): _represented(child) for key, child in pairs}
        return {key: child for key, child in shown.items() if child is not ABSENT}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [_represented(item) for item in value]
        if any(item is ABSENT for item in items):
            return ABSENT
        return sorted(items, key=str) if isinstance(value, (set, frozenset)) else items
    if isinstance(value, bytes):
        return _decoded(value)
    return leaf_data(value) if _has_text(value) else ABSENT


def _decoded(value: bytes) -> Any:
    """The text that Pydantic would read as these bytes; ABSENT where there is none."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return ABSENT


def _has_text(value: Any) -> bool:
    """Whether the text of an object says what it is: of enums, dates, paths, UUIDs, numbers, addresses, texts."""
    return any(base.__name__ in _WITH_TEXT for base in type(value).__mro__)


_WITH_TEXT: Final = (
    *("Enum", "str", "int", "float", "PurePath", "UUID", "Decimal", "date", "time", "timedelta"),
    *("_IPAddressBase", "_BaseUrl", "_BaseMultiHostUrl"),  # of the standard library, and of Pydantic
)
