"""A schema and a composition go in; the options that the composed config has come out: of its groups, of its fields.

Help, JSON, completion and the reading of words share them. What can be set by an override alone is among them, without
a name.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from typedconf.cli.flags import BY_NAME
from typedconf.cli.options.groups import list_groups
from typedconf.errors import ConfigError, Problem, StoreError
from typedconf.overrides.parsing import parse_key
from typedconf.overrides.printing import print_value, shown_value
from typedconf.rendering import as_written, plain
from typedconf.schema.annotations import container_name
from typedconf.schema.classes import type_text
from typedconf.schema.description import describe_schema
from typedconf.schema.notation import choices_of
from typedconf.schema.rules import SchemaRules
from typedconf.schema.texts import TextRule
from typedconf.trees import ABSENT, MISSING, find, format_path, parse_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from typedconf.cli.options.groups import Group
    from typedconf.composition import Composition
    from typedconf.schema.description import FieldDescription
    from typedconf.trees import KeyPath, Tree

GROUPS_PANEL: Final = "Config groups"
_OPTION: Final = "OPTION"
_DASHES: Final = "--"
_NO: Final = "--no-"


class Option(NamedTuple):
    """One thing that a command line may set: its names, its type, what it is without an option, what it is for.

    ``names`` are as written, the key's own first (``--optimizer.lr``), then those of an Option (``-b``, ``--batch``),
    of a boolean those that give true, and ``negations`` those that give false; there are none without ``has_option``:
    a group that is not composed, a list of models, what is in one, or a name that is a flag's has an override only.
    ``key`` is the override's.

    ``type`` is as its author wrote it. ``default`` is the composed value as plain data (a secret's ``???``), None where
    ``has_default`` is false, and ``shown`` how help writes it. ``required`` says that nothing gives a value yet.
    ``panel`` is the node that holds it. ``takes_text``: the value is literal text always. ``member`` is the class of a
    union that must have been chosen.
    """

    names: tuple[str, ...]
    key: str
    kind: Literal["flag", "group", "field"]
    type: str
    default: Any = None
    has_default: bool = False
    shown: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    multiple: bool = False
    secret: bool = False
    doc: str = ""
    summary: str = ""
    panel: str = ""
    negations: tuple[str, ...] = ()
    takes_text: bool = False
    member: str = ""
    has_option: bool = True


def list_options(
    schema: Any,
    composition: Composition[Any],
    *,
    resolve: bool = False,
    reads_source: bool = True,
    parts: Collection[str] | None = None,
) -> tuple[Option, ...]:
    """The options of groups, then those of fields and of untyped leaves, in order.

    With ``resolve``, defaults are values in the place of interpolations; without ``reads_source``, strings below fields
    are no documentation, which saves time where none is shown; with ``parts``, only fields below these keys count.

    Raises:
        StoreError: two fields claim one name, or one claims a flag's.
        ConfigError: with ``resolve``, an interpolation gives no value.
    """
    groups = list_groups(composition.search_path, composition)
    options = list(_group_options(groups, composition.choices))
    taken = {name for option in options for name in option.names}
    lister = _Lister(schema, composition, taken, resolve=resolve)
    options += lister.fields(reads_source=reads_source, parts=parts)
    _check_own_names(options, lister.own)
    return tuple(options)


# -- groups -----------------------------------------------------------------------------------------------------------


def _group_options(groups: Sequence[Group], choices: Collection[str]) -> Iterator[Option]:
    """What there is for each group; the option of one also has the name of the package in which no other lands.

    Those that are not among the ``choices`` have a list of options in the defaults list.
    """
    packages = Counter(group.package for group in groups)
    keys = {group.key for group in groups}
    for group in groups:
        names = [group.key] if group.is_composed else []
        if group.package not in ("", "_global_", *keys) and packages[group.package] == 1:
            names.append(group.package)
        names = [name for key in names if (name := f"{_DASHES}{key}") not in BY_NAME]
        multiple = group.is_composed and group.key not in choices
        chosen: Any = list(group.selected) if multiple else next(iter(group.selected), None)
        yield Option(
            names=tuple(names),
            key=group.key,
            kind="group",
            type=_OPTION,
            default=chosen,
            has_default=group.is_composed,
            shown=print_value(chosen) if group.is_composed else "",
            choices=group.options,
            multiple=multiple,
            panel=GROUPS_PANEL,
            has_option=bool(names),
        )


# -- fields -----------------------------------------------------------------------------------------------------------


class _Lister:
    """One way through the fields of a schema and the leaves of the composed tree.

    ``own`` has the names that fields bring themselves, each with the keys of those that do and a field's declaration.
    """

    __slots__ = ("_composition", "_missing", "_rules", "_schema", "_taken", "_tree", "own")

    def __init__(self, schema: Any, composition: Composition[Any], taken: set[str], *, resolve: bool) -> None:
        config, rules = composition.config, composition.rules
        self._schema: Final = schema
        self._composition: Final = composition
        self._rules: Final = rules if isinstance(rules, SchemaRules) else None
        self._tree: Final[Tree] = plain(config, missing="keep") if resolve else as_written(config)
        self._missing: Final = frozenset(composition.missing())
        self._taken: Final = taken
        self.own: Final[dict[str, dict[str, str]]] = {}

    def fields(self, *, reads_source: bool, parts: Collection[str] | None) -> Iterator[Option]:
        """The fields that have a value, each with the untyped leaves below it, then the leaves that no class names."""
        described = describe_schema(self._schema, self._rules, reads_source=reads_source, parts=parts).fields
        holders = {field.key[: _mark(field.key)].removesuffix(".") for field in described if _mark(field.key) >= 0}
        seen: set[KeyPath] = set()
        for field in described:
            option = self._field(field, is_container=field.key in holders)
            if option is None:
                continue
            yield option
            path = parse_path(field.key)
            seen.add(path)
            if not field.schemas and isinstance(option.default, dict):
                yield from self._leaves(path, option.default)
        tree = self._tree if parts is None else {key: value for key, value in self._tree.items() if key in parts}
        yield from self._leaves((), tree, seen)

    def _field(self, field: FieldDescription, *, is_container: bool) -> Option | None:
        """The option of a field; None for a node, whose own fields have theirs."""
        in_container = _mark(field.key) >= 0
        path = parse_path(field.key)
        types = () if in_container or self._rules is None else self._rules.types_at(path)
        takes_value = any(self._is_scalar(member.annotation) for member in types) or (
            not field.schemas and not (types and all(container_name(one.annotation) == "dict" for one in types))
        )
        if field.schemas and not takes_value and not is_container and not field.repeats:
            return None
        default, has_default, shown = self._default(field, path, in_container=in_container)
        names: tuple[str, ...] = ()
        negations: tuple[str, ...] = ()
        if takes_value and not in_container and not (isinstance(default, dict) and default):
            is_boolean = bool(types) and all(member.annotation is bool for member in types)
            names, negations = self._names(field, is_boolean=is_boolean)
        deprecated = f"Deprecated: {field.deprecated}" if field.deprecated else ""
        return Option(
            names=names,
            key=field.key,
            kind="field",
            type=field.type,
            default=default,
            has_default=has_default,
            shown=shown,
            choices=field.choices,
            required=shown == "(required)",
            multiple=field.multiple,
            secret=field.secret,
            doc="\n\n".join(filter(None, (field.doc, deprecated))),
            summary=" ".join(filter(None, (field.summary, deprecated))),
            panel=field.panel,
            negations=negations,
            takes_text=field.text,
            member=(field.member or "").rpartition(".")[2],
            has_option=bool(names or negations),
        )

    def _is_scalar(self, annotation: Any) -> bool:
        return (
            self._rules is not None and self._rules.facts_of(annotation) is None and container_name(annotation) is None
        )

    def _names(self, field: FieldDescription, *, is_boolean: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of a field, and of a boolean those that give false."""
        names, negations = self._key_names(field.key, is_boolean=is_boolean)
        for written in field.names:
            name, _, negation = written.partition("/")
            names.append(name)
            if negation and is_boolean:
                negations.append(negation)
            for own in filter(None, (name, negation)):
                self.own.setdefault(own, {}).setdefault(field.key, f"{field.owner.rpartition('.')[2]}.{field.key}")
        return tuple(dict.fromkeys(names)), tuple(dict.fromkeys(negations))

    def _key_names(self, key: str, *, is_boolean: bool) -> tuple[list[str], list[str]]:
        """``--key``, and ``--no-key`` of a boolean, where no flag or group has them, and an override has the key."""
        if not _is_key(key):
            return [], []
        free = [name not in BY_NAME and name not in self._taken for name in (f"{_DASHES}{key}", f"{_NO}{key}")]
        return [f"{_DASHES}{key}"] if free[0] else [], [f"{_NO}{key}"] if is_boolean and free[1] else []

    def _default(self, field: FieldDescription, path: KeyPath, *, in_container: bool) -> tuple[Any, bool, str]:
        """The value of a field without an option, whether there is one, and how help writes it."""
        value = ABSENT if in_container else find(self._tree, path)
        is_missing = field.key in self._missing or (value is ABSENT and not field.has_default)
        if is_missing:
            return None, False, "(required)" if field.required or field.key in self._missing else ""
        if field.secret:
            return MISSING, True, "(secret)"
        if value is ABSENT:
            if field.is_computed:
                return None, False, "(computed)"
            value = field.default
        return value, True, shown_value(value)

    # -- leaves that no class names --

    def _leaves(self, path: KeyPath, node: Tree, seen: Collection[KeyPath] = ()) -> Iterator[Option]:
        """The leaves below ``path``, but for those that are ``seen`` or that their class refuses."""
        if not isinstance(node, dict):
            return
        if self._rules is not None:
            classes = self._rules.classes_at(path)
            refused = bool(classes) and all(facts.extra == "forbid" for facts in classes)
        else:
            refused = False
        for key, child in node.items():
            where = (*path, key)
            if where in seen or not isinstance(key, str):
                continue
            if isinstance(child, dict) and child:
                yield from self._leaves(where, child, seen)
            elif not refused and _is_key(format_path(where)):  # nothing on a command line sets any other
                yield self._leaf(where, child)

    def _leaf(self, path: KeyPath, value: Tree) -> Option:
        """The option of a leaf: its type is what its mapping says of its values, else that of its value."""
        key = format_path(path)
        types = () if self._rules is None else self._rules.types_at(path)
        types = tuple(member for member in types if member.annotation is not Any)
        is_secret = self._composition.rules.is_secret(path)
        is_missing = key in self._missing
        is_boolean = all(member.annotation is bool for member in types) if types else isinstance(value, bool)
        is_list = isinstance(value, list)
        holds_nodes = isinstance(value, dict) or (is_list and any(isinstance(item, dict) for item in value))
        names, negations = ([], []) if holds_nodes else self._key_names(key, is_boolean=is_boolean)
        return Option(
            names=tuple(names),
            key=key,
            kind="field",
            type=" | ".join(type_text(member.annotation) for member in types)
            if types
            else _kind_of(None if is_missing else value),
            default=None if is_missing else value,
            has_default=not is_missing,
            shown="(required)" if is_missing else "(secret)" if is_secret else shown_value(value),
            choices=choices_of(types) or (("true", "false") if is_boolean else ()),
            required=is_missing,
            multiple=is_list,
            secret=is_secret,
            panel=format_path(path[:-1]),
            negations=tuple(negations),
            takes_text=self._rules is not None and bool(types) and self._rules.text_rule(path) is TextRule.ALWAYS,
            has_option=bool(names or negations),
        )


def _mark(key: str) -> int:
    """Where an item of a list or a key of a mapping begins in a described key; -1 where there is none."""
    position = key.find(".<key>") if ".<key>" in key else (0 if key.startswith("<key>") else -1)
    for index, char in enumerate(key if "[" in key else ""):
        if char == "[" and (index == 0 or key[index - 1] != "\\") and (position < 0 or index < position):
            return index
    return position


def _is_key(key: str) -> bool:
    """Whether an override can name it."""
    if key.replace(".", "_").isidentifier() and key.isascii() and ".." not in f".{key}.":  # as nearly all are
        return True
    if "=" in key:
        return False
    try:
        return parse_key(key) == (key, None)
    except ConfigError:
        return False


def _kind_of(value: Tree) -> str:
    """The type of an untyped value, as Python has it; nothing where there is none."""
    return "" if value is None or (isinstance(value, str) and "${" in value) else type(value).__name__


def _check_own_names(options: Iterable[Option], own: dict[str, dict[str, str]]) -> None:
    """Refuses names of Options that are a flag's, or of more than one key.

    Raises:
        StoreError: with all of them.
    """
    keys: dict[str, dict[str, None]] = {}
    for option in options:
        for name in (*option.names, *option.negations):
            keys.setdefault(name, {})[option.key] = None
    problems: list[Problem] = []
    for name, claims in own.items():
        if name in BY_NAME:
            who = " and ".join(claims.values())
            message = f"{name} is the flag {BY_NAME[name].name}, and can't be an option of {who}; choose another name"
            problems.append(Problem(message, value=name))
        elif len(keys.get(name, ())) > 1:
            message = f"{name} is an option of both {' and '.join(keys[name])}; a name belongs to one of them"
            problems.append(Problem(message, value=name))
    if problems:
        raise StoreError(*problems)
